package appraisal

import (
	"context"

	"bole/graph/store"
	"bole/internal/judge/fact"
	"bole/internal/population"
)

// Load reads all facts, LoadFrom those that changed.
var (
	Load     = load
	LoadFrom = loadFrom
)

// Refit does what an answer with a record waits for once the facts have been read: it gathers the items, describes them
// and solves by a set, or by one that is found where that is nil.
func Refit(ctx context.Context, f *fact.Facts, asOf string, set *population.Set) (*population.Set, int, error) {
	a := New(nil, population.New(nil, nil), nil, nil, Options{})
	e, err := newEdition(f, store.Versions{})
	if err != nil {
		return nil, 0, err
	}
	from, err := e.evidenceOf(ctx, a, asOf)
	if err != nil {
		return nil, 0, err
	}
	if set == nil {
		if set, err = a.sharedBySmall(ctx, e, asOf, from); err != nil {
			return nil, 0, err
		}
	}
	m, err := a.fitTo(ctx, e, fitKey{asOf: asOf}, set)
	if err != nil {
		return nil, 0, err
	}
	return set, m.Summary().Ratings, nil
}
