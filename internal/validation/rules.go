package validation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph/message"
)

// byPart says for each rule what is wrong with the part of the document the walker is at. A rule reports a part once for
// each thing wrong with it; here all of them are said at the first.
var byPart = map[string]func(*checking) []problem{
	"FieldsOnCorrectType":        (*checking).unknownField,
	"FragmentsOnCompositeTypes":  (*checking).fragmentOnLeaf,
	"KnownArgumentNames":         (*checking).unknownArguments,
	"KnownDirectives":            (*checking).wrongDirective,
	"KnownFragmentNames":         (*checking).unknownFragment,
	"KnownRootType":              (*checking).unknownRoot,
	"KnownTypeNames":             (*checking).unknownType,
	"LoneAnonymousOperation":     (*checking).operationWithoutName,
	"MaxIntrospectionDepth":      (*checking).deepIntrospection,
	"NoUndefinedVariables":       (*checking).undeclaredVariable,
	"NoUnusedFragments":          (*checking).unusedFragment,
	"NoUnusedVariables":          (*checking).unusedVariables,
	"PossibleFragmentSpreads":    (*checking).impossibleSpread,
	"ProvidedRequiredArguments":  (*checking).missingArguments,
	"ScalarLeafs":                (*checking).wrongSelection,
	"SingleFieldSubscriptions":   (*checking).subscribedTwice,
	"UniqueFragmentNames":        (*checking).fragmentTwice,
	"UniqueOperationNames":       (*checking).operationTwice,
	"UniqueVariableNames":        (*checking).variablesTwice,
	"ValuesOfCorrectType":        (*checking).wrongValue,
	"VariablesAreInputTypes":     (*checking).outputVariables,
	"VariablesInAllowedPosition": (*checking).misplacedVariable,
}

// byLocation says it for the rules that find one thing at a time, some of it not where the walker is.
var byLocation = map[string]func(*checking, gqlerror.Location) problem{
	"NoFragmentCycles":             (*checking).fragmentInItself,
	"OverlappingFieldsCanBeMerged": (*checking).conflict,
	"UniqueArgumentNames":          (*checking).argumentTwice,
	"UniqueDirectivesPerLocation":  (*checking).directiveTwice,
	"UniqueInputFieldNames":        (*checking).inputFieldTwice,
}

func (c *checking) fragmentOnLeaf() []problem {
	at, typ, position := c.fragment()
	return []problem{of(at, position, "has a fragment on %s, which has no fields; name an object type, an interface or a union, or leave the fragment out", typ)}
}

// fragment is the fragment the walker is at: its place, its type and where it is written.
func (c *checking) fragment() (*place, string, *ast.Position) {
	switch n := c.node.(type) {
	case *ast.InlineFragment:
		return c.places[n], n.TypeCondition, n.Position
	case *ast.FragmentDefinition:
		return c.places[n], n.TypeCondition, n.Position
	case *ast.FragmentSpread:
		if n.Definition != nil {
			return c.places[n], n.Definition.TypeCondition, n.Position
		}
		return c.places[n], "", n.Position
	}
	return nil, "", nil
}

func (c *checking) unknownType() []problem {
	if v, ok := c.node.(*ast.VariableDefinition); ok {
		name := v.Type.Name()
		return []problem{of(c.places[v], v.Position, "is of the type %s, which does not exist; %s", name,
			or(near(name, c.types((*ast.Definition).IsInputType)), message.New("give a scalar, an enum or an input type of /schema.graphql")))}
	}
	at, name, position := c.fragment()
	return []problem{of(at, position, "has a fragment on %s, which is not a type; %s", name,
		or(near(name, c.types((*ast.Definition).IsCompositeType)), message.New("name a type of /schema.graphql")))}
}

func (c *checking) impossibleSpread() []problem {
	at, typ, position := c.fragment()
	var here *ast.Definition
	switch n := c.node.(type) {
	case *ast.InlineFragment:
		here = n.ObjectDefinition
	case *ast.FragmentSpread:
		here = n.ObjectDefinition
	}
	if here == nil {
		return nil
	}
	can := message.New("leave the fragment out")
	switch inner := here.Fields.ForName("nodes"); {
	case inner != nil && inner.Type.Name() == typ:
		can = message.New("put it inside nodes { … }")
	case here.Fields.ForName("node") != nil && here.Fields.ForName("node").Type.Name() == typ:
		can = message.New("put it inside node { … }")
	case here.IsAbstractType():
		can = message.New("it can be of %s", list(message.Names(c.possible(here))))
	}
	return []problem{of(at, position, "is of the type %s and never of %s, which a fragment is on; %s", here.Name, typ, can)}
}

func (c *checking) unknownFragment() []problem {
	n, ok := c.node.(*ast.FragmentSpread)
	if !ok {
		return nil
	}
	names := make([]string, 0, len(c.fragments))
	for _, f := range c.document.Fragments {
		names = append(names, f.Name)
	}
	return []problem{of(c.places[n], n.Position, "uses the fragment %s, which the document does not have; %s", n.Name,
		or(near(n.Name, names), message.New("write fragment %s on TYPE { … } beside the operation", n.Name)))}
}

func (c *checking) unusedFragment() []problem {
	n, ok := c.node.(*ast.FragmentDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, text: message.New("the fragment %s is not used; write ...%[1]s where its fields are wanted, or leave it out", n.Name)}}
}

func (c *checking) fragmentTwice() []problem {
	n, ok := c.node.(*ast.FragmentDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, text: message.New("the document has two fragments named %s; give each a name of its own", n.Name)}}
}

