package mapping

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// places refuses directives that stand where the language allows them and nothing here would honour them.
func (r *reader) places(def *ast.Definition) {
	node := r.types[def.Name] != nil && r.types[def.Name].IsNode()
	if d := def.Directives.ForName("access"); d != nil && !node {
		r.wrong(d.Position, "%s: @access belongs on a type with @node, or on the fields that lead to this one; nothing honours it here", def.Name)
	}
	r.roles(def.Name, def.Directives)
	root := def == r.SDL.Query || def == r.SDL.Mutation || def == r.SDL.Subscription
	for _, f := range def.Fields {
		at := def.Name + "." + f.Name
		r.roles(at, f.Directives)
		if d := f.Directives.ForName("whole"); d != nil && (f.Directives.ForName("relation") != nil || f.Directives.ForName("computed") != nil) {
			r.wrong(d.Position, "%s: @whole belongs on a property; relations and computed fields keep to the scope by themselves", at)
		}
		if d := f.Directives.ForName("cost"); d != nil && !root {
			r.wrong(d.Position, "%s: @cost belongs on a root field, and a computed field has its own in @computed; nothing honours it here", at)
		}
		if d := f.Directives.ForName("computed"); d != nil && (f.Directives.ForName("property") != nil || f.Directives.ForName("relation") != nil) {
			r.wrong(d.Position, "%s is computed and stored; it is one of the two", at)
		}
		if d := f.Directives.ForName("calls"); d != nil && (node || root || f.Type.NamedType != "String") {
			r.wrong(d.Position, "%s: @calls belongs on a text of a computed object, whose value is a node; nothing honours it here", at)
		}
		r.personal(def, f)
		for _, a := range f.Arguments {
			r.roles(at+"("+a.Name+")", a.Directives)
		}
	}
	for _, v := range def.EnumValues {
		r.roles(def.Name+"."+v.Name, v.Directives)
	}
	if node {
		r.sortKeys(r.types[def.Name])
	}
}

// dated refuses @dated where no day is stored, and a second one beside the first.
func (r *reader) dated(def *ast.Definition) {
	first := ""
	for _, f := range def.Fields {
		d := f.Directives.ForName("dated")
		switch {
		case d == nil || r.types[def.Name] == nil:
		case f.Directives.ForName("relation") != nil || f.Directives.ForName("computed") != nil || f.Type.NamedType != "Date" && f.Type.NamedType != "DateTime":
			r.wrong(d.Position, "%s.%s: @dated belongs on a stored Date or DateTime", def.Name, f.Name)
		case first != "":
			r.wrong(d.Position, "%s.%s: @dated stands on %s already; one day says when it was, leave the other out", def.Name, f.Name, first)
		default:
			first = f.Name
		}
	}
}

// level refuses @level where no tree has levels, where no level is stored, and a second one beside the first.
func (r *reader) level(def *ast.Definition) {
	t, first := r.types[def.Name], ""
	for _, f := range def.Fields {
		d := f.Directives.ForName("level")
		switch {
		case d == nil:
		case t == nil || t.Tree() == nil:
			r.wrong(d.Position, "%s.%s: @level belongs on a field of a type whose nodes are parts of one another, which has a relation OUT to one of its own by %s; nothing honours it here", def.Name, f.Name, PartOf)
		case t.Field(f.Name) == nil || t.Field(f.Name).Relation != nil || f.Type.Elem != nil || r.SDL.Types[f.Type.Name()].Kind != ast.Enum:
			r.wrong(d.Position, "%s.%s: @level belongs on a stored value of an enum", def.Name, f.Name)
		case first != "":
			r.wrong(d.Position, "%s.%s: @level stands on %s already; a node stands at one level, leave the other out", def.Name, f.Name, first)
		default:
			first = f.Name
		}
	}
}

// tree refuses trees some of whose nodes not everyone sees: what is within another would tell of those between.
func (r *reader) tree(t *Type) {
	if up := t.Tree(); up != nil && (t.Scope != Open || len(t.Pending) > 0) {
		r.wrong(up.Def.Directives.ForName("relation").Position, "%s.%s: %s makes a tree that filters and groups walk, and not everyone sees each node of %s: let the type be OPEN without @pending, or name the relationship otherwise", t.Name, up.Name, PartOf, t.Name)
	}
}

