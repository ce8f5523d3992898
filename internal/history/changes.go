package history

import (
	"context"
	"slices"
	"strings"

	"bole/graph"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/store"
)

const (
	lookedAt  = 2000   // entries of the log read at a time, at most
	lookFirst = 20     // and at first: an entry of an import has a thousand rows, and most pages are small
	lookMost  = 20_000 // entries of the log read for one page
)

// cursors of changes name an entry, and which row of it.
var cursors = plan.NewPlaces("changes")

// Changes answers changes(since, types, first, after).
func (h *History) Changes(ctx context.Context, q graph.Query) (any, error) {
	w, err := plan.WindowOf(q.Args, q.Path)
	if err != nil {
		return nil, err
	}
	f, err := h.following(ctx, q, w.After, false)
	if err != nil {
		return nil, err
	}
	found, more, err := f.page(ctx, w.Size)
	if err != nil {
		return nil, err
	}
	info := map[string]any{"hasNextPage": more, "hasPreviousPage": w.After != "", "startCursor": nil, "endCursor": nil}
	edges, nodes := []any{}, []any{}
	var ends []graph.Ref
	for i, c := range found {
		cursor := c.cursor()
		if i == 0 {
			info["startCursor"] = cursor
		}
		info["endCursor"] = cursor
		node := c.object()
		if i == 0 || i == len(found)-1 {
			ends = append(ends, node.About...)
		}
		nodes = append(nodes, node)
		edges = append(edges, c.edge())
	}
	if more && len(found) == 0 { // much that is not for the caller: it goes on from there
		info["endCursor"] = cursors.Write(f.place)
	}
	return graph.Object{Type: "ChangeConnection", Fields: map[string]any{"edges": edges, "nodes": nodes, "pageInfo": graph.Object{Type: "PageInfo", Fields: info, About: ends}}}, nil
}

func (c *change) cursor() string { return cursors.Write(c.place) }

// edge is the change with its place in the list.
func (c *change) edge() graph.Object {
	return graph.Object{Type: "ChangeEdge", Fields: map[string]any{"cursor": c.cursor(), "node": c.object()}}
}

// following goes along the log for one caller.
type following struct {
	*History
	caller graph.Caller
	types  []string // the names of kinds that are wanted; none: all
	seq    int64    // of the last entry of which all was looked at
	place  string   // of the last row that was looked at: the entry's, and the row's key; without one, all of the entry
}

// following begins behind a cursor, or else after a moment, or, where that may be, now.
func (h *History) following(ctx context.Context, q graph.Query, after string, now bool) (f *following, err error) {
	f = &following{History: h, caller: q.Caller}
	types, _ := q.Args["types"].([]any)
	for i, v := range types {
		name, _ := v.(string)
		if !h.told(name) {
			return nil, refusal.Of(refusal.BadInput, refusal.Below(refusal.Below(q.Path, "types"), i), "%q is not a type that changes are told of; name a type of nodes, or what a relationship is called in its mutations, such as CaseSubject", name)
		}
		f.types = append(f.types, name)
	}
	since, _ := q.Args["since"].(string)
	switch {
	case after != "" && since != "":
		return nil, refusal.Of(refusal.BadInput, q.Path, "has both since and after; give one of them")
	case after != "":
		return f, f.behind(ctx, after, q)
	case since == "" && now:
		v, err := h.store.Versions(ctx)
		f.seq = v.Seq[""]
		return f, err
	case since == "":
		return nil, refusal.Of(refusal.BadInput, q.Path, "has neither since nor after; give a moment, or the cursor of the last change that you know")
	}
	at, err := moments(since, refusal.Below(q.Path, "since"))
	if err != nil {
		return nil, err
	}
	f.seq, err = h.store.Before(ctx, at)
	return f, err
}

// told reports whether changes of a type are told.
func (h *History) told(name string) bool {
	for _, k := range h.kinds {
		if k.name == name {
			return true
		}
	}
	return false
}

// behind begins behind a cursor.
func (f *following) behind(ctx context.Context, cursor string, q graph.Query) error {
	path := refusal.Below(q.Path, "after")
	place, err := cursors.Read(cursor, path)
	if err != nil {
		return err
	}
	entry, _, _ := strings.Cut(place, "/")
	seq, found, err := f.store.NumberOf(ctx, entry)
	if err == nil && !found {
		err = refusal.Of(refusal.BadCursor, path, "names an entry that this graph's log does not have; begin anew with since")
	}
	f.seq, f.place = seq-1, place
	return err
}

// page gives the next changes that the caller may see, at most size, and whether there may be more.
func (f *following) page(ctx context.Context, size int) (out []*change, more bool, err error) {
	v := f.view(f.caller)
	for looked, n := 0, lookFirst; looked < lookMost; looked, n = looked+n, min(4*n, lookedAt) {
		entries, err := f.store.Changes(ctx, f.seq, n)
		if err != nil || len(entries) == 0 {
			return out, false, err
		}
		var all []*change
		for _, e := range entries {
			all = append(all, f.rows(e)...)
		}
		seen, err := v.visible(ctx, all)
		if err != nil {
			return nil, false, err
		}
		if out = append(out, seen...); len(out) > size {
			last := out[size-1]
			f.seq, f.place = last.Seq-1, last.place
			return out[:size], true, nil
		}
		last := entries[len(entries)-1]
		f.seq, f.place = last.Seq, last.Place()+"/"
	}
	return out, true, nil
}

// rows are the rows of an entry that are wanted and were not given yet. A place tells no number, which would tell of rows
// that are not for the caller.
func (f *following) rows(e store.LogEntry) []*change {
	all := f.changes(e)
	entry, key, _ := strings.Cut(f.place, "/")
	given := 0
	for i, c := range all {
		c.place += "/" + c.key
		if entry == e.Place() && (key == "" || key == c.key) {
			given = i + 1
		}
	}
	return slices.DeleteFunc(all[given:], func(c *change) bool { return len(f.types) > 0 && !slices.Contains(f.types, c.name) })
}
