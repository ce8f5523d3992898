// Package judge holds the pure rules over the facts of package fact: no Neo4j, no GraphQL, no clock.
package judge

import (
	"fmt"
	"slices"
	"time"
)

// Step is one recorded step of a selection. Dates are YYYY-MM-DD, or less where no more is known; "" and -1 are
// not known.
type Step struct {
	Key, Stage, On, To, DocumentNo, Result string
	Entitled, Present, InFavour            int
}

// gap is something a selection's record lacks; Step is the key of the step it was found in, "" when there is none.
type gap struct {
	Stage, Problem, Remedy, Step string
}

// stages in the order in which a selection goes through them. The last may lie ahead of a filled vacancy.
var stages = []string{"MOTION", "RECOMMENDATION", "TARGET", "INSPECTION", "DISCUSSION", "NOTICE", "APPOINTMENT", "PROBATION_END"}

// noticeDays are the working days a public notice lasts at least (article 20 of the rules on posts and ranks for
// ranks; the same is asked of appointments). Weekdays count; public holidays are not known here.
const noticeDays = 5

// Gaps tells what the record of a selection lacks: stages that were passed over, an order that cannot be, a
// notice that was too short, a discussion without its votes, decisions without documents. A vacancy that is
// filled has gone through all stages up to the appointment; an open one up to the last that is recorded.
func Gaps(steps []Step, filled bool) []gap {
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
			out = append(out, gap{stage, "is not recorded", "record the step with its day and document, or correct the stages after it", ""})
			continue
		}
		for _, s := range here {
			if before.Stage != "" && s.On != "" && s.On < before.On {
				out = append(out, gap{stage, fmt.Sprintf("took place on %s, before %s on %s", s.On, before.Stage, before.On), "correct the day, or record what was repeated", s.Key})
			}
			out = append(out, wants(s)...)
		}
		before = here[0]
	}
	return out
}

// wants tells what one step lacks by itself.
func wants(s Step) []gap {
	var out []gap
	lacks := func(problem, remedy string) { out = append(out, gap{s.Stage, problem, remedy, s.Key}) }
	switch s.Stage {
	case "NOTICE":
		switch n, ok := workingDays(s.On, s.To); {
		case !ok:
			lacks("has no end known to the day", "give on and to as YYYY-MM-DD; to is the first day after the notice")
		case n < noticeDays:
			lacks(fmt.Sprintf("lasted %d working days", n), fmt.Sprintf("a public notice lasts at least %d working days", noticeDays))
		}
	case "DISCUSSION":
		switch {
		case s.Entitled < 0 || s.Present < 0 || s.InFavour < 0:
			lacks("has no complete count of who was entitled, present and in favour", "give all three")
		case s.Present > s.Entitled || s.InFavour > s.Present:
			lacks(fmt.Sprintf("counts %d in favour among %d present of %d entitled", s.InFavour, s.Present, s.Entitled), "correct the counts")
		case 3*s.Present < 2*s.Entitled:
			lacks(fmt.Sprintf("was held with %d of %d entitled", s.Present, s.Entitled), "two thirds have to be present; repeat it")
		case 2*s.InFavour <= s.Entitled:
			lacks(fmt.Sprintf("found %d of %d entitled in favour", s.InFavour, s.Entitled), "more than half of those entitled have to agree")
		}
		if s.DocumentNo == "" {
			lacks("has no document", "give the number of its minutes")
		}
	case "APPOINTMENT":
		if s.DocumentNo == "" {
			lacks("has no document", "give the number of the document of appointment")
		}
	}
	return out
}

// workingDays counts weekdays from on until before to; false when one of the days is not known.
func workingDays(on, to string) (int, bool) {
	from, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return 0, false
	}
	end, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return 0, false
	}
	n := 0
	for d := from; d.Before(end); d = d.AddDate(0, 0, 1) {
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			n++
		}
	}
	return n, true
}
