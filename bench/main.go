// Command bench measures the product beside a loader and the raw driver over the same graph, in one
// interleaved run; README.md beside it has the results and the command.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"bole/bench/loader"
	"bole/bench/raw"
	"bole/graph"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/dataset"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
	"bole/schema"
)

var (
	serve   = flag.String("serve", "", "serve one peer: product, loader or raw (the benchmark starts itself so)")
	uri     = flag.String("uri", "", "with -serve: Neo4j")
	dir     = flag.String("dir", filepath.Join(os.TempDir(), "bole-bench"), "folder for the graph, kept between runs")
	rounds  = flag.Int("rounds", 3, "rounds of each scenario and peer")
	seconds = flag.Float64("seconds", 2, "seconds of each round")
	text    = flag.Bool("search", false, "measure full text over 100,000 tasks instead")
	lists   = flag.Bool("candidates", false, "measure lists of candidates over 20,000 officials instead")
	hubs    = flag.Bool("hub", false, "measure paths and neighbourhoods at a hub of 50,000 relationships instead")
	exports = flag.Bool("export", false, "measure an export of 1,000,000 rows instead")
	only    = flag.String("only", "", "scenarios to run, such as ad; empty: all")
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
	case *hubs:
		run = hub
	case *exports:
		run = export
	case *lists:
		run = candidates
	}
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func open(uri, password string) (*graph.Graph, error) {
	s, err := schema.Load()
	if err != nil {
		return nil, err
	}
	return graph.Open(s, graph.Options{URI: uri, User: localneo4j.User, Password: password})
}

func openDriver(uri, password string) (neo4j.DriverWithContext, error) {
	return neo4j.NewDriverWithContext(uri, neo4j.BasicAuth(localneo4j.User, password, ""), func(c *config.Config) {
		c.MaxConnectionPoolSize, c.FetchSize, c.TelemetryDisabled = 64, neo4j.FetchAll, true
	})
}

// servePeer is one peer in a process of its own, so that its CPU can be told apart. The password comes by
// the environment; the first line says where it listens.
func servePeer(context.Context) error {
	password := os.Getenv("NEO4J_PASSWORD")
	var h http.Handler
	if *serve == "product" {
		g, err := open(*uri, password)
		if err != nil {
			return err
		}
		signer, err := access.NewSigner(*dir)
		if err != nil {
			return err
		}
		if h, err = httpapi.New(g, signer, appraisal.New(g, appraisal.Options{}), httpapi.Options{}); err != nil {
			return err
		}
	} else {
		d, err := openDriver(*uri, password)
		if err != nil {
			return err
		}
		h = raw.Handler(d)
		if *serve == "loader" {
			h = loader.Handler(d)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	return http.Serve(l, h)
}

// peer is a running peer.
type peer struct {
	name    string
	address string
	cmd     *exec.Cmd
	cursors []string // of the pages of scenario f
	token   string
}

func startPeer(name, uri, password string) (*peer, error) {
	cmd := exec.Command(os.Args[0], "-serve", name, "-uri", uri, "-dir", *dir)
	cmd.Env = append(os.Environ(), "NEO4J_PASSWORD="+password, "GOGC=400", "GOMEMLIMIT=2GiB")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return &peer{name: name, address: strings.TrimSpace(line), cmd: cmd}, err
}

func bench(ctx context.Context) error {
	server, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(*dir, "neo4j"), HeapMB: 2048, PageCacheMB: 1024, Progress: func(s string) { log.Print(s) }})
	if err != nil {
		return err
	}
	defer server.Close()
	if err := fill(ctx, server); err != nil {
		return err
	}
	signer, err := access.NewSigner(*dir)
	if err != nil {
		return err
	}
	token, err := signer.Sign(access.Grant{Role: "ANALYST", Name: "bench", Whole: true}, 6*time.Hour)
	if err != nil {
		return err
	}
	var peers []*peer
	for _, name := range []string{"product", "loader", "raw"} {
		p, err := startPeer(name, server.URI(), server.Password())
		if err != nil {
			return err
		}
		defer p.cmd.Process.Kill()
		p.token = token
		peers = append(peers, p)
	}
	for _, p := range peers {
		if err := p.walk(); err != nil {
			return fmt.Errorf("%s: walk the pages: %w", p.name, err)
		}
	}
	for _, s := range scenarios {
		if *only != "" && !strings.Contains(*only, s.name) {
			continue
		}
		these := slices.DeleteFunc(slices.Clone(peers), func(p *peer) bool { return p.name == "loader" && s.loader == "" })
		if err := compare(s, these); err != nil {
			return err
		}
		if err := measure(s, these, server.PID()); err != nil {
			return err
		}
	}
	return nil
}

