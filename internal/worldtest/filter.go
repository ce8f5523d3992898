package worldtest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// meets evaluates a filter on an entry, by the edge's fields beside node or by the node's own.
func (x *naive) meets(r entryRow, edge bool, edgeDef *ast.Definition, filter map[string]any) bool {
	if name, given := filter["as"].(string); given {
		x.around[name] = around{r, edge, edgeDef}
		defer delete(x.around, name)
	}
	for name, v := range filter {
		m, _ := v.(map[string]any)
		again := func(m map[string]any) bool { return x.meets(r, edge, edgeDef, m) }
		ok, known := logic(name, v, again)
		switch {
		case known:
		case name == "as":
			ok = true
		case !edge && (name == "within" || name == "under"):
			ok = x.isPart(r.node, name == "under", v)
		case !edge && name == "exists":
			ok = x.somewhere(m)
		case edge && name == "node":
			ok = x.meets(r, false, nil, m)
		case edge:
			ok = x.leaf(x.stored(x.of(edgeDef), r.link.Props, name), m)
		default:
			ok = x.field(r.node, name, m)
		}
		if !ok {
			return false
		}
	}
	return true
}

func logic(name string, v any, again func(map[string]any) bool) (holds, known bool) {
	switch name {
	case "not":
		return !again(v.(map[string]any)), true
	case "and", "or":
		for _, item := range v.([]any) {
			if again(item.(map[string]any)) == (name == "or") {
				return name == "or", true
			}
		}
		return name == "and", true
	}
	return false, false
}

func (x *naive) field(n *Node, name string, m map[string]any) bool {
	d := x.Schema.Types[n.Type].Fields.ForName(name)
	if d.Directives.ForName("relation") == nil {
		return x.leaf(x.stored(x.Schema.Types[n.Type], n.Props, name), m)
	}
	rows := x.far(n, d)
	if !strings.HasSuffix(d.Type.Name(), "Connection") {
		return slices.ContainsFunc(rows, func(r entryRow) bool { return x.unionMeets(r, false, nil, d.Type.Name(), m) })
	}
	conn := x.Schema.Types[d.Type.Name()]
	edgeDef := x.Schema.Types[conn.Fields.ForName("edges").Type.Name()]
	target := conn.Fields.ForName("nodes").Type.Name()
	count := func(m map[string]any) int {
		k := 0
		for _, r := range rows {
			if x.unionMeets(r, len(edgeDef.Interfaces) > 0, edgeDef, target, m) {
				k++
			}
		}
		return k
	}
	for q, v := range m {
		in, _ := v.(map[string]any)
		switch q {
		case "some":
			if count(in) == 0 {
				return false
			}
		case "none":
			if count(in) > 0 {
				return false
			}
		case "all":
			if count(in) < len(rows) {
				return false
			}
		case "single":
			if count(in) != 1 {
				return false
			}
		case "count":
			for _, item := range v.([]any) {
				bound := item.(map[string]any)
				where, _ := bound["where"].(map[string]any)
				k := count(where)
				for op, v := range bound {
					if op != "where" && !leafHolds(k, map[string]any{op: v}) {
						return false
					}
				}
			}
		}
	}
	return true
}

// unionMeets evaluates a filter on a node of a union or interface by its members; others as meets does.
func (x *naive) unionMeets(r entryRow, edge bool, edgeDef *ast.Definition, target string, m map[string]any) bool {
	if x.Schema.Types[target].Kind == ast.Object {
		return x.meets(r, edge, edgeDef, m)
	}
	for name, v := range m {
		ok, known := logic(name, v, func(m map[string]any) bool { return x.unionMeets(r, edge, edgeDef, target, m) })
		if !known {
			in, _ := v.(map[string]any)
			ok = strings.EqualFold(name, r.node.Type) && x.meets(entryRow{node: r.node}, false, nil, in)
		}
		if !ok {
			return false
		}
	}
	return true
}

func leafHolds(v any, m map[string]any) bool {
	list, isList := v.([]any)
	for op, want := range m {
		wants, _ := want.([]any)
		in := func(set []any, v any) bool {
			return slices.ContainsFunc(set, func(w any) bool { return compareKnown(v, w) == 0 })
		}
		var ok bool
		switch {
		case op == "isNull":
			ok = (v == nil) == want.(bool)
		case v == nil:
		case op == "has":
			ok = isList && in(list, want)
		case op == "hasAny":
			ok = slices.ContainsFunc(wants, func(w any) bool { return in(list, w) })
		case op == "hasAll":
			ok = !slices.ContainsFunc(wants, func(w any) bool { return !in(list, w) })
		case op == "in":
			ok = in(wants, v)
		case op == "notIn":
			ok = !in(wants, v)
		case op == "contains":
			ok = strings.Contains(v.(string), want.(string))
		case op == "startsWith":
			ok = strings.HasPrefix(v.(string), want.(string))
		default:
			c := compareKnown(v, want)
			ok = map[string]bool{"eq": c == 0, "ne": c != 0, "lt": c < 0, "lte": c <= 0, "gt": c > 0, "gte": c >= 0}[op]
		}
		if !ok {
			return false
		}
	}
	return true
}

func number(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case float64:
		return n, true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}
