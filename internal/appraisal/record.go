package appraisal

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"bole/graph"
	"bole/graph/value"
	"bole/internal/judge/fact"
	"bole/internal/judge/record"
)

// workRecord computes Cadre.workRecord.
func (a *Appraiser) workRecord(ctx context.Context, c graph.Caller, keys []string, args map[string]any) (map[string]any, error) {
	e, f, err := a.fit(ctx, fitKey{asOf: textArg(args, "asOf"), categories: distinct(textsArg(args, "categories"))})
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, key := range keys {
		if o, ok := a.recordOf(ctx, e, f, c, key); ok {
			out[key] = o
		}
	}
	return out, nil
}

// trendDays is how many days a trend may have: each is a fit of its own.
const trendDays = 12

// trend computes Cadre.trend.
func (a *Appraiser) trend(ctx context.Context, c graph.Caller, keys []string, args map[string]any) (map[string]any, error) {
	days := distinct(textsArg(args, "asOf"))
	if len(days) == 0 || len(days) > trendDays {
		return nil, badInput("asOf has %d days; give 1 to %d", len(days), trendDays)
	}
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	fits := make([]*fitted, len(days)) // each day is a fit of its own, on as many cores as there are
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, day := range days {
		group.Go(func() (err error) {
			fits[i], err = a.model(within, e, fitKey{asOf: day, categories: distinct(textsArg(args, "categories"))})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, key := range keys {
		out[key] = []any{}
	}
	for _, f := range fits {
		for _, key := range keys {
			if o, ok := a.recordOf(ctx, e, f, c, key); ok {
				list, _ := out[key].([]any)
				out[key] = append(list, o)
			}
		}
	}
	return out, nil
}

// fit gives the facts as they are and a fit to them.
func (a *Appraiser) fit(ctx context.Context, key fitKey) (*edition, *fitted, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, nil, err
	}
	f, err := a.model(ctx, e, key)
	return e, f, err
}

// recordOf writes an official's record; false where nothing counts.
func (a *Appraiser) recordOf(ctx context.Context, e *edition, f *fitted, c graph.Caller, key string) (graph.Object, bool) {
	est, ok := f.Estimate(key)
	if !ok {
		return graph.Object{}, false
	}
	n := f.counts[key]
	categories := make([]any, len(f.key.categories))
	for i, k := range f.key.categories {
		categories[i] = k
	}
	fields := map[string]any{
		"asOf": f.key.asOf, "categories": categories, "estimate": est.Value, "interval80": interval(est.I80), "interval95": interval(est.I95),
		"standardError": est.SE, "reviews": int64(n.reviews), "outcomes": int64(n.outcomes), "tasks": int64(est.Tasks), "evaluators": int64(f.evaluators(est)),
		"beforeOutcome": nil, "rawMean": est.RawMean, "rawDifference": est.RawRelative, "group": int64(est.Component), "caveats": caveats(f, est),
		"model": lazily(func() (any, error) { return a.modelObject(e, f), nil }),
	}
	if n.reviews > 0 {
		fields["beforeOutcome"] = float64(n.before) / float64(n.reviews)
	}
	// Contributions are many for a page of officials, and asked for less often than the estimate.
	parts := once(func() ([]graph.Entry, float64, float64) { return a.items(e, f, c, key) })
	fields["items"] = lazily(func() (any, error) { items, _, _ := parts(); return graph.Entries(items), nil })
	fields["population"] = lazily(func() (any, error) { _, population, _ := parts(); return population, nil })
	fields["remainder"] = lazily(func() (any, error) { _, _, remainder := parts(); return remainder, nil })
	fields["influence"] = lazily(func() (any, error) { return a.influence(ctx, e, f, c, key) })
	return graph.Object{Type: "WorkRecord", Fields: fields}, true
}

// once computes once, when first asked.
func once[A, B, C any](compute func() (A, B, C)) func() (A, B, C) {
	var a A
	var b B
	var c C
	var first sync.Once
	return func() (A, B, C) {
		first.Do(func() { a, b, c = compute() })
		return a, b, c
	}
}

// lazily is a field that is computed when it is selected, and once: an answer is written as often as something is
// waited for.
func lazily(compute func() (any, error)) func(map[string]any) (any, error) {
	do := sync.OnceValues(compute)
	return func(map[string]any) (any, error) { return do() }
}

// evaluators is how many known evaluators an estimate rests on; the verification of outcomes is none.
func (f *fitted) evaluators(est record.Estimate) int {
	if f.counts[est.Person].outcomes > 0 {
		return est.Raters - 1
	}
	return est.Raters
}

// micro takes off the digits that arithmetic adds behind the sixth, which is all that estimates have.
func micro(x float64) float64 { return math.Round(x*1e6) / 1e6 }

func interval(i record.Interval) graph.Object {
	return graph.Object{Type: "Interval", Fields: map[string]any{"low": i.Low, "high": i.High}}
}

func caveats(f *fitted, est record.Estimate) []any {
	out := []any{}
	add := func(is bool, caveat string) {
		if is {
			out = append(out, caveat)
		}
	}
	n := f.counts[est.Person]
	add(est.Shaky.Few, "FEW_TASKS")
	add(est.Shaky.OneRater, "ONE_EVALUATOR")
	add(est.Shaky.Disconnected, "DISCONNECTED")
	add(est.Shaky.MissingDifficulty >= .5, "MISSING_DIFFICULTY")
	add(n.before == 0, "AFTER_OUTCOME")
	add(est.Shaky.Outliers, "OUTLIERS")
	add(!f.Summary().Converged, "NOT_CONVERGED")
	return out
}

func (a *Appraiser) modelObject(e *edition, f *fitted) graph.Object {
	s := f.Summary()
	dropped := make([]any, len(s.Dropped))
	for i, d := range s.Dropped {
		dropped[i] = d
	}
	unconverged := make([]any, len(s.Unconverged))
	for i, reason := range s.Unconverged {
		unconverged[i] = string(reason)
	}
	current, progress := a.standing(e, f)
	return graph.Object{Type: "RecordModel", Fields: map[string]any{
		"asOf": f.key.asOf, "dataVersion": f.version, "current": current, "progress": progress, "hyperparameters": f.set.Key,
		"hyperparametersAsOf": f.set.Day, "hyperparametersVersion": f.set.Version, "converged": s.Converged, "unconverged": unconverged, "iterations": int64(s.Iterations), "rank": int64(s.Rank), "dropped": dropped,
		"cadres": int64(s.People), "scores": int64(s.Ratings), "tasks": int64(s.Tasks), "evaluators": int64(s.Raters), "groups": int64(s.Components),
		"difficulty": s.Difficulty, "cadreSpread": s.Person, "taskSpread": s.Task, "evaluatorSpread": s.Rater, "residualSpread": s.Residual,
		"outcomeSpread": spread(s, record.Outcome), "leaderSpread": spread(s, record.Leader), "panelSpread": spread(s, record.Panel),
		"colleaguesSpread": spread(s, record.Colleagues), "publicSpread": spread(s, record.Public),
		"assignment": math.Abs(s.Kappa),
	}}
}

// spread of the scores of a source; null where there are none.
func spread(s record.Summary, of record.Source) any {
	if s.Scores[of] == 0 {
		return nil
	}
	return s.NoiseOf(of)
}

// confidential reports whether an item is not opened to the caller: colleagues speak to the person concerned in sum only.
func confidential(e *edition, c graph.Caller, s source) bool {
	by := e.facts.Evaluators[s.evaluator]
	return c.Role == "SUBJECT" && by != nil && by.Kind == "COLLEAGUES"
}

// items are what contributes to a record, the largest first, with what the population's average takes off and what is
// not opened to the caller. All of it sums to the estimate.
func (a *Appraiser) items(e *edition, f *fitted, c graph.Caller, key string) (items []graph.Entry, population, remainder float64) {
	contributions, ok := f.Contributions(key)
	if !ok {
		return nil, 0, 0
	}
	for _, r := range contributions.Ratings {
		s := f.items[r.Key]
		if confidential(e, c, s) {
			remainder += r.Points
			continue
		}
		items = append(items, entryOf(r.Points, r.Key, a.ratingObject(e, f, r, s)))
	}
	for _, t := range contributions.Tasks {
		o := itemObject(e, f, t.Task, t.Points)
		items = append(items, entryOf(t.Points, t.Task, o))
	}
	sortEntries(items)
	return items, contributions.Population, micro(remainder)
}

// sortEntries puts entries in the order of their places.
func sortEntries(of []graph.Entry) {
	slices.SortFunc(of, value.ComparePlaces)
}

// entryOf places an item by the size of its points, the largest first.
func entryOf(points float64, key string, o graph.Object) graph.Entry {
	return graph.Entry{Place: descending(math.Abs(points)) + o.Type + key, Object: o}
}

// descending is a text that sorts numbers the greatest first.
func descending(x float64) string { return fmt.Sprintf("%016.6f", 1e8-x) }

func itemObject(e *edition, f *fitted, task string, points float64) graph.Object {
	o := graph.Object{Type: "RecordItem", Fields: map[string]any{"kind": "ASSIGNMENT", "evaluation": nil, "task": graph.Ref{Type: "Task", Key: task}, "score": nil,
		"adjusted": nil, "contribution": points, "difficulty": nil, "beforeOutcome": nil, "atLimit": false}}
	if t := e.facts.Tasks[task]; t != nil {
		if n, known, _ := f.day.Difficulty(t); known {
			o.Fields["difficulty"] = int64(n)
		}
	}
	return o
}

func (a *Appraiser) ratingObject(e *edition, f *fitted, r record.RatingContribution, s source) graph.Object {
	o := itemObject(e, f, r.Task, r.Points)
	o.Fields["kind"], o.Fields["score"], o.Fields["adjusted"], o.Fields["atLimit"] = "OUTCOME", r.Score, r.Adjusted, r.Censored
	if s.evaluation != "" {
		o.Fields["kind"], o.Fields["evaluation"], o.Fields["beforeOutcome"] = "REVIEW", graph.Ref{Type: "Evaluation", Key: s.evaluation}, s.before
	}
	return o
}

// influence is the item without which an estimate would change most.
func (a *Appraiser) influence(ctx context.Context, e *edition, f *fitted, c graph.Caller, key string) (any, error) {
	i, ok, err := f.MostInfluential(ctx, key)
	if err != nil || !ok || confidential(e, c, f.items[i.Key]) {
		return nil, err
	}
	contributions, _ := f.Contributions(key)
	at := slices.IndexFunc(contributions.Ratings, func(r record.RatingContribution) bool { return r.Key == i.Key })
	if at < 0 {
		return nil, fmt.Errorf("an item that weighs most is none of the record's")
	}
	return graph.Object{Type: "RecordInfluence", Fields: map[string]any{"item": a.ratingObject(e, f, contributions.Ratings[at], f.items[i.Key]),
		"without": i.Without, "change": i.Change}}, nil
}

// seen gives the test of whether a caller sees an official.
func seen(c graph.Caller) func(*fact.Dossier) bool {
	sees := c.Sees()
	return func(d *fact.Dossier) bool { return sees(d.Unit, d.Key) }
}
