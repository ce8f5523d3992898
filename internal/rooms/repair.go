package rooms

import (
	"context"
	"math"

	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/rows"
)

// Repaired is what a repair found of one pair of nodes.
type Repaired struct {
	Relationship, From, To string // type of the relationship; type and key of each end
	Times                  int64
	Alike                  bool // in all they hold: a repair leaves one
}

// Repair leaves one of relationships that stand several times and are alike in all they hold. Those that differ are
// a person's to decide, and stay. A dry run only finds.
func (r *Rooms) Repair(ctx context.Context, caller law.Caller, dry bool) ([]Repaired, error) {
	var lease *store.Lease
	var err error
	if !dry {
		if lease, err = r.Store.Lease(ctx, rows.Lease, "the repair"); err != nil {
			return nil, err
		}
		defer lease.Release(ctx)
	}
	found, err := r.Figures.Doubled(ctx, law.System, math.MaxInt32)
	if err == nil && !dry {
		err = lease.Undouble(ctx, caller, found)
	}
	if err != nil {
		return nil, err
	}
	out := make([]Repaired, len(found))
	for i, d := range found {
		from, to := r.Schema.Label(d.Edge.FromLabel).Name, r.Schema.Label(d.Edge.ToLabel).Name
		out[i] = Repaired{Relationship: d.Edge.Type, From: from + " " + d.From, To: to + " " + d.To, Times: d.Times, Alike: d.Alike}
	}
	return out, nil
}
