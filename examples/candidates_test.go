package examples_test

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/dataset/demo"
)

type gate struct {
	Rule              struct{ Code string }
	Part, Missing     *string
	Strength, Outcome string
	MetOn             *string
	Facts             []struct{ Node *struct{ ID string } }
}

func (g gate) name() string {
	if g.Part == nil {
		return g.Rule.Code
	}
	return g.Rule.Code + " " + *g.Part
}

type candidate struct {
	Cadre       struct{ Key string }
	Eligibility string
	Band        *int
	Gates       []gate
}

type candidateList struct {
	Digest        string
	Eligibilities []struct {
		Eligibility string
		Count       int
	}
	Candidates struct {
		TotalCount int
		Nodes      []candidate
		PageInfo   page
	}
	WhyNot *candidate
}

var anyone = []string{"ELIGIBLE", "REVIEW", "UNKNOWN", "FAILED"}

// listed walks a whole list of candidates, with some fields of each; an answer beyond the first is the same list's.
func listed(t *testing.T, ask asking, grant access.Grant, scenario map[string]any, eligibility []string, fields string) candidateList {
	t.Helper()
	var all candidateList
	for p := (page{HasNextPage: true}); p.HasNextPage; {
		var a struct{ Candidates candidateList }
		variables := maps.Clone(scenario)
		variables["eligibility"] = eligibility
		if p.EndCursor != "" {
			variables["after"] = p.EndCursor
		}
		told(t, ask, grant, `query($vacancy: String, $requirements: [RequirementInput!], $asOf: Date!, $eligibility: [Eligibility!]!, $after: String) { candidates(vacancy: $vacancy, requirements: $requirements, asOf: $asOf) { digest eligibilities { eligibility count }
			candidates(eligibility: $eligibility, first: 200, after: $after) { totalCount nodes { cadre { key } `+fields+` } pageInfo { endCursor hasNextPage } } } }`, variables, &a)
		p = a.Candidates.Candidates.PageInfo
		a.Candidates.Candidates.Nodes = append(all.Candidates.Nodes, a.Candidates.Candidates.Nodes...)
		all = a.Candidates
	}
	return all
}

func scenario(vacancy, asOf string, requirements ...any) map[string]any {
	out := map[string]any{"vacancy": vacancy, "asOf": asOf}
	if len(requirements) > 0 {
		out["requirements"] = requirements
	}
	return out
}

func must(rule, value string) map[string]any {
	return map[string]any{"rule": rule, "value": value, "strength": "MUST"}
}

