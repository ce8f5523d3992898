package plan

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
)

// Bounds of groups; docs/limits.md names them.
const (
	maxGroupKeys = 2
	maxGroupHops = 2
)

// functions of measures, as Cypher computes them over the values that are there. A sum of no values is unknown,
// not zero.
var functions = map[string]function{"count": "count", "min": "min", "max": "max", "avg": "avg", "sum": "sum", "median": "median"}

// FiguresShape is how aggregate and groupBy are written: one object, or a list of groups.
type FiguresShape struct {
	Col    int
	Object *ObjectShape // of aggregate
	Page   *GroupsPage  // nil: aggregate
	Type   string
	Fields []groupsField
}

// groupsField is one response key of groupBy: groups, pageInfo, totalCount, truncated, __typename.
type groupsField struct {
	InfoField
	Group *ObjectShape // of each group
	Info  []InfoField  // of pageInfo
}

// grouping plans one Groups.
type grouping struct {
	*planner
	of       entry
	block    *groupsBlock
	key      *keyShape
	joins    map[string]join
	measures map[measured]varName
	place    int // among the figures of its list
}

// groupingAt tells groupings apart: equal ones of one list are computed once, whatever their aliases.
type groupingAt struct {
	row *rowColumns
	id  string
}

// grouping gives the figures over a list that id tells apart; isNew reports whether they were not asked before.
func (p *planner) grouping(e entry, id string, path ast.Path) (g *grouping, isNew bool, err error) {
	at := groupingAt{e.figures, e.id + "|" + id}
	if g := p.groupings[at]; g != nil {
		return g, false, nil
	}
	b, err := e.source(path)
	if err != nil {
		return nil, false, err
	}
	b.As, b.Row = p.fresh(), &rowColumns{}
	e.node, e.rel = b.Hop.To, b.Hop.Edge
	p.blocks++
	g = &grouping{planner: p, of: e, block: b, key: &keyShape{}, joins: map[string]join{}, measures: map[measured]varName{}}
	p.groupings[at] = g
	return g, true, nil
}

// column is the block's place among the figures.
func (g *grouping) column() int {
	return g.of.figures.column("figures "+strconv.Itoa(int(g.block.As)), func() column { return g.block })
}

// aggregate plans figures over a whole list.
func (p *planner) aggregate(e entry, s *selected, path ast.Path) (*FiguresShape, error) {
	g, isNew, err := p.grouping(e, "aggregate", path)
	if err != nil {
		return nil, err
	}
	if isNew {
		g.place = g.column()
	}
	o, err := g.aggregateOf(e.target, e.edge, s.def.Type.Name(), s.sets, path)
	if err == nil {
		o.About = g.alone()
	}
	return &FiguresShape{Col: g.place, Object: o}, err
}

// groupBy plans a whole list by one or two keys.
func (p *planner) groupBy(e entry, s *selected, path ast.Path) (*FiguresShape, error) {
	args, err := p.arguments(s.node, path)
	if err != nil {
		return nil, err
	}
	page := &GroupsPage{print: fingerprint(s.def.Type.Name()+canonical(args["by"])+canonical(args["orderBy"]), nil)}
	if page.Window, err = groupWindow(args, path); err != nil {
		return nil, err
	}
	up, err := p.descend(page.Window.Size, path)
	if err != nil {
		return nil, err
	}
	defer up()
	g, isNew, err := p.grouping(e, "groupBy"+canonical(args), path)
	if err != nil {
		return nil, err
	}
	page.block = g.block
	if isNew {
		if err := g.plan(args, page, path); err != nil {
			return nil, err
		}
	}
	return g.groupsShape(s, page, path)
}

func (g *grouping) plan(args map[string]any, page *GroupsPage, path ast.Path) error {
	g.place = g.column()
	if err := g.keys(args["by"], refusal.Below(path, "by")); err != nil {
		return err
	}
	having, _ := args["having"].(map[string]any)
	var err error
	if g.block.Having, err = g.having(g.of.target, g.of.edge, having, refusal.Below(path, "having")); err != nil {
		return err
	}
	if err := g.order(args["orderBy"], refusal.Below(path, "orderBy")); err != nil {
		return err
	}
	return g.page(page, path)
}

