package table

import (
	"fmt"
	"math"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/nameorder"
	"bole/graph/textfold"
)

// valueDirectives say what a column of values may hold.
var valueDirectives = []string{"range", "after", "atMost", "keyOf", "weights", "coded"}

// kept are fields whose values the system writes itself.
var kept = []string{"id", "recordedAt", "version", "sources"}

// columns reads the columns that @table names, in its order.
func (b *builder) columns(t *Table, def *ast.Definition, typ *nodeType, a arguments) {
	renamed := map[string]*ast.FieldDefinition{}
	for _, fd := range def.Fields {
		if d := fd.Directives.ForName("column"); d != nil {
			c := arguments{d, def.Name + "." + fd.Name, &b.bad}
			name := c.text("name")
			if other := renamed[name]; other != nil || !word.MatchString(name) {
				c.wrong("%q cannot be the name of this column; use letters and digits, the first a small letter, and each name once", name)
			}
			renamed[name] = fd
		}
	}
	for _, name := range a.texts("columns") {
		fd := renamed[name]
		if fd == nil {
			fd = def.Fields.ForName(name)
		}
		switch {
		case name == "source" || name == "locator":
			a.wrong("columns name %s, which each row has in any case; leave it out", name)
		case fd == nil:
			a.wrong("columns name %s, and %s has no field of that name", name, def.Name)
		case t.Column(name) != nil && t.Column(name).Name == name:
			a.wrong("columns name %s, which is the key of an end of the relationship; rename one of them", name)
		case fd.Directives.ForName("computed") != nil || slices.Contains(kept, fd.Name):
			a.wrong("columns name %s, which the system writes or computes itself; leave it out", name)
		case renamed[name] == nil && fd.Directives.ForName("column") != nil:
			a.wrong("columns name %s, but @column calls it %s; use that name", name, fd.Directives.ForName("column").Arguments.ForName("name").Value.Raw)
		default:
			b.read[fd] = true
			if c := b.column(typ, name, typ.Field(fd.Name)); c != nil {
				t.add(c)
			}
		}
	}
}

// column reads one column; nil where it cannot be one.
func (b *builder) column(typ *nodeType, name string, f *field) *Column {
	c := &Column{Name: name, Term: termOf(f.Def.Description), Required: f.Def.Type.NonNull, def: f.Def}
	r := f.Relation
	switch {
	case r == nil:
		c.Beside = BesideOf(typ, f)
		return b.value(c, typ.Name, f)
	case r.Edge != nil:
		b.bad.add(f.Def.Position, "%s.%s has edges with properties of their own, which a column cannot hold; give %s a @table instead", typ.Name, f.Name, r.Edge.Name)
		return nil
	case b.tables[r.Target.Name] == "" || !r.Target.IsNode():
		b.bad.add(f.Def.Position, "%s.%s leads to %s, which has no table; give that type a @table, or take the column out of that of %s", typ.Name, f.Name, r.Target.Name, typ.Name)
		return nil
	}
	for _, d := range f.Def.Directives {
		if slices.Contains(valueDirectives, d.Name) {
			b.bad.add(d.Position, "@%s on %s.%s: it is for values, and this column refers to other rows; leave it out", d.Name, typ.Name, f.Name)
		}
	}
	c.Refers, c.List = b.tables[r.Target.Name], !r.One
	c.Required = r.One && f.Def.Type.NonNull
	c.Relation = &reference{Type: r.Name, Out: r.Out, Label: r.Target.Label}
	return c
}

// Beside is a property that is written beside a text, and how it follows from it.
type Beside struct {
	Property string
	Data     string // what it is made by and in which version, where that may change; "" otherwise
	Rare     bool   // most texts have none: of gives ""
	of       func(string) string
}

// Value is what stands beside a value, nil where nothing does.
func (b Beside) Value(v any) any {
	text, ok := v.(string)
	if !ok {
		return nil
	}
	if of := b.of(text); of != "" || !b.Rare {
		return of
	}
	return nil
}

// BesideOf is what stands beside a field's text: its sort keys where it is ordered, for names the form that those
// written alike have in common, and what full text finds it by.
func BesideOf(t *nodeType, f *field) []Beside {
	var out []Beside
	for _, k := range t.SortKeys(f) {
		b := Beside{Property: k.Property, of: func(text string) string { return nameorder.Key(k.By, text) }}
		if k.By != "" {
			b.Data = fmt.Sprint(k.By, " ", nameorder.Version)
		}
		out = append(out, b)
	}
	if f.Alike {
		out = append(out, Beside{Property: f.AlikeProperty(), of: textfold.Name})
	}
	if slices.Contains(t.Fulltext, f.Name) {
		b := Beside{Property: f.FoldedProperty(), Data: textfold.Version, Rare: true, of: textfold.Folded}
		if f.Alike {
			b.of = textfold.FoldedName
		}
		out = append(out, b)
	}
	return out
}

