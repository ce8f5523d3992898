package walks

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
)

// drawnEdge is a relationship as the API shows it.
type drawnEdge struct {
	graph.Object
	step
	same  string // what tells it from others between the same nodes
	shown string // its properties, for an order where nothing does
}

// drawn gives nodes and relationships as the API shows them; the relationships by the nodes they join, their type and
// what tells them apart. Nothing of the store's own numbers goes out or decides an order: they follow from what else
// is stored.
func (w *walk) drawn(ctx context.Context, nodes []*reached, steps []step) (objects []any, edges []drawnEdge, err error) {
	for _, n := range nodes {
		ref := graph.Ref{Type: n.typ.Name, Key: n.key}
		objects = append(objects, graph.Object{Type: "GraphNode", Fields: map[string]any{"id": plan.GlobalID(n.typ.Name, n.key), "type": n.typ.Name, "key": n.key,
			"label": ref, "depth": int64(n.depth), "truncated": n.more, "node": ref}})
	}
	properties, err := w.properties(ctx, steps)
	if err != nil {
		return nil, nil, err
	}
	seen, err := w.referenced(ctx, steps, properties)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range steps {
		edges = append(edges, w.edge(s, properties[s.id], seen))
	}
	slices.SortFunc(edges, func(a, b drawnEdge) int {
		return cmp.Or(compareReached(w.nodes[a.from], w.nodes[b.from]), compareReached(w.nodes[a.to], w.nodes[b.to]),
			strings.Compare(a.typ, b.typ), strings.Compare(a.same, b.same), strings.Compare(a.shown, b.shown))
	})
	times := map[string]int{}
	for _, e := range edges {
		id := edgeID(plan.GlobalID(w.nodes[e.from].typ.Name, w.nodes[e.from].key), e.typ, plan.GlobalID(w.nodes[e.to].typ.Name, w.nodes[e.to].key), e.same)
		if times[id]++; times[id] > 1 {
			id = fmt.Sprintf("%s-%d", id, times[id])
		}
		e.Fields["id"] = id
	}
	return objects, edges, nil
}

// edgeID is the same in every answer, so that graph views can put answers together.
func edgeID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "e" + base64.RawURLEncoding.EncodeToString(sum[:12])
}

func (w *walk) properties(ctx context.Context, steps []step) (map[string]map[string]any, error) {
	properties := map[string]map[string]any{}
	if len(steps) == 0 {
		return properties, nil
	}
	ids := make([]string, len(steps))
	for i, s := range steps {
		ids[i] = s.id
	}
	rows, err := w.run(ctx, "UNWIND $p.ids AS id MATCH ()-[r]->() WHERE elementId(r) = id RETURN id, properties(r)", map[string]any{"ids": ids}, 0)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		id, _ := row[0].(string)
		properties[id], _ = row[1].(map[string]any)
	}
	return properties, nil
}

// referenced are the nodes, of those whose keys stand in properties of relationships, that the caller sees.
func (w *walk) referenced(ctx context.Context, steps []step, properties map[string]map[string]any) (map[graph.Ref]bool, error) {
	keys := map[*mapping.Type][]any{}
	for _, s := range steps {
		t := w.edgeType(s)
		if t == nil {
			continue
		}
		for _, f := range t.Fields {
			if v := properties[s.id][f.Property]; f.Reference != nil && v != nil {
				keys[f.Reference] = append(keys[f.Reference], v)
			}
		}
	}
	seen := map[graph.Ref]bool{}
	for t, list := range keys {
		text := "UNWIND $p.keys AS k MATCH (n:" + cypher.Word(cypher.Quote(t.Label)) + " {key: k}) WHERE " + w.seen("n") + " RETURN DISTINCT n.key"
		rows, err := w.run(ctx, text, map[string]any{"keys": list}, 0)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			seen[graph.Ref{Type: t.Name, Key: fmt.Sprint(row[0])}] = true
		}
	}
	return seen, nil
}

func (w *walk) edge(s step, properties map[string]any, seen map[graph.Ref]bool) drawnEdge {
	from, to := w.nodes[s.from], w.nodes[s.to]
	e := drawnEdge{step: s}
	var list []any
	var about []graph.Ref
	if t := w.edgeType(s); t != nil {
		for _, name := range t.Identity {
			e.same += fmt.Sprintf("%v\x00", properties[t.Field(name).Property])
		}
		for _, f := range t.Fields {
			if v := properties[f.Property]; v != nil && law.Field(w.caller, f, nil) == nil && (f.Reference == nil || seen[graph.Ref{Type: f.Reference.Name, Key: fmt.Sprint(v)}]) {
				list = append(list, graph.Object{Type: "GraphProperty", Fields: map[string]any{"name": f.Name, "value": fmt.Sprint(v)}})
				if f.Reference != nil {
					about = append(about, graph.Ref{Type: f.Reference.Name, Key: fmt.Sprint(v)})
				}
				e.shown += fmt.Sprintf("%s=%v\x00", f.Name, v)
			}
		}
	}
	// The id is the edge's place among all, once they are in order.
	e.Object = graph.Object{Type: "GraphEdge", About: about, Fields: map[string]any{"id": nil, "type": s.typ, "properties": list,
		"source": plan.GlobalID(from.typ.Name, from.key), "target": plan.GlobalID(to.typ.Name, to.key)}}
	return e
}

// edgeType is the type of a relationship's properties; nil where it has none.
func (w *walk) edgeType(s step) *mapping.Type {
	return edgeOf(w.nodes[s.from].typ, s.typ, true, w.nodes[s.to].typ)
}

// edgeOf is the type of the properties of relationships between nodes of two types; nil where they have none.
func edgeOf(near *mapping.Type, rel string, out bool, far *mapping.Type) *mapping.Type {
	for _, end := range []struct {
		near, far *mapping.Type
		out       bool
	}{{near, far, out}, {far, near, !out}} {
		for _, f := range end.near.Fields {
			if r := f.Relation; r != nil && r.Out == end.out && r.Name == rel && r.Edge != nil && slices.Contains(r.Target.Concrete, end.far) {
				return r.Edge
			}
		}
	}
	return nil
}