// groupsShape plans what is selected of the groups.
func (g *grouping) groupsShape(s *selected, page *GroupsPage, path ast.Path) (*FiguresShape, error) {
	out := &FiguresShape{Col: g.place, Page: page, Type: s.def.Type.Name()}
	for _, f := range g.collect(out.Type, s.sets) {
		field := groupsField{InfoField: InfoField{Key: f.key, Name: f.name}}
		switch f.name {
		case "groups":
			var err error
			if field.Group, err = g.groupShape(f, refusal.Below(path, f.key)); err != nil {
				return nil, err
			}
		case "pageInfo":
			field.Info = g.pageInfo(page, f)
		case "totalCount":
			g.placed()
		}
		out.Fields = append(out.Fields, field)
	}
	return out, nil
}

// groupShape plans what is selected of each group.
func (g *grouping) groupShape(s *selected, path ast.Path) (*ObjectShape, error) {
	o := &ObjectShape{}
	typ := s.def.Type.Name()
	for _, part := range g.collect(typ, s.sets) {
		at := refusal.Below(path, part.key)
		field := FieldShape{Key: part.key, NonNull: true, Write: KindNest}
		var err error
		switch part.name {
		case "__typename":
			field.Write, field.Text = KindTypename, typ
		case "key":
			field.Nest, err = g.keyObject(g.key, part.def.Type.Name(), part.sets, at)
		case "aggregate":
			field.Nest, err = g.aggregateOf(g.of.target, g.of.edge, part.def.Type.Name(), part.sets, at)
		}
		if err != nil {
			return nil, err
		}
		o.Fields = append(o.Fields, field)
	}
	o.About = g.alone()
	return o, nil
}

// alone tells where the figures of a short list, or of a group that is a node, are over one official alone: they are
// about that one then.
func (g *grouping) alone() *About {
	t := g.of.target
	if !t.IsNode() || t.Scope != mapping.Own || !g.of.narrow && !slices.ContainsFunc(g.block.Keys, func(k groupKey) bool { return k.Kind == keyNode }) {
		return nil
	}
	least := g.measure(measured{Function: functions["min"], Of: g.of.node, Property: "cadreKey"})
	return &About{Alone: []int{least, g.measure(measured{Function: functions["max"], Of: g.of.node, Property: "cadreKey"})}}
}

// aggregateOf plans the selected figures over entries: of the relationship, and below node of the node.
func (g *grouping) aggregateOf(t, edge *mapping.Type, typ string, sets []ast.SelectionSet, path ast.Path) (*ObjectShape, error) {
	o := &ObjectShape{}
	for _, s := range g.collect(typ, sets) {
		at := refusal.Below(path, s.key)
		f := FieldShape{Key: s.key, NonNull: true, Write: KindNest}
		var err error
		switch {
		case s.name == "__typename":
			f.Write, f.Text = KindTypename, typ
		case s.name == "count":
			f.Write, f.Type, f.Col = kindScalar, s.def.Type, g.measure(measured{Function: "count"})
		case s.name == "node" && edge != nil:
			f.Nest, err = g.aggregateOf(t, nil, s.def.Type.Name(), s.sets, at)
		default:
			f.Nest, err = g.figuresOf(t, edge, s, at)
		}
		if err != nil {
			return nil, err
		}
		o.Fields = append(o.Fields, f)
	}
	return o, nil
}

func (g *grouping) fieldOf(t, edge *mapping.Type, name string, path ast.Path) (*mapping.Field, varName, error) {
	f, of := t.Field(name), g.of.node
	if edge != nil {
		f, of = edge.Field(name), g.of.rel
	}
	return f, of, law.Field(g.caller, f, path)
}

func (g *grouping) figuresOf(t, edge *mapping.Type, s *selected, path ast.Path) (*ObjectShape, error) {
	f, of, err := g.fieldOf(t, edge, s.name, path)
	if err != nil {
		return nil, err
	}
	o := &ObjectShape{}
	typ := s.def.Type.Name()
	for _, m := range g.collect(typ, s.sets) {
		if m.name == "__typename" {
			o.Fields = append(o.Fields, FieldShape{Key: m.key, Write: KindTypename, Text: typ, NonNull: true})
			continue
		}
		col := g.measure(measured{Function: functions[m.name], Of: of, Property: f.Property})
		o.Fields = append(o.Fields, FieldShape{Key: m.key, Write: kindScalar, Type: m.def.Type, NonNull: m.def.Type.NonNull, Col: col})
	}
	return o, nil
}

// measure is the place of a figure in the group's row.
func (g *grouping) measure(m measured) int { return g.block.Row.prop(g.figure(m), "") }

