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

	g2     float64   // variance of a participation
	w      []float64 // of an observation: weight over σ²
	ratio  []float64 // of a participation: 1/(1 + σ_g²Σw), by which its effect damps the weights
	own    []float64 // of an observation: its entry of R⁻¹1
	omega  []float64 // of a participation: 1'R⁻¹1
	beta   []float64 // of a slot: R⁻¹1 summed over the rater's observations
	fixed  []float64 // nf covariates for each participation
	raters []float64 // diagonal of raters, but for what several raters of one participation take from one another

	border      [2][]quad // of people and tasks: their entries in the columns of the fixed effects
	raterBorder []quad    // the same of raters
	among       [4]quad   // fixed effects among themselves

	diagonal [2][]float64
	out      int // the side that is eliminated, the longer one
	longest  int // participations of one that is eliminated, at most
	links    []link
}

// dense is where raters and fixed effects begin; size is the number of unknowns.
func (s *system) dense() int { return s.np + s.nm }
func (s *system) size() int  { return s.np + s.nm + s.nr + s.nf }

func (s *system) offset(side int) int { return side * s.np }

// newSystem has the weights w (over σ²) of observations, hyperparameters and their prior.
func newSystem(p *problem, w []float64, h Hyperparameters, pr prior) *system {
	d, nf, nr := p.design, p.nf, p.nr
	s := &system{design: d, likelihood: true, q: pr.q, kappa: pr.kappa, np: len(d.names[people]), nm: len(d.names[tasks]), nr: nr, nf: nf,
		g2: sqr(h.Participation), w: w, fixed: p.fixed}
	ne := len(d.end[people])
	s.ratio, s.own, s.omega, s.beta = make([]float64, ne), make([]float64, len(w)), make([]float64, ne), make([]float64, len(d.slots))
	s.raters, s.raterBorder = make([]float64, nr), make([]quad, nr)
	for side := range s.border {
		s.border[side] = make([]quad, len(d.names[side]))
	}
	for r := range nr {
		s.raters[r] = 1 / sqr(h.Rater)
	}
	for e := range ne {
		s.participation(e)
	}
	s.finish()
	return s
}

// covariates of a participation, 0 for effects that are not there.
func (s *system) covariates(e int) (x quad) {
	for f, v := range s.fixed[e*s.nf : (e+1)*s.nf] {
		x.set(f, v)
	}
	return x
}

// participation takes one participation's observations into the sums.
func (s *system) participation(e int) {
	from, to := int(s.first[e]), int(s.first[e+1])
	sum := 0.0
	for i := from; i < to; i++ {
		sum += s.w[i]
	}
	s.ratio[e] = 1 / (1 + float64(s.g2*sum))
	s.omega[e] = float64(sum * s.ratio[e])
	x := s.covariates(e)
	for i := from; i < to; i++ {
		s.own[i] = float64(s.w[i] * s.ratio[e])
		r := int(s.rater[i])
		if r < 0 || s.nr == 0 {
			continue
		}
		s.beta[s.slot[i]] += s.own[i]
		s.raters[r] += s.w[i]
		s.raterBorder[r] = s.raterBorder[r].plus(x.times(s.own[i]))
	}
	if q := s.slotAt[e]; s.nr > 0 && s.slotAt[e+1] == q+1 { // one rater takes from none but itself
		s.raters[s.slots[q]] -= float64(s.shared(int32(e)) * sqr(s.beta[q]))
	}
	row := x.times(s.omega[e])
	for side := range s.border {
		at := &s.border[side][s.end[side][e]]
		*at = at.plus(row)
	}
	for f, v := range x.array() {
		s.among[f] = s.among[f].plus(row.times(v))
	}
}

// block is the matrix of raters and fixed effects among themselves, for systems small enough to have one.
func (s *system) block() []float64 {
	n := s.nr + s.nf
	b := make([]float64, n*n)
	for r, v := range s.raters {
		b[r*n+r] = v
		for f, x := range s.raterBorder[r].array() {
			if f < s.nf {
				b[r*n+s.nr+f], b[(s.nr+f)*n+r] = x, x
			}
		}
	}
	for f := range s.nf {
		for g, x := range s.among[f].array() {
			if g < s.nf {
				b[(s.nr+f)*n+s.nr+g] = x
			}
		}
	}
	for e := range s.omega {
		from, to := s.slotAt[e], s.slotAt[e+1]
		if s.nr == 0 || to <= from+1 {
			continue
		}
		for q := from; q < to; q++ {
			for k := from; k < to; k++ {
				b[int(s.slots[q])*n+int(s.slots[k])] -= float64(float64(s.shared(int32(e))*s.beta[q]) * s.beta[k])
			}
		}
	}
	return b
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
	for i := range s.diagonal[s.out] {
		s.longest = max(s.longest, len(s.parts(s.out, i)))
	}
	if s.likelihood {
		s.lay()
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

// effectEach and the other functions of that name do for four vectors what the plain ones do for one.
func (s *system) effectEach(e int, v []quad) quad {
	var total quad
	for i := s.first[e]; i < s.first[e+1]; i++ {
		total = total.plus(v[i].times(s.own[i]))
	}
	return total.times(s.g2)
}

func (s *system) rightEach(v, b []quad) {
	clear(b)
	a := b[s.dense():]
	for e := range s.omega {
		var total quad
		from, to := s.first[e], s.first[e+1]
		for i := from; i < to; i++ {
			total = total.plus(v[i].times(s.own[i]))
		}
		g := total.times(s.g2)
		if s.nr > 0 {
			for i := from; i < to; i++ {
				if r := s.rater[i]; r >= 0 {
					a[r] = a[r].plus(v[i].minus(g).times(s.w[i]))
				}
			}
		}
		p, m := s.end[people][e], s.np+int(s.end[tasks][e])
		b[p], b[m] = b[p].plus(total), b[m].plus(total)
		for f, x := range s.fixed[e*s.nf : (e+1)*s.nf] {
			a[s.nr+f] = a[s.nr+f].plus(total.times(x))
		}
	}
}

func (s *system) fittedEach(z, v []quad) {
	a := z[s.dense():]
	for e := range s.omega {
		common := z[s.end[people][e]].plus(z[s.np+int(s.end[tasks][e])])
		for f, x := range s.fixed[e*s.nf : (e+1)*s.nf] {
			common = common.plus(a[s.nr+f].times(x))
		}
		for i := s.first[e]; i < s.first[e+1]; i++ {
			v[i] = common
			if r := s.rater[i]; r >= 0 && s.nr > 0 {
				v[i] = common.plus(a[r])
			}
		}
	}
}
