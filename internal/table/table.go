// Package table says what a row of a type is and may hold: its table, columns, ranges, the order of its dates and
// what tells it from other rows. All of it is read from the schema's directives, so that a type added to the SDL
// needs no Go. The import, the export and its workbooks ask here, and so does whatever else writes rows.
package table

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
)

// Table is one table of the dataset format: a row is a node, or a relationship between two.
type Table struct {
	Name     string
	Term     string // the SDL's Chinese term, which files and sheets may be called by; "" where two tables share it
	Columns  []*Column
	Identity []string // columns that tell rows apart; {"key"} for most nodes
	OneOf    []string // of these columns a row gives exactly one
	Type     string   // node type; "" for tables of relationships
	Label    string   // of the nodes; "" for tables of relationships
	Edge     *edge    // nil for tables of nodes
	Owner    *Column  // whose key says to whom a node of scope OWN belongs; nil for others

	byName map[string]*Column
	place  place
	order  int
}

// edge is the relationship that the rows of a table are. Its first two columns are the keys of its ends.
type edge struct {
	Type               string
	FromLabel, ToLabel string
	Identity           []string // columns that tell relationships between the same two nodes apart
}

// Column is one column of a table.
type Column struct {
	Name     string
	Term     string // the SDL's Chinese label, which a CSV header may use
	Type     string // String, Int, Float, Boolean, Date or the name of an enum; "" for relationships
	Required bool
	List     bool
	Refers   string   // table whose keys it holds, "" for values
	Property string   // "" for relationships
	Beside   []Beside // properties that follow from the text
	Relation *reference
	Min, Max float64
	Long     bool // text beyond 500 characters is allowed
	Deferred bool // names rows of the same or a later table, so it is written when all rows are there

	def      *ast.FieldDefinition // nil for the ends of relationships, source and locator
	enum     *ast.Definition
	codes    map[string]string // what stands for a value in files of texts → the value; nil where only the value does
	standard string            // the national table of codes; "" for enums
	weighted *Column           // what the items of a list of weights weigh; nil for other columns
	after    []after
	atMost   *Column
}

// reference is how a row refers to another: by a relationship to or from a node.
type reference struct {
	Type  string
	Out   bool
	Label string // of the nodes referred to
	Keeps bool   // the relationship carries the row's locator
}

// after is a date that stands before the column's.
type after struct {
	earlier *Column
	orSame  bool
}

// Column returns the named column, by name or Chinese label; nil when there is none.
func (t *Table) Column(name string) *Column { return t.byName[name] }

// Input is what the inputs of mutations call the column: by the field that it is.
func (c *Column) Input() string {
	if c.def != nil {
		return c.def.Name
	}
	return c.Name
}

// IsEdge reports whether the table's rows are relationships.
func (t *Table) IsEdge() bool { return t.Edge != nil }

// Parent is the column that makes the table's rows a forest: the row of the same table that a row is PART_OF. It is
// nil where there is none.
func (t *Table) Parent() *Column {
	i := slices.IndexFunc(t.Columns, func(c *Column) bool {
		return c.Refers == t.Name && !c.List && c.Relation != nil && c.Relation.Out && c.Relation.Type == mapping.PartOf
	})
	if i < 0 {
		return nil
	}
	return t.Columns[i]
}

// Defers reports whether some column of the table is written when all rows are there.
func (t *Table) Defers() bool {
	return slices.ContainsFunc(t.Columns, func(c *Column) bool { return c.Deferred })
}

// add appends a column. Where two have the same label it stands for the first.
func (t *Table) add(c *Column) {
	t.Columns = append(t.Columns, c)
	t.byName[c.Name] = c
	if c.Term != "" && t.byName[c.Term] == nil {
		t.byName[c.Term] = c
	}
}
