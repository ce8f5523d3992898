package appraisal

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"bole/graph"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// Bounds of overlooked: bands from which someone's work asks for attention, and years.
const (
	firstBands      = 2
	mostYearsListed = 20
)

// overlooked is who of a unit stood on no list, for one caller.
type overlooked struct {
	*Appraiser
	edition   *edition
	day       *judge.Day
	caller    graph.Caller
	visible   func(*fact.Dossier) bool
	fitted    *fitted // nil where records are turned off
	since     string
	listed    map[string]string // the day of an official's last list
	vacancies []*selection      // the open ones
}

// Overlooked answers overlooked(unit, asOf, years).
func (a *Appraiser) Overlooked(ctx context.Context, q graph.Query) (any, error) {
	e, day, err := a.stood(ctx, q, "asOf")
	if err != nil {
		return nil, err
	}
	unit := textArg(q.Args, "unit")
	years, _ := q.Args["years"].(int64)
	switch {
	case e.facts.Organizations[unit] == nil:
		return nil, badInput("unit %q is not an organization; give the key of one", unit)
	case years < 1 || years > mostYearsListed:
		return nil, badInput("years is %d; give 1 to %d", years, mostYearsListed)
	}
	o := &overlooked{Appraiser: a, edition: e, day: day, caller: q.Caller, visible: seen(q.Caller), since: yearsBefore(day.AsOf(), int(years))}
	n, first, listed, err := a.figures.Shortlists(ctx, q.Caller, o.since, day.AsOf())
	if err != nil {
		return nil, err
	}
	o.listed = listed
	if !a.options.NoRecords {
		if o.fitted, err = a.modelBy(ctx, e, fitKey{asOf: day.AsOf()}, "", true); err != nil {
			return nil, err
		}
	}
	unreadable := o.open()
	looked := e.of(unit, func(d *fact.Dossier) bool { return o.visible(d) && day.Serves(d) })
	return graph.Object{Type: "Overlooked", About: []graph.Ref{{Type: "Vacancy"}}, Fields: map[string]any{"asOf": day.AsOf(), "since": o.since, "order": "LOT", "shortlists": n,
		"firstShortlistOn": optional(first), "lookedAt": int64(len(looked)), "unreadable": unreadable, "officials": o.officials(ctx, looked, fmt.Sprint(unit, "\n", years))}}, nil
}

// byToday refuses a day that has not come: nothing is recorded of it.
func (a *Appraiser) byToday(name, day string) error {
	if today := a.options.Now().Format(time.DateOnly); day > today {
		return badInput("%s is %s, after today, %s; what has not come yet is not recorded; give today or a day before", name, day, today)
	}
	return nil
}

// yearsBefore is the first day of some years that end with a whole day.
func yearsBefore(day string, years int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day // a Day's own is a whole day
	}
	return t.AddDate(0, 0, 1).AddDate(-years, 0, 0).Format(time.DateOnly)
}

// of are the officials of an organization and all below it who meet a test, in the order of their keys.
func (e *edition) of(unit string, test func(*fact.Dossier) bool) []*fact.Dossier {
	in := map[string]bool{"": false, unit: true}
	var below func(key string) bool
	below = func(key string) bool {
		is, known := in[key]
		if !known {
			in[key] = false // a circle is below nothing
			if o := e.facts.Organizations[key]; o != nil {
				is = below(o.Parent)
			}
			in[key] = is
		}
		return is
	}
	return e.those(func(d *fact.Dossier) bool { return below(d.Unit) && test(d) })
}

// open makes the vacancies ready that are open on the day, and gives those whose requirements cannot be read.
func (o *overlooked) open() []any {
	unreadable := []any{}
	for _, key := range vacancyKeys(o.edition.facts) {
		if !o.day.Vacant(o.edition.facts.Vacancies[key]) {
			continue
		}
		s, err := o.conditions(o.edition, o.day, o.caller, o.visible, judge.Ask{Vacancy: key})
		if err != nil {
			unreadable = append(unreadable, graph.Ref{Type: "Vacancy", Key: key})
			continue
		}
		o.vacancies = append(o.vacancies, s)
	}
	return unreadable
}

