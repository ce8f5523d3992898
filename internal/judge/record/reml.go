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
	if p.repeats() {
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

// repeats reports whether enough scores are of work that has another score for the variance of participations to be
// told. Where moments are sampled, their noise drowns what fewer than one in fifty tell.
func (p *problem) repeats() bool {
	n := len(p.obs) - len(p.end[people])
	return n > 0 && (p.isSmall() || 50*n >= len(p.obs))
}

// A point is a state with the score of −2 log restricted likelihood there, and its value where that is exact.
type point struct {
	*state
	score     [parameters]float64
	objective float64 // NaN where moments are sampled
	groups    int     // of draws that the score was taken from
}

// evaluate solves and takes the score, from exact moments when the system is small, else from so many groups of four
// draws.
func (p *problem) evaluate(ctx context.Context, at setting, from *state, groups int) (*point, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, err := p.solve(at, from, 1e-8)
	if err != nil {
		return nil, err
	}
	pt := &point{state: s, objective: math.NaN(), groups: groups}
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
		sampler := newSampler(s.sol, s.prior, s.norm, 1/sqr(at.Rater), p.seed)
		sampler.specials = p.specials
		var last *draws
		if from != nil {
			last = from.draws
		}
		if difference, post, s.draws, err = sampler.sampled(ctx, groups, last); err != nil {
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
