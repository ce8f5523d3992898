package acts_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph"
	"bole/graph/law"
	"bole/internal/dataset"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

var administrator = law.Caller{Role: "ADMIN", Issuer: "bole", Subject: "root", Name: "管理员", Whole: true}

// over is a graph with some rows of most tables, of which a part comes from an import.
func over(t *testing.T) *recorder {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	c.recordAll()
	return c
}

// back takes an import back, and holds that the graph is then what it was.
func (c *recorder) back(id string, before []string) {
	c.t.Helper()
	if answer, refused := c.withdraws(administrator, id); refused != nil {
		c.t.Fatalf("not taken back: %s %v", answer, refused)
	}
	if diff := cmp.Diff(before, c.graphText(c.t.Context())); diff != "" {
		c.t.Errorf("before the import (-), and after it was taken back (+):\n%s", diff)
	}
	if v, err := c.r.Store.Verify(c.t.Context()); err != nil || v.Broken != 0 {
		c.t.Errorf("the log is broken at %d: %v", v.Broken, err)
	}
}

// TestWithdrawnMoves takes back an import by which posts belong to another organization: who holds them is in the scope of
// the one of before again.
func TestWithdrawnMoves(t *testing.T) {
	c := over(t)
	before := c.graphText(t.Context())
	id := c.imported(map[string]string{"positions": `{"key":"pa","title":"副县长","organization":"b"}`})
	if text := strings.Join(c.graphText(t.Context()), "\n"); !strings.Contains(text, "Cadre ca SERVES_IN Organization b") {
		t.Fatalf("nobody moved:\n%s", text)
	}
	c.back(id, before)
}

// TestWithdrawnOver takes back two imports, one of which wrote over the other, the later one first.
func TestWithdrawnOver(t *testing.T) {
	c := over(t)
	var before [3][]string
	var ids [3]string
	for i, batch := range []map[string]string{
		{
			"tasks":          `{"key":"t1","title":"供电","category":"PUBLIC_SERVICE","source":"s1","locator":"第 5 页","organizations":["b"]}` + "\n" + `{"key":"t2","title":"修路","category":"PUBLIC_SERVICE","parent":"t1"}`,
			"participations": `{"cadre":"ca","task":"t1","role":"LEAD","from":"2021","note":"一"}` + "\n" + `{"cadre":"cb","task":"t2","role":"MEMBER"}`,
			"scores":         `{"evaluation":"v1","indicator":"i1","score":7.5}`,
		},
		{
			"tasks":          `{"key":"t1","title":"供热","category":"PUBLIC_SERVICE","locator":null,"source":null,"organizations":["a","b"]}` + "\n" + `{"key":"t2","title":"修桥","category":"REFORM","parent":null}`,
			"participations": `{"cadre":"ca","task":"t1","role":"LEAD","from":"2021","note":null}` + "\n" + `{"cadre":"cb","task":"t2","role":"MEMBER","note":"二"}`,
			"scores":         `{"evaluation":"v1","indicator":"i1","score":6}`,
		},
		{
			"tasks":      `{"key":"t2","title":"修桥","category":"REFORM","difficulty":3}`,
			"scores":     `{"evaluation":"v1","indicator":"i1","score":9}`,
			"educations": `{"key":"e9","cadre":"cb","level":"BACHELOR"}`,
		},
	} {
		before[i] = c.graphText(t.Context())
		ids[i] = c.imported(batch)
		if cmp.Equal(before[i], c.graphText(t.Context())) {
			t.Fatalf("import %d changed nothing", i)
		}
	}
	if answer, refused := c.withdraws(administrator, ids[0]); refused == nil || refused.Code != graph.CodeConflict {
		t.Errorf("below two others it was taken back: %s", answer)
	}
	for i := 2; i >= 0; i-- {
		c.back(ids[i], before[i])
	}
	again := c.graphText(t.Context())
	c.back(c.imported(map[string]string{"tasks": `{"key":"t1","title":"供暖","category":"PUBLIC_SERVICE"}`}), again)
}

