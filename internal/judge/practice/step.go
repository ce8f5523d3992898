package practice

import (
	"cmp"
	"maps"
	"slices"

	"bole/internal/judge/fact"
)

// Bounds of hidden steps.
const (
	LeastChosen = 5    // of whom it has to be known for anything to be said
	nearlyAll   = 0.9  // of those chosen
	doubt       = 0.05 // shared by all steps that are looked at
)

// thresholds of years that are looked at.
var thresholds = []int{2, 3, 5, 8, 10, 15, 20}

// Verdicts of a step.
const (
	beyondChance       = "BEYOND_CHANCE"
	notDistinguishable = "NOT_DISTINGUISHABLE"
	tooFew             = "TOO_FEW"
)

// Step is something that nearly everyone chosen had though no rule of the book asks for it.
type Step struct {
	Kind             string // POST_AT, CHIEF_AT, SAME_ORGANIZATION, POST or a measure of years
	OrganizationKind string // of POST_AT and CHIEF_AT
	Position         string // key, of POST
	Years            int    // of measures: at least so many
	Rule             string // of measures: the rule that asks for fewer, "" where none does
	Asked            float64
	Chosen, Having   int // of whom it is known, and how many of these had it
	Unknown          int // of those chosen
	Others, Had      int // who passed the conditions and were not chosen, each time they were passed over; and had it
	Share, Low, High *float64
	OthersShare      *float64
	Probability      *float64 // that as many or more would have had it, were each drawn by lot from all who passed
	Verdict          string

	has   func(s *Selection, d *fact.Dossier) standing
	takes taking // of posts
}

// taking reports whether a step is made of a post.
type taking func(s *Selection, q *fact.Position, o *fact.Organization) bool

// standing is how someone stands to a step.
type standing int8

const (
	lacks standing = iota
	unknown
	has
)

// Has reports whether someone had what the step is made of before a selection: surely, and whether that is known.
func (p *Step) Has(s *Selection, d *fact.Dossier) (had, known bool) {
	x := p.has(s, d)
	return x == has, x != unknown
}

// Steps are what nearly all had who were chosen in some selections, and how many such things were looked at. Only those
// count who passed the conditions. Of a measure of years the longest stands for all.
func Steps(selections []*Selection, organizationKinds []string) (found []Step, looked int) {
	all := candidates(selections, organizationKinds)
	for i := range all {
		p := &all[i]
		if !p.askedBy(selections) {
			looked++
			if p.count(selections) {
				found = append(found, *p)
			}
		}
	}
	last := map[string]int{} // of measures
	for _, p := range found {
		last[p.Kind] = max(last[p.Kind], p.Years)
	}
	found = slices.DeleteFunc(found, func(p Step) bool { return p.Years < last[p.Kind] })
	for i := range found {
		found[i].weigh(selections, looked)
	}
	found = slices.DeleteFunc(found, func(p Step) bool { return p.Others > 0 && p.Had == p.Others || p.Others == 0 })
	slices.SortStableFunc(found, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.OrganizationKind, b.OrganizationKind), cmp.Compare(a.Position, b.Position))
	})
	return found, looked
}

// candidates are all steps that are looked at. A certain post is looked at where one post alone was filled, if two at
// least of those chosen for it held it.
func candidates(selections []*Selection, organizationKinds []string) []Step {
	var out []Step
	for _, kind := range organizationKinds {
		at := func(_ *Selection, _ *fact.Position, o *fact.Organization) bool { return o != nil && o.Kind == kind }
		heads := func(s *Selection, q *fact.Position, o *fact.Organization) bool { return q.Chief && at(s, q, o) }
		out = append(out, Step{Kind: "POST_AT", OrganizationKind: kind}.of(at), Step{Kind: "CHIEF_AT", OrganizationKind: kind}.of(heads))
	}
	out = append(out, Step{Kind: "SAME_ORGANIZATION"}.of(func(s *Selection, q *fact.Position, _ *fact.Organization) bool {
		return q.Organization != "" && q.Organization == s.Day.Facts().Positions[s.Position].Organization
	}))
	for _, key := range posts(selections) {
		out = append(out, Step{Kind: "POST", Position: key}.of(func(_ *Selection, q *fact.Position, _ *fact.Organization) bool { return q.Key == key }))
	}
	if len(selections) == 0 {
		return out
	}
	for _, measure := range selections[0].Opening.Measures() {
		for _, years := range thresholds {
			out = append(out, Step{Kind: measure, Years: years, has: func(s *Selection, d *fact.Dossier) standing {
				least, most, known := s.Opening.Years(d, measure)
				switch {
				case known && least >= float64(years):
					return has
				case known && most < float64(years):
					return lacks
				}
				return unknown
			}})
		}
	}
	return out
}

