package practice

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// stratum is who could be chosen in one selection, with what tells them apart, and how many of them were chosen: the
// first ones.
type stratum struct {
	x      [][]float64
	chosen int
}

// fit is a conditional logit: the logarithm of the odds of being chosen for a step of one in each of what tells people
// apart, and the variances and covariances of that.
type fit struct {
	beta     []float64
	variance *mat.SymDense
}

// errSeparated: whoever has more of something is always chosen, so that no odds are large enough.
var errSeparated = errors.New("what tells people apart tells without exception who was chosen")

// Bounds of the search.
const (
	mostSteps  = 50
	largest    = 20   // of a coefficient of something whose spread is one: odds of half a milliard
	smallStep  = 1e-9 // of all coefficients together
	mostHalves = 30
)

// conditional fits a conditional logit by Newton's method, exactly where several were chosen at once: what they are
// compared with is every other choice of as many.
func conditional(strata []stratum, n int) (fit, error) {
	beta := make([]float64, n)
	l, g, h := likelihood(strata, beta)
	for range mostSteps {
		var chol mat.Cholesky
		if !chol.Factorize(h) || chol.Cond() > 1e10 {
			return fit{}, errSeparated
		}
		step := mat.NewVecDense(n, nil)
		if err := chol.SolveVecTo(step, mat.NewVecDense(n, g)); err != nil {
			return fit{}, errSeparated
		}
		if mat.Norm(step, 2) < smallStep {
			var v mat.SymDense
			if err := chol.InverseTo(&v); err != nil {
				return fit{}, errSeparated
			}
			return fit{beta, &v}, nil
		}
		for halves := 0; ; halves++ {
			next := make([]float64, n)
			for i := range next {
				if next[i] = beta[i] + step.AtVec(i); math.Abs(next[i]) > largest {
					return fit{}, errSeparated
				}
			}
			ln, gn, hn := likelihood(strata, next)
			if ln >= l-1e-12*math.Abs(l) {
				beta, l, g, h = next, ln, gn, hn
				break
			}
			if halves == mostHalves {
				return fit{}, errSeparated
			}
			step.ScaleVec(.5, step)
		}
	}
	return fit{}, errSeparated
}

// likelihood is the logarithm of the conditional likelihood, its gradient, and the information.
func likelihood(strata []stratum, beta []float64) (l float64, g []float64, h *mat.SymDense) {
	n := len(beta)
	g, h = make([]float64, n), mat.NewSymDense(n, nil)
	for i := range strata {
		s := &strata[i]
		top := math.Inf(-1) // taken off all, so that nothing overflows
		eta := make([]float64, len(s.x))
		for j, x := range s.x {
			for k, b := range beta {
				eta[j] += b * x[k]
			}
			top = max(top, eta[j])
		}
		for j := range s.chosen {
			l += eta[j] - top
			for k := range n {
				g[k] += s.x[j][k]
			}
		}
		sum := choices(s, eta, top)
		l -= math.Log(sum.b) // the scale of each of the chosen was taken off above
		for k := range n {
			g[k] -= sum.d[k] / sum.b
			for m := k; m < n; m++ {
				h.SetSym(k, m, h.At(k, m)+sum.dd[k*n+m]/sum.b-sum.d[k]*sum.d[m]/(sum.b*sum.b))
			}
		}
	}
	return l, g, h
}

// term is a sum over choices, with its first and second derivatives.
type term struct {
	b     float64
	d, dd []float64
}

// choices sums over all choices of as many people as were chosen, by the recursion of Howard (1972): with one person more,
// a choice holds the person or not.
func choices(s *stratum, eta []float64, top float64) term {
	n := len(s.x[0])
	of := make([]term, s.chosen+1)
	for m := range of {
		of[m] = term{d: make([]float64, n), dd: make([]float64, n*n)}
	}
	of[0].b = 1
	for j, x := range s.x {
		w := math.Exp(eta[j] - top)
		for m := min(j+1, s.chosen); m > 0; m-- {
			with, less := &of[m], &of[m-1]
			for k := range n {
				for i := range n {
					with.dd[k*n+i] += w * (less.dd[k*n+i] + x[k]*less.d[i] + x[i]*less.d[k] + x[k]*x[i]*less.b)
				}
			}
			for k := range n {
				with.d[k] += w * (less.d[k] + x[k]*less.b)
			}
			with.b += w * less.b
		}
	}
	return of[s.chosen]
}
