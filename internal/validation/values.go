package validation

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/graph/message"
)

func (c *checking) wrongValue() []problem {
	v, ok := c.node.(*ast.Value)
	if !ok {
		return nil
	}
	at := c.places[v]
	if v.Kind == ast.ObjectValue && v.Definition.Kind == ast.InputObject {
		return c.wrongObject(at, v)
	}
	return []problem{of(at, v.Position, "is %s, %s", shown(v), c.right(v.ExpectedType, v, at))}
}

// shown is a value as the document has it, shortened.
func shown(v *ast.Value) message.Text {
	switch v.Kind {
	case ast.ObjectValue:
		return message.New("an object")
	case ast.ListValue:
		return message.New("a list")
	case ast.StringValue, ast.BlockValue:
		return message.Plain(Shortened(strconv.Quote(v.Raw)))
	case ast.NullValue:
		return message.Plain("null")
	}
	return message.Plain(Shortened(v.Raw))
}

// right says what a value is not, and what would be right at its place.
func (w words) right(t *ast.Type, v *ast.Value, at *place) message.Text {
	if v.Kind == ast.NullValue {
		return message.New("which must not be; give %s", w.what(t))
	}
	not := message.New("which is not a value of %s", plain(t))
	if v.Kind == ast.ListValue && t.Elem == nil {
		not = message.New("and one %s is wanted", t.Name())
	}
	d := w.schema.Types[t.Name()]
	literal := w.guess(t, v)
	switch {
	case literal == "":
		return message.New("%s; give %s", not, w.what(t))
	case d.Kind != ast.Enum:
		return message.New("%s; write %s", not, at.member()+literal)
	case v.Kind == ast.StringValue && v.Raw == literal:
		not = message.New("in quotes, and values of %s have none", d.Name)
	}
	return message.New("%s; write %s; the values are %s", not, at.member()+literal, valuesOf(d, literal))
}

// byTruth orders what holds first.
func byTruth(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// what is a value of a type in words.
func (w words) what(t *ast.Type) message.Text {
	if t.Elem != nil {
		return message.New("a list, such as %s", w.sample(t, 3))
	}
	switch t.NamedType {
	case "Int":
		return message.New("a whole number within 32 bits")
	case "Float":
		return message.New("a number")
	case "Date":
		return message.New("a day, such as %s", `"2024-01-31"`)
	case "Boolean":
		return message.New("true or false")
	case "String", "ID":
		return message.New("a text in quotes")
	}
	switch d := w.schema.Types[t.NamedType]; {
	case d != nil && d.Kind == ast.Enum:
		return message.New("one of %s", valuesOf(d, ""))
	case d != nil && d.Kind == ast.InputObject:
		return message.New("an object, such as %s", w.sample(t, 3))
	}
	return message.New("a value such as %s", w.sample(t, 1))
}

// valuesOf lists the values of an enum with their terms, one of them before the others: FEMALE (女), MALE (男).
func valuesOf(d *ast.Definition, before string) message.Text {
	values := slices.Clone(d.EnumValues)
	slices.SortStableFunc(values, func(a, b *ast.EnumValueDefinition) int { return byTruth(a.Name == before, b.Name == before) })
	names := make(message.List, len(values))
	for i, v := range values {
		names[i] = message.Plain(v.Name)
		if term, _ := mapping.Described(v.Description); term != "" {
			names[i] = message.New("%s (%s)", v.Name, term)
		}
	}
	return list(names)
}

// guess is the literal of a type that a value may stand for: a number in quotes, a text without, an enum's value in
// quotes or by its term, a field to order by in place of an object. It is empty where that cannot be told.
func (w words) guess(t *ast.Type, v *ast.Value) string {
	if v == nil || v.Kind == ast.Variable || v.Kind == ast.NullValue {
		return ""
	}
	if t.Elem != nil {
		if v.Kind == ast.ListValue {
			return ""
		}
		if inner := or1(w.fits(t.Elem, v), w.guess(t.Elem, v)); inner != "" {
			return "[" + inner + "]"
		}
		return ""
	}
	if v.Kind == ast.ListValue {
		if len(v.Children) == 1 {
			return or1(w.fits(t, v.Children[0].Value), w.guess(t, v.Children[0].Value))
		}
		return ""
	}
	switch d := w.schema.Types[t.NamedType]; {
	case d == nil || v.Kind == ast.ObjectValue || len(v.Raw) > mostQuoted:
		return ""
	case d.Kind == ast.Enum:
		return enumValue(d, v.Raw)
	case d.Kind == ast.InputObject:
		return w.object(d, v)
	case t.NamedType == "Int":
		if n, err := strconv.ParseInt(v.Raw, 10, 32); err == nil {
			return strconv.FormatInt(n, 10)
		}
	case t.NamedType == "Float":
		if x, err := strconv.ParseFloat(v.Raw, 64); err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) {
			return strconv.FormatFloat(x, 'g', -1, 64)
		}
	case t.NamedType == "Boolean":
		if l := strings.ToLower(v.Raw); l == "true" || l == "false" {
			return l
		}
	default:
		return text(v.Raw)
	}
	return ""
}

