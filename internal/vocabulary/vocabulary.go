// Package vocabulary lists the elements of the API with their terms in both languages, as the SDL's descriptions give
// them. It asks nothing of the graph.
package vocabulary

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/mapping"
	"bole/graph/refusal"
	"bole/graph/textfold"
	"bole/internal/table"
	"bole/internal/validation"
)

// Vocabulary is all of it, read once.
type Vocabulary struct {
	schema  *ast.Schema
	entries []entry
}

// entry is one element. Place orders them: by type, and within one as the schema has them.
type entry struct {
	place                  string
	kind, typ, field, name string
	term, sentence         string
	holds, column, sought  string // sought is what a text is looked for in, folded
}

// New reads the terms of a schema whose tables are these.
func New(schema *ast.Schema, tables []*table.Table) *Vocabulary {
	v := &Vocabulary{schema: schema}
	columns := map[*ast.FieldDefinition]string{}
	for _, t := range tables {
		for _, c := range t.Columns {
			if f := c.Field(); f != nil {
				columns[f] = t.Name + "." + c.Name
			}
		}
	}
	for name, d := range schema.Types {
		if strings.HasPrefix(name, "__") || d.BuiltIn {
			continue
		}
		v.definition(d, columns)
	}
	slices.SortFunc(v.entries, func(a, b entry) int { return cmp.Compare(a.place, b.place) })
	return v
}

// definition adds a type and all that belongs to it. The root types are no terms, their fields are.
func (v *Vocabulary) definition(d *ast.Definition, columns map[*ast.FieldDefinition]string) {
	n := 0
	add := func(e entry, description string) {
		if description == "" {
			return
		}
		e.place, e.typ = fmt.Sprintf("%s %05d", d.Name, n), d.Name
		n++
		e.term, e.sentence = mapping.Described(description)
		e.sought = textfold.Text(e.name + " " + description)
		v.entries = append(v.entries, e)
	}
	add(entry{kind: "TYPE", name: d.Name}, d.Description)
	kind := "FIELD"
	if d.Kind == ast.InputObject {
		kind = "INPUT_FIELD"
	}
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		add(entry{kind: kind, name: f.Name, holds: f.Type.String(), column: columns[f]}, f.Description)
		for _, a := range f.Arguments {
			add(entry{kind: "ARGUMENT", field: f.Name, name: a.Name, holds: a.Type.String()}, a.Description)
		}
	}
	for _, e := range d.EnumValues {
		add(entry{kind: "ENUM_VALUE", name: e.Name}, e.Description)
	}
}

// Entries answers vocabulary(types, kinds, text).
func (v *Vocabulary) Entries(_ context.Context, q graph.Query) (any, error) {
	types, kinds := texts(q.Args["types"]), texts(q.Args["kinds"])
	for i, t := range types {
		if d := v.schema.Types[t]; d == nil || d.BuiltIn || strings.HasPrefix(t, "__") {
			path := refusal.Below(refusal.Below(q.Path, "types"), i)
			return nil, refusal.Of(refusal.BadInput, path, "is %s, which is not a type of the API; %s", validation.Shortened(strconv.Quote(t)), validation.Type(v.schema, t))
		}
	}
	text, _ := q.Args["text"].(string)
	text = textfold.Text(text)
	var out graph.Entries
	for _, e := range v.entries {
		if q.Args["types"] != nil && !slices.Contains(types, e.typ) || q.Args["kinds"] != nil && !slices.Contains(kinds, e.kind) || !strings.Contains(e.sought, text) {
			continue
		}
		out = append(out, graph.Entry{Place: e.place, Make: e.object})
	}
	return out, nil
}

func (e entry) object() graph.Object {
	return graph.Object{Type: "VocabularyEntry", Fields: map[string]any{"kind": e.kind, "type": e.typ, "field": orNull(e.field), "name": e.name,
		"term": e.term, "sentence": e.sentence, "holds": orNull(e.holds), "column": orNull(e.column)}}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func texts(v any) []string {
	list, _ := v.([]any)
	out := make([]string, len(list))
	for i, item := range list {
		out[i], _ = item.(string)
	}
	return out
}
