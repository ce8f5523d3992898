package appraisal

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/judge/record"
	"bole/internal/population"
)

// solving are the fits under way, by what they are fitted to: of each one at a time, so that a burst of changes does not
// begin a fit for each.
type solving struct {
	mu  sync.Mutex
	now map[string]*solve
}

// solve is a fit under way.
type solve struct {
	version, text string // of the facts; what is fitted to what
	done          chan struct{}
	fitted        *fitted
	err           error
}

// model is the fit as of a day for some kinds of work to the facts of an edition. Where that takes longer than a moment
// and there is one to the facts before, it is that one: its version tells.
func (a *Appraiser) model(ctx context.Context, e *edition, key fitKey) (*fitted, error) {
	return a.modelBy(ctx, e, key, "", false)
}

// modelBy is model by a set of hyperparameters, where that is known, and for the facts of the edition alone where fresh.
func (a *Appraiser) modelBy(ctx context.Context, e *edition, key fitKey, by string, fresh bool) (*fitted, error) {
	if a.options.NoRecords {
		return nil, errNoRecords
	}
	sets := a.sets.Len()
	set := a.sets.Known(by)
	known := set != nil
	if !known {
		var err error
		if set, err = a.shared(ctx, e, cmp.Or(key.shared, key.asOf), fresh); err != nil {
			return nil, err
		}
	}
	f, err := a.fitBy(ctx, e, key, set, fresh)
	if err != nil {
		return nil, err
	}
	current := f.version == e.facts.Version
	if !known && current {
		current, _ = a.standing(e, f)
	}
	// An answer is right for as long as nothing newer comes of which the log does not tell.
	a.source.RestsOn(ctx, func() bool { return current && (known || a.sets.Len() == sets) })
	return f, nil
}

// fitBy is the fit by a set.
func (a *Appraiser) fitBy(ctx context.Context, e *edition, key fitKey, set *population.Set, fresh bool) (*fitted, error) {
	text := key.text()
	if set != nil {
		text += " " + set.Key
	}
	if f := e.models.get(text); f != nil {
		return f, nil
	}
	var last *fitted
	if !fresh {
		last = e.last(key)
	}
	wait, stop := a.waiting(ctx, last != nil)
	defer stop()
	for {
		s := a.solve(e, key, set, text)
		select {
		case <-s.done:
			if s.version == e.facts.Version && s.text == text {
				return s.fitted, s.err
			}
		case <-wait:
			if last != nil {
				return last, nil
			}
			return nil, refusal.Newf(graph.CodeUnavailable, "work records as of %s are being computed; try again in a few seconds", key.asOf)
		}
	}
}

// solve begins a fit, or joins the one that is under way: to other facts, too.
func (a *Appraiser) solve(e *edition, key fitKey, set *population.Set, text string) *solve {
	a.solving.mu.Lock()
	defer a.solving.mu.Unlock()
	if s := a.solving.now[key.text()]; s != nil {
		return s
	}
	s := &solve{version: e.facts.Version, text: text, done: make(chan struct{})}
	a.solving.now[key.text()] = s
	go func() {
		if s.fitted, s.err = a.fitTo(context.Background(), e, key, set); s.err == nil {
			e.models.put(text, s.fitted)
		}
		a.solving.mu.Lock()
		delete(a.solving.now, key.text())
		a.solving.mu.Unlock()
		close(s.done)
	}()
	return s
}

// fitTo solves for everyone by a set of hyperparameters.
func (a *Appraiser) fitTo(ctx context.Context, e *edition, key fitKey, set *population.Set) (*fitted, error) {
	begun := time.Now()
	o, err := e.observed(ctx, a, key)
	if err != nil {
		return nil, err
	}
	f := &fitted{key: key, version: e.facts.Version, set: set, day: o.day, items: o.items, counts: o.counts}
	if len(o.in.Observations) == 0 || set == nil {
		return f, nil
	}
	ended := a.options.Fitting()
	f.Model, err = record.Fit(ctx, o.in, record.Options{By: &set.Found})
	ended(err)
	if err != nil {
		return nil, fmt.Errorf("fit work records: %w", err)
	}
	e.items.Remove(key.text()) // what is needed of them the fit holds
	s := f.Summary()
	a.log.Info("work records fitted", "asOf", key.asOf, "categories", len(key.categories), "scores", s.Ratings, "converged", s.Converged,
		"took", time.Since(begun).Round(time.Millisecond))
	return f, nil
}

// last is the fit to earlier facts that serves until there is one to those of the edition; nil: none.
func (e *edition) last(key fitKey) *fitted {
	e.models.mu.Lock()
	defer e.models.mu.Unlock()
	e.asked[key.text()] = true
	var last *fitted
	for _, text := range e.models.order { // by other hyperparameters
		if f := e.models.kept[text]; f.key.text() == key.text() {
			last = f
		}
	}
	if last == nil {
		last = e.before[key.text()]
	}
	return last
}

// leaves are the fits that serve after a change: those of the edition, and of those before it that were asked for and are
// not there yet.
func (e *edition) leaves() map[string]*fitted {
	e.models.mu.Lock()
	defer e.models.mu.Unlock()
	out := map[string]*fitted{}
	for key, f := range e.before {
		if e.asked[key] {
			out[key] = f
		}
	}
	for _, text := range e.models.order {
		f := e.models.kept[text]
		out[f.key.text()] = f
	}
	return out
}

// name tells fits apart that lists may be drawn up by.
func (f *fitted) name() string {
	if f == nil || f.set == nil {
		return ""
	}
	return f.version + " " + f.set.Key
}

// keptBy is the key of the hyperparameters that a fit goes by, where they are kept; "" where they are not.
func (a *Appraiser) keptBy(f *fitted) string {
	if f == nil || f.set == nil || a.sets.Known(f.set.Key) == nil {
		return ""
	}
	return f.set.Key
}

// standing says how a fit stands to the facts as they are: whether there is nothing newer to come, and how far what is
// newer has come, where that is known.
func (a *Appraiser) standing(e *edition, f *fitted) (current bool, progress any) {
	current = f.version == e.facts.Version
	if f.set == nil {
		return current, nil
	}
	day := cmp.Or(f.key.shared, f.key.asOf)
	if from, ok := e.evidence.Get(day); ok && from.Scores >= a.options.Small {
		set, due := a.sets.Choose(day, from)
		current = current && !due && set.Key == f.set.Key
	}
	if share, ok := a.progress(day); ok {
		return false, share
	}
	return current, nil
}
