package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/message"
	"bole/internal/localneo4j"
)

const (
	importOfficials = 5_000 // whose dataset is loaded in each round
	importWarm      = 2     // loads of each side that do not count: the JVM compiles what it has run some thousand times
)

// loading is what one load cost.
type loading struct {
	took                time.Duration
	own, neo4j          float64 // seconds of CPU of what loads, and of Neo4j meanwhile
	again, againAtNeo4j float64 // the same for the same dataset once more; 0 where it is not loaded again
	rows                int
}

// side is one way of loading a dataset, with a Neo4j of its own.
type side struct {
	name   string
	server *localneo4j.Server
	load   func(ctx context.Context, data string) (cpu float64, err error)
	again  bool // it knows what it has loaded
	rounds []loading
}

// importing measures the product's import beside a bare writer of the same tables and, with -against, beside the import
// of another revision. Each has a warm Neo4j of its own; rounds alternate their order, and each begins with an empty
// graph.
func importing(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "bole-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	data := filepath.Join(folder, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	rows, err := generate(data, importOfficials)
	if err != nil {
		return err
	}
	sides, stop, err := importSides(ctx, folder)
	defer stop()
	if err != nil {
		return err
	}
	for round := range importWarm + *rounds {
		for i := range sides {
			s := sides[i]
			if round%2 == 1 {
				s = sides[len(sides)-1-i]
			}
			one, err := s.round(ctx, data)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			one.rows = rows
			log.Printf("round %d, %s: %.1f s, CPU %.1f s and Neo4j's %.1f s", round-importWarm+1, s.name, one.took.Seconds(), one.own, one.neo4j)
			if round >= importWarm {
				s.rounds = append(s.rounds, one)
			}
		}
	}
	printImports(sides)
	return nil
}

// importSides starts a Neo4j for each way of loading; stop ends those that were started, also after an error.
func importSides(ctx context.Context, folder string) (sides []*side, stop func(), err error) {
	stop = func() {
		for _, s := range sides {
			s.server.Close()
		}
	}
	product := filepath.Join(folder, "product")
	if _, err := command(ctx, "", "go", "build", "-o", product, "bole"); err != nil {
		return nil, stop, err
	}
	sides = nil
	add := func(name string, again bool, load func(*localneo4j.Server) func(context.Context, string) (float64, error)) error {
		server, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(folder, name+".neo4j"), HeapMB: 1536, PageCacheMB: 512, Progress: func(s message.Text) { log.Print(s) }})
		if err != nil {
			return err
		}
		sides = append(sides, &side{name: name, server: server, load: load(server), again: again})
		return nil
	}
	if err := add(inProduct, true, importBy(product, folder)); err != nil {
		return sides, stop, err
	}
	if *against != "" {
		baseline, err := buildRevision(ctx, *against, folder, ".")
		if err != nil {
			return sides, stop, err
		}
		if err := add(baselineName, true, importBy(baseline, folder)); err != nil {
			return sides, stop, err
		}
	}
	return sides, stop, add("bare", false, func(server *localneo4j.Server) func(context.Context, string) (float64, error) {
		return func(ctx context.Context, data string) (float64, error) {
			begun := cpu(os.Getpid())
			err := bareWriter(ctx, server, data)
			return cpu(os.Getpid()) - begun, err
		}
	})
}

// importBy loads by the command of a build of the product.
func importBy(program, folder string) func(*localneo4j.Server) func(context.Context, string) (float64, error) {
	return func(server *localneo4j.Server) func(context.Context, string) (float64, error) {
		return func(ctx context.Context, data string) (float64, error) {
			cmd := exec.CommandContext(ctx, program, "import", data, "--data", filepath.Join(folder, "settings"))
			cmd.Env = append(os.Environ(), "NEO4J_URI="+server.URI(), "NEO4J_USER="+localneo4j.User, "NEO4J_PASSWORD="+server.Password())
			out, err := cmd.CombinedOutput()
			if err != nil {
				return 0, fmt.Errorf("%w: %s", err, out)
			}
			used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
			if !ok {
				return 0, fmt.Errorf("the CPU of %s is not known", program)
			}
			return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds(), nil
		}
	}
}

// round empties the graph, which does not count, and loads; where what is loaded is known, it is loaded once more.
func (s *side) round(ctx context.Context, data string) (loading, error) {
	d, err := openDriver(s.server.URI(), s.server.Password())
	if err != nil {
		return loading{}, err
	}
	defer d.Close(ctx)
	for _, text := range []string{"MATCH (n) WHERE NOT n:Migration AND NOT n:LogHead CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS",
		"MATCH (h:LogHead) SET h.seq = 0, h.chain = ''", "CALL db.awaitIndexes(300)"} {
		session := d.NewSession(ctx, neo4j.SessionConfig{})
		if r, err := session.Run(ctx, text, nil); err != nil {
			return loading{}, err
		} else if _, err := r.Consume(ctx); err != nil {
			return loading{}, err
		}
		session.Close(ctx)
	}
	var one loading
	measured := func() (own, server float64, took time.Duration, err error) {
		begun, before := time.Now(), cpu(s.server.PID())
		own, err = s.load(ctx, data)
		return own, cpu(s.server.PID()) - before, time.Since(begun), err
	}
	if one.own, one.neo4j, one.took, err = measured(); err != nil || !s.again {
		return one, err
	}
	one.again, one.againAtNeo4j, _, err = measured()
	return one, err
}

// printImports writes a row for each side, as medians of the rounds, and the ratios of the product's to the others'.
func printImports(sides []*side) {
	product := sides[0]
	fmt.Print("| import | rows/s | CPU for 1,000 rows | Neo4j's CPU for 1,000 rows | product : it, Neo4j's CPU | both | again : first, CPU of both |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, s := range sides {
		column := func(value func(loading) float64) float64 { return median(s.rounds, value) }
		ratio := func(value func(loading) float64) float64 {
			var out []float64
			for i, x := range s.rounds {
				out = append(out, value(product.rounds[i])/value(x))
			}
			return median(out, self)
		}
		atNeo4j := func(x loading) float64 { return x.neo4j }
		both := func(x loading) float64 { return x.own + x.neo4j }
		again := ""
		if s.again {
			again = fmt.Sprintf("%.3f", column(func(x loading) float64 { return (x.again + x.againAtNeo4j) / both(x) }))
		}
		per := func(seconds float64, x loading) float64 { return seconds * 1e6 / float64(x.rows) }
		fmt.Printf("| %s | %.0f | %.0f ms | %.0f ms | %.2f | %.2f | %s |\n", s.name,
			column(func(x loading) float64 { return float64(x.rows) / x.took.Seconds() }),
			column(func(x loading) float64 { return per(x.own, x) }), column(func(x loading) float64 { return per(x.neo4j, x) }),
			ratio(atNeo4j), ratio(both), again)
	}
}
