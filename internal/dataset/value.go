package dataset

import (
	"strings"

	"bole/internal/table"
)

// row is a record whose cells have become values: string, int64, float64, bool, []string, or nil to clear.
type row struct {
	line   int
	values map[string]any
}

func (r row) text(column string) string {
	s, _ := r.values[column].(string)
	return s
}

// keysOf are the keys a reference column of the row names.
func (r row) keysOf(c *Column) []string {
	switch v := r.values[c.Name].(type) {
	case string:
		return []string{v}
	case []string:
		return v
	default:
		return nil
	}
}

func (t *Table) columnNames() string {
	names := make([]string, 0, len(t.Columns))
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// read turns a record into a row and says all that is wrong with it by itself.
func (t *Table) read(file string, rec record) (row, []Finding) {
	r := row{line: rec.line, values: make(map[string]any, len(rec.cells))}
	var out []Finding
	bad := func(column string, m *table.Misfit) {
		out = append(out, Finding{File: file, Line: rec.line, Column: column, Problem: m.Problem, Remedy: m.Remedy})
	}
	for _, c := range t.Columns {
		in, given := rec.cells[c.Name]
		if !given {
			if c.Required {
				bad(c.Name, &table.Misfit{Problem: "is missing", Remedy: "give it in every row of " + t.Name})
			}
			continue
		}
		v, m := in.value(c)
		switch {
		case m != nil:
			bad(c.Name, m)
		case v == nil && c.Required:
			bad(c.Name, &table.Misfit{Problem: "is empty", Remedy: "it is required in every row of " + t.Name})
		default:
			r.values[c.Name] = v
		}
	}
	if len(out) == 0 {
		t.Together(r.values, bad)
	}
	return r, out
}

// value reads one cell.
func (in cell) value(c *Column) (any, *table.Misfit) {
	if in.isText {
		return c.Text(in.text)
	}
	return c.JSON(in.json)
}