// fill loads the graph once, by the product's import, and measures it beside a bare writer of as many nodes.
func fill(ctx context.Context, server *localneo4j.Server) error {
	g, err := open(server.URI(), server.Password())
	if err != nil {
		return err
	}
	defer g.Close(ctx)
	if err := g.Migrate(ctx); err != nil {
		return err
	}
	if done, err := g.Recorded(ctx, "bench"); err != nil || done {
		return err
	}
	data, err := os.MkdirTemp("", "bole-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	rows, err := generate(data)
	if err != nil {
		return err
	}
	begun := time.Now()
	if _, err := dataset.Import(ctx, g, data, dataset.Options{Now: time.Now()}); err != nil {
		return err
	}
	imported := time.Since(begun)
	bare, err := bareWriter(ctx, server, data)
	if err != nil {
		return err
	}
	log.Printf("import: %d rows, %.0f rows/s; a bare UNWIND writer of the same tables: %.0f rows/s; ratio %.2f",
		rows, float64(rows)/imported.Seconds(), float64(rows)/bare.Seconds(), bare.Seconds()/imported.Seconds())
	return g.Record(ctx, "bench", time.Now())
}

// request builds the body of a scenario for a peer.
func (p *peer) request(s scenario, v object) []byte {
	query := s.query
	if p.name == "loader" {
		query = s.loader
	}
	body := object{"query": query, "variables": v}
	if p.name == "raw" {
		body = object{"operationName": s.name, "variables": v}
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return b
}

// variables are random ones for a scenario; the peer's own cursors where it pages.
func (p *peer) variables(s scenario, rng *rand.Rand) object {
	switch s.name {
	case "a":
		return object{"key": cadre(rng.IntN(cadres))}
	case "d", "f":
		return object{"after": p.cursors[rng.IntN(len(p.cursors))]}
	default:
		return object{"category": categories[rng.IntN(len(categories))]}
	}
}

// walk takes the cursors of pages 2 to 50.
func (p *peer) walk() error {
	f := scenarios[len(scenarios)-1]
	after := ""
	for range 49 {
		v := object{"after": after}
		if after == "" && p.name == "product" {
			v = object{}
		}
		answer, err := p.ask(http.DefaultClient, p.request(f, v))
		if err != nil {
			return err
		}
		var page struct {
			Data struct {
				Cadres struct{ PageInfo struct{ EndCursor string } }
			}
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			return err
		}
		if after = page.Data.Cadres.PageInfo.EndCursor; after == "" {
			return errors.New(string(answer))
		}
		p.cursors = append(p.cursors, after)
	}
	return nil
}

// compare holds the peers' answers to the same request equal, cursors aside.
func compare(s scenario, peers []*peer) error {
	for seed := range uint64(8) {
		var want any
		for _, p := range peers {
			answer, err := p.ask(http.DefaultClient, p.request(s, p.variables(s, rand.New(rand.NewPCG(seed, 0)))))
			if err != nil {
				return fmt.Errorf("%s, %s: %w", s.name, p.name, err)
			}
			var got any
			if err := json.Unmarshal(answer, &got); err != nil {
				return err
			}
			drop(got, "endCursor")
			if want == nil {
				want = got
			}
			if !reflect.DeepEqual(want, got) {
				return fmt.Errorf("%s: %s answers otherwise than %s:\n%.600s", s.name, p.name, peers[0].name, answer)
			}
		}
	}
	return nil
}

func drop(v any, key string) {
	switch v := v.(type) {
	case object:
		delete(v, key)
		for _, x := range v {
			drop(x, key)
		}
	case []any:
		for _, x := range v {
			drop(x, key)
		}
	}
}
