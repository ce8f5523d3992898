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

const (
	kindOfPosts = `kind: {grade: SECTION_DEPUTY}, from: "2022-01-01", to: "2024-08-31"`
	choiceOf    = `cadre { key } position { key } decision { key } shortlist { key } on asOf passed inside counts`
	stepsOf     = `from to positions chosen counted looked choices(first: 200) { totalCount nodes { ` + choiceOf + ` } }
		steps { kind organizationKind years position { key } rule { code } asked chosen having unknown share low high others othersHaving othersShare probability verdict
		members(first: 200) { totalCount nodes { choice { cadre { key } asOf } had appointments { key } } } passedOver(first: 200) { totalCount nodes { cadre { key } choices { on position { key } asOf } } } }`
)

// decidedIn are the choices by the rows: official, post, day and decision.
func decidedIn(in map[string]bool, grade string) (out []string) {
	of := map[string]string{}
	for _, p := range data["positions"] {
		of[key(p)] = text(p, "grade")
	}
	seen := map[string]bool{}
	for _, d := range sorted(data["decisions"], "key") {
		k, s, on := text(d, "kind"), text(d, "state"), text(d, "decidedOn")
		if (k == "PROMOTION" || k == "FURTHER_USE" || k == "TRANSFER") && (s == "DECIDED" || s == "EFFECTIVE") && on >= "2022-01-01" && on <= asOf && len(on) == 10 && of[text(d, "toPosition")] == grade && in[text(d, "cadre")] {
			if c := fmt.Sprint(text(d, "cadre"), " ", text(d, "toPosition"), " ", on); !seen[c] {
				seen[c], out = true, append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}

// had reports by the rows whether someone held a post that a test takes, by a day.
func had(cadre, day string, takes func(position, organization row) bool) bool {
	positions, organizations := map[string]row{}, map[string]row{}
	for _, p := range data["positions"] {
		positions[key(p)] = p
	}
	for _, o := range data["organizations"] {
		organizations[key(o)] = o
	}
	return slices.ContainsFunc(data["appointments"], func(a row) bool {
		p := positions[text(a, "position")]
		return text(a, "cadre") == cadre && text(a, "from") <= day && text(a, "kind") != "RETAINED" && takes(p, organizations[text(p, "organization")])
	})
}

// TestHiddenSteps holds choices, shares and members to the rows: whom decisions chose, who had the post, who was passed over.
func TestHiddenSteps(t *testing.T) {
	a := open(t)
	for _, c := range []struct {
		grant access.Grant
		in    map[string]bool
	}{{organizer, within(data, "zj")}, {access.Grant{Role: "AUDITOR", Name: "辛", Units: []string{county}}, within(data, county)}} {
		r := at(a.get(c.grant, `{ r: hiddenSteps(`+kindOfPosts+`) { `+stepsOf+` } }`, nil), "r")
		var got []string
		counted, chosen := 0, map[string]bool{}
		for _, x := range list(r, "choices", "nodes") {
			who := at(x, "cadre", "key").(string)
			got = append(got, fmt.Sprint(who, " ", at(x, "position", "key"), " ", at(x, "on")))
			on, _ := time.Parse(time.DateOnly, at(x, "on").(string))
			if at(x, "asOf") != on.AddDate(0, 0, -1).Format(time.DateOnly) || at(x, "inside") == true && at(x, "passed") == 0.0 {
				t.Errorf("%v", x)
			}
			if at(x, "counts") == true {
				counted++
			}
			chosen[fmt.Sprint(who, " ", at(x, "on"), " ", at(x, "position", "key"))] = true
		}
		slices.Sort(got)
		if want := decidedIn(c.in, "SECTION_DEPUTY"); !slices.Equal(got, want) || len(want) == 0 || at(r, "chosen") != float64(len(want)) || at(r, "counted") != float64(counted) {
			t.Errorf("%v: %v chosen, %v counted of %d: %s", c.grant.Units, at(r, "chosen"), at(r, "counted"), counted, cmp.Diff(want, got))
		}
		for _, s := range list(r, "steps") {
			a.stepHolds(t, s, c.in, chosen)
		}
		t.Logf("%v: %v choices, %v count, %d steps of %v", c.grant.Units, at(r, "chosen"), at(r, "counted"), len(list(r, "steps")), at(r, "looked"))
	}
}

// stepHolds recomputes a step from its members and from the rows.
func (a *api) stepHolds(t *testing.T, s any, in, chosen map[string]bool) {
	t.Helper()
	name := fmt.Sprint(at(s, "kind"), " ", at(s, "organizationKind"), " ", at(s, "years"))
	takes := func(p, o row) bool {
		return text(o, "kind") == at(s, "organizationKind") && (at(s, "kind") == "POST_AT" || p["chief"] == true)
	}
	byPost := at(s, "kind") == "POST_AT" || at(s, "kind") == "CHIEF_AT"
	having := 0.0
	for _, m := range list(s, "members", "nodes") {
		if at(m, "had") == true {
			having++
		}
		if who := at(m, "choice", "cadre", "key").(string); byPost && had(who, at(m, "choice", "asOf").(string), takes) != at(m, "had") {
			t.Errorf("%s: %s is said to have it: %v", name, who, at(m, "had"))
		}
		if byPost && (len(list(m, "appointments")) > 0) != (at(m, "had") == true) {
			t.Errorf("%s: %v", name, m)
		}
	}
	if n := at(s, "members", "totalCount"); n != at(s, "chosen") || having != at(s, "having") || having < .9*n.(float64) {
		t.Errorf("%s: %v of %v had it, by the members %v of %v", name, at(s, "having"), at(s, "chosen"), having, n)
	}
	if few := at(s, "chosen").(float64) < 5; few != (at(s, "verdict") == "TOO_FEW") || few != (at(s, "share") == nil) || few != (at(s, "probability") == nil) {
		t.Errorf("%s of %v chosen: %v, %v", name, at(s, "chosen"), at(s, "verdict"), at(s, "share"))
	}
	times := 0.0
	for _, p := range list(s, "passedOver", "nodes") {
		who := at(p, "cadre", "key").(string)
		if !in[who] {
			t.Errorf("%s names %s, who is out of scope", name, who)
		}
		groups := map[string]bool{}
		for _, x := range list(p, "choices") {
			groups[fmt.Sprint(at(x, "on"), " ", at(x, "position", "key"))] = true
			if chosen[fmt.Sprint(who, " ", at(x, "on"), " ", at(x, "position", "key"))] || byPost && had(who, at(x, "asOf").(string), takes) {
				t.Errorf("%s: %s was chosen or had it, and is said to have been passed over", name, who)
			}
		}
		times += float64(len(groups))
	}
	if at(s, "passedOver", "totalCount").(float64) <= 200 && times != at(s, "others").(float64)-at(s, "othersHaving").(float64) || times == 0 {
		t.Errorf("%s: passed over %v times, counted %v less %v", name, times, at(s, "others"), at(s, "othersHaving"))
	}
}

// TestSeniorityEffect holds those who are compared to the rows and to their records as of the day before.
func TestSeniorityEffect(t *testing.T) {
	a := open(t)
	r := at(a.get(organizer, `{ r: seniorityEffect(`+kindOfPosts+`) { chosen selections compared leftOut factors { factor spread odds low high verdict }
		members(first: 200) { totalCount nodes { cadre { key } on chosen age yearsInGrade work } } } }`, nil), "r")
	if at(r, "chosen") != float64(len(decidedIn(within(data, "zj"), "SECTION_DEPUTY"))) || len(list(r, "factors")) != 3 {
		t.Errorf("%v", r)
	}
	few := at(r, "compared").(float64) < 20
	for _, f := range list(r, "factors") {
		if v := at(f, "verdict"); few != (v == "TOO_FEW") || few && at(f, "odds") != nil {
			t.Errorf("of %v: %v", at(r, "compared"), f)
		}
	}
	born := map[string]string{}
	for _, c := range data["cadres"] {
		born[key(c)] = text(c, "birthMonth")
	}
	looked := 0
	for _, m := range list(r, "members", "nodes") {
		who := at(m, "cadre", "key").(string)
		on, _ := time.Parse(time.DateOnly, at(m, "on").(string))
		if b, err := time.Parse("2006-01", born[who]); err != nil || math.Abs(on.Sub(b).Hours()/24/365.25-at(m, "age").(float64)) > .15 {
			t.Errorf("%s of %s is %v on %v", who, born[who], at(m, "age"), at(m, "on"))
		}
		if looked++; looked > 12 {
			continue
		}
		w := at(a.get(organizer, `query($k: String!, $d: Date!) { cadre(key: $k) { workRecord(asOf: $d) { estimate } } }`, map[string]any{"k": who, "d": on.AddDate(0, 0, -1).Format(time.DateOnly)}), "cadre", "workRecord", "estimate")
		if w == nil || math.Abs(w.(float64)-at(m, "work").(float64)) > 1.5 { // what the population shares is estimated once, as of the last day
			t.Errorf("%s: %v points on the day before, compared by %v", who, w, at(m, "work"))
		}
	}
	t.Logf("%v choices, %v compared in %v selections with %v, %v left out: %v", at(r, "chosen"), at(r, "compared"), at(r, "selections"), at(r, "members", "totalCount"), at(r, "leftOut"), list(r, "factors"))
	part := at(a.get(access.Grant{Role: "AUDITOR", Name: "辛", Units: []string{county}}, `{ r: seniorityEffect(`+kindOfPosts+`) { members(first: 200) { nodes { cadre { key } } } choices(first: 200) { nodes { cadre { key } } } } }`, nil), "r")
	in, names := within(data, county), map[string]bool{}
	each(part, func(s string) { names[s] = true })
	for _, k := range slices.Sorted(maps.Keys(names)) {
		if !in[k] {
			t.Errorf("%s is named to an auditor of %s", k, county)
		}
	}
}

func TestPastSelectionsAreRefused(t *testing.T) {
	a := open(t)
	for _, field := range []string{"hiddenSteps", "seniorityEffect"} {
		for _, c := range []struct{ args, message string }{
			{``, "give a position or a kind, one of the two"},
			{`position: "xu-p2", kind: {grade: STAFF}`, "give a position or a kind, one of the two"},
			{`position: "nowhere"`, "position is the key of no post"},
			{`kind: {}`, "kind says nothing of the posts"},
			{`kind: {grade: STAFF}, to: "2999-01-01"`, "to is 2999-01-01, after today"},
			{`kind: {grade: STAFF}, to: "2024-08"`, "to is 2024-08; give a full date"},
			{`kind: {grade: STAFF}, from: "2024", to: "2024-08-31"`, "from is 2024; give a full date"},
			{`kind: {grade: STAFF}, from: "2024-09-01", to: "2024-08-31"`, "from is 2024-09-01; give a full date (YYYY-MM-DD), 2024-08-31 or before"},
		} {
			args := c.args
			if args != "" {
				args = "(" + args + ")"
			}
			if got := a.ask(organizer, `{ `+field+args+` { to } }`, nil); got.code() != "BAD_USER_INPUT" || !strings.Contains(got.message(), c.message) {
				t.Errorf("%s(%s): %s %q", field, c.args, got.code(), got.message())
			}
		}
		r := at(a.get(organizer, `{ r: `+field+`(position: "xu-p2", to: "2024-08-31") { positions chosen choices { totalCount } } }`, nil), "r")
		if at(r, "positions") != 1.0 || at(r, "chosen") != 0.0 || at(r, "choices", "totalCount") != 0.0 {
			t.Errorf("of a post nobody was chosen for: %v", r)
		}
	}
}
