package record_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

// drawn is a small record of any shape.
func drawn(t *rapid.T) record.Input {
	s := simulate.Scenario{
		People: rapid.IntRange(2, 25).Draw(t, "people"), Tasks: rapid.IntRange(2, 25).Draw(t, "tasks"), Raters: rapid.IntRange(1, 6).Draw(t, "raters"),
		Ratings: rapid.IntRange(1, 5).Draw(t, "ratings"), Repeat: rapid.IntRange(1, 2).Draw(t, "repeat"), Rule: simulate.Able,
		Missing: rapid.SampledFrom([]float64{0, .3, 1}).Draw(t, "missing"), Unknown: rapid.SampledFrom([]float64{0, .3, 1}).Draw(t, "unknown"),
		Mean: rapid.SampledFrom([]float64{55, 92}).Draw(t, "mean"),
	}
	return s.Draw(rapid.Uint64().Draw(t, "seed")).Input
}

func refit(t *rapid.T, in record.Input, o record.Options) *record.Model {
	m, err := record.Fit(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// near reports whether two lists of estimates are the same people with the same numbers to a few millionths.
func near(a, b []record.Estimate) bool {
	return slices.EqualFunc(a, b, func(a, b record.Estimate) bool {
		return math.Abs(a.Value-b.Value) < 5e-6 && math.Abs(a.SE-b.SE) < 5e-6 && math.Abs(a.I95.Low-b.I95.Low) < 1e-5
	})
}

func TestOrderMeansNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		o := record.Options{}
		if rapid.Bool().Draw(t, "fixed") {
			o.Fixed = fixed()
		}
		a := refit(t, in, o)
		in.Observations, in.Tasks = rapid.Permutation(in.Observations).Draw(t, "observations"), rapid.Permutation(in.Tasks).Draw(t, "listed")
		b := refit(t, in, o)
		if d := cmp.Diff(a.Estimates(), b.Estimates()); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(a.Summary(), b.Summary()); d != "" {
			t.Error(d)
		}
	})
}

func TestContributionsSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		m := refit(t, in, record.Options{Fixed: fixed()})
		population := math.NaN()
		for _, e := range m.Estimates() {
			c, ok := m.Contributions(e.Person)
			if !ok || len(c.Ratings) != e.Ratings || len(c.Tasks) != e.Tasks {
				t.Fatalf("%s: %v, %d ratings and %d tasks of %d and %d", e.Person, ok, len(c.Ratings), len(c.Tasks), e.Ratings, e.Tasks)
			}
			sum := c.Population
			for _, r := range c.Ratings {
				sum += r.Points
			}
			for _, k := range c.Tasks {
				sum += k.Points
			}
			if math.Abs(sum-e.Value) > 1e-9 || c.Value != e.Value {
				t.Errorf("%s: contributions sum to %v, the estimate is %v", e.Person, sum, e.Value)
			}
			// The average taken off is one number: nothing is hidden in it but rounding.
			if math.Abs(c.Population-population) > 2e-5 {
				t.Errorf("%s: population %v, before %v", e.Person, c.Population, population)
			}
			population = c.Population
		}
	})
}

func TestConstantChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		for i := range in.Observations { // away from the limits
			in.Observations[i].Score = 20 + in.Observations[i].Score/2
		}
		a := refit(t, in, record.Options{Fixed: fixed()})
		by := rapid.Float64Range(-15, 15).Draw(t, "by")
		for i := range in.Observations {
			in.Observations[i].Score += by
		}
		b := refit(t, in, record.Options{Fixed: fixed()})
		if !near(a.Estimates(), b.Estimates()) {
			t.Error(cmp.Diff(a.Estimates(), b.Estimates()))
		}
	})
}

func TestNamesMeanNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		a := refit(t, in, record.Options{Fixed: fixed()}).Estimates()
		other := func(key string) string { // the other way round in order
			if key == "" {
				return ""
			}
			return strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return '0' + '9' - r
				}
				return r
			}, key)
		}
		for i, o := range in.Observations {
			in.Observations[i].Key, in.Observations[i].Person, in.Observations[i].Task, in.Observations[i].Rater = other(o.Key), other(o.Person), other(o.Task), other(o.Rater)
		}
		for i := range in.Tasks {
			in.Tasks[i].Key = other(in.Tasks[i].Key)
		}
		b := refit(t, in, record.Options{Fixed: fixed()}).Estimates()
		slices.Reverse(b)
		if !near(a, b) {
			t.Error(cmp.Diff(a, b))
		}
	})
}

