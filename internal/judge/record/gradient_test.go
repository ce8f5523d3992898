package record_test

import (
	"math"
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

// The score of the variance components and κ is the derivative of the restricted likelihood.
func TestGradient(t *testing.T) {
	tests := []simulate.Scenario{
		{Name: "people eliminated", People: 60, Tasks: 40, Raters: 9, Ratings: 6, Rule: simulate.Able, Missing: .2},
		{Name: "tasks eliminated", People: 40, Tasks: 70, Raters: 9, Ratings: 6, Rule: simulate.Able, Missing: .2},
		{Name: "participations with several ratings", People: 40, Tasks: 50, Raters: 9, Ratings: 4, Repeat: 2, Participation: 4, Rule: simulate.Able},
		{Name: "unknown evaluators and outcomes", People: 60, Tasks: 40, Raters: 9, Ratings: 4, Repeat: 2, Participation: 4, Rule: simulate.Able, Unknown: .3, Leading: .5, Outcomes: 2, OutcomeNoise: 15},
		{Name: "the same, tasks eliminated", People: 60, Tasks: 90, Raters: 9, Ratings: 4, Repeat: 2, Participation: 4, Rule: simulate.Able, Unknown: .3, Leading: .5, Outcomes: 2, OutcomeNoise: 15},
	}
	for _, s := range tests {
		t.Run(s.Name, func(t *testing.T) {
			h := record.Hyperparameters{Person: 5, Task: 4, TaskUnknown: 7, Rater: 3, Participation: 2, Residual: 6, Kappa: .004, Correlation: .4, Spread: 6}
			if s.Repeat == 0 {
				h.Participation = 0
			}
			if s.Outcomes > 0 {
				h.Noise[record.Outcome] = 14
			}
			score, value, n, err := record.Gradient(t.Context(), s.Draw(1).Input, h, 400)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				by := 1e-4
				if i == n-1 {
					by = 1e-6 // κ is per point²
				}
				up, err := value(i, by)
				if err != nil {
					t.Fatal(err)
				}
				down, err := value(i, -by)
				if err != nil {
					t.Fatal(err)
				}
				want := (up - down) / (2 * by)
				if math.Abs(score[i]-want) > 1e-4*(1+math.Abs(want)) {
					t.Errorf("parameter %d: score %.6f, numerically %.6f", i, score[i], want)
				}
			}
		})
	}
}
