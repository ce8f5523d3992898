package appraisal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/acts"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// inputs are what a shortlist was drawn up from, beside the facts; stored as JSON.
type inputs struct {
	Vacancy      string             `json:"vacancy"`
	AsOf         string             `json:"asOf"`
	Edition      string             `json:"edition"`
	Rules        string             `json:"rules"` // digest of the rule book
	DataVersion  string             `json:"dataVersion"`
	Requirements []fact.Requirement `json:"requirements"`
	Wants        []fact.Want        `json:"wants"`
	Units        []string           `json:"units,omitempty"`      // who drew it up saw these; absent: everyone
	Population   string             `json:"population,omitempty"` // the hyperparameters that records were computed by, where they are kept
}

// shortlistSize bounds a shortlist.
const shortlistSize = 100

// CreateShortlist answers createShortlist.
func (a *Appraiser) CreateShortlist(ctx context.Context, q graph.Query) (any, error) {
	return a.acts.CreateShortlist(ctx, q, func(input map[string]any) (acts.Draft, error) {
		size, _ := input["size"].(int64)
		if size < 1 || size > shortlistSize {
			return acts.Draft{}, badInput("input.size is %d; give 1 to %d", size, shortlistSize)
		}
		if textArg(input, "vacancy") == "" {
			return acts.Draft{}, badInput("input.vacancy is empty; give the key of a vacancy")
		}
		e, err := a.now(ctx)
		if err != nil {
			return acts.Draft{}, err
		}
		s, err := a.selectBy(ctx, e, q.Caller, judge.Ask{Vacancy: textArg(input, "vacancy")}, textArg(input, "asOf"), "", true)
		if err != nil {
			return acts.Draft{}, err
		}
		v := s.edition.facts.Vacancies[s.ask.Vacancy]
		in := inputs{Vacancy: v.Key, AsOf: s.day.AsOf(), Edition: a.rules.Version, Rules: a.rules.Digest, DataVersion: s.edition.facts.Version,
			Requirements: v.Requirements, Wants: v.Wants, Population: a.keptBy(s.fitted)}
		if !q.Caller.Whole {
			in.Units = distinct(q.Caller.Units)
		}
		text, err := json.Marshal(in)
		if err != nil {
			return acts.Draft{}, fmt.Errorf("keep a shortlist's inputs: %w", err)
		}
		d := acts.Draft{Vacancy: v.Key, AsOf: in.AsOf, Edition: in.Edition, Digest: s.Digest(), Inputs: string(text), Facts: s.edition.versions}
		for i := range min(int(size), len(s.Entries)) {
			e := &s.Entries[i]
			d.Proposals = append(d.Proposals, acts.Proposal{Cadre: e.Dossier.Key, Eligibility: string(e.Verdict), Band: bandNumber(bandOf(e)), Place: int64(i + 1)})
		}
		if len(d.Proposals) == 0 {
			return d, badInput("input.vacancy has nobody who could be proposed on that day; see candidates with eligibility: [FAILED]")
		}
		return d, nil
	})
}

// ChooseCandidate answers chooseCandidate.
func (a *Appraiser) ChooseCandidate(ctx context.Context, q graph.Query) (any, error) {
	return a.acts.Choose(ctx, q, func(list acts.Shortlist, input map[string]any) (acts.Judged, error) {
		asOf := textArg(input, "asOf")
		if asOf < list.AsOf {
			return acts.Judged{}, badInput("input.asOf is before the shortlist's %s; the conditions are checked on that day or a later one", list.AsOf)
		}
		j, gates, err := a.judgedFor(ctx, q.Caller, list, textArg(input, "cadre"), asOf)
		if err != nil {
			return j, err
		}
		if len(list.Chosen) > 0 {
			return j, refusal.Newf(graph.CodeConflict, "someone was chosen from this shortlist already; draw up another for a new choice")
		}
		if open := unmet(gates, list.Waived[j.Cadre]); !open.Empty() {
			return j, refusal.Newf(graph.CodeUnmet, "conditions stand against the choice: %s", open)
		}
		return j, nil
	})
}

