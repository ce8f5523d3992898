package acts_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/dataset"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

var eraser = law.Caller{Role: "ADMIN", Issuer: "bole", Subject: "root", Name: "管理员", Whole: true}

// erases sends eraseCadre and gives its answer, or how it was refused.
func (c *recorder) erases(who law.Caller, input string) (string, *graph.Error) {
	c.t.Helper()
	c.n++
	return c.asks(who, "eraseCadre", "(input: {"+strings.ReplaceAll(input, "KEY", fmt.Sprintf(`idempotencyKey: "x%d"`, c.n))+"}) { rows values entries mentions }", c.r.Acts.EraseCadre)
}

// stored is all that stands in the graph, system nodes too, but for the audit and for who holds the lease.
func (c *recorder) stored() []string {
	c.t.Helper()
	var out []string
	for _, text := range []string{
		"MATCH (n) WHERE NOT n:AuditChain|AuditGroup|AuditBlock|AuditDay|Lease|LeaseLatch RETURN labels(n), properties(n)",
		"MATCH ()-[x]->() RETURN type(x), properties(x)",
	} {
		rows, err := c.r.Store.Read(c.t.Context(), law.System, cypher.Statement{Text: text})
		if err != nil {
			c.t.Fatal(err)
		}
		for _, row := range rows {
			b, err := json.Marshal(row)
			if err != nil {
				c.t.Fatal(err)
			}
			out = append(out, string(b))
		}
	}
	return out
}

// read runs a statement.
func (c *recorder) read(text string) [][]any {
	c.t.Helper()
	rows, err := c.r.Store.Read(c.t.Context(), law.System, cypher.Statement{Text: text})
	if err != nil {
		c.t.Fatal(err)
	}
	return rows
}

// holding are the lines in which a text stands.
func holding(lines []string, text string) (out []string) {
	for _, line := range lines {
		if strings.Contains(line, text) || strings.Contains(line, strings.ReplaceAll(text, `"`, `\"`)) {
			out = append(out, line)
		}
	}
	return out
}

// departed records an official who left, with what an office has of one.
func (c *recorder) departed() {
	c.t.Helper()
	c.recordAll()
	all := organizer("甲")
	for _, text := range []string{
		`createCadre(input: {KEY, key: "left-1", name: "欧阳远行", sortName: "ouyang yuanxing", gender: FEMALE, birthMonth: "1961-07", ethnicity: "满族", nativePlace: "河北遵化", managedBy: CITY, status: ACTIVE}) { cadre { key } }`,
		`createAppointment(input: {KEY, key: "left-1-post", cadre: "left-1", position: "pb", from: "2010-01", main: true, kind: REGULAR}) { appointment { key } }`,
		`createEducation(input: {KEY, key: "left-1-study", cadre: "left-1", level: "大学", school: "遵化师范学院", major: "历史学"}) { education { key } }`,
		`createSource(input: {KEY, key: "s-left", title: "欧阳远行任免审批表", kind: DOCUMENT}) { source { key } }`,
		`createTask(input: {KEY, key: "t-left", title: "欧阳远行牵头的供水工程", category: PUBLIC_SERVICE, organizations: ["b"], source: "s-left"}) { task { key } }`,
		`createParticipation(input: {KEY, cadre: "left-1", task: "t-left", role: LEAD, note: "一直住在工地"}) { task { key } }`,
		`createEvaluation(input: {KEY, key: "left-1-2015", kind: ANNUAL, cadre: "left-1", evaluatedOn: "2015", grade: EXCELLENT, comment: "为人宽厚", source: "s-left", locator: "欧阳远行卷第3页"}) { evaluation { key } }`,
		`correctEvaluation(input: {KEY, key: "left-1-2015", expectedVersion: 1, why: "欧阳远行来信更正", comment: "为人宽厚踏实"}) { __typename }`,
		`createEvaluation(input: {KEY, key: "left-1-2016", kind: ANNUAL, cadre: "left-1", evaluatedOn: "2016", grade: COMPETENT, comment: "脾气急躁"}) { evaluation { key } }`,
		`withdrawEvaluation(input: {KEY, key: "left-1-2016", expectedVersion: 1, why: "重复"}) { __typename }`,
		`createCase(input: {KEY, key: "k-own", title: "独自下水救人", summary: "水库边的一个傍晚", occurredOn: "2014-07-01", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "left-1", part: "第一个跳下去"}]}) { case { key } }`,
		`createCase(input: {KEY, key: "k-both", title: "欧阳远行与李四抢修", occurredOn: "2013-07-01", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "left-1", part: "值守"}, {cadre: "cb", part: "指挥"}]}) { case { key } }`,
		`createStatement(input: {KEY, key: "left-1-said", cadre: "left-1", kind: STATEMENT, filedOn: "2016-01-05", text: "当时我在外地开会", evaluation: "left-1-2015"}) { statement { key } }`,
	} {
		c.done(all, text)
	}
}

