package validation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
)

func (c *checking) undeclaredVariable() []problem {
	v, ok := c.node.(*ast.Value)
	if !ok || c.operation == nil {
		return nil
	}
	names := make([]string, 0, len(c.operation.VariableDefinitions))
	for _, d := range c.operation.VariableDefinitions {
		names = append(names, d.Variable)
	}
	typ := "TYPE"
	if v.ExpectedType != nil {
		typ = v.ExpectedType.String()
	}
	begin := strings.TrimSuffix(string(c.operation.Operation)+" "+c.operation.Name, " ")
	right := message.New("write %s($%s: %s)", begin, v.Raw, typ)
	if n := near(v.Raw, names); len(n) > 0 {
		for i := range n {
			n[i] = "$" + n[i]
		}
		right = message.New("did you mean %s? Otherwise %s", message.Names(n), right)
	}
	return []problem{of(c.places[v], v.Position, "is $%s, which the operation does not declare; %s", v.Raw, right)}
}

// declared says what is wrong with the operation's variables, each by itself; an empty text is nothing.
func (c *checking) declared(wrong func(*ast.VariableDefinition) message.Text) []problem {
	op, ok := c.node.(*ast.OperationDefinition)
	if !ok {
		return nil
	}
	var out []problem
	for _, v := range op.VariableDefinitions {
		if text := wrong(v); !text.Empty() && len(out) < mostErrors {
			out = append(out, of(c.places[v], v.Position, "%s", text))
		}
	}
	return out
}

func (c *checking) unusedVariables() []problem {
	return c.declared(func(v *ast.VariableDefinition) message.Text {
		if v.Used {
			return message.Text{}
		}
		return message.New("is declared and not used; use it, or leave it out of the operation")
	})
}

func (c *checking) variablesTwice() []problem {
	seen := map[string]bool{}
	return c.declared(func(v *ast.VariableDefinition) message.Text {
		if !seen[v.Variable] {
			seen[v.Variable] = true
			return message.Text{}
		}
		return message.New("is declared twice; declare it once")
	})
}

func (c *checking) outputVariables() []problem {
	return c.declared(func(v *ast.VariableDefinition) message.Text {
		if v.Definition == nil || v.Definition.IsInputType() {
			return message.Text{}
		}
		if filter := v.Definition.Name + "Filter"; c.schema.Types[filter] != nil {
			return message.New("is of the type %s, which is for answers; give a scalar, an enum or an input type, such as %s", v.Type, filter)
		}
		return message.New("is of the type %s, which is for answers; give a scalar, an enum or an input type", v.Type)
	})
}

func (c *checking) misplacedVariable() []problem {
	v, ok := c.node.(*ast.Value)
	if ok && v.Kind == ast.ObjectValue { // whose one member may not be null
		var out []problem
		for _, f := range v.Children {
			if d := v.Definition.Fields.ForName(f.Name); d != nil && f.Value.VariableDefinition != nil {
				want := *d.Type
				want.NonNull = true
				out = append(out, c.misplaced(f.Value, &want))
			}
		}
		return out
	}
	if !ok || v.VariableDefinition == nil || v.ExpectedType == nil {
		return nil
	}
	return []problem{c.misplaced(v, v.ExpectedType)}
}

// misplaced says what is wrong with a variable where another type is wanted.
func (c *checking) misplaced(v *ast.Value, want *ast.Type) problem {
	have := v.VariableDefinition.Type
	right := message.New("declare it $%s: %s", v.Raw, want)
	nullable := *want
	nullable.NonNull = false
	if want.NonNull && have.IsCompatible(&nullable) {
		right = message.New("declare it $%s: %s, or give it a default", v.Raw, want)
	} else if def := c.schema.Types[want.Name()]; want.Elem == nil && def != nil && def.Kind == ast.InputObject {
		if f := leafOf(def, have.Name()); f != "" {
			right = message.New("write {%s: $%s}, or %s", f, v.Raw, right)
		}
	}
	return of(c.places[v], v.Position, "is $%s, which is declared as %s, and %s is wanted; %s", v.Raw, have, want, right)
}

// leafOf is the field of an input that takes a value of a type: eq of a condition.
func leafOf(def *ast.Definition, typ string) string {
	i := slices.IndexFunc(def.Fields, func(f *ast.FieldDefinition) bool { return f.Type.Elem == nil && f.Type.NamedType == typ })
	if i < 0 {
		return ""
	}
	return def.Fields[i].Name
}
