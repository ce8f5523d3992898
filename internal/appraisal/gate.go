package appraisal

import (
	"context"

	"bole/graph"
	"bole/graph/message"
	"bole/internal/citation"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// RuleBook answers ruleBook.
func (a *Appraiser) RuleBook(ctx context.Context, q graph.Query) (any, error) {
	rules := make([]any, len(a.rules.Rules))
	for i, rule := range a.rules.Rules {
		rules[i] = a.ruleObjects[rule.Code]
	}
	return graph.Object{Type: "RuleBook", Fields: map[string]any{"edition": a.rules.Version, "digest": a.rules.Digest, "note": message.Phrase(a.rules.Note), "rules": rules}}, nil
}

func ruleObject(r *judge.Rule) graph.Object {
	values, citations := make([]any, len(r.Values)), make([]any, len(r.Citations))
	for i, v := range r.Values {
		values[i] = graph.Object{Type: "RuleValue", Fields: map[string]any{"grades": anyOf(v.Grades), "units": anyOf(v.Units), "levels": anyOf(v.Levels), "value": v.Value}}
	}
	for i, c := range r.Citations {
		citations[i] = citationObject(&c)
	}
	return graph.Object{Type: "Rule", Fields: map[string]any{"code": r.Code, "title": r.Title, "description": message.Phrase(r.Sentence), "operator": optional(r.Operator), "values": always(values),
		"strength": r.Strength, "standard": r.Standard, "waivable": r.Exception != nil, "exception": always(exceptionObject(r.Exception)), "premise": r.Premise, "supplier": r.Supplier, "citations": always(citations)}}
}

// always is a field of what says the same in every answer and leads to nobody: it is looked at where it is selected.
func always(v any) func(map[string]any) (any, error) {
	return func(map[string]any) (any, error) { return v, nil }
}

// citationObject is nil for a premise, which cites nothing.
func citationObject(c *judge.Citation) any {
	if c == nil {
		return nil
	}
	return citation.Citation(*c).Object()
}

// exceptionObject is nil where the law knows none.
func exceptionObject(e *judge.Exception) any {
	if e == nil {
		return nil
	}
	return graph.Object{Type: "RuleException", Fields: map[string]any{"consent": e.Consent, "before": optional(e.Before), "citation": citationObject(e.Citation)}}
}

// gateObject writes a condition checked for an official.
func (a *Appraiser) gateObject(s *selection, d *fact.Dossier, g *judge.Gate) graph.Object {
	return graph.Object{Type: "Gate", Fields: map[string]any{"rule": a.ruleObjects[g.Rule], "part": optional(g.Part), "title": g.Title, "strength": g.Strength,
		"outcome": string(g.Outcome), "required": g.Required, "found": g.Found, "missing": said(g.Missing), "supplier": optional(g.Supplier),
		"facts": func(map[string]any) (any, error) { return s.factObjects(d, g), nil }, "metOn": optional(g.MetOn),
		"citation": func(map[string]any) (any, error) { return citationObject(g.Citation), nil }, "waivable": g.Waivable}}
}

// factObjects are the facts of a condition that the caller may see.
func (s *selection) factObjects(d *fact.Dossier, g *judge.Gate) []any {
	facts := make([]any, 0, len(g.Facts))
	for _, f := range g.Facts {
		o := graph.Object{Type: "GateFact", Fields: map[string]any{"node": nil, "property": f.Property, "value": optional(f.Value)}}
		switch {
		case f.Key == "":
		case s.shows(d, f):
			o.Fields["node"] = graph.Ref{Type: f.Label, Key: f.Key}
		default:
			continue // somebody else's, whom the caller may not see
		}
		facts = append(facts, o)
	}
	return facts
}

// shows reports whether the caller sees the node of a fact about an official: their own, an open one, or someone else's
// appointment to the same post.
func (s *selection) shows(d *fact.Dossier, f judge.GateFact) bool {
	if f.Label != "Appointment" {
		return true
	}
	owner := s.edition.holder(f.Key)
	return owner == nil || owner == d || s.visible(owner)
}

// holder is whose appointment it is.
func (e *edition) holder(appointment string) *fact.Dossier {
	e.holders.Do(func() {
		e.holds = map[string]*fact.Dossier{}
		for _, d := range e.facts.Cadres {
			for i := range d.Appointments {
				e.holds[d.Appointments[i].Key] = d
			}
		}
	})
	return e.holds[appointment]
}

// optional is a text, nil where it is empty.
func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// said is a text that is put into the reader's language, nil where it is empty.
func said(t message.Text) any {
	if t.Empty() {
		return nil
	}
	return t
}

// anyOf are texts as an answer holds them.
func anyOf(of []string) []any {
	out := make([]any, len(of))
	for i, s := range of {
		out[i] = s
	}
	return out
}

// candidateObject writes someone looked at for a post.
func (a *Appraiser) candidateObject(ctx context.Context, s *selection, c *looked) graph.Object {
	d := c.Dossier
	evidence := make([]any, 0, len(c.Evidence))
	for _, e := range c.Evidence {
		evidence = append(evidence, graph.Object{Type: "CandidateEvidence", Fields: map[string]any{"node": graph.Ref{Type: e.Label, Key: e.Key}, "why": e.Why,
			"contribution": number(e.Contribution)}})
	}
	return graph.Object{Type: "Candidate", Fields: map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: d.Key}, "eligibility": string(c.Verdict), "band": bandNumber(bandOf(&c.Entry)),
		"thinEvidence": c.Measured != nil && c.Measured.Thin, "gates": c.gates, "unknown": c.unknown,
		"record": lazily(func() (any, error) {
			if s.fitted == nil {
				return nil, nil
			}
			if o, ok := a.recordOf(ctx, s.edition, s.fitted, s.caller, d.Key); ok {
				return o, nil
			}
			return nil, nil
		}), "fit": lazily(func() (any, error) { return fitObject(c.Fit), nil }), "evidence": evidence}}
}
