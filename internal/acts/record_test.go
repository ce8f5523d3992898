package acts_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// recorder sends mutations and reads what came of them.
type recorder struct {
	t *testing.T
	r *rooms.Rooms
	n int
}

// organizer is a caller who records, of the whole graph or of some organizations.
func organizer(name string, units ...string) law.Caller {
	return law.Caller{Role: "ORGANIZER", Issuer: "bole", Subject: name, Name: name, Whole: len(units) == 0, Units: units, Roots: units}
}

// do sends a mutation with one root field. KEY in it is an idempotency key of its own.
func (c *recorder) do(who law.Caller, text string) (map[string]any, *graph.Error) {
	c.t.Helper()
	c.n++
	doc, errs := gqlparser.LoadQuery(c.r.Schema.SDL, strings.ReplaceAll("mutation { "+text+" }", "KEY", fmt.Sprintf(`idempotencyKey: "k%d"`, c.n)))
	if len(errs) > 0 {
		c.t.Fatalf("%s: %v", text, errs)
	}
	var refused *graph.Error
	op, err := c.r.Graph.Prepare(doc.Operations[0], nil, who)
	if errors.As(err, &refused) {
		return nil, refused
	}
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	f := doc.Operations[0].SelectionSet[0].(*ast.Field)
	a, told, err := c.r.Graph.Compute(graph.With(c.t.Context(), op), f.Alias, c.r.Acts.Recording(f.Name))
	if errors.As(err, &refused) {
		return nil, refused
	}
	if err != nil || len(told) > 0 {
		c.t.Fatalf("%s: %v %v", text, err, told)
	}
	out := map[string]any{}
	if err := json.Unmarshal(a, &out); err != nil {
		c.t.Fatal(err)
	}
	return out, nil
}

// done sends a mutation that has to be done.
func (c *recorder) done(who law.Caller, text string) map[string]any {
	c.t.Helper()
	out, refused := c.do(who, text)
	if refused != nil {
		c.t.Fatalf("%s: %s %s", text, refused.Code, refused)
	}
	return out
}

// refused sends a mutation that has to be refused so, and leaves the graph as it was.
func (c *recorder) refused(who law.Caller, text string, code graph.Code, says string) {
	c.t.Helper()
	before := strings.Join(roomstest.Text(c.t, neo4jtest.Server(c.t)), "\n")
	out, refused := c.do(who, text)
	switch {
	case refused == nil:
		c.t.Errorf("%s: done, %v; want %s", text, out, code)
	case refused.Code != code || !regexp.MustCompile(says).MatchString(refused.Error()):
		c.t.Errorf("%s: %s %q, want %s %q", text, refused.Code, refused, code, says)
	}
	if after := strings.Join(roomstest.Text(c.t, neo4jtest.Server(c.t)), "\n"); after != before {
		c.t.Errorf("%s: the graph changed:\n%s", text, after)
	}
}

// office records a city with two counties and an official in each.
func (c *recorder) office() {
	c.t.Helper()
	all := organizer("甲")
	for _, text := range []string{
		`createOrganization(input: {KEY, key: "city", name: "某市", kind: GOVERNMENT, level: CITY}) { organization { key } }`,
		`createOrganization(input: {KEY, key: "a", name: "甲县", kind: GOVERNMENT, level: COUNTY, parent: "city"}) { organization { key } }`,
		`createOrganization(input: {KEY, key: "b", name: "乙县", kind: GOVERNMENT, level: COUNTY, parent: "city"}) { organization { key } }`,
		`createPosition(input: {KEY, key: "pa", title: "副县长", organization: "a", chief: false}) { position { key } }`,
		`createPosition(input: {KEY, key: "pb", title: "副县长", organization: "b", chief: false}) { position { key } }`,
		`createCadre(input: {KEY, key: "ca", name: "张三", managedBy: CITY, status: ACTIVE}) { cadre { key } }`,
		`createCadre(input: {KEY, key: "cb", name: "李四", managedBy: CITY, status: ACTIVE}) { cadre { key } }`,
		`createAppointment(input: {KEY, key: "xa", cadre: "ca", position: "pa", from: "2020-01", main: true, kind: REGULAR}) { appointment { key } }`,
		`createAppointment(input: {KEY, key: "xb", cadre: "cb", position: "pb", from: "2020-01", main: true, kind: REGULAR}) { appointment { key } }`,
	} {
		c.done(all, text)
	}
}

