package appraisal_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"bole/internal/access"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

const (
	create = `mutation($input: CreateShortlistInput!) { r: createShortlist(input: $input) { key version digest createdBy proposes(first: 100) { edges { eligibility node { key } } } } }`
	placed = `query($key: String!) { r: shortlist(key: $key) { proposes(first: 100, orderBy: [{place: ASC}]) { edges { eligibility band place node { key } } } } }`
	choose = `mutation($input: ChooseCandidateInput!) { r: chooseCandidate(input: $input) { key version chosen { edges { reason by node { key } } } } }`
	waive  = `mutation($input: WaiveRequirementInput!) { r: waiveRequirement(input: $input) { key version waivers { edges { rule reason by consentedBy consentedOn node { key } } } } }`
	reason = "经集体研究，依据承担事项的实绩与岗位需要。"
)

// input is a mutation's, of names and values in turn.
func input(idempotency string, pairs ...any) map[string]any {
	in := map[string]any{"idempotencyKey": idempotency}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i].(string)] = pairs[i+1]
	}
	return map[string]any{"input": in}
}

// units of the officials made for conditions: x1, x6 and x8 meet all; of x2 the years are not known, which must be
// met; x3's education should be higher; x4's is not known; x5's years are too few.
var (
	ofUnit = access.Grant{Role: "ORGANIZER", Name: "丁", Units: []string{"xu"}}
	other  = access.Grant{Role: "ORGANIZER", Name: "戊", Units: []string{county}}
)

// shortlisted draws up a list for the vacancy made for conditions.
func shortlisted(a *api, idempotency string) map[string]any {
	a.t.Helper()
	r, _ := at(a.get(ofUnit, create, input(idempotency, "vacancy", "xvac", "asOf", asOf)), "r").(map[string]any)
	return r
}

// stored counts what the graph holds, and versions of shortlists; a refusal changes none of it.
func stored(a *api) string {
	a.t.Helper()
	const q = `WITH 1 AS one CALL () { MATCH (n) RETURN count(n) AS nodes } CALL () { MATCH ()-[r]->() RETURN count(r) AS links }
OPTIONAL MATCH (s:Shortlist) RETURN nodes, links, sum(s.version) AS versions, count(s.lock) + count(s.lockedAt) AS locks`
	d := a.get(access.Grant{Role: "ADMIN"}, `query($q: String!) { cypher(statement: $q) { rows } }`, map[string]any{"q": q})
	return fmt.Sprint(at(d, "cypher", "rows", 0))
}

func openWithCypher(t *testing.T) *api {
	t.Helper()
	open(t)
	return serve(t, rooms.Options{CypherRole: "ADMIN"})
}

// TestShortlist draws up a list: who stands on it, in which order, and what is stored with it.
func TestShortlist(t *testing.T) {
	a := open(t)
	s := shortlisted(a, "list")
	want := map[string]string{"x1": "ELIGIBLE", "x6": "ELIGIBLE", "x8": "ELIGIBLE", "x3": "REVIEW", "x2": "UNKNOWN", "x4": "UNKNOWN"}
	order := map[string]int{"ELIGIBLE": 0, "REVIEW": 1, "UNKNOWN": 2}
	last := 0
	for i, e := range list(a.get(organizer, placed, map[string]any{"key": at(s, "key")}), "r", "proposes", "edges") {
		k, is := at(e, "node", "key").(string), at(e, "eligibility").(string)
		if want[k] != is || at(e, "place") != float64(i+1) || order[is] < last {
			t.Errorf("place %d is %s, %s, %v; want %q", i+1, k, is, at(e, "place"), want[k])
		}
		last = order[is]
		delete(want, k)
	}
	if len(want) > 0 || at(s, "createdBy") != "丁" || at(s, "version") != 1.0 {
		t.Errorf("missing %v of %v", want, s)
	}
	two := at(a.get(ofUnit, create, input("two", "vacancy", "xvac", "asOf", asOf, "size", 2)), "r")
	if n := len(list(two, "proposes", "edges")); n != 2 || at(two, "digest") != at(s, "digest") {
		t.Errorf("a list of 2 has %d, and digest %v beside %v", n, at(two, "digest"), at(s, "digest"))
	}
}

