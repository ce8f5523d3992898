package appraisal

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/judge/practice"
)

// Bounds of what is asked of past selections.
const (
	choicesAtOnce = 300
	choiceDays    = 60 // on which records are estimated: each is solved anew
	choiceYears   = 5  // that are looked at where no first day is given
)

// past is the selections that a caller asks about.
type past struct {
	*Appraiser
	edition    *edition
	caller     graph.Caller
	from, to   string
	positions  map[string]bool // of the kind asked for
	choices    []*practice.Choice
	selections []*practice.Selection
	of         map[*practice.Choice]*practice.Selection
}

// past finds the choices for a post, or for posts of a kind, and who passed the conditions of each.
func (a *Appraiser) past(ctx context.Context, q graph.Query) (*past, error) {
	e, day, err := a.stood(ctx, q, "to")
	if err != nil {
		return nil, err
	}
	p := &past{Appraiser: a, edition: e, caller: q.Caller, to: day.AsOf(), from: yearsBefore(day.AsOf(), choiceYears), of: map[*practice.Choice]*practice.Selection{}}
	if from := textArg(q.Args, "from"); from != "" {
		if _, err := judge.On(e.facts, from, 0); err != nil || from > p.to {
			return nil, badInput("from is %s; give a full date (YYYY-MM-DD), %s or before", from, p.to)
		}
		p.from = from
	}
	if p.positions, err = e.postsOf(q.Args); err != nil {
		return nil, err
	}
	if err := p.find(ctx); err != nil {
		return nil, err
	}
	return p, p.pool()
}

// stood is the facts as of the day in an argument, which has come.
func (a *Appraiser) stood(ctx context.Context, q graph.Query, argument string) (*edition, *judge.Day, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, nil, err
	}
	asOf := textArg(q.Args, argument)
	day, err := a.on(e, asOf)
	if err != nil {
		return nil, nil, badInput("%s is %s; give a full date (YYYY-MM-DD)", argument, asOf)
	}
	return e, day, a.byToday(argument, asOf)
}

// postsOf are the posts that the arguments name: one, or those of a kind.
func (e *edition) postsOf(args map[string]any) (map[string]bool, error) {
	key := textArg(args, "position")
	kind, _ := args["kind"].(map[string]any)
	if (args["position"] == nil) == (args["kind"] == nil) {
		return nil, badInput("give a position or a kind, one of the two")
	}
	if kind == nil {
		if e.facts.Positions[key] == nil {
			return nil, badInput("position is the key of no post; give that of a post")
		}
		return map[string]bool{key: true}, nil
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(kind)), func(v any) bool { return v != nil }) {
		return nil, badInput("kind says nothing of the posts; give grade, chief, organizationKind or organizationLevel")
	}
	fits := func(name, value string) bool { return kind[name] == nil || textArg(kind, name) == value }
	out := map[string]bool{}
	for key, q := range e.facts.Positions {
		o := e.facts.Organizations[q.Organization]
		if o == nil {
			o = &fact.Organization{}
		}
		if fits("grade", q.Grade) && fits("organizationKind", o.Kind) && fits("organizationLevel", o.Level) && (kind["chief"] == nil || kind["chief"] == q.Chief) {
			out[key] = true
		}
	}
	return out, nil
}

// find finds the choices.
func (p *past) find(ctx context.Context) error {
	visible := seen(p.caller)
	decided := practice.Decided(p.edition.facts, p.from, p.to, func(q *fact.Position) bool { return p.positions[q.Key] }, visible)
	listed, err := p.figures.Choices(ctx, p.caller)
	if err != nil {
		return err
	}
	var more []*practice.Choice
	for _, c := range listed {
		d := p.edition.by[c.Cadre]
		if d != nil && visible(d) && p.positions[c.Position] && c.On >= p.from && c.On <= p.to {
			more = append(more, &practice.Choice{Cadre: d, Position: c.Position, Vacancy: c.Vacancy, Shortlist: c.Shortlist, On: c.On})
		}
	}
	if p.choices = practice.Join(decided, more); len(p.choices) > choicesAtOnce {
		return refusal.Newf(refusal.Limit, "%d choices are asked about, at most %d can be; give fewer posts, or a later from", len(p.choices), choicesAtOnce).Hit("choices")
	}
	return nil
}

// pool finds who passed the conditions of each selection on the day before.
func (p *past) pool() error {
	p.selections = practice.Group(p.choices)
	among := p.edition.those(seen(p.caller))
	for _, s := range p.selections {
		day, err := p.on(p.edition, practice.Before(s.On))
		if err != nil {
			return err
		}
		ask := judge.Ask{Position: s.Position}
		if v := p.edition.facts.Vacancies[s.Vacancy]; v != nil && v.Position == s.Position {
			ask = judge.Ask{Vacancy: s.Vacancy}
		}
		opening, err := day.Open(p.rules, ask)
		if err != nil {
			return badInput("%s", err)
		}
		s.Pool(day, opening, among)
		for _, c := range s.Choices {
			p.of[c] = s
		}
	}
	return nil
}

// each are the choices, by day: an official twice in one selection is one.
func (p *past) each(do func(*practice.Selection, *practice.Choice)) {
	for _, s := range p.selections {
		for _, c := range s.Choices {
			do(s, c)
		}
	}
}

