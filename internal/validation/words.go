package validation

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"bole/graph/mapping"
	"bole/graph/message"
)

const (
	mostListed = 12  // names or values in one message
	mostNear   = 3   // that may be meant
	mostQuoted = 60  // bytes of a value in a message
	mostName   = 200 // bytes of a text that names are sought for, which takes the product of both lengths
)

// words says what the schema would have: examples of values and selections, names that may be meant.
type words struct {
	schema *ast.Schema
	json   bool // values are those of variables
}

// near are the names most like one that is not among them; one that differs in case alone is what was meant.
func near(name string, names []string) []string {
	if len(name) > mostName {
		return nil
	}
	if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) }); i >= 0 {
		return names[i : i+1]
	}
	found := slices.DeleteFunc(core.SuggestionList(name, names), func(n string) bool { return !alike(name, n) })
	return found[:min(len(found), mostNear)]
}

// alike reports whether one name may be meant by another: a third of the letters differ at most, or they stand in another
// order. The library takes more than two fifths and one: not for node.
func alike(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	most := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) / 3
	return levenshtein.ComputeDistance(a, b) <= max(most, 1) || sorted(a) == sorted(b)
}

// sorted is the letters of a name in order.
func sorted(name string) string {
	runes := []rune(name)
	slices.Sort(runes)
	return string(runes)
}

// termed are the names of the things whose Chinese term is this word.
func termed[T any](word string, all []T, of func(T) (name, description string)) []string {
	var out []string
	for _, x := range all {
		name, description := of(x)
		if term, _ := mapping.Described(description); term == word && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// or is what may be meant, or what is said where that is nothing.
func or(found []string, otherwise message.Text) message.Text {
	if len(found) == 0 {
		return otherwise
	}
	return meaning(found)
}

// meaning asks whether one of these is meant.
func meaning(found []string) message.Text {
	return message.New("did you mean %s?", either(message.Names(found)))
}

func or1(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// either joins what may be meant, of which there is some: a, b or c.
func either(l message.List) message.Text {
	last := len(l) - 1
	if last == 0 {
		return l[0]
	}
	return message.New("%s or %s", l[:last], l[last])
}

// list joins the first of many.
func list(l message.List) message.Text {
	if len(l) > mostListed {
		return message.New("%s and others", l[:mostListed])
	}
	return message.New("%s", l)
}

// plain is a type as it is called where null is not the matter.
func plain(t *ast.Type) string { return strings.TrimSuffix(t.String(), "!") }

func article(t *ast.Type) message.Text {
	switch typ := plain(t); {
	case typ[0] == '[':
		return message.New("a list %s", typ)
	case strings.ContainsRune("AEIO", rune(typ[0])):
		return message.New("an %s", typ)
	default:
		return message.New("a %s", typ)
	}
}

// types are the names of the types of one sort, in order.
func (w words) types(sort func(*ast.Definition) bool) []string {
	var out []string
	for name, d := range w.schema.Types {
		if sort(d) && !strings.HasPrefix(name, "__") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// possible are the types an interface or a union may stand for, in order.
func (w words) possible(d *ast.Definition) []string {
	var out []string
	for _, p := range w.schema.GetPossibleTypes(d) {
		out = append(out, p.Name)
	}
	slices.Sort(out)
	return out
}

// known are fields that tell what an object is, the most telling first.
var known = []string{"name", "title", "code", "key", "documentNo", "label", "value", "count"}

// selection is an example of what is selected of a type, at most so many levels deep.
func (w words) selection(d *ast.Definition, levels int) string {
	for _, list := range []string{"nodes", "edges", "node"} {
		if inner := w.inner(d, list); inner != nil && levels > 0 && (connection(d) || edge(d)) {
			return list + " { " + w.selection(inner, levels-1) + " }"
		}
	}
	if d.Kind == ast.Union {
		return "__typename"
	}
	leaf := func(f *ast.FieldDefinition) bool {
		return w.schema.Types[f.Type.Name()].IsLeafType() && !strings.HasPrefix(f.Name, "__") &&
			!slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
	}
	for _, name := range known {
		if f := d.Fields.ForName(name); f != nil && leaf(f) {
			return name
		}
	}
	if i := slices.IndexFunc(d.Fields, leaf); i >= 0 {
		return d.Fields[i].Name
	}
	return "__typename"
}

// sample is an example of a value of a type, at most so many levels deep.
func (w words) sample(t *ast.Type, levels int) string {
	if t.Elem != nil {
		return "[" + w.sample(t.Elem, levels) + "]"
	}
	switch t.NamedType {
	case "Int":
		return "3"
	case "Float":
		return "0.5"
	case "Boolean":
		return "true"
	case "Date":
		return `"2024-01-31"`
	case "DateTime":
		return `"2024-01-31T08:00:00Z"`
	case "NodeName":
		return `"x"`
	case "FieldReference":
		return `"x.key"`
	}
	d := w.schema.Types[t.NamedType]
	switch {
	case d == nil || d.Kind == ast.Scalar:
		return `"…"`
	case d.Kind == ast.Enum:
		return w.quoted(d.EnumValues[0].Name)
	case levels == 0 || len(d.Fields) == 0:
		return "{…}"
	}
	var parts []string
	for _, f := range d.Fields {
		if f.Type.NonNull && f.DefaultValue == nil {
			parts = append(parts, w.quoted(f.Name)+": "+w.sample(f.Type, levels-1))
		}
	}
	if len(parts) == 0 {
		f := telling(d)
		parts = append(parts, w.quoted(f.Name)+": "+w.sample(f.Type, levels-1))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// quoted is a name as it is written where the value is: in JSON it is a text.
func (w words) quoted(name string) string {
	if w.json {
		return strconv.Quote(name)
	}
	return name
}

// telling is the field of an input that shows best what it is like.
func telling(d *ast.Definition) *ast.FieldDefinition {
	for _, name := range append([]string{"eq", "some", "node"}, known...) {
		if f := d.Fields.ForName(name); f != nil {
			return f
		}
	}
	for _, f := range d.Fields {
		if f.Name != "and" && f.Name != "or" && f.Name != "not" {
			return f
		}
	}
	return d.Fields[0]
}

// Shortened is a text as messages show it.
func Shortened(s string) string {
	if len(s) <= mostQuoted {
		return s
	}
	cut := mostQuoted
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
