package judge

import (
	"bole/graph/message"
	"bole/internal/judge/fact"
)

// readLevelTime reads the years that are not reached.
func readLevelTime(c *check, text string) error {
	if err := readYears(c, text); err != nil {
		return err
	}
	c.required = message.New("Less than %s years in posts of article 2 at the level of the post.", text)
	return nil
}

// fitsSameLevel takes posts at the opening's level that the rule is for.
func fitsSameLevel(c *check, a *fact.Appointment) answer {
	f := c.open.day.facts
	q := f.Positions[a.Position]
	if !holdsLevel(a) || a.Grade != "" && gradeOf(a.Grade) != c.open.grade {
		return no
	}
	if q == nil {
		return maybe
	}
	unit := f.Organizations[q.Organization]
	for i := range c.rule.Values {
		if c.rule.Values[i].of(q, unit) {
			if a.Grade == "" {
				return maybe
			}
			return yes
		}
	}
	return no
}

// lookLevelTime asks that the time at one level is not too long.
func lookLevelTime(c *check, d *fact.Dossier, n *note) Outcome {
	lo, hi := c.time(d, c.open.day.asOf)
	if n != nil {
		n.tell("At the level of the post for %s.", between(lo, hi))
		c.timeFacts(d, n)
	}
	return outcome(reached(lo, hi, c.length).not())
}

// lookException asks of those who can only be promoted by exception what the law asks of them beyond the consent: no
// probation runs, and the last promotion lies a year back or more. That nobody is promoted so twice in a row cannot be
// told from what is recorded.
func lookException(c *check, d *fact.Dossier, n *note) Outcome {
	needed, rules := no, []message.Text(nil)
	for _, x := range c.open.checks {
		if x.rule.Exception == nil || x.rule.Exception.Consent != "SUPERIOR" {
			continue
		}
		switch x.outcome(d, nil) {
		case Fail, Review:
			needed = yes
			if n != nil {
				rules = append(rules, message.New("%s", named{x.rule.Code, x.rule.Title}))
			}
		case Unknown:
			needed = max(needed, maybe)
		}
	}
	if needed == no {
		if n != nil {
			n.tell("No exception is needed.")
		}
		return NotApplicable
	}
	out := lookProbation(c, d, n)
	early := c.promotedWithinYear(d, n)
	switch {
	case out == Fail:
	case early == yes:
		out = Fail
	case early == maybe:
		out = Unknown
	}
	if n != nil {
		if len(rules) == 0 {
			rules = append(rules, message.New("what is not known yet"))
		}
		n.found = message.Join(" ", message.New("An exception is needed for: %s.", message.Join(", ", rules...)), n.found)
	}
	if out == Fail && needed == maybe {
		if n != nil {
			n.miss("whether an exception is needed")
		}
		return Unknown
	}
	return out
}

// promotedWithinYear reports whether the person came to the level held less than a year ago.
func (c *check) promotedWithinYear(d *fact.Dossier, n *note) answer {
	y := c.open.day
	level, _ := y.level(d)
	if level == 0 {
		return no // no post that could have been a promotion
	}
	var low, high [12]stretch
	l, h := low[:0], high[:0]
	for i := range d.Appointments {
		if a := &d.Appointments[i]; holdsLevel(a) && gradeOf(a.Grade) >= level {
			l, h = y.stretch(yes, a.From, a.To, y.asOf, l, h)
		}
	}
	hi := total(h)
	lo := min(total(l), hi)
	early := reached(lo, hi, 12*month).not()
	if n != nil {
		n.also("At %s for %s.", levelText(level), between(lo, hi))
		n.levelFacts(y, d)
		if early == maybe {
			n.miss("the day on which the person came to %s", levelText(level))
		}
	}
	return early
}
