package table

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Values are what a column may hold where that is one of a list, as files of texts write it: the Chinese terms of an
// enum, the texts of a table of codes, yes and no. It is nil for other columns.
func (c *Column) Values() []string {
	var out []string
	switch {
	case c.Type == "Boolean":
		return []string{"是", "否"}
	case c.enum != nil:
		for _, v := range c.enum.EnumValues {
			out = append(out, termOf(v.Description))
		}
	case c.def != nil:
		d := c.def.Directives.ForName("coded")
		if d == nil {
			return nil
		}
		for _, v := range d.Arguments.ForName("values").Value.Children {
			if forms := strings.Fields(v.Value.Raw); len(forms) > 1 {
				out = append(out, forms[1])
			}
		}
	}
	return out
}

// Description is the schema's description of the column, its Chinese term first; "" for columns that the format adds.
func (c *Column) Description() string {
	if c.def == nil {
		return c.Term
	}
	return c.def.Description
}

// Weighs are the values that the items of a list of weights may name; nil for other columns.
func (c *Column) Weighs() []string {
	if c.weighted == nil {
		return nil
	}
	return c.weighted.Values()
}

// Field is the field of the schema that the column holds; nil for columns that the format adds.
func (c *Column) Field() *ast.FieldDefinition { return c.def }
