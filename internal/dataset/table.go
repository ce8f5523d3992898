// Package dataset reads and checks datasets (docs/dataset.md) and loads them into the graph. What a table's
// columns are — properties, relationships, enums, Chinese labels — is read from the schema's mapping, so a
// column exists in one place only.
package dataset

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
)

// Table is one table of the format: a row is a node, or a relationship between two.
type Table struct {
	Name     string
	Term     string // the SDL's Chinese term, which files and sheets may be called by; "" where two tables share it
	Columns  []*Column
	Identity []string // columns that tell rows apart; {"key"} for nodes
	OneOf    []string // of these columns a row gives exactly one
	typ      string   // node type of the schema; "" for tables of relationships
	shape    graph.Shape
	byName   map[string]*Column
}

// Column is one column of a table.
type Column struct {
	Name     string
	Term     string // the SDL's Chinese label, which a CSV header may use
	Type     string // String, Int, Float, Boolean, Date or the name of an enum; "" for references
	Required bool
	List     bool
	Refers   string // table whose keys it holds, "" for values
	Property string // "" for references that are relationships
	Min, Max float64
	Long     bool // text beyond 500 characters is allowed
	enum     *ast.Definition
	deferred bool // written after all rows are there
}

// Column returns the named column, by name or Chinese label; nil when there is none.
func (t *Table) Column(name string) *Column { return t.byName[name] }

// IsEdge reports whether the table's rows are relationships.
func (t *Table) IsEdge() bool { return t.shape.Edge != nil }

// Tables are all tables in the order in which they are loaded: what is referred to comes first.
func Tables(m *graph.Mapping) ([]*Table, error) {
	b := builder{mapping: m, tables: map[string]string{}}
	for _, s := range specs {
		if s.typ != "" {
			b.tables[s.typ] = s.table
		}
	}
	var out []*Table
	for _, s := range specs {
		t, err := b.table(s)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", s.table, err)
		}
		out = append(out, t)
	}
	seen := map[string]*Table{}
	for _, t := range out {
		if other := seen[t.Term]; other != nil {
			other.Term, t.Term = "", ""
			continue
		}
		seen[t.Term] = t
	}
	return out, nil
}

type builder struct {
	mapping *graph.Mapping
	tables  map[string]string // node type → table
}

func (b *builder) table(s spec) (*Table, error) {
	t := &Table{Name: s.table, Identity: []string{"key"}, OneOf: strings.Fields(s.oneOf), typ: s.typ, byName: map[string]*Column{}}
	if s.typ == "" {
		return t, b.edgeTable(t, s)
	}
	typ := b.mapping.Type(s.typ)
	if typ == nil {
		return nil, fmt.Errorf("no type %s in the schema", s.typ)
	}
	t.shape.Label = typ.Label
	t.Term, _, _ = strings.Cut(b.mapping.Schema.Types[s.typ].Description, " ")
	if s.identity != "" {
		t.Identity = strings.Fields(s.identity)
	}
	for _, name := range strings.Fields(s.columns) {
		c, err := b.column(typ, name)
		if err != nil {
			return nil, err
		}
		if slices.Contains(t.OneOf, name) {
			c.Required = false
		}
		t.add(c)
		if c.Refers != "" {
			t.shape.Relations = append(t.shape.Relations, reference(typ, c))
		}
	}
	sources := typ.Field("sources").Relation
	t.add(&Column{Name: "source", Term: "来源", Refers: "sources"})
	t.add(&Column{Name: "locator", Term: "出处", Type: "String", Property: "locator", Long: true})
	t.shape.Relations = append(t.shape.Relations, graph.Reference{Column: "source", Type: sources.Name, Out: true, Label: "Source", Keeps: true})
	return t, nil
}

func reference(typ *graph.Type, c *Column) graph.Reference {
	r := typ.Field(c.Name).Relation
	return graph.Reference{Column: c.Name, Type: r.Name, Out: r.Out, Label: r.Target.Label}
}

