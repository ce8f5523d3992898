package graph_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bole/graph"
	"bole/graph/plan"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

var (
	seed    = flag.Uint64("seed", 20240831, "seed of generated data and queries; 0 takes one from the clock, to look for more")
	queries = flag.Int("queries", 0, "how many queries are generated; 0 runs the sample of package plan, which holds every kind of statement; `make test-seeds` takes 1,200")
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

// numbers are those of the queries to run. Package plan holds that the sample has each pair of blocks and each condition
// of thousands of queries, whose plans it evaluates without a database.
func numbers(t *testing.T) []int {
	t.Helper()
	var out []int
	if *queries > 0 {
		for i := range *queries {
			out = append(out, i)
		}
		return out
	}
	b, err := os.ReadFile("plan/testdata/sample.json")
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil || len(out) < 50 {
		t.Fatalf("the sample has %d queries: %v", len(out), err)
	}
	return out
}

// TestPlannerAgainstNaive compares the answers of Neo4j with the naive interpreter's on generated data and queries.
func TestPlannerAgainstNaive(t *testing.T) {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", s)
	r := roomstest.Fresh(t, rooms.Options{Graph: graph.Options{Limits: plan.Limits{Rows: math.MaxInt32}}})
	w := worldtest.New(r.Schema, rand.New(rand.NewPCG(s, 0)))
	roomstest.Store(t, r, w)
	begun := time.Now()
	all := numbers(t)
	var group sync.WaitGroup
	var found atomic.Int64
	for worker := range 2 {
		group.Go(func() {
			for at := worker; at < len(all) && !t.Failed(); at += 2 {
				q := worldtest.NewQuery(w, rand.New(rand.NewPCG(s, uint64(all[at]+1))))
				rows, err := q.Compare(asker(t.Context(), r))
				if err != nil {
					t.Errorf("query %d: %v", all[at], err)
				}
				if rows {
					found.Add(1)
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d of %d queries had rows, in %v", found.Load(), len(all), time.Since(begun).Round(time.Second))
	if !t.Failed() && int(found.Load()) < len(all)/4 {
		t.Errorf("only %d of %d queries had rows: the generator asks beside the data", found.Load(), len(all))
	}
}
