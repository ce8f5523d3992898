package dataset

import (
	"slices"
	"strings"

	"bole/graph/message"
	"bole/internal/rows"
	"bole/internal/table"
)

// row is a record whose cells have become values: string, int64, float64, bool, []string, or nil to clear.
type row struct {
	line    int
	values  map[string]any
	caption string // what people call the node, in exports for graph tools
}

func (r row) text(column string) string {
	s, _ := r.values[column].(string)
	return s
}

// keysOf are the keys a reference column of the row names.
func (r row) keysOf(c *Column) []string { return rows.Keys(r.values, c) }

// read turns a record into a row and says all that is wrong with it by itself, and what was read otherwise than it
// stands there.
func (t *Table) read(file string, rec record) (row, []Finding, []Notice) {
	r := row{line: rec.line, values: make(map[string]any, len(rec.cells))}
	var out []Finding
	var notes []Notice
	wrong := map[string]bool{}
	bad := func(column string, m *table.Misfit) {
		wrong[column] = true
		out = append(out, Finding{File: file, Line: rec.line, Column: rec.as.Called(t.Table, t.Column(column)), Problem: m.Problem, Remedy: m.Remedy})
	}
	for _, c := range t.Columns {
		if rec.partial && !slices.Contains(t.Identity, c.Name) {
			continue
		}
		in, given := rec.cells[c.Name]
		if !given {
			if c.Required && !rec.headed {
				bad(c.Name, &table.Misfit{Problem: message.New("is missing"), Remedy: message.New("give it in every row of %s", t.called(rec.as))})
			}
			continue
		}
		v, note, m := in.value(c, rec.as.As(c))
		switch {
		case m != nil:
			bad(c.Name, m)
		case v == nil && c.Required:
			bad(c.Name, &table.Misfit{Problem: message.New("is empty"), Remedy: message.New("it is required in every row of %s", t.called(rec.as))})
		default:
			r.values[c.Name] = v
			if note != nil {
				notes = append(notes, Notice{File: file, Line: rec.line, Column: rec.as.Called(t.Table, c), Text: note.Text, kind: note.Kind})
			}
		}
	}
	if rec.partial {
		return r, nil, nil
	}
	t.Together(r.values, wrong, rec.as, bad)
	return r, out, notes
}

// value reads one cell.
func (in cell) value(c *Column, as table.Writing) (any, *table.Note, *table.Misfit) {
	switch {
	case in.misfit != nil:
		return nil, nil, in.misfit
	case in.isText:
		return c.Text(in.text, as)
	default:
		return c.JSON(in.json)
	}
}

// isExample reports whether a row of a file of texts is the example of a template, by what its first column holds.
func (t *Table) isExample(rec record) bool {
	return strings.HasPrefix(rec.cells[t.Columns[0].Name].text, exampleMark)
}

// exampleMark begins the first column of a template's example.
const exampleMark = "示例"
