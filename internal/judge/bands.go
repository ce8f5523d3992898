package judge

import (
	"cmp"
	"math"
	"slices"
)

// Normal quantiles of two-sided intervals of 80 and 95 %.
const (
	z80 = 1.2815515655446004
	z95 = 1.959963984540054
)

// estimate is a value known with a standard error.
type estimate struct{ Value, SE float64 }

// bandsOf puts estimates into bands, 0 the first: a band holds everyone who cannot be told, with 95 % confidence, from
// its best, who is the one with the highest lower end of the 80 % interval among those left. Those of whom too
// little is known to compare are not given to it. Estimates are taken for independent.
// The result does not depend on the order in which they are given.
func bandsOf(of []estimate) []int {
	round := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	es := make([]estimate, len(of))
	left := make([]int, len(of))
	for i, e := range of {
		es[i], left[i] = estimate{round(e.Value), round(e.SE)}, i
	}
	// Products are rounded on their own: a fused multiply-add on some machines would give other last digits.
	low := func(e estimate) float64 { return e.Value - float64(z80*e.SE) }
	slices.SortStableFunc(left, func(a, b int) int {
		return cmp.Or(cmp.Compare(low(es[b]), low(es[a])), cmp.Compare(es[b].Value, es[a].Value))
	})
	bands := make([]int, len(of))
	for band := 0; len(left) > 0; band++ {
		best, rest := es[left[0]], left[:0]
		for i, k := range left {
			apart := best.Value - es[k].Value
			spread := float64(best.SE*best.SE) + float64(es[k].SE*es[k].SE)
			if i > 0 && float64(apart*apart) > float64(float64(z95*z95)*spread) {
				rest = append(rest, k)
				continue
			}
			bands[k] = band
		}
		left = rest
	}
	return bands
}

// Bands puts records into bands, 0 the first; -1 of those that are missing or rest on too little to compare.
func Bands(of []*Measured) []int {
	var es []estimate
	var at []int
	out := make([]int, len(of))
	for i, m := range of {
		if out[i] = -1; m.known() && !m.Thin {
			es, at = append(es, m.estimate()), append(at, i)
		}
	}
	for i, b := range bandsOf(es) {
		out[at[i]] = b
	}
	return out
}
