package judge

import (
	"fmt"
	"slices"
	"strings"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// time is how long the person held posts that fit, and ranks where they count too, each day once: at least and at
// most, where dates are partial or it is not known whether a post fits. later, above the day, lets what is held run on
// to that day.
func (c *check) time(d *fact.Dossier, later int32) (lo, hi int32) {
	var low, high [12]stretch // on the stack: 20,000 dossiers are looked at in one go
	l, h := c.stretches(d, later, low[:0], high[:0])
	hi = total(h)
	return min(total(l), hi), hi
}

// stretches adds the time of posts and ranks that fit: certainly, and perhaps.
func (c *check) stretches(d *fact.Dossier, later int32, low, high []stretch) (l, h []stretch) {
	l, h = low, high
	for i := range d.Appointments {
		a := &d.Appointments[i]
		if fit := c.way.fits(c, a); fit != no {
			l, h = c.open.day.stretch(fit, a.From, a.To, later, l, h)
		}
	}
	if c.way.ranks == nil {
		return l, h
	}
	for i := range d.Ranks {
		r := &d.Ranks[i]
		if fit := c.way.ranks(c, r); fit != no {
			l, h = c.open.day.stretch(fit, r.GrantedOn, r.To, later, l, h)
		}
	}
	return l, h
}

// stretch adds the time from one date to another.
func (y *Day) stretch(fit answer, begin, end string, later int32, l, h []stretch) (low, high []stretch) {
	from := parse(begin)
	if from.by(y.asOf) == no {
		return l, h
	}
	to := span{later, later}
	if end != "" {
		if to = parse(end); !to.known() {
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
	return l, h
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
			n.miss("the day appointment %s began, which is known as %s", a.Key, dated(a.From))
		}
		if a.To != "" && !parse(a.To).exact() {
			n.miss("the day appointment %s ended, which is known as %s", a.Key, a.To)
		}
		if fit == maybe {
			n.miss("whether appointment %s counts: its %s", a.Key, c.decides())
		}
	}
	if c.way.ranks != nil {
		n.rankFacts(c, d)
	}
}

// rankFacts notes the ranks that fit.
func (n *note) rankFacts(c *check, d *fact.Dossier) {
	for i := range d.Ranks {
		r := &d.Ranks[i]
		fit, from := fitsRankLevel(c, r), parse(r.GrantedOn)
		if fit == no || from.by(c.open.day.asOf) == no {
			continue
		}
		n.fact("RankGrant", r.Key, "rank", r.Rank)
		n.fact("RankGrant", r.Key, "grantedOn", r.GrantedOn)
		n.fact("RankGrant", r.Key, "to", r.To)
		if fit == maybe {
			n.miss("the level of posts that rank %s of ladder %s corresponds to", r.Rank, message.Term("RankLadder", r.Ladder))
		} else if !from.exact() || r.To != "" && !parse(r.To).exact() {
			n.miss("the days on which rank grant %s began and ended", r.Key)
		}
	}
}

// decides names the property by which posts fit.
func (c *check) decides() message.Text {
	switch c.rule.Check {
	case "GRASSROOTS":
		return message.Term("Appointment", "grassroots")
	case "EXPERIENCE":
		return message.New("post's organization")
	}
	return message.Term("Appointment", "grade")
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
		n.tell("It comes to %s.", between(lo, hi))
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
	if !holdsLevel(a) {
		return no
	}
	return c.atLevel(a)
}

// atLevel reports whether an appointment, however it is held, is one level below the opening or above.
func (c *check) atLevel(a *fact.Appointment) answer {
	level := max(gradeOf(a.Grade), gradeOf(a.ComparableGrade))
	switch {
	case level >= c.open.grade-1:
		return yes
	case a.Grade == "" && a.ComparableGrade == "":
		return maybe
	}
	return no
}

// fitsRankLevel takes ranks that correspond to a level one below that of the opening, or above.
func fitsRankLevel(c *check, r *fact.RankGrant) answer {
	level, known := c.open.book.levelOfRank(r.Ladder, r.Rank)
	switch {
	case !known:
		return maybe
	case level >= c.open.grade-1:
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
	c.required = message.New("A post at one of %s.", message.Join(", ", termsOf("OrganizationKind", kinds)...))
	if given {
		months, err := monthsOf(span)
		if err != nil {
			return err
		}
		c.length = months * month
		c.required = message.New("At least %s years in posts at one of %s.", span, message.Join(", ", termsOf("OrganizationKind", kinds)...))
	}
	return nil
}

// standing is the level a person stands at for promotions level by level: of posts held, comparable posts and ranks.
func (c *check) standing(d *fact.Dossier) (lo, hi int8) {
	y := c.open.day
	lo, hi = y.level(d)
	for i := range d.Appointments {
		if a := &d.Appointments[i]; holdsLevel(a) && a.ComparableGrade != "" {
			if held := y.held(a); held != no {
				hi = max(hi, gradeOf(a.ComparableGrade))
				if held == yes {
					lo = max(lo, gradeOf(a.ComparableGrade))
				}
			}
		}
	}
	for i := range d.Ranks {
		r := &d.Ranks[i]
		held := y.granted(r)
		if held == no {
			continue
		}
		level, known := c.open.book.levelOfRank(r.Ladder, r.Rank)
		switch {
		case !known:
			hi = int8(len(grades) - 1)
		case held == yes:
			lo, hi = max(lo, level), max(hi, level)
		default:
			hi = max(hi, level)
		}
	}
	return lo, hi
}

// passesTwoLevels reports whether the post lies so far above where the person surely stands that two levels would be
// passed over, which no consent allows. Who holds no level is not known to.
func passesTwoLevels(c *check, d *fact.Dossier) bool {
	_, hi := c.standing(d)
	return hi > 0 && hi < c.open.grade-2
}

// lookStep asks that the person stands one level below.
func lookStep(c *check, d *fact.Dossier, n *note) Outcome {
	y, t := c.open.day, c.open.grade
	if held, _ := y.level(d); held >= t {
		if n != nil {
			n.levelFacts(y, d)
			n.there(held)
		}
		return NotApplicable
	}
	lo, hi := c.standing(d)
	if n != nil {
		n.tell("Stands at %s; the level below the post is %s.", levelText(lo), levelText(t-1))
		if passesTwoLevels(c, d) {
			n.also("Two levels would be passed over, which no consent allows.")
		}
		n.levelFacts(y, d)
		n.rankFacts(c, d)
	}
	switch {
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
	if rank := c.rankBeside(d); sure > 0 && rank == yes {
		sure++
	}
	if rank := c.rankBeside(d); perhaps > 0 && rank != no {
		perhaps++
	}
	ok := reached(int32(sure), int32(perhaps), int32(c.number))
	if n != nil {
		n.tell("Posts at %s or above: %d.", levelText(c.open.grade-1), sure)
		if perhaps != sure {
			n.tell("Posts at %s or above: between %d and %d.", levelText(c.open.grade-1), sure, perhaps)
		}
		for i := range d.Appointments {
			a := &d.Appointments[i]
			if fit := c.fitsPostBelow(a); fit != no {
				n.fact("Appointment", a.Key, "position", a.Position)
				n.fact("Appointment", a.Key, "grade", a.Grade)
				n.fact("Appointment", a.Key, "from", a.From)
				if fit == maybe {
					n.miss("the level and days of appointment %s", a.Key)
				}
			}
		}
		n.rankFacts(c, d)
	}
	if _, hi := y.level(d); ok == no && hi >= c.open.grade {
		if n != nil {
			n.miss("the level the person stands at on the day")
		}
		return Unknown
	}
	return outcome(ok)
}

// specialWork is how long special work on orders lasts to count as a post.
const specialWork = 6 * month

// fitsPostBelow reports whether an appointment counts among the posts one level below.
func (c *check) fitsPostBelow(a *fact.Appointment) answer {
	y := c.open.day
	if a.Kind != "SPECIAL_WORK" {
		return min(fitsLevel(c, a), parse(a.From).by(y.asOf))
	}
	l, h := y.stretch(yes, a.From, a.To, y.asOf, nil, nil)
	return min(c.atLevel(a), reached(total(l), total(h), specialWork))
}

// posts counts different posts at the level below: certainly, and perhaps. The same post after its duties changed
// much is another, and so is special work.
func (c *check) posts(d *fact.Dossier) (sure, perhaps int) {
	for i := range d.Appointments {
		a := &d.Appointments[i]
		fit := c.fitsPostBelow(a)
		if fit == no {
			continue
		}
		first, firstSure := true, fit == yes
		if !a.NewDuties {
			for j := range d.Appointments[:i] {
				if b := &d.Appointments[j]; b.Position == a.Position && (b.Kind == "SPECIAL_WORK") == (a.Kind == "SPECIAL_WORK") {
					before := c.fitsPostBelow(b)
					first = first && before == no
					firstSure = firstSure && before != yes
				}
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

// rankBeside reports whether the person has held a rank at the level below, which counts as a post beside a post.
func (c *check) rankBeside(d *fact.Dossier) answer {
	out := no
	for i := range d.Ranks {
		out = max(out, min(fitsRankLevel(c, &d.Ranks[i]), parse(d.Ranks[i].GrantedOn).by(c.open.day.asOf)))
	}
	return out
}

func readTerms(c *check, text string) error {
	if err := readCount(c, text); err != nil {
		return err
	}
	c.required = message.New("Fewer than %d full terms in the post without a break.", c.number)
	return nil
}

// lookTerms asks that the post was not held for as many terms as one may.
func lookTerms(c *check, d *fact.Dossier, n *note) Outcome {
	q := c.open.post
	if q.TermYears == 0 {
		if n != nil {
			n.tell("No term is set for the post.")
			n.fact("Position", q.Key, "termYears", "")
		}
		return NotApplicable
	}
	var low, high [12]stretch
	l, h := c.stretches(d, c.open.day.asOf, low[:0], high[:0])
	hi := longest(h)
	lo := min(longest(l), hi)
	ok := reached(lo, hi, int32(c.number*q.TermYears)*12*month).not()
	if n != nil {
		n.tell("Held the post without a break for %s at most; a term is %d years.", between(lo, hi), q.TermYears)
		n.fact("Position", q.Key, "termYears", fmt.Sprint(q.TermYears))
		c.timeFacts(d, n)
	}
	return outcome(ok)
}
