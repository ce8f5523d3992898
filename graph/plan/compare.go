package plan

import (
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/graph/refusal"
)

// Bounds of conditions that compare within the question; docs/limits.md names them.
const (
	maxReferenceHops = 3      // relations in a reference
	existsRows       = 200    // rows that exists counts as, at each place that its condition is at
	existsWide       = 20_000 // and beside these where many nodes have what bounds it
)

// nodeName and fieldReference are how a filter names its node, and how a condition names a field of it.
var (
	nodeName       = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,29}$`)
	fieldReference = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,29}(\.[A-Za-z][A-Za-z0-9_]*)+$`)
)

// coerceName takes the scalars of filters that name nodes and their fields.
func coerceName(def *ast.Definition, v any, path ast.Path) (any, error) {
	s, ok := v.(string)
	switch {
	case !ok:
		return nil, wrongType(def, path)
	case def.Name == "NodeName" && !nodeName.MatchString(s):
		return nil, refusal.Of(refusal.BadInput, path, "is not a name for a node; give at most 30 letters, digits and _, the first a letter")
	case def.Name == "FieldReference" && !fieldReference.MatchString(s):
		return nil, refusal.Of(refusal.BadInput, path, "is not a reference to a field; write name.field, with the name that a filter around it gives by as")
	}
	return s, nil
}

// namedNode is a node, or the relationship of an entry, that a filter has given a name.
type namedNode struct {
	name string
	typ  *mapping.Type // of a relationship its properties
	of   varName
}

// named notes the name that a filter gives the node it is on, for the conditions within it; done takes it back.
func (p *planner) named(t *mapping.Type, v varName, in map[string]any, path ast.Path) (done func(), err error) {
	before := len(p.around)
	done = func() { p.around = p.around[:before] }
	name, given := in["as"].(string)
	if !given {
		return done, nil
	}
	if p.nodeOf(name) != nil {
		return done, refusal.Of(refusal.BadInput, refusal.Below(path, "as"), "is the name of another node already, in a filter around this one; give this one another name")
	}
	p.around = append(p.around, namedNode{name, t, v})
	return done, nil
}

// nodeOf is the node with a name at the present place; nil where there is none.
func (p *planner) nodeOf(name string) *namedNode {
	if i := slices.IndexFunc(p.around, func(n namedNode) bool { return n.name == name }); i >= 0 {
		return &p.around[i]
	}
	return nil
}

// compareField compares a property with a field of a named node, or of a node that relations to one lead to from there.
// Either is a value only where the caller sees the node that has it.
func (p *planner) compareField(f *mapping.Field, v varName, op operator, ref string, path ast.Path) (condition, error) {
	steps := strings.Split(ref, ".")
	n := p.nodeOf(steps[0])
	if n == nil {
		return nil, p.nameless(steps[0], path)
	}
	at, of, last := n.typ, n.of, len(steps)-1
	if last > maxReferenceHops+1 {
		return nil, refusal.Of(refusal.BadInput, path, "leads over %d relations, the limit is %d; name a node nearer to the field", last-1, maxReferenceHops)
	}
	var hops []exists
	for _, name := range steps[1:last] {
		r, err := p.relationOne(at, name, path)
		if err != nil {
			return nil, err
		}
		h := p.hop(at, r, false)
		hops = append(hops, exists{From: of, Hop: h, Where: p.visible(h.To, r.Target, p.admits(at, r))})
		at, of = r.Target, h.To
	}
	other := at.Field(steps[last])
	if err := p.comparable(f, at, other, steps[last], op, path); err != nil {
		return nil, err
	}
	c := compareFields{Of: v, Property: f.Property, Op: op, With: of, Other: other.Property}
	if f.HasSortKey() && other.HasSortKey() {
		c.Property, c.Other = f.SortProperty(), other.SortProperty()
	}
	var out condition = c
	if seen := p.referenced(other, of); seen != nil {
		out = allOf{c, seen}
	}
	for _, h := range slices.Backward(hops) {
		h.Where = allOf{h.Where, out}
		out = h
	}
	return out, nil
}

