package httpapi_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/audit"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// persisted is what Apollo's clients send in place of a text.
func persisted(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%s"}}`, hex.EncodeToString(sum[:]))
}

// register sends a text with its digest, so that the digest is known.
func (a *api) register(text string) {
	a.t.Helper()
	r := a.send(map[string]any{"query": text, "extensions": json.RawMessage(persisted(text))})
	if r.status != 200 || len(r.Errors) > 0 {
		a.t.Fatal(text, r.body)
	}
}

// kept asks for the answer of a text by its digest.
func (a *api) kept(text string, header ...string) answer {
	a.t.Helper()
	return a.do("GET", "/graphql?extensions="+url.QueryEscape(persisted(text)), "", header...)
}

// keptQuestions read in every way there is: nodes, lists by relations, groups, counts, statistics, views, computed
// fields, records, search, paths, what people saved, and nothing of the graph at all.
var keptQuestions = []string{
	`{ cadre(key: "c0003") { name tasks(first: 5) { edges { role node { title cases(first: 3) { nodes { title } } } } } } }`,
	`{ cadres(first: 10, orderBy: {name: ASC}, filter: {tasks: {some: {role: {eq: LEAD}, node: {difficulty: {gte: 3}}}}}) { nodes { key name } totalCount } }`,
	`{ tasks(first: 5, orderBy: {difficulty: DESC}) { nodes { title difficulty organizations(first: 2) { nodes { name } } } } }`,
	`{ evaluations { groupBy(by: [{basedOn: {task: {category: VALUE}}}]) { groups { key { basedOn { task { category } } } aggregate { count score { avg } } } } } }`,
	`{ organizations(first: 200) { nodes { key name } totalCount } }`,
	`{ statistic(code: "frontline-observations", asOf: "2024-08-31") { figure numerator denominator } }`,
	`{ agenda(from: "2024-08-01", to: "2024-12-31", first: 20) { totalCount nodes { on kind } } }`,
	`{ cadre(key: "c0003") { coworkers(first: 5) { nodes { cadre { name } } } } }`,
	`{ caseCounts(asOf: "2024-08-31", first: 5) { totalCount nodes { case { title } polarity counts } } }`,
	`{ ruleBook { edition } }`,
	`{ vacancy(key: "vac01") { candidates(asOf: "2024-08-31") { digest candidates(first: 20) { nodes { cadre { name } band gates { outcome found } evidence { why node { id } } } } } } }`,
	`{ search(text: "改革", first: 5) { totalCount nodes { label } } }`,
	`{ savedQuestions(first: 5) { totalCount nodes { name } } }`,
	`{ viewer { name role whole units { name } today } }`,
	`{ __typename }`,
}

// TestKeptAnswers: what a client keeps is asked about with its tag, and is right as long as nothing it was made from has
// changed.
func TestKeptAnswers(t *testing.T) {
	r := roomstest.Open(t, rooms.Options{})
	load(t, r)
	a := serve(t, r, httpapi.Options{})
	group := keptQuestions[3]
	a.register(group)
	first := a.kept(group)
	tag := first.header.Get("ETag")
	if tag == "" || first.header.Get("Cache-Control") != "private, no-cache" || !strings.Contains(strings.Join(first.header.Values("Vary"), ","), "Authorization") {
		t.Fatalf("%d %v %s", first.status, first.header, first.body)
	}
	if again := a.kept(group); again.header.Get("ETag") != tag || again.body != first.body {
		t.Errorf("again: %v", again.header)
	}
	before := r.Store.Statements()
	for _, known := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag} {
		if same := a.kept(group, "If-None-Match", known); same.status != 304 || same.body != "" || same.header.Get("ETag") != tag || same.header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("unchanged: %d %v %s", same.status, same.header, same.body)
		}
	}
	if n := r.Store.Statements() - before; n != 3 {
		t.Errorf("three answers that had not changed took %d statements, want one each", n)
	}
	// The same in another form is another answer.
	for _, header := range [][]string{{"Accept", newType}, {"Accept-Language", "zh-CN"}, {"If-None-Match", `"x"`}, {"If-None-Match", "*"}} {
		if other := a.kept(group, slices.Concat([]string{"If-None-Match", tag}, header)...); other.status != 200 || other.body == "" {
			t.Errorf("%v: %d", header, other.status)
		}
	}
	if head := a.do("HEAD", "/graphql?extensions="+url.QueryEscape(persisted(group)), ""); head.status != 200 || head.body != "" || head.header.Get("ETag") != tag {
		t.Errorf("HEAD: %d %v", head.status, head.header)
	}
	for name, r := range map[string]answer{"by POST": a.send(map[string]any{"query": group}), "by text": a.do("GET", "/graphql?query="+url.QueryEscape(group), ""),
		"with errors": a.kept(`{ nothing }`)} {
		if r.header.Get("ETag") != "" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", name, r.header)
		}
	}
	other := serve(t, r, httpapi.Options{}) // a server that never answered this: it answers once, and the tag is the same
	other.token = other.sign(access.Grant{Role: "ANALYST", Subject: "tester"})
	other.register(group)
	if r := other.kept(group, "If-None-Match", tag); r.status != 304 || r.header.Get("ETag") != tag {
		t.Errorf("another server: %d %v", r.status, r.header)
	}
	stored, err := r.Acts.LoadDocument(t.Context(), "kept", group, []string{"ANALYST"})
	if err != nil {
		t.Fatal(err)
	}
	if r := a.do("GET", "/graphql?documentId="+stored, "", "If-None-Match", tag); r.status != 304 {
		t.Errorf("the same question as a trusted document: %d %v", r.status, r.header)
	}
}