var personal = []string{"欧阳远行", "ouyang yuanxing", "left-1", "1961-07", "满族", "河北遵化", "遵化师范学院", "历史学", "一直住在工地", "为人宽厚", "脾气急躁",
	"独自下水救人", "水库边的一个傍晚", "第一个跳下去", "值守", "当时我在外地开会"}

func TestEraseCadre(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	c.departed()
	all := organizer("甲")
	roomstest.Exec(t, `CREATE (:SavedQuestion {key: 'q', owner: '甲', name: '问欧阳远行', roles: [], version: 1, recordedAt: '2024-01-01T00:00:00Z'})
CREATE (:SavedQuestionVersion {key: 'q@1', question: 'q', version: 1, document: '{ cadre(key: "left-1") { name } }', variables: '{"k":"left-1"}', digest: 'd'})
CREATE (:ImportJob {key: 'j', file: 'd.zip', en: 'left-1 is wrong', zh: '欧阳远行', state: 'REFUSED', begunAt: '2999-01-01T00:00:00.000Z', seenAt: 0})`, nil)
	for _, text := range personal {
		if len(holding(c.stored(), text)) == 0 {
			t.Errorf("%s was not there to be erased", text)
		}
	}

	const good = `KEY, cadre: "left-1", confirmation: "left-1", expectedVersion: 2, basis: "档案局 2026 年 3 号", why: "保管期满"`
	refuses := func(what string, who law.Caller, input string, code graph.Code, says string) {
		t.Helper()
		before := c.stored()
		answer, refused := c.erases(who, input)
		if refused == nil || refused.Code != code || !regexp.MustCompile(says).MatchString(refused.Error()) {
			t.Errorf("%s: %s %v, want %s %s", what, answer, refused, code, says)
		}
		if diff := cmp.Diff(len(before), len(c.stored())); diff != "" {
			t.Errorf("%s changed the graph:\n%s", what, diff)
		}
	}
	first := strings.ReplaceAll(good, "expectedVersion: 2", "expectedVersion: 1")
	refuses("in service", eraser, first, graph.CodeConflict, `cadre.*cannot be erased yet: the case k-both is being checked.*the case k-own.*the appointment left-1-post has no end; record it.*in service.*the statement left-1-said is open`)
	for _, text := range []string{
		`correctAppointment(input: {KEY, key: "left-1-post", expectedVersion: 1, why: "退休", to: "2021-08"}) { __typename }`,
		`correctCadre(input: {KEY, key: "left-1", expectedVersion: 1, why: "退休", status: RETIRED, statusFrom: "2021-08"}) { __typename }`,
	} {
		c.done(all, text)
	}
	c.done(organizer("乙"), `correctStatement(input: {KEY, key: "left-1-said", expectedVersion: 1, why: "答复", status: ANSWERED, answeredOn: "2016-02-01", answer: "已予采纳", outcome: UPHELD}) { __typename }`)
	for _, key := range []string{"k-own", "k-both"} {
		c.done(organizer("乙"), fmt.Sprintf(`correctCase(input: {KEY, key: %q, expectedVersion: 1, why: "核查", verification: CHECKING}) { __typename }`, key))
		c.done(organizer("乙"), fmt.Sprintf(`correctCase(input: {KEY, key: %q, expectedVersion: 2, why: "属实", verification: VERIFIED, verifiedOn: "2016-03-01"}) { __typename }`, key))
	}
	county := law.Caller{Role: "ADMIN", Issuer: "bole", Subject: "a", Name: "县", Units: []string{"b"}, Roots: []string{"b"}}
	refuses("an old version", eraser, first, graph.CodeConflict, "expectedVersion is 1, and it is at version 2 now")
	refuses("a county", county, good, graph.CodeForbidden, "whole graph")
	refuses("another role", all, good, graph.CodeForbidden, "not for the role ORGANIZER")
	refuses("another key", eraser, strings.ReplaceAll(good, `confirmation: "left-1"`, `confirmation: "left-2"`), graph.CodeBadInput, "confirmation is not the key")
	refuses("nobody", eraser, strings.ReplaceAll(good, "left-1", "left-9"), graph.CodeBadID, "left-9")
	refuses("the name in the reason", eraser, strings.ReplaceAll(good, "保管期满", "欧阳远行保管期满"), graph.CodeBadInput, "why names the official")

	time.Sleep(2 * time.Millisecond)
	before := time.Now()
	time.Sleep(2 * time.Millisecond)
	answer, refused := c.erases(eraser, good)
	if refused != nil {
		t.Fatalf("%s %s", refused.Code, refused)
	}
	t.Log(answer)
	lines := c.stored()
	for _, text := range append([]string{"已予采纳"}, personal...) {
		for _, line := range holding(lines, text) {
			t.Errorf("%s is still there: %s", text, line)
		}
	}
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 || v.Erased == 0 {
		t.Errorf("the log is %+v: %v", v, err)
	}
	if n := len(holding(lines, `"role":"LEAD"`)); n < 1 {
		t.Errorf("the work is gone")
	}

	c.n--
	if again, refused := c.erases(eraser, good); refused != nil || again != answer {
		t.Errorf("a second time: %s %v, want %s", again, refused, answer)
	}
	refuses("again", eraser, good, graph.CodeBadID, "left-1")
	c.refused(all, `createCadre(input: {KEY, key: "left-1", name: "欧阳远行", managedBy: CITY, status: RETIRED}) { cadre { key } }`, graph.CodeConflict, `"left-1" is the key of an official who was erased`)

	look := func(ctx context.Context, text string) string {
		rows, err := c.r.Store.Read(ctx, law.System, cypher.Statement{Text: text})
		if err != nil {
			t.Error(err)
		}
		return fmt.Sprint(rows)
	}
	const people = "MATCH (c:Cadre) RETURN count(c), count(c.erased)"
	if got := look(t.Context(), people); got != "[[3 1]]" {
		t.Errorf("now %s", got)
	}
	if err := c.r.History.Past(t.Context(), before.Format(time.RFC3339Nano), nil, func(ctx context.Context) {
		if got := look(ctx, people); got != "[[2 0]]" {
			t.Errorf("before the erasure %s officials", got)
		}
		if got := look(ctx, "MATCH (e:Evaluation) WHERE e.comment IS NOT NULL RETURN e.comment"); strings.Contains(got, "已清除") {
			t.Errorf("before the erasure %s", got)
		}
		if got := look(ctx, "MATCH (t:Task {key: 't-left'}) RETURN t.title"); got != "[[某某牵头的供水工程]]" {
			t.Errorf("before the erasure %s", got)
		}
	}); err != nil {
		t.Fatal(err)
	}

	// An entry that says something else than the erasure vouched for is found.
	roomstest.Exec(t, "MATCH (c:Change {rewritten: true}) WITH c LIMIT 1 SET c.by = '别人'", nil)
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken == 0 {
		t.Errorf("the log is %+v: %v", v, err)
	}
}

