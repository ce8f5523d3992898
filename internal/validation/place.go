package validation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// A place is the way to a part of the document by response names, and below an argument by the names and places in its
// value. There is one of each, so that fields of one response name share theirs.
type place struct {
	above *place
	step  ast.PathElement
	below map[ast.PathElement]*place
}

func (p *place) path() ast.Path {
	var out ast.Path
	for ; p != nil && p.step != nil; p = p.above {
		out = append(out, p.step)
	}
	slices.Reverse(out)
	return out
}

func (p *place) to(step ast.PathElement) *place {
	if q := p.below[step]; q != nil {
		return q
	}
	q := &place{above: p, step: step}
	if p.below == nil {
		p.below = map[ast.PathElement]*place{}
	}
	p.below[step] = q
	return q
}

// named is the place of something with a name below this one.
func (p *place) named(name string) *place { return p.to(ast.PathName(name)) }

// member is what stands before a value here: the name of its argument or member; nothing in a list or of a variable.
func (p *place) member() string {
	if n, ok := p.step.(ast.PathName); ok && !strings.HasPrefix(string(n), "$") {
		return string(n) + ": "
	}
	return ""
}

// index says where each part of a document stands. A fragment stands where it is spread first.
type index struct {
	root      *place
	places    map[any]*place
	within    map[*ast.Field]*ast.Field // the field whose selection a field stands in
	fields    map[gqlerror.Location]*ast.Field
	at        map[*place][]*ast.Field
	fragments map[string]*ast.FragmentDefinition
	entered   map[string]bool
}

// newIndex visits each part of a document once.
func newIndex(document *ast.QueryDocument) *index {
	x := &index{root: &place{}, places: map[any]*place{}, within: map[*ast.Field]*ast.Field{}, fields: map[gqlerror.Location]*ast.Field{},
		at: map[*place][]*ast.Field{}, fragments: map[string]*ast.FragmentDefinition{}, entered: map[string]bool{}}
	for _, f := range document.Fragments {
		if x.fragments[f.Name] == nil {
			x.fragments[f.Name] = f
		}
	}
	for _, op := range document.Operations {
		x.places[op] = x.root
		for _, v := range op.VariableDefinitions {
			at := x.root.named("$" + v.Variable)
			x.places[v] = at
			if v.DefaultValue != nil {
				x.value(at, v.DefaultValue)
			}
			x.directives(at, v.Directives)
		}
		x.directives(x.root, op.Directives)
		x.selections(x.root, nil, op.SelectionSet)
	}
	for _, f := range document.Fragments {
		x.fragment(x.root.named(f.Name), nil, f)
		x.places[f] = x.root.named(f.Name)
	}
	return x
}

func (x *index) fragment(at *place, within *ast.Field, f *ast.FragmentDefinition) {
	if x.entered[f.Name] {
		return
	}
	x.entered[f.Name] = true
	x.directives(at, f.Directives)
	x.selections(at, within, f.SelectionSet)
}

func (x *index) selections(at *place, within *ast.Field, set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			here := at.named(s.Alias)
			x.places[s], x.within[s], x.fields[location(s.Position)] = here, within, s
			x.at[here] = append(x.at[here], s)
			for _, a := range s.Arguments {
				x.value(here.named(a.Name), a.Value)
			}
			x.directives(here, s.Directives)
			x.selections(here, s, s.SelectionSet)
		case *ast.InlineFragment:
			x.places[s] = at
			x.directives(at, s.Directives)
			x.selections(at, within, s.SelectionSet)
		case *ast.FragmentSpread:
			x.places[s] = at
			x.directives(at, s.Directives)
			if f := x.fragments[s.Name]; f != nil {
				x.fragment(at, within, f)
			}
		}
	}
}

func (x *index) directives(at *place, list ast.DirectiveList) {
	for _, d := range list {
		here := at.named("@" + d.Name)
		x.places[d] = here
		for _, a := range d.Arguments {
			x.value(here.named(a.Name), a.Value)
		}
	}
}

func (x *index) value(at *place, v *ast.Value) {
	x.places[v] = at
	for i, c := range v.Children {
		if v.Kind == ast.ListValue {
			x.value(at.to(ast.PathIndex(i)), c.Value)
		} else {
			x.value(at.named(c.Name), c.Value)
		}
	}
}

func location(p *ast.Position) gqlerror.Location {
	if p == nil {
		return gqlerror.Location{}
	}
	return gqlerror.Location{Line: p.Line, Column: p.Column}
}
