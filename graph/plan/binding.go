package plan

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/textorder"
)

// A plan is kept for a document, the shape of its variables and the kind of scope of its callers. What differs between
// requests that share one are the texts and fractions in their variables, and whose units the scope compares: these
// stand in the plan as holes, and a binding fills them.

// hole stands for a variable's value: at is the variable and the path in it. Where key is set it is the sort key of a
// text that is wanted.
type hole struct {
	at  string
	key bool
}

// MarshalJSON makes equal holes equal in the canonical text of arguments, and others not.
func (h hole) MarshalJSON() ([]byte, error) { return json.Marshal("hole " + h.at) }

// todayHole stands for the day of the request, where an argument with @today was left out.
type todayHole struct{}

// MarshalJSON tells it from other values in the canonical text of arguments.
func (todayHole) MarshalJSON() ([]byte, error) { return []byte(`"today"`), nil }

// scopeHole stands for the values that the caller's scope admits.
type scopeHole struct{}

// Binding is what fills the holes of a plan for one request.
type Binding struct {
	scope  []string
	values map[string]any
	today  string
}

// On is the binding for a request of a day.
func (b Binding) On(day string) Binding {
	b.today = day
	return b
}

// Value is v with its holes filled.
func (b Binding) Value(v any) any {
	switch v := v.(type) {
	case hole:
		x := b.values[v.at]
		if text, ok := x.(string); ok && v.key {
			return textorder.Key(text)
		}
		return x
	case todayHole:
		return b.today
	case scopeHole:
		return b.scope
	case []any:
		if !slices.ContainsFunc(v, open) {
			return v
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = b.Value(v[i])
		}
		return out
	case map[string]any:
		return b.Args(v)
	default:
		return v
	}
}

// Args are arguments with their holes filled.
func (b Binding) Args(args map[string]any) map[string]any {
	closed := true
	for _, v := range args {
		closed = closed && !open(v)
	}
	if closed {
		return args
	}
	out := make(map[string]any, len(args))
	for k, v := range args {
		out[k] = b.Value(v)
	}
	return out
}

// open reports whether there may be a hole in a value.
func open(v any) bool {
	switch v.(type) {
	case hole, scopeHole, todayHole, []any, map[string]any:
		return true
	default:
		return false
	}
}

// variableShape is what of an operation's variables its plan depends on.
type variableShape struct {
	key    strings.Builder
	values map[string]any
	pinned map[string]bool
	sdl    *ast.Schema
	check  coercer
}

// ShapeOf reads the shape of an operation's variables: a key that is equal for requests that share a plan, and the
// binding of this one. Pinned variables count with their values. It is false for variables that are refused, whose
// errors planning gives.
func ShapeOf(l *law.Law, op *ast.OperationDefinition, vars map[string]any, c law.Caller, pinned map[string]bool) (key string, b Binding, ok bool) {
	_, b.scope = c.OwnScope()
	sdl := l.Schema().SDL
	s := &variableShape{values: map[string]any{}, pinned: pinned, sdl: sdl, check: coercer{sdl: sdl, caller: c}}
	for _, def := range op.VariableDefinitions {
		v, given := vars[def.Variable]
		s.key.WriteByte('\n')
		if !given {
			continue
		}
		if !s.walk(def.Type, v, def.Variable, pinned[def.Variable]) {
			return "", b, false
		}
	}
	b.values = s.values
	return s.key.String(), b, true
}

// walk writes a value's part of the key; false where it is refused.
func (s *variableShape) walk(t *ast.Type, v any, at string, pinned bool) bool {
	if v == nil {
		s.key.WriteString("null,")
		return true
	}
	if t.Elem != nil {
		list, ok := v.([]any)
		if !ok {
			return s.walk(t.Elem, v, at, pinned)
		}
		s.key.WriteString("[" + strconv.Itoa(len(list)) + ":")
		for i, item := range list {
			if !s.walk(t.Elem, item, at+"."+strconv.Itoa(i), pinned) {
				return false
			}
		}
		return true
	}
	def := s.sdl.Types[t.NamedType]
	if def.Kind == ast.InputObject {
		m, ok := v.(map[string]any)
		if !ok {
			return false
		}
		s.key.WriteByte('{')
		for _, name := range sortedKeys(m) {
			fd := def.Fields.ForName(name)
			if fd == nil {
				return false
			}
			s.key.WriteString(name + ":")
			if !s.walk(fd.Type, m[name], at+"."+name, pinned) {
				return false
			}
		}
		s.key.WriteByte('}')
		return true
	}
	x, err := s.check.leaf(def, v, nil)
	if err != nil {
		return false
	}
	if !pinned && holes[def.Name] {
		s.values[at] = x
		s.key.WriteByte(',')
		return true
	}
	text, err := json.Marshal(x)
	if err != nil {
		return false
	}
	s.key.Write(text)
	s.key.WriteByte(',')
	return true
}

// holes are the scalars whose values no plan depends on.
var holes = map[string]bool{"String": true, "ID": true, "Date": true, "DateTime": true, "Float": true}

// byValue are arguments that plans depend on whatever their type: cursors are places in an order, ids name types.
var byValue = []string{"after", "before", "id", "ids"}
