package record

import (
	"context"
	"math"
	"slices"
)

// A Model is fitted once and does not change; its methods may be called concurrently.
type Model struct {
	*problem
	*state
	options Options
	by      Population
	summary Summary
	value   []float64 // of people, less the average
	robust  []float64 // the same by the fit with Huber's weights
	raw     float64   // mean score

	variances []float64 // of people's values; nil when taken one by one
	plans     []Task
}

// Fit estimates the variance components and solves for everyone. It fails on input that cannot be fitted
// (ErrInput) and when ctx ends.
func Fit(ctx context.Context, in Input, o Options) (*Model, error) { return fit(ctx, in, o, exactUpTo) }

// exactUpTo is up to how many unknowns moments are exact.
const exactUpTo = 400

// fit takes exact moments up to small unknowns. It solves from nothing, also after a search: what comes out follows
// from the input and the population alone, to the last digit, wherever that came from.
func fit(ctx context.Context, in Input, o Options, small int) (*Model, error) {
	found := o.fixed()
	if found == nil {
		p, err := find(ctx, in, o, small)
		if err != nil {
			return nil, err
		}
		found = &p
	}
	d, err := newDesign(in, &found.Hyperparameters)
	if err != nil {
		return nil, err
	}
	o.Plain, o.Fixed = found.Plain, &found.Hyperparameters
	m := &Model{problem: newProblem(d, o), options: o, by: *found, plans: in.Tasks}
	m.small = small
	s := &search{problem: m.problem}
	h := found.filled()
	if o.Plain {
		h.Kappa = 0
	}
	at := s.within(h, false)
	at.Hyperparameters = at.rounded()
	if m.state, err = m.solve(at, nil, 1e-11); err != nil {
		return nil, err
	}
	m.value = m.values(m.state)
	m.summarise()
	m.summary.Cuts += s.cuts
	m.summary.Crowding = round(d.crowding())
	if err := m.huber(); err != nil {
		return nil, err
	}
	return m, m.takeVariances(ctx)
}

// rounded to nine digits, so that what follows does not depend on how a machine takes logarithms.
func (h Hyperparameters) rounded() Hyperparameters {
	for _, v := range []*float64{&h.Person, &h.Task, &h.TaskUnknown, &h.Rater, &h.Participation, &h.Residual, &h.Kappa, &h.Correlation, &h.Spread, &h.Shrink, &h.MeanRecorded} {
		*v = significant(*v)
	}
	for s, v := range h.Noise {
		h.Noise[s] = significant(v)
	}
	return h
}

// tuning of Huber's weights in standard deviations: 2 costs 1 % where nothing lies out.
const tuning = 2.0

// huber solves again with outlying ratings weighing less, the variances kept.
func (m *Model) huber() error {
	p := *m.problem
	p.base = make([]float64, len(p.obs))
	st := m.state
	scale := 1.4826 * median(residuals(&p, st))
	for range 8 {
		changed := false
		for i, r := range residuals(&p, st) {
			w := 1.0
			if scale > 0 && r > tuning*scale {
				w = tuning * scale / r
			}
			changed = changed || math.Abs(w-p.base[i]) > 1e-3
			p.base[i] = w
		}
		if !changed {
			break
		}
		var err error
		if st, err = p.solve(setting{m.h, m.norm}, st, 1e-9); err != nil {
			return err
		}
	}
	m.robust = m.values(st)
	return nil
}

// residuals of observations between the limits, without sign, in points of a score whose noise is Residual; 0 at the
// limits.
func residuals(p *problem, s *state) []float64 {
	out := make([]float64, len(p.obs))
	for i := range out {
		if p.level[i] == 0 {
			out[i] = math.Abs(p.obs[i].Score-s.eta[i]) * (s.h.Residual / s.h.NoiseOf(p.obs[i].Source))
		}
	}
	return out
}

func median(x []float64) float64 {
	x = slices.Clone(x)
	slices.Sort(x)
	return x[len(x)/2]
}

// values of people less their average.
func (m *Model) values(s *state) []float64 {
	gamma := s.fixedEffect(m.problem, columnAssignment)
	out := make([]float64, s.sys.np)
	sum := 0.0
	for p := range out {
		out[p] = s.z[p] + float64(gamma*m.x[p])
		sum += out[p]
	}
	sum /= float64(len(out))
	for p := range out {
		out[p] -= sum
	}
	return out
}

func (m *Model) summarise() {
	h := m.h
	h.Mean, h.Difficulty = m.fixedEffect(m.problem, columnMean), m.fixedEffect(m.problem, columnDifficulty)
	h.Missing, h.Assignment = m.fixedEffect(m.problem, columnMissing), m.fixedEffect(m.problem, columnAssignment)
	for _, v := range []*float64{&h.Mean, &h.Difficulty, &h.Missing, &h.Assignment} {
		*v = round(*v)
	}
	if m.nr == 0 {
		h.Rater = 0
	}
	by := m.by
	m.summary = Summary{Hyperparameters: h, Converged: by.Converged, Unconverged: by.Unconverged, Plain: by.Plain, Iterations: by.Iterations, Exact: m.isSmall(), Ratings: len(m.obs),
		People: len(m.names[people]), Tasks: len(m.names[tasks]), Raters: len(m.design.raters), Components: m.components, Rank: m.nf, Dropped: m.dropped, Cuts: by.Cuts}
	for i, o := range m.obs {
		m.raw += o.Score / float64(len(m.obs))
		m.summary.Scores[o.Source]++
		if m.level[i] != 0 {
			m.summary.Censored++
		}
	}
}
