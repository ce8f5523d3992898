package appraisal

import (
	"context"
	"fmt"
	"sync"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/judge/record"
	"bole/internal/population"
)

// outcomeRater stands for the verification of outcomes, which is nobody's opinion.
const outcomeRater = "\x00outcome"

// kinds of evaluators, whose scores may each have a noise of their own.
var kinds = map[string]record.Source{"LEADER": record.Leader, "PANEL": record.Panel, "COLLEAGUES": record.Colleagues, "PUBLIC": record.Public}

// fitKey says which items a model is fitted to.
type fitKey struct {
	asOf       string
	categories []string // distinct; none: all
	led        bool     // only work that was led
	shared     string   // the day as of which what the population shares is estimated, where it is another
}

func (k fitKey) text() string {
	return fmt.Sprint(k.asOf, " ", joined(k.categories), " ", k.led, " ", k.shared)
}

// observed are the items that count, with what they stand for.
type observed struct {
	day    *judge.Day
	in     record.Input
	items  map[string]source // by the observation's key
	counts map[string]counts // by official
}

// fitted is a model with what its items stand for. Where nothing counts yet there is none, and nobody has a record.
type fitted struct {
	*record.Model // nil: no items
	key           fitKey
	version       string          // of the facts
	set           *population.Set // of hyperparameters; nil: no items
	day           *judge.Day
	items         map[string]source // by the observation's key
	counts        map[string]counts // by official

	assessed sync.Map // assessment by evaluator: each takes several solves, and lists ask for all
}

// assessment is how an evaluator scores, where that is known.
type assessment struct {
	record.Severity
	known bool
}

// Estimate is someone's record; false where nothing of theirs counts.
func (f *fitted) Estimate(person string) (record.Estimate, bool) {
	if f.Model == nil {
		return record.Estimate{}, false
	}
	return f.Model.Estimate(person)
}

// measured is someone's record as the judge compares it, nil where nothing of theirs counts.
func (f *fitted) measured(person string) *judge.Measured {
	est, ok := f.Estimate(person)
	if !ok {
		return nil
	}
	return &judge.Measured{Value: est.Value, Low80: est.I80.Low, High80: est.I80.High, Thin: est.Shaky.Thin, N: est.Ratings}
}

// Severity is how an evaluator scores; false where that is not known. It takes several solves and is kept.
func (f *fitted) Severity(ctx context.Context, evaluator string) (record.Severity, bool, error) {
	if f.Model == nil {
		return record.Severity{}, false, nil
	}
	if kept, ok := f.assessed.Load(evaluator); ok {
		a, _ := kept.(assessment)
		return a.Severity, a.known, nil
	}
	s, known, err := f.Model.Severity(ctx, evaluator)
	if err == nil {
		f.assessed.Store(evaluator, assessment{s, known})
	}
	return s, known, err
}

// TaskResidual is how a task's outcome compares with what its members' records predict; false where none is known.
func (f *fitted) TaskResidual(ctx context.Context, task string, members []record.Member, outcome float64) (record.Team, bool, error) {
	if f.Model == nil {
		return record.Team{}, false, nil
	}
	return f.Model.TaskResidual(ctx, task, members, outcome, outcomeRater)
}

// source is what an observation was made from.
type source struct {
	evaluation string // "" for an outcome
	evaluator  string
	before     bool
}

// counts are how many items of each kind an official has.
type counts struct{ reviews, outcomes, before int }

// models are the fits of one edition, by what they are fitted to and the hyperparameters they go by.
type models struct {
	mu    sync.Mutex
	kept  map[string]*fitted
	order []string // the least recently used first
}

// keptScores bounds the scores that kept models hold together: about 1 KiB for each.
const keptScores = 1_000_000

func (m *models) get(key string) *fitted {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.kept[key]
	if f != nil {
		m.touch(key)
	}
	return f
}

func (m *models) touch(key string) {
	for i, k := range m.order {
		if k == key {
			m.order = append(m.order[:i], m.order[i+1:]...)
			break
		}
	}
	m.order = append(m.order, key)
}

