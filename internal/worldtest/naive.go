package worldtest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/nameorder"
)

// naive answers queries from lists in memory, reading the SDL's directives by itself: slow, obvious, and
// sharing nothing with the planner.
type naive struct {
	*World
	caller law.Caller
	vars   map[string]any
	places map[string][]any  // cursor → values of the order at its row
	listed bool              // the next connection is a root field, over all nodes
	around map[string]around // by the names that filters have given
	about  map[string]bool   // keys of officials whom the last answer was about
}

// ID is the node's global id.
func (n *Node) ID() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s:%s", n.Type, n.Props["key"]))
}

type entryRow struct {
	node *Node
	link *Link
}

// hiddenFromSubject reports whether a node is open, or tells of a selection, and so is kept from whom it is about.
func hiddenFromSubject(n *Node) bool {
	switch n.Type {
	case "Case":
		return n.Props["verification"] == "REPORTED" || n.Props["verification"] == "CHECKING"
	case "Clearance":
		return n.Props["result"] == "PENDING"
	case "Decision":
		return n.Props["state"] == "PROPOSED"
	}
	return n.Type == "Shortlist" || n.Type == "SelectionStep" || n.Type == "RecommendationRound"
}

// Sees reports whether a caller sees a node.
func (w *World) Sees(c law.Caller, n *Node) bool {
	if c.Whole {
		return true
	}
	if c.Role == law.Subject && hiddenFromSubject(n) {
		return false
	}
	d := w.Schema.Types[n.Type].Directives.ForName("node")
	switch d.Arguments.ForName("scope").Value.Raw {
	case "OPEN":
		return true
	case "ANY":
		return slices.ContainsFunc(n.Out, func(l *Link) bool { return l.Type == "ABOUT" && l.To.Type == "Cadre" && w.Sees(c, l.To) })
	}
	if c.Self != "" {
		return n.Props["cadreKey"] == c.Self || n.Props["cadreKey"] == "*"
	}
	unit, _ := n.Props["unit"].(string)
	return unit == "*" || slices.Contains(c.Units, unit)
}

func (x *naive) sees(n *Node) bool { return x.Sees(x.caller, n) }

// stored is a property as the caller sees it: the key of a node is there only for those who see the node, or all nodes of
// its type.
func (x *naive) stored(def *ast.Definition, props map[string]any, name string) any {
	d := def.Fields.ForName(name).Directives.ForName("keyOf")
	if d == nil || x.caller.Whole {
		return props[name]
	}
	of := d.Arguments.ForName("type").Value.Raw
	if x.Schema.Types[of].Directives.ForName("node").Arguments.ForName("scope").Value.Raw == "OPEN" {
		return props[name]
	}
	for _, n := range x.Nodes[of] {
		if n.Props["key"] == props[name] && x.sees(n) {
			return props[name]
		}
	}
	return nil
}

// of is what says of which properties an entry's own are: the relationship's interface.
func (x *naive) of(edge *ast.Definition) *ast.Definition { return x.Schema.Types[edge.Interfaces[0]] }

// root answers one root field.
func (x *naive) root(f *ast.Field) any {
	args := f.ArgumentMap(x.vars)
	typ := f.Definition.Type.Name()
	stem, many := strings.CutSuffix(typ, "Connection")
	if !many {
		for _, n := range x.Nodes[typ] {
			if n.Props["key"] == args["key"] && x.sees(n) {
				return x.object(n, f.SelectionSet)
			}
		}
		return nil
	}
	var rows []entryRow
	for _, n := range x.Nodes[stem] {
		if x.sees(n) {
			rows = append(rows, entryRow{node: n})
		}
	}
	x.listed = true
	return x.connection(typ, rows, args, f.SelectionSet)
}

func (x *naive) far(n *Node, f *ast.FieldDefinition) []entryRow {
	d := f.Directives.ForName("relation")
	links, end := n.Out, func(l *Link) *Node { return l.To }
	if d.Arguments.ForName("direction").Value.Raw == "IN" {
		links, end = n.In, func(l *Link) *Node { return l.From }
	}
	target := x.Schema.Types[strings.TrimSuffix(f.Type.Name(), "Connection")]
	if one := d.Arguments.ForName("one"); one == nil || one.Value.Raw != "true" {
		target = x.Schema.Types[x.Schema.Types[f.Type.Name()].Fields.ForName("nodes").Type.Name()]
	}
	var rows []entryRow
	for _, l := range links {
		ok := l.Type == d.Arguments.ForName("type").Value.Raw &&
			slices.ContainsFunc(x.Schema.GetPossibleTypes(target), func(p *ast.Definition) bool { return p.Name == end(l).Type })
		if ok && x.sees(end(l)) {
			rows = append(rows, entryRow{end(l), l})
		}
	}
	return rows
}

