package acts_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// batch writes a batch of operations; its results are those asked for.
func batch(results string, operations ...string) string {
	return "batch(input: {operations: [" + strings.Join(operations, "\n") + "]}) { results { " + results + " } }"
}

// counted is what a statement counts.
func (c *recorder) counted(text string) int64 {
	c.t.Helper()
	rows, err := c.r.Store.Read(c.t.Context(), law.System, cypher.Statement{Text: text})
	if err != nil {
		c.t.Fatal(err)
	}
	n, _ := rows[0][0].(int64)
	return n
}

func TestBatch(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all, county := organizer("甲"), organizer("县", "a")

	operations := []string{
		`{createCase: {idempotencyKey: "b1", key: "k1", title: "抢险", occurredOn: "2024-07-01", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "ca"}]}}`,
		`{createCaseSubject: {idempotencyKey: "b2", case: "k1", cadre: "cb", part: "支援"}}`,
		`{correctCase: {idempotencyKey: "b3", key: "k1", expectedVersion: 2, why: "更正", title: "抗洪抢险"}}`,
		`{createToleranceRuling: {idempotencyKey: "b4", key: "r1", cadre: "ca", effect: EXEMPT, ruledOn: "2024-08-01", case: "k1"}}`,
	}
	const results = `__typename ... on CasePayload { case { key title version } } ... on CaseSubjectPayload { cadre { key } } ... on ToleranceRulingPayload { toleranceRuling { key case { title } } }`
	got := c.done(all, batch(results, operations...))
	const want = "map[results:[map[__typename:CasePayload case:map[key:k1 title:抗洪抢险 version:3]] map[__typename:CaseSubjectPayload cadre:map[key:cb]] " +
		"map[__typename:CasePayload case:map[key:k1 title:抗洪抢险 version:3]] map[__typename:ToleranceRulingPayload toleranceRuling:map[case:map[title:抗洪抢险] key:r1]]]]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
	if n := c.counted("MATCH (c:Change) WHERE c.act IN ['createCase', 'createCaseSubject', 'correctCase', 'createToleranceRuling'] RETURN count(DISTINCT c.id) * 100 + count(DISTINCT c.n)"); n != 106 {
		t.Errorf("acts of the log * 100 + places of their entries: %d, want 106", n) // the case, its subject, another, the title, the ruling, and in whose unit that is
	}

	// Again, with one more, and the first of them alone: nothing twice.
	log := c.counted("MATCH (c:Change) RETURN count(c)")
	if again := c.done(all, batch(results, operations...)); fmt.Sprint(again) != want {
		t.Errorf("again: %v", again)
	}
	alone := c.done(all, `createCase(input: `+strings.TrimSuffix(strings.TrimPrefix(operations[0], `{createCase: `), "}")+`) { case { version } }`)
	if fmt.Sprint(alone) != "map[case:map[version:3]]" {
		t.Errorf("alone: %v", alone)
	}
	more := `{createTask: {idempotencyKey: "b5", key: "t1", title: "保障供水", category: PUBLIC_SERVICE, organizations: ["a"]}}`
	c.done(all, batch("__typename", append(operations, more, more)...)) // the same key twice in one
	if n := c.counted("MATCH (c:Change) RETURN count(c)"); n != log+1 {
		t.Errorf("%d entries of the log after the same again and one new task, want %d", n, log+1)
	}

	task := func(key, title string) string {
		return fmt.Sprintf(`{createTask: {idempotencyKey: %q, title: %q, category: PUBLIC_SERVICE, organizations: ["a"]}}`, key, title)
	}
	for _, tt := range []struct {
		who        law.Caller
		operations []string
		code       graph.Code
		says       string
	}{
		{all, []string{task("n1", "新"), task("b5", "别的")}, graph.CodeConflict, `^batch.input.operations\[1\].createTask.idempotencyKey was used for another input`},
		{all, []string{task("n1", "一"), task("n1", "二")}, graph.CodeConflict, `operations\[1\].createTask.idempotencyKey was used`},
		{all, []string{task("n1", "新"), task(" ", "别的")}, graph.CodeBadInput, `operations\[1\].createTask.idempotencyKey must be 1 to 200`},
		{all, []string{task("n1", ""), task("n2", "新"), `{createCase: {idempotencyKey: "n3", title: "抢险", occurredOn: "2024-07-02", verifiedOn: "2024-07-01", kind: OTHER, polarity: POSITIVE}}`}, graph.CodeBadInput,
			`^2 places of the input are wrong: batch.input.operations\[0\].createTask.title .*batch.input.operations\[2\].createCase.verifiedOn `},
		{all, []string{task("n1", "新"), `{correctTask: {idempotencyKey: "n2", key: "t1", expectedVersion: 7, why: "更正", title: "新"}}`}, graph.CodeConflict, `operations\[1\].correctTask.expectedVersion is 7, and it is at version 1 now`},
		{all, []string{task("n1", "新"), `{correctTask: {idempotencyKey: "n2", key: "t1", expectedVersion: 1, why: "", title: "新"}}`}, graph.CodeBadInput, `operations\[1\].correctTask.why must be 2 to 2000`},
		{all, []string{task("n1", "新"), `{withdrawOrganization: {idempotencyKey: "n2", key: "a", expectedVersion: 1, why: "录错"}}`}, graph.CodeConflict, `operations\[1\].withdrawOrganization other nodes refer to it`},
		{county, []string{task("n1", "新"), `{createPosition: {idempotencyKey: "n2", title: "科长", organization: "b"}}`}, graph.CodeForbidden, `operations\[1\].createPosition it belongs to an organization`},
		{county, []string{task("n1", "新"), `{createCase: {idempotencyKey: "n2", title: "抢险", occurredOn: "2024", kind: OTHER, polarity: POSITIVE, subjects: [{cadre: "ca"}, {cadre: "cb"}]}}`}, graph.CodeBadInput, `operations\[1\].createCase.subjects\[1\].cadre "cb" is not a key`},
		// Who recorded the case in the batch does not check it there.
		{all, []string{`{createCase: {idempotencyKey: "n1", key: "k2", title: "抢险", occurredOn: "2024", kind: OTHER, polarity: POSITIVE, subjects: [{cadre: "ca"}]}}`,
			`{correctCase: {idempotencyKey: "n2", key: "k2", expectedVersion: 1, why: "核查", verification: CHECKING}}`}, graph.CodeStep, `operations\[1\].correctCase.verification CHECKING is never for who recorded it`},
		{law.Caller{Role: "EVALUATOR", Issuer: "bole", Subject: "e", Name: "e", Whole: true}, []string{task("n1", "新"), `{createPosition: {idempotencyKey: "n2", title: "科长", organization: "b"}}`}, graph.CodeForbidden,
			`operations\[\d\].create(Task|Position) is not for the role EVALUATOR`},
		{all, []string{}, graph.CodeBadInput, `batch.input.operations is empty`},
		{all, make([]string, 501), graph.CodeLimit, `batch.input.operations has 501 operations; the limit is 500`},
	} {
		for i, o := range tt.operations {
			if o == "" {
				tt.operations[i] = task(fmt.Sprint("m", i), "新")
			}
		}
		c.refused(tt.who, batch("__typename", tt.operations...), tt.code, tt.says)
	}
	// Nothing of what was refused holds a key.
	c.done(all, batch("__typename", task("n1", "终于")))
}

