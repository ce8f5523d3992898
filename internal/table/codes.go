package table

import (
	"strings"

	"bole/graph/message"

	"github.com/vektah/gqlparser/v2/ast"
)

// written reads what stands for an enum's values in files of texts: their Chinese terms, and the codes and short forms
// that @written gives.
func (b *builder) written(enum *ast.Definition) map[string]string {
	out := map[string]string{}
	for _, v := range enum.EnumValues {
		for _, s := range b.forms(enum, v) {
			if other := out[s]; other != "" && other != v.Name {
				b.bad.add(v.Position, "%s.%s: %q stands for %s already; give each value its own", enum.Name, v.Name, s, other)
				continue
			}
			out[s] = v.Name
		}
	}
	return out
}

func (b *builder) forms(enum *ast.Definition, v *ast.EnumValueDefinition) []string {
	out := []string{termOf(v.Description)}
	if d := v.Directives.ForName("written"); d != nil {
		out = append(out, arguments{d, enum.Name + "." + v.Name, &b.bad}.texts("as")...)
	}
	return out
}

// codes reads @coded: a text that is one of a national table, by its text, its code or a short form.
func (b *builder) codes(c *Column, a arguments) {
	if c.Type != "String" || c.List || c.Refers != "" {
		a.wrong("it is for texts; %s does not fit", c.def.Type)
		return
	}
	c.standard, c.codes = a.text("standard"), map[string]string{}
	for _, value := range a.texts("values") {
		forms := strings.Fields(value)
		if len(forms) < 2 {
			a.wrong("%q is not a code and its text; give both, with a blank between", value)
			continue
		}
		for _, s := range forms {
			if other := c.codes[s]; other != "" {
				a.wrong("%q stands for %s already; give each value its own", s, other)
			}
			c.codes[s] = forms[1]
		}
	}
}

// plain reports whether a text names an enum's value as the format asks for: by its name or its Chinese term.
func (c *Column) plain(s string) bool {
	if c.enum.EnumValues.ForName(s) != nil {
		return true
	}
	v := c.enum.EnumValues.ForName(c.codes[s])
	return v != nil && termOf(v.Description) == s
}

// coded is the text that a text, its code or a short form stands for.
func (c *Column) coded(s string) (any, *Misfit) {
	if text := c.codes[s]; text != "" {
		return text, nil
	}
	return nil, &Misfit{message.New("%q is not in %s", s, c.standard), message.New("give a text or code of that table")}
}
