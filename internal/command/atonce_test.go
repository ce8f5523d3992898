package command_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	generated "bole/internal/dataset/demo"
	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
	"bole/test/output"
)

// processes runs commands of the product in processes of their own, all on one Neo4j.
type processes struct {
	t     *testing.T
	bin   string
	env   []string
	store *store.Store
}

func onOneNeo4j(t *testing.T) processes {
	t.Helper()
	s, err := localneo4j.Start(t.Context(), neo4jtest.Options(filepath.Join(t.TempDir(), "neo4j")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	graph, err := store.Open(store.Options{URI: s.URI(), User: s.User(), Password: s.Password()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { graph.Close(context.Background()) })
	return processes{t: t, bin: binary(t), store: graph,
		env: append(os.Environ(), "BOLE_DATA="+t.TempDir(), "NEO4J_URI="+s.URI(), "NEO4J_PASSWORD="+s.Password())}
}

// started is a process under way.
type started struct {
	cmd *exec.Cmd
	out *output.Text
}

func (p processes) start(args ...string) *started {
	p.t.Helper()
	s := &started{cmd: exec.Command(p.bin, args...), out: &output.Text{}}
	s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = p.env, s.out, s.out
	if err := s.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { s.cmd.Process.Kill() })
	return s
}

// end waits for the process and gives its exit status and all it printed.
func (s *started) end() (int, string) {
	s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode(), s.out.String()
}

// one gives the single value of a statement.
func (p processes) one(text string) any {
	p.t.Helper()
	rows, err := p.store.Read(p.t.Context(), law.System, cypher.Statement{Name: "test", Text: text})
	if err != nil {
		p.t.Fatalf("%s: %v", text, err)
	}
	return rows[0][0]
}

// rows counts the lines of a dataset's table, which are its rows.
func rows(t *testing.T, set, table string) int64 {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(set, table+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return int64(bytes.Count(b, []byte("\n")))
}

// TestAtOnce starts several processes at the same time on one graph: first on a new one, then with the same dataset,
// then one that another overtakes while it is frozen. Each relationship of the tables without a key is there once.
func TestAtOnce(t *testing.T) {
	p := onOneNeo4j(t)
	var migrating []*started
	for range 3 {
		migrating = append(migrating, p.start("migrate"))
	}
	for _, m := range migrating {
		if status, out := m.end(); status != 0 {
			t.Errorf("of several that begin on a new graph one ended with %d: %s", status, out)
		}
	}
	if n := p.one("MATCH (n:LogHead) RETURN count(n)"); n != int64(1) {
		t.Errorf("%v heads of the log", n)
	}

	set := t.TempDir()
	if err := generated.Write(set, generated.Options{Cadres: 80}); err != nil {
		t.Fatal(err)
	}
	var importing []*started
	for range 3 {
		importing = append(importing, p.start("import", set))
	}
	loaded := 0
	for _, i := range importing {
		switch status, out := i.end(); {
		case status == 0:
			loaded++
		case !strings.Contains(out, "the graph is held by the import of "+filepath.Base(set)+" by process "):
			t.Errorf("an import ended with %d: %s", status, out)
		}
	}
	if loaded == 0 || loaded == len(importing) {
		t.Errorf("%d of %d imports at once were loaded; at least one is, and at least one is refused", loaded, len(importing))
	}
	p.once(set)

	p.overtake(set)
	p.once(set)
}

// overtake freezes an import and loads the same dataset with another. Whether the frozen one stands in the middle of
// a transaction, where nobody overtakes it, can be seen from outside only by trying: then it ends, and another begins.
func (p processes) overtake(set string) {
	p.t.Helper()
	held := "the graph is held by the import of " + filepath.Base(set)
	for range 5 {
		first := p.start("import", set, "--row-by-row") // what is known is not written
		p.freeze(first)
		status, out := p.start("import", set, "--row-by-row").end()
		if err := first.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			p.t.Fatal(err)
		}
		ended, said := first.end()
		switch {
		case status == 0 && ended == 1 && strings.Contains(said, "was not heard of for too long, and the graph was taken by the import of "+filepath.Base(set)):
			return
		case status != 1 || !strings.Contains(out, held) || ended != 0:
			p.t.Fatalf("what was frozen ended with %d: %s\nthe other ended with %d: %s", ended, said, status, out)
		}
	}
	p.t.Fatal("each import was frozen in the middle of a transaction")
}

// freeze stops an import between two of its transactions, and lets its lease grow old.
func (p processes) freeze(s *started) {
	p.t.Helper()
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		if !strings.Contains(s.out.String(), "cadres:") {
			continue
		}
		if err := s.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
			p.t.Fatal(err)
		}
		// In the middle of a transaction it holds the lease's lock, and nobody overtakes it.
		ctx, cancel := context.WithTimeout(p.t.Context(), time.Second)
		_, err := p.store.Act(ctx, store.Act{Caller: law.System, Name: "age", Do: func(tx *store.Tx) (string, error) {
			tx.Note(store.Entry{Op: "CHANGED", Type: "Lease", Key: "import"})
			_, err := tx.Run(cypher.Statement{Text: "MATCH (l:Lease {key: 'import', released: false}) SET l.renewedAt = timestamp() - 3600000"})
			return "", err
		}})
		cancel()
		if err == nil {
			return
		}
		if err := s.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			p.t.Fatal(err)
		}
	}
	p.t.Fatalf("the import could not be frozen: %s", s.out)
}

// once holds the graph to the dataset: as many relationships of each table without a key as it has rows, and none
// of any kind twice.
func (p processes) once(set string) {
	p.t.Helper()
	for table, pattern := range map[string]string{
		"participations": "(:Cadre)-[x:WORKED_ON]->(:Task)", "caseSubjects": "(:Case)-[x:ABOUT]->(:Cadre)", "scores": "()-[x:SCORED]->()",
		"nominations": "()-[x:NOMINATED]->()", "talkRecommendations": "()-[x:RECOMMENDED]->()"} {
		if n, want := p.one("MATCH "+pattern+" RETURN count(x)"), rows(p.t, set, table); n != want {
			p.t.Errorf("%v relationships %s of %d rows", n, pattern, want)
		}
	}
	check := p.start("check", "--rules", "doubled-relationships")
	if status, out := check.end(); status != 0 {
		p.t.Errorf("check: %d %s", status, out)
	}
	repair := p.start("repair", "--dry-run")
	if status, out := repair.end(); status != 0 {
		p.t.Errorf("repair: %d %s", status, out)
	}
	if n := p.one("MATCH (l:Lease {key: 'import'}) RETURN l.released"); n != true {
		p.t.Errorf("the lease is still held: %v", n)
	}
}
