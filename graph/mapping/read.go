package mapping

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// reader fills a Schema and gathers what is wrong, so that all of it is said at once.
type reader struct {
	*Schema
	errs   []error
	owners []*Type // OWN or ANY without via
}

// wrong notes what is wrong at a place of the SDL.
func (r *reader) wrong(at *ast.Position, text string, args ...any) {
	place := ""
	if at != nil && at.Src != nil {
		place = fmt.Sprintf("%s:%d: ", at.Src.Name, at.Line)
	}
	r.errs = append(r.errs, fmt.Errorf("%s%s", place, fmt.Sprintf(text, args...)))
}

// read goes over the types in the order of their names, so that errors come in the same order each time.
func (r *reader) read() {
	names := make([]string, 0, len(r.SDL.Types))
	for name := range r.SDL.Types {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		r.begin(r.SDL.Types[name])
	}
	r.findOwner()
	for _, t := range r.Types() {
		for _, impl := range r.SDL.GetPossibleTypes(t.Def) {
			if c := r.types[impl.Name]; c != nil && c.IsNode() {
				t.Concrete = append(t.Concrete, c)
			}
		}
		slices.SortFunc(t.Concrete, byTypeName)
	}
	for _, t := range r.Types() {
		r.fill(t)
	}
	for _, t := range r.Types() {
		r.references(t)
		r.writable(t)
	}
	for _, t := range r.Types() {
		r.process(t)
		r.stepped(t)
	}
	for _, t := range r.Nodes() {
		r.states(t)
		r.tree(t)
		r.fulltext(t)
		r.owned(t)
	}
	for _, t := range r.Types() {
		r.ambiguous(t)
	}
	r.captions()
	for _, name := range names {
		r.misplaced(r.SDL.Types[name])
		r.unwritable(r.SDL.Types[name])
		r.steps(r.SDL.Types[name])
		r.places(r.SDL.Types[name])
		r.dated(r.SDL.Types[name])
		r.level(r.SDL.Types[name])
	}
}

func (r *reader) begin(def *ast.Definition) {
	t := &Type{Name: def.Name, Def: def, byName: map[string]*Field{}, computed: map[string]*Computed{}, Scope: Open}
	node, rel := def.Directives.ForName("node"), def.Directives.ForName("relationship")
	switch {
	case strings.HasPrefix(def.Name, "__"):
		return
	case node != nil:
		t.Label, t.Scope, t.Fulltext = argString(node, "label"), scope(argString(node, "scope")), argStrings(node, "fulltext")
		if other := r.labels[t.Label]; other != nil {
			r.wrong(node.Position, "%s has the label %s, which %s has too; give each type a label of its own", t.Name, t.Label, other.Name)
		}
		if t.Scope != Open && argString(node, "via") == "" {
			r.owners = append(r.owners, t)
		}
		r.labels[t.Label] = t
	case rel != nil:
		t.Identity = argStrings(rel, "identity")
	case def.Kind == ast.Interface || def.Kind == ast.Union:
	default:
		return
	}
	t.Access, t.Selection = Roles(def.Directives), def.Directives.ForName("selection") != nil
	if d := def.Directives.ForName("shared"); d != nil {
		if t.Shared = true; node != nil && t.Scope != Open {
			r.wrong(d.Position, "%s: @shared belongs on a type that is OPEN, and this one is %s: its nodes belong to officials; leave it out", t.Name, t.Scope)
		}
	}
	r.types[def.Name] = t
}

// findOwner takes the one type that is OWN and leads to no other owner.
func (r *reader) findOwner() {
	if len(r.owners) == 1 && r.owners[0].Scope == Own {
		r.owner = r.owners[0]
		return
	}
	names := make([]string, len(r.owners))
	for i, t := range r.owners {
		names[i] = t.Name
	}
	for _, t := range r.owners {
		r.wrong(t.Def.Directives.ForName("node").Position, "%s is %s without via, as are %s; exactly one OWN type owns the others: give each other one, in via, the relationship that leads to it",
			t.Name, t.Scope, strings.Join(names, ", "))
	}
}

