// Package judge holds the pure rules over the facts of package fact: no Neo4j, no GraphQL, no clock.
package judge

import (
	"slices"

	"bole/graph/message"
	"bole/internal/calendar"
)

// Step is one recorded step of a selection. Dates are YYYY-MM-DD, or less where no more is known; "" and -1 are
// not known.
type Step struct {
	Key, Stage, On, To, DocumentNo, Result, Deviation string
	Entitled, Present, InFavour                       int
}

// gap is something a selection's record lacks; Step is the key of the step it was found in, "" when there is none.
// Undecided is one that days decide which the calendar does not know. Deviation is why a later step was taken without the
// stage that is missing, "" where none says it.
type gap struct {
	Stage, Step     string
	Problem, Remedy message.Text
	Undecided       bool
	Deviation       string
}

// notice is how long a public notice lasted, in working days; Required is what the rule book asks for, 0 where it asks
// for none.
type notice struct {
	Step     string
	Days     calendar.Days
	Required int
	Citation Citation
}

// Undecided reports whether the days that the calendar does not know decide if it was long enough.
func (n notice) Undecided() bool { return n.Days.AtLeast < n.Required && n.Required <= n.Days.AtMost }

// stages in the order in which a selection goes through them. The last may lie ahead of a filled vacancy.
var stages = []string{"MOTION", "RECOMMENDATION", "TARGET", "INSPECTION", "DISCUSSION", "NOTICE", "APPOINTMENT", "PROBATION_END"}

// Reached is the first recorded step that surely lies before a day and is of a stage, or of one after it; nil where
// there is none.
func Reached(steps []Step, stage, day string) *Step {
	for i := range steps {
		if s := &steps[i]; slices.Index(stages, s.Stage) >= slices.Index(stages, stage) && surelyBefore(s.On, day) {
			return s
		}
	}
	return nil
}

// Notices are how long the public notices of a selection lasted, of those whose days are known.
func (b *RuleBook) Notices(steps []Step, days *calendar.Calendar) []notice {
	var out []notice
	for _, s := range steps {
		if n, ok := b.notice(s, days); ok && s.Stage == "NOTICE" {
			out = append(out, n)
		}
	}
	return out
}

func (b *RuleBook) notice(s Step, days *calendar.Calendar) (notice, bool) {
	d, ok := days.Count(s.On, s.To)
	p := b.publicNotice("POST")
	return notice{s.Key, d, p.WorkingDays, p.Citation}, ok
}

// Gaps tells what the record of a selection lacks: stages that were passed over, an order that cannot be whatever days
// partial dates stand for, an appointment while a notice lasts, a notice that was too short, a discussion without its
// votes, decisions without documents. A vacancy that is
// filled has gone through all stages up to the appointment; an open one up to the last that is recorded.
func (b *RuleBook) Gaps(steps []Step, filled bool, days *calendar.Calendar) []gap {
	reached := -1
	at := map[string][]Step{}
	for _, s := range steps {
		at[s.Stage] = append(at[s.Stage], s)
		reached = max(reached, slices.Index(stages, s.Stage))
	}
	if filled {
		reached = max(reached, slices.Index(stages, "APPOINTMENT"))
	}
	var out []gap
	before := Step{}
	for i, stage := range stages {
		if i > reached {
			break
		}
		here := at[stage]
		if len(here) == 0 {
			out = append(out, gap{Stage: stage, Problem: message.New("is not recorded"), Remedy: message.New("record the step with its day and document, or correct the stages after it"), Deviation: deviation(steps, i)})
			continue
		}
		for _, s := range here {
			var problem message.Text
			if surelyBefore(s.On, before.On) {
				problem = message.New("took place on %s, before %s on %s", s.On, message.Term("SelectionStage", before.Stage), before.On)
			} else if n := during(s, at["NOTICE"]); stage == "APPOINTMENT" && n != nil {
				problem = message.New("took place on %s, while %s lasted, from %s until before %s", s.On, message.Term("SelectionStage", "NOTICE"), n.On, n.To)
			}
			if !problem.Empty() {
				out = append(out, gap{Stage: stage, Problem: problem, Remedy: message.New("correct the day, or record what was repeated"), Step: s.Key})
			}
			if stage == "NOTICE" {
				out = append(out, b.short(s, days)...)
			}
			out = append(out, wants(s)...)
		}
		before = here[0]
	}
	return out
}

