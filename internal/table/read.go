package table

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
)

// builder reads all tables of a schema and gathers what is wrong with them.
type builder struct {
	mapping *mapping.Schema
	tables  map[string]string // type → table
	read    map[*ast.FieldDefinition]bool
	bad     problems
}

// Tables reads the tables of a schema, in the order in which they are loaded: what a row requires comes first. Its
// error has a line for each directive that cannot hold, with file and line.
func Tables(m *mapping.Schema) ([]*Table, error) {
	b := &builder{mapping: m, tables: map[string]string{}, read: map[*ast.FieldDefinition]bool{}}
	b.labels()
	defs := b.named()
	var out []*Table
	for _, def := range defs {
		if t := b.table(def); t != nil {
			out = append(out, t)
		}
	}
	if len(b.bad) == 0 {
		b.unread()
	}
	if len(b.bad) == 0 {
		out = b.sorted(out)
		deferReferences(out)
	}
	if err := b.bad.err(); err != nil {
		return nil, err
	}
	unique := map[string]*Table{}
	for _, t := range out {
		if other := unique[t.Term]; other != nil {
			other.Term, t.Term = "", ""
			continue
		}
		unique[t.Term] = t
	}
	return out, nil
}

// definitions are the schema's types in the order of its files.
func (b *builder) definitions() []*ast.Definition {
	return slices.SortedFunc(maps.Values(b.mapping.SDL.Types), func(x, y *ast.Definition) int {
		return cmp.Or(placeOf(x.Position).compare(placeOf(y.Position)), cmp.Compare(x.Name, y.Name))
	})
}

// labels refuses a label that two types have.
func (b *builder) labels() {
	first := map[string]string{}
	for _, def := range b.definitions() {
		d := def.Directives.ForName("node")
		if d == nil {
			continue
		}
		label := arguments{d, def.Name, &b.bad}.text("label")
		if other := first[label]; other != "" {
			b.bad.add(d.Position, "@node on %s: the label %s is that of %s already; give each type its own", def.Name, label, other)
			continue
		}
		first[label] = def.Name
	}
}

// word is a name of a table or column: it becomes the name of a file, a sheet or a member of a JSON object.
var word = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

// longestSheet is how many characters the name of a sheet may have.
const longestSheet = 31

// named finds the types with a table and gives each table its type; the names are needed before any column is read.
func (b *builder) named() []*ast.Definition {
	var out []*ast.Definition
	first := map[string]string{} // lower-case name, since sheets do not tell apart by case → type
	for _, def := range b.definitions() {
		d := def.Directives.ForName("table")
		if d == nil {
			continue
		}
		a := arguments{d, def.Name, &b.bad}
		name := a.text("name")
		other := first[strings.ToLower(name)]
		switch {
		case name == "":
		case def.Directives.ForName("node") == nil && def.Directives.ForName("relationship") == nil:
			a.wrong("%s is neither a node nor a relationship; give it @node or @relationship", def.Name)
		case !word.MatchString(name) || len(name) > longestSheet:
			a.wrong("%q cannot be the name of a table; use up to %d letters and digits, the first a small letter", name, longestSheet)
		case other != "":
			a.wrong("the table %s is that of %s already; give each type its own", name, other)
		default:
			first[strings.ToLower(name)] = def.Name
			b.tables[def.Name] = name
			out = append(out, def)
		}
	}
	return out
}

// unread refuses directives of columns on fields that are no column of any table.
func (b *builder) unread() {
	for _, def := range b.definitions() {
		for _, f := range def.Fields {
			for _, d := range f.Directives {
				if !b.read[f] && (d.Name == "column" || slices.Contains(valueDirectives, d.Name)) {
					b.bad.add(d.Position, "@%s on %s.%s: the field is not a column of a table; name it in the columns of a @table on %s, or leave @%s out", d.Name, def.Name, f.Name, def.Name, d.Name)
				}
			}
		}
	}
}

// table reads one table.
func (b *builder) table(def *ast.Definition) *Table {
	d := def.Directives.ForName("table")
	a := arguments{d, def.Name, &b.bad}
	t := &Table{Name: b.tables[def.Name], Term: termOf(def.Description), OneOf: a.texts("oneOf"), byName: map[string]*Column{}, place: placeOf(d.Position)}
	if order := a.number("order", 1); a.value("order") != nil {
		if t.order = int(order); float64(t.order) != order || t.order < 1 {
			a.wrong("order is %s; give a whole number from 1 on", a.value("order"))
		}
	}
	if def.Directives.ForName("relationship") != nil {
		b.edgeTable(t, def, a)
	} else {
		b.nodeTable(t, def, a)
	}
	b.alternatives(t, a)
	b.between(t, def)
	return t
}

// nodeTable reads the columns of a table whose rows are nodes.
func (b *builder) nodeTable(t *Table, def *ast.Definition, a arguments) {
	typ := b.mapping.Type(def.Name)
	t.Type, t.Label, t.Identity = typ.Name, typ.Label, []string{"key"}
	if a.value("from") != nil || a.value("to") != nil {
		a.wrong("from and to name the ends of a relationship, and %s is a node; leave them out", def.Name)
	}
	b.columns(t, def, typ, a)
	if identity := a.texts("identity"); identity != nil {
		t.Identity = identity
		if t.Column("key") != nil {
			a.wrong("rows with a key are told apart by it; leave out identity, or the column key")
		}
		b.identity(t, a)
	} else if t.Column("key") == nil {
		a.wrong("columns have no key; name key among them, or give identity: the columns that tell rows apart")
	}
	sources := typ.Field("sources")
	if sources == nil || sources.Relation == nil || b.tables[sources.Relation.Target.Name] == "" {
		a.wrong("%s has no field sources that leads to the table of sources; copy that field from another node type", def.Name)
		return
	}
	r := sources.Relation
	t.add(&Column{Name: "source", Term: "来源", Refers: b.tables[r.Target.Name],
		Relation: &reference{Type: r.Name, Out: r.Out, Label: r.Target.Label, Keeps: true}})
	t.add(locator())
	b.owner(t, typ)
}

