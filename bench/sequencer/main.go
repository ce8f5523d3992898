// Command sequencer measures how the log's entries may be numbered: writes a second of one realistic act, with 1 and
// with 16 clients, for each way, while a reader asks for "entries after N" and must never miss one that comes late.
// docs/decisions/0019-how-the-log-is-numbered.md has the results.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"bole/graph/cypher"
	"bole/graph/store"
	"bole/internal/localneo4j"
)

var (
	dir     = flag.String("dir", filepath.Join(os.TempDir(), "bole-sequencer"), "folder for the server, kept between runs")
	rounds  = flag.Int("rounds", 3, "rounds of each way and number of clients; the median counts")
	seconds = flag.Float64("seconds", 3, "seconds of each round")
)

// door is the product's own way to write, which is measured last.
var door *store.Store

const things = 10_000

func main() {
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// way is a way of writing an act; act returns when the way acknowledges it.
type way struct {
	name   string
	logged bool
	misses bool // the control: its reader has to miss entries, or the reader sees nothing
	open   func(ctx context.Context, d neo4j.DriverWithContext) (act func(n int64, key string) error, end func())
}

func ways() []way {
	return []way{
		{name: "a: no log", open: unlogged},
		{name: "b: counter in the transaction, taken last", logged: true, open: counted},
		{name: "c: numbered after commit, acknowledged at commit", logged: true, open: func(ctx context.Context, d neo4j.DriverWithContext) (func(int64, string) error, func()) {
			return numberedLater(ctx, d, false)
		}},
		{name: "c': numbered after commit, acknowledged when numbered", logged: true, open: func(ctx context.Context, d neo4j.DriverWithContext) (func(int64, string) error, func()) {
			return numberedLater(ctx, d, true)
		}},
		{name: "d: several acts in one commit, one counter", logged: true, open: grouped},
		{name: "e: as a, with idempotency key and lock, no log", open: keyed},
		{name: "as built: store.Act with key, lock, version and log", logged: true, open: built},
		{name: "control: number drawn before commit", logged: true, misses: true, open: drawn},
	}
}

func run(ctx context.Context) error {
	server, err := localneo4j.Start(ctx, localneo4j.Options{Dir: *dir, HeapMB: 1024, PageCacheMB: 128})
	if err != nil {
		return err
	}
	defer server.Close()
	d, err := neo4j.NewDriverWithContext(server.URI(), neo4j.BasicAuth(server.User(), server.Password(), ""), func(c *config.Config) {
		c.TelemetryDisabled, c.MaxConnectionPoolSize = true, 64
	})
	if err != nil {
		return err
	}
	defer d.Close(ctx)
	if door, err = store.Open(store.Options{URI: server.URI(), User: server.User(), Password: server.Password()}); err != nil {
		return err
	}
	defer door.Close(ctx)
	if err := prepare(ctx, d); err != nil {
		return err
	}
	results := map[string][]float64{}
	for round := range *rounds + 1 { // the first warms up
		for _, w := range ways() {
			for _, clients := range []int{1, 16} {
				rate, err := measure(ctx, d, w, clients)
				if err != nil {
					return fmt.Errorf("%s with %d clients: %w", w.name, clients, err)
				}
				if round > 0 {
					at := fmt.Sprintf("%s %d", w.name, clients)
					results[at] = append(results[at], rate)
				}
			}
		}
	}
	base := map[int]float64{}
	fmt.Println("acts a second, and of the unlogged ones; 1 client, 16 clients")
	for _, w := range ways() {
		fmt.Printf("%-56s", w.name)
		for _, clients := range []int{1, 16} {
			all := results[fmt.Sprintf("%s %d", w.name, clients)]
			slices.Sort(all)
			m := all[len(all)/2]
			if base[clients] == 0 {
				base[clients] = m
			}
			fmt.Printf("%8.0f %4.2f", m, m/base[clients])
		}
		fmt.Println()
	}
	return nil
}

func prepare(ctx context.Context, d neo4j.DriverWithContext) error {
	if err := door.Migrate(ctx, []cypher.Word{"CREATE CONSTRAINT thing_key IF NOT EXISTS FOR (n:Thing) REQUIRE n.key IS UNIQUE"}, nil); err != nil {
		return err
	}
	for _, text := range []string{
		fmt.Sprintf("UNWIND range(0, %d) AS i MERGE (:Thing {key: 't' + i})", things-1),
		"CALL db.awaitIndexes(60)",
	} {
		if _, err := neo4j.ExecuteQuery(ctx, d, text, nil, neo4j.EagerResultTransformer); err != nil {
			return err
		}
	}
	return nil
}

// measure runs one way for some seconds with a reader beside it, and checks what the reader saw.
func measure(ctx context.Context, d neo4j.DriverWithContext, w way, clients int) (float64, error) {
	for _, text := range []string{"MATCH (c:Change|ChangeValues|IdempotencyKey|LogHead) CALL (c) { DETACH DELETE c } IN TRANSACTIONS OF 5000 ROWS", "CREATE (:LogHead {key: 'log', seq: 0, chain: '', secret: ''})"} {
		s := d.NewSession(ctx, neo4j.SessionConfig{})
		if _, err := s.Run(ctx, text, nil); err != nil {
			return 0, err
		}
		if err := s.Close(ctx); err != nil {
			return 0, err
		}
	}
	act, end := w.open(ctx, d)
	r := reader{d: d, seen: map[int64]bool{}, naive: w.misses}
	stop, read := make(chan struct{}), make(chan error, 1)
	go func() { read <- r.follow(ctx, stop) }() // also where there is nothing to read: it costs the same
	var n atomic.Int64
	var failed error
	var mu sync.Mutex
	var wg sync.WaitGroup
	begun := time.Now()
	until := begun.Add(time.Duration(*seconds * float64(time.Second)))
	for range clients {
		wg.Go(func() {
			for time.Now().Before(until) {
				if err := act(n.Add(1), fmt.Sprint("t", rand.IntN(things))); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(begun)
	end()
	close(stop)
	if failed != nil {
		return 0, failed
	}
	if err := <-read; err != nil {
		return 0, err
	}
	if w.logged {
		missed := n.Load() - int64(len(r.seen))
		switch {
		case !w.misses && missed != 0:
			return 0, fmt.Errorf("the reader missed %d of %d entries", missed, n.Load())
		case r.cuts > 0:
			fmt.Printf("%s: the reader stopped %d times before a number that was not there yet\n", w.name, r.cuts)
		case w.misses && clients > 1:
			fmt.Printf("%s: the reader missed %d of %d entries\n", w.name, missed, n.Load())
		}
	}
	return float64(n.Load()) / took.Seconds(), nil
}

// reader asks for what came after the last entry it saw, as every reader of the log does, and goes no further than the
// numbers have no gap.
type reader struct {
	d     neo4j.DriverWithContext
	last  int64
	naive bool           // goes past gaps
	cuts  int            // gaps it stopped at
	seen  map[int64]bool // by the acts' own numbers
}

func (r *reader) follow(ctx context.Context, stop <-chan struct{}) error {
	for stopped := false; ; {
		got, err := r.ask(ctx)
		switch {
		case err != nil:
			return err
		case got > 0:
			continue
		case stopped:
			return nil
		}
		select {
		case <-stop:
			stopped = true
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (r *reader) ask(ctx context.Context) (int, error) {
	s := r.d.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
	defer s.Close(ctx)
	result, err := s.Run(ctx, "MATCH (c:Change) WHERE c.seq > $after RETURN c.seq, coalesce(toInteger(c.key), c.n) ORDER BY c.seq LIMIT 1000", map[string]any{"after": r.last})
	if err != nil {
		return 0, err
	}
	records, err := result.Collect(ctx)
	for i, rec := range records {
		seq, n := rec.Values[0].(int64), rec.Values[1].(int64)
		if seq != r.last+1 && !r.naive {
			r.cuts++ // a commit reaches the index entry by entry, in any order
			return i, err
		}
		r.last, r.seen[n] = seq, true
	}
	return len(records), err
}
