package appraisal

import (
	"cmp"
	"context"
	"io"
	"math"
	"time"

	"bole/graph"
	"bole/internal/judge"
)

// Times of telling how far records are: how long facts that are being loaded are waited for, and how often a stream
// looks.
const (
	statePatience = time.Second
	stateEvery    = time.Second
)

// stateOf is how far records have come. It says nothing of anybody.
type stateOf struct {
	available, current bool
	progress           any
}

// same reports whether a state tells nothing new: progress is told in hundredths.
func (s stateOf) same(o stateOf) bool {
	part := func(of any) float64 { share, _ := of.(float64); return math.Floor(100 * share) }
	return s.available == o.available && s.current == o.current && part(s.progress) == part(o.progress)
}

func (s stateOf) object(asOf string) graph.Object {
	return graph.Object{Type: "RecordState", Fields: map[string]any{"asOf": asOf, "available": s.available, "current": s.current, "progress": s.progress}}
}

// records is the state of what a list goes by; nil where records are turned off.
func (s *selection) records(a *Appraiser) any {
	if s.fitted == nil {
		return nil
	}
	state := stateOf{available: true}
	state.current, state.progress = a.standing(s.edition, s.fitted)
	return state.object(s.day.AsOf())
}

// RecordState answers recordState(asOf, categories, vacancy).
func (a *Appraiser) RecordState(ctx context.Context, q graph.Query) (any, error) {
	sets := a.sets.Len()
	s, err := a.state(ctx, q)
	a.source.RestsOn(ctx, func() bool { return s.current && a.sets.Len() == sets })
	return s.object(textArg(q.Args, "asOf")), err
}

// RecordStates answers the subscription recordState: next gives the state at once, then whenever it is another, and io.EOF
// when records were current.
func (a *Appraiser) RecordStates(ctx context.Context, q graph.Query) (next func(context.Context) (any, error), err error) {
	last, err := a.state(ctx, q)
	if err != nil {
		return nil, err
	}
	told := false
	return func(ctx context.Context) (any, error) {
		for told {
			if last.current {
				return nil, io.EOF
			}
			select {
			case <-time.After(stateEvery):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			now, err := a.state(ctx, q)
			if err != nil {
				return nil, err
			}
			told, last = now.same(last), now
		}
		told = true
		return last.object(textArg(q.Args, "asOf")), nil
	}, nil
}

// state says how far records are, and begins what is missing of them.
func (a *Appraiser) state(ctx context.Context, q graph.Query) (s stateOf, err error) {
	if a.options.NoRecords {
		return s, errNoRecords
	}
	soon, cancel := context.WithTimeout(ctx, statePatience)
	defer cancel()
	e, err := a.now(soon)
	switch {
	case err != nil && ctx.Err() == nil && soon.Err() != nil: // facts are being loaded
		return s, nil
	case err != nil:
		return s, err
	}
	asOf := textArg(q.Args, "asOf")
	if _, err := a.on(e, asOf); err != nil {
		return s, err
	}
	key := fitKey{asOf: asOf, categories: distinct(textsArg(q.Args, "categories"))}
	if vacancy := textArg(q.Args, "vacancy"); vacancy != "" {
		if e.facts.Vacancies[vacancy] == nil {
			return s, badInput("vacancy %q does not exist; name one that does", vacancy)
		}
		if len(key.categories) > 0 {
			return s, badInput("name a vacancy or categories, one of the two")
		}
		key = a.wantedWork(e, judge.Ask{Vacancy: vacancy}, asOf)
	}
	return a.stateAt(ctx, e, key)
}

func (a *Appraiser) stateAt(ctx context.Context, e *edition, key fitKey) (s stateOf, err error) {
	from, err := e.evidenceOf(ctx, a, key.asOf)
	if err != nil {
		return s, err
	}
	if from.Scores == 0 { // nobody has a record
		return stateOf{available: true, current: true}, nil
	}
	if from.Scores < a.options.Small {
		return a.stateOfFew(e, key)
	}
	set, due := a.choose(ctx, key.asOf, from)
	if due {
		s.progress = a.search(e, key.asOf, from).far()
		set = cmp.Or(set, a.sets.Nearest(key.asOf))
	}
	if set == nil {
		return s, nil
	}
	text := key.text() + " " + set.Key
	if f := e.models.get(text); f != nil {
		s.available = true
		s.current, s.progress = a.standing(e, f)
		return s, nil
	}
	s.available = e.last(key) != nil
	a.solve(e, key, set, text)
	return s, nil
}

// stateOfFew is the state where each edition has a search of its own, which takes a second or two.
func (a *Appraiser) stateOfFew(e *edition, key fitKey) (s stateOf, err error) {
	computed := e.flights.DoChan("ahead "+key.text(), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.Background(), loadTime)
		defer cancel()
		f, err := a.modelBy(ctx, e, key, "", true)
		return f, err
	})
	select {
	case r := <-computed:
		return stateOf{available: true, current: true}, r.Err
	case <-time.After(statePatience):
		return stateOf{available: e.last(key) != nil}, nil
	}
}
