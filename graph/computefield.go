package graph

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// ComputeFunc computes a field for all nodes with these keys at once; nodes it leaves out have null. Values are as
// in Object.
type ComputeFunc func(ctx context.Context, g *Graph, c Caller, keys []string, args map[string]any) (map[string]any, error)

// fields are the computed fields of this room, by type and name.
func fields() map[string]ComputeFunc {
	return map[string]ComputeFunc{
		"Cadre.coworkers":   coworkers,
		"Cadre.superiors":   superiors,
		"Cadre.timeline":    timelineOf("views/timeline-cadre"),
		"Task.timeline":     timelineOf("views/timeline-task"),
		"Decision.timeline": timelineOf("views/timeline-decision"),
		"Organization.team": team,
	}
}

// register gives computed fields their functions. With those of other rooms every field of the schema has to have
// one; each function has to have its field.
func (m *Mapping) register(others map[string]ComputeFunc) error {
	all := fields()
	maps.Copy(all, others)
	for _, t := range m.types {
		for _, c := range t.computed {
			c.call = all[c.Name]
			delete(all, c.Name)
			if c.call == nil && others != nil {
				return fmt.Errorf("%s: nothing computes it; add it to the registry", c.Name)
			}
		}
	}
	for name := range all {
		return fmt.Errorf("%s is computed and not in the schema; add it with @computed", name)
	}
	return nil
}

// computedShape is a computed field while an answer is written: nodes that want it are gathered, and it is
// computed for all of them at once.
type computedShape struct {
	*computing
	name   string
	call   ComputeFunc
	caller Caller
	args   map[string]any
	sel    *selected
	wanted map[string]bool
	values map[string]any // of all keys asked for
	failed error          // why there are none
}

// computedField plans a computed field below a node.
func (p *planner) computedField(c *ComputedField, v Name, s *selected, row *Row, path ast.Path) (fieldShape, error) {
	out := fieldShape{key: s.key, typ: c.Def.Type, write: kindComputed}
	if len(c.Access) > 0 && !slices.Contains(c.Access, p.caller.Role) {
		return out, p.allowed(&Field{Access: c.Access}, path)
	}
	if c.call == nil {
		return out, fmt.Errorf("%s: nothing computes it here", c.Name)
	}
	args, err := p.arguments(s.node, path)
	if err != nil {
		return out, err
	}
	up, err := p.descend(c.Cost, path)
	if err != nil {
		return out, err
	}
	defer up()
	out.col = row.prop(v, "key")
	id := c.Name + canonical(args)
	for _, known := range p.computes {
		if known.name == id && known.sel.node == s.node {
			out.compute = known
			return out, nil
		}
	}
	sub := newPlanner(p.mapping, p.request)
	sub.cost = p.cost
	out.compute = &computedShape{computing: &computing{planner: sub, refs: map[refKey]*later{}}, name: id, call: c.call,
		caller: p.caller, args: args, sel: s, wanted: map[string]bool{}, values: map[string]any{}}
	p.computes = append(p.computes, out.compute)
	return out, nil
}

// computed writes a computed field, or asks for it.
func (r *renderer) computed(f *fieldShape, row []any) bool {
	key, _ := row[f.col].(string)
	c := f.compute
	v, asked := c.values[key]
	if !asked {
		r.waiting[c] = true
		c.wanted[key] = true
		r.b = append(r.b, "null"...)
		return true
	}
	mark := len(r.b)
	c.renderer, c.err = r, nil
	ok := true
	if c.failed != nil {
		c.err = c.failed
	} else {
		ok = c.value(f.typ, v, c.sel)
	}
	if c.err != nil {
		var e *Error
		if !errors.As(at(c.err, r.path), &e) {
			e = &Error{Code: CodeInternal, Message: "the field could not be computed", Path: append(ast.Path(nil), r.path...), Cause: c.err}
		}
		r.errors = append(r.errors, e)
		r.null(mark)
		return true
	}
	return ok
}

// fetch computes the field for the keys that were wanted since.
func (c *computedShape) fetch(ctx context.Context, g *Graph) error {
	keys := make([]string, 0, len(c.wanted))
	for k := range c.wanted {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	found, err := c.call(ctx, g, c.caller, keys, c.args)
	if err != nil {
		c.failed = err // null where the field stands; the rest of the answer is right
	}
	for _, k := range keys {
		c.values[k] = found[k]
	}
	clear(c.wanted)
	return nil
}
