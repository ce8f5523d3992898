package record

import (
	"math"
)

// A prior is the precision Q of people and tasks given who worked on what: Q couples person and task of every
// participation by κ.
type prior struct {
	q     [2][]float64
	kappa float64
}

// newPriorOf hyperparameters.
func newPriorOf(d *design, h Hyperparameters) prior {
	p := prior{kappa: h.Kappa}
	p.q[people], p.q[tasks] = make([]float64, len(d.names[people])), make([]float64, len(d.names[tasks]))
	free := 1 - sqr(h.Correlation)
	v := float64(float64(sqr(h.Kappa)*free) * sqr(h.Spread))
	u := float64(float64(sqr(h.Kappa)*free) * sqr(h.Person))
	for i := range p.q[people] {
		p.q[people][i] = 1/sqr(h.Person) + float64(v*float64(len(d.parts(people, i))))
	}
	for j := range p.q[tasks] {
		sd := h.Task
		if d.unknown[j] {
			sd = h.TaskUnknown
		}
		p.q[tasks][j] = 1/sqr(sd) + float64(u*float64(len(d.parts(tasks, j))))
	}
	return p
}

// scaled sets y = Kx, K the prior's coupling scaled by the roots of its diagonal, for x over people and tasks;
// coupling holds its entries by participation.
func (s *system) scaled(coupling, x, y []float64) {
	xm, ym := x[s.np:], y[s.np:]
	clear(ym)
	of := s.end[tasks]
	for p, v := range x[:s.np] {
		sum := 0.0
		for _, e := range s.parts(people, p) {
			m, c := of[e], coupling[e]
			sum += float64(c * xm[m])
			ym[m] += float64(c * v)
		}
		y[p] = sum
	}
}

func (s *system) coupling(root [2][]float64) []float64 {
	c := make([]float64, len(s.end[people]))
	for e, p := range s.end[people] {
		c[e] = s.kappa / float64(root[people][p]*root[tasks][s.end[tasks][e]])
	}
	return c
}

func (s *system) roots() (root [2][]float64) {
	for side, q := range s.q {
		root[side] = make([]float64, len(q))
		for i, v := range q {
			root[side][i] = math.Sqrt(v)
		}
	}
	return root
}

// Limits that κ is kept to, of the norm of the scaled coupling, below 1 where the prior is positive definite. In
// large systems a few crowded tasks bring it there while the likelihood hardly minds, and conjugate gradients
// take hundreds of rounds; exact ones find their way along the limit themselves.
const (
	limitExact   = 0.999
	limitSampled = 0.98
)

func (p *problem) limit() float64 {
	if p.isSmall() {
		return limitExact
	}
	return limitSampled
}

// norm of the scaled coupling, by Lanczos's method from a fixed start. It comes from below; 48 steps find the
// largest of these spectra, whose ends are sparse, to a thousandth.
func (s *system) norm() float64 {
	if s.kappa == 0 {
		return 0
	}
	const steps = 48
	coupling := s.coupling(s.roots())
	n := s.np + s.nm
	last, x, y := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = 1 + float64(float64(i%7)*0.01)
	}
	size := math.Sqrt(dot(x, x))
	for i := range x {
		x[i] /= size
	}
	var alpha, beta []float64
	for range steps {
		s.scaled(coupling, x, y)
		a := dot(x, y)
		axpy(-a, x, y)
		if k := len(beta); k > 0 {
			axpy(-beta[k-1], last, y)
		}
		b := math.Sqrt(dot(y, y))
		alpha, beta = append(alpha, a), append(beta, b)
		if b < 1e-10 {
			break
		}
		for i := range y {
			y[i] /= b
		}
		last, x, y = x, y, last
	}
	return largest(alpha, beta)
}

// largest eigenvalue of a tridiagonal matrix, by bisection on the signs of its leading minors.
func largest(alpha, beta []float64) float64 {
	low, high := 0.0, 4.0
	for range 40 {
		mid := (low + high) / 2
		below, d := true, 1.0
		for i, a := range alpha {
			d = mid - a - offdiagonal(beta, i)/d
			if d <= 0 {
				below = false
				break
			}
		}
		if below {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

func offdiagonal(beta []float64, i int) float64 {
	if i == 0 {
		return 0
	}
	return sqr(beta[i-1])
}

// A rootOf draws from N(0, Q): Q = D½(I + K)D½, and the root of I + K is a Chebyshev series of K.
type rootOf struct {
	*system
	root     [2][]float64
	coupling []float64
	c        []float64 // coefficients of √(1 + ρt), t in −1..1
	rho      float64
}

func newRoot(s *system, norm float64) *rootOf {
	r := &rootOf{system: s, root: s.roots(), rho: min(norm*1.01+0.001, 0.9999)}
	r.coupling = s.coupling(r.root)
	if s.kappa == 0 {
		r.c = []float64{1}
		return r
	}
	const n = 128
	for k := range n / 2 {
		sum := 0.0
		for j := range n {
			t := math.Cos(math.Pi * (float64(j) + 0.5) / n)
			sum += float64(math.Sqrt(1+float64(r.rho*t)) * math.Cos(math.Pi*float64(k)*(float64(j)+0.5)/n))
		}
		sum *= 2.0 / n
		if k == 0 {
			sum /= 2
		}
		if k > 1 && math.Abs(sum) < 3e-4 {
			break
		}
		r.c = append(r.c, sum)
	}
	return r
}

// times sets b = Q½x by Clenshaw's recurrence.
func (r *rootOf) times(x, b []float64) {
	n := r.np + r.nm
	b1, b2, t := make([]float64, n), make([]float64, n), make([]float64, n)
	for k := len(r.c) - 1; k > 0; k-- {
		r.scaled(r.coupling, b1, t)
		for i := range t {
			v := float64(t[i]*(2/r.rho)) - b2[i] + float64(r.c[k]*x[i])
			b2[i], b1[i] = b1[i], v
		}
	}
	if len(r.c) > 1 {
		r.scaled(r.coupling, b1, t)
	}
	for i := range n {
		v := float64(r.c[0] * x[i])
		if len(r.c) > 1 {
			v += float64(t[i]/r.rho) - b2[i]
		}
		if i < r.np {
			b[i] = float64(r.root[people][i] * v)
		} else {
			b[i] = float64(r.root[tasks][i-r.np] * v)
		}
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}
