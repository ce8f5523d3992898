package record

// A system is H = W'R⁻¹W + Q for the unknowns [people | tasks | raters and fixed effects], participation effects
// already eliminated. With likelihood false it is Q alone, over people and tasks.
//
// Products are converted before they are added, here and in all kernels below, so that no compiler fuses them:
// the digits are the same on every machine.
type system struct {
	*design
	likelihood bool
	q          [2][]float64 // prior precision of people and tasks
	kappa      float64
	np, nm     int // people, tasks
	nr, nf     int // raters with an effect, fixed effects

	g2    float64   // variance of a participation
	w     []float64 // of an observation: weight over σ²
	ratio []float64 // of a participation: 1/(1 + σ_g²Σw), by which its effect damps the weights
	own   []float64 // of an observation: its entry of R⁻¹1
	omega []float64 // of a participation: 1'R⁻¹1
	beta  []float64 // of a slot: R⁻¹1 summed over the rater's observations
	fixed []float64 // nf covariates for each participation
	block []float64 // raters and fixed effects among themselves, (nr+nf)²

	diagonal [2][]float64
	out      int // the side that is eliminated, the longer one

	covariates [2][]float64 // fixed, as a sum of what belongs to the person and to the task
	links      []link
}

// dense is where raters and fixed effects begin; size is the number of unknowns.
func (s *system) dense() int { return s.np + s.nm }
func (s *system) size() int  { return s.np + s.nm + s.nr + s.nf }

func (s *system) offset(side int) int { return side * s.np }

// newSystem has the weights w (over σ²) of observations, hyperparameters and their prior.
func newSystem(p *problem, w []float64, h Hyperparameters, pr prior) *system {
	d, nf, nr := p.design, p.nf, p.nr
	s := &system{design: d, likelihood: true, q: pr.q, kappa: pr.kappa, np: len(d.names[people]), nm: len(d.names[tasks]), nr: nr, nf: nf,
		g2: sqr(h.Participation), w: w, fixed: p.fixed, covariates: p.covariates}
	ne := len(d.end[people])
	s.ratio, s.own, s.omega, s.beta = make([]float64, ne), make([]float64, len(w)), make([]float64, ne), make([]float64, len(d.slots))
	s.block = make([]float64, (nr+nf)*(nr+nf))
	for r := range nr {
		s.block[r*(nr+nf)+r] = 1 / sqr(h.Rater)
	}
	for e := range ne {
		s.participation(e)
	}
	s.finish()
	return s
}

// participation takes one participation's observations into the sums.
func (s *system) participation(e int) {
	n := s.nr + s.nf
	from, to := int(s.first[e]), int(s.first[e+1])
	sum := 0.0
	for i := from; i < to; i++ {
		sum += s.w[i]
	}
	s.ratio[e] = 1 / (1 + float64(s.g2*sum))
	s.omega[e] = float64(sum * s.ratio[e])
	x := s.fixed[e*s.nf : (e+1)*s.nf]
	for i := from; i < to; i++ {
		s.own[i] = float64(s.w[i] * s.ratio[e])
		r := int(s.rater[i])
		if r < 0 || s.nr == 0 {
			continue
		}
		s.beta[s.slot[i]] += s.own[i]
		s.block[r*n+r] += s.w[i]
		for f, v := range x {
			s.block[r*n+s.nr+f] += float64(s.own[i] * v)
			s.block[(s.nr+f)*n+r] += float64(s.own[i] * v)
		}
		for j := from; j < to; j++ {
			if q := int(s.rater[j]); q >= 0 {
				s.block[r*n+q] -= float64(float64(s.own[i]*s.g2) * s.w[j])
			}
		}
	}
	for f, v := range x {
		for g, u := range x {
			s.block[(s.nr+f)*n+s.nr+g] += float64(float64(s.omega[e]*v) * u)
		}
	}
}

// newPrior is the system of the prior alone.
func newPrior(d *design, p prior) *system {
	s := &system{design: d, q: p.q, kappa: p.kappa, np: len(d.names[people]), nm: len(d.names[tasks])}
	s.omega = make([]float64, len(d.end[people]))
	s.finish()
	return s
}

func (s *system) finish() {
	s.out = people
	if s.nm > s.np {
		s.out = tasks
	}
	for side := range s.diagonal {
		s.diagonal[side] = make([]float64, len(s.q[side]))
		copy(s.diagonal[side], s.q[side])
		for e, i := range s.end[side] {
			s.diagonal[side][i] += s.omega[e]
		}
	}
	s.lay()
}

