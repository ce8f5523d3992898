package judge

import (
	"slices"

	"bole/internal/judge/fact"
)

// Holder is someone in a post on a day.
type Holder struct {
	Dossier     *fact.Dossier
	Appointment *fact.Appointment
	Sure        bool // false: a date is too coarse to tell whether the post is held
}

// Holders are those who hold a post on the day, or may, in the order of their keys.
func (y *Day) Holders(position string) []Holder {
	y.prepare()
	out := make([]Holder, 0, len(y.holders[position]))
	for _, h := range y.holders[position] {
		out = append(out, Holder{h.d, h.a, y.held(h.a) == yes})
	}
	return out
}

// Places is how many places of a post are certainly taken on the day, and how many more may be, by others than those
// without whom it is asked. Someone who holds the post twice takes one.
func (y *Day) Places(position string, without ...string) (taken, perhaps int) {
	y.prepare()
	by := map[string]answer{}
	for _, h := range y.holders[position] {
		if !slices.Contains(without, h.d.Key) {
			by[h.d.Key] = max(by[h.d.Key], y.takesPlace(h))
		}
	}
	for _, takes := range by {
		switch takes {
		case yes:
			taken++
		case maybe:
			perhaps++
		}
	}
	return taken, perhaps
}

// Takes reports whether an official takes a place of a post on the day, or may.
func (y *Day) Takes(d *fact.Dossier, position string) bool {
	for i := range d.Appointments {
		if a := &d.Appointments[i]; a.Position == position && y.takesPlace(holder{d, a}) != no {
			return true
		}
	}
	return false
}

// Approved is how many places of a post are approved on the day; false where that is not known.
func (y *Day) Approved(q *fact.Position) (int, bool) {
	if q.Headcount == nil || q.HeadcountFrom != "" && parse(q.HeadcountFrom).by(y.asOf) != yes {
		return 0, false
	}
	return *q.Headcount, true
}

// Held are the appointments of an official that are held on the day, or may be.
func (y *Day) Held(d *fact.Dossier) []*fact.Appointment {
	var out []*fact.Appointment
	for i := range d.Appointments {
		if a := &d.Appointments[i]; y.held(a) != no {
			out = append(out, a)
		}
	}
	return out
}

// Serves reports whether an official is in service on the day, for all that is known.
func (y *Day) Serves(d *fact.Dossier) bool { return y.serves(d) != no }

// Since reports whether a date lies between another day and the day, both included: surely, and whether it may.
func (y *Day) Since(date, first string) (surely, perhaps bool) {
	s, from := parse(date), parse(first).first
	return s.known() && s.first >= from && s.by(y.asOf) == yes, (!s.known() || s.last >= from) && s.by(y.asOf) != no
}

// Vacant reports whether a vacancy is open on the day, as far as its own days and today's status tell.
func (y *Day) Vacant(v *fact.Vacancy) bool {
	return v.Status == "OPEN" && parse(v.OpenedOn).by(y.asOf) == yes && (v.ClosesOn == "" || parse(v.ClosesOn).by(y.asOf-1) != yes)
}
