package simulate

import (
	"cmp"
	"math"
	"slices"

	"bole/internal/judge/record"
)

// z90 is the standard normal quantile of a two-sided 90 % interval.
const z90 = 1.6448536269514722

// A Score says how well estimates agree with the truth, both relative to their average.
type Score struct {
	Coverage float64 // of 90 % intervals
	Top      float64 // the same among the tenth estimated highest
	Width    float64 // mean half width of 90 % intervals, in points
	Spearman float64 // of values
	Robust   float64 // Spearman of robust values
	Raw      float64 // Spearman of raw means
	NDCG     float64 // at 10, gains from 0 for the lowest true ability to 1 for the highest
	RawNDCG  float64
}

// Judge estimates by the truth.
func Judge(estimates []record.Estimate, ability map[string]float64) Score {
	n := len(estimates)
	truth, value, robust, raw, se := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	mean := 0.0
	for i, e := range estimates {
		truth[i], value[i], robust[i], raw[i], se[i] = ability[e.Person], e.Value, e.Robust, e.RawMean, e.SE
		mean += truth[i] / float64(n)
	}
	var s Score
	top := order(value)[n-max(1, n/10):]
	inside := func(i int) float64 {
		if math.Abs(value[i]-(truth[i]-mean)) <= z90*se[i] {
			return 1
		}
		return 0
	}
	for i := range truth {
		s.Coverage += inside(i) / float64(n)
		s.Width += z90 * se[i] / float64(n)
	}
	for _, i := range top {
		s.Top += inside(i) / float64(len(top))
	}
	s.Spearman, s.Robust, s.Raw = spearman(value, truth), spearman(robust, truth), spearman(raw, truth)
	s.NDCG, s.RawNDCG = ndcg(value, truth), ndcg(raw, truth)
	return s
}

// order of places by value, lowest first.
func order(x []float64) []int {
	at := make([]int, len(x))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	return at
}

func ranks(x []float64) []float64 {
	out := make([]float64, len(x))
	for r, i := range order(x) {
		out[i] = float64(r)
	}
	return out
}

func spearman(x, y []float64) float64 {
	a, b := ranks(x), ranks(y)
	mean := float64(len(a)-1) / 2
	var xy, xx, yy float64
	for i := range a {
		xy += (a[i] - mean) * (b[i] - mean)
		xx += (a[i] - mean) * (a[i] - mean)
		yy += (b[i] - mean) * (b[i] - mean)
	}
	return xy / math.Sqrt(xx*yy)
}

// ndcg of the first ten by value; the gain of a person is the true ability above the average, in points, and
// 0 below it.
func ndcg(value, truth []float64) float64 {
	mean := 0.0
	for _, v := range truth {
		mean += v / float64(len(truth))
	}
	gain, best := 0.0, 0.0
	by, ideal := order(value), order(truth)
	for k := range min(10, len(by)) {
		discount := 1 / math.Log2(float64(k)+2)
		gain += max(0, truth[by[len(by)-1-k]]-mean) * discount
		best += max(0, truth[ideal[len(ideal)-1-k]]-mean) * discount
	}
	return gain / best
}

// Plus adds f times o.
func (s Score) Plus(o Score, f float64) Score {
	s.Coverage += f * o.Coverage
	s.Top += f * o.Top
	s.Width += f * o.Width
	s.Spearman += f * o.Spearman
	s.Robust += f * o.Robust
	s.Raw += f * o.Raw
	s.NDCG += f * o.NDCG
	s.RawNDCG += f * o.RawNDCG
	return s
}
