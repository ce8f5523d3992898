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
	limitWidth   = 2e-4 // of what counts as the limit, in the logarithm of the norm
)

func (p *problem) limit() float64 {
	if p.isSmall() {
		return limitExact
	}
	return limitSampled
}

// norm of the scaled coupling, by Lanczos's method from a fixed start. It comes from below; 48 steps find the
// largest of these spectra, whose ends are sparse, to a thousandth. The coupling takes people to tasks and back, so
// that each step needs one half of it.
func (s *system) norm() float64 {
	if s.kappa == 0 {
		return 0
	}
	const steps = 48
	root := s.roots()
	side := 1 - s.out // the shorter one
	x, y := make([]float64, len(root[side])), make([]float64, len(root[1-side]))
	for i := range x {
		x[i] = 1 + float64(float64(i%7)*0.01)
	}
	over(x, math.Sqrt(dot(x, x)))
	var beta []float64
	for range steps {
		s.half(side, root, x, y)
		b := math.Sqrt(dot(y, y))
		beta = append(beta, b)
		if b < 1e-10 {
			break
		}
		over(y, b)
		for i := range x { // the next begins with what it has of the last
			x[i] *= -b
		}
		side, x, y = 1-side, y, x
	}
	return largest(beta)
}

func over(x []float64, d float64) {
	for i := range x {
		x[i] /= d
	}
}

// half adds Kx to y, K the prior's coupling scaled by the roots of its diagonal, for x over one side and y over the
// other.
func (s *system) half(side int, root [2][]float64, x, y []float64) {
	scaled := make([]float64, len(x))
	for j, v := range x {
		scaled[j] = v / root[side][j]
	}
	across, start := s.across[1-side], s.start[1-side]
	for i, d := range root[1-side] {
		sum := 0.0
		for _, j := range across[start[i]:start[i+1]] {
			sum += scaled[j]
		}
		y[i] += float64(s.kappa*sum) / d
	}
}

// largest eigenvalue of a tridiagonal matrix without a diagonal, by bisection on the signs of its leading minors.
func largest(beta []float64) float64 {
	low, high := 0.0, 4.0
	for range 40 {
		mid := (low + high) / 2
		below, d := true, 1.0
		for i := range beta {
			d = mid - offdiagonal(beta, i)/d
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
	root [2][]float64
	c    []float64 // coefficients of √(1 + ρt), t in −1..1
	rho  float64
}

func newRoot(s *system, norm float64) *rootOf {
	r := &rootOf{system: s, root: s.roots(), rho: min(norm*1.01+0.001, 0.9999)}
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

// timesEach sets b = Q½x by Clenshaw's recurrence, for four at once; space is overwritten.
func (r *rootOf) timesEach(x, b []quad, space *[4][]quad) {
	n := r.np + r.nm
	for i := range space {
		if space[i] == nil {
			space[i] = make([]quad, n)
		}
	}
	b1, b2, t, scaled := space[0], space[1], space[2], space[3]
	clear(b1)
	clear(b2)
	for k := len(r.c) - 1; k > 0; k-- {
		r.coupleEach(b1, t, scaled, 2/r.rho)
		for i := range t {
			b2[i], b1[i] = b1[i], t[i].minus(b2[i]).plus(x[i].times(r.c[k]))
		}
	}
	if len(r.c) > 1 {
		r.coupleEach(b1, t, scaled, 1/r.rho)
	}
	for i := range n {
		v := x[i].times(r.c[0])
		if len(r.c) > 1 {
			v = v.plus(t[i].minus(b2[i]))
		}
		if i < r.np {
			b[i] = v.times(r.root[people][i])
		} else {
			b[i] = v.times(r.root[tasks][i-r.np])
		}
	}
}

// coupleEach sets y to f times the scaled coupling's product with x.
func (r *rootOf) coupleEach(x, y, scaled []quad, f float64) {
	for side, root := range r.root {
		of := scaled[r.offset(side):]
		for i, v := range x[r.offset(side):][:len(root)] {
			of[i] = v.times(1 / root[i])
		}
	}
	for side, root := range r.root {
		of, to := scaled[r.offset(1-side):], y[r.offset(side):]
		across, start := r.across[side], r.start[side]
		for i, d := range root {
			var sum quad
			for _, j := range across[start[i]:start[i+1]] {
				sum = sum.plus(of[j])
			}
			to[i] = sum.times(float64(f*r.kappa) / d)
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
