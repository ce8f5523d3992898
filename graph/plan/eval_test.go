package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"bole/graph/mapping"
	"bole/graph/nameorder"
	"bole/internal/worldtest"
)

// evaluator gives what a plan's blocks mean over a world, by what their types say and not by their text. Neo4j compares
// texts with parameters by UTF-16 where it does so in memory, and orders them by code point; so does this, or a text
// that is compared without its sort key would go unseen.
type evaluator struct {
	world  *worldtest.World
	schema *mapping.Schema
	plan   *Plan
}

// variables are those at one place of a plan: nodes, relationships, values and rows.
type variables map[varName]any

func (v variables) with(n varName, value any) variables {
	out := make(variables, len(v)+1)
	for k, x := range v {
		out[k] = x
	}
	if n != 0 {
		out[n] = value
	}
	return out
}

// Evaluate gives the rows of a plan over a world, its holes filled.
func Evaluate(w *worldtest.World, m *mapping.Schema, p *Plan, b Binding) [][]any {
	filled := *p
	filled.Params = make([]any, len(p.Params))
	for i, v := range p.Params {
		filled.Params[i] = b.Value(v)
	}
	e := &evaluator{w, m, &filled}
	switch b := p.root.(type) {
	case *pageBlock:
		return [][]any{e.page(b)}
	case *lookupBlock:
		return [][]any{{e.lookup(b)}}
	default:
		panic(fmt.Sprintf("no meaning for block %T", b))
	}
}

// EvaluateLater gives the plan of a further statement for these keys, and its rows by key.
func EvaluateLater(w *worldtest.World, m *mapping.Schema, l *Later, keys []string, b Binding) (*Plan, map[string][]any) {
	p := *l.plan
	p.Params = slices.Clone(p.Params)
	p.Params[l.block.Keys-1] = keys
	out := map[string][]any{}
	for _, row := range Evaluate(w, m, &p, b)[0][0].([]any) {
		cells := row.([]any)
		out[cells[0].(string)] = cells
	}
	return &p, out
}

func (e *evaluator) limit(n limitParam) int { return int(e.plan.Limits[n-1]) }

func (e *evaluator) list(p param) []any {
	if keys, ok := e.plan.Params[p-1].([]string); ok {
		out := make([]any, len(keys))
		for i, k := range keys {
			out[i] = k
		}
		return out
	}
	return e.plan.Params[p-1].([]any)
}

// prop is a property as it is stored: under its own name, sort keys beside.
func (e *evaluator) prop(v variables, of varName, property string) any {
	if _, there := v[of]; !there {
		panic(fmt.Sprintf("v%d is looked at where it is not there, in\n%s", of, e.plan.Text))
	}
	switch x := v[of].(type) {
	case *worldtest.Node:
		return stored(e.schema.Label(x.Type), x.Props, property)
	case *worldtest.Link:
		return stored(nil, x.Props, property)
	default:
		if property == "" {
			return x
		}
		return nil
	}
}

func stored(t *mapping.Type, props map[string]any, property string) any {
	if t == nil || property == "unit" || property == "cadreKey" {
		return props[property]
	}
	for _, f := range slices.Concat(t.Fields, t.Orders()) {
		switch {
		case f.Relation != nil || f.Name == "id": // an id is made of the key
		case f.Property == property:
			return props[f.Name]
		case f.SortProperty() == property:
			if s, ok := props[f.Property].(string); ok {
				return nameorder.Key(f.SortBy, s)
			}
			return nil
		}
	}
	panic(t.Name + " has no property " + property)
}

func (e *evaluator) labelled(label string) []*worldtest.Node {
	return e.world.Nodes[e.schema.Label(label).Name]
}

func (e *evaluator) is(n *worldtest.Node, label string) bool {
	return n != nil && e.schema.Label(label).Name == n.Type
}

// hops gives the variables behind a hop; a far end that is bound already is a condition.
func (e *evaluator) hops(v variables, from varName, h relHop) []variables {
	near, _ := v[from].(*worldtest.Node)
	if _, there := v[from]; !there {
		panic(fmt.Sprintf("v%d is gone from where it is not there, in\n%s", from, e.plan.Text))
	}
	if near == nil {
		return nil
	}
	if h.Walk != "" {
		return e.walked(v, near, h)
	}
	links := near.In
	if h.Out {
		links = near.Out
	}
	var out []variables
	for _, l := range links {
		far := l.From
		if h.Out {
			far = l.To
		}
		if l.Type == h.Type && (h.Label == "" || e.is(far, h.Label)) {
			out = append(out, v.with(h.To, far).with(h.Edge, l))
		}
	}
	return out
}

// walked gives the variables behind each number of hops up a tree, or down.
func (e *evaluator) walked(v variables, near *worldtest.Node, h relHop) []variables {
	var out []variables
	if h.Walk == walkWithin {
		out = append(out, v.with(h.To, near))
	}
	one := h
	one.Walk = ""
	const from varName = -1
	for level := []variables{v.with(from, near)}; len(level) > 0; {
		var next []variables
		for _, at := range level {
			for _, up := range e.hops(at, from, one) {
				out = append(out, v.with(h.To, up[h.To]))
				next = append(next, v.with(from, up[h.To]))
			}
		}
		level = next
	}
	return out
}