// judgedFor checks every condition for someone on a shortlist as of a day.
func (a *Appraiser) judgedFor(ctx context.Context, c graph.Caller, list acts.Shortlist, cadre, asOf string) (acts.Judged, []judge.Gate, error) {
	e, err := a.now(ctx)
	if err != nil {
		return acts.Judged{}, nil, err
	}
	d := e.by[cadre]
	if d == nil || !seen(c)(d) || !slices.ContainsFunc(list.Proposed, func(p acts.Proposal) bool { return p.Cadre == cadre }) {
		return acts.Judged{}, nil, badInput("input.cadre is not on the shortlist; give the key of someone it proposes")
	}
	day, err := a.on(e, asOf)
	if err != nil {
		return acts.Judged{}, nil, err
	}
	opening, err := day.Open(a.rules, judge.Ask{Vacancy: list.Vacancy})
	if err != nil {
		return acts.Judged{}, nil, badInput("%s", err)
	}
	return acts.Judged{Cadre: cadre, Facts: e.versions}, opening.Gates(d), nil
}

// unmet are the conditions that keep someone from being chosen: what must be met and is not known or not met, and
// what should be and is neither met nor waived. It is empty where there is none.
func unmet(gates []judge.Gate, waived []string) message.Text {
	var all []message.Text
	against := func(format string, args ...any) { all = append(all, message.New(format, args...)) }
	for _, g := range gates {
		switch g.Outcome {
		case judge.Pass, judge.NotApplicable:
			continue
		case judge.Fail:
			against("%s is not met", g.Name())
		case judge.Unknown:
			if g.Strength != "MUST" && slices.Contains(waived, g.Rule) {
				continue
			}
			against("%s is not known: %s is missing, %s supplies it", g.Name(), g.Missing, g.Supplier)
		case judge.Review:
			if !slices.Contains(waived, g.Rule) {
				against("%s has to be looked at and waived with a reason", g.Name())
			}
		}
	}
	return message.Join("; ", all...)
}

// WaiveRequirement answers waiveRequirement.
func (a *Appraiser) WaiveRequirement(ctx context.Context, q graph.Query) (any, error) {
	return a.acts.Waive(ctx, q, func(list acts.Shortlist, input map[string]any) (acts.Judged, error) {
		rule := textArg(input, "rule")
		j, gates, err := a.judgedFor(ctx, q.Caller, list, textArg(input, "cadre"), list.AsOf)
		if err != nil {
			return j, err
		}
		j.Rule = rule
		of := slices.DeleteFunc(gates, func(g judge.Gate) bool { return g.Rule != rule })
		switch {
		case len(of) == 0:
			return j, badInput("input.rule is not one of the vacancy's conditions; give the code of one")
		case !slices.ContainsFunc(of, open):
			return j, badInput("input.rule is met; there is nothing to waive")
		case slices.ContainsFunc(of, func(g judge.Gate) bool {
			return open(g) && (!g.Waivable || g.Strength == "MUST" && g.Outcome != judge.Review)
		}):
			return j, refusal.Newf(graph.CodeUnmet, "input.rule must be met and cannot be waived")
		case slices.Contains(list.Waived[j.Cadre], rule):
			return j, refusal.Newf(graph.CodeConflict, "input.rule is waived already")
		}
		return j, a.consented(ctx, q.Caller, list.Vacancy, a.rules.Rule(rule), textArg(input, "consentedOn"))
	})
}

// consented holds the day of a consent against today and against the stage of the selection before which the law wants
// it: a decision that it comes after is void.
func (a *Appraiser) consented(ctx context.Context, c graph.Caller, vacancy string, rule *judge.Rule, on string) error {
	today := a.options.Now().Format(time.DateOnly)
	if _, err := time.Parse(time.DateOnly, on); err != nil || on > today {
		return badInput("input.consentedOn is %q; give the day on which it was consented to as YYYY-MM-DD, up to today", on)
	}
	if rule.Exception.Before == "" {
		return nil
	}
	_, steps, _, err := a.figures.Selection(ctx, c, vacancy, today)
	if err != nil {
		return err
	}
	facts := make([]judge.Step, 0, len(steps))
	for _, s := range steps {
		facts = append(facts, judge.Step(s))
	}
	if s := judge.Reached(facts, rule.Exception.Before, on); s != nil {
		return refusal.Newf(graph.CodeUnmet, "input.consentedOn is %s, and the selection had reached %s on %s: an exception from %s is consented to before %s", on, s.Stage, s.On, rule.Code, rule.Exception.Before)
	}
	return nil
}

// open reports whether a condition is neither met nor out of place.
func open(g judge.Gate) bool { return g.Outcome != judge.Pass && g.Outcome != judge.NotApplicable }

