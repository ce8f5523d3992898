package document

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// column is one place of a row: a scalar of the object, of one it leads to, or a list told in one cell.
type column struct {
	label string
	path  []string
	field *ast.Field
	list  bool
	cols  []column // of a list's entries
}

// columns flattens a selection. Labels are the SDL's Chinese terms, those of nested objects behind their owner's.
func columns(prefix string, set ast.SelectionSet) []column {
	var out []column
	for _, sel := range set {
		f, ok := sel.(*ast.Field)
		if !ok || f.Definition == nil {
			continue
		}
		label := prefix + term(f.Definition.Description)
		switch {
		case isConnection(f):
			inner := selected(f.SelectionSet, "nodes")
			out = append(out, column{label: label, path: []string{f.Alias}, field: f, list: true, cols: columns("", inner)})
		case len(f.SelectionSet) > 0:
			under := label + "·"
			if f.Name == "node" || len(f.SelectionSet) == 1 && onlyName(f.SelectionSet) {
				under = prefix // the node of an edge, and what is known by its name, need no name of their own
			}
			for _, c := range columns(under, f.SelectionSet) {
				c.path = append([]string{f.Alias}, c.path...)
				if under == prefix && f.Name != "node" {
					c.label = label
				}
				out = append(out, c)
			}
		default:
			out = append(out, column{label: label, path: []string{f.Alias}, field: f})
		}
	}
	return out
}

func onlyName(set ast.SelectionSet) bool {
	f, ok := set[0].(*ast.Field)
	return ok && (f.Name == "name" || f.Name == "title" || f.Name == "documentNo")
}

// text is the column's value in a row, as people read it: nil, a number or a text.
func (c column) text(s *ast.Schema, row map[string]any) any {
	var v any = row
	for _, step := range c.path {
		m, _ := v.(map[string]any)
		v = m[step]
	}
	if !c.list {
		return read(s, c.field.Definition.Type, v)
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

// read is one value: enums by their Chinese terms, truth as 是 and 否.
func read(s *ast.Schema, t *ast.Type, v any) any {
	switch x := v.(type) {
	case bool:
		if x {
			return "是"
		}
		return "否"
	case json.Number:
		n, err := x.Float64()
		if err != nil {
			return x.String()
		}
		return n
	case []any:
		var parts []string
		for _, item := range x {
			parts = append(parts, fmt.Sprint(read(s, t, item)))
		}
		return strings.Join(parts, "、")
	case string:
		if def := s.Types[t.Name()]; def != nil && def.Kind == ast.Enum {
			if e := def.EnumValues.ForName(x); e != nil {
				return term(e.Description)
			}
		}
		return x
	default:
		return nil
	}
}