func (e *evaluator) where(rows []variables, c condition) []variables {
	var out []variables
	for _, v := range rows {
		if e.cond(v, c) {
			out = append(out, v)
		}
	}
	return out
}

func (e *evaluator) cond(v variables, c condition) bool {
	switch c := c.(type) {
	case nil:
		return true
	case allOf:
		return !slices.ContainsFunc(c, func(c condition) bool { return !e.cond(v, c) })
	case anyOf:
		return slices.ContainsFunc(c, func(c condition) bool { return e.cond(v, c) })
	case notCond:
		return !e.cond(v, c.Cond)
	case compare:
		return e.compare(e.prop(v, c.Of, c.Property), c)
	case compareFields:
		x, y := e.prop(v, c.Of, c.Property), e.prop(v, c.With, c.Other)
		return x != nil && y != nil && holds(c.Op, order(x, y, strings.Compare)) // both are stored
	case somewhere:
		return len(e.where(e.among(v, c.To, c.Target.Label), c.Where)) > 0
	case missingValue:
		return (e.prop(v, c.Of, c.Property) == nil) == c.Is
	case has:
		list, ok := e.prop(v, c.Of, c.Property).([]any)
		held := func(x any) bool { return slices.Contains(list, x) }
		if c.Every {
			return ok && !slices.ContainsFunc(e.list(c.Values), func(x any) bool { return !held(x) })
		}
		return ok && slices.ContainsFunc(e.list(c.Values), held)
	case exists:
		return len(e.where(e.hops(v, c.From, c.Hop), c.Where)) > 0
	case counted:
		n := int64(len(e.where(e.hops(v, c.From, c.Hop), c.Where)))
		return e.compare(n, compare{Op: c.Op, Value: c.Value})
	case isLabel:
		n, _ := v[c.Of].(*worldtest.Node)
		return e.is(n, c.Label)
	case referenced:
		key := e.prop(v, c.Of, c.Property)
		return slices.ContainsFunc(e.labelled(c.Label), func(n *worldtest.Node) bool {
			return n.Props["key"] == key && e.cond(v.with(c.To, n), c.Where)
		})
	case inScope:
		return slices.Contains(e.list(c.Values), e.prop(v, c.Of, c.Property))
	default:
		panic(fmt.Sprintf("no meaning for condition %T", c))
	}
}

func (e *evaluator) compare(x any, c compare) bool {
	if x == nil {
		return false
	}
	value := e.plan.Params[c.Value-1]
	switch c.Op {
	case opIn:
		return slices.ContainsFunc(e.list(c.Value), func(y any) bool { return order(x, y, utf16Order) == 0 })
	case opNotIn:
		return !slices.ContainsFunc(e.list(c.Value), func(y any) bool { return order(x, y, utf16Order) == 0 })
	case opContains:
		return strings.Contains(x.(string), value.(string))
	case opStartsWith:
		return strings.HasPrefix(x.(string), value.(string))
	}
	return holds(c.Op, order(x, value, utf16Order))
}

func holds(op operator, d int) bool {
	return map[operator]bool{opEq: d == 0, opNe: d != 0, opLt: d < 0, opLte: d <= 0, opGt: d > 0, opGte: d >= 0}[op]
}

func utf16Order(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// order compares two values that are there.
func order(a, b any, texts func(a, b string) int) int {
	switch x := a.(type) {
	case string:
		return texts(x, b.(string))
	case bool:
		y := b.(bool)
		switch {
		case x == y:
			return 0
		case y:
			return -1
		}
		return 1
	}
	return cmp.Compare(float(a), float(b))
}

func float(v any) float64 {
	if n, ok := v.(int64); ok {
		return float64(n)
	}
	return v.(float64)
}

// sorted orders rows as ORDER BY does; the orders are total.
func (e *evaluator) sorted(rows []variables, keys []ordering) []variables {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b variables) int {
		for _, k := range keys {
			x, y := e.prop(a, k.Of, k.Property), e.prop(b, k.Of, k.Property)
			if x == nil && y == nil {
				continue
			}
			if x == nil || y == nil {
				last := 1
				if k.First || !k.Nullable && k.Desc {
					last = -1
				}
				if x != nil {
					last = -last
				}
				return last
			}
			d := order(x, y, strings.Compare)
			if k.Desc {
				d = -d
			}
			if d != 0 {
				return d
			}
		}
		return 0
	})
	return out
}

func cut[T any](rows []T, n int) []T { return rows[:min(n, len(rows))] }

func (e *evaluator) lookup(b *lookupBlock) []any {
	out := []any{}
	for _, k := range e.list(b.Keys) {
		for _, n := range e.labelled(b.Label) {
			if v := (variables{b.Var: n}); n.Props["key"] == k && e.cond(v, b.Where) {
				out = append(out, e.row(v, b.Row))
			}
		}
	}
	return out
}

