package plan

import (
	"fmt"
	"maps"
	"slices"

	"bole/graph/law"
	"bole/graph/mapping"
)

// Unscoped names the places of a plan where a node is matched that the caller's scope is about, without a condition of
// the scope on it and without an owner behind it that has one.
func Unscoped(l *law.Law, c law.Caller, p *Plan) []string {
	s := &scopes{law: l, caller: c, types: map[varName][]*mapping.Type{}}
	switch b := p.root.(type) {
	case *pageBlock:
		s.root(b.Var, b.Label, b.Where)
		for _, seg := range b.Segments {
			s.cond(allOf(seg.Where))
		}
		if b.Start != nil {
			s.root(b.Var, b.Label, b.Start.Then)
			s.hop(b.Var, b.Start.Hop, allOf{b.Start.First, b.Start.Then})
		}
		if b.Total != nil {
			s.root(b.Total.Hop.To, b.Total.Hop.Label, b.Total.Where)
		}
		s.row(b.Row)
		s.row(b.Figures)
	case *lookupBlock:
		s.root(b.Var, b.Label, b.Where)
		s.row(b.Row)
	}
	return s.faults
}

type scopes struct {
	law    *law.Law
	caller law.Caller
	types  map[varName][]*mapping.Type // that a variable may be of
	faults []string
}

func (s *scopes) root(v varName, label string, where condition) {
	t := s.law.Schema().Label(label)
	s.types[v] = []*mapping.Type{t}
	s.hold(v, t, false, where)
	s.cond(where)
}

func (s *scopes) hold(v varName, t *mapping.Type, admitted bool, where condition) {
	if s.law.Rule(s.caller, t, admitted).Scope != nil && !about(v, t, where) {
		s.faults = append(s.faults, fmt.Sprintf("v%d of %s", v, t.Name))
	}
}

// about reports whether a condition has the scope on a variable of a type, or on what a relation of it leads to. Of
// alternatives it has to be the one that leaves out nodes of other types alone.
func about(v varName, t *mapping.Type, c condition) bool {
	inside := func(c condition) bool { return about(v, t, c) }
	switch c := c.(type) {
	case allOf:
		return slices.ContainsFunc(c, inside)
	case anyOf:
		return len(c) == 2 && c[0] == notCond{isLabel{Of: v, Label: t.Label}} && inside(c[1])
	case inScope:
		return c.Of == v
	case exists:
		in, ok := c.Where.(inScope)
		return c.From == v && ok && in.Of == c.Hop.To
	}
	return false
}

// hop follows a relationship from all that its near end may be.
func (s *scopes) hop(from varName, h relHop, where condition) {
	for _, near := range s.types[from] {
		for _, f := range near.Fields {
			r := f.Relation
			if r == nil || r.Name != h.Type || r.Out != h.Out {
				continue
			}
			for _, far := range r.Target.Concrete {
				if h.Label != "" && far.Label != h.Label {
					continue
				}
				if !slices.Contains(s.types[h.To], far) {
					s.types[h.To] = append(s.types[h.To], far)
				}
				s.hold(h.To, far, s.law.Admits(near, far, r), where)
			}
		}
	}
	s.cond(where)
}

func (s *scopes) cond(c condition) {
	switch c := c.(type) {
	case allOf:
		before := s.narrowed(c)
		for _, c := range c {
			s.cond(c)
		}
		maps.Copy(s.types, before)
	case anyOf:
		for _, c := range c {
			s.cond(c)
		}
	case notCond:
		s.cond(c.Cond)
	case exists:
		s.hop(c.From, c.Hop, c.Where)
	case counted:
		s.hop(c.From, c.Hop, c.Where)
	case somewhere:
		s.root(c.To, c.Target.Label, c.Where)
	case referenced:
		s.root(c.To, c.Label, c.Where)
	}
}

// narrowed leaves variables the types that they are of where all of the conditions hold, and gives those of before.
func (s *scopes) narrowed(all allOf) map[varName][]*mapping.Type {
	before := map[varName][]*mapping.Type{}
	for _, c := range all {
		is, ok := c.(isLabel)
		if !ok {
			continue
		}
		if _, kept := before[is.Of]; !kept {
			before[is.Of] = s.types[is.Of]
		}
		s.types[is.Of] = slices.DeleteFunc(slices.Clone(s.types[is.Of]), func(t *mapping.Type) bool { return t.Label != is.Label })
	}
	return before
}

func (s *scopes) row(r *rowColumns) {
	for _, c := range r.Columns {
		switch c := c.(type) {
		case guarded:
			s.cond(c.When)
		case *variantsColumn:
			for i, label := range c.Types {
				s.types[c.Of] = []*mapping.Type{s.law.Schema().Label(label)}
				s.row(c.Rows[i])
			}
		case *listBlock:
			s.hop(c.From, c.Hop, c.Where)
			s.row(c.Row)
		case *oneBlock:
			s.hop(c.From, c.Hop, c.Where)
			s.row(c.Row)
		case *countBlock:
			s.hop(c.From, c.Hop, c.Where)
		case *groupsBlock:
			s.groups(c)
		case *optionalColumn:
			s.row(c.Row)
		}
	}
}

func (s *scopes) groups(b *groupsBlock) {
	switch {
	case b.From != 0:
		s.hop(b.From, b.Hop, b.Where)
	case b.Page.Start == nil:
		s.root(b.Hop.To, b.Hop.Label, b.Where)
	}
	for _, j := range b.Joins {
		if j.Hop.Type == "" {
			s.types[j.Hop.To] = []*mapping.Type{s.law.Schema().Label(j.Hop.Label)}
			continue
		}
		s.hop(j.From, j.Hop, j.Where)
	}
	s.row(b.Row)
}
