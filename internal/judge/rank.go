package judge

import (
	"slices"

	"bole/internal/judge/fact"

	"bole/graph/message"
)

// readyRank finds how one comes to the rank.
func readyRank(c *check) {
	a := c.open.ask
	switch s := c.open.book.step(a.Ladder, a.Rank); {
	case a.Rank == "":
		c.fixed, c.why = NotApplicable, message.New("No rank is asked for.")
	case s == nil:
		c.fixed, c.why = Unknown, message.New("The rule book does not say how one comes to this rank.")
	default:
		c.length, c.kinds, c.number = int32(s.Years)*12*month, s.Ranks, 0
		from := message.Names(s.Ranks)
		for _, g := range s.Grades {
			from = append(from, message.New("a post at %s", message.Term("PostGrade", g)))
			c.number = int(gradeOf(g))
		}
		t := c.open.book.Tables.Assessment
		c.required = message.New("%d years at %s; %d months less for each year graded %s, years graded %s not counted (%s %s, status %s).", s.Years,
			message.Join(" or ", from...), t.ShortenMonths, anyGrade(t.Shorten), anyGrade(t.NotCounted), t.Citation.Law, t.Citation.Article, t.Citation.Status)
	}
}

// fitsRankGrade takes posts at a level from which one comes to the rank.
func fitsRankGrade(c *check, a *fact.Appointment) answer {
	switch {
	case c.number == 0 || !holdsLevel(a):
		return no
	case a.Grade == "":
		return maybe
	case int(gradeOf(a.Grade)) == c.number:
		return yes
	}
	return no
}

// lookRank asks for the years at the rank or level below. Grades of years in that time shorten what is asked, or take
// a year out; a year whose grade is missing may have done either.
func lookRank(c *check, d *fact.Dossier, n *note) Outcome {
	if at := c.rank(d); at != nil {
		if n != nil {
			n.fact("RankGrant", at.Key, "rank", at.Rank)
			n.tell("Holds %s already.", at.Rank)
		}
		return Fail
	}
	asOf := c.open.day.asOf
	ok := c.atRank(d, asOf, n)
	if n != nil && ok == no {
		lo, hi := asOf, addMonths(asOf, 600)
		if c.atRank(d, hi, nil) == yes {
			for hi-lo > 1 {
				if m := (lo + hi) / 2; c.atRank(d, m, nil) == yes {
					hi = m
				} else {
					lo = m
				}
			}
			n.metOn = hi
		}
	}
	return outcome(ok)
}

// rank is a rank held on the day that is the one asked for, or higher.
func (c *check) rank(d *fact.Dossier) *fact.RankGrant {
	ranks := c.open.book.ladder(c.open.ask.Ladder)
	for i := range d.Ranks {
		r := &d.Ranks[i]
		if r.Ladder == c.open.ask.Ladder && slices.Index(ranks, r.Rank) >= slices.Index(ranks, c.open.ask.Rank) && c.open.day.granted(r) == yes {
			return r
		}
	}
	return nil
}

// granted reports whether a rank is held on the day.
func (y *Day) granted(r *fact.RankGrant) answer {
	from := parse(r.GrantedOn).by(y.asOf)
	if r.To == "" {
		return from
	}
	return min(from, parse(r.To).by(y.asOf).not())
}

// atRank reports whether the time at the rank or level suffices on a day, the present or a later one.
func (c *check) atRank(d *fact.Dossier, day int32, n *note) answer {
	low, high := c.rankTime(d, day, n)
	if n != nil && c.number > 0 {
		c.timeFacts(d, n)
	}
	if len(high) == 0 {
		if n != nil {
			n.tell("Stands at none of the ranks or levels from which one comes to this one.")
		}
		return no
	}
	t := c.open.book.Tables.Assessment
	first, last := high[0].from, int32(0)
	for _, s := range high {
		first, last = min(first, s.from), max(last, s.to)
	}
	asked := [2]int32{c.length, c.length} // at most, at least
	from, _, _ := civil(first)
	to, _, _ := civil(min(last, c.open.day.asOf))
	for year := from; year <= to && year <= c.lastGraded(); year++ {
		e, caused := c.annual(d, year)
		switch {
		case e == nil && caused: // the sanction does not count: a year like others
		case e == nil:
			low = without(low, year)
			asked[1] -= int32(t.ShortenMonths) * month
		case slices.Contains(t.NotCounted, e.Grade):
			low, high = without(low, year), without(high, year)
		case slices.Contains(t.Shorten, e.Grade):
			asked[0] -= int32(t.ShortenMonths) * month
			asked[1] -= int32(t.ShortenMonths) * month
		}
		if n != nil {
			n.year(year, e, caused)
		}
	}
	hi := total(high)
	lo := min(total(low), hi)
	if n != nil {
		text := years(max(asked[0], 0))
		if asked[0] != asked[1] {
			text = message.New("between %s and %s", years(max(asked[1], 0)), text)
		}
		n.found = message.Join(" ", message.New("%s counted; %s asked.", between(lo, hi), text), n.found)
	}
	switch {
	case lo >= asked[0]:
		return yes
	case hi < asked[1]:
		return no
	}
	return maybe
}

// rankTime is the time at ranks and levels from which one comes to the rank: certainly, and perhaps. Only who still
// stands there counts.
func (c *check) rankTime(d *fact.Dossier, day int32, n *note) (low, high []stretch) {
	y, now := c.open.day, no
	add := func(from, to span) {
		if from.first < to.last {
			high = append(high, stretch{from.first, to.last})
		}
		if from.last < to.first {
			low = append(low, stretch{from.last, to.first})
		}
	}
	end := func(text string) span {
		to := parse(text)
		if text == "" || to.first > y.asOf {
			return span{day, day}
		}
		if to.last > y.asOf {
			to.last = day
		}
		return to
	}
	for i := range d.Ranks {
		r := &d.Ranks[i]
		if r.Ladder != c.open.ask.Ladder || !slices.Contains(c.kinds, r.Rank) || parse(r.GrantedOn).by(y.asOf) == no {
			continue
		}
		now = max(now, y.granted(r))
		add(parse(r.GrantedOn), end(r.To))
		if n != nil {
			n.fact("RankGrant", r.Key, "rank", r.Rank)
			n.fact("RankGrant", r.Key, "grantedOn", r.GrantedOn)
			n.fact("RankGrant", r.Key, "to", r.To)
			if s := parse(r.GrantedOn); !s.exact() {
				n.miss("the day rank %s was granted, which is known as %s", r.Key, r.GrantedOn)
			}
		}
	}
	for i := range d.Appointments {
		a := &d.Appointments[i]
		fit := fitsRankGrade(c, a)
		if fit == no || parse(a.From).by(y.asOf) == no {
			continue
		}
		now = max(now, min(fit, y.held(a)))
		from, to := parse(a.From), end(a.To)
		if fit == maybe {
			from.last = to.first // perhaps all of it, perhaps nothing
		}
		add(from, to)
	}
	if now == no {
		return nil, nil
	}
	if now == maybe {
		low = nil
	}
	return low, high
}

// without cuts a calendar year out of stretches.
func without(list []stretch, year int) []stretch {
	from, to := number(year, 1, 1), number(year+1, 1, 1)
	var out []stretch
	for _, s := range list {
		if s.from < min(s.to, from) {
			out = append(out, stretch{s.from, min(s.to, from)})
		}
		if max(s.from, to) < s.to {
			out = append(out, stretch{max(s.from, to), s.to})
		}
	}
	return out
}
