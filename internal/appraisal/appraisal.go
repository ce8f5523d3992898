// Package appraisal asks the judge about facts of the graph: it loads them, keeps what is computed from all of them
// for as long as they stay the same, and hands over what a caller may see of it. It holds no Cypher, and no rule of
// what counts.
package appraisal

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"

	"bole/graph"
	"bole/graph/figures"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/acts"
	"bole/internal/calendar"
	"bole/internal/facts"
	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/population"
)

// Options of an appraiser; the zero value is right.
type Options struct {
	Rules    *judge.RuleBook    // nil: the book that comes with the product
	Calendar *calendar.Calendar // of working days; nil: the one that comes with the product
	Hearing  int                // days after notice in which one may answer where no date was set; 0 is 30
	// NoRecords turns work records off: nobody gets a number, and candidates are told apart by conditions alone.
	NoRecords bool
	// Small is the number of scores below which hyperparameters are found from each state of the facts and not kept; 0
	// is population.Small.
	Small int
	// Patience is how long an answer waits for what is newer than what it could be given from; 0 is two seconds.
	Patience time.Duration
	Now      func() time.Time // nil: time.Now
	// Fitting is told of each fit that begins, and what it returns of its end; nil: nobody is.
	Fitting func() (ended func(err error))
	Log     *slog.Logger // nil: none
}

// Appraiser answers what has to be judged. It is safe for concurrent use.
type Appraiser struct {
	source   *facts.Facts
	sets     *population.Sets
	figures  *figures.Figures
	acts     *acts.Acts
	rules    *judge.RuleBook
	calendar *calendar.Calendar
	options  Options
	log      *slog.Logger

	ruleObjects map[string]graph.Object // by code; they say the same in every answer

	mu       sync.Mutex
	current  *edition
	flights  singleflight.Group
	searches searches
	solving  solving
}

// New gives an appraiser of facts by sets of hyperparameters; statistics tell where something counts, and acts keep what
// was decided.
func New(source *facts.Facts, sets *population.Sets, f *figures.Figures, acts *acts.Acts, o Options) *Appraiser {
	a := &Appraiser{source: source, sets: sets, figures: f, searches: searches{days: map[string]*search{}}, solving: solving{now: map[string]*solve{}}, acts: acts, rules: o.Rules, calendar: o.Calendar, options: o, log: o.Log}
	if a.calendar == nil {
		a.calendar = calendar.Standard()
	}
	if a.rules == nil {
		a.rules = judge.StandardRules()
	}
	a.ruleObjects = make(map[string]graph.Object, len(a.rules.Rules))
	for _, r := range a.rules.Rules {
		a.ruleObjects[r.Code] = ruleObject(r)
	}
	a.options.Small, a.options.Patience = cmp.Or(o.Small, population.Small), cmp.Or(o.Patience, patience)
	if a.options.Now == nil {
		a.options.Now = time.Now
	}
	if a.options.Fitting == nil {
		a.options.Fitting = func() func(error) { return func(error) {} }
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	return a
}

// Fields are the computed fields of this room.
func (a *Appraiser) Fields() graph.Fields {
	return graph.Fields{
		"Cadre.workRecord":      a.workRecord,
		"Cadre.trend":           a.trend,
		"Evaluator.severity":    a.severity,
		"Task.teamOutcome":      a.teamOutcome,
		"Vacancy.candidates":    a.vacancyCandidates,
		"Shortlist.check":       a.shortlistCheck,
		"Shortlist.ranking":     a.shortlistRanking,
		"ToleranceRuling.check": a.toleranceCheck,
	}
}

// edition is the facts of one version of the data, and what was computed from them.
type edition struct {
	facts    *fact.Facts
	versions store.Versions
	stood    atomic.Pointer[store.Versions] // the same, when they were known last
	recorded bool                           // as of a moment in the past
	by       map[string]*fact.Dossier

	days     *lru.Cache[string, *judge.Day]
	lists    *lru.Cache[string, *listed]
	full     *lru.Cache[listPart, *looked] // entries of lists
	items    *lru.Cache[string, *observed]
	evidence *lru.Cache[string, population.Evidence] // by day
	found    *lru.Cache[string, *population.Set]     // by day, where scores are few
	models   models
	asked    map[string]bool    // of which work a fit was asked for, guarded by models.mu
	before   map[string]*fitted // to the facts before, by the work they are of
	flights  singleflight.Group
	uses     *lru.Cache[string, map[statisticUse][]figures.Definition] // by day and scope

	holders sync.Once
	holds   map[string]*fact.Dossier // whose appointment it is
}

// Bounds of what is kept. Models are bounded by what they hold instead, see models.
const (
	keptDays  = 32
	keptLists = 32
	keptFull  = 2000 // entries, some 15 kB each
)

// loadTime bounds one load of all facts, whoever waits for it. A load that is given up is begun anew, so that a bound
// that a large graph on a busy machine reaches would leave it without records for ever.
const loadTime = 30 * time.Minute

// now is the facts as they are, loaded when they changed.
func (a *Appraiser) now(ctx context.Context) (*edition, error) {
	if kept := store.Kept(ctx); kept != nil {
		return a.then(ctx, kept)
	}
	a.mu.Lock()
	e := a.current
	a.mu.Unlock()
	if e != nil {
		if v, same := a.source.Unchanged(ctx, *e.stood.Load()); same {
			e.stood.Store(&v)
			return e, nil
		}
	}
	versions, err := a.source.Versions(ctx)
	if err != nil {
		return nil, err
	}
	version := versions.Text()
	if e != nil && e.facts.Version == version {
		e.stood.Store(&versions)
		return e, nil
	}
	return await(ctx, &a.flights, version, func(ctx context.Context) (*edition, error) { return a.reload(ctx) })
}

// reload reads the facts: those that changed since they were last read.
func (a *Appraiser) reload(ctx context.Context) (*edition, error) {
	begun := time.Now()
	a.mu.Lock()
	last := a.current
	a.mu.Unlock()
	var (
		f        *fact.Facts
		versions store.Versions
		byChange bool
		err      error
	)
	if last != nil {
		f, versions, byChange, err = loadFrom(ctx, a.source, last.facts, last.versions)
	} else {
		f, versions, err = load(ctx, a.source)
	}
	if err != nil {
		return nil, err
	}
	e, err := newEdition(f, versions)
	if err != nil {
		return nil, err
	}
	if last != nil {
		e.before = last.leaves()
	}
	a.mu.Lock()
	a.current = e
	a.mu.Unlock()
	a.log.Info("facts loaded", "version", f.Version, "cadres", len(f.Cadres), "byChange", byChange, "took", time.Since(begun).Round(time.Millisecond))
	return e, nil
}

// then is the facts as they were recorded at a moment, kept for as long as the context reads that.
func (a *Appraiser) then(ctx context.Context, kept *sync.Map) (*edition, error) {
	load := sync.OnceValues(func() (*edition, error) {
		facts, versions, err := load(ctx, a.source)
		if err != nil {
			return nil, err
		}
		e, err := newEdition(facts, versions)
		if err == nil {
			e.recorded = true
		}
		return e, err
	})
	once, _ := kept.LoadOrStore(a, load)
	return once.(func() (*edition, error))() //nolint:forcetypeassert // this is the one place that keeps it
}

// await shares one computation among all who want it at once. It goes on when one of them leaves.
func await[T any](ctx context.Context, flights *singleflight.Group, key string, do func(context.Context) (T, error)) (T, error) {
	done := flights.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTime)
		defer cancel()
		return do(ctx)
	})
	var none T
	select {
	case <-ctx.Done():
		return none, refusal.Newf(graph.CodeTimeout, "the facts are still being computed; try again in a few seconds")
	case r := <-done:
		v, ok := r.Val.(T)
		if r.Err == nil && !ok {
			return none, fmt.Errorf("a computation gave %T", r.Val)
		}
		return v, r.Err
	}
}

