package appraisal_test

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bole/internal/access"
)

// county is the unit a narrow scope is of.
const county = "a3"

// owners are whose each own node is, by key.
func owners() map[string]string {
	out := map[string]string{}
	for _, table := range []string{"educations", "appointments", "rankGrants", "recognitions", "clearances", "evaluations", "talks", "decisions", "sanctions", "toleranceRulings", "statements"} {
		for _, r := range data[table] {
			if c := text(r, "cadre"); c != "" {
				out[key(r)] = c
			}
		}
	}
	for _, c := range data["cadres"] {
		out[key(c)] = key(c)
	}
	return out
}

var word = regexp.MustCompile(`[A-Za-z0-9_-]+`)

// named are the officials whom an answer names: by a key or id of theirs or of something they own, wherever it stands,
// in sentences too.
func named(v any, owner map[string]string) map[string]bool {
	out := map[string]bool{}
	note := func(token string) {
		if c, ok := owner[token]; ok {
			out[c] = true
		}
	}
	each(v, func(s string) {
		for _, token := range word.FindAllString(s, -1) {
			note(token)
			if b, err := base64.RawURLEncoding.DecodeString(token); err == nil {
				if _, k, ok := strings.Cut(string(b), ":"); ok {
					note(k)
				}
			}
		}
	})
	return out
}

// blanks counts facts of gates in the place of whose node there is nothing: even that tells of someone.
func blanks(v any) (n int) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += blanks(x)
		}
	case map[string]any:
		if node, asked := v["node"]; asked && node == nil && v["property"] != nil {
			n++
		}
		for _, x := range v {
			n += blanks(x)
		}
	}
	return n
}

const (
	everyEligibility = `eligibility: [ELIGIBLE, REVIEW, UNKNOWN, FAILED]`
	gates            = `gates { rule { code } found missing facts { node { id } property value } }`
	someone          = `cadre { id key }`
)

// questions lead to officials in every way the room has.
var questions = map[string]string{
	"performers":   `{ performers(tasks: {}, asOf: "2024-08-31", first: 100) { nodes { ` + someone + ` parts { task { key } role } record { estimate items(first: 3) { nodes { evaluation { id key } task { key } } } } } } }`,
	"compare":      `{ compare(cadres: ["%s", "%s", "%s", "%s"], asOf: "2024-08-31") { a { id key } b { id key } verdict difference } }`,
	"teamOutcomes": `{ teamOutcomes(tasks: {category: {in: [REFORM, INDUSTRY, PUBLIC_SERVICE]}}, asOf: "2024-08-31", first: 100) { nodes { task { key } members { ` + someone + ` role } } } }`,
	"teamOutcome":  `{ tasks(first: 60, filter: {outcome: {ne: ONGOING}, organizations: {some: {key: {startsWith: "a3"}}}}) { nodes { teamOutcome(asOf: "2024-08-31") { members { ` + someone + ` } } } } }`,
	"candidates": `{ candidates(vacancy: "vac04", asOf: "2024-08-31") { candidates(` + everyEligibility + `, first: 100) { nodes { ` + someone + ` ` + gates +
		` evidence { node { id } why } fit { nominations { round { key } } led { task { key } } } } } whyNot(cadre: "%[3]s") { ` + someone + ` } } }`,
	"Vacancy.candidates": `{ vacancy(key: "vac01") { candidates(asOf: "2024-08-31") { candidates(` + everyEligibility + `, first: 75) { nodes { ` + someone + ` ` + gates + ` } } } } }`,
	"candidateLists":     `{ candidateLists(vacancies: ["vac02", "xvac"], asOf: "2024-08-31") { candidates(` + everyEligibility + `, first: 50) { nodes { ` + someone + ` unknown { missing } } } } }`,
	"candidateChanges": `{ candidateChanges(before: {vacancy: "vac01", asOf: "2024-08-31"}, after: {vacancy: "vac01", asOf: "2022-01-31", requirements: [{rule: "YEARS_OF_SERVICE", value: "20"}]})
		{ changes(first: 100) { nodes { ` + someone + ` ` + gates + ` } } before { whyNot(cadre: "%[4]s") { ` + someone + ` } } } }`,
	"adjustment": `{ adjustment(moves: [{cadre: "%[1]s", to: "xu-p1"}], asOf: "2024-08-31") { moves { ` + someone + ` ` + gates + ` } bodies { before { ` + someone + ` } after { ` + someone + ` } } } }`,
	"adjustmentChanges": `{ adjustmentChanges(before: [{cadre: "%[1]s", to: "xu-p1"}], after: [{cadre: "%[2]s", to: "xu-p1"}], asOf: "2024-08-31") { officials { ` + someone + ` }
		bodies { onlyBefore { ` + someone + ` } onlyAfter { ` + someone + ` } } after { bodies { after { ` + someone + ` } } } } }`,
	"overlooked":       `{ overlooked(unit: "zj", asOf: "2024-08-31") { officials(first: 100) { nodes { ` + someone + ` rounds { round { key } } vacancies(first: 5) { nodes { stoppedBy { found facts { node { id } property value } } } } } } } }`,
	"caseCounts":       `{ caseCounts(asOf: "2024-08-31", first: 100) { nodes { ` + someone + ` case { key subjects { nodes { key } } } } } }`,
	"toleranceRulings": `{ toleranceRulings(first: 10) { nodes { key check(asOf: "2020-01-01") { uses { name node { id } } } } } }`,
	"shortlists":       `{ shortlists(first: 10) { nodes { proposes(first: 100) { nodes { id key } } chosen { nodes { key } } waivers { nodes { key } } } } }`,
}

