package simulate

import (
	"math"
	"slices"

	"bole/internal/judge/record"
)

// Reviews are the record without its outcomes.
func (t Truth) Reviews() record.Input {
	in := t.Input
	in.Observations = slices.DeleteFunc(slices.Clone(in.Observations), func(o record.Observation) bool { return o.Source == record.Outcome })
	return in
}

// Led tells who has at least n verified outcomes.
func (t Truth) Led(n int) map[string]bool {
	count, led := map[string]int{}, map[string]bool{}
	for _, o := range t.Observations {
		if o.Source == record.Outcome {
			count[o.Person]++
			led[o.Person] = count[o.Person] >= n
		}
	}
	return led
}

// Among gives the coverage of 90 % intervals and the root mean square of the error, in points, of those chosen.
func Among(estimates []record.Estimate, ability map[string]float64, chosen func(person string) bool) (coverage, wrong float64) {
	mean, n := 0.0, 0.0
	for _, e := range estimates {
		mean += ability[e.Person] / float64(len(estimates))
	}
	for _, e := range estimates {
		if !chosen(e.Person) {
			continue
		}
		n++
		off := e.Value - (ability[e.Person] - mean)
		wrong += off * off
		if math.Abs(off) <= z90*e.SE {
			coverage++
		}
	}
	return coverage / n, math.Sqrt(wrong / n)
}
