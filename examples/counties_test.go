package examples_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"bole/internal/dataset/demo"
)

// average is how many there are of something, and their average score where some have one.
type average struct {
	Count int
	Score struct{ Avg *float64 }
}

// sums add up scores by group.
type sums map[string]*struct{ count, scored, total float64 }

func (s sums) add(group string, row demo.Row) {
	if s[group] == nil {
		s[group] = new(struct{ count, scored, total float64 })
	}
	s[group].count++
	if score, ok := number(row["score"]); ok {
		s[group].scored++
		s[group].total += score
	}
}

// hold compares the averages of an answer to those of the rows.
func (s sums) hold(t *testing.T, what string, got map[string]average) {
	t.Helper()
	if len(got) != len(s) {
		t.Errorf("%s: %d groups, %d by the rows", what, len(got), len(s))
	}
	for group, x := range s {
		g := got[group]
		avg := x.total / x.scored
		if g.Count != int(x.count) || (g.Score.Avg == nil) != (x.scored == 0) || g.Score.Avg != nil && math.Abs(*g.Score.Avg-avg) > 1e-9 {
			t.Errorf("%s: %s: %+v, by the rows %v with %v", what, group, g, x.count, avg)
		}
	}
}

// county is the uppermost organization at the level of counties that one is a part of.
func (r rows) county(organization any) (county string) {
	for o := organization; o != nil; o = r.parent[o] {
		if r.by("organizations")[o]["level"] == "COUNTY" {
			county = text(o)
		}
	}
	return county
}

// TestCountiesFromRows holds question 57 to the rows.
func TestCountiesFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	home, want, got := r.homes(), sums{}, map[string]average{}
	for _, e := range r.Data["evaluations"] {
		if unit := home[e["cadre"]]; unit != nil && unit != "zj" && r.below(unit, "zj") {
			want.add(r.county(unit), e)
		}
	}
	var a struct {
		Evaluations struct {
			GroupBy struct {
				Groups []struct {
					Key struct {
						Cadre struct{ Organization struct{ Within *node } }
					}
					Aggregate average
				}
			}
		}
	}
	answered(t, ask, "57", map[string]any{"city": "zj"}, &a)
	for _, g := range a.Evaluations.GroupBy.Groups {
		key := ""
		if within := g.Key.Cadre.Organization.Within; within != nil {
			key = within.Key
		}
		got[key] = g.Aggregate
	}
	want.hold(t, "57", got)
	if len(want) < 6 {
		t.Errorf("57: %d counties", len(want))
	}
}

// TestAveragesFromRows holds question 66 to the rows.
func TestAveragesFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	home := r.homes()
	for _, county := range []string{"a3", "a1"} {
		want, got := sums{}, map[string]average{}
		for _, e := range r.Data["evaluations"] {
			var categories []string
			for _, k := range items(e["tasks"]) {
				categories = append(categories, text(r.by("tasks")[k]["category"]))
			}
			slices.Sort(categories)
			for _, c := range slices.Compact(categories) { // once for each category
				if r.below(home[e["cadre"]], county) {
					want.add(c+" "+text(e["evaluatedOn"])[:4], e)
				}
			}
		}
		var a struct {
			Evaluations struct {
				GroupBy struct {
					Groups []struct {
						Key struct {
							Tasks       struct{ Category string }
							EvaluatedOn string
						}
						Aggregate average
					}
					PageInfo page
				}
			}
		}
		answered(t, ask, "66", map[string]any{"county": county}, &a)
		for _, g := range a.Evaluations.GroupBy.Groups {
			got[g.Key.Tasks.Category+" "+g.Key.EvaluatedOn] = g.Aggregate
		}
		want.hold(t, "66: "+county, got)
		if len(want) < 30 || a.Evaluations.GroupBy.PageInfo.HasNextPage {
			t.Errorf("66: %d groups, more: %t", len(want), a.Evaluations.GroupBy.PageInfo.HasNextPage)
		}
	}
}

// TestNotEvaluatedFromRows holds question 67 to the rows, on days with and without somebody to find.
func TestNotEvaluatedFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	home, notAtAll := r.homes(), 0
	for _, since := range []string{"2022-08-31", "2023-08-31", "2024-03-01"} {
		evaluated, onTask := map[any]bool{}, map[any]bool{}
		for _, e := range r.Data["evaluations"] {
			if text(e["evaluatedOn"]) >= since {
				evaluated[e["cadre"]] = true
				onTask[e["cadre"]] = onTask[e["cadre"]] || len(items(e["tasks"])) > 0
			}
		}
		none := func(those map[any]bool) []string {
			return column(r.of("cadres", func(c demo.Row) bool {
				return c["status"] == "ACTIVE" && r.below(home[c["key"]], "a3") && !those[c["key"]]
			}, "key"), "key")
		}
		var a struct{ NotAtAll, NotForATask nodes }
		answered(t, ask, "67", map[string]any{"county": "a3", "since": since}, &a)
		for what, x := range map[string]struct {
			want []string
			got  nodes
		}{"at all": {none(evaluated), a.NotAtAll}, "for a task": {none(onTask), a.NotForATask}} {
			same(t, fmt.Sprintf("67: not %s since %s", what, since), first(10, x.want), x.got.keys())
			if x.got.TotalCount != len(x.want) || what == "for a task" && len(x.want) == 0 {
				t.Errorf("67: %d not %s since %s, %d by the rows", x.got.TotalCount, what, since, len(x.want))
			}
		}
		notAtAll += a.NotAtAll.TotalCount
	}
	if notAtAll == 0 {
		t.Error("67: everybody was evaluated on each day: the test asks beside the data")
	}
}

// TestNamedFromRows holds question 68 to the rows.
func TestNamedFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	heldOn := map[any][]string{}
	for _, n := range r.Data["nominations"] {
		heldOn[n["cadre"]] = append(heldOn[n["cadre"]], text(r.by("rounds")[n["round"]]["heldOn"]))
	}
	for _, from := range []string{"2024-01-01", "2021-01-01"} {
		promoted, named := map[any]bool{}, map[any]bool{}
		for _, d := range r.Data["decisions"] {
			if d["kind"] == "PROMOTION" && (d["state"] == "DECIDED" || d["state"] == "EFFECTIVE") && during(d["decidedOn"], from) {
				promoted[d["cadre"]] = true
				named[d["cadre"]] = named[d["cadre"]] || slices.ContainsFunc(heldOn[d["cadre"]], func(day string) bool { return day < text(d["decidedOn"]) })
			}
		}
		want := column(r.of("cadres", func(c demo.Row) bool { return named[c["key"]] }, "key"), "key")
		var a struct{ Promoted, Named nodes }
		answered(t, ask, "68", map[string]any{"from": from, "to": demo.AsOf}, &a)
		same(t, "68: named before, promoted since "+from, first(5, want), a.Named.keys())
		if a.Named.TotalCount != len(want) || a.Promoted.TotalCount != len(promoted) || len(want) == 0 || len(want) == len(promoted) {
			t.Errorf("68: %d of %d since %s, %d of %d by the rows", a.Named.TotalCount, a.Promoted.TotalCount, from, len(want), len(promoted))
		}
	}
}
