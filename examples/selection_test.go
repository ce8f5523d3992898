package examples_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/graph"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/dataset/demo"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestRoundsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	const from, to = "2022-06-01", demo.AsOf
	type agreement struct {
		Both, NamedOnly, OutstandingOnly, Neither, Unknown int
		Disagreement                                       float64
		Kappa                                              *float64
	}
	rounds, want := r.byKey("rounds"), map[string]agreement{}
	for _, n := range r.Data["nominations"] {
		on := rounds[n["round"]]
		if on["kind"] != "NO_VACANCY" || text(on["heldOn"]) < from || text(on["heldOn"]) > to {
			continue
		}
		a := want[text(n["round"])]
		named, known1 := n["byLeader"].(bool)
		outstanding, known2 := n["outstanding"].(bool)
		switch {
		case !known1 || !known2:
			a.Unknown++
		case named && outstanding:
			a.Both++
		case named:
			a.NamedOnly++
		case outstanding:
			a.OutstandingOnly++
		default:
			a.Neither++
		}
		want[text(n["round"])] = a
	}
	for key, a := range want {
		n := float64(a.Both + a.NamedOnly + a.OutstandingOnly + a.Neither)
		if n < 5 {
			delete(want, key)
			continue
		}
		a.Disagreement = float64(a.NamedOnly+a.OutstandingOnly) / n
		named, outstanding := float64(a.Both+a.NamedOnly)/n, float64(a.Both+a.OutstandingOnly)/n
		if chance := named*outstanding + (1-named)*(1-outstanding); chance < 1 {
			kappa := (1 - a.Disagreement - chance) / (1 - chance)
			a.Kappa = &kappa
		}
		want[key] = a
	}
	var a struct {
		RoundAgreements struct {
			TotalCount int
			Nodes      []struct {
				Round struct{ Key string }
				agreement
			}
		}
	}
	told(t, ask, access.Grant{Role: "ORGANIZER"}, `query($from: Date!, $to: Date!) { roundAgreements(kind: NO_VACANCY, from: $from, to: $to, first: 200) { totalCount
		nodes { round { key } both namedOnly outstandingOnly neither unknown disagreement kappa } } }`, map[string]any{"from": from, "to": to}, &a)
	got, last := map[string]agreement{}, 1.0
	for _, n := range a.RoundAgreements.Nodes {
		got[n.Round.Key] = n.agreement
		if n.Disagreement > last {
			t.Errorf("%s disagrees more than the round before it", n.Round.Key)
		}
		last = n.Disagreement
	}
	rounded := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if d := cmp.Diff(want, got, rounded); d != "" || a.RoundAgreements.TotalCount != len(want) || len(want) < 20 || len(want) == len(rounds) {
		t.Errorf("%d rounds of %d (-rows +answer):\n%s", a.RoundAgreements.TotalCount, len(rounds), d)
	}
}

// unrecorded serves the graph without work records, where lists cost no fit.
func unrecorded(t *testing.T) asking {
	t.Helper()
	open(t)
	r := roomstest.Open(t, rooms.Options{Graph: graph.Options{Unpaced: true}, Appraisal: appraisal.Options{NoRecords: true}})
	signer := tokens(t)
	return serve(t, handler(t, r, signer), signer, "en")
}

type fairnessGroup struct {
	Attribute      string
	Group          *string
	Pool, Selected int
	Rate           *float64
}

func (g fairnessGroup) name() string {
	if g.Group == nil {
		return g.Attribute
	}
	return g.Attribute + " " + *g.Group
}

