// Package mapping is the SDL's directives as the other rooms need them: which type is which label, which field which
// property or relationship, which roles may use it. It is read once; what a directive says that cannot be honoured is
// refused with file and line. It knows no other room.
package mapping

import (
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// scope says who sees a node of a type.
type scope string

// OPEN nodes are seen by every role, OWN nodes by those whose scope holds the unit or key of the owner, ANY nodes by
// those who see one of the owners that they lead to.
const (
	Open scope = "OPEN"
	Own  scope = "OWN"
	Any  scope = "ANY"
)

// Schema is what the SDL says about the graph.
type Schema struct {
	SDL    *ast.Schema
	types  map[string]*Type
	labels map[string]*Type
	owner  *Type
	ends   map[end]map[string]bool // labels at the far end of a relationship
}

// end is a relationship as it is seen from a label.
type end struct {
	label, rel string
	out        bool
}

// Type is a node type, an interface or union over node types, or the properties of a relationship.
type Type struct {
	Name      string
	Def       *ast.Definition
	Label     string // "" unless the type is a node
	Scope     scope
	Via       *Relation // of OWN and ANY types, to the owner; nil for the owner itself
	Concrete  []*Type   // the node types it stands for; itself for a node
	Caption   Caption   // of node types: how people call the nodes
	Fulltext  []string  // fields that full text finds it by
	Identity  []string  // of relationships: fields that tell several between the same two nodes apart
	Pending   []State   // what some roles are not shown while it is open
	Unlisted  []State   // what search, paths and neighbourhoods do not find
	Selection bool      // it belongs to the selection for a post: who looked at it is kept from whom it is about while that is open
	Shared    bool      // many that have no work in common lead to its nodes: paths do not pass through them unasked
	Access    []string  // roles that may use the type; empty is every role
	Writable  *Writable // nil: nobody records rows of it one by one
	Fields    []*Field  // stored properties and relations, in the order of the SDL
	byName    map[string]*Field
	names     []*Field // further orders of fields that are names of people, by fields of their own
	computed  map[string]*Computed
}

// State is values of a property by which nodes are kept back, and from whom; without roles from everyone.
type State struct {
	Property string
	Values   []string
	From     []string
}

// Field is a stored property or a relation of a node type or relationship.
type Field struct {
	Name      string
	Def       *ast.FieldDefinition
	Property  string // "" for relations
	Relation  *Relation
	Reference *Type    // of properties that hold the key of a node: its type; seen only with the node
	Access    []string // roles that may use the field; empty is every role
	Whole     bool     // its values count nodes that not everyone sees: for callers of the whole graph alone
	Order     bool
	Indexed   bool   // an index stands behind lists of nodes that are ordered by it
	Alike     bool   // a name, beside which stands the form that those written alike have in common
	SortBy    string // STROKES or PINYIN: ordered by its text as a name, which package nameorder knows; "" as any text
	Filter    bool
	Personal  bool // names or describes the official whom it is about: goes where they are erased
	Group     bool
}

// PartOf leads from a node to the one of its own type that it is a part of: the nodes of the type are a forest, since
// whatever writes them refuses a cycle.
const PartOf = "PART_OF"

// Tree is the field with the relation from a node to the one of its own type that it is a part of; nil where there is none.
func (t *Type) Tree() *Field {
	for _, f := range t.Fields {
		if r := f.Relation; t.IsNode() && r != nil && r.Name == PartOf && r.Out && r.One && r.Target == t {
			return f
		}
	}
	return nil
}

// Level is the field that says at which level of the tree a node stands; nil where there is none.
func (t *Type) Level() *Field { return t.marked("level") }

// Dated is the field with the day on which what a node or relationship stands for was or began; nil where there is none.
func (t *Type) Dated() *Field { return t.marked("dated") }

// marked is the first field with a directive, or nil.
func (t *Type) marked(directive string) *Field {
	if i := slices.IndexFunc(t.Fields, func(f *Field) bool { return f.Def.Directives.ForName(directive) != nil }); i >= 0 {
		return t.Fields[i]
	}
	return nil
}

// Relation is one hop in the graph.
type Relation struct {
	Name   string // relationship type
	Out    bool
	One    bool
	Target *Type
	Edge   *Type // the relationship's own properties; nil when it has none
}

// Computed is a field that a function computes, for all nodes of an answer at once.
type Computed struct {
	Name   string // Cadre.coworkers
	Def    *ast.FieldDefinition
	Cost   int // rows for each node, as the estimate counts them
	Once   int // rows for each set of arguments, whatever the number of nodes
	Access []string
}

// Field returns the named stored property or relation, or nil.
func (t *Type) Field(name string) *Field { return t.byName[name] }

// Computed returns the named computed field, or nil.
func (t *Type) Computed(name string) *Computed { return t.computed[name] }

// IsNode reports whether the type is one label in the graph.
func (t *Type) IsNode() bool { return t.Label != "" }

// Owned reports whether the type's nodes are about officials: an official itself, or what leads to one or several.
func (t *Type) Owned() bool { return t.IsNode() && t.Scope != Open }

// Followed reports whether the audit notes which nodes of the type were shown, since what a person may learn of it
// depends on how they stand.
func (t *Type) Followed() bool { return t.Selection || len(t.Pending) > 0 }

// KeyField is the key of the type's nodes, which every node type has.
func (t *Type) KeyField() *Field { return t.Concrete[0].Field("key") }

// Orders returns the fields a type can be ordered by, in the order of the SDL, those by name at the end.
func (t *Type) Orders() []*Field {
	return append(slices.DeleteFunc(slices.Clone(t.Fields), func(f *Field) bool { return !f.Order }), t.names...)
}

// Indexed returns those of Orders that an index stands behind.
func (t *Type) Indexed() []*Field {
	return slices.DeleteFunc(t.Orders(), func(f *Field) bool { return !f.Indexed })
}

// OrderField returns the named field that the type can be ordered by, or nil.
func (t *Type) OrderField(name string) *Field {
	if i := slices.IndexFunc(t.names, func(f *Field) bool { return f.Name == name }); i >= 0 {
		return t.names[i]
	}
	return t.byName[name]
}

// Member is the node type that an interface or union names by this field, nil when it names none.
func (t *Type) Member(name string) *Type {
	for _, c := range t.Concrete {
		if FieldName(c.Name) == name {
			return c
		}
	}
	return nil
}

// FieldName is a type's name as that of a field: toleranceRuling.
func FieldName(typ string) string {
	if typ == "" {
		return ""
	}
	return string(typ[0]|0x20) + typ[1:]
}

// FreeText reports whether its value is a text that people wrote, and not one of a list.
func (f *Field) FreeText() bool { return freeText(f.Def) }

func freeText(f *ast.FieldDefinition) bool {
	return f.Type.NamedType == "String" && f.Directives.ForName("coded") == nil
}

// SortProperty is the property by which the field is ordered and compared: for texts the one that holds their sort
// key, since Neo4j compares texts in two orders; see package textorder.
func (f *Field) SortProperty() string {
	if f.SortBy != "" {
		return f.Name
	}
	if f.HasSortKey() {
		return f.Property + "Order"
	}
	return f.Property
}

// HasSortKey reports whether a sort key is stored beside the field's text. Keys have none: they are ASCII or at least
// free of the characters that the two orders place differently, which the import holds them to.
func (f *Field) HasSortKey() bool {
	return f.Order && f.Relation == nil && f.Property != "key" && f.Def.Type.NamedType == "String"
}

// Texts are the properties that full text finds the type's nodes by: those of its fields, and what stands beside them.
func (t *Type) Texts() []string {
	var texts, folded []string
	for _, name := range t.Fulltext {
		f := t.Field(name)
		texts, folded = append(texts, f.Property), append(folded, f.FoldedProperty())
	}
	return append(texts, folded...)
}

// FoldedProperty is the property that holds what a field of Fulltext is found by where it is not found as it stands;
// see package textfold.
func (f *Field) FoldedProperty() string { return f.Property + "Folded" }

// SortKey is a sort key that is stored beside a text: the property that holds it, and what it is made by, as SortBy says.
type SortKey struct{ Property, By string }

// SortKeys are those stored beside the field's text.
func (t *Type) SortKeys(f *Field) []SortKey {
	var out []SortKey
	for _, o := range t.Orders() {
		if o.Property == f.Property && o.HasSortKey() {
			out = append(out, SortKey{o.SortProperty(), o.SortBy})
		}
	}
	return out
}

// AlikeProperty is the property that holds the form which a name has in common with those written alike; see package
// textfold.
func (f *Field) AlikeProperty() string { return f.Property + "Alike" }

// Type returns the named type, or nil.
func (s *Schema) Type(name string) *Type { return s.types[name] }

// Label returns the node type with the label, or nil.
func (s *Schema) Label(label string) *Type { return s.labels[label] }

// Owner is the type whose nodes own others: officials.
func (s *Schema) Owner() *Type { return s.owner }

// Nodes returns the node types in the order of their names.
func (s *Schema) Nodes() []*Type {
	var out []*Type
	for _, t := range s.types {
		if t.IsNode() {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, byTypeName)
	return out
}

// Types returns all types, in the order of their names.
func (s *Schema) Types() []*Type {
	out := make([]*Type, 0, len(s.types))
	for _, t := range s.types {
		out = append(out, t)
	}
	slices.SortFunc(out, byTypeName)
	return out
}

func byTypeName(a, b *Type) int { return strings.Compare(a.Name, b.Name) }

// Searched are the types that full text finds, in the order of their names.
func (s *Schema) Searched() []*Type {
	return slices.DeleteFunc(s.Nodes(), func(t *Type) bool { return len(t.Fulltext) == 0 })
}

// Connected is the node type a connection type lists, nil for other types.
func (s *Schema) Connected(typ string) *Type {
	stem, ok := strings.CutSuffix(typ, "Connection")
	if !ok {
		return nil
	}
	return s.types[stem]
}

// Read reads the directives of a loaded schema.
func Read(sdl *ast.Schema) (*Schema, error) {
	s := &Schema{SDL: sdl, types: map[string]*Type{}, labels: map[string]*Type{}, ends: map[end]map[string]bool{}}
	r := &reader{Schema: s}
	r.read()
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return s, nil
}

// Owned reports whether a hop runs between a node and the owner it belongs to: both ends then carry the same unit and
// key of the owner, so that one check is enough.
func (s *Schema) Owned(from, to *Type, r *Relation) bool {
	if from == s.owner {
		return to != s.owner && to.Scope == Own && to.Via != nil && to.Via.Name == r.Name && to.Via.Out != r.Out
	}
	return to == s.owner && from.Scope == Own && from.Via != nil && from.Via.Name == r.Name && from.Via.Out == r.Out
}

// Single reports whether the relationship leads from all of these types to exactly one label, so that a pattern
// needs no label at the far end.
func (s *Schema) Single(from []*Type, r *Relation) bool {
	if len(r.Target.Concrete) != 1 {
		return false
	}
	for _, f := range from {
		if len(s.ends[end{f.Label, r.Name, r.Out}]) != 1 {
			return false
		}
	}
	return true
}

// Described parts a description of the SDL into its Chinese term and its English sentence.
func Described(description string) (term, sentence string) {
	term, sentence, _ = strings.Cut(description, " ")
	return term, sentence
}