// nameless refuses a reference to nothing.
func (p *planner) nameless(name string, path ast.Path) error {
	if len(p.around) == 0 {
		return refusal.Of(refusal.BadInput, path, "refers to %s, and no filter around it has a name; give one as: %s", name, `"`+name+`"`)
	}
	var names message.List
	for _, n := range p.around {
		names = append(names, message.Plain(n.name))
	}
	return refusal.Of(refusal.BadInput, path, "refers to %s, which is not the name of a filter around it; those are %s", name, names)
}

// relationOne is a step of a reference: a relation to one node.
func (p *planner) relationOne(t *mapping.Type, name string, path ast.Path) (*mapping.Relation, error) {
	f := t.Field(name)
	if f == nil {
		return nil, refusal.Of(refusal.BadInput, path, "goes over %s, which is not a field of %s; a reference leads over relations to one node", name, t.Name)
	}
	if err := law.Field(p.caller, f, path); err != nil {
		return nil, err
	}
	if f.Relation == nil || !f.Relation.One || !f.Relation.Target.IsNode() {
		return nil, refusal.Of(refusal.BadInput, path, "goes over %s of %s, which is not a relation to one node of one type; name that node by as in a filter of its own", name, t.Name)
	}
	return f.Relation, nil
}

// comparable refuses what a field cannot be compared with: what is not there or not for the caller, what cannot be
// filtered by, and a value of another type.
func (p *planner) comparable(f *mapping.Field, t *mapping.Type, other *mapping.Field, name string, op operator, path ast.Path) error {
	if other == nil {
		return refusal.Of(refusal.BadInput, path, "refers to %s, which is not a stored field of %s", name, t.Name)
	}
	if err := law.Field(p.caller, other, path); err != nil {
		return err
	}
	mine, its := f.Def.Type, other.Def.Type
	switch {
	case other.Relation != nil:
		return refusal.Of(refusal.BadInput, path, "refers to %s of %s, which is a relation; refer to a field of the node there, such as %s", name, t.Name, name+".key")
	case !other.Filter:
		return refusal.Of(refusal.BadInput, path, "refers to %s of %s, which nothing is filtered by; refer to another field, such as key", name, t.Name)
	case mine.Elem != nil || its.Elem != nil || valueKind(mine.NamedType) != valueKind(its.NamedType):
		return refusal.Of(refusal.BadInput, path, "compares a value of type %s with %s of %s, which is of type %s; compare fields of one type", mine, name, t.Name, its)
	case isOrdering(op) && valueKind(mine.NamedType) == "String" && (!other.Order || f.HasSortKey() != other.HasSortKey()):
		return refusal.Of(refusal.BadInput, path, "asks for an order between texts of %s and of %s of %s, which have none in common; use eqField or neField", f.Name, name, t.Name)
	}
	return nil
}

// valueKind is the same for types whose values can be compared.
func valueKind(typ string) string {
	switch typ {
	case "Int", "Float":
		return "number"
	case "ID":
		return "String"
	default:
		return typ
	}
}

// isOrdering reports whether an operator asks which of two values comes first.
func isOrdering(op operator) bool {
	return slices.Contains([]operator{opLt, opLte, opGt, opGte}, op)
}

// partOf holds where a node of a tree is one of those with the keys, or a part of one. The law is asked about the relation
// that is walked, and about the end: of the nodes between everyone sees each (mapping refuses other trees).
func (p *planner) partOf(t *mapping.Type, v varName, walk word, keys any, path ast.Path) (condition, error) {
	if err := law.Field(p.caller, t.Tree(), path); err != nil {
		return nil, err
	}
	h := relHop{Type: mapping.PartOf, Out: true, To: p.fresh(), Walk: walk}
	return exists{From: v, Hop: h, Target: t, One: true, Where: allOf{p.visible(h.To, t, nil), compare{Of: h.To, Property: "key", Op: opIn, Value: p.param(keys)}}}, nil
}

