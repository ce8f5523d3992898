package record

import "context"

// information is the average information f_i'Pf_j of the free parameters, f_i = ∂V_i·Py. It tells a search where to
// go and how near the end is, for which a hundredth is enough.
func (p *problem) information(ctx context.Context, pt *point, free []int) ([]float64, error) {
	tol := 1e-2
	if p.isSmall() {
		tol = 1e-5
	}
	groups := (len(free) + 3) / 4
	f, v := make([][]quad, groups), make([][]quad, groups)
	err := shared(ctx, groups, func(g int) (err error) {
		f[g], v[g] = make([]quad, len(p.obs)), make([]quad, len(p.obs))
		if err = p.directions(pt, free[4*g:min(len(free), 4*g+4)], f[g], tol); err != nil {
			return err
		}
		return pt.projectEach(f[g], v[g], tol)
	})
	if err != nil {
		return nil, err
	}
	n := len(free)
	a := make([]float64, n*n)
	for g := range groups {
		for h := range g + 1 {
			products := transposedProducts(v[g], f[h])
			for k := 4 * g; k < min(n, 4*g+4); k++ {
				for l := 4 * h; l < min(k+1, 4*h+4); l++ {
					x := products[k%4].array()[l%4]
					a[k*n+l], a[l*n+k] = x, x
				}
			}
		}
	}
	return a, nil
}

// transposedProducts gives x'y, a row for each of x's four.
func transposedProducts(x, y []quad) (sum [4]quad) {
	for i, v := range x {
		w := y[i]
		sum[0] = sum[0].plus(w.times(v.a))
		sum[1] = sum[1].plus(w.times(v.b))
		sum[2] = sum[2].plus(w.times(v.c))
		sum[3] = sum[3].plus(w.times(v.d))
	}
	return sum
}

// directions sets f to ∂V·Py for up to four parameters.
func (p *problem) directions(pt *point, of []int, f []quad, tol float64) error {
	s := pt.sys
	b, z := make([]quad, s.dense()), make([]quad, s.size())
	for lane, i := range of {
		if i < ofRater || i == ofKappa {
			p.pull(pt, i, lane, b)
		}
	}
	if !pt.prior.solveEach(b, z[:s.dense()], tol, pt.prior.scratchEach()) {
		return errDefinite
	}
	for j := range s.dense() {
		z[j] = z[j].times(-1)
	}
	for lane, i := range of {
		if i == ofRater {
			for r := range p.nr {
				z[s.dense()+r].set(lane, pt.z[s.dense()+r])
			}
		}
	}
	s.fittedEach(z, f)
	for lane, i := range of {
		switch {
		case i == ofParticipation:
			for k := range f {
				f[k].set(lane, pt.effects[p.part[k]])
			}
		case i == ofRater: // the effects of unknown ones are part of the noise
			for k := range f {
				if _, share := p.noiseOf(k, pt.h); share < 1 {
					f[k].set(lane, f[k].array()[lane]+float64((1-share)*(pt.y[k]-pt.eta[k])))
				}
			}
		case i >= ofResidual && i < ofKappa:
			for k := range f {
				if own, share := p.noiseOf(k, pt.h); own == i {
					f[k].set(lane, float64(share*(pt.y[k]-pt.eta[k])))
				}
			}
		}
	}
	return nil
}

// pull sets one lane of b to ∂Q·z for a parameter of the prior.
func (p *problem) pull(pt *point, i, lane int, b []quad) {
	h, s := pt.h, pt.sys
	free := 1 - sqr(h.Correlation)
	own := 0.0 // of each, and what each participation adds
	var each [2]float64
	switch i {
	case ofPerson:
		own, each[tasks] = -1/sqr(h.Person), float64(float64(sqr(h.Kappa)*sqr(h.Person))*free)
	case ofTask:
		own = -1 / sqr(h.Task)
	case ofTaskUnknown:
		own = -1 / sqr(h.TaskUnknown)
	case ofKappa:
		each = [2]float64{float64(2*h.Kappa*sqr(h.Spread)) * free, float64(2*h.Kappa*sqr(h.Person)) * free}
	}
	for side, of := range s.diagonal {
		at := s.offset(side)
		for j := range of {
			v := float64(each[side] * float64(len(p.parts(side, j))))
			if i == ofPerson && side == people || i == ofTask && side == tasks && !p.unknown[j] || i == ofTaskUnknown && side == tasks && p.unknown[j] {
				v += own
			}
			v = float64(v * pt.z[at+j])
			if i == ofKappa {
				other := pt.z[s.offset(1-side):]
				for _, k := range p.across[side][p.start[side][j]:p.start[side][j+1]] {
					v += other[k]
				}
			}
			b[at+j].set(lane, v)
		}
	}
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

// projectEach is project for four at once.
func (s *state) projectEach(f, v []quad, tol float64) error {
	b, z := make([]quad, s.sys.size()), make([]quad, s.sys.size())
	s.sys.rightEach(f, b)
	if !s.sol.solveEach(b, z, tol, s.sol.scratchEach()) {
		return errDefinite
	}
	s.sys.fittedEach(z, v)
	for i := range v {
		v[i] = f[i].minus(v[i])
	}
	for e := range s.sys.omega {
		g := s.sys.effectEach(e, v)
		for i := s.sys.first[e]; i < s.sys.first[e+1]; i++ {
			v[i] = v[i].minus(g).times(s.sys.w[i])
		}
	}
	return nil
}
