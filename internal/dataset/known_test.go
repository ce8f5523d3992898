package dataset_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/dataset"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	stored "bole/internal/rows"
	"bole/internal/table"
)

// knowing is a graph into which one dataset is imported again and again.
type knowing struct {
	t   *testing.T
	r   *rooms.Rooms
	set map[string]string // files by name
	now time.Time
}

func newKnowing(t *testing.T) *knowing {
	k := &knowing{t: t, r: roomstest.Fresh(t, rooms.Options{}), now: time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC), set: map[string]string{
		"organizations.jsonl":  orgs,
		"positions.jsonl":      `{"key":"p1","title":"局长","organization":"o1"}` + "\n" + `{"key":"p2","title":"主任","organization":"o2"}`,
		"cadres.jsonl":         `{"key":"c1","name":"张某"}` + "\n" + `{"key":"c2","name":"李某"}`,
		"appointments.jsonl":   `{"key":"a1","cadre":"c1","position":"p1","from":"2020","main":true}` + "\n" + `{"key":"a2","cadre":"c1","position":"p2","from":"2024-06-01","main":true}`,
		"tasks.jsonl":          `{"key":"t1","title":"甲","category":"REFORM","organizations":["o1"]}` + "\n" + `{"key":"t2","title":"乙","category":"REFORM","parent":"t1"}`,
		"participations.jsonl": `{"cadre":"c1","task":"t1","role":"LEAD","note":"一"}` + "\n" + `{"cadre":"c2","task":"t1","role":"MEMBER"}`,
	}}
	roomstest.NewLog(t)
	return k
}

// folder writes the dataset, with other files in place of its own or beside them.
func (k *knowing) folder(other ...string) string {
	k.t.Helper()
	set := maps.Clone(k.set)
	for i := 0; i < len(other); i += 2 {
		set[other[i]] = other[i+1]
	}
	var files []string
	for name, text := range set {
		files = append(files, name, text)
	}
	return folder(k.t, files...)
}

func (k *knowing) options() dataset.Options { return dataset.Options{Now: k.now, Caller: law.System} }

// imports imports a folder and says how many rows were created, updated and unchanged.
func (k *knowing) imports(dir string, o dataset.Options) string {
	k.t.Helper()
	tallies, err := dataset.Import(k.t.Context(), k.r.Dataset(), dir, o)
	if err != nil {
		k.t.Fatal(err)
	}
	return sum(tallies)
}

func sum(tallies []dataset.Tally) string {
	var created, updated, unchanged, rows int
	for _, t := range tallies {
		created, updated, unchanged, rows = created+t.Created, updated+t.Updated, unchanged+t.Unchanged, rows+t.Rows
	}
	if created+updated+unchanged != rows {
		return fmt.Sprintf("%d rows of %d", created+updated+unchanged, rows)
	}
	return fmt.Sprintf("%d created, %d updated, %d unchanged", created, updated, unchanged)
}

// written gives the labels and types of which an import of the dataset writes or compares rows. To see it, one row of each
// is changed past the product, which leaves no entry in the log: what is compared is mended.
func (k *knowing) written() string {
	k.t.Helper()
	probes := []struct{ typ, match, property string }{
		{"Organization", "MATCH (n:Organization {key: 'o1'})", "name"},
		{"Cadre", "MATCH (n:Cadre {key: 'c1'})", "name"},
		{"Task", "MATCH (n:Task {key: 't1'})", "title"},
		{"WORKED_ON", "MATCH (:Cadre {key: 'c1'})-[n:WORKED_ON]->(:Task {key: 't1'})", "note"},
	}
	for _, p := range probes {
		roomstest.Exec(k.t, p.match+" SET n."+p.property+" = n."+p.property+" + '?'", nil)
	}
	k.imports(k.folder(), k.options())
	var out []string
	for _, p := range probes {
		rows, err := k.r.Store.Read(k.t.Context(), law.System, cypher.Statement{Text: p.match + " RETURN n." + p.property + " ENDS WITH '?'"})
		if err != nil || len(rows) != 1 {
			k.t.Fatal(rows, err)
		}
		if rows[0][0] == false {
			out = append(out, p.typ)
		}
		roomstest.Exec(k.t, p.match+" WHERE n."+p.property+" ENDS WITH '?' SET n."+p.property+" = left(n."+p.property+", size(n."+p.property+") - 1)", nil)
	}
	return strings.Join(out, " ")
}

