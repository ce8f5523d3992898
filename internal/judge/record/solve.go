package record

// A solver solves Hz = b by conjugate gradients on what is left when the longer side and the fixed effects are
// eliminated, preconditioned by its diagonal.
type solver struct {
	*system
	jacobi  []float64 // 1/diagonal, of the kept side and raters
	columns []quad    // of the fixed effects after the elimination of the longer side, times L⁻ᵀ
	factor  []float64 // L of the fixed effects' own block LL' after that
}

// newSolver fails when the equations are found not to be positive definite.
func newSolver(s *system) (*solver, bool) {
	v := &solver{system: s}
	kept := s.diagonal[1-s.out]
	nk := len(kept)
	v.jacobi = make([]float64, nk+s.nr)
	copy(v.jacobi, kept)
	if !s.likelihood {
		square := sqr(s.kappa)
		for e, j := range s.end[1-s.out] {
			v.jacobi[j] -= square / s.diagonal[s.out][s.end[s.out][e]]
		}
		return v, v.invertDiagonal()
	}
	copy(v.jacobi[nk:], s.raters)
	v.columns = make([]quad, nk+s.nr)
	copy(v.columns, s.border[1-s.out])
	copy(v.columns[nk:], s.raterBorder)
	among, row := s.among, newSparse(s.nr)
	for i, d := range s.diagonal[s.out] {
		x := s.border[s.out][i].times(1 / d)
		row.clear()
		for n, links := 0, s.linksOf(i); n < len(links); n++ {
			l := &links[n]
			v.jacobi[l.kept] -= sqr(l.cross) / d
			v.columns[l.kept] = v.columns[l.kept].minus(x.times(l.cross))
			if l.slot >= 0 {
				row.add(int(l.slot), l.beta)
				continue
			}
			for q, to := s.evaluators(l); q < to; q++ {
				row.add(int(s.slots[q]), s.beta[q])
				if to > s.slotAt[l.part]+1 {
					v.jacobi[nk+int(s.slots[q])] -= float64(s.shared(l.part) * sqr(s.beta[q]))
				}
			}
		}
		for _, r := range row.at {
			v.jacobi[nk+int(r)] -= sqr(row.v[r]) / d
			v.columns[nk+int(r)] = v.columns[nk+int(r)].minus(x.times(row.v[r]))
		}
		for f, b := range s.border[s.out][i].array() {
			among[f] = among[f].minus(x.times(b))
		}
	}
	return v, v.eliminate(among) && v.invertDiagonal()
}

// eliminate the fixed effects, whose own block is given.
func (v *solver) eliminate(among [4]quad) bool {
	n := v.nf
	v.factor = make([]float64, n*n)
	for f := range n {
		row := among[f].array()
		copy(v.factor[f*n:(f+1)*n], row[:n])
	}
	if !cholesky(v.factor, n) {
		return false
	}
	for j, c := range v.columns {
		c = v.forward(c)
		v.columns[j] = c
		v.jacobi[j] -= c.dot(c)
	}
	return true
}

func (v *solver) invertDiagonal() bool {
	for j, d := range v.jacobi {
		if !(d > 0) {
			return false
		}
		v.jacobi[j] = 1 / d
	}
	return true
}

// forward gives L⁻¹x for one number of each fixed effect.
func (v *solver) forward(x quad) quad {
	b, n := x.array(), v.nf
	for i := range n {
		for j := range i {
			b[i] -= float64(v.factor[i*n+j] * b[j])
		}
		b[i] /= v.factor[i*n+i]
	}
	return quadOf(b)
}

// back gives L⁻ᵀx.
func (v *solver) back(x quad) quad {
	b, n := x.array(), v.nf
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			b[i] -= float64(v.factor[j*n+i] * b[j])
		}
		b[i] /= v.factor[i*n+i]
	}
	return quadOf(b)
}

// denseRow adds a participation's row over raters and fixed effects, whose columns begin at base.
func (s *system) denseRow(e, base int, row *sparse) {
	if s.nr > 0 {
		for k := s.slotAt[e]; k < s.slotAt[e+1]; k++ {
			row.add(base+int(s.slots[k]), s.beta[k])
		}
	}
	for f, x := range s.fixed[e*s.nf : (e+1)*s.nf] {
		row.add(base+s.nr+f, float64(s.omega[e]*x))
	}
}

// sparse is a vector with few entries, in the order they came.
type sparse struct {
	v   []float64
	in  []bool
	at  []int32
	out []float64 // scratch of the same length
}

func newSparse(n int) *sparse {
	return &sparse{v: make([]float64, n), in: make([]bool, n), out: make([]float64, n)}
}

func (s *sparse) add(i int, v float64) {
	if !s.in[i] {
		s.in[i] = true
		s.at = append(s.at, int32(i))
	}
	s.v[i] += v
}

func (s *sparse) clear() {
	for _, i := range s.at {
		s.v[i], s.in[i] = 0, false
	}
	s.at = s.at[:0]
}

// Iterations after which conjugate gradients give up; 13 to 30 are usual.
const most = 500

// A scratch holds the vectors of one solve, for reuse.
type scratch struct{ x, r, p, ap, told []float64 }

func (v *solver) scratch() *scratch {
	n := len(v.jacobi)
	return &scratch{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, v.longest)}
}

