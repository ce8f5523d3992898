package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/refusal"
)

// Ref is a stored node inside a computed result. It is fetched with what the caller selects of it, under the
// caller's scope: in a list, a node the caller may not see leaves no gap.
type Ref struct{ Type, Key string }

// Object is a computed result of one SDL type: values by field name. A value is a scalar of the field's type,
// a Ref, an Object, a slice of these as []any, Entries for a connection, or a function of the field's
// arguments that gives one of them.
type Object struct {
	Type   string
	Fields map[string]any
}

// Entries are a computed list that is turned page by page: in the order of their places, which are unique.
type Entries []Entry

// Entry is one of Entries. Make, where it is set, makes the object when a page holds the entry.
type Entry struct {
	Place string
	Object
	Make func() Object
}

// computing writes one computed root field. The nodes it leads to are fetched between two writings, one
// statement for each type and selection.
type computing struct {
	*planner
	*renderer
	refs map[refKey]*later
	err  error // a refusal met while writing: the whole field's
}

type refKey struct {
	typ string
	at  *ast.Field // the field the nodes are selected by
}

// computed answers a root field from a value that make computes from the field's arguments.
func (g *Graph) computed(ctx context.Context, r Request, make func(args map[string]any) (any, error)) (Answer, []*Error, error) {
	answers, errs, err := g.computedAll(ctx, r, func(args map[string]any) ([]any, error) {
		v, err := make(args)
		return []any{v}, err
	})
	if err != nil {
		return nil, nil, err
	}
	return answers[0], errs, nil
}

// computedAll is computed for root fields that are lists.
func (g *Graph) computedAll(ctx context.Context, r Request, make func(args map[string]any) ([]any, error)) ([]Answer, []*Error, error) {
	root := ast.Path{ast.PathName(r.Field.Alias)}
	c := &computing{planner: newPlanner(g.mapping, r), refs: map[refKey]*later{}}
	args, err := c.arguments(r.Field, root)
	if err == nil {
		err = c.rootAllowed(r.Field, root)
	}
	if err != nil {
		return nil, nil, err
	}
	values, err := make(args)
	if err != nil {
		return nil, nil, at(err, root)
	}
	f := &selected{key: r.Field.Alias, name: r.Field.Name, def: r.Field.Definition, node: r.Field, sets: []ast.SelectionSet{r.Selections}}
	typ := r.Field.Definition.Type
	if typ.Elem != nil {
		typ = typ.Elem
	}
	var out []Answer
	var errs []*Error
	err = g.settle(ctx, func() map[fetcher]bool {
		out, errs = nil, nil
		waiting := map[fetcher]bool{}
		for i, v := range values {
			path := root
			if r.Field.Definition.Type.Elem != nil {
				path = below(root, i)
			}
			c.renderer = &renderer{path: path, waiting: waiting}
			var answer Answer
			if c.value(typ, v, f) {
				answer = c.b
			}
			out, errs = append(out, answer), append(errs, c.errors...)
		}
		return waiting
	})
	if err == nil {
		err = c.err
	}
	return out, errs, err
}

func at(err error, path ast.Path) error { return refusal.At(err, path) }

// value writes v as the field asks for it; false when a null has to climb.
func (c *computing) value(t *ast.Type, v any, f *selected) bool {
	if c.err != nil {
		c.null(len(c.b))
		return true
	}
	switch v := v.(type) {
	case Object:
		return c.computedObject(v, f.sets)
	case Ref:
		return c.ref(t, v, f)
	case Entries:
		return c.entries(v, f)
	case func(map[string]any) (any, error):
		return c.called(t, v, f)
	case []any:
		if t.Elem == nil || c.schema().Types[t.Name()].IsLeafType() {
			return c.scalar(t, v)
		}
		return c.list(t, v, f)
	default:
		return c.scalar(t, v)
	}
}

func (c *computing) schema() *ast.Schema { return c.mapping.Schema }

