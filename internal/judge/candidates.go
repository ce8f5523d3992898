package judge

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"math"
	"slices"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// Measured is a person's work record, as it is estimated for the wanted categories; it is relative to the
// population. A person without one has no number, which is not zero.
type Measured struct {
	Value, Low80, High80 float64
	Thin                 bool   // the interval is too wide to compare
	N                    int    // pieces of evidence
	Items                []Item // what it is made of
}

// Item is what one evaluation or task contributes to a record.
type Item struct {
	Label, Key   string
	Contribution float64
}

func (m *Measured) known() bool {
	return m != nil && m.N > 0 && m.High80 >= m.Low80 && !math.IsNaN(m.Value) && !math.IsInf(m.High80-m.Low80, 0)
}

func (m *Measured) estimate() estimate { return estimate{m.Value, (m.High80 - m.Low80) / (2 * z80)} }

// Entry is one person's place in a list.
type Entry struct {
	Dossier  *fact.Dossier
	Verdict  Verdict
	Band     int       // within the verdict, 0 the first; the order inside a band is by lot
	Measured *Measured // nil: no record. Those without one are the last of their verdict, after those of thin evidence
	lot      [sha256.Size]byte
}

// Compared reports whether the entry stands in a band by its work.
func (e *Entry) Compared() bool { return e.Measured != nil && !e.Measured.Thin }

// List is who does not fail for an opening, in order: ELIGIBLE, REVIEW, UNKNOWN; bands inside each, then those whose
// evidence is too thin to compare, then those without a record; by lot inside each of these, so that nothing false is
// told.
type List struct {
	Entries []Entry
	Failed  int // how many of those looked at failed something that must be met
	opening *Opening
}

// Candidates judges everyone the caller may see (nil: everyone). measured tells a person's record, nil where there
// is none (nil: nobody has one).
func (o *Opening) Candidates(measured func(key string) *Measured, visible func(*fact.Dossier) bool) *List {
	l := &List{opening: o}
	for _, d := range o.day.facts.Cadres {
		if visible != nil && !visible(d) {
			continue
		}
		v := o.Verdict(d)
		if v == Failed {
			l.Failed++
			continue
		}
		e := Entry{Dossier: d, Verdict: v, lot: sha256.Sum256([]byte(o.digest + d.Key))}
		if measured != nil {
			if m := measured(d.Key); m.known() {
				e.Measured = m
			}
		}
		l.Entries = append(l.Entries, e)
	}
	for _, v := range []Verdict{Eligible, ToReview, VerdictUnknown} {
		l.band(v)
	}
	slices.SortFunc(l.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(place(a.Verdict), place(b.Verdict)), cmp.Compare(a.Band, b.Band), bytes.Compare(a.lot[:], b.lot[:]), cmp.Compare(a.Dossier.Key, b.Dossier.Key))
	})
	return l
}

func place(v Verdict) int { return slices.Index([]Verdict{Eligible, ToReview, VerdictUnknown}, v) }

// band gives those of one verdict their bands.
func (l *List) band(v Verdict) {
	var es []estimate
	var at []int
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Verdict == v && e.Compared() {
			es = append(es, e.Measured.estimate())
			at = append(at, i)
		}
	}
	last := 0
	for i, b := range bandsOf(es) {
		l.Entries[at[i]].Band = b
		last = max(last, b+1)
	}
	rest := last
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Verdict == v && e.Measured != nil && e.Measured.Thin {
			e.Band, rest = last, last+1
		}
	}
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Verdict == v && e.Measured == nil {
			e.Band = rest
		}
	}
}

// Candidate is an entry with all its evidence.
type Candidate struct {
	Entry
	Gates    []Gate
	Fit      Fit
	Evidence []evidence // at most three, the strongest first
}

// evidence is a node that speaks for, or against, a person, and why it does.
type evidence struct {
	ref
	Why          message.Text
	Contribution *float64 // to the record; nil where it is none of the record's
}

// Full builds an entry in full, of this list or, with Band -1, of someone it does not hold.
func (l *List) Full(e Entry) Candidate { return l.opening.full(e) }

// Candidate builds the i-th entry in full.
func (l *List) Candidate(i int) Candidate { return l.opening.full(l.Entries[i]) }

// About is anyone in full, for a why not. Band is -1 for whom the list does not hold.
func (l *List) About(d *fact.Dossier) Candidate {
	i := slices.IndexFunc(l.Entries, func(e Entry) bool { return e.Dossier == d })
	if i >= 0 {
		return l.Candidate(i)
	}
	return l.opening.full(Entry{Dossier: d, Verdict: l.opening.Verdict(d), Band: -1})
}

func (o *Opening) full(e Entry) Candidate {
	c := Candidate{Entry: e, Gates: o.Gates(e.Dossier), Fit: o.Fit(e.Dossier)}
	c.Evidence = strongest(e.Measured, c.Fit.Led)
	return c
}

// strongest is what moves the record most, either way; where that is less than three, the hardest work led.
func strongest(m *Measured, led []ledTask) []evidence {
	const most = 3
	var out []evidence
	if m != nil {
		items := slices.Clone(m.Items)
		slices.SortFunc(items, func(a, b Item) int {
			return cmp.Or(cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution)), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Key, b.Key))
		})
		for _, i := range items[:min(most, len(items))] {
			out = append(out, evidence{ref{i.Label, i.Key}, message.New("Contributes %+.2f to the record.", i.Contribution), &i.Contribution})
		}
	}
	led = slices.Clone(led)
	slices.SortStableFunc(led, func(a, b ledTask) int { return b.Difficulty - a.Difficulty })
	for _, l := range led {
		if len(out) == most {
			break
		}
		if l.Task.Outcome == "FAILED" || slices.ContainsFunc(out, func(e evidence) bool { return e.ref == ref{"Task", l.Task.Key} }) {
			continue
		}
		why := message.New("Led; difficulty %d; %s.", l.Difficulty, message.Term("TaskOutcome", l.Task.Outcome))
		if !l.DifficultyKnown {
			why = message.New("Led; the difficulty does not count; %s.", message.Term("TaskOutcome", l.Task.Outcome))
		}
		out = append(out, evidence{ref{"Task", l.Task.Key}, why, nil})
	}
	return out
}