func TestChangesFromRows(t *testing.T) {
	ask, c := api(t, open(t)), generated().recount(demo.AsOf)
	organizer := access.Grant{Role: "ORGANIZER"}
	before, after := scenario("vac01", demo.AsOf), scenario("vac01", demo.AsOf, must("EXPERIENCE_AT", "TOWNSHIP,SUBDISTRICT:3"))
	organizations := c.byKey("organizations")
	type standing struct {
		Eligibility string
		Band        int
	}
	standings := func(l candidateList) map[string]standing {
		out := map[string]standing{}
		for _, n := range l.Candidates.Nodes {
			s := standing{Eligibility: n.Eligibility}
			if n.Band != nil {
				s.Band = *n.Band
			}
			out[n.Cadre.Key] = s
		}
		return out
	}
	list := listed(t, ask, organizer, after, anyone, "eligibility band gates { rule { code } outcome }")
	was, is := standings(listed(t, ask, organizer, before, anyone, "eligibility band")), standings(list)
	enough, left := 0, 0
	for _, n := range list.Candidates.Nodes {
		key := n.Cadre.Key
		experienced := years(c.posts[key], c.asOf, func(a demo.Row) bool {
			kind := organizations[c.positions[a["position"]]["organization"]]["kind"]
			return kind == "TOWNSHIP" || kind == "SUBDISTRICT"
		}) >= 3
		at := slices.IndexFunc(n.Gates, func(g gate) bool { return g.Rule.Code == "EXPERIENCE_AT" })
		if at < 0 || (n.Gates[at].Outcome == "PASS") != experienced {
			t.Errorf("%s: three years in townships are %t by the rows, the answer says %+v", key, experienced, n.Gates)
		}
		want := was[key].Eligibility
		if !experienced {
			want = "FAILED"
		}
		if n.Eligibility != want {
			t.Errorf("%s is %s, by the rows %s", key, n.Eligibility, want)
		}
		if experienced {
			enough++
		}
		if want != was[key].Eligibility {
			left++
		}
	}
	if enough == 0 || left == 0 || len(is) != len(c.Data["cadres"]) || len(was) != len(is) {
		t.Errorf("%d of %d have the experience, %d leave a list of %d", enough, len(is), left, len(was))
	}
	want, got := map[string][2]standing{}, map[string][2]standing{}
	for key := range is {
		if is[key] != was[key] {
			want[key] = [2]standing{was[key], is[key]}
		}
	}
	only, last := false, 0
	for p := (page{HasNextPage: true}); p.HasNextPage; {
		var a struct {
			CandidateChanges struct {
				Changes struct {
					TotalCount int
					Nodes      []struct {
						Cadre                 struct{ Key string }
						Before, After         string
						BandBefore, BandAfter int
					}
					PageInfo page
				}
			}
		}
		variables := map[string]any{"before": before, "after": after}
		if p.EndCursor != "" {
			variables["cursor"] = p.EndCursor
		}
		told(t, ask, organizer, `query($before: CandidateScenario!, $after: CandidateScenario!, $cursor: String) { candidateChanges(before: $before, after: $after) {
			changes(first: 200, after: $cursor) { totalCount nodes { cadre { key } before after bandBefore bandAfter } pageInfo { endCursor hasNextPage } } } }`, variables, &a)
		p = a.CandidateChanges.Changes.PageInfo
		for _, n := range a.CandidateChanges.Changes.Nodes {
			got[n.Cadre.Key] = [2]standing{{n.Before, n.BandBefore}, {n.After, n.BandAfter}}
			better := min(slices.Index(anyone, n.Before), slices.Index(anyone, n.After))
			if same := n.Before == n.After; same != only {
				if only {
					t.Errorf("%s changes eligibility and stands after those who change the band alone", n.Cadre.Key)
				}
				only, last = same, 0
			}
			if better < last {
				t.Errorf("%s was or is better than those before", n.Cadre.Key)
			}
			last = better
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("changes (-lists +answer):\n%s", d)
	}
}

// years counts the days in posts that fit, each once, as years of 365 days; a border case would have to be told apart
// by months.
func years(posts []demo.Row, asOf string, fits func(demo.Row) bool) float64 {
	days := map[string]bool{}
	for _, a := range posts {
		to := asOf
		if a["to"] != nil {
			to = min(to, text(a["to"]))
		}
		if !fits(a) {
			continue
		}
		for day, err := time.Parse(time.DateOnly, text(a["from"])); err == nil && day.Format(time.DateOnly) < to; day = day.AddDate(0, 0, 1) {
			days[day.Format(time.DateOnly)] = true
		}
	}
	return float64(len(days)) / 365.25
}

func TestShortlistsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	var a struct {
		Vacancies struct {
			Nodes []struct {
				Key        string
				Shortlists struct {
					Nodes []struct {
						AsOf, Digest string
						Proposes     struct {
							TotalCount int
							Edges      []struct {
								Place, Band int
								Eligibility string
								Node        struct{ Key string }
							}
						}
						Chosen struct {
							Edges []struct {
								Reason string
								Node   struct{ Key string }
							}
						}
						Check struct{ Same bool }
					}
				}
			}
		}
	}
	answered(t, ask, "22", nil, &a)
	filled := slices.DeleteFunc(slices.Clone(r.Data["vacancies"]), func(v demo.Row) bool { return v["status"] != "FILLED" })
	slices.SortFunc(filled, func(a, b demo.Row) int { return strings.Compare(text(b["openedOn"]), text(a["openedOn"])) })
	for i, v := range a.Vacancies.Nodes {
		if v.Key != filled[i]["key"] || len(v.Shortlists.Nodes) == 0 {
			t.Fatalf("the vacancy at %d is %s with %d lists, by the rows %s", i, v.Key, len(v.Shortlists.Nodes), filled[i]["key"])
		}
		for _, s := range v.Shortlists.Nodes {
			var now struct {
				Vacancy struct{ Candidates candidateList }
			}
			told(t, ask, access.Grant{Role: "ORGANIZER"}, `query($key: String!, $asOf: Date!) { vacancy(key: $key) { candidates(asOf: $asOf) { digest candidates(first: 200) { nodes { cadre { key } eligibility band } } } } }`,
				map[string]any{"key": v.Key, "asOf": s.AsOf}, &now)
			list := now.Vacancy.Candidates
			if s.Digest != list.Digest || !s.Check.Same || s.Proposes.TotalCount > len(list.Candidates.Nodes) {
				t.Errorf("%s: the list of %d has digest %s, asked again %s, the same: %t", v.Key, s.Proposes.TotalCount, s.Digest, list.Digest, s.Check.Same)
			}
			var proposed []string
			for at, e := range s.Proposes.Edges {
				proposed = append(proposed, e.Node.Key)
				n := list.Candidates.Nodes[at]
				if e.Place != at+1 || e.Node.Key != n.Cadre.Key || e.Eligibility != n.Eligibility || (n.Band == nil) != (e.Band == 0) || n.Band != nil && *n.Band != e.Band {
					t.Errorf("%s: at %d stands %+v, asked again %+v", v.Key, at+1, e, n)
				}
			}
			if len(s.Chosen.Edges) != 1 || !slices.Contains(proposed, s.Chosen.Edges[0].Node.Key) || s.Chosen.Edges[0].Reason == "" {
				t.Errorf("%s: chosen is %+v of %v", v.Key, s.Chosen.Edges, proposed)
			}
		}
	}
	if len(a.Vacancies.Nodes) != 3 {
		t.Errorf("%d vacancies", len(a.Vacancies.Nodes))
	}
}

