package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Visibility says who sees a node of a type.
type Visibility string

// OPEN nodes are seen by every role, OWN nodes by those whose scope holds their unit, ANY nodes (cases)
// by those who see one of the cadres they are about.
const (
	ScopeOpen Visibility = "OPEN"
	ScopeOwn  Visibility = "OWN"
	ScopeAny  Visibility = "ANY"
)

// Mapping is the SDL's directives as the planner needs them: which type is which label, which field which
// property or relationship. It is read once; labels and properties are quoted here and nowhere else.
type Mapping struct {
	Schema *ast.Schema
	types  map[string]*Type
	labels map[string]*Type
	ends   map[string]map[string]bool // relationship type and direction → labels at the far end
}

// Type is a node type, an interface or union over node types, or the properties of a relationship.
type Type struct {
	Name     string
	Label    string // "" unless the type is a node
	Scope    Visibility
	Concrete []*Type // the node types it stands for; itself for a node
	Fulltext []string
	Identity []string // of relationships: fields that tell several between the same two nodes apart
	fields   map[string]*Field
	order    []*Field
	computed map[string]*ComputedField
}

// ComputedField is a field that a function computes, for all nodes of an answer at once.
type ComputedField struct {
	Name   string // Cadre.coworkers
	Def    *ast.FieldDefinition
	Cost   int // rows, as the estimate counts them
	Access []string
	call   ComputeFunc
}

// Field is a stored property or a relation of a node type or relationship.
type Field struct {
	Name     string
	Def      *ast.FieldDefinition
	Property string // "" for relations
	Relation *Relation
	Access   []string // roles that may use the field; empty is every role
	Order    bool
	Filter   bool
	Group    bool
}

// Relation is one hop in the graph.
type Relation struct {
	Name   string // relationship type
	Out    bool
	One    bool
	Target *Type
	Edge   *Type // the relationship's own properties; nil when it has none
}

// Field returns the named field, or nil.
func (t *Type) Field(name string) *Field { return t.fields[name] }

// IsNode reports whether the type is one label in the graph.
func (t *Type) IsNode() bool { return t.Label != "" }

// Type returns the named type, or nil.
func (m *Mapping) Type(name string) *Type { return m.types[name] }

