package judge

import (
	"cmp"
	"slices"

	"bole/internal/judge/fact"
)

// taskReview is one observation of a person's work: one review, of one task. A review of several tasks is one
// observation of each.
type taskReview struct {
	Evaluation    *fact.Evaluation
	Task          *fact.Task
	Roles         []string // the person's, LEAD first
	Score         float64
	BeforeOutcome bool // recorded before the outcome was verified, or it is not verified yet
	Mixed         bool // part of what the review rests on does not count
}

// ledTask is the verified outcome of a task the person led.
type ledTask struct {
	Task            *fact.Task
	Difficulty      int  // 1 to 5
	DifficultyKnown bool // false: Difficulty is the middle value
	Mitigated       bool
}

// Worked is a task the person took part in, with the roles held, LEAD first.
type Worked struct {
	Task      *fact.Task
	Roles     []string
	Mitigated bool
}

// middleDifficulty stands for a difficulty that does not count.
const middleDifficulty = 3

// taskRoles from the most responsible on.
var taskRoles = []string{"LEAD", "DEPUTY", "MEMBER", "SUPPORT"}

// Work is the counted work in the order of tasks: parts begun by the day that no ruling takes out. What the person
// did elsewhere, or with whom, is not asked.
func (y *Day) Work(d *fact.Dossier) []Worked {
	var out []Worked
	for i := range d.Work {
		p := &d.Work[i]
		t := y.facts.Tasks[p.Task]
		if t == nil || !y.begun(p, t) || y.Exempt(d, "Task", t.Key) {
			continue
		}
		at := slices.IndexFunc(out, func(w Worked) bool { return w.Task == t })
		if at < 0 {
			out = append(out, Worked{Task: t, Mitigated: y.Mitigated(d, "Task", t.Key)})
			at = len(out) - 1
		}
		if !slices.Contains(out[at].Roles, p.Role) {
			out[at].Roles = append(out[at].Roles, p.Role)
		}
	}
	for _, w := range out {
		slices.SortFunc(w.Roles, func(a, b string) int { return slices.Index(taskRoles, a) - slices.Index(taskRoles, b) })
	}
	slices.SortFunc(out, func(a, b Worked) int { return cmp.Compare(a.Task.Key, b.Task.Key) })
	return out
}

// begun reports whether a part in a task had begun; where its day is missing, the task's own beginning is taken.
func (y *Day) begun(p *fact.Participation, t *fact.Task) bool {
	from := p.From
	if from == "" {
		from = t.StartedOn
	}
	return parse(from).by(y.asOf) != no
}

// Reviews are the reviews of tasks and observations on the front line that count and carry a score, in the order
// of evaluations and their tasks. Each rests on a task the person took part in.
func (y *Day) Reviews(d *fact.Dossier) []taskReview {
	var out []taskReview
	var work []Worked
	for i := range d.Evaluations {
		e := &d.Evaluations[i]
		if e.Kind != "TASK_REVIEW" && e.Kind != "FRONTLINE_OBSERVATION" || e.Score == nil {
			continue
		}
		counts, mixed := y.EvaluationCounts(d, e)
		if !counts {
			continue
		}
		if work == nil {
			work = y.Work(d)
		}
		for _, key := range e.Tasks {
			at, ok := slices.BinarySearchFunc(work, key, func(w Worked, k string) int { return cmp.Compare(w.Task.Key, k) })
			if !ok {
				continue
			}
			w := work[at]
			out = append(out, taskReview{Evaluation: e, Task: w.Task, Roles: w.Roles, Score: *e.Score, Mixed: mixed,
				BeforeOutcome: !y.Verified(w.Task) || parse(e.EvaluatedOn).last < parse(w.Task.OutcomeVerifiedOn).first})
		}
	}
	return out
}

// Outcomes are the verified outcomes of tasks the person led, in the order of tasks.
func (y *Day) Outcomes(d *fact.Dossier) []ledTask { return y.led(y.Work(d)) }

func (y *Day) led(work []Worked) []ledTask {
	var out []ledTask
	for _, w := range work {
		if w.Roles[0] != "LEAD" || !y.Verified(w.Task) {
			continue
		}
		value, known, _ := y.Difficulty(w.Task)
		out = append(out, ledTask{Task: w.Task, Difficulty: value, DifficultyKnown: known, Mitigated: w.Mitigated})
	}
	return out
}

// Verified reports whether the task has an outcome that was verified by the day.
func (y *Day) Verified(t *fact.Task) bool {
	return t.Outcome != "" && t.Outcome != "ONGOING" && t.OutcomeVerifiedOn != "" && parse(t.OutcomeVerifiedOn).by(y.asOf) == yes
}

// Difficulty is a task's recorded difficulty where it counts: set before the outcome was verified — by the day, where
// it is not verified yet —, and by a known source. Otherwise it is the middle value, known is false, and why says why.
func (y *Day) Difficulty(t *fact.Task) (value int, known bool, why string) {
	set := parse(t.DifficultySetOn)
	switch {
	case t.Difficulty < 1 || t.Difficulty > 5:
		why = "no difficulty is recorded"
	case t.DifficultySource == "":
		why = "the source of the difficulty is not known"
	case !set.known():
		why = "it is not known when the difficulty was set"
	case set.by(y.asOf) != yes:
		why = "the difficulty was not certainly set by the day"
	case t.OutcomeVerifiedOn != "" && parse(t.OutcomeVerifiedOn).by(y.asOf) != no && set.last >= parse(t.OutcomeVerifiedOn).first:
		why = "the difficulty was not certainly set before the outcome was verified"
	default:
		return t.Difficulty, true, ""
	}
	return middleDifficulty, false, why
}
