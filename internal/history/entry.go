package history

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/store"
	"bole/internal/table"
)

// kind is what the log tells of under a label or a type of relationships: rows of a table, or what acts alone write.
type kind struct {
	name  string          // Case, CaseSubject, or Chosen
	table *table.Table    // nil for what acts alone write
	acted []*table.Column // of what has no table
	typ   *mapping.Type   // of the nodes, or of the relationships' properties
	shape store.Shape
	ends  [2]*mapping.Type // of relationships
	with  int              // the end that a relationship is recorded with
	lists []*mapping.Field // of its ends, which lead along the relationship
}

// columns are those of the values of a row.
func (k *kind) columns() []*table.Column {
	if k.table == nil {
		return k.acted
	}
	if k.table.IsEdge() {
		return k.table.Columns[2:]
	}
	return k.table.Columns
}

// change is one row of an entry.
type change struct {
	store.LogEntry
	*kind
	key    string // of the node; of relationships as in the log
	ends   [2]string
	then   map[string]any // what the row said afterwards, where that is known
	place  string
	values []any // that the caller may read
}

// node is the node that the change is about, or that the relationship is recorded with.
func (c *change) node() graph.Ref {
	if c.shape.Edge == nil {
		return graph.Ref{Type: c.typ.Name, Key: c.key}
	}
	return graph.Ref{Type: c.kind.ends[c.with].Name, Key: c.ends[c.with]}
}

// shownKey is the key as people write it.
func (c *change) shownKey() string {
	if c.shape.Edge == nil {
		return c.key
	}
	return c.ends[0] + ";" + c.ends[1]
}

// what an entry may have done to a row; others are of what follows from rows, or of no row.
var kinds = []string{"CREATED", "CHANGED", "REMOVED", "ERASED"}

// view is what one caller may see of changes.
type view struct {
	*History
	caller graph.Caller
	owns   func(unit, official string) bool
	seen   map[string]map[string]bool // nodes by type and key
}

func (h *History) view(c graph.Caller) *view {
	return &view{History: h, caller: c, owns: c.Sees(), seen: map[string]map[string]bool{}}
}

// visible keeps those changes that the caller may see, each with the values that they may see.
func (v *view) visible(ctx context.Context, all []*change) ([]*change, error) {
	wanted := map[string]map[string]bool{}
	for _, c := range all {
		if c.shape.Edge == nil {
			want(wanted, c.typ.Name, c.key)
		} else {
			want(wanted, c.kind.ends[0].Name, c.ends[0])
			want(wanted, c.kind.ends[1].Name, c.ends[1])
		}
		for _, col := range c.columns() {
			for _, side := range []map[string]any{c.Before, c.After} {
				for _, key := range v.named(col, side) {
					want(wanted, v.typeOf(col), key)
				}
			}
		}
	}
	if err := v.look(ctx, wanted); err != nil {
		return nil, err
	}
	var out []*change
	for _, c := range all {
		if !v.sees(c) {
			continue
		}
		if c.values = v.values(c); len(c.values) > 0 || c.Op != "CHANGED" { // of what they may not see nobody is told that it changed
			out = append(out, c)
		}
	}
	return out, nil
}

func want(into map[string]map[string]bool, typ, key string) {
	if into[typ] == nil {
		into[typ] = map[string]bool{}
	}
	into[typ][key] = true
}

// look finds out which of the nodes are there for the caller.
func (v *view) look(ctx context.Context, wanted map[string]map[string]bool) error {
	_, scope := v.caller.OwnScope()
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		t := v.law.Schema().Type(name)
		if v.seen[name] == nil {
			v.seen[name] = map[string]bool{}
		}
		rows, err := v.store.Read(ctx, v.caller, cypher.Statement{Name: "history/seen",
			Text:   "UNWIND $p.keys AS k\nMATCH (n:" + cypher.Quote(t.Label) + " {key: k}) WHERE " + v.law.Sees(v.caller, "n", t) + "\nRETURN k",
			Params: map[string]any{"p": map[string]any{"keys": slices.Sorted(maps.Keys(wanted[name])), "scope": scope}}})
		if err != nil {
			return fmt.Errorf("look which nodes of changes are in scope: %w", err)
		}
		for _, row := range rows {
			key, _ := row[0].(string)
			v.seen[name][key] = true
		}
	}
	return nil
}