// TestNobodyOutOfScopeIsNamed asks everything that leads to officials as callers of one county: no key, no id and no
// sentence tells of anyone else. The same questions of the whole graph name others, or the test could not fail.
func TestNobodyOutOfScopeIsNamed(t *testing.T) {
	a := open(t)
	list := a.get(organizer, create, input("scope", "vacancy", "vac04", "asOf", asOf, "size", 100))
	if len(at(list, "r", "proposes", "edges").([]any)) < 50 {
		t.Fatal("the shortlist is too short to look at")
	}
	in, owner := within(data, county), owners()
	var inside, outside []string
	for _, c := range data["cadres"] {
		if in[key(c)] {
			inside = append(inside, key(c))
		} else {
			outside = append(outside, key(c))
		}
	}
	if len(inside) < 15 {
		t.Fatalf("%s has %d officials", county, len(inside))
	}
	for name, q := range questions {
		if strings.Contains(q, "%") {
			q = fmt.Sprintf(q+"%.0[1]s%.0[2]s%.0[3]s%.0[4]s", inside[0], inside[1], outside[0], outside[1])
		}
		for _, role := range []string{"ANALYST", "ADMIN"} {
			answer := a.get(access.Grant{Role: role, Name: "甲", Units: []string{county}}, q, nil)
			if n := blanks(answer); n > 0 {
				t.Errorf("%s leaves %d facts without the node they are of to an %s of %s", name, n, role, county)
			}
			got := named(answer, owner)
			for c := range got {
				if !in[c] {
					t.Errorf("%s names %s of %s to an %s of %s", name, c, units(data)[c], role, county)
				}
			}
			if name != "toleranceRulings" && len(got) == 0 {
				t.Errorf("%s names nobody to an %s of %s; nothing is tested", name, role, county)
			}
		}
		if name == "teamOutcome" { // the tasks of a county are its own people's
			continue
		}
		strangers := 0
		for c := range named(a.get(organizer, q, nil), owner) {
			if !in[c] {
				strangers++
			}
		}
		if strangers == 0 {
			t.Errorf("%s names nobody else to callers of the whole graph; nothing is tested", name)
		}
	}
}

// TestCountsAreOfTheScope: figures are of the caller's officials alone, and what is estimated is the same for all.
func TestCountsAreOfTheScope(t *testing.T) {
	a := open(t)
	in := within(data, county)
	narrow := access.Grant{Role: "AUDITOR", Name: "丙", Units: []string{county}}
	estimates := func(g access.Grant) map[string]any {
		out := map[string]any{}
		after := ""
		for {
			page := a.get(g, `query($after: String) { performers(tasks: {}, asOf: "2024-08-31", first: 200, after: $after) { totalCount pageInfo { hasNextPage endCursor }
				nodes { cadre { key } record { estimate interval80 { low high } reviews outcomes } } } }`, map[string]any{"after": optional(after)})
			for _, n := range at(page, "performers", "nodes").([]any) {
				out[at(n, "cadre", "key").(string)] = fmt.Sprint(at(n, "record"))
			}
			if at(page, "performers", "pageInfo", "hasNextPage") != true {
				if n := at(page, "performers", "totalCount"); n != float64(len(out)) {
					t.Errorf("totalCount is %v of %d", n, len(out))
				}
				return out
			}
			after = at(page, "performers", "pageInfo", "endCursor").(string)
		}
	}
	all, some := estimates(organizer), estimates(narrow)
	for c, e := range some {
		if !in[c] || all[c] != e {
			t.Errorf("%s: %v to callers of %s, %v to others", c, e, county, all[c])
		}
	}
	for c := range all {
		if in[c] && some[c] == nil {
			t.Errorf("%s is missing to callers of %s", c, county)
		}
	}
	counts := a.get(narrow, `{ candidates(vacancy: "vac01", asOf: "2024-08-31") { eligibilities { count } gates { rule { code } passed failed unknown review } candidates(`+everyEligibility+`) { totalCount } } }`, nil)
	sum := 0.0
	for _, e := range list(counts, "candidates", "eligibilities") {
		sum += at(e, "count").(float64)
	}
	if n := float64(len(in)); sum != n || at(counts, "candidates", "candidates", "totalCount") != n {
		t.Errorf("eligibilities are of %v, candidates %v, of %v", sum, at(counts, "candidates", "candidates", "totalCount"), n)
	}
	for _, g := range list(counts, "candidates", "gates") {
		each := at(g, "passed").(float64) + at(g, "failed").(float64) + at(g, "unknown").(float64) + at(g, "review").(float64)
		if parts := each / float64(len(in)); parts != float64(int(parts)) || parts == 0 {
			t.Errorf("%v is counted of %v, not of %d", at(g, "rule", "code"), each, len(in))
		}
	}
	fair := a.get(narrow, `{ fairnessReport(batch: "zj-2024-06", asOf: "2024-08-31") { pool selected selectedOutside groups { pool } } }`, nil)
	promoted := 0.0
	for _, d := range data["decisions"] {
		if text(d, "batch") == "zj-2024-06" && in[text(d, "cadre")] {
			promoted++
		}
	}
	f := at(fair, "fairnessReport")
	if got := at(f, "selected").(float64) + at(f, "selectedOutside").(float64); got > promoted || at(f, "pool").(float64) > float64(len(in)) {
		t.Errorf("the report is of %v selected and a pool of %v; %s has %v and %d", got, at(f, "pool"), county, promoted, len(in))
	}
}

