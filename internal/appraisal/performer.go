package appraisal

import (
	"context"
	"fmt"
	"slices"

	"bole/graph"
	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/judge/record"
)

// performerTasks is how many tasks performers may be asked about.
const performerTasks = 2000

// Performers answers performers(tasks, roles, asOf, categories).
func (a *Appraiser) Performers(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	tasks, err := q.Matching(ctx, "tasks", performerTasks)
	if err != nil {
		return nil, err
	}
	e, f, err := a.fit(ctx, fitKey{asOf: textArg(args, "asOf"), categories: distinct(textsArg(args, "categories"))})
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(tasks))
	for _, t := range tasks {
		wanted[t] = true
	}
	roles, visible := textsArg(args, "roles"), seen(q.Caller)
	out := graph.Entries{}
	for _, d := range e.facts.Cadres {
		if !visible(d) {
			continue
		}
		parts := partsIn(f.day, d, wanted, roles)
		if len(parts) > 0 {
			out = append(out, a.performer(ctx, e, f, q.Caller, d, parts))
		}
	}
	sortEntries(out)
	return out, nil
}

// partsIn are the counted parts an official had in some tasks, in one of the roles or in any.
func partsIn(day *judge.Day, d *fact.Dossier, tasks map[string]bool, roles []string) []any {
	if !slices.ContainsFunc(d.Work, func(p fact.Participation) bool { return tasks[p.Task] }) {
		return nil
	}
	var out []any
	for _, w := range day.Work(d) {
		if !tasks[w.Task.Key] {
			continue
		}
		for _, role := range w.Roles {
			if len(roles) == 0 || slices.Contains(roles, role) {
				out = append(out, graph.Object{Type: "PerformerPart", Fields: map[string]any{"task": graph.Ref{Type: "Task", Key: w.Task.Key}, "role": role}})
			}
		}
	}
	return out
}

func (a *Appraiser) performer(ctx context.Context, e *edition, f *fitted, c graph.Caller, d *fact.Dossier, parts []any) graph.Entry {
	place := "9" + d.Key // after all who have a record
	if est, ok := f.Estimate(d.Key); ok {
		place = "1" + descending(est.I80.Low) + d.Key
	}
	return graph.Entry{Place: place, Make: func() graph.Object {
		fields := map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: d.Key}, "parts": parts, "record": nil}
		if o, ok := a.recordOf(ctx, e, f, c, d.Key); ok {
			fields["record"] = o
		}
		return graph.Object{Type: "Performer", Fields: fields}
	}}
}

// compared is how many officials may be compared at once.
const compared = 10

// Compare answers compare(cadres, asOf, categories).
func (a *Appraiser) Compare(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	keys := textsArg(args, "cadres")
	if n := len(distinct(keys)); n < 2 || n > compared || n < len(keys) {
		return nil, badInput("cadres has %d keys, %d of them different; give 2 to %d, each once", len(keys), n, compared)
	}
	e, f, err := a.fit(ctx, fitKey{asOf: textArg(args, "asOf"), categories: distinct(textsArg(args, "categories"))})
	if err != nil {
		return nil, err
	}
	visible := seen(q.Caller)
	keys = slices.DeleteFunc(keys, func(k string) bool { return e.by[k] == nil || !visible(e.by[k]) })
	out := []any{}
	for i, one := range keys {
		for _, other := range keys[i+1:] {
			o, err := comparison(ctx, f, one, other)
			if err != nil {
				return nil, err
			}
			out = append(out, o)
		}
	}
	return out, nil
}

func comparison(ctx context.Context, f *fitted, one, other string) (graph.Object, error) {
	fields := map[string]any{"a": graph.Ref{Type: "Cadre", Key: one}, "b": graph.Ref{Type: "Cadre", Key: other},
		"verdict": "NO_RECORD", "difference": nil, "interval80": nil, "interval95": nil}
	o := graph.Object{Type: "RecordComparison", Fields: fields}
	_, left := f.Estimate(one)
	_, right := f.Estimate(other)
	if !left || !right {
		return o, nil
	}
	d, err := f.Compare(ctx, one, other)
	if err != nil {
		return o, fmt.Errorf("compare records: %w", err)
	}
	fields["verdict"] = verdictOf(d)
	if d.Comparable {
		fields["difference"], fields["interval80"], fields["interval95"] = d.Difference, interval(d.I80), interval(d.I95)
	}
	return o, nil
}

func verdictOf(d record.Comparison) string {
	switch {
	case !d.Comparable:
		return "NOT_COMPARABLE"
	case d.Distinguishable:
		return "DISTINGUISHABLE"
	case d.Likely:
		return "LIKELY"
	default:
		return "NOT_DISTINGUISHABLE"
	}
}
