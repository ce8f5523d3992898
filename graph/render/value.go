package render

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/language"

	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/value"
)

// valueWriter writes one computed value. The nodes it leads to are fetched between two writings.
type valueWriter struct {
	*renderer
	err error // met while writing: the whole field's
}

// computed writes a computed field of a node, or asks for it.
func (r *renderer) computed(f *plan.FieldShape, row []any) bool {
	key, _ := row[f.Col].(string)
	c := r.valuesOf(f.Compute)
	v, asked := c.by[key]
	if !asked {
		c.wanted[key] = true
		r.b = append(r.b, "null"...)
		return true
	}
	mark := len(r.b)
	w := &valueWriter{renderer: r, err: c.failed}
	ok := true
	if w.err == nil {
		ok = w.value(f.Type, v, f.Compute.Of)
	}
	if w.err != nil {
		r.errors = append(r.errors, r.refused(w.err))
		r.null(mark)
		return true
	}
	return ok
}

// refused is an error as a field of the answer shows it.
func (r *renderer) refused(err error) *refusal.Error {
	var e *refusal.Error
	if errors.As(refusal.At(err, r.path), &e) {
		return e
	}
	failed := refusal.Newf(refusal.Internal, "the field could not be computed").Because(err)
	failed.Path = slices.Clone(r.path)
	return failed
}

// value writes v as the field asks for it; false when a null has to climb.
func (w *valueWriter) value(t *ast.Type, v any, s *plan.ValueShape) bool {
	if w.err != nil || w.full() {
		w.null(len(w.b))
		return true
	}
	switch v := v.(type) {
	case value.Object:
		return w.computedObject(v, s)
	case value.Ref:
		return w.ref(t, v, s)
	case value.Entries:
		return w.entries(v.Listing(), s)
	case *value.Listing:
		return w.entries(v, s)
	case value.Func:
		return w.called(t, v, s)
	case *value.Kept:
		return w.kept(t, v, s)
	case value.Said:
		return w.scalar(t, v.In(w.lang))
	case []any:
		if t.Elem == nil || s.Objects == nil {
			return w.scalar(t, v)
		}
		return w.list(t, v, s)
	default:
		return w.scalar(t, v)
	}
}

func (w *valueWriter) called(t *ast.Type, call value.Func, s *plan.ValueShape) bool {
	v, err := call(w.binding.Args(s.Args))
	if err == nil {
		return w.value(t, v, s)
	}
	var e *refusal.Error
	if !errors.As(refusal.At(err, w.path), &e) || t.NonNull {
		w.err = err
		return false
	}
	w.errors = append(w.errors, e)
	w.null(len(w.b))
	return true
}

// kept writes a value that is the same in every answer, as it was written before where nothing of it depends on the
// request. That it is about nobody is looked at when it is written.
func (w *valueWriter) kept(t *ast.Type, k *value.Kept, s *plan.ValueShape) bool {
	if !s.Plain {
		return w.value(t, k.Value(), s)
	}
	selected := keptAs{s, w.lang}
	if text := k.JSON(selected); text != nil {
		w.b = append(w.b, text...)
		return true
	}
	mark, errs, shown := len(w.b), len(w.errors), w.shown
	w.shown = newShown()
	ok := w.value(t, k.Value(), s)
	alone := w.shown.nobody()
	shown.add(w.shown)
	w.shown = shown
	if ok && alone && len(w.errors) == errs && w.err == nil && !w.full() {
		k.Store(selected, slices.Clone(w.b[mark:]))
	}
	return ok
}

// keptAs is of what selection and in which language the text of a value is kept.
type keptAs struct {
	selection *plan.ValueShape
	lang      language.Tag
}

func (w *valueWriter) computedObject(o value.Object, s *plan.ValueShape) bool {
	fields, planned := s.Objects[o.Type]
	if !planned {
		panic(fmt.Sprintf("render: a value of %s is a %s", s.Field, o.Type))
	}
	w.shown.object(o, fields)
	return w.fields(fields, func(f *plan.ValueField) bool {
		if f.Name == "__typename" {
			w.b = quote(w.b, o.Type)
			return true
		}
		v, known := o.Fields[f.Name]
		if !known {
			panic(fmt.Sprintf("render: a computed %s has no %s", o.Type, f.Name))
		}
		return w.value(f.Of.Type, v, f.Of)
	})
}

// fields writes an object's fields; false when a null has to climb.
func (w *valueWriter) fields(fields []plan.ValueField, write func(*plan.ValueField) bool) bool {
	w.b = append(w.b, '{')
	for i := range fields {
		f := &fields[i]
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.key(f.Key)
		mark := len(w.b)
		if w.in(ast.PathName(f.Key), func() bool { return write(f) }) {
			continue
		}
		if f.Of == nil || f.Of.Type.NonNull {
			return false
		}
		w.null(mark)
	}
	w.b = append(w.b, '}')
	return true
}

