// Command writes measures recordings a second, with 1 and with 16 clients: one createCase over HTTP and through the
// acts alone, beside the same nodes and the same entries of the log written by the raw driver in one transaction, and
// beside those nodes without a log. bench/README.md has the results.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"bole/bench/cpuprofile"
	"bole/graph/store"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
	"bole/schema"
)

var (
	dir     = flag.String("dir", filepath.Join(os.TempDir(), "bole-writes"), "folder for the server, kept between runs")
	rounds  = flag.Int("rounds", 3, "rounds of each way and number of clients; the median counts")
	seconds = flag.Float64("seconds", 3, "seconds of each round")
	only    = flag.String("only", "", "one way alone")
	profile = flag.String("profile", "", "file for a CPU profile")
)

// officials are who the cases are about.
const officials = 2000

func main() {
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// way is a way of recording a case about an official; record returns when it is acknowledged.
type way struct {
	name string
	open func(ctx context.Context, b *bench) (record func(n int64, cadre string) error, end func(), err error)
}

var ways = []way{{"raw driver, no log", rawUnlogged}, {"raw driver, same log", rawLogged}, {"acts", throughActs}, {"HTTP", overHTTP}}

// bench is what the ways share.
type bench struct {
	driver neo4j.DriverWithContext
	rooms  *rooms.Rooms
}

func run(ctx context.Context) error {
	server, err := localneo4j.Start(ctx, localneo4j.Options{Dir: *dir, HeapMB: 1024, PageCacheMB: 256})
	if err != nil {
		return err
	}
	defer server.Close()
	b := &bench{}
	b.driver, err = neo4j.NewDriverWithContext(server.URI(), neo4j.BasicAuth(server.User(), server.Password(), ""), func(c *config.Config) {
		c.TelemetryDisabled, c.MaxConnectionPoolSize = true, 64
	})
	if err != nil {
		return err
	}
	defer b.driver.Close(ctx)
	sdl, err := schema.Load()
	if err != nil {
		return err
	}
	if b.rooms, err = rooms.Open(sdl, rooms.Options{Store: store.Options{URI: server.URI(), User: server.User(), Password: server.Password()}}); err != nil {
		return err
	}
	defer b.rooms.Close(ctx)
	if err := b.rooms.Migrate(ctx); err != nil {
		return err
	}
	if _, err := neo4j.ExecuteQuery(ctx, b.driver, "UNWIND range(1, $n) AS i MERGE (c:Cadre {key: 'c' + i}) SET c.cadreKey = c.key, c.unit = '', c.name = '某' + i, c.managedBy = 'CITY', c.status = 'ACTIVE', c.version = 1",
		map[string]any{"n": officials}, neo4j.EagerResultTransformer); err != nil {
		return err
	}
	return cpuprofile.While(*profile, func() error { return b.table(ctx) })
}

// table measures each way in turn, round by round, and prints the medians.
func (b *bench) table(ctx context.Context) error {
	results := map[string][]float64{}
	for round := range *rounds + 1 { // the first warms up
		for _, w := range ways {
			if *only != "" && w.name != *only {
				continue
			}
			for _, clients := range []int{1, 16} {
				rate, err := b.measure(ctx, w, clients)
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
	median := func(w way, clients int) float64 {
		all := results[fmt.Sprintf("%s %d", w.name, clients)]
		if len(all) == 0 {
			return 0
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	fmt.Println("| recordings a second | 1 client | of no log | of the same log | 16 clients | of no log | of the same log |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, w := range ways {
		fmt.Printf("| %s |", w.name)
		for _, clients := range []int{1, 16} {
			m := median(w, clients)
			fmt.Printf(" %.0f | %.2f | %.2f |", m, m/median(ways[0], clients), m/median(ways[1], clients))
		}
		fmt.Println()
	}
	return nil
}

func (b *bench) measure(ctx context.Context, w way, clients int) (float64, error) {
	for _, text := range []string{"MATCH (c:Change|ChangeValues|IdempotencyKey|Case) CALL (c) { DETACH DELETE c } IN TRANSACTIONS OF 5000 ROWS", "MATCH (h:LogHead) SET h.seq = 0, h.chain = ''"} {
		s := b.driver.NewSession(ctx, neo4j.SessionConfig{})
		_, err := s.Run(ctx, text, nil)
		if e := s.Close(ctx); err == nil {
			err = e
		}
		if err != nil {
			return 0, err
		}
	}
	record, end, err := w.open(ctx, b)
	if err != nil {
		return 0, err
	}
	defer end()
	var n atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	begun := time.Now()
	until := begun.Add(time.Duration(*seconds * float64(time.Second)))
	for range clients {
		wg.Go(func() {
			for time.Now().Before(until) {
				i := n.Add(1)
				if err := record(i, fmt.Sprint("c", 1+i%officials)); err != nil {
					failed.Store(&err)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(n.Load()) / time.Since(begun).Seconds(), nil
}
