package plan

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
)

// Bounds of a page; docs/limits.md names them.
const (
	defaultFirst = 20
	maxFirst     = 200
	maxOrders    = 3
)

// planner turns one root field, or a further statement of it, into a plan and the shape of its answer. All refusals
// happen here.
type planner struct {
	*session
	collector
	coercer
	schema    *mapping.Schema
	names     int
	top       varName // the node each row of the statement is about
	params    []any
	limits    []int64
	scope     param
	blocks    int
	depth     int                // relations above the place being planned
	fan       int64              // rows that place may have
	later     map[laterAt]*Later // lists that go into a further statement
	groupings map[groupingAt]*grouping
	filters   map[groupingAt]bool // of lists, that are in the estimate
	counted   bool                // what is being planned is in the estimate
	around    []namedNode         // by the filters around the condition being planned
}

// session is what all statements of one root field have in common.
type session struct {
	law      *law.Law
	name     string // of the root field
	bounds   Limits
	rows     int64 // estimated, of all lists so far
	laters   []*Later
	computes map[computedAt]*Computed
}

// computedAt tells computed fields apart: one is computed once for all nodes of an answer.
type computedAt struct {
	id   string
	node *ast.Field
}

func newPlanner(l *law.Law, r Request, bounds Limits) *planner {
	s := &session{law: l, bounds: bounds, computes: map[computedAt]*Computed{}}
	if r.Field != nil {
		s.name = r.Field.Name
	}
	sdl := l.Schema().SDL
	return s.planner(collector{schema: sdl, vars: r.Variables}, coercer{sdl: sdl, vars: r.Variables, caller: r.Caller, open: r.Pinned != nil, pinned: r.Pinned})
}

func (s *session) planner(fields collector, values coercer) *planner {
	return &planner{session: s, collector: fields, coercer: values, schema: s.law.Schema(), later: map[laterAt]*Later{}, groupings: map[groupingAt]*grouping{}, filters: map[groupingAt]bool{}}
}

// further is the planner of a further statement from the present place.
func (p *planner) further() *planner {
	sub := p.session.planner(p.collector, p.coercer)
	sub.depth, sub.fan = p.depth, p.fan
	return sub
}

func (p *planner) fresh() varName { p.names++; return varName(p.names) }

func (p *planner) param(v any) param {
	p.params = append(p.params, v)
	return param(len(p.params))
}

func (p *planner) limit(n int64) limitParam {
	p.limits = append(p.limits, n)
	return limitParam(len(p.limits))
}

// statement writes the plan's text. It returns no error: whatever can be refused was refused before.
func (p *planner) statement(root block) *Plan {
	page, _ := root.(*pageBlock)
	return &Plan{Name: p.name, root: root, Text: text(root), Params: p.params, Limits: p.limits, figures: len(p.groupings) > 0 || page != nil && page.Total != nil}
}