// TestRanking draws up a list of everyone and reads it as several callers: the order is the list's, ranks and bands are
// counted among those whom the caller may see.
func TestRanking(t *testing.T) {
	a := open(t)
	wide := access.Grant{Role: "ORGANIZER", Name: "丁", Whole: true}
	s := at(a.get(wide, create, input("ranked", "vacancy", "vac01", "asOf", asOf, "size", 100)), "r", "key")
	type proposal struct {
		rank, band any
		key        string
	}
	ranking := func(g access.Grant) (out []proposal) {
		for _, p := range list(a.get(g, `query($key: String!) { r: shortlist(key: $key) { ranking { rank band eligibility cadre { key } } } }`, map[string]any{"key": s}), "r", "ranking") {
			key, _ := at(p, "cadre", "key").(string)
			out = append(out, proposal{at(p, "rank"), at(p, "band"), key})
		}
		return out
	}
	var all []proposal
	for _, e := range list(a.get(wide, placed, map[string]any{"key": s}), "r", "proposes", "edges") {
		key, _ := at(e, "node", "key").(string)
		all = append(all, proposal{at(e, "place"), at(e, "band"), key})
	}
	hidden := 0
	for _, g := range []access.Grant{wide, other, {Role: "ANALYST", Units: []string{county}}, {Role: "ANALYST", Units: []string{"nowhere"}}} {
		seen := map[string]bool{}
		for _, e := range list(a.get(g, `query($key: String!) { r: shortlist(key: $key) { proposes(first: 100) { edges { node { key } } } } }`, map[string]any{"key": s}), "r", "proposes", "edges") {
			key, _ := at(e, "node", "key").(string)
			seen[key] = true
		}
		var want []proposal
		bands := map[any]float64{}
		for _, p := range all {
			if !seen[p.key] {
				hidden++
				continue
			}
			if p.band != nil && bands[p.band] == 0 {
				bands[p.band] = float64(len(bands) + 1)
			}
			band := any(nil)
			if p.band != nil {
				band = bands[p.band]
			}
			want = append(want, proposal{float64(len(want) + 1), band, p.key})
		}
		if got := ranking(g); !slices.Equal(got, want) {
			t.Errorf("%v is told\n%v, want\n%v", g, got, want)
		}
		if !g.Whole && len(seen) == len(all) {
			t.Errorf("%v sees all %d", g, len(all))
		}
	}
	if hidden == 0 || len(all) < 50 {
		t.Errorf("%d are hidden, of %d", hidden, len(all))
	}
}

