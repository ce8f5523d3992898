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
	nodes  map[string]*reached
	steps  map[string]step
	ways   map[way]bool // false: the caller's role may not follow it
}

// way is a relationship type between two types, as it points.
type way struct{ from, rel, to string }

// filing are relationships that say where something belongs, not what someone did: two people in one office, or
// two papers in one file, are no evidence that leads from one to the other.
var filing = []string{"SERVES_IN", "IN", "PART_OF", "ASSIGNED_TO", "HELD_BY", "DECIDED_BY", "CHECKED_BY", "RULED_BY", "ISSUED_BY",
	"IN_BATCH", "SOURCED_FROM", "DIFFICULTY_FROM", "UNDER", "SCORED", "HAS_DIMENSION", "HAS_INDICATOR", "REQUIRES", "HAS_STEP"}

// newWalk prepares a walk; without types it goes along all, or for evidence along all but filing.
func (g *Walks) newWalk(c law.Caller, types any, evidence bool) *walk {
	w := &walk{Walks: g, caller: c, nodes: map[string]*reached{}, steps: map[string]step{}, ways: map[way]bool{}}
	wanted, _ := types.([]any)
	for _, t := range g.law.Schema().Nodes() {
		for _, f := range t.Fields {
			r := f.Relation
			if r == nil || wanted != nil && !slices.Contains(wanted, any(r.Name)) || wanted == nil && evidence && slices.Contains(filing, r.Name) {
				continue
			}
			may := law.Field(c, f, nil) == nil
			for _, far := range r.Target.Concrete {
				x := way{t.Name, r.Name, far.Name}
				if !r.Out {
					x.from, x.to = x.to, x.from
				}
				w.ways[x] = w.ways[x] || may
			}
			if may && !slices.Contains(w.via, r.Name) {
				w.via = append(w.via, r.Name)
			}
		}
	}
	slices.Sort(w.via)
	return w
}

// seen writes the condition under which the caller is shown the node behind a variable, whatever its type.
func (w *walk) seen(v cypher.Word) cypher.Word {
	return cypher.Word(w.law.Finds(w.caller, string(v)))
}

func (w *walk) rels() cypher.Word { return cypher.Word(strings.Join(w.via, "|")) }

func (w *walk) params(p map[string]any) map[string]any {
	_, p["scope"] = w.caller.OwnScope()
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

// expand takes one step from each of the nodes, to at most each neighbours from one and all in all; 0 is any
// number. It returns the nodes reached first here and whether anything was left out by all.
func (w *walk) expand(ctx context.Context, from []*reached, depth, each, all int) (fresh []*reached, cut bool, err error) {
	if len(from) == 0 || len(w.via) == 0 {
		return nil, false, nil
	}
	ids := make([]string, len(from))
	for i, n := range from {
		ids[i] = n.id
	}
	text := "UNWIND $p.ids AS id MATCH (n) WHERE elementId(n) = id\nCALL (n) {\n  " + w.stepsOf()
	if each > 0 { // a neighbour counts once, however many relationships lead to it
		text += "\n  WITH r, m LIMIT $p.ordered\n  WITH m, collect(r) AS rs ORDER BY labels(m)[0], m.key LIMIT $p.each\n  UNWIND rs AS r"
	}
	text += "\n  RETURN r, m\n}\nWITH id, n, r, m LIMIT $n\n" +
		"RETURN " + w.columns("m") + ", id, elementId(r), type(r), startNode(r) = n"
	limit := all + 1
	if all == 0 {
		limit = len(from)*orderedNeighbours + 1
	}
	rows, err := w.run(ctx, text, map[string]any{"ids": ids, "each": each + 1, "ordered": orderedNeighbours}, limit)
	if err != nil {
		return nil, false, err
	}
	if all > 0 && len(rows) > all {
		rows, cut = rows[:all], true
	}
	taken := map[string]map[string]bool{}
	for _, row := range rows {
		id, _ := row[4].(string)
		if label, _ := row[1].(string); w.schema().Label(label) == nil {
			continue // a node that is not the graph's
		}
		s := step{}
		s.id, _ = row[5].(string)
		s.typ, _ = row[6].(string)
		far, _ := row[0].(string)
		s.from, s.to = far, id
		if out, _ := row[7].(bool); out {
			s.from, s.to = id, far
		}
		if taken[id] == nil {
			taken[id] = map[string]bool{}
		}
		if each > 0 && len(taken[id]) == each && !taken[id][far] {
			w.nodes[id].more = true
			continue
		}
		taken[id][far] = true
		w.steps[s.id] = s
		if w.nodes[far] == nil {
			fresh = append(fresh, w.keep(row, depth))
		}
	}
	return fresh, cut, nil
}

// orderedNeighbours is how many of a node's neighbours are put in order before the first are taken: ordering all of
// a hub's would take as long as the hub is large.
const orderedNeighbours = 2000

// stepsOf writes the relationships from n that a walk goes along, as far as the caller sees their other ends m and the
// role may follow them.
func (w *walk) stepsOf() cypher.Word {
	text := "MATCH (n)-[r:" + w.rels() + "]-(m) WHERE " + w.seen("m")
	var barred []way
	for x, may := range w.ways {
		if !may && slices.Contains(w.via, x.rel) {
			barred = append(barred, x)
		}
	}
	slices.SortFunc(barred, func(a, b way) int { return strings.Compare(a.from+" "+a.rel+" "+a.to, b.from+" "+b.rel+" "+b.to) })
	for _, x := range barred {
		from, to := cypher.Word(cypher.Quote(x.from)), cypher.Word(cypher.Quote(x.to))
		text += " AND NOT (r:" + cypher.Word(cypher.Quote(x.rel)) + " AND (n:" + from + " AND m:" + to + " OR n:" + to + " AND m:" + from + "))"
	}
	return text
}

// weigh counts what the caller sees of the relationships from each node. Whole graphs are seen whole, and the store
// knows that count; for others it takes a look at each, which is left out (and false) for more than maxUnseenSteps.
func (w *walk) weigh(ctx context.Context, nodes []*reached) (total int64, ok bool, err error) {
	var ids []string
	unknown := int64(0)
	for _, n := range nodes {
		if n.weight < 0 && w.caller.Whole {
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
