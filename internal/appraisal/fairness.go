package appraisal

import (
	"context"

	"bole/graph"
	"bole/graph/figures"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// FairnessReport answers fairnessReport(shortlist, batch, asOf).
func (a *Appraiser) FairnessReport(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	shortlist, batch := textArg(args, "shortlist"), textArg(args, "batch")
	if (shortlist == "") == (batch == "") {
		return nil, badInput("give a shortlist or a batch, one of the two")
	}
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	day, err := a.on(e, textArg(args, "asOf"))
	if err != nil {
		return nil, err
	}
	f := fairness{Appraiser: a, edition: e, day: day, visible: seen(q.Caller), pool: map[*fact.Dossier]bool{}, chosen: map[string]bool{}}
	fields := map[string]any{"asOf": day.AsOf(), "shortlist": nil, "batch": nil}
	if shortlist != "" {
		fields["shortlist"] = graph.Ref{Type: "Shortlist", Key: shortlist}
		err = f.ofShortlist(ctx, shortlist)
	} else {
		fields["batch"] = graph.Ref{Type: "Batch", Key: batch}
		err = f.ofBatch(ctx, q.Caller, batch)
	}
	if err != nil {
		return nil, err
	}
	f.write(fields)
	return graph.Object{Type: "FairnessReport", Fields: fields}, nil
}

// fairness is who could have been selected, and who was.
type fairness struct {
	*Appraiser
	edition *edition
	day     *judge.Day
	visible func(*fact.Dossier) bool
	pool    map[*fact.Dossier]bool
	chosen  map[string]bool
}

// admit puts everyone whom no condition of an opening keeps out into the pool; a missing fact keeps nobody out.
func (f *fairness) admit(ask judge.Ask) error {
	o, err := f.day.Open(f.rules, ask)
	if err != nil {
		return badInput("%s", err)
	}
	for _, d := range f.edition.those(f.visible) {
		if !f.pool[d] && o.Verdict(d) != judge.Failed {
			f.pool[d] = true
		}
	}
	return nil
}

func (f *fairness) ofShortlist(ctx context.Context, key string) error {
	list, ok, err := f.acts.Shortlist(ctx, key)
	if err != nil {
		return err
	}
	if !ok {
		return badInput("shortlist is the key of none; give the key of a shortlist")
	}
	for _, p := range list.Proposed {
		f.choose(p.Cadre)
	}
	return f.admit(judge.Ask{Vacancy: list.Vacancy})
}

func (f *fairness) ofBatch(ctx context.Context, c graph.Caller, key string) error {
	promotions, ok, err := f.figures.Promotions(ctx, c, key)
	if err != nil {
		return err
	}
	if !ok {
		return badInput("batch is the key of none; give the key of a batch of decisions")
	}
	asked := map[figures.Promotion]bool{}
	for _, p := range promotions {
		if !f.choose(p.Cadre) {
			continue // the pool is of the posts and ranks given to those whom the caller sees
		}
		p.Cadre = ""
		if asked[p] || p.Position == "" && p.Rank == "" {
			continue
		}
		asked[p] = true
		ask := judge.Ask{Position: p.Position}
		if p.Position == "" {
			ask = judge.Ask{Ladder: p.Ladder, Rank: p.Rank}
		}
		if err := f.admit(ask); err != nil {
			return err
		}
	}
	return nil
}

// choose notes who was selected; false for someone the caller does not see.
func (f *fairness) choose(key string) bool {
	d := f.edition.by[key]
	if d == nil || !f.visible(d) {
		return false
	}
	f.chosen[key] = true
	return true
}

func (f *fairness) write(fields map[string]any) {
	var pool []*fact.Dossier
	inside := 0
	for _, d := range f.edition.facts.Cadres { // in the order of keys
		if f.pool[d] {
			pool = append(pool, d)
			if f.chosen[d.Key] {
				inside++
			}
		}
	}
	groups := []any{}
	for _, g := range f.day.Fairness(pool, func(key string) bool { return f.chosen[key] }) {
		groups = append(groups, groupObject(g))
	}
	fields["pool"], fields["selected"], fields["selectedOutside"], fields["groups"] = int64(len(pool)), int64(inside), int64(len(f.chosen)-inside), groups
}

func groupObject(g judge.Group) graph.Object {
	fields := map[string]any{"attribute": g.Attribute, "group": nil, "pool": int64(g.Passed), "selected": int64(g.Selected), "verdict": optional(g.Flag),
		"rate": number(g.Rate), "ratio": number(g.Ratio), "low": number(g.Low), "high": number(g.High)}
	if g.Value != "" {
		fields["group"] = g.Value
	}
	return graph.Object{Type: "FairnessGroup", Fields: fields}
}

// number is a value, nil where it is missing.
func number(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}