// TestRefusedActs tries each act that has to be refused: with its code, a message that says what is wrong, and nothing
// stored.
func TestRefusedActs(t *testing.T) {
	a := openWithCypher(t)
	s := at(shortlisted(a, "refusals"), "key")
	before := stored(a)
	nameless := access.Grant{Role: "ORGANIZER"}
	chosen := func(pairs ...any) map[string]any {
		in := input("refused", "shortlist", s, "expectedVersion", 1, "cadre", "x1", "reason", reason, "asOf", asOf)
		for i := 0; i < len(pairs); i += 2 {
			in["input"].(map[string]any)[pairs[i].(string)] = pairs[i+1]
		}
		return in
	}
	waived := func(cadre, rule string, pairs ...any) map[string]any {
		in := chosen(append([]any{"consentedBy", "某市委", "consentedOn", "2024-08-20", "cadre", cadre, "rule", rule}, pairs...)...)
		delete(in["input"].(map[string]any), "asOf")
		return in
	}
	made := func(pairs ...any) map[string]any {
		return input("refused", append([]any{"vacancy", "xvac", "asOf", asOf}, pairs...)...)
	}
	for _, c := range []struct {
		name    string
		grant   access.Grant
		query   string
		input   map[string]any
		code    string
		message string
	}{
		{"create, nameless", nameless, create, made(), "FORBIDDEN", "names nobody"},
		{"create as ANALYST", analyst, create, made(), "FORBIDDEN", "not for the role ANALYST"},
		{"create, size 0", ofUnit, create, made("size", 0), "BAD_USER_INPUT", "input.size is 0; give 1 to 100"},
		{"create, size 101", ofUnit, create, made("size", 101), "BAD_USER_INPUT", "input.size is 101; give 1 to 100"},
		{"create, no vacancy", ofUnit, create, made("vacancy", "nowhere"), "BAD_USER_INPUT", `vacancy "nowhere" does not exist`},
		{"create, vacancy empty", ofUnit, create, made("vacancy", ""), "BAD_USER_INPUT", "input.vacancy"},
		{"create, no such day", ofUnit, create, made("asOf", "2024-02-30"), "BAD_USER_INPUT", "asOf"},
		{"create, a month", ofUnit, create, made("asOf", "2024-08"), "BAD_USER_INPUT", "asOf must be a full date (YYYY-MM-DD)"},
		{"create, no idempotency key", ofUnit, create, made("idempotencyKey", ""), "BAD_USER_INPUT", "input.idempotencyKey"},
		{"create, long idempotency key", ofUnit, create, made("idempotencyKey", strings.Repeat("k", 201)), "BAD_USER_INPUT", "input.idempotencyKey"},
		{"choose, nameless", nameless, choose, chosen(), "FORBIDDEN", "names nobody"},
		{"choose as AUDITOR", access.Grant{Role: "AUDITOR", Name: "乙"}, choose, chosen(), "FORBIDDEN", "not for the role AUDITOR"},
		{"choose, no shortlist", ofUnit, choose, chosen("shortlist", "none"), "BAD_USER_INPUT", "input.shortlist does not name a shortlist; give the key of one"},
		{"choose, stale", ofUnit, choose, chosen("expectedVersion", 7), "CONFLICT", "at version 1 and not at expectedVersion"},
		{"choose, short reason", ofUnit, choose, chosen("reason", "好"), "BAD_USER_INPUT", "input.reason"},
		{"choose, blank reason", ofUnit, choose, chosen("reason", strings.Repeat(" ", 30)), "BAD_USER_INPUT", "input.reason"},
		{"choose, long reason", ofUnit, choose, chosen("reason", strings.Repeat("长", 2001)), "BAD_USER_INPUT", "reason"},
		{"choose, earlier day", ofUnit, choose, chosen("asOf", "2024-08-30"), "BAD_USER_INPUT", "input.asOf is before the shortlist's 2024-08-31"},
		{"choose, a month", ofUnit, choose, chosen("asOf", "2024-09"), "BAD_USER_INPUT", "asOf must be a full date (YYYY-MM-DD)"},
		{"choose, not proposed", ofUnit, choose, chosen("cadre", "x5"), "BAD_USER_INPUT", "input.cadre is not on the shortlist"},
		{"choose, nobody", ofUnit, choose, chosen("cadre", "nobody"), "BAD_USER_INPUT", "input.cadre is not on the shortlist"},
		{"choose, out of scope", other, choose, chosen(), "BAD_USER_INPUT", "input.cadre is not on the shortlist"},
		{"choose, MUST unknown", ofUnit, choose, chosen("cadre", "x2"), "CONDITION_UNMET", "YEARS_OF_SERVICE is not known: workStartedOn is missing, 组织部门档案室 supplies it"},
		{"choose, NORMALLY not met", ofUnit, choose, chosen("cadre", "x3"), "CONDITION_UNMET", "EDUCATION has to be looked at and waived"},
		{"choose, NORMALLY unknown", ofUnit, choose, chosen("cadre", "x4"), "CONDITION_UNMET", "EDUCATION is not known: the studies the person has completed is missing"},
		{"waive, nameless", nameless, waive, waived("x3", "EDUCATION"), "FORBIDDEN", "names nobody"},
		{"waive as ADMIN", access.Grant{Role: "ADMIN", Name: "乙"}, waive, waived("x3", "EDUCATION"), "FORBIDDEN", "not for the role ADMIN"},
		{"waive, stale", ofUnit, waive, waived("x3", "EDUCATION", "expectedVersion", 0), "CONFLICT", "at version 1"},
		{"waive, short reason", ofUnit, waive, waived("x3", "EDUCATION", "reason", "九个字不够长啊啊"), "BAD_USER_INPUT", "input.reason"},
		{"waive, not proposed", ofUnit, waive, waived("x5", "EDUCATION"), "BAD_USER_INPUT", "input.cadre is not on the shortlist"},
		{"waive, out of scope", other, waive, waived("x3", "EDUCATION"), "BAD_USER_INPUT", "input.cadre is not on the shortlist"},
		{"waive, no rule", ofUnit, waive, waived("x3", "NOTHING"), "BAD_USER_INPUT", "input.rule is not one of the vacancy's conditions"},
		{"waive, not asked", ofUnit, waive, waived("x3", "HEADCOUNT"), "BAD_USER_INPUT", "input.rule is not one of the vacancy's conditions"},
		{"waive, met", ofUnit, waive, waived("x1", "EDUCATION"), "BAD_USER_INPUT", "input.rule is met"},
		{"waive, nobody consented", ofUnit, waive, waived("x3", "EDUCATION", "consentedBy", " "), "BAD_USER_INPUT", "consentedBy"},
		{"waive, no day", ofUnit, waive, waived("x3", "EDUCATION", "consentedOn", "2024"), "BAD_USER_INPUT", "input.consentedOn"},
		{"waive, a consent of the future", ofUnit, waive, waived("x3", "EDUCATION", "consentedOn", "2999-01-01"), "BAD_USER_INPUT", "up to today"},
		{"waive, MUST", ofUnit, waive, waived("x2", "YEARS_OF_SERVICE"), "CONDITION_UNMET", "cannot be waived"},
	} {
		got := a.ask(c.grant, c.query, c.input)
		if got.code() != c.code || !strings.Contains(got.message(), c.message) || at(got.Data, "r") != nil {
			t.Errorf("%s: %q, %s; want %q, %s", c.name, got.code(), got.message(), c.code, c.message)
		}
		after := stored(a)
		if after != before {
			t.Errorf("%s: stored %s, before %s", c.name, after, before)
		}
		before = after
	}
}

