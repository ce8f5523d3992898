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
	unconverged      []Unconverged
	pairs            []secant // of the last accepted steps
	apart            bool     // parameters take their steps each for itself
	told             progress
	before           []Hyperparameters // ends of stages
	groups           int               // of draws that the score is taken from
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
	if p.repeats() {
		h.Participation = sd(.1)
	}
	for s, own := range p.noisy {
		if own {
			h.Noise[s] = h.Residual
		}
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
// r² = ¼; then again with the r that follows. All three are done wherever the search starts, so that it ends in the same.
func (s *search) run(ctx context.Context, o Options) (*state, error) {
	h := s.from(o.Start, 0, s.begin())
	h.Kappa = 0
	st, err := s.climb(ctx, h, s.free(false))
	if err != nil {
		return nil, err
	}
	st.h.Spread = math.Sqrt(float64(sqr(st.fixedEffect(s.problem, columnDifficulty))*s.spread) + sqr(st.h.Task))
	if o.Plain || s.alike(&st.h) {
		return st, nil
	}
	h = st.h
	h.Correlation = .5
	for stage := range 2 {
		s.before = append(s.before, st.h.rounded())
		if st, err = s.climb(ctx, s.from(o.Start, stage+1, h), s.free(true)); err != nil {
			return nil, err
		}
		h = st.h
		h.Correlation = correlation(h)
	}
	return st, nil
}

// from gives variances and κ where a stage begins: where it ended in the population that the search starts from, if that
// has all stages; else as in h, but for the first. All else is as in h.
func (s *search) from(start *Population, stage int, h Hyperparameters) Hyperparameters {
	if start == nil || stage > 0 && len(start.Before) == 0 {
		return h
	}
	at := start.Hyperparameters
	if stage < len(start.Before) {
		at = start.Before[stage]
	}
	at = at.filled()
	switch {
	case !s.repeats():
		at.Participation = 0
	case at.Participation == 0:
		at.Participation = h.Participation
	}
	at.Correlation, at.Spread, at.Shrink, at.MeanRecorded = h.Correlation, h.Spread, h.Shrink, h.MeanRecorded
	for n, own := range s.noisy {
		switch {
		case !own:
			at.Noise[n] = 0
		case at.Noise[n] == 0:
			at.Noise[n] = at.Residual
		}
	}
	return at
}

// alike reports whether tasks do not differ beyond their recorded difficulty: then there is nothing that κ could couple
// ability to, and the likelihood has no end in it.
func (s *search) alike(h *Hyperparameters) bool {
	for _, i := range s.free(false) {
		if (i == ofTask || i == ofTaskUnknown) && !s.small(h, i) {
			return false
		}
	}
	return true
}

// correlation of ability and difficulty that follows from κ.
func correlation(h Hyperparameters) float64 {
	b := float64(math.Abs(h.Kappa)*h.Person) * h.Spread
	if b < 1e-6 {
		return b
	}
	return (math.Sqrt(1+4*sqr(b)) - 1) / (2 * b)
}

// within brings κ to where the prior is safely positive definite; to the limit, with atLimit, even if it would
// be so already. Beyond it the equations are ill conditioned, and soon have no solution.
func (s *search) within(h Hyperparameters, atLimit bool) setting {
	if h.Kappa == 0 {
		return setting{Hyperparameters: h}
	}
	at := s.settingOf(h)
	if !atLimit && at.norm <= s.limit() {
		return at
	}
	s.cuts++
	return s.toLimit(at)
}

// toLimit brings κ to its limit. The norm nearly is a power of κ: a line through two of their logarithms finds where it
// is the limit's, kept between one that is below and one above.
func (s *search) toLimit(at setting) setting {
	goal, width := ln(s.limit())-limitWidth/2, limitWidth/2.0
	off := func(of setting) float64 { return ln(of.norm) - goal }
	by := func(of setting, factor float64) setting {
		of.Kappa = float64(of.Kappa * factor)
		return s.settingOf(of.Hyperparameters)
	}
	low, high, last := at, at, at
	for range 40 { // one on each side
		if d := off(at); math.Abs(d) <= width {
			return at
		} else if d < 0 {
			low = at
		} else {
			high = at
		}
		if off(low) < 0 && off(high) > 0 {
			break
		}
		last, at = at, by(at, math.Exp(-1.2*off(at)-math.Copysign(width, off(at))))
		if slope := (ln(at.norm) - ln(last.norm)) / ln(at.Kappa/last.Kappa); slope > .01 && math.Abs(off(at)) > width && off(at)*off(last) > 0 {
			last, at = at, by(at, math.Exp(-1.2*off(at)/slope))
		}
	}
	for range 60 {
		if off(low) >= 0 || off(high) <= 0 { // it does not get there
			break
		}
		share := off(low) / (off(low) - off(high))
		at = by(low, math.Pow(high.Kappa/low.Kappa, min(max(share, .02), .98)))
		if d := off(at); math.Abs(d) <= width {
			return at
		} else if d < 0 {
			low = at
		} else {
			high = at
		}
	}
	return low
}

// enough is the decrement of −2 log likelihood, by Newton's measure, at which a search ends. The information grows
// with the scores, so that it grows too: it stands for the same precision of the variances. Where moments are exact that
// is a few millionths; where they are sampled it is a thirtieth of a standard error in small data and what the
// solves' own noise allows in large ones.
func (s *search) enough() float64 {
	n := float64(len(s.obs))
	if s.isSmall() {
		return 1e-11 * n
	}
	return max(1e-3, 2e-8*n)
}

// climb walks the free parameters uphill. Steps are halved while the equations are not positive definite or
// the likelihood falls; where it is not known exactly, while Newton's decrement grows to more than thrice. Where no
// step leads on, the search takes what it learned of the information for wrong, and then its couplings.
func (s *search) climb(ctx context.Context, h Hyperparameters, free []int) (*state, error) {
	s.pairs, s.apart, s.groups = nil, false, farGroups
	if s.isSmall() {
		s.groups = allGroups
	}
	at, err := s.evaluate(ctx, s.within(h, false), nil, s.groups)
	if err != nil {
		return nil, err
	}
	step, decrement, err := s.step(ctx, at, free)
	if err != nil {
		s.ends(at, NoWayOn)
		return at.state, noDefinite(err)
	}
	s.told.begin(decrement)
	for range mostSteps {
		s.told.at(decrement, s.enough())
		if decrement < near {
			s.groups = allGroups
		}
		if decrement < s.enough() && at.groups == allGroups {
			return at.state, nil
		}
		next, to, d, err := s.line(ctx, at, step, free, decrement)
		if err != nil {
			return nil, err
		}
		if next != nil {
			at, step, decrement, s.apart = next, to, d, false
			continue
		}
		if s.apart {
			if decrement >= flat {
				s.ends(at, NoWayOn)
			}
			return at.state, nil
		}
		s.apart, s.pairs = len(s.pairs) == 0, nil
		if step, decrement, err = s.step(ctx, at, free); err != nil {
			s.ends(at, NoWayOn)
			return at.state, noDefinite(err)
		}
	}
	s.ends(at, StepsUsedUp)
	return at.state, nil
}

// Steps after which a search gives up, and the decrement below which one that finds no way on has come to its end: a
// tenth of a standard error.
const (
	mostSteps = 100
	flat      = 1e-2
	near      = 3 // the decrement below which the first group of draws has no more to say
)

// noDefinite takes equations that have no solution for no error.
func noDefinite(err error) error {
	if errors.Is(err, errDefinite) {
		return nil
	}
	return err
}

// line goes along a step as far as it leads uphill, and gives the point with its own step; nil when it does not.
func (s *search) line(ctx context.Context, at *point, step [parameters]float64, free []int, decrement float64) (next *point, to [parameters]float64, d float64, err error) {
	last, scale := s.pairs, 1.0
	for range 12 {
		s.iterations++
		next, err := s.evaluate(ctx, s.within(at.h.moved(step, free, scale, s.floor(), s.little()), s.atLimit(at)), at.state, s.groups)
		scale /= 2
		if noDefinite(err) != nil {
			return nil, to, 0, err
		}
		if err != nil {
			continue
		}
		rises := !(next.objective <= at.objective+1e-9)
		if rises && s.hasValue() {
			continue
		}
		if at.groups == next.groups { // other draws have another score
			s.pairs = append(last[max(0, len(last)-3):len(last):len(last)], s.between(at, next))
		}
		to, d, err := s.step(ctx, next, free)
		if noDefinite(err) != nil {
			return nil, to, 0, err
		}
		if err == nil && !(rises && d > s.most(decrement)) {
			return next, to, d, nil
		}
		s.pairs = last
	}
	return nil, to, 0, nil
}

// most is the decrement that a step may end with where the likelihood does not say whether it led uphill.
func (s *search) most(decrement float64) float64 {
	if s.isSmall() {
		return decrement
	}
	return 3*decrement + 1
}

// hasValue reports whether the likelihood is known well enough to go by: it is sampled in large systems, and by
// Laplace, whose score differs a little from the one that is solved for, where scores stand at a limit.
func (s *search) hasValue() bool { return s.isSmall() && !s.censored }

// between two points: the step and the change of the score, small variances apart.
func (s *search) between(a, b *point) secant {
	var p secant
	for i := range parameters {
		if i != ofKappa && min(sqr(*a.h.sd(i)), sqr(*b.h.sd(i))) < .01*s.little() {
			continue
		}
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

// atLimit reports whether κ ends at its limit; exact moments find their way along it themselves.
func (s *search) atLimit(p *point) bool {
	return !s.isSmall() && s.beyond(p)
}

// beyond reports whether κ stands near its limit and the likelihood would have it beyond.
func (s *search) beyond(p *point) bool {
	return p.norm > s.limit()-.005 && float64(p.score[ofKappa]*p.h.Kappa) < 0
}

// floor is where variances end: a thousandth of the scores' standard deviation is none.
func (s *search) floor() float64 { return 1e-6 * s.total }

// little is the variance below which steps are taken in the variance rather than in its logarithm.
func (s *search) little() float64 { return .001 * s.total }

// small reports whether a parameter is a variance that makes up less than a thousandth of that of the scores. Its
// logarithm tells little there, and nothing at 0: such a variance takes its step as it is, and may end at the floor.
func (s *search) small(h *Hyperparameters, i int) bool {
	return i != ofKappa && sqr(*h.sd(i)) < s.little()
}

// step is Newton's by average information, its length bounded. Parameters at their ends are left out.
func (s *search) step(ctx context.Context, pt *point, free []int) (step [parameters]float64, decrement float64, err error) {
	var list []int
	for _, i := range free {
		if i == ofKappa && s.atLimit(pt) || i != ofKappa && sqr(*pt.h.sd(i)) <= 1.01*s.floor() && pt.score[i] >= 0 {
			continue
		}
		list = append(list, i)
	}
	a, err := s.information(ctx, pt, list)
	if err != nil {
		return step, 0, err
	}
	for k := len(list) - 1; k >= 0; k-- {
		if !(a[k*len(list)+k] > 1e-14) { // nothing tells of it
			a, list = without(a, list, k)
		}
	}
	s.learn(a, list)
	if n := len(list); s.apart {
		for k := range a {
			if k%(n+1) != 0 {
				a[k] = 0
			}
		}
	}
	for {
		x, ok := newton(a, list, pt.score)
		if !ok { // numbers that are none
			return step, 0, errDefinite
		}
		end := -1 // whose step ends at the floor: the others take theirs without it
		for k, i := range list {
			if low := s.floor() / sqr(s.variance(pt, i)); s.small(&pt.h, i) && 1+x[k] <= low {
				end, step[i] = k, low-1
				decrement += max(0, float64(pt.score[i]*(1-low)))
				break
			}
		}
		if end < 0 {
			return s.bounded(pt, list, x, step, decrement)
		}
		a, list = without(a, list, end)
	}
}

// variance gives a parameter's standard deviation, 1 for κ.
func (s *search) variance(pt *point, i int) float64 {
	if i == ofKappa {
		return 1
	}
	return *pt.h.sd(i)
}

// newton solves ax = −score for the parameters listed.
func newton(a []float64, list []int, score [parameters]float64) (x []float64, ok bool) {
	n := len(list)
	for ridge := 1e-9; ridge < 1e6; ridge *= 10 {
		l := append([]float64(nil), a...)
		for k := range n {
			l[k*n+k] += float64(ridge*a[k*n+k]) + 1e-300
		}
		if !cholesky(l, n) {
			continue
		}
		x = make([]float64, n)
		for k, i := range list {
			x[k] = -score[i]
		}
		substitute(l, n, x)
		return x, true
	}
	return nil, false
}

// without leaves out one row and column.
func without(a []float64, list []int, k int) ([]float64, []int) {
	n := len(list)
	var b []float64
	for i := range n {
		for j := range n {
			if i != k && j != k {
				b = append(b, a[i*n+j])
			}
		}
	}
	return b, append(append([]int(nil), list[:k]...), list[k+1:]...)
}

// bounded completes a step from Newton's x.
func (s *search) bounded(pt *point, list []int, x []float64, step [parameters]float64, decrement float64) ([parameters]float64, float64, error) {
	shrink := 1.0
	for k, i := range list {
		decrement -= float64(x[k] * pt.score[i])
		size := math.Abs(x[k]) / 1.5
		if i == ofKappa {
			size = math.Abs(x[k]) * pt.h.Person * max(pt.h.Spread, 1e-9) / .4
		}
		if s.small(&pt.h, i) { // as far as a tenth of the scores' variance
			size = x[k] / (.1 * s.total / sqr(*pt.h.sd(i)))
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
