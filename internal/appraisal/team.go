package appraisal

import (
	"context"
	"fmt"
	"slices"

	"bole/graph"
	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/judge/record"
)

// teamTasks is how many tasks team outcomes may be asked of: each takes a solution of its own.
const teamTasks = 500

// roleWeights say how much a part in a task counts in what is expected of its team; docs/method.md.
var roleWeights = map[string]float64{"LEAD": 3, "DEPUTY": 2, "MEMBER": 1, "SUPPORT": 1}

// member is someone with a part in a task.
type member struct {
	*fact.Dossier
	role string
}

// teamOutcome computes Task.teamOutcome.
func (a *Appraiser) teamOutcome(ctx context.Context, c graph.Caller, keys []string, args map[string]any) (map[string]any, error) {
	found, err := a.teams(ctx, c, textArg(args, "asOf"), keys)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for key, t := range found {
		out[key] = t.object
	}
	return out, nil
}

// TeamOutcomes answers teamOutcomes(tasks, asOf).
func (a *Appraiser) TeamOutcomes(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	tasks, err := q.Matching(ctx, "tasks", teamTasks)
	if err != nil {
		return nil, err
	}
	found, err := a.teams(ctx, q.Caller, textArg(args, "asOf"), tasks)
	if err != nil {
		return nil, err
	}
	out := make(graph.Entries, 0, len(found))
	for key, t := range found {
		out = append(out, graph.Entry{Place: descending(t.low) + key, Object: t.object})
	}
	sortEntries(out)
	return out, nil
}

// team is a task's outcome beside what was expected, and how far it surely lies above.
type team struct {
	low    float64
	object graph.Object
}

func (a *Appraiser) teams(ctx context.Context, c graph.Caller, asOf string, tasks []string) (map[string]team, error) {
	e, f, err := a.fit(ctx, fitKey{asOf: asOf})
	if err != nil {
		return nil, err
	}
	members := map[string][]member{}
	for _, key := range tasks {
		if t := e.facts.Tasks[key]; t != nil && f.day.Verified(t) && t.OutcomeScore != nil {
			members[key] = nil
		}
	}
	for _, d := range e.facts.Cadres {
		for _, w := range worksOn(f.day, d, members) {
			members[w.Task.Key] = append(members[w.Task.Key], member{d, w.Roles[0]})
		}
	}
	out := map[string]team{}
	for key, of := range members {
		t, ok, err := a.team(ctx, e, f, c, key, of)
		if err != nil {
			return nil, err
		}
		if ok {
			out[key] = t
		}
	}
	return out, nil
}

// worksOn is an official's counted work on some tasks.
func worksOn(day *judge.Day, d *fact.Dossier, tasks map[string][]member) []judge.Worked {
	among := func(p fact.Participation) bool { _, ok := tasks[p.Task]; return ok }
	if !slices.ContainsFunc(d.Work, among) {
		return nil
	}
	return slices.DeleteFunc(day.Work(d), func(w judge.Worked) bool { _, ok := tasks[w.Task.Key]; return !ok })
}

func (a *Appraiser) team(ctx context.Context, e *edition, f *fitted, c graph.Caller, key string, of []member) (team, bool, error) {
	var known []record.Member
	shown, visible, unrated := []any{}, seen(c), 0
	for _, m := range of {
		known = append(known, record.Member{Person: m.Key, Weight: roleWeights[m.role]})
		if visible(m.Dossier) {
			if !f.elsewhere(m.Key, key) {
				unrated++
			}
			shown = append(shown, graph.Object{Type: "TeamOutcomeMember", Fields: map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: m.Key}, "role": m.role}})
		}
	}
	t, ok, err := f.TaskResidual(ctx, key, known, *e.facts.Tasks[key].OutcomeScore)
	if err != nil {
		return team{}, false, fmt.Errorf("expect an outcome: %w", err)
	}
	if !ok {
		return team{}, false, nil
	}
	above := func(i record.Interval) record.Interval { // around what came out
		return record.Interval{Low: micro(t.Outcome - i.High), High: micro(t.Outcome - i.Low)}
	}
	verdict := "AS_EXPECTED"
	switch i := above(t.I80); {
	case i.Low > 0:
		verdict = "ABOVE"
	case i.High < 0:
		verdict = "BELOW"
	}
	return team{low: above(t.I80).Low, object: graph.Object{Type: "TeamOutcome", Fields: map[string]any{
		"task": graph.Ref{Type: "Task", Key: key}, "outcome": t.Outcome, "expected": t.Predicted, "above": t.Above,
		"interval80": interval(above(t.I80)), "interval95": interval(above(t.I95)), "verdict": verdict, "members": shown, "unrated": int64(unrated)}}}, true, nil
}

// elsewhere reports whether someone has a record apart from a task.
func (f *fitted) elsewhere(person, task string) bool {
	est, ok := f.Estimate(person)
	if !ok || est.Tasks != 1 {
		return ok
	}
	c, ok := f.Contributions(person)
	return ok && c.Ratings[0].Task != task
}
