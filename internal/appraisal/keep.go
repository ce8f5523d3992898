package appraisal

import (
	"context"
	"time"

	"bole/graph"
	"bole/internal/judge"
)

// Times of Keep. Facts are loaded once they have stayed the same for a while: an import changes them all the time.
const (
	keepEvery = 5 * time.Second
	everyone  = "SERVICE"
)

// Keep computes what services are about to ask until ctx ends: the facts whenever they changed, and for vacancies that
// are open the candidates of today. Without it the first to ask would wait.
func (a *Appraiser) Keep(ctx context.Context) {
	last, warm, day, sets := "", "", "", 0
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		versions, err := a.source.Versions(ctx)
		version := versions.Text()
		today := a.options.Now().Format(time.DateOnly)
		if err == nil {
			err = a.sets.Read(ctx)
		}
		if err == nil && version == last && (version != warm || today != day || sets != a.sets.Len()) {
			sets = a.sets.Len()
			if err := a.warm(ctx, today); err != nil && ctx.Err() == nil {
				a.log.Warn("candidates could not be computed ahead", "cause", err)
			}
			warm, day = version, today
		}
		if err == nil {
			last = version
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (a *Appraiser) warm(ctx context.Context, today string) error {
	e, err := a.now(ctx)
	if err != nil {
		return err
	}
	n := 0
	for _, key := range vacancyKeys(e.facts) {
		if e.facts.Vacancies[key].Status != "OPEN" || n == keptLists {
			continue
		}
		n++
		if _, err := a.selectFrom(ctx, e, graph.Caller{Role: everyone, Whole: true}, judge.Ask{Vacancy: key}, today); err != nil {
			return err
		}
	}
	return nil
}
