package plan

import (
	"encoding/json"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/refusal"
)

// groupPage is which groups are answered, where it is not the first ones: those behind the group that At finds, or, where
// that is no more, behind as many as stood before it. It is found and not compared with, since figures have no order
// beside them that both of Neo4j's comparisons share, as ordered texts do.
type groupPage struct {
	At       condition // nil: from the beginning of the walk
	Before   param     // how many groups stood before it
	Backward bool
}

// GroupsPage is where an answer's groups stand among all.
type GroupsPage struct {
	Window Window
	block  *groupsBlock
	print  string
	places []int  // columns of the keys
	About  *About // whom a group is about, where its cursor tells of it
}

// Placed reports whether what comes back is [groups passed over, all groups, rows], and not the rows alone.
func (p *GroupsPage) Placed() bool { return p.block.Cut != nil }

// Cursor is the place of a group: how many groups there are up to it, and its keys.
func (p *GroupsPage) Cursor(position int64, row []any) string {
	values := []any{position}
	for _, col := range p.places {
		values = append(values, row[col])
	}
	return encodeCursor(p.print, values)
}

// groupWindow reads first, after, last and before of groupBy.
func groupWindow(args map[string]any, path ast.Path) (Window, error) {
	w, err := WindowOf(args, path)
	if args["first"] == nil && args["last"] == nil {
		w.Size = maxFirst
	}
	return w, err
}

// page plans which of the groups are answered.
func (g *grouping) page(p *GroupsPage, path ast.Path) error {
	w := p.Window
	g.block.Limit = g.limit(int64(w.Size) + 1)
	text, at := w.After, "after"
	if w.Backward {
		g.placed()
		g.backward()
		text, at = w.Before, "before"
	}
	if text == "" {
		return nil
	}
	path = refusal.Below(path, at)
	parts, err := cursorParts(text, p.print, path)
	if err != nil {
		return err
	}
	position, keys, ok := groupPlace(parts, len(g.block.Keys))
	if !ok {
		return notACursor(path)
	}
	var here allOf
	for i, k := range g.block.Keys {
		if keys[i] == nil {
			here = append(here, missingValue{Of: k.As, Property: k.value(), Is: true})
		} else {
			here = append(here, compare{Of: k.As, Property: k.value(), Op: opEq, Value: g.param(keys[i])})
		}
	}
	g.placed()
	g.block.Cut.At, g.block.Cut.Before, g.block.Cut.Backward = here, g.param(position-1), w.Backward
	return nil
}

// placed has the statement say how many groups there are, and how many it passed over.
func (g *grouping) placed() {
	if g.block.Cut == nil {
		g.block.Cut = &groupPage{}
	}
}

// backward turns the order round, as lists do: what has no value comes first then.
func (g *grouping) backward() {
	for i := range g.block.Order {
		o := &g.block.Order[i]
		o.Desc, o.First = !o.Desc, true
	}
}

// groupPlace reads what Cursor wrote.
func groupPlace(parts []any, keys int) (position int64, values []any, ok bool) {
	if len(parts) != keys+1 {
		return 0, nil, false
	}
	for i, v := range parts {
		switch v := v.(type) {
		case nil, string, bool:
		case json.Number:
			if n, err := v.Int64(); err == nil {
				parts[i] = n
			} else if parts[i], err = v.Float64(); err != nil {
				return 0, nil, false
			}
		default:
			return 0, nil, false
		}
	}
	position, ok = parts[0].(int64)
	return position, parts[1:], ok && position > 0
}

// pageInfo plans pageInfo's cursors.
func (g *grouping) pageInfo(p *GroupsPage, s *selected) []InfoField {
	var out []InfoField
	for _, f := range g.collect(s.def.Type.Name(), s.sets) {
		out = append(out, InfoField{Key: f.key, Name: f.name})
		if f.name == "startCursor" || f.name == "endCursor" {
			g.placed()
			p.places, p.About = g.places(), g.alone()
		}
	}
	return out
}

// places are the columns of the keys.
func (g *grouping) places() []int {
	out := make([]int, len(g.block.Keys))
	for i, k := range g.block.Keys {
		out[i] = g.block.Row.prop(k.As, k.value())
	}
	return out
}
