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
			further := leads(c, []varName{v, e.Hop.Edge, e.Hop.To}, isIndexed, !e.One) && !mentions(c, v, e.Hop.Edge) // these are not there yet
			if of(c) != e.Hop.To && !further {
				then = append(then, c)
				continue
			}
			first = append(first, c)
			indexed = indexed || further || seeks(e.Target, c)
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

// leads reports whether a condition is on what a relation of the last of the nodes sought leads to, and an index finds
// that: a node with a value, or the top of a tree that it is a part of. by and many are those of bounded.
func leads(c condition, sought []varName, by indexing, many bool) bool {
	e, ok := c.(exists)
	return ok && e.From == sought[len(sought)-1] && e.Target != nil && e.Target.IsNode() && (e.One || !many) &&
		bounded(e.Target, e.Where, append(slices.Clone(sought), e.Hop.Edge, e.Hop.To), by, many || !e.One)
}

// mentions reports whether a condition looks at one of these nodes and relationships.
func mentions(c condition, names ...varName) bool {
	is := func(of ...varName) bool {
		return slices.ContainsFunc(of, func(n varName) bool { return n != 0 && slices.Contains(names, n) })
	}
	inside := func(c condition) bool { return mentions(c, names...) }
	switch c := c.(type) {
	case allOf:
		return slices.ContainsFunc(c, inside)
	case anyOf:
		return slices.ContainsFunc(c, inside)
	case notCond:
		return inside(c.Cond)
	case compareFields:
		return is(c.Of, c.With)
	case exists:
		return is(c.From) || inside(c.Where)
	case counted:
		return is(c.From) || inside(c.Where)
	case somewhere:
		return inside(c.Where)
	case referenced:
		return is(c.Of) || inside(c.Where)
	case isLabel:
		return is(c.Of)
	default:
		return is(of(c))
	}
}

// equals reports whether a field of the node has to equal another's.
func equals(c condition, v varName) bool {
	return slices.ContainsFunc(flat(allOf{c}), func(c condition) bool {
		f, ok := c.(compareFields)
		return ok && f.Of == v && f.Op == opEq
	})
}

// refers reports whether a hop leads to what fields of the nodes sought are compared with, from a node that is there.
func refers(e exists, sought []varName) bool {
	return e.Target == nil && !slices.Contains(sought, e.From)
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
	return indexOf(t, cmp.Property) != nil
}
