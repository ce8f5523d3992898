package appraisal_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/schema"
)

// TestBadScenarios: what a scenario or a vacancy's requirement says and nobody can read is named.
func TestBadScenarios(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ scenario, message string }{
		{`{vacancy: "xbad", asOf: "2024-08-31"}`, `requirement YEARS_OF_SERVICE: it has the value "许多"`},
		{`{asOf: "2024-08-31"}`, "one of the two"},
		{`{vacancy: "xvac", position: "xu-p2", asOf: "2024-08-31"}`, "one of the two"},
		{`{vacancy: "nowhere", asOf: "2024-08-31"}`, `vacancy "nowhere" does not exist`},
		{`{position: "nowhere", asOf: "2024-08-31"}`, `position "nowhere" does not exist`},
		{`{vacancy: "xvac", asOf: "2024-08"}`, "asOf must be a full date (YYYY-MM-DD)"},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "KINDNESS"}]}`, `requirement "KINDNESS": the rule book has no such rule`},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: ""}]}`, `requirement ""`},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "AGE"}]}`, "requirement AGE: it has no value"},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "AGE", value: "-1"}]}`, `requirement AGE: it has the value "-1"`},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "YEARS_OF_SERVICE", value: "1e3"}]}`, `it has the value "1e3"`},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "YEARS_OF_SERVICE", operator: "LT", value: "3"}]}`, "it is compared by"},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "CLEARANCES", value: "DOSSIER,DOSSIER"}]}`, "twice"},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "EXPERIENCE_AT", value: "MOON:2"}]}`, "requirement EXPERIENCE_AT"},
		{`{vacancy: "xvac", asOf: "2024-08-31", requirements: [{rule: "HEADCOUNT", value: "3"}]}`, "requirement HEADCOUNT"},
	} {
		got := a.ask(organizer, `{ candidates(`+strings.TrimSuffix(strings.TrimPrefix(c.scenario, "{"), "}")+`) { digest } }`, nil)
		if got.code() != "BAD_USER_INPUT" || !strings.Contains(got.message(), c.message) {
			t.Errorf("%s: %q %s; want it to say %s", c.scenario, got.code(), got.message(), c.message)
		}
	}
	// On a page of vacancies the others are answered.
	got := a.ask(organizer, `{ vacancies(filter: {key: {in: ["xbad", "xvac"]}}) { nodes { key candidates(asOf: "2024-08-31") { digest } } } }`, nil)
	if len(got.Errors) != 1 || got.code() != "BAD_USER_INPUT" || fmt.Sprint(got.Errors[0].Path) != "[vacancies nodes 0 candidates]" {
		t.Errorf("errors: %+v", got.Errors)
	}
	if at(got.Data, "vacancies", "nodes", 0, "candidates") != nil || at(got.Data, "vacancies", "nodes", 1, "candidates", "digest") == nil {
		t.Errorf("answer: %v", got.Data)
	}
	got = a.ask(organizer, `{ candidateLists(vacancies: ["xvac", "xbad", "nowhere", "xvac"], asOf: "2024-08-31") { digest } }`, nil)
	if len(got.Errors) != 1 || got.code() != "BAD_USER_INPUT" || fmt.Sprint(got.Errors[0].Path) != "[candidateLists 1]" || !strings.Contains(got.message(), "许多") {
		t.Errorf("errors: %+v", got.Errors)
	}
	if lists := list(got.Data, "candidateLists"); len(lists) != 4 || lists[0] == nil || lists[1] != nil || lists[2] != nil || lists[3] == nil {
		t.Errorf("answer: %v", got.Data)
	}
	if got = a.ask(organizer, `{ candidateLists(vacancies: ["xvac", "xbad"], asOf: "2024-08") { digest } }`, nil); got.code() != "BAD_USER_INPUT" || got.Data["candidateLists"] != nil {
		t.Errorf("a month: %q %v", got.code(), got.Data)
	}
}