func (c *checking) fragmentInItself(at gqlerror.Location) problem {
	n, _ := c.node.(*ast.FragmentDefinition)
	name := message.New("a fragment")
	if n != nil {
		name = message.New("the fragment %s", n.Name)
	}
	return problem{text: message.New("%s holds itself, by way of the fragment spread here; write the levels that are wanted one within the other", name)}
}

func (c *checking) unknownRoot() []problem {
	n, ok := c.node.(*ast.OperationDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, text: message.New("the operation is a %s, and there is none; ask with query", n.Operation)}}
}

func (c *checking) subscribedTwice() []problem {
	n, ok := c.node.(*ast.OperationDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, text: message.New("the subscription has several fields, or one of introspection; a subscription has one field of its own")}}
}

func (c *checking) operationWithoutName() []problem {
	n, ok := c.node.(*ast.OperationDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, text: message.New("the document has several operations and this one has no name; name each, or send the one to run")}}
}

func (c *checking) operationTwice() []problem {
	n, ok := c.node.(*ast.OperationDefinition)
	if !ok || n.Name == "" { // that it has none is said by itself
		return nil
	}
	return []problem{{position: n.Position, text: message.New("the document has two operations named %s; give each a name of its own", n.Name)}}
}

func (c *checking) deepIntrospection() []problem {
	n, ok := c.node.(*ast.Field)
	if !ok {
		return nil
	}
	return []problem{of(c.places[n], n.Position, "follows the schema's lists of fields and types three levels deep; ask two at a time, or read /schema.graphql")}
}

// theDirectives are those of operations.
var theDirectives = message.New("there are @include(if:) and @skip(if:)")

func (c *checking) wrongDirective() []problem {
	n, ok := c.node.(*ast.Directive)
	if !ok {
		return nil
	}
	if n.Definition != nil {
		var places []string
		for _, l := range n.Definition.Locations {
			places = append(places, string(l))
		}
		return []problem{of(c.places[n], n.Position, "stands at %s; it can stand at %s", n.Location, list(message.Names(places)))}
	}
	return []problem{of(c.places[n], n.Position, "is not a directive of an operation; %s", or(near(n.Name, []string{"include", "skip"}), theDirectives))}
}

func (c *checking) directiveTwice(l gqlerror.Location) problem {
	for n, at := range c.places {
		if d, ok := n.(*ast.Directive); ok && location(d.Position) == l {
			return of(at, d.Position, "is written twice here; write it once")
		}
	}
	return problem{text: message.New("a directive is written twice here; write it once")}
}

func (c *checking) argumentTwice(l gqlerror.Location) problem {
	var at *place
	var arguments ast.ArgumentList
	switch n := c.node.(type) {
	case *ast.Field:
		at, arguments = c.places[n], n.Arguments
	case *ast.Directive:
		at, arguments = c.places[n], n.Arguments
	}
	for _, a := range arguments {
		if location(a.Position) == l {
			return of(at.named(a.Name), a.Position, "is given twice; give it once")
		}
	}
	return problem{text: message.New("an argument is given twice here; give it once")}
}

func (c *checking) inputFieldTwice(l gqlerror.Location) problem {
	if v, ok := c.node.(*ast.Value); ok {
		for _, f := range v.Children {
			if location(f.Position) == l {
				at := c.places[v].named(f.Name)
				if v.Definition != nil && v.Definition.Fields.ForName("and") != nil {
					return of(at, f.Position, "is given twice; give it once, or both in and: [{…}, {…}]")
				}
				return of(at, f.Position, "is given twice; give it once")
			}
		}
	}
	return problem{text: message.New("a field of an input is given twice here; give it once")}
}

// conflict is about two fields of one response name that cannot be one: the pair that differs may stand below the field
// the rule names.
func (c *checking) conflict(l gqlerror.Location) problem {
	f := c.fields[l]
	if f == nil {
		return problem{text: message.New("two fields here have one name in the answer and are not the same; give one of them an alias")}
	}
	at := c.places[f]
	for {
		all := c.at[at]
		i := slices.IndexFunc(all, func(g *ast.Field) bool { return g.Name != all[0].Name || arguments(g) != arguments(all[0]) })
		if i > 0 {
			one, other := written(all[0]), written(all[i])
			return of(at, all[i].Position, "stands for %s and for %s; give one of them an alias, such as other: %[2]s", one, other)
		}
		below := firstConflict(c, at)
		if below == nil {
			return of(c.places[f], f.Position, "is selected in ways that cannot be one answer; give one of them an alias")
		}
		at = below
	}
}

// firstConflict is a place right below this one where fields differ, or whose fields have several of one name.
func firstConflict(c *checking, at *place) *place {
	var found *place
	for _, f := range c.at[at] {
		for _, s := range f.SelectionSet {
			g, ok := s.(*ast.Field)
			if !ok {
				continue
			}
			here := c.places[g]
			if all := c.at[here]; len(all) > 1 && here != at {
				if all[0].Name != g.Name || arguments(all[0]) != arguments(g) {
					return here
				}
				if found == nil && len(g.SelectionSet) > 0 {
					found = here
				}
			}
		}
	}
	return found
}

// written is a field as the document has it, without its alias and shortened.
func written(f *ast.Field) string {
	if len(f.Arguments) == 0 {
		return f.Name
	}
	return Shortened(f.Name + "(" + arguments(f) + ")")
}

func arguments(f *ast.Field) string {
	out := make([]string, len(f.Arguments))
	for i, a := range f.Arguments {
		out[i] = a.Name + ": " + a.Value.String()
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
