package record_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

var (
	records = flag.Int("records", 40, "how many generated records of any shape are searched; `make test-convergence` takes 1,000")
	largest = flag.Int("largest", 120, "people of the largest of them")
)

// shape of a generated record: sizes and rules as they come, large ones seldom.
func shape(rng *rand.Rand, most int) simulate.Scenario {
	people := int(50 * math.Pow(float64(most)/50, math.Pow(rng.Float64(), 2)))
	pick := func(of ...float64) float64 { return of[rng.IntN(len(of))] }
	s := simulate.Scenario{People: people, Tasks: max(2, int(float64(people)*pick(.2, .5, .7, 1, 1.5, 3))), Raters: 10 + rng.IntN(50), Ratings: 1 + rng.IntN(8), Repeat: 1 + rng.IntN(3)/2,
		Rule: []simulate.Rule{simulate.Random, simulate.Able, simulate.Reversed, simulate.Recorded, simulate.Threshold}[rng.IntN(5)],
		Silo: pick(0, 0, .9), Missing: pick(0, 0, .3, 1), Unknown: pick(0, 0, .3), Mean: pick(55, 55, 92), Participation: pick(0, 0, 4)}
	s.Ratings = min(s.Ratings, s.Tasks)
	if s.Participation > 0 {
		s.Repeat = 2
	}
	if rng.IntN(4) == 0 {
		s.Leading, s.Outcomes, s.OutcomeNoise = .3, 3, pick(5, 10, 20)
	}
	return s
}

// Records of any shape end converged, or say why not.
func TestRecords(t *testing.T) {
	type row struct{ records, converged, steps int }
	rows := map[string]*row{}
	why := map[record.Unconverged]int{}
	for seed := range *records {
		s := shape(rand.New(rand.NewPCG(92000, uint64(seed))), *largest)
		found, err := record.Find(t.Context(), s.Draw(92000+uint64(seed)).Input, record.Options{})
		if err != nil {
			t.Fatalf("seed %d, %+v: %v", seed, s, err)
		}
		if found.Converged != (len(found.Unconverged) == 0) {
			t.Errorf("seed %d, %+v: converged %t, and why not: %v", seed, s, found.Converged, found.Unconverged)
		}
		name := ""
		for _, most := range []int{100, 200, 500, 1000, 3000, 10000, 100000} {
			if name = fmt.Sprintf("to %6d people", most); s.People <= most {
				break
			}
		}
		r := rows[name]
		if r == nil {
			r = &row{}
			rows[name] = r
		}
		r.records++
		r.steps += found.Iterations
		if found.Converged {
			r.converged++
			continue
		}
		t.Logf("seed %d, %v: %+v", seed, found.Unconverged, s)
		for _, u := range found.Unconverged {
			why[u]++
			if !slices.Contains(record.Reasons(), u) {
				t.Errorf("seed %d: %q is no reason", seed, u)
			}
		}
	}
	names := make([]string, 0, len(rows))
	for name := range rows {
		names = append(names, name)
	}
	slices.Sort(names)
	all, converged := 0, 0
	for _, name := range names {
		r := rows[name]
		all, converged = all+r.records, converged+r.converged
		t.Logf("%s: %d records, %d converged, %.1f steps on average", name, r.records, r.converged, float64(r.steps)/float64(r.records))
	}
	t.Logf("why not: %v", why)
	if float64(converged) < .85*float64(all) { // 36 of the first 40: bench/README.md
		t.Errorf("%d of %d converged", converged, all)
	}
}

// Where the data cannot tell two spreads apart and the search finds no end, that is the reason it gives.
func TestUnconverged(t *testing.T) {
	for _, tt := range []struct {
		scenario simulate.Scenario
		want     record.Unconverged
	}{
		{simulate.Scenario{People: 60, Tasks: 40, Raters: 12, Ratings: 1, Rule: simulate.Able}, record.OneScoreEach},
		{simulate.Scenario{People: 60, Tasks: 40, Raters: 12, Ratings: 1, Repeat: 2, Rule: simulate.Able}, record.OneTaskEach},
	} {
		t.Run(string(tt.want), func(t *testing.T) {
			unconverged := 0
			for seed := range uint64(6) {
				in := tt.scenario.Draw(95000 + seed).Input
				s := fit(t, in, record.Options{}).Summary()
				if s.Converged != (len(s.Unconverged) == 0) {
					t.Errorf("seed %d: converged %t, why not: %v", seed, s.Converged, s.Unconverged)
				}
				if s.Converged {
					continue
				}
				unconverged++
				if s.Unconverged[0] != tt.want || len(s.Unconverged) < 2 {
					t.Errorf("seed %d: %v, want %s and how the search ended", seed, s.Unconverged, tt.want)
				}
			}
			if unconverged == 0 {
				t.Error("all converged: nothing was tested")
			}
		})
	}
}