// TestBatchOfScores records what 200 people were given on a scheme's own indicators, in one batch.
func TestBatchOfScores(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	const people = 200
	roomstest.Exec(t, `UNWIND range(1, $p.n) AS i
CREATE (c:Cadre {key: 'p' + i, cadreKey: 'p' + i, unit: '*', name: '某' + i, managedBy: 'CITY', status: 'ACTIVE', version: 1})
WITH count(*) AS n
CREATE (s:Scheme {key: 'sc', name: '担当指数', edition: '1', effectiveFrom: '2020', version: 1})<-[:PART_OF]-(d:Dimension {key: 'd', name: '实绩', weight: 1.0, version: 1})
WITH d UNWIND range(1, 5) AS i CREATE (d)<-[:PART_OF]-(:Indicator {key: 'i' + i, name: '指标' + i, weight: .2, version: 1})`, map[string]any{"n": people})
	operations := make([]string, people)
	for i := range operations {
		scores := make([]string, 5)
		for j := range scores {
			scores[j] = fmt.Sprintf(`{indicator: "i%d", score: %d}`, j+1, 60+(i+j)%40)
		}
		operations[i] = fmt.Sprintf(`{createEvaluation: {idempotencyKey: "s%d", kind: TASK_REVIEW, cadre: "p%d", scheme: "sc", evaluatedOn: "2024", scores: [%s]}}`, i, i+1, strings.Join(scores, " "))
	}
	got := c.done(organizer("甲"), batch("... on EvaluationPayload { evaluation { cadre { key } scores { edges { score } } } }", operations...))
	if results, _ := got["results"].([]any); len(results) != people || !strings.Contains(fmt.Sprint(results[people-1]), "key:p200") || !strings.Contains(fmt.Sprint(results[people-1]), "score:63") {
		t.Errorf("%d results, the last %v", len(results), results[len(results)-1])
	}
	if n := c.counted("MATCH (:Evaluation)-[x:SCORED]->(:Indicator) RETURN count(x)"); n != 5*people {
		t.Errorf("%d scores, want %d", n, 5*people)
	}
}

// TestBatchesAtOnce lets sixteen change the same nodes in batches, each in another order: what is acknowledged is done
// whole, no change is lost, and nobody hears of a deadlock.
func TestBatchesAtOnce(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all := organizer("甲")
	const writers, each, tasks = 16, 4, 3
	for i := range tasks {
		c.done(all, fmt.Sprintf(`createTask(input: {KEY, key: "t%d", title: "任务", category: PUBLIC_SERVICE, organizations: ["a"]}) { task { key } }`, i))
	}
	var done atomic.Int64
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for j := range each {
				mine := &recorder{t: t, r: c.r}
				operations := make([]string, 0, tasks)
				for k := range tasks {
					operations = append(operations, fmt.Sprintf(`{createParticipation: {idempotencyKey: "p%d-%d-%d", cadre: "ca", task: "t%d", role: MEMBER, from: "20%02d-%02d"}}`, i, j, k, (i+k)%tasks, 10+i, j+1))
				}
				_, refused := mine.do(all, batch("__typename", operations...))
				if refused != nil {
					t.Errorf("%s: %s", refused.Code, refused)
					continue
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if n := c.counted("MATCH (:Cadre)-[x:WORKED_ON]->(:Task) RETURN count(x)"); n != done.Load()*tasks || n != writers*each*tasks {
		t.Errorf("%d relationships of %d batches, want %d", n, done.Load(), writers*each*tasks)
	}
	if n := c.counted("MATCH (t:Task) RETURN sum(t.version)"); n != tasks+writers*each*tasks {
		t.Errorf("the versions of the tasks make %d, want %d", n, tasks+writers*each*tasks)
	}
}
