package record

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
)

// Moments are sums over diagonal and coupled elements of H⁻¹, or Q⁻¹, as the score of the variance components
// asks for them.
type moments struct {
	people, peopleParts float64    // Σ of people's variances; weighted by their participations
	tasks               [2]float64 // of tasks with a known and an unknown difficulty
	taskParts           float64    // all tasks, weighted by their participations
	pairs               float64    // Σ over participations of person with task
	raters              float64
	effects             float64         // Σ of participation effects' variances
	fitted              [noises]float64 // Σ of weight times variance of the fitted value, of scores whose noise is not Residual
}

func (m *moments) addPerson(n int, v float64) {
	m.people += v
	m.peopleParts += float64(float64(n) * v)
}

func (m *moments) addTask(n int, unknown bool, v float64) {
	class := 0
	if unknown {
		class = 1
	}
	m.tasks[class] += v
	m.taskParts += float64(float64(n) * v)
}

func (m *moments) add(side, n int, unknown bool, v float64) {
	if side == people {
		m.addPerson(n, v)
		return
	}
	m.addTask(n, unknown, v)
}

// plus adds f times o.
func (m *moments) plus(o moments, f float64) {
	m.people += float64(f * o.people)
	m.peopleParts += float64(f * o.peopleParts)
	m.tasks[0] += float64(f * o.tasks[0])
	m.tasks[1] += float64(f * o.tasks[1])
	m.taskParts += float64(f * o.taskParts)
	m.pairs += float64(f * o.pairs)
	m.raters += float64(f * o.raters)
	m.effects += float64(f * o.effects)
	for n, v := range o.fitted {
		m.fitted[n] += float64(f * v)
	}
}

// squares are the moments of one vector of unknowns and its participation effects (nil: none).
func (s *system) squares(z, effects []float64) moments {
	var m moments
	for p, v := range z[:s.np] {
		m.addPerson(len(s.parts(people, p)), sqr(v))
	}
	for j, v := range z[s.np : s.np+s.nm] {
		m.addTask(len(s.parts(tasks, j)), s.unknown[j], sqr(v))
	}
	for e, p := range s.end[people] {
		m.pairs += float64(z[p] * z[s.np+int(s.end[tasks][e])])
	}
	for _, v := range z[s.dense() : s.dense()+s.nr] {
		m.raters += sqr(v)
	}
	for _, v := range effects {
		m.effects += sqr(v)
	}
	return m
}

var errDefinite = errors.New("record: the equations are not positive definite")

// A sampler draws from N(0, H⁻¹) and N(0, Q⁻¹) with common random numbers: a right-hand side drawn from N(0, H)
// is solved. Draw k depends on the seed and on k alone.
type sampler struct {
	post, prior *solver
	root        *rootOf
	raterRoot   float64
	seed        uint64
	specials    []special
	a, b        *scratch
}

func newSampler(post, prior *solver, norm, raterPrecision float64, seed uint64) *sampler {
	return &sampler{post: post, prior: prior, root: newRoot(prior.system, norm), raterRoot: math.Sqrt(raterPrecision), seed: seed, a: post.scratch(), b: prior.scratch()}
}

// right draws b from N(0, H), and its part from N(0, Q) into q.
func (s *sampler) right(k int, b, q []float64) {
	rng := rand.New(rand.NewPCG(s.seed, uint64(k)))
	h := s.post
	eta := make([]float64, h.dense())
	for i := range eta {
		eta[i] = rng.NormFloat64()
	}
	s.root.times(eta, q)
	// W'R⁻¹v for v from N(0, R): a participation's own effect and noise.
	v := make([]float64, len(h.obs))
	g := math.Sqrt(h.g2)
	for e := range h.omega {
		effect := 0.0
		if g > 0 {
			effect = float64(g * rng.NormFloat64())
		}
		for i := h.first[e]; i < h.first[e+1]; i++ {
			v[i] = effect
			if h.w[i] > 0 {
				v[i] += rng.NormFloat64() / math.Sqrt(h.w[i])
			}
		}
	}
	h.right(v, b)
	for i, x := range q {
		b[i] += x
	}
	for r := range h.nr {
		b[h.dense()+r] += float64(s.raterRoot * rng.NormFloat64())
	}
}

// draw sets z to draw k from N(0, H⁻¹); x, unless nil, to the prior's.
func (s *sampler) draw(k int, z, x []float64, tol float64) error {
	b, q := make([]float64, s.post.size()), make([]float64, s.post.dense())
	s.right(k, b, q)
	if !s.post.solve(b, z, tol, s.a) {
		return errDefinite
	}
	if x != nil && !s.prior.solve(q, x, tol, s.b) {
		return errDefinite
	}
	return nil
}

// smooth replaces squares of a draw by their expectations given the other side (Rao and Blackwell).
func (s *system) smooth(z []float64) moments {
	var m moments
	for side := range s.diagonal {
		for i, d := range s.diagonal[side] {
			mean := s.conditional(side, i, 0, z)
			n := len(s.parts(side, i))
			m.add(side, n, side == tasks && s.unknown[i], 1/d+sqr(mean))
			if side != people {
				continue
			}
			for _, e := range s.parts(people, i) {
				m.pairs += float64(mean * z[s.np+int(s.end[tasks][e])])
			}
		}
	}
	return m
}

// Draws for the score of the variance components; their noise is about a tenth of the components' own error.
const scoreDraws = 16

// sampled estimates the moments of H⁻¹ less those of Q⁻¹, and those of H⁻¹.
func (s *sampler) sampled(ctx context.Context) (difference, post moments, err error) {
	h := s.post.system
	v := make([]float64, len(h.obs))
	for k := range scoreDraws {
		if err := ctx.Err(); err != nil {
			return difference, post, err
		}
		z, x := make([]float64, h.size()), make([]float64, h.dense())
		if err := s.draw(k, z, x, 1e-4); err != nil {
			return difference, post, err
		}
		m := h.smooth(z)
		for _, a := range z[h.dense() : h.dense()+h.nr] {
			m.raters += sqr(a)
		}
		if h.g2 > 0 {
			h.fitted(z, v)
			for e := range h.omega {
				m.effects += sqr(h.effect(e, v)) + float64(h.g2*h.ratio[e])
			}
		}
		m.fitted = h.fittedSquares(s.specials, z)
		post.plus(m, 1.0/scoreDraws)
		difference.plus(m, 1.0/scoreDraws)
		difference.plus(s.prior.smooth(x), -1.0/scoreDraws)
	}
	return difference, post, nil
}