// act does an act of somebody else.
func (k *knowing) act(r *rooms.Rooms, do func(tx *store.Tx) error) {
	k.t.Helper()
	if _, err := r.Store.Act(k.t.Context(), store.Act{Caller: law.System, Name: "test", Do: func(tx *store.Tx) (string, error) { return "", do(tx) }}); err != nil {
		k.t.Fatal(err)
	}
}

func (k *knowing) shape(name string) store.Shape {
	k.t.Helper()
	all, err := table.Tables(k.r.Schema)
	must(k.t, err)
	for _, t := range all {
		if t.Name == name {
			return stored.Shape(t, stored.Whole)
		}
	}
	k.t.Fatalf("there is no table %s", name)
	return store.Shape{}
}

func (k *knowing) lastBatch() string {
	k.t.Helper()
	found, err := k.r.Store.Read(k.t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch) RETURN b.key ORDER BY b.begunAt DESC LIMIT 1"})
	if err != nil || len(found) != 1 {
		k.t.Fatal(found, err)
	}
	return fmt.Sprint(found[0][0])
}

// TestKnown imports a dataset, lets something happen, and imports it again: what may be other than the dataset says is
// written or compared, and the rest is not. Afterwards the graph holds what the dataset says.
func TestKnown(t *testing.T) {
	k := newKnowing(t)
	another := func(files ...string) func() {
		return func() { k.imports(folder(t, files...), k.options()) }
	}
	second := roomstest.Open(t, rooms.Options{})
	all, none := "Organization Cadre Task WORKED_ON", ""
	lead := store.Row{Key: "c1", To: "t1", Identity: map[string]any{"role": "LEAD", "from": nil}}
	for _, c := range []struct {
		name string
		do   func()
		want string
	}{
		{"nothing", func() {}, none},
		{"nothing, twice", func() {}, none},
		{"a dry run of something else", func() {
			o := k.options()
			o.DryRun = true
			k.imports(folder(t, "tasks.jsonl", `{"key":"t1","title":"丙","category":"REFORM"}`), o)
		}, none},
		{"another import changed a row", another("tasks.jsonl", `{"key":"t2","title":"丙","category":"REFORM"}`), "Task"},
		{"another import made a row", another("cadres.jsonl", `{"key":"c3","name":"王某"}`), "Cadre"},
		{"another import changed what rows name", another("tasks.jsonl", `{"key":"t1","title":"甲","category":"REFORM","organizations":["o2"]}`), "Task"},
		{"another import found all as it was", another("tasks.jsonl", k.set["tasks.jsonl"]), none},
		{"another import changed a relationship", another("participations.jsonl", `{"cadre":"c1","task":"t1","role":"LEAD","note":"二"}`), "WORKED_ON"},
		{"another import is of another type", another("sources.jsonl", `{"key":"s1","title":"通报","kind":"DOCUMENT"}`), none},
		{"a correction", func() { roomstest.Set(t, k.r, "Task", "t2", map[string]any{"title": "丁"}) }, "Task"},
		{"a correction by another server", func() { roomstest.Set(t, second, "Cadre", "c2", map[string]any{"ethnicity": "回族"}) }, "Cadre"},
		{"a relationship taken back", func() {
			k.act(k.r, func(tx *store.Tx) error {
				_, err := tx.RemoveEdge(*k.shape("participations").Edge, lead)
				return err
			})
			roomstest.Exec(t, "MATCH (c:Cadre {key: 'c1'}), (t:Task {key: 't1'}) CREATE (c)-[:WORKED_ON {role: 'LEAD', note: '三'}]->(t)", nil) // for written
		}, "WORKED_ON"},
		{"a row taken back", func() {
			k.act(k.r, func(tx *store.Tx) error { return tx.Remove(k.shape("tasks"), "t2", nil) })
		}, "Task"},
		{"an import taken back", func() {
			k.imports(folder(t, "tasks.jsonl", `{"key":"t9","title":"九","category":"REFORM"}`), k.options())
			id := k.lastBatch()
			if got := k.written(); got != "Task" {
				t.Errorf("after another import %q was written", got)
			}
			_, err := k.r.Store.Versions(t.Context())
			must(t, err)
			tables, err := table.Tables(k.r.Schema)
			must(t, err)
			k.act(k.r, func(tx *store.Tx) error {
				_, _, err := tx.Withdraw(id, stored.All(k.r.Schema, tables), k.now)
				return err
			})
		}, "Task"},
		{"an import broken off", func() {
			l, err := k.r.Store.Lease(t.Context(), stored.Lease, "a test")
			must(t, err)
			defer l.Release(t.Context())
			b, err := l.Begin(t.Context(), law.System, "broken", "elsewhere")
			must(t, err)
			_, err = l.Write(t.Context(), law.System, b, store.Shape{Label: "Organization"}, []store.Row{{Key: "o2", Properties: map[string]any{"name": "丙"}}})
			must(t, err)
		}, "Organization"},
		{"units moved", func() { must(t, k.r.Upkeep(t.Context(), k.now.AddDate(0, 1, 0))) }, none},
		{"another tool took a node away", func() { roomstest.Exec(t, "MATCH (n:Cadre {key: 'c2'}) DETACH DELETE n", nil) }, "Cadre WORKED_ON"},
		{"another tool took a relationship away", func() { roomstest.Exec(t, "MATCH (:Cadre {key: 'c2'})-[x:WORKED_ON]->() DELETE x", nil) }, "WORKED_ON"},
		{"the graph says nothing of imports", func() { roomstest.Exec(t, "MATCH (b:ImportBatch) REMOVE b.vouch", nil) }, all},
	} {
		k.imports(k.folder(), k.options())
		before := k.facts()
		c.do()
		if got := k.written(); got != c.want {
			t.Errorf("%s: %q was written, want %q", c.name, got, c.want)
		}
		o := k.options()
		o.RowByRow = true
		if got := k.imports(k.folder(), o); got != "0 created, 0 updated, 12 unchanged" {
			t.Errorf("%s: the graph did not hold what the dataset says: %s", c.name, got)
		}
		if got := k.imports(k.folder(), k.options()); got != "0 created, 0 updated, 12 unchanged" || k.written() != none {
			t.Errorf("%s: again: %s", c.name, got)
		}
		if after := k.facts(); before != after {
			t.Errorf("%s: before\n%s\nand after\n%s", c.name, before, after)
		}
	}
	if v, err := k.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 {
		t.Errorf("the log is broken at %d: %v", v.Broken, err)
	}
	found, err := k.r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch) WHERE b.vouch CONTAINS 'organizations' RETURN count(b)"})
	if err != nil || found[0][0] != int64(1) {
		t.Errorf("%v imports vouch for the same rows: %v", found, err)
	}
}

