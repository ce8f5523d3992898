package judge

import (
	"fmt"
	"slices"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// annual is the grade of a year's annual assessment that counts on the day, nil where there is none. Of several the
// last holds. A grade that a sanction caused counts only where the rule says so and the sanction itself counts;
// caused tells that there is one that does not.
func (c *check) annual(d *fact.Dossier, year int) (e *fact.Evaluation, caused bool) {
	y := c.open.day
	for i := range d.Evaluations {
		v := &d.Evaluations[i]
		if v.Kind != "ANNUAL" || v.Year != year || v.Grade == "" {
			continue
		}
		if counts, _ := y.EvaluationCounts(d, v); !counts {
			continue
		}
		if v.CausedBy != "" && !(c.rule.Params.CausedBySanction && y.sanctionCounts(d, v.CausedBy)) {
			caused = true
			continue
		}
		if e == nil || v.EvaluatedOn >= e.EvaluatedOn {
			e = v
		}
	}
	return e, caused
}

// lastGraded is the last year whose grade is asked for on the day.
func (c *check) lastGraded() int {
	y, m, _ := civil(c.open.day.asOf)
	if m < c.rule.Params.DueMonth {
		return y - 2
	}
	return y - 1
}

func readyAnnual(c *check) {
	last := c.lastGraded()
	c.required = message.New("No annual grade %s from %d to %d.", anyGrade(c.rule.Params.Grades), last-c.number+1, last)
}

// lookAnnual asks for the grades of the last years. A year whose only grade was caused by a sanction, which does
// not count, is neither met nor missing.
func lookAnnual(c *check, d *fact.Dossier, n *note) Outcome {
	y, out, last := c.open.day, Pass, c.lastGraded()
	for year := last; year > last-c.number; year-- {
		e, caused := c.annual(d, year)
		switch {
		case e == nil && !caused:
			if out != Fail {
				out = Unknown
			}
		case e != nil && slices.Contains(c.rule.Params.Grades, e.Grade):
			out = Fail
		}
		if n != nil {
			n.year(year, e, caused)
		}
	}
	if out == Fail {
		return out
	}
	for i := range d.Evaluations { // a grade that fails, of a year that is not known
		v := &d.Evaluations[i]
		if v.Kind != "ANNUAL" || v.Year != 0 || v.CausedBy != "" || !slices.Contains(c.rule.Params.Grades, v.Grade) {
			continue
		}
		if counts, _ := y.EvaluationCounts(d, v); counts {
			out = Unknown
			if n != nil {
				n.fact("Evaluation", v.Key, "year", "")
				n.miss("the year of evaluation %s", v.Key)
			}
		}
	}
	return out
}

// year notes what is found of a year.
func (n *note) year(year int, e *fact.Evaluation, caused bool) {
	text := message.New("no grade")
	switch {
	case e != nil:
		text = message.Term("EvaluationGrade", e.Grade)
		n.fact("Evaluation", e.Key, "grade", e.Grade)
		n.fact("Evaluation", e.Key, "year", fmt.Sprint(e.Year))
	case caused:
		text = message.New("a grade caused by a sanction, which does not count")
	default:
		n.miss("the annual grade of %d", year)
	}
	n.also("%d: %s.", year, text)
}

// readScheme reads the key of a scheme.
func readScheme(c *check, text string) error {
	c.kinds = []string{text}
	return nil
}

func readyPolitical(c *check) {
	grades := anyGrade(c.rule.Params.Grades)
	c.required = message.New("The latest political review that counts is not %s.", grades)
	if len(c.kinds) > 0 {
		c.required = message.New("The latest political review under scheme %s that counts is not %s.", c.kinds[0], grades)
	}
}

// lookPolitical goes by the latest political review that counts. What it says beyond failing weighs nowhere.
func lookPolitical(c *check, d *fact.Dossier, n *note) Outcome {
	y := c.open.day
	var last *fact.Evaluation
	mixed, tied := false, false
	for i := range d.Evaluations {
		e := &d.Evaluations[i]
		if e.Kind != "POLITICAL_REVIEW" || len(c.kinds) > 0 && e.Scheme != c.kinds[0] {
			continue
		}
		counts, m := y.EvaluationCounts(d, e)
		if !counts {
			continue
		}
		on := parse(e.EvaluatedOn)
		switch {
		case last == nil || on.first > parse(last.EvaluatedOn).last:
			last, mixed, tied = e, m, false
		case on.last >= parse(last.EvaluatedOn).first && e.Grade != last.Grade:
			tied = true
			fallthrough
		default:
			if on.last > parse(last.EvaluatedOn).last {
				last, mixed = e, m
			}
		}
	}
	out := Unknown
	switch {
	case last == nil, tied, last.Grade == "", last.Grade == "UNGRADED":
	case slices.Contains(c.rule.Params.Grades, last.Grade):
		out = Fail
	default:
		out = Pass
	}
	if n != nil {
		n.political(last, mixed, tied)
	}
	return out
}

func (n *note) political(last *fact.Evaluation, mixed, tied bool) {
	if last == nil {
		n.tell("No political review that counts is recorded.")
		n.miss("a political review")
		return
	}
	n.fact("Evaluation", last.Key, "grade", last.Grade)
	n.fact("Evaluation", last.Key, "evaluatedOn", last.EvaluatedOn)
	n.tell("The review of %s says %s.", last.EvaluatedOn, termOr("EvaluationGrade", last.Grade, message.New("nothing")))
	if mixed {
		n.also("Part of what it rests on does not count.")
	}
	if tied {
		n.also("Another of about the same day says otherwise.")
		n.miss("which political review is the last")
		return
	}
	n.miss("the grade of the political review %s", last.Key)
}
