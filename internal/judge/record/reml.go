package record

import (
	"context"
	"math"
)

// The parameters of REML: logarithms of variances, and κ.
const (
	ofPerson = iota
	ofTask
	ofTaskUnknown
	ofRater
	ofParticipation
	ofResidual
	ofNoise // of the first source; one parameter each
	ofKappa = ofNoise + int(sources)
)

const parameters = ofKappa + 1

// sd gives the standard deviation behind a parameter.
func (h *Hyperparameters) sd(i int) *float64 {
	if i >= ofNoise {
		return &h.Noise[i-ofNoise]
	}
	return [...]*float64{&h.Person, &h.Task, &h.TaskUnknown, &h.Rater, &h.Participation, &h.Residual}[i]
}

// moved gives hyperparameters a step away, variances kept above a floor. Steps are of logarithms; of variances below
// little they are multiples of the variance.
func (h Hyperparameters) moved(step [parameters]float64, free []int, scale, floor, little float64) Hyperparameters {
	for _, i := range free {
		if i == ofKappa {
			h.Kappa += float64(scale * step[i])
			continue
		}
		sd := h.sd(i)
		if v := sqr(*sd); v < little {
			*sd = math.Sqrt(max(floor, float64(v*(1+float64(scale*step[i])))))
			continue
		}
		*sd = max(math.Sqrt(floor), float64(*sd*math.Exp(float64(scale*step[i])/2)))
	}
	return h
}

// free lists the parameters that the data can tell.
func (p *problem) free(kappa bool) []int {
	out := []int{ofPerson, ofTask}
	known, unknown := 0, 0
	for _, u := range p.unknown {
		if u {
			unknown++
		} else {
			known++
		}
	}
	if known == 0 {
		out[1] = ofTaskUnknown
	}
	if known > 0 && unknown > 1 {
		out = append(out, ofTaskUnknown)
	}
	if p.nr > 0 {
		out = append(out, ofRater)
	}
	if len(p.obs) > len(p.end[people]) {
		out = append(out, ofParticipation)
	}
	out = append(out, ofResidual)
	for s, own := range p.noisy {
		if own {
			out = append(out, ofNoise+s)
		}
	}
	if kappa {
		out = append(out, ofKappa)
	}
	return out
}

// A point is a state with the score of −2 log restricted likelihood there, and its value where that is exact.
type point struct {
	*state
	score     [parameters]float64
	objective float64 // NaN where moments are sampled
}

// evaluate solves and takes the score, from exact moments when the system is small.
func (p *problem) evaluate(ctx context.Context, h Hyperparameters, from *state) (*point, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, err := p.solve(h, from, 1e-8)
	if err != nil {
		return nil, err
	}
	pt := &point{state: s, objective: math.NaN()}
	var difference, post moments
	if p.isSmall() {
		x, ok := newExact(s.sys, true)
		if !ok {
			return nil, errDefinite
		}
		q, logdet, ok := priorMoments(s.prior.system)
		if !ok {
			return nil, errDefinite
		}
		post = x.moments()
		post.fitted = x.fittedVariances(p.specials)
		difference = post
		difference.plus(q, -1)
		pt.objective = p.objective(s, x.logdet, logdet)
	} else {
		sampler := newSampler(s.sol, s.prior, s.norm, 1/sqr(h.Rater), p.seed)
		sampler.specials = p.specials
		if difference, post, err = sampler.sampled(ctx); err != nil {
			return nil, err
		}
	}
	p.take(pt, difference, post)
	return pt, nil
}

func (p *problem) isSmall() bool {
	return min(len(p.names[people]), len(p.names[tasks]))+p.nr+p.nf <= p.small
}

// priorMoments of Q⁻¹ and log|Q|, exactly.
func priorMoments(s *system) (m moments, logdet float64, ok bool) {
	if s.kappa != 0 {
		x, ok := newExact(s, true)
		if !ok {
			return m, 0, false
		}
		return x.moments(), x.logdet, true
	}
	for side, q := range s.q {
		for i, d := range q {
			m.add(side, len(s.parts(side, i)), side == tasks && s.unknown[i], 1/d)
			logdet += ln(d)
		}
	}
	return m, logdet, true
}

