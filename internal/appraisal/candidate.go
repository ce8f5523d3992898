package appraisal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bole/graph"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// selection is a list of candidates for one caller, with what it was made from.
type selection struct {
	*listed
	edition *edition
	opening *judge.Opening
	day     *judge.Day
	fitted  *fitted // nil where records are turned off
	ask     judge.Ask
	caller  graph.Caller
	visible func(*fact.Dossier) bool
}

// vacancyCandidates computes Vacancy.candidates. A vacancy whose requirements cannot be read leaves the others as they are.
func (a *Appraiser) vacancyCandidates(ctx context.Context, c graph.Caller, keys []string, args map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for _, key := range keys {
		out[key] = lazily(func() (any, error) {
			s, err := a.selectFor(ctx, c, judge.Ask{Vacancy: key}, textArg(args, "asOf"))
			if err != nil {
				return nil, err
			}
			return a.listObject(ctx, s), nil
		})
	}
	return out, nil
}

// Candidates answers candidates(vacancy, position, requirements, wants, asOf).
func (a *Appraiser) Candidates(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	s, err := a.scenario(ctx, e, q.Caller, args)
	if err != nil {
		return nil, err
	}
	return a.listObject(ctx, s), nil
}

// listsAtOnce is for how many vacancies candidates may be asked in one field.
const listsAtOnce = 20

// CandidateLists answers candidateLists(vacancies, asOf). A vacancy whose requirements cannot be read leaves the lists of
// the others as they are.
func (a *Appraiser) CandidateLists(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	keys := textsArg(args, "vacancies")
	if len(keys) > listsAtOnce {
		return nil, badInput("vacancies has %d keys; give at most %d", len(keys), listsAtOnce)
	}
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	asOf := textArg(args, "asOf")
	if _, err := a.on(e, asOf); err != nil {
		return nil, err
	}
	out := make([]any, len(keys))
	for i, key := range keys {
		if e.facts.Vacancies[key] == nil {
			continue
		}
		out[i] = lazily(func() (any, error) {
			s, err := a.selectFrom(ctx, e, q.Caller, judge.Ask{Vacancy: key}, asOf)
			if err != nil {
				return nil, err
			}
			return a.listObject(ctx, s), nil
		})
	}
	return out, nil
}

// scenario reads a vacancy or post as it might be.
func (a *Appraiser) scenario(ctx context.Context, e *edition, c graph.Caller, input any) (*selection, error) {
	in, _ := input.(map[string]any)
	ask := judge.Ask{Vacancy: textArg(in, "vacancy"), Position: textArg(in, "position")}
	if (ask.Vacancy == "") == (ask.Position == "") {
		return nil, badInput("name a vacancy or a position, one of the two")
	}
	requirements, _ := in["requirements"].([]any)
	for _, item := range requirements {
		r, _ := item.(map[string]any)
		ask.Requirements = append(ask.Requirements, fact.Requirement{Rule: textArg(r, "rule"), Operator: textArg(r, "operator"), Value: textArg(r, "value"), Strength: textArg(r, "strength")})
	}
	wants, _ := in["wants"].([]any)
	for _, item := range wants {
		w, _ := item.(map[string]any)
		weight, _ := w["weight"].(float64)
		ask.Wants = append(ask.Wants, fact.Want{Category: textArg(w, "category"), Weight: weight})
	}
	return a.selectFrom(ctx, e, c, ask, textArg(in, "asOf"))
}

// selectFor judges everyone the caller sees.
func (a *Appraiser) selectFor(ctx context.Context, c graph.Caller, ask judge.Ask, asOf string) (*selection, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	return a.selectFrom(ctx, e, c, ask, asOf)
}

func (a *Appraiser) selectFrom(ctx context.Context, e *edition, c graph.Caller, ask judge.Ask, asOf string) (*selection, error) {
	return a.selectBy(ctx, e, c, ask, asOf, "", false)
}

