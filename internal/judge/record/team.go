package record

import (
	"context"
	"errors"
	"math"
	"slices"
)

// TaskResidual compares a task's verified outcome with what its members' records and its recorded difficulty
// predict. rater is the reserved one of outcomes, "" for none. False when no rating of the task is known, or none of
// any member for other work. Two solves.
//
// All ratings of the task itself are left out, or they would predict themselves; that its members were given it
// stays, since who is chosen tells how hard it is.
func (m *Model) TaskResidual(ctx context.Context, task string, members []Member, outcome float64, rater string) (Team, bool, error) {
	t, ok := place(m.names[tasks], task)
	if !ok {
		return Team{}, false, nil
	}
	if err := ctx.Err(); err != nil {
		return Team{}, false, err
	}
	rest, err := m.apart(t)
	if errors.Is(err, errDefinite) { // too little is left to tell anything
		return Team{}, false, nil
	}
	if err != nil {
		return Team{}, false, err
	}
	k := make([]float64, m.sys.size())
	known, strangers := rest.addMembers(k, t, members)
	out := Team{Task: task, Outcome: outcome, Members: known}
	if out.Members == 0 {
		return Team{}, false, nil
	}
	total, squares := 0.0, 0.0
	for _, x := range members {
		total += x.Weight
		squares += sqr(x.Weight)
	}
	k[m.sys.np+t]++
	e := int(m.parts(tasks, t)[0])
	for c, f := range m.column {
		if f >= 0 && c != columnAssignment {
			k[m.sys.dense()+m.nr+f] += m.fixed[e*m.nf+f]
		}
	}
	noise := sqr(m.h.NoiseOf(Outcome)) + float64(sqr(m.h.Participation)*squares)/sqr(total) + float64(sqr(m.h.Person)*strangers)
	if r, ok := place(m.design.raters, rater); ok && m.nr > 0 {
		k[m.sys.dense()+r]++
	} else if m.nr > 0 {
		noise += sqr(m.h.Rater)
	}
	c, err := rest.contrast(k)
	if errors.Is(err, errDefinite) { // too little is left, here too
		return Team{}, false, nil
	}
	if err != nil {
		return Team{}, false, err
	}
	se := math.Sqrt(sqr(m.standardError(c.variance)) + noise)
	out.Predicted, out.SE, out.Above = round(c.value), round(se), round(outcome-c.value)
	out.I80, out.I95 = around(c.value, se, z80), around(c.value, se, z95)
	return out, true, nil
}

// apart is the model solved without the ratings of one task.
func (m *Model) apart(task int) (*Model, error) {
	p := *m.problem
	p.base = make([]float64, len(p.obs))
	for i := range p.base {
		if int(p.end[tasks][p.part[i]]) != task {
			p.base[i] = 1
		}
	}
	st, err := p.solve(setting{m.h, m.norm}, m.state, 1e-9)
	if err != nil {
		return nil, err
	}
	rest := *m
	rest.problem, rest.state = &p, st
	return &rest, nil
}

// addMembers adds the weighted mean of members to a combination; those without ratings count as average people. It
// tells how many have ratings of other tasks than the one left out, since whoever is known by it alone is as good as
// unknown, and the sum of the squared shares of those without any: as much of the spread between people is not known.
func (m *Model) addMembers(k []float64, task int, members []Member) (known int, unknown float64) {
	total, strangers := 0.0, 0.0
	for _, x := range members {
		total += x.Weight
	}
	for _, x := range members {
		p, ok := place(m.names[people], x.Person)
		if !ok {
			strangers += x.Weight / total
			unknown += sqr(x.Weight / total)
			continue
		}
		if slices.ContainsFunc(m.parts(people, p), func(e int32) bool { return int(m.end[tasks][e]) != task }) {
			known++
		}
		m.addPerson(k, p, x.Weight/total)
	}
	if strangers > 0 {
		for p := range m.sys.np {
			m.addPerson(k, p, strangers/float64(m.sys.np))
		}
	}
	return known, unknown
}