// sees reports whether the caller may know of the change: they see the node, or both ends and one of the lists that lead
// along the relationship. What has been taken away is seen as it was then.
func (v *view) sees(c *change) bool {
	if c.shape.Edge != nil {
		may := func(f *mapping.Field) bool { return law.Field(v.caller, f, nil) == nil }
		if !slices.ContainsFunc(c.lists, may) {
			return false
		}
		for i, end := range c.kind.ends {
			if len(v.law.Rule(v.caller, end, true).Except) > 0 { // nobody keeps how it stood when this was changed
				return false
			}
			if !v.seen[end.Name][c.ends[i]] && !v.tells(end) {
				return false
			}
		}
		return true
	}
	if v.seen[c.typ.Name][c.key] {
		rule := v.law.Rule(v.caller, c.typ, true)
		return len(rule.Except) == 0 || c.then != nil && !kept(rule, c.then)
	}
	if c.Op != "REMOVED" || c.Before == nil {
		return v.tells(c.typ)
	}
	rule := v.law.Rule(v.caller, c.typ, true)
	if kept(rule, c.Before) {
		return false
	}
	unit, _ := c.Before["unit"].(string)
	official, _ := c.Before["cadreKey"].(string)
	switch {
	case rule.Never:
		return false
	case c.typ.Scope == mapping.Open:
		return true
	case c.typ.Scope == mapping.Own:
		return v.caller.Whole || official == law.Everyone || v.owns(unit, official)
	default:
		return v.tells(c.typ)
	}
}

// kept reports whether a node that says this is kept back.
func kept(rule law.Rule, values map[string]any) bool {
	return slices.ContainsFunc(rule.Except, func(s mapping.State) bool {
		state, _ := values[s.Property].(string)
		return slices.Contains(s.Values, state)
	})
}

// tells reports whether the caller may know of nodes of a type that are not there any more, whosever they were.
func (v *view) tells(t *mapping.Type) bool {
	rule := v.law.Rule(v.caller, t, false)
	return v.caller.Whole && rule.All()
}

// typeOf is the type of the nodes that a column's keys name.
func (h *History) typeOf(c *table.Column) string {
	if k := h.tables[c.Refers]; k != nil {
		return k.name
	}
	return ""
}

// named are the keys that a side of an entry has for a column of keys.
func (v *view) named(c *table.Column, side map[string]any) []string {
	if v.typeOf(c) == "" {
		return nil
	}
	return texts(side[stored(c)])
}

// stored is what the log calls a column.
func stored(c *table.Column) string {
	if c.Property != "" {
		return c.Property
	}
	return c.Name
}

// values are what an entry says of columns that the caller may read.
func (v *view) values(c *change) []any {
	out := []any{}
	for _, col := range c.columns() {
		name := stored(col)
		before, changed := c.Before[name]
		after, given := c.After[name]
		if !changed && !given || col.Name == "key" || !v.reads(c.kind, col) {
			continue
		}
		was, is := v.told(col, before), v.told(col, after)
		if was != nil || is != nil {
			out = append(out, graph.Object{Type: "ChangedValue", Fields: map[string]any{"field": col.Input(), "before": was, "after": is}})
		}
	}
	return out
}

// reads reports whether the caller's role may read a column, as the field that it is; a place in a source as the source.
func (v *view) reads(k *kind, c *table.Column) bool {
	if c.Name == "locator" {
		if source := k.table.Column("source"); source != nil {
			c = source
		}
	}
	f := k.typ.Field(c.Input())
	return f == nil || law.Field(v.caller, f, nil) == nil
}

// told is a value as the caller may read it: nil for nothing, and for values and nodes that are not for them.
func (v *view) told(c *table.Column, value any) any {
	out := []any{}
	typ := v.typeOf(c)
	for _, s := range texts(value) {
		if typ != "" && !v.seen[typ][s] && !v.tells(v.law.Schema().Type(typ)) {
			continue
		}
		if def := v.law.Schema().SDL.Types[c.Type]; def != nil && def.Kind == ast.Enum && !slices.Contains(v.law.Values(v.caller, c.Type), s) {
			continue
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// texts are the items of a value as datasets write them.
func texts(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var out []string
		for _, item := range v {
			out = append(out, texts(item)...)
		}
		return out
	case []string:
		return v
	case float64:
		return []string{strconv.FormatFloat(v, 'f', -1, 64)}
	default:
		return []string{strings.TrimSpace(fmt.Sprint(v))}
	}
}
