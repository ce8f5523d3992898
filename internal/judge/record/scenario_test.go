package record_test

import (
	"flag"
	"math"
	"slices"
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

var seeds = flag.Uint64("seeds", 10, "how many draws of each scenario; `make test-seeds` takes 20")

// What is asked of the method, on draws of each scenario that it was not made on. bench/README.md has 200 of each.
func TestScenarios(t *testing.T) {
	n := float64(*seeds)
	spearman := map[string]struct{ least, gain float64 }{"able get hard": {.935, .005}, "sparse": {.86, .02}, "sparse, silos": {.86, .02}}
	// Scenarios beyond the method's own, measured by the benchmark and not asserted here.
	measured := []string{"closed units", "closed units, sparse", "closed units, open raters", "crowded units", "crowded units, open raters"}
	for _, s := range simulate.Scenarios() {
		if slices.Contains(measured, s.Name) {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			want, compare := spearman[s.Name]
			var sum simulate.Score
			plain, r, lowest := 0.0, 0.0, 1.0
			for seed := range *seeds {
				truth := s.Draw(71000 + seed)
				m := fit(t, truth.Input, record.Options{})
				score := simulate.Judge(m.Estimates(), truth.Ability)
				sum = sum.Plus(score, 1/n)
				lowest = min(lowest, score.Coverage)
				r += m.Summary().Correlation / n
				if compare || s.Name == "random" {
					plain += simulate.Judge(fit(t, truth.Input, record.Options{Plain: true}).Estimates(), truth.Ability).Spearman / n
				}
			}
			t.Logf("coverage %.3f, lowest %.3f, top tenth %.3f, Spearman %.3f (plain %.3f, Huber %.3f), nDCG@10 %.3f, r %.2f", sum.Coverage, lowest, sum.Top, sum.Spearman, plain, sum.Robust, sum.NDCG, r)
			if s.Name == "outliers" { // the intervals are the Gaussian fit's and make no promise here
				if sum.Robust < sum.Spearman+.01 {
					t.Errorf("Huber orders %.3f, the Gaussian fit %.3f", sum.Robust, sum.Spearman)
				}
				return
			}
			if sum.Coverage < .87 || sum.Coverage > .93 || lowest < .80 || sum.Top < .85 {
				t.Errorf("coverage %.3f, lowest %.3f, top tenth %.3f", sum.Coverage, lowest, sum.Top)
			}
			if compare && (sum.Spearman < want.least || sum.Spearman < plain+want.gain) {
				t.Errorf("Spearman %.3f, of REML %.3f; want %.3f and %.3f more", sum.Spearman, plain, want.least, want.gain)
			}
			if s.Name == "able get hard" && sum.NDCG < .93 {
				t.Errorf("nDCG@10 %.3f", sum.NDCG)
			}
			if s.Name == "random" && (math.Abs(sum.Spearman-plain) > .003 || r > .2) {
				t.Errorf("Spearman %.3f, of REML %.3f, r %.2f", sum.Spearman, plain, r)
			}
		})
	}
}

func fit(t *testing.T, in record.Input, o record.Options) *record.Model {
	t.Helper()
	m, err := record.Fit(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Summary().Converged {
		t.Logf("not converged after %d steps", m.Summary().Iterations)
	}
	return m
}