// Two records that share nothing stay apart, and people of different ones are never compared or banded.
func TestComponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, other := drawn(t), drawn(t)
		for i, o := range other.Observations {
			o.Key, o.Person, o.Task = "x"+o.Key, "x"+o.Person, "x"+o.Task
			if o.Rater != "" {
				o.Rater = "x" + o.Rater
			}
			other.Observations[i] = o
		}
		in.Observations = append(in.Observations, other.Observations...)
		m := refit(t, in, record.Options{Fixed: fixed()})
		all := m.Estimates()
		for _, e := range all {
			c, err := m.Compare(t.Context(), all[0].Person, e.Person)
			if err != nil {
				t.Fatal(err)
			}
			apart := strings.HasPrefix(e.Person, "x") != strings.HasPrefix(all[0].Person, "x")
			if c.Comparable != (e.Component == all[0].Component) || apart && c.Comparable || !c.Comparable && (c.Distinguishable || c.Likely) {
				t.Errorf("%s and %s: %+v", all[0].Person, e.Person, c)
			}
		}
		bands, err := m.Bands(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, b := range bands {
			n += len(b.People)
			for _, e := range b.People {
				if e.Component != b.Component {
					t.Errorf("%s of component %d in a band of %d", e.Person, e.Component, b.Component)
				}
			}
		}
		if n != len(all) {
			t.Errorf("%d people in bands, %d estimated", n, len(all))
		}
	})
}

// Whoever is in a later band is told from the first of every earlier one; whoever is in a band is not.
func TestBands(t *testing.T) {
	m := fit(t, simulate.Scenarios()[1].Draw(9).Input, record.Options{})
	bands, err := m.Bands(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(bands) < 4 {
		t.Fatalf("%d bands", len(bands))
	}
	for i, b := range bands {
		for j, other := range bands[i:] {
			for _, e := range other.People[min(1, len(other.People)-1):] {
				if e.Person == b.People[0].Person {
					continue
				}
				c, err := m.Compare(t.Context(), b.People[0].Person, e.Person)
				if err != nil {
					t.Fatal(err)
				}
				if above := c.I95.Low > 0; above != (j > 0) {
					t.Errorf("first of band %d, %s, and %s of band %d: %+v", i, b.People[0].Person, e.Person, i+j, c)
				}
			}
		}
	}
}

// An evaluator who becomes stricter or more lenient takes the blame, not those who were rated.
func TestRaterTakesTheShift(t *testing.T) {
	truth := simulate.Scenario{People: 60, Tasks: 80, Raters: 8, Ratings: 6, Rule: simulate.Able}.Draw(4)
	a := fit(t, truth.Input, record.Options{})
	for i, o := range truth.Observations {
		if o.Rater == "r0003" {
			truth.Observations[i].Score += 10
		}
	}
	b := fit(t, truth.Input, record.Options{})
	before, after := a.Estimates(), b.Estimates()
	sum := 0.0
	for i := range before {
		sum += math.Pow(after[i].Value-before[i].Value, 2) / float64(len(before))
	}
	x, _, err := a.Severity(t.Context(), "r0003")
	if err != nil {
		t.Fatal(err)
	}
	y, _, err := b.Severity(t.Context(), "r0003")
	if err != nil {
		t.Fatal(err)
	}
	// Seven eighths of the shift: severities are relative to their average.
	if moved := (y.Value - x.Value) / (10 * 7.0 / 8); moved < .85 || moved > 1.05 || math.Sqrt(sum) > .5 {
		t.Errorf("the evaluator moved by %.2f of the shift, people by %.2f points", moved, math.Sqrt(sum))
	}
}

// More ratings make intervals narrower on average.
func TestMoreDataNarrows(t *testing.T) {
	in := simulate.Scenario{People: 60, Tasks: 80, Raters: 8, Ratings: 8, Rule: simulate.Able}.Draw(4).Input
	last := math.Inf(1)
	for _, n := range []int{2, 4, 8} {
		count := map[string]int{}
		part := record.Input{Tasks: in.Tasks}
		for _, o := range in.Observations {
			if count[o.Person]++; count[o.Person] <= n {
				part.Observations = append(part.Observations, o)
			}
		}
		mean := 0.0
		for _, e := range fit(t, part, record.Options{Fixed: fixed()}).Estimates() {
			mean += e.SE / 60
		}
		if mean > last*.9 {
			t.Errorf("mean error %.3f with %d ratings a person, %.3f with half of them", mean, n, last)
		}
		last = mean
	}
}