// deviation is the reason that the first later step gives for going on without a stage.
func deviation(steps []Step, stage int) string {
	for _, s := range steps {
		if s.Deviation != "" && slices.Index(stages, s.Stage) > stage {
			return s.Deviation
		}
	}
	return ""
}

// surelyBefore reports whether a date lies before another, whatever days the two stand for.
func surelyBefore(date, other string) bool {
	d, o := parse(date), parse(other)
	return d.known() && o.known() && d.last < o.first
}

// during is the first of the notices that a step surely fell into, nil where it fell into none.
func during(s Step, notices []Step) *Step {
	i := slices.IndexFunc(notices, func(n Step) bool {
		begin, on := parse(n.On), parse(s.On)
		return begin.known() && on.known() && begin.last <= on.first && surelyBefore(s.On, n.To)
	})
	if i < 0 {
		return nil
	}
	return &notices[i]
}

// short tells what a public notice lacks.
func (b *RuleBook) short(s Step, days *calendar.Calendar) []gap {
	n, ok := b.notice(s, days)
	g := gap{Stage: s.Stage, Step: s.Key, Undecided: ok && n.Undecided(), Remedy: message.New("a public notice lasts at least %d working days", n.Required)}
	switch {
	case !ok && !parse(s.On).exact():
		g.Problem, g.Remedy = message.New("has no beginning known to the day"), message.New("give on and to as YYYY-MM-DD; to is the first day after the notice")
	case !ok:
		g.Problem, g.Remedy = message.New("has no end known to the day"), message.New("give on and to as YYYY-MM-DD; to is the first day after the notice")
	case n.Undecided():
		g.Problem = message.New("lasted at least %d and at most %d working days: the calendar, %s to %s, does not know all days from %s until before %s",
			n.Days.AtLeast, n.Days.AtMost, days.FirstDay, days.LastDay, n.Days.From, n.Days.To)
		g.Remedy = message.New("load a calendar that has these days, or count them: %s", g.Remedy)
	case n.Days.AtMost < n.Required && n.Days.AtLeast < n.Days.AtMost:
		g.Problem = message.New("lasted at most %d working days", n.Days.AtMost)
	case n.Days.AtMost < n.Required:
		g.Problem = message.New("lasted %d working days", n.Days.AtMost)
	default:
		return nil
	}
	return []gap{g}
}

// wants tells what one step lacks by itself.
func wants(s Step) []gap {
	var out []gap
	lacks := func(problem, remedy message.Text) {
		out = append(out, gap{Stage: s.Stage, Problem: problem, Remedy: remedy, Step: s.Key})
	}
	switch s.Stage {
	case "DISCUSSION":
		switch {
		case s.Entitled < 0 || s.Present < 0 || s.InFavour < 0:
			lacks(message.New("has no complete count of who was entitled, present and in favour"), message.New("give all three"))
		case s.Present > s.Entitled || s.InFavour > s.Present:
			lacks(message.New("counts %d in favour among %d present of %d entitled", s.InFavour, s.Present, s.Entitled), message.New("correct the counts"))
		case 3*s.Present < 2*s.Entitled:
			lacks(message.New("was held with %d of %d entitled", s.Present, s.Entitled), message.New("two thirds have to be present; repeat it"))
		case 2*s.InFavour <= s.Entitled:
			lacks(message.New("found %d of %d entitled in favour", s.InFavour, s.Entitled), message.New("more than half of those entitled have to agree"))
		}
		if s.DocumentNo == "" {
			lacks(message.New("has no document"), message.New("give the number of its minutes"))
		}
	case "APPOINTMENT":
		if s.DocumentNo == "" {
			lacks(message.New("has no document"), message.New("give the number of the document of appointment"))
		}
	}
	return out
}
