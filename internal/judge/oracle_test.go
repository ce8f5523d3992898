package judge

import (
	"fmt"
	"slices"
	"time"

	"bole/internal/judge/fact"
)

// oracle decides what counts from the sentences of docs/counting.md and with nothing of this package: dates are
// time.Time, and of a partial date both ends are tried.
type oracle struct {
	asOf time.Time
	d    *fact.Dossier
}

// ends are the first and last day a date may stand for.
func ends(s string) []time.Time {
	switch len(s) {
	case 4:
		a, _ := time.Parse("2006", s)
		return []time.Time{a, a.AddDate(1, 0, -1)}
	case 7:
		a, _ := time.Parse("2006-01", s)
		return []time.Time{a, a.AddDate(0, 1, -1)}
	case 10:
		a, _ := time.Parse(time.DateOnly, s)
		return []time.Time{a}
	}
	return nil
}

func always(s string, is func(time.Time) bool) bool {
	return s != "" && !slices.ContainsFunc(ends(s), func(t time.Time) bool { return !is(t) })
}

func possibly(s string, is func(time.Time) bool) bool {
	return s != "" && slices.ContainsFunc(ends(s), is)
}

func (o oracle) reached(t time.Time) bool { return !t.After(o.asOf) }

// A ruling that may be in effect is the person's.
func (o oracle) exempt(label, key string) bool {
	for _, r := range o.d.Rulings {
		gone := r.RevokedOn != "" && always(r.RevokedOn, o.reached)
		if r.Effect == "EXEMPT" && r.Of == label && r.On == key && possibly(r.RuledOn, o.reached) && !gone {
			return true
		}
	}
	return false
}

func (o oracle) caseCounts(c fact.Involvement) bool {
	switch c.Verification {
	case "VERIFIED":
	case "PARTLY":
		if c.Finding == "" {
			return false
		}
	default:
		return false
	}
	if c.VerifiedOn != "" && !always(c.VerifiedOn, o.reached) || !possibly(c.OccurredOn, o.reached) || o.exempt("Case", c.Key) {
		return false
	}
	if c.Polarity == "POSITIVE" {
		return true
	}
	if c.NotifiedOn == "" || !always(c.NotifiedOn, o.reached) {
		return false
	}
	passed := always(c.NotifiedOn, func(t time.Time) bool { return t.AddDate(0, 0, 30).Before(o.asOf) })
	if c.RespondBy != "" {
		passed = always(c.RespondBy, func(t time.Time) bool { return t.Before(o.asOf) })
	}
	answered := slices.ContainsFunc(o.d.Statements, func(s fact.Statement) bool {
		return s.Of == "Case" && s.On == c.Key && s.Status == "ANSWERED" && always(s.AnsweredOn, o.reached)
	})
	return passed || answered
}

func (o oracle) sanction(s fact.Sanction) sanctionState {
	start := s.StartsOn
	if start == "" {
		start = s.DecidedOn
	}
	states := map[sanctionState]bool{}
	for _, decided := range ends(s.DecidedOn) {
		for _, began := range ends(start) {
			for _, ended := range append(ends(s.EffectEndsOn), time.Time{})[:max(1, len(ends(s.EffectEndsOn)))] {
				revocations := []time.Time{o.asOf.AddDate(9, 0, 0)}
				if s.RevokedOn != "" {
					revocations = ends(s.RevokedOn)
				}
				for _, withdrawn := range revocations {
					switch {
					case o.exempt("Sanction", s.Key):
						states[exempted] = true
					case decided.After(o.asOf) || began.After(o.asOf):
						states[notYet] = true
					case !withdrawn.After(o.asOf):
						states[revoked] = true
					case s.EffectEndsOn == "":
						states[effectUnknown] = true
					case !ended.After(o.asOf):
						states[effectEnded] = true
					default:
						states[inForce] = true
					}
				}
			}
		}
	}
	if len(states) == 1 {
		for s := range states {
			return s
		}
	}
	if !states[inForce] && !states[effectUnknown] { // whichever it is, it has no effect
		return "NONE"
	}
	return effectUnknown
}

// grounds are what an evaluation or decision rests on in the end.
func (o oracle) leaves(tasks, cases, evaluations []string) (counting, not int) {
	add := func(ok bool) {
		if ok {
			counting++
		} else {
			not++
		}
	}
	for _, k := range tasks {
		add(!o.exempt("Task", k))
	}
	for _, k := range cases {
		i := slices.IndexFunc(o.d.Cases, func(c fact.Involvement) bool { return c.Key == k })
		add(i >= 0 && o.caseCounts(o.d.Cases[i]))
	}
	for _, k := range evaluations {
		i := slices.IndexFunc(o.d.Evaluations, func(e fact.Evaluation) bool { return e.Key == k })
		if i < 0 || len(o.d.Evaluations[i].Tasks)+len(o.d.Evaluations[i].Cases) == 0 {
			add(true)
			continue
		}
		c, n := o.leaves(o.d.Evaluations[i].Tasks, o.d.Evaluations[i].Cases, nil)
		counting, not = counting+c, not+n
	}
	return counting, not
}

func (o oracle) evaluation(e fact.Evaluation) (counts, mixed bool) {
	c, n := o.leaves(e.Tasks, e.Cases, nil)
	counts = always(e.EvaluatedOn, o.reached) && (c > 0 || n == 0)
	return counts, counts && c > 0 && n > 0
}

func (o oracle) decision(e fact.Decision) (counts, mixed bool) {
	c, n := o.leaves(e.Tasks, e.Cases, e.Evaluations)
	c += len(e.Rounds) + len(e.Talks)
	counts = (e.State == "DECIDED" || e.State == "EFFECTIVE") && always(e.DecidedOn, o.reached) && (c > 0 || n == 0)
	return counts, counts && c > 0 && n > 0
}

func (o oracle) difficulty(t fact.Task) string {
	verified := possibly(t.OutcomeVerifiedOn, o.reached)
	last := func(s string) time.Time { e := ends(s); return e[len(e)-1] }
	if t.Difficulty < 1 || t.DifficultySource == "" || t.DifficultySetOn == "" || !always(t.DifficultySetOn, o.reached) ||
		verified && !last(t.DifficultySetOn).Before(ends(t.OutcomeVerifiedOn)[0]) {
		return "3 unknown"
	}
	return fmt.Sprint(t.Difficulty)
}