// choice is one choice as it is answered. Who passed is a number here; the report opens to them.
func (p *past) choice(s *practice.Selection, c *practice.Choice) graph.Object {
	fields := map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: c.Cadre.Key}, "position": graph.Ref{Type: "Position", Key: c.Position}, "vacancy": nil, "decision": nil, "shortlist": nil,
		"on": c.On, "asOf": s.Day.AsOf(), "passed": int64(len(s.Passed)), "inside": c.Passed(), "counts": c.Counts()}
	if p.edition.facts.Vacancies[c.Vacancy] != nil {
		fields["vacancy"] = graph.Ref{Type: "Vacancy", Key: c.Vacancy}
	}
	if c.Decision != "" {
		fields["decision"] = graph.Ref{Type: "Decision", Key: c.Decision}
	}
	if c.Shortlist != "" {
		fields["shortlist"] = graph.Ref{Type: "Shortlist", Key: c.Shortlist}
	}
	return graph.Object{Type: "PostChoice", Fields: fields}
}

// placeOf puts an official of a selection behind those of earlier ones.
func placeOf(s *practice.Selection, d *fact.Dossier) string {
	return fmt.Sprintf("%s %s %s %s", s.On, s.Position, s.Vacancy, d.Key)
}

// choiceEntries are all choices, by day.
func (p *past) choiceEntries() graph.Entries {
	out := graph.Entries{}
	p.each(func(s *practice.Selection, c *practice.Choice) {
		out = append(out, graph.Entry{Place: placeOf(s, c.Cadre), Make: func() graph.Object { return p.choice(s, c) }})
	})
	sortEntries(out)
	return out
}

// HiddenSteps answers hiddenSteps(position, kind, from, to).
func (a *Appraiser) HiddenSteps(ctx context.Context, q graph.Query) (any, error) {
	p, err := a.past(ctx, q)
	if err != nil {
		return nil, err
	}
	kinds := map[string]bool{}
	for _, o := range p.edition.facts.Organizations {
		kinds[o.Kind] = true
	}
	delete(kinds, "")
	found, looked := practice.Steps(p.selections, slices.Sorted(maps.Keys(kinds)))
	steps, counted, chosen := []any{}, 0, 0
	for i := range found {
		steps = append(steps, p.step(&found[i]))
	}
	p.each(func(_ *practice.Selection, c *practice.Choice) {
		if chosen++; c.Counts() {
			counted++
		}
	})
	return graph.Object{Type: "HiddenSteps", About: []graph.Ref{{Type: "Vacancy"}}, Fields: map[string]any{"from": p.from, "to": p.to, "positions": int64(len(p.positions)), "chosen": int64(chosen),
		"counted": int64(counted), "choices": p.choiceEntries(), "looked": int64(looked), "steps": steps}}, nil
}

func (p *past) step(s *practice.Step) graph.Object {
	fields := map[string]any{"kind": s.Kind, "organizationKind": optional(s.OrganizationKind), "position": nil, "years": nil, "rule": nil, "asked": nil,
		"chosen": int64(s.Chosen), "having": int64(s.Having), "unknown": int64(s.Unknown), "share": number(s.Share), "low": number(s.Low), "high": number(s.High),
		"others": int64(s.Others), "othersHaving": int64(s.Had), "othersShare": number(s.OthersShare), "probability": number(s.Probability), "verdict": s.Verdict,
		"members": lazily(func() (any, error) { return p.members(s), nil }), "passedOver": lazily(func() (any, error) { return p.passedOver(s), nil })}
	if s.Position != "" {
		fields["position"] = graph.Ref{Type: "Position", Key: s.Position}
	}
	if s.Years > 0 {
		fields["years"] = int64(s.Years)
	}
	if s.Rule != "" {
		fields["rule"], fields["asked"] = p.ruleObjects[s.Rule], s.Asked
	}
	return graph.Object{Type: "HiddenStep", Fields: fields}
}

// members are those chosen of whom it is known whether they had the step.
func (p *past) members(step *practice.Step) graph.Entries {
	out := graph.Entries{}
	p.each(func(s *practice.Selection, c *practice.Choice) {
		had, known := step.Has(s, c.Cadre)
		if !known || !c.Counts() {
			return
		}
		out = append(out, graph.Entry{Place: placeOf(s, c.Cadre), Make: func() graph.Object {
			appointments := []any{}
			for _, a := range step.Gives(s, c.Cadre) {
				appointments = append(appointments, graph.Ref{Type: "Appointment", Key: a.Key})
			}
			return graph.Object{Type: "HiddenStepMember", Fields: map[string]any{"choice": p.choice(s, c), "had": had, "appointments": appointments}}
		}})
	})
	sortEntries(out)
	return out
}

// passedOver are those who passed the conditions, lacked the step and were not chosen.
func (p *past) passedOver(step *practice.Step) graph.Entries {
	who, when := step.PassedOver(p.selections)
	out := make(graph.Entries, 0, len(who))
	for _, d := range who {
		out = append(out, graph.Entry{Place: d.Key, Make: func() graph.Object {
			choices := []any{}
			for _, s := range when[d] {
				for _, c := range s.Choices {
					choices = append(choices, p.choice(s, c))
				}
			}
			return graph.Object{Type: "PassedOver", Fields: map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: d.Key}, "choices": choices}}
		}})
	}
	return out
}