func (e *evaluator) all(v varName, label string) []variables {
	return e.among(variables{}, v, label)
}

// among are the nodes of a label, beside the variables of a place.
func (e *evaluator) among(at variables, v varName, label string) []variables {
	var out []variables
	for _, n := range e.labelled(label) {
		out = append(out, at.with(v, n))
	}
	return out
}

// page gives the page's rows, how many nodes there are in all, and the figures over them.
func (e *evaluator) page(b *pageBlock) []any {
	rows := []any{}
	for _, v := range cut(e.sorted(e.found(b), b.Order), e.limit(b.Limit)) {
		rows = append(rows, e.row(v, b.Row))
	}
	total := int64(0)
	switch {
	case b.Total == nil:
	case b.Start == nil:
		total = int64(len(e.where(e.all(b.Total.Hop.To, b.Total.Hop.Label), b.Total.Where)))
	default:
		total = int64(len(e.fromFilter(b)))
	}
	out := []any{rows, total}
	if len(b.Figures.Columns) > 0 {
		out = append(out, e.row(variables{}, b.Figures))
	}
	return out
}

// found are nodes that hold the page's.
func (e *evaluator) found(b *pageBlock) []variables {
	var places anyOf
	for _, s := range b.Segments {
		places = append(places, allOf(s.Where))
	}
	switch {
	case len(b.Segments) == 0:
		return nil
	case b.Start == nil:
		return e.walk(b)
	case b.Total != nil:
		return e.where(e.fromFilter(b), places)
	}
	if len(cut(e.where(e.all(b.Start.Hop.To, b.Start.Label), b.Start.First), e.limit(b.Start.Probe))) < e.limit(b.Start.Probe) {
		return e.where(e.fromFilter(b), places)
	}
	return e.walk(b)
}

// walk takes a page of each stretch; the last one only where the others do not fill it.
func (e *evaluator) walk(b *pageBlock) []variables {
	var out []variables
	for _, s := range b.Segments {
		if s.Rest && len(out) >= e.limit(b.Limit) {
			continue
		}
		rows := e.where(e.all(b.Var, b.Label), append(append(allOf{}, s.Where...), b.Where))
		out = append(out, cut(e.sorted(rows, s.Order), e.limit(b.Limit))...)
	}
	return out
}

// fromFilter gives the page's nodes from the side of its filter, each once.
func (e *evaluator) fromFilter(b *pageBlock) []variables {
	s := b.Start
	back := relHop{Type: s.Hop.Type, Out: !s.Hop.Out, Edge: s.Hop.Edge, To: b.Var, Label: s.Page, Walk: s.Hop.Walk}
	seen := map[any]bool{}
	var out []variables
	for _, end := range e.where(e.all(s.Hop.To, s.Label), s.First) {
		for _, v := range e.where(e.hops(end, s.Hop.To, back), s.Then) {
			if n := v[b.Var]; !seen[n] {
				seen[n] = true
				out = append(out, variables{b.Var: n})
			}
		}
	}
	return out
}

func (e *evaluator) row(v variables, r *rowColumns) []any {
	out := make([]any, len(r.Columns))
	for i, c := range r.Columns {
		out[i] = e.column(v, c)
	}
	return out
}

func (e *evaluator) column(v variables, c column) any {
	switch c := c.(type) {
	case propColumn:
		return e.prop(v, c.Of, c.Name)
	case guarded:
		if e.cond(v, c.When) {
			return e.prop(v, c.Prop.Of, c.Prop.Name)
		}
		return nil
	case ownersColumn:
		keys := []any{}
		for _, v := range e.hops(v, c.Of, c.Hop) {
			keys = append(keys, e.prop(v, c.Hop.To, "key"))
		}
		return keys
	case *variantsColumn:
		for i, label := range c.Types {
			if n, _ := v[c.Of].(*worldtest.Node); e.is(n, label) {
				return []any{int64(i), e.row(v, c.Rows[i])}
			}
		}
		return nil
	case *listBlock:
		rows := []any{}
		for _, v := range cut(e.sorted(e.where(e.hops(v, c.From, c.Hop), c.Where), c.Order), e.limit(c.Limit)) {
			rows = append(rows, e.row(v, c.Row))
		}
		return rows
	case *oneBlock:
		rows := e.sorted(e.where(e.hops(v, c.From, c.Hop), c.Where), []ordering{{Of: c.Hop.To, Property: "key"}})
		if len(rows) == 0 {
			return nil
		}
		return e.row(rows[0], c.Row)
	case *countBlock:
		return int64(len(e.where(e.hops(v, c.From, c.Hop), c.Where)))
	case *groupsBlock:
		return e.groups(v, c)
	case *optionalColumn:
		if v[c.Of] == nil {
			return nil
		}
		return e.row(v, c.Row)
	default:
		panic(fmt.Sprintf("no meaning for column %T", c))
	}
}
