package walks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/graph/refusal"
)

// reached is a node that a walk through the graph came to.
type reached struct {
	id     string // Neo4j's, for the next step of this request only
	typ    *mapping.Type
	key    string
	depth  int
	degree int64 // relationships of the walked types, seen or not
	weight int64 // those of them that lead to what the caller sees; -1: not counted yet
	more   bool  // not all of its neighbours were taken
}

// step is a relationship that a walk went along.
type step struct {
	id       string
	typ      string
	from, to string // ids of nodes, as the relationship points
}

// walk goes through the graph along relationships of some types, in the caller's scope.
type walk struct {
	*Walks
	caller law.Caller
	via    []string
	around []string // types of nodes that it does not go to
	except []string // ids of nodes that it goes to nevertheless
	nodes  map[string]*reached
	steps  map[string]step
	ways   map[way]bool // false: the caller's role may not follow it
}

// way is a relationship type between two types, as it points.
type way struct{ from, rel, to string }

// newWalk prepares a walk along relationships of some types; without types along all.
func (g *Walks) newWalk(c law.Caller, types any) *walk {
	wanted, _ := types.([]any)
	return g.walkAlong(c, func(_, _ *mapping.Type, rel string) bool { return wanted == nil || slices.Contains(wanted, any(rel)) })
}

// pastShared prepares a walk along all relationships that lead to no shared node but the ends. Nothing is shown by two
// people having the same office, evaluator or paper: see Shared of mapping.Type.
func (g *Walks) pastShared(c law.Caller, ends []*mapping.Type) *walk {
	passed := func(t *mapping.Type) bool { return !t.Shared || slices.Contains(ends, t) }
	w := g.walkAlong(c, func(near, far *mapping.Type, _ string) bool { return passed(near) && passed(far) })
	for _, t := range g.schema().Nodes() {
		if t.Shared {
			w.around = append(w.around, t.Name)
		}
	}
	return w
}

// walkAlong prepares a walk along the relationships between two types that are wanted.
func (g *Walks) walkAlong(c law.Caller, wanted func(near, far *mapping.Type, rel string) bool) *walk {
	w := &walk{Walks: g, caller: c, nodes: map[string]*reached{}, steps: map[string]step{}, ways: map[way]bool{}}
	for _, t := range g.schema().Nodes() {
		for _, f := range t.Fields {
			r := f.Relation
			if r == nil {
				continue
			}
			may := law.Field(c, f, nil) == nil
			for _, far := range r.Target.Concrete {
				if !wanted(t, far, r.Name) {
					continue
				}
				x := wayOf(t, r.Name, r.Out, far)
				w.ways[x] = w.ways[x] || may
				if may && !slices.Contains(w.via, r.Name) {
					w.via = append(w.via, r.Name)
				}
			}
		}
	}
	slices.Sort(w.via)
	return w
}

func wayOf(near *mapping.Type, rel string, out bool, far *mapping.Type) way {
	if out {
		return way{near.Name, rel, far.Name}
	}
	return way{far.Name, rel, near.Name}
}

// seen writes the condition under which the caller is shown the node behind a variable, whatever its type.
func (w *walk) seen(v cypher.Word) cypher.Word {
	return cypher.Word(w.law.Finds(w.caller, string(v)))
}

func (w *walk) rels() cypher.Word { return cypher.Word(strings.Join(w.via, "|")) }

func (w *walk) params(p map[string]any) map[string]any {
	_, p["scope"] = w.caller.OwnScope()
	p["except"] = w.except
	return p
}

func (w *walk) run(ctx context.Context, text cypher.Word, p map[string]any, n int) ([][]any, error) {
	rows, err := w.store.Read(ctx, w.caller, cypher.Statement{Name: "walk", Text: string(text), Params: map[string]any{"p": w.params(p), "n": n}})
	if err != nil {
		return nil, fmt.Errorf("walk the graph: %w", err)
	}
	return rows, nil
}

// node columns: id, type by its label, key, degree.
func (w *walk) columns(v cypher.Word) cypher.Word {
	degree := cypher.Word("0")
	if len(w.via) > 0 {
		degree = "COUNT { (" + v + ")-[:" + w.rels() + "]-() }"
	}
	return "elementId(" + v + "), labels(" + v + ")[0], " + v + ".key, " + degree
}

// keep notes a node the first time it is reached.
func (w *walk) keep(row []any, depth int) *reached {
	id, _ := row[0].(string)
	if n := w.nodes[id]; n != nil {
		return n
	}
	label, _ := row[1].(string)
	n := &reached{id: id, typ: w.schema().Label(label), depth: depth, weight: -1}
	n.key, _ = row[2].(string)
	n.degree, _ = row[3].(int64)
	w.nodes[id] = n
	return n
}