// TestWithoutRecords: an operator who turned records off gets candidates all the same, without bands.
func TestWithoutRecords(t *testing.T) {
	open(t)
	a := serve(t, rooms.Options{Appraisal: appraisal.Options{NoRecords: true}})
	got := a.ask(organizer, `{ cadre(key: "c0001") { key workRecord(asOf: "2024-08-31") { estimate } } }`, nil)
	if got.code() != "FORBIDDEN" || !strings.Contains(got.message(), "turned off") || at(got.Data, "cadre", "key") != "c0001" || at(got.Data, "cadre", "workRecord") != nil {
		t.Errorf("a record: %q %s %v", got.code(), got.message(), got.Data)
	}
	list1 := a.get(organizer, `{ candidates(vacancy: "vac01", asOf: "2024-08-31") { candidates(`+everyEligibility+`, first: 50) { totalCount nodes { cadre { key } band record { estimate } fit { led { task { key } } } } } } }`, nil)
	if at(list1, "candidates", "candidates", "totalCount") != float64(len(data["cadres"])) {
		t.Errorf("candidates: %v of %d", at(list1, "candidates", "candidates", "totalCount"), len(data["cadres"]))
	}
	for _, n := range list(list1, "candidates", "candidates", "nodes") {
		if at(n, "band") != nil || at(n, "record") != nil {
			t.Errorf("%v has a band or a record", n)
		}
	}
	for _, q := range []string{`{ performers(tasks: {key: {eq: "t0001"}}, asOf: "2024-08-31") { totalCount } }`, `{ severities(asOf: "2024-08-31") { totalCount } }`} {
		if got := a.ask(organizer, q, nil); got.code() != "FORBIDDEN" {
			t.Errorf("%s: %q", q, got.code())
		}
	}
}

// everyQuestion asks each part of the room once; keys are of nothing that has to exist.
var everyQuestion = []string{
	`{ performers(tasks: {}, asOf: "%s") { totalCount nodes { record { estimate } } } }`,
	`{ compare(cadres: ["one", "two"], asOf: "%s") { verdict } }`,
	`{ severities(asOf: "%s") { totalCount } }`,
	`{ teamOutcomes(tasks: {}, asOf: "%s") { totalCount } }`,
	`{ caseCounts(asOf: "%s") { totalCount } }`,
	`{ roundAgreements(to: "%s") { totalCount } }`,
	`{ candidateLists(vacancies: ["nowhere"], asOf: "%s") { digest } }`,
	`{ cadres(first: 3) { nodes { workRecord(asOf: "%s") { estimate influence { change } model { cadres converged unconverged } } } } }`,
	`{ evaluators(first: 3) { nodes { severity(asOf: "%s") { value } } } }`,
	`{ tasks(first: 3) { nodes { teamOutcome(asOf: "%s") { above } } } }`,
	`{ vacancies(first: 2) { nodes { candidates(asOf: "%s") { digest gates { passed } candidates(first: 2, eligibility: [ELIGIBLE, REVIEW, UNKNOWN, FAILED]) { nodes { band gates { found missing metOn } } } } } } }`,
	`{ toleranceRulings(first: 3) { nodes { check(asOf: "%s") { inEffect uses { name } } } } }`,
}

// TestAnyDay asks every day there is: long before all facts, and long after.
func TestAnyDay(t *testing.T) {
	a := open(t)
	for _, day := range []string{"0001-01-01", "1900-01-01", "9999-12-31"} {
		for _, q := range everyQuestion {
			a.get(organizer, fmt.Sprintf(q, day), nil)
		}
		got := a.ask(access.Grant{Role: "AUDITOR"}, `{ fairnessReport(batch: "zj-2024-06", asOf: "`+day+`") { pool } }`, nil)
		if got.code() != "" {
			t.Errorf("a report as of %s: %q %s", day, got.code(), got.message())
		}
	}
	first := firstReview()
	got := a.get(organizer, `query($day: Date!, $kinds: [TaskCategory!]) { a: performers(tasks: {}, asOf: "1900-01-01") { totalCount } b: performers(tasks: {}, asOf: $day, categories: $kinds, first: 200) { totalCount nodes { record { estimate } } }
		c: performers(tasks: {}, asOf: $day, first: 200) { nodes { record { estimate } } } }`, map[string]any{"day": first.day, "kinds": first.other})
	if n := at(got, "a", "totalCount"); n != 0.0 {
		t.Errorf("%v had worked in 1900", n)
	}
	records := func(alias string) (n int) {
		for _, p := range list(got, alias, "nodes") {
			if at(p, "record") != nil {
				n++
			}
		}
		return n
	}
	if records("b") != 0 || records("c") == 0 || at(got, "b", "totalCount") == 0.0 {
		t.Errorf("%d of %v have a record in kinds of work that nobody was reviewed for, %d in some", records("b"), at(got, "b", "totalCount"), records("c"))
	}
}