// conditions are a selection's alone, without records and without a list.
func (a *Appraiser) conditions(e *edition, day *judge.Day, c graph.Caller, visible func(*fact.Dossier) bool, ask judge.Ask) (*selection, error) {
	opening, err := day.Open(a.rules, ask)
	if err != nil {
		return nil, badInput("%s", err)
	}
	return &selection{edition: e, opening: opening, day: day, ask: ask, caller: c, visible: visible}, nil
}

// selectBy is selectFrom by a set of hyperparameters, where that is known, and from the facts of the edition alone where
// fresh.
func (a *Appraiser) selectBy(ctx context.Context, e *edition, c graph.Caller, ask judge.Ask, asOf, by string, fresh bool) (*selection, error) {
	day, err := a.on(e, asOf)
	if err != nil {
		return nil, err
	}
	s, err := a.conditions(e, day, c, seen(c), ask)
	if err != nil {
		return nil, err
	}
	if !a.options.NoRecords {
		if s.fitted, err = a.modelBy(ctx, e, a.wantedWork(e, ask, asOf), by, fresh); err != nil {
			return nil, err
		}
	}
	key := s.opening.Digest() + " " + scopeDigest(c) + " " + s.fitted.name()
	list, ok := e.lists.Get(key)
	if !ok {
		list = a.drawUp(s)
		e.lists.Add(key, list)
	}
	s.listed = list
	return s, nil
}

// wantedWork is which work a list is told apart by: of the kinds wanted, and for a chief's post what was led.
func (a *Appraiser) wantedWork(e *edition, ask judge.Ask, asOf string) fitKey {
	key := fitKey{asOf: asOf}
	wants, post := ask.Wants, ask.Position
	if v := e.facts.Vacancies[ask.Vacancy]; v != nil {
		post = v.Position
		if len(wants) == 0 {
			wants = v.Wants
		}
	}
	for _, w := range wants {
		if w.Weight > 0 {
			key.categories = append(key.categories, w.Category)
		}
	}
	key.categories = distinct(key.categories)
	if p := e.facts.Positions[post]; p != nil {
		key.led = p.Chief
	}
	return key
}

// scopeDigest is equal for callers who see the same.
func scopeDigest(c graph.Caller) string {
	if c.Whole {
		return "*"
	}
	units := distinct(c.Units)
	sum := sha256.Sum256([]byte(c.Self + "\n" + strings.Join(units, "\n")))
	return hex.EncodeToString(sum[:])
}

// measured is an official's record without its items.
func (s *selection) measured(key string) *judge.Measured {
	if s.fitted == nil {
		return nil
	}
	return s.fitted.measured(key)
}

// withItems is the record with what it is made of.
func (s *selection) withItems(m *judge.Measured, key string) *judge.Measured {
	if m == nil {
		return nil
	}
	full := *m
	contributions, _ := s.fitted.Contributions(key)
	for _, r := range contributions.Ratings {
		item := judge.Item{Label: "Task", Key: r.Task, Contribution: r.Points}
		if of := s.fitted.items[r.Key]; of.evaluation != "" {
			item.Label, item.Key = "Evaluation", of.evaluation
		}
		full.Items = append(full.Items, item)
	}
	return &full
}

