package vocabulary

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
)

// A Step is a field on the way from a row of an answer to a value in it.
type Step struct {
	Field *ast.Field
	Alone bool // nothing else is selected beside it
}

// naming are the fields that say what a thing is called.
var naming = []string{"name", "title", "documentNo"}

// head is what a column is called: the terms of the fields on the way, joined with ·. The node of an edge is not named,
// and neither is what a thing is called where nothing else of it is selected: 单位, not 单位·名称.
func head(path []Step) string {
	var terms []string
	for i, s := range path {
		last := i == len(path)-1
		if s.Field.Name == "node" && !last || last && i > 0 && s.Alone && slices.Contains(naming, s.Field.Name) && path[i-1].Field.Name != "node" {
			continue
		}
		terms = append(terms, Term(s.Field))
	}
	return strings.Join(terms, "·")
}

// Heads are the heads of columns, each another: those of one term have the way by response keys behind it.
func Heads(paths [][]Step) []string {
	out, count := make([]string, len(paths)), map[string]int{}
	for i, p := range paths {
		out[i] = head(p)
		count[out[i]]++
	}
	for i, p := range paths {
		if count[out[i]] > 1 {
			out[i] += "（" + way(p) + "）"
		}
	}
	return out
}

// way is a path by response keys: organization.name.
func way(path []Step) string {
	keys := make([]string, len(path))
	for i, s := range path {
		keys[i] = s.Field.Alias
	}
	return strings.Join(keys, ".")
}

// Term is the Chinese term of a field.
func Term(f *ast.Field) string {
	if f.Name == "__typename" {
		return "类型"
	}
	term, _ := mapping.Described(f.Definition.Description)
	return term
}

// Label is a value of a field as people read it: values of enums by their terms, truth as 是 and 否, the name of a type
// by its term. Lists are labelled item by item, and all else is as it was.
func Label(s *ast.Schema, f *ast.Field, v any) any {
	switch x := v.(type) {
	case bool:
		if x {
			return "是"
		}
		return "否"
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			out[i] = Label(s, f, item)
		}
		return out
	case string:
		description := ""
		if def := s.Types[f.Definition.Type.Name()]; f.Name == "__typename" {
			if t := s.Types[x]; t != nil {
				description = t.Description
			}
		} else if def != nil && def.Kind == ast.Enum {
			if e := def.EnumValues.ForName(x); e != nil {
				description = e.Description
			}
		}
		if term, _ := mapping.Described(description); term != "" {
			return term
		}
	}
	return v
}
