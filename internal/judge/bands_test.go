package judge

import (
	"cmp"
	"flag"
	"slices"
	"testing"

	model "bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

var bandSeeds = flag.Uint64("band-seeds", 6, "how many records TestTopTenth draws; `make test-seeds` takes 200")

// Of the true best tenth with enough work nine in ten stand in the first two bands, whoever of little work is about;
// whoever has one task is in no band.
func TestTopTenth(t *testing.T) {
	few := []int{1, 2, 3, 6, 8} // tasks of a person
	var top, first, single, compared, leaders, people float64
	for seed := range *bandSeeds {
		truth := simulate.Scenario{People: 250, Tasks: 300, Raters: 40, Ratings: 8, Rule: simulate.Able}.Draw(91000 + seed)
		count := map[string]int{}
		number := map[string]int{}
		truth.Observations = slices.DeleteFunc(truth.Observations, func(o model.Observation) bool {
			if _, ok := number[o.Person]; !ok {
				number[o.Person] = len(number)
			}
			count[o.Person]++
			return count[o.Person] > few[number[o.Person]%len(few)]
		})
		m, err := model.Fit(t.Context(), truth.Input, model.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var es []estimate
		var of []model.Estimate
		for _, e := range m.Estimates() {
			people++
			if e.Shaky.Thin {
				continue
			}
			if e.Tasks == 1 {
				compared++
			}
			es, of = append(es, estimate{e.Value, e.SE}), append(of, e)
		}
		band := map[string]int{}
		for i, b := range bandsOf(es) {
			band[of[i].Person] = b
			if b == 0 {
				leaders++
			}
		}
		able := m.Estimates()
		slices.SortFunc(able, func(a, b model.Estimate) int { return cmp.Compare(truth.Ability[b.Person], truth.Ability[a.Person]) })
		for _, e := range able[:len(able)/10] {
			if b, ok := band[e.Person]; e.Tasks >= 6 {
				top++
				if ok && b < 2 {
					first++
				}
			}
		}
		for _, e := range able {
			if e.Tasks == 1 {
				single++
			}
		}
	}
	t.Logf("of the best tenth with six tasks %.3f in the first two bands; in the first band %.3f of all; of one task %.3f compared", first/top, leaders/people, compared/single)
	if first/top < .9 {
		t.Errorf("of the best tenth with six tasks %.3f stand in the first two bands", first/top)
	}
	if compared/single > .05 {
		t.Errorf("%.3f of those with one task are compared", compared/single)
	}
}
