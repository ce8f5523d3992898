package plan

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
)

// ObjectShape is how a row becomes an object of one concrete type.
type ObjectShape struct {
	Fields []FieldShape
	About  *About // nil: nobody
}

// FieldShape is one response key of an object: where its value stands and how it is written.
type FieldShape struct {
	Key     string
	Col     int
	NonNull bool
	Type    *ast.Type
	Write   fieldKind
	Text    string           // KindTypename: the name; KindID: the type's
	Node    *NodeShape       // KindOne, KindNode
	List    *ConnectionShape // KindConnection, KindLater
	Later   *Later           // KindLater
	Compute *Computed        // KindComputed
	Nest    *ObjectShape     // KindNest: an object out of the same row
	Caption *CaptionShape    // KindCaption
	Names   bool             // the value is the key of an official
}

// fieldKind is how a field is written.
type fieldKind int

// The kinds of fields.
const (
	kindScalar fieldKind = iota
	KindTypename
	KindID
	KindOne        // the node at the end of a to-one relation
	KindConnection // a list
	KindLater      // a list that a further statement holds
	KindCursor
	KindNode
	KindNest
	KindNull
	KindComputed
	KindCaption
)

// NodeShape is a node of one type, whose columns stand in the row itself, or of several, behind a column that begins
// with the place of its type.
type NodeShape struct {
	Object   *ObjectShape
	Variants []*ObjectShape
	Col      int
}

// ConnectionShape is how a list of rows becomes a connection.
type ConnectionShape struct {
	Type        string
	List, Count int // columns; -1 when not asked
	Window      Window
	Fields      []ConnectionField
	print       string
	About       *About // whom a row is about, where cursors tell of it
	places      []int  // columns of the order's values, the key last
}

// ConnectionField is one response key of a connection.
type ConnectionField struct {
	Key, Name string // edges, nodes, pageInfo, totalCount, aggregate, groupBy, __typename
	Edge      *ObjectShape
	Node      *NodeShape
	Info      []InfoField
	Figures   *FiguresShape
}

// InfoField is one response key of an object that is written by hand, such as pageInfo.
type InfoField struct{ Key, Name string }

// Cursor is the place of a row in the list's order.
func (c *ConnectionShape) Cursor(row []any) string {
	values := make([]any, len(c.places))
	for i, col := range c.places {
		values[i] = row[col]
	}
	return encodeCursor(c.print, values)
}

// entry is one row of a list while it is planned.
type entry struct {
	target, edge *mapping.Type
	node, rel    varName
	row          *rowColumns
	keys         []sortKey
	figures      *rowColumns                               // where aggregates and groups of the whole list stand
	id           string                                    // tells lists apart whose figures stand in one row
	source       func(path ast.Path) (*groupsBlock, error) // the whole list, for figures over it
	narrow       bool                                      // the list may be short: it has a filter, or hangs on a node
}

// used tells which columns a connection's selection needs.
type used struct{ list, count bool }

// object plans the fields of one concrete node type.
func (p *planner) object(t *mapping.Type, v varName, sets []ast.SelectionSet, row *rowColumns, path ast.Path) (*ObjectShape, error) {
	o := &ObjectShape{}
	for _, s := range p.collect(t.Name, sets) {
		f, err := p.field(t, v, s, row, refusal.Below(path, s.key))
		if err != nil {
			return nil, err
		}
		o.Fields = append(o.Fields, f)
	}
	o.About = p.about(t, v, row)
	return o, nil
}

func (p *planner) field(t *mapping.Type, v varName, s *selected, row *rowColumns, path ast.Path) (FieldShape, error) {
	if s.name == "__typename" {
		return FieldShape{Key: s.key, Write: KindTypename, Text: t.Name}, nil
	}
	if s.name == mapping.CaptionField {
		c, err := p.caption(t, v, row, path)
		return FieldShape{Key: s.key, NonNull: true, Type: s.def.Type, Write: KindCaption, Caption: c}, err
	}
	if c := t.Computed(s.name); c != nil {
		return p.computedField(c, v, s, row, path)
	}
	f := t.Field(s.name)
	if f == nil {
		return FieldShape{}, refusal.Of(refusal.Internal, path, "cannot be answered")
	}
	if err := law.Field(p.caller, f, path); err != nil {
		return FieldShape{}, err
	}
	out := FieldShape{Key: s.key, NonNull: f.Def.Type.NonNull, Type: f.Def.Type}
	switch {
	case s.name == "id":
		out.Write, out.Text, out.Col = KindID, t.Name, row.prop(v, "key")
	case f.Relation == nil:
		out.Col, out.Names = p.stored(row, v, f), namesOfficial(f)
	case f.Relation.One:
		return p.one(t, f, v, s, row, path, out)
	default:
		// Figures are computed beside the nodes of the statement itself only; see writer.calls.
		if p.blocks >= maxBlocks || v != p.top && p.asksFigures(f, s) {
			return p.deferred(t, f, v, s, row, path, out)
		}
		c, err := p.relation(t, f, v, s, row, path)
		out.Write, out.List = KindConnection, c
		return out, err
	}
	return out, nil
}