// take sets the score from the moments of H⁻¹ less Q⁻¹ and those of H⁻¹: tr[(H⁻¹ − Q⁻¹)∂Q] + ẑ'∂Qẑ.
func (p *problem) take(pt *point, m, post moments) {
	h, s := pt.h, pt.sys
	m.plus(s.squares(pt.z, pt.effects), 1)
	free := 1 - sqr(h.Correlation)
	u := float64(float64(sqr(h.Kappa)*free) * sqr(h.Person))
	v := float64(float64(sqr(h.Kappa)*free) * sqr(h.Spread))
	k := float64(2*h.Kappa) * free
	g := &pt.score
	g[ofPerson] = -m.people/sqr(h.Person) + float64(u*m.taskParts)
	g[ofTask] = -m.tasks[0] / sqr(h.Task)
	g[ofTaskUnknown] = -m.tasks[1] / sqr(h.TaskUnknown)
	g[ofKappa] = float64(float64(k*sqr(h.Spread))*m.peopleParts) + float64(float64(k*sqr(h.Person))*m.taskParts) + 2*m.pairs
	trace := post.people/sqr(h.Person) + float64(v*post.peopleParts) + post.tasks[0]/sqr(h.Task) + post.tasks[1]/sqr(h.TaskUnknown) +
		float64(u*post.taskParts) + float64(2*h.Kappa*post.pairs)
	rank := float64(s.size())
	if p.nr > 0 {
		g[ofRater] = float64(p.nr) - m.raters/sqr(h.Rater)
		trace += post.raters / sqr(h.Rater)
	}
	if s.g2 > 0 {
		ne := float64(len(pt.effects))
		g[ofParticipation] = ne - m.effects/s.g2
		trace += post.effects / s.g2
		rank += ne
	}
	p.takeNoise(pt, trace-rank, post.fitted)
}

// takeNoise sets the score of the variances of noise. all is what the uncertainty of the fitted values adds to the
// score over all scores, apart what it adds for scores whose noise is not Residual alone.
func (p *problem) takeNoise(pt *point, all float64, apart [noises]float64) {
	var sums [noises]float64
	for i := range p.obs {
		if p.level[i] != 0 {
			sums[p.noise[i]] += pt.mills[i]
			continue
		}
		sums[p.noise[i]] += 1 - float64(pt.sys.w[i]*sqr(pt.y[i]-pt.eta[i]))
	}
	for n, v := range apart {
		sums[n] -= v
		all += v
	}
	sums[0] += all
	for n, v := range sums {
		source, unknown := n%(1+int(sources)), n > int(sources)
		own, share := ofResidual+source, 1.0
		if unknown {
			share = p.share(own, pt.h)
			pt.score[ofRater] += float64((1 - share) * v)
		}
		pt.score[own] += float64(share * v)
	}
}

// share of σ² in the noise of a score by an unknown evaluator, whose effect is the rest.
func (p *problem) share(own int, h Hyperparameters) float64 {
	if p.nr == 0 {
		return 1
	}
	v := sqr(*h.sd(own))
	return v / (v + sqr(h.Rater))
}

// objective is −2 log restricted likelihood, by Laplace where scores stand at a limit.
func (p *problem) objective(s *state, logH, logQ float64) float64 {
	l := logH - logQ
	for i := range p.obs {
		if p.level[i] != 0 {
			side := float64(p.level[i])
			l -= 2 * logPhi(float64(side*(s.eta[i]-p.obs[i].Score))*math.Sqrt(p.weight(i, s.h)))
			continue
		}
		l += float64(s.sys.w[i]*sqr(s.y[i]-s.eta[i])) - ln(s.sys.w[i])
	}
	for side, q := range s.sys.q {
		for i, v := range q {
			l += float64(v * sqr(s.z[s.sys.offset(side)+i]))
		}
	}
	for e, i := range p.end[people] {
		l += float64(2 * s.h.Kappa * float64(s.z[i]*s.z[s.sys.np+int(p.end[tasks][e])]))
		l -= ln(s.sys.ratio[e])
		if s.sys.g2 > 0 {
			l += sqr(s.effects[e]) / s.sys.g2
		}
	}
	for _, v := range s.z[s.sys.dense() : s.sys.dense()+p.nr] {
		l += sqr(v/s.h.Rater) + 2*ln(s.h.Rater)
	}
	return l
}

