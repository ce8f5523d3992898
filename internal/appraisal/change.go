package appraisal

import (
	"context"
	"fmt"

	"bole/graph"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// CandidateChanges answers candidateChanges(before, after).
func (a *Appraiser) CandidateChanges(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	before, err := a.scenario(ctx, e, q.Caller, args["before"])
	if err != nil {
		return nil, err
	}
	after, err := a.scenario(ctx, e, q.Caller, args["after"])
	if err != nil {
		return nil, err
	}
	return graph.Object{Type: "CandidateChanges", Fields: map[string]any{"before": a.listObject(ctx, before), "after": a.listObject(ctx, after),
		"changes": lazily(func() (any, error) { return a.changes(before, after), nil })}}, nil
}

// standing is how an official stands in a list.
type standing struct {
	verdict judge.Verdict
	band    int // -1: none
	place   int
}

// standings is how everyone looked at stands; those who fail have no band.
func (s *selection) standings() map[string]standing {
	out := map[string]standing{}
	for i := range s.Entries {
		e := &s.Entries[i]
		out[e.Dossier.Key] = standing{e.Verdict, bandOf(e), i}
	}
	for _, d := range s.lookedAt() {
		if _, listed := out[d.Key]; !listed {
			out[d.Key] = standing{judge.Failed, -1, len(s.Entries)}
		}
	}
	return out
}

// bandOf is an entry's band, from 0; -1 for those without a record and those whose evidence is too thin to compare.
func bandOf(e *judge.Entry) int {
	if !e.Compared() {
		return -1
	}
	return e.Band
}

// changes are those who stand otherwise after than before: first whose eligibility is another, then who only changes the
// band. Each part goes by the better of the two places, so that who enters or leaves the top of the list comes first.
func (a *Appraiser) changes(before, after *selection) graph.Entries {
	was, is := before.standings(), after.standings()
	var out graph.Entries
	for _, d := range before.lookedAt() {
		w, i := was[d.Key], is[d.Key]
		if w.verdict == i.verdict && w.band == i.band {
			continue
		}
		place := fmt.Sprintf("%t %07d %07d %s", w.verdict == i.verdict, min(i.place, w.place), max(i.place, w.place), d.Key)
		out = append(out, graph.Entry{Place: place, Make: func() graph.Object { return a.changeObject(before, after, d, w, i) }})
	}
	sortEntries(out)
	return out
}

func (a *Appraiser) changeObject(before, after *selection, d *fact.Dossier, w, i standing) graph.Object {
	known := map[string]judge.Outcome{}
	for _, g := range before.opening.Gates(d) {
		known[g.Rule+" "+g.Part] = g.Outcome
	}
	gates := []any{}
	for _, g := range after.opening.Gates(d) {
		if known[g.Rule+" "+g.Part] != g.Outcome {
			gates = append(gates, a.gateObject(after, d, &g))
		}
	}
	return graph.Object{Type: "CandidateChange", Fields: map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: d.Key}, "before": string(w.verdict),
		"after": string(i.verdict), "bandBefore": bandNumber(w.band), "bandAfter": bandNumber(i.band), "gates": gates}}
}

// bandNumber counts bands from 1, as people do.
func bandNumber(band int) any {
	if band < 0 {
		return nil
	}
	return int64(band + 1)
}
