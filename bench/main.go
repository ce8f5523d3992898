// Command bench measures the product beside other programs over the same graph, in one interleaved run: a loader,
// the raw driver, another build of the product and @neo4j/graphql. README.md beside it has the results and how to
// run it.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/audit"
	"bole/internal/dataset"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
	"bole/schema"
)

var (
	serve      = flag.String("serve", "", "serve one peer: product, keeping, trusted, loader or raw (the benchmark starts itself so)")
	uri        = flag.String("uri", "", "with -serve: Neo4j")
	dir        = flag.String("dir", filepath.Join(os.TempDir(), "bole-bench"), "folder for the graph, kept between runs")
	rounds     = flag.Int("rounds", 5, "rounds of each scenario and peer")
	seconds    = flag.Float64("seconds", 2, "seconds of each round")
	warm       = flag.Float64("warm", 2, "seconds, at least those of a round, for which each peer is loaded before what counts: the JVM compiles what it has run some thousand times")
	clients    = flag.String("clients", "16,1", "numbers of clients at once")
	only       = flag.String("only", "", "scenarios to run, such as ad; empty: (a) to (h); (i) is over another graph and runs alone")
	against    = flag.String("against", "", "a revision whose build takes part as a baseline, such as HEAD~1")
	baseline   = flag.String("baseline", "", "a program built from ./bench of another revision that takes part as a baseline")
	withPeer   = flag.Bool("peer", false, "@neo4j/graphql takes part; needs Node and npm")
	withKeep   = flag.Bool("keeping", false, "the product that keeps dear answers, as bole serve does, takes part")
	withTrust  = flag.Bool("trusted", false, "the product with tokens of a provider and the audit takes part")
	withLoader = flag.Bool("loader", true, "the loader takes part")
	cpuProfile = flag.String("cpuprofile", "", "folder for profiles of the product's CPU in each scenario, taken after the rounds")
	text       = flag.Bool("search", false, "measure full text over 100,000 tasks instead")
	lists      = flag.Bool("candidates", false, "measure lists of candidates over 20,000 officials instead")
	scale      = flag.String("scale", "", "measure the start, memory and answers of graphs of these numbers of officials instead, such as 20000,100000")
	hubs       = flag.Bool("hub", false, "measure paths and neighbourhoods at a hub of 50,000 relationships instead")
	exports    = flag.Bool("export", false, "measure an export of 1,000,000 rows instead")
	keeps      = flag.Bool("kept", false, "measure answers that their client keeps (304) beside the same asked anew")
	imports    = flag.Bool("imports", false, "measure the import beside a bare writer of the same tables, and with -against beside that of another revision, instead")
	answers    = flag.Bool("answers", false, "measure the server's memory for ever larger answers instead")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	run := bench
	switch {
	case *serve != "":
		run = servePeer
	case *text:
		run = search
	case *imports:
		run = importing
	case *hubs:
		run = hub
	case *exports:
		run = export
	case *scale != "":
		run = scaling
	case *lists:
		run = candidates
	case *answers:
		run = largeAnswers
	case *keeps:
		run = kept
	}
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func open(uri, password string) (*rooms.Rooms, error) {
	return openWith(uri, password, audit.Options{})
}

func openWith(uri, password string, o audit.Options) (*rooms.Rooms, error) {
	s, err := schema.Load()
	if err != nil {
		return nil, err
	}
	var most int64
	if *serve == inKeeping {
		most = keptBytes
	}
	return rooms.Open(s, rooms.Options{Store: store.Options{URI: uri, User: localneo4j.User, Password: password, KeepBytes: most}, Graph: graph.Options{Unpaced: true}, Audit: o})
}

// inKeeping is the product that keeps dear answers, and how much of them, as bole serve does.
const (
	inKeeping = "keeping"
	keptBytes = 64 << 20
)

// opened starts a Neo4j and opens the product on it; stop ends both.
func opened(ctx context.Context, o localneo4j.Options) (r *rooms.Rooms, server *localneo4j.Server, stop func(), err error) {
	if server, err = localneo4j.Start(ctx, o); err != nil {
		return nil, nil, nil, err
	}
	if r, err = open(server.URI(), server.Password()); err != nil {
		server.Close()
		return nil, nil, nil, err
	}
	return r, server, func() {
		r.Close(ctx)
		server.Close()
	}, nil
}

// answering is the API over it.
func answering(r *rooms.Rooms, o httpapi.Options) (*httpapi.Server, error) {
	signer, err := access.NewSigner(*dir)
	if err != nil {
		return nil, err
	}
	return httpapi.New(r, signer, o)
}

func openDriver(uri, password string) (neo4j.DriverWithContext, error) {
	return neo4j.NewDriverWithContext(uri, neo4j.BasicAuth(localneo4j.User, password, ""), func(c *config.Config) {
		c.MaxConnectionPoolSize, c.FetchSize, c.TelemetryDisabled = 64, neo4j.FetchAll, true
	})
}

// startNeo4j starts the server of the scenarios, with their graph in it.
func startNeo4j(ctx context.Context) (*localneo4j.Server, error) {
	server, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(*dir, "neo4j"), HeapMB: 2048, PageCacheMB: 1024, Progress: func(s message.Text) { log.Print(s) }})
	if err != nil {
		return nil, err
	}
	if err := fill(ctx, server); err != nil {
		server.Close()
		return nil, err
	}
	return server, nil
}