func TestErasedIsNotImported(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	batch := map[string]string{
		"cadres":       `{"key":"cz","name":"欧阳远行","managedBy":"COUNTY","status":"RETIRED"}` + "\n" + `{"key":"cy","name":"赵六","managedBy":"COUNTY","status":"RETIRED"}`,
		"appointments": `{"key":"xz","cadre":"cz","position":"pa","from":"2010","to":"2015","main":true,"kind":"REGULAR"}`,
	}
	id := c.imported(batch)
	if answer, refused := c.erases(eraser, `KEY, cadre: "cz", confirmation: "cz", expectedVersion: 1, basis: "3 号", why: "保管期满"`); refused != nil {
		t.Fatal(answer, refused)
	}
	for _, text := range []string{"欧阳远行", `"cz"`, `"xz"`} {
		for _, line := range holding(c.stored(), text) {
			t.Errorf("%s is still there: %s", text, line)
		}
	}
	if n := len(holding(c.stored(), `"vouch"`)); n != 0 {
		t.Errorf("%d imports still vouch for rows", n)
	}
	left := written(t, map[string]string{"cadres": `{"key":"cy","name":"赵六","managedBy":"COUNTY","status":"RETIRED"}`})
	roomstest.Import(t, c.r, left, time.Now())
	if n := len(holding(c.stored(), `"vouch"`)); n != 1 {
		t.Errorf("after an import %d vouch for rows", n)
	}
	before := c.stored()
	_, err := dataset.Import(t.Context(), c.r.Dataset(), written(t, batch), dataset.Options{Now: time.Now(), Caller: law.System})
	var refused *dataset.Refused
	if !errors.As(err, &refused) || len(refused.Findings) != 1 || !strings.Contains(refused.Error(), `cadres.jsonl:1: key: "cz" is an official who was erased; leave out`) {
		t.Errorf("imported again: %v", err)
	}
	if after := c.stored(); len(after) != len(before) {
		t.Errorf("%d things after an import that was refused, %d before", len(after), len(before))
	}
	if answer, refused := c.withdraws(eraser, id); refused == nil || refused.Code != refusal.NotKnown {
		t.Errorf("taken back: %s %v", answer, refused)
	}
}
