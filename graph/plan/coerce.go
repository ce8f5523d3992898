package plan

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
)

// A coercer turns arguments into Go values of the schema's types: int64 for Int, float64 for Float, string
// for String, ID, enums and Date, bool, []any and map[string]any. It is the only judge of arguments, root and
// nested alike: the parser lets through Int beyond 32 bits, strings for Int and bad dates.
type coercer struct {
	sdl    *ast.Schema
	vars   map[string]any
	caller law.Caller
	open   bool            // values of variables become holes where no plan depends on them
	pinned map[string]bool // variables that a plan depends on all the same
	days   *[]Day          // of arguments that are today when they are left out; nil: nobody asks
}

// arguments returns the coerced arguments of a field; absent ones and explicit nulls at this level are left out.
func (c coercer) arguments(f *ast.Field, path ast.Path) (map[string]any, error) {
	out := map[string]any{}
	for _, def := range f.Definition.Arguments {
		value := def.DefaultValue
		if a := f.Arguments.ForName(def.Name); a != nil {
			if a.Value.Kind != ast.Variable || c.isSet(a.Value) {
				value = a.Value
			}
		}
		if value == nil || c.isNull(value) {
			if def.Type.NonNull {
				return nil, refusal.Of(refusal.BadInput, refusal.Below(path, def.Name), "is required; give a value of type %s", def.Type)
			}
			if def.Directives.ForName("today") != nil {
				out[def.Name] = todayHole{}
			}
			continue
		}
		at := refusal.Below(path, def.Name)
		if f.Arguments.ForName(def.Name) != nil {
			if err := law.Directives(c.caller, def.Directives, at); err != nil {
				return nil, err
			}
		}
		as := c
		if c.open && slices.Contains(byValue, def.Name) {
			as.open = false
			c.pin(value)
		}
		v, err := as.value(def.Type, value, at)
		if err != nil {
			return nil, err
		}
		out[def.Name] = v
		if c.days != nil && def.Directives.ForName("today") != nil {
			*c.days = append(*c.days, Day{at, v})
		}
	}
	return out, nil
}

// pin notes the variables in a value whose values a plan depends on.
func (c coercer) pin(v *ast.Value) {
	if v.Kind == ast.Variable {
		c.pinned[v.Raw] = true
	}
	for _, child := range v.Children {
		c.pin(child.Value)
	}
}

func (c coercer) isSet(v *ast.Value) bool {
	if _, ok := c.vars[v.Raw]; ok {
		return true
	}
	return v.VariableDefinition != nil && v.VariableDefinition.DefaultValue != nil
}

func (c coercer) isNull(v *ast.Value) bool {
	if v.Kind == ast.NullValue {
		return true
	}
	if v.Kind != ast.Variable {
		return false
	}
	raw, ok := c.vars[v.Raw]
	return !ok && !c.isSet(v) || ok && raw == nil
}

