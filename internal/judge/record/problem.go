package record

import (
	"math"
	"slices"
)

// A problem is a design with what varies in it: which fixed effects are identified, which variances exist, and
// the observations' weights and working responses as they stand.
type problem struct {
	*design
	fixed   []float64 // covariates of participations, nf each, of those that are identified
	nf      int       // at most four, so that a quad holds one of each
	column  [4]int    // of mean, difficulty, missing, assignment among the fixed effects; -1 dropped
	dropped []string
	nr      int // raters with an effect; 0 where fewer than two are known

	level    []int8        // of an observation: 1 at High, -1 at Low, 0 between
	censored bool          // a score stands at a limit
	base     []float64     // of an observation: weight by which outlying ones count less; nil is 1
	noise    []uint8       // of an observation: what its noise is made of
	specials []special     // observations whose noise is not Residual alone
	noisy    [sources]bool // sources with a noise of their own
	total    float64       // variance of the scores
	small    int           // up to this many unknowns the inverse is exact
	seed     uint64
}

const (
	columnMean = iota
	columnDifficulty
	columnMissing
	columnAssignment
)

func newProblem(d *design, o Options) *problem {
	p := &problem{design: d, seed: o.Seed}
	if p.seed == 0 {
		p.seed = 20241128
	}
	if len(d.raters) > 1 {
		p.nr = len(d.raters)
	}
	mean, n := 0.0, float64(len(d.obs))
	for _, o := range d.obs {
		mean += o.Score / n
	}
	p.level = make([]int8, len(d.obs))
	for i, o := range d.obs {
		p.total += sqr(o.Score-mean) / max(1, n-1)
		switch {
		case o.Score >= High:
			p.level[i] = 1
		case o.Score <= Low:
			p.level[i] = -1
		}
	}
	p.censored = slices.ContainsFunc(p.level, func(l int8) bool { return l != 0 })
	p.total = max(p.total, 1e-4)
	p.noises(o.Fixed)
	p.columns(o.Plain)
	return p
}

// columns finds the fixed effects that are identified, by Gram and Schmidt over participations in their order.
func (p *problem) columns(plain bool) {
	ne := len(p.end[people])
	all := [4][]float64{}
	for c := range all {
		all[c] = make([]float64, ne)
	}
	for e := range ne {
		m := p.end[tasks][e]
		all[columnMean][e], all[columnDifficulty][e] = 1, p.easy[m]
		if p.unknown[m] {
			all[columnMissing][e] = 1
		}
		all[columnAssignment][e] = p.x[p.end[people][e]]
	}
	var kept [][]float64
	var from []int
	for c, v := range all {
		p.column[c] = -1
		if c == columnAssignment && plain {
			continue
		}
		u := append([]float64(nil), v...)
		for _, k := range kept {
			axpy(-dot(u, k)/dot(k, k), k, u)
		}
		if dot(u, u) <= 1e-8*dot(v, v) || dot(v, v) == 0 {
			p.dropped = append(p.dropped, []string{"mean", "difficulty", "missing", "assignment"}[c])
			continue
		}
		p.column[c] = len(kept)
		kept, from = append(kept, u), append(from, c)
	}
	p.nf = len(kept)
	p.fixed = make([]float64, ne*p.nf)
	for f, c := range from {
		for e := range ne {
			p.fixed[e*p.nf+f] = all[c][e]
		}
	}
}

// A state is a solution at given hyperparameters.
type state struct {
	h       Hyperparameters
	sys     *system
	sol     *solver
	prior   *solver
	norm    float64   // of the prior's coupling
	z       []float64 // solution
	y       []float64 // working response
	eta     []float64 // prediction of each observation, participation effect included
	effects []float64 // participation effects
	mills   []float64 // of an observation at a limit: λz
	draws   *draws    // nil where moments are exact, or not asked for
}

// weight of an observation before its limits: over σ², and less where the evaluator is unknown, whose effect is
// then part of the noise.
func (p *problem) weight(i int, h Hyperparameters) float64 {
	own, _ := p.noiseOf(i, h)
	v := sqr(*h.sd(own))
	if p.rater[i] < 0 && p.nr > 0 {
		v += sqr(h.Rater)
	}
	if p.base != nil {
		return p.base[i] / v
	}
	return 1 / v
}

