package record_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

// What a search found gives the same digits in a fit of its own, also where it was kept as text, and whatever order the
// scores come in.
func TestPopulationIsAllThatIsKept(t *testing.T) {
	for _, s := range []simulate.Scenario{simulate.Scenarios()[1], simulate.OutcomeScenarios()[1],
		{People: 120, Tasks: 150, Raters: 20, Ratings: 5, Mean: 92, Rule: simulate.Able}, {People: 40, Tasks: 12, Raters: 6, Ratings: 6, Rule: simulate.Random}} {
		in := s.Draw(77).Input
		last := -1.0
		o := record.Options{Progress: func(share float64) {
			if share < last || share > 1 {
				t.Errorf("%s: progress is %v after %v", s.Name, share, last)
			}
			last = share
		}}
		whole := fit(t, in, o)
		if last <= 0 {
			t.Errorf("%s: progress ended at %v", s.Name, last)
		}
		found, err := record.Find(t.Context(), in, record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(found)
		if err != nil {
			t.Fatal(err)
		}
		var kept record.Population
		if err := json.Unmarshal(text, &kept); err != nil {
			t.Fatal(err)
		}
		rand.Shuffle(len(in.Observations), func(i, j int) {
			in.Observations[i], in.Observations[j] = in.Observations[j], in.Observations[i]
		})
		again := fit(t, in, record.Options{By: &kept})
		if d := cmp.Diff(whole.Summary(), again.Summary()); d != "" {
			t.Errorf("%s: %s", s.Name, d)
		}
		if d := cmp.Diff(whole.Estimates(), again.Estimates()); d != "" {
			t.Errorf("%s: %s", s.Name, d)
		}
	}
}
