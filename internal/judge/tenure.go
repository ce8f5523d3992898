package judge

import (
	"bole/internal/judge/fact"
	"fmt"
	"slices"
	"strings"
)

// time is how long the person held posts that fit, each day once: at least and at most, where dates are partial or
// it is not known whether a post fits. later, above the day, lets posts that are held run on to that day.
func (c *check) time(d *fact.Dossier, later int32) (lo, hi int32) {
	y := c.open.day
	var low, high [12]stretch // on the stack: 20,000 dossiers are looked at in one go
	l, h := low[:0], high[:0]
	for i := range d.Appointments {
		a := &d.Appointments[i]
		fit := c.way.fits(c, a)
		from := parse(a.From)
		if fit == no || from.by(y.asOf) == no {
			continue
		}
		to := span{later, later}
		if a.To != "" {
			if to = parse(a.To); !to.known() {
				to = span{1, later}
			}
			if to.first > y.asOf {
				to.first = later // it is held on the day, and what ends it later is not known yet
			}
			to = span{min(to.first, later), min(to.last, later)}
			if to.last > y.asOf {
				to.last = later
			}
		}
		if from.last == 0 {
			from = span{1, later}
		}
		if from.first < to.last {
			h = append(h, stretch{from.first, to.last})
		}
		if fit == yes && from.last < to.first {
			l = append(l, stretch{from.last, to.first})
		}
	}
	hi = total(h)
	return min(total(l), hi), hi
}

// timeFacts notes the posts that fit, and what is not known of them.
func (c *check) timeFacts(d *fact.Dossier, n *note) {
	y := c.open.day
	for i := range d.Appointments {
		a := &d.Appointments[i]
		fit := c.way.fits(c, a)
		from := parse(a.From)
		if fit == no || from.by(y.asOf) == no {
			continue
		}
		n.fact("Appointment", a.Key, "from", a.From)
		n.fact("Appointment", a.Key, "to", a.To)
		if !from.exact() {
			n.miss("the day appointment %s began, which is known as %s", a.Key, or(a.From, "nothing"))
		}
		if a.To != "" && !parse(a.To).exact() {
			n.miss("the day appointment %s ended, which is known as %s", a.Key, a.To)
		}
		if fit == maybe {
			n.miss("whether appointment %s counts: its %s", a.Key, c.decides())
		}
	}
}

// decides names the property by which posts fit.
func (c *check) decides() string {
	switch c.rule.Check {
	case "GRASSROOTS":
		return "grassroots"
	case "EXPERIENCE":
		return "post's organization"
	}
	return "grade"
}

// lookTime asks for time in posts that fit.
func lookTime(c *check, d *fact.Dossier, n *note) Outcome {
	y := c.open.day
	lo, hi := c.time(d, y.asOf)
	ok := reached(lo, hi, c.length)
	if c.length == 0 { // at all
		ok = reached(lo, hi, 1)
	}
	if n != nil {
		n.found = "It comes to " + between(lo, hi) + "."
		c.timeFacts(d, n)
		if ok == no {
			n.metOn = c.metOn(d, c.length)
		}
	}
	return outcome(ok)
}

// metOn is the first day on which the posts held on the day, if nothing changed, would make the time long enough;
// 0 where they never would within fifty years.
func (c *check) metOn(d *fact.Dossier, enough int32) int32 {
	asOf := c.open.day.asOf
	met := func(day int32) bool { lo, _ := c.time(d, day); return lo >= max(enough, 1) }
	lo, hi := asOf, addMonths(asOf, 600)
	if !met(hi) {
		return 0
	}
	for hi-lo > 1 {
		if m := (lo + hi) / 2; met(m) {
			hi = m
		} else {
			lo = m
		}
	}
	return hi
}

func fitsGrassroots(_ *check, a *fact.Appointment) answer {
	switch {
	case a.Kind == "RETAINED":
		return no
	case !a.GrassrootsKnown:
		return maybe
	case a.Grassroots:
		return yes
	}
	return no
}

// fitsLevel takes posts one level below that of the opening, or above.
func fitsLevel(c *check, a *fact.Appointment) answer {
	switch {
	case !holdsLevel(a):
		return no
	case a.Grade == "":
		return maybe
	case gradeOf(a.Grade) >= c.open.grade-1:
		return yes
	}
	return no
}

func fitsPost(c *check, a *fact.Appointment) answer {
	if holdsLevel(a) && a.Position == c.open.post.Key {
		return yes
	}
	return no
}

func fitsKinds(c *check, a *fact.Appointment) answer {
	if a.Kind == "RETAINED" {
		return no
	}
	f := c.open.day.facts
	q := f.Positions[a.Position]
	if q == nil {
		return maybe
	}
	o := f.Organizations[q.Organization]
	switch {
	case o == nil:
		return maybe
	case slices.Contains(c.kinds, o.Kind):
		return yes
	}
	return no
}

