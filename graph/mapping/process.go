package mapping

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Needs is what a value that is recorded by itself needs beside it.
type Needs struct {
	With  []string // columns with a value
	Field string   // a column that has one of the values In; "" where that does not matter
	In    []string
}

// Settled is what stands once another column has a value.
type Settled struct {
	By        string // the column
	RevisedBy string // the type of the rows that say what is changed; "" where it cannot be
}

// Sequence is an order in which rows are recorded.
type Sequence struct {
	Within string // the relation to the node whose rows are in order
	Unless string // the column with the reason for leaving it
}

// Needs is what @needs says of the field, nil where it says nothing.
func (f *Field) Needs() *Needs {
	d := f.Def.Directives.ForName("needs")
	if d == nil {
		return nil
	}
	return &Needs{With: argStrings(d, "with"), Field: argString(d, "field"), In: argStrings(d, "in")}
}

// Settled is what @settled says of the field, nil where it says nothing.
func (f *Field) Settled() *Settled {
	d := f.Def.Directives.ForName("settled")
	if d == nil {
		return nil
	}
	return &Settled{By: argString(d, "by"), RevisedBy: argString(d, "revisedBy")}
}

// Sequence is what @sequence says of the field, nil where it says nothing.
func (f *Field) Sequence() *Sequence {
	d := f.Def.Directives.ForName("sequence")
	if d == nil {
		return nil
	}
	return &Sequence{Within: argString(d, "within"), Unless: argString(d, "unless")}
}

// process refuses what the fields of a type say of how rows are recorded, where nothing could hold it.
func (r *reader) process(t *Type) {
	for _, f := range t.Fields {
		for _, d := range f.Def.Directives {
			if (d.Name == "needs" || d.Name == "settled" || d.Name == "sequence") && t.Writable == nil {
				r.wrong(d.Position, "%s.%s: @%s belongs on a column of a type that is writable; nothing honours it here", t.Name, f.Name, d.Name)
			}
		}
		if n := f.Needs(); n != nil {
			at := f.Def.Directives.ForName("needs").Position
			for _, name := range n.With {
				r.stored(t, f, "needs", name, at)
			}
			if n.Field != "" && r.stored(t, f, "needs", n.Field, at) {
				r.values(t, f, t.Field(n.Field), n.In, at)
			}
		}
		if s := f.Settled(); s != nil {
			at := f.Def.Directives.ForName("settled").Position
			r.stored(t, f, "settled", s.By, at)
			if of := r.types[s.RevisedBy]; s.RevisedBy != "" && (of == nil || of.Def.Directives.ForName("writable") == nil) {
				r.wrong(at, "%s.%s: @settled says revisedBy %s, which is not a type that is writable; name the one whose rows say what changed", t.Name, f.Name, s.RevisedBy)
			}
		}
		if s := f.Sequence(); s != nil {
			at := f.Def.Directives.ForName("sequence").Position
			if of := t.Field(s.Within); of == nil || of.Relation == nil || !of.Relation.One || !of.Relation.Target.IsNode() {
				r.wrong(at, "%s.%s: @sequence goes within %s, which does not lead to one node; name the relation to the node whose rows are in order", t.Name, f.Name, s.Within)
			}
			r.stored(t, f, "sequence", s.Unless, at)
			if def := r.SDL.Types[f.Def.Type.Name()]; def == nil || def.Kind != ast.Enum {
				r.wrong(at, "%s.%s: @sequence is for values of an enum, whose order it follows; leave it out", t.Name, f.Name)
			}
		}
	}
}

// stored refuses a name that is not a stored field or relation of the type.
func (r *reader) stored(t *Type, f *Field, directive, name string, at *ast.Position) bool {
	if t.Field(name) == nil {
		r.wrong(at, "%s.%s: @%s names %s, which is not a column of %s", t.Name, f.Name, directive, name, t.Name)
		return false
	}
	return true
}

// values refuses what is not a value of a field's enum.
func (r *reader) values(t *Type, f, of *Field, values []string, at *ast.Position) {
	def := r.SDL.Types[of.Def.Type.Name()]
	for _, v := range values {
		if def == nil || def.EnumValues.ForName(v) == nil {
			r.wrong(at, "%s.%s: @needs names %s, which is not a value of %s", t.Name, f.Name, v, of.Def.Type.Name())
		}
	}
}

// stepped refuses steps whose columns a type that has them lacks.
func (r *reader) stepped(t *Type) {
	for _, f := range t.Fields {
		steps := Steps(r.SDL.Types[f.Def.Type.Name()])
		for _, v := range r.SDL.Types[f.Def.Type.Name()].EnumValues {
			d := v.Directives.ForName("step")
			if d == nil || t.Writable == nil {
				continue
			}
			s := steps[v.Name]
			for _, name := range s.Needs {
				if t.Field(name) == nil {
					r.wrong(d.Position, "%s: @step needs %s, which is not a column of %s", v.Name, name, t.Name)
				}
			}
			if due := t.Field(s.Due); s.Due != "" && (due == nil || due.Def.Type.Name() != "Date") {
				r.wrong(d.Position, "%s: @step is due by %s, which is not a date of %s", v.Name, s.Due, t.Name)
			}
			if s.Due != "" && len(s.Waits) == 0 {
				r.wrong(d.Position, "%s: @step is due, and waits for nobody; name the roles in waits", v.Name)
			}
		}
	}
}

// Waiting are the fields of the type with states that wait for somebody.
func (t *Type) Waiting(s *Schema) []*Field {
	var out []*Field
	if t.Writable == nil {
		return nil
	}
	for _, f := range t.Fields {
		steps := Steps(s.SDL.Types[f.Def.Type.Name()])
		if f.Relation == nil && slices.ContainsFunc(s.SDL.Types[f.Def.Type.Name()].EnumValues, func(v *ast.EnumValueDefinition) bool { return len(steps[v.Name].Waits) > 0 }) {
			out = append(out, f)
		}
	}
	return out
}