// value coerces a literal or variable. Path names arguments and input fields from the field on.
func (c coercer) value(t *ast.Type, v *ast.Value, path ast.Path) (any, error) {
	if v.Kind == ast.Variable {
		raw, ok := c.vars[v.Raw]
		if !ok && v.VariableDefinition != nil && v.VariableDefinition.DefaultValue != nil {
			return c.value(t, v.VariableDefinition.DefaultValue, path)
		}
		return c.raw(t, raw, path, v.Raw)
	}
	if v.Kind == ast.NullValue {
		return nil, nullOperand(t, path)
	}
	if t.Elem != nil {
		if v.Kind != ast.ListValue {
			one, err := c.value(t.Elem, v, path)
			return []any{one}, err
		}
		out := make([]any, 0, len(v.Children))
		for i, child := range v.Children {
			x, err := c.value(t.Elem, child.Value, refusal.Below(path, i))
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
		return out, nil
	}
	def := c.sdl.Types[t.NamedType]
	if def.Kind == ast.InputObject {
		return c.object(def, v, path)
	}
	switch v.Kind {
	case ast.IntValue, ast.FloatValue:
		return c.leaf(def, json.Number(v.Raw), path)
	case ast.BooleanValue:
		return c.leaf(def, v.Raw == "true", path)
	case ast.EnumValue:
		if def.Kind != ast.Enum {
			return nil, wrongType(def, path)
		}
		return c.leaf(def, v.Raw, path)
	case ast.StringValue, ast.BlockValue:
		if def.Kind == ast.Enum {
			return nil, wrongType(def, path)
		}
		return c.leaf(def, v.Raw, path)
	default:
		return nil, wrongType(def, path)
	}
}

func (c coercer) object(def *ast.Definition, v *ast.Value, path ast.Path) (any, error) {
	if v.Kind != ast.ObjectValue {
		return nil, wrongType(def, path)
	}
	out := map[string]any{}
	for _, child := range v.Children {
		fd := def.Fields.ForName(child.Name)
		if fd == nil {
			return nil, unknownField(def, child.Name, path)
		}
		if child.Value.Kind == ast.Variable && !c.isSet(child.Value) {
			continue
		}
		at := refusal.Below(path, child.Name)
		if err := law.Directives(c.caller, fd.Directives, at); err != nil {
			return nil, err
		}
		if c.isNull(child.Value) && clearable(fd) {
			out[child.Name] = nil
			continue
		}
		x, err := c.value(fd.Type, child.Value, at)
		if err != nil {
			return nil, err
		}
		out[child.Name] = x
	}
	if err := oneOf(def, out, len(v.Children), path); err != nil {
		return nil, err
	}
	return c.defaults(def, out, path)
}

// oneOf refuses objects of which exactly one member is to be given; null is none.
func oneOf(def *ast.Definition, given map[string]any, members int, path ast.Path) error {
	if def.Directives.ForName("oneOf") != nil && (len(given) != 1 || members != 1) {
		return refusal.Of(refusal.BadInput, path, "has %d members; give exactly one of %s", members, def.Name)
	}
	return nil
}

// clearable reports whether null means something in a field of an input: that nothing stands there any more.
func clearable(fd *ast.FieldDefinition) bool { return fd.Directives.ForName("clearable") != nil }

// defaults fills in what was left out of an input object and has a default.
func (c coercer) defaults(def *ast.Definition, out map[string]any, path ast.Path) (any, error) {
	for _, fd := range def.Fields {
		if _, given := out[fd.Name]; given || fd.DefaultValue == nil {
			continue
		}
		x, err := c.value(fd.Type, fd.DefaultValue, refusal.Below(path, fd.Name))
		if err != nil {
			return nil, err
		}
		out[fd.Name] = x
	}
	return out, nil
}

// raw coerces a value out of the request's variables; from is the variable and the place in it.
func (c coercer) raw(t *ast.Type, v any, path ast.Path, from string) (any, error) {
	if v == nil {
		return nil, nullOperand(t, path)
	}
	if t.Elem != nil {
		return c.rawList(t, v, path, from)
	}
	def := c.sdl.Types[t.NamedType]
	if def.Kind != ast.InputObject {
		x, err := c.leaf(def, v, path)
		if err == nil && c.open && holes[def.Name] {
			return hole{at: from}, nil
		}
		return x, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, wrongType(def, path)
	}
	out := map[string]any{}
	for _, name := range sortedKeys(m) {
		fd := def.Fields.ForName(name)
		if fd == nil {
			return nil, unknownField(def, name, path)
		}
		at := refusal.Below(path, name)
		if err := law.Directives(c.caller, fd.Directives, at); err != nil {
			return nil, err
		}
		if m[name] == nil && clearable(fd) {
			out[name] = nil
			continue
		}
		x, err := c.raw(fd.Type, m[name], at, from+"."+name)
		if err != nil {
			return nil, err
		}
		out[name] = x
	}
	if err := oneOf(def, out, len(m), path); err != nil {
		return nil, err
	}
	return c.defaults(def, out, path)
}

func (c coercer) rawList(t *ast.Type, v any, path ast.Path, from string) (any, error) {
	var items []any
	switch l := v.(type) {
	case []any:
		items = l
	case []string:
		for _, s := range l {
			items = append(items, s)
		}
	default:
		one, err := c.raw(t.Elem, v, path, from)
		return []any{one}, err
	}
	out := make([]any, 0, len(items))
	for i, item := range items {
		x, err := c.raw(t.Elem, item, refusal.Below(path, i), from+"."+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

func (c coercer) leaf(def *ast.Definition, v any, path ast.Path) (any, error) {
	if def.Kind == ast.Enum {
		s, ok := v.(string)
		if !ok || def.EnumValues.ForName(s) == nil {
			return nil, refusal.Of(refusal.BadInput, path, "is not a value of %s; it is one of %s", def.Name, enumNames(def))
		}
		return s, law.Directives(c.caller, def.EnumValues.ForName(s).Directives, path)
	}
	switch def.Name {
	case "Int":
		return coerceInt(def, v, path)
	case "Float":
		return coerceFloat(def, v, path)
	case "Boolean":
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case "ID":
		if n, ok := v.(json.Number); ok {
			return n.String(), nil
		}
		if s, ok := v.(string); ok {
			return s, nil
		}
	case "String", "Upload": // what stands for a file is a text
		if s, ok := v.(string); ok {
			return s, nil
		}
	case "Date":
		if s, ok := v.(string); ok && validDate(s) {
			return s, nil
		}
		return nil, refusal.Of(refusal.BadInput, path, "is not a date; write YYYY-MM-DD, or YYYY-MM or YYYY where no more is known, for a day that exists")
	case "NodeName", "FieldReference":
		return coerceName(def, v, path)
	case "DateTime":
		if s, ok := v.(string); ok {
			if at, err := time.Parse(time.RFC3339, s); err == nil {
				return formatTime(at), nil
			}
		}
		return nil, refusal.Of(refusal.BadInput, path, "is not a point in time; write it as RFC 3339, such as 2024-08-31T09:00:00+08:00")
	}
	return nil, wrongType(def, path)
}

func coerceInt(def *ast.Definition, v any, path ast.Path) (any, error) {
	var n int64
	switch x := v.(type) {
	case json.Number:
		i, err := strconv.ParseInt(x.String(), 10, 64)
		if err != nil {
			return nil, refusal.Of(refusal.BadInput, path, "is not a whole number within 32 bits; give one from -2147483648 to 2147483647")
		}
		n = i
	case int64:
		n = x
	case int:
		n = int64(x)
	default:
		return nil, wrongType(def, path)
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return nil, refusal.Of(refusal.BadInput, path, "is not a whole number within 32 bits; give one from -2147483648 to 2147483647")
	}
	return n, nil
}

func coerceFloat(def *ast.Definition, v any, path ast.Path) (any, error) {
	var x float64
	switch n := v.(type) {
	case json.Number:
		f, err := n.Float64()
		if err != nil {
			return nil, refusal.Of(refusal.BadInput, path, "is not a finite number; give one a 64-bit float can hold")
		}
		x = f
	case int64:
		x = float64(n)
	case float64:
		x = n
	default:
		return nil, wrongType(def, path)
	}
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil, refusal.Of(refusal.BadInput, path, "is not a finite number; give one a 64-bit float can hold")
	}
	return x, nil
}

var datePattern = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

// validDate reports whether s is YYYY, YYYY-MM or YYYY-MM-DD in the years 0001 to 9999 and exists.
func validDate(s string) bool {
	if !datePattern.MatchString(s) || strings.HasPrefix(s, "0000") {
		return false
	}
	_, err := time.Parse("2006-01-02"[:len(s)], s)
	return err == nil
}

// formatTime writes a point in time as it is stored: UTC, milliseconds, so that text order is time order.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func nullOperand(t *ast.Type, path ast.Path) error {
	return refusal.Of(refusal.BadInput, path, "is null; leave it out, use isNull for missing values, or give a value of type %s", t)
}

func wrongType(def *ast.Definition, path ast.Path) error {
	return refusal.Of(refusal.BadInput, path, "is not of type %s; give a value of it", def.Name)
}

func unknownField(def *ast.Definition, name string, path ast.Path) error {
	return refusal.Of(refusal.BadInput, refusal.Below(path, name), "is not a field of %s", def.Name)
}

func enumNames(def *ast.Definition) message.List {
	names := make([]string, 0, len(def.EnumValues))
	for _, v := range def.EnumValues {
		names = append(names, v.Name)
	}
	return message.Names(names)
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
