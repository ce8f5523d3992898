package record_test

import (
	"flag"
	"math"
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

var outcomeSeeds = flag.Uint64("outcome-seeds", 4, "how many draws of each scenario with outcomes; `make test-seeds` takes 100")

// Noisy outcomes neither spoil an estimate nor make it look certain; their noise is found.
func TestNoisyOutcomes(t *testing.T) {
	n := float64(*outcomeSeeds)
	for _, s := range simulate.OutcomeScenarios() {
		t.Run(s.Name, func(t *testing.T) {
			var all, led, wrong, without, noise, lowest = 0.0, 0.0, 0.0, 0.0, 0.0, 1.0
			unconverged := 0
			for seed := range *outcomeSeeds {
				truth := s.Draw(81000 + seed)
				m := fit(t, truth.Input, record.Options{})
				if !m.Summary().Converged {
					unconverged++
				}
				two := truth.Led(2)
				chosen := func(p string) bool { return two[p] }
				c, _ := simulate.Among(m.Estimates(), truth.Ability, func(string) bool { return true })
				l, w := simulate.Among(m.Estimates(), truth.Ability, chosen)
				_, wo := simulate.Among(fit(t, truth.Reviews(), record.Options{}).Estimates(), truth.Ability, chosen)
				all, led, wrong, without, lowest = all+c/n, led+l/n, wrong+w/n, without+wo/n, min(lowest, c)
				noise += m.Summary().Noise[record.Outcome] / n
			}
			t.Logf("coverage %.3f, lowest %.3f, of those with two outcomes %.3f; their error %.2f, by reviews alone %.2f; noise of outcomes %.1f; %d unconverged",
				all, lowest, led, wrong, without, noise, unconverged)
			if all < .87 || all > .93 || led < .87 || led > .93 {
				t.Errorf("coverage %.3f, of those with two outcomes %.3f", all, led)
			}
			most := 1.0
			if s.Unrelated {
				most = 1.1
			} else if math.Abs(noise/s.OutcomeNoise-1) > .15 {
				t.Errorf("the noise of outcomes is %.1f, found %.1f", s.OutcomeNoise, noise)
			}
			if wrong > most*without {
				t.Errorf("error %.2f, by reviews alone %.2f", wrong, without)
			}
		})
	}
}
