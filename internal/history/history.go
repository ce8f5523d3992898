// Package history reads the log back: what a node was, what has changed since and who changed it, and the whole graph as
// it was recorded at a moment.
package history

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/rows"
	"bole/internal/table"
)

// History reads the log. It is safe for concurrent use.
type History struct {
	law    *law.Law
	store  *store.Store
	rowed  store.Rowed
	kinds  map[string]*kind // by label or type of relationships
	tables map[string]*kind // by name of the table
	end    end
}

// New gives the history of the rows of tables.
func New(l *law.Law, st *store.Store, tables []*table.Table) *History {
	h := &History{law: l, store: st, rowed: rows.All(l.Schema(), tables), kinds: map[string]*kind{}, tables: map[string]*kind{}}
	for _, t := range tables {
		k := &kind{name: t.Type, table: t, shape: rows.Shape(t, rows.Whole)}
		if t.IsEdge() {
			h.ends(k)
			h.kinds[t.Edge.Type] = k
		} else {
			k.typ = l.Schema().Type(t.Type)
			h.kinds[t.Label] = k
		}
		h.tables[t.Name] = k
	}
	for _, s := range rows.Untabled(l.Schema(), tables) {
		k := &kind{shape: s}
		if s.Edge != nil {
			h.ends(k)
			h.kinds[s.Edge.Type] = k
		} else {
			k.typ = l.Schema().Label(s.Label)
			k.name = k.typ.Name
			h.kinds[s.Label] = k
		}
		k.acted = h.stated(k)
	}
	return h
}

// stated are the columns of what has no table: what is stored, but for what the system sets, and which nodes are named.
func (h *History) stated(k *kind) (out []*table.Column) {
	for _, f := range k.typ.Fields {
		switch r := f.Relation; {
		case slices.Contains([]string{"id", "key", "version", "recordedAt"}, f.Name):
		case r == nil && f.Property != "":
			out = append(out, &table.Column{Name: f.Name, Property: f.Property, Type: f.Def.Type.Name()})
		case r != nil && slices.ContainsFunc(k.shape.Relations, func(s store.Reference) bool { return s.Column == f.Name }):
			if to := h.kinds[r.Target.Label]; to != nil && to.table != nil {
				out = append(out, &table.Column{Name: f.Name, Refers: to.table.Name})
			}
		}
	}
	return out
}

// ends fills in what the relationships of a kind lead from and to.
func (h *History) ends(k *kind) {
	s, e := h.law.Schema(), k.shape.Edge
	k.ends = [2]*mapping.Type{s.Label(e.FromLabel), s.Label(e.ToLabel)}
	for _, end := range k.ends {
		for _, f := range end.Fields {
			if r := f.Relation; r != nil && r.Edge != nil && r.Name == e.Type {
				k.typ, k.lists = r.Edge, append(k.lists, f)
			}
		}
	}
	k.name = k.typ.Name
	if w := k.typ.Writable; w != nil {
		k.name = w.As
		if w.With == k.ends[1] {
			k.with = 1
		}
	}
}

// Answer runs f, which answers an operation: as the graph was recorded at a moment where @recordedAsOf asks for that.
func (h *History) Answer(ctx context.Context, c graph.Caller, op *ast.OperationDefinition, variables map[string]any, f func(context.Context)) error {
	d := op.Directives.ForName("recordedAsOf")
	if d == nil {
		f(ctx)
		return nil
	}
	path := ast.Path{ast.PathName("recordedAsOf"), ast.PathName("at")}
	node := h.law.Schema().SDL.Query.Fields.ForName("node").Arguments.ForName("recordedAsOf")
	if err := law.Directives(c, node.Directives, path[:1]); err != nil {
		return err
	}
	at, _ := d.ArgumentMap(variables)["at"].(string)
	return h.Past(ctx, at, path, f)
}

// Past runs f with a context in which everything is read as it was recorded at a moment, which stands at a path of the
// request.
func (h *History) Past(ctx context.Context, moment string, path ast.Path, f func(context.Context)) error {
	at, err := moments(moment, path)
	if err != nil {
		return err
	}
	return refusal.At(h.store.Past(ctx, at, h.rowed, f), path)
}

// Unknown refuses where a node is missing from a past because what was recorded of it has been erased: to those who see what
// stays of it, and, by the id from before, to those who see the whole graph.
func (h *History) Unknown(ctx, past context.Context, c graph.Caller, id string) error {
	name, key, ok := plan.SplitID(id)
	t := h.law.Schema().Type(name)
	if !ok || t == nil || !t.IsNode() {
		return nil
	}
	erased := false
	switch {
	case h.store.Lost(past, t.Label, key):
		v := h.view(c)
		if err := v.look(ctx, map[string]map[string]bool{t.Name: {key: true}}); err != nil {
			return err
		}
		erased = v.seen[t.Name][key]
	case c.Whole && t == h.law.Schema().Owner():
		found, err := h.store.ErasedKeys(ctx, t.Label, []string{key})
		if err != nil {
			return err
		}
		erased = len(found) > 0
	}
	if !erased {
		return nil
	}
	return refusal.Newf(refusal.NotKnown, "what was recorded of it has been erased, and nobody is told what it was")
}

func moments(text string, path ast.Path) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return at, refusal.Of(refusal.BadInput, path, "is not a moment; give one as RFC 3339 has it, such as 2024-08-31T12:00:00Z")
	}
	return at, nil
}

