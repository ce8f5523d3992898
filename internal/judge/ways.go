package judge

import (
	"slices"
	"strconv"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// ways are the ways of checking that rules may name. What looks at a date or two comes first.
var ways = map[string]*way{
	"IN_SERVICE":  {cost: 1, look: lookInService},
	"OTHER_POST":  {cost: 2, post: true, look: lookOtherPost},
	"SERVICE":     {cost: 2, operators: []string{"GTE"}, read: readYears, look: lookService},
	"AGE":         {cost: 2, operators: []string{"LT", "LTE"}, read: readAge, look: lookAge},
	"PARTY_YEARS": {cost: 2, operators: []string{"GTE"}, read: readYears, look: lookParty},
	"STEP":        {cost: 3, post: true, ready: needLevel, look: lookStep, never: passesTwoLevels},
	"SANCTION":    {cost: 3, look: lookSanction},
	"HEADCOUNT":   {cost: 3, post: true, ready: readyHeadcount, look: lookHeadcount},
	"LOWER_YEARS": {cost: 4, operators: []string{"GTE"}, read: readYears, post: true, ready: needLevel, look: lookLowerYears, fits: fitsLevel, ranks: fitsRankLevel},
	"GRASSROOTS":  {cost: 4, operators: []string{"GTE"}, read: readYears, look: lookTime, fits: fitsGrassroots},
	"BAR":         {cost: 4, look: lookBar},
	"FINDING":     {cost: 4, look: lookFinding},
	"EXCEPTION":   {cost: 8, post: true, ready: needLevel, look: lookException},
	"LEVEL_TIME":  {cost: 5, operators: []string{"LT"}, read: readLevelTime, post: true, look: lookLevelTime, fits: fitsSameLevel},
	"CLEARANCE":   {cost: 4, read: readClearances, optional: true, look: lookClearance},
	"PROBATION":   {cost: 4, look: lookProbation},
	"TERMS":       {cost: 5, operators: []string{"LT"}, read: readTerms, post: true, look: lookTerms, fits: fitsPost},
	"EDUCATION":   {cost: 5, operators: []string{"GTE"}, read: readEducation, look: lookEducation},
	"LOWER_POSTS": {cost: 5, operators: []string{"GTE"}, read: readCount, post: true, ready: needLevel, look: lookLowerPosts},
	"EXPERIENCE":  {cost: 6, operators: []string{"GTE"}, read: readExperience, look: lookTime, fits: fitsKinds},
	"INQUIRY":     {cost: 6, look: lookInquiry},
	"ANNUAL":      {cost: 7, operators: []string{"GTE"}, read: readCount, ready: readyAnnual, look: lookAnnual},
	"POLITICAL":   {cost: 7, read: readScheme, optional: true, ready: readyPolitical, look: lookPolitical},
	"RANK_YEARS":  {cost: 8, ready: readyRank, look: lookRank, fits: fitsRankGrade},
	"UNRECORDED":  {cost: 9, look: lookUnrecorded},
}

// gradeOf is the place of a level among the levels of posts; 0 is none, or unknown.
func gradeOf(s string) int8 {
	if i := slices.Index(grades, s); i > 0 {
		return int8(i)
	}
	return 0
}

// needLevel makes a check unknown for everyone where the post's level is.
func needLevel(c *check) {
	if c.open.grade < 2 {
		c.fixed, c.why = Unknown, message.New("The level of the post is not known.")
		if c.open.post.Grade != "" {
			c.fixed, c.why = NotApplicable, message.New("There is no level below that of the post.")
		}
	}
}

// holdsLevel reports whether an appointment makes someone hold the post's level: not on secondment, without the
// title, with the treatment only, or for special work.
func holdsLevel(a *fact.Appointment) bool {
	switch a.Kind {
	case "SECONDED", "ACTING", "RETAINED", "SPECIAL_WORK":
		return false
	}
	return true
}

// level is the highest level the person certainly holds on the day, and the highest they may.
func (y *Day) level(d *fact.Dossier) (lo, hi int8) {
	for i := range d.Appointments {
		a := &d.Appointments[i]
		held := y.held(a)
		if held == no || !holdsLevel(a) {
			continue
		}
		if a.Grade == "" {
			hi = int8(len(grades) - 1)
			continue
		}
		g := gradeOf(a.Grade)
		hi = max(hi, g)
		if held == yes {
			lo = max(lo, g)
		}
	}
	return lo, hi
}

// levelFacts notes the appointments that decide the level.
func (n *note) levelFacts(y *Day, d *fact.Dossier) {
	for i := range d.Appointments {
		a := &d.Appointments[i]
		if y.held(a) == no || !holdsLevel(a) {
			continue
		}
		n.fact("Appointment", a.Key, "grade", a.Grade)
		n.fact("Appointment", a.Key, "from", a.From)
		n.fact("Appointment", a.Key, "to", a.To)
		if a.Grade == "" {
			n.miss("the level of appointment %s", a.Key)
		}
	}
}

// there says that a move to the post is none to a higher level.
func (n *note) there(level int8) {
	n.tell("Stands at %s already: the move is none to a higher level.", levelText(level))
}

func lookUnrecorded(c *check, _ *fact.Dossier, n *note) Outcome {
	if n != nil {
		n.tell("Nothing in the graph tells.")
		n.missText(message.Phrase(c.rule.Params.Missing))
	}
	return Unknown
}

func readEducation(c *check, text string) error {
	at := 0
	for i, names := range c.rule.Params.Levels {
		if slices.Contains(names, text) {
			at = i + 1
		}
	}
	if at == 0 {
		var all []string
		for _, names := range c.rule.Params.Levels {
			all = append(all, names[0])
		}
		return message.Errorf("it has the value %q; a level of study is read: %s", text, message.Names(all))
	}
	c.number = at
	c.required = message.New("%s: %s or higher.", unended{c.rule.look()}, text)
	return nil
}

// lookEducation goes by the highest study completed by the day. Where it was pursued is not known here.
func lookEducation(c *check, d *fact.Dossier, n *note) Outcome {
	y := c.open.day
	sure, perhaps, best := 0, 0, ""
	for i := range d.Educations {
		e := &d.Educations[i]
		done := parse(e.CompletedOn).by(y.asOf)
		if done == no {
			continue
		}
		at, known := c.rule.education[e.Level]
		if !known {
			at = len(c.rule.Params.Levels)
		}
		if perhaps = max(perhaps, at); known && done == yes && at > sure {
			sure, best = at, e.Level
		}
		if n != nil {
			n.fact("Education", e.Key, "level", e.Level)
			n.fact("Education", e.Key, "completedOn", e.CompletedOn)
			if !known {
				n.miss("what level of study %q of education %s is", e.Level, e.Key)
			}
			if done == maybe {
				n.miss("the day education %s was completed", e.Key)
			}
		}
	}
	if n != nil {
		n.tell("No completed study is recorded.")
		if best != "" {
			n.tell("The highest study certainly completed is %s.", best)
		}
		if perhaps == 0 {
			n.miss("the studies the person has completed")
		}
	}
	switch {
	case sure >= c.number:
		return Pass
	case perhaps >= c.number || perhaps == 0:
		return Unknown
	}
	return Fail
}

func readyHeadcount(c *check) {
	y := c.open.day
	y.prepare()
	for _, h := range y.holders[c.open.post.Key] {
		if c.leaves(h.d) {
			continue
		}
		switch y.takesPlace(h) {
		case no:
			continue
		case yes:
			c.low++
		}
		c.high++
	}
	c.low, c.high = c.low+c.open.ask.Coming, c.high+c.open.ask.Coming
	c.required = message.New("A place of the post is free on the day.")
}

// leaves reports whether someone leaves the post by the same plan.
func (c *check) leaves(d *fact.Dossier) bool { return slices.Contains(c.open.ask.Leaving, d.Key) }

// takesPlace reports whether a holder takes a place of the post: counts, and has not left the service.
func (y *Day) takesPlace(h holder) answer {
	if !h.a.CountsHeadcount {
		return no
	}
	return min(y.held(h.a), y.serves(h.d))
}

// lookHeadcount counts the holders of the post. Who holds it already takes no further place.
func lookHeadcount(c *check, d *fact.Dossier, n *note) Outcome {
	y, q := c.open.day, c.open.post
	lo, hi := c.low, c.high
	for i := range d.Appointments {
		a := &d.Appointments[i]
		if a.Position == q.Key && y.takesPlace(holder{d, a}) != no && !c.leaves(d) {
			hi--
			lo = max(0, lo-1)
		}
	}
	_, set := y.Approved(q)
	if n != nil {
		n.headcount(c, lo, hi, set)
	}
	switch {
	case !set:
		return Unknown
	case hi < *q.Headcount:
		return Pass
	case lo >= *q.Headcount:
		return Fail
	}
	return Unknown
}

func (n *note) headcount(c *check, lo, hi int, set bool) {
	q := c.open.post
	approved, headcount := message.New("unknown"), ""
	if q.Headcount != nil {
		headcount = strconv.Itoa(*q.Headcount)
		approved = message.Plain(headcount)
	}
	n.fact("Position", q.Key, "headcount", headcount)
	n.fact("Position", q.Key, "headcountFrom", q.HeadcountFrom)
	taken := message.Plain(strconv.Itoa(lo))
	if hi != lo {
		taken = message.New("between %d and %d", lo, hi)
	}
	n.tell("Places approved: %s; taken by others: %s.", approved, taken)
	if p := c.open.ask; len(p.Leaving)+p.Coming > 0 {
		n.also("By the same plan %d leave the post, and %d others come to it, who are counted.", len(p.Leaving), p.Coming)
	}
	for _, h := range c.open.day.holders[q.Key] {
		if c.open.day.takesPlace(h) != no {
			n.fact("Appointment", h.a.Key, "to", h.a.To)
		}
	}
	if !set {
		n.miss("the approved number of places of position %s on the day", q.Key)
		return
	}
	n.miss("the days on which the appointments to position %s began and ended", q.Key)
}