// value fills what a column of values may hold.
func (b *builder) value(c *Column, owner string, f *field) *Column {
	c.Type, c.Property = f.Def.Type.Name(), f.Property
	c.List = f.Def.Type.Elem != nil
	if def := b.mapping.SDL.Types[c.Type]; def != nil && def.Kind == ast.Enum {
		c.enum, c.codes = def, b.written(def)
	}
	switch {
	case c.enum == nil && !slices.Contains([]string{"String", "Int", "Float", "Boolean", "Date"}, c.Type):
		b.bad.add(f.Def.Position, "%s.%s is a %s, which a column cannot hold; use String, Int, Float, Boolean, Date, an enum or a relation", owner, f.Name, c.Type)
		return nil
	case c.List && c.enum == nil && c.Type != "String":
		b.bad.add(f.Def.Position, "%s.%s is a list of %s; a column can hold lists of String or of an enum", owner, f.Name, c.Type)
		return nil
	}
	c.Max = math.MaxFloat64
	if c.Type == "Int" {
		c.Max = math.MaxInt32
	}
	c.Long = c.Name != "name" && c.Name != "title" && (c.Type != "String" || c.Name == "key" || !f.Order)
	for _, d := range f.Def.Directives {
		a := arguments{d, owner + "." + f.Name, &b.bad}
		switch d.Name {
		case "range":
			b.bounds(c, a)
		case "coded":
			b.codes(c, a)
		case "keyOf":
			if c.Refers = b.tables[a.text("type")]; c.Refers == "" || c.Type != "String" || c.List {
				a.wrong("it takes a text, and a type with a table; %s of type %s does not fit", a.value("type"), f.Def.Type)
			}
		case "weights":
			b.weights(c, a)
		}
	}
	return c
}

// weights reads @weights: the items of a list are values of an enum with a number each.
func (b *builder) weights(c *Column, a arguments) {
	of := b.mapping.SDL.Types[a.text("of")]
	switch {
	case c.Type != "String" || !c.List:
		a.wrong("it is for lists of String; %s does not fit", c.def.Type)
	case of == nil || of.Kind != ast.Enum:
		a.wrong("%s is not an enum; name one", a.value("of"))
	default:
		c.weighted = &Column{Name: c.Name, Type: of.Name, enum: of, codes: b.written(of)}
	}
}

// bounds narrows what a column of numbers may hold.
func (b *builder) bounds(c *Column, a arguments) {
	low, high := a.number("min", c.Min), a.number("max", c.Max)
	switch {
	case c.List || c.Type != "Int" && c.Type != "Float":
		a.wrong("it is for numbers, and this field is a %s; leave it out", c.Type)
	case a.value("min") == nil && a.value("max") == nil:
		a.wrong("it has neither min nor max; give one of them")
	case low > high:
		a.wrong("%v to %v holds no number; give min the smaller one", low, high)
	case c.Type == "Int" && (low != math.Trunc(low) || high != math.Trunc(high) || low < math.MinInt32 || high > math.MaxInt32):
		a.wrong("%v to %v is not a range of Int; give whole numbers of 32 bits", low, high)
	default:
		c.Min, c.Max = low, high
	}
}

// between reads what holds between two columns of a row, once all columns are there.
func (b *builder) between(t *Table, def *ast.Definition) {
	for _, c := range t.Columns {
		if c.def == nil || c.Relation != nil {
			continue
		}
		for _, d := range c.def.Directives {
			if d.Name != "after" && d.Name != "atMost" {
				continue
			}
			a := arguments{d, def.Name + "." + c.def.Name, &b.bad}
			other := other(t, def, a)
			switch {
			case other == nil:
			case d.Name == "after" && (!c.holds("Date") || !other.holds("Date")):
				a.wrong("it is for two dates; %s and %s are not both dates", c.Name, other.Name)
			case d.Name == "atMost" && (!c.holds("Int", "Float") || !other.holds(c.Type)):
				a.wrong("it is for two numbers of one type; %s and %s are not", c.Name, other.Name)
			case other == c:
				a.wrong("it names the field itself; name another one")
			case d.Name == "after":
				c.after = append(c.after, after{other, a.flag("orSame")})
			default:
				c.atMost = other
			}
		}
	}
}

// holds reports whether a column holds one value of these types.
func (c *Column) holds(types ...string) bool { return !c.List && slices.Contains(types, c.Type) }

// other is the column that a directive's argument field names.
func other(t *Table, def *ast.Definition, a arguments) *Column {
	name := a.text("field")
	fd := def.Fields.ForName(name)
	if fd == nil {
		a.wrong("field names %s, and %s has no field of that name", name, def.Name)
		return nil
	}
	for _, c := range t.Columns {
		if c.def == fd {
			return c
		}
	}
	a.wrong("field names %s, which is not a column of %s; name it in the columns too", name, t.Name)
	return nil
}
