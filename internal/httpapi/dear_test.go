package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/audit"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// keepsAll has every statement of figures kept.
func keepsAll() store.Options {
	return store.Options{KeepBytes: 16 << 20, KeepFrom: time.Nanosecond}
}

// dearQuestions are those whose rows are kept where they were dear: lists with their number, groups, figures below
// nodes, statistics and their members, views.
var dearQuestions = []string{
	`{ cadres(first: 3, orderBy: {name: ASC}) { totalCount nodes { key name } } }`,
	`{ evaluations { groupBy(by: [{basedOn: {task: {category: VALUE}}}]) { groups { key { basedOn { task { category } } } aggregate { count score { avg max } } } } } }`,
	`{ evaluations { groupBy(by: [{cadre: {self: VALUE}}], first: 3) { groups { key { cadre { self { name } } } aggregate { count } } } } }`,
	`{ cadre(key: "c0003") { name evaluations { totalCount aggregate { score { avg } } } cases { totalCount } } }`,
	`{ cases { totalCount aggregate { count } } }`,
	`{ statistic(code: "frontline-observations", asOf: "2024-08-31") { figure members(first: 3) { totalCount nodes { subject { id } } } } }`,
	`{ caseCounts(asOf: "2024-08-31", first: 5) { totalCount nodes { case { title } polarity counts } } }`,
}

// TestDearAnswersOfOthers: callers of every scope ask the same, one after the other and again, of a server that keeps
// what was dear and of one that keeps nothing, and get their own answers.
func TestDearAnswersOfOthers(t *testing.T) {
	r := roomstest.Open(t, rooms.Options{})
	load(t, r)
	keeps := roomstest.Open(t, rooms.Options{Store: keepsAll()})
	anew, kept := serve(t, r, httpapi.Options{}), serve(t, keeps, httpapi.Options{})
	callers := []access.Grant{
		{Role: "ANALYST", Subject: "one", Whole: true}, {Role: "ANALYST", Subject: "two", Whole: true}, {Role: "ORGANIZER", Subject: "one", Whole: true},
		{Role: "ANALYST", Subject: "one", Units: []string{"a1"}}, {Role: "ANALYST", Subject: "one", Units: []string{"a2"}},
		{Role: "ANALYST", Subject: "one", Units: []string{"none"}}, {Role: "SUBJECT", Subject: "one", Self: "c0003"}, {Role: "SUBJECT", Subject: "one", Self: "c0004"},
	}
	differ := map[string]bool{}
	for range 2 {
		for _, text := range dearQuestions {
			for _, g := range callers {
				want := anew.as(g).send(map[string]any{"query": text})
				if got := kept.as(g).send(map[string]any{"query": text}); got.body != want.body {
					t.Errorf("%s as %+v\nkept %s\nanew %s", text, g, got.body, want.body)
				}
				differ[text+want.body] = true
			}
		}
	}
	k := keeps.Store.Keeps()
	t.Logf("%d different answers of %d, %+v", len(differ), len(dearQuestions)*len(callers), k)
	if k.Hits < int64(len(dearQuestions)*len(callers)/2) || len(differ) < 2*len(dearQuestions) {
		t.Error("the test tests little")
	}
}

// TestDearAnswersAreWitnessed: whoever is given what was kept has seen it, and the audit says so, with their purpose.
func TestDearAnswersAreWitnessed(t *testing.T) {
	r := roomstest.Open(t, rooms.Options{Store: keepsAll(), Audit: audit.Options{On: true}, Appraisal: appraisal.Options{NoRecords: true}})
	load(t, r)
	roomstest.Exec(t, "MATCH (n:AuditChain|AuditGroup|AuditBlock|AuditDay) DELETE n", nil)
	a := serve(t, r, httpapi.Options{})
	for _, text := range []string{dearQuestions[0], dearQuestions[2], dearQuestions[3], dearQuestions[5]} {
		hits := r.Store.Keeps().Hits
		one, two := access.Grant{Role: "ANALYST", Subject: "one" + text[:9], Name: "甲" + text[:9], Whole: true}, access.Grant{Role: "ANALYST", Subject: "two" + text[:9], Name: "乙" + text[:9], Whole: true}
		first := a.asking(one, text, "Bole-Purpose", "first")
		again := a.asking(two, text, "Bole-Purpose", "again")
		if first.code() != "" || first.body != again.body || r.Store.Keeps().Hits == hits {
			t.Errorf("%s: %s, %s, %d kept answers given", text, first.body, again.body, r.Store.Keeps().Hits-hits)
			continue
		}
		seen, seenAgain := a.events(one.Name), a.events(two.Name)
		if len(seen) != 1 || len(seenAgain) != 1 || seen[0].keys() != seenAgain[0].keys() || seen[0].keys() == "" || seenAgain[0].Purpose != "again" {
			t.Errorf("%s: events %+v and %+v", text, seen, seenAgain)
		}
	}
}

// TestDearAnswersOfAnErased: an erasure by one server takes what another one kept, and nobody is given it.
func TestDearAnswersOfAnErased(t *testing.T) {
	r := roomstest.Open(t, rooms.Options{})
	load(t, r)
	keeps := roomstest.Open(t, rooms.Options{Store: keepsAll()})
	a, kept := serve(t, r, httpapi.Options{}), serve(t, keeps, httpapi.Options{})
	admin := access.Grant{Role: "ADMIN", Subject: "admin", Name: "管理员"}
	organizer := access.Grant{Role: "ORGANIZER", Subject: "organizer", Name: "组织员"}
	defer roomstest.Exec(t, "MATCH (c:Cadre {name: '已清除'}) DETACH DELETE c", nil)
	made := a.asking(organizer, `mutation { createCadre(input: {idempotencyKey: "dear-1", key: "gone-soon", name: "将去者", managedBy: CITY, status: RETIRED}) { cadre { key } } }`)
	if made.code() != "" {
		t.Fatal(made.body)
	}
	text := `{ cadres(first: 3, filter: {key: {eq: "gone-soon"}}) { totalCount nodes { key name } } }`
	for range 3 { // what was recorded just now may have had no number when it was asked first
		if got := kept.asking(admin, text); !strings.Contains(got.body, "将去者") {
			t.Fatal(got.body)
		}
	}
	if k := keeps.Store.Keeps(); k.Hits == 0 {
		t.Fatalf("nothing was kept: %+v", k)
	}
	gone := a.asking(admin, `mutation { eraseCadre(input: {idempotencyKey: "dear-2", cadre: "gone-soon", confirmation: "gone-soon", expectedVersion: 1, basis: "3 号", why: "保管期满"}) { rows } }`)
	if gone.code() != "" {
		t.Fatal(gone.body)
	}
	if got := kept.asking(admin, text); strings.Contains(got.body, "将去者") || got.code() != "" {
		t.Error(got.body)
	}
}
