package validation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
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
	right := "write " + string(c.operation.Operation) + " " + c.operation.Name + "($" + v.Raw + ": " + typ + ")"
	if n := near(v.Raw, names); len(n) > 0 {
		right = "did you mean $" + strings.Join(n, ", $") + "? Otherwise " + right
	}
	return []problem{of(c.places[v], v.Position, "is $"+v.Raw+", which the operation does not declare; "+strings.Replace(right, " ($", "($", 1))}
}

// declared says what is wrong with the operation's variables, each by itself; "" is nothing.
func (c *checking) declared(wrong func(*ast.VariableDefinition) string) []problem {
	op, ok := c.node.(*ast.OperationDefinition)
	if !ok {
		return nil
	}
	var out []problem
	for _, v := range op.VariableDefinitions {
		if text := wrong(v); text != "" && len(out) < mostErrors {
			out = append(out, of(c.places[v], v.Position, text))
		}
	}
	return out
}

func (c *checking) unusedVariables() []problem {
	return c.declared(func(v *ast.VariableDefinition) string {
		if v.Used {
			return ""
		}
		return "is declared and not used; use it, or leave it out of the operation"
	})
}

func (c *checking) variablesTwice() []problem {
	seen := map[string]bool{}
	return c.declared(func(v *ast.VariableDefinition) string {
		if !seen[v.Variable] {
			seen[v.Variable] = true
			return ""
		}
		return "is declared twice; declare it once"
	})
}

func (c *checking) outputVariables() []problem {
	return c.declared(func(v *ast.VariableDefinition) string {
		if v.Definition == nil || v.Definition.IsInputType() {
			return ""
		}
		right := "give a scalar, an enum or an input type"
		if c.schema.Types[v.Definition.Name+"Filter"] != nil {
			right += ", such as " + v.Definition.Name + "Filter"
		}
		return "is of the type " + v.Type.String() + ", which is for answers; " + right
	})
}

func (c *checking) misplacedVariable() []problem {
	v, ok := c.node.(*ast.Value)
	if !ok || v.VariableDefinition == nil || v.ExpectedType == nil {
		return nil
	}
	have, want := v.VariableDefinition.Type, v.ExpectedType
	right := "declare it $" + v.Raw + ": " + want.String()
	nullable := *want
	nullable.NonNull = false
	if want.NonNull && have.IsCompatible(&nullable) {
		right += ", or give it a default"
	} else if def := c.schema.Types[want.Name()]; want.Elem == nil && def != nil && def.Kind == ast.InputObject {
		if f := leafOf(def, have.Name()); f != "" {
			right = "write {" + f + ": $" + v.Raw + "}, or " + right
		}
	}
	return []problem{of(c.places[v], v.Position, "is $"+v.Raw+", which is declared as "+have.String()+", and "+want.String()+" is wanted; "+right)}
}

// leafOf is the field of an input that takes a value of a type: eq of a condition.
func leafOf(def *ast.Definition, typ string) string {
	i := slices.IndexFunc(def.Fields, func(f *ast.FieldDefinition) bool { return f.Type.Elem == nil && f.Type.NamedType == typ })
	if i < 0 {
		return ""
	}
	return def.Fields[i].Name
}