// sections of a vector of all unknowns: eliminated, kept, raters, fixed effects.
func sections[T any](s *system, z []T) (out, kept, raters, fixed []T) {
	p, m := z[:s.np], z[s.np:s.np+s.nm]
	raters, fixed = z[s.dense():s.dense()+s.nr], z[s.dense()+s.nr:]
	if s.out == people {
		return p, m, raters, fixed
	}
	return m, p, raters, fixed
}

// reduce sets r to a right-hand side b after the eliminations, and gives what it holds for the fixed effects.
func (v *solver) reduce(b, r []float64) (fixed quad) {
	out, kept, raters, fs := sections(v.system, b)
	nk := len(kept)
	copy(r, kept)
	copy(r[nk:], raters)
	if !v.likelihood {
		for i, d := range v.diagonal[v.out] {
			x := float64(v.kappa*out[i]) / d
			for _, j := range v.across[v.out][v.start[v.out][i]:v.start[v.out][i+1]] {
				r[j] -= x
			}
		}
		return fixed
	}
	for f, x := range fs {
		fixed.set(f, x)
	}
	for i, d := range v.diagonal[v.out] {
		x := out[i] / d
		if x == 0 {
			continue
		}
		fixed = fixed.minus(v.border[v.out][i].times(x))
		for n, links := 0, v.linksOf(i); n < len(links); n++ {
			l := &links[n]
			r[l.kept] -= float64(l.cross * x)
			if l.slot >= 0 {
				r[nk+int(l.slot)] -= float64(l.beta * x)
				continue
			}
			for q, to := v.evaluators(l); q < to; q++ {
				r[nk+int(v.slots[q])] -= float64(v.beta[q] * x)
			}
		}
	}
	fixed = v.forward(fixed)
	for j, c := range v.columns {
		r[j] -= c.dot(fixed)
	}
	return fixed
}

// project takes from y what the fixed effects take, for x.
func (v *solver) project(x, y []float64) {
	var t quad
	for j, c := range v.columns {
		t = t.plus(c.times(x[j]))
	}
	for j, c := range v.columns {
		y[j] -= c.dot(t)
	}
}

// restore completes a solution x with the fixed effects and the eliminated side.
func (v *solver) restore(b, z, x []float64, fixed quad) {
	out, kept, raters, fs := sections(v.system, z)
	nk := len(kept)
	copy(kept, x)
	copy(raters, x[nk:])
	from, _, _, _ := sections(v.system, b)
	if !v.likelihood {
		for i, d := range v.diagonal[v.out] {
			sum := 0.0
			for _, j := range v.across[v.out][v.start[v.out][i]:v.start[v.out][i+1]] {
				sum += kept[j]
			}
			out[i] = (from[i] - float64(v.kappa*sum)) / d
		}
		return
	}
	for j, c := range v.columns {
		fixed = fixed.minus(c.times(x[j]))
	}
	fixed = v.back(fixed)
	for f, a := range fixed.array() {
		if f < v.nf {
			fs[f] = a
		}
	}
	for i, d := range v.diagonal[v.out] {
		sum := from[i] - v.border[v.out][i].dot(fixed)
		for n, links := 0, v.linksOf(i); n < len(links); n++ {
			l := &links[n]
			sum -= float64(l.cross * kept[l.kept])
			if l.slot >= 0 {
				sum -= float64(l.beta * raters[l.slot])
				continue
			}
			for q, to := v.evaluators(l); q < to; q++ {
				sum -= float64(v.beta[q] * raters[v.slots[q]])
			}
		}
		out[i] = sum / d
	}
}

// solve sets z with Hz = b, from z as it is, to a relative residual of tol in the preconditioner's norm. It
// reports whether it got there; it does not where H is not positive definite. b is kept.
func (v *solver) solve(b, z []float64, tol float64, c *scratch) bool {
	_, kept, raters, _ := sections(v.system, z)
	copy(c.x, kept)
	copy(c.x[len(kept):], raters)
	fixed := v.reduce(b, c.r)
	goal := v.length(c.r) * sqr(tol)
	v.times(c.x, c.ap, c)
	for i, x := range c.ap {
		c.r[i] -= x
	}
	clear(c.p)
	last := 1.0
	for range most {
		rz := v.length(c.r)
		if rz <= goal {
			v.restore(b, z, c.x, fixed)
			return true
		}
		beta := rz / last
		last = rz
		for i, d := range v.jacobi {
			c.p[i] = float64(d*c.r[i]) + float64(beta*c.p[i])
		}
		v.times(c.p, c.ap, c)
		pap := dot(c.p, c.ap)
		if !(pap > 0) {
			return false
		}
		alpha := rz / pap
		for i, p := range c.p {
			c.x[i] += float64(alpha * p)
			c.r[i] -= float64(alpha * c.ap[i])
		}
	}
	return false
}

// times is the matrix that conjugate gradients see.
func (v *solver) times(x, y []float64, c *scratch) {
	v.schur(x, y, c.told)
	v.project(x, y)
}

// length of a residual, squared, in the preconditioner's metric.
func (v *solver) length(r []float64) float64 {
	sum := 0.0
	for i, d := range v.jacobi {
		sum += float64(d * sqr(r[i]))
	}
	return sum
}

// axpy adds a·x to y.
func axpy(a float64, x, y []float64) {
	for i, v := range x {
		y[i] += float64(a * v)
	}
}
