package appraisal_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"bole/graph/figures"
	"bole/internal/access"
)

func sensitiveCodes() (out []string) {
	for _, d := range figures.Definitions() {
		if d.Sensitive {
			out = append(out, d.Code)
		}
	}
	return out
}

// TestAccess asks each field in each role. Who may not is refused before anything is asked of the graph.
func TestAccess(t *testing.T) {
	a := open(t)
	official := key(data["cadres"][0])
	const (
		deciders = "ORGANIZER"
		readers  = "ANALYST ORGANIZER AUDITOR ADMIN"
		services = readers + " SERVICE"
	)
	everyone := strings.Join(access.Roles, " ")
	for _, c := range []struct{ name, roles, query string }{
		{"performers", services, `{ performers(tasks: {key: {eq: "t0001"}}, asOf: "2024-08-31", first: 1) { totalCount } }`},
		{"compare", services, `{ compare(cadres: ["c0001", "c0002"], asOf: "2024-08-31") { verdict } }`},
		{"severities", readers, `{ severities(asOf: "2024-08-31", first: 1) { totalCount } }`},
		{"teamOutcomes", readers, `{ teamOutcomes(tasks: {key: {eq: "t0001"}}, asOf: "2024-08-31", first: 1) { totalCount } }`},
		{"candidates", services, `{ candidates(vacancy: "xvac", asOf: "2024-08-31") { digest } }`},
		{"candidateLists", services, `{ candidateLists(vacancies: ["xvac"], asOf: "2024-08-31") { asOf } }`},
		{"candidateChanges", services, `{ candidateChanges(before: {vacancy: "xvac", asOf: "2024-08-31"}, after: {vacancy: "xvac", asOf: "2024-08-30"}) { after { asOf } } }`},
		{"caseCounts", readers, `{ caseCounts(asOf: "2024-08-31", first: 1) { totalCount } }`},
		{"roundAgreements", readers, `{ roundAgreements(to: "2024-08-31", first: 1) { totalCount } }`},
		{"fairnessReport", "AUDITOR", `{ fairnessReport(batch: "zj-2024-06", asOf: "2024-08-31") { pool } }`},
		{"adjustment", readers, `{ adjustment(moves: [{cadre: "x1", to: "xu-p2"}], asOf: "2024-08-31") { asOf } }`},
		{"adjustmentChanges", readers, `{ adjustmentChanges(before: [{cadre: "x1", to: "xu-p2"}], after: [{cadre: "x1"}], asOf: "2024-08-31") { before { asOf } } }`},
		{"overlooked", readers, `{ overlooked(unit: "zj", asOf: "2024-08-31") { asOf } }`},
		{"hiddenSteps", "ORGANIZER AUDITOR", `{ hiddenSteps(position: "xu-p2", to: "2024-08-31") { to } }`},
		{"seniorityEffect", "ORGANIZER AUDITOR", `{ seniorityEffect(position: "xu-p2", to: "2024-08-31") { to } }`},
		{"ruleBook", everyone, `{ ruleBook { edition } }`},
		{"workingCalendar", everyone, `{ workingCalendar { edition notices { worked } } }`},
		{"Cadre.workRecord", everyone, `{ cadre(key: "` + official + `") { workRecord(asOf: "2024-08-31") { estimate } } }`},
		{"Cadre.trend", everyone, `{ cadre(key: "` + official + `") { trend(asOf: ["2024-08-31"]) { estimate } } }`},
		{"Evaluator.severity", readers, `{ evaluators(first: 1) { nodes { severity(asOf: "2024-08-31") { value } } } }`},
		{"Task.teamOutcome", readers, `{ task(key: "t0001") { teamOutcome(asOf: "2024-08-31") { above } } }`},
		{"Vacancy.candidates", services, `{ vacancy(key: "xvac") { candidates(asOf: "2024-08-31") { asOf } } }`},
		{"Shortlist.check", readers, `{ shortlists(first: 1) { nodes { check { same } } } }`},
		{"ToleranceRuling.check", readers, `{ toleranceRulings(first: 1) { nodes { check(asOf: "2024-08-31") { inEffect } } } }`},
		{"below a list", readers, `{ cadres(first: 1) { nodes { cases(first: 1) { nodes { task { teamOutcome(asOf: "2024-08-31") { above } } } } } } }`},
		{"createShortlist", deciders, `mutation { createShortlist(input: {idempotencyKey: "a", vacancy: "nowhere", asOf: "2024-08-31"}) { key } }`},
		{"chooseCandidate", deciders, `mutation { chooseCandidate(input: {idempotencyKey: "a", shortlist: "none", expectedVersion: 1, cadre: "c0001", reason: "十个字以上的一句理由", asOf: "2024-08-31"}) { key } }`},
		{"waiveRequirement", deciders, `mutation { waiveRequirement(input: {idempotencyKey: "a", shortlist: "none", expectedVersion: 1, cadre: "c0001", reason: "十个字以上的一句理由", rule: "EDUCATION", consentedBy: "某市委", consentedOn: "2024-08-01"}) { key } }`},
	} {
		for _, role := range access.Roles {
			g := access.Grant{Role: role, Name: "甲"}
			if role == "SUBJECT" {
				g.Self = official
			}
			before := a.rooms.Store.Statements()
			got := a.ask(g, c.query, nil)
			asked := a.rooms.Store.Statements() - before
			may := slices.Contains(strings.Fields(c.roles), role)
			switch code := got.code(); {
			case !may && (code != "FORBIDDEN" || asked != 0):
				t.Errorf("%s as %s: code %q after %d statements, want FORBIDDEN after none", c.name, role, code, asked)
			case may && strings.HasPrefix(c.query, "mutation"):
				if code != "BAD_USER_INPUT" { // there is no such vacancy or shortlist
					t.Errorf("%s as %s: code %q: %s", c.name, role, code, got.message())
				}
			case may && code != "":
				t.Errorf("%s as %s: %s: %s", c.name, role, code, got.message())
			}
		}
	}
}

