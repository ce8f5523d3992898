package examples_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/dataset/demo"
)

// told asks an operation of the test's own and reads its data.
func told(t *testing.T, ask asking, grant access.Grant, query string, variables map[string]any, into any) {
	t.Helper()
	data, errs := ask(grant, query, variables)
	if len(errs) > 0 {
		t.Fatalf("%v in\n%s", errs, query)
	}
	b, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// operation is the text of a question's operation.
func operation(t *testing.T, number string) string {
	t.Helper()
	files, err := filepath.Glob(number + "-*.graphql")
	if err != nil || len(files) != 1 {
		t.Fatalf("operation %s: %v, %v", number, files, err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// page is where a page of a connection ends.
type page struct {
	EndCursor   string
	HasNextPage bool
}

// pair is an official with something of theirs.
type pair struct{ cadre, key string }

// recount is what counts of the rows as of a day: the sentences of docs/counting.md in plain loops, with nothing of
// the judge. All dates of what it looks at are known to the day in the demo.
type recount struct {
	rows
	asOf        string
	tasks       map[any]demo.Row
	ruled       map[string]map[pair]bool // by effect: cases, sanctions and tasks that rulings in effect speak of
	answers     map[pair][]string        // days on which statements about cases were answered
	roles       map[pair][]string        // of officials in tasks
	work        map[string][]string      // tasks by official
	evaluations map[string][]demo.Row    // by official
	posts       map[string][]demo.Row    // appointments by official
	studies     map[string][]demo.Row    // educations by official
	checks      map[string][]demo.Row    // clearances by official
	positions   map[any]demo.Row
}

func (r rows) recount(asOf string) *recount {
	c := &recount{rows: r, asOf: asOf, tasks: r.byKey("tasks"), ruled: map[string]map[pair]bool{"EXEMPT": {}, "MITIGATED": {}}, answers: map[pair][]string{},
		roles: map[pair][]string{}, work: map[string][]string{}, positions: r.byKey("positions"), evaluations: r.ofCadres("evaluations"), posts: r.ofCadres("appointments"),
		studies: r.ofCadres("educations"), checks: r.ofCadres("clearances")}
	for _, x := range r.Data["toleranceRulings"] {
		if c.inEffect(x) {
			for _, of := range []string{"case", "sanction", "task"} {
				if x[of] != nil {
					c.ruled[text(x["effect"])][pair{text(x["cadre"]), text(x[of])}] = true
				}
			}
		}
	}
	for _, s := range r.Data["statements"] {
		if s["case"] != nil && s["status"] == "ANSWERED" {
			at := pair{text(s["cadre"]), text(s["case"])}
			c.answers[at] = append(c.answers[at], text(s["answeredOn"]))
		}
	}
	for _, p := range r.Data["participations"] {
		at := pair{text(p["cadre"]), text(p["task"])}
		if text(p["from"]) > asOf || c.ruled["EXEMPT"][at] {
			continue
		}
		if c.roles[at] == nil {
			c.work[at.cadre] = append(c.work[at.cadre], at.key)
		}
		if !slices.Contains(c.roles[at], text(p["role"])) {
			c.roles[at] = append(c.roles[at], text(p["role"]))
		}
	}
	return c
}

// ofCadres gives a table's rows by the official they are of.
func (r rows) ofCadres(table string) map[string][]demo.Row {
	out := map[string][]demo.Row{}
	for _, row := range r.Data[table] {
		if key := text(row["cadre"]); key != "" {
			out[key] = append(out[key], row)
		}
	}
	return out
}

func (c *recount) by(day any) bool { return day != nil && text(day) <= c.asOf }

func (c *recount) inEffect(ruling demo.Row) bool {
	return c.by(ruling["ruledOn"]) && !c.by(ruling["revokedOn"])
}

// told and heard report whether an official knew of a case by the day, and had their say or let the time for it pass.
func (c *recount) told(subject demo.Row) bool { return c.by(subject["notifiedOn"]) }

func (c *recount) heard(subject demo.Row) bool {
	if !c.told(subject) {
		return false
	}
	if slices.ContainsFunc(c.answers[pair{text(subject["cadre"]), text(subject["case"])}], func(on string) bool { return on != "" && on <= c.asOf }) {
		return true
	}
	until := text(subject["respondBy"])
	if until == "" {
		day, err := time.Parse(time.DateOnly, text(subject["notifiedOn"]))
		if err != nil {
			return false
		}
		until = day.AddDate(0, 0, 30).Format(time.DateOnly)
	}
	return until < c.asOf
}

func (c *recount) caseCounts(row, subject demo.Row) bool {
	if v := row["verification"]; v != "VERIFIED" && (v != "PARTLY" || subject["finding"] == nil) {
		return false
	}
	return c.by(row["verifiedOn"]) && c.by(row["occurredOn"]) && !c.ruled["EXEMPT"][pair{text(subject["cadre"]), text(row["key"])}] &&
		(row["polarity"] == "POSITIVE" || c.heard(subject))
}

// verified reports whether a task's outcome was, by the day.
func (c *recount) verified(task demo.Row) bool {
	return task["outcome"] != nil && task["outcome"] != "ONGOING" && c.by(task["outcomeVerifiedOn"])
}

// difficulty is a task's where it counts, 0 where it does not.
func (c *recount) difficulty(task demo.Row) int {
	d, _ := task["difficulty"].(int)
	if !c.by(task["difficultySetOn"]) || task["difficultySource"] == nil || c.by(task["outcomeVerifiedOn"]) && text(task["difficultySetOn"]) >= text(task["outcomeVerifiedOn"]) {
		return 0
	}
	return d
}

// observation is one score of an official's work on one task; evaluation is nil for a verified outcome.
type observation struct {
	evaluation demo.Row
	task       string
	score      float64
	before     bool
}

// reviews are the scores an official was given for tasks they took part in.
func (c *recount) reviews(cadre string) (out []observation) {
	for _, e := range c.evaluations[cadre] {
		score, scored := e["score"].(float64)
		if e["kind"] != "TASK_REVIEW" && e["kind"] != "FRONTLINE_OBSERVATION" || !scored || !c.by(e["evaluatedOn"]) {
			continue
		}
		on, _ := e["tasks"].([]string)
		for _, key := range on {
			if len(c.roles[pair{cadre, key}]) > 0 {
				k := c.tasks[key]
				out = append(out, observation{e, key, score, !c.verified(k) || text(e["evaluatedOn"]) < text(k["outcomeVerifiedOn"])})
			}
		}
	}
	return out
}

// outcomes are the verified outcomes of tasks an official led.
func (c *recount) outcomes(cadre string) (out []observation) {
	for _, key := range c.work[cadre] {
		k := c.tasks[key]
		if score, scored := k["outcomeScore"].(float64); scored && c.verified(k) && slices.Contains(c.roles[pair{cadre, key}], "LEAD") {
			out = append(out, observation{nil, key, score, false})
		}
	}
	return out
}

// unit is the organization of the main post an official took up last by the day, held or left.
func (c *recount) unit(cadre string) any {
	var last demo.Row
	for _, a := range c.posts[cadre] {
		if main, _ := a["main"].(bool); main && c.by(a["from"]) && (last == nil || text(a["from"])+text(a["key"]) > text(last["from"])+text(last["key"])) {
			last = a
		}
	}
	return c.positions[last["position"]]["organization"]
}

func TestHearingsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	cases := r.byKey("cases")
	const list = `query($asOf: Date!, $after: String) { caseCounts(asOf: $asOf, polarity: NEGATIVE, first: 200, after: $after) { totalCount
		nodes { cadre { key } case { key } counts notified heard exempt } pageInfo { endCursor hasNextPage } } }`
	type standing struct{ Counts, Notified, Heard, Exempt bool }
	for _, asOf := range []string{demo.AsOf, "2022-06-30", "2019-03-05"} {
		c := r.recount(asOf)
		want, got := map[string]standing{}, map[string]standing{}
		counted := 0
		for _, s := range r.Data["caseSubjects"] {
			k := cases[s["case"]]
			if k["polarity"] != "NEGATIVE" || k["verification"] == "REJECTED" || k["verification"] == "MALICIOUS" || !c.by(k["occurredOn"]) {
				continue
			}
			x := standing{c.caseCounts(k, s), c.told(s), c.heard(s), c.ruled["EXEMPT"][pair{text(s["cadre"]), text(s["case"])}]}
			want[text(s["cadre"])+" "+text(s["case"])] = x
			if x.Counts {
				counted++
			}
		}
		for p := (page{HasNextPage: true}); p.HasNextPage; {
			var a struct {
				CaseCounts struct {
					TotalCount int
					Nodes      []struct {
						Cadre, Case struct{ Key string }
						standing
					}
					PageInfo page
				}
			}
			variables := map[string]any{"asOf": asOf}
			if p.EndCursor != "" {
				variables["after"] = p.EndCursor
			}
			told(t, ask, access.Grant{Role: "ORGANIZER"}, list, variables, &a)
			p = a.CaseCounts.PageInfo
			for _, n := range a.CaseCounts.Nodes {
				got[n.Cadre.Key+" "+n.Case.Key] = n.standing
			}
		}
		if d := cmp.Diff(want, got); d != "" || len(want) < 20 {
			t.Errorf("%s: %d cases against someone (-rows +answer):\n%s", asOf, len(want), d)
		}
		// One official's, one case's, and the pair's are those of the whole list.
		one := slices.Sorted(maps.Keys(want))[len(want)/2]
		cadre, key, _ := strings.Cut(one, " ")
		of := func(is func(c, k string) bool) (n int) {
			for p := range want {
				if c, k, _ := strings.Cut(p, " "); is(c, k) {
					n++
				}
			}
			return n
		}
		var some struct{ OfCadre, OfCase, OfBoth struct{ TotalCount int } }
		told(t, ask, access.Grant{Role: "ORGANIZER"}, `query($asOf: Date!, $cadre: String, $case: String) {
			ofCadre: caseCounts(asOf: $asOf, polarity: NEGATIVE, cadre: $cadre) { totalCount }
			ofCase: caseCounts(asOf: $asOf, polarity: NEGATIVE, case: $case) { totalCount }
			ofBoth: caseCounts(asOf: $asOf, polarity: NEGATIVE, cadre: $cadre, case: $case) { totalCount } }`,
			map[string]any{"asOf": asOf, "cadre": cadre, "case": key}, &some)
		if some.OfCadre.TotalCount != of(func(c, _ string) bool { return c == cadre }) || some.OfCase.TotalCount != of(func(_, k string) bool { return k == key }) || some.OfBoth.TotalCount != 1 {
			t.Errorf("%s: of %s: %+v", asOf, one, some)
		}
		var a struct{ MustBeEmpty, Counted, NotHeard struct{ TotalCount int } }
		answered(t, ask, "18", map[string]any{"asOf": asOf}, &a)
		if a.MustBeEmpty.TotalCount != 0 || a.Counted.TotalCount != counted || a.NotHeard.TotalCount == 0 {
			t.Errorf("%s: %+v, plain loops count %d", asOf, a, counted)
		}
	}
}

func TestToleratedFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	cases, subjects := r.byKey("cases"), map[pair]demo.Row{}
	for _, s := range r.Data["caseSubjects"] {
		subjects[pair{text(s["cadre"]), text(s["case"])}] = s
	}
	const list = `query($asOf: Date!) { toleranceRulings(first: 200) { totalCount nodes { key cadre { key } check(asOf: $asOf) { inEffect uses { in name node { id } } } } } }`
	type check struct {
		InEffect bool
		Uses     []struct{ In, Name string }
	}
	type answer struct {
		ToleranceRulings struct {
			TotalCount int
			Nodes      []struct {
				Key   string
				Cadre struct{ Key string }
				Check check
			}
		}
	}
	today := r.recount(demo.AsOf)
	for _, asOf := range []string{demo.AsOf, "2021-02-03"} {
		c := r.recount(asOf)
		var all, some answer
		told(t, ask, access.Grant{Role: "AUDITOR"}, list, map[string]any{"asOf": asOf}, &all)
		told(t, ask, access.Grant{Role: "AUDITOR", Units: []string{"a1"}}, list, map[string]any{"asOf": asOf}, &some)
		checks := map[string]check{}
		for _, n := range all.ToleranceRulings.Nodes {
			checks[n.Key] = n.Check
		}
		if len(checks) != len(r.Data["toleranceRulings"]) || len(checks) != all.ToleranceRulings.TotalCount {
			t.Errorf("%s: %d rulings of %d", asOf, len(checks), len(r.Data["toleranceRulings"]))
		}
		inA1 := map[string]bool{}
		shown := map[string]int{}
		for _, x := range r.Data["toleranceRulings"] {
			key, cadre := text(x["key"]), text(x["cadre"])
			inA1[key] = r.below(today.unit(cadre), "a1")
			got := checks[key]
			if got.InEffect != c.inEffect(x) {
				t.Errorf("%s: ruling %s is in effect: %t, by the rows %t", asOf, key, got.InEffect, c.inEffect(x))
			}
			if x["effect"] == "EXEMPT" && c.inEffect(x) {
				shown["exempt"]++
				if len(got.Uses) > 0 {
					t.Errorf("%s: what ruling %s exempts from counts: %v", asOf, key, got.Uses)
				}
				continue
			}
			if x["case"] == nil {
				continue
			}
			counts := c.caseCounts(cases[x["case"]], subjects[pair{cadre, text(x["case"])}])
			listed := slices.ContainsFunc(got.Uses, func(u struct{ In, Name string }) bool {
				return u.In == "CASES" && u.Name == cases[x["case"]]["polarity"]
			})
			if counts != listed {
				t.Errorf("%s: the case of ruling %s counts: %t, the answer lists %v", asOf, key, counts, got.Uses)
			}
			if counts {
				shown["counted"]++
			}
		}
		if shown["exempt"] == 0 || shown["counted"] == 0 {
			t.Errorf("%s: the test meets %v", asOf, shown)
		}
		seen := 0
		for _, n := range some.ToleranceRulings.Nodes {
			seen++
			if !inA1[n.Key] {
				t.Errorf("ruling %s of %s is shown to those who see a1 alone", n.Key, n.Cadre.Key)
			}
			if d := cmp.Diff(checks[n.Key], n.Check); d != "" {
				t.Errorf("%s: a narrower scope changes what is counted for ruling %s (-all +a1):\n%s", asOf, n.Key, d)
			}
		}
		for _, is := range inA1 {
			if is {
				seen--
			}
		}
		if seen != 0 || len(some.ToleranceRulings.Nodes) == 0 {
			t.Errorf("%s: %d rulings are shown to those who see a1 alone, %d too many", asOf, len(some.ToleranceRulings.Nodes), seen)
		}
	}
}
