package graph

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Bounds of a page; docs/limits.md names them.
const (
	defaultFirst = 20
	maxFirst     = 200
	maxOrders    = 3
)

// planner turns one root field into a plan and the shape of its answer. All refusals happen here.
type planner struct {
	mapping *Mapping
	caller  Caller
	collector
	coercer
	names         int
	top           Name // the node each row of the statement is about
	params        []any
	limits        []int64
	scope         Param
	scopeProperty string
	blocks        int
	cost
	request   Request
	later     map[Name]*later // by node: lists that go into a further statement
	computes  []*computedShape
	groupings map[groupingAt]*grouping
}

func newPlanner(m *Mapping, r Request) *planner {
	return &planner{
		mapping: m, caller: r.Caller, request: r, later: map[Name]*later{}, groupings: map[groupingAt]*grouping{},
		collector: collector{schema: m.Schema, vars: r.Variables},
		coercer:   coercer{schema: m.Schema, vars: r.Variables},
	}
}

func (p *planner) fresh() Name { p.names++; return Name(p.names) }

func (p *planner) param(v any) Param {
	p.params = append(p.params, v)
	return Param(len(p.params))
}

func (p *planner) limit(n int64) Limit {
	p.limits = append(p.limits, n)
	return Limit(len(p.limits))
}

func (p *planner) plan(root Block) *Plan {
	return &Plan{Root: root, Params: p.params, Limits: p.limits}
}

// column returns the place of the column with this identity, adding it when it is new.
func (r *Row) column(id string, make func() Column) int {
	if i, ok := r.index[id]; ok {
		return i
	}
	if r.index == nil {
		r.index = map[string]int{}
	}
	r.Columns = append(r.Columns, make())
	r.index[id] = len(r.Columns) - 1
	return len(r.Columns) - 1
}

func (r *Row) prop(v Name, property string) int {
	return r.column(fmt.Sprintf("%d.%s", v, property), func() Column { return Prop{Of: v, Name: property} })
}

// lookup plans nodes of one type by key.
func (p *planner) lookup(t *Type, keys []string, sets []ast.SelectionSet, path ast.Path) (*Plan, *objectShape, error) {
	v := p.fresh()
	p.top = v
	b := &Lookup{Var: v, Label: t.Label, Keys: p.param(keys), Row: &Row{}}
	b.Where = p.visible(v, t, nil)
	b.Row.prop(v, "key")
	s, err := p.object(t, v, sets, b.Row, path)
	if err != nil {
		return nil, nil, err
	}
	return p.plan(b), s, nil
}

// page plans a root connection over all nodes of a type.
func (p *planner) page(t *Type, f *ast.Field, sets []ast.SelectionSet, path ast.Path) (*Plan, *connectionShape, error) {
	args, err := p.arguments(f, path)
	if err != nil {
		return nil, nil, err
	}
	v := p.fresh()
	p.top = v
	w, err := windowOf(args, path)
	if err != nil {
		return nil, nil, err
	}
	keys, err := p.orderOf(t, nil, args["orderBy"], path)
	if err != nil {
		return nil, nil, err
	}
	keys = total(keys, t, nil)
	filter, _ := args["filter"].(map[string]any)
	cond, err := p.filterOf(t, v, filter, below(path, "filter"))
	if err != nil {
		return nil, nil, err
	}
	b := &Page{Var: v, Label: t.Label, Where: All{p.visible(v, t, nil), cond}, Row: &Row{}, Figures: &Row{}, Limit: p.limit(int64(w.size) + 1)}
	c := &connectionShape{typ: f.Definition.Type.Name(), list: 0, count: 1, size: w.size, backward: w.backward,
		after: w.after != "", before: w.before != "", print: fingerprint(f.Name, keys)}
	after, err := w.place(c.print, keys, path)
	if err != nil {
		return nil, nil, err
	}
	b.Order = p.sorts(keys, v, 0, w.backward)
	up, err := p.descend(w.size, path)
	if err != nil {
		return nil, nil, err
	}
	defer up()
	entry := entry{target: t, node: v, row: b.Row, keys: keys, figures: b.Figures,
		source: func(path ast.Path) (*Groups, error) {
			return &Groups{Page: b, Hop: Hop{To: v, Label: t.Label}, Where: b.Where}, nil
		}}
	used, err := p.connectionFields(c, entry, sets, path)
	if err != nil {
		return nil, nil, err
	}
	if used.list {
		b.Segments = p.segments(v, keys[0], after, w.backward)
	}
	if used.count {
		b.Total = &Count{Hop: Hop{To: v, Label: t.Label}, Where: b.Where}
	}
	b.Start = p.start(t, v, cond, b.Where)
	if b.Start != nil && b.Total == nil {
		b.Start.Probe = p.limit(probe + 1)
	}
	return p.plan(b), c, nil
}