func (r *reader) fill(t *Type) {
	for _, fd := range t.Def.Fields {
		if strings.HasPrefix(fd.Name, "__") || t.IsNode() && fd.Name == CaptionField {
			continue
		}
		if d := fd.Directives.ForName("computed"); d != nil {
			r.computed(t, fd, d)
			continue
		}
		f := &Field{Name: fd.Name, Def: fd, Filter: true, Property: fd.Name, Access: Roles(fd.Directives), Whole: fd.Directives.ForName("whole") != nil, Personal: fd.Directives.ForName("personal") != nil}
		if fd.Name == "id" {
			f.Property, f.Filter = "key", false
		}
		if d := fd.Directives.ForName("property"); d != nil {
			if n := argString(d, "name"); n != "" {
				f.Property = n
			}
			f.Order, f.Group = argBool(d, "order", false), argBool(d, "group", false)
			f.Filter, f.Alike = argBool(d, "filter", true), argBool(d, "alike", false)
			f.Indexed = f.Order && argBool(d, "indexed", true)
			if given := d.Arguments.ForName("indexed"); given != nil && !f.Order {
				r.wrong(given.Position, "%s.%s: @property says indexed, and lists are not ordered by it; leave indexed out", t.Name, fd.Name)
			}
			if f.Alike && fd.Type.NamedType != "String" {
				r.wrong(d.Position, "%s.%s: @property says alike, and the field is %s; it is for names, which are String", t.Name, fd.Name, fd.Type)
			}
		}
		if d := fd.Directives.ForName("relation"); d != nil {
			f.Relation, f.Property = r.relation(t, fd, d), ""
			if f.Relation == nil {
				continue
			}
			r.end(t, f.Relation)
		}
		t.byName[f.Name] = f
		t.Fields = append(t.Fields, f)
		r.personName(t, f)
	}
	for _, name := range t.Identity {
		if t.byName[name] == nil {
			r.wrong(t.Def.Position, "%s: identity names %s, which is not a field of it", t.Name, name)
		}
	}
}

// NameOrders are the further orders of a name of a person: how the field's name goes on, and what its order is by.
var NameOrders = []struct{ Suffix, By, Term, Sentence string }{
	{"Strokes", "STROKES", "笔画", "By the strokes of its characters, as offices order names of people."},
	{"Pinyin", "PINYIN", "拼音", "By its pinyin, with surnames read as surnames are."},
}

// personName adds the further orders of a name of a person.
func (r *reader) personName(t *Type, f *Field) {
	d := f.Def.Directives.ForName("personName")
	if d == nil {
		return
	}
	if !t.IsNode() || f.Relation != nil || !f.HasSortKey() {
		r.wrong(d.Position, "%s.%s: @personName belongs on a text of a node that lists are ordered by; say so with @property(order: true), or leave it out", t.Name, f.Name)
		return
	}
	for _, o := range NameOrders {
		by := *f
		by.Name, by.SortBy = f.Name+o.Suffix, o.By
		t.names = append(t.names, &by)
	}
}

// computed notes a field that is computed; its function is registered under its name.
func (r *reader) computed(t *Type, fd *ast.FieldDefinition, d *ast.Directive) {
	c := &Computed{Name: t.Name + "." + fd.Name, Def: fd, Cost: 10, Access: Roles(fd.Directives)}
	for name, n := range map[string]*int{"cost": &c.Cost, "once": &c.Once} {
		if a := d.Arguments.ForName(name); a != nil {
			*n, _ = strconv.Atoi(a.Value.Raw)
		}
	}
	if fd.Type.NonNull {
		r.wrong(fd.Position, "%s: a computed field is nullable; leave the ! out", c.Name)
	}
	t.computed[fd.Name] = c
}