func (m *models) put(key string, f *fitted) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[key] = f
	m.touch(key)
	scores := 0
	for i := len(m.order) - 1; i >= 0; i-- {
		scores += len(m.kept[m.order[i]].items)
		if scores > keptScores && i < len(m.order)-1 {
			for _, old := range m.order[:i+1] {
				delete(m.kept, old)
			}
			m.order = m.order[i+1:]
			return
		}
	}
}

// errNoRecords answers where an operator turned records off.
var errNoRecords = refusal.Newf(graph.CodeForbidden, "work records are turned off on this server")

// observe gathers the items that count.
func observe(facts *fact.Facts, day *judge.Day, key fitKey) *observed {
	o := observer{observed: &observed{day: day, items: map[string]source{}, counts: map[string]counts{}}, key: key, facts: facts, tasks: map[string]bool{}, wanted: map[string]bool{}}
	for _, c := range key.categories {
		o.wanted[c] = true
	}
	for _, d := range facts.Cadres {
		o.official(d)
	}
	return o.observed
}

type observer struct {
	*observed
	key    fitKey
	facts  *fact.Facts
	wanted map[string]bool
	tasks  map[string]bool
}

func (o *observer) official(d *fact.Dossier) {
	n := counts{}
	for _, r := range o.day.Reviews(d) {
		if !o.takes(r.Task, r.Roles) {
			continue
		}
		own, from := false, record.Other
		if by := o.facts.Evaluators[r.Evaluation.Evaluator]; by != nil {
			own = by.Organization != "" && by.Organization == o.unitOn(d, r.Evaluation.EvaluatedOn)
			from = kinds[by.Kind]
		}
		o.add(d, r.Evaluation.Key+"\x00"+r.Task.Key, r.Task, r.Evaluation.Evaluator, from, r.Score, own,
			source{evaluation: r.Evaluation.Key, evaluator: r.Evaluation.Evaluator, before: r.BeforeOutcome})
		n.reviews++
		if r.BeforeOutcome {
			n.before++
		}
	}
	for _, l := range o.day.Outcomes(d) {
		if l.Task.OutcomeScore == nil || !o.takes(l.Task, []string{"LEAD"}) {
			continue
		}
		o.add(d, outcomeRater+"\x00"+l.Task.Key+"\x00"+d.Key, l.Task, outcomeRater, record.Outcome, *l.Task.OutcomeScore, false, source{})
		n.outcomes++
	}
	if n.reviews+n.outcomes > 0 {
		o.counts[d.Key] = n
	}
}

// takes reports whether work on a task in some roles belongs to the record.
func (o *observer) takes(t *fact.Task, roles []string) bool {
	if len(o.wanted) > 0 && !o.wanted[t.Category] {
		return false
	}
	return !o.key.led || len(roles) > 0 && roles[0] == "LEAD"
}

func (o *observer) add(d *fact.Dossier, key string, t *fact.Task, rater string, from record.Source, score float64, own bool, s source) {
	if !o.tasks[t.Key] {
		o.tasks[t.Key] = true
		difficulty, known, _ := o.day.Difficulty(t)
		o.in.Tasks = append(o.in.Tasks, record.Task{Key: t.Key, Difficulty: float64(difficulty), Known: known})
	}
	o.items[key] = s
	o.in.Observations = append(o.in.Observations, record.Observation{Key: key, Person: d.Key, Task: t.Key, Rater: rater, Score: score, Own: own, Source: from})
}

// unitOn is the organization of the main post held on a day, "" where none is known.
func (o *observer) unitOn(d *fact.Dossier, day string) string {
	unit, from := "", ""
	for i := range d.Appointments {
		a := &d.Appointments[i]
		if a.Main && a.From <= day && (a.To == "" || a.To > day) && a.From >= from {
			if p := o.facts.Positions[a.Position]; p != nil {
				unit, from = p.Organization, a.From
			}
		}
	}
	return unit
}
