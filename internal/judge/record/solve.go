package record

import (
	"math"
)

// A solver solves Hz = b by conjugate gradients on what is left when the longer side is eliminated,
// preconditioned by the diagonal of the kept side and the factor of the block of raters and fixed effects.
type solver struct {
	*system
	jacobi []float64 // 1/diagonal of the kept side
	factor []float64 // Cholesky factor of the dense block after elimination
}

// newSolver fails when the dense block is not positive definite.
func newSolver(s *system) (*solver, bool) {
	v := &solver{system: s}
	kept := 1 - s.out
	v.jacobi = make([]float64, len(s.diagonal[kept]))
	copy(v.jacobi, s.diagonal[kept])
	for e, j := range s.end[kept] {
		v.jacobi[j] -= sqr(s.omega[e]+s.kappa) / s.diagonal[s.out][s.end[s.out][e]]
	}
	for j, d := range v.jacobi {
		if !(d > 0) {
			return nil, false
		}
		v.jacobi[j] = 1 / d
	}
	n := s.nr + s.nf
	if n == 0 {
		return v, true
	}
	v.factor = make([]float64, n*n)
	copy(v.factor, s.block)
	row := newSparse(n)
	for i, d := range s.diagonal[s.out] {
		row.clear()
		for _, e := range s.parts(s.out, i) {
			s.denseRow(int(e), 0, row)
		}
		for _, j := range row.at {
			for _, k := range row.at {
				v.factor[int(j)*n+int(k)] -= float64(row.v[j]*row.v[k]) / d
			}
		}
	}
	return v, cholesky(v.factor, n)
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

// precondition sets z = M⁻¹r over kept and dense unknowns.
func (v *solver) precondition(r, z []float64) {
	_, rk, ra := v.sides(r)
	_, zk, za := v.sides(z)
	for j, d := range v.jacobi {
		zk[j] = float64(d * rk[j])
	}
	copy(za, ra)
	substitute(v.factor, len(za), za)
}

// inner product over kept and dense unknowns.
func (v *solver) inner(a, b []float64) float64 {
	_, ak, aa := v.sides(a)
	_, bk, ba := v.sides(b)
	return dot(ak, bk) + dot(aa, ba)
}

// Iterations after which conjugate gradients give up; 13 to 30 are usual.
const most = 500

// A scratch holds the vectors of one solve, for reuse.
type scratch struct{ r, z, p, ap, b, fixed, sum []float64 }

func (v *solver) scratch() *scratch {
	n, k := v.size(), len(v.diagonal[1-v.out])
	return &scratch{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, k), make([]float64, k)}
}

// solve sets z with Hz = b, from z as it is, to a relative residual of tol in the preconditioner's norm. It
// reports whether it got there; it does not where H is not positive definite. b is kept.
func (v *solver) solve(b, z []float64, tol float64, c *scratch) bool {
	copy(c.b, b)
	v.reduce(c.b)
	v.precondition(c.b, c.z)
	goal := v.inner(c.b, c.z) * sqr(tol)
	v.schur(z, c.ap, c)
	for i, x := range c.b {
		c.r[i] = x - c.ap[i]
	}
	v.precondition(c.r, c.z)
	copy(c.p, c.z)
	rz := v.inner(c.r, c.z)
	if math.IsNaN(rz) {
		return false
	}
	for range most {
		if rz <= goal {
			v.restore(b, z)
			return true
		}
		v.schur(c.p, c.ap, c)
		pap := v.inner(c.p, c.ap)
		if !(pap > 0) {
			return false
		}
		alpha := rz / pap
		_, pk, pa := v.sides(c.p)
		_, ak, aa := v.sides(c.ap)
		_, zk, za := v.sides(z)
		_, rk, ra := v.sides(c.r)
		axpy(alpha, pk, zk)
		axpy(alpha, pa, za)
		axpy(-alpha, ak, rk)
		axpy(-alpha, aa, ra)
		v.precondition(c.r, c.z)
		last := rz
		rz = v.inner(c.r, c.z)
		_, nk, na := v.sides(c.z)
		blend(rz/last, nk, pk)
		blend(rz/last, na, pa)
	}
	return false
}

// axpy adds a·x to y.
func axpy(a float64, x, y []float64) {
	for i, v := range x {
		y[i] += float64(a * v)
	}
}

// blend sets p = z + b·p.
func blend(b float64, z, p []float64) {
	for i, v := range z {
		p[i] = v + float64(b*p[i])
	}
}