// window is how much of a list is asked and from where.
type window struct {
	size     int
	backward bool
	after    string
	before   string
}

func windowOf(args map[string]any, path ast.Path) (window, error) {
	w := window{size: defaultFirst}
	first, hasFirst := args["first"].(int64)
	last, hasLast := args["last"].(int64)
	w.after, _ = args["after"].(string)
	w.before, _ = args["before"].(string)
	_, hasAfter := args["after"]
	_, hasBefore := args["before"]
	switch {
	case hasFirst && hasLast:
		return w, refuse(CodeBadInput, below(path, "last"), "stands beside first; give one of the two")
	case hasLast && hasAfter:
		return w, refuse(CodeBadInput, below(path, "after"), "goes with first; with last give before")
	case hasBefore && !hasLast:
		return w, refuse(CodeBadInput, below(path, "before"), "goes with last; give last, or after with first")
	}
	name, n := "first", first
	if hasLast {
		name, n, w.backward = "last", last, true
	}
	if hasFirst || hasLast {
		if n < 0 || n > maxFirst {
			return w, refuse(CodeBadInput, below(path, name), "is outside 0 to %d; ask for less and page on with cursors", maxFirst)
		}
		w.size = int(n)
	}
	if hasAfter && w.after == "" || hasBefore && w.before == "" {
		name = "after"
		if hasBefore {
			name = "before"
		}
		return w, refuse(CodeBadCursor, below(path, name), "is no cursor of this list; give one from its edges or pageInfo, unchanged")
	}
	return w, nil
}

// place decodes the window's cursor; nil is the start of the walk.
func (w window) place(print string, keys []sortKey, path ast.Path) ([]any, error) {
	switch {
	case w.after != "":
		return decodeCursor(w.after, print, keys, below(path, "after"))
	case w.before != "":
		return decodeCursor(w.before, print, keys, below(path, "before"))
	default:
		return nil, nil
	}
}

