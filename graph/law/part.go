package law

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
)

// Part is the SDL without what a role may not use, as introspection shows it: types, fields, arguments, fields of
// inputs and values of enums; also what leads to nothing any more, and what nothing leads to. Documents are held
// against the whole of it, so that what is refused is refused by its right name.
func (l *Law) Part(role string) *ast.Schema {
	p := part{law: l, caller: Caller{Role: role, Whole: true}, sdl: l.schema.SDL, gone: map[string]bool{}}
	for before := -1; before != len(p.gone); {
		before = len(p.gone)
		for name, def := range p.sdl.Types {
			if !p.gone[name] && !p.stays(def) {
				p.gone[name] = true
			}
		}
	}
	return p.schema()
}

// part is the part of the SDL for one role.
type part struct {
	law    *Law
	caller Caller
	sdl    *ast.Schema
	gone   map[string]bool // types
}

// stays reports whether something is left of a type.
func (p *part) stays(def *ast.Definition) bool {
	switch {
	case def.BuiltIn || def.Kind == ast.Scalar:
		return true
	case !May(p.caller, mapping.Roles(def.Directives)):
		return false
	case def.Kind == ast.Union:
		return slices.ContainsFunc(def.Types, func(t string) bool { return !p.gone[t] })
	case def.Kind == ast.Enum:
		return len(p.values(def)) > 0
	}
	for _, name := range []string{"nodes", "node"} { // of a connection, or an edge of one
		if f := def.Fields.ForName(name); f != nil && p.gone[f.Type.Name()] {
			return false
		}
	}
	return slices.ContainsFunc(p.fields(def), func(f *ast.FieldDefinition) bool { return !strings.HasPrefix(f.Name, "__") })
}

func (p *part) values(def *ast.Definition) ast.EnumValueList {
	var out ast.EnumValueList
	for _, v := range def.EnumValues {
		if May(p.caller, mapping.Roles(v.Directives)) {
			out = append(out, v)
		}
	}
	return out
}

func (p *part) fields(def *ast.Definition) ast.FieldList {
	t := p.law.schema.Type(def.Name)
	var out ast.FieldList
	for _, f := range def.Fields {
		if p.gone[f.Type.Name()] || !May(p.caller, mapping.Roles(f.Directives)) {
			continue
		}
		if t != nil && t.Field(f.Name) != nil && Field(p.caller, t.Field(f.Name), nil) != nil {
			continue
		}
		args, whole := p.arguments(f.Arguments)
		if !whole {
			continue
		}
		if len(args) < len(f.Arguments) {
			fewer := *f
			fewer.Arguments = args
			f = &fewer
		}
		out = append(out, f)
	}
	return out
}

// arguments leaves out those that the role may not use; whole reports that none of them is needed.
func (p *part) arguments(all ast.ArgumentDefinitionList) (out ast.ArgumentDefinitionList, whole bool) {
	for _, a := range all {
		switch {
		case !p.gone[a.Type.Name()] && May(p.caller, mapping.Roles(a.Directives)):
			out = append(out, a)
		case a.Type.NonNull && a.DefaultValue == nil:
			return nil, false
		}
	}
	return out, true
}

// namedIn are the types of fields and of their arguments.
func namedIn(fields ast.FieldList) (out []string) {
	for _, f := range fields {
		out = append(out, f.Type.Name())
		for _, a := range f.Arguments {
			out = append(out, a.Type.Name())
		}
	}
	return out
}

// schema puts together what is left and can be reached.
func (p *part) schema() *ast.Schema {
	types := map[string]*ast.Definition{}
	var reach func(name string)
	reach = func(name string) {
		def := p.sdl.Types[name]
		if def == nil || types[name] != nil || p.gone[name] {
			return
		}
		left := *def
		types[name] = &left
		if def.Kind == ast.Enum {
			left.EnumValues = p.values(def)
			return
		}
		left.Fields = p.fields(def)
		for _, name := range namedIn(left.Fields) {
			reach(name)
		}
		left.Types = slices.DeleteFunc(slices.Clone(def.Types), func(t string) bool { return p.gone[t] })
		for _, possible := range p.sdl.GetPossibleTypes(def) {
			reach(possible.Name)
		}
		for _, name := range def.Interfaces {
			reach(name)
		}
	}
	for name, def := range p.sdl.Types {
		if def.BuiltIn {
			reach(name)
		}
	}
	for _, d := range p.sdl.Directives {
		for _, a := range d.Arguments {
			reach(a.Type.Name())
		}
	}
	out := &ast.Schema{Types: types, Directives: p.sdl.Directives, Description: p.sdl.Description, PossibleTypes: map[string][]*ast.Definition{}, Implements: map[string][]*ast.Definition{}}
	for _, root := range []struct {
		of   *ast.Definition
		into **ast.Definition
	}{{p.sdl.Query, &out.Query}, {p.sdl.Mutation, &out.Mutation}, {p.sdl.Subscription, &out.Subscription}} {
		if root.of != nil {
			reach(root.of.Name)
			*root.into = types[root.of.Name]
		}
	}
	for name := range types {
		for _, d := range p.sdl.PossibleTypes[name] {
			if types[d.Name] != nil {
				out.PossibleTypes[name] = append(out.PossibleTypes[name], types[d.Name])
			}
		}
		for _, d := range p.sdl.Implements[name] {
			if types[d.Name] != nil {
				out.Implements[name] = append(out.Implements[name], types[d.Name])
			}
		}
	}
	return out
}