func (x *naive) fields(typ string, sets ast.SelectionSet, do func(*ast.Field)) {
	for _, s := range sets {
		switch s := s.(type) {
		case *ast.Field:
			if x.on(s.Directives) {
				do(s)
			}
		case *ast.InlineFragment:
			fits := s.TypeCondition == "" || slices.ContainsFunc(x.Schema.GetPossibleTypes(x.Schema.Types[s.TypeCondition]),
				func(p *ast.Definition) bool { return p.Name == typ })
			if x.on(s.Directives) && fits {
				x.fields(typ, s.SelectionSet, do)
			}
		}
	}
}

func (x *naive) on(ds ast.DirectiveList) bool {
	for _, d := range ds {
		is, _ := d.ArgumentMap(x.vars)["if"].(bool)
		if d.Name == "skip" && is || d.Name == "include" && !is {
			return false
		}
	}
	return true
}

// merge puts a value under a response key, joining objects that two fields with the key give.
func merge(into map[string]any, key string, v any) {
	old, ok := into[key].(map[string]any)
	fresh, ok2 := v.(map[string]any)
	if ok && ok2 {
		for k, v := range fresh {
			merge(old, k, v)
		}
		return
	}
	into[key] = v
}

// About are the officials whom the last answer was about, each with a node of theirs in it.
func (x *naive) About() map[string]bool { return x.about }

// shows notes whom a node is about that stands in the answer.
func (x *naive) shows(n *Node) {
	switch x.Schema.Types[n.Type].Directives.ForName("node").Arguments.ForName("scope").Value.Raw {
	case "OPEN":
	case "ANY":
		for _, l := range n.Out {
			if l.Type == "ABOUT" && l.To.Type == "Cadre" {
				x.about[l.To.Props["key"].(string)] = true
			}
		}
	default:
		if key, owned := n.Props["cadreKey"].(string); owned && key != "*" {
			x.about[key] = true
		}
	}
}

// named notes an official whose key is a value.
func (x *naive) named(f *ast.FieldDefinition, v any) any {
	if d := f.Directives.ForName("keyOf"); d != nil && v != nil && d.Arguments.ForName("type").Value.Raw == "Cadre" {
		x.about[v.(string)] = true
	}
	return v
}

// alone notes the official whom figures are about where they are over one alone.
func (x *naive) alone(rows []entryRow) {
	only := ""
	for _, r := range rows {
		if x.Schema.Types[r.node.Type].Directives.ForName("node").Arguments.ForName("scope").Value.Raw != "OWN" {
			return
		}
		switch key, _ := r.node.Props["cadreKey"].(string); {
		case key == "" || key == only:
		case only != "":
			return
		default:
			only = key
		}
	}
	if only != "" && only != "*" {
		x.about[only] = true
	}
}

func (x *naive) object(n *Node, sets ast.SelectionSet) map[string]any {
	x.shows(n)
	out := map[string]any{}
	x.fields(n.Type, sets, func(f *ast.Field) {
		d := f.Definition
		switch {
		case f.Name == "__typename":
			merge(out, f.Alias, n.Type)
		case f.Name == "id":
			merge(out, f.Alias, n.ID())
		case f.Name == "label":
			merge(out, f.Alias, x.label(n))
		case d.Directives.ForName("relation") == nil:
			merge(out, f.Alias, x.named(d, x.stored(x.Schema.Types[n.Type], n.Props, d.Name)))
		case strings.HasSuffix(d.Type.Name(), "Connection"):
			merge(out, f.Alias, x.connection(d.Type.Name(), x.far(n, d), f.ArgumentMap(x.vars), f.SelectionSet))
		default:
			rows := x.far(n, d)
			if len(rows) == 0 {
				merge(out, f.Alias, nil)
				return
			}
			merge(out, f.Alias, x.object(rows[0].node, f.SelectionSet))
		}
	})
	return out
}

type ordering struct {
	field string
	edge  bool
	desc  bool
}

// sortedBy is what a node is ordered by: a property, or for the orders of names what package nameorder makes of the name.
func sortedBy(n *Node, field string) any {
	for suffix, order := range map[string]string{"Strokes": nameorder.Strokes, "Pinyin": nameorder.Pinyin} {
		if name, ok := n.Props[strings.TrimSuffix(field, suffix)].(string); ok && strings.HasSuffix(field, suffix) {
			return nameorder.Key(order, name)
		}
	}
	return n.Props[field]
}

func orderings(v any) []ordering {
	items, ok := v.([]any)
	if m, one := v.(map[string]any); one {
		items, ok = []any{m}, true
	}
	if !ok {
		return nil
	}
	var out []ordering
	for _, item := range items {
		for name, dir := range item.(map[string]any) {
			if node, ok := dir.(map[string]any); ok {
				for name, dir := range node {
					out = append(out, ordering{name, false, dir == "DESC"})
				}
				continue
			}
			out = append(out, ordering{name, true, dir == "DESC"})
		}
	}
	return out
}

