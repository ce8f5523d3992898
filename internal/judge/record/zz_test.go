package record_test

import (
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

func BenchmarkIntervals(b *testing.B) {
	n := 20000
	s := simulate.Deployment(n)
	in := s.Draw(1)
	h := record.Hyperparameters{Person: 3.9, Task: 2.15, TaskUnknown: 3.7, Rater: 3.1, Residual: 4.2, Kappa: .021, Correlation: .285, Spread: 3.9, Shrink: 3.5, MeanRecorded: 2.98}
	for b.Loop() {
		if _, err := record.Fit(b.Context(), in.Input, record.Options{Fixed: &h, Draws: 50}); err != nil {
			b.Fatal(err)
		}
	}
}
