package history_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/httpapi/httpapitest"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// office is a server with a graph of its own, and people who ask it.
type office struct {
	t      *testing.T
	url    string
	signer *access.Signer
	n      int
}

func open(t *testing.T) *office {
	t.Helper()
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := httpapi.New(roomstest.Fresh(t, rooms.Options{}), signer, httpapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	o := &office{t: t, url: srv.URL, signer: signer}
	for _, text := range httpapitest.Counties {
		o.do(organizer, text)
	}
	return o
}

// Those who ask.
var (
	organizer = access.Grant{Role: "ORGANIZER", Issuer: "bole", Subject: "u1", Name: "市组织部甲", Whole: true}
	colleague = access.Grant{Role: "ORGANIZER", Issuer: "bole", Subject: "u2", Name: "市组织部乙", Whole: true}
	evaluator = access.Grant{Role: "EVALUATOR", Issuer: "bole", Subject: "u3", Name: "甲县调研组", Units: []string{"a"}}
	countyB   = access.Grant{Role: "ANALYST", Issuer: "bole", Subject: "u4", Name: "乙县", Units: []string{"b"}}
	concerned = access.Grant{Role: "SUBJECT", Issuer: "bole", Subject: "u5", Name: "张三", Self: "ca"}
)

// ask sends an operation and gives its data and the code of its first error.
func (o *office) ask(g access.Grant, text string, header ...string) (data map[string]any, code, message string) {
	o.t.Helper()
	token, err := o.signer.Sign(g, time.Hour)
	if err != nil {
		o.t.Fatal(err)
	}
	return httpapitest.Ask(o.t, o.url, token, text, nil, header...)
}

// get asks what has to be answered.
func (o *office) get(g access.Grant, text string) map[string]any {
	o.t.Helper()
	data, code, message := o.ask(g, text)
	if code != "" {
		o.t.Fatalf("%s: %s %s", text, code, message)
	}
	return data
}

// do sends a mutation that has to be done. KEY in it is an idempotency key of its own.
func (o *office) do(g access.Grant, text string) map[string]any {
	o.t.Helper()
	o.n++
	return o.get(g, "mutation { "+strings.ReplaceAll(text, "KEY", fmt.Sprintf(`idempotencyKey: "k%d"`, o.n))+" }")
}

// moment is now, with nothing recorded in the same millisecond.
func moment() string {
	time.Sleep(3 * time.Millisecond)
	defer time.Sleep(3 * time.Millisecond)
	return time.Now().UTC().Format(time.RFC3339Nano)
}

func (o *office) id(typ, key string) string {
	o.t.Helper()
	return o.get(organizer, fmt.Sprintf(`{ %s(key: %q) { id } }`, typ, key))[typ].(map[string]any)["id"].(string)
}

// lines are the changes of an answer, one line each.
func lines(list any) []string {
	var out []string
	nodes, _ := list.(map[string]any)["nodes"].([]any)
	for _, n := range nodes {
		c := n.(map[string]any)
		line := fmt.Sprint(c["kind"], " ", c["type"], " ", c["key"])
		for _, v := range c["values"].([]any) {
			m := v.(map[string]any)
			line += fmt.Sprint(" ", m["field"], ":", m["before"], "→", m["after"])
		}
		if by, asked := c["by"]; asked {
			line += fmt.Sprint(" (", by, ": ", c["why"], ")")
		}
		out = append(out, line)
	}
	return out
}

func (o *office) same(what string, got []string, want ...string) {
	o.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		o.t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const told = "nodes { kind type key values { field before after } by why }"

func TestHistory(t *testing.T) {
	o := open(t)
	o.do(evaluator, `createCase(input: {KEY, key: "k1", title: "抢险", occurredOn: "2024-07-01", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "ca", part: "带队"}]}) { __typename }`)
	o.do(organizer, `createCaseSubject(input: {KEY, case: "k1", cadre: "cb", part: "随队"}) { __typename }`)
	o.do(organizer, `correctCase(input: {KEY, key: "k1", expectedVersion: 2, why: "标题不全", title: "抗洪抢险"}) { __typename }`)
	o.do(organizer, `correctCase(input: {KEY, key: "k1", expectedVersion: 3, why: "核查", verification: CHECKING}) { __typename }`)
	o.do(colleague, `correctCase(input: {KEY, key: "k1", expectedVersion: 4, why: "属实", verification: VERIFIED, verifiedOn: "2024-08-01"}) { __typename }`)
	o.do(organizer, `withdrawCaseSubject(input: {KEY, case: "k1", cadre: "cb", expectedVersion: 5, why: "不在场"}) { __typename }`)
	id := o.id("case", "k1")
	all := []string{
		"CREATED Case k1 title:<nil>→[抢险] occurredOn:<nil>→[2024-07-01] kind:<nil>→[HARD_TASK] polarity:<nil>→[POSITIVE] verification:<nil>→[REPORTED] (甲县调研组: <nil>)",
		"CREATED CaseSubject k1;ca part:<nil>→[带队] (甲县调研组: <nil>)",
		"CREATED CaseSubject k1;cb (市组织部甲: <nil>)",
		"CHANGED Case k1 title:[抢险]→[抗洪抢险] (市组织部甲: 标题不全)",
		"CHANGED Case k1 verification:[REPORTED]→[CHECKING] (市组织部甲: 核查)",
		"CHANGED Case k1 verification:[CHECKING]→[VERIFIED] verifiedOn:<nil>→[2024-08-01] (市组织部乙: 属实)",
		"REMOVED CaseSubject k1;cb part:[随队]→<nil> (市组织部甲: 不在场)",
	}
	o.same("everything", lines(o.get(organizer, fmt.Sprintf(`{ history(id: %q) { %s } }`, id, told))["history"]), all...)
	first := o.get(organizer, fmt.Sprintf(`{ history(id: %q, first: 3) { totalCount pageInfo { endCursor hasNextPage } %s } }`, id, told))["history"].(map[string]any)
	cursor := first["pageInfo"].(map[string]any)["endCursor"]
	second := o.get(organizer, fmt.Sprintf(`{ history(id: %q, after: %q) { %s } }`, id, cursor, told))["history"]
	o.same("two pages", append(lines(first), lines(second)...), all...)

	t.Run("of others in scope alone", func(t *testing.T) {
		own := lines(o.get(evaluator, fmt.Sprintf(`{ history(id: %q) { %s } }`, id, told))["history"])
		for _, line := range own {
			if strings.Contains(line, "cb") {
				t.Errorf("the county is told of another's official: %s", line)
			}
		}
		if len(own) != 5 {
			t.Errorf("the county is told %d changes: %v", len(own), own)
		}
		if got := o.get(countyB, fmt.Sprintf(`{ history(id: %q) { totalCount } }`, id)); got["history"] != nil {
			t.Errorf("another county is told %v", got)
		}
	})
	t.Run("the person concerned", func(t *testing.T) {
		got := o.get(concerned, fmt.Sprintf(`{ history(id: %q) { nodes { kind type key values { field before after } } } }`, id))["history"]
		o.same("what was changed since it was settled", lines(got), "CHANGED Case k1 verification:[CHECKING]→[VERIFIED] verifiedOn:<nil>→[2024-08-01]")
		if _, code, _ := o.ask(concerned, fmt.Sprintf(`{ history(id: %q) { nodes { by } } }`, id)); code != "FORBIDDEN" {
			t.Errorf("who wrote: %q", code)
		}
		if _, code, _ := o.ask(concerned, `{ changes(since: "2024-01-01T00:00:00Z") { nodes { kind } } }`); code != "FORBIDDEN" {
			t.Errorf("all changes: %q", code)
		}
	})
	t.Run("refused", func(t *testing.T) {
		if _, code, _ := o.ask(organizer, `{ history(id: "none") { totalCount } }`); code != "BAD_ID" {
			t.Errorf("no id: %q", code)
		}
	})
}

func TestChanges(t *testing.T) {
	o := open(t)
	since := moment()
	o.do(organizer, `createTask(input: {KEY, key: "t1", title: "供水", category: PUBLIC_SERVICE, organizations: ["a"], cadres: [{cadre: "ca", role: LEAD}]}) { __typename }`)
	o.do(organizer, `createEvaluation(input: {KEY, key: "v1", kind: ANNUAL, cadre: "ca", evaluatedOn: "2023", grade: COMPETENT}) { __typename }`)
	o.do(organizer, `createEvaluation(input: {KEY, key: "v2", kind: ANNUAL, cadre: "cb", evaluatedOn: "2023", grade: EXCELLENT}) { __typename }`)
	o.do(organizer, `correctEvaluation(input: {KEY, key: "v2", expectedVersion: 1, why: "录错", grade: COMPETENT}) { __typename }`)
	o.do(organizer, `withdrawEvaluation(input: {KEY, key: "v1", expectedVersion: 1, why: "重复"}) { __typename }`)

	const some = "nodes { kind type key values { field before after } } pageInfo { endCursor hasNextPage }"
	walk := func(g access.Grant, from string, size int) (out []string, cursor string) {
		for more := true; more; {
			at := fmt.Sprintf("since: %q", from)
			if cursor != "" {
				at = fmt.Sprintf("after: %q", cursor)
			}
			page := o.get(g, fmt.Sprintf(`{ changes(%s, first: %d) { %s } }`, at, size, some))["changes"].(map[string]any)
			out = append(out, lines(page)...)
			info := page["pageInfo"].(map[string]any)
			if end, _ := info["endCursor"].(string); end != "" {
				cursor = end
			}
			more = info["hasNextPage"].(bool)
		}
		return out, cursor
	}
	all := []string{"CREATED Task t1", "CREATED Participation ca;t1", "CREATED Evaluation v1", "CREATED Evaluation v2",
		"CHANGED Evaluation v2 grade:[EXCELLENT]→[COMPETENT]", "REMOVED Evaluation v1 kind:[ANNUAL]→<nil> cadre:[ca]→<nil> grade:[COMPETENT]→<nil> evaluatedOn:[2023]→<nil>"}
	var cursor string
	for _, size := range []int{1, 2, 200} {
		var got []string
		got, cursor = walk(organizer, since, size)
		o.same(fmt.Sprintf("by %d", size), got, all...)
	}
	got, _ := walk(countyB, since, 1)
	o.same("the other county", got, "CREATED Task t1", "CREATED Evaluation v2", "CHANGED Evaluation v2 grade:[EXCELLENT]→[COMPETENT]")

	o.do(organizer, `createSource(input: {KEY, key: "s1", title: "纪要", kind: DOCUMENT}) { __typename }`)
	after := o.get(organizer, fmt.Sprintf(`{ changes(after: %q) { %s } }`, cursor, some))["changes"]
	o.same("behind the cursor", lines(after), "CREATED Source s1")
	typed := o.get(organizer, fmt.Sprintf(`{ changes(since: %q, types: ["Participation", "Source"]) { %s } }`, since, some))["changes"]
	o.same("of two types", lines(typed), "CREATED Participation ca;t1", "CREATED Source s1")

	for text, want := range map[string]string{
		`{ changes { nodes { kind } } }`:                                                    "BAD_USER_INPUT neither since nor after",
		`{ changes(since: "yesterday") { nodes { kind } } }`:                                "BAD_USER_INPUT RFC 3339",
		fmt.Sprintf(`{ changes(since: %q, types: ["Nothing"]) { nodes { kind } } }`, since): "BAD_USER_INPUT \"Nothing\" is not a type",
		`{ changes(after: "eyJ") { nodes { kind } } }`:                                      "BAD_CURSOR",
	} {
		_, code, message := o.ask(organizer, text)
		says, _ := strings.CutPrefix(want, code+" ")
		if !strings.HasPrefix(want, code) || code == "" || says != want && !strings.Contains(message, says) {
			t.Errorf("%s: %s %s, want %s", text, code, message, want)
		}
	}
}

func TestRecordedAsOf(t *testing.T) {
	before := moment()
	o := open(t)
	o.do(organizer, `createTask(input: {KEY, key: "t1", title: "供水", category: PUBLIC_SERVICE, difficulty: 4, organizations: ["a"], cadres: [{cadre: "ca", role: LEAD}]}) { __typename }`)
	o.do(organizer, `createVacancy(input: {KEY, key: "w1", title: "副县长", position: "pb", openedOn: "2024-05"}) { __typename }`)
	o.do(organizer, `createRequirement(input: {KEY, vacancy: "w1", rule: "EDUCATION", strength: MUST, value: "大学本科"}) { __typename }`)
	march := moment()
	const list = `{ task(key: "t1") { title difficulty cadres { nodes { key organization { key } } } }
		cadre(key: "ca") { educations { nodes { key } } }
		vacancy(key: "w1") { candidates(asOf: "2024-08-31") { digest candidates(eligibility: [ELIGIBLE, REVIEW, UNKNOWN, FAILED]) { nodes { cadre { key } eligibility gates { rule { code } outcome } } } } } }`
	text := "query " + list
	known := o.get(organizer, text)
	o.do(organizer, `correctTask(input: {KEY, key: "t1", expectedVersion: 1, why: "更正", title: "供水供电", difficulty: 5}) { __typename }`)
	o.do(organizer, `createEducation(input: {KEY, key: "e1", cadre: "ca", level: "大学本科", mode: FULL_TIME, school: "某大学", completedOn: "2000-07"}) { __typename }`)
	o.do(organizer, `createPosition(input: {KEY, key: "pc", title: "县长", organization: "b", chief: true}) { __typename }`)
	o.do(organizer, `createAppointment(input: {KEY, key: "xc", cadre: "ca", position: "pc", from: "2023-01", main: true, kind: REGULAR}) { __typename }`)

	then := "query Q @recordedAsOf(at: %q) " + list
	if got := o.get(organizer, fmt.Sprintf(then, march)); fmt.Sprint(got) != fmt.Sprint(known) {
		t.Errorf("as March knew it:\n%v\nwant\n%v", got, known)
	}
	if got := o.get(organizer, text); fmt.Sprint(got) == fmt.Sprint(known) {
		t.Error("today is as March was")
	}
	id := o.id("task", "t1")
	got := o.get(organizer, fmt.Sprintf(`{ node(id: %q, recordedAsOf: %q) { ... on Task { title difficulty } } now: node(id: %[1]q) { ... on Task { title } } }`, id, march))
	if want := "map[node:map[difficulty:4 title:供水] now:map[title:供水供电]]"; fmt.Sprint(got) != want {
		t.Errorf("one node is %v, want %s", got, want)
	}
	for _, tt := range []struct {
		who  access.Grant
		text string
		want string
	}{
		{organizer, fmt.Sprintf(then, before), "NOT_KNOWN the moment is before the log begins"},
		{organizer, fmt.Sprintf(then, "2999-01-01T00:00:00Z"), "BAD_USER_INPUT the moment is after now"},
		{organizer, fmt.Sprintf(then, "March"), "BAD_USER_INPUT recordedAsOf.at is not a moment"},
		{concerned, fmt.Sprintf(`query Q @recordedAsOf(at: %q) { cadre(key: "ca") { name } }`, march), "FORBIDDEN"},
		{concerned, fmt.Sprintf(`{ node(id: %q, recordedAsOf: %q) { id } }`, o.id("cadre", "ca"), march), "FORBIDDEN"},
		{organizer, fmt.Sprintf(`query Q @recordedAsOf(at: %q) { node(id: %q, recordedAsOf: %[1]q) { id } }`, march, id), "BAD_USER_INPUT as of a moment already"},
	} {
		_, code, message := o.ask(tt.who, tt.text)
		says, _ := strings.CutPrefix(tt.want, code+" ")
		if code == "" || !strings.HasPrefix(tt.want, code) || says != tt.want && !strings.Contains(message, says) {
			t.Errorf("%s: %s %s, want %s", tt.text, code, message, tt.want)
		}
	}
	// Whoever had the official in scope in March and has not today sees nothing of him.
	wasA := access.Grant{Role: "ANALYST", Issuer: "bole", Subject: "u6", Name: "甲县", Units: []string{"a"}}
	if got := o.get(wasA, fmt.Sprintf(`query Q @recordedAsOf(at: %q) { cadre(key: "ca") { name } }`, march)); got["cadre"] != nil {
		t.Errorf("the county that he left is told %v", got)
	}
}
