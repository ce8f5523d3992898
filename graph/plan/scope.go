package plan

import (
	"bole/graph/law"
	"bole/graph/mapping"
)

// visible is the condition under which the caller sees the node behind v, given that it is of one of the target's
// types. Admitted types need no scope, since the node hangs on an admitted owner.
func (p *planner) visible(v varName, target *mapping.Type, admitted func(*mapping.Type) bool) condition {
	var labels, held []condition
	for _, t := range target.Concrete {
		rule := p.law.Rule(p.caller, t, admitted != nil && admitted(t))
		c := p.rule(v, rule)
		if len(target.Concrete) == 1 {
			return c
		}
		if rule.Never {
			continue
		}
		labels = append(labels, isLabel{Of: v, Label: t.Label})
		if c != nil {
			held = append(held, anyOf{notCond{isLabel{Of: v, Label: t.Label}}, c})
		}
	}
	if len(held) == 0 && len(labels) == len(target.Concrete) {
		return nil
	}
	// A node has one label of the types, so that what holds for each is said apart: of alternatives that each hold several
	// conditions Neo4j's planner makes all combinations, and plans what each asks for anew.
	return allOf(append([]condition{anyOf(labels)}, held...))
}

// rule writes a rule of the law as a condition; nil where it admits every node.
func (p *planner) rule(v varName, r law.Rule) condition {
	if r.All() {
		return nil
	}
	if r.Never {
		return anyOf{}
	}
	var all allOf
	if r.Scope != nil {
		all = append(all, p.reach(v, r.Scope))
	}
	for _, s := range r.Except {
		all = append(all, notCond{compare{Of: v, Property: s.Property, Op: opIn, Value: p.param(s.Values)}}) // what has no state is not kept back
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

func (p *planner) reach(v varName, r *law.Reach) condition {
	if p.scope == 0 {
		p.scope = p.param(scopeHole{})
	}
	if r.Via == nil {
		return inScope{Of: v, Property: r.Property, Values: p.scope}
	}
	owner := p.fresh()
	return exists{From: v, Hop: relHop{Type: r.Via.Name, Out: r.Via.Out, To: owner, Label: p.schema.Owner().Label},
		Where: inScope{Of: owner, Property: r.Property, Values: p.scope}}
}

// ownWay is the way to a caller's own nodes; nil for callers who see others', and for types with nodes that are nobody's.
// What the caller sees stays a condition.
func (p *planner) ownWay(v varName, t *mapping.Type) *ownWay {
	scope := p.law.Rule(p.caller, t, false).Scope
	switch {
	case scope == nil || scope.Via != nil || scope.Property != law.OwnerKey || len(t.Unowned(p.schema)) > 0:
		return nil
	case t == p.schema.Owner():
		return &ownWay{Hop: relHop{To: v}, Keys: p.scope}
	}
	return &ownWay{Hop: relHop{Type: t.Via.Name, Out: t.Via.Out, To: p.fresh(), Label: p.schema.Owner().Label}, Keys: p.scope}
}

// admits reports which target types need no scope of their own behind a relation of from.
func (p *planner) admits(from *mapping.Type, r *mapping.Relation) func(*mapping.Type) bool {
	return func(to *mapping.Type) bool { return p.law.Admits(from, to, r) }
}
