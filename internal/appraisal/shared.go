package appraisal

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/judge/record"
	"bole/internal/population"
)

// patience is how long an answer waits for what is newer than what it has, and spare what is left of a request's time
// when it stops waiting for what it cannot do without.
const (
	patience = 2 * time.Second
	spare    = time.Second / 2
)

// keptObserved is how many gatherings of items an edition keeps: the whole and a part are asked for in turn.
const keptObserved = 2

// observed are the items of an edition, gathered once for all who want them at once.
func (e *edition) observed(ctx context.Context, a *Appraiser, key fitKey) (*observed, error) {
	if o, ok := e.items.Get(key.text()); ok {
		return o, nil
	}
	day, err := a.on(e, key.asOf)
	if err != nil {
		return nil, err
	}
	return await(ctx, &e.flights, "items "+key.text(), func(context.Context) (*observed, error) {
		o := observe(e.facts, day, key)
		e.items.Add(key.text(), o)
		return o, nil
	})
}

// evidence describes all items that count as of a day.
func (e *edition) evidenceOf(ctx context.Context, a *Appraiser, asOf string) (population.Evidence, error) {
	if known, ok := e.evidence.Get(asOf); ok {
		return known, nil
	}
	o, err := e.observed(ctx, a, fitKey{asOf: asOf})
	if err != nil {
		return population.Evidence{}, err
	}
	of := population.Of(o.in)
	e.evidence.Add(asOf, of)
	return of, nil
}

// shared gives the hyperparameters that hold as of a day for the facts of an edition, by the rule of package population:
// they come from all kinds of work. nil where nothing counts. Where another set is due and one serves until it is there,
// it is that one, which may be of another day: the answer says so. What is to stand (fresh) goes by none of these but the
// last of the day or of an earlier one from which the evidence has not moved, and waits a moment for the new one.
func (a *Appraiser) shared(ctx context.Context, e *edition, asOf string, fresh bool) (*population.Set, error) {
	from, err := e.evidenceOf(ctx, a, asOf)
	if err != nil || from.Scores == 0 {
		return nil, err
	}
	if from.Scores < a.options.Small {
		return a.sharedBySmall(ctx, e, asOf, from)
	}
	set, due := a.choose(ctx, asOf, from)
	if !due {
		return set, nil
	}
	s := a.search(e, asOf, from)
	if !fresh && set == nil {
		set = a.sets.Nearest(asOf)
	}
	if !fresh && set != nil {
		return set, nil
	}
	wait, stop := a.waiting(ctx, set != nil)
	defer stop()
	select {
	case <-s.done:
		if s.err != nil && set == nil {
			return nil, s.err
		}
		set, _ = a.sets.Choose(asOf, from)
	case <-wait:
	}
	if set == nil {
		return nil, refusal.Newf(graph.CodeUnavailable, "work records as of %s are being fitted for the first time, and %d of 100 parts are done; try again in a minute", asOf, int(100*s.far()))
	}
	return set, nil
}

// choose gives the set that holds for evidence as of a day, and whether another is due. A server that has just started
// reads first what others have kept.
func (a *Appraiser) choose(ctx context.Context, asOf string, from population.Evidence) (set *population.Set, due bool) {
	if a.sets.Len() == 0 {
		if err := a.sets.Read(ctx); err != nil {
			a.log.Warn("what work records share could not be read", "cause", err)
		}
	}
	return a.sets.Choose(asOf, from)
}

// waiting ends when an answer should not wait any longer: after a moment where it has something to answer from,
// otherwise shortly before the request's time is over.
func (a *Appraiser) waiting(ctx context.Context, served bool) (<-chan struct{}, func()) {
	end, bounded := ctx.Deadline()
	if bounded {
		end = end.Add(-min(spare, time.Until(end)/4))
	}
	if soon := time.Now().Add(a.options.Patience); served && (!bounded || soon.Before(end)) {
		end, bounded = soon, true
	}
	if !bounded {
		return ctx.Done(), func() {}
	}
	ctx, stop := context.WithDeadline(ctx, end)
	return ctx.Done(), stop
}

// sharedBySmall finds hyperparameters of few scores, for this edition alone.
func (a *Appraiser) sharedBySmall(ctx context.Context, e *edition, asOf string, from population.Evidence) (*population.Set, error) {
	if set, ok := e.found.Get(asOf); ok {
		return set, nil
	}
	o, err := e.observed(ctx, a, fitKey{asOf: asOf})
	if err != nil {
		return nil, err
	}
	return await(ctx, &e.flights, "population "+asOf, func(ctx context.Context) (*population.Set, error) {
		found, err := a.find(ctx, o.in, nil)
		if err != nil {
			return nil, err
		}
		set, err := population.NewSet(asOf, from, e.facts.Version, found)
		if err == nil {
			e.found.Add(asOf, set)
		}
		return set, err
	})
}

// find searches for hyperparameters.
func (a *Appraiser) find(ctx context.Context, in record.Input, told func(float64)) (record.Population, error) {
	begun, ended := time.Now(), a.options.Fitting()
	found, err := record.Find(ctx, in, record.Options{Progress: told})
	ended(err)
	if err != nil {
		return found, fmt.Errorf("find what work records share: %w", err)
	}
	a.log.Info("hyperparameters found", "scores", len(in.Observations), "converged", found.Converged, "steps", found.Iterations, "took", time.Since(begun).Round(time.Millisecond))
	return found, nil
}

// search is a search for hyperparameters as of a day that is under way or waits for its turn.
type search struct {
	done  chan struct{}
	err   error
	share atomic.Uint64
}

// far is how far it is, from 0 to 1. Of a search by another replica nothing is known until it has ended.
func (s *search) far() float64 { return math.Float64frombits(s.share.Load()) }

// searches are those under way, by day; they take turns.
type searches struct {
	mu   sync.Mutex
	days map[string]*search
	turn sync.Mutex
}

// search begins a search, or joins the one for the same day. It goes on when its caller leaves, for as long as it takes.
func (a *Appraiser) search(e *edition, asOf string, from population.Evidence) *search {
	a.searches.mu.Lock()
	defer a.searches.mu.Unlock()
	key := asOf
	if e.recorded {
		key += " " + e.facts.Version
	}
	if s := a.searches.days[key]; s != nil {
		return s
	}
	s := &search{done: make(chan struct{})}
	a.searches.days[key] = s
	go func() {
		ctx := context.Background()
		a.searches.turn.Lock()
		_, s.err = a.sets.Find(ctx, asOf, from, e.facts.Version, func(ctx context.Context) (record.Population, error) {
			o, err := e.observed(ctx, a, fitKey{asOf: asOf})
			if err != nil {
				return record.Population{}, err
			}
			return a.find(ctx, o.in, func(share float64) { s.share.Store(math.Float64bits(share)) })
		})
		a.searches.turn.Unlock()
		if s.err != nil {
			a.log.Warn("what work records share could not be found", "asOf", asOf, "cause", s.err)
		}
		a.searches.mu.Lock()
		delete(a.searches.days, key)
		a.searches.mu.Unlock()
		close(s.done)
	}()
	return s
}

// progress is how far the search is that is under way for a day; false where there is none.
func (a *Appraiser) progress(asOf string) (float64, bool) {
	a.searches.mu.Lock()
	defer a.searches.mu.Unlock()
	s := a.searches.days[asOf]
	if s == nil {
		return 0, false
	}
	return s.far(), true
}
