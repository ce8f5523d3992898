package httpapi

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/vocabulary"
)

// maxColumns is how many columns a table may have, with the objects they stand in.
const maxColumns = 1000

// column is a leaf of each row, by the fields that lead to it.
type column []vocabulary.Step

func (c column) leaf() *ast.Field { return c[len(c)-1].Field }

// keys are the response keys on the way.
func (c column) keys() []string {
	out := make([]string, len(c))
	for i, step := range c {
		out[i] = step.Field.Alias
	}
	return out
}

// flattening finds the columns of an export's rows, in the order of the answer. A row of several types has the columns
// of all.
type flattening struct {
	*listing
	columns []column
	places  int
}

// level is one object of a row: its fields merged by response key, whatever types they are of. Validation has
// held fields of one key to one shape.
type level struct {
	order   []*ast.Field
	below   map[string]ast.SelectionSet
	spreads map[string]bool
}

func (w *flattening) level(set ast.SelectionSet) *level {
	at := &level{below: map[string]ast.SelectionSet{}, spreads: map[string]bool{}}
	w.collect(at, set)
	return at
}

func (w *flattening) fields(path column, set ast.SelectionSet) error {
	at := w.level(set)
	for _, f := range at.order {
		here := append(path[:len(path):len(path)], vocabulary.Step{Field: f, Alone: len(at.order) == 1})
		if w.places++; w.places > maxColumns {
			return refusal.Newf(graph.CodeLimit, "a table has at most %d columns; select less, or accept %s", maxColumns, typeJSONL).Hit("columns")
		}
		leaf := w.schema.Types[f.Definition.Type.Name()].IsLeafType()
		switch {
		case leaf:
			w.columns = append(w.columns, here)
		case f.Definition.Type.Elem != nil:
			return refused(append(w.names(), here.keys()...), "is a list, and a cell of a table holds one value; accept %s instead", typeJSONL)
		default:
			if err := w.fields(here, at.below[f.Alias]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *flattening) collect(at *level, set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if !w.included(s.Directives) {
				continue
			}
			if _, known := at.below[s.Alias]; !known {
				at.order = append(at.order, s)
			}
			at.below[s.Alias] = append(at.below[s.Alias], s.SelectionSet...)
		case *ast.InlineFragment:
			if w.included(s.Directives) {
				w.collect(at, s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if w.included(s.Directives) && !at.spreads[s.Name] {
				at.spreads[s.Name] = true
				w.collect(at, s.Definition.SelectionSet)
			}
		}
	}
}

func (w *flattening) included(ds ast.DirectiveList) bool {
	truth := func(name string) (value, given bool) {
		d := ds.ForName(name)
		if d == nil {
			return false, false
		}
		value, _ = d.ArgumentMap(w.op.Variables)["if"].(bool)
		return value, true
	}
	skip, _ := truth("skip")
	include, given := truth("include")
	return !skip && (include || !given)
}

// table writes rows as CSV after RFC 4180.
type table struct {
	columns []column
	bom     bool
	labels  *ast.Schema // of the terms that stand for heads and values; nil: they are as in the answer
	line    bytes.Buffer
	csv     *csv.Writer
	cells   []string
}

func newTable(columns []column, bom bool) *table {
	t := &table{columns: columns, bom: bom, cells: make([]string, len(columns))}
	t.csv = csv.NewWriter(&t.line)
	return t
}

func (t *table) begin(b *bytes.Buffer) {
	if t.bom {
		b.WriteString("\uFEFF")
	}
	copy(t.cells, t.heads())
	t.record(b)
}

// heads are what the columns are called.
func (t *table) heads() []string {
	out, paths := make([]string, len(t.columns)), make([][]vocabulary.Step, len(t.columns))
	for i, c := range t.columns {
		out[i], paths[i] = strings.Join(c.keys(), "."), c
	}
	if t.labels != nil {
		return vocabulary.Heads(paths)
	}
	return out
}

func (t *table) row(b *bytes.Buffer, item []byte) error {
	row, err := decoded(item)
	if err != nil {
		return err
	}
	for i, c := range t.columns {
		t.cells[i] = cell(t.value(row, c), inert)
	}
	t.record(b)
	return nil
}

// value is a column's value in a row, labelled where labels are asked for.
func (t *table) value(row map[string]any, c column) any {
	v := valueOf(row, c)
	if t.labels != nil {
		return vocabulary.Label(t.labels, c.leaf(), v)
	}
	return v
}

// decoded is a row as JSON has it, its numbers as they stand there.
func decoded(item []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(item))
	d.UseNumber()
	var row map[string]any
	if err := d.Decode(&row); err != nil {
		return nil, fmt.Errorf("read a row of an export: %w", err)
	}
	return row, nil
}

// fail has no place in a table, where anything written would be a row.
func (*table) fail(*bytes.Buffer, gqlerror.List) {}

// record ends a line as RFC 4180 asks; csv.Writer would change line ends within cells with it. A line of one
// empty cell is written as such, since readers pass over empty lines.
func (t *table) record(b *bytes.Buffer) {
	if len(t.cells) == 1 && t.cells[0] == "" {
		b.WriteString("\"\"\r\n")
		return
	}
	t.line.Reset()
	t.csv.Write(t.cells) //nolint:errcheck // a buffer takes everything
	t.csv.Flush()
	b.Write(bytes.TrimSuffix(t.line.Bytes(), []byte("\n")))
	b.WriteString("\r\n")
}

// valueOf is a column's value in a row: nil where it or what it stands in is null.
func valueOf(row map[string]any, c column) any {
	for _, step := range c[:len(c)-1] {
		row, _ = row[step.Field.Alias].(map[string]any)
	}
	return row[c.leaf().Alias]
}

// cell is the text of a value, its texts as they are written.
func cell(v any, write func(string) string) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return write(v)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = cell(item, write)
		}
		return strings.Join(parts, ";")
	default:
		return fmt.Sprint(v) // a number as it stands in the answer, or true or false
	}
}

// inert keeps a spreadsheet from running a text as a formula: an apostrophe before what would begin one, in its
// narrow or its wide form, as OWASP advises. Numbers are no texts and stay as they are.
func inert(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}
