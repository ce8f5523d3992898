package limits

import (
	"reflect"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
	"bole/graph/refusal"
)

// measure counts levels and leaves of one argument and stops at the first limit. A list of plain values is one leaf,
// since it is one parameter of one condition, however long.
type measure struct {
	limits  Limits
	path    ast.Path
	most    limit // of its leaves
	depth   int
	leaves  int
	visited int
}

func (m *measure) deeper(depth int) error {
	if m.depth = max(m.depth, depth); depth > m.limits.FilterDepth {
		return m.limits.nested().over(m.path, message.Text{}, depth)
	}
	return nil
}

func (m *measure) leaf(n int) error {
	if m.leaves += n; m.leaves > m.most.most {
		return m.most.over(m.path, message.Text{}, m.leaves)
	}
	return nil
}

// literal measures a value of the document; variables hold nothing yet.
func (m *measure) literal(v *ast.Value, depth int) error {
	m.visited++
	switch v.Kind {
	case ast.Variable:
		return nil
	case ast.ObjectValue:
	case ast.ListValue:
		if plainList(v) {
			m.visited += len(v.Children)
			return m.leaf(1)
		}
	default:
		return m.leaf(1)
	}
	if err := m.deeper(depth); err != nil {
		return err
	}
	for _, c := range v.Children {
		if err := m.literal(c.Value, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func plainList(v *ast.Value) bool {
	for _, c := range v.Children {
		if k := c.Value.Kind; k == ast.ObjectValue || k == ast.ListValue || k == ast.Variable {
			return false
		}
	}
	return true
}

// value measures the value of a variable.
func (m *measure) value(v any, depth int) error {
	m.visited++
	switch v := v.(type) {
	case map[string]any:
		if err := m.deeper(depth); err != nil {
			return err
		}
		for _, c := range v {
			if err := m.value(c, depth+1); err != nil {
				return err
			}
		}
		return nil
	case []any:
		if !nested(v) {
			return m.leaf(1)
		}
		if err := m.deeper(depth); err != nil {
			return err
		}
		for _, c := range v {
			if err := m.value(c, depth+1); err != nil {
				return err
			}
		}
		return nil
	default:
		// The coercer makes a list of one value where a list is asked for: []map[string]any, []string.
		if list := reflect.ValueOf(v); list.Kind() == reflect.Slice {
			all := make([]any, list.Len())
			for i := range all {
				all[i] = list.Index(i).Interface()
			}
			return m.value(all, depth)
		}
		return m.leaf(1)
	}
}

// nested reports whether a list holds anything but plain values. The number of plain values is bounded by Values.
func nested(list []any) bool {
	for _, v := range list {
		switch v.(type) {
		case map[string]any, []any:
			return true
		}
	}
	return false
}

// An argument holds variables.
type argument struct {
	path   ast.Path
	name   string
	leaves int // of its own
	uses   []use
}

// open reports whether a value holds a variable.
func open(v *ast.Value) bool {
	return v.Kind == ast.Variable || slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return open(c.Value) })
}

// A use is a place in an argument where a variable stands.
type use struct {
	variable string
	path     ast.Path
	depth    int  // the level its value begins at
	inner    bool // inside an object or list: a condition that goes away with the variable
}

func newArgument(path ast.Path, a *ast.Argument) argument {
	p := argument{path: path, name: a.Name}
	p.collect(a.Value, path, 1)
	return p
}

func (p *argument) collect(v *ast.Value, path ast.Path, depth int) {
	switch {
	case v.Kind == ast.Variable:
		p.uses = append(p.uses, use{variable: v.Raw, path: path, depth: depth, inner: depth > 1})
		return
	case v.Kind == ast.ListValue && plainList(v), len(v.Children) == 0:
		if v.Kind != ast.ObjectValue {
			p.leaves++
		}
		return
	}
	for i, c := range v.Children {
		var step any = c.Name
		if v.Kind == ast.ListValue {
			step = i
		}
		p.collect(c.Value, refusal.Below(path, step), depth+1)
	}
}

// measured is what the value of a variable holds, counted from its own root.
type measured struct{ depth, leaves int }

// CheckVariables holds each argument, with the values of its variables in it, to the limits. It visits each value
// once, however often its variable is used, and gives how many it visited.
func (d *Document) CheckVariables(op *ast.OperationDefinition, values map[string]any) (visited int, err error) {
	known := map[string]measured{}
	for _, a := range d.open[op] {
		whole := &measure{limits: d.limits, path: a.path, most: d.limits.leavesOf(a.name), leaves: a.leaves}
		for _, u := range a.uses {
			v, given := values[u.variable]
			if !given {
				continue
			}
			one, ok := known[u.variable]
			if !ok {
				m := &measure{limits: d.limits, path: u.path, most: whole.most}
				err := m.value(v, 1)
				visited += m.visited
				if err != nil {
					return visited, err
				}
				one = measured{m.depth, m.leaves}
				known[u.variable] = one
			}
			if one.depth > 0 {
				if err := whole.deeper(u.depth + one.depth - 1); err != nil {
					return visited, err
				}
			}
			if err := whole.leaf(one.leaves); err != nil {
				return visited, err
			}
		}
	}
	return visited, nil
}

// Absent is a condition that drops out because its variable was not given.
type Absent struct {
	Variable string
	Path     ast.Path
}

// Absent lists the places inside filters and inputs whose variables have neither a value nor a default. GraphQL drops
// such a member as if it were not written, so that a condition meant to narrow a list narrows nothing. A variable that
// is a whole argument other than filter is not among them: leaving out first or orderBy is how one asks for the default.
func (d *Document) Absent(op *ast.OperationDefinition, values map[string]any) []Absent {
	var out []Absent
	for _, a := range d.open[op] {
		for _, u := range a.uses {
			if _, given := values[u.variable]; given || !u.inner && a.name != "filter" {
				continue
			}
			if v := op.VariableDefinitions.ForName(u.variable); v != nil && v.DefaultValue == nil {
				out = append(out, Absent{u.variable, u.path})
			}
		}
	}
	return out
}