func bench(ctx context.Context) error {
	atOnce, err := numbers("-clients", *clients)
	if err != nil {
		return err
	}
	if *rounds < 1 {
		return fmt.Errorf("-rounds must be 1 or more, not %d", *rounds)
	}
	chosen, err := chosenScenarios(*only)
	if err != nil {
		return err
	}
	start := startNeo4j
	if chosen[0].inGenerated() {
		start = startOfficials
	}
	server, err := start(ctx)
	if err != nil {
		return err
	}
	defer server.Close()
	peers, stop, err := startPeers(ctx, server)
	defer stop()
	if err != nil {
		return err
	}
	var all []measured
	for _, s := range chosen {
		these := slices.DeleteFunc(slices.Clone(peers), func(p *peer) bool { return !p.takes(s) })
		if err := readied(s, these); err != nil {
			return err
		}
		if err := compare(s, these); err != nil {
			return err
		}
		fmt.Printf("\n(%s) %s\n\n| peer | clients | requests/s | : raw | p50 | p95 | p99 | CPU server | CPU Neo4j |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n", s.name, s.what)
		for _, n := range atOnce {
			m, err := measure(s, n, these, server.PID())
			if err != nil {
				return err
			}
			m.print(these)
			all = append(all, m)
		}
		if err := profile(s, peers[0], atOnce[0], server.PID()); err != nil {
			return err
		}
	}
	summarize(all, peers)
	return nil
}

// numbers are those of a flag's list.
func numbers(name, list string) ([]int, error) {
	var out []int
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%s must be numbers from 1 separated by commas, such as 16,1, not %q", name, list)
		}
		out = append(out, n)
	}
	return out, nil
}

// chosenScenarios are those of the letters given; none gives all.
func chosenScenarios(letters string) ([]scenario, error) {
	if letters == "" {
		return slices.DeleteFunc(slices.Clone(scenarios), scenario.inGenerated), nil
	}
	var out []scenario
	for _, letter := range letters {
		s, err := scenarioNamed(string(letter))
		if err != nil {
			return nil, fmt.Errorf("-only: %w", err)
		}
		if out = append(out, s); s.inGenerated() != out[0].inGenerated() {
			return nil, fmt.Errorf("-only: (%s) and (%s) are asked over two graphs; run them one after the other", out[0].name, s.name)
		}
	}
	return out, nil
}

// fill loads the graph once, by the product's import.
func fill(ctx context.Context, server *localneo4j.Server) error {
	r, err := open(server.URI(), server.Password())
	if err != nil {
		return err
	}
	defer r.Close(ctx)
	if err := r.Migrate(ctx); err != nil {
		return err
	}
	return r.Store.Once(ctx, "bench", func() error { return fillNow(ctx, r) })
}

func fillNow(ctx context.Context, r *rooms.Rooms) error {
	data, err := os.MkdirTemp("", "bole-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	if _, err := generate(data, cadres); err != nil {
		return err
	}
	_, err = dataset.Import(ctx, r.Dataset(), data, dataset.Options{Now: time.Now(), Caller: law.System})
	return err
}