// TestWithdrawnKnown takes back an import whose rows were all known: it takes nothing back, and the one that brought them
// can be taken back afterwards. What was taken back is not known any more.
func TestWithdrawnKnown(t *testing.T) {
	c := over(t)
	before := c.graphText(t.Context())
	batch := map[string]string{"tasks": `{"key":"t1","title":"供电","category":"PUBLIC_SERVICE"}` + "\n" + `{"key":"t2","title":"修路","category":"PUBLIC_SERVICE"}`}
	first := c.imported(batch)
	loaded := c.graphText(t.Context())
	second := c.imported(batch)
	if answer, refused := c.withdraws(administrator, second); refused != nil || !strings.Contains(answer, `"restored":0,"removed":0`) {
		t.Errorf("the second one was taken back as %s, %v", answer, refused)
	}
	if diff := cmp.Diff(loaded, c.graphText(t.Context())); diff != "" {
		t.Errorf("it took back:\n%s", diff)
	}
	c.imported(batch)
	c.back(first, before)
	tallies, err := dataset.Import(t.Context(), c.r.Dataset(), written(t, batch), dataset.Options{Now: time.Now(), Caller: law.System})
	if err != nil || tallies[0].Created != 1 || tallies[0].Updated != 1 {
		t.Errorf("imported again: %+v %v", tallies, err)
	}
	if diff := cmp.Diff(loaded, c.graphText(t.Context())); diff != "" {
		t.Errorf("imported again:\n%s", diff)
	}
}