func TestRecording(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	county := organizer("县", "a")

	got := c.done(county, `createCase(input: {KEY, key: "k1", title: "抢险", occurredOn: "2024-07-01", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "ca", part: "带队"}]}) {
		case { key verification version subjects { edges { part node { key unit: organization { key } } } } } }`)
	if s := fmt.Sprint(got); !strings.Contains(s, "verification:REPORTED") || !strings.Contains(s, "part:带队") || !strings.Contains(s, "unit:map[key:a]") || !strings.Contains(s, "version:1") {
		t.Errorf("recorded %s", s)
	}

	for _, tt := range []struct {
		who  law.Caller
		text string
		code graph.Code
		says string
	}{
		{county, `createCase(input: {KEY, key: "k2", title: "", occurredOn: "2024-07-01", kind: OTHER, polarity: POSITIVE, subjects: [{cadre: "ca"}]}) { case { key } }`, graph.CodeBadInput, `^createCase.input.title is an empty text; give`},
		{county, `createCase(input: {KEY, key: "k1", title: "抢险", occurredOn: "2024-07-01", kind: OTHER, polarity: POSITIVE, subjects: [{cadre: "ca"}]}) { case { key } }`, graph.CodeConflict, `"k1" is taken`},
		{county, `createCase(input: {KEY, title: "抢险", occurredOn: "2024-07-02", verifiedOn: "2024-07-01", kind: OTHER, polarity: POSITIVE, subjects: [{cadre: "ca"}, {cadre: "ca"}], locator: "3"}) { case { key } }`, graph.CodeBadInput, `3 places of the input are wrong: createCase.input.verifiedOn .*input.locator .*input.subjects\[1\] names`},
		{county, `createCase(input: {KEY, title: "别县", occurredOn: "2024-07-01", kind: OTHER, polarity: POSITIVE, subjects: [{cadre: "cb"}]}) { case { key } }`, graph.CodeBadInput, `input.subjects\[0\].cadre "cb" is not a key of Cadre that you may see`},
		{county, `createCase(input: {KEY, title: "没有", occurredOn: "2024-07-01", kind: OTHER, polarity: POSITIVE, subjects: [{cadre: "none"}]}) { case { key } }`, graph.CodeBadInput, `input.subjects\[0\].cadre "none" is not a key of Cadre that you may see`},
		{county, `createCase(input: {KEY, title: "无人", occurredOn: "2024-07-01", kind: OTHER, polarity: POSITIVE}) { case { key } }`, graph.CodeForbidden, `outside the token's scope`},
		{county, `createPosition(input: {KEY, title: "科长", organization: "b"}) { position { key } }`, graph.CodeForbidden, `outside the token's scope`},
		{county, `createEvaluation(input: {KEY, kind: ANNUAL, organization: "b", evaluatedOn: "2024"}) { evaluation { key } }`, graph.CodeForbidden, `outside the token's scope`},
		{county, `createEvaluation(input: {KEY, kind: ANNUAL, organization: "b", cadre: "ca", evaluatedOn: "2024"}) { evaluation { key } }`, graph.CodeBadInput, `input.cadre is one of 2 given`},
		{county, `createCase(input: {KEY, title: "直接属实", occurredOn: "2024-07-01", kind: OTHER, polarity: POSITIVE, verification: VERIFIED, subjects: [{cadre: "ca"}]}) { case { key } }`, graph.CodeBadInput, `input.verification VERIFIED is a state that steps lead to; record it as REPORTED`},
		{organizer("甲"), `createRequirement(input: {KEY, vacancy: "w", rule: "EDUCATION", strength: MUST, value: "COLLEGE"}) { requirement { key } }`, graph.CodeBadInput, `createRequirement.input.value of EDUCATION: it has the value "COLLEGE"; a level of study is read`},
		{county, `correctCase(input: {KEY, key: "k1", expectedVersion: 7, why: "更正", title: "抗洪抢险"}) { case { key } }`, graph.CodeConflict, `expectedVersion is 7, and it is at version 1 now, last changed by 县 at 20`},
		{organizer("乙", "b"), `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "更正", title: "抗洪抢险"}) { case { key } }`, graph.CodeBadID, `"k1" is not a key that you may see`},
		{organizer("乙", "b"), `correctCase(input: {KEY, key: "k9", expectedVersion: 1, why: "更正", title: "抗洪抢险"}) { case { key } }`, graph.CodeBadID, `"k9" is not a key that you may see`},
		{county, `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "更正", verifiedOn: "2024-01"}) { case { key } }`, graph.CodeBadInput, `input.verifiedOn 2024-01 is before occurredOn`},
		{county, `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "核查", verification: CHECKING}) { case { key } }`, graph.CodeStep, `CHECKING is never for who recorded it`},
		{organizer("乙"), `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "核查", verification: VERIFIED}) { case { key } }`, graph.CodeStep, `cannot go from REPORTED to VERIFIED; from REPORTED lead: CHECKING by ORGANIZER other than who recorded it`},
		{law.Caller{Role: "EVALUATOR", Issuer: "bole", Subject: "e", Name: "e", Whole: true}, `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "核查", verification: CHECKING}) { case { key } }`, graph.CodeStep, `CHECKING is not for the role EVALUATOR`},
		{law.Caller{Role: "ANALYST", Issuer: "bole", Subject: "e", Name: "e", Whole: true}, `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "核查", title: "二"}) { case { key } }`, graph.CodeForbidden, `is not for the role ANALYST`},
		{organizer("甲"), `correctOrganization(input: {KEY, key: "city", expectedVersion: 1, why: "更正", parent: "a"}) { organization { key } }`, graph.CodeBadInput, `input.parent "a" is a part of "city"`},
		{organizer("甲"), `withdrawCadre(input: {KEY, key: "ca", expectedVersion: 1, why: "录错"}) { cadre { key } }`, graph.CodeConflict, `other nodes refer to it: Appointment \(1\), Case \(1\); correct or withdraw these first`},
		{county, `withdrawPosition(input: {KEY, key: "pb", expectedVersion: 1, why: "录错"}) { position { key } }`, graph.CodeForbidden, `outside the token's scope`},
	} {
		c.refused(tt.who, tt.text, tt.code, tt.says)
	}

	other := organizer("乙")
	c.done(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "开始核查", verification: CHECKING}) { case { key } }`)
	got = c.done(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 2, why: "查实", verification: VERIFIED, verifiedOn: "2024-08-01", title: "抗洪抢险"}) { case { title verification verifiedOn version } }`)
	if want := "map[case:map[title:抗洪抢险 verification:VERIFIED verifiedOn:2024-08-01 version:3]]"; fmt.Sprint(got) != want {
		t.Errorf("corrected %v, want %s", got, want)
	}
	got = c.done(county, `correctCaseSubject(input: {KEY, case: "k1", cadre: "ca", expectedVersion: 3, why: "补充", notifiedOn: "2024-08-02", part: null}) { case { version subjects { edges { part notifiedOn } } } cadre { key } }`)
	if want := "map[cadre:map[key:ca] case:map[subjects:map[edges:[map[notifiedOn:2024-08-02 part:<nil>]]] version:4]]"; fmt.Sprint(got) != want {
		t.Errorf("corrected %v, want %s", got, want)
	}
	// A case about an official of each county: either may see it, and neither may write the other's.
	c.done(other, `createCaseSubject(input: {KEY, case: "k1", cadre: "cb", part: "支援"}) { case { version } }`)
	c.refused(county, `correctCaseSubject(input: {KEY, case: "k1", cadre: "cb", expectedVersion: 5, why: "更改", part: "带队"}) { case { version } }`, graph.CodeBadInput, `input.cadre "cb" is not a key of Cadre that you may see`)
	c.refused(county, `withdrawCaseSubject(input: {KEY, case: "k1", cadre: "cb", expectedVersion: 5, why: "更改"}) { case { version } }`, graph.CodeBadInput, `input.cadre "cb" is not a key of Cadre that you may see`)
	c.done(other, `withdrawCaseSubject(input: {KEY, case: "k1", cadre: "cb", expectedVersion: 5, why: "录错了人"}) { case { version } }`)
	got = c.done(county, `withdrawCase(input: {KEY, key: "k1", expectedVersion: 6, why: "重复"}) { case { key } }`)
	if fmt.Sprint(got) != "map[case:<nil>]" {
		t.Errorf("withdrawn: %v", got)
	}
	// The unit follows the appointment in the same act.
	got = c.done(other, `createAppointment(input: {KEY, key: "xa2", cadre: "ca", position: "pb", from: "2024-01", main: true, kind: REGULAR}) { appointment { cadre { organization { key } } } }`)
	if want := "map[appointment:map[cadre:map[organization:map[key:b]]]]"; fmt.Sprint(got) != want {
		t.Errorf("moved: %v, want %s", got, want)
	}
	c.done(other, `withdrawAppointment(input: {KEY, key: "xa2", expectedVersion: 1, why: "录错"}) { appointment { key } }`)
	got = c.done(other, `correctCadre(input: {KEY, key: "ca", expectedVersion: 1, why: "改名", name: "张叁"}) { cadre { name organization { key } } }`)
	if want := "map[cadre:map[name:张叁 organization:map[key:a]]]"; fmt.Sprint(got) != want {
		t.Errorf("moved back: %v, want %s", got, want)
	}
}

