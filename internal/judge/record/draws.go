package record

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

var errDefinite = errors.New("record: the equations are not positive definite")

// A sampler draws from N(0, H⁻¹) and N(0, Q⁻¹) with common random numbers: a right-hand side drawn from N(0, H)
// is solved. Draw k depends on the seed and on k alone. Four are drawn at a time.
type sampler struct {
	post, prior *solver
	root        *rootOf
	raterRoot   float64
	seed        uint64
	specials    []special
}

func newSampler(post, prior *solver, norm, raterPrecision float64, seed uint64) *sampler {
	return &sampler{post: post, prior: prior, root: newRoot(prior.system, norm), raterRoot: math.Sqrt(raterPrecision), seed: seed}
}

// four draws: their right-hand sides and solutions, and what one goroutine needs to make them.
type four struct {
	b, q, z, x  []quad // of H and of Q
	noise       []quad // of observations
	post, prior *scratchEach
	root        [4][]quad
}

func (s *sampler) four() *four {
	n, m := s.post.size(), s.post.dense()
	return &four{b: make([]quad, n), q: make([]quad, m), z: make([]quad, n), x: make([]quad, m), noise: make([]quad, len(s.post.obs)),
		post: s.post.scratchEach(), prior: s.prior.scratchEach()}
}

// space for four draws, kept from one group to the next.
func (s *sampler) space() *sync.Pool { return &sync.Pool{New: func() any { return s.four() }} }

// right draws b from N(0, H), and its part from N(0, Q) into q, for the draws from 4·group on.
func (s *sampler) right(group int, f *four) {
	h := s.post
	var raters [4]*rand.Rand
	for k := range raters {
		rng := rand.New(rand.NewPCG(s.seed, uint64(4*group+k)))
		raters[k] = rng
		for i := range f.x {
			f.x[i].set(k, rng.NormFloat64())
		}
		// A participation's own effect and noise, from N(0, R).
		g := math.Sqrt(h.g2)
		for e := range h.omega {
			effect := 0.0
			if g > 0 {
				effect = float64(g * rng.NormFloat64())
			}
			for i := h.first[e]; i < h.first[e+1]; i++ {
				v := effect
				if h.w[i] > 0 {
					v += rng.NormFloat64() / math.Sqrt(h.w[i])
				}
				f.noise[i].set(k, v)
			}
		}
	}
	s.root.timesEach(f.x, f.q, &f.root)
	h.rightEach(f.noise, f.b)
	for i, x := range f.q {
		f.b[i] = f.b[i].plus(x)
	}
	for k, rng := range raters {
		for r := range h.nr {
			var x quad
			x.set(k, float64(s.raterRoot*rng.NormFloat64()))
			f.b[h.dense()+r] = f.b[h.dense()+r].plus(x)
		}
	}
}

// shared calls do for 0 to n − 1 on all processors; what it does for each must not depend on the others.
func shared(ctx context.Context, n int, do func(i int) error) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		group.Go(func() error {
			if err := within.Err(); err != nil {
				return err
			}
			return do(i)
		})
	}
	return group.Wait()
}

// means sets z to the expectation of each person and task in four draws given all others (Rao and Blackwell): a draw
// is that and its own share of the right-hand side b, but for the residual r of the kept side.
func (s *system) means(b, z, r, mean []quad) {
	for side, diagonal := range s.diagonal {
		at := s.offset(side)
		for i, d := range diagonal {
			own := b[at+i]
			if side != s.out {
				own = own.minus(r[i])
			}
			mean[at+i] = z[at+i].minus(own.times(1 / d))
		}
	}
}

// smooth sums the expectations of the squares of four draws z, each given the other side, whose means are given.
func (s *system) smooth(z, mean []quad) moments {
	var m moments
	for side := range s.diagonal {
		of := mean[s.offset(side):]
		for i, d := range s.diagonal[side] {
			m.add(side, len(s.parts(side, i)), side == tasks && s.unknown[i], 4/d+of[i].dot(of[i]))
		}
	}
	for p := range s.np {
		var sum quad
		for _, j := range s.across[people][s.start[people][p]:s.start[people][p+1]] {
			sum = sum.plus(z[s.np+int(j)])
		}
		m.pairs += mean[p].dot(sum)
	}
	return m
}

// Groups of draws for the score of the variance components. The noise of all is about a tenth of the components' own
// error; a search that is far from its end goes by the first group alone.
const (
	allGroups = 4
	farGroups = 1
)

// draws are the solutions at one point, where those at the next begin, and the space that they were made in.
type draws struct {
	z, x  [][]quad
	space *sync.Pool
}

// sampled estimates the moments of H⁻¹ less those of Q⁻¹, and those of H⁻¹, from groups of four draws. from, unless nil,
// are the draws of a point near by.
func (s *sampler) sampled(ctx context.Context, groups int, from *draws) (difference, post moments, at *draws, err error) {
	at = &draws{z: make([][]quad, groups), x: make([][]quad, groups)}
	if from != nil {
		at.space = from.space
	} else {
		at.space = s.space()
	}
	of := make([][2]moments, groups)
	err = shared(ctx, groups, func(g int) error {
		f := at.space.Get().(*four) //nolint:forcetypeassert // it holds nothing else
		defer at.space.Put(f)
		s.right(g, f)
		z, x := make([]quad, s.post.size()), make([]quad, s.post.dense())
		if from != nil && g < len(from.z) {
			copy(z, from.z[g])
			copy(x, from.x[g])
		}
		if !s.post.solveEach(f.b, z, 1e-4, f.post) || !s.prior.solveEach(f.q, x, 1e-4, f.prior) {
			return errDefinite
		}
		at.z[g], at.x[g] = z, x
		of[g] = [2]moments{s.moments(f, z), {}}
		s.prior.means(f.q, x, f.prior.r, f.x)
		of[g][1] = s.prior.smooth(x, f.x)
		return nil
	})
	for _, m := range of {
		post.plus(m[0], 1/float64(4*groups))
		difference.plus(m[0], 1/float64(4*groups))
		difference.plus(m[1], -1/float64(4*groups))
	}
	return difference, post, at, err
}

// moments of four draws z from N(0, H⁻¹), summed.
func (s *sampler) moments(f *four, z []quad) moments {
	h := s.post.system
	h.means(f.b, z, f.post.r, f.x)
	m := h.smooth(z, f.x)
	for _, a := range z[h.dense() : h.dense()+h.nr] {
		m.raters += a.dot(a)
	}
	if h.g2 > 0 {
		h.fittedEach(z, f.noise)
		for e := range h.omega {
			effect := h.effectEach(e, f.noise)
			m.effects += effect.dot(effect) + float64(4*float64(h.g2*h.ratio[e]))
		}
	}
	m.fitted = h.fittedSquares(s.specials, z, f.x)
	return m
}
