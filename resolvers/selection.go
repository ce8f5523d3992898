package resolvers

import (
	"context"

	"bole/graph"
	"bole/internal/judge"
)

// selectionRecord is the record of a vacancy's selection with what judge finds missing.
func (r *queryResolver) selectionRecord(ctx context.Context, q graph.Request) (graph.Answer, []*graph.Error, error) {
	return r.Graph.Compute(ctx, q, func(args map[string]any) (any, error) {
		vacancy, _ := args["vacancy"].(string)
		asOf, _ := args["asOf"].(string)
		status, steps, found, err := r.Graph.Selection(ctx, q.Caller, vacancy, asOf)
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
	})
}