func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// TestRoundAgreementsAreOfTheScope counts nominations in rows.
func TestRoundAgreementsAreOfTheScope(t *testing.T) {
	a := open(t)
	for _, root := range []string{"zj", county} {
		in := within(data, root)
		want := map[string]float64{}
		for _, n := range data["nominations"] {
			if in[text(n, "cadre")] {
				want[text(n, "round")]++
			}
		}
		seen := 0
		for _, kind := range []string{"NO_VACANCY", "VACANCY"} {
			got := a.get(access.Grant{Role: "ANALYST", Units: []string{root}}, `query($kind: RoundKind!) { roundAgreements(kind: $kind, to: "2024-08-31", first: 100)
				{ nodes { round { key } both namedOnly outstandingOnly neither unknown } } }`, map[string]any{"kind": kind})
			for _, r := range list(got, "roundAgreements", "nodes") {
				seen++
				sum := 0.0
				for _, part := range []string{"both", "namedOnly", "outstandingOnly", "neither", "unknown"} {
					sum += at(r, part).(float64)
				}
				if k := at(r, "round", "key").(string); sum != want[k] {
					t.Errorf("round %s is of %v nominations to callers of %s, want %v", k, sum, root, want[k])
				}
			}
		}
		if seen == 0 {
			t.Errorf("no round is told to callers of %s", root)
		}
	}
}

// TestUnratedAreOfTheScope: how many members have no record is told of those members only who are shown.
func TestUnratedAreOfTheScope(t *testing.T) {
	a := open(t)
	const q = `{ teamOutcomes(tasks: {category: {in: [REFORM, INDUSTRY, PUBLIC_SERVICE, OTHER]}}, asOf: "2024-08-31", first: 100) { nodes { task { key } unrated members { cadre { key } } } } }`
	unrated := func(g access.Grant) (out float64) {
		for _, n := range list(a.get(g, q, nil), "teamOutcomes", "nodes") {
			u := at(n, "unrated").(float64)
			if out += u; u > float64(len(list(n, "members"))) {
				t.Errorf("task %v has %v unrated among %d members shown", at(n, "task", "key"), u, len(list(n, "members")))
			}
		}
		return out
	}
	if all := unrated(organizer); all == 0 {
		t.Error("nobody is unrated; nothing is tested")
	}
	unrated(access.Grant{Role: "ANALYST", Units: []string{county}})
}

// TestSensitiveStatisticsAreNotTold: a ruling's check names a statistic whose members the caller may not see to nobody.
func TestSensitiveStatisticsAreNotTold(t *testing.T) {
	a := open(t)
	told := func(role string) (out []string) {
		q := `query($day: Date!) { toleranceRulings(first: 50) { nodes { key check(asOf: $day) { uses { in name } } } } }`
		for _, day := range []string{"2020-12-31", asOf} {
			for _, n := range list(a.get(access.Grant{Role: role}, q, map[string]any{"day": day}), "toleranceRulings", "nodes") {
				for _, u := range list(n, "check", "uses") {
					if at(u, "in") == "STATISTICS" {
						out = append(out, fmt.Sprint(day, " ", at(n, "key"), " ", at(u, "name")))
					}
				}
			}
		}
		slices.Sort(out)
		return out
	}
	sensitive := map[string]bool{}
	for _, s := range sensitiveCodes() {
		sensitive[s] = true
	}
	for _, use := range told("ANALYST") {
		if f := strings.Fields(use); sensitive[f[2]] {
			t.Errorf("an ANALYST is told that %s", use)
		}
	}
	known := 0
	for _, use := range told("AUDITOR") {
		if sensitive[strings.Fields(use)[2]] {
			known++
		}
	}
	if known == 0 {
		t.Error("an AUDITOR is told of no sensitive statistic either; nothing is tested")
	}
}