func (c *computing) called(t *ast.Type, call func(map[string]any) (any, error), f *selected) bool {
	args, err := c.arguments(f.node, c.path)
	var v any
	if err == nil {
		v, err = call(args)
	}
	if err == nil {
		return c.value(t, v, f)
	}
	var e *Error
	if !errors.As(at(err, c.path), &e) || t.NonNull {
		c.err = err
		return false
	}
	c.errors = append(c.errors, e)
	c.null(len(c.b))
	return true
}

func (c *computing) computedObject(o Object, sets []ast.SelectionSet) bool {
	c.b = append(c.b, '{')
	for i, f := range c.collect(o.Type, sets) {
		if i > 0 {
			c.b = append(c.b, ',')
		}
		c.renderer.key(f.key)
		mark := len(c.b)
		ok := c.in(ast.PathName(f.key), func() bool {
			if f.name == "__typename" {
				c.b = quote(c.b, o.Type)
				return true
			}
			v, known := o.Fields[f.name]
			if !known {
				panic(fmt.Sprintf("graph: a computed %s has no %s", o.Type, f.name))
			}
			return c.value(f.def.Type, v, f)
		})
		if ok {
			continue
		}
		if f.def.Type.NonNull {
			return false
		}
		c.null(mark)
	}
	c.b = append(c.b, '}')
	return true
}

// list leaves out the nodes that turned out not to be there for the caller.
func (c *computing) list(t *ast.Type, items []any, f *selected) bool {
	c.b = append(c.b, '[')
	n := 0
	for _, item := range items {
		if ref, ok := item.(Ref); ok && c.gone(ref, f) {
			continue
		}
		if n > 0 {
			c.b = append(c.b, ',')
		}
		if !c.in(ast.PathIndex(n), func() bool { return c.value(t.Elem, item, f) }) {
			return false
		}
		n++
	}
	c.b = append(c.b, ']')
	return true
}

// entries writes a page of a computed list.
func (c *computing) entries(all Entries, f *selected) bool {
	s, rows, err := c.pageOf(all, f)
	if err != nil {
		c.err = err
		return false
	}
	more := len(rows) > s.size
	if more {
		rows = rows[:s.size]
	}
	if s.backward {
		rows = reversed(rows)
	}
	c.b = append(c.b, '{')
	for i, field := range c.collect(s.typ, f.sets) {
		if i > 0 {
			c.b = append(c.b, ',')
		}
		c.renderer.key(field.key)
		if !c.in(ast.PathName(field.key), func() bool { return c.entriesField(s, field, rows, more, len(all)) }) {
			return false
		}
	}
	c.b = append(c.b, '}')
	return true
}

// pageOf cuts the page that the field's arguments ask for, with one entry more, in the direction of the walk.
func (c *computing) pageOf(all Entries, f *selected) (*connectionShape, []any, error) {
	args, err := c.arguments(f.node, c.path)
	if err != nil {
		return nil, nil, err
	}
	w, err := windowOf(args, c.path)
	if err != nil {
		return nil, nil, err
	}
	keys := []sortKey{{field: c.mapping.types["Cadre"].keyField()}} // places are strings, as keys are
	s := &connectionShape{typ: f.def.Type.Name(), size: w.size, backward: w.backward, after: w.after != "", before: w.before != "",
		print: fingerprint(f.def.Name, keys), places: []int{0}}
	from, err := w.place(s.print, keys, c.path)
	if err != nil {
		return nil, nil, err
	}
	at, found := 0, false
	if from != nil {
		place, _ := from[0].(string)
		at, found = slices.BinarySearchFunc(all, place, func(e Entry, p string) int { return strings.Compare(e.Place, p) })
	}
	var part Entries
	switch {
	case w.backward && from != nil:
		part = all[:at]
	case found:
		part = all[at+1:]
	default:
		part = all[at:]
	}
	n := min(w.size+1, len(part))
	rows := make([]any, 0, n)
	for i := range n {
		e := &part[i]
		if w.backward {
			e = &part[len(part)-1-i]
		}
		if e.Make != nil { // once: an answer is written as often as something is waited for
			e.Object, e.Make = e.Make(), nil
		}
		rows = append(rows, []any{e.Place, e.Object})
	}
	return s, rows, nil
}