// TestActs waives and chooses as far as it goes: twice is refused, a waiver opens the way, and someone who meets no
// condition any more is not chosen.
func TestActs(t *testing.T) {
	a := openWithCypher(t)
	s := at(shortlisted(a, "acts"), "key")
	version := 1
	do := func(name, query, code string, pairs ...any) map[string]any {
		t.Helper()
		before := stored(a)
		got := a.ask(ofUnit, query, input(name, append([]any{"shortlist", s, "expectedVersion", version, "reason", reason}, pairs...)...))
		if got.code() != code {
			t.Fatalf("%s: %q %s, want %q", name, got.code(), got.message(), code)
		}
		if code == "" {
			version++
			if at(got.Data, "r", "version") != float64(version) {
				t.Errorf("%s: version %v, want %d", name, at(got.Data, "r", "version"), version)
			}
		} else if after := stored(a); after != before {
			t.Errorf("%s: stored %s, before %s", name, after, before)
		}
		return got.Data
	}
	consent := []any{"consentedBy", "某市委", "consentedOn", "2024-08-20"}
	do("waive", waive, "", append(consent, "cadre", "x3", "rule", "EDUCATION")...)
	do("waive again", waive, "CONFLICT", append(consent, "cadre", "x3", "rule", "EDUCATION")...)
	do("another's waiver", choose, "CONDITION_UNMET", "cadre", "x4", "asOf", asOf)
	w := do("waive what is not known", waive, "", append(consent, "cadre", "x4", "rule", "EDUCATION")...)
	if n := len(list(w, "r", "waivers", "edges")); n != 2 || at(w, "r", "waivers", "edges", 0, "by") != "丁" || at(w, "r", "waivers", "edges", 0, "reason") != reason ||
		at(w, "r", "waivers", "edges", 0, "consentedBy") != "某市委" || at(w, "r", "waivers", "edges", 0, "consentedOn") != "2024-08-20" {
		t.Errorf("waivers: %v", w)
	}
	roomstest.Set(t, a.rooms, "Cadre", "x6", map[string]any{"workStartedOn": "2023-01-01"})
	do("no longer met", choose, "CONDITION_UNMET", "cadre", "x6", "asOf", asOf)
	roomstest.Set(t, a.rooms, "Cadre", "x6", map[string]any{"workStartedOn": "2008-07-01"})
	c := do("choose", choose, "", "cadre", "x4", "asOf", "2024-09-15")
	if e := at(c, "r", "chosen", "edges", 0); at(e, "node", "key") != "x4" || at(e, "by") != "丁" || at(e, "reason") != reason {
		t.Errorf("chosen: %v", c)
	}
	do("choose again", choose, "CONFLICT", "cadre", "x1", "asOf", "2024-09-15")
}