const ownRecord = `query($key: String!, $weighed: Boolean!) { cadre(key: $key) { workRecord(asOf: "2024-08-31") { estimate population remainder interval80 { low high }
	items(first: 200) { totalCount nodes { kind contribution evaluation { key } } } influence @include(if: $weighed) { item { evaluation { key } } } } } }`

// TestOwnRecord: to the person concerned colleagues speak in sum only. What is left out of the items is the remainder,
// and all of it sums to the estimate, which is the same for everyone.
func TestOwnRecord(t *testing.T) {
	a := open(t)
	kind, by := map[string]string{}, map[string]string{}
	for _, e := range data["evaluators"] {
		kind[key(e)] = text(e, "kind")
	}
	looked := 0
	for _, v := range data["evaluations"] {
		by[key(v)] = kind[text(v, "evaluator")]
	}
	for n, c := range data["cadres"][:60] {
		self := map[string]any{"key": key(c), "weighed": n%12 == 0} // what weighs most takes several fits
		all, own := at(a.get(organizer, ownRecord, self), "cadre", "workRecord"), at(a.get(access.Grant{Role: "SUBJECT", Self: key(c)}, ownRecord, self), "cadre", "workRecord")
		if all == nil || own == nil {
			if all != own {
				t.Errorf("%s: %v to an organizer, %v to themselves", key(c), all, own)
			}
			continue
		}
		var hidden, shown float64
		for _, i := range list(all, "items", "nodes") {
			k, _ := at(i, "evaluation", "key").(string)
			if by[k] == "COLLEAGUES" {
				hidden += at(i, "contribution").(float64)
				looked++
			}
		}
		for _, i := range list(own, "items", "nodes") {
			k, _ := at(i, "evaluation", "key").(string)
			if by[k] == "COLLEAGUES" {
				t.Errorf("%s is shown the colleagues' evaluation %s", key(c), k)
			}
			shown += at(i, "contribution").(float64)
		}
		if k, _ := at(own, "influence", "item", "evaluation", "key").(string); by[k] == "COLLEAGUES" {
			t.Errorf("%s is shown the colleagues' evaluation %s as what weighs most", key(c), k)
		}
		if fmt.Sprint(at(all, "estimate"), at(all, "interval80")) != fmt.Sprint(at(own, "estimate"), at(own, "interval80")) {
			t.Errorf("%s: the estimate is %v to an organizer and %v to themselves", key(c), at(all, "estimate"), at(own, "estimate"))
		}
		near(t, key(c)+": remainder", at(own, "remainder").(float64), hidden)
		near(t, key(c)+": remainder to an organizer", at(all, "remainder").(float64), 0)
		near(t, key(c)+": sum", shown+at(own, "population").(float64)+at(own, "remainder").(float64), at(own, "estimate").(float64))
	}
	if looked < 10 {
		t.Errorf("%d evaluations of colleagues were looked at; nothing is tested", looked)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-5 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestStatementsOfAPage holds a page of 50 records with items to four statements: the version of the facts, the page,
// and one for each kind of node the items lead to.
func TestStatementsOfAPage(t *testing.T) {
	a := open(t)
	const q = `{ cadres(first: 50) { nodes { key workRecord(asOf: "2024-08-31") { estimate items(first: 5) { nodes { task { title } evaluation { score } } } } } } }`
	a.get(organizer, q, nil) // the facts are loaded, and the records fitted
	before := a.rooms.Store.Statements()
	got := a.get(organizer, q, nil)
	if n := a.rooms.Store.Statements() - before; n > 4 {
		t.Errorf("the page took %d statements, want at most 4", n)
	}
	tasks := 0
	for _, c := range list(got, "cadres", "nodes") {
		for _, i := range list(c, "workRecord", "items", "nodes") {
			if at(i, "task", "title") != nil {
				tasks++
			}
		}
	}
	if tasks < 100 {
		t.Errorf("the page shows %d tasks; nothing is tested", tasks)
	}
}
