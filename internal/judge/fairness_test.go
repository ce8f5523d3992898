package judge

import (
	"fmt"
	"math"
	"testing"

	"bole/internal/judge/fact"

	"github.com/google/go-cmp/cmp"
)

func TestFairness(t *testing.T) {
	people := func(gender string, passed, selected int, into []*fact.Dossier, chosen map[string]bool) []*fact.Dossier {
		for i := range passed {
			d := &fact.Dossier{Key: fmt.Sprint(gender, i), Unit: "o00", Protected: fact.Protected{Gender: gender, Ethnicity: "汉族", BirthMonth: "1980-03"}}
			into, chosen[d.Key] = append(into, d), i < selected
		}
		return into
	}
	type row struct {
		Value            string
		Passed, Selected int
		Flag             string
	}
	tests := []struct {
		name                  string
		women, ofWomen        int
		men, ofMen            int
		unknown               int
		ratio                 float64 // of women; 0 where there is none
		wantWomen, wantOthers string
	}{
		{"a great difference among many", 100, 10, 100, 40, 0, .25, belowFourFifths, notDistinguishable},
		{"the same among few", 5, 0, 20, 8, 0, 0, notDistinguishable, notDistinguishable},
		{"too few", 4, 0, 40, 20, 0, 0, tooFew, tooFew},
		{"equal", 50, 10, 50, 10, 3, 1, notDistinguishable, notDistinguishable},
		{"nobody was selected", 10, 0, 10, 0, 0, 0, notDistinguishable, notDistinguishable},
		{"just below four fifths", 100, 30, 100, 40, 0, .75, notDistinguishable, notDistinguishable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			chosen := map[string]bool{}
			all := people("MALE", tt.men, tt.ofMen, people("FEMALE", tt.women, tt.ofWomen, people("", tt.unknown, 0, nil, chosen), chosen), chosen)
			y, err := On(about(able()), "2024-08-31", 0)
			if err != nil {
				t.Fatal(err)
			}
			var got []row
			for _, g := range y.Fairness(all, func(key string) bool { return chosen[key] }) {
				if g.Attribute != "GENDER" {
					continue
				}
				got = append(got, row{g.Value, g.Passed, g.Selected, g.Flag})
				if g.Value == "FEMALE" && (g.Ratio == nil || *g.Ratio == 0) != (tt.ratio == 0) || g.Value == "FEMALE" && g.Ratio != nil && math.Abs(*g.Ratio-tt.ratio) > 1e-9 {
					t.Errorf("ratio %v, want %v", g.Ratio, tt.ratio)
				}
				if (g.Passed < minGroup) != (g.Rate == nil) || g.Flag == tooFew && g.Low != nil {
					t.Errorf("%s: a rate of %d people, or an interval of too few", g.Value, g.Passed)
				}
			}
			want := []row{{"FEMALE", tt.women, tt.ofWomen, tt.wantWomen}, {"MALE", tt.men, tt.ofMen, tt.wantOthers}}
			if tt.unknown > 0 {
				want = append(want, row{"", tt.unknown, 0, ""})
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAgeBand(t *testing.T) {
	y, err := On(&fact.Facts{}, "2024-08-31", 0)
	if err != nil {
		t.Fatal(err)
	}
	for birth, want := range map[string]string{"1989-09": "UNDER_35", "1989-08": "35_TO_44", "1990": "UNDER_35", "1989": "", "1979": "", "1970": "45_TO_54", "1969-08-31": "55_AND_OVER", "1969-09-01": "45_TO_54", "": ""} {
		if got := y.ageBand(&fact.Dossier{Protected: fact.Protected{BirthMonth: birth}}); got != want {
			t.Errorf("born %s: %q, want %q", birth, got, want)
		}
	}
}

// Who was selected is counted where they served on the day, not where the selection brought them.
func TestUnitKind(t *testing.T) {
	f := &fact.Facts{Organizations: map[string]*fact.Organization{"town": {Key: "town", Kind: "TOWNSHIP"}, "city": {Key: "city", Kind: "DEPARTMENT"}, "firm": {Key: "firm", Kind: "ENTERPRISE"}},
		Positions: map[string]*fact.Position{"p1": {Key: "p1", Organization: "town"}, "p2": {Key: "p2", Organization: "city"}, "p3": {Key: "p3", Organization: "firm"}, "p4": {Key: "p4", Organization: "lost"}}}
	d := &fact.Dossier{Unit: "firm", Appointments: []fact.Appointment{{Key: "a1", Position: "p1", From: "2010-08-01", To: "2016-08-01", Main: true}, {Key: "a2", Position: "p2", From: "2018-08-01", To: "2024-06-14", Main: true},
		{Key: "a3", Position: "p3", From: "2024-06-14", Main: true}, {Key: "a4", Position: "p1", From: "2020-08-01"}, {Key: "a5", Position: "p2", From: "2026", Main: true}, {Key: "a6", Position: "p4", From: "2028-01-01", Main: true}}}
	for asOf, want := range map[string]string{"2010-07-31": "", "2010-08-01": "TOWNSHIP", "2017-01-01": "TOWNSHIP", "2024-06-13": "DEPARTMENT", "2024-06-14": "ENTERPRISE", "2026-05-01": "", "2028-05-01": ""} {
		y, err := On(f, asOf, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := y.unitKind(d); got != want {
			t.Errorf("on %s: %q, want %q", asOf, got, want)
		}
	}
}

// The interval holds the true ratio in 95 of 100 reports, also of few people. Every outcome is enumerated with its
// chance, so that nothing is left to a seed.
func TestIntervalKeepsItsLevel(t *testing.T) {
	binomial := func(n, k int, p float64) float64 {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
	sum, worst, cases, wolf := 0., 1., 0, 0.
	for _, n := range [][2]int{{5, 5}, {5, 20}, {8, 40}, {10, 10}, {20, 60}, {40, 40}} {
		type ends struct{ low, high float64 }
		table := map[[2]int]ends{}
		for x1 := range n[0] + 1 {
			for x2 := range n[1] + 1 {
				if x1+x2 > 0 {
					low, high := ratioInterval(x1, n[0], x2, n[1], 1.959963984540054)
					table[[2]int{x1, x2}] = ends{low, high}
				}
			}
		}
		for _, p2 := range []float64{.1, .2, .35, .5, .7} {
			for _, ratio := range []float64{.4, .8, 1, 1.25} {
				covered, flagged, all := 0., 0., 0.
				for x, e := range table {
					chance := binomial(n[0], x[0], p2*ratio) * binomial(n[1], x[1], p2)
					all += chance
					if e.low <= ratio+1e-6 && ratio <= e.high+1e-6 {
						covered += chance
					}
					if e.high < .8 {
						flagged += chance
					}
				}
				covered /= all // given that anyone was selected
				sum, worst, cases = sum+covered, min(worst, covered), cases+1
				if ratio >= .8 {
					wolf = max(wolf, flagged)
				}
			}
		}
	}
	mean := sum / float64(cases)
	t.Logf("coverage: mean %.3f, least %.3f; flagged without cause: at most %.3f", mean, worst, wolf)
	if mean < .945 || mean > .985 || worst < .90 || wolf > .05 {
		t.Errorf("coverage: mean %.3f, least %.3f; flagged without cause: %.3f", mean, worst, wolf)
	}
}
