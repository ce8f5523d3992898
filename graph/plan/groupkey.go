package plan

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
)

// keyShape is where a group's keys stand: a tree of the fields that lead to them.
type keyShape struct {
	fields map[string]*keyShape
	value  varName       // of a key
	node   *mapping.Type // of a key that is a node itself
}

// keyPlace is a node or relationship that keys can be taken from.
type keyPlace struct {
	typ, edge *mapping.Type
	node, rel varName
	hops      int
	id        string // tells ways to it apart
	shape     *keyShape
}

// keys reads groupBy's by: one or two keys.
func (g *grouping) keys(value any, path ast.Path) error {
	items, _ := value.([]any)
	if len(items) < 1 || len(items) > maxGroupKeys {
		return refusal.Of(refusal.BadInput, path, "has %d keys; give one or two", len(items))
	}
	for i, item := range items {
		in, _ := item.(map[string]any)
		if err := g.keyAt(keyPlace{typ: g.of.target, edge: g.of.edge, node: g.of.node, rel: g.of.rel, shape: g.key}, in, refusal.Below(path, i)); err != nil {
			return err
		}
	}
	return nil
}

func (g *grouping) keyAt(at keyPlace, in map[string]any, path ast.Path) error {
	name, err := onlyOne(in, path, "{category: VALUE}")
	if err != nil {
		return err
	}
	path = refusal.Below(path, name)
	inner, _ := in[name].(map[string]any)
	next := at
	next.id += "." + name
	switch {
	case name == "node" && at.edge != nil:
		next.shape, next.edge = at.shape.below(name), nil
		return g.keyAt(next, inner, path)
	case at.edge == nil && name == "self":
		return g.key1(at.shape, name, groupKey{As: at.node, Of: at.node, Kind: keyNode}, at.typ, path)
	case at.edge == nil && at.typ.Tree() != nil && (name == "top" || name == "within"):
		return g.keyAbove(at, name, in[name], path)
	case at.edge == nil && !at.typ.IsNode() && name == "type":
		k := groupKey{As: g.fresh(), Of: at.node, Kind: keyType}
		for _, t := range at.typ.Concrete {
			k.Types = append(k.Types, t.Label, t.Name)
		}
		return g.key1(at.shape, name, k, nil, path)
	case at.edge == nil && !at.typ.IsNode() && at.typ.Member(name) != nil:
		// Entries of the list itself: those of another type have no value.
		next.typ, next.shape = at.typ.Member(name), at.shape.below(name)
		next.node = g.join(next.id, join{From: at.node, Hop: relHop{Label: next.typ.Label}}).To
		return g.keyAt(next, inner, path)
	}
	f, of := at.typ.Field(name), at.node
	if at.edge != nil {
		f, of = at.edge.Field(name), at.rel
	}
	if err := law.Field(g.caller, f, path); err != nil {
		return err
	}
	if f.Relation != nil {
		return g.keyBehind(next, f, inner, path)
	}
	k := groupKey{As: g.fresh(), Of: of, Property: f.Property, Kind: parts[in[name]]}
	if f.Def.Type.Elem != nil {
		k.Kind, g.block.Distinct = keyItem, true
	}
	return g.key1(at.shape, name, k, nil, path)
}

// keyAbove takes as key the part of a tree that an entry is within: the uppermost of a level, or the top of it all.
func (g *grouping) keyAbove(at keyPlace, name string, level any, path ast.Path) error {
	t := at.typ
	if err := law.Field(g.caller, t.Tree(), path); err != nil {
		return err
	}
	j := join{From: at.node, Hop: relHop{Type: mapping.PartOf, Out: true, To: g.fresh(), Walk: walkWithin}}
	j.Where = g.visible(j.Hop.To, t, nil)
	if name == "within" {
		if err := law.Field(g.caller, t.Level(), path); err != nil {
			return err
		}
		j.Where = allOf{j.Where, compare{Of: j.Hop.To, Property: t.Level().Property, Op: opEq, Value: g.param(level)}}
	}
	g.block.Joins = append(g.block.Joins, j)
	return g.key1(at.shape, name, groupKey{As: j.Hop.To, Of: at.node, Kind: keyNode}, t, path)
}