func (t *Table) add(c *Column) {
	t.Columns = append(t.Columns, c)
	t.byName[c.Name] = c
	if c.Term != "" && t.byName[c.Term] == nil {
		t.byName[c.Term] = c
	}
}

// renamed are columns whose field has another name: a node's own version is the system's.
var renamed = map[string]string{"schemes.version": "edition", "Scheme.version": "edition"}

func (b *builder) column(typ *graph.Type, name string) (*Column, error) {
	field := name
	if other := renamed[typ.Name+"."+name]; other != "" {
		field = other
	}
	f := typ.Field(field)
	if f == nil {
		return nil, fmt.Errorf("%s has no field %s", typ.Name, field)
	}
	term, _, _ := strings.Cut(f.Def.Description, " ")
	c := &Column{Name: name, Term: term, Required: f.Def.Type.NonNull}
	if r := f.Relation; r != nil {
		c.Refers, c.List = b.tables[r.Target.Name], !r.One
		c.Required = r.One && f.Def.Type.NonNull
		c.deferred = deferred[typ.Name+"."+name]
		if c.Refers == "" {
			return nil, fmt.Errorf("%s.%s leads to %s, which has no table", typ.Name, name, r.Target.Name)
		}
		return c, nil
	}
	b.value(c, typ.Name, f)
	return c, nil
}

// value fills what a column of values may hold.
func (b *builder) value(c *Column, owner string, f *graph.Field) {
	c.Type, c.Property = f.Def.Type.Name(), f.Property
	c.List = f.Def.Type.Elem != nil
	if def := b.mapping.Schema.Types[c.Type]; def != nil && def.Kind == ast.Enum {
		c.enum = def
	}
	c.Max = math.MaxFloat64
	if c.Type == "Int" {
		c.Max = math.MaxInt32
	}
	c.Long = c.Name != "name" && c.Name != "title"
	if r, ok := ranges[owner+"."+c.Name]; ok {
		c.Min, c.Max = r[0], r[1]
	}
}

func (b *builder) edgeTable(t *Table, s spec) error {
	owner, field, _ := strings.Cut(s.relation, ".")
	from := b.mapping.Type(owner)
	if from == nil || from.Field(field) == nil || from.Field(field).Relation == nil || from.Field(field).Relation.Edge == nil {
		return fmt.Errorf("%s is no relation with properties", s.relation)
	}
	r := from.Field(field).Relation
	t.Term, _, _ = strings.Cut(b.mapping.Schema.Types[r.Edge.Name].Description, " ")
	t.Identity = strings.Fields(s.identity)
	fromColumn, toColumn := lowerFirst(s.from), lowerFirst(s.to)
	edge := &graph.Edge{Type: r.Name, FromLabel: from.Label, ToLabel: r.Target.Label}
	for _, end := range []struct{ column, typ string }{{fromColumn, owner}, {toColumn, r.Target.Name}} {
		term, _, _ := strings.Cut(b.mapping.Schema.Types[end.typ].Description, " ")
		t.add(&Column{Name: end.column, Term: term, Required: true, Refers: b.tables[end.typ]})
	}
	for _, name := range strings.Fields(s.columns) {
		f := r.Edge.Field(name)
		if f == nil {
			return fmt.Errorf("%s has no field %s", r.Edge.Name, name)
		}
		term, _, _ := strings.Cut(f.Def.Description, " ")
		c := &Column{Name: name, Term: term, Required: f.Def.Type.NonNull}
		b.value(c, r.Edge.Name, f)
		if name == "leader" {
			c.Refers = "cadres"
		}
		if slices.Contains(t.Identity, name) {
			edge.Identity = append(edge.Identity, name)
		}
		t.add(c)
	}
	t.add(&Column{Name: "source", Term: "来源", Type: "String", Property: "source", Refers: "sources"})
	t.add(&Column{Name: "locator", Term: "出处", Type: "String", Property: "locator", Long: true})
	t.shape.Edge = edge
	return nil
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
