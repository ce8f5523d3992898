package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j"
)

// stage is what the faults share: the product's program, a Neo4j with data, a proxy before it.
type stage struct {
	dir, program, dataset string
	neo4j                 *localneo4j.Server
	proxy                 *toxiproxy.Proxy
	direct                *store.Store // past the product and the proxy
	last                  *process     // the last one that was started
	notes                 []string
}

func (s *stage) note(format string, args ...any) {
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

// officials is how many the dataset holds.
const officials = 60

func newStage(ctx context.Context) (s *stage, err error) {
	s = &stage{}
	if s.dir, err = os.MkdirTemp("", "bole-faults-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.program, err = built(ctx, s.dir); err != nil {
		return nil, err
	}
	s.dataset = filepath.Join(s.dir, "dataset")
	if err = errors.Join(os.MkdirAll(s.dataset, 0o700), demo.Write(s.dataset, demo.Options{Seed: 1, Cadres: officials})); err != nil {
		return nil, err
	}
	fmt.Println("starting a Neo4j and filling it…")
	if s.neo4j, err = localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(s.dir, "neo4j"), Fast: true, HeapMB: 768, PageCacheMB: 64}); err != nil {
		return nil, err
	}
	if s.direct, err = store.Open(store.Options{URI: s.neo4j.URI(), User: s.neo4j.User(), Password: s.neo4j.Password()}); err != nil {
		return nil, err
	}
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	s.proxy = toxiproxy.NewProxy(api, "neo4j", "127.0.0.1:0", strings.TrimPrefix(s.neo4j.URI(), "bolt://"))
	if err = s.proxy.Start(); err != nil {
		return nil, err
	}
	return s, s.fill(ctx)
}

// fill imports the dataset with the product's command.
func (s *stage) fill(ctx context.Context) error {
	return s.imports(ctx, s.environment(filepath.Join(s.dir, "import"), s.neo4j.URI()))
}

// imports runs the import of the dataset, again where the command says so: on a busy machine a Neo4j that has just been started may answer
// nothing for longer than it may be silent.
func (s *stage) imports(ctx context.Context, env []string) error {
	for attempt := 1; ; attempt++ {
		cmd := exec.CommandContext(ctx, s.program, "import", s.dataset)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		switch {
		case err == nil:
			return nil
		case attempt == 3 || !strings.Contains(string(out), "try again in a few seconds"):
			return fmt.Errorf("import the dataset: %w: %s", err, out)
		}
	}
}

// environment is that of a process of the product with a data folder, on a Neo4j; "" is a managed one.
func (s *stage) environment(data, uri string) []string {
	env := append(os.Environ(), "BOLE_DATA="+data, "BOLE_LANG=en", "NEO4J_URI="+uri, "BOLE_NO_RECORDS=true")
	if uri != "" {
		env = append(env, "NEO4J_USER="+s.neo4j.User(), "NEO4J_PASSWORD="+s.neo4j.Password())
	}
	return env
}

func (s *stage) close() error {
	var errs []error
	if s.proxy != nil {
		s.proxy.Stop()
	}
	if s.direct != nil {
		errs = append(errs, s.direct.Close(context.Background()))
	}
	if s.neo4j != nil {
		errs = append(errs, s.neo4j.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}

// proxied is the address of Neo4j by way of the proxy.
func (s *stage) proxied() string { return "bolt://" + s.proxy.Listen }

// poison puts something in the way of what Neo4j says; what it returns takes it out again.
func (s *stage) poison(ctx context.Context, kind, attributes string) (cure func(), err error) {
	text := fmt.Sprintf(`{"name": %q, "type": %q, "stream": "downstream", "attributes": %s}`, kind, kind, attributes)
	if _, err := s.proxy.Toxics.AddToxicJson(strings.NewReader(text)); err != nil {
		return nil, err
	}
	return func() { s.proxy.Toxics.RemoveToxic(context.WithoutCancel(ctx), kind) }, nil
}

// count asks Neo4j past the product; -1 while it does not answer.
func (s *stage) count(ctx context.Context, text string) int64 {
	rows, err := s.direct.Read(ctx, law.System, cypher.Statement{Text: text})
	if err != nil || len(rows) == 0 {
		return -1
	}
	n, _ := rows[0][0].(int64)
	return n
}

// warm waits until Neo4j answers a question about its data, past the product, and gives the moment.
func (s *stage) warm(ctx context.Context) (time.Time, error) {
	for ctx.Err() == nil {
		if s.count(ctx, "MATCH (c:Cadre) RETURN count(c)") == officials {
			return time.Now(), nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Time{}, fmt.Errorf("Neo4j did not come back: %w", ctx.Err())
}

// eventually waits up to a limit for something.
func eventually(ctx context.Context, limit time.Duration, what string, ok func() bool) error {
	for begun := time.Now(); time.Since(begun) < limit && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if ok() {
			return nil
		}
	}
	return fmt.Errorf("within %v it did not come that %s", limit, what)
}