// recordAll records rows of most tables in the office.
func (c *recorder) recordAll() {
	c.t.Helper()
	c.office()
	all := organizer("甲")
	for _, text := range []string{
		`createSource(input: {KEY, key: "s1", title: "会议纪要", kind: DOCUMENT}) { source { key } }`,
		`createTask(input: {KEY, key: "t1", title: "保障供水", category: PUBLIC_SERVICE, difficulty: 4, organizations: ["a", "b"], source: "s1", locator: "第 3 页",
			cadres: [{cadre: "ca", role: LEAD, from: "2021"}, {cadre: "cb", role: MEMBER}]}) { task { key } }`,
		`createScheme(input: {KEY, key: "sc", name: "担当指数", edition: "1", effectiveFrom: "2020"}) { scheme { key } }`,
		`createDimension(input: {KEY, key: "d1", scheme: "sc", name: "实绩", weight: 0.5}) { dimension { key } }`,
		`createIndicator(input: {KEY, key: "i1", dimension: "d1", name: "完成", weight: 1}) { indicator { key } }`,
		`createEvaluator(input: {KEY, key: "e1", name: "调研一组", kind: PANEL, organization: "city"}) { evaluator { key } }`,
		`createEvaluation(input: {KEY, key: "v1", kind: TASK_REVIEW, cadre: "ca", evaluator: "e1", scheme: "sc", score: 87.5, evaluatedOn: "2022-03", tasks: ["t1"], scores: [{indicator: "i1", score: 9}]}) { evaluation { key } }`,
		`createEvaluation(input: {KEY, key: "v2", kind: ANNUAL, organization: "b", evaluatedOn: "2022", grade: EXCELLENT}) { evaluation { key } }`,
		`createVacancy(input: {KEY, key: "w1", title: "副县长", position: "pb", openedOn: "2024-05", wants: ["PUBLIC_SERVICE:2"]}) { vacancy { status } }`,
		`createRequirement(input: {KEY, vacancy: "w1", rule: "EDUCATION", strength: MUST, value: "大学本科"}) { requirement { key } }`,
	} {
		c.done(all, text)
	}
}