// column returns the place of the column with this identity, adding it when it is new.
func (r *rowColumns) column(id string, make func() column) int {
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

func (r *rowColumns) prop(v varName, property string) int {
	return r.column(fmt.Sprintf("%d.%s", v, property), func() column { return propColumn{Of: v, Name: property} })
}

// nodes begins a lookup of nodes of one type by key, whose rows begin with the key.
func (p *planner) nodes(t *mapping.Type) *lookupBlock {
	v := p.fresh()
	p.top = v
	b := &lookupBlock{Var: v, Label: t.Label, Keys: p.param([]string(nil)), Row: &rowColumns{}}
	b.Where = p.visible(v, t, nil)
	b.Row.prop(v, "key")
	return b
}

// page plans a root connection over all nodes of a type.
func (p *planner) page(t *mapping.Type, f *ast.Field, sets []ast.SelectionSet, path ast.Path) (*pageBlock, *ConnectionShape, error) {
	args, err := p.arguments(f, path)
	if err != nil {
		return nil, nil, err
	}
	v := p.fresh()
	p.top = v
	w, err := WindowOf(args, path)
	if err != nil {
		return nil, nil, err
	}
	keys, err := p.orderOf(t, nil, args["orderBy"], path)
	if err != nil {
		return nil, nil, err
	}
	keys = total(keys, t, nil)
	filter, _ := args["filter"].(map[string]any)
	cond, err := p.filterOf(t, v, filter, refusal.Below(path, "filter"))
	if err != nil {
		return nil, nil, err
	}
	b := &pageBlock{Var: v, Label: t.Label, Where: allOf{p.visible(v, t, nil), cond}, Row: &rowColumns{}, Figures: &rowColumns{}, Limit: p.limit(int64(w.Size) + 1)}
	c := &ConnectionShape{Type: f.Definition.Type.Name(), List: 0, Count: 1, Window: w, print: fingerprint(f.Name, keys)}
	after, err := w.place(c.print, keys, path)
	if err != nil {
		return nil, nil, err
	}
	b.Own = p.ownWay(v, t)
	b.Order = p.sorts(keys, v, 0, w.Backward)
	up, err := p.descend(w.Size, path)
	if err != nil {
		return nil, nil, err
	}
	defer up()
	entry := entry{target: t, node: v, row: b.Row, keys: keys, figures: b.Figures, narrow: len(filter) > 0,
		source: func(path ast.Path) (*groupsBlock, error) {
			return &groupsBlock{Page: b, Hop: relHop{To: v, Label: t.Label}, Where: b.Where}, nil
		}}
	used, err := p.connectionFields(c, entry, sets, path)
	if err != nil {
		return nil, nil, err
	}
	if used.list {
		b.Segments = p.segments(v, keys[0], after, w.Backward)
	}
	if used.count {
		b.Total = &countBlock{Hop: relHop{To: v, Label: t.Label}, Where: b.Where, Own: b.Own}
	}
	b.Start = p.start(t, v, cond, b.Where)
	if b.Start != nil && b.Total == nil {
		b.Start.Probe = p.limit(probe + 1)
	}
	return b, c, nil
}

// Window is how much of a list is asked and from where.
type Window struct {
	Size     int
	Backward bool
	After    string // cursor; "" from the start
	Before   string // cursor; "" from the end
}

// WindowOf reads first, after, last and before.
func WindowOf(args map[string]any, path ast.Path) (Window, error) {
	w := Window{Size: defaultFirst}
	first, hasFirst := args["first"].(int64)
	last, hasLast := args["last"].(int64)
	w.After, _ = args["after"].(string)
	w.Before, _ = args["before"].(string)
	_, hasAfter := args["after"]
	_, hasBefore := args["before"]
	switch {
	case hasFirst && hasLast:
		return w, refusal.Of(refusal.BadInput, refusal.Below(path, "last"), "stands beside first; give one of the two")
	case hasLast && hasAfter:
		return w, refusal.Of(refusal.BadInput, refusal.Below(path, "after"), "goes with first; with last give before")
	case hasBefore && !hasLast:
		return w, refusal.Of(refusal.BadInput, refusal.Below(path, "before"), "goes with last; give last, or after with first")
	}
	name, n := "first", first
	if hasLast {
		name, n, w.Backward = "last", last, true
	}
	if hasFirst || hasLast {
		if n < 0 || n > maxFirst {
			return w, refusal.Of(refusal.BadInput, refusal.Below(path, name), "is outside 0 to %d; ask for less and page on with cursors", maxFirst)
		}
		w.Size = int(n)
	}
	if hasAfter && w.After == "" || hasBefore && w.Before == "" {
		name = "after"
		if hasBefore {
			name = "before"
		}
		return w, notACursor(refusal.Below(path, name))
	}
	return w, nil
}

// place decodes the window's cursor; nil is the start of the walk.
func (w Window) place(print string, keys []sortKey, path ast.Path) ([]any, error) {
	switch {
	case w.After != "":
		return decodeCursor(w.After, print, keys, refusal.Below(path, "after"))
	case w.Before != "":
		return decodeCursor(w.Before, print, keys, refusal.Below(path, "before"))
	default:
		return nil, nil
	}
}

// orderOf reads orderBy: one input object for roots, a list of at most three below.
func (p *planner) orderOf(t, edge *mapping.Type, value any, path ast.Path) ([]sortKey, error) {
	path = refusal.Below(path, "orderBy")
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
		return nil, refusal.Of(refusal.BadInput, path, "has %d fields; a nested list is ordered by at most %d", len(items), maxOrders)
	}
	var keys []sortKey
	for i, item := range items {
		at := path
		if _, list := value.([]any); list {
			at = refusal.Below(path, i)
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

func (p *planner) orderField(t, edge *mapping.Type, in map[string]any, path ast.Path) (sortKey, error) {
	if len(in) != 1 {
		return sortKey{}, refusal.Of(refusal.BadInput, path, "names %d fields; give exactly one field and its direction, such as {key: ASC}", len(in))
	}
	name := sortedKeys(in)[0]
	path = refusal.Below(path, name)
	if m, ok := in[name].(map[string]any); ok && name == "node" {
		return p.orderField(t, nil, m, path)
	}
	k := sortKey{desc: in[name] == "DESC"}
	if edge != nil {
		k.field, k.edge = edge.Field(name), true
	} else if k.field = t.OrderField(name); k.field == nil && len(t.Concrete) > 0 {
		k.field = t.KeyField() // an interface is ordered by key
	}
	return k, law.Field(p.caller, k.field, path)
}

// total makes an order total: the node's key comes last, and behind it what tells several relationships to
// the same node apart, in the direction of the caller's last key.
func total(keys []sortKey, t, edge *mapping.Type) []sortKey {
	desc := len(keys) > 0 && keys[len(keys)-1].desc
	if !slices.ContainsFunc(keys, func(k sortKey) bool { return !k.edge && k.field.Property == "key" }) {
		keys = append(keys, sortKey{field: t.KeyField(), desc: desc})
	}
	if edge == nil {
		return keys
	}
	for _, name := range edge.Identity {
		keys = append(keys, sortKey{field: edge.Field(name), edge: true, desc: desc})
	}
	return keys
}

// sorts are the keys as the statement orders them.
func (p *planner) sorts(keys []sortKey, node, edge varName, backward bool) []ordering {
	out := make([]ordering, 0, len(keys))
	for _, k := range keys {
		of := node
		if k.edge {
			of = edge
		}
		out = append(out, ordering{Of: of, Property: k.field.SortProperty(), Desc: k.desc != backward,
			Nullable: !k.field.Def.Type.NonNull, First: backward})
	}
	return out
}

// listBelow is a list below a node.
type listBelow struct {
	of    *mapping.Type // the node's
	field *mapping.Field
	from  varName
	args  map[string]any
	row   *rowColumns
	fan   int64 // rows that the node may be
}

// filtered tells lists apart that differ in more than their page.
func (n listBelow) filtered() string { return n.field.Name + canonical(n.args["filter"]) }

// relation plans a to-many field below a node.
func (p *planner) relation(t *mapping.Type, f *mapping.Field, v varName, sel *selected, row *rowColumns, path ast.Path) (*ConnectionShape, error) {
	args, err := p.arguments(sel.node, path)
	if err != nil {
		return nil, err
	}
	n := listBelow{of: t, field: f, from: v, args: args, row: row, fan: p.fan}
	w, err := WindowOf(args, path)
	if err != nil {
		return nil, err
	}
	keys, err := p.orderOf(f.Relation.Target, f.Relation.Edge, args["orderBy"], path)
	if err != nil {
		return nil, err
	}
	keys = total(keys, f.Relation.Target, f.Relation.Edge)
	c := &ConnectionShape{Type: f.Def.Type.Name(), List: -1, Count: -1, Window: w, print: fingerprint(t.Name+"."+f.Name, keys)}
	after, err := w.place(c.print, keys, path)
	if err != nil {
		return nil, err
	}
	up, err := p.descend(w.Size, path)
	if err != nil {
		return nil, err
	}
	defer up()
	id := f.Name + canonical(args)
	b, known := p.listOf(row, id)
	if !known {
		if b, err = p.newList(n, w, keys, after, path); err != nil {
			return nil, err
		}
	}
	e := entry{target: f.Relation.Target, edge: f.Relation.Edge, node: b.Hop.To, rel: b.Hop.Edge, row: b.Row, keys: keys, figures: row, id: n.filtered(), narrow: true,
		source: func(path ast.Path) (*groupsBlock, error) {
			h := p.hop(t, f.Relation, true)
			where, err := p.listWhere(n, h, path)
			return &groupsBlock{From: v, Hop: h, Where: where}, err
		}}
	used, err := p.connectionFields(c, e, sel.sets, path)
	if err != nil {
		return nil, err
	}
	if used.list {
		c.List = row.column(id, func() column { return b })
	}
	if used.count {
		c.Count, err = p.countOf(n, path)
	}
	return c, err
}

func (p *planner) listOf(row *rowColumns, id string) (*listBlock, bool) {
	i, ok := row.index[id]
	if !ok {
		return nil, false
	}
	b, ok := row.Columns[i].(*listBlock)
	return b, ok
}

func (p *planner) newList(n listBelow, w Window, keys []sortKey, after []any, path ast.Path) (*listBlock, error) {
	b := &listBlock{From: n.from, Hop: p.hop(n.of, n.field.Relation, true), Row: &rowColumns{}, Limit: p.limit(int64(w.Size) + 1)}
	where, err := p.listWhere(n, b.Hop, path)
	if err != nil {
		return nil, err
	}
	b.Order = p.sorts(keys, b.Hop.To, b.Hop.Edge, w.Backward)
	if after != nil {
		where = append(where, p.behind(b.Order, after))
	}
	b.Where = where
	p.blocks++
	return b, nil
}

// listWhere is what entries of a list meet. As of a list at the root, the filter counts once for each list, and not for each
// row of its page, nor again for its number and figures.
func (p *planner) listWhere(n listBelow, h relHop, path ast.Path) (allOf, error) {
	at := groupingAt{n.row, n.filtered()}
	fan, counted := p.fan, p.counted
	p.fan, p.counted = n.fan, counted || p.filters[at]
	p.filters[at] = true
	filter, _ := n.args["filter"].(map[string]any)
	c, err := p.edgeFilter(n.field.Relation, h, filter, refusal.Below(path, "filter"))
	p.fan, p.counted = fan, counted
	if err != nil {
		return nil, err
	}
	return allOf{p.visible(h.To, n.field.Relation.Target, p.admits(n.of, n.field.Relation)), c}, nil
}

// countOf is the place of the whole list's length.
func (p *planner) countOf(n listBelow, path ast.Path) (int, error) {
	id := n.field.Name + "#" + canonical(n.args["filter"])
	if i, known := n.row.index[id]; known {
		return i, nil
	}
	h := p.hop(n.of, n.field.Relation, true)
	where, err := p.listWhere(n, h, path)
	return n.row.column(id, func() column { return &countBlock{From: n.from, Hop: h, Where: where} }), err
}

// canonical is a value's text, equal for equal arguments whatever their aliases and order.
func canonical(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("plan: a coerced argument does not marshal: " + err.Error())
	}
	return string(b)
}