// readExperience reads KIND,KIND:YEARS; without years, having been there at all.
func readExperience(c *check, text string) error {
	list, span, given := strings.Cut(text, ":")
	kinds, err := listOf(list, unitKinds)
	if err != nil {
		return err
	}
	c.kinds = kinds
	c.required = "A post at one of " + strings.Join(kinds, ", ") + "."
	if given {
		months, err := monthsOf(span)
		if err != nil {
			return err
		}
		c.length = months * month
		c.required = fmt.Sprintf("At least %s years in posts at one of %s.", span, strings.Join(kinds, ", "))
	}
	return nil
}

// lookStep asks that the person stands one level below.
func lookStep(c *check, d *fact.Dossier, n *note) Outcome {
	y, t := c.open.day, c.open.grade
	lo, hi := y.level(d)
	if n != nil {
		n.found = "Stands at " + grades[lo] + "; the level below the post is " + grades[t-1] + "."
		n.levelFacts(y, d)
	}
	switch {
	case lo >= t:
		if n != nil {
			n.there(lo)
		}
		return NotApplicable
	case lo >= t-1:
		return Pass
	case hi >= t-1:
		if n != nil {
			n.miss("the level the person stands at on the day")
		}
		return Unknown
	}
	return Fail
}

// lookLowerYears asks for time at the level below, of those who come from there.
func lookLowerYears(c *check, d *fact.Dossier, n *note) Outcome {
	y := c.open.day
	lo, hi := y.level(d)
	if lo >= c.open.grade {
		if n != nil {
			n.there(lo)
			n.levelFacts(y, d)
		}
		return NotApplicable
	}
	out := lookTime(c, d, n)
	if out == Fail && hi >= c.open.grade { // unless it is no promotion
		if n != nil {
			n.levelFacts(y, d)
			n.miss("the level the person stands at on the day")
		}
		return Unknown
	}
	return out
}

// lookLowerPosts counts different posts at the level below or above it.
func lookLowerPosts(c *check, d *fact.Dossier, n *note) Outcome {
	y := c.open.day
	if lo, _ := y.level(d); lo >= c.open.grade {
		if n != nil {
			n.there(lo)
			n.levelFacts(y, d)
		}
		return NotApplicable
	}
	sure, perhaps := c.posts(d)
	ok := reached(int32(sure), int32(perhaps), int32(c.number))
	if n != nil {
		n.found = fmt.Sprintf("Posts at %s or above: %d.", grades[c.open.grade-1], sure)
		if perhaps != sure {
			n.found = fmt.Sprintf("Posts at %s or above: between %d and %d.", grades[c.open.grade-1], sure, perhaps)
		}
		for i := range d.Appointments {
			a := &d.Appointments[i]
			if fit := min(fitsLevel(c, a), parse(a.From).by(y.asOf)); fit != no {
				n.fact("Appointment", a.Key, "position", a.Position)
				n.fact("Appointment", a.Key, "grade", a.Grade)
				n.fact("Appointment", a.Key, "from", a.From)
				if fit == maybe {
					n.miss("the level and first day of appointment %s", a.Key)
				}
			}
		}
	}
	if _, hi := y.level(d); ok == no && hi >= c.open.grade {
		if n != nil {
			n.miss("the level the person stands at on the day")
		}
		return Unknown
	}
	return outcome(ok)
}

// posts counts different posts at the level below: certainly, and perhaps.
func (c *check) posts(d *fact.Dossier) (sure, perhaps int) {
	y := c.open.day
	for i := range d.Appointments {
		a := &d.Appointments[i]
		fit := min(fitsLevel(c, a), parse(a.From).by(y.asOf))
		if fit == no {
			continue
		}
		first, firstSure := true, fit == yes
		for j := range d.Appointments[:i] {
			if b := &d.Appointments[j]; b.Position == a.Position {
				before := min(fitsLevel(c, b), parse(b.From).by(y.asOf))
				first = first && before == no
				firstSure = firstSure && before != yes
			}
		}
		if first {
			perhaps++
		}
		if firstSure {
			sure++
		}
	}
	return sure, perhaps
}

func readTerms(c *check, text string) error {
	if err := readCount(c, text); err != nil {
		return err
	}
	c.required = fmt.Sprintf("Fewer than %d full terms in the post.", c.number)
	return nil
}

// lookTerms asks that the post was not held for as many terms as one may.
func lookTerms(c *check, d *fact.Dossier, n *note) Outcome {
	q := c.open.post
	if q.TermYears == 0 {
		if n != nil {
			n.found = "No term is set for the post."
			n.fact("Position", q.Key, "termYears", "")
		}
		return NotApplicable
	}
	lo, hi := c.time(d, c.open.day.asOf)
	ok := reached(lo, hi, int32(c.number*q.TermYears)*12*month).not()
	if n != nil {
		n.found = fmt.Sprintf("Held the post for %s; a term is %d years.", between(lo, hi), q.TermYears)
		n.fact("Position", q.Key, "termYears", fmt.Sprint(q.TermYears))
		c.timeFacts(d, n)
	}
	return outcome(ok)
}
