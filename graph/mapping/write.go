package mapping

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Writable is how rows of a type's table are recorded by people.
type Writable struct {
	As       string      // what a row is called in the names of mutations
	With     *Type       // of relationships: the end they are recorded with, whose version they are a part of
	Within   []*Relation // from a node that belongs to no official to the organizations that the writer's scope has to hold
	Anywhere bool        // a node that belongs to no official may be created with any scope
	Requires []string    // what has to hold of a row that is recorded
}

// Step is how a state is reached.
type Step struct {
	Start bool     // a node may be recorded in it
	From  []string // states that lead to it
	Roles []string // that may take the step; none: whoever may write the field
	Apart bool     // never by who recorded the node

	Needs    []string // columns that have a value from then on
	Requires []string // what has to hold of the row
	Waits    []string // roles that a node in the state waits for
	Then     string   // relationships from the node that are drawn when the step is taken; "" for none
	Due      string   // the column with the day until which; "" where there is none
}

// Steps are the steps of an enum by its values, nil where it has none: any value may follow any other then.
func Steps(def *ast.Definition) map[string]Step {
	var out map[string]Step
	if def == nil || def.Kind != ast.Enum {
		return nil
	}
	for _, v := range def.EnumValues {
		if d := v.Directives.ForName("step"); d != nil {
			if out == nil {
				out = map[string]Step{}
			}
			out[v.Name] = Step{Start: argBool(d, "start", false), From: argStrings(d, "from"), Roles: argStrings(d, "roles"), Apart: argBool(d, "apart", false),
				Needs: argStrings(d, "needs"), Requires: argStrings(d, "requires"), Waits: argStrings(d, "waits"), Due: argString(d, "due"), Then: argString(d, "then")}
		}
	}
	return out
}

// writable reads @writable of a type.
func (r *reader) writable(t *Type) {
	d := t.Def.Directives.ForName("writable")
	if d == nil {
		return
	}
	w := &Writable{As: argString(d, "as"), Anywhere: argBool(d, "anywhere", false), Requires: argStrings(d, "requires")}
	with, within := argString(d, "with"), argString(d, "within")
	r.named(t.Name, d)
	switch {
	case t.Def.Directives.ForName("table") == nil:
		r.wrong(d.Position, "%s: @writable is for types with a table; give it @table", t.Name)
	case t.IsNode() && (w.As != "" || with != ""):
		r.wrong(d.Position, "%s: @writable has as or with, which are for relationships; leave them out", t.Name)
	case t.IsNode() && t.Owned() && (within != "" || w.Anywhere):
		r.wrong(d.Position, "%s: its nodes belong to officials, whose scope decides; leave within and anywhere out of @writable", t.Name)
	case t.IsNode():
		w.As, w.Within = t.Name, r.within(t, d, within)
	case w.As == "" || r.types[with] == nil || !r.types[with].IsNode():
		r.wrong(d.Position, "%s: @writable on a relationship says what a row is called, and with which end it is recorded; give as, and the type of an end in with", t.Name)
	case len(w.Requires) > 0:
		r.wrong(d.Position, "%s: @writable on a relationship has requires, which is for nodes; put it on the type that it is recorded with", t.Name)
	case !r.types[with].lists(t):
		r.wrong(d.Position, "%s: @writable says with %s, which has no field that lists it; give the type of an end that does", t.Name, with)
	case r.types[with].Def.Directives.ForName("writable") == nil:
		r.wrong(d.Position, "%s: @writable says with %s, which is not writable itself; give that type @writable, or name the other end", t.Name, with)
	default:
		w.With = r.types[with]
	}
	t.Writable = w
}

// lists reports whether a field of the type leads over relationships with the properties.
func (t *Type) lists(edge *Type) bool {
	return slices.ContainsFunc(t.Fields, func(f *Field) bool { return f.Relation != nil && f.Relation.Edge == edge })
}

// named refuses @writable that names no role.
func (r *reader) named(at string, d *ast.Directive) {
	if len(argStrings(d, "roles")) == 0 {
		r.wrong(d.Position, "%s: @writable names no role in roles; name some, or leave the directive out", at)
	}
}

// within reads a way of fields, each a relation.
func (r *reader) within(t *Type, d *ast.Directive, way string) (out []*Relation) {
	if way == "" {
		return nil
	}
	for name := range strings.SplitSeq(way, ".") {
		f := t.Field(name)
		if f == nil || f.Relation == nil || !f.Relation.Target.IsNode() {
			r.wrong(d.Position, "%s: @writable goes by %s, and %s is not a relation of %s to one type; name the fields that lead to organizations", t.Name, way, name, t.Name)
			return nil
		}
		out, t = append(out, f.Relation), f.Relation.Target
	}
	return out
}

// steps refuses steps that lead from what is no value, and enums nothing can be recorded in.
func (r *reader) steps(def *ast.Definition) {
	steps := Steps(def)
	start := false
	for _, v := range def.EnumValues {
		start = start || steps[v.Name].Start
		for _, from := range steps[v.Name].From {
			if def.EnumValues.ForName(from) == nil {
				r.wrong(v.Directives.ForName("step").Position, "%s.%s: @step leads from %s, which is not a value of %s", def.Name, v.Name, from, def.Name)
			}
		}
	}
	if steps != nil && !start {
		r.wrong(def.Position, "%s: no value is a start of @step, so that nothing could be recorded; say start: true on one", def.Name)
	}
}

// unwritable refuses @writable where nothing would honour it.
func (r *reader) unwritable(def *ast.Definition) {
	d := def.Directives.ForName("writable")
	if d != nil && r.types[def.Name] == nil {
		r.wrong(d.Position, "%s: @writable belongs on a type with @table; nothing honours it here", def.Name)
	}
	for _, f := range def.Fields {
		on := f.Directives.ForName("writable")
		if on == nil {
			continue
		}
		if d == nil || f.Directives.ForName("computed") != nil {
			r.wrong(on.Position, "%s.%s: @writable belongs on a column of a type that is writable; nothing honours it here", def.Name, f.Name)
		}
		r.named(def.Name+"."+f.Name, on)
		if roles := argStrings(on, "roles"); d != nil && slices.ContainsFunc(roles, func(role string) bool { return !slices.Contains(argStrings(d, "roles"), role) }) {
			r.wrong(on.Position, "%s.%s: @writable names a role that may not write %s at all; give roles of that type's @writable", def.Name, f.Name, def.Name)
		}
	}
}

// Unowned are the types that nodes of an own type may belong to instead of an official, by the relationship that leads
// there: an evaluation may be of an organization.
func (t *Type) Unowned(s *Schema) []*Type {
	var out []*Type
	if t.Via == nil {
		return nil
	}
	for _, f := range t.Fields {
		if r := f.Relation; r != nil && r.Name == t.Via.Name && r.Out == t.Via.Out {
			for _, c := range r.Target.Concrete {
				if c != s.Owner() && !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}
