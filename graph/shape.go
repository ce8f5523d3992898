package graph

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// objectShape is how a row becomes an object of one concrete type.
type objectShape struct {
	fields []fieldShape
}

// fieldShape is one response key of an object: where its value stands and how it is written.
type fieldShape struct {
	key     string
	col     int
	nonNull bool
	typ     *ast.Type
	write   fieldKind
	text    string           // kind typename: the name; kind id: the type's
	node    *nodeShape       // kind one
	list    *connectionShape // kinds connection and later
	later   *later           // kind later
	compute *computedShape   // kind computed
	nest    *objectShape     // kind nest: an object out of the same row
}

type fieldKind int

const (
	kindScalar fieldKind = iota
	kindTypename
	kindID
	kindOne
	kindConnection
	kindLater
	kindCursor
	kindNode
	kindNest
	kindNull
	kindComputed
)

// nodeShape is a node of one type, whose columns stand in the row itself, or of several, behind a column
// that begins with the place of its type.
type nodeShape struct {
	object   *objectShape
	variants []*objectShape
	col      int
}

// connectionShape is how a list of rows becomes a connection.
type connectionShape struct {
	typ           string
	list, count   int // columns; -1 when not asked
	size          int
	backward      bool
	after, before bool
	print         string
	places        []int // columns of the order's values, the key last
	fields        []connectionField
}

type connectionField struct {
	key  string
	name string // edges, nodes, pageInfo, totalCount, __typename
	edge *objectShape
	node *nodeShape
	info []infoField
	sums *figuresShape // of aggregate and groupBy
}

type infoField struct{ key, name string }

// entry is one row of a list while it is planned.
type entry struct {
	target, edge *Type
	node, rel    Name
	row          *Row
	keys         []sortKey
	figures      *Row                                 // where aggregates and groups of the whole list stand
	id           string                               // tells lists apart whose figures stand in one row
	source       func(path ast.Path) (*Groups, error) // the whole list, for figures over it
}

// used tells which columns a connection's selection needs.
type used struct{ list, count bool }

// object plans the fields of one concrete node type.
func (p *planner) object(t *Type, v Name, sets []ast.SelectionSet, row *Row, path ast.Path) (*objectShape, error) {
	o := &objectShape{}
	for _, s := range p.collect(t.Name, sets) {
		f, err := p.field(t, v, s, row, below(path, s.key))
		if err != nil {
			return nil, err
		}
		o.fields = append(o.fields, f)
	}
	return o, nil
}

func (p *planner) field(t *Type, v Name, s *selected, row *Row, path ast.Path) (fieldShape, error) {
	if s.name == "__typename" {
		return fieldShape{key: s.key, write: kindTypename, text: t.Name}, nil
	}
	if c := t.computed[s.name]; c != nil {
		return p.computedField(c, v, s, row, path)
	}
	f := t.Field(s.name)
	if f == nil {
		return fieldShape{}, refuse(CodeInternal, path, "cannot be answered")
	}
	if err := p.allowed(f, path); err != nil {
		return fieldShape{}, err
	}
	out := fieldShape{key: s.key, nonNull: f.Def.Type.NonNull, typ: f.Def.Type}
	switch {
	case s.name == "id":
		out.write, out.text, out.col = kindID, t.Name, row.prop(v, "key")
	case f.Relation == nil:
		out.col = row.prop(v, f.Property)
	case f.Relation.One:
		return p.one(t, f, v, s, row, path, out)
	default:
		// Figures are computed beside the nodes of the statement itself only; see writer.calls.
		if p.blocks >= maxBlocks || v != p.top && p.asksFigures(f, s) {
			return p.deferred(t, f, v, s, row, path, out)
		}
		c, err := p.relation(t, f, v, s, row, path)
		out.write, out.list = kindConnection, c
		return out, err
	}
	return out, nil
}

