package plan

import (
	"slices"

	"bole/graph/mapping"
)

// start finds a relation in the filter whose far end an index leads to; nil when there is none and the page
// walks its own index.
func (p *planner) start(t *mapping.Type, v varName, filter, where condition) *startBlock {
	for _, c := range flat(allOf{filter}) {
		e, ok := c.(exists)
		if !ok || e.From != v || e.Target == nil || !e.Target.IsNode() {
			continue
		}
		s := &startBlock{Hop: e.Hop, Label: e.Target.Label}
		back := &mapping.Relation{Name: e.Hop.Type, Out: !e.Hop.Out, Target: t}
		if !p.schema.Single([]*mapping.Type{e.Target}, back) {
			s.Page = t.Label
		}
		var then allOf
		first := allOf{missingValue{Of: e.Hop.To, Property: "key"}} // the indexes are on (property, key)
		indexed := false
		for _, c := range flat(allOf{e.Where}) {
			if of(c) != e.Hop.To {
				then = append(then, c)
				continue
			}
			first = append(first, c)
			indexed = indexed || seeks(e.Target, c)
		}
		if !indexed {
			continue
		}
		for _, c := range flat(allOf{where}) {
			if other, ok := c.(exists); !ok || other.Hop.To != e.Hop.To {
				then = append(then, c)
			}
		}
		s.First, s.Then = first, then
		return s
	}
	return nil
}

// of is the node a condition is about when it is about one alone, 0 otherwise.
func of(c condition) varName {
	switch c := c.(type) {
	case compare:
		return c.Of
	case missingValue:
		return c.Of
	case has:
		return c.Of
	case inScope:
		return c.Of
	default:
		return 0
	}
}

// seeks reports whether an index finds the nodes that meet the condition.
func seeks(t *mapping.Type, c condition) bool {
	cmp, ok := c.(compare)
	if !ok || !slices.Contains([]operator{opEq, opIn, opLt, opLte, opGt, opGte, opStartsWith}, cmp.Op) {
		return false
	}
	return slices.ContainsFunc(t.Indexed(), func(f *mapping.Field) bool { return f.SortProperty() == cmp.Property })
}