// A setting is hyperparameters with the norm of their prior's coupling.
type setting struct {
	Hyperparameters
	norm float64
}

func (d *design) settingOf(h Hyperparameters) setting {
	return setting{h, newPrior(d, newPriorOf(d, h)).norm()}
}

// solve finds the mode at given hyperparameters: one system, and with scores at the limits a few, each with the
// working response and weight of the tobit likelihood at the last one. from, unless nil, is where it begins.
func (p *problem) solve(at setting, from *state, tol float64) (*state, error) {
	if at.norm >= limitExact {
		return nil, errDefinite
	}
	h := at.Hyperparameters
	s := &state{h: h, norm: at.norm}
	var ok bool
	if from != nil && from.h == h {
		s.prior = from.prior
	} else if s.prior, ok = newSolver(newPrior(p.design, newPriorOf(p.design, h))); !ok {
		return nil, errDefinite
	}
	pr := prior{q: s.prior.q, kappa: h.Kappa}
	n := len(p.obs)
	s.y, s.eta, s.mills, s.effects = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, len(p.end[people]))
	s.z = make([]float64, len(p.names[people])+len(p.names[tasks])+p.nr+p.nf)
	if from != nil {
		copy(s.z, from.z)
		copy(s.eta, from.eta)
	} else {
		for i, o := range p.obs {
			s.eta[i] = o.Score
		}
	}
	w := make([]float64, n)
	slack := 1e-3 // a search needs the mode no better: its error enters the likelihood squared
	if tol < 1e-8 || p.isSmall() {
		slack = 1e-6
	}
	for range 60 {
		for i := range w {
			p.respond(i, s, w)
		}
		s.sys = newSystem(p, w, h, pr)
		if s.sol, ok = newSolver(s.sys); !ok {
			return nil, errDefinite
		}
		b := make([]float64, s.sys.size())
		s.sys.right(s.y, b)
		if !s.sol.solve(b, s.z, tol, s.sol.scratch()) {
			return nil, errDefinite
		}
		if change := p.predict(s); change < slack*h.Residual {
			return s, nil
		}
	}
	return s, nil
}

// respond sets an observation's working response and its weight.
func (p *problem) respond(i int, s *state, w []float64) {
	s.y[i], w[i] = p.obs[i].Score, p.weight(i, s.h)
	if p.level[i] == 0 || w[i] == 0 {
		return
	}
	side, sd := float64(p.level[i]), 1/math.Sqrt(w[i])
	z := float64(side*(s.eta[i]-s.y[i])) / sd
	lambda, plus := mills(z)
	pull, curve := taper(z)
	s.mills[i] = float64(float64(lambda*z) * pull)
	weight := max(float64(float64(lambda*plus)*max(pull, far))+float64(lambda*curve), 1e-12)
	s.y[i] = s.eta[i] + float64(float64(side*sd)*float64(lambda*pull))/weight
	w[i] *= weight
}

// far keeps a weight above 0 where a score at the limit says nothing any more.
const far = 1e-3

// taper ends the pull of a score at the limit between three and four standard deviations beyond it, where it is
// below .0045 and has nothing to say. Without it fixed effects whose scores are all at the limit have no mode.
func taper(z float64) (pull, curve float64) {
	switch {
	case z <= 3:
		return 1, 0
	case z >= 4:
		return 0, 0
	}
	return 4 - z, 1
}

// predict sets effects and eta, and gives the largest change of eta at a limit.
func (p *problem) predict(s *state) float64 {
	v := make([]float64, len(p.obs))
	s.sys.fitted(s.z, v)
	residual := make([]float64, len(v))
	for i := range v {
		residual[i] = s.y[i] - v[i]
	}
	change := 0.0
	for e := range s.effects {
		s.effects[e] = s.sys.effect(e, residual)
		for i := p.first[e]; i < p.first[e+1]; i++ {
			eta := v[i] + s.effects[e]
			if p.level[i] != 0 {
				change = max(change, math.Abs(eta-s.eta[i]))
			}
			s.eta[i] = eta
		}
	}
	return change
}
