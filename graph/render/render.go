// Package render writes rows and computed values as JSON by the shapes of a plan. It is pure: what is not there yet
// is noted as wanted, and the answer is written again when it came.
package render

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/value"
)

// renderer writes one answer. Its write methods return false when a null has to climb: the caller cuts the buffer at
// the nearest nullable place.
type renderer struct {
	*State
	b      []byte
	path   ast.Path
	errors []*refusal.Error
}

// later writes a list that a further statement holds, or asks for it.
func (r *renderer) later(f *plan.FieldShape, row []any) bool {
	key, _ := row[f.Col].(string)
	n := r.nodesOf(f.Later)
	cells, asked := n.rows[key]
	if !asked {
		n.wanted[key] = true
		r.b = append(r.b, "null"...)
		return true
	}
	return r.connection(f.List, cell(cells, f.List.List), cell(cells, f.List.Count), cells)
}

func (r *renderer) null(mark int) { r.b = append(r.b[:mark], "null"...) }

func (r *renderer) missing() bool {
	r.errors = append(r.errors, refusal.Of(refusal.Missing, r.path, "is required and has no value in the graph; correct the node it belongs to"))
	return false
}

func (r *renderer) in(step ast.PathElement, write func() bool) bool {
	r.path = append(r.path, step)
	ok := write()
	r.path = r.path[:len(r.path)-1]
	return ok
}

func (r *renderer) object(o *plan.ObjectShape, row []any, c *plan.ConnectionShape) bool {
	if r.full() {
		return false
	}
	r.shown.note(o.About, row)
	r.b = append(r.b, '{')
	for i := range o.Fields {
		f := &o.Fields[i]
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.key(f.Key)
		mark := len(r.b)
		r.path = append(r.path, ast.PathName(f.Key))
		ok := r.field(f, row, c)
		r.path = r.path[:len(r.path)-1]
		if ok {
			continue
		}
		if f.NonNull {
			return false
		}
		r.null(mark)
	}
	r.b = append(r.b, '}')
	return true
}

func (r *renderer) key(k string) {
	r.b = append(r.b, '"')
	r.b = append(r.b, k...)
	r.b = append(r.b, '"', ':')
}

func (r *renderer) field(f *plan.FieldShape, row []any, c *plan.ConnectionShape) bool {
	switch f.Write {
	case plan.KindTypename:
		r.b = quote(r.b, f.Text)
		return true
	case plan.KindID:
		key, ok := row[f.Col].(string)
		if !ok {
			return r.missing()
		}
		r.b = quote(r.b, plan.GlobalID(f.Text, key))
		return true
	case plan.KindCaption:
		text, ok := f.Caption.Text(row)
		if !ok {
			return r.missing()
		}
		f.Caption.Each(row, r.shown.note)
		r.b = quote(r.b, text)
		return true
	case plan.KindCursor:
		r.b = quote(r.b, c.Cursor(row))
		return true
	case plan.KindLater:
		return r.later(f, row)
	case plan.KindConnection:
		return r.connection(f.List, cell(row, f.List.List), cell(row, f.List.Count), row)
	case plan.KindNode:
		return r.node(f.Node, row)
	case plan.KindComputed:
		return r.computed(f, row)
	case plan.KindNull:
		r.b = append(r.b, "null"...)
		return true
	case plan.KindNest:
		return r.object(f.Nest, row, nil)
	case plan.KindOne:
		inner, ok := row[f.Col].([]any)
		if !ok {
			return r.absent(f.NonNull)
		}
		return r.node(f.Node, inner)
	default:
		if key, ok := row[f.Col].(string); ok && f.Names {
			r.shown.official(key)
		}
		return r.scalar(f.Type, row[f.Col])
	}
}

func cell(row []any, col int) any {
	if col < 0 || row == nil { // no row: the node is gone since the first statement
		return nil
	}
	return row[col]
}

func (r *renderer) absent(nonNull bool) bool {
	if nonNull {
		return r.missing()
	}
	r.b = append(r.b, "null"...)
	return true
}

func (r *renderer) node(n *plan.NodeShape, row []any) bool {
	if n.Object != nil {
		return r.object(n.Object, row, nil)
	}
	variant, ok := row[n.Col].([]any)
	if !ok || len(variant) != 2 {
		return r.missing()
	}
	i, _ := variant[0].(int64)
	inner, _ := variant[1].([]any)
	return r.object(n.Variants[i], inner, nil)
}

// connection writes a list's rows, its length, and the figures that stand in a row of theirs.
func (r *renderer) connection(c *plan.ConnectionShape, list, count any, figures []any) bool {
	rows, _ := list.([]any)
	more := len(rows) > c.Window.Size
	if more {
		rows = rows[:c.Window.Size]
	}
	if c.Window.Backward {
		rows = reversed(rows)
	}
	r.b = append(r.b, '{')
	for i := range c.Fields {
		f := &c.Fields[i]
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.key(f.Key)
		r.path = append(r.path, ast.PathName(f.Key))
		ok := r.connectionField(c, f, rows, more, count, figures)
		r.path = r.path[:len(r.path)-1]
		if !ok {
			return false
		}
	}
	r.b = append(r.b, '}')
	return true
}

