package appraisal

import (
	"context"

	"bole/graph"
	"bole/graph/message"
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
	gaps := a.rules.Gaps(facts, status == "FILLED", a.calendar)
	missing := make([]any, 0, len(gaps))
	for _, g := range gaps {
		f := map[string]any{"stage": g.Stage, "problem": g.Problem, "remedy": g.Remedy, "step": nil, "undecided": g.Undecided, "deviation": nil}
		if g.Deviation != "" {
			f["deviation"] = g.Deviation
		}
		if g.Step != "" {
			f["step"] = graph.Ref{Type: "SelectionStep", Key: g.Step}
		}
		missing = append(missing, graph.Object{Type: "SelectionGap", Fields: f})
	}
	return graph.Object{Type: "SelectionRecord", Fields: map[string]any{"vacancy": graph.Ref{Type: "Vacancy", Key: vacancy}, "steps": refs,
		"complete": len(gaps) == 0, "noticeWorkingDays": a.noticeWorkingDays(facts), "missing": missing}}, nil
}

func (a *Appraiser) noticeWorkingDays(steps []judge.Step) []any {
	out := []any{}
	for _, n := range a.rules.Notices(steps, a.calendar) {
		f := map[string]any{"step": graph.Ref{Type: "SelectionStep", Key: n.Step}, "atLeast": int64(n.Days.AtLeast), "atMost": int64(n.Days.AtMost),
			"required": nil, "citation": nil, "undecided": n.Undecided()}
		if n.Required > 0 {
			f["required"], f["citation"] = int64(n.Required), citationObject(&n.Citation)
		}
		out = append(out, graph.Object{Type: "NoticeWorkingDays", Fields: f})
	}
	return out
}

// WorkingCalendar answers workingCalendar.
func (a *Appraiser) WorkingCalendar(context.Context, graph.Query) (any, error) {
	c := a.calendar
	notices := make([]any, len(c.Notices))
	for i, n := range c.Notices {
		off := make([]any, len(n.Off))
		for i, p := range n.Off {
			off[i] = graph.Object{Type: "HolidayPeriod", Fields: map[string]any{"name": p.Name, "firstDay": p.FirstDay, "lastDay": p.LastDay}}
		}
		citation := judge.Citation{Law: n.Citation.Law, Status: n.Citation.Status, URL: n.Citation.URL, Note: n.Citation.Note}
		notices[i] = graph.Object{Type: "HolidayNotice", Fields: map[string]any{"year": int64(n.Year), "citation": citationObject(&citation), "off": off, "worked": anyOf(n.Worked)}}
	}
	return graph.Object{Type: "WorkingCalendar", Fields: map[string]any{"edition": c.Version, "digest": c.Digest, "note": message.Phrase(c.Note),
		"firstDay": c.FirstDay, "lastDay": c.LastDay, "notices": notices}}, nil
}
