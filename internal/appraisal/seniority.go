package appraisal

import (
	"context"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/judge/practice"
)

// SeniorityEffect answers seniorityEffect(position, kind, from, to).
func (a *Appraiser) SeniorityEffect(ctx context.Context, q graph.Query) (any, error) {
	if a.options.NoRecords {
		return nil, errNoRecords
	}
	p, err := a.past(ctx, q)
	if err != nil {
		return nil, err
	}
	fits := map[string]*fitted{}
	for _, s := range p.selections {
		fits[s.Day.AsOf()] = nil
	}
	if len(fits) > choiceDays {
		return nil, refusal.Newf(refusal.Limit, "the choices were made on %d days, at most %d can be asked about; give fewer posts, or a later from", len(fits), choiceDays).Hit("choice days")
	}
	for day := range fits { // one after the other: each takes all cores
		if fits[day], err = a.modelBy(ctx, p.edition, fitKey{asOf: day, shared: p.to}, "", true); err != nil {
			return nil, err
		}
	}
	found := practice.SeniorityOf(p.selections, func(s *practice.Selection, key string) (float64, bool) {
		m := fits[s.Day.AsOf()].measured(key)
		if m == nil || m.Thin {
			return 0, false
		}
		return m.Value, true
	})
	chosen := 0
	p.each(func(*practice.Selection, *practice.Choice) { chosen++ })
	factors := []any{}
	for _, e := range found.Effects {
		factors = append(factors, graph.Object{Type: "SeniorityFactorEffect", Fields: map[string]any{"factor": e.Factor, "spread": number(e.Spread), "odds": number(e.Odds),
			"low": number(e.Low), "high": number(e.High), "verdict": e.Verdict}})
	}
	return graph.Object{Type: "SeniorityEffect", About: []graph.Ref{{Type: "Vacancy"}}, Fields: map[string]any{"from": p.from, "to": p.to, "positions": int64(len(p.positions)), "chosen": int64(chosen),
		"choices": p.choiceEntries(), "selections": int64(found.Selections), "compared": int64(found.Chosen), "leftOut": int64(found.LeftOut), "factors": factors,
		"members": comparedEntries(found.Compared)}}, nil
}

// comparedEntries are all who are compared, in their order.
func comparedEntries(of []practice.Compared) graph.Entries {
	out := make(graph.Entries, 0, len(of))
	for i := range of {
		c := &of[i]
		s := c.Selection
		out = append(out, graph.Entry{Place: placeOf(s, c.Cadre), Make: func() graph.Object {
			return graph.Object{Type: "ComparedOfficial", Fields: map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: c.Cadre.Key}, "position": graph.Ref{Type: "Position", Key: s.Position},
				"on": s.On, "chosen": c.Chosen, "age": c.Of[0], "yearsInGrade": c.Of[1], "work": c.Of[2]}}
		}})
	}
	sortEntries(out)
	return out
}
