package record

import (
	"context"
	"math"
)

// widen is by how much intervals are widened beyond the model's standard error, for what the variance components
// and the rule of assignment leave unknown. Chosen by simulation on other seeds: docs/method.md.
const widen = 1.05

// Standard normal quantiles of two-sided intervals.
const (
	z80 = 1.2815515655446004
	z95 = 1.959963984540054
)

func around(value, se, z float64) Interval {
	h := float64(z * se)
	return Interval{Low: round(value - h), High: round(value + h)}
}

// takeVariances of everyone's value: exactly where the system is small, else by draws.
func (m *Model) takeVariances(ctx context.Context) error {
	if m.options.Draws < 0 {
		return nil
	}
	if m.isSmall() {
		x, ok := newExact(m.sys, true)
		if !ok {
			return errDefinite
		}
		m.variances = x.values(m.column[columnAssignment])
		return nil
	}
	n := m.options.Draws
	if n == 0 {
		n = 200
	}
	var err error
	m.variances, err = m.drawn(ctx, n)
	return err
}

// values gives the variance of each person's effect with γx, less the average over people. assignment is the
// column of γ, -1 for none.
func (x *exact) values(assignment int) []float64 {
	n := float64(x.np)
	rows := make([][]entry, x.np)
	scratch := newSparse(x.n)
	mean := make([]float64, x.n)
	own := make([]float64, x.np) // 1/D of people who were eliminated
	for p := range rows {
		rows[p] = x.person(p, assignment, own, scratch)
		for _, e := range rows[p] {
			mean[e.at] += e.v / n
		}
	}
	common := 0.0
	for _, v := range own {
		common += v / (n * n)
	}
	s := make([]float64, x.n)
	for i := range s {
		s[i] = dot(x.s[i*x.n:(i+1)*x.n], mean)
	}
	all := dot(s, mean) + common
	out := make([]float64, x.np)
	for p, r := range rows {
		v := own[p] - float64(2*own[p])/n + all
		for _, a := range r {
			t := -2 * s[a.at]
			for _, b := range r {
				t += float64(x.s[a.at*x.n+b.at] * b.v)
			}
			v += float64(t * a.v)
		}
		out[p] = v
	}
	return out
}

// An entry of a sparse vector.
type entry struct {
	at int
	v  float64
}

// person's value as a combination of the unknowns that are kept; own receives what is left when the person was
// eliminated.
func (x *exact) person(p, assignment int, own []float64, row *sparse) []entry {
	out := []entry{{p, 1}}
	if x.out == people {
		x.gather(p, row)
		d := x.diagonal[people][p]
		own[p] = 1 / d
		out = out[:0]
		for _, j := range row.at {
			out = append(out, entry{int(j), -row.v[j] / d})
		}
	}
	if assignment >= 0 {
		out = append(out, entry{len(x.diagonal[1-x.out]) + x.nr + assignment, x.design.x[p]})
	}
	return out
}

// drawn estimates the same from draws, each person's variance given the tasks, raters and fixed effects taken
// exactly (Rao and Blackwell). Its error is about 1 % with 200 draws.
func (m *Model) drawn(ctx context.Context, draws int) ([]float64, error) {
	s := m.sys
	sampler := newSampler(m.sol, m.prior, m.norm, 1/sqr(m.h.Rater), m.seed+1)
	groups := (draws + 3) / 4
	out, n, common := make([]float64, s.np), float64(s.np), 0.0
	for p, d := range s.diagonal[people] {
		out[p] = (1 - 2/n) / d
		common += 1 / (d * n * n)
	}
	// Squares are summed in the order of draws, a few at a time, so that sums are the same on any number of processors.
	const together = 8
	space := sampler.space()
	squares := make([][]float64, together)
	for first := 0; first < groups; first += together {
		count := min(together, groups-first)
		err := shared(ctx, count, func(i int) error {
			if squares[i] == nil {
				squares[i] = make([]float64, s.np)
			}
			f := space.Get().(*four) //nolint:forcetypeassert // it holds nothing else
			defer space.Put(f)
			sampler.right(first+i, f)
			clear(f.z)
			if !m.sol.solveEach(f.b, f.z, 5e-3, f.post) {
				return errDefinite
			}
			m.squares(f, squares[i])
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, of := range squares[:count] {
			axpy(1/float64(4*groups), of, out)
		}
	}
	for p := range out {
		out[p] += common
	}
	return out, nil
}

// squares sums those of people's values, given all others and less their average, over four draws.
func (m *Model) squares(f *four, out []float64) {
	s := m.sys
	s.means(f.b, f.z, f.post.r, f.x)
	mean := f.x[:s.np]
	var sum quad
	if c := m.column[columnAssignment]; c >= 0 {
		gamma := f.z[s.dense()+s.nr+c]
		for p, x := range m.x {
			mean[p] = mean[p].plus(gamma.times(x))
		}
	}
	for _, v := range mean {
		sum = sum.plus(v)
	}
	sum = sum.times(1 / float64(s.np))
	for p, v := range mean {
		v = v.minus(sum)
		out[p] = v.dot(v)
	}
}

// contrast is what a combination of unknowns is estimated as and how far that may be off.
type contrast struct {
	value, variance float64
	solution        []float64 // H⁻¹k
}

// contrast solves for k'ẑ and k'H⁻¹k.
func (m *Model) contrast(k []float64) (contrast, error) {
	z := make([]float64, len(k))
	if !m.sol.solve(k, z, 1e-9, m.sol.scratch()) {
		return contrast{}, errDefinite
	}
	return contrast{dot(k, m.z), max(0, dot(k, z)), z}, nil
}

// person's combination: the effect and γx, weighted.
func (m *Model) addPerson(k []float64, p int, weight float64) {
	k[p] += weight
	if c := m.column[columnAssignment]; c >= 0 {
		k[m.sys.dense()+m.nr+c] += float64(weight * m.x[p])
	}
}

// relative to the average of all.
func (m *Model) relative(p int) []float64 {
	k := make([]float64, m.sys.size())
	for q := range m.sys.np {
		m.addPerson(k, q, -1/float64(m.sys.np))
	}
	m.addPerson(k, p, 1)
	return k
}

func (m *Model) standardError(variance float64) float64 { return float64(widen * math.Sqrt(variance)) }
