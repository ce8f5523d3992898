package appraisal

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"bole/graph"
	"bole/internal/judge/record"
)

// severity computes Evaluator.severity.
func (a *Appraiser) severity(ctx context.Context, _ graph.Caller, keys []string, args map[string]any) (map[string]any, error) {
	_, f, err := a.fit(ctx, fitKey{asOf: textArg(args, "asOf"), categories: distinct(textsArg(args, "categories"))})
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, key := range keys {
		s, ok, err := f.Severity(ctx, key)
		if err != nil {
			return nil, fmt.Errorf("estimate severity: %w", err)
		}
		if ok {
			out[key] = severityObject(f, s)
		}
	}
	return out, nil
}

// Severities answers severities(asOf, categories, orderBy).
func (a *Appraiser) Severities(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	e, f, err := a.fit(ctx, fitKey{asOf: textArg(args, "asOf"), categories: distinct(textsArg(args, "categories"))})
	if err != nil {
		return nil, err
	}
	out := graph.Entries{}
	for _, key := range slices.Sorted(maps.Keys(e.facts.Evaluators)) {
		s, ok, err := f.Severity(ctx, key)
		if err != nil {
			return nil, fmt.Errorf("estimate severity: %w", err)
		}
		if ok {
			out = append(out, graph.Entry{Place: severityPlace(s, textArg(args, "orderBy")) + key, Object: graph.Object{Type: "EvaluatorAssessment",
				Fields: map[string]any{"evaluator": graph.Ref{Type: "Evaluator", Key: key}, "severity": severityObject(f, s)}}})
		}
	}
	sortEntries(out)
	return out, nil
}

func severityPlace(s record.Severity, order string) string {
	switch order {
	case "SEVERE":
		return descending(-s.Value)
	case "OWN_UNIT":
		if s.Own == nil {
			return "~"
		}
		return descending(s.Own.I80.Low)
	default:
		return descending(s.Value)
	}
}

func severityObject(f *fitted, s record.Severity) graph.Object {
	tendency := "NOT_DISTINGUISHABLE"
	switch {
	case s.I95.Low > 0:
		tendency = "LENIENT"
	case s.I95.High < 0:
		tendency = "SEVERE"
	}
	fields := map[string]any{"asOf": f.key.asOf, "value": s.Value, "interval80": interval(s.I80), "interval95": interval(s.I95), "tendency": tendency,
		"reviews": int64(s.Ratings), "spread": s.Spread, "spread95": interval(s.Spread95), "residualSpread": f.Summary().Residual, "ownUnit": nil}
	if s.Own != nil {
		fields["ownUnit"] = graph.Object{Type: "OwnUnitBias", Fields: map[string]any{"difference": s.Own.Difference, "interval80": interval(s.Own.I80),
			"interval95": interval(s.Own.I95), "own": int64(s.OwnRated), "others": int64(s.OtherRated)}}
	}
	return graph.Object{Type: "EvaluatorSeverity", Fields: fields}
}
