// Package dataset reads and checks datasets (docs/dataset.md) and loads them into the graph. What a table's
// columns are — properties, relationships, enums, Chinese labels, what they may hold — is read from the schema by
// package table, so a column exists in one place only.
package dataset

import (
	"bole/graph/mapping"
	"bole/graph/store"
	"bole/internal/rows"
	"bole/internal/table"
)

// Table is one table of the format with the shape in which the graph stores its rows.
type Table struct {
	*table.Table
	shape store.Shape
}

// called is what a file that calls its columns so calls the table.
func (t *Table) called(as table.Header) string {
	if as.Labels() && t.Term != "" {
		return t.Term
	}
	return t.Name
}

// Column is one column of a table.
type Column = table.Column

// Tables are all tables in the order in which they are loaded: what is required comes first.
func Tables(m *mapping.Schema) ([]*Table, error) {
	all, err := table.Tables(m)
	if err != nil {
		return nil, err
	}
	out := make([]*Table, 0, len(all))
	for _, t := range all {
		out = append(out, &Table{Table: t, shape: rows.Shape(t, rows.Whole)})
	}
	return out, nil
}
