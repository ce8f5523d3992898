package record

import (
	"context"
	"math"
	"slices"
)

// few tasks or less make an estimate shaky.
const few = 3

// thin is the width of an 80 % interval, in standard deviations between people, beyond which an estimate is not
// compared: about one task where others have six.
const thin = 1.5

// Summary of the fit.
func (m *Model) Summary() Summary { return m.summary }

// place of a name among ordered ones.
func place(names []string, name string) (int, bool) { return slices.BinarySearch(names, name) }

// Estimate of one person; false when no rating of the person is known. With Options.Draws < 0 it is one solve.
func (m *Model) Estimate(person string) (Estimate, bool) {
	p, ok := place(m.names[people], person)
	if !ok {
		return Estimate{}, false
	}
	if m.variances != nil {
		return m.estimate(p, m.variances[p]), true
	}
	c, err := m.contrast(m.relative(p))
	return m.estimate(p, c.variance), err == nil
}

// Estimates of everyone, by key.
func (m *Model) Estimates() []Estimate {
	out := make([]Estimate, 0, len(m.names[people]))
	for _, name := range m.names[people] {
		if e, ok := m.Estimate(name); ok {
			out = append(out, e)
		}
	}
	return out
}

// Exact estimates of a few people: their variances by one solve each, whatever the size. Unknown people are
// left out.
func (m *Model) Exact(ctx context.Context, keys ...string) ([]Estimate, error) {
	var out []Estimate
	for _, key := range keys {
		p, ok := place(m.names[people], key)
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := m.contrast(m.relative(p))
		if err != nil {
			return nil, err
		}
		out = append(out, m.estimate(p, c.variance))
	}
	return out, nil
}

func (m *Model) estimate(p int, variance float64) Estimate {
	value, se := m.value[p], m.standardError(variance)
	e := Estimate{Person: m.names[people][p], Value: round(value), Robust: round(m.robust[p]), SE: round(se),
		I80: around(value, se, z80), I95: around(value, se, z95), Component: int(m.component[people][p])}
	var raters []int32
	sum, unknown := 0.0, 0
	for _, part := range m.parts(people, p) {
		e.Tasks++
		if m.unknown[m.end[tasks][part]] {
			unknown++
		}
		for i := m.first[part]; i < m.first[part+1]; i++ {
			e.Ratings++
			sum += m.obs[i].Score
			if m.rater[i] < 0 {
				e.Unknown++
			}
		}
		raters = append(raters, m.slots[m.slotAt[part]:m.slotAt[part+1]]...)
	}
	slices.Sort(raters)
	e.Raters = len(slices.Compact(raters))
	mean := sum / float64(e.Ratings)
	e.RawMean, e.RawRelative = round(mean), round(mean-m.raw)
	e.Shaky = shaky{Few: e.Tasks < few, OneRater: e.Raters == 1 && e.Unknown == 0, Disconnected: e.Component > 0,
		Thin: 2*z80*se > thin*m.h.Person, Outliers: math.Abs(m.robust[p]-value) > se/2, MissingDifficulty: round(float64(unknown) / float64(e.Tasks))}
	return e
}
