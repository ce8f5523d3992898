package appraisal_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
)

const overlookedQuery = `query($unit: String!, $years: Int!, $after: String) { r: overlooked(unit: $unit, asOf: "2024-08-31", years: $years) { asOf since order shortlists firstShortlistOn lookedAt unreadable { key }
	officials(first: 200, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { cadre { key } reasons band record { estimate interval80 { low high } caveats } rounds { round { key } byLeader outstanding } listedOn
	vacancies(first: 20) { totalCount nodes { vacancy { key } eligibility stoppedBy { rule { code } outcome } open { outcome } } } } } } }`

// overlooked are all pages, and the head of the answer.
func (a *api) overlooked(g access.Grant, unit string, years int) (head any, all []any) {
	a.t.Helper()
	after := ""
	for {
		r := at(a.get(g, overlookedQuery, map[string]any{"unit": unit, "years": years, "after": optional(after)}), "r")
		all = append(all, list(r, "officials", "nodes")...)
		if at(r, "officials", "pageInfo", "hasNextPage") != true {
			if n := at(r, "officials", "totalCount"); n != float64(len(all)) {
				a.t.Errorf("totalCount is %v of %d", n, len(all))
			}
			return r, all
		}
		after = at(r, "officials", "pageInfo", "endCursor").(string)
	}
}

// firstTwoBands puts records into bands as docs/candidates.md says, by another way than the judge: the first is whoever has
// the highest lower end, and all whom nothing tells from that one stand with them.
func firstTwoBands(records map[string][3]float64) map[string]int {
	const z80, z95 = 1.2815515655446004, 1.959963984540054
	round := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	se := func(r [3]float64) float64 { return round((r[2] - r[1]) / (2 * z80)) }
	left, out := maps.Clone(records), map[string]int{}
	for band := 1; band <= 2 && len(left) > 0; band++ {
		best, low := "", math.Inf(-1)
		for _, k := range slices.Sorted(maps.Keys(left)) {
			if l := round(left[k][0]) - z80*se(left[k]); l > low {
				best, low = k, l
			}
		}
		b := left[best]
		for k, r := range left {
			if math.Abs(round(b[0])-round(r[0])) <= z95*math.Hypot(se(b), se(r)) {
				out[k] = band
				delete(left, k)
			}
		}
		out[best] = band
		delete(left, best)
	}
	return out
}