// officials are those of a unit who have a reason to stand on a list and stood on none, by lot.
func (o *overlooked) officials(ctx context.Context, looked []*fact.Dossier, asked string) graph.Entries {
	records := make([]*judge.Measured, len(looked))
	if o.fitted != nil {
		for i, d := range looked {
			records[i] = o.fitted.measured(d.Key)
		}
	}
	out := graph.Entries{}
	for i, band := range judge.Bands(records) {
		d := looked[i]
		rounds := o.named(d)
		var reasons []any
		if band >= 0 && band < firstBands {
			reasons = append(reasons, "RECORD")
		}
		if len(rounds) > 0 {
			reasons = append(reasons, "NAMED")
		}
		if len(reasons) == 0 || o.listed[d.Key] >= o.since || o.promoted(d) {
			continue
		}
		lot := sha256.Sum256([]byte(o.day.AsOf() + "\n" + asked + "\n" + d.Key))
		out = append(out, graph.Entry{Place: hex.EncodeToString(lot[:]), Make: func() graph.Object { return o.object(ctx, d, band, reasons, rounds) }})
	}
	sortEntries(out)
	return out
}

// named are the rounds without a vacancy in which someone was named in these years, the latest first.
func (o *overlooked) named(d *fact.Dossier) []*fact.Nomination {
	var out []*fact.Nomination
	for i := range d.Nominations {
		n := &d.Nominations[i]
		held, _ := o.day.Since(n.HeldOn, o.since)
		if n.Kind == "NO_VACANCY" && held && (n.ByLeader != nil && *n.ByLeader || n.Outstanding != nil && *n.Outstanding) {
			out = append(out, n)
		}
	}
	slices.SortStableFunc(out, func(a, b *fact.Nomination) int { return cmp.Compare(b.HeldOn, a.HeldOn) })
	return out
}

// promoted reports whether someone was promoted or used further in these years, or may have been.
func (o *overlooked) promoted(d *fact.Dossier) bool {
	return slices.ContainsFunc(d.Decisions, func(x fact.Decision) bool {
		_, perhaps := o.day.Since(x.DecidedOn, o.since)
		return perhaps && (x.Kind == "PROMOTION" || x.Kind == "FURTHER_USE") && (x.State == "DECIDED" || x.State == "EFFECTIVE")
	})
}

func (o *overlooked) object(ctx context.Context, d *fact.Dossier, band int, reasons []any, rounds []*fact.Nomination) graph.Object {
	results := []any{}
	for _, n := range rounds {
		results = append(results, roundObject(n))
	}
	fields := map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: d.Key}, "reasons": reasons, "band": bandNumber(band), "record": nil, "rounds": results,
		"listedOn": optional(o.listed[d.Key]), "vacancies": lazily(func() (any, error) { return o.beside(d), nil })}
	if o.fitted != nil {
		if r, ok := o.recordOf(ctx, o.edition, o.fitted, o.caller, d.Key); ok {
			fields["record"] = r
		}
	}
	return graph.Object{Type: "OverlookedOfficial", Fields: fields}
}

// beside sets someone beside the open vacancies: those that the conditions do not keep them from come first.
func (o *overlooked) beside(d *fact.Dossier) graph.Entries {
	out := make(graph.Entries, 0, len(o.vacancies))
	for _, s := range o.vacancies {
		verdict := s.opening.Verdict(d)
		place := map[bool]string{true: "2", false: "1"}[verdict == judge.Failed] + s.ask.Vacancy
		out = append(out, graph.Entry{Place: place, Make: func() graph.Object {
			stopped, open := []any{}, []any{}
			for _, g := range s.opening.Gates(d) {
				switch g.Outcome {
				case judge.Fail:
					stopped = append(stopped, o.gateObject(s, d, &g))
				case judge.Unknown, judge.Review:
					open = append(open, o.gateObject(s, d, &g))
				}
			}
			return graph.Object{Type: "OverlookedVacancy", Fields: map[string]any{"vacancy": graph.Ref{Type: "Vacancy", Key: s.ask.Vacancy}, "eligibility": string(verdict),
				"stoppedBy": stopped, "open": open}}
		}})
	}
	sortEntries(out)
	return out
}