// facts are what the graph holds of the dataset's rows.
func (k *knowing) facts() string {
	k.t.Helper()
	var out []string
	for _, text := range []string{
		"MATCH (n:Organization|Position|Cadre|Appointment|Task) WHERE n.key IN ['o1', 'o2', 'p1', 'p2', 'c1', 'c2', 'a1', 'a2', 't1', 't2'] RETURN n.key, coalesce(n.name, n.title), n.nameOrder, n.unit ORDER BY n.key",
		"MATCH (a:Organization|Position|Cadre|Appointment|Task)-[x]->(b) WHERE a.key IN ['o2', 'p1', 'p2', 'c1', 'c2', 'a1', 'a2', 't1', 't2'] RETURN a.key, type(x), b.key, x.role, x.note ORDER BY a.key, type(x), b.key",
	} {
		found, err := k.r.Store.Read(k.t.Context(), law.System, cypher.Statement{Text: text})
		must(k.t, err)
		for _, row := range found {
			out = append(out, fmt.Sprint(row))
		}
	}
	return strings.Join(out, "\n")
}

// unit is where an official serves, by property and by relationship.
func (k *knowing) unit() string {
	k.t.Helper()
	found, err := k.r.Store.Read(k.t.Context(), law.System, cypher.Statement{Text: "MATCH (c:Cadre {key: 'c1'})-[:SERVES_IN]->(o) RETURN c.unit + ' ' + o.key"})
	if err != nil || len(found) != 1 {
		k.t.Fatal(found, err)
	}
	return fmt.Sprint(found[0][0])
}

// TestKnownDay moves officials on the day of their appointments, also where no row is new.
func TestKnownDay(t *testing.T) {
	k := newKnowing(t)
	k.imports(k.folder(), k.options())
	if k.unit() != "o1 o1" {
		t.Fatalf("serves in %s", k.unit())
	}
	k.now = k.now.AddDate(0, 1, 0)
	if got := k.written(); got != "" || k.unit() != "o2 o2" {
		t.Errorf("a month later: %q was written, and the official serves in %s", got, k.unit())
	}
}

