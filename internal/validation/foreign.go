package validation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"

	"bole/graph/mapping"
	"bole/graph/message"
)

// noName says why a word is not what is wanted.
var noName = message.New("is not a valid name in GraphQL: names are made of the letters a to z, digits and _")

// foreign is a document whose words have names in their place.
type foreign struct {
	*checking
	names map[string]string // the words by the names in their place
	found []occurrence
}

// An occurrence is a word where a name is wanted.
type occurrence struct {
	text  *string         // where the name stands, of the document
	alias *string         // where it stands again, of a field without an alias of its own
	word  string          // what was written
	meant func() []string // what may stand for it
	say   func() problem
}

// visit finds all words.
func (f *foreign) visit() {
	for _, op := range f.document.Operations {
		f.plain(&op.Name, op.Position, message.New("choose another"))
		for _, v := range op.VariableDefinitions {
			f.plain(&v.Variable, v.Position, message.New("give the variable another name"))
			typ := v.Type
			for typ.Elem != nil {
				typ = typ.Elem
			}
			f.typed(&typ.NamedType, v, v.Position, (*ast.Definition).IsInputType)
			f.value(v.DefaultValue)
			f.directives(v.Directives)
		}
		f.directives(op.Directives)
		f.selections(op.SelectionSet)
	}
	for _, d := range f.document.Fragments {
		f.plain(&d.Name, d.Position, message.New("give the fragment another name"))
		f.typed(&d.TypeCondition, d, d.Position, (*ast.Definition).IsCompositeType)
		f.directives(d.Directives)
		f.selections(d.SelectionSet)
	}
}

func (f *foreign) selections(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			f.field(s)
			for _, a := range s.Arguments {
				f.argument(s, a)
				f.value(a.Value)
			}
			f.directives(s.Directives)
			f.selections(s.SelectionSet)
		case *ast.InlineFragment:
			f.typed(&s.TypeCondition, s, s.Position, (*ast.Definition).IsCompositeType)
			f.directives(s.Directives)
			f.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			f.plain(&s.Name, s.Position, message.New("give the fragment another name"))
			f.directives(s.Directives)
		}
	}
}

func (f *foreign) directives(list ast.DirectiveList) {
	for _, d := range list {
		f.plain(&d.Name, d.Position, theDirectives)
		for _, a := range d.Arguments {
			f.plain(&a.Name, a.Position, message.New("the argument is if"))
			f.value(a.Value)
		}
	}
}

// add keeps what stands in the place of a word.
func (f *foreign) add(o occurrence) {
	if o.word = f.names[*o.text]; o.word != "" && len(f.found) < mostErrors {
		f.found = append(f.found, o)
	}
}

// plain is a word where any name would do.
func (f *foreign) plain(text *string, position *ast.Position, right message.Text) {
	f.add(occurrence{text: text, say: func() problem {
		return problem{position: position, text: word(location(position), *text, right)}
	}})
}

// word says that a word is no name, and what would be right.
func word(at gqlerror.Location, text string, right message.Text) message.Text {
	return message.New("%s: %s %s; %s", line(at), Shortened(text), noName, right)
}

func (f *foreign) typed(text *string, node any, position *ast.Position, sort func(*ast.Definition) bool) {
	meant := func() []string {
		return termed(f.names[*text], f.types(sort), func(name string) (string, string) { return name, f.schema.Types[name].Description })
	}
	var found []string
	f.add(occurrence{text: text, meant: func() []string { found = meant(); return found }, say: func() problem {
		if len(found) > mostNear {
			found = found[:mostNear]
		}
		right := message.New("write the name of a type of /schema.graphql")
		if len(found) > 0 {
			right = message.New("write %s", either(message.Names(found)))
		}
		return of(f.places[node], position, "is of the type %s, which %s; %s", Shortened(*text), noName, right)
	}})
}

func fieldTerm(f *ast.FieldDefinition) (name, description string) { return f.Name, f.Description }

func (f *foreign) field(s *ast.Field) {
	if s.Alias != s.Name {
		f.plain(&s.Alias, s.Position, message.New("choose another alias; Accept: text/csv; labels=zh gives an export Chinese heads"))
	}
	o := occurrence{text: &s.Name}
	if s.Alias == s.Name {
		o.alias = &s.Alias
	}
	var found []string
	o.meant = func() []string {
		if s.ObjectDefinition != nil {
			found = termed(f.names[s.Name], s.ObjectDefinition.Fields, fieldTerm)
		}
		if s.ObjectDefinition == f.schema.Query { // 干部列表 beside 干部
			found = append(found, termed(f.names[s.Name]+"列表", s.ObjectDefinition.Fields, fieldTerm)...)
		}
		return found
	}
	o.say = func() problem {
		at := f.places[s]
		if len(found) > 0 {
			return of(at, s.Position, "is a Chinese term, and fields go by their English names; write %s", either(message.Names(found)))
		}
		word := s.Name
		if s.ObjectDefinition != nil {
			meant := func(d *ast.Definition) *ast.FieldDefinition {
				for _, g := range d.Fields {
					if term, _ := mapping.Described(g.Description); term == word {
						return g
					}
				}
				return nil
			}
			if ways := f.elsewhere(s, meant); len(ways) > 0 {
				return of(at, s.Position, "%s; %s", f.lacks(s.ObjectDefinition), either(ways))
			}
			if like := likeTerm(s.ObjectDefinition, word); !like.Empty() {
				return of(at, s.Position, "%s; %s", f.lacks(s.ObjectDefinition), message.New("did you mean %s?", like))
			}
		}
		return of(at, s.Position, "%s; %s", noName, f.anywhere(word))
	}
	f.add(o)
}