// begin finds the node with a global id; nil when there is none the caller may see.
func (w *walk) begin(ctx context.Context, id any, path ast.Path) (*reached, error) {
	text, _ := id.(string)
	typ, key, ok := plan.SplitID(text)
	t := w.schema().Type(typ)
	if !ok || t == nil || !t.IsNode() {
		return nil, refusal.Of(refusal.BadID, path, "is not a valid id; give one from an id field, unchanged")
	}
	rows, err := w.run(ctx, "MATCH (n:"+cypher.Word(cypher.Quote(t.Label))+" {key: $p.key}) WHERE "+w.seen("n")+" RETURN "+w.columns("n"), map[string]any{"key": key}, 0)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return w.keep(rows[0], 0), nil
}

// expand takes one step from each of the nodes, along at most most relationships, and reports whether there were more.
func (w *walk) expand(ctx context.Context, from []*reached, depth, most int) (cut bool, err error) {
	if len(from) == 0 || len(w.via) == 0 {
		return false, nil
	}
	text := "UNWIND $p.ids AS id MATCH (n) WHERE elementId(n) = id\nCALL (n) {\n  " + w.stepsOf() + "\n  RETURN r, m\n}\nWITH id, n, r, m LIMIT $n\n" +
		"RETURN " + w.columns("m") + ", id, elementId(r), type(r), startNode(r) = n"
	rows, err := w.run(ctx, text, map[string]any{"ids": idsOf(from)}, most+1)
	if err != nil {
		return false, err
	}
	if len(rows) > most {
		rows, cut = rows[:most], true
	}
	for _, row := range rows {
		if label, _ := row[1].(string); w.schema().Label(label) == nil {
			continue // a node that is not the graph's
		}
		w.went(w.keep(row, depth).id, row[4:])
	}
	return cut, nil
}

func idsOf(nodes []*reached) []string {
	ids := make([]string, len(nodes))
	for i, n := range nodes {
		ids[i] = n.id
	}
	return ids
}

// went notes a relationship by the columns of its near end's id, its own, its type and whether it points from there.
func (w *walk) went(far string, row []any) {
	near, _ := row[0].(string)
	s := step{from: far, to: near}
	s.id, _ = row[1].(string)
	s.typ, _ = row[2].(string)
	if out, _ := row[3].(bool); out {
		s.from, s.to = near, far
	}
	w.steps[s.id] = s
}

// stepsOf writes the relationships from n that a walk goes along, as far as the caller sees their other ends m and the
// role may follow them.
func (w *walk) stepsOf() cypher.Word {
	text := "MATCH (n)-[r:" + w.rels() + "]-(m) WHERE " + w.seen("m") + w.barred()
	if len(w.around) > 0 {
		labels := make([]string, len(w.around))
		for i, t := range w.around {
			labels[i] = cypher.Quote(w.schema().Type(t).Label)
		}
		text += " AND (NOT m:" + cypher.Word(strings.Join(labels, "|")) + " OR elementId(m) IN $p.except)"
	}
	return text
}

// barred writes that r is none of the relationships between n and m that the role may not follow.
func (w *walk) barred() cypher.Word {
	var barred []way
	for x, may := range w.ways {
		if !may && slices.Contains(w.via, x.rel) {
			barred = append(barred, x)
		}
	}
	slices.SortFunc(barred, func(a, b way) int { return strings.Compare(a.from+" "+a.rel+" "+a.to, b.from+" "+b.rel+" "+b.to) })
	var text cypher.Word
	for _, x := range barred {
		from, to := cypher.Word(cypher.Quote(x.from)), cypher.Word(cypher.Quote(x.to))
		text += " AND NOT (r:" + cypher.Word(cypher.Quote(x.rel)) + " AND (n:" + from + " AND m:" + to + " OR n:" + to + " AND m:" + from + "))"
	}
	return text
}

// weigh counts what the caller may walk of the relationships from each node. Of whole graphs, where nothing is gone
// around, the store knows that count; otherwise it takes a look at each, which is left out (and false) for more than maxUnseenSteps.
func (w *walk) weigh(ctx context.Context, nodes []*reached) (total int64, ok bool, err error) {
	var ids []string
	unknown := int64(0)
	for _, n := range nodes {
		if n.weight < 0 && w.caller.Whole && len(w.around) == 0 {
			n.weight = n.degree
		}
		if n.weight < 0 {
			ids = append(ids, n.id)
			unknown += n.degree
		}
		total += max(n.weight, 0)
	}
	if unknown > maxUnseenSteps {
		return 0, false, nil
	}
	if len(ids) == 0 || len(w.via) == 0 {
		return total, true, nil
	}
	rows, err := w.run(ctx, "UNWIND $p.ids AS id MATCH (n) WHERE elementId(n) = id RETURN id, COUNT { "+w.stepsOf()+" }", map[string]any{"ids": ids}, 0)
	if err != nil {
		return 0, false, err
	}
	for _, row := range rows {
		id, _ := row[0].(string)
		n := w.nodes[id]
		n.weight, _ = row[1].(int64)
		total += n.weight
	}
	return total, true, nil
}

// compareReached orders nodes by type and key.
func compareReached(a, b *reached) int {
	if c := strings.Compare(a.typ.Name, b.typ.Name); c != 0 {
		return c
	}
	return strings.Compare(a.key, b.key)
}