// History answers history(id).
func (h *History) History(ctx context.Context, q graph.Query) (any, error) {
	id, _ := q.Args["id"].(string)
	name, key, ok := plan.SplitID(id)
	t := h.law.Schema().Type(name)
	if !ok || t == nil || !t.IsNode() {
		return nil, refusal.Newf(refusal.BadID, "is not an id of a node; give one that an answer gave you")
	}
	v := h.view(q.Caller)
	if err := v.look(ctx, map[string]map[string]bool{t.Name: {key: true}}); err != nil {
		return nil, err
	}
	all, whole, err := h.steady(ctx, h.trail(t, key))
	switch {
	case err != nil:
		return nil, err
	case !whole:
		return nil, refusal.Newf(refusal.Limit, "is a node with more entries in the log than one answer may look at; ask for its changes by time")
	}
	if all, err = v.visible(ctx, all); err != nil || len(all) == 0 {
		return nil, err
	}
	out := make(graph.Entries, len(all))
	for i, c := range all {
		out[i] = graph.Entry{Place: fmt.Sprintf("%06d", i), Object: c.object()}
	}
	return out, nil
}

// mostReadings bounds how often a node that is being changed is read.
const mostReadings = 10

// steady is what the log tells of a node, with what its rows said each time; whole is false where that is too much. What
// stands there is read after the log, and is what each change left only if none was recorded in between: so the log is
// read once more.
func (h *History) steady(ctx context.Context, of store.Trail) (all []*change, whole bool, err error) {
	entries, whole, err := h.store.Trail(ctx, of)
	for range mostReadings {
		if err != nil || !whole {
			return nil, whole, err
		}
		all = nil
		for _, e := range entries {
			all = append(all, h.changes(e)...)
		}
		all = loaded(h.kinds[of.Type], of.Key, entries, all)
		if err := h.recorded(ctx, all); err != nil {
			return nil, false, err
		}
		before := len(entries)
		if entries, whole, err = h.store.Trail(ctx, of); err == nil && whole && len(entries) == before {
			return all, true, nil
		}
	}
	return nil, false, refusal.Newf(refusal.Unavailable, "is being changed at this moment; ask again in a few seconds")
}

// trail is where the log tells of a node.
func (h *History) trail(t *mapping.Type, key string) store.Trail {
	out := store.Trail{Type: t.Label, Key: key}
	for typ, k := range h.kinds {
		for i, end := range k.ends {
			switch {
			case end != t:
			case i == 0:
				out.From = append(out.From, typ)
			default:
				out.To = append(out.To, typ)
			}
		}
	}
	return out
}

// loaded adds to a node's changes that it came with the load of a whole graph, where no entry says that it was recorded.
func loaded(k *kind, key string, entries []store.LogEntry, all []*change) []*change {
	if slices.ContainsFunc(all, func(c *change) bool { return c.kind == k && c.Op == "CREATED" }) {
		return all
	}
	for _, e := range entries {
		if e.Type == k.shape.Label && (e.Op == "BULK" || e.Op == "ADOPTED") {
			c := changeOf(k, e, key)
			c.Op, c.Before, c.After = "CREATED", nil, nil
			return append([]*change{c}, all...)
		}
	}
	return all
}

// recorded gives rows that are there the values that they were recorded with, and each of their changes what the row said
// afterwards: what stands there now, and before each change what that changed.
func (h *History) recorded(ctx context.Context, all []*change) error {
	keys := map[*kind][]string{}
	for _, c := range all {
		keys[c.kind] = append(keys[c.kind], c.key)
	}
	now := map[*kind]map[string]map[string]any{}
	for k, keys := range keys {
		slices.Sort(keys)
		found, err := h.store.Stored(ctx, k.shape, slices.Compact(keys))
		if err != nil {
			return err
		}
		now[k] = found
	}
	for _, c := range slices.Backward(all) {
		values := now[c.kind][c.key]
		switch {
		case values == nil:
		case c.Op == "CREATED":
			c.After, c.then = values, values
			delete(now[c.kind], c.key)
		case c.Op != "CHANGED" || c.Before == nil: // it was taken away in between, or what it was has been erased
			delete(now[c.kind], c.key)
		default:
			c.then = maps.Clone(values)
			maps.Copy(values, c.Before)
		}
	}
	return nil
}

// changes are the rows that an entry is about.
func (h *History) changes(e store.LogEntry) []*change {
	k := h.kinds[e.Type]
	if k == nil || !slices.Contains(kinds, e.Op) {
		return nil
	}
	keys := e.Keys
	if e.Key != "" {
		keys = []string{e.Key}
	}
	var out []*change
	for _, key := range keys {
		out = append(out, changeOf(k, e, key))
	}
	return out
}

func changeOf(k *kind, e store.LogEntry, key string) *change {
	c := &change{LogEntry: e, kind: k, key: key, place: e.Place()}
	if k.shape.Edge != nil {
		c.ends[0], c.ends[1], _ = store.Ends(key)
	}
	return c
}

// none is nil for a text that was not given.
func none(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// object is the change as it is answered.
func (c *change) object() graph.Object {
	node, role := c.node(), none(c.Role)
	if c.Role == law.System.Role {
		role = nil
	}
	about := []graph.Ref{node}
	if c.shape.Edge != nil {
		about = []graph.Ref{{Type: c.kind.ends[0].Name, Key: c.ends[0]}, {Type: c.kind.ends[1].Name, Key: c.ends[1]}}
	}
	return graph.Object{Type: "Change", About: about, Fields: map[string]any{"at": c.At, "kind": c.Op, "type": c.name, "key": c.shownKey(), "node": node, "values": c.values,
		"act": c.Act, "by": none(c.By), "role": role, "why": none(c.Why), "source": none(c.Source), "import": none(c.Batch)}}
}