func (f *foreign) argument(s *ast.Field, a *ast.Argument) {
	f.add(occurrence{text: &a.Name, say: func() problem {
		at := f.places[s].named(a.Name)
		if s.Definition == nil {
			return of(at, a.Position, "%s; %s", noName, f.anywhere(a.Name))
		}
		known := s.Definition.Arguments
		names := make([]string, len(known))
		for i, d := range known {
			names[i] = d.Name
		}
		name := a.Name
		if filter := known.ForName("filter"); filter != nil {
			if d := field(f.schema.Types[filter.Type.Name()], name); d != nil {
				name = d.Name
			}
		}
		return of(at, a.Position, "is not an argument here; %s", f.words.argument(name, names, known, s.Arguments, a.Value))
	}})
}

func (f *foreign) value(v *ast.Value) {
	if v == nil {
		return
	}
	switch v.Kind {
	case ast.Variable:
		f.plain(&v.Raw, v.Position, message.New("give the variable another name"))
	case ast.EnumValue:
		f.add(occurrence{text: &v.Raw, say: func() problem {
			if v.ExpectedType == nil || v.Definition == nil {
				return of(f.places[v], v.Position, "is %s, which %s; a text stands in quotes", Shortened(v.Raw), noName)
			}
			return of(f.places[v], v.Position, "is %s, %s", Shortened(v.Raw), f.right(v.ExpectedType, v, f.places[v]))
		}})
	}
	for _, c := range v.Children {
		if v.Kind == ast.ObjectValue {
			f.child(v, c)
		}
		f.value(c.Value)
	}
}

func (f *foreign) child(v *ast.Value, c *ast.ChildValue) {
	var found []string
	meant := func() []string {
		if v.Definition != nil {
			found = termed(f.names[c.Name], v.Definition.Fields, fieldTerm)
		}
		return found
	}
	f.add(occurrence{text: &c.Name, meant: meant, say: func() problem {
		at := f.places[v].named(c.Name)
		if v.Definition == nil {
			return of(at, c.Position, "%s; %s", noName, f.anywhere(c.Name))
		}
		right := f.wayOf(v.Definition, c.Name)
		if len(found) > 0 {
			right = message.New("write %s", either(message.Names(found)))
		}
		return of(at, c.Position, "is not a field of the input %s; %s", v.Definition.Name, right)
	}})
}

// wayOf says how the field of a term is reached from an input.
func (f *foreign) wayOf(d *ast.Definition, word string) message.Text {
	for _, step := range around {
		if inner := f.inner(d, step); inner != nil && inner.Kind == ast.InputObject {
			if g := field(inner, word); g != nil {
				return message.New("write %s", step+": {"+g.Name+": …}")
			}
			for _, next := range around {
				if last := f.inner(inner, next); last != nil && last.Kind == ast.InputObject {
					if g := field(last, word); g != nil {
						return message.New("write %s", step+": {"+next+": {"+g.Name+": …}}")
					}
				}
			}
		}
	}
	return f.anywhere(word)
}

// said puts in what can be told from the outside in, since what a word stands for depends on what it stands in, and then
// says what is wrong with each.
func (f *foreign) said() []problem {
	put := map[*string]bool{}
	for range 8 { // words within words, as deep as people write them
		validator.Walk(f.schema, f.document, &validator.Events{})
		more := false
		for _, o := range f.found {
			if o.meant == nil || put[o.text] {
				continue
			}
			if names := o.meant(); len(names) > 0 {
				put[o.text], more = true, true
				*o.text = names[len(names)-1] // of an object and a list of one term the list: it is what fields are asked of
			}
		}
		if !more {
			break
		}
	}
	for _, o := range f.found {
		*o.text = o.word
		if o.alias != nil {
			*o.alias = o.word
		}
	}
	f.index = newIndex(f.document)
	out := make([]problem, len(f.found))
	for i, o := range f.found {
		out[i] = o.say()
	}
	return out
}

// anywhere says which fields and values of the whole schema have a word as their term.
func (w words) anywhere(word string) message.Text {
	var out []string
	for _, name := range w.types(func(d *ast.Definition) bool { return d.Kind == ast.Object || d.Kind == ast.Enum }) {
		d := w.schema.Types[name]
		for _, f := range termed(word, d.Fields, fieldTerm) {
			out = append(out, name+"."+f)
		}
		for _, v := range termed(word, d.EnumValues, func(v *ast.EnumValueDefinition) (string, string) { return v.Name, v.Description }) {
			out = append(out, name+"."+v)
		}
		if len(out) >= mostNear {
			break
		}
	}
	if len(out) == 0 {
		return message.New("vocabulary gives each name with its Chinese term")
	}
	return message.New("the term is that of %s", either(message.Names(out[:min(len(out), mostNear)])))
}

// likeTerm is the field of a type whose term is most like a word and has a character of it: title (标题).
func likeTerm(d *ast.Definition, word string) message.Text {
	terms := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		terms[i], _ = mapping.Described(f.Description)
	}
	found := core.SuggestionList(word, terms) // of so few characters a third is none
	for _, term := range found[:min(len(found), mostNear)] {
		if strings.ContainsAny(term, word) {
			return message.New("%s (%s)", d.Fields[slices.Index(terms, term)].Name, term)
		}
	}
	return message.Text{}
}
