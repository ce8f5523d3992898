package judge

import (
	"fmt"
	"strconv"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// serves reports whether the person is in service on the day.
func (y *Day) serves(d *fact.Dossier) answer {
	since := maybe
	if d.StatusFrom != "" {
		since = parse(d.StatusFrom).by(y.asOf)
	}
	switch d.Status {
	case "ACTIVE":
		if since == no {
			return maybe // what was before is not recorded
		}
		return yes
	case "RETIRED", "LEFT":
		return since.not()
	}
	return maybe
}

func lookInService(c *check, d *fact.Dossier, n *note) Outcome {
	in := c.open.day.serves(d)
	if n != nil {
		n.fact("Cadre", d.Key, "status", d.Status)
		n.fact("Cadre", d.Key, "statusFrom", d.StatusFrom)
		status := termOr("CadreStatus", d.Status, message.New("not known"))
		n.tell("The status is %s.", status)
		if d.StatusFrom != "" {
			n.tell("The status is %s since %s.", status, d.StatusFrom)
		}
		if in == maybe {
			n.miss("the status on the day, and since when it holds")
		}
	}
	return outcome(in)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// outcome is the plain outcome of an answer.
func outcome(a answer) Outcome {
	switch a {
	case yes:
		return Pass
	case no:
		return Fail
	}
	return Unknown
}

// lookOtherPost reports whether the person holds the post already.
func lookOtherPost(c *check, d *fact.Dossier, n *note) Outcome {
	in := no
	for i := range d.Appointments {
		a := &d.Appointments[i]
		if a.Position != c.open.post.Key {
			continue
		}
		held := c.open.day.held(a)
		in = max(in, held)
		if n != nil && held != no {
			n.fact("Appointment", a.Key, "from", a.From)
			n.fact("Appointment", a.Key, "to", a.To)
		}
	}
	if n != nil {
		switch in {
		case no:
			n.tell("Does not hold the post.")
		case yes:
			n.tell("Holds the post.")
		case maybe:
			n.tell("May hold the post: a date is too coarse to tell.")
			n.miss("the days on which the appointment to the post begins and ends")
		}
	}
	return outcome(in.not())
}

// since looks at time that runs from one date on.
func (c *check) since(d *fact.Dossier, n *note, property, value string) Outcome {
	y := c.open.day
	s := parse(value)
	ok := maybe
	if s.known() {
		lo, hi := length(s.last, y.asOf), length(s.first, y.asOf)
		ok = reached(lo, hi, c.length)
		if n != nil {
			n.tell("It is %s from %s to %s.", between(lo, hi), value, y.AsOf())
			n.metOn = addMonths(s.last, int(c.length/month))
		}
	}
	if n == nil {
		return outcome(ok)
	}
	n.fact("Cadre", d.Key, property, value)
	switch {
	case !s.known():
		n.tell("The date is not known.")
		n.missText(message.Term("Cadre", property))
	case ok == maybe:
		n.miss("the day of %s, which is known as %s", message.Term("Cadre", property), value)
	}
	return outcome(ok)
}

// reached reports whether a length known within bounds is long enough.
func reached(lo, hi, enough int32) answer {
	switch {
	case lo >= enough:
		return yes
	case hi < enough:
		return no
	}
	return maybe
}

func lookService(c *check, d *fact.Dossier, n *note) Outcome {
	return c.since(d, n, "workStartedOn", d.WorkStartedOn)
}

// lookParty asks for membership and its years of those who become members of a committee. Of a post of which it is not
// known whether its holder is one, who has them meets the rule either way.
func lookParty(c *check, d *fact.Dossier, n *note) Outcome {
	q := c.open.post
	if q == nil {
		return c.party(d, n)
	}
	member := q.CommitteeMember
	if n != nil && member != nil {
		n.fact("Position", q.Key, "committeeMember", fmt.Sprint(*member))
	}
	if member != nil && !*member {
		if n != nil {
			n.tell("Whoever holds the post is no member of the committee.")
		}
		return NotApplicable
	}
	out := c.party(d, n)
	if out == Fail && member == nil {
		if n != nil {
			n.metOn = 0
			n.miss("whether the post makes its holder a member of the committee: committeeMember of position %s", q.Key)
		}
		return Unknown
	}
	return out
}

func (c *check) party(d *fact.Dossier, n *note) Outcome {
	if d.PoliticalStatus != "" && d.PoliticalStatus != c.rule.Params.Member {
		if n != nil {
			n.fact("Cadre", d.Key, "politicalStatus", d.PoliticalStatus)
			n.tell("The political status is %s.", d.PoliticalStatus)
		}
		return Fail
	}
	out := c.since(d, n, "partyJoinedOn", d.PartyJoinedOn)
	if n != nil {
		n.fact("Cadre", d.Key, "politicalStatus", d.PoliticalStatus)
	}
	return out
}

// readAge reads the age that must not be reached (LT), or not be passed (LTE).
func readAge(c *check, text string) error {
	v, err := strconv.Atoi(text)
	if err != nil || v < 18 || v > 100 {
		return message.Errorf("it has the value %q; years of age are read, 18 to 100", text)
	}
	c.required = message.New("Younger than %d on the day.", v)
	if c.operator == "LTE" {
		c.required = message.New("Not older than %d on the day.", v)
		v++
	}
	c.number = v
	return nil
}

// lookAge is the only gate that reads a protected fact, and only where a requirement asks for it.
func lookAge(c *check, d *fact.Dossier, n *note) Outcome {
	y, birth := c.open.day, d.Protected.BirthMonth
	s := parse(birth)
	young := maybe
	if s.known() {
		lo, hi := length(s.last, y.asOf), length(s.first, y.asOf)
		young = reached(lo, hi, int32(c.number)*12*month).not()
		if n != nil {
			n.tell("Born in %s: %s old.", birth, between(lo, hi))
		}
	}
	if n != nil {
		n.fact("Cadre", d.Key, "birthMonth", birth)
		switch {
		case !s.known():
			n.tell("The birth is not known.")
			n.missText(message.Term("Cadre", "birthMonth"))
		case young == maybe:
			n.miss("the day of birth, which is known as %s", birth)
		}
	}
	return outcome(young)
}
