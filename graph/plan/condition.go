package plan

import (
	"fmt"
	"slices"
)

func (w *writer) where(c condition) {
	if isTrue(c) {
		return
	}
	w.line().word("WHERE ").cond(c, false)
}

func (w *writer) inlineWhere(c condition) {
	if isTrue(c) {
		return
	}
	w.word(" WHERE ").cond(c, false)
}

// isTrue reports whether a condition is an empty conjunction.
func isTrue(c condition) bool {
	if c == nil {
		return true
	}
	all, ok := c.(allOf)
	return ok && len(flat(all)) == 0
}

// cond writes a condition. Below a Not, exact is set: a leaf on a missing value must be false there, not
// unknown, or its complement would be lost as well.
func (w *writer) cond(c condition, exact bool) *writer {
	switch c := c.(type) {
	case allOf:
		return w.join(flat(c), " AND ", "true", exact)
	case anyOf:
		return w.join(c, " OR ", "false", exact)
	case notCond:
		return w.word("NOT (").cond(c.Cond, true).word(")")
	case compare:
		return w.leaf(exact, func() { w.compare(c) })
	case has:
		return w.leaf(exact, func() { w.has(c) })
	case missingValue:
		return w.missing(c)
	case exists:
		w.word("EXISTS { MATCH ").hop(c.From, c.Hop)
		w.inlineWhere(c.Where)
		return w.word(" }")
	case compareFields:
		return w.leaf(exact, func() {
			w.prop(c.Of, c.Property).word(" ").operator(c.Op).word(" ").prop(c.With, c.Other)
		})
	case somewhere:
		w.word("EXISTS { ")
		here, later, _ := w.seek(c.To, c.Target.Label, c.Where)
		w.inlineWhere(here)
		if len(later) > 0 {
			w.word(" WITH *")
			w.inlineWhere(later)
			w.word(" RETURN ").name(c.To)
		}
		return w.word(" }")
	case counted:
		w.count(&countBlock{From: c.From, Hop: c.Hop, Where: c.Where})
		w.word(" ").operator(c.Op).word(" ")
		return w.param(c.Value)
	case isLabel:
		return w.name(c.Of).word(":").symbol(c.Label)
	case referenced:
		w.word("EXISTS { MATCH (").name(c.To).word(":").symbol(c.Label).word(" {key: ").prop(c.Of, c.Property).word("})")
		w.inlineWhere(c.Where)
		return w.word(" }")
	case inScope:
		return w.leaf(exact, func() { w.prop(c.Of, c.Property).word(" IN ").param(c.Values) })
	default:
		panic(fmt.Sprintf("plan: no text for condition %T", c))
	}
}

// seek writes the match of the nodes of a label that are looked for under a condition. What an index finds them by stands
// beside them, so that Neo4j may begin there: the node at the end of a relation of theirs, and those that their fields are
// compared with. Each is a match of its own, since one takes no relationship twice. Where there are several ways to a node
// it comes again.
//
// It gives the conditions on what is matched, and those left for later, which look further: beside several matches Neo4j
// plans each of them anew for every order of these, for half a minute where there are three on a union.
func (w *writer) seek(v varName, label string, where condition) (here, later allOf, again bool) {
	joined := false
	referred := false // one reference is enough to begin at
	var lead func(v varName, where condition, sought []varName, many bool)
	lead = func(v varName, where condition, sought []varName, many bool) {
		led := false
		for _, c := range flat(allOf{where}) {
			e, hop := c.(exists)
			switch {
			case hop && e.From == v && !led && leads(c, sought, isIndexed, many):
				led, again, joined = true, true, true
				w.word(" MATCH ")
				e.Hop.Label = e.Target.Label
				w.hop(e.From, e.Hop)
				lead(e.Hop.To, e.Where, append(sought, e.Hop.Edge, e.Hop.To), many || !e.One)
			case hop && !referred && refers(e, sought) && equals(e.Where, v):
				referred, joined = true, true
				w.word(" MATCH ").hop(e.From, e.Hop)
				lead(v, e.Where, sought, many)
			case plain(c):
				here = append(here, c)
			default:
				later = append(later, c)
			}
		}
	}
	w.word("MATCH (").name(v).word(":").symbol(label).word(")")
	lead(v, where, []varName{v}, false)
	if !joined {
		here, later = append(here, later...), nil
	}
	return here, later, again
}

// plain reports whether a condition looks no further than at what is matched.
func plain(c condition) bool {
	further := func(c condition) bool { return !plain(c) }
	switch c := c.(type) {
	case allOf:
		return !slices.ContainsFunc(c, further)
	case anyOf:
		return !slices.ContainsFunc(c, further)
	case notCond:
		return plain(c.Cond)
	case exists, counted, referenced, somewhere:
		return false
	default:
		return true
	}
}

func (w *writer) join(parts []condition, sep, empty word, exact bool) *writer {
	n := 0
	for _, p := range parts {
		if n > 0 {
			w.word(sep)
		}
		n++
		if nested(p) {
			w.word("(").cond(p, exact).word(")")
		} else {
			w.cond(p, exact)
		}
	}
	if n == 0 {
		w.word(empty)
	}
	return w
}

// flat spreads conjunctions within a conjunction and drops what always holds, so that texts read as a
// person would write them.
func flat(all allOf) []condition {
	var out []condition
	for _, c := range all {
		switch c := c.(type) {
		case nil:
		case allOf:
			out = append(out, flat(c)...)
		default:
			out = append(out, c)
		}
	}
	return out
}

func nested(c condition) bool {
	switch c := c.(type) {
	case allOf:
		return len(flat(c)) > 1
	case anyOf:
		return len(c) > 1
	default:
		return false
	}
}

func (w *writer) leaf(exact bool, write func()) *writer {
	if !exact {
		write()
		return w
	}
	w.word("coalesce(")
	write()
	return w.word(", false)")
}

func (w *writer) compare(c compare) {
	if c.Op == opNotIn { // null IN [] is false, so that NOT alone would admit what has no value
		w.word("(").prop(c.Of, c.Property).word(" IS NOT NULL AND NOT ").prop(c.Of, c.Property).word(" IN ").param(c.Value).word(")")
		return
	}
	w.prop(c.Of, c.Property).word(" ").operator(c.Op).word(" ").param(c.Value)
}

func (w *writer) operator(o operator) *writer { w.b.WriteString(string(o)); return w }

func (w *writer) has(c has) {
	q := word("any")
	if c.Every { // all() over nothing holds, also where there is no list
		q = "all"
		w.word("(").prop(c.Of, c.Property).word(" IS NOT NULL AND ")
	}
	w.word(q).word("(x IN ").param(c.Values).word(" WHERE x IN ").prop(c.Of, c.Property).word(")")
	if c.Every {
		w.word(")")
	}
}

func (w *writer) missing(c missingValue) *writer {
	w.prop(c.Of, c.Property)
	if c.Is {
		return w.word(" IS NULL")
	}
	return w.word(" IS NOT NULL")
}