// TestKeptAnswersOfOthers asks every question as every caller with the tags of all: nobody is told that an answer is
// right which is not their own.
func TestKeptAnswersOfOthers(t *testing.T) {
	a := open(t)
	callers := []access.Grant{
		{Role: "ANALYST", Subject: "one"}, {Role: "ANALYST", Subject: "two"}, {Role: "ORGANIZER", Subject: "one"},
		{Role: "ANALYST", Subject: "one", Units: []string{"a1"}}, {Role: "ANALYST", Subject: "one", Units: []string{"none"}},
		{Role: "SUBJECT", Subject: "one", Self: "c0003"}, {Role: "SUBJECT", Subject: "one", Self: "c0004"},
	}
	told, refused := 0, 0
	for _, text := range []string{keptQuestions[0], keptQuestions[1], keptQuestions[3], keptQuestions[5], keptQuestions[12]} {
		a.register(text)
		own, all := make([]answer, len(callers)), ""
		for i, g := range callers {
			if own[i] = a.as(g).kept(text); own[i].header.Get("ETag") != "" {
				all += ", " + own[i].header.Get("ETag")
			}
		}
		for i, g := range callers {
			tag := own[i].header.Get("ETag")
			if others := strings.ReplaceAll(all, tag, `"none"`); tag != "" && a.as(g).kept(text, "If-None-Match", others).body != own[i].body {
				t.Errorf("%s: %+v with the tags of others does not get their own answer", text, g)
			}
			r := a.as(g).kept(text, "If-None-Match", strings.TrimPrefix(all, ", "))
			switch {
			case tag == "" && r.status == 304:
				t.Errorf("%s: %+v is told that another's answer is right", text, g)
			case tag == "":
				refused++
			case r.status != 304 || r.header.Get("ETag") != tag:
				t.Errorf("%s: %+v gets %d %v, want 304 and %s", text, g, r.status, r.header, tag)
			default:
				told++
			}
		}
	}
	if told < 28 || refused == 0 {
		t.Errorf("%d answers were kept, %d refused; the test tests little", told, refused)
	}
}

