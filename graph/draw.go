package graph

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// drawnEdge is a relationship as the API shows it.
type drawnEdge struct {
	Object
	step
	same  string // what tells it from others between the same nodes
	shown string // its properties, for an order where nothing does
}

// drawn gives nodes and relationships as the API shows them; the relationships by the nodes they join, their type and
// what tells them apart. Nothing of the store's own numbers goes out or decides an order: they follow from what else
// is stored.
func (w *walk) drawn(ctx context.Context, nodes []*reached, steps []step) (objects []any, edges []drawnEdge, err error) {
	for _, n := range nodes {
		objects = append(objects, Object{Type: "GraphNode", Fields: map[string]any{"id": globalID(n.typ.Name, n.key), "type": n.typ.Name, "key": n.key,
			"label": n.label, "depth": int64(n.depth), "truncated": n.more, "node": Ref{Type: n.typ.Name, Key: n.key}}})
	}
	properties, err := w.properties(ctx, steps)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range steps {
		edges = append(edges, w.edge(s, properties[s.id]))
	}
	slices.SortFunc(edges, func(a, b drawnEdge) int {
		return cmp.Or(compareReached(w.nodes[a.from], w.nodes[b.from]), compareReached(w.nodes[a.to], w.nodes[b.to]),
			strings.Compare(a.typ, b.typ), strings.Compare(a.same, b.same), strings.Compare(a.shown, b.shown))
	})
	seen := map[string]int{}
	for _, e := range edges {
		id := edgeID(globalID(w.nodes[e.from].typ.Name, w.nodes[e.from].key), e.typ, globalID(w.nodes[e.to].typ.Name, w.nodes[e.to].key), e.same)
		if seen[id]++; seen[id] > 1 {
			id = fmt.Sprintf("%s-%d", id, seen[id])
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

func (w *walk) edge(s step, properties map[string]any) drawnEdge {
	from, to := w.nodes[s.from], w.nodes[s.to]
	e := drawnEdge{step: s}
	var list []any
	if t := w.edgeType(s); t != nil {
		for _, name := range t.Identity {
			e.same += fmt.Sprintf("%v\x00", properties[t.Field(name).Property])
		}
		for _, f := range t.order {
			if v := properties[f.Property]; v != nil && (len(f.Access) == 0 || slices.Contains(f.Access, w.caller.Role)) {
				list = append(list, Object{Type: "GraphProperty", Fields: map[string]any{"name": f.Name, "value": fmt.Sprint(v)}})
				e.shown += fmt.Sprintf("%s=%v\x00", f.Name, v)
			}
		}
	}
	e.Object = Object{Type: "GraphEdge", Fields: map[string]any{"type": s.typ, "properties": list,
		"source": globalID(from.typ.Name, from.key), "target": globalID(to.typ.Name, to.key)}}
	return e
}

// edgeType is the type of a relationship's properties; nil where it has none.
func (w *walk) edgeType(s step) *Type {
	from, to := w.nodes[s.from].typ, w.nodes[s.to].typ
	for _, end := range []struct {
		near, far *Type
		out       bool
	}{{from, to, true}, {to, from, false}} {
		for _, f := range end.near.order {
			if r := f.Relation; r != nil && r.Out == end.out && r.Name == s.typ && r.Edge != nil && slices.Contains(r.Target.Concrete, end.far) {
				return r.Edge
			}
		}
	}
	return nil
}
