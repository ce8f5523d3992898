package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// reached is a node that a walk through the graph came to.
type reached struct {
	id     string // Neo4j's, for the next step of this request only
	typ    *Type
	key    string
	label  string
	depth  int
	degree int64 // relationships of the walked types
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
	*Graph
	caller Caller
	via    []string
	nodes  map[string]*reached
	steps  map[string]step
	ways   map[string]bool // from type, relationship type, to type: what the caller's role may follow
}

// filing are relationships that say where something belongs, not what someone did: two people in one office, or
// two papers in one file, are no evidence that leads from one to the other.
var filing = []string{"SERVES_IN", "IN", "PART_OF", "ASSIGNED_TO", "HELD_BY", "DECIDED_BY", "CHECKED_BY", "RULED_BY", "ISSUED_BY",
	"IN_BATCH", "SOURCED_FROM", "DIFFICULTY_FROM", "UNDER", "SCORED", "HAS_DIMENSION", "HAS_INDICATOR", "REQUIRES", "HAS_STEP"}

// newWalk prepares a walk; without types it goes along all, or for evidence along all but filing.
func (g *Graph) newWalk(c Caller, types any, evidence bool) *walk {
	w := &walk{Graph: g, caller: c, nodes: map[string]*reached{}, steps: map[string]step{}, ways: map[string]bool{}}
	wanted, _ := types.([]any)
	for _, t := range g.mapping.Nodes() {
		for _, f := range t.order {
			r := f.Relation
			if r == nil || len(f.Access) > 0 && !slices.Contains(f.Access, c.Role) {
				continue
			}
			if wanted != nil && !slices.Contains(wanted, any(r.Name)) || wanted == nil && evidence && slices.Contains(filing, r.Name) {
				continue
			}
			for _, far := range r.Target.Concrete {
				from, to := t.Name, far.Name
				if !r.Out {
					from, to = to, from
				}
				w.ways[from+" "+r.Name+" "+to] = true
			}
			if !slices.Contains(w.via, r.Name) {
				w.via = append(w.via, r.Name)
			}
		}
	}
	slices.Sort(w.via)
	return w
}

// seen writes the condition under which the caller is shown the node behind a variable, whatever its type. Own
// nodes have a unit and others have none, so that most neighbours of a hub are told by one property.
func (w *walk) seen(v word) word {
	var open []string
	for _, t := range w.mapping.Nodes() {
		if t.Scope == ScopeOpen || w.caller.Whole {
			open = append(open, quoted(t.Label))
		}
	}
	cond := v + ":" + word(strings.Join(open, "|"))
	if !w.caller.Whole {
		property, _ := w.caller.scopeValues()
		p := word(property)
		// As a conjunction of disjunctions, which is what becomes of an OR, the subquery runs for each neighbour.
		cond = "CASE WHEN " + v + "." + p + " IS NOT NULL THEN " + v + "." + p + " IN $p.scope WHEN " + v +
			":Case THEN EXISTS { MATCH (" + v + ")-[:ABOUT]->(about:Cadre) WHERE about." + p + " IN $p.scope } ELSE " + cond + " END"
	}
	cond += " AND NOT (" + v + ":Case AND coalesce(" + v + ".verification IN $p.hidden, false))"
	if w.caller.Role == roleSubject {
		cond += " AND NOT (" + v + ":Clearance AND coalesce(" + v + ".result IN $p.pending, false))"
	}
	return cond
}

func (w *walk) rels() word { return word(strings.Join(w.via, "|")) }

func (w *walk) params(p map[string]any) map[string]any {
	_, values := w.caller.ownScope()
	p["scope"], p["hidden"], p["pending"] = values, w.caller.hidden(), pending["Clearance"].values
	return p
}

func (w *walk) run(ctx context.Context, text word, p map[string]any, n int) ([][]any, error) {
	s := Statement{Text: string(text), Params: map[string]any{"p": w.params(p), "n": n}}
	if w.unseen != nil {
		if err := w.unseen.admit(s.Text, w.caller); err != nil {
			return nil, err
		}
	}
	records, err := w.read(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("walk the graph: %w", err)
	}
	rows := make([][]any, len(records))
	for i, r := range records {
		rows[i] = r.Values
	}
	return rows, nil
}

// node columns: id, type by its label, key, display, degree.
func (w *walk) columns(v word) word {
	degree := word("0")
	if len(w.via) > 0 {
		degree = "COUNT { (" + v + ")-[:" + w.rels() + "]-() }"
	}
	return "elementId(" + v + "), labels(" + v + ")[0], " + v + ".key, coalesce(" + v + ".title, " + v + ".name, " + v + ".key), " + degree
}

// keep notes a node the first time it is reached.
func (w *walk) keep(row []any, depth int) *reached {
	id, _ := row[0].(string)
	if n := w.nodes[id]; n != nil {
		return n
	}
	label, _ := row[1].(string)
	n := &reached{id: id, typ: w.mapping.labels[label], depth: depth}
	n.key, _ = row[2].(string)
	n.label, _ = row[3].(string)
	n.degree, _ = row[4].(int64)
	w.nodes[id] = n
	return n
}

