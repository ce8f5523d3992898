package graph

import "bole/graph/law"

// Caller is who asks.
type Caller = law.Caller

const (
	roleSubject = law.Subject
	// Everyone is the unit of own nodes that are about no person.
	Everyone = law.Everyone
)

// visible is the condition under which the caller sees the node behind v, given that it is of one of the
// target's types. Admitted types (by label) need none, since the node hangs on an admitted owner.
func (p *planner) visible(v Name, target *Type, admitted func(*Type) bool) Cond {
	if p.caller.Whole {
		return nil
	}
	var parts Some
	open := 0
	for _, t := range target.Concrete {
		c := p.visibleAs(v, t, admitted)
		if c == nil {
			open++
		}
		if len(target.Concrete) == 1 {
			return c
		}
		if c == nil {
			parts = append(parts, Is{Of: v, Label: t.Label})
			continue
		}
		parts = append(parts, All{Is{Of: v, Label: t.Label}, c})
	}
	if open == len(target.Concrete) {
		return nil
	}
	return parts
}

// pending is what the person concerned is not shown while it is open: by label, a property and its values.
var pending = map[string]struct {
	property string
	values   []string
}{
	"Case":      {"verification", []string{"REPORTED", "CHECKING"}},
	"Clearance": {"result", []string{"PENDING"}},
}

// visibleAs is visible for nodes of one type; nil when the caller sees all of them.
func (p *planner) visibleAs(v Name, t *Type, admitted func(*Type) bool) Cond {
	c := p.scopeOf(v, t, admitted)
	if open, ok := pending[t.Label]; ok && p.caller.Role == roleSubject {
		return All{c, Compare{Of: v, Property: open.property, Op: NotIn, Value: p.param(open.values)}}
	}
	return c
}

// scopeOf is the part of visibleAs that follows from whose the node is.
func (p *planner) scopeOf(v Name, t *Type, admitted func(*Type) bool) Cond {
	switch {
	case t.Scope == ScopeOpen || admitted != nil && admitted(t):
		return nil
	case t.Scope == ScopeOwn:
		return p.inScope(v)
	default: // a case is seen by who sees a cadre it is about
		cadre := p.fresh()
		return Exists{From: v, Hop: Hop{Type: "ABOUT", Out: true, To: cadre, Label: "Cadre"}, Where: p.inScope(cadre)}
	}
}

func (p *planner) inScope(v Name) Cond {
	if p.scope == 0 {
		property, values := p.caller.ScopeValues()
		p.scopeProperty, p.scope = property, p.param(values)
	}
	return InScope{Of: v, Property: p.scopeProperty, Values: p.scope}
}

// owned reports whether a hop runs between an OWN node and the cadre who owns it: both ends then carry the
// same unit and cadreKey, so one check is enough.
func (m *Mapping) owned(from, to *Type, r *Relation) bool {
	switch {
	case from.Label == "Cadre" && to.Label != "Cadre":
		return m.ownerRelation(to) == r.Name && !r.Out
	case to.Label == "Cadre" && from.Label != "Cadre":
		return m.ownerRelation(from) == r.Name && r.Out
	default:
		return false
	}
}

// ownerRelation is the relationship type from an OWN type to its cadre, "" for others.
func (m *Mapping) ownerRelation(t *Type) string {
	if t.Scope != ScopeOwn {
		return ""
	}
	for _, f := range t.order {
		r := f.Relation
		if r == nil || !r.One || !r.Out {
			continue
		}
		for _, c := range r.Target.Concrete {
			if c.Label == "Cadre" {
				return r.Name
			}
		}
	}
	return ""
}