// TestKnownOpen has an import break off before it moved officials: the next one moves them, also where all its rows are
// known on the same day.
func TestKnownOpen(t *testing.T) {
	k := newKnowing(t)
	k.imports(k.folder(), k.options())
	l, err := k.r.Store.Lease(t.Context(), stored.Lease, "a test")
	must(t, err)
	b, err := l.Begin(t.Context(), law.System, "broken", "elsewhere")
	must(t, err)
	_, err = l.Write(t.Context(), law.System, b, k.shape("positions"), []store.Row{{Key: "p1", Properties: map[string]any{}, References: map[string][]string{"organization": {"o2"}}}})
	l.Release(t.Context())
	must(t, err)
	if k.unit() != "o1 o1" {
		t.Fatalf("serves in %s", k.unit())
	}
	tasks := folder(t, "tasks.jsonl", k.set["tasks.jsonl"])
	if got := k.imports(tasks, k.options()); got != "0 created, 0 updated, 2 unchanged" || k.unit() != "o2 o2" {
		t.Errorf("%s, and the official serves in %s", got, k.unit())
	}
}

// TestKnownMeanwhile has somebody correct a row while the dataset is imported that says something else: at the next import
// it counts as changed.
func TestKnownMeanwhile(t *testing.T) {
	k := newKnowing(t)
	k.imports(k.folder(), k.options())
	o := k.options()
	o.Begun = func(string) { roomstest.Set(t, k.r, "Task", "t2", map[string]any{"title": "丁"}) }
	k.imports(k.folder(), o)
	if got := k.imports(k.folder(), k.options()); got != "0 created, 1 updated, 11 unchanged" {
		t.Errorf("%s", got)
	}
}

// TestKnownWithdrawing imports while another import is being taken back, whose rows are known no longer: to see what is
// known does not wait for that, since the whole log would wait with it. What can never count again is gone in the end.
func TestKnownWithdrawing(t *testing.T) {
	k := newKnowing(t)
	k.imports(k.folder(), k.options())
	k.imports(folder(t, "tasks.jsonl", `{"key":"t9","title":"九","category":"REFORM"}`), k.options())
	id := k.lastBatch()
	roomstest.Set(t, k.r, "Task", "t2", map[string]any{"title": "丁"})
	_, err := k.r.Store.Versions(t.Context())
	must(t, err)
	tables, err := table.Tables(k.r.Schema)
	must(t, err)
	held, seen, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var waited bool
	hold := sync.OnceFunc(func() { close(held) })
	go func() {
		defer close(done)
		k.act(k.r, func(tx *store.Tx) error {
			_, _, err := tx.Withdraw(id, stored.All(k.r.Schema, tables), k.now)
			hold()
			select {
			case <-seen:
			case <-time.After(8 * time.Second):
				waited = true
			}
			return err
		})
	}()
	<-held
	o := k.options()
	o.Begun = func(string) { close(seen) }
	if got := k.imports(k.folder(), o); got != "0 created, 1 updated, 11 unchanged" {
		t.Errorf("%s", got)
	}
	<-done
	if waited {
		t.Error("the import waited for the withdrawal")
	}
	found, err := k.r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch) WHERE b.vouch CONTAINS 'tasks' RETURN count(b)"})
	if err != nil || found[0][0] != int64(1) {
		t.Errorf("%v imports vouch for tasks: %v", found, err)
	}
}

// TestKnownChanged has a file change after it was checked: what was not checked is not written, nobody vouches for it, and
// what was checked is written when it comes again.
func TestKnownChanged(t *testing.T) {
	all := func(lines ...string) string { return strings.Join(lines, "\n") }
	const one, two, more = `{"key":"t1","title":"甲","category":"REFORM"}`, `{"key":"t2","title":"乙","category":"REFORM"}`, `{"key":"t3","title":"丙","category":"REFORM"}`
	const head = "key,title,category\n"
	for _, c := range []struct{ name, file, before, after string }{
		{"a row more", "tasks.jsonl", all(one, two), all(one, two, more)},
		{"a row less", "tasks.jsonl", all(one, two), one},
		{"no row any more", "tasks.jsonl", all(one, two), ""},
		{"a value", "tasks.jsonl", all(one, two), all(one, strings.Replace(two, "乙", "误", 1))},
		{"a value nobody reads", "tasks.jsonl", all(one, two), all(one, strings.Replace(two, "REFORM", "OTHERS", 1))},
		{"a row more, in a CSV file", "tasks.csv", head + "t1,甲,REFORM\nt2,乙,REFORM\n", head + "t1,甲,REFORM\nt2,乙,REFORM\nt3,丙,REFORM\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKnowing(t)
			dir := folder(t, "sources.jsonl", `{"key":"s1","title":"通报","kind":"DOCUMENT"}`, c.file, c.before)
			write := func(text string) { must(t, os.WriteFile(filepath.Join(dir, c.file), []byte(text), 0o600)) }
			o := k.options()
			o.Begun = func(string) { write(c.after) }
			_, err := dataset.Import(t.Context(), k.r.Dataset(), dir, o)
			if err == nil || !strings.Contains(err.Error(), c.file+" changed while it was imported") {
				t.Fatalf("imported with %v", err)
			}
			found, err := k.r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "OPTIONAL MATCH (n:Task) WITH count(n) AS tasks MATCH (b:ImportBatch) RETURN tasks, collect(b.vouch)"})
			if got := fmt.Sprint(found); err != nil || got != "[[0 []]]" {
				t.Errorf("afterwards there are tasks, and vouched for: %s %v", got, err)
			}
			write(c.before)
			if got := k.imports(dir, k.options()); got != "2 created, 0 updated, 1 unchanged" {
				t.Errorf("again: %s", got)
			}
		})
	}
}

