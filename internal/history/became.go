package history

import (
	"context"
	"fmt"

	"bole/graph/store"
)

// becameAt is how many entries are looked at for one page: one of an import has a thousand rows.
const becameAt = 200

// Became is a node of which the log says that a field came to hold a value.
type Became struct{ Key, At string }

// Became looks along the log, behind the entry with a number, for nodes of a type whose field came to hold a value: with
// which they were recorded, or to which it was changed. It gives the number of the last entry that it has looked at; with
// none behind it that is the number it was given. Of nodes that are not there any more, of entries that were erased, and of
// a first load of a whole graph it tells nothing.
func (h *History) Became(ctx context.Context, typ, field, value string, after int64) (found []Became, last int64, err error) {
	t := h.law.Schema().Type(typ)
	property := t.Field(field).Property
	entries, err := h.store.Changes(ctx, after, becameAt)
	if err != nil || len(entries) == 0 {
		return nil, after, err
	}
	last = entries[len(entries)-1].Seq
	trails := map[string]map[int64]bool{} // by key the numbers of the entries with which it came to hold the value
	for _, e := range entries {
		if e.Type != t.Label {
			continue
		}
		for _, c := range h.changes(e) {
			if _, stated := e.After[property]; e.Op == "REMOVED" || e.Op == "CHANGED" && !stated {
				continue
			}
			if trails[c.key] == nil {
				if trails[c.key], err = h.held(ctx, c.kind, c.key, property, value); err != nil {
					return nil, after, err
				}
			}
			if trails[c.key][e.Seq] {
				found = append(found, Became{Key: c.key, At: e.At})
			}
		}
	}
	return found, last, nil
}

// held are the numbers of the entries with which a property of a node came to hold a value. What it was recorded with is
// what stands there now and what each change since had changed.
func (h *History) held(ctx context.Context, k *kind, key, property, value string) (map[int64]bool, error) {
	all, whole, err := h.steady(ctx, store.Trail{Type: k.shape.Label, Key: key})
	if err != nil {
		return nil, err
	}
	out := map[int64]bool{}
	if !whole {
		return out, nil
	}
	for _, c := range all {
		if c.then == nil || c.Erased || fmt.Sprint(c.then[property]) != value {
			continue
		}
		if _, stated := c.Before[property]; c.Op == "CREATED" || stated {
			out[c.Seq] = c.Op == "CREATED" || fmt.Sprint(c.Before[property]) != value
		}
	}
	return out, nil
}