func (a *Appraiser) listObject(ctx context.Context, s *selection) graph.Object {
	fields := map[string]any{"vacancy": nil, "position": nil, "asOf": s.day.AsOf(), "edition": a.rules.Version, "order": "LOT"}
	post := s.ask.Position
	if v := s.edition.facts.Vacancies[s.ask.Vacancy]; v != nil {
		fields["vacancy"], post = graph.Ref{Type: "Vacancy", Key: v.Key}, v.Position
	}
	fields["position"] = graph.Ref{Type: "Position", Key: post}
	fields["records"] = s.records(a)
	fields["digest"] = func(map[string]any) (any, error) { return s.digest(), nil }
	fields["eligibilities"] = func(map[string]any) (any, error) { return s.eligibilities(), nil }
	fields["gates"] = func(map[string]any) (any, error) { return s.gateCounts(), nil }
	pages := map[string]any{} // made once: an answer is written as often as something is waited for
	fields["candidates"] = func(args map[string]any) (any, error) {
		wanted := textsArg(args, "eligibility")
		key := joined(wanted)
		if pages[key] == nil {
			pages[key] = a.entries(ctx, s, wanted)
		}
		return pages[key], nil
	}
	whyNot := map[string]any{}
	fields["whyNot"] = func(args map[string]any) (any, error) {
		key := textArg(args, "cadre")
		if o, ok := whyNot[key]; ok {
			return o, nil
		}
		d := s.edition.by[key]
		if d == nil || !s.visible(d) {
			return nil, nil
		}
		o := a.about(ctx, s, d)
		whyNot[key] = o
		return o, nil
	}
	list := graph.Object{Type: "CandidateList", Fields: fields}
	if s.ask.Vacancy == "" { // a selection that is only thought of
		list.About = []graph.Ref{{Type: "Vacancy"}}
	}
	return list
}

// entries are the candidates of some eligibilities, in their order.
func (a *Appraiser) entries(ctx context.Context, s *selection, wanted []string) any {
	var at []int // places on the list
	for i := range s.Entries {
		if slices.Contains(wanted, string(s.Entries[i].Verdict)) {
			at = append(at, i)
		}
	}
	listed := &graph.Listing{Len: len(at), Place: func(i int) string { return listPlace(at[i]) }, Make: func(i int) graph.Object { return a.candidateAt(ctx, s, at[i]) }}
	if !slices.Contains(wanted, string(judge.Failed)) {
		return listed
	}
	out := make(graph.Entries, listed.Len)
	for i := range out {
		out[i] = graph.Entry{Place: listed.Place(i), Make: func() graph.Object { return listed.Make(i) }}
	}
	return append(out, a.failed(ctx, s)...)
}

// listPlace is the place of a list's entry among all that may be asked for.
func listPlace(i int) string { return fmt.Sprintf("1%07d", i) }

// lookedAt is everyone the caller sees.
func (s *selection) lookedAt() []*fact.Dossier { return s.edition.those(s.visible) }

// those are the officials a caller sees, by the test that tells.
func (e *edition) those(visible func(*fact.Dossier) bool) []*fact.Dossier {
	return slices.DeleteFunc(slices.Clone(e.facts.Cadres), func(d *fact.Dossier) bool { return !visible(d) })
}

// failed are those whom a condition keeps out, by key.
func (a *Appraiser) failed(ctx context.Context, s *selection) graph.Entries {
	listed := map[*fact.Dossier]bool{}
	for i := range s.Entries {
		listed[s.Entries[i].Dossier] = true
	}
	var out graph.Entries
	for _, d := range s.lookedAt() {
		if !listed[d] {
			out = append(out, graph.Entry{Place: "2" + d.Key, Make: func() graph.Object { return a.about(ctx, s, d) }})
		}
	}
	return out
}

func (a *Appraiser) candidateAt(ctx context.Context, s *selection, i int) graph.Object {
	return a.candidateObject(ctx, s, a.candidate(s, i))
}

func (a *Appraiser) about(ctx context.Context, s *selection, d *fact.Dossier) graph.Object {
	if i, ok := s.places()[d.Key]; ok {
		return a.candidateAt(ctx, s, i)
	}
	return a.candidateObject(ctx, s, a.look(s, judge.Entry{Dossier: d, Verdict: s.opening.Verdict(d), Band: -1, Measured: s.measured(d.Key)}))
}

// vacancyKeys are the vacancies in the order of their keys.
func vacancyKeys(f *fact.Facts) []string { return slices.Sorted(maps.Keys(f.Vacancies)) }