// TestCorrectedAlone corrects nothing of each kind of row: all that is not named stays as it is.
func TestCorrectedAlone(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.recordAll()
	all := organizer("甲")
	for _, text := range []string{
		`createCase(input: {KEY, key: "k1", title: "抢险", occurredOn: "2024-07-01", kind: HARD_TASK, polarity: POSITIVE, task: "t1", subjects: [{cadre: "ca", part: "带队"}]}) { case { key } }`,
		`createToleranceRuling(input: {KEY, key: "r1", cadre: "ca", effect: EXEMPT, ruledOn: "2024-08-01", case: "k1"}) { toleranceRuling { key } }`,
		`createStatement(input: {KEY, key: "st1", cadre: "ca", kind: STATEMENT, filedOn: "2024-08-02", text: "说明", evaluation: "v1"}) { statement { key } }`,
	} {
		c.done(all, text)
	}
	before := roomstest.Text(t, neo4jtest.Server(t))
	for _, row := range [][2]string{
		{"Source", "s1"}, {"Organization", "a"}, {"Position", "pa"}, {"Cadre", "ca"}, {"Appointment", "xa"}, {"Task", "t1"}, {"Scheme", "sc"}, {"Dimension", "d1"}, {"Indicator", "i1"},
		{"Evaluator", "e1"}, {"Evaluation", "v1"}, {"Evaluation", "v2"}, {"Vacancy", "w1"}, {"Requirement", "w1;EDUCATION"}, {"Case", "k1"}, {"ToleranceRuling", "r1"}, {"Statement", "st1"},
	} {
		c.done(all, fmt.Sprintf(`correct%s(input: {KEY, key: %q, expectedVersion: 1, why: "不改"}) { __typename }`, row[0], row[1]))
	}
	c.done(all, `correctParticipation(input: {KEY, cadre: "ca", task: "t1", role: LEAD, from: "2021", expectedVersion: 1, why: "不改"}) { __typename }`)
	c.done(all, `correctScore(input: {KEY, evaluation: "v1", indicator: "i1", expectedVersion: 1, why: "不改"}) { __typename }`)
	c.done(all, `correctCaseSubject(input: {KEY, case: "k1", cadre: "ca", expectedVersion: 1, why: "不改"}) { __typename }`)
	if diff := cmp.Diff(before, roomstest.Text(t, neo4jtest.Server(t))); diff != "" {
		t.Errorf("corrections of nothing changed:\n%s", diff)
	}

	got := c.done(all, `correctEvaluation(input: {KEY, key: "v1", expectedVersion: 1, why: "更正", score: 90}) { evaluation { score cadre { key } tasks { nodes { key } } } }`)
	if want := "map[evaluation:map[cadre:map[key:ca] score:90 tasks:map[nodes:[map[key:t1]]]]]"; fmt.Sprint(got) != want {
		t.Errorf("corrected %v, want %s", got, want)
	}
	got = c.done(all, `correctEvaluation(input: {KEY, key: "v1", expectedVersion: 2, why: "评价的是单位", organization: "a"}) { evaluation { cadre { key } organization { key } } }`)
	if want := "map[evaluation:map[cadre:<nil> organization:map[key:a]]]"; fmt.Sprint(got) != want {
		t.Errorf("of another subject %v, want %s", got, want)
	}
	got = c.done(all, `correctRequirement(input: {KEY, key: "w1;EDUCATION", expectedVersion: 1, why: "更正", value: "研究生"}) { requirement { value rule vacancy { key } } }`)
	if want := "map[requirement:map[rule:EDUCATION vacancy:map[key:w1] value:研究生]]"; fmt.Sprint(got) != want {
		t.Errorf("corrected %v, want %s", got, want)
	}
	c.done(all, `withdrawRequirement(input: {KEY, key: "w1;EDUCATION", expectedVersion: 2, why: "取消"}) { requirement { key } }`)

	county := organizer("县", "a")
	c.done(county, `createSource(input: {KEY, key: "s2", title: "县里的文件", kind: DOCUMENT}) { source { key } }`)
	c.refused(county, `correctSource(input: {KEY, key: "s2", expectedVersion: 1, why: "更正", title: "别的"}) { source { key } }`, graph.CodeForbidden, "outside the token's scope")
	c.refused(county, `createScheme(input: {KEY, name: "县里的", edition: "1", effectiveFrom: "2024"}) { scheme { key } }`, graph.CodeForbidden, "outside the token's scope")
}