// information is the average information f_i'Pf_j of the free parameters, f_i = ∂V_i·Py.
func (p *problem) information(pt *point, free []int) ([]float64, error) {
	n := len(p.obs)
	f := make([][]float64, len(free))
	for k, i := range free {
		f[k] = make([]float64, n)
		if err := p.direction(pt, i, f[k]); err != nil {
			return nil, err
		}
	}
	a := make([]float64, len(free)*len(free))
	v := make([]float64, n)
	for k := range free {
		if err := pt.project(f[k], v, 1e-5); err != nil {
			return nil, err
		}
		for l := range free {
			a[k*len(free)+l] = dot(f[l], v)
		}
	}
	return a, nil
}

// project sets v = Pf = R⁻¹f − R⁻¹W H⁻¹ W'R⁻¹f.
func (s *state) project(f, v []float64, tol float64) error {
	b, z := make([]float64, s.sys.size()), make([]float64, s.sys.size())
	s.sys.right(f, b)
	if !s.sol.solve(b, z, tol, s.sol.scratch()) {
		return errDefinite
	}
	s.sys.fitted(z, v)
	for i := range v {
		v[i] = f[i] - v[i]
	}
	for e := range s.sys.omega {
		g := s.sys.effect(e, v)
		for i := s.sys.first[e]; i < s.sys.first[e+1]; i++ {
			v[i] = float64(s.sys.w[i] * (v[i] - g))
		}
	}
	return nil
}

// raters sets f to ∂V·Py for the variance of evaluators, the unknown ones among them.
func (p *problem) raters(pt *point, f []float64) {
	z := make([]float64, pt.sys.size())
	copy(z[pt.sys.dense():pt.sys.dense()+p.nr], pt.z[pt.sys.dense():])
	pt.sys.fitted(z, f)
	for k := range f {
		if _, share := p.noiseOf(k, pt.h); share < 1 {
			f[k] += float64((1 - share) * (pt.y[k] - pt.eta[k]))
		}
	}
}

// direction sets f to ∂V·Py for one parameter.
func (p *problem) direction(pt *point, i int, f []float64) error {
	h, s := pt.h, pt.sys
	z := make([]float64, s.size())
	switch {
	case i >= ofResidual && i < ofKappa:
		for k := range f {
			if own, share := p.noiseOf(k, h); own == i {
				f[k] = float64(share * (pt.y[k] - pt.eta[k]))
			}
		}
		return nil
	case i == ofParticipation:
		for k := range f {
			f[k] = pt.effects[p.part[k]]
		}
		return nil
	case i == ofRater:
		p.raters(pt, f)
		return nil
	}
	free := 1 - sqr(h.Correlation)
	b := make([]float64, s.dense())
	for j := range b {
		side, k := people, j
		if j >= s.np {
			side, k = tasks, j-s.np
		}
		n := float64(len(p.parts(side, k)))
		switch {
		case i == ofPerson && side == people:
			b[j] = -pt.z[j] / sqr(h.Person)
		case i == ofPerson:
			b[j] = float64(float64(float64(sqr(h.Kappa)*sqr(h.Person))*float64(free*n)) * pt.z[j])
		case i == ofKappa && side == people:
			b[j] = float64(float64(2*h.Kappa*sqr(h.Spread)*free*n) * pt.z[j])
		case i == ofKappa:
			b[j] = float64(float64(2*h.Kappa*sqr(h.Person)*free*n) * pt.z[j])
		case i == ofTask && side == tasks && !p.unknown[k]:
			b[j] = -pt.z[j] / sqr(h.Task)
		case i == ofTaskUnknown && side == tasks && p.unknown[k]:
			b[j] = -pt.z[j] / sqr(h.TaskUnknown)
		}
	}
	if i == ofKappa {
		for e, k := range p.end[people] {
			m := s.np + int(p.end[tasks][e])
			b[k] += pt.z[m]
			b[m] += pt.z[k]
		}
	}
	if !pt.prior.solve(b, z[:s.dense()], 1e-5, pt.prior.scratch()) {
		return errDefinite
	}
	for j := range s.dense() {
		z[j] = -z[j]
	}
	s.fitted(z, f)
	return nil
}