// locator is the place in the source that a row was taken from.
func locator() *Column {
	return &Column{Name: "locator", Term: "出处", Type: "String", Property: "locator", Long: true}
}

// owner finds the column that says to whom a row belongs.
func (b *builder) owner(t *Table, typ *nodeType) {
	if typ == b.mapping.Owner() {
		t.Owner = t.Column("key")
		return
	}
	for _, c := range t.Columns {
		if r := c.Relation; typ.Scope == mapping.Own && r != nil && r.Type == typ.Via.Name && r.Out == typ.Via.Out && r.Label == b.mapping.Owner().Label {
			t.Owner = c
			return
		}
	}
}

// edgeTable reads the columns of a table whose rows are relationships.
func (b *builder) edgeTable(t *Table, def *ast.Definition, a arguments) {
	from, to, r := b.ends(def, a)
	if r == nil {
		return
	}
	t.Edge = &edge{Type: r.Name, FromLabel: from.Label, ToLabel: to.Label}
	for _, end := range []struct {
		column string
		typ    *nodeType
	}{{a.text("from"), from}, {a.text("to"), to}} {
		switch {
		case !word.MatchString(end.column):
			a.wrong("from and to name the columns with the keys of both ends; give both, of letters and digits")
			return
		case t.Column(end.column) != nil:
			a.wrong("both ends have the column %s; give each its own", end.column)
			return
		case b.tables[end.typ.Name] == "":
			a.wrong("its end %s has no table; give that type a @table", end.typ.Name)
			return
		}
		t.add(&Column{Name: end.column, Term: termOf(b.mapping.SDL.Types[end.typ.Name].Description), Required: true, Refers: b.tables[end.typ.Name]})
	}
	b.columns(t, def, r.Edge, a)
	for _, c := range t.Columns[2:] {
		if slices.Contains(r.Edge.Identity, c.Name) {
			t.Edge.Identity = append(t.Edge.Identity, c.Name)
		}
	}
	t.Identity = append([]string{t.Columns[0].Name, t.Columns[1].Name}, t.Edge.Identity...)
	if len(t.Edge.Identity) != len(r.Edge.Identity) {
		a.wrong("@relationship tells rows apart by %s; name these among the columns", strings.Join(r.Edge.Identity, ", "))
	}
	if identity := a.texts("identity"); identity != nil {
		if !slices.Equal(slices.Sorted(slices.Values(identity)), slices.Sorted(slices.Values(t.Identity))) {
			a.wrong("identity is not %s, by which @relationship tells rows apart; give these in any order, or leave it out", strings.Join(t.Identity, ", "))
			return
		}
		t.Identity = identity
	}
	b.identity(t, a)
	if r.Edge.Field("source") == nil || r.Edge.Field("locator") == nil {
		a.wrong("%s has no fields source and locator, which each row may have; copy them from another relationship", def.Name)
	}
	t.add(&Column{Name: "source", Term: "来源", Type: "String", Property: "source", Refers: b.source()})
	t.add(locator())
}

// source is the table of what rows are taken from.
func (b *builder) source() string { return b.tables["Source"] }

// ends finds the one relation whose edges carry a relationship's properties.
func (b *builder) ends(def *ast.Definition, a arguments) (from, to *nodeType, r *relation) {
	seen := map[string]bool{}
	for _, d := range b.definitions() {
		typ := b.mapping.Type(d.Name)
		if typ == nil || !typ.IsNode() {
			continue
		}
		for _, fd := range d.Fields {
			f := typ.Field(fd.Name)
			if f == nil || f.Relation == nil || f.Relation.Edge == nil || f.Relation.Edge.Name != def.Name {
				continue
			}
			r, from, to = f.Relation, typ, f.Relation.Target
			if !r.Out {
				from, to = to, from
			}
			seen[from.Name+" "+to.Name] = true
		}
	}
	switch {
	case len(seen) == 0:
		a.wrong("no relation of a node has the edge %s; give one with @relation(edge: %q)", def.Name, def.Name)
	case len(seen) > 1 || !from.IsNode() || !to.IsNode():
		a.wrong("relationships of %s have more than one type of node at an end; a table has one at each", def.Name)
	default:
		return from, to, r
	}
	return nil, nil, nil
}

// alternatives checks the columns of which a row gives exactly one.
func (b *builder) alternatives(t *Table, a arguments) {
	for _, name := range t.OneOf {
		switch c := t.Column(name); {
		case c == nil || c.Name != name:
			a.wrong("oneOf names %s, which is not a column of the table", name)
		case c.List || len(t.OneOf) < 2:
			a.wrong("oneOf takes two or more columns that are not lists; %s does not fit", name)
		default:
			c.Required = false
		}
	}
}

// identity checks the columns that tell rows apart: what they hold is a text.
func (b *builder) identity(t *Table, a arguments) {
	for _, name := range t.Identity {
		switch c := t.Column(name); {
		case c == nil || c.Name != name:
			a.wrong("identity names %s, which is not a column of the table", name)
		case c.List || slices.Contains([]string{"Int", "Float", "Boolean"}, c.Type):
			a.wrong("identity names %s, which is not a text, date, enum or reference; rows are told apart by these only", name)
		}
	}
}

func termOf(description string) string {
	term, _ := mapping.Described(description)
	return term
}