// TestWithdrawnKnownReference takes back an import that had a row name a node that it made: that the row does so no longer
// is in the log, so that the same rows are not taken for known when they come once more.
func TestWithdrawnKnownReference(t *testing.T) {
	for name, batch := range map[string]map[string]string{
		"another table's": {
			"organizations": `{"key":"n","name":"新区","kind":"GOVERNMENT","level":"COUNTY"}`,
			"tasks":         `{"key":"t1","title":"保障供水","category":"PUBLIC_SERVICE","organizations":["a","b","n"]}`,
		},
		"a parent": {
			"tasks": `{"key":"t1","title":"保障供水","category":"PUBLIC_SERVICE","parent":"t9"}` + "\n" + `{"key":"t9","title":"民生","category":"PUBLIC_SERVICE"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := over(t)
			before := c.graphText(t.Context())
			first := c.imported(batch)
			loaded := c.graphText(t.Context())
			c.imported(batch)
			c.back(first, before)
			rows := c.read("MATCH (x:Change {type: 'Task', key: 't1', op: 'CHANGED'}) RETURN count(x)")
			if diff := cmp.Diff([][]any{{int64(2)}}, rows); diff != "" {
				t.Errorf("changes of the row in the log (-want +got):\n%s", diff)
			}
			c.imported(batch)
			if diff := cmp.Diff(loaded, c.graphText(t.Context())); diff != "" {
				t.Errorf("imported again (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWithdrawnResumed takes back an import that was broken off, and completed with other values for what it had written.
func TestWithdrawnResumed(t *testing.T) {
	c := over(t)
	before := c.graphText(t.Context())
	tasks := `{"key":"t1","title":"供电","category":"PUBLIC_SERVICE","organizations":["a"]}` + "\n" + `{"key":"t2","title":"修路","category":"PUBLIC_SERVICE","parent":"t1"}`
	dir := written(t, map[string]string{"tasks": tasks, "participations": `{"cadre":"ca","task":"t1","role":"LEAD","from":"2021","note":"一"}`})
	ctx, stop := context.WithCancel(t.Context())
	o := dataset.Options{Now: time.Now(), Caller: law.System, Batch: "resumed", Progress: func(table string, _, _ int) {
		if table == "tasks" {
			stop()
		}
	}}
	if _, err := dataset.Import(ctx, c.r.Dataset(), dir, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("ended with %v", err)
	}
	other := strings.NewReplacer("供电", "供热", "修路", "修桥", `["a"]`, `["b"]`).Replace(tasks)
	if err := os.WriteFile(filepath.Join(dir, "tasks.jsonl"), []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Progress = nil
	if _, err := dataset.Import(t.Context(), c.r.Dataset(), dir, o); err != nil {
		t.Fatal(err)
	}
	c.back("resumed", before)
}

// TestWithdrawnLater refuses to take back what would lead to nodes that are not there any more, or in a circle.
func TestWithdrawnLater(t *testing.T) {
	for name, tt := range map[string]struct {
		batch map[string]string
		later []string
		says  string
	}{
		"a node that was taken back later": {
			map[string]string{"tasks": `{"key":"t1","title":"保障供水","category":"PUBLIC_SERVICE","source":null,"locator":null}`},
			[]string{`withdrawSource(input: {KEY, key: "s1", expectedVersion: 1, why: "录错"}) { __typename }`},
			`Task t1 \(Source s1\)`,
		},
		"a task that became a part of its own part": {
			map[string]string{"tasks": `{"key":"t1","title":"保障供水","category":"PUBLIC_SERVICE","parent":null}`},
			[]string{`correctTask(input: {KEY, key: "t0", expectedVersion: 1, why: "更正", parent: "t1"}) { __typename }`},
			`Task t1`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := over(t)
			all := organizer("甲")
			c.done(all, `createTask(input: {KEY, key: "t0", title: "民生", category: PUBLIC_SERVICE, organizations: ["a"]}) { __typename }`)
			c.done(all, `correctTask(input: {KEY, key: "t1", expectedVersion: 1, why: "更正", parent: "t0"}) { __typename }`)
			id := c.imported(tt.batch)
			for _, text := range tt.later {
				c.done(all, text)
			}
			before := c.graphText(t.Context())
			answer, refused := c.withdraws(administrator, id)
			if refused == nil || refused.Code != graph.CodeConflict || !regexp.MustCompile(tt.says).MatchString(refused.Error()) {
				t.Errorf("taken back: %s %v", answer, refused)
			}
			if diff := cmp.Diff(before, c.graphText(t.Context())); diff != "" {
				t.Errorf("it changed the graph:\n%s", diff)
			}
		})
	}
}

// TestWithdrawnAlready takes back an import of which somebody has taken back a part by hand, as its refusal asks for.
func TestWithdrawnAlready(t *testing.T) {
	c := over(t)
	all := organizer("甲")
	before := c.graphText(t.Context())
	id := c.imported(map[string]string{
		"tasks":          `{"key":"t8","title":"修路","category":"PUBLIC_SERVICE","organizations":["a"]}` + "\n" + `{"key":"t9","title":"修桥","category":"PUBLIC_SERVICE","organizations":["a"]}`,
		"participations": `{"cadre":"ca","task":"t8","role":"LEAD"}` + "\n" + `{"cadre":"cb","task":"t9","role":"MEMBER"}`,
	})
	c.done(all, `correctTask(input: {KEY, key: "t9", expectedVersion: 1, why: "更正", title: "修大桥"}) { __typename }`)
	if answer, refused := c.withdraws(administrator, id); refused == nil || !strings.Contains(refused.Error(), "builds on it: Task t9;") {
		t.Fatalf("with a correction: %s %v", answer, refused)
	}
	c.done(all, `withdrawTask(input: {KEY, key: "t9", expectedVersion: 2, why: "录错"}) { __typename }`)
	c.back(id, before)
}

// TestPostMoves has a post belong to another organization: who holds it is in its scope at once.
func TestPostMoves(t *testing.T) {
	c := over(t)
	c.done(organizer("甲"), `correctPosition(input: {KEY, key: "pa", expectedVersion: 1, why: "划转", organization: "b"}) { __typename }`)
	rows := c.read("MATCH (c:Cadre {key: 'ca'})-[:SERVES_IN]->(o) OPTIONAL MATCH (x:Appointment {key: 'xa'}) RETURN o.key, c.unit, x.unit")
	if diff := cmp.Diff([][]any{{"b", "b", "b"}}, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWithdrawnReference takes back rows whose references have the type of a table's relationships: a talk is about a
// sanction (ABOUT), and so is a case about an official.
func TestWithdrawnReference(t *testing.T) {
	c := over(t)
	before := c.graphText(t.Context())
	id := c.imported(map[string]string{
		"sanctions":    `{"key":"sn1","cadre":"ca","regime":"PARTY","name":"警告","decidedOn":"2023"}`,
		"talks":        `{"key":"k1","cadre":"ca","heldOn":"2024","purpose":"RETURN_VISIT","sanction":"sn1"}`,
		"cases":        `{"key":"f1","title":"失察","occurredOn":"2022","kind":"HARD_TASK","polarity":"NEGATIVE","verification":"VERIFIED"}`,
		"caseSubjects": `{"case":"f1","cadre":"ca"}`,
	})
	if text := strings.Join(c.graphText(t.Context()), "\n"); !strings.Contains(text, "Talk k1 ABOUT Sanction sn1") || !strings.Contains(text, "Case f1 ABOUT Cadre ca") {
		t.Fatalf("not as it should be:\n%s", text)
	}
	c.back(id, before)
}
