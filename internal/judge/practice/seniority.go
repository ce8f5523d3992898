package practice

import (
	"cmp"
	"math"
	"slices"

	"bole/internal/judge/fact"
)

// Factors that may have told who was chosen.
var factors = []string{"AGE", "YEARS_IN_GRADE", "WORK"}

// LeastChoices is of how many choices a factor's effect is told at the least.
const LeastChoices = 20

// uncertain is how many years of a length of time dates may leave open for it to be used.
const uncertain = 1

// Effect is what one factor did, the others held fixed, among those who passed the conditions of the same selection.
type Effect struct {
	Factor    string
	Spread    *float64 // standard deviation between people of one selection, in years or points: what a step is
	Odds      *float64 // times by which the odds of being chosen are larger for one step more
	Low, High *float64 // 95 % interval of that
	Verdict   string
}

// Compared is one official in one selection, with what the factors are.
type Compared struct {
	Selection *Selection
	Cadre     *fact.Dossier
	Chosen    bool
	Of        [3]float64 // by factor: age, years in grade, points of the work record
}

// Seniority is what years and work did in some selections.
type Seniority struct {
	Effects    []Effect
	Compared   []Compared // by selection and key
	Selections int        // in which somebody was chosen and somebody was not
	Chosen     int        // in these
	LeftOut    int        // of whom age, years or work are not known well enough, each time they passed the conditions
}

// SeniorityOf compares those chosen with those passed over, selection by selection. work is someone's record as it was
// known on the day before a selection; false where there is none, or too little to compare.
func SeniorityOf(selections []*Selection, work func(s *Selection, key string) (float64, bool)) Seniority {
	var out Seniority
	var strata []stratum
	for _, s := range selections {
		var chosen, others []Compared
		for _, d := range s.Passed {
			c := Compared{Selection: s, Cadre: d, Chosen: s.Chose(d)}
			if c.Chosen && !s.first(d) {
				continue
			}
			if !c.measure(work) {
				out.LeftOut++
			} else if c.Chosen {
				chosen = append(chosen, c)
			} else {
				others = append(others, c)
			}
		}
		if len(chosen) == 0 || len(others) == 0 {
			continue // nothing is compared
		}
		out.Selections++
		out.Chosen += len(chosen)
		stratum := stratum{chosen: len(chosen)}
		for _, c := range append(chosen, others...) {
			out.Compared = append(out.Compared, c)
			stratum.x = append(stratum.x, slices.Clone(c.Of[:]))
		}
		strata = append(strata, stratum)
	}
	out.weigh(strata)
	slices.SortStableFunc(out.Compared, func(a, b Compared) int {
		return cmp.Or(cmp.Compare(a.Selection.On, b.Selection.On), cmp.Compare(a.Selection.Position, b.Selection.Position), cmp.Compare(a.Selection.Vacancy, b.Selection.Vacancy), cmp.Compare(a.Cadre.Key, b.Cadre.Key))
	})
	return out
}

// measure finds someone's factors; false where one is not known well enough.
func (c *Compared) measure(work func(*Selection, string) (float64, bool)) bool {
	age, known := c.Selection.Day.Age(c.Cadre)
	least, most, also := c.Selection.Opening.Years(c.Cadre, "YEARS_AT_LEVEL_BELOW")
	points, measured := work(c.Selection, c.Cadre.Key)
	c.Of = [3]float64{age, (least + most) / 2, points}
	return known && also && most-least <= uncertain && measured
}

// weigh fits all factors at once, each in units of its spread between people of one selection.
func (out *Seniority) weigh(strata []stratum) {
	spreads := scale(strata)
	for i, name := range factors {
		e := Effect{Factor: name, Verdict: tooFew}
		if len(strata) > 0 {
			e.Spread = &spreads[i]
		}
		out.Effects = append(out.Effects, e)
	}
	if out.Chosen < LeastChoices {
		return
	}
	varies := []int{} // what is the same for all tells nobody apart
	for i, s := range spreads {
		if s > 0 {
			varies = append(varies, i)
		} else {
			out.Effects[i].Verdict = "SAME_FOR_ALL"
		}
	}
	for i := range strata {
		for j, x := range strata[i].x {
			var kept []float64
			for _, k := range varies {
				kept = append(kept, x[k])
			}
			strata[i].x[j] = kept
		}
	}
	if len(varies) == 0 {
		return
	}
	f, err := conditional(strata, len(varies))
	for n, i := range varies {
		e := &out.Effects[i]
		if err != nil {
			e.Verdict = "SEPARATED"
			continue
		}
		e.tell(f.beta[n], math.Sqrt(f.variance.At(n, n)))
	}
}

func (e *Effect) tell(beta, se float64) {
	odds, low, high := math.Exp(beta), math.Exp(beta-z95*se), math.Exp(beta+z95*se)
	e.Odds, e.Low, e.High = &odds, &low, &high
	switch {
	case low > 1:
		e.Verdict = "RAISED"
	case high < 1:
		e.Verdict = "LOWERED"
	default:
		e.Verdict = notDistinguishable
	}
}

// scale takes the mean of each selection off and divides by the spread within selections, which it gives; what has none
// stays as it is.
func scale(strata []stratum) []float64 {
	out := make([]float64, len(factors))
	for k := range factors {
		squares, free := 0.0, 0
		for _, s := range strata {
			mean := 0.0
			for _, x := range s.x {
				mean += x[k] / float64(len(s.x))
			}
			for _, x := range s.x {
				x[k] -= mean
				squares += x[k] * x[k]
			}
			free += len(s.x) - 1
		}
		if free > 0 && squares > 1e-12*float64(free) {
			out[k] = math.Sqrt(squares / float64(free))
			for _, s := range strata {
				for _, x := range s.x {
					x[k] /= out[k]
				}
			}
		}
	}
	return out
}