func (p *planner) one(t *Type, f *Field, v Name, s *selected, row *Row, path ast.Path, out fieldShape) (fieldShape, error) {
	out.col = row.column(f.Name, func() Column {
		h := p.hop(t, f.Relation, false)
		return &One{From: v, Hop: h, Where: p.visible(h.To, f.Relation.Target, p.admits(t, f.Relation)), Row: &Row{}}
	})
	up, err := p.descend(1, path)
	if err != nil {
		return out, err
	}
	defer up()
	b, ok := row.Columns[out.col].(*One)
	if !ok {
		panic("graph: the column of " + f.Name + " is no to-one relation")
	}
	out.write = kindOne
	out.node, err = p.node(f.Relation.Target, b.Hop.To, s.sets, b.Row, path)
	return out, err
}

// node plans a node of a type that may stand for several.
func (p *planner) node(target *Type, v Name, sets []ast.SelectionSet, row *Row, path ast.Path) (*nodeShape, error) {
	if target.IsNode() {
		o, err := p.object(target, v, sets, row, path)
		return &nodeShape{object: o}, err
	}
	col := row.column("variants", func() Column {
		out := &Variants{Of: v}
		for _, t := range target.Concrete {
			out.Types = append(out.Types, t.Label)
			out.Rows = append(out.Rows, &Row{})
		}
		return out
	})
	b, ok := row.Columns[col].(*Variants)
	if !ok {
		panic("graph: the column of a polymorphic node holds something else")
	}
	n := &nodeShape{col: col}
	for i, t := range target.Concrete {
		o, err := p.object(t, v, sets, b.Rows[i], path)
		if err != nil {
			return nil, err
		}
		n.variants = append(n.variants, o)
	}
	return n, nil
}

// connectionFields plans what is selected of a connection.
func (p *planner) connectionFields(c *connectionShape, e entry, sets []ast.SelectionSet, path ast.Path) (used, error) {
	var u used
	for _, s := range p.collect(c.typ, sets) {
		f := connectionField{key: s.key, name: s.name}
		at := below(path, s.key)
		var err error
		switch s.name {
		case "edges":
			u.list = true
			f.edge, err = p.edge(c, s.def.Type.Name(), e, s.sets, at)
		case "nodes":
			u.list = true
			f.node, err = p.node(e.target, e.node, s.sets, e.row, at)
		case "pageInfo":
			u.list = true
			p.places(c, e)
			for _, i := range p.collect("PageInfo", s.sets) {
				f.info = append(f.info, infoField{key: i.key, name: i.name})
			}
		case "totalCount":
			u.count = true
		case "aggregate":
			f.sums, err = p.aggregate(e, s, at)
		case "groupBy":
			f.sums, err = p.groupBy(e, s, at)
		}
		if err != nil {
			return u, err
		}
		c.fields = append(c.fields, f)
	}
	return u, nil
}

func (p *planner) edge(c *connectionShape, typ string, e entry, sets []ast.SelectionSet, path ast.Path) (*objectShape, error) {
	o := &objectShape{}
	for _, s := range p.collect(typ, sets) {
		f := fieldShape{key: s.key, nonNull: s.def != nil && s.def.Type.NonNull}
		at := below(path, s.key)
		var err error
		switch s.name {
		case "__typename":
			f.write, f.text = kindTypename, typ
		case "cursor":
			f.write = kindCursor
			p.places(c, e)
		case "node":
			f.write = kindNode
			f.node, err = p.node(e.target, e.node, s.sets, e.row, at)
		default:
			prop := e.edge.Field(s.name)
			if err = p.allowed(prop, at); err == nil {
				f.col, f.typ = e.row.prop(e.rel, prop.Property), prop.Def.Type
			}
		}
		if err != nil {
			return nil, err
		}
		o.fields = append(o.fields, f)
	}
	return o, nil
}

// places adds the columns a cursor is made of.
func (p *planner) places(c *connectionShape, e entry) {
	if c.places != nil {
		return
	}
	for _, k := range e.keys {
		of := e.node
		if k.edge {
			of = e.rel
		}
		c.places = append(c.places, e.row.prop(of, k.field.Property))
	}
}
