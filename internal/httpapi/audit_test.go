package httpapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/audit"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// witnessed is a server that keeps an audit, over the package's data, with no events yet.
func witnessed(t *testing.T, o audit.Options) (*api, *rooms.Rooms) {
	t.Helper()
	o.On = true
	r := roomstest.Open(t, rooms.Options{Audit: o, CypherRole: "AUDITOR", Appraisal: appraisal.Options{NoRecords: true}})
	load(t, r)
	roomstest.Exec(t, "MATCH (n:AuditChain|AuditGroup|AuditBlock|AuditDay) DELETE n", nil)
	return serve(t, r, httpapi.Options{}), r
}

// asking asks in a role, and in a name of its own, so that its events can be told from others'.
func (a *api) asking(g access.Grant, query string, header ...string) answer {
	a.t.Helper()
	return a.query(query, append([]string{"Authorization", "Bearer " + a.sign(g)}, header...)...)
}

// event is an event as an auditor reads it.
type event struct {
	Kind, By, Role, Purpose, Operation string
	Fields                             []string
	Everyone                           bool
	OfficialCount                      int
	Officials                          []struct{ Key string }
	Units                              []struct{ Key string }
	Request                            string
	Number                             int
}

func (e event) keys() string {
	var out []string
	for _, o := range e.Officials {
		out = append(out, o.Key)
	}
	return strings.Join(out, " ")
}

// events are those of a reader, from the oldest.
func (a *api) events(reader string) []event {
	a.t.Helper()
	got := a.asking(access.Grant{Role: "AUDITOR", Subject: "auditor", Name: "审计员"}, fmt.Sprintf(`{ auditEvents(reader: %q, first: 100) { nodes {
		kind by role purpose operation fields everyone officialCount officials(first: 200) { key } units { key } request number } } }`, reader))
	if len(got.Errors) > 0 {
		a.t.Fatal(got.body)
	}
	var out struct {
		Data struct {
			AuditEvents struct{ Nodes []event }
		}
	}
	if err := json.Unmarshal([]byte(got.body), &out); err != nil {
		a.t.Fatal(err)
	}
	slices.Reverse(out.Data.AuditEvents.Nodes)
	return out.Data.AuditEvents.Nodes
}

