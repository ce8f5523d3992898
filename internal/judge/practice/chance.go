package practice

import "math"

// z95 is the normal quantile of a two-sided interval of 95 %.
const z95 = 1.959963984540054

// wilson is the score interval of Wilson (1927) of a share k of n, at 95 %.
func wilson(k, n int) (low, high float64) {
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 / (1 + z95*z95/m) * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	return max(0, middle-half), min(1, middle+half)
}

// atLeast is the probability that k or more of independent trials succeed, each with a probability of its own.
func atLeast(k int, of []float64) float64 {
	count := make([]float64, len(of)+1) // the probability of each number of successes
	count[0] = 1
	for n, p := range of {
		for i := n + 1; i > 0; i-- {
			count[i] = count[i]*(1-p) + count[i-1]*p
		}
		count[0] *= 1 - p
	}
	sum := 0.0
	for i := len(of); i >= k; i-- { // the small ones first
		sum += count[i]
	}
	return min(1, sum)
}
