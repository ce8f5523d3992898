package validation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
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
	return []problem{of(at, position, "has a fragment on "+typ+", which has no fields; name an object type, an interface or a union, or leave the fragment out")}
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
		return []problem{of(c.places[v], v.Position, "is of the type "+name+", which does not exist; "+
			or(near(name, c.types((*ast.Definition).IsInputType)), "give a scalar, an enum or an input type of /schema.graphql"))}
	}
	at, name, position := c.fragment()
	return []problem{of(at, position, "has a fragment on "+name+", which is not a type; "+
		or(near(name, c.types((*ast.Definition).IsCompositeType)), "name a type of /schema.graphql"))}
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
	can := "leave the fragment out"
	switch inner := here.Fields.ForName("nodes"); {
	case inner != nil && inner.Type.Name() == typ:
		can = "put it inside nodes { … }"
	case here.Fields.ForName("node") != nil && here.Fields.ForName("node").Type.Name() == typ:
		can = "put it inside node { … }"
	case here.IsAbstractType():
		can = "it can be of " + list(c.possible(here))
	}
	return []problem{of(at, position, "is of the type "+here.Name+" and never of "+typ+", which a fragment is on; "+can)}
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
	return []problem{of(c.places[n], n.Position, "uses the fragment "+n.Name+", which the document does not have; "+
		or(near(n.Name, names), "write fragment "+n.Name+" on TYPE { … } beside the operation"))}
}

func (c *checking) unusedFragment() []problem {
	n, ok := c.node.(*ast.FragmentDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, message: "the fragment " + n.Name + " is not used; write ..." + n.Name + " where its fields are wanted, or leave it out"}}
}

func (c *checking) fragmentTwice() []problem {
	n, ok := c.node.(*ast.FragmentDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, message: "the document has two fragments named " + n.Name + "; give each a name of its own"}}
}

func (c *checking) fragmentInItself(at gqlerror.Location) problem {
	n, _ := c.node.(*ast.FragmentDefinition)
	name := "a fragment"
	if n != nil {
		name = "the fragment " + n.Name
	}
	return problem{message: name + " holds itself, by way of the fragment spread here; write the levels that are wanted one within the other"}
}

func (c *checking) unknownRoot() []problem {
	n, ok := c.node.(*ast.OperationDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, message: "the operation is a " + string(n.Operation) + ", and there is none; ask with query"}}
}

func (c *checking) operationWithoutName() []problem {
	n, ok := c.node.(*ast.OperationDefinition)
	if !ok {
		return nil
	}
	return []problem{{position: n.Position, message: "the document has several operations and this one has no name; name each, or send the one to run"}}
}

func (c *checking) operationTwice() []problem {
	n, ok := c.node.(*ast.OperationDefinition)
	if !ok || n.Name == "" { // that it has none is said by itself
		return nil
	}
	return []problem{{position: n.Position, message: "the document has two operations named " + n.Name + "; give each a name of its own"}}
}

func (c *checking) deepIntrospection() []problem {
	n, ok := c.node.(*ast.Field)
	if !ok {
		return nil
	}
	return []problem{of(c.places[n], n.Position, "follows the schema's lists of fields and types three levels deep; ask two at a time, or read /schema.graphql")}
}

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
		return []problem{of(c.places[n], n.Position, "stands at "+string(n.Location)+"; it can stand at "+list(places))}
	}
	return []problem{of(c.places[n], n.Position, "is not a directive of an operation; "+or(near(n.Name, []string{"include", "skip"}), "there are @include(if:) and @skip(if:)"))}
}

func (c *checking) directiveTwice(l gqlerror.Location) problem {
	for n, at := range c.places {
		if d, ok := n.(*ast.Directive); ok && location(d.Position) == l {
			return of(at, d.Position, "is written twice here; write it once")
		}
	}
	return problem{message: "a directive is written twice here; write it once"}
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
	return problem{message: "an argument is given twice here; give it once"}
}

func (c *checking) inputFieldTwice(l gqlerror.Location) problem {
	if v, ok := c.node.(*ast.Value); ok {
		for _, f := range v.Children {
			if location(f.Position) == l {
				more := "give it once"
				if v.Definition != nil && v.Definition.Fields.ForName("and") != nil {
					more += ", or both in and: [{…}, {…}]"
				}
				return of(c.places[v].named(f.Name), f.Position, "is given twice; "+more)
			}
		}
	}
	return problem{message: "a field of an input is given twice here; give it once"}
}

// conflict is about two fields of one response name that cannot be one: the pair that differs may stand below the field
// the rule names.
func (c *checking) conflict(l gqlerror.Location) problem {
	f := c.fields[l]
	if f == nil {
		return problem{message: "two fields here have one name in the answer and are not the same; give one of them an alias"}
	}
	at := c.places[f]
	for {
		all := c.at[at]
		i := slices.IndexFunc(all, func(g *ast.Field) bool { return g.Name != all[0].Name || arguments(g) != arguments(all[0]) })
		if i > 0 {
			one, other := written(all[0]), written(all[i])
			return of(at, all[i].Position, "stands for "+one+" and for "+other+"; give one of them an alias, such as other: "+other)
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