func newEdition(f *fact.Facts, versions store.Versions) (*edition, error) {
	e := &edition{facts: f, versions: versions, asked: map[string]bool{}, by: make(map[string]*fact.Dossier, len(f.Cadres))}
	e.stood.Store(&versions)
	for _, d := range f.Cadres {
		e.by[d.Key] = d
	}
	var err error
	kept := func(one error) { err = cmp.Or(err, one) }
	e.days, e.lists, e.uses = keeps[string, *judge.Day](keptDays, kept), keeps[string, *listed](keptLists, kept), keeps[string, map[statisticUse][]figures.Definition](keptDays, kept)
	e.items, e.evidence, e.found = keeps[string, *observed](keptObserved, kept), keeps[string, population.Evidence](keptDays, kept), keeps[string, *population.Set](keptDays, kept)
	e.full = keeps[listPart, *looked](keptFull, kept)
	if err != nil {
		return nil, fmt.Errorf("keep what is made of facts: %w", err)
	}
	e.models.kept = map[string]*fitted{}
	return e, nil
}

// keeps makes a cache of n.
func keeps[K comparable, T any](n int, met func(error)) *lru.Cache[K, T] {
	c, err := lru.New[K, T](n)
	met(err)
	return c
}

// on is the facts as they stood on a day.
func (a *Appraiser) on(e *edition, asOf string) (*judge.Day, error) {
	if y, ok := e.days.Get(asOf); ok {
		return y, nil
	}
	y, err := judge.On(e.facts, asOf, a.options.Hearing)
	if err != nil {
		return nil, refusal.Newf(graph.CodeBadInput, "asOf must be a full date (YYYY-MM-DD)")
	}
	e.days.Add(asOf, y)
	return y, nil
}

// textArg is an argument's text, "" where it was left out.
func textArg(args map[string]any, name string) string { s, _ := args[name].(string); return s }

// textsArg is an argument's texts.
func textsArg(args map[string]any, name string) []string {
	items, _ := args[name].([]any)
	var out []string
	for _, item := range items {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// distinct sorts texts and leaves each in once.
func distinct(texts []string) []string {
	out := slices.Clone(texts)
	slices.Sort(out)
	return slices.Compact(out)
}

func joined(texts []string) string { return strings.Join(texts, ",") }

// badInput refuses an argument; the message begins with its name.
func badInput(format string, args ...any) error {
	return refusal.Newf(graph.CodeBadInput, format, args...)
}