// firstReview is the day of the first reviews of tasks, and a kind of work that nobody had a review or a verified
// outcome of by then.
func firstReview() (out struct {
	day   string
	other []string
}) {
	category := map[string]string{}
	done := map[string]bool{}
	for _, r := range data["tasks"] {
		category[key(r)] = text(r, "category")
	}
	for _, v := range data["evaluations"] {
		if on := text(v, "evaluatedOn"); text(v, "kind") == "TASK_REVIEW" && (out.day == "" || on < out.day) {
			out.day = on
		}
	}
	for _, v := range data["evaluations"] {
		for _, t := range texts(v, "tasks") {
			done[category[t]] = done[category[t]] || text(v, "evaluatedOn") <= out.day
		}
	}
	for _, r := range data["tasks"] {
		if on := text(r, "outcomeVerifiedOn"); on != "" && on <= out.day {
			done[text(r, "category")] = true
		}
	}
	for _, c := range []string{"RURAL_WORK", "REFORM", "INDUSTRY", "WORK_SAFETY", "PUBLIC_SERVICE", "PETITIONS_STABILITY"} {
		if !done[c] {
			out.other = []string{c}
		}
	}
	return out
}

// gate stands between the product and its Neo4j, and can be shut.
type gate struct {
	mu     sync.Mutex
	listen net.Listener
	to     string
	open   []net.Conn
}

func (g *gate) run(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		d, err := net.Dial("tcp", g.to)
		if err != nil {
			c.Close()
			continue
		}
		g.mu.Lock()
		g.open = append(g.open, c, d)
		g.mu.Unlock()
		go func() { io.Copy(c, d); c.Close() }()
		go func() { io.Copy(d, c); d.Close() }()
	}
}

func (g *gate) start(t *testing.T, address string) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	g.listen = l
	go g.run(l)
}

func (g *gate) shut() {
	g.listen.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.open {
		c.Close()
	}
	g.open = nil
}

// TestDatabaseGone: without Neo4j every question is refused at once, and answered again once it is back.
func TestDatabaseGone(t *testing.T) {
	open(t)
	server := neo4jtest.Server(t)
	g := &gate{to: strings.TrimPrefix(server.URI(), "bolt://")}
	g.start(t, "127.0.0.1:0")
	address := g.listen.Addr().String()
	a := serveAt(t, "bolt://"+address, server.User(), server.Password())
	defer g.shut()
	ask := func(q string) (answer, time.Duration) {
		begun := time.Now()
		got := a.ask(organizer, q, map[string]any{})
		return got, time.Since(begun)
	}
	const record = `{ cadre(key: "c0001") { workRecord(asOf: "2024-08-31") { estimate } } }`
	want := at(a.get(organizer, record, nil), "cadre", "workRecord", "estimate")
	g.shut()
	for _, q := range append([]string{record, `mutation { createShortlist(input: {idempotencyKey: "gone", vacancy: "xvac", asOf: "2024-08-31"}) { key } }`}, everyQuestion[:7]...) {
		if strings.Contains(q, "%s") {
			q = fmt.Sprintf(q, asOf)
		}
		if got, took := ask(q); got.code() != "SERVICE_UNAVAILABLE" || took > 4*time.Second {
			t.Errorf("%s: %q %s after %s", q, got.code(), got.message(), took)
		}
	}
	g.start(t, address)
	for range 20 {
		got, _ := ask(record)
		if at(got.Data, "cadre", "workRecord", "estimate") == want && want != nil {
			return
		}
		time.Sleep(250 * time.Millisecond)
	}
	t.Error("it does not answer again")
}

// serveAt is serve for a Neo4j at an address.
func serveAt(t *testing.T, uri, user, password string) *api {
	t.Helper()
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rooms.Open(s, rooms.Options{Store: store.Options{URI: uri, User: user, Password: password}, Graph: graph.Options{Unpaced: true}})
	if err != nil {
		t.Fatal(err)
	}
	return over(t, r)
}
