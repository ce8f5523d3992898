package appraisal

import (
	"context"
	"fmt"
	"slices"

	"bole/graph"
	"bole/graph/figures"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// CaseCounts answers caseCounts(asOf, polarity, counts, heard).
func (a *Appraiser) CaseCounts(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	day, err := a.on(e, textArg(args, "asOf"))
	if err != nil {
		return nil, err
	}
	wanted := func(name string, is bool) bool { w, given := args[name].(bool); return !given || w == is }
	polarity, visible := textArg(args, "polarity"), seen(q.Caller)
	cadre, one := textArg(args, "cadre"), textArg(args, "case")
	out := graph.Entries{}
	for _, d := range e.facts.Cadres {
		if !visible(d) || cadre != "" && d.Key != cadre {
			continue
		}
		for i := range d.Cases {
			c := &d.Cases[i]
			if one != "" && c.Key != one || polarity != "" && c.Polarity != polarity || c.Verification == "REJECTED" || c.Verification == "MALICIOUS" || !day.Happened(c) {
				continue
			}
			counts, notified, heard := day.CaseCounts(d, c), day.Notified(c), day.Heard(d, c)
			if !wanted("counts", counts) || !wanted("heard", heard) {
				continue
			}
			out = append(out, graph.Entry{Place: d.Key + "\x00" + c.Key, Object: graph.Object{Type: "CountedCase", Fields: map[string]any{
				"cadre": graph.Ref{Type: "Cadre", Key: d.Key}, "case": graph.Ref{Type: "Case", Key: c.Key}, "polarity": c.Polarity, "counts": counts,
				"notified": notified, "heard": heard, "exempt": day.Exempt(d, "Case", c.Key)}}})
		}
	}
	sortEntries(out)
	return out, nil
}

// toleranceCheck computes ToleranceRuling.check.
func (a *Appraiser) toleranceCheck(ctx context.Context, c graph.Caller, keys []string, args map[string]any) (map[string]any, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	day, err := a.on(e, textArg(args, "asOf"))
	if err != nil {
		return nil, err
	}
	opening, err := day.Open(a.rules, judge.Ask{}) // the standard conditions of any post
	if err != nil {
		return nil, fmt.Errorf("open the standard conditions: %w", err)
	}
	t := tolerance{edition: e, day: day, opening: opening, role: c.Role}
	if t.statistics, err = e.statisticUses(ctx, a.figures, c, day.AsOf()); err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, key := range keys {
		if d, r := e.ruling(key); r != nil {
			out[key] = graph.Object{Type: "ToleranceCheck", Fields: map[string]any{"inEffect": day.InEffect(r), "uses": t.uses(d, r)}}
		}
	}
	return out, nil
}

// ruling finds a tolerance ruling and whose it is.
func (e *edition) ruling(key string) (*fact.Dossier, *fact.Ruling) {
	for _, d := range e.facts.Cadres {
		for i := range d.Rulings {
			if d.Rulings[i].Key == key {
				return d, &d.Rulings[i]
			}
		}
	}
	return nil, nil
}

// tolerance looks for where something counts.
type tolerance struct {
	edition    *edition
	day        *judge.Day
	opening    *judge.Opening
	statistics map[statisticUse][]figures.Definition
	role       string // of the caller
}

// statisticUse is a node that brings an official into a statistic.
type statisticUse struct {
	cadre string
	node  graph.Ref
}

// statisticUses counts every statistic for what a caller sees, and says which facts bring whom into it. What else is in
// the graph can move the batch that a statistic is of, so that the whole graph's uses are not theirs.
func (e *edition) statisticUses(ctx context.Context, f *figures.Figures, c graph.Caller, asOf string) (map[statisticUse][]figures.Definition, error) {
	key := asOf + " " + scopeDigest(c)
	if known, ok := e.uses.Get(key); ok {
		return known, nil
	}
	uses := map[statisticUse][]figures.Definition{}
	owner := map[graph.Ref]string{}
	for _, d := range e.facts.Cadres {
		owner[graph.Ref{Type: "Cadre", Key: d.Key}] = d.Key
		for i := range d.Decisions {
			owner[graph.Ref{Type: "Decision", Key: d.Decisions[i].Key}] = d.Key
		}
		for i := range d.Evaluations {
			owner[graph.Ref{Type: "Evaluation", Key: d.Evaluations[i].Key}] = d.Key
		}
	}
	for _, def := range figures.Definitions() {
		s, err := f.Count(ctx, def, c, asOf, "")
		if err != nil {
			return nil, fmt.Errorf("count statistics: %w", err)
		}
		for _, m := range s.Members {
			of, ok := owner[m.Subject]
			if !ok || !m.Counted {
				continue
			}
			for _, ev := range m.Evidence {
				if ref, ok := ev.(graph.Ref); ok {
					use := statisticUse{of, ref}
					uses[use] = append(uses[use], def)
				}
			}
		}
	}
	e.uses.Add(key, uses)
	return uses, nil
}

// uses are where what a ruling rules on counts for or against its official.
func (t *tolerance) uses(d *fact.Dossier, r *fact.Ruling) []any {
	out := []any{}
	use := func(in, name string, node graph.Ref) {
		out = append(out, graph.Object{Type: "CountedUse", Fields: map[string]any{"in": in, "name": name, "node": node}})
	}
	subject := graph.Ref{Type: r.Of, Key: r.On}
	for _, c := range slices.Concat(t.day.CasesFor(d), t.day.CasesAgainst(d)) {
		if r.Of == "Case" && c.Key == r.On {
			use("CASES", c.Polarity, subject)
		}
	}
	for _, s := range t.day.SanctionsInForce(d) {
		if r.Of == "Sanction" && s.Key == r.On {
			use("SANCTIONS", s.Name, subject)
		}
	}
	for _, v := range t.day.Reviews(d) {
		if r.Of == "Task" && v.Task.Key == r.On || r.Of == "Case" && len(v.Evaluation.Tasks) == 0 && slices.Equal(v.Evaluation.Cases, []string{r.On}) {
			use("RECORD", "REVIEW", graph.Ref{Type: "Evaluation", Key: v.Evaluation.Key})
		}
	}
	for _, l := range t.day.Outcomes(d) {
		if r.Of == "Task" && l.Task.Key == r.On {
			use("RECORD", "OUTCOME", subject)
		}
	}
	for _, g := range t.opening.Gates(d) {
		if slices.ContainsFunc(g.Facts, func(f judge.GateFact) bool { return f.Label == r.Of && f.Key == r.On }) && g.Outcome != judge.Pass && g.Outcome != judge.NotApplicable {
			use("GATES", g.Rule, subject)
		}
	}
	for _, def := range t.statistics[statisticUse{d.Key, subject}] {
		if def.ShowsMembers(t.role) { // that someone is in a row tells a member of it
			use("STATISTICS", def.Code, subject)
		}
	}
	return out
}
