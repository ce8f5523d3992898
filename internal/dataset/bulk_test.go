package dataset_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	stored "bole/internal/rows"
	"bole/internal/table"
	"bole/schema"
)

// TestBulk fills one graph by the tool and another row by row: both hold the same, to the types of properties and
// to what the system keeps beside them.
func TestBulk(t *testing.T) {
	set := t.TempDir()
	must(t, demo.Write(set, demo.Options{Cadres: 200}))
	// What the tool's own files could be broken by.
	tasks, err := os.OpenFile(filepath.Join(set, "tasks.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = tasks.WriteString(`{"key":"x\"1","title":"一\n二,\"三\"\\ ","category":"OTHER","summary":"=1+1"}` + "\n")
	must(t, err)
	must(t, tasks.Close())
	now := time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC)
	o := localneo4j.Options{Dir: t.TempDir(), Version: os.Getenv(neo4jtest.Version), Fast: true, HeapMB: 768, PageCacheMB: 64}
	empty(t)
	sdl, err := schema.Load()
	must(t, err)
	tables, err := rooms.Unmade(sdl, nil)
	must(t, err)
	var more []string
	write := func(dir string) ([]string, error) {
		files, _, err := dataset.WriteBulk(t.Context(), tables, set, dir, dataset.Options{Now: now})
		return append(files.Arguments(), more...), err
	}
	more = []string{"--nodes=Task=" + filepath.Join(o.Dir, "no such file")}
	if filled, err := localneo4j.Fill(t.Context(), o, write); err == nil || filled {
		t.Error("a file that is not there was imported")
	}
	more = nil
	if filled, err := localneo4j.Fill(t.Context(), o, write); err != nil || !filled {
		t.Fatalf("a graph that is still to be made was not filled: %v", err)
	}
	filled := open(t)
	lease, err := filled.Store.Lease(t.Context(), stored.Lease, "another import")
	must(t, err)
	if _, _, err := dataset.WriteBulk(t.Context(), filled.Dataset(), set, t.TempDir(), dataset.Options{Now: now}); err == nil || !strings.Contains(err.Error(), "held by another import") {
		t.Errorf("beside another import: %v", err)
	}
	lease.Release(t.Context())
	roomstest.Import(t, filled, set, now)
	if _, _, err := dataset.WriteBulk(t.Context(), filled.Dataset(), set, t.TempDir(), dataset.Options{Now: now}); err == nil || !strings.Contains(err.Error(), "it would be lost") {
		t.Errorf("a graph that has been written to: %v", err)
	}
	server, err := localneo4j.Start(t.Context(), o)
	must(t, err)
	defer server.Close()
	want, got := roomstest.Text(t, neo4jtest.Server(t)), roomstest.Text(t, server)
	if len(want) < 10000 {
		t.Errorf("%d nodes and relationships", len(want))
	}
	if !slices.Equal(want, got) {
		n := 0
		for n < min(len(want), len(got)) && want[n] == got[n] {
			n++
		}
		t.Errorf("row by row %d, by the tool %d; first difference:\n%s\n%s", len(want), len(got), want[n], got[n])
	}
	rows, tool := logged(t, neo4jtest.Server(t)), logged(t, server)
	if diff := cmp.Diff(rows, tool); len(rows) < 50 || diff != "" {
		t.Errorf("the log row by row (-) and by the tool (+):\n%s", diff)
	}
	afterBulk(t, server, set, now)
}

// logged are the entries of a server's log in order, and the import, but for ids and moments.
func logged(t *testing.T, n roomstest.Server) (out []string) {
	t.Helper()
	for _, text := range []string{
		`MATCH (c:Change)-[:VALUES]->(v:ChangeValues) RETURN c.op, c.type, CASE c.type WHEN 'Batch' THEN '' ELSE c.key END, coalesce(v.keys, []), v.before, v.after, c.by, c.owner, c.role, c.act, c.why, c.source, c.batch <> '', [k IN keys(v) WHERE k <> 'keys'], keys(c), labels(c) ORDER BY c.seq`,
		`MATCH (b:ImportBatch) RETURN b.by, b.source, b.state, b.rows, keys(b)`,
	} {
		for _, row := range roomstest.ExecOn(t, n, text) {
			for _, v := range row {
				if list, ok := v.([]any); ok {
					slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
				}
			}
			out = append(out, fmt.Sprint(row))
		}
	}
	return out
}

// afterBulk goes on with a graph that the tool has filled: its log is whole, its rows are known, and the import can be taken
// back.
func afterBulk(t *testing.T, server *localneo4j.Server, set string, now time.Time) {
	t.Helper()
	sdl, err := schema.Load()
	must(t, err)
	r, err := rooms.Open(sdl, rooms.Options{Store: store.Options{URI: server.URI(), User: server.User(), Password: server.Password()}})
	must(t, err)
	defer r.Close(t.Context())
	steps := roomstest.ExecOn(t, server, "MATCH (m:Migration) RETURN count(m)")
	must(t, r.Migrate(t.Context()))
	if again := roomstest.ExecOn(t, server, "MATCH (m:Migration) RETURN count(m)"); fmt.Sprint(steps) != fmt.Sprint(again) || steps[0][0] == int64(0) {
		t.Errorf("%v steps are noted, and %v after all of them", steps, again)
	}
	if v, err := r.Store.Verify(t.Context()); err != nil || v.Broken != 0 || v.Entries < 50 {
		t.Errorf("the log: %+v %v", v, err)
	}
	roomstest.ExecOn(t, server, "MATCH (c:Cadre) SET c.name = 'x'") // what is compared is mended
	for table, tally := range roomstest.Import(t, r, set, now) {
		if tally.Unchanged != tally.Rows {
			t.Errorf("the same once more, %s: %+v", table, tally)
		}
	}
	found, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch {state: 'WHOLE'}) RETURN count(b), EXISTS { MATCH (c:Cadre) WHERE c.name <> 'x' }"})
	if err != nil || len(found) != 1 || found[0][1] != false {
		t.Fatalf("officials were compared: %v %v", found, err)
	}
	found, err = r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch {state: 'WHOLE'}) RETURN b.key ORDER BY b.begunAt LIMIT 1"})
	must(t, err)
	tables, err := table.Tables(r.Schema)
	must(t, err)
	_, err = r.Store.Act(t.Context(), store.Act{Caller: law.System, Name: "test", Do: func(tx *store.Tx) (string, error) {
		_, _, err := tx.Withdraw(fmt.Sprint(found[0][0]), stored.All(r.Schema, tables), now)
		return "", err
	}})
	must(t, err)
	if left := roomstest.Text(t, server); len(left) > 0 {
		t.Errorf("%d nodes and relationships are left of an import that was taken back: %s", len(left), left[0])
	}
}