func (c *computing) entriesField(s *connectionShape, f *selected, rows []any, more bool, total int) bool {
	entry := func(row []any, sets []ast.SelectionSet) bool {
		o, ok := row[1].(Object)
		return ok && c.computedObject(o, sets)
	}
	switch f.name {
	case "__typename":
		c.b = quote(c.b, s.typ)
	case "totalCount":
		return c.renderer.leaf(f.def.Type, int64(total))
	case "pageInfo":
		var fields []infoField
		for _, i := range c.collect("PageInfo", f.sets) {
			fields = append(fields, infoField{key: i.key, name: i.name})
		}
		c.pageInfo(s, fields, rows, more)
	case "nodes":
		return c.each(rows, func(row []any) bool { return entry(row, f.sets) })
	case "edges":
		return c.each(rows, func(row []any) bool { return c.entryEdge(s, f, row, entry) })
	}
	return true
}

func (c *computing) entryEdge(s *connectionShape, f *selected, row []any, entry func([]any, []ast.SelectionSet) bool) bool {
	typ := f.def.Type.Name()
	c.b = append(c.b, '{')
	for i, e := range c.collect(typ, f.sets) {
		if i > 0 {
			c.b = append(c.b, ',')
		}
		c.renderer.key(e.key)
		switch e.name {
		case "__typename":
			c.b = quote(c.b, typ)
		case "cursor":
			c.b = quote(c.b, s.cursor(row))
		case "node":
			if !c.in(ast.PathName(e.key), func() bool { return entry(row, e.sets) }) {
				return false
			}
		}
	}
	c.b = append(c.b, '}')
	return true
}

// ref writes a node, or asks for it.
func (c *computing) ref(t *ast.Type, ref Ref, f *selected) bool {
	l := c.nodesOf(ref, f)
	if l == nil {
		return true // refused; the field's error says why
	}
	cells, asked := l.rows[ref.Key]
	if !asked {
		c.waiting[l] = true
		l.wanted[ref.Key] = true
		c.null(len(c.b))
		return true
	}
	if cells == nil {
		return c.absent(t.NonNull)
	}
	return c.object(l.object, cells, nil)
}

func (c *computing) object(o *objectShape, row []any, s *connectionShape) bool {
	return c.renderer.object(o, row, s)
}

// gone tells that a node was asked for and is not there for the caller.
func (c *computing) gone(ref Ref, f *selected) bool {
	l := c.refs[refKey{ref.Type, f.node}]
	if l == nil {
		return false
	}
	cells, asked := l.rows[ref.Key]
	return asked && cells == nil
}

// nodesOf is the statement that fetches the nodes of one type below one field.
func (c *computing) nodesOf(ref Ref, f *selected) *later {
	k := refKey{ref.Type, f.node}
	if l := c.refs[k]; l != nil {
		return l
	}
	t := c.mapping.types[ref.Type]
	sub := newPlanner(c.mapping, c.request)
	sub.fan = maxFirst
	b := &Lookup{Var: sub.fresh(), Label: t.Label, Keys: sub.param([]string(nil)), Row: &Row{}}
	sub.top = b.Var
	b.Where = sub.visible(b.Var, t, nil)
	b.Row.prop(b.Var, "key")
	shape, err := sub.object(t, b.Var, f.sets, b.Row, append(ast.Path(nil), c.path...))
	if err != nil {
		c.err = err
		c.null(len(c.b))
		return nil
	}
	l := &later{planner: sub, block: b, object: shape, wanted: map[string]bool{}, rows: map[string][]any{}}
	c.refs[k] = l
	return l
}