func (r *reader) relation(t *Type, fd *ast.FieldDefinition, d *ast.Directive) *Relation {
	rel := &Relation{Name: argString(d, "type"), Out: argString(d, "direction") == "OUT", One: argBool(d, "one", false)}
	target := fd.Type.Name()
	if !rel.One {
		conn := r.SDL.Types[target]
		if conn == nil || conn.Fields.ForName("nodes") == nil {
			r.wrong(fd.Position, "%s.%s: %s is not a connection; a relation to many returns one", t.Name, fd.Name, target)
			return nil
		}
		target = conn.Fields.ForName("nodes").Type.Name()
	}
	if rel.Target = r.types[target]; rel.Target == nil || len(rel.Target.Concrete) == 0 {
		r.wrong(fd.Position, "%s.%s: %s is not a node type, interface or union of node types", t.Name, fd.Name, target)
		return nil
	}
	if edge := argString(d, "edge"); edge != "" {
		if rel.Edge = r.types[edge]; rel.Edge == nil || rel.Edge.Def.Directives.ForName("relationship") == nil {
			r.wrong(d.Position, "%s.%s: edge %s is not an interface with @relationship", t.Name, fd.Name, edge)
			return nil
		}
		r.carries(t, fd, rel, d.Position)
	}
	return rel
}

// references are properties that hold the key of another node.
func (r *reader) references(t *Type) {
	for _, f := range t.Fields {
		d := f.Def.Directives.ForName("keyOf")
		if d == nil {
			continue
		}
		f.Reference = r.types[argString(d, "type")]
		switch {
		case f.Reference == nil || !f.Reference.IsNode():
			r.wrong(d.Position, "%s.%s: %s is not a node type", t.Name, f.Name, argString(d, "type"))
		case f.Relation != nil || f.Def.Type.NamedType != "String" || f.Order || f.Group:
			r.wrong(d.Position, "%s.%s: a reference is a text that holds a key, neither ordered nor grouped by", t.Name, f.Name)
		}
	}
}

// states reads what is kept back of a type while a property has some value.
func (r *reader) states(t *Type) {
	for _, d := range t.Def.Directives {
		if d.Name != "pending" && d.Name != "unlisted" {
			continue
		}
		f := t.Field(argString(d, "field"))
		if f == nil || f.Relation != nil {
			r.wrong(d.Position, "%s: @%s names %s, which is not a stored field of it", t.Name, d.Name, argString(d, "field"))
			continue
		}
		s := State{Property: f.Property, Values: argStrings(d, "values"), From: argStrings(d, "from")}
		if e := r.SDL.Types[f.Def.Type.Name()]; e != nil && e.Kind == ast.Enum {
			for _, v := range s.Values {
				if e.EnumValues.ForName(v) == nil {
					r.wrong(d.Position, "%s: @%s names %s, which is not a value of %s", t.Name, d.Name, v, e.Name)
				}
			}
		}
		if d.Name == "pending" {
			t.Pending = append(t.Pending, s)
		} else {
			t.Unlisted = append(t.Unlisted, s)
		}
	}
}

func (r *reader) fulltext(t *Type) {
	for _, name := range t.Fulltext {
		if f := t.Field(name); f == nil || f.Relation != nil || f.Def.Type.NamedType != "String" {
			r.wrong(t.Def.Directives.ForName("node").Position, "%s: fulltext names %s, which is not a stored text of it", t.Name, name)
		}
	}
}