func (x *naive) connection(typ string, rows []entryRow, args map[string]any, sets ast.SelectionSet) map[string]any {
	filtered, _ := args["filter"].(map[string]any)
	narrow := !x.listed || len(filtered) > 0
	x.listed = false
	def := x.Schema.Types[typ]
	edgeDef := x.Schema.Types[def.Fields.ForName("edges").Type.Name()]
	if filter, ok := args["filter"].(map[string]any); ok {
		target := def.Fields.ForName("nodes").Type.Name()
		rows = slices.DeleteFunc(rows, func(r entryRow) bool { return !x.unionMeets(r, len(edgeDef.Interfaces) > 0, edgeDef, target, filter) })
	}
	total, whole := len(rows), slices.Clone(rows)
	orders := orderings(args["orderBy"])
	last := len(orders) > 0 && orders[len(orders)-1].desc
	orders = append(orders, ordering{"key", false, last})
	if len(edgeDef.Interfaces) > 0 {
		orders = append(orders, ordering{"role", true, last}, ordering{"from", true, last})
	}
	place := func(r entryRow) []any {
		var out []any
		for _, o := range orders {
			if o.edge && len(edgeDef.Interfaces) > 0 {
				out = append(out, r.link.Props[o.field])
			} else {
				out = append(out, sortedBy(r.node, o.field))
			}
		}
		return out
	}
	compare := func(a, b []any) int {
		for i, o := range orders {
			if c := compareValues(a[i], b[i], o.desc); c != 0 {
				return c
			}
		}
		return 0
	}
	slices.SortStableFunc(rows, func(a, b entryRow) int { return compare(place(a), place(b)) })
	after, hasAfter := args["after"].(string)
	before, hasBefore := args["before"].(string)
	rows = slices.DeleteFunc(rows, func(r entryRow) bool {
		return hasAfter && compare(place(r), x.places[after]) <= 0 || hasBefore && compare(place(r), x.places[before]) >= 0
	})
	size, backward := 20, false
	if n, ok := number(args["first"]); ok {
		size = int(n)
	} else if n, ok := number(args["last"]); ok {
		size, backward = int(n), true
	}
	more := len(rows) > size
	if more && backward {
		rows = rows[len(rows)-size:]
	} else if more {
		rows = rows[:size]
	}
	out := map[string]any{}
	x.fields(typ, sets, func(f *ast.Field) {
		switch f.Name {
		case "__typename":
			merge(out, f.Alias, typ)
		case "totalCount":
			merge(out, f.Alias, total)
		case "pageInfo":
			info := map[string]any{}
			x.fields("PageInfo", f.SelectionSet, func(i *ast.Field) {
				next, previous := more, hasAfter
				if backward {
					next, previous = hasBefore, more
				}
				info[i.Alias] = map[string]any{"hasNextPage": next, "hasPreviousPage": previous, "__typename": "PageInfo"}[i.Name]
			})
			merge(out, f.Alias, info)
		case "aggregate":
			if narrow && x.Schema.Types[def.Fields.ForName("nodes").Type.Name()].Kind == ast.Object {
				x.alone(whole)
			}
			merge(out, f.Alias, x.aggregate(whole, len(edgeDef.Interfaces) > 0, f))
		case "groupBy":
			union := x.Schema.Types[def.Fields.ForName("nodes").Type.Name()].Kind != ast.Object
			merge(out, f.Alias, x.groupBy(whole, len(edgeDef.Interfaces) > 0, union, narrow, f))
		case "nodes":
			list := []any{}
			for _, r := range rows {
				list = append(list, x.object(r.node, f.SelectionSet))
			}
			merge(out, f.Alias, list)
		case "edges":
			list := []any{}
			for _, r := range rows {
				list = append(list, x.edge(edgeDef.Name, r, place(r), f.SelectionSet))
			}
			merge(out, f.Alias, list)
		}
	})
	return out
}

func (x *naive) edge(typ string, r entryRow, place []any, sets ast.SelectionSet) any {
	x.shows(r.node)
	out := map[string]any{}
	x.fields(typ, sets, func(f *ast.Field) {
		switch f.Name {
		case "__typename":
			merge(out, f.Alias, typ)
		case "node":
			merge(out, f.Alias, x.object(r.node, f.SelectionSet))
		case "cursor":
			merge(out, f.Alias, place)
		default:
			merge(out, f.Alias, x.named(x.of(x.Schema.Types[typ]).Fields.ForName(f.Name), x.stored(x.of(x.Schema.Types[typ]), r.link.Props, f.Name)))
		}
	})
	return out
}

// compareValues puts missing values last in both directions.
func compareValues(a, b any, desc bool) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	c := compareKnown(a, b)
	if desc {
		return -c
	}
	return c
}

func compareKnown(a, b any) int {
	if s, ok := a.(string); ok {
		t, _ := b.(string)
		return strings.Compare(s, t)
	}
	if p, ok := a.(bool); ok {
		q, _ := b.(bool)
		return cmp.Compare(fmt.Sprint(p), fmt.Sprint(q))
	}
	m, _ := number(a)
	n, _ := number(b)
	return cmp.Compare(m, n)
}
