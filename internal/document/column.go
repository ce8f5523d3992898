package document

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/internal/vocabulary"
)

// column is one place of a row: a scalar of the object, of one it leads to, or a list told in one cell.
type column struct {
	label string
	path  []vocabulary.Step
	field *ast.Field
	list  bool
	cols  []column // of a list's entries
}

// columns flattens a selection. Labels are the SDL's Chinese terms, those of nested objects behind their owner's.
func columns(set ast.SelectionSet) []column {
	out := flattened(nil, set)
	paths := make([][]vocabulary.Step, len(out))
	for i, c := range out {
		paths[i] = c.path
	}
	for i, head := range vocabulary.Heads(paths) {
		out[i].label = head
	}
	return out
}

func flattened(path []vocabulary.Step, set ast.SelectionSet) []column {
	var out []column
	for _, sel := range set {
		f, ok := sel.(*ast.Field)
		if !ok || f.Definition == nil {
			continue
		}
		here := append(path[:len(path):len(path)], vocabulary.Step{Field: f, Alone: len(set) == 1})
		switch {
		case isConnection(f):
			out = append(out, column{path: here, field: f, list: true, cols: columns(selected(f.SelectionSet, "nodes"))})
		case len(f.SelectionSet) > 0:
			out = append(out, flattened(here, f.SelectionSet)...)
		default:
			out = append(out, column{path: here, field: f})
		}
	}
	return out
}

// text is the column's value in a row, as people read it: nil, a number or a text.
func (c column) text(s *ast.Schema, row map[string]any) any {
	var v any = row
	for _, step := range c.path {
		m, _ := v.(map[string]any)
		v = m[step.Field.Alias]
	}
	if !c.list {
		return read(vocabulary.Label(s, c.field, v))
	}
	m, _ := v.(map[string]any)
	items, _ := m["nodes"].([]any)
	var lines []string
	for _, item := range items {
		entry, _ := item.(map[string]any)
		var parts []string
		for _, inner := range c.cols {
			if x := inner.text(s, entry); x != nil {
				parts = append(parts, fmt.Sprint(x))
			}
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	if len(lines) == 0 {
		return nil
	}
	return strings.Join(lines, "；")
}

// read is one value, labelled, as a cell holds it.
func read(v any) any {
	switch x := v.(type) {
	case json.Number:
		n, err := x.Float64()
		if err != nil {
			return x.String()
		}
		return n
	case []any:
		var parts []string
		for _, item := range x {
			parts = append(parts, fmt.Sprint(read(item)))
		}
		return strings.Join(parts, "、")
	case string:
		return x
	default:
		return nil
	}
}
