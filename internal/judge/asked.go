package judge

import (
	"slices"

	"bole/internal/judge/fact"
)

// measures of time by which people who are chosen may differ from those who are not, with the way of checking that asks
// for it; "" where no rule does.
var measures = map[string]struct {
	check string
	way   way
}{
	"YEARS_OF_SERVICE":      {check: "SERVICE"},
	"YEARS_AT_GRASSROOTS":   {"GRASSROOTS", way{fits: fitsGrassroots}},
	"YEARS_AT_LEVEL_BELOW":  {"LOWER_YEARS", way{fits: fitsLevel, ranks: fitsRankLevel}},
	"YEARS_AT_ORGANIZATION": {"", way{fits: fitsOrganization}},
}

// Measures are the names that Years knows.
func (o *Opening) Measures() []string { return sortedKeys(measures) }

// Years is how long, in years, someone has what a measure measures by the day: at least and at most, where dates are
// partial. It is false where nothing tells.
func (o *Opening) Years(d *fact.Dossier, measure string) (least, most float64, known bool) {
	m, y := measures[measure], o.day
	var lo, hi int32
	switch {
	case m.check == "SERVICE":
		s := parse(d.WorkStartedOn)
		if !s.known() {
			return 0, 0, false
		}
		lo, hi = length(s.last, y.asOf), length(s.first, y.asOf)
	case m.check == "LOWER_YEARS" && o.grade < 2, m.check == "" && o.unit == nil:
		return 0, 0, false
	default:
		lo, hi = (&check{way: &m.way, open: o}).time(d, y.asOf)
	}
	return float64(lo) / (12 * month), float64(hi) / (12 * month), true
}

// Age is someone's age on the day in years; false where the birth is not known to the month. It serves auditors' reports
// and nothing else.
func (y *Day) Age(d *fact.Dossier) (years float64, known bool) {
	s := parse(d.Protected.BirthMonth)
	if !s.known() || s.last-s.first > 31 {
		return 0, false
	}
	return float64(length(s.last, y.asOf)+length(s.first, y.asOf)) / 2 / (12 * month), true
}

// fitsOrganization takes posts of the opening's organization.
func fitsOrganization(c *check, a *fact.Appointment) answer {
	q := c.open.day.facts.Positions[a.Position]
	switch {
	case a.Kind == "RETAINED":
		return no
	case q == nil:
		return maybe
	case q.Organization == c.open.unit.Key:
		return yes
	}
	return no
}

// Asked is how many years the conditions ask for by a measure, and by which rule; 0 where none does.
func (o *Opening) Asked(measure string) (years float64, rule string) {
	for _, c := range o.checks {
		if m := measures[measure]; m.check != "" && c.rule.Check == m.check && c.fixed == "" {
			if y := float64(c.length) / (12 * month); y > years {
				years, rule = y, c.rule.Code
			}
		}
	}
	return years, rule
}

// AsksPostAt reports whether a condition asks for posts at organizations of a kind.
func (o *Opening) AsksPostAt(kind string) bool {
	return slices.ContainsFunc(o.checks, func(c *check) bool { return c.rule.Check == "EXPERIENCE" && slices.Contains(c.kinds, kind) })
}

// Had are the appointments of an official that began by the day, to posts that a test takes, without those of which only
// the treatment was kept. Unsure: of one that may have begun, or whose post is not known, nothing tells.
func (y *Day) Had(d *fact.Dossier, takes func(*fact.Position, *fact.Organization) bool) (had []*fact.Appointment, unsure bool) {
	for i := range d.Appointments {
		a := &d.Appointments[i]
		begun := parse(a.From).by(y.asOf)
		if a.Kind == "RETAINED" || begun == no {
			continue
		}
		q := y.facts.Positions[a.Position]
		if q == nil {
			unsure = true
			continue
		}
		switch {
		case !takes(q, y.facts.Organizations[q.Organization]):
		case begun == yes:
			had = append(had, a)
		default:
			unsure = true
		}
	}
	return had, unsure && len(had) == 0
}
