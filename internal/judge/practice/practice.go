// Package practice asks past selections what they went by beside the rules: what nearly everyone chosen had that no rule
// asks for, and whether years or work told who was chosen among those who passed the conditions. It describes what was
// done. It makes no rule, judges nobody, and nothing that it finds enters a list of candidates.
package practice

import (
	"cmp"
	"slices"
	"time"

	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// Choice is an official who was chosen for a post.
type Choice struct {
	Cadre             *fact.Dossier
	Position, Vacancy string // keys; the vacancy is "" where none is named
	Decision          string // by which, or
	Shortlist         string // from which, where no decision says so yet
	On                string // the whole day
	Again             bool   // the official was chosen before, in the same selections: it counts for nothing more
	passed            bool
}

// Selection is the choices made for one post on one day, with everyone who passed its conditions the day before, when
// those chosen did not hold the post yet.
type Selection struct {
	Position, Vacancy, On string
	Day                   *judge.Day
	Opening               *judge.Opening
	Choices               []*Choice
	Passed                []*fact.Dossier // the chosen among them too
	chosen                map[*fact.Dossier]bool
}

// kinds of decisions that choose someone for a post. What sends somebody down or out chooses nobody.
var kinds = []string{"PROMOTION", "FURTHER_USE", "TRANSFER"}

// Decided are the choices that decisions made from one day to another for posts that a test takes, in the order of days,
// posts and officials. Decisions without a whole day are left out: nothing tells who could be chosen then.
func Decided(f *fact.Facts, from, to string, takes func(*fact.Position) bool, visible func(*fact.Dossier) bool) []*Choice {
	var out []*Choice
	for _, d := range f.Cadres {
		if !visible(d) {
			continue
		}
		for i := range d.Decisions {
			x := &d.Decisions[i]
			q := f.Positions[x.To]
			if q == nil || !takes(q) || len(x.DecidedOn) != len(time.DateOnly) || x.DecidedOn < from || x.DecidedOn > to ||
				!slices.Contains(kinds, x.Kind) || x.State != "DECIDED" && x.State != "EFFECTIVE" {
				continue
			}
			out = append(out, &Choice{Cadre: d, Position: x.To, Vacancy: x.Vacancy, Decision: x.Key, On: x.DecidedOn})
		}
	}
	return sorted(out)
}

func sorted(choices []*Choice) []*Choice {
	slices.SortFunc(choices, func(a, b *Choice) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Position, b.Position), cmp.Compare(a.Vacancy, b.Vacancy), cmp.Compare(a.Cadre.Key, b.Cadre.Key), cmp.Compare(a.Decision, b.Decision))
	})
	return choices
}

// Join adds choices from shortlists that no decision has taken up: the same official for the same post, that day or
// later, is the same choice.
func Join(decided, listed []*Choice) []*Choice {
	out := slices.Clone(decided)
	for _, c := range listed {
		same := func(d *Choice) bool { return d.Cadre == c.Cadre && d.Position == c.Position && d.On >= c.On }
		if !slices.ContainsFunc(decided, same) {
			out = append(out, c)
		}
	}
	return sorted(out)
}

// Before is the day before a whole day.
func Before(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// Group puts choices of one post and day together, in their order. What the selections were made from is filled in by
// Pool. Who is chosen several times says once what is gone by: a few people who are chosen again and again would
// otherwise make a rule of whatever they happen to have.
func Group(choices []*Choice) []*Selection {
	var out []*Selection
	before := map[*fact.Dossier]bool{}
	for _, c := range choices {
		if n := len(out); n == 0 || out[n-1].On != c.On || out[n-1].Position != c.Position || out[n-1].Vacancy != c.Vacancy {
			out = append(out, &Selection{Position: c.Position, Vacancy: c.Vacancy, On: c.On, chosen: map[*fact.Dossier]bool{}})
		}
		s := out[len(out)-1]
		if !s.chosen[c.Cadre] { // by two decisions at once
			c.Again = before[c.Cadre]
			s.chosen[c.Cadre], before[c.Cadre] = true, true
			s.Choices = append(s.Choices, c)
		}
	}
	return out
}

// Pool finds who passed the conditions the day before, among some officials. A missing fact keeps nobody out.
func (s *Selection) Pool(y *judge.Day, o *judge.Opening, among []*fact.Dossier) {
	s.Day, s.Opening, s.Passed = y, o, nil
	for _, d := range among {
		if o.Verdict(d) != judge.Failed {
			s.Passed = append(s.Passed, d)
		}
	}
	for _, c := range s.Choices {
		c.passed = o.Verdict(c.Cadre) != judge.Failed
	}
}

// Chose reports whether an official was chosen.
func (s *Selection) Chose(d *fact.Dossier) bool { return s.chosen[d] }

// first is the choice of an official that counts: the first one, of someone who passed the conditions.
func (s *Selection) first(d *fact.Dossier) bool {
	return slices.ContainsFunc(s.Choices, func(c *Choice) bool { return c.Cadre == d && c.Counts() })
}

// Passed reports whether whoever was chosen passed the conditions the day before.
func (c *Choice) Passed() bool { return c.passed }

// Counts reports whether the choice counts.
func (c *Choice) Counts() bool { return c.passed && !c.Again }