func (p *planner) one(t *mapping.Type, f *mapping.Field, v varName, s *selected, row *rowColumns, path ast.Path, out FieldShape) (FieldShape, error) {
	up, err := p.descend(1, path)
	if err != nil {
		return out, err
	}
	defer up()
	col, b := p.oneOf(t, f, v, row)
	out.Write, out.Col = KindOne, col
	out.Node, err = p.node(f.Relation.Target, b.Hop.To, s.sets, b.Row, path)
	return out, err
}

// oneOf is the column of a to-one relation.
func (p *planner) oneOf(t *mapping.Type, f *mapping.Field, v varName, row *rowColumns) (int, *oneBlock) {
	col := row.column(f.Name, func() column {
		h := p.hop(t, f.Relation, false)
		return &oneBlock{From: v, Hop: h, Where: p.visible(h.To, f.Relation.Target, p.admits(t, f.Relation)), Row: &rowColumns{}}
	})
	b, ok := row.Columns[col].(*oneBlock)
	if !ok {
		panic("plan: the column of " + f.Name + " is not a to-one relation")
	}
	return col, b
}

// node plans a node of a type that may stand for several.
func (p *planner) node(target *mapping.Type, v varName, sets []ast.SelectionSet, row *rowColumns, path ast.Path) (*NodeShape, error) {
	if target.IsNode() {
		o, err := p.object(target, v, sets, row, path)
		return &NodeShape{Object: o}, err
	}
	col := row.column("variants", func() column {
		out := &variantsColumn{Of: v}
		for _, t := range target.Concrete {
			out.Types = append(out.Types, t.Label)
			out.Rows = append(out.Rows, &rowColumns{})
		}
		return out
	})
	b, ok := row.Columns[col].(*variantsColumn)
	if !ok {
		panic("plan: the column of a polymorphic node holds something else")
	}
	n := &NodeShape{Col: col}
	for i, t := range target.Concrete {
		o, err := p.object(t, v, sets, b.Rows[i], path)
		if err != nil {
			return nil, err
		}
		n.Variants = append(n.Variants, o)
	}
	return n, nil
}

// connectionFields plans what is selected of a connection.
func (p *planner) connectionFields(c *ConnectionShape, e entry, sets []ast.SelectionSet, path ast.Path) (used, error) {
	var u used
	for _, s := range p.collect(c.Type, sets) {
		f := ConnectionField{Key: s.key, Name: s.name}
		at := refusal.Below(path, s.key)
		var err error
		switch s.name {
		case "edges":
			u.list = true
			f.Edge, err = p.edge(c, s.def.Type.Name(), e, s.sets, at)
		case "nodes":
			u.list = true
			f.Node, err = p.node(e.target, e.node, s.sets, e.row, at)
		case "pageInfo":
			u.list = true
			p.places(c, e)
			for _, i := range p.collect("PageInfo", s.sets) {
				f.Info = append(f.Info, InfoField{Key: i.key, Name: i.name})
			}
		case "totalCount":
			u.count = true
		case "aggregate":
			f.Figures, err = p.aggregate(e, s, at)
		case "groupBy":
			f.Figures, err = p.groupBy(e, s, at)
		}
		if err != nil {
			return u, err
		}
		c.Fields = append(c.Fields, f)
	}
	return u, nil
}

func (p *planner) edge(c *ConnectionShape, typ string, e entry, sets []ast.SelectionSet, path ast.Path) (*ObjectShape, error) {
	o := &ObjectShape{}
	for _, s := range p.collect(typ, sets) {
		f := FieldShape{Key: s.key, NonNull: s.def != nil && s.def.Type.NonNull}
		at := refusal.Below(path, s.key)
		var err error
		switch s.name {
		case "__typename":
			f.Write, f.Text = KindTypename, typ
		case "cursor":
			f.Write = KindCursor
			p.places(c, e)
		case "node":
			f.Write = KindNode
			f.Node, err = p.node(e.target, e.node, s.sets, e.row, at)
		default:
			prop := e.edge.Field(s.name)
			if err = law.Field(p.caller, prop, at); err == nil {
				f.Col, f.Type, f.Names = p.stored(e.row, e.rel, prop), prop.Def.Type, namesOfficial(prop)
			}
		}
		if err != nil {
			return nil, err
		}
		o.Fields = append(o.Fields, f)
	}
	o.About = p.aboutEnd(e)
	return o, nil
}

// places adds the columns a cursor is made of.
func (p *planner) places(c *ConnectionShape, e entry) {
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
	c.About = p.aboutEnd(e)
}

// namesOfficial reports whether a property holds the key of an official.
func namesOfficial(f *mapping.Field) bool {
	return f.Reference != nil && f.Reference.Owned() && f.Reference.Via == nil
}

// stored adds the column of a stored property, which for a key of another node has a value only where the caller sees
// that node.
func (p *planner) stored(row *rowColumns, v varName, f *mapping.Field) int {
	seen := p.referenced(f, v)
	if seen == nil {
		return row.prop(v, f.Property)
	}
	return row.column(fmt.Sprintf("%d.%s seen", v, f.Property), func() column {
		return guarded{Prop: propColumn{Of: v, Name: f.Property}, When: seen}
	})
}
