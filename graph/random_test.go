package graph_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

var (
	seed    = flag.Uint64("seed", 20240831, "seed of generated data and queries; 0 takes one from the clock, to look for more")
	queries = flag.Int("queries", 400, "how many queries are generated; `make test-seeds` takes 1,200")
)

// asker asks the product as worldtest does.
func asker(ctx context.Context, r *rooms.Rooms) worldtest.Ask {
	return func(q worldtest.Request) ([]byte, error) {
		a, more, err := roomstest.Answer(ctx, r, q)
		switch {
		case err != nil:
			return nil, err
		case len(more) > 0:
			return nil, fmt.Errorf("errors of fields: %v", more)
		case a == nil:
			return []byte("null"), nil
		}
		return a, nil
	}
}

// TestPlannerAgainstNaive compares the planner with the naive interpreter on generated data and queries.
func TestPlannerAgainstNaive(t *testing.T) {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", s)
	r := roomstest.Fresh(t, rooms.Options{})
	w := worldtest.New(r.Schema, rand.New(rand.NewPCG(s, 0)))
	roomstest.Store(t, r, w)
	begun := time.Now()
	var group sync.WaitGroup
	var hits sync.Map
	for worker := range 2 {
		group.Go(func() {
			for i := worker; i < *queries && !t.Failed(); i += 2 {
				q := worldtest.NewQuery(w, rand.New(rand.NewPCG(s, uint64(i+1))))
				rows, err := q.Compare(asker(t.Context(), r))
				if err != nil {
					t.Errorf("query %d: %v", i, err)
				}
				if rows {
					hits.Store(i, true)
				}
			}
		})
	}
	group.Wait()
	found := 0
	hits.Range(func(any, any) bool { found++; return true })
	t.Logf("%d of %d queries had rows, in %v", found, *queries, time.Since(begun).Round(time.Second))
	if !t.Failed() && found < *queries/4 {
		t.Errorf("only %d of %d queries had rows: the generator asks beside the data", found, *queries)
	}
}
