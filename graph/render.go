package graph

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
)

var errOutputOnly = errors.New("this type is output only")

// Answer is the JSON of a selected object, rendered from one statement's rows; nil is null.
type Answer []byte

// MarshalGQLContext writes the answer as it is.
func (a Answer) MarshalGQLContext(_ context.Context, w io.Writer) error {
	if a == nil {
		_, err := io.WriteString(w, "null")
		return err
	}
	_, err := w.Write(a)
	return err
}

// UnmarshalGQLContext fails: answers are never arguments.
func (a *Answer) UnmarshalGQLContext(context.Context, any) error { return errOutputOnly }

// Input is an argument as the request gave it. The planner coerces arguments itself, from the selection.
type Input map[string]any

// MarshalGQLContext fails: arguments are never answers.
func (in Input) MarshalGQLContext(context.Context, io.Writer) error { return errOutputOnly }

// UnmarshalGQLContext takes any value; the planner's coercer is the judge of it.
func (in *Input) UnmarshalGQLContext(_ context.Context, v any) error {
	m, _ := v.(map[string]any)
	*in = m
	return nil
}

// renderer writes rows as JSON. Its write methods return false when a null has to climb: the caller cuts
// the buffer at the nearest nullable place.
type renderer struct {
	b      []byte
	path   ast.Path
	errors []*Error
	// waiting are statements whose rows this answer needs and which have not run; it is written again then.
	waiting map[fetcher]bool
}

// later writes a list that a further statement holds, or asks for it.
func (r *renderer) later(f *fieldShape, row []any) bool {
	key, _ := row[f.col].(string)
	cells, asked := f.later.rows[key]
	if !asked {
		r.waiting[f.later] = true
		f.later.wanted[key] = true
		r.b = append(r.b, "null"...)
		return true
	}
	return r.connection(f.list, cell(cells, f.list.list), cell(cells, f.list.count), cells)
}

func (r *renderer) null(mark int) { r.b = append(r.b[:mark], "null"...) }

func (r *renderer) missing() bool {
	r.errors = append(r.errors, refuse(CodeMissing, r.path, "is required and has no value in the graph; correct the node it belongs to"))
	return false
}

func (r *renderer) in(step ast.PathElement, write func() bool) bool {
	r.path = append(r.path, step)
	ok := write()
	r.path = r.path[:len(r.path)-1]
	return ok
}

func (r *renderer) object(o *objectShape, row []any, c *connectionShape) bool {
	r.b = append(r.b, '{')
	for i := range o.fields {
		f := &o.fields[i]
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.key(f.key)
		mark := len(r.b)
		r.path = append(r.path, ast.PathName(f.key))
		ok := r.field(f, row, c)
		r.path = r.path[:len(r.path)-1]
		if ok {
			continue
		}
		if f.nonNull {
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

func (r *renderer) field(f *fieldShape, row []any, c *connectionShape) bool {
	switch f.write {
	case kindTypename:
		r.b = quote(r.b, f.text)
		return true
	case kindID:
		key, ok := row[f.col].(string)
		if !ok {
			return r.missing()
		}
		r.b = quote(r.b, globalID(f.text, key))
		return true
	case kindCursor:
		r.b = quote(r.b, c.cursor(row))
		return true
	case kindLater:
		return r.later(f, row)
	case kindConnection:
		return r.connection(f.list, cell(row, f.list.list), cell(row, f.list.count), row)
	case kindNode:
		return r.node(f.node, row)
	case kindComputed:
		return r.computed(f, row)
	case kindNull:
		r.b = append(r.b, "null"...)
		return true
	case kindNest:
		return r.object(f.nest, row, nil)
	case kindOne:
		inner, ok := row[f.col].([]any)
		if !ok {
			return r.absent(f.nonNull)
		}
		return r.node(f.node, inner)
	default:
		return r.scalar(f.typ, row[f.col])
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

func (r *renderer) node(n *nodeShape, row []any) bool {
	if n.object != nil {
		return r.object(n.object, row, nil)
	}
	variant, ok := row[n.col].([]any)
	if !ok || len(variant) != 2 {
		return r.missing()
	}
	i, _ := variant[0].(int64)
	inner, _ := variant[1].([]any)
	return r.object(n.variants[i], inner, nil)
}

// connection writes a list's rows, its length, and the figures that stand in a row of theirs.
func (r *renderer) connection(c *connectionShape, list, count any, figures []any) bool {
	rows, _ := list.([]any)
	more := len(rows) > c.size
	if more {
		rows = rows[:c.size]
	}
	if c.backward {
		rows = reversed(rows)
	}
	r.b = append(r.b, '{')
	for i := range c.fields {
		f := &c.fields[i]
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.key(f.key)
		r.path = append(r.path, ast.PathName(f.key))
		ok := r.connectionField(c, f, rows, more, count, figures)
		r.path = r.path[:len(r.path)-1]
		if !ok {
			return false
		}
	}
	r.b = append(r.b, '}')
	return true
}

func (r *renderer) connectionField(c *connectionShape, f *connectionField, rows []any, more bool, count any, figures []any) bool {
	switch f.name {
	case "__typename":
		r.b = quote(r.b, c.typ)
	case "totalCount":
		n, _ := count.(int64)
		r.b = strconv.AppendInt(r.b, n, 10)
	case "pageInfo":
		r.pageInfo(c, f.info, rows, more)
	case "aggregate", "groupBy":
		return r.figures(f.sums, figures)
	case "edges":
		return r.each(rows, func(row []any) bool { return r.object(f.edge, row, c) })
	case "nodes":
		return r.each(rows, func(row []any) bool { return r.node(f.node, row) })
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

func (r *renderer) pageInfo(c *connectionShape, fields []infoField, rows []any, more bool) {
	r.b = append(r.b, '{')
	for i, f := range fields {
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.key(f.key)
		switch f.name {
		case "__typename":
			r.b = quote(r.b, "PageInfo")
		case "hasNextPage":
			r.b = strconv.AppendBool(r.b, !c.backward && more || c.backward && c.before)
		case "hasPreviousPage":
			r.b = strconv.AppendBool(r.b, c.backward && more || !c.backward && c.after)
		case "startCursor":
			r.end(c, rows, 0)
		case "endCursor":
			r.end(c, rows, len(rows)-1)
		}
	}
	r.b = append(r.b, '}')
}

func (r *renderer) end(c *connectionShape, rows []any, i int) {
	if len(rows) == 0 {
		r.b = append(r.b, "null"...)
		return
	}
	row, _ := rows[i].([]any)
	r.b = quote(r.b, c.cursor(row))
}

func (c *connectionShape) cursor(row []any) string {
	values := make([]any, len(c.places))
	for i, col := range c.places {
		values[i] = row[col]
	}
	return encodeCursor(c.print, values)
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
		panic("graph: a string does not marshal: " + err.Error())
	}
	return append(b, j...)
}