// owned finds the way from a type to the owner, in the relations of either end.
func (r *reader) owned(t *Type) {
	d := t.Def.Directives.ForName("node")
	via := argString(d, "via")
	switch {
	case t.Scope == Open && via != "":
		r.wrong(d.Position, "%s is OPEN and has via %s; every role sees it, leave via out", t.Name, via)
		return
	case t.Scope == Open || via == "":
		return
	case r.owner == nil:
		if len(r.owners) == 0 {
			r.wrong(d.Position, "%s is %s, and no type is the owner; let one be OWN without via", t.Name, t.Scope)
		}
		return
	}
	for _, f := range t.Fields {
		if rel := f.Relation; rel != nil && rel.Name == via && rel.Out && slices.Contains(rel.Target.Concrete, r.owner) {
			if t.Scope == Own && !rel.One {
				r.wrong(f.Def.Position, "%s.%s leads to many of %s; what is OWN has one owner, otherwise it is ANY", t.Name, f.Name, r.owner.Name)
			}
			t.Via = rel
			return
		}
	}
	r.wrong(d.Position, "%s is %s and has no relation %s that leads out to %s; name the relationship that does in via", t.Name, t.Scope, via, r.owner.Name)
}

// DerivedFile is the file of types that are derived from others: conditions, orders, edges, figures.
const DerivedFile = "derived.graphqls"

// misplaced refuses directives where nothing would honour them.
func (r *reader) misplaced(def *ast.Definition) {
	if r.types[def.Name] == nil {
		for _, name := range []string{"pending", "unlisted", "relationship", "called", "selection", "shared"} {
			if d := def.Directives.ForName(name); d != nil {
				r.wrong(d.Position, "%s: @%s belongs on a type with @node; nothing honours it here", def.Name, name)
			}
		}
	}
	stored := r.types[def.Name] != nil && (r.types[def.Name].IsNode() || def.Directives.ForName("relationship") != nil)
	for _, f := range def.Fields {
		for _, name := range []string{"property", "relation", "keyOf", "whole", "computed", "dated", "personName", "needs", "settled", "sequence"} {
			d := f.Directives.ForName(name)
			if d != nil && name == "whole" && d.Position.Src.Name == DerivedFile {
				continue // carried over from the field it was derived from, for readers
			}
			if d == nil || stored && name != "relation" && name != "computed" || r.types[def.Name] != nil && r.types[def.Name].IsNode() {
				continue
			}
			r.wrong(d.Position, "%s.%s: @%s belongs on a field of a type with @node; nothing honours it here", def.Name, f.Name, name)
		}
		if f.Directives.ForName("property") != nil && f.Directives.ForName("relation") != nil {
			r.wrong(f.Position, "%s.%s is a property and a relation; it is one of the two", def.Name, f.Name)
		}
	}
}

// end records which labels may stand at the far end of a relationship, seen from an owner's label.
func (r *reader) end(t *Type, rel *Relation) {
	for _, near := range t.Concrete {
		for _, far := range rel.Target.Concrete {
			r.addEnd(end{near.Label, rel.Name, rel.Out}, far.Label)
			r.addEnd(end{far.Label, rel.Name, !rel.Out}, near.Label)
		}
	}
}

func (r *reader) addEnd(from end, to string) {
	if r.ends[from] == nil {
		r.ends[from] = map[string]bool{}
	}
	r.ends[from][to] = true
}

// Roles are those that an @access among the directives names; none is every role.
func Roles(ds ast.DirectiveList) []string {
	if d := ds.ForName("access"); d != nil {
		return argStrings(d, "roles")
	}
	return nil
}

func argString(d *ast.Directive, name string) string {
	if a := d.Arguments.ForName(name); a != nil && a.Value != nil && a.Value.Kind != ast.NullValue {
		return a.Value.Raw
	}
	return ""
}

func argStrings(d *ast.Directive, name string) []string {
	a := d.Arguments.ForName(name)
	if a == nil || a.Value == nil {
		return nil
	}
	var out []string
	for _, c := range a.Value.Children {
		out = append(out, c.Value.Raw)
	}
	return out
}

func argBool(d *ast.Directive, name string, otherwise bool) bool {
	if a := d.Arguments.ForName(name); a != nil && a.Value != nil {
		return a.Value.Raw == "true"
	}
	return otherwise
}