func TestFairnessFromRows(t *testing.T) {
	g := open(t)
	ask, c := api(t, g), generated().recount("2024-06-13")
	var a struct {
		FairnessReport struct {
			Pool, Selected, SelectedOutside int
			Groups                          []fairnessGroup
		}
	}
	query := operation(t, "17")
	told(t, ask, access.Grant{Role: "AUDITOR"}, query, map[string]any{"batch": "zj-2024-06", "asOf": c.asOf}, &a)

	selected, posts := map[string]bool{}, map[string]bool{}
	for _, d := range c.Data["decisions"] {
		if d["batch"] == "zj-2024-06" && (d["kind"] == "PROMOTION" || d["kind"] == "FURTHER_USE") && (d["state"] == "DECIDED" || d["state"] == "EFFECTIVE") {
			selected[text(d["cadre"])] = true
			posts[text(d["toPosition"])] = true
		}
	}
	pool := map[string]bool{} // who fails for none of the posts; what each condition says is held to the rows elsewhere
	plain := unrecorded(t)
	for post := range posts {
		for p := (page{HasNextPage: true}); p.HasNextPage; {
			var l struct{ Candidates candidateList }
			variables := map[string]any{"position": post, "asOf": c.asOf}
			if p.EndCursor != "" {
				variables["after"] = p.EndCursor
			}
			told(t, plain, access.Grant{Role: "AUDITOR"}, `query($position: String!, $asOf: Date!, $after: String) { candidates(position: $position, asOf: $asOf) {
				candidates(first: 200, after: $after) { nodes { cadre { key } } pageInfo { endCursor hasNextPage } } } }`, variables, &l)
			for _, n := range l.Candidates.Candidates.Nodes {
				pool[n.Cadre.Key] = true
			}
			p = l.Candidates.Candidates.PageInfo
		}
	}
	want, inside := c.groups(pool, selected), 0
	for key := range selected {
		if pool[key] {
			inside++
		}
	}
	f := a.FairnessReport
	if f.Pool != len(pool) || f.Selected != inside || f.SelectedOutside != len(selected)-inside || inside < 10 {
		t.Errorf("%d of %d selected, %d outside; by the rows %d of %d, and %d", f.Selected, f.Pool, f.SelectedOutside, inside, len(pool), len(selected)-inside)
	}
	got, sums := map[string][2]int{}, map[string]int{}
	for _, x := range f.Groups {
		got[x.name()] = [2]int{x.Pool, x.Selected}
		sums[x.Attribute] += x.Pool
		if x.Rate != nil && math.Abs(*x.Rate-float64(x.Selected)/float64(x.Pool)) > 1e-9 {
			t.Errorf("%s: the rate is %v of %d over %d", x.name(), *x.Rate, x.Selected, x.Pool)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("groups (-rows +answer):\n%s", d)
	}
	if d := cmp.Diff(map[string]int{"GENDER": f.Pool, "ETHNICITY": f.Pool, "AGE": f.Pool, "UNIT_KIND": f.Pool}, sums); d != "" {
		t.Errorf("sums (-pool +groups):\n%s", d)
	}
	if _, errs := ask(access.Grant{Role: "ANALYST"}, query, map[string]any{"batch": "zj-2024-06", "asOf": c.asOf}); len(errs) != 1 {
		t.Errorf("an analyst is told protected facts: %v", errs)
	}
}

// groups counts the pool and who of it was selected, by each attribute.
func (c *recount) groups(pool, selected map[string]bool) map[string][2]int {
	out, organizations := map[string][2]int{}, c.byKey("organizations")
	for _, d := range c.Data["cadres"] {
		key := text(d["key"])
		if !pool[key] {
			continue
		}
		ethnicity := "OTHER"
		if d["ethnicity"] == "汉族" {
			ethnicity = "HAN"
		}
		age := "AGE"
		if band := ageBand(text(d["birthMonth"]), c.asOf); band != "" {
			age += " " + band
		}
		for _, name := range []string{"GENDER " + text(d["gender"]), "ETHNICITY " + ethnicity, age, "UNIT_KIND " + text(organizations[c.unit(key)]["kind"])} {
			n := out[name]
			n[0]++
			if selected[key] {
				n[1]++
			}
			out[name] = n
		}
	}
	return out
}

// ageBand is the band of someone born in a month, "" where it changes within the month of the day.
func ageBand(birth, asOf string) string {
	bands := []string{"UNDER_35", "35_TO_44", "45_TO_54", "55_AND_OVER"}
	year := func(s string) int { return numberOf("y" + s[:4]) }
	age := year(asOf) - year(birth)
	switch {
	case birth[5:7] > asOf[5:7]:
		age--
	case birth[5:7] == asOf[5:7] && slices.Contains([]int{35, 45, 55}, age):
		return ""
	}
	at := 0
	for _, limit := range []int{35, 45, 55} {
		if age >= limit {
			at++
		}
	}
	return bands[at]
}
