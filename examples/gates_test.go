package examples_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/dataset/demo"
)

// TestGatesFromRows holds what each of some conditions gives for every official to the rows.
func TestGatesFromRows(t *testing.T) {
	ask, c := api(t, open(t)), generated().recount(demo.AsOf)
	asked := scenario("vac01", demo.AsOf, must("YEARS_OF_SERVICE", "12"), must("EDUCATION", "大学本科"), must("ANNUAL_GRADES", "2"))
	list := listed(t, ask, access.Grant{Role: "ORGANIZER"}, asked, anyone, "eligibility gates { rule { code } part strength outcome missing metOn }")
	cadres := c.byKey("cadres")
	position := c.byKey("vacancies")["vac01"]["position"]
	sums, met, counts := map[string]int{}, map[string]map[string]int{}, map[string]int{}
	for _, n := range list.Candidates.Nodes {
		key := n.Cadre.Key
		counts[n.Eligibility]++
		if v := verdict(n.Gates); v != n.Eligibility {
			t.Errorf("%s is %s, the conditions give %s", key, n.Eligibility, v)
		}
		want := c.gates(cadres[key], "vac01", position)
		got, missing := map[string]string{}, map[string]string{}
		for _, g := range n.Gates {
			if _, recomputed := want[g.name()]; !recomputed {
				continue
			}
			got[g.name()] = g.Outcome
			if met[g.name()] == nil {
				met[g.name()] = map[string]int{}
			}
			met[g.name()][g.Outcome]++
			if (g.Outcome == "UNKNOWN") != (g.Missing != nil) {
				t.Errorf("%s: %s is %s and misses %v", key, g.name(), g.Outcome, g.Missing)
			}
			if g.Missing != nil {
				missing[g.name()] = *g.Missing
			}
			if g.Rule.Code == "YEARS_OF_SERVICE" && g.Outcome == "FAIL" {
				if day := lastDay(text(cadres[key]["workStartedOn"])).AddDate(12, 0, 0).Format(time.DateOnly); g.MetOn == nil || *g.MetOn != day {
					t.Errorf("%s: the years of service are reached on %v, by the rows on %s", key, g.MetOn, day)
				}
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-rows +answer):\n%s", key, d)
		}
		if d := cmp.Diff(c.missing(want, key, "vac01"), missing); d != "" {
			t.Errorf("%s misses (-rows +answer):\n%s", key, d)
		}
	}
	for _, e := range list.Eligibilities {
		sums[e.Eligibility] = e.Count
	}
	if d := cmp.Diff(counts, sums); d != "" || list.Candidates.TotalCount != len(cadres) || len(list.Candidates.Nodes) != len(cadres) {
		t.Errorf("%d of %d officials (-list +eligibilities):\n%s", list.Candidates.TotalCount, len(cadres), d)
	}
	for name, several := range map[string][]string{"YEARS_OF_SERVICE": {"PASS", "FAIL"}, "EDUCATION": {"PASS", "FAIL"}, "ANNUAL_GRADES": {"PASS", "FAIL", "UNKNOWN"},
		"NO_SANCTION_IN_FORCE": {"PASS", "FAIL", "REVIEW", "UNKNOWN"}, "POLITICAL_REVIEW": {"PASS", "FAIL", "UNKNOWN"}, "NOT_IN_THE_POST": {"PASS", "FAIL"},
		"CLEARANCES REPORTED_MATTERS": {"PASS", "REVIEW", "UNKNOWN"}, "CLEARANCES DOSSIER": {"PASS", "UNKNOWN"}, "AVOIDANCE AVOIDANCE": {"PASS", "FAIL", "UNKNOWN"}} {
		for _, outcome := range several {
			if met[name][outcome] == 0 {
				t.Errorf("nobody's %s is %s: the test does not meet it; %v", name, outcome, met[name])
			}
		}
	}
}

// verdict is what conditions together give.
func verdict(gates []gate) string {
	has := func(outcome string, strengths ...string) bool {
		return slices.ContainsFunc(gates, func(g gate) bool { return g.Outcome == outcome && slices.Contains(strengths, g.Strength) })
	}
	switch {
	case has("FAIL", "MUST"):
		return "FAILED"
	case has("UNKNOWN", "MUST", "NORMALLY"):
		return "UNKNOWN"
	case has("REVIEW", "MUST", "NORMALLY"):
		return "REVIEW"
	}
	return "ELIGIBLE"
}