// begin finds the node with a global id; nil when there is none the caller may see.
func (w *walk) begin(ctx context.Context, id any, path ast.Path) (*reached, error) {
	text, _ := id.(string)
	t, key, err := w.byID(text, path)
	if err != nil {
		return nil, err
	}
	rows, err := w.run(ctx, "MATCH (n:"+word(quoted(t.Label))+" {key: $p.key}) WHERE "+w.seen("n")+" RETURN "+w.columns("n"), map[string]any{"key": key}, 0)
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
	text := "UNWIND $p.ids AS id MATCH (n) WHERE elementId(n) = id\nCALL (n) {\n  MATCH (n)-[r:" + w.rels() + "]-(m) WHERE " + w.seen("m")
	if each > 0 {
		text += "\n  WITH r, m LIMIT $p.ordered\n  WITH r, m ORDER BY labels(m)[0], m.key, elementId(r) LIMIT $p.each"
	}
	text += "\n  RETURN r, m\n}\nWITH id, r, m LIMIT $n\n" +
		"RETURN " + w.columns("m") + ", id, elementId(r), type(r), elementId(startNode(r)), elementId(endNode(r))"
	limit := all + 1
	if all == 0 {
		limit = len(from)*(each+1) + 1
	}
	rows, err := w.run(ctx, text, map[string]any{"ids": ids, "each": each + 1, "ordered": orderedNeighbours}, limit)
	if err != nil {
		return nil, false, err
	}
	if all > 0 && len(rows) > all {
		rows, cut = rows[:all], true
	}
	taken := map[string]int{}
	for _, row := range rows {
		id, _ := row[5].(string)
		s := step{}
		s.id, _ = row[6].(string)
		s.typ, _ = row[7].(string)
		s.from, _ = row[8].(string)
		s.to, _ = row[9].(string)
		if !w.follows(s, id, row) {
			continue
		}
		if taken[id]++; each > 0 && taken[id] > each {
			w.nodes[id].more = true
			continue
		}
		w.steps[s.id] = s
		far, _ := row[0].(string)
		if w.nodes[far] == nil {
			fresh = append(fresh, w.keep(row, depth))
		}
	}
	return fresh, cut, nil
}

// orderedNeighbours is how many of a node's neighbours are put in order before the first are taken: ordering all of
// a hub's would take as long as the hub is large.
const orderedNeighbours = 2000

// follows tells whether the role may go along a relationship between these two types.
func (w *walk) follows(s step, id string, row []any) bool {
	near := w.nodes[id].typ
	label, _ := row[1].(string)
	far := w.mapping.labels[label]
	if far == nil {
		return false
	}
	from, to := near, far
	if s.from != id {
		from, to = far, near
	}
	return w.ways[from.Name+" "+s.typ+" "+to.Name]
}

// edgeFields are what the caller may see of relationships of a type between two types.
func (w *walk) edgeFields(s step) []*Field {
	from := w.nodes[s.from].typ
	to := w.nodes[s.to].typ
	for _, f := range from.order {
		if r := f.Relation; r != nil && r.Out && r.Name == s.typ && r.Edge != nil && slices.Contains(r.Target.Concrete, to) {
			return slices.DeleteFunc(slices.Clone(r.Edge.order), func(f *Field) bool { return len(f.Access) > 0 && !slices.Contains(f.Access, w.caller.Role) })
		}
	}
	return nil
}

// drawn gives the nodes and relationships as the API shows them.
func (w *walk) drawn(ctx context.Context, nodes []*reached, steps []step) (objects []any, edges map[string]any, err error) {
	for _, n := range nodes {
		objects = append(objects, Object{Type: "GraphNode", Fields: map[string]any{"id": globalID(n.typ.Name, n.key), "type": n.typ.Name, "key": n.key,
			"label": n.label, "depth": int64(n.depth), "truncated": n.more, "node": Ref{Type: n.typ.Name, Key: n.key}}})
	}
	var ids []string
	for _, s := range steps {
		ids = append(ids, s.id)
	}
	properties := map[string]map[string]any{}
	if len(ids) > 0 {
		rows, err := w.run(ctx, "UNWIND $p.ids AS id MATCH ()-[r]->() WHERE elementId(r) = id RETURN id, properties(r)", map[string]any{"ids": ids}, 0)
		if err != nil {
			return nil, nil, err
		}
		for _, row := range rows {
			id, _ := row[0].(string)
			properties[id], _ = row[1].(map[string]any)
		}
	}
	edges = map[string]any{}
	for _, s := range steps {
		var list []any
		for _, f := range w.edgeFields(s) {
			if v := properties[s.id][f.Property]; v != nil {
				list = append(list, Object{Type: "GraphProperty", Fields: map[string]any{"name": f.Name, "value": fmt.Sprint(v)}})
			}
		}
		from, to := w.nodes[s.from], w.nodes[s.to]
		edges[s.id] = Object{Type: "GraphEdge", Fields: map[string]any{"id": "e" + s.id[strings.LastIndex(s.id, ":")+1:], "type": s.typ,
			"source": globalID(from.typ.Name, from.key), "target": globalID(to.typ.Name, to.key), "properties": list}}
	}
	return objects, edges, nil
}

// compareReached orders nodes by type and key.
func compareReached(a, b *reached) int {
	if c := strings.Compare(a.typ.Name, b.typ.Name); c != 0 {
		return c
	}
	return strings.Compare(a.key, b.key)
}