// list leaves out the nodes that turned out not to be there for the caller.
func (w *valueWriter) list(t *ast.Type, items []any, s *plan.ValueShape) bool {
	w.b = append(w.b, '[')
	n := 0
	for _, item := range items {
		if ref, ok := item.(value.Ref); ok && w.gone(ref, s) {
			continue
		}
		if n > 0 {
			w.b = append(w.b, ',')
		}
		if !w.in(ast.PathIndex(n), func() bool { return w.value(t.Elem, item, s) }) {
			return false
		}
		n++
	}
	w.b = append(w.b, ']')
	return true
}

// gone reports whether a node was asked for and is not there for the caller.
func (w *valueWriter) gone(ref value.Ref, s *plan.ValueShape) bool {
	l := s.Nodes[ref.Type]
	if l == nil {
		return false
	}
	cells, asked := w.nodesOf(l).rows[ref.Key]
	return asked && cells == nil
}

// ref writes a node, or asks for it.
func (w *valueWriter) ref(t *ast.Type, ref value.Ref, s *plan.ValueShape) bool {
	l := s.Nodes[ref.Type]
	if l == nil {
		panic(fmt.Sprintf("render: a value of %s is a node of %s", s.Field, ref.Type))
	}
	n := w.nodesOf(l)
	cells, asked := n.rows[ref.Key]
	if !asked {
		n.wanted[ref.Key] = true
		w.null(len(w.b))
		return true
	}
	if cells == nil {
		return w.absent(t.NonNull)
	}
	if s.Objects == nil { // told by its caption alone
		return w.field(&l.Shape.Fields[0], cells, nil)
	}
	return w.object(l.Shape, cells, nil)
}

// entries writes a page of a computed list.
func (w *valueWriter) entries(all *value.Listing, s *plan.ValueShape) bool {
	c, rows, err := pageOf(all, s, w.path)
	if err != nil {
		w.err = err
		return false
	}
	more := len(rows) > c.Window.Size
	if more {
		rows = rows[:c.Window.Size]
	}
	if c.Window.Backward {
		rows = reversed(rows)
	}
	return w.fields(s.Objects[c.Type], func(f *plan.ValueField) bool {
		switch f.Name {
		case "__typename":
			w.b = quote(w.b, c.Type)
		case "totalCount":
			return w.leaf(f.Of.Type, int64(all.Len))
		case "pageInfo":
			w.pageInfo(c, infoOf(f.Of), rows, more)
		case "nodes":
			return w.each(rows, func(row []any) bool { return w.entry(row, f.Of) })
		case "edges":
			return w.each(rows, func(row []any) bool { return w.entryEdge(c, row, f.Of) })
		}
		return true
	})
}

func infoOf(s *plan.ValueShape) []plan.InfoField {
	var out []plan.InfoField
	for _, f := range s.Objects["PageInfo"] {
		out = append(out, plan.InfoField{Key: f.Key, Name: f.Name})
	}
	return out
}

func (w *valueWriter) entry(row []any, s *plan.ValueShape) bool {
	o, ok := row[1].(value.Object)
	return ok && w.computedObject(o, s)
}

func (w *valueWriter) entryEdge(c *plan.ConnectionShape, row []any, s *plan.ValueShape) bool {
	typ := s.Type.Name()
	return w.fields(s.Objects[typ], func(f *plan.ValueField) bool {
		switch f.Name {
		case "__typename":
			w.b = quote(w.b, typ)
		case "cursor":
			if o, ok := row[1].(value.Object); ok {
				w.shown.object(o, nil)
			}
			w.b = quote(w.b, c.Cursor(row))
		case "node":
			return w.entry(row, f.Of)
		}
		return true
	})
}

// pageOf cuts the page that the field's arguments ask for, with one entry more, in the direction of the walk.
func pageOf(all *value.Listing, s *plan.ValueShape, path ast.Path) (*plan.ConnectionShape, []any, error) {
	c, place, err := s.Page(path)
	if err != nil {
		return nil, nil, err
	}
	from, to := 0, all.Len
	if place != nil {
		at, found := sort.Find(all.Len, func(i int) int { return strings.Compare(*place, all.Place(i)) })
		switch {
		case c.Window.Backward:
			to = at
		case found:
			from = at + 1
		default:
			from = at
		}
	}
	n := min(c.Window.Size+1, to-from)
	rows := make([]any, 0, n)
	for i := range n {
		at := from + i
		if c.Window.Backward {
			at = to - 1 - i
		}
		rows = append(rows, []any{all.Place(at), all.At(at)})
	}
	return c, rows, nil
}