// gates are some conditions for an official, from the rows alone.
func (c *recount) gates(cadre demo.Row, vacancy string, position any) map[string]string {
	key := text(cadre["key"])
	out := map[string]string{"YEARS_OF_SERVICE": c.service(cadre, 12), "NO_SANCTION_IN_FORCE": c.sanctioned(key, "vac01"), "POLITICAL_REVIEW": c.political(key),
		"ANNUAL_GRADES": c.annual(key, 2023, 2022), "NOT_IN_THE_POST": "PASS", "AVOIDANCE AVOIDANCE": c.clearance(key, "AVOIDANCE", vacancy)}
	out["EDUCATION"], _ = c.education(key)
	if out["AVOIDANCE AVOIDANCE"] == "REVIEW" {
		out["AVOIDANCE AVOIDANCE"] = "FAIL"
	}
	for _, kind := range []string{"DOSSIER", "REPORTED_MATTERS", "DISCIPLINE_OPINION", "COMPLAINTS"} {
		out["CLEARANCES "+kind] = c.clearance(key, kind, "")
	}
	if slices.ContainsFunc(c.posts[key], func(a demo.Row) bool { return a["position"] == position && c.by(a["from"]) && !c.by(a["to"]) }) {
		out["NOT_IN_THE_POST"] = "FAIL"
	}
	return out
}

// lastDay is the last day a month or year may stand for.
func lastDay(date string) time.Time {
	switch len(date) {
	case len("2006"):
		date += "-12-31"
	case len("2006-01"):
		if first, err := time.Parse(time.DateOnly, date+"-01"); err == nil {
			return first.AddDate(0, 1, -1)
		}
	}
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}
	}
	return day
}

func (c *recount) service(cadre demo.Row, years int) string {
	began, err := time.Parse("2006-01", text(cadre["workStartedOn"]))
	day, err2 := time.Parse(time.DateOnly, c.asOf)
	switch {
	case err != nil || err2 != nil:
		return "UNKNOWN"
	case !lastDay(text(cadre["workStartedOn"])).AddDate(years, 0, 0).After(day):
		return "PASS"
	case began.AddDate(years, 0, 0).After(day):
		return "FAIL"
	}
	return "UNKNOWN"
}

// education asks for 大学本科, and tells which studies it is not known of whether they were completed by the day.
func (c *recount) education(key string) (outcome string, perhaps []string) {
	sure, may, some := false, false, false
	for _, e := range c.studies[key] {
		day := text(e["completedOn"])
		if day > c.asOf {
			continue
		}
		some = true
		high := e["level"] == "大学本科" || e["level"] == "研究生"
		if lastDay(day).Format(time.DateOnly) > c.asOf {
			perhaps = append(perhaps, text(e["key"]))
			may = may || high
			continue
		}
		sure = sure || high
	}
	switch {
	case sure:
		return "PASS", perhaps
	case may || !some:
		return "UNKNOWN", perhaps
	}
	return "FAIL", perhaps
}

// sanctioned asks that no sanction runs. For a move to no higher level one that runs is for a person to read, unless it
// bars equal posts too; one of unknown end is unknown in any case.
func (c *recount) sanctioned(key, vacancy string) string {
	out, plain := "PASS", c.standsAt(key, vacancy)
	for _, s := range c.Data["sanctions"] {
		begins := s["startsOn"]
		if begins == nil {
			begins = s["decidedOn"]
		}
		if s["cadre"] != key || !c.by(begins) || c.by(s["revokedOn"]) || c.by(s["effectEndsOn"]) || c.ruled["EXEMPT"][pair{key, text(s["key"])}] {
			continue
		}
		switch name := text(s["name"]); {
		case s["effectEndsOn"] == nil:
			out = "UNKNOWN"
		case !plain || s["regime"] == "PARTY" && (name == "撤销党内职务" || name == "留党察看" || name == "开除党籍"):
			return "FAIL"
		case out == "PASS":
			out = "REVIEW"
		}
	}
	return out
}

// standsAt reports whether the official holds a post at the level of the vacancy's post, or above.
func (c *recount) standsAt(key, vacancy string) bool {
	levels := []string{"CLERK", "STAFF", "SECTION_DEPUTY", "SECTION_CHIEF", "DIVISION_DEPUTY", "DIVISION_CHIEF", "BUREAU_DEPUTY", "BUREAU_CHIEF", "PROVINCE_DEPUTY", "PROVINCE_CHIEF"}
	grade := map[string]string{}
	for _, q := range c.Data["positions"] {
		grade[text(q["key"])] = text(q["grade"])
	}
	asked := len(levels)
	for _, v := range c.Data["vacancies"] {
		if v["key"] == vacancy {
			asked = slices.Index(levels, grade[text(v["position"])])
		}
	}
	for _, a := range c.Data["appointments"] {
		level := text(a["grade"])
		if level == "" {
			level = grade[text(a["position"])]
		}
		kind := text(a["kind"])
		if a["cadre"] == key && c.by(a["from"]) && !c.by(a["to"]) && kind != "SECONDED" && kind != "ACTING" && kind != "RETAINED" && asked >= 0 && slices.Index(levels, level) >= asked {
			return true
		}
	}
	return false
}