// TestOnceForEachKey: the same call again gives the same answer and stores nothing more, at the same time too; another
// call with the key is refused, and another person's key is another.
func TestOnceForEachKey(t *testing.T) {
	a := openWithCypher(t)
	first := shortlisted(a, "once")
	before := stored(a)
	if again := shortlisted(a, "once"); fmt.Sprint(again) != fmt.Sprint(first) {
		t.Errorf("again: %v, first %v", again, first)
	}
	if got := a.ask(ofUnit, create, input("once", "vacancy", "xvac", "asOf", asOf, "size", 3)); got.code() != "CONFLICT" {
		t.Errorf("another input: %q %s", got.code(), got.message())
	}
	if after := stored(a); after != before {
		t.Errorf("stored %s, before %s", after, before)
	}
	name := ofUnit
	name.Name = "己"
	if mine := at(a.get(name, create, input("once", "vacancy", "xvac", "asOf", asOf)), "r", "key"); mine == first["key"] {
		t.Error("another person's key gives the same list")
	}
	choice := input("once", "shortlist", first["key"], "expectedVersion", 1, "cadre", "x8", "reason", reason, "asOf", asOf)
	x, y := a.get(ofUnit, choose, choice), a.get(ofUnit, choose, choice) // its version has gone on, and still it is the same call
	if fmt.Sprint(x) != fmt.Sprint(y) || at(x, "r", "version") != 2.0 {
		t.Errorf("chosen %v, again %v", x, y)
	}
	keys := sync.Map{}
	atOnce(6, func(int) {
		got := a.ask(ofUnit, create, input("at once", "vacancy", "xvac", "asOf", asOf))
		keys.Store(at(got.Data, "r", "key"), got.message())
	})
	n := 0
	keys.Range(func(k, message any) bool {
		n++
		if k == nil {
			t.Errorf("refused: %v", message)
		}
		return true
	})
	if n != 1 {
		t.Errorf("%d lists of one call", n)
	}
}

// atOnce runs n calls at the same time.
func atOnce(n int, call func(i int)) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-begin
			call(i)
		})
	}
	close(begin)
	all.Wait()
}

// TestOneIsChosen makes different choices at the same time: one is stored, the others are told that they came late.
func TestOneIsChosen(t *testing.T) {
	a := openWithCypher(t)
	for round := range 3 {
		s := at(shortlisted(a, fmt.Sprint("race ", round)), "key")
		codes := make([]string, 3)
		atOnce(3, func(i int) {
			codes[i] = a.ask(ofUnit, choose, input(fmt.Sprint("race ", round, i), "shortlist", s, "expectedVersion", 1, "cadre", []string{"x1", "x6", "x8"}[i], "reason", reason, "asOf", asOf)).code()
		})
		done := 0
		for _, c := range codes {
			switch c {
			case "":
				done++
			case "CONFLICT":
			default:
				t.Errorf("code %q", c)
			}
		}
		got := a.get(organizer, `query($key: String!) { shortlist(key: $key) { version chosen { totalCount } } }`, map[string]any{"key": s})
		if done != 1 || at(got, "shortlist", "chosen", "totalCount") != 1.0 || at(got, "shortlist", "version") != 2.0 {
			t.Errorf("%d of %v were told that they chose; stored: %v", done, codes, got)
		}
	}
}

// TestCheck: a list drawn up again is the same, on another server too, until a fact it rests on changes.
func TestCheck(t *testing.T) {
	a := open(t)
	b := serve(t, rooms.Options{})
	s := shortlisted(a, "check")
	const q = `query($key: String!) { shortlist(key: $key) { check { same digest } } candidates(vacancy: "xvac", asOf: "2024-08-31") { digest } }`
	same := func(server *api, want bool) {
		t.Helper()
		got := server.get(ofUnit, q, map[string]any{"key": s["key"]})
		if at(got, "shortlist", "check", "same") != want || (at(got, "candidates", "digest") == s["digest"]) != want {
			t.Errorf("same is %v, digest %v, the list's %v; want same %t", at(got, "shortlist", "check", "same"), at(got, "candidates", "digest"), s["digest"], want)
		}
	}
	same(a, true)
	same(b, true)
	roomstest.Set(t, a.rooms, "Cadre", "x8", map[string]any{"workStartedOn": "2009-08-01"}) // what is asked is met as before
	same(a, false)
	roomstest.Set(t, a.rooms, "Cadre", "x8", map[string]any{"workStartedOn": "2009-07-01"})
	same(b, true)
	got := a.get(other, `query($key: String!) { shortlist(key: $key) { key check { same } } }`, map[string]any{"key": s["key"]})
	if at(got, "shortlist", "key") == nil || at(got, "shortlist", "check") != nil {
		t.Errorf("a caller who does not see the whole list is told %v", got)
	}
	digest := func(server *api) any {
		return at(server.get(organizer, `{ candidates(vacancy: "vac01", asOf: "2024-08-31") { digest } }`, nil), "candidates", "digest")
	}
	if x, y := digest(a), digest(b); x != y || x == nil {
		t.Errorf("two servers say %v and %v", x, y)
	}
}
