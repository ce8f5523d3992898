package record

import (
	"context"
	"math"
	"math/rand/v2"
)

// Severity of one evaluator; false when the evaluator is unknown or shares no work with others. At most ten
// solves.
func (m *Model) Severity(ctx context.Context, rater string) (Severity, bool, error) {
	r, ok := place(m.design.raters, rater)
	if !ok || m.nr == 0 || !m.shares(int32(r)) {
		return Severity{}, false, nil
	}
	if err := ctx.Err(); err != nil {
		return Severity{}, false, err
	}
	k := make([]float64, m.sys.size())
	for q := range m.nr {
		k[m.sys.dense()+q] = -1 / float64(m.nr)
	}
	k[m.sys.dense()+r]++
	c, err := m.contrast(k)
	if err != nil {
		return Severity{}, false, err
	}
	se := m.standardError(c.variance)
	s := Severity{Rater: rater, Value: round(c.value), SE: round(se), I80: around(c.value, se, z80), I95: around(c.value, se, z95)}
	var of []int // the evaluator's observations
	for i, q := range m.rater {
		if q == int32(r) {
			of = append(of, i)
			if m.obs[i].Own {
				s.OwnRated++
			}
		}
	}
	s.Ratings = len(of)
	s.OtherRated = s.Ratings - s.OwnRated
	if err := m.consistency(&s, of); err != nil {
		return s, false, err
	}
	if s.OwnRated > 0 && s.OtherRated > 0 {
		s.Own, err = m.ownUnit(of)
	}
	return s, err == nil, err
}

// shares reports whether others rated anything in the evaluator's component.
func (m *Model) shares(r int32) bool {
	for i, q := range m.rater {
		if q != r && m.component[people][m.end[people][m.part[i]]] == m.raterComponent[r] {
			return true
		}
	}
	return false
}

// ownUnit estimates the effect of the own unit on the evaluator's scores as if it were one more fixed effect:
// h'Py over h'Ph, h telling the ratings of the own unit.
func (m *Model) ownUnit(of []int) (*ownUnit, error) {
	h, v := make([]float64, len(m.obs)), make([]float64, len(m.obs))
	for _, i := range of {
		if m.obs[i].Own {
			h[i] = 1
		}
	}
	if err := m.project(h, v, 1e-9); err != nil {
		return nil, err
	}
	information, score, most := dot(h, v), 0.0, 0.0
	for i, x := range h {
		score += float64(x * float64(m.sys.w[i]*(m.y[i]-m.eta[i])))
		most += float64(x * m.sys.own[i])
	}
	if information <= 1e-6*most {
		return nil, nil //nolint:nilnil // not identified is an answer
	}
	d, se := score/information, m.standardError(1/information)
	return &ownUnit{Difference: round(d), SE: round(se), I80: around(d, se, z80), I95: around(d, se, z95)}, nil
}

// probes for the traces that the spread of one evaluator's residuals asks for.
const probes = 8

// consistency estimates by how much the variance of one evaluator's residuals differs from all: the moments of
// Py over the evaluator's ratings, whose expectations are traces of P and P² there, taken by random signs.
func (m *Model) consistency(s *Severity, of []int) error {
	n := len(of)
	f, v := make([]float64, len(m.obs)), make([]float64, len(m.obs))
	rng := rand.New(rand.NewPCG(m.seed, 7))
	p, pp := 0.0, 0.0
	count := min(n, probes)
	for k := range count {
		clear(f)
		for j, i := range of {
			switch {
			case n > probes:
				f[i] = float64(2*rng.IntN(2) - 1)
			case j == k:
				f[i] = math.Sqrt(float64(count)) // exact
			}
		}
		if err := m.project(f, v, 1e-6); err != nil {
			return err
		}
		for _, i := range of {
			p += float64(f[i]*v[i]) / float64(count)
			pp += sqr(v[i]) / float64(count)
		}
	}
	sum, variance := 0.0, sqr(m.h.NoiseOf(m.obs[of[0]].Source))
	for _, i := range of {
		sum += sqr(float64(m.sys.w[i] * (m.y[i] - m.eta[i])))
	}
	ratio := max(0, 1+(sum-p)/float64(variance*pp))
	freedom := float64(sqr(variance) * pp)
	low, high := chiSquare(freedom, -z95), chiSquare(freedom, z95)
	sd := func(x float64) float64 { return round(math.Sqrt(float64(variance*ratio) * x)) }
	s.Freedom = round(freedom)
	s.Spread, s.Spread95 = sd(1), Interval{Low: sd(freedom / high), High: sd(freedom / low)}
	return nil
}

// chiSquare is the quantile of χ² at a standard normal's z, by Wilson and Hilferty; good to 1 % from 3 degrees.
func chiSquare(freedom, z float64) float64 {
	a := 2 / (9 * max(freedom, .5))
	b := max(1-a+float64(z*math.Sqrt(a)), .01)
	return float64(freedom * float64(b*float64(b*b)))
}
