// Package rows is the rows of tables as the graph stores them: which node or relationship a row is, its properties with
// what stands beside texts, and the nodes it refers to. Imports and mutations write by it, so that both write the same.
package rows

import (
	"slices"
	"strings"

	"bole/graph/mapping"
	"bole/graph/store"
	"bole/internal/table"
)

// Lease is held by whoever changes many rows, or must find them as they were checked: an import, a repair, an erasure.
const Lease = "import"

// Pass is which references of rows are written.
type Pass int

// Rows whose references may lead to rows that follow are written in two passes.
const (
	Whole Pass = iota // all at once: what rows refer to is there
	First             // properties, and references to rows that were written before
	Later             // the other references
)

func (p Pass) takes(c *table.Column) bool { return p == Whole || c.Deferred == (p == Later) }

// Shape is a table as the graph stores it, with the references of a pass.
func Shape(t *table.Table, p Pass) store.Shape {
	var s store.Shape
	if e := t.Edge; e != nil {
		s.Edge = &store.Edge{Type: e.Type, FromLabel: e.FromLabel, ToLabel: e.ToLabel, Identity: e.Identity}
	} else {
		s.Label, s.Erasable = t.Label, t.Owner != nil && t.Owner.Name == "key"
	}
	for _, c := range t.Columns {
		if c.Type == "Float" && c.Property != "" {
			s.Floats = append(s.Floats, c.Property)
		}
		if r := c.Relation; r != nil && p.takes(c) {
			s.Relations = append(s.Relations, store.Reference{Column: c.Name, Type: r.Type, Out: r.Out, Label: r.Label, Keeps: r.Keeps})
		}
	}
	return s
}

// Of is what a row says in a pass, by values of its columns: string, int64, float64, bool, []string, or nil to clear;
// false when it says nothing there. What is absent stays as it is.
func Of(t *table.Table, values map[string]any, p Pass) (store.Row, bool) {
	if t.IsEdge() {
		return edge(t, values), true
	}
	out := store.Row{Properties: map[string]any{}, References: map[string][]string{}}
	if out.Key, _ = values["key"].(string); out.Key == "" { // a table whose rows are named by what they belong to
		out.Key, _ = Identity(t, values)
	}
	another := slices.ContainsFunc(t.OneOf, func(name string) bool { return values[name] != nil }) // which clears those of the group that are not given
	for _, c := range t.Columns {
		v, given := values[c.Name]
		switch {
		case c.Name == "key", !given && !(another && c.Refers != "" && slices.Contains(t.OneOf, c.Name)):
		case c.Name == "locator":
			out.Locator = v
		case c.Refers == "":
			if p != Later {
				set(out.Properties, c, v)
			}
		case p.takes(c):
			out.References[c.Name] = append([]string{}, Keys(values, c)...)
		}
	}
	return out, p != Later || len(out.References) > 0
}

func edge(t *table.Table, values map[string]any) store.Row {
	out := store.Row{Identity: map[string]any{}, Properties: map[string]any{}}
	out.Key, _ = values[t.Columns[0].Name].(string)
	out.To, _ = values[t.Columns[1].Name].(string)
	for _, c := range t.Columns[2:] {
		if v, given := values[c.Name]; given {
			set(out.Properties, c, v)
		}
	}
	for _, name := range t.Edge.Identity {
		out.Identity[name] = values[name]
		delete(out.Properties, name)
	}
	return out
}

// set stores a value, with what stands beside a text.
func set(properties map[string]any, c *table.Column, v any) {
	properties[c.Property] = v
	for _, b := range c.Beside {
		properties[b.Property] = b.Value(v)
	}
}

// Keys are the keys that a column of a row names.
func Keys(values map[string]any, c *table.Column) []string {
	switch v := values[c.Name].(type) {
	case string:
		return []string{v}
	case []string:
		return v
	default:
		return nil
	}
}

// Identity is what tells a row from all others of its table; false when a part of it is not there. Keys hold no
// semicolon, so joined parts are unique.
func Identity(t *table.Table, values map[string]any) (string, bool) {
	parts := make([]string, 0, len(t.Identity))
	for _, name := range t.Identity {
		s, _ := values[name].(string)
		if s == "" && t.Column(name).Required {
			return "", false
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ";"), true
}

// Upkeep says whose nodes carry the unit that scopes compare, and how they lead to their owner.
func Upkeep(s *mapping.Schema) store.Upkeep {
	u := store.Upkeep{Owner: s.Owner().Label}
	for _, t := range s.Nodes() {
		if t.Scope != mapping.Own || t == s.Owner() {
			continue
		}
		o := store.Owned{Label: t.Label, Relation: t.Via.Name}
		for _, other := range t.Unowned(s) {
			o.Others = append(o.Others, other.Label)
		}
		u.Owned = append(u.Owned, o)
	}
	return u
}

// All is everything that is written row by row, as the graph stores it.
func All(s *mapping.Schema, tables []*table.Table) store.Rowed {
	out := store.Rowed{Upkeep: Upkeep(s)}
	for _, t := range tables {
		out.Shapes = append(out.Shapes, Shape(t, Whole))
	}
	out.Shapes = append(out.Shapes, Untabled(s, tables)...)
	return out
}

// Untabled are the shapes of what acts alone write, and no table: nodes such as shortlists, and the relationships of fields
// of theirs.
func Untabled(s *mapping.Schema, tables []*table.Table) (out []store.Shape) {
	labels, types := map[string]bool{}, map[string]bool{}
	for _, t := range tables {
		if t.IsEdge() {
			types[t.Edge.Type] = true
		} else {
			labels[t.Label] = true
		}
		for _, c := range t.Columns {
			if c.Relation != nil {
				types[c.Relation.Type] = true
			}
		}
	}
	for _, t := range s.Nodes() {
		if labels[t.Label] {
			continue
		}
		node := store.Shape{Label: t.Label}
		for _, f := range t.Fields {
			r := f.Relation
			switch {
			case r == nil || !r.Out || !r.Target.IsNode():
			case r.Edge != nil && !types[r.Name]:
				out = append(out, store.Shape{Edge: &store.Edge{Type: r.Name, FromLabel: t.Label, ToLabel: r.Target.Label, Identity: r.Edge.Identity}})
			case r.One:
				node.Relations = append(node.Relations, store.Reference{Column: f.Name, Type: r.Name, Out: true, Label: r.Target.Label})
			}
		}
		out = append(out, node)
	}
	return out
}
