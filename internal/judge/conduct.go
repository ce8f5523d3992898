package judge

import (
	"strconv"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// lookSanction asks that no sanction has effect. One without an end is unknown, however old it is.
func lookSanction(c *check, d *fact.Dossier, n *note) Outcome {
	y, out, open := c.open.day, Pass, false
	level, _ := y.level(d)
	plain := c.open.post != nil && c.open.grade > 0 && level >= c.open.grade // no promotion
	for i := range d.Sanctions {
		s := &d.Sanctions[i]
		state := y.SanctionState(d, s)
		switch state {
		case inForce:
			if term := c.open.book.term(s); plain && (term == nil || !term.BarsEqual) {
				if out == Pass {
					out = Review
				}
			} else {
				out = Fail
			}
		case effectUnknown:
			open = true
		default:
			continue // ended, revoked, exempted from, or not decided yet: it says nothing
		}
		if n != nil {
			n.sanction(c, d, s, state)
		}
	}
	if n != nil && len(n.facts) == 0 {
		n.tell("No sanction has effect on the day.")
	}
	if n != nil && open {
		n.metOn = 0 // nobody knows
	}
	if n != nil && out == Review {
		n.also("The move is none to a higher level: it is barred as 进一步使用 if the post weighs more, which a person has to tell.")
		n.levelFacts(y, d)
	}
	if open && out != Fail {
		return Unknown
	}
	return out
}

// sanction notes one that has effect, or may have.
func (n *note) sanction(c *check, d *fact.Dossier, s *fact.Sanction, state sanctionState) {
	y := c.open.day
	n.fact("Sanction", s.Key, "decidedOn", s.DecidedOn)
	n.fact("Sanction", s.Key, "startsOn", s.StartsOn)
	n.fact("Sanction", s.Key, "effectEndsOn", s.EffectEndsOn)
	n.fact("Sanction", s.Key, "revokedOn", s.RevokedOn)
	begun := or(s.StartsOn, s.DecidedOn)
	if state == inForce {
		n.also("%s of %s has effect until %s.", s.Name, begun, s.EffectEndsOn)
		if end := parse(s.EffectEndsOn).last; n.metOn < end {
			n.metOn = end
		}
	} else {
		n.also("%s of %s has an effect whose beginning or end is not known to the day; it is taken neither for running nor for ended.", s.Name, begun)
		n.miss("the days on which the effect of sanction %s begins and ends", s.Key)
		if term := c.open.book.term(s); term != nil && s.EffectEndsOn == "" {
			n.also("By %s %s (status %s) it would be %s months.", term.Citation.Law, term.Citation.Article, term.Citation.Status, numbers(term.Months))
		}
	}
	if y.Mitigated(d, "Sanction", s.Key) {
		n.also("A ruling mitigates it.")
	}
	var g ground
	g.on(y, d, nil, s.Cases)
	if !g.counts() {
		n.also("None of the cases it was taken for counts; whether it stands is for whoever decided it.")
	}
}

func numbers(list []int) message.Text {
	var out []message.Text
	for _, n := range list {
		out = append(out, message.Plain(strconv.Itoa(n)))
	}
	return message.Join(" or ", out...)
}

// lookBar asks that no finding continues what a sanction did.
func lookBar(c *check, d *fact.Dossier, n *note) Outcome {
	return c.finding(d, n, "CONTINUING_BAR", message.New("No finding continues the effect of a sanction."),
		message.New("whether a finding continues the effect of a sanction on the day"))
}

// lookFinding asks that no finding of the part's kind stands against the person. Nobody has to prove that there is none.
func lookFinding(c *check, d *fact.Dossier, n *note) Outcome {
	out := c.finding(d, n, c.part.Kind, message.New("No finding of this kind stands against the person."),
		message.New("whether a finding of this kind stands against the person on the day"))
	if out == Fail && c.part.Issue == "REVIEW" {
		return Review
	}
	return out
}

// finding goes by the latest finding of a kind; none and open are what is said where there is none, and where it is open.
func (c *check) finding(d *fact.Dossier, n *note, kind string, none, open message.Text) Outcome {
	y := c.open.day
	bar, other := y.latest(d, kind, "", false)
	out := Pass
	switch {
	case bar == nil:
	case other != nil || bar.Result == "PENDING":
		out = Unknown
	case bar.Result == "ISSUE":
		out = Fail
		if bar.ValidUntil != "" { // its last day
			out = outcome(parse(bar.ValidUntil).by(y.asOf - 1))
		}
	}
	if n == nil {
		return out
	}
	n.found = none
	n.clearances(bar, other)
	if bar == nil {
		return out
	}
	n.tell("The finding of %s says %s.", bar.CheckedOn, message.Term("ClearanceResult", bar.Result))
	if bar.ValidUntil != "" {
		n.tell("The finding of %s says %s, valid until %s.", bar.CheckedOn, message.Term("ClearanceResult", bar.Result), bar.ValidUntil)
	}
	if out == Fail && bar.ValidUntil != "" {
		n.metOn = parse(bar.ValidUntil).last + 1
	}
	if out == Unknown {
		n.missText(open)
	}
	return out
}

func (n *note) clearances(list ...*fact.Clearance) {
	for _, k := range list {
		if k == nil {
			continue
		}
		n.fact("Clearance", k.Key, "checkedOn", k.CheckedOn)
		n.fact("Clearance", k.Key, "result", k.Result)
		n.fact("Clearance", k.Key, "validUntil", k.ValidUntil)
	}
}

// latest is the person's last check of a kind by the day. other is one of another result that may be as late: then
// it is not known which holds. A check of a certain vacancy is looked at only for it, where the kind asks that.
func (y *Day) latest(d *fact.Dossier, kind, vacancy string, ofVacancy bool) (last, other *fact.Clearance) {
	for i := range d.Clearances {
		k := &d.Clearances[i]
		if k.Kind != kind || ofVacancy && k.Vacancy != "" && k.Vacancy != vacancy {
			continue
		}
		on := parse(k.CheckedOn)
		if on.by(y.asOf) == no {
			continue
		}
		if last == nil || on.last > parse(last.CheckedOn).last {
			last = k
		}
	}
	if last == nil {
		return nil, nil
	}
	from := parse(last.CheckedOn).first
	if parse(last.CheckedOn).last > y.asOf {
		other = last // perhaps it was made later
	}
	for i := range d.Clearances {
		k := &d.Clearances[i]
		if k.Kind != kind || k.Result == last.Result || ofVacancy && k.Vacancy != "" && k.Vacancy != vacancy {
			continue
		}
		if on := parse(k.CheckedOn); on.by(y.asOf) != no && on.last >= from {
			other = k
		}
	}
	return last, other
}

// readClearances reads kinds of checks with commas.
func readClearances(c *check, text string) error {
	kinds, err := listOf(text, clearanceKinds)
	c.kinds = kinds
	return err
}

// lookClearance asks for one kind of check: its result is CLEAR and may be used on the day.
func lookClearance(c *check, d *fact.Dossier, n *note) Outcome {
	y := c.open.day
	k, other := y.latest(d, c.part.Kind, c.open.ask.Vacancy, c.part.OfVacancy)
	valid := yes
	if k != nil && k.ValidUntil != "" {
		valid = parse(k.ValidUntil).by(y.asOf - 1).not()
	}
	out := Unknown
	switch {
	case k == nil, other != nil, valid != yes:
	case k.Result == "CLEAR":
		out = Pass
	case k.Result == "ISSUE" && c.part.Issue == "FAIL":
		out = Fail
	case k.Result == "ISSUE" && c.part.Issue == "HOLD":
	case k.Result == "ISSUE":
		out = Review
	}
	if n == nil {
		return out
	}
	n.clearances(k, other)
	n.tell("No check is recorded.")
	if k != nil {
		n.tell("The check of %s says %s.", k.CheckedOn, message.Term("ClearanceResult", k.Result))
		if k.ValidUntil != "" {
			n.tell("The check of %s says %s, valid until %s.", k.CheckedOn, message.Term("ClearanceResult", k.Result), k.ValidUntil)
		}
	}
	kind := message.Term("ClearanceKind", c.part.Kind)
	switch {
	case k == nil:
		n.miss("a check %s", kind)
	case other != nil:
		n.miss("which check %s is the last, or whether it was made by the day", kind)
	case valid != yes:
		n.miss("a check %s that is valid on the day", kind)
	case k.Result == "PENDING":
		n.miss("the result of check %s", k.Key)
	case out == Unknown:
		n.miss("a later check %s that clears what check %s found; nothing is decided until then", kind, k.Key)
	}
	return out
}

// lookInquiry asks that nothing is being looked into. What is not concluded is unknown and never held against
// anyone; and only a valid opinion of the discipline organ tells that there is nothing.
func lookInquiry(c *check, d *fact.Dossier, n *note) Outcome {
	y, open := c.open.day, false
	for i := range d.Cases {
		k := &d.Cases[i]
		if k.Verification == "CHECKING" && k.Polarity != "POSITIVE" && parse(k.OccurredOn).by(y.asOf) != no && !y.Exempt(d, "Case", k.Key) {
			open = true
			if n != nil {
				n.fact("Case", k.Key, "verification", k.Verification)
			}
		}
	}
	for _, kind := range []string{"DISCIPLINE_OPINION", "COMPLAINTS", "REPORTED_MATTERS", "DOSSIER", "AUDIT"} {
		if k, _ := y.latest(d, kind, "", false); k != nil && k.Result == "PENDING" {
			open = true
			if n != nil {
				n.clearances(k)
			}
		}
	}
	opinion, other := y.latest(d, "DISCIPLINE_OPINION", "", false)
	clear := opinion != nil && other == nil && opinion.Result == "CLEAR" && (opinion.ValidUntil == "" || parse(opinion.ValidUntil).by(y.asOf-1) == no)
	for i := range d.Talks {
		t := &d.Talks[i]
		if t.Purpose == "INQUIRY" && parse(t.HeldOn).by(y.asOf) != no && !(clear && parse(t.HeldOn).last <= parse(opinion.CheckedOn).first) {
			open = true
			if n != nil {
				n.fact("Talk", t.Key, "heldOn", t.HeldOn)
			}
		}
	}
	if n != nil {
		n.inquiry(open, clear, opinion)
	}
	if open || !clear {
		return Unknown
	}
	return Pass
}

func (n *note) inquiry(open, clear bool, opinion *fact.Clearance) {
	n.clearances(opinion)
	switch {
	case open:
		n.tell("Something is being looked into and not concluded.")
		n.miss("the conclusion")
	case clear:
		n.tell("Nothing is recorded as pending, and the discipline organ's opinion of %s is clear.", opinion.CheckedOn)
	default:
		n.tell("Nothing is recorded as pending, and no valid opinion of the discipline organ says that there is nothing.")
		n.miss("a valid opinion of the discipline organ")
	}
}

// lookProbation asks that no probation runs. A decision that confirms the person ends it.
func lookProbation(c *check, d *fact.Dossier, n *note) Outcome {
	y, out := c.open.day, Pass
	if n != nil {
		n.tell("No probation is recorded for a post held.")
	}
	for i := range d.Appointments {
		a := &d.Appointments[i]
		held := y.held(a)
		if held == no || a.Kind != "PROBATION" && a.ProbationEndsOn == "" {
			continue
		}
		running := maybe
		if a.ProbationEndsOn != "" {
			running = parse(a.ProbationEndsOn).by(y.asOf).not()
		}
		if running = min(running, held); running != no && y.confirmed(d, a) {
			running = no
		}
		switch {
		case running == yes:
			out = Fail
		case running == maybe && out == Pass:
			out = Unknown
		}
		if n != nil {
			n.probation(a, running)
		}
	}
	return out
}

func (n *note) probation(a *fact.Appointment, running answer) {
	n.fact("Appointment", a.Key, "from", a.From)
	n.fact("Appointment", a.Key, "to", a.To)
	n.fact("Appointment", a.Key, "probationEndsOn", a.ProbationEndsOn)
	switch running {
	case yes:
		n.tell("The probation of appointment %s runs until %s.", a.Key, a.ProbationEndsOn)
		n.metOn = max(n.metOn, parse(a.ProbationEndsOn).last)
	case maybe:
		n.tell("Whether the probation of appointment %s runs is not known.", a.Key)
		n.miss("the day on which the probation of appointment %s ends", a.Key)
	case no:
		if n.metOn == 0 {
			n.tell("The probation of appointment %s has ended.", a.Key)
		}
	}
}

// confirmed reports whether a decision confirmed the person in a post.
func (y *Day) confirmed(d *fact.Dossier, a *fact.Appointment) bool {
	for i := range d.Decisions {
		e := &d.Decisions[i]
		if e.Kind != "CONFIRMATION" || parse(e.DecidedOn).first < parse(a.From).last {
			continue
		}
		if counts, _ := y.DecisionCounts(d, e); counts {
			return true
		}
	}
	return false
}