// of makes a step of posts that were begun by the day.
func (p Step) of(takes taking) Step {
	p.takes = takes
	p.has = func(s *Selection, d *fact.Dossier) standing {
		switch had, unsure := s.Day.Had(d, func(q *fact.Position, o *fact.Organization) bool { return takes(s, q, o) }); {
		case len(had) > 0:
			return has
		case unsure:
			return unknown
		}
		return lacks
	}
	return p
}

// Gives are the appointments that give someone the step; none of a measure of years.
func (p *Step) Gives(s *Selection, d *fact.Dossier) []*fact.Appointment {
	if p.takes == nil {
		return nil
	}
	had, _ := s.Day.Had(d, func(q *fact.Position, o *fact.Organization) bool { return p.takes(s, q, o) })
	return had
}

// posts are the keys of posts that two at least of those chosen for one post held before.
func posts(selections []*Selection) []string {
	held := map[string]map[*fact.Dossier]bool{}
	for _, s := range selections {
		if s.Position != selections[0].Position {
			return nil
		}
		for _, c := range s.Choices {
			s.Day.Had(c.Cadre, func(q *fact.Position, _ *fact.Organization) bool {
				if held[q.Key] == nil {
					held[q.Key] = map[*fact.Dossier]bool{}
				}
				held[q.Key][c.Cadre] = true
				return false
			})
		}
	}
	maps.DeleteFunc(held, func(_ string, by map[*fact.Dossier]bool) bool { return len(by) < 2 })
	return slices.Sorted(maps.Keys(held))
}

// askedBy reports whether a condition of one of the selections asks for the step; of a measure it notes the rule that
// asks for less.
func (p *Step) askedBy(selections []*Selection) bool {
	for _, s := range selections {
		switch p.Kind {
		case "POST_AT":
			if s.Opening.AsksPostAt(p.OrganizationKind) {
				return true
			}
		case "CHIEF_AT", "SAME_ORGANIZATION", "POST":
		default:
			if years, rule := s.Opening.Asked(p.Kind); years > p.Asked {
				p.Asked, p.Rule = years, rule
			}
		}
	}
	return p.Years > 0 && p.Asked >= float64(p.Years)
}

// count counts those chosen, and reports whether nearly all had it.
func (p *Step) count(selections []*Selection) bool {
	for _, s := range selections {
		for _, c := range s.Choices {
			if !c.Counts() {
				continue
			}
			switch p.has(s, c.Cadre) {
			case has:
				p.Having++
				p.Chosen++
			case lacks:
				p.Chosen++
			case unknown:
				p.Unknown++
			}
		}
	}
	return p.Having > 0 && float64(p.Having) >= nearlyAll*float64(p.Chosen)
}

// weigh sets those chosen beside those who were not.
func (p *Step) weigh(selections []*Selection, looked int) {
	var chances []float64 // for each of those chosen, of whom it is known
	for _, s := range selections {
		known, having, chosen := 0, 0, 0
		for _, d := range s.Passed {
			x := p.has(s, d)
			if x == unknown {
				continue
			}
			known++
			if x == has {
				having++
			}
			if s.first(d) {
				chosen++
			}
			if s.Chose(d) {
				continue
			}
			p.Others++
			if x == has {
				p.Had++
			}
		}
		for range chosen {
			chances = append(chances, float64(having)/float64(known))
		}
	}
	if p.Verdict = tooFew; p.Chosen < LeastChosen {
		return
	}
	share, probability := float64(p.Having)/float64(p.Chosen), atLeast(p.Having, chances)
	low, high := wilson(p.Having, p.Chosen)
	p.Share, p.Low, p.High, p.Probability = &share, &low, &high, &probability
	if p.Others > 0 {
		others := float64(p.Had) / float64(p.Others)
		p.OthersShare = &others
	}
	if p.Verdict = notDistinguishable; probability < doubt/float64(looked) {
		p.Verdict = beyondChance
	}
}

// PassedOver is who passed the conditions, lacked a step and was not chosen, with the selections, by key.
func (p *Step) PassedOver(selections []*Selection) (who []*fact.Dossier, when map[*fact.Dossier][]*Selection) {
	when = map[*fact.Dossier][]*Selection{}
	for _, s := range selections {
		for _, d := range s.Passed {
			if !s.Chose(d) && p.has(s, d) == lacks {
				if when[d] == nil {
					who = append(who, d)
				}
				when[d] = append(when[d], s)
			}
		}
	}
	slices.SortFunc(who, func(a, b *fact.Dossier) int { return cmp.Compare(a.Key, b.Key) })
	return who, when
}