// shortlistCheck computes Shortlist.check: the list drawn up again from the facts as they are.
func (a *Appraiser) shortlistCheck(ctx context.Context, c graph.Caller, keys []string, _ map[string]any) (map[string]any, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, key := range keys {
		r, ok, err := a.redraw(ctx, e, key, func(r Redrawn) bool { return r.For(c) })
		if err != nil {
			return nil, err
		}
		if ok {
			out[key] = graph.Object{Type: "ShortlistCheck", Fields: map[string]any{"digest": r.Digest, "same": r.Digest == r.Stored}}
		}
	}
	return out, nil
}

// Redrawn is a stored shortlist, drawn up again from the facts as they are, with the units of whoever drew it up.
type Redrawn struct {
	Key, Vacancy   string
	Digest, Stored string   // now, and when it was stored
	Proposed       []string // keys of the officials that it proposes

	units []string // that whoever drew it up saw; nil: all
}

// For reports whether a caller sees all that the list was drawn up from.
func (r Redrawn) For(c graph.Caller) bool { return covers(c, r.units) }

// Redraw draws up stored shortlists again. Those that are not there any more, or whose vacancy is not, are left out.
func (a *Appraiser) Redraw(ctx context.Context, keys []string) ([]Redrawn, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	var out []Redrawn
	for _, key := range keys {
		r, ok, err := a.redraw(ctx, e, key, func(Redrawn) bool { return true })
		switch refused, known := errors.AsType[*refusal.Error](err); {
		case known && refused.Code == refusal.BadInput: // what it was drawn up for is not there
		case err != nil:
			return nil, err
		case ok:
			out = append(out, r)
		}
	}
	return out, nil
}

// Version tells the facts that shortlists are drawn up from apart; it is equal as long as they are the same.
func (a *Appraiser) Version(ctx context.Context) (string, error) {
	v, err := a.source.Versions(ctx)
	return v.Text(), err
}

// redraw is false for a list that is not there, that cannot be read, or that is not wanted.
func (a *Appraiser) redraw(ctx context.Context, e *edition, key string, wanted func(Redrawn) bool) (Redrawn, bool, error) {
	list, ok, err := a.acts.Shortlist(ctx, key)
	var in inputs
	if err != nil || !ok || json.Unmarshal([]byte(list.Inputs), &in) != nil {
		return Redrawn{}, false, err
	}
	r := Redrawn{Key: key, Vacancy: list.Vacancy, Stored: list.Digest, units: in.Units}
	if !wanted(r) {
		return r, false, nil
	}
	for _, p := range list.Proposed {
		r.Proposed = append(r.Proposed, p.Cadre)
	}
	s, err := a.selectBy(ctx, e, graph.Caller{Whole: in.Units == nil, Units: in.Units}, judge.Ask{Vacancy: list.Vacancy}, list.AsOf, in.Population, true)
	if err != nil {
		return r, false, err
	}
	r.Digest = s.Digest()
	return r, true, nil
}

// shortlistRanking computes Shortlist.ranking: places and bands are counted anew among the proposals the caller sees,
// since a gap between two of the stored ones would tell of someone else.
func (a *Appraiser) shortlistRanking(ctx context.Context, c graph.Caller, keys []string, _ map[string]any) (map[string]any, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	visible := seen(c)
	out := map[string]any{}
	for _, key := range keys {
		list, ok, err := a.acts.Shortlist(ctx, key)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		ranked := []any{}
		bands := map[any]int64{}
		for _, p := range list.Proposed {
			if d := e.by[p.Cadre]; d == nil || !visible(d) {
				continue
			}
			var band any
			if p.Band != nil {
				if bands[p.Band] == 0 {
					bands[p.Band] = int64(len(bands) + 1)
				}
				band = bands[p.Band]
			}
			ranked = append(ranked, graph.Object{Type: "RankedProposal", Fields: map[string]any{
				"cadre": graph.Ref{Type: "Cadre", Key: p.Cadre}, "rank": int64(len(ranked) + 1), "band": band, "eligibility": p.Eligibility}})
		}
		out[key] = ranked
	}
	return out, nil
}

// covers reports whether a caller sees all that someone saw who had these units, or with none everything.
func covers(c graph.Caller, units []string) bool {
	if c.Whole {
		return true
	}
	sees := c.Sees()
	return units != nil && !slices.ContainsFunc(units, func(u string) bool { return !sees(u, "") })
}