// ambiguous refuses relations to one of several types beside which others stand at the relationship's end: their nodes would
// be listed too. Where a relation leads to one type alone, its label tells.
func (r *reader) ambiguous(t *Type) {
	for _, f := range t.Fields {
		rel := f.Relation
		if rel == nil || len(rel.Target.Concrete) < 2 {
			continue
		}
		others := map[string]bool{}
		for _, near := range t.Concrete {
			for label := range r.ends[end{near.Label, rel.Name, rel.Out}] {
				if other := r.labels[label]; !slices.Contains(rel.Target.Concrete, other) {
					others[other.Name] = true
				}
			}
		}
		if len(others) > 0 {
			r.wrong(f.Def.Directives.ForName("relation").Position, "%s.%s follows %s to %s, and by other fields %s stands at its end too: nothing tells them apart; let %[5]s be one of %[4]s, or follow a relationship of its own",
				t.Name, f.Name, rel.Name, rel.Target.Name, strings.Join(slices.Sorted(maps.Keys(others)), ", "))
		}
	}
}

// personal refuses @personal where an erasure would not reach, or could put nothing in the value's place.
func (r *reader) personal(def *ast.Definition, f *ast.FieldDefinition) {
	d := f.Directives.ForName("personal")
	if d == nil {
		return
	}
	at, t := def.Name+"."+f.Name, r.types[def.Name]
	switch {
	case t == nil || t.IsNode() && !t.Owned() || !t.IsNode() && def.Directives.ForName("relationship") == nil:
		r.wrong(d.Position, "%s: @personal belongs on what is about an official: a type with a scope other than OPEN, or a relationship; nothing honours it here", at)
	case f.Name == "key" || f.Name == "id" || f.Directives.ForName("relation") != nil || f.Directives.ForName("computed") != nil:
		r.wrong(d.Position, "%s: @personal belongs on a stored value; keys are replaced in any case, and what is computed follows", at)
	case f.Type.NonNull && !freeText(f):
		r.wrong(d.Position, "%s: @personal on a value that is never missing and no free text leaves nothing to put in its place; let it be nullable", at)
	}
}

// roles refuses an @access that names nobody: without roles everyone may, which is the opposite of what it reads like.
// The same holds of @pending.
func (r *reader) roles(at string, ds ast.DirectiveList) {
	for _, d := range ds {
		for directive, argument := range map[string]string{"access": "roles", "pending": "from"} {
			if d.Name == directive && len(argStrings(d, argument)) == 0 {
				r.wrong(d.Position, "%s: @%s names no role in %s; name some, or leave the directive out", at, d.Name, argument)
			}
		}
		if (d.Name == "pending" || d.Name == "unlisted") && len(argStrings(d, "values")) == 0 {
			r.wrong(d.Position, "%s: @%s names no value; name some, or leave the directive out", at, d.Name)
		}
	}
}

// sortKeys refuses fields that are stored where another one's sort key is, or its forms for comparing.
func (r *reader) sortKeys(t *Type) {
	by := map[string]*Field{}
	for _, f := range t.Orders() {
		if f.HasSortKey() {
			by[f.SortProperty()] = f
		}
	}
	for _, f := range t.Fields {
		if f.Alike {
			by[f.AlikeProperty()] = f
		}
		if slices.Contains(t.Fulltext, f.Name) {
			by[f.FoldedProperty()] = f
		}
	}
	for _, f := range t.Fields {
		if other := by[f.Property]; other != nil {
			r.wrong(f.Def.Position, "%s.%s is stored as %s, where what is kept beside %s is; store it as another property", t.Name, f.Name, f.Property, other.Name)
		}
	}
}

// carries refuses an edge of another relationship than the one that the field follows.
func (r *reader) carries(t *Type, fd *ast.FieldDefinition, rel *Relation, at *ast.Position) {
	if of := argString(rel.Edge.Def.Directives.ForName("relationship"), "type"); of != rel.Name {
		r.wrong(at, "%s.%s follows %s, and edge %s is of %s; name the interface of %[3]s", t.Name, fd.Name, rel.Name, rel.Edge.Name, of)
	}
}