// TestOverlooked finds, in the rows and in the records of everyone, who has a reason to stand on a list and stood on none.
func TestOverlooked(t *testing.T) {
	a := open(t)
	for _, c := range []struct {
		grant access.Grant
		unit  string
		years int
	}{{organizer, "zj", 3}, {organizer, county, 1}, {access.Grant{Role: "AUDITOR", Name: "庚", Units: []string{county}}, "zj", 3}} {
		in := within(data, c.unit)
		if c.grant.Units != nil {
			in = within(data, county)
		}
		since := map[int]string{1: "2023-09-01", 3: "2021-09-01"}[c.years]
		served := map[string]bool{}
		for _, r := range data["cadres"] {
			if gone := text(r, "status") == "RETIRED" || text(r, "status") == "LEFT"; in[key(r)] && !(gone && text(r, "statusFrom") != "" && text(r, "statusFrom") <= asOf) {
				served[key(r)] = true
			}
		}
		rounds, promoted := map[string]map[string]bool{}, map[string]bool{}
		kind, held := map[string]string{}, map[string]string{}
		for _, r := range data["rounds"] {
			kind[key(r)], held[key(r)] = text(r, "kind"), text(r, "heldOn")
		}
		for _, n := range data["nominations"] {
			if k, who := text(n, "round"), text(n, "cadre"); kind[k] == "NO_VACANCY" && held[k] >= since && held[k] <= asOf && (n["byLeader"] == true || n["outstanding"] == true) {
				if rounds[who] == nil {
					rounds[who] = map[string]bool{}
				}
				rounds[who][k] = true
			}
		}
		for _, d := range data["decisions"] {
			if k, s := text(d, "kind"), text(d, "state"); (k == "PROMOTION" || k == "FURTHER_USE") && (s == "DECIDED" || s == "EFFECTIVE") && text(d, "decidedOn") >= since && text(d, "decidedOn") <= asOf {
				promoted[text(d, "cadre")] = true
			}
		}
		records := a.recordsOf(c.grant, served)
		bands := firstTwoBands(records)
		want := map[string]string{}
		for k := range served {
			var reasons []string
			if bands[k] > 0 {
				reasons = append(reasons, "RECORD")
			}
			if len(rounds[k]) > 0 {
				reasons = append(reasons, "NAMED")
			}
			if len(reasons) > 0 && !promoted[k] {
				want[k] = fmt.Sprint(reasons, " ", slices.Sorted(maps.Keys(rounds[k])))
			}
		}
		head, all := a.overlooked(c.grant, c.unit, c.years)
		got := map[string]string{}
		var order []string
		for _, o := range all {
			var of []string
			for _, r := range list(o, "rounds") {
				of = append(of, at(r, "round", "key").(string))
			}
			slices.Sort(of)
			k := at(o, "cadre", "key").(string)
			got[k], order = fmt.Sprint(at(o, "reasons"), " ", of), append(order, k)
		}
		if !cmp.Equal(got, want) || len(want) < 3 {
			t.Errorf("%s, %d years, %d: %s", c.unit, c.years, len(want), cmp.Diff(want, got))
		}
		if slices.IsSorted(order) && len(order) > 4 {
			t.Errorf("%v are in the order of keys, not by lot", order)
		}
		if at(head, "lookedAt") != float64(len(served)) || at(head, "since") != since || at(head, "order") != "LOT" || at(head, "shortlists") != 0.0 || at(head, "firstShortlistOn") != nil {
			t.Errorf("%v, of %d", head, len(served))
		}
		if said(at(head, "unreadable")) != "[]" { // xbad cannot be read, and is not open
			t.Errorf("unreadable: %v", at(head, "unreadable"))
		}
	}
}

// recordsOf are the records of some officials that rest on enough to compare: estimate, lower and upper end.
func (a *api) recordsOf(g access.Grant, of map[string]bool) map[string][3]float64 {
	a.t.Helper()
	out := map[string][3]float64{}
	for after := any(nil); ; {
		page := at(a.get(g, `query($after: String) { r: performers(tasks: {}, asOf: "2024-08-31", first: 200, after: $after) { pageInfo { hasNextPage endCursor }
			nodes { cadre { key } record { estimate interval80 { low high } model { cadreSpread } } } } }`, map[string]any{"after": after}), "r")
		for _, n := range list(page, "nodes") {
			r := at(n, "record")
			if k := at(n, "cadre", "key").(string); of[k] && r != nil {
				low, high := at(r, "interval80", "low").(float64), at(r, "interval80", "high").(float64)
				if spread, ok := at(r, "model", "cadreSpread").(float64); ok && high-low <= 1.5*spread {
					out[k] = [3]float64{at(r, "estimate").(float64), low, high}
				}
			}
		}
		if at(page, "pageInfo", "hasNextPage") != true {
			return out
		}
		after = at(page, "pageInfo", "endCursor")
	}
}