// Nodes returns the node types in the order of their names.
func (m *Mapping) Nodes() []*Type {
	var out []*Type
	for _, t := range m.types {
		if t.IsNode() {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b *Type) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Orders returns the fields a type can be ordered by, in the order of the SDL.
func (t *Type) Orders() []*Field {
	var out []*Field
	for _, f := range t.order {
		if f.Order {
			out = append(out, f)
		}
	}
	return out
}

// NewMapping reads the directives of a loaded schema. It fails on a directive that names what is not there.
func NewMapping(s *ast.Schema) (*Mapping, error) {
	m := &Mapping{Schema: s, types: map[string]*Type{}, labels: map[string]*Type{}, ends: map[string]map[string]bool{}}
	for name, def := range s.Types {
		if t := newType(def); t != nil {
			m.types[name] = t
			if t.IsNode() {
				m.labels[t.Label] = t
			}
		}
	}
	for name, t := range m.types {
		for _, impl := range s.GetPossibleTypes(s.Types[name]) {
			if c := m.types[impl.Name]; c != nil && c.IsNode() {
				t.Concrete = append(t.Concrete, c)
			}
		}
		slices.SortFunc(t.Concrete, func(a, b *Type) int { return strings.Compare(a.Name, b.Name) })
	}
	for _, t := range m.types {
		if err := m.fill(t); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func newType(def *ast.Definition) *Type {
	t := &Type{Name: def.Name, fields: map[string]*Field{}, computed: map[string]*ComputedField{}, Scope: ScopeOpen}
	switch {
	case strings.HasPrefix(def.Name, "__"):
		return nil
	case def.Directives.ForName("node") != nil:
		d := def.Directives.ForName("node")
		t.Label = argString(d, "label")
		t.Scope = Visibility(argString(d, "scope"))
		t.Fulltext = argStrings(d, "fulltext")
		return t
	case def.Directives.ForName("relationship") != nil:
		t.Identity = argStrings(def.Directives.ForName("relationship"), "identity")
		return t
	case def.Kind == ast.Interface || def.Kind == ast.Union:
		return t
	default:
		return nil
	}
}

func (m *Mapping) fill(t *Type) error {
	for _, fd := range m.Schema.Types[t.Name].Fields {
		if strings.HasPrefix(fd.Name, "__") {
			continue
		}
		if d := fd.Directives.ForName("computed"); d != nil {
			if err := m.computedField(t, fd, d); err != nil {
				return err
			}
			continue
		}
		f := &Field{Name: fd.Name, Def: fd, Filter: true, Property: fd.Name}
		if fd.Name == "id" {
			f.Property, f.Filter = "key", false
		}
		if d := fd.Directives.ForName("access"); d != nil {
			f.Access = argStrings(d, "roles")
		}
		if d := fd.Directives.ForName("property"); d != nil {
			if n := argString(d, "name"); n != "" {
				f.Property = n
			}
			f.Order, f.Group = argBool(d, "order", false), argBool(d, "group", false)
			f.Filter = argBool(d, "filter", true)
		}
		if d := fd.Directives.ForName("relation"); d != nil {
			r, err := m.relation(t, fd, d)
			if err != nil {
				return err
			}
			f.Relation, f.Property = r, ""
			m.end(t, r)
		}
		t.fields[f.Name] = f
		t.order = append(t.order, f)
	}
	return nil
}

// computedField notes a field that is computed; its function stands in the registry under its name.
func (m *Mapping) computedField(t *Type, fd *ast.FieldDefinition, d *ast.Directive) error {
	c := &ComputedField{Name: t.Name + "." + fd.Name, Def: fd, Cost: 10}
	if a := d.Arguments.ForName("cost"); a != nil {
		c.Cost, _ = strconv.Atoi(a.Value.Raw)
	}
	if a := fd.Directives.ForName("access"); a != nil {
		c.Access = argStrings(a, "roles")
	}
	if fd.Type.NonNull {
		return fmt.Errorf("%s: a computed field is nullable; leave the ! out", c.Name)
	}
	t.computed[fd.Name] = c
	return nil
}

func (m *Mapping) relation(t *Type, fd *ast.FieldDefinition, d *ast.Directive) (*Relation, error) {
	r := &Relation{Name: argString(d, "type"), Out: argString(d, "direction") == "OUT", One: argBool(d, "one", false)}
	target := fd.Type.Name()
	if !r.One {
		conn := m.Schema.Types[target]
		if conn == nil || conn.Fields.ForName("nodes") == nil {
			return nil, fmt.Errorf("%s.%s: %s is not a connection; a relation to many returns one", t.Name, fd.Name, target)
		}
		target = conn.Fields.ForName("nodes").Type.Name()
	}
	if r.Target = m.types[target]; r.Target == nil {
		return nil, fmt.Errorf("%s.%s: %s is not a node type, interface or union of node types", t.Name, fd.Name, target)
	}
	if edge := argString(d, "edge"); edge != "" {
		if r.Edge = m.types[edge]; r.Edge == nil {
			return nil, fmt.Errorf("%s.%s: edge %s is no interface with @relationship", t.Name, fd.Name, edge)
		}
	}
	return r, nil
}

// end records which labels may stand at the far end of a relationship, seen from an owner's label.
func (m *Mapping) end(t *Type, r *Relation) {
	for _, owner := range t.Concrete {
		for _, target := range r.Target.Concrete {
			m.addEnd(owner.Label, r.Name, r.Out, target.Label)
			m.addEnd(target.Label, r.Name, !r.Out, owner.Label)
		}
	}
}

func (m *Mapping) addEnd(from, rel string, out bool, to string) {
	k := endKey(from, rel, out)
	if m.ends[k] == nil {
		m.ends[k] = map[string]bool{}
	}
	m.ends[k][to] = true
}

func endKey(from, rel string, out bool) string { return fmt.Sprintf("%s %s %t", from, rel, out) }

// single reports whether the relationship leads from the label to exactly one label, so that the pattern
// needs no label of its own.
func (m *Mapping) single(from []*Type, r *Relation) bool {
	if len(r.Target.Concrete) != 1 {
		return false
	}
	for _, f := range from {
		if len(m.ends[endKey(f.Label, r.Name, r.Out)]) != 1 {
			return false
		}
	}
	return true
}

func argString(d *ast.Directive, name string) string {
	if a := d.Arguments.ForName(name); a != nil && a.Value != nil && a.Value.Kind != ast.NullValue {
		return a.Value.Raw
	}
	return ""
}

func argStrings(d *ast.Directive, name string) []string {
	a := d.Arguments.ForName(name)
	if a == nil || a.Value == nil {
		return nil
	}
	var out []string
	for _, c := range a.Value.Children {
		out = append(out, c.Value.Raw)
	}
	return out
}

func argBool(d *ast.Directive, name string, otherwise bool) bool {
	if a := d.Arguments.ForName(name); a != nil && a.Value != nil {
		return a.Value.Raw == "true"
	}
	return otherwise
}