// row gives Σ over a participation's raters and fixed effects, weighted as in its row of the equations.
func (s *system) row(e int, a []float64) float64 {
	if !s.likelihood {
		return 0
	}
	sum := 0.0
	if s.nr > 0 {
		for k := s.slotAt[e]; k < s.slotAt[e+1]; k++ {
			sum += float64(s.beta[k] * a[s.slots[k]])
		}
	}
	t := 0.0
	for f, v := range s.fixed[e*s.nf : (e+1)*s.nf] {
		t += float64(v * a[s.nr+f])
	}
	return sum + float64(s.omega[e]*t)
}

// spread adds h times a participation's row to the raters and fixed effects.
func (s *system) spreadRow(e int, h float64, a []float64) {
	if !s.likelihood {
		return
	}
	if s.nr > 0 {
		for k := s.slotAt[e]; k < s.slotAt[e+1]; k++ {
			a[s.slots[k]] += float64(s.beta[k] * h)
		}
	}
	h = float64(s.omega[e] * h)
	for f, v := range s.fixed[e*s.nf : (e+1)*s.nf] {
		a[s.nr+f] += float64(v * h)
	}
}

// sides of a vector of all unknowns: eliminated, kept, dense.
func (s *system) sides(z []float64) (out, kept, dense []float64) {
	p, m := z[:s.np], z[s.np:s.np+s.nm]
	if s.out == people {
		return p, m, z[s.np+s.nm:]
	}
	return m, p, z[s.np+s.nm:]
}

// reduce takes the eliminated side out of a right-hand side b.
func (s *system) reduce(b []float64) {
	h, k, a := s.sides(b)
	of, d := s.end[1-s.out], s.diagonal[s.out]
	for i, v := range h {
		v /= d[i]
		for _, e := range s.parts(s.out, i) {
			k[of[e]] -= float64((s.omega[e] + s.kappa) * v)
			s.spreadRow(int(e), -v, a)
		}
	}
}

// conditional gives the expectation of unknown i of a side given all others at z and a right-hand side of b.
func (s *system) conditional(side, i int, b float64, z []float64) float64 {
	other := z[s.offset(1-side):]
	a := z[s.dense():]
	of := s.end[1-side]
	for _, e := range s.parts(side, i) {
		b -= float64((s.omega[e]+s.kappa)*other[of[e]]) + s.row(int(e), a)
	}
	return b / s.diagonal[side][i]
}

// restore completes a solution with the eliminated side.
func (s *system) restore(b, z []float64) {
	h := z[s.offset(s.out):]
	for i := range s.diagonal[s.out] {
		h[i] = s.conditional(s.out, i, b[s.offset(s.out)+i], z)
	}
}

// right sets b = W'R⁻¹v for values v of observations.
func (s *system) right(v, b []float64) {
	clear(b)
	a := b[s.dense():]
	for e := range s.omega {
		total := 0.0
		from, to := s.first[e], s.first[e+1]
		for i := from; i < to; i++ {
			total += float64(s.own[i] * v[i])
		}
		g := float64(s.g2 * total) // R⁻¹v is w(v − ĝ)
		if s.nr > 0 {
			for i := from; i < to; i++ {
				if r := s.rater[i]; r >= 0 {
					a[r] += float64(s.w[i] * (v[i] - g))
				}
			}
		}
		b[s.end[people][e]] += total
		b[s.np+int(s.end[tasks][e])] += total
		for f, x := range s.fixed[e*s.nf : (e+1)*s.nf] {
			a[s.nr+f] += float64(x * total)
		}
	}
}

// fitted sets v = Wz.
func (s *system) fitted(z, v []float64) {
	for e := range s.omega {
		for i := s.first[e]; i < s.first[e+1]; i++ {
			v[i] = s.fittedAt(e, int(i), z)
		}
	}
}

// fittedAt is one entry of Wz: observation i of participation e.
func (s *system) fittedAt(e, i int, z []float64) float64 {
	a := z[s.dense():]
	v := z[s.end[people][e]] + z[s.np+int(s.end[tasks][e])]
	for f, x := range s.fixed[e*s.nf : (e+1)*s.nf] {
		v += float64(x * a[s.nr+f])
	}
	if r := s.rater[i]; r >= 0 && s.nr > 0 {
		v += a[r]
	}
	return v
}

// effect is the participation's estimated effect for residuals v of its observations.
func (s *system) effect(e int, v []float64) float64 {
	total := 0.0
	for i := s.first[e]; i < s.first[e+1]; i++ {
		total += float64(s.own[i] * v[i])
	}
	return float64(s.g2 * total)
}
