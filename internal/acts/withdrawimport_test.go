package acts_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// written writes rows by table as a dataset, and gives its folder.
func written(t *testing.T, tables map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, lines := range tables {
		if err := os.WriteFile(filepath.Join(dir, name+".jsonl"), []byte(lines+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// imported imports rows by table and gives the import's id.
func (c *recorder) imported(tables map[string]string) string {
	c.t.Helper()
	roomstest.Import(c.t, c.r, written(c.t, tables), time.Now())
	rows, err := c.r.Store.Read(c.t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch) RETURN b.key ORDER BY b.begunAt DESC LIMIT 1"})
	if err != nil || len(rows) != 1 {
		c.t.Fatalf("no import: %v", err)
	}
	return fmt.Sprint(rows[0][0])
}

// withdraws sends withdrawImport and gives its answer, or how it was refused.
func (c *recorder) withdraws(who law.Caller, id string) (string, *graph.Error) {
	c.t.Helper()
	c.n++
	return c.asks(who, "withdrawImport", fmt.Sprintf(`(input: {idempotencyKey: "w%d", import: %q, why: "整批有误"}) { import restored removed }`, c.n, id), c.r.Acts.WithdrawImport)
}

// asks sends a mutation with its arguments and fields, and gives its answer, or how it was refused.
func (c *recorder) asks(who law.Caller, mutation, rest string, root graph.Root) (string, *graph.Error) {
	c.t.Helper()
	answer, refused, err := c.compute(who, mutation, rest, root)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer, refused
}

// compute is asks for what may fail otherwise.
func (c *recorder) compute(who law.Caller, mutation, rest string, root graph.Root) (string, *graph.Error, error) {
	c.t.Helper()
	doc, errs := gqlparser.LoadQuery(c.r.Schema.SDL, "mutation { "+mutation+rest+" }")
	if len(errs) > 0 {
		return "", nil, errs
	}
	op, err := c.r.Graph.Prepare(doc.Operations[0], nil, who)
	var answer graph.Answer
	if err == nil {
		answer, _, err = c.r.Graph.Compute(graph.With(c.t.Context(), op), mutation, root)
	}
	if refused, ok := errors.AsType[*graph.Error](err); ok {
		return "", refused, nil
	}
	return string(answer), nil, err
}

func TestWithdrawnImport(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	c.recordAll()
	admin := law.Caller{Role: "ADMIN", Issuer: "bole", Subject: "root", Name: "管理员", Whole: true}
	before := present(c.graphText(t.Context()))
	batch := map[string]string{
		"cadres":         `{"key":"cc","name":"王五","managedBy":"COUNTY","status":"ACTIVE"}` + "\n" + `{"key":"ca","name":"张三丰","managedBy":"CITY","status":"ACTIVE"}`,
		"positions":      `{"key":"pz","title":"县长","organization":"b","chief":true}`,
		"appointments":   `{"key":"xc","cadre":"cc","position":"pz","from":"2022","main":true,"kind":"REGULAR"}` + "\n" + `{"key":"xd","cadre":"ca","position":"pz","from":"2023","main":true,"kind":"REGULAR"}`,
		"tasks":          `{"key":"t1","title":"供电","category":"PUBLIC_SERVICE","difficulty":2,"organizations":["b"]}` + "\n" + `{"key":"t2","title":"修路","category":"PUBLIC_SERVICE","parent":"t1","organizations":["a"]}`,
		"participations": `{"cadre":"cc","task":"t1","role":"LEAD"}` + "\n" + `{"cadre":"ca","task":"t1","role":"LEAD","from":"2021","note":"改"}` + "\n" + `{"cadre":"cc","task":"t2","role":"MEMBER"}`,
		"evaluations":    `{"key":"v1","kind":"TASK_REVIEW","cadre":"cc","evaluator":"e1","scheme":"sc","score":60,"evaluatedOn":"2022-03","tasks":["t1","t2"]}`,
	}
	id := c.imported(batch)
	if cmp.Equal(before, present(c.graphText(t.Context()))) {
		t.Fatal("the import changed nothing")
	}
	answer, refused := c.withdraws(admin, id)
	if refused != nil || !strings.Contains(answer, `"restored":4,"removed":7`) {
		t.Fatalf("taken back as %s, %v", answer, refused)
	}
	if diff := cmp.Diff(before, present(c.graphText(t.Context()))); diff != "" {
		t.Errorf("before the import (-), and after it was taken back (+):\n%s", diff)
	}
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 {
		t.Errorf("the log is broken at %d: %v", v.Broken, err)
	}

	again := c.imported(map[string]string{"tasks": `{"key":"t3","title":"修桥","category":"PUBLIC_SERVICE","organizations":["a"]}` + "\n" + `{"key":"t1","title":"供电","category":"PUBLIC_SERVICE","organizations":["a","b"]}`})
	county := law.Caller{Role: "ADMIN", Issuer: "bole", Subject: "a", Name: "县", Units: []string{"a"}, Roots: []string{"a"}}
	refuses := func(what string, who law.Caller, id string, code graph.Code, says string) {
		t.Helper()
		graphBefore := c.graphText(t.Context())
		answer, refused := c.withdraws(who, id)
		if refused == nil || refused.Code != code || !regexp.MustCompile(says).MatchString(refused.Error()) {
			t.Errorf("%s: %s %v, want %s %s", what, answer, refused, code, says)
		}
		if diff := cmp.Diff(graphBefore, c.graphText(t.Context())); diff != "" {
			t.Errorf("%s changed the graph:\n%s", what, diff)
		}
	}
	refuses("a second time", admin, id, graph.CodeConflict, "has been taken back already")
	refuses("none", admin, "none", graph.CodeBadID, `there is no import "none"`)
	refuses("a county", county, again, graph.CodeForbidden, "whole graph")
	refuses("another role", organizer("甲"), again, graph.CodeForbidden, "not for the role ORGANIZER")
	all := organizer("甲")
	c.done(all, `createCase(input: {KEY, key: "k1", title: "抢险", occurredOn: "2024-07-01", kind: HARD_TASK, polarity: POSITIVE, task: "t3", subjects: [{cadre: "ca"}]}) { case { key } }`)
	refuses("a case that arose in a task of it", admin, again, graph.CodeConflict, "builds on it: Case k1; correct")
	c.done(all, `withdrawCase(input: {KEY, key: "k1", expectedVersion: 1, why: "录错"}) { __typename }`)
	c.done(all, `createParticipation(input: {KEY, cadre: "cb", task: "t3", role: MEMBER}) { task { key } }`)
	refuses("somebody who worked on it", admin, again, graph.CodeConflict, "builds on it: WORKED_ON cb;t3")
	c.done(all, `withdrawParticipation(input: {KEY, cadre: "cb", task: "t3", role: MEMBER, expectedVersion: 2, why: "录错"}) { __typename }`)
	c.done(all, `correctTask(input: {KEY, key: "t3", expectedVersion: 3, why: "更正", title: "修大桥"}) { __typename }`)
	refuses("a correction", admin, again, graph.CodeConflict, "builds on it: Task t3")
}
