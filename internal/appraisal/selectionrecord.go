package appraisal

import (
	"context"

	"bole/graph"
	"bole/internal/judge"
)

// SelectionRecord answers selectionRecord(vacancy, asOf): the record of a selection with what the judge finds missing.
func (a *Appraiser) SelectionRecord(ctx context.Context, q graph.Query) (any, error) {
	vacancy, _ := q.Args["vacancy"].(string)
	asOf, _ := q.Args["asOf"].(string)
	status, steps, found, err := a.figures.Selection(ctx, q.Caller, vacancy, asOf)
	if err != nil || !found {
		return nil, err
	}
	facts := make([]judge.Step, 0, len(steps))
	refs := make([]any, 0, len(steps))
	for _, s := range steps {
		facts = append(facts, judge.Step(s))
		refs = append(refs, graph.Ref{Type: "SelectionStep", Key: s.Key})
	}
	gaps := judge.Gaps(facts, status == "FILLED")
	missing := make([]any, 0, len(gaps))
	for _, g := range gaps {
		f := map[string]any{"stage": g.Stage, "problem": g.Problem, "remedy": g.Remedy, "step": nil}
		if g.Step != "" {
			f["step"] = graph.Ref{Type: "SelectionStep", Key: g.Step}
		}
		missing = append(missing, graph.Object{Type: "SelectionGap", Fields: f})
	}
	return graph.Object{Type: "SelectionRecord", Fields: map[string]any{"vacancy": graph.Ref{Type: "Vacancy", Key: vacancy}, "steps": refs,
		"complete": len(gaps) == 0, "missing": missing}}, nil
}
