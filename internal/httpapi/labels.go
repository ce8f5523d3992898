package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/vocabulary"
)

// labelledLines is JSON lines whose members go by the terms of their fields, and whose values are labelled.
type labelledLines struct {
	lines
	schema *ast.Schema
	item   *labelledObject
}

// labelledObject is an object of an item: its members in the order of the answer.
type labelledObject struct{ members []labelledMember }

type labelledMember struct {
	head  []byte // as JSON, with its colon
	field *ast.Field
	of    *labelledObject // nil for values
}

func (w *flattening) labelled() (rows, error) {
	item, err := w.object(w.items.SelectionSet)
	return &labelledLines{schema: w.schema, item: item}, err
}

func (w *flattening) object(set ast.SelectionSet) (*labelledObject, error) {
	at, out := w.level(set), &labelledObject{}
	paths := make([][]vocabulary.Step, len(at.order))
	for i, f := range at.order {
		paths[i] = []vocabulary.Step{{Field: f}}
	}
	for i, head := range vocabulary.Heads(paths) {
		f := at.order[i]
		if w.places++; w.places > maxColumns {
			return nil, refusal.Newf(graph.CodeLimit, "labels=zh names at most %d fields; select less, or leave it out", maxColumns).Hit("columns")
		}
		b, err := json.Marshal(head)
		if err != nil {
			return nil, fmt.Errorf("write a head: %w", err)
		}
		m := labelledMember{head: append(b, ':'), field: f}
		if !w.schema.Types[f.Definition.Type.Name()].IsLeafType() {
			if m.of, err = w.object(at.below[f.Alias]); err != nil {
				return nil, err
			}
		}
		out.members = append(out.members, m)
	}
	return out, nil
}

func (l *labelledLines) row(b *bytes.Buffer, item []byte) error {
	row, err := decoded(item)
	if err != nil {
		return err
	}
	l.object(b, l.item, row)
	b.WriteByte('\n')
	return nil
}

// object writes the members that an object has: of several types it has those of its own.
func (l *labelledLines) object(b *bytes.Buffer, of *labelledObject, object map[string]any) {
	b.WriteByte('{')
	first := true
	for _, m := range of.members {
		v, given := object[m.field.Alias]
		if !given {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.Write(m.head)
		l.value(b, m, v)
	}
	b.WriteByte('}')
}

func (l *labelledLines) value(b *bytes.Buffer, m labelledMember, v any) {
	switch v := v.(type) {
	case map[string]any:
		l.object(b, m.of, v)
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			l.value(b, m, item)
		}
		b.WriteByte(']')
	default:
		e := json.NewEncoder(b)
		e.SetEscapeHTML(false)
		e.Encode(vocabulary.Label(l.schema, m.field, v)) //nolint:errcheck // a buffer takes everything, and what was JSON is again
		b.Truncate(b.Len() - 1)                          // the encoder ends each value's line
	}
}
