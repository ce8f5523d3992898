package plan

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// selected is a field of a selection set after fragments, @skip and @include: merged by response key.
type selected struct {
	key  string // response key
	name string
	def  *ast.FieldDefinition
	node *ast.Field
	sets []ast.SelectionSet
}

// collector flattens selection sets for one concrete type.
type collector struct {
	schema *ast.Schema
	vars   map[string]any
}

// collect returns the fields that apply to the concrete type, in the order of the response.
func (c collector) collect(concrete string, sets []ast.SelectionSet) []*selected {
	var out []*selected
	at := map[string]*selected{}
	spread := map[string]bool{}
	for _, set := range sets {
		c.walk(concrete, set, &out, at, spread)
	}
	return out
}

// walk goes through each fragment once, as the specification has it: fragments that spread another twice each
// would otherwise double the work with every level.
func (c collector) walk(concrete string, set ast.SelectionSet, out *[]*selected, at map[string]*selected, spread map[string]bool) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if !c.included(s.Directives) {
				continue
			}
			if f := at[s.Alias]; f != nil {
				f.sets = append(f.sets, s.SelectionSet)
				continue
			}
			f := &selected{key: s.Alias, name: s.Name, def: s.Definition, node: s, sets: []ast.SelectionSet{s.SelectionSet}}
			at[s.Alias] = f
			*out = append(*out, f)
		case *ast.InlineFragment:
			if c.included(s.Directives) && c.applies(concrete, s.TypeCondition) {
				c.walk(concrete, s.SelectionSet, out, at, spread)
			}
		case *ast.FragmentSpread:
			if spread[s.Name] || !c.included(s.Directives) || s.Definition == nil {
				continue
			}
			spread[s.Name] = true
			if c.applies(concrete, s.Definition.TypeCondition) {
				c.walk(concrete, s.Definition.SelectionSet, out, at, spread)
			}
		}
	}
}

func (c collector) applies(concrete, condition string) bool {
	if condition == "" || condition == concrete {
		return true
	}
	cond := c.schema.Types[condition]
	if cond == nil {
		return false
	}
	for _, t := range c.schema.GetPossibleTypes(cond) {
		if t.Name == concrete {
			return true
		}
	}
	return false
}

func (c collector) included(ds ast.DirectiveList) bool {
	if d := ds.ForName("skip"); d != nil && c.truth(d) {
		return false
	}
	if d := ds.ForName("include"); d != nil && !c.truth(d) {
		return false
	}
	return true
}

// truth is the value of a directive's required Boolean argument, which validation has checked.
func (c collector) truth(d *ast.Directive) bool {
	v, err := d.Arguments.ForName("if").Value.Value(c.vars)
	b, ok := v.(bool)
	return err == nil && ok && b
}
