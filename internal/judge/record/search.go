package record

import (
	"context"
	"errors"
	"math"
)

// A search walks from hyperparameters to where the restricted likelihood is largest, by average information.
type search struct {
	*problem
	iterations, cuts int
	converged        bool
	pairs            []secant // of the last accepted steps
}

// A secant is a step and how the score changed with it.
type secant struct{ step, score [parameters]float64 }

// begin gives where a search starts without better knowledge: shares of the variance of the scores.
func (p *problem) begin() Hyperparameters {
	sd := func(share float64) float64 { return math.Sqrt(p.total * share) }
	h := Hyperparameters{Person: sd(.2), Task: sd(.2), TaskUnknown: sd(.25), Residual: sd(.35), Shrink: p.shrink, MeanRecorded: p.mean}
	if p.nr > 0 {
		h.Rater = sd(.1)
	}
	if len(p.obs) > len(p.end[people]) {
		h.Participation = sd(.1)
	}
	return h.filled()
}

// filled gives variances of what is not there a value that divides.
func (h Hyperparameters) filled() Hyperparameters {
	h.Rater = max(h.Rater, 1e-6)
	if h.TaskUnknown == 0 {
		h.TaskUnknown = max(h.Spread, h.Task)
	}
	if h.Task == 0 {
		h.Task = h.TaskUnknown
	}
	return h
}

// run fits as docs/method.md says: κ = 0 first, which fixes the variance of true difficulty; then κ with
// r² = ¼; then again with the r that follows.
func (s *search) run(ctx context.Context, o Options) (*state, error) {
	h := s.begin()
	if o.Start != nil {
		h = o.Start.filled()
		h.Shrink, h.MeanRecorded = s.shrink, s.mean
	}
	warm := h
	h.Kappa, h.Correlation = 0, 0
	st, err := s.climb(ctx, h, s.free(false))
	if err != nil {
		return nil, err
	}
	st.h.Spread = math.Sqrt(float64(sqr(st.fixedEffect(s.problem, columnDifficulty))*s.spread) + sqr(st.h.Task))
	if o.Plain {
		return st, nil
	}
	h, warm.Spread = st.h, st.h.Spread
	h.Correlation = .5
	again := 2
	if o.Start != nil && o.Start.Correlation != 0 {
		h, again = warm, 1
	}
	for range again {
		if st, err = s.climb(ctx, s.within(h, false), s.free(true)); err != nil {
			return nil, err
		}
		h = st.h
		h.Correlation = correlation(h)
	}
	return st, nil
}

// correlation of ability and difficulty that follows from κ.
func correlation(h Hyperparameters) float64 {
	b := float64(math.Abs(h.Kappa)*h.Person) * h.Spread
	if b < 1e-6 {
		return b
	}
	return (math.Sqrt(1+4*sqr(b)) - 1) / (2 * b)
}

// within brings κ to where the prior is safely positive definite; at the limit, with atLimit, even if it would
// be so already. Beyond it the equations are ill conditioned, and soon have no solution.
func (s *search) within(h Hyperparameters, atLimit bool) Hyperparameters {
	norm := func(h Hyperparameters) float64 { return newPrior(s.design, newPriorOf(s.design, h)).norm() }
	if h.Kappa == 0 || !atLimit && norm(h) <= s.limit() {
		return h
	}
	s.cuts++
	low, high := 0.0, h.Kappa
	if atLimit {
		high *= 1.25
	}
	for range 10 {
		h.Kappa = (low + high) / 2
		if norm(h) <= s.limit() {
			low = h.Kappa
		} else {
			high = h.Kappa
		}
	}
	h.Kappa = low
	return h
}

// Decrement of −2 log likelihood, by Newton's measure, at which a search ends: a thirtieth of a standard error.
const enough = 1e-3