// found gives the keys that a statement finds, in order.
func found(t *testing.T, r *rooms.Rooms, text string) string {
	t.Helper()
	rows, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Name: "test", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var out []string
	for _, row := range rows {
		if k, ok := row[0].(string); ok && !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestAuditSaysWhoseRecordWasShown asks in every way that a record can be shown, and compares whom the event names
// with those that a statement of its own finds.
func TestAuditSaysWhoseRecordWasShown(t *testing.T) {
	a, r := witnessed(t, audit.Options{})
	task := found(t, r, "MATCH (t:Task)<-[:WORKED_ON]-(c:Cadre) WITH t, count(c) AS n WHERE n > 2 RETURN t.key ORDER BY t.key LIMIT 1")
	pair := strings.Fields(found(t, r, "MATCH (a:Cadre)-[:WORKED_ON]->(:Task {key: '"+task+"'}) RETURN a.key ORDER BY a.key LIMIT 2"))
	kase := found(t, r, "MATCH (k:Case)-[:ABOUT]->(c:Cadre) WITH k, count(c) AS n ORDER BY n DESC, k.key LIMIT 1 RETURN k.key")
	eval := found(t, r, "MATCH (e:Evaluation)-[:OF]->(:Cadre) RETURN e.key ORDER BY e.key LIMIT 1")
	name := found(t, r, "MATCH (c:Cadre {key: 'c0001'}) RETURN c.name")
	id := func(typ, key string) string {
		got := a.query(fmt.Sprintf(`{ %s(key: %q) { id } }`, strings.ToLower(typ[:1])+typ[1:], key))
		return got.Data[strings.ToLower(typ[:1])+typ[1:]].(map[string]any)["id"].(string)
	}
	workers := "MATCH (c:Cadre)-[:WORKED_ON]->(:Task {key: '" + task + "'}) RETURN c.key"
	concerned := "MATCH (:Case {key: '" + kase + "'})-[:ABOUT]->(c:Cadre) RETURN c.key"
	for i, c := range []struct {
		name, query string
		want        string // a statement, or keys; "" is no event
		everyone    bool
	}{
		{"by key", `{ cadre(key: "c0001") { name } }`, "c0001", false},
		{"nobody", `{ cadre(key: "nobody") { name } }`, "", false},
		{"its id alone", `{ cadre(key: "c0001") { id } }`, "c0001", false},
		{"by id", `{ node(id: "` + id("Evaluation", eval) + `") { label } }`, "MATCH (:Evaluation {key: '" + eval + "'})-[:OF]->(c) RETURN c.key", false},
		{"page", `{ cadres(first: 3) { nodes { key } } }`, "MATCH (c:Cadre) RETURN c.key ORDER BY c.key LIMIT 3", false},
		{"figures alone", `{ cadres { totalCount aggregate { count } groupBy(by: [{gender: VALUE}]) { groups { key { gender } aggregate { count } } } } }`, "", false},
		{"groups that are officials", `{ evaluations { groupBy(by: [{subject: {cadre: {self: VALUE}}}], first: 2) { groups { key { subject { cadre { self { name } } } } } } } }`, "", false},
		{"edges without their nodes", `{ task(key: "` + task + `") { cadres { edges { role } } } }`, workers, false},
		{"a task is nobody's", `{ task(key: "` + task + `") { title } }`, "", false},
		{"a case is about all its people", `{ case(key: "` + kase + `") { title } }`, concerned, false},
		{"below another", `{ task(key: "` + task + `") { cadres { nodes { label } } } }`, workers, false},
		{"aliases and fragments", `query Q { x: cadre(key: "c0001") { ...F } y: cadre(key: "c0002") { ...F } } fragment F on Cadre { name evaluations(first: 1) { nodes { score } } }`, "c0001 c0002", false},
		{"fragments that spread another twice each", "query { ...F0 } fragment F19 on Query { cadre(key: \"c0001\") { name } }" + twice(19), "c0001", false},
		{"a search's excerpt", `{ search(text: "` + name + `", types: [CADRE], first: 5) { edges { excerpt } } }`, "MATCH (c:Cadre {name: '" + name + "'}) RETURN c.key", false},
		{"coworkers", `{ cadre(key: "c0001") { coworkers(first: 2) { nodes { tasks } } } }`, "", false},
		{"a path", `{ path(from: "` + id("Cadre", pair[0]) + `", to: "` + id("Cadre", pair[1]) + `", maxLength: 2, via: [WORKED_ON]) { complete paths { length } } }`, "", false},
		{"what a neighbourhood leaves out", `{ neighborhood(of: "` + id("Cadre", "c0001") + `", kinds: [OF], limit: 1) { leftOut { there } } }`, "c0001", false},
		{"candidates", `{ candidates(position: "` + found(t, r, "MATCH (p:Position) RETURN p.key ORDER BY p.key LIMIT 1") + `", asOf: "2024-08-31") { candidates(eligibility: [ELIGIBLE, FAILED, REVIEW, UNKNOWN], first: 2) { nodes { eligibility } } } }`, "", false},
		{"a plan of moves", `{ adjustment(moves: [{cadre: "c0001", to: "` + found(t, r, "MATCH (p:Position) WHERE NOT EXISTS { (p)<-[:TO]-(:Appointment)-[:OF]->(:Cadre {key: 'c0001'}) } RETURN p.key ORDER BY p.key LIMIT 1") + `"}], asOf: "2024-08-31") { moves { eligibility } } }`, "c0001", false},
		{"overlooked", `{ overlooked(unit: "zj", asOf: "2024-08-31") { officials(first: 2) { nodes { reasons } } } }`, "", false},
		{"a statement's members", `{ cypher(statement: "MATCH (c:Cadre {key: 'c0002'}) RETURN c") { rows } }`, "c0002", false},
		{"a statement's texts", `{ cypher(statement: "MATCH (c:Cadre {key: 'c0002'}) RETURN c.name") { rows } }`, "", true},
		{"a statement's number", `{ cypher(statement: "MATCH (c:Cadre) RETURN count(c)") { rows } }`, "", true},
		{"a cursor", `{ cadres(first: 3) { pageInfo { endCursor } } }`, "MATCH (c:Cadre) WITH c ORDER BY c.key SKIP 2 LIMIT 1 RETURN c.key", false},
		{"a figure of one", `{ cadres(filter: {key: {eq: "c0005"}}) { aggregate { workStartedOn { min } } } }`, "c0005", false},
		{"a group of one", `{ cadres(filter: {key: {in: ["c0005", "c0006"]}}) { groupBy(by: [{self: VALUE}]) { groups { aggregate { count } } } } }`, "c0005 c0006", false},
		{"an audit's list", `{ auditEvents(cadre: "c0001", first: 1) { totalCount } }`, "", false},
		{"an audit's entries", `{ auditEvents(cadre: "c0001", reader: "读者0") { nodes { at } } }`, "c0001", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			reader := fmt.Sprintf("读者%d", i)
			got := a.asking(access.Grant{Role: "AUDITOR", Subject: reader, Name: reader}, c.query)
			want := c.want
			switch c.name { // the answer itself says whom
			case "an audit's list":
				want = "" // about events, none of which is shown
			case "groups that are officials", "coworkers", "a path", "candidates", "overlooked":
				whole := a.query(map[string]string{
					"groups that are officials": `{ evaluations { groupBy(by: [{subject: {cadre: {self: VALUE}}}], first: 2) { groups { key { subject { cadre { self { key } } } } } } } }`,
					"coworkers":                 `{ cadre(key: "c0001") { key coworkers(first: 2) { nodes { cadre { key } } } } }`,
					"a path":                    `{ path(from: "` + id("Cadre", pair[0]) + `", to: "` + id("Cadre", pair[1]) + `", maxLength: 2, via: [WORKED_ON]) { paths { nodes { node { ... on Cadre { key } ... on Case { subjects { nodes { key } } } } } } } }`,
					"candidates":                strings.Replace(c.query, "{ eligibility }", "{ cadre { key } }", 1),
					"overlooked":                strings.Replace(c.query, "{ reasons }", "{ cadre { key } }", 1),
				}[c.name])
				want = strings.Join(keysIn(whole.Data), " ")
			default:
				if strings.HasPrefix(want, "MATCH") {
					want = found(t, r, want)
				}
			}
			if len(got.Errors) > 0 {
				t.Fatal(got.body)
			}
			events := a.events(reader)
			if want == "" && !c.everyone {
				if len(events) > 0 {
					t.Errorf("an event %+v of an answer about nobody", events[0])
				}
				return
			}
			if len(events) != 1 {
				t.Fatalf("%d events, want 1", len(events))
			}
			e := events[0]
			if e.keys() != want || e.OfficialCount != len(e.Officials) || e.Everyone != c.everyone {
				t.Errorf("about %q (%d), everyone %t; want %q, everyone %t", e.keys(), e.OfficialCount, e.Everyone, want, c.everyone)
			}
			if e.By != reader || e.Role != "AUDITOR" || e.Kind != "READ" || e.Request != got.header.Get("X-Request-Id") {
				t.Errorf("event %+v", e)
			}
		})
	}
}

// twice are fragments F0 to F(n-1) of the root, each with the next one twice.
func twice(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, " fragment F%d on Query { ...F%d ...F%[2]d }", i, i+1)
	}
	return out.String()
}