// text is a string as GraphQL writes it, which is as JSON does.
func text(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fits is a value as it is written, where it is already one of the type; "" otherwise.
func (w words) fits(t *ast.Type, v *ast.Value) string {
	if t.Elem != nil || len(v.Raw) > mostQuoted {
		return ""
	}
	d := w.schema.Types[t.NamedType]
	isText := v.Kind == ast.StringValue || v.Kind == ast.BlockValue
	switch {
	case d == nil:
		return ""
	case d.Kind == ast.Enum && v.Kind == ast.EnumValue && d.EnumValues.ForName(v.Raw) != nil, t.NamedType == "Boolean" && v.Kind == ast.BooleanValue,
		v.Kind == ast.IntValue && d.OneOf("Int", "Float"), v.Kind == ast.FloatValue && t.NamedType == "Float":
		return v.Raw
	case d.Kind == ast.Scalar && isText && !d.OneOf("Int", "Float", "Boolean"):
		return text(v.Raw)
	}
	return ""
}

// enumValue is the value a word may stand for: by its name in any case, by its term, by a form of files, or nearly.
func enumValue(d *ast.Definition, word string) string {
	for _, v := range d.EnumValues {
		term, _ := mapping.Described(v.Description)
		if strings.EqualFold(v.Name, word) || term == word {
			return v.Name
		}
		if as := v.Directives.ForName("written"); as != nil && slices.ContainsFunc(as.Arguments.ForName("as").Value.Children,
			func(c *ast.ChildValue) bool { return c.Value.Raw == word }) {
			return v.Name
		}
	}
	names := make([]string, len(d.EnumValues))
	for i, v := range d.EnumValues {
		names[i] = v.Name
	}
	if found := near(word, names); len(found) > 0 {
		return found[0]
	}
	return ""
}

// object is the input that a single value may stand for: {eq: …} of a condition, {name: ASC} of an order by a field's
// name, with or without its direction.
func (w words) object(d *ast.Definition, v *ast.Value) string {
	for _, name := range []string{"eq", "some"} {
		f := d.Fields.ForName(name)
		if f == nil {
			continue
		}
		if inner := or1(w.fits(f.Type, v), w.guess(f.Type, v)); inner != "" {
			return "{" + name + ": " + inner + "}"
		}
	}
	said := strings.FieldsFunc(v.Raw, func(r rune) bool { return strings.ContainsRune(" _:.-,", r) })
	if len(said) == 0 {
		return ""
	}
	f := d.Fields.ForName(v.Raw)
	for i := len(said); f == nil && i > 0; i-- {
		f = field(d, strings.Join(said[:i], "_"), strings.Join(said[:i], ""))
	}
	if f == nil {
		return ""
	}
	value := w.sample(f.Type, 2)
	if f.Type.NamedType == "Sort" && (strings.EqualFold(said[len(said)-1], "desc") || strings.HasPrefix(v.Raw, "-")) {
		value = "DESC"
	}
	return "{" + f.Name + ": " + value + "}"
}

// field is the field of an input by one of its names in any case, or by its term.
func field(d *ast.Definition, names ...string) *ast.FieldDefinition {
	for _, f := range d.Fields {
		term, _ := mapping.Described(f.Description)
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(f.Name, name) || term == name }) {
			return f
		}
	}
	return nil
}