// orderOf reads orderBy: one input object for roots, a list of at most three below.
func (p *planner) orderOf(t, edge *Type, value any, path ast.Path) ([]sortKey, error) {
	path = below(path, "orderBy")
	var items []any
	switch v := value.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		items = []any{v}
	case []any:
		items = v
	}
	if len(items) > maxOrders {
		return nil, refuse(CodeBadInput, path, "has %d fields; a nested list is ordered by at most %d", len(items), maxOrders)
	}
	var keys []sortKey
	for i, item := range items {
		at := path
		if _, list := value.([]any); list {
			at = below(path, i)
		}
		m, _ := item.(map[string]any)
		k, err := p.orderField(t, edge, m, at)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

func (p *planner) orderField(t, edge *Type, in map[string]any, path ast.Path) (sortKey, error) {
	if len(in) != 1 {
		return sortKey{}, refuse(CodeBadInput, path, "names %d fields; give exactly one field and its direction, such as {key: ASC}", len(in))
	}
	name := sortedKeys(in)[0]
	path = below(path, name)
	if m, ok := in[name].(map[string]any); ok && name == "node" {
		return p.orderField(t, nil, m, path)
	}
	k := sortKey{desc: in[name] == "DESC"}
	if edge != nil {
		k.field, k.edge = edge.Field(name), true
	} else if k.field = t.Field(name); k.field == nil && len(t.Concrete) > 0 {
		k.field = t.keyField() // an interface is ordered by key
	}
	return k, p.allowed(k.field, path)
}

// total makes an order total: the node's key comes last, and behind it what tells several relationships to
// the same node apart, in the direction of the caller's last key.
func total(keys []sortKey, t, edge *Type) []sortKey {
	desc := len(keys) > 0 && keys[len(keys)-1].desc
	if !slices.ContainsFunc(keys, func(k sortKey) bool { return !k.edge && k.field.Property == "key" }) {
		keys = append(keys, sortKey{field: t.keyField(), desc: desc})
	}
	if edge == nil {
		return keys
	}
	for _, name := range edge.Identity {
		keys = append(keys, sortKey{field: edge.Field(name), edge: true, desc: desc})
	}
	return keys
}

// keyField is the key of the type's nodes, which every node type has.
func (t *Type) keyField() *Field { return t.Concrete[0].Field("key") }

// sorts are the keys as the statement orders them.
func (p *planner) sorts(keys []sortKey, node, edge Name, backward bool) []Sort {
	out := make([]Sort, 0, len(keys))
	for _, k := range keys {
		of := node
		if k.edge {
			of = edge
		}
		out = append(out, Sort{Of: of, Property: k.field.Property, Desc: k.desc != backward,
			Nullable: !k.field.Def.Type.NonNull, First: backward})
	}
	return out
}

// relation plans a to-many field below a node.
func (p *planner) relation(t *Type, f *Field, v Name, sel *selected, row *Row, path ast.Path) (*connectionShape, error) {
	args, err := p.arguments(sel.node, path)
	if err != nil {
		return nil, err
	}
	w, err := windowOf(args, path)
	if err != nil {
		return nil, err
	}
	keys, err := p.orderOf(f.Relation.Target, f.Relation.Edge, args["orderBy"], path)
	if err != nil {
		return nil, err
	}
	keys = total(keys, f.Relation.Target, f.Relation.Edge)
	c := &connectionShape{typ: f.Def.Type.Name(), list: -1, count: -1, size: w.size, backward: w.backward,
		after: w.after != "", before: w.before != "", print: fingerprint(t.Name+"."+f.Name, keys)}
	after, err := w.place(c.print, keys, path)
	if err != nil {
		return nil, err
	}
	up, err := p.descend(w.size, path)
	if err != nil {
		return nil, err
	}
	defer up()
	id := f.Name + canonical(args)
	b, known := p.listOf(row, id)
	if !known {
		if b, err = p.newList(t, f, v, args, w, keys, after, path); err != nil {
			return nil, err
		}
	}
	e := entry{target: f.Relation.Target, edge: f.Relation.Edge, node: b.Hop.To, rel: b.Hop.Edge, row: b.Row, keys: keys, figures: row, id: f.Name + canonical(args["filter"]),
		source: func(path ast.Path) (*Groups, error) {
			h := p.hop(t, f.Relation, true)
			where, err := p.listWhere(t, f.Relation, h, args, path)
			return &Groups{From: v, Hop: h, Where: where}, err
		}}
	used, err := p.connectionFields(c, e, sel.sets, path)
	if err != nil {
		return nil, err
	}
	if used.list {
		c.list = row.column(id, func() Column { return b })
	}
	if used.count {
		c.count = row.column(f.Name+"#"+canonical(args["filter"]), func() Column { return p.countOf(t, f, v, args, path) })
	}
	return c, nil
}

func (p *planner) listOf(row *Row, id string) (*List, bool) {
	i, ok := row.index[id]
	if !ok {
		return nil, false
	}
	b, ok := row.Columns[i].(*List)
	return b, ok
}

func (p *planner) newList(t *Type, f *Field, v Name, args map[string]any, w window, keys []sortKey, after []any, path ast.Path) (*List, error) {
	r := f.Relation
	b := &List{From: v, Hop: p.hop(t, r, true), Row: &Row{}, Limit: p.limit(int64(w.size) + 1)}
	where, err := p.listWhere(t, r, b.Hop, args, path)
	if err != nil {
		return nil, err
	}
	b.Order = p.sorts(keys, b.Hop.To, b.Hop.Edge, w.backward)
	if after != nil {
		where = append(where, p.behind(b.Order, after))
	}
	b.Where = where
	p.blocks++
	return b, nil
}

func (p *planner) listWhere(t *Type, r *Relation, h Hop, args map[string]any, path ast.Path) (All, error) {
	filter, _ := args["filter"].(map[string]any)
	c, err := p.edgeFilter(r, h, filter, below(path, "filter"))
	if err != nil {
		return nil, err
	}
	return All{p.visible(h.To, r.Target, p.admits(t, r)), c}, nil
}

// countOf is the whole list's length; the filter was checked when its list was planned.
func (p *planner) countOf(t *Type, f *Field, v Name, args map[string]any, path ast.Path) *Count {
	h := p.hop(t, f.Relation, true)
	where, err := p.listWhere(t, f.Relation, h, args, path)
	if err != nil {
		panic("graph: a filter was accepted once and refused again: " + err.Error())
	}
	return &Count{From: v, Hop: h, Where: where}
}

// canonical is a value's text, equal for equal arguments whatever their aliases and order.
func canonical(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("graph: a coerced argument does not marshal: " + err.Error())
	}
	return string(b)
}