// keysIn are the keys in an answer, each once, in order.
func keysIn(v any) []string {
	seen := map[string]bool{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				if s, ok := x.(string); ok && k == "key" {
					seen[s] = true
				}
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	var out []string
	for k := range seen {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// TestAuditOfExportsWritesAndPurposes looks at events of other kinds, and at what they say of who asked.
func TestAuditOfExportsWritesAndPurposes(t *testing.T) {
	a, r := witnessed(t, audit.Options{Purpose: true})
	places := strings.Fields(found(t, r, `MATCH (c:Cadre)-[:SERVES_IN]->(o:Organization), (:Cadre)-[:SERVES_IN]->(p:Organization)
WHERE NOT EXISTS { (p)-[:PART_OF*0..]->(o) } AND NOT EXISTS { (o)-[:PART_OF*0..]->(p) }
RETURN c.key + ' ' + o.key + ' ' + p.key ORDER BY c.key, p.key LIMIT 1`))
	official, unit, other := places[0], places[1], places[2]
	who := access.Grant{Role: "ORGANIZER", Subject: "o-1", Name: "组织员", Units: []string{unit}}
	if got := a.asking(who, `{ cadre(key: "`+official+`") { name } }`); got.code() != "FORBIDDEN" || got.Data != nil {
		t.Errorf("without a purpose: %s", got.body)
	}
	if got := a.asking(who, `{ task(key: "t0001") { title } viewer { purpose } }`); got.code() != "" {
		t.Errorf("about nobody, without a purpose: %s", got.body)
	}
	why := []string{httpapi.PurposeHeader, url.PathEscape("年度考核，第 3 组")}
	if got := a.asking(who, `query Look { cadre(key: "`+official+`") { name } viewer { purpose } }`, why...); got.code() != "" || got.Data["viewer"].(map[string]any)["purpose"] != "年度考核，第 3 组" {
		t.Errorf("with a purpose: %s", got.body)
	}
	for _, bad := range []string{"%zz", "%ff", "a%0Ab", strings.Repeat("x", 201)} {
		if got := a.asking(who, `{ __typename }`, httpapi.PurposeHeader, bad); got.status != 400 || got.code() != "BAD_REQUEST" {
			t.Errorf("purpose %q: %d %s", bad, got.status, got.body)
		}
	}
	if got := a.asking(who, `{ cadres(filter: {key: {in: ["`+official+`"]}}) { nodes { key } } }`, append(why, "Accept", "text/csv")...); got.status != 200 || !strings.Contains(got.body, official) {
		t.Errorf("export: %d %s", got.status, got.body)
	}
	if got := a.asking(who, `mutation Save { ...S } fragment S on Mutation { chooseCandidate(input: {idempotencyKey: "k", shortlist: "nowhere", expectedVersion: 1, cadre: "`+official+`", asOf: "2024-08-31", reason: "十个字以上的一句理由"}) { key } }`, why...); got.code() != "FORBIDDEN" && got.code() != "BAD_USER_INPUT" {
		t.Errorf("a write that fails: %s", got.body)
	}
	var lines []string
	a.token = a.sign(access.Grant{Role: "AUDITOR", Subject: "x", Name: "审计员"})
	got := a.query(`{ auditEvents(reader: "组织员") { nodes { kind by account role purpose operation fields officials { key } units { key } } } }`, why...)
	for _, n := range got.Data["auditEvents"].(map[string]any)["nodes"].([]any) {
		b, _ := json.Marshal(n)
		lines = append(lines, string(b))
	}
	common := `"purpose":"年度考核，第 3 组","role":"ORGANIZER","units":[{"key":"` + unit + `"}]}`
	want := []string{
		`{"account":"o-1","by":"组织员","fields":["chooseCandidate"],"kind":"WRITE","officials":[{"key":"` + official + `"}],"operation":"Save",` + common,
		`{"account":"o-1","by":"组织员","fields":["cadres"],"kind":"EXPORT","officials":[{"key":"` + official + `"}],"operation":null,` + common,
		`{"account":"o-1","by":"组织员","fields":["cadre","viewer"],"kind":"READ","officials":[{"key":"` + official + `"}],"operation":"Look",` + common,
	}
	if !slices.Equal(lines, want) {
		t.Errorf("events\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	// An auditor of one organization sees the events that are about its people, and of those these people alone.
	for scope, n := range map[string]int{unit: 3, other: 0} {
		got := a.asking(access.Grant{Role: "AUDITOR", Subject: "y", Name: "审计员", Units: []string{scope}}, `{ auditEvents(reader: "组织员") { totalCount } }`, why...)
		if got.Data["auditEvents"].(map[string]any)["totalCount"] != float64(n) {
			t.Errorf("an auditor of %s sees %s, want %d", scope, got.body, n)
		}
	}
}

// TestReadBy asks as the person concerned: what belongs to an open selection and what tells of a pending inquiry is
// not told before they are over.
func TestReadBy(t *testing.T) {
	now := time.Now()
	a, _ := witnessed(t, audit.Options{Now: func() time.Time { return now }})
	roomstest.Exec(t, `MATCH (c:Cadre {key: 'c0003'}), (p:Position) WITH c, p ORDER BY p.key LIMIT 1
CREATE (v:Vacancy {key: 'audit-v', title: '空缺', titleOrder: 'x', openedOn: '2024-08-01', status: 'OPEN', recordedAt: '2024-08-01T00:00:00.000Z', version: 1})-[:FOR]->(p)
CREATE (:Case {key: 'audit-k', title: '核实中', titleOrder: 'x', verification: 'CHECKING', recordedAt: '2024-08-01T00:00:00.000Z', version: 1})-[:ABOUT {role: 'RESPONSIBLE'}]->(c)`, nil)
	defer roomstest.Exec(t, "MATCH (n:Vacancy|Case|SelectionStep) WHERE n.key STARTS WITH 'audit-' DETACH DELETE n", nil)
	grant := func(role, name string) access.Grant {
		return access.Grant{Role: role, Subject: "account of " + name, Name: name}
	}
	ask := func(g access.Grant, query string) {
		t.Helper()
		now = now.Add(time.Second)
		if got := a.asking(g, query); len(got.Errors) > 0 || strings.Contains(got.body, "null") {
			t.Fatal(got.body)
		}
	}
	person := access.Grant{Role: "SUBJECT", Self: "c0003", Subject: "c3", Name: "本人"}
	readers := func() string {
		t.Helper()
		got := a.asking(person, `{ cadre(key: "c0003") { readBy { nodes { by } } } }`)
		if len(got.Errors) > 0 {
			t.Fatal(got.body)
		}
		var out []string
		for _, n := range got.Data["cadre"].(map[string]any)["readBy"].(map[string]any)["nodes"].([]any) {
			if by := n.(map[string]any)["by"].(string); by != "本人" {
				out = append(out, by)
			}
		}
		slices.Reverse(out)
		return strings.Join(out, " ")
	}
	look := `{ cadre(key: "c0003") { name } }`
	ask(grant("ANALYST", "早"), look)
	ask(grant("AUDITOR", "核查人"), look)
	ask(grant("ORGANIZER", "选人"), `{ cadre(key: "c0003") { name } vacancy(key: "audit-v") { title } }`)
	ask(grant("AUDITOR", "核查人"), `{ case(key: "audit-k") { title } }`)
	ask(grant("AUDITOR", "核查人"), look)
	ask(grant("ANALYST", "晚"), look)
	if got, want := readers(), "早 核查人 晚"; got != want {
		t.Errorf("while both are open: read by %s, want %s", got, want)
	}
	if got := a.asking(person, `{ cadre(key: "c0003") { readBy { pageInfo { startCursor } nodes { fields } } } }`); len(got.Errors) > 0 {
		t.Error(got.body)
	}
	now = now.AddDate(0, 0, 40)
	ask(grant("AUDITOR", "核查人"), look)
	ask(grant("ANALYST", "后"), look)
	if got, want := readers(), "后"; got != want {
		t.Errorf("40 days later, in the last 31: read by %s, want %s", got, want)
	}
	now = now.AddDate(0, 0, -40)
	roomstest.Exec(t, "MATCH (v:Vacancy {key: 'audit-v'}) CREATE (v)-[:HAS_STEP]->(:SelectionStep {key: 'audit-s', stage: 'NOTICE', on: '2026-01-05'})", nil)
	if got, want := readers(), "早 核查人 选人 晚"; got != want {
		t.Errorf("after public notice: read by %s, want %s", got, want)
	}
	roomstest.Exec(t, "MATCH (k:Case {key: 'audit-k'}) SET k.verification = 'UNFOUNDED'", nil)
	if got, want := readers(), "早 核查人 选人 核查人 核查人 晚"; got != want {
		t.Errorf("after the inquiry: read by %s, want %s", got, want)
	}
	if got := a.asking(person, `{ cadre(key: "c0003") { readBy { nodes { account } } } }`); got.code() != "FORBIDDEN" {
		t.Errorf("accounts are not for the person concerned: %s", got.body)
	}
	if got := a.asking(grant("ANALYST", "晚"), `{ cadre(key: "c0003") { readBy { totalCount } } }`); got.code() != "FORBIDDEN" {
		t.Errorf("readBy as an analyst: %s", got.body)
	}
	if got := a.asking(grant("AUDITOR", "晚"), `{ cadre(key: "c0003") { readBy(from: "2020-01-01", to: "2026-01-01") { totalCount } } }`); got.code() != "BAD_USER_INPUT" {
		t.Errorf("more than a year: %s", got.body)
	}
}

// TestAuditChain asks of many clients at once and of two replicas, packs, and changes what stands behind the product's
// back: each change is found.
func TestAuditChain(t *testing.T) {
	now := time.Now().Truncate(24 * time.Hour).Add(12 * time.Hour) // far from midnight, since it goes on
	clock := func() time.Time { return now }
	a, r := witnessed(t, audit.Options{Replica: "first", Now: clock})
	b, other := witnessed(t, audit.Options{Replica: "second", Now: clock})
	const clients, each = 16, 5
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for j := range each {
				s := a
				if (i+j)%2 == 0 {
					s = b
				}
				s.asking(access.Grant{Role: "ANALYST", Subject: "many", Name: "众人"}, fmt.Sprintf(`{ cadre(key: "c%04d") { name } }`, 1+i*each+j))
			}
		})
	}
	all.Wait()
	if err := errors.Join(r.Audit.Pack(t.Context()), other.Audit.Pack(t.Context())); err != nil {
		t.Fatal(err)
	}
	a.asking(access.Grant{Role: "ANALYST", Subject: "one", Name: "一人"}, `{ cadre(key: "c0001") { name } }`)
	seen := map[string]int{}
	count := func() int {
		t.Helper()
		clear(seen)
		got := a.events("众人")
		for _, e := range got {
			seen[e.keys()]++
		}
		return len(got)
	}
	if n := count(); n != clients*each || len(seen) != clients*each {
		t.Errorf("%d events about %d officials, want %d", n, len(seen), clients*each)
	}
	now = now.Add(5 * time.Minute) // the other is silent
	if err := r.Audit.Pack(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := found(t, r, "MATCH (g:AuditGroup) RETURN g.key"); n != "" {
		t.Errorf("groups are left: %s", n)
	}
	if n := count(); n != clients*each || len(seen) != clients*each {
		t.Errorf("packed: %d events about %d officials, want %d", n, len(seen), clients*each)
	}
	got := b.asking(access.Grant{Role: "AUDITOR", Subject: "a", Name: "审计员"}, `{ cadre(key: "c0007") { readBy { nodes { by replica } } } }`)
	if !strings.Contains(got.body, "众人") {
		t.Errorf("read by, of both replicas: %s", got.body)
	}
	var file bytes.Buffer
	if n, err := other.Audit.Export(t.Context(), now, now, &file); err != nil || n < clients*each || bytes.Count(file.Bytes(), []byte("\n")) != n {
		t.Errorf("exported %d events in %d lines, %v", n, bytes.Count(file.Bytes(), []byte("\n")), err)
	}
	broken := func() (out []int64) {
		t.Helper()
		chains, err := r.Audit.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range chains {
			if c.Broken > 0 {
				out = append(out, c.Broken)
			}
		}
		return out
	}
	if found := broken(); found != nil {
		t.Fatalf("broken at %v as written", found)
	}
	for name, change := range map[string]string{
		"another day":        "MATCH (b:AuditBlock) WITH b ORDER BY b.key LIMIT 1 SET b.kept = b.events, b.was = b.lastAt, b.lastAt = '2001'",
		"not to be found":    "MATCH (b:AuditBlock) WITH b ORDER BY b.key LIMIT 1 SET b.kept = b.events WITH b MATCH (d:AuditDay) WHERE b.key IN d.blocks WITH b, d LIMIT 1 SET d.blocks = [k IN d.blocks WHERE k <> b.key]",
		"another name":       "MATCH (b:AuditBlock) WITH b ORDER BY b.key LIMIT 1 SET b.kept = b.events, b.events = replace(b.events, '众人', '无人')",
		"an event taken out": "MATCH (b:AuditBlock) WITH b ORDER BY b.key LIMIT 1 SET b.kept = b.events, b.events = substring(b.events, 0, size(b.events) - 300)",
		"said to be over":    "MATCH (b:AuditBlock) WITH b ORDER BY b.from DESC LIMIT 1 SET b.kept = b.events, b.erasedAt = 'x' REMOVE b.events",
	} {
		roomstest.Exec(t, change, nil)
		if found := broken(); len(found) != 1 {
			t.Errorf("%s: broken at %v, want one chain", name, found)
		}
		roomstest.Exec(t, "MATCH (b:AuditBlock) WHERE b.kept IS NOT NULL SET b.events = b.kept, b.lastAt = coalesce(b.was, b.lastAt) REMOVE b.kept, b.erasedAt, b.was", nil)
		if err := r.Audit.Reindex(t.Context()); err != nil {
			t.Fatal(err)
		}
		if found := broken(); found != nil {
			t.Fatalf("%s: broken at %v when it is as it was", name, found)
		}
	}
}

// TestAuditOfAFullDisk: what is refused because the disk is full has no event, which might not be written either.
func TestAuditOfAFullDisk(t *testing.T) {
	var full atomic.Bool
	r := roomstest.Open(t, rooms.Options{Audit: audit.Options{On: true}, Store: store.Options{Full: full.Load}})
	a := serve(t, r, httpapi.Options{})
	roomstest.Exec(t, "MATCH (n:AuditChain|AuditGroup|AuditBlock|AuditDay) DELETE n", nil)
	full.Store(true)
	got := a.asking(access.Grant{Role: "ANALYST", Subject: "z", Name: "张"}, `mutation { saveQuestion(input: {idempotencyKey: "full", name: "x", document: "{ __typename }"}) { id } }`)
	if got.code() != "DISK_FULL" {
		t.Errorf("a change gives %s", got.body)
	}
	if events := found(t, r, "MATCH (g:AuditGroup) RETURN g.key"); events != "" {
		t.Errorf("it has the events %s", events)
	}
}

// TestAuditFailsClosed changes the chain behind the product's back: what was asked is not shown, and the next answer
// begins another chain.
func TestAuditFailsClosed(t *testing.T) {
	a, r := witnessed(t, audit.Options{})
	who := access.Grant{Role: "ANALYST", Subject: "z", Name: "张"}
	ask := func() answer { return a.asking(who, `{ cadre(key: "c0001") { name } }`) }
	if got := ask(); got.code() != "" {
		t.Fatal(got.body)
	}
	roomstest.Exec(t, "MATCH (c:AuditChain) SET c.to = c.to + 1", nil)
	got := ask()
	if got.status != http.StatusServiceUnavailable || got.code() != "SERVICE_UNAVAILABLE" || got.Data != nil || got.header.Get("Retry-After") == "" {
		t.Errorf("without an event: %d %s", got.status, got.body)
	}
	if got := a.asking(who, `{ cadres { totalCount } }`); got.code() != "" {
		t.Errorf("about nobody: %s", got.body)
	}
	if got := ask(); got.code() != "" {
		t.Errorf("on another chain: %s", got.body)
	}
	if chains, err := r.Audit.Verify(t.Context()); err != nil || len(chains) != 2 || chains[0].Broken != 2 || chains[1].Broken != 0 {
		t.Errorf("chains %+v, %v; want the first broken at its end", chains, err)
	}
}
