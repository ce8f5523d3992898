package record

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Contributions to one person's estimate; false when the person is unknown. They are the person's row of the
// equations, which is exact.
func (m *Model) Contributions(person string) (contributions, bool) {
	p, ok := place(m.names[people], person)
	if !ok {
		return contributions{}, false
	}
	c := contributions{Person: person, Value: round(m.value[p])}
	d := m.sys.diagonal[people][p]
	gamma := m.fixedEffect(m.problem, columnAssignment)
	parts := m.parts(people, p)
	sum := 0.0
	for _, e := range parts {
		t := int(m.end[tasks][e])
		given := float64(gamma*m.easy[t])/(float64(len(parts))+m.shrink) - float64(m.h.Kappa*m.z[m.sys.np+t])/d
		c.Tasks = append(c.Tasks, taskContribution{Task: m.names[tasks][t], Points: round(given)})
		sum += round(given)
		for i := m.first[e]; i < m.first[e+1]; i++ {
			o := m.obs[i]
			adjusted := m.y[i] - m.sys.fittedAt(int(e), int(i), m.z) + m.z[p]
			points := round(float64(m.sys.own[i]*adjusted) / d)
			sum += points
			c.Ratings = append(c.Ratings, RatingContribution{Key: o.Key, Task: o.Task, Rater: o.Rater, Score: o.Score,
				Adjusted: round(adjusted), Points: points, Censored: m.level[i] != 0})
		}
	}
	slices.SortFunc(c.Ratings, func(a, b RatingContribution) int { return cmp.Compare(a.Key, b.Key) })
	c.Population = round(c.Value - sum)
	return c, true
}

// Without solves anew without some observations, the hyperparameters kept: what if these were removed. Keys that
// are not known are ignored; ErrInput when nothing is left.
func (m *Model) Without(ctx context.Context, keys ...string) (*Model, error) {
	gone := make(map[string]bool, len(keys))
	for _, k := range keys {
		gone[k] = true
	}
	in := Input{Tasks: m.plans, Observations: make([]Observation, 0, len(m.obs))}
	for _, o := range m.obs {
		if !gone[o.Key] {
			in.Observations = append(in.Observations, o)
		}
	}
	o, by := m.options, m.by
	by.Hyperparameters = m.h
	o.Fixed, o.By = nil, &by
	return fit(ctx, in, o, m.small)
}

// tried at most, of a person's ratings, for the most influential.
const tried = 6

// MostInfluential rating of a person: the one whose removal changes the estimate most, and what it would be. At
// most 6 are solved for: those with the largest change to first order. False when the person is unknown or has
// one rating only.
func (m *Model) MostInfluential(ctx context.Context, person string) (Influence, bool, error) {
	p, ok := place(m.names[people], person)
	if !ok {
		return Influence{}, false, nil
	}
	c, err := m.contrast(m.relative(p))
	if err != nil {
		return Influence{}, false, err
	}
	parts := m.parts(people, p)
	type candidate struct {
		key    string
		change float64
	}
	var list []candidate
	for _, e := range parts {
		for i := m.first[e]; i < m.first[e+1]; i++ {
			list = append(list, candidate{m.obs[i].Key, math.Abs(m.sys.fittedAt(int(e), int(i), c.solution) * m.sys.w[i] * (m.y[i] - m.eta[i]))})
		}
	}
	if len(list) < 2 {
		return Influence{}, false, nil
	}
	slices.SortFunc(list, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.change, a.change), cmp.Compare(a.key, b.key)) })
	var most Influence
	for _, l := range list[:min(tried, len(list))] {
		other := *m
		other.options.Draws = -1
		w, err := other.Without(ctx, l.key)
		if err != nil {
			return Influence{}, false, err
		}
		q, _ := place(w.names[people], person)
		change := round(round(w.value[q]) - round(m.value[p]))
		if most.Key == "" || math.Abs(change) > math.Abs(most.Change) {
			most = Influence{Key: l.key, Without: round(w.value[q]), Change: change}
		}
	}
	return most, true, nil
}