// TestKeptAnswersChange changes facts of one type after the other, and holds that whoever is told that an answer is
// right has the one that would be given.
func TestKeptAnswersChange(t *testing.T) {
	r := roomstest.Open(t, rooms.Options{})
	load(t, r)
	a := serve(t, r, httpapi.Options{})
	for _, text := range keptQuestions {
		a.register(text)
	}
	for _, c := range []struct{ typ, text string }{ // each is its own inverse
		{"Task", "MATCH (n:Task) SET n.difficulty = 6 - n.difficulty, n.title = reverse(n.title)"},
		{"Cadre", "MATCH (n:Cadre) SET n.name = reverse(n.name)"},
		{"Organization", "MATCH (n:Organization) SET n.name = reverse(n.name)"},
		{"Evaluation", "MATCH (n:Evaluation) SET n.score = 100 - n.score"},
		{"Case", "MATCH (n:Case) SET n.title = reverse(n.title), n.polarity = CASE n.polarity WHEN 'POSITIVE' THEN 'NEGATIVE' ELSE 'POSITIVE' END"},
		{"WORKED_ON", "MATCH ()-[r:WORKED_ON]->() SET r.role = CASE r.role WHEN 'LEAD' THEN 'MEMBER' WHEN 'MEMBER' THEN 'LEAD' ELSE r.role END"},
		{"SavedQuestion", "MATCH (n:SavedQuestion) SET n.name = reverse(n.name)"},
	} {
		old := make([]answer, len(keptQuestions))
		for i, text := range keptQuestions {
			if old[i] = a.kept(text); old[i].header.Get("ETag") == "" {
				t.Fatalf("%s has no tag: %s", text, old[i].body)
			}
		}
		change := func() {
			if _, err := r.Store.Act(t.Context(), store.Act{Caller: law.System, Name: "turn", Do: func(tx *store.Tx) (string, error) {
				tx.Note(store.Entry{Op: "CHANGED", Type: c.typ, Key: "all"})
				_, err := tx.Run(cypher.Statement{Text: c.text})
				return "", err
			}}); err != nil {
				t.Fatal(err)
			}
		}
		change()
		changed, right := 0, 0
		for i, text := range keptQuestions {
			now := a.kept(text, "If-None-Match", old[i].header.Get("ETag"))
			fresh := a.send(map[string]any{"query": text})
			switch {
			case now.status == 304 && fresh.body != old[i].body:
				t.Errorf("after a change of %s, %s is said to be right, and has become\n%.300s\nfrom\n%.300s", c.typ, text, fresh.body, old[i].body)
			case now.status == 304:
				right++
			case now.body != fresh.body:
				t.Errorf("%s: by GET\n%s\nby POST\n%s", text, now.body, fresh.body)
			case now.body != old[i].body:
				changed++
			}
		}
		t.Logf("%s: of %d answers %d changed, %d are right", c.typ, len(keptQuestions), changed, right)
		if changed == 0 && c.typ != "SavedQuestion" || right == 0 {
			t.Errorf("a change of %s changed %d answers and left %d; the test tests little", c.typ, changed, right)
		}
		change()
	}
}

// TestKeptAnswersAreWitnessed: whoever is told that the answer they have about somebody is right has seen it again, and
// the audit says so before; what it holds itself is never kept.
func TestKeptAnswersAreWitnessed(t *testing.T) {
	a, _ := witnessed(t, audit.Options{})
	for i, text := range []string{
		`query Seen { cadres(first: 2, orderBy: {key: ASC}) { nodes { name } } }`,
		`query Seen { vacancy(key: "vac01") { candidates(asOf: "2024-08-31") { candidates(first: 20) { nodes { cadre { name } gates { outcome } evidence { why } } } } } }`,
	} {
		a.register(text)
		name := fmt.Sprint("阅者", i)
		reader := a.as(access.Grant{Role: "ANALYST", Subject: "reader", Name: name})
		first := reader.kept(text, "Bole-Purpose", "one", "X-Request-Id", "request-one")
		again := reader.kept(text, "Bole-Purpose", "one", "X-Request-Id", "request-two", "If-None-Match", first.header.Get("ETag"))
		if first.status != 200 || again.status != 304 {
			t.Fatalf("%d, %d %v", first.status, again.status, first.header)
		}
		if fresh := reader.query(text, "Bole-Purpose", "one", "X-Request-Id", "request-three"); fresh.body != first.body {
			t.Errorf("again by POST: %s", fresh.body)
		}
		events := a.events(name)
		if len(events) != 3 {
			t.Fatalf("%d events: %+v", len(events), events)
		}
		for n, e := range events {
			if want := []string{"request-one", "request-two", "request-three"}[n]; e.Request != want || e.Purpose != "one" || e.Kind != "READ" || e.Operation != "Seen" || e.keys() == "" || e.keys() != events[0].keys() || !slices.Equal(e.Fields, []string{[]string{"cadres", "vacancy"}[i]}) {
				t.Errorf("event %d: %+v", n, e)
			}
		}
	}
	own := `{ auditEvents(first: 1) { totalCount } }`
	auditor := a.as(access.Grant{Role: "AUDITOR", Subject: "auditor"})
	auditor.register(own)
	if r := auditor.kept(own); r.header.Get("ETag") != "" || len(r.Errors) > 0 {
		t.Errorf("the audit itself: %v %s", r.header, r.body)
	}
}