// TestOverlookedVacancies sets people beside the open vacancies as the lists of these do.
func TestOverlookedVacancies(t *testing.T) {
	a := open(t)
	_, all := a.overlooked(organizer, "zj", 3)
	openOnes := map[string]bool{}
	for _, v := range data["vacancies"] {
		if text(v, "status") == "OPEN" && text(v, "openedOn") <= asOf && (text(v, "closesOn") == "" || text(v, "closesOn") >= asOf) {
			openOnes[key(v)] = true
		}
	}
	stopped, passed := 0, 0
	for _, o := range all[:min(8, len(all))] {
		k, was := at(o, "cadre", "key").(string), ""
		seen := map[string]bool{}
		for _, v := range list(o, "vacancies", "nodes") {
			vacancy := at(v, "vacancy", "key").(string)
			seen[vacancy] = true
			w := at(a.get(organizer, `query($v: String!, $c: String!) { candidates(vacancy: $v, asOf: "2024-08-31") { whyNot(cadre: $c) { eligibility gates { rule { code } outcome } } } }`, map[string]any{"v": vacancy, "c": k}), "candidates", "whyNot")
			var fails []string
			for _, g := range list(w, "gates") {
				if at(g, "outcome") == "FAIL" {
					fails = append(fails, at(g, "rule", "code").(string))
				}
			}
			var told []string
			for _, g := range list(v, "stoppedBy") {
				told = append(told, at(g, "rule", "code").(string))
			}
			if at(v, "eligibility") != at(w, "eligibility") || !slices.Equal(fails, told) || (len(told) > 0) != (at(v, "eligibility") == "FAILED") {
				t.Errorf("%s for %s: %v by %v, in the list %v by %v", k, vacancy, at(v, "eligibility"), told, at(w, "eligibility"), fails)
			}
			place := map[bool]string{true: "2", false: "1"}[len(told) > 0] + vacancy
			if place < was {
				t.Errorf("%s: %s after %s", k, place, was)
			}
			if was = place; len(told) > 0 {
				stopped++
			} else {
				passed++
			}
		}
		if !maps.Equal(seen, openOnes) {
			t.Errorf("%s stands beside %v, open are %v", k, seen, openOnes)
		}
	}
	if stopped == 0 || passed == 0 {
		t.Errorf("%d are stopped and %d pass; nothing is tested", stopped, passed)
	}
}

func TestOverlookedIsRefused(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ args, message string }{
		{`unit: "nowhere", asOf: "2024-08-31"`, `unit "nowhere" is not an organization`},
		{`unit: "zj", asOf: "2024-08-31", years: 0`, "years is 0; give 1 to 20"},
		{`unit: "zj", asOf: "2024-08-31", years: 21`, "years is 21; give 1 to 20"},
		{`unit: "zj", asOf: "2999-01-01"`, "asOf is 2999-01-01, after today"},
		{`unit: "zj", asOf: "2024"`, "asOf is 2024; give a full date"},
	} {
		if got := a.ask(organizer, `{ overlooked(`+c.args+`) { asOf } }`, nil); got.code() != "BAD_USER_INPUT" || !strings.Contains(got.message(), c.message) {
			t.Errorf("%s: %s %q", c.args, got.code(), got.message())
		}
	}
}

// TestListedAreNotOverlooked: who is put on a list is overlooked no longer.
func TestListedAreNotOverlooked(t *testing.T) {
	a := open(t)
	today := time.Now().UTC().Format(time.DateOnly)
	ask := func() map[string]bool {
		out := map[string]bool{}
		for _, o := range list(a.get(organizer, `query($day: Date!) { r: overlooked(unit: "zj", asOf: $day, years: 20) { officials(first: 200) { nodes { cadre { key } } } } }`, map[string]any{"day": today}), "r", "officials", "nodes") {
			out[at(o, "cadre", "key").(string)] = true
		}
		return out
	}
	before := ask()
	drawn := a.get(organizer, create, input("overlooked", "vacancy", "vac04", "asOf", asOf, "size", 100))
	listed, gone := map[string]bool{}, 0
	for _, e := range list(drawn, "r", "proposes", "edges") {
		listed[at(e, "node", "key").(string)] = true
	}
	after := ask()
	for k := range before {
		if listed[k] {
			gone++
		}
		if after[k] == listed[k] {
			t.Errorf("%s stands on the list: %t, is overlooked: %t", k, listed[k], after[k])
		}
	}
	if gone == 0 {
		t.Errorf("none of %d on the list was overlooked; nothing is tested", len(listed))
	}
}