// wrongObject is about the fields of an input: those it does not have and those it must.
func (c *checking) wrongObject(at *place, v *ast.Value) []problem {
	var out []problem
	names := make([]string, len(v.Definition.Fields))
	for i, f := range v.Definition.Fields {
		names[i] = f.Name
		if f.Type.NonNull && f.DefaultValue == nil && v.Children.ForName(f.Name) == nil && len(out) < mostErrors {
			out = append(out, of(at, v.Position, "has no %s, which %s needs; add %[1]s: %[3]s", f.Name, v.Definition.Name, c.sample(f.Type, 3)))
		}
	}
	if n := len(v.Children); v.Definition.Directives.ForName("oneOf") != nil && (n != 1 || v.Children[0].Value.Kind == ast.NullValue) {
		return []problem{of(at, v.Position, "has %d members; give exactly one of %s", n, v.Definition.Name)}
	}
	for _, f := range v.Children {
		if v.Definition.Fields.ForName(f.Name) == nil && len(out) < mostErrors {
			out = append(out, of(at.named(f.Name), f.Position, "is not a field of the input %s; %s", v.Definition.Name, c.inputField(v.Definition, f.Name, names)))
		}
	}
	return out
}

// around are the fields of inputs that lead to another with the fields one may have meant.
var around = []string{"node", "some", "filter", "aggregate", "key"}

// inputField says what a name that an input does not have may mean.
func (w words) inputField(d *ast.Definition, name string, names []string) message.Text {
	if f := field(d, name); f != nil && !strings.EqualFold(f.Name, name) { // by its term
		return message.New("write %s", f.Name)
	}
	if way := w.way(d, name, 2); way != "" {
		return message.New("write %s", way)
	}
	if name == "node" && slices.Contains(names, "and") { // a filter of nodes, not of the edges to them
		return message.New("leave out node and its braces: the conditions stand here directly, such as %s", w.quoted(telling(d).Name)+": {…}")
	}
	found := synonym(name, names)
	if len(found) == 0 && strings.ContainsFunc(name, func(r rune) bool { return r < utf8.RuneSelf }) { // two characters of Chinese are not nearly or
		found = near(name, names)
	}
	if len(names) <= mostListed {
		return or(found, message.New("it has %s", list(message.Names(names))))
	}
	return or(found, listed(d))
}

// way leads from an input to the field of that name in the inputs it holds: some: {node: {title: …}}.
func (w words) way(d *ast.Definition, name string, steps int) string {
	for _, step := range around {
		inner := w.inner(d, step)
		if inner == nil || inner.Kind != ast.InputObject || inner.Fields.ForName("eq") != nil { // conditions on a key of its own
			continue
		}
		if inner.Fields.ForName(name) != nil {
			return step + ": {" + name + ": …}"
		}
		if steps > 1 {
			if way := w.way(inner, name, steps-1); way != "" {
				return step + ": {" + way + "}"
			}
		}
	}
	return ""
}

// Given says what would be right in place of a value of a variable, as JSON has it.
func Given(schema *ast.Schema, t *ast.Type, value any) message.Text {
	w := words{schema: schema, json: true}
	d := schema.Types[t.Name()]
	text, ok := value.(string)
	if !ok || d == nil || d.Kind != ast.Enum || len(text) > mostQuoted {
		return message.New("give %s", w.what(t))
	}
	if literal := enumValue(d, text); literal != "" {
		return message.New("write %s; the values are %s", strconv.Quote(literal), valuesOf(d, literal))
	}
	return message.New("it is one of %s", valuesOf(d, ""))
}

// Member says what the name of a member may mean that an input does not have.
func Member(schema *ast.Schema, input *ast.Definition, name string) message.Text {
	return words{schema: schema, json: true}.inputField(input, name, fieldNames(input))
}

// Type says which type a name may mean that is none.
func Type(schema *ast.Schema, name string) message.Text {
	w := words{schema: schema}
	return or(near(name, w.types(func(d *ast.Definition) bool { return !d.BuiltIn })), message.New("docs/schema and /schema.graphql list them all"))
}