// figure is the name of a figure, which is computed once whoever asks for it.
func (g *grouping) figure(m measured) varName {
	as, known := g.measures[m]
	if !known {
		as = g.fresh()
		g.measures[m] = as
		m.As = as
		g.block.Measures = append(g.block.Measures, m)
	}
	return as
}

// having turns conditions on figures into one on a group.
func (g *grouping) having(t, edge *mapping.Type, in map[string]any, path ast.Path) (condition, error) {
	again := func(m map[string]any, at ast.Path) (condition, error) { return g.having(t, edge, m, at) }
	var all allOf
	for _, name := range sortedKeys(in) {
		at := refusal.Below(path, name)
		c, ok, err := combine(name, in[name], at, again)
		m, _ := in[name].(map[string]any)
		switch {
		case ok:
		case name == "count":
			c, err = g.leaf(&mapping.Field{}, g.figure(measured{Function: "count"}), m, at)
		case name == "node" && edge != nil:
			c, err = g.having(t, nil, m, at)
		default:
			c, err = g.bounds(t, edge, name, m, at)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func (g *grouping) bounds(t, edge *mapping.Type, name string, in map[string]any, path ast.Path) (condition, error) {
	f, of, err := g.fieldOf(t, edge, name, path)
	if err != nil {
		return nil, err
	}
	var all allOf
	for _, fn := range sortedKeys(in) {
		m, _ := in[fn].(map[string]any)
		c, err := g.leaf(&mapping.Field{}, g.figure(measured{Function: functions[fn], Of: of, Property: f.Property}), m, refusal.Below(path, fn))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// order reads orderBy; the keys come last, so that the order is total.
func (g *grouping) order(value any, path ast.Path) error {
	items, _ := value.([]any)
	if len(items) > maxOrders {
		return refusal.Of(refusal.BadInput, path, "has %d fields; groups are ordered by at most %d", len(items), maxOrders)
	}
	for i, item := range items {
		in, _ := item.(map[string]any)
		at := refusal.Below(path, i)
		name, err := onlyOne(in, at, "{aggregate: {count: DESC}}")
		if err != nil {
			return err
		}
		if name == "key" {
			g.byKeys(in[name] == "DESC")
			continue
		}
		m, _ := in[name].(map[string]any)
		if err := g.byFigure(g.of.target, g.of.edge, m, refusal.Below(at, name)); err != nil {
			return err
		}
	}
	g.byKeys(false)
	return nil
}

// onlyOne is the one name given in an input of which exactly one may be.
func onlyOne(in map[string]any, path ast.Path, example string) (string, error) {
	if len(in) != 1 {
		return "", refusal.Of(refusal.BadInput, path, "names %d fields; give exactly one, such as %s", len(in), example)
	}
	return sortedKeys(in)[0], nil
}

func (g *grouping) byFigure(t, edge *mapping.Type, in map[string]any, path ast.Path) error {
	name, err := onlyOne(in, path, "{count: DESC}")
	if err != nil {
		return err
	}
	m, nested := in[name].(map[string]any)
	measure, direction := measured{Function: "count"}, in[name]
	switch {
	case name == "node" && edge != nil:
		return g.byFigure(t, nil, m, refusal.Below(path, name))
	case nested:
		f, of, err := g.fieldOf(t, edge, name, refusal.Below(path, name))
		if err != nil {
			return err
		}
		fn, err := onlyOne(m, refusal.Below(path, name), "{avg: DESC}")
		if err != nil {
			return err
		}
		measure, direction = measured{Function: functions[fn], Of: of, Property: f.Property}, m[fn]
	}
	g.sortBy(ordering{Of: g.figure(measure), Desc: direction == "DESC", Nullable: true})
	return nil
}

func (g *grouping) byKeys(desc bool) {
	for _, k := range g.block.Keys {
		g.sortBy(ordering{Of: k.As, Property: k.value(), Desc: desc, Nullable: true})
	}
}

func (g *grouping) sortBy(s ordering) {
	if !slices.ContainsFunc(g.block.Order, func(o ordering) bool { return o.Of == s.Of }) {
		g.block.Order = append(g.block.Order, s)
	}
}

// asksFigures reports whether a relation's selection has figures.
func (p *planner) asksFigures(f *mapping.Field, s *selected) bool {
	return slices.ContainsFunc(p.collect(f.Def.Type.Name(), s.sets), func(s *selected) bool { return s.name == "aggregate" || s.name == "groupBy" })
}