// TestRecordedAsImported records what a dataset says, row by row, and compares the graphs: what stands beside texts, in
// whose unit a node is and where everyone serves included.
func TestRecordedAsImported(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.recordAll()
	recorded := roomstest.Text(t, neo4jtest.Server(t))

	dir := t.TempDir()
	for name, lines := range map[string]string{
		"sources":        `{"key":"s1","title":"会议纪要","kind":"DOCUMENT"}`,
		"organizations":  `{"key":"city","name":"某市","kind":"GOVERNMENT","level":"CITY"}` + "\n" + `{"key":"a","name":"甲县","kind":"GOVERNMENT","level":"COUNTY","parent":"city"}` + "\n" + `{"key":"b","name":"乙县","kind":"GOVERNMENT","level":"COUNTY","parent":"city"}`,
		"positions":      `{"key":"pa","title":"副县长","organization":"a","chief":false}` + "\n" + `{"key":"pb","title":"副县长","organization":"b","chief":false}`,
		"cadres":         `{"key":"ca","name":"张三","managedBy":"CITY","status":"ACTIVE"}` + "\n" + `{"key":"cb","name":"李四","managedBy":"CITY","status":"ACTIVE"}`,
		"appointments":   `{"key":"xa","cadre":"ca","position":"pa","from":"2020-01","main":true,"kind":"REGULAR"}` + "\n" + `{"key":"xb","cadre":"cb","position":"pb","from":"2020-01","main":true,"kind":"REGULAR"}`,
		"tasks":          `{"key":"t1","title":"保障供水","category":"PUBLIC_SERVICE","difficulty":4,"organizations":["a","b"],"source":"s1","locator":"第 3 页"}`,
		"participations": `{"cadre":"ca","task":"t1","role":"LEAD","from":"2021"}` + "\n" + `{"cadre":"cb","task":"t1","role":"MEMBER"}`,
		"schemes":        `{"key":"sc","name":"担当指数","version":"1","effectiveFrom":"2020"}`,
		"dimensions":     `{"key":"d1","scheme":"sc","name":"实绩","weight":0.5}`,
		"indicators":     `{"key":"i1","dimension":"d1","name":"完成","weight":1}`,
		"evaluators":     `{"key":"e1","name":"调研一组","kind":"PANEL","organization":"city"}`,
		"evaluations":    `{"key":"v1","kind":"TASK_REVIEW","cadre":"ca","evaluator":"e1","scheme":"sc","score":87.5,"evaluatedOn":"2022-03","tasks":["t1"]}` + "\n" + `{"key":"v2","kind":"ANNUAL","organization":"b","evaluatedOn":"2022","grade":"EXCELLENT"}`,
		"scores":         `{"evaluation":"v1","indicator":"i1","score":9}`,
		"vacancies":      `{"key":"w1","title":"副县长","position":"pb","openedOn":"2024-05","status":"OPEN","wants":["PUBLIC_SERVICE:2"]}`,
		"requirements":   `{"vacancy":"w1","rule":"EDUCATION","strength":"MUST","value":"大学本科"}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name+".jsonl"), []byte(lines+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roomstest.Import(t, roomstest.Fresh(t, rooms.Options{}), dir, time.Now())
	if diff := cmp.Diff(roomstest.Text(t, neo4jtest.Server(t)), recorded); diff != "" {
		t.Errorf("imported (-) and recorded (+):\n%s", diff)
	}
}

// TestRecordedOnce sends the same mutation again, and another under its key.
func TestRecordedOnce(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	all := organizer("甲")
	const text = `createOrganization(input: {idempotencyKey: "once", name: "某市", kind: GOVERNMENT, level: CITY}) { organization { key version } }`
	first, again := c.done(all, text), c.done(all, text)
	if fmt.Sprint(first) != fmt.Sprint(again) {
		t.Errorf("first %v, and again %v", first, again)
	}
	c.refused(all, strings.Replace(text, "某市", "另一市", 1), graph.CodeConflict, "idempotencyKey was used for another input")
	if other := c.done(organizer("乙"), text); fmt.Sprint(other) == fmt.Sprint(first) {
		t.Errorf("another person's key gave %v", other)
	}
}

// TestRecordedAtOnce lets sixteen record at the same nodes: all that is acknowledged is there once, and of those who
// correct one version one succeeds.
func TestRecordedAtOnce(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all := organizer("甲")
	c.done(all, `createTask(input: {KEY, key: "t1", title: "保障供水", category: PUBLIC_SERVICE, organizations: ["a"]}) { task { key } }`)
	const writers, each = 16, 5
	var corrected, conflicts atomic.Int64
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for j := range each {
				mine := &recorder{t: t, r: c.r, n: 1000 + 100*i + 10*j}
				mine.done(all, fmt.Sprintf(`createParticipation(input: {KEY, cadre: "ca", task: "t1", role: MEMBER, from: "20%02d-%02d"}) { task { key } }`, 10+i, j+1))
			}
			_, refused := (&recorder{t: t, r: c.r, n: 5000 + i}).do(all, fmt.Sprintf(`correctPosition(input: {KEY, key: "pa", expectedVersion: 1, why: "改名", title: "副县长 %d"}) { position { key } }`, i))
			switch {
			case refused == nil:
				corrected.Add(1)
			case refused.Code == graph.CodeConflict:
				conflicts.Add(1)
			default:
				t.Errorf("%s: %s", refused.Code, refused)
			}
		})
	}
	wg.Wait()
	if corrected.Load() != 1 || conflicts.Load() != writers-1 {
		t.Errorf("%d corrected one version, %d were refused", corrected.Load(), conflicts.Load())
	}
	rows, err := c.r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (:Cadre)-[x:WORKED_ON]->(t:Task) RETURN count(x), count(DISTINCT x.from), t.version"})
	if err != nil || fmt.Sprint(rows) != fmt.Sprintf("[[%d %[1]d %d]]", writers*each, writers*each+1) {
		t.Errorf("relationships, different ones, and version: %v, %v", rows, err)
	}
}
