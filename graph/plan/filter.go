package plan

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
	"bole/graph/textorder"
)

// filterOf turns a coerced filter on nodes of type t behind v into a condition.
func (p *planner) filterOf(t *mapping.Type, v varName, in map[string]any, path ast.Path) (condition, error) {
	done, err := p.named(t, v, in, path)
	if err != nil {
		return nil, err
	}
	defer done()
	var all allOf
	for _, name := range sortedKeys(in) {
		c, err := p.filterField(t, v, name, in[name], refusal.Below(path, name))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func (p *planner) filterField(t *mapping.Type, v varName, name string, value any, path ast.Path) (condition, error) {
	again := func(m map[string]any, at ast.Path) (condition, error) { return p.filterOf(t, v, m, at) }
	if c, ok, err := combine(name, value, path, again); ok {
		return c, err
	}
	m, _ := value.(map[string]any)
	if !t.IsNode() {
		for _, c := range t.Concrete {
			if mapping.FieldName(c.Name) == name {
				cond, err := p.filterOf(c, v, m, path)
				return allOf{isLabel{Of: v, Label: c.Label}, cond}, err
			}
		}
	}
	switch {
	case name == "within" && t.Tree() != nil:
		return p.partOf(t, v, walkWithin, value, path)
	case name == "under" && t.Tree() != nil:
		return p.partOf(t, v, walkUnder, value, path)
	case name == "exists":
		return p.somewhere(m, path)
	}
	f := t.Field(name)
	if err := law.Field(p.caller, f, path); err != nil {
		return nil, err
	}
	if f.Relation == nil {
		return p.leaf(f, v, m, path)
	}
	return p.filterRelation(t, f, v, m, path)
}

// combine handles and, or and not, and the name that a filter gives its node; ok reports whether name was one of them.
func combine(name string, value any, path ast.Path, again func(map[string]any, ast.Path) (condition, error)) (condition, bool, error) {
	switch name {
	case "as": // which named has read
		return nil, true, nil
	case "and", "or":
		var parts []condition
		items, _ := value.([]any)
		for i, item := range items {
			m, _ := item.(map[string]any)
			c, err := again(m, refusal.Below(path, i))
			if err != nil {
				return nil, true, err
			}
			parts = append(parts, c)
		}
		if name == "and" {
			return allOf(parts), true, nil
		}
		return anyOf(parts), true, nil
	case "not":
		m, _ := value.(map[string]any)
		c, err := again(m, path)
		return notCond{c}, true, err
	default:
		return nil, false, nil
	}
}

// edgeFilter is a filter on an entry of a relation: the relationship's properties beside node.
func (p *planner) edgeFilter(r *mapping.Relation, h relHop, in map[string]any, path ast.Path) (condition, error) {
	if r.Edge == nil {
		return p.filterOf(r.Target, h.To, in, path)
	}
	done, err := p.named(r.Edge, h.Edge, in, path)
	if err != nil {
		return nil, err
	}
	defer done()
	again := func(m map[string]any, at ast.Path) (condition, error) { return p.edgeFilter(r, h, m, at) }
	var all allOf
	for _, name := range sortedKeys(in) {
		at := refusal.Below(path, name)
		c, ok, err := combine(name, in[name], at, again)
		m, _ := in[name].(map[string]any)
		switch {
		case ok:
		case name == "node":
			c, err = p.filterOf(r.Target, h.To, m, at)
		default:
			f := r.Edge.Field(name)
			if err = law.Field(p.caller, f, at); err == nil {
				c, err = p.leaf(f, h.Edge, m, at)
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// operands of leaf filters.
var operators = map[string]operator{
	"eq": opEq, "ne": opNe, "lt": opLt, "lte": opLte, "gt": opGt, "gte": opGte, "in": opIn, "notIn": opNotIn,
	"startsWith": opStartsWith,
}

func (p *planner) leaf(f *mapping.Field, v varName, in map[string]any, path ast.Path) (condition, error) {
	var all allOf
	for _, op := range sortedKeys(in) {
		var c condition
		if than, other := strings.CutSuffix(op, "Field"); other {
			ref, _ := in[op].(string)
			c, err := p.compareField(f, v, operators[than], ref, refusal.Below(path, op))
			if err != nil {
				return nil, err
			}
			all = append(all, c, p.referenced(f, v))
			continue
		}
		switch op {
		case "isNull":
			is, _ := in[op].(bool)
			all = append(all, p.isMissing(f, v, is))
			continue
		case "has":
			c = has{Of: v, Property: f.Property, Values: p.param([]any{in[op]})}
		case "hasAny", "hasAll":
			c = has{Of: v, Property: f.Property, Values: p.param(in[op]), Every: op == "hasAll"}
		case "contains":
			c = compare{Of: v, Property: f.Property, Op: opContains, Value: p.param(in[op])}
		default:
			c = compare{Of: v, Property: f.SortProperty(), Op: operators[op], Value: p.param(sortValue(f, in[op]))}
		}
		all = append(all, c, p.referenced(f, v))
	}
	// An empty list of a list property is stored as no property, so isNull needs no second look.
	return all, nil
}

func (p *planner) isMissing(f *mapping.Field, v varName, is bool) condition {
	seen := p.referenced(f, v)
	switch {
	case seen == nil:
		return missingValue{Of: v, Property: f.Property, Is: is}
	case is:
		return notCond{allOf{missingValue{Of: v, Property: f.Property}, seen}}
	default:
		return allOf{missingValue{Of: v, Property: f.Property}, seen}
	}
}

// referenced holds when the caller sees the node whose key a property holds; nil where there is nothing to look at.
func (p *planner) referenced(f *mapping.Field, v varName) condition {
	if f.Reference == nil || p.law.Rule(p.caller, f.Reference, false).All() {
		return nil
	}
	to := p.fresh()
	return referenced{Of: v, Property: f.Property, To: to, Label: f.Reference.Label, Where: p.visible(to, f.Reference, nil)}
}

// sortValue is what a field's sort property is compared with.
func sortValue(f *mapping.Field, v any) any {
	if !f.HasSortKey() {
		return v
	}
	switch v := v.(type) {
	case string:
		return textorder.Key(v)
	case hole:
		return hole{at: v.at, key: true}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = sortValue(f, v[i])
		}
		return out
	default:
		return v
	}
}

func (p *planner) filterRelation(t *mapping.Type, f *mapping.Field, v varName, in map[string]any, path ast.Path) (condition, error) {
	r := f.Relation
	if r.One {
		h := p.hop(t, r, false)
		c, err := p.filterOf(r.Target, h.To, in, path)
		return exists{From: v, Hop: h, Target: r.Target, One: true, Where: allOf{p.visible(h.To, r.Target, p.admits(t, r)), c}}, err
	}
	var all allOf
	for _, q := range sortedKeys(in) {
		at := refusal.Below(path, q)
		if q == "count" {
			c, err := p.counts(t, r, v, in[q], at)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
			continue
		}
		m, _ := in[q].(map[string]any)
		c, err := p.quantified(t, r, v, q, m, at)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func (p *planner) quantified(t *mapping.Type, r *mapping.Relation, v varName, q string, in map[string]any, path ast.Path) (condition, error) {
	h := p.hop(t, r, true)
	c, err := p.edgeFilter(r, h, in, path)
	if err != nil {
		return nil, err
	}
	scope := p.visible(h.To, r.Target, p.admits(t, r))
	switch q {
	case "some":
		return exists{From: v, Hop: h, Target: r.Target, Where: allOf{scope, c}}, nil
	case "none":
		return notCond{exists{From: v, Hop: h, Where: allOf{scope, c}}}, nil
	case "all":
		return notCond{exists{From: v, Hop: h, Where: allOf{scope, notCond{c}}}}, nil
	default: // single
		return counted{From: v, Hop: h, Where: allOf{scope, c}, Op: opEq, Value: p.param(int64(1))}, nil
	}
}

func (p *planner) counts(t *mapping.Type, r *mapping.Relation, v varName, value any, path ast.Path) (condition, error) {
	var all allOf
	items, _ := value.([]any)
	for i, item := range items {
		in, _ := item.(map[string]any)
		h := p.hop(t, r, true)
		where, _ := in["where"].(map[string]any)
		c, err := p.edgeFilter(r, h, where, refusal.Below(refusal.Below(path, i), "where"))
		if err != nil {
			return nil, err
		}
		scope := p.visible(h.To, r.Target, p.admits(t, r))
		for _, op := range sortedKeys(in) {
			if op != "where" {
				all = append(all, counted{From: v, Hop: h, Where: allOf{scope, c}, Op: operators[op], Value: p.param(in[op])})
			}
		}
	}
	return all, nil
}

// hop names the far end of a relation, and the relationship when it has properties to speak of.
func (p *planner) hop(from *mapping.Type, r *mapping.Relation, edge bool) relHop {
	h := relHop{Type: r.Name, Out: r.Out}
	if edge && r.Edge != nil {
		h.Edge = p.fresh()
	}
	h.To = p.fresh()
	if !p.schema.Single(from.Concrete, r) && len(r.Target.Concrete) == 1 {
		h.Label = r.Target.Concrete[0].Label
	}
	return h
}