// somewhere turns a condition on a list of nodes that no relation leads to into one that holds where there is such a node.
func (p *planner) somewhere(in map[string]any, path ast.Path) (condition, error) {
	list := sortedKeys(in)[0] // one alone is given
	path = refusal.Below(path, list)
	t := p.schema.Connected(p.schema.SDL.Query.Fields.ForName(list).Type.Name())
	if err := law.Roles(p.caller, t.Access, path); err != nil {
		return nil, err
	}
	up, err := p.spread(existsRows, path)
	if err != nil {
		return nil, err
	}
	defer up()
	v := p.fresh()
	filter, _ := in[list].(map[string]any)
	c, err := p.filterOf(t, v, filter, path)
	if err != nil {
		return nil, err
	}
	if !bounded(t, c, []varName{v}, isIndexed, false) {
		return nil, refusal.Of(refusal.BadInput, path, "is without a bound: every one of %s would be looked at for each node; of the conditions that all have to hold let one be eq, in, startsWith or eqField on %s, or lead by a relation to such a field", list, boundFields(t))
	}
	if !bounded(t, c, []varName{v}, p.tells, false) { // many nodes have what it asks for, and each is looked at
		up()
		down, err := p.spread(existsWide, path)
		if err != nil {
			return nil, err
		}
		down()
	}
	return somewhere{To: v, Target: t, Where: allOf{missingValue{Of: v, Property: "key"}, p.visible(v, t, nil), c}}, nil // the indexes are on (property, key)
}

// indexing reports whether an index finds nodes of a type by a condition on a field of theirs.
type indexing func(t *mapping.Type, c compare) bool

// bounded reports whether an index finds the last of the nodes sought, which are of the type, by a condition on it that by
// takes for one. What is compared has to be there: neither it nor one that it was come to from. many says that a relation
// on the way there leads to many nodes: behind a second one a node would be found again on each of its ways.
func bounded(t *mapping.Type, c condition, sought []varName, by indexing, many bool) bool {
	v := sought[len(sought)-1]
	return slices.ContainsFunc(flat(allOf{c}), func(c condition) bool {
		switch c := c.(type) {
		case compare:
			return c.Of == v && by(t, c)
		case compareFields:
			return c.Of == v && !slices.Contains(sought, c.With) && by(t, compare{Op: c.Op, Property: c.Property})
		case exists:
			return leads(c, sought, by, many) || refers(c, sought) && bounded(t, c.Where, sought, by, many)
		default:
			return false
		}
	})
}

// isIndexed reports whether an index finds nodes by an operator on a field. When they were recorded tells nothing: all
// rows of a bulk import have one moment.
func isIndexed(t *mapping.Type, c compare) bool {
	return slices.Contains([]operator{opEq, opIn, opStartsWith}, c.Op) && c.Property != "recordedAt" && indexOf(t, c.Property) != nil
}

// indexOf is the field whose index is on a property; nil where there is none.
func indexOf(t *mapping.Type, property string) *mapping.Field {
	for _, f := range t.Indexed() {
		if f.SortProperty() == property {
			return f
		}
	}
	return nil
}

// tells reports whether few nodes meet a condition: it gives a key, a name or a day, or some keys.
func (p *planner) tells(t *mapping.Type, c compare) bool {
	if !isIndexed(t, c) {
		return false
	}
	if c.Op == opIn {
		keys, _ := p.params[c.Value-1].([]any)
		return c.Property == "key" && len(keys) > 0 && len(keys) <= existsRows
	}
	f := indexOf(t, c.Property)
	return c.Op == opEq && (c.Property == "key" || f.HasSortKey() || f.Def.Type.Name() == "Date")
}

// boundFields are the fields that an index finds a type's nodes by.
func boundFields(t *mapping.Type) message.List {
	var out message.List
	for _, f := range t.Indexed() {
		if f.SortBy == "" && f.Property != "recordedAt" {
			out = append(out, message.Plain(f.Name))
		}
	}
	return out
}