func (c *recount) political(key string) string {
	var last demo.Row
	for _, e := range c.evaluations[key] {
		if e["kind"] == "POLITICAL_REVIEW" && c.by(e["evaluatedOn"]) && (last == nil || text(e["evaluatedOn"]) > text(last["evaluatedOn"])) {
			last = e
		}
	}
	switch {
	case last == nil:
		return "UNKNOWN"
	case last["grade"] == "UNQUALIFIED":
		return "FAIL"
	}
	return "PASS"
}

// annual asks that no year's grade is below COMPETENT; what a sanction caused is neither met nor missing.
func (c *recount) annual(key string, years ...int) string {
	out := "PASS"
	for _, year := range years {
		grade, caused := "", false
		for _, e := range c.evaluations[key] {
			switch {
			case e["kind"] != "ANNUAL" || e["year"] != year || !c.by(e["evaluatedOn"]):
			case e["causedBy"] != nil:
				caused = true
			default:
				grade = text(e["grade"])
			}
		}
		switch {
		case grade == "BASIC" || grade == "INCOMPETENT":
			return "FAIL"
		case grade == "" && !caused:
			out = "UNKNOWN"
		}
	}
	return out
}

func (c *recount) lastCheck(key, kind, vacancy string) (last demo.Row) {
	for _, k := range c.checks[key] {
		if k["kind"] == kind && c.by(k["checkedOn"]) && (k["vacancy"] == nil || vacancy == "" || k["vacancy"] == vacancy) &&
			(last == nil || text(k["checkedOn"]) > text(last["checkedOn"])) {
			last = k
		}
	}
	return last
}

func (c *recount) clearance(key, kind, vacancy string) string {
	switch c.lastCheck(key, kind, vacancy)["result"] {
	case "CLEAR":
		return "PASS"
	case "ISSUE":
		if kind == "DOSSIER" { // held until it is cleared
			return "UNKNOWN"
		}
		return "REVIEW"
	}
	return "UNKNOWN"
}

// missing names what the rows lack for the conditions that are unknown.
func (c *recount) missing(gates map[string]string, key, vacancy string) map[string]string {
	out := map[string]string{}
	for name, outcome := range gates {
		if outcome != "UNKNOWN" {
			continue
		}
		rule, kind, _ := strings.Cut(name, " ")
		switch rule {
		case "CLEARANCES", "AVOIDANCE":
			out[name] = "a check " + kind
			if k := c.lastCheck(key, kind, map[string]string{"AVOIDANCE": vacancy}[kind]); k != nil {
				out[name] = "the result of check " + text(k["key"])
				if k["result"] == "ISSUE" {
					out[name] = "a later check " + kind + " that clears what check " + text(k["key"]) + " found; nothing is decided until then"
				}
			}
		case "POLITICAL_REVIEW":
			out[name] = "a political review"
		case "ANNUAL_GRADES":
			var years []string
			for _, year := range []int{2023, 2022} {
				if c.annual(key, year) == "UNKNOWN" {
					years = append(years, fmt.Sprintf("the annual grade of %d", year))
				}
			}
			out[name] = strings.Join(years, "; ")
		case "YEARS_OF_SERVICE":
			out[name] = "the day of workStartedOn, which is known as " + text(c.byKey("cadres")[key]["workStartedOn"])
		case "NO_SANCTION_IN_FORCE":
			var all []string
			for _, s := range c.Data["sanctions"] {
				if s["cadre"] == key && s["effectEndsOn"] == nil && c.by(s["decidedOn"]) {
					all = append(all, "the days on which the effect of sanction "+text(s["key"])+" begins and ends")
				}
			}
			out[name] = strings.Join(all, "; ")
		case "EDUCATION":
			_, perhaps := c.education(key)
			for i := range perhaps {
				perhaps[i] = "the day education " + perhaps[i] + " was completed"
			}
			out[name] = strings.Join(perhaps, "; ")
		}
	}
	return out
}