// climb walks the free parameters uphill. Steps are halved while the equations are not positive definite or
// the likelihood falls; where it is not known exactly, while Newton's decrement grows to more than thrice.
func (s *search) climb(ctx context.Context, h Hyperparameters, free []int) (*state, error) {
	at, err := s.evaluate(ctx, h, nil)
	if err != nil {
		return nil, err
	}
	s.converged, s.pairs = false, nil
	step, decrement, err := s.step(at, free)
	if errors.Is(err, errDefinite) {
		return at.state, nil
	}
	if err != nil {
		return nil, err
	}
	for range 60 {
		if decrement < enough {
			s.converged = true
			break
		}
		scale, moved, last := 1.0, false, s.pairs
		for range 12 {
			s.iterations++
			next, err := s.evaluate(ctx, s.within(at.h.moved(step, free, scale, s.floor()), s.atLimit(at)), at.state)
			if err != nil && !errors.Is(err, errDefinite) {
				return nil, err
			}
			worse := err != nil || next.objective > at.objective+1e-9
			if !worse {
				s.pairs = append(last[max(0, len(last)-3):len(last):len(last)], between(at, next))
				to, d, err := s.step(next, free)
				if err != nil && !errors.Is(err, errDefinite) {
					return nil, err
				}
				if worse = err != nil || math.IsNaN(next.objective) && d > 3*decrement+1; !worse {
					at, step, decrement, moved = next, to, d, true
					break
				}
			}
			scale /= 2
		}
		if !moved {
			s.converged = decrement < 100*enough
			break
		}
	}
	return at.state, nil
}

// between two points: the step and the change of the score.
func between(a, b *point) secant {
	var p secant
	for i := range parameters {
		p.score[i] = b.score[i] - a.score[i]
		if i == ofKappa {
			p.step[i] = b.h.Kappa - a.h.Kappa
			continue
		}
		p.step[i] = 2 * (ln(*b.h.sd(i)) - ln(*a.h.sd(i)))
	}
	return p
}

// learn brings the information a in line with what the score did along the last steps (BFGS). Average
// information alone knows too little of how σ_p and κ bend together: with it searches took 20 to 35 steps.
func (s *search) learn(a []float64, list []int) {
	n := len(list)
	u := make([]float64, n)
	for _, p := range s.pairs {
		sas, sy := 0.0, 0.0
		for k, i := range list {
			u[k] = 0
			for l, j := range list {
				u[k] += float64(a[k*n+l] * p.step[j])
			}
			sas += float64(u[k] * p.step[i])
			sy += float64(p.step[i] * p.score[i])
		}
		if !(sy > 1e-3*sas) || !(sas > 1e-9) { // a step of no length teaches nothing
			continue
		}
		for k, i := range list {
			for l, j := range list {
				a[k*n+l] += float64(p.score[i]*p.score[j])/sy - float64(u[k]*u[l])/sas
			}
		}
	}
}

// atLimit reports whether κ stands at its limit and the likelihood would have it beyond.
func (s *search) atLimit(p *point) bool {
	return !s.isSmall() && p.norm > s.limit()-.005 && float64(p.score[ofKappa]*p.h.Kappa) < 0
}

func (s *search) floor() float64 { return 1e-7 * s.total }

// step is Newton's by average information, its length bounded, parameters at their limits left out.
func (s *search) step(pt *point, free []int) (step [parameters]float64, decrement float64, err error) {
	var list []int
	for _, i := range free {
		if i == ofKappa && s.atLimit(pt) || i != ofKappa && sqr(*pt.h.sd(i)) <= 1.01*s.floor() && pt.score[i] > 0 {
			continue
		}
		list = append(list, i)
	}
	a, err := s.information(pt, list)
	if err != nil {
		return step, 0, err
	}
	s.learn(a, list)
	n := len(list)
	x := make([]float64, n)
	for k, i := range list {
		x[k] = -pt.score[i]
	}
	solved := false
	for ridge := 1e-6; ridge < 1e6 && !solved; ridge *= 10 {
		l := append([]float64(nil), a...)
		for k := range n {
			l[k*n+k] += float64(ridge*a[k*n+k]) + 1e-9
		}
		if solved = cholesky(l, n); solved {
			substitute(l, n, x)
		}
	}
	if !solved { // numbers that are none
		return step, 0, errDefinite
	}
	shrink := 1.0
	for k, i := range list {
		decrement -= float64(x[k] * pt.score[i])
		size := math.Abs(x[k]) / 1.5
		if i == ofKappa {
			size = math.Abs(x[k]) * pt.h.Person * max(pt.h.Spread, 1e-9) / .4
		}
		shrink = min(shrink, 1/max(size, 1e-12))
	}
	for k, i := range list {
		step[i] = float64(shrink * x[k])
	}
	return step, decrement, nil
}

// fixedEffect as estimated; 0 when dropped.
func (s *state) fixedEffect(p *problem, column int) float64 {
	if c := p.column[column]; c >= 0 {
		return s.z[s.sys.dense()+s.sys.nr+c]
	}
	return 0
}
