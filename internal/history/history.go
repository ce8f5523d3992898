// Package history reads the log back: what a node was, what has changed since and who changed it, and the whole graph as
// it was recorded at a moment.
package history

import (
	"context"
	"time"

	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/rows"
	"bole/internal/table"
)

// History reads the log. It is safe for concurrent use.
type History struct {
	law   *law.Law
	store *store.Store
	rowed store.Rowed
}

// New gives the history of the rows of tables.
func New(l *law.Law, st *store.Store, tables []*table.Table) *History {
	return &History{law: l, store: st, rowed: rows.All(l.Schema(), tables)}
}

// Past runs f with a context in which everything is read as it was recorded at a moment.
func (h *History) Past(ctx context.Context, at time.Time, f func(context.Context)) error {
	return h.store.Past(ctx, at, h.rowed, f)
}