// TestCandidatesWithinScope asks question 19 for someone who sees one district.
func TestCandidatesWithinScope(t *testing.T) {
	ask, c := api(t, open(t)), generated().recount(demo.AsOf)
	inside := map[string]bool{}
	for _, d := range c.Data["cadres"] {
		if key := text(d["key"]); c.below(c.unit(key), "a1") {
			inside[key] = true
		}
	}
	grant := access.Grant{Role: "ORGANIZER", Units: []string{"a1"}}
	holders := map[string]string{}
	for _, a := range c.Data["appointments"] {
		holders["Appointment:"+text(a["key"])] = text(a["cadre"])
	}
	list := listed(t, ask, grant, scenario("vac06", demo.AsOf), anyone, "eligibility gates { rule { code } facts { node { id } } }")
	sum, others := 0, 0
	for _, e := range list.Eligibilities {
		sum += e.Count
	}
	for _, n := range list.Candidates.Nodes {
		if !inside[n.Cadre.Key] {
			t.Errorf("%s is named to those who see a1 alone", n.Cadre.Key)
		}
		for _, g := range n.Gates {
			for _, f := range g.Facts {
				if f.Node == nil {
					continue
				}
				id, err := base64.RawURLEncoding.DecodeString(f.Node.ID)
				if err != nil {
					t.Fatal(err)
				}
				owner, is := holders[string(id)]
				if is && !inside[owner] {
					t.Errorf("%s of %s names %s, an appointment of %s", g.Rule.Code, n.Cadre.Key, id, owner)
				}
				if is && owner != n.Cadre.Key {
					others++
				}
			}
		}
	}
	if sum != len(inside) || list.Candidates.TotalCount != len(inside) || len(inside) == 0 || others == 0 {
		t.Errorf("%d eligibilities and %d candidates of %d, with %d facts of others", sum, list.Candidates.TotalCount, len(inside), others)
	}
	outside := slices.DeleteFunc(slices.Sorted(maps.Keys(c.posts)), func(key string) bool { return inside[key] })[0]
	for _, number := range []string{"19", "39"} {
		data, errs := ask(grant, operation(t, number), map[string]any{"vacancy": "vac06", "asOf": demo.AsOf, "cadre": outside})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		named := 0
		for _, key := range cadresIn(data) {
			named++
			if !inside[key] {
				t.Errorf("question %s names %s to those who see a1 alone", number, key)
			}
		}
		if number == "19" && named == 0 {
			t.Error("question 19 names nobody")
		}
	}
}

// cadresIn are the keys of the officials that an answer names.
func cadresIn(answer any) (out []string) {
	switch v := answer.(type) {
	case map[string]any:
		if cadre, _ := v["cadre"].(map[string]any); cadre != nil {
			out = append(out, text(cadre["key"]))
		}
		for _, x := range v {
			out = append(out, cadresIn(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, cadresIn(x)...)
		}
	}
	return out
}
