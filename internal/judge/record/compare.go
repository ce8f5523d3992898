package record

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Compare two people by the joint distribution of their estimates; one solve. ErrUnknown when one is unknown.
func (m *Model) Compare(ctx context.Context, a, b string) (Comparison, error) {
	c := Comparison{A: a, B: b}
	p, ok := place(m.names[people], a)
	q, also := place(m.names[people], b)
	if !ok || !also {
		return c, fmt.Errorf("%w: no ratings of one of the two people", ErrUnknown)
	}
	if err := ctx.Err(); err != nil {
		return c, err
	}
	if c.Comparable = m.component[people][p] == m.component[people][q]; !c.Comparable {
		return c, nil
	}
	k := make([]float64, m.sys.size())
	m.addPerson(k, p, 1)
	m.addPerson(k, q, -1)
	d, err := m.contrast(k)
	if err != nil {
		return c, err
	}
	se := m.standardError(d.variance)
	c.Difference, c.SE = round(m.value[p]-m.value[q]), round(se)
	c.I80, c.I95 = around(d.value, se, z80), around(d.value, se, z95)
	c.Likely, c.Distinguishable = c.I80.apart(), c.I95.apart()
	return c, nil
}

// apart reports whether 0 lies outside.
func (i Interval) apart() bool { return i.Low > 0 || i.High < 0 }

// Bands of the people named (nil: all), component by component; one solve a band. Unknown people are left out.
// A band's first has the highest lower end of the 80 % interval among those left; all who are not told from it
// at 95 % are in its band, so that whoever stands in a later one is below the first of every earlier one.
func (m *Model) Bands(ctx context.Context, keys []string) ([]band, error) {
	if keys == nil {
		keys = m.names[people]
	}
	byComponent := map[int][]Estimate{}
	keys = slices.Clone(keys)
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		if e, ok := m.Estimate(key); ok {
			byComponent[e.Component] = append(byComponent[e.Component], e)
		}
	}
	var out []band
	for c := range m.components {
		left := byComponent[c]
		slices.SortFunc(left, func(a, b Estimate) int {
			return cmp.Or(cmp.Compare(b.I80.Low, a.I80.Low), cmp.Compare(a.Person, b.Person))
		})
		for len(left) > 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			with, below, err := m.split(left)
			if err != nil {
				return nil, err
			}
			out = append(out, band{Component: c, People: with})
			left = below
		}
	}
	return out, nil
}

// split parts those who cannot be told from the first at 95 % from those below.
func (m *Model) split(list []Estimate) (with, below []Estimate, err error) {
	head, _ := place(m.names[people], list[0].Person)
	c, err := m.contrast(m.relative(head))
	if err != nil {
		return nil, nil, err
	}
	gamma := 0.0
	if a := m.column[columnAssignment]; a >= 0 {
		gamma = c.solution[m.sys.dense()+m.nr+a]
	}
	mean := 0.0
	for p, x := range m.x {
		mean += (c.solution[p] + float64(gamma*x)) / float64(len(m.x))
	}
	for i, e := range list {
		p, _ := place(m.names[people], e.Person)
		covariance := c.solution[p] + float64(gamma*m.x[p]) - mean
		variance := c.variance + sqr(e.SE/widen) - 2*covariance
		se := m.standardError(max(0, variance))
		if i == 0 || round(m.value[head]-m.value[p]-float64(z95*se)) <= 0 || math.IsNaN(se) {
			with = append(with, e)
			continue
		}
		below = append(below, e)
	}
	return with, below, nil
}