// TestKnownBrokenOff has an import end in the middle: it vouches for nothing, and the one that completes it for all.
func TestKnownBrokenOff(t *testing.T) {
	k := newKnowing(t)
	dir := k.folder()
	ctx, stop := context.WithCancel(t.Context())
	o := k.options()
	o.Progress = func(table string, _, _ int) {
		if table == "cadres" {
			stop()
		}
	}
	if _, err := dataset.Import(ctx, k.r.Dataset(), dir, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("ended with %v", err)
	}
	roomstest.Exec(t, "MATCH (n:Cadre {key: 'c1'}) SET n.name = '误'", nil)
	if got := k.imports(dir, k.options()); got != "6 created, 2 updated, 4 unchanged" { // the name, and a parent that is written last
		t.Errorf("completed: %s", got)
	}
	if got := k.written(); got != "" {
		t.Errorf("afterwards %q was written", got)
	}
}

// TestKnownParts changes one row of many: the part that it is in is written, and the others are not.
func TestKnownParts(t *testing.T) {
	k := newKnowing(t)
	const many = 8_000
	lines := make([]string, many)
	for i := range lines {
		lines[i] = fmt.Sprintf(`{"key":"s%05d","title":"第%d号","kind":"DOCUMENT"}`, i, i)
	}
	dir := filepath.Join(t.TempDir(), "set")
	must(t, os.Mkdir(dir, 0o700))
	imports := func() string {
		must(t, os.WriteFile(filepath.Join(dir, "sources.jsonl"), []byte(strings.Join(lines, "\n")), 0o600))
		return k.imports(dir, k.options())
	}
	if got := imports(); got != "8000 created, 0 updated, 0 unchanged" {
		t.Fatal(got)
	}
	// What is compared is mended, so that it shows how much that was.
	mended := func() int64 {
		found, err := k.r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (n:Source) WHERE NOT n.url IS NULL RETURN count(n)"})
		must(t, err)
		n, _ := found[0][0].(int64)
		return many - n
	}
	roomstest.Exec(t, "MATCH (n:Source) SET n.url = 'x'", nil)
	for i, line := range lines {
		lines[i] = strings.Replace(line, `"kind"`, `"url":null,"kind"`, 1)
	}
	imports() // now the rows say that there is none
	if mended() != many {
		t.Fatalf("%d rows were written", mended())
	}
	for _, c := range []struct {
		name string
		do   func()
		want string
	}{
		{"one changed", func() { lines[3333] = strings.Replace(lines[3333], "第", "共", 1) }, "0 created, "},
		{"one more", func() {
			lines = append(lines[:2000:2000], append([]string{`{"key":"x","title":"新","url":null,"kind":"DOCUMENT"}`}, lines[2000:]...)...)
		}, "1 created, "},
		{"one less", func() { lines = append(lines[:6000:6000], lines[6001:]...) }, "0 created, "},
	} {
		roomstest.Exec(t, "MATCH (n:Source) SET n.url = 'x'", nil)
		c.do()
		got := imports()
		if n := mended(); !strings.HasPrefix(got, c.want) || n == 0 || n > many*3/4 {
			t.Errorf("%s: %s; %d rows were compared", c.name, got, n)
		}
		roomstest.Exec(t, "MATCH (n:Source) REMOVE n.url", nil)
	}
}