// parts of values by their names in the schema.
var parts = map[any]keyKind{"VALUE": keyValue, "YEAR": keyYear, "QUARTER": keyQuarter, "MONTH": keyMonth}

// key1 adds one key.
func (g *grouping) key1(s *keyShape, name string, k groupKey, node *mapping.Type, path ast.Path) error {
	s = s.below(name)
	if s.value != 0 {
		return refusal.Of(refusal.BadInput, path, "is given twice; give another key, or ask for the two in groupings of their own")
	}
	s.value, s.node = k.As, node
	g.block.Keys = append(g.block.Keys, k)
	return nil
}

func (s *keyShape) below(name string) *keyShape {
	if s.fields == nil {
		s.fields = map[string]*keyShape{}
	}
	if s.fields[name] == nil {
		s.fields[name] = &keyShape{}
	}
	return s.fields[name]
}

// keyBehind takes a key from behind a relation. Keys behind the same relation are of the same entry of it.
func (g *grouping) keyBehind(at keyPlace, f *mapping.Field, in map[string]any, path ast.Path) error {
	if at.hops++; at.hops > maxGroupHops {
		return refusal.Of(refusal.BadInput, path, "is more than %d relations away, the limit for keys; start from a list nearer to it", maxGroupHops)
	}
	r, from := *f.Relation, at.typ
	at.shape = at.shape.below(f.Name)
	if len(in) == 1 && r.Edge == nil && !r.Target.IsNode() {
		if name := sortedKeys(in)[0]; r.Target.Member(name) != nil {
			// Only entries of this type: those of another are no reason for a group without a value.
			r.Target = r.Target.Member(name)
			at.shape, at.id, path = at.shape.below(name), at.id+"."+name, refusal.Below(path, name)
			in, _ = in[name].(map[string]any)
		}
	}
	if !r.One {
		g.block.Distinct = true
	}
	h, known := g.joins[at.id]
	if !known {
		hop := g.hop(from, &r, true)
		h = join{From: at.node, Hop: hop, Where: g.visible(hop.To, r.Target, g.admits(from, &r))}
		g.joins[at.id] = h
		g.block.Joins = append(g.block.Joins, h)
	}
	at.typ, at.edge, at.node, at.rel = r.Target, r.Edge, h.Hop.To, h.Hop.Edge
	return g.keyAt(at, in, path)
}

// join gives the node itself where it carries the label, once for each way to it.
func (g *grouping) join(id string, j join) relHop {
	if known, ok := g.joins[id]; ok {
		return known.Hop
	}
	j.Hop.To = g.fresh()
	g.joins[id] = j
	g.block.Joins = append(g.block.Joins, j)
	return j.Hop
}

// keyObject plans what is selected of a group's keys; keys that were not asked are null.
func (g *grouping) keyObject(k *keyShape, typ string, sets []ast.SelectionSet, path ast.Path) (*ObjectShape, error) {
	o := &ObjectShape{}
	row := g.block.Row
	for _, s := range g.collect(typ, sets) {
		f := FieldShape{Key: s.key}
		inner := k.fields[s.name]
		var err error
		switch {
		case s.name == "__typename":
			f.Write, f.Text = KindTypename, typ
		case inner == nil:
			f.Write = KindNull
		case inner.node != nil:
			f.Write = KindOne
			f.Col = row.column("node "+s.name+string(rune(inner.value)), func() column { return &optionalColumn{Of: inner.value, Row: &rowColumns{}} })
			b, ok := row.Columns[f.Col].(*optionalColumn)
			if !ok {
				panic("plan: the column of a group's node holds something else")
			}
			top := g.top
			g.top = 0 // even if it is the entry itself, its row stands within the group's
			f.Node, err = g.node(inner.node, inner.value, s.sets, b.Row, refusal.Below(path, s.key))
			g.top = top
		case inner.value != 0:
			f.Write, f.Type, f.Col = kindScalar, s.def.Type, row.prop(inner.value, "")
		default:
			f.Write = KindNest
			f.Nest, err = g.keyObject(inner, s.def.Type.Name(), s.sets, refusal.Below(path, s.key))
		}
		if err != nil {
			return nil, err
		}
		o.Fields = append(o.Fields, f)
	}
	return o, nil
}