func (r *renderer) connectionField(c *plan.ConnectionShape, f *plan.ConnectionField, rows []any, more bool, count any, figures []any) bool {
	switch f.Name {
	case "__typename":
		r.b = quote(r.b, c.Type)
	case "totalCount":
		n, _ := count.(int64)
		r.b = strconv.AppendInt(r.b, n, 10)
	case "pageInfo":
		r.pageInfo(c, f.Info, rows, more)
	case "aggregate", "groupBy":
		return r.figures(f.Figures, figures)
	case "edges":
		return r.each(rows, func(row []any) bool { return r.object(f.Edge, row, c) })
	case "nodes":
		return r.each(rows, func(row []any) bool { return r.node(f.Node, row) })
	}
	return true
}

func (r *renderer) each(rows []any, write func([]any) bool) bool {
	r.b = append(r.b, '[')
	for i, row := range rows {
		if i > 0 {
			r.b = append(r.b, ',')
		}
		cells, _ := row.([]any)
		r.path = append(r.path, ast.PathIndex(i))
		ok := write(cells)
		r.path = r.path[:len(r.path)-1]
		if !ok {
			return false
		}
	}
	r.b = append(r.b, ']')
	return true
}

func (r *renderer) pageInfo(c *plan.ConnectionShape, fields []plan.InfoField, rows []any, more bool) {
	r.pageOf(fields, c.Window, more, func(last bool) {
		if last {
			r.end(c, rows, len(rows)-1)
		} else {
			r.end(c, rows, 0)
		}
	})
}

// pageOf writes a pageInfo; end writes the cursor of the first or the last entry.
func (r *renderer) pageOf(fields []plan.InfoField, w plan.Window, more bool, end func(last bool)) {
	r.b = append(r.b, '{')
	for i, f := range fields {
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.key(f.Key)
		switch f.Name {
		case "__typename":
			r.b = quote(r.b, "PageInfo")
		case "hasNextPage":
			r.b = strconv.AppendBool(r.b, !w.Backward && more || w.Backward && w.Before != "")
		case "hasPreviousPage":
			r.b = strconv.AppendBool(r.b, w.Backward && more || !w.Backward && w.After != "")
		case "startCursor":
			end(false)
		case "endCursor":
			end(true)
		}
	}
	r.b = append(r.b, '}')
}

func (r *renderer) end(c *plan.ConnectionShape, rows []any, i int) {
	if len(rows) == 0 {
		r.b = append(r.b, "null"...)
		return
	}
	row, _ := rows[i].([]any)
	r.shown.note(c.About, row)
	if o, entry := row[len(row)-1].(value.Object); entry {
		r.shown.object(o, nil)
	}
	r.b = quote(r.b, c.Cursor(row))
}

func reversed(rows []any) []any {
	out := make([]any, len(rows))
	for i, row := range rows {
		out[len(rows)-1-i] = row
	}
	return out
}

func (r *renderer) scalar(t *ast.Type, v any) bool {
	if v == nil {
		return r.absent(t.NonNull)
	}
	if t.Elem == nil {
		return r.leaf(t, v)
	}
	items, ok := v.([]any)
	if !ok {
		return r.missing()
	}
	r.b = append(r.b, '[')
	for i, item := range items {
		if i > 0 {
			r.b = append(r.b, ',')
		}
		if !r.in(ast.PathIndex(i), func() bool { return r.scalar(t.Elem, item) }) {
			return false
		}
	}
	r.b = append(r.b, ']')
	return true
}

func (r *renderer) leaf(t *ast.Type, v any) bool {
	switch x := v.(type) {
	case string:
		r.b = quote(r.b, x)
	case int64:
		if t.NamedType == "Int" && (x > math.MaxInt32 || x < math.MinInt32) {
			return r.missing()
		}
		r.b = strconv.AppendInt(r.b, x, 10)
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return r.missing()
		}
		r.b = strconv.AppendFloat(r.b, x, 'g', -1, 64)
	case bool:
		r.b = strconv.AppendBool(r.b, x)
	case json.RawMessage:
		r.b = append(r.b, x...)
	default:
		return r.missing()
	}
	return true
}

// quote writes a JSON string; only text with something to escape takes the slow way.
func quote(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' {
			return quoteSlow(b, s)
		}
	}
	if !utf8.ValidString(s) {
		return quoteSlow(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func quoteSlow(b []byte, s string) []byte {
	j, err := json.Marshal(s)
	if err != nil {
		panic("render: a string does not marshal: " + err.Error())
	}
	return append(b, j...)
}
