package record_test

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

// Where tasks differ in nothing, their variance ends at none; that is an end, not a failure.
func TestVarianceAtItsEnd(t *testing.T) {
	for seed := range uint64(3) {
		truth := simulate.Scenario{People: 120, Tasks: 150, Raters: 20, Ratings: 5, Rule: simulate.Random}.Draw(600 + seed)
		for i, o := range truth.Observations {
			truth.Observations[i].Score += truth.Difficulty[o.Task]
		}
		for name, fit := range map[string]func() (*record.Model, error){
			"exact":   func() (*record.Model, error) { return record.Fit(t.Context(), truth.Input, record.Options{}) },
			"sampled": func() (*record.Model, error) { return record.FitSampled(t.Context(), truth.Input, record.Options{}) },
		} {
			m, err := fit()
			if err != nil {
				t.Fatal(err)
			}
			if s := m.Summary(); !s.Converged || s.Task > 1.5 {
				t.Errorf("%s, seed %d: converged %t, spread of tasks %.3f, %d steps", name, seed, s.Converged, s.Task, s.Iterations)
			}
		}
	}
}

// A search ends in the same place wherever it starts.
func TestPathsEndTogether(t *testing.T) {
	scenarios := simulate.Scenarios()
	for _, s := range []simulate.Scenario{scenarios[0], scenarios[1], scenarios[2], scenarios[8], scenarios[9], scenarios[11], simulate.OutcomeScenarios()[1]} {
		t.Run(s.Name, func(t *testing.T) {
			in := s.Draw(1001).Input
			a := fit(t, in, record.Options{})
			h := a.Summary().Hyperparameters
			h.Person *= 1.7
			h.Task *= .6
			h.Rater *= .5
			h.Residual *= 1.4
			b := fit(t, in, record.Options{Start: &record.Population{Hyperparameters: h}})
			if !a.Summary().Converged || !b.Summary().Converged {
				t.Errorf("converged %t and %t", a.Summary().Converged, b.Summary().Converged)
			}
			others := b.Estimates()
			for i, e := range a.Estimates() {
				if math.Abs(e.Value-others[i].Value) > 1e-5 {
					t.Fatalf("%s: %v by one path, %v by another", e.Person, e.Value, others[i].Value)
				}
			}
		})
	}
}

// Digits depend neither on the number of processors nor on the order of scores, where moments and variances are drawn.
func TestProcessors(t *testing.T) {
	in := simulate.Scenario{People: 500, Tasks: 450, Raters: 20, Ratings: 4, Repeat: 2, Rule: simulate.Able, Missing: .2, Participation: 3, Unknown: .1}.Draw(7).Input
	want := fit(t, in, record.Options{})
	if want.Summary().Exact {
		t.Fatal("variances are exact: nothing is drawn")
	}
	slices.Reverse(in.Observations)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	got := fit(t, in, record.Options{})
	if d := cmp.Diff(want.Summary(), got.Summary()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want.Estimates(), got.Estimates()); d != "" {
		t.Error(d)
	}
}
