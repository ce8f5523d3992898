package judge

import (
	"math"

	"bole/internal/judge/fact"
)

// Group is one group's row of a fairness report.
type Group struct {
	Attribute string // GENDER, ETHNICITY, AGE, UNIT_KIND
	Value     string // "" of whom it is unknown: a row of its own, compared with nobody
	Passed    int    // passed the gates
	Selected  int    // of these
	Rate      *float64
	Ratio     *float64 // of Rate to that of everyone else of known value; nil where too few, or where none of the others was selected
	Low, High *float64 // 95 % score interval of Ratio; High nil: it has no upper end
	Flag      string   // "" of the unknown
}

// Flags of a group.
const (
	belowFourFifths    = "BELOW_FOUR_FIFTHS"   // the whole interval lies below 0.8: more than chance explains
	notDistinguishable = "NOT_DISTINGUISHABLE" // from a ratio of 0.8 or more
	tooFew             = "TOO_FEW"             // people for a ratio, in the group or outside it
)

// minGroup is how many people must have passed, in a group and outside it, for a rate and a ratio to be shown.
const minGroup = 5

// attributes by which selection is compared. They serve the report and nothing else.
var attributes = []struct {
	name  string
	value func(*Day, *fact.Dossier) string
}{
	{"GENDER", func(_ *Day, d *fact.Dossier) string { return d.Protected.Gender }},
	{"ETHNICITY", func(_ *Day, d *fact.Dossier) string {
		switch d.Protected.Ethnicity {
		case "":
			return ""
		case "汉族", "汉", "01":
			return "HAN"
		}
		return "OTHER"
	}},
	{"AGE", (*Day).ageBand},
	{"UNIT_KIND", (*Day).unitKind},
}

// unitKind is the kind of the organization of the main post taken up last by the day, held or left since; "" where that
// is not known. The unit of today would count those selected where they went, and everyone else where they came from.
func (y *Day) unitKind(d *fact.Dossier) string {
	var last *fact.Appointment
	for i := range d.Appointments {
		a := &d.Appointments[i]
		begun := parse(a.From).by(y.asOf)
		switch {
		case !a.Main || begun == no:
			continue
		case begun == maybe:
			return ""
		case last == nil || a.From > last.From || a.From == last.From && a.Key > last.Key:
			last = a
		}
	}
	if last == nil {
		return ""
	}
	q := y.facts.Positions[last.Position]
	if q == nil || y.facts.Organizations[q.Organization] == nil {
		return ""
	}
	return y.facts.Organizations[q.Organization].Kind
}

// ageBand is the band of full years on the day; "" where the birth is not known well enough to tell.
func (y *Day) ageBand(d *fact.Dossier) string {
	s := parse(d.Protected.BirthMonth)
	if !s.known() {
		return ""
	}
	band := func(born int32) string {
		switch age := length(born, y.asOf) / (12 * month); {
		case age < 35:
			return "UNDER_35"
		case age < 45:
			return "35_TO_44"
		case age < 55:
			return "45_TO_54"
		}
		return "55_AND_OVER"
	}
	if band(s.first) != band(s.last) {
		return ""
	}
	return band(s.first)
}

// Fairness compares selection rates among those who passed the gates. Each group is compared with everyone else of
// known value, not with the group of the highest rate: the best of several small groups is best by chance too, and
// measured against it each other one looks worse than it is.
func (y *Day) Fairness(passed []*fact.Dossier, selected func(key string) bool) []Group {
	var out []Group
	for _, a := range attributes {
		groups := map[string]*Group{}
		known, chosen := 0, 0
		for _, d := range passed {
			v := a.value(y, d)
			g := groups[v]
			if g == nil {
				g = &Group{Attribute: a.name, Value: v}
				groups[v] = g
			}
			s := 0
			if selected(d.Key) {
				s = 1
			}
			g.Passed++
			g.Selected += s
			if v != "" {
				known++
				chosen += s
			}
		}
		keys := sortedKeys(groups)
		if len(keys) > 0 && keys[0] == "" { // the unknown last
			keys = append(keys[1:], "")
		}
		for _, v := range keys {
			g := groups[v]
			g.compare(chosen-g.Selected, known-g.Passed)
			out = append(out, *g)
		}
	}
	return out
}

// compare sets a group beside the others.
func (g *Group) compare(others, of int) {
	if g.Passed >= minGroup {
		r := float64(g.Selected) / float64(g.Passed)
		g.Rate = &r
	}
	if g.Value == "" {
		return
	}
	if g.Passed < minGroup || of < minGroup {
		g.Flag = tooFew
		return
	}
	g.Flag = notDistinguishable
	if g.Selected+others == 0 {
		return // nobody was selected: there is nothing to compare
	}
	low, high := ratioInterval(g.Selected, g.Passed, others, of, z95)
	g.Low = &low
	if !math.IsInf(high, 1) {
		g.High = &high
	}
	if others > 0 {
		r := *g.Rate / (float64(others) / float64(of))
		g.Ratio = &r
	}
	if high < 0.8 {
		g.Flag = belowFourFifths
	}
}

// ratioInterval is the score interval of Miettinen and Nurminen (1985) for the ratio of x1/n1 to x2/n2: all ratios
// that the data do not contradict by more than z. It holds its level down to a few people, where the interval of
// the logarithm of the ratio does not and has no answer at 0.
func ratioInterval(x1, n1, x2, n2 int, z float64) (low, high float64) {
	a, m, b, n := float64(x1), float64(n1), float64(x2), float64(n2)
	contradicted := func(ratio float64) bool {
		qa, qb, qc := (m+n)*ratio, m*ratio+a+n+b*ratio, a+b
		p2 := min(1, (qb-math.Sqrt(max(0, qb*qb-4*qa*qc)))/(2*qa))
		p1 := min(1, ratio*p2)
		variance := (p1*(1-p1)/m + ratio*ratio*p2*(1-p2)/n) * (m + n) / (m + n - 1)
		apart := a/m - ratio*b/n
		return apart*apart > z*z*variance
	}
	// edge finds where contradiction begins between a ratio that stands and one that does not, on a logarithmic scale.
	edge := func(stands, falls float64) float64 {
		for range 100 {
			mid := math.Sqrt(stands * falls)
			if contradicted(mid) {
				falls = mid
			} else {
				stands = mid
			}
		}
		return math.Round(stands*1e6) / 1e6
	}
	const least, most = 1e-9, 1e9
	at := min(max(a/m/(b/n), least), most)
	low, high = 0, math.Inf(1)
	if x1 > 0 {
		low = edge(at, least)
	}
	if x2 > 0 {
		high = edge(at, most)
	}
	return low, high
}
