package record_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

func small() simulate.Scenario {
	return simulate.Scenario{People: 20, Tasks: 30, Raters: 6, Ratings: 5, Rule: simulate.Able, Missing: .2}
}

func TestInput(t *testing.T) {
	good := record.Observation{Key: "e1", Person: "p1", Task: "t1", Rater: "r1", Score: 80}
	change := func(f func(*record.Observation)) []record.Observation {
		o := good
		o.Key = "e2"
		f(&o)
		return []record.Observation{good, o}
	}
	tests := []struct {
		name string
		in   record.Input
	}{
		{"nothing", record.Input{}},
		{"a key twice", record.Input{Observations: change(func(o *record.Observation) { o.Key = "e1" })}},
		{"no person", record.Input{Observations: change(func(o *record.Observation) { o.Person = "" })}},
		{"no task", record.Input{Observations: change(func(o *record.Observation) { o.Task = "" })}},
		{"a score beyond", record.Input{Observations: change(func(o *record.Observation) { o.Score = 100.5 })}},
		{"no number", record.Input{Observations: change(func(o *record.Observation) { o.Score = math.NaN() })}},
		{"a task twice", record.Input{Observations: change(func(*record.Observation) {}), Tasks: []record.Task{{Key: "t1"}, {Key: "t1"}}}},
		{"a difficulty beyond", record.Input{Observations: change(func(*record.Observation) {}), Tasks: []record.Task{{Key: "t1", Difficulty: 6, Known: true}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := record.Fit(t.Context(), tt.in, record.Options{}); !errors.Is(err, record.ErrInput) {
				t.Errorf("got %v", err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := record.Fit(ctx, small().Draw(1).Input, record.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Records that say next to nothing give wide intervals, not errors, and nothing that is no number.
func TestPoorRecords(t *testing.T) {
	one := func(n int, score func(i int) float64, person, task, rater string) record.Input {
		var in record.Input
		for i := range n {
			name := func(pattern string) string {
				if !strings.Contains(pattern, "%") {
					return pattern
				}
				return fmt.Sprintf(pattern, i)
			}
			in.Observations = append(in.Observations, record.Observation{Key: fmt.Sprint(i), Person: name(person), Task: name(task), Rater: name(rater), Score: score(i)})
		}
		return in
	}
	same := func(int) float64 { return 80 }
	tests := []struct {
		name string
		in   record.Input
	}{
		{"one rating", one(1, same, "p%d", "t%d", "r%d")},
		{"all apart", one(12, func(i int) float64 { return float64(50 + 3*i) }, "p%d", "t%d", "r%d")},
		{"all the same", one(12, same, "p%d", "t%d", "r%d")},
		{"all at the limit", one(12, func(int) float64 { return 100 }, "p%d", "t%d", "")},
		{"both limits", one(12, func(i int) float64 { return float64(i % 2 * 100) }, "p%d", "t%d", "r%d")},
		{"one person", one(12, func(i int) float64 { return float64(50 + 3*i) }, "p", "t%d", "r%d")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := record.Fit(t.Context(), tt.in, record.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range m.Estimates() {
				if math.IsNaN(e.Value) || e.Value == 0 && math.Signbit(e.Value) || math.IsNaN(e.SE) || math.IsInf(e.SE, 0) || e.I95.Low > e.Value || e.I95.High < e.Value {
					t.Errorf("%+v", e)
				}
			}
		})
	}
}

func TestAbsentIsNotZero(t *testing.T) {
	m := fit(t, small().Draw(1).Input, record.Options{Fixed: fixed()})
	if e, ok := m.Estimate("nobody"); ok {
		t.Errorf("an estimate of nobody: %+v", e)
	}
	if _, ok := m.Contributions("nobody"); ok {
		t.Error("contributions to nobody")
	}
	if _, ok, err := m.MostInfluential(t.Context(), "nobody"); ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := m.Compare(t.Context(), "p00001", "nobody"); !errors.Is(err, record.ErrUnknown) {
		t.Error(err)
	}
	if _, ok, err := m.Severity(t.Context(), "nobody"); ok || err != nil {
		t.Error(ok, err)
	}
	if _, ok, err := m.TaskResidual(t.Context(), "nothing", []record.Member{{Person: "p00001", Weight: 1}}, 80, ""); ok || err != nil {
		t.Error(ok, err)
	}
}

// Without is the fit of what is left, and the most influential rating is the one that a search through all finds.
func TestWithout(t *testing.T) {
	in := small().Draw(2).Input
	m := fit(t, in, record.Options{Fixed: fixed()})
	before, _ := m.Estimate("p00003")
	var best record.Influence
	for i, o := range in.Observations {
		if o.Person != "p00003" {
			continue
		}
		without, err := m.Without(t.Context(), o.Key)
		if err != nil {
			t.Fatal(err)
		}
		left := record.Input{Tasks: in.Tasks, Observations: append(append([]record.Observation(nil), in.Observations[:i]...), in.Observations[i+1:]...)}
		want, _ := fit(t, left, record.Options{Fixed: fixed()}).Estimate("p00003")
		got, _ := without.Estimate("p00003")
		if math.Abs(got.Value-want.Value) > 1e-6 || math.Abs(got.SE-want.SE) > 1e-6 {
			t.Errorf("without %s: %+v, want %+v", o.Key, got, want)
		}
		if change := got.Value - before.Value; math.Abs(change) > math.Abs(best.Change) {
			best = record.Influence{Key: o.Key, Without: got.Value, Change: change}
		}
	}
	got, ok, err := m.MostInfluential(t.Context(), "p00003")
	if err != nil || !ok || got.Key != best.Key || math.Abs(got.Change-best.Change) > 2e-6 || got.Without != best.Without {
		t.Errorf("most influential %+v, %v, %v; want %+v", got, ok, err, best)
	}
}

// A comparison has its signs the right way round and says what its intervals say; TestAgainstEquations has the
// errors.
func TestCompare(t *testing.T) {
	m := fit(t, simulate.Scenarios()[1].Draw(9).Input, record.Options{})
	all := m.Estimates()
	for i := 1; i < 40; i++ {
		a, b := all[0], all[i]
		c, err := m.Compare(t.Context(), a.Person, b.Person)
		if err != nil {
			t.Fatal(err)
		}
		if !c.Comparable || math.Abs(c.Difference-(a.Value-b.Value)) > 2e-6 {
			t.Errorf("%+v of %v and %v", c, a.Value, b.Value)
		}
		if c.Distinguishable && !c.Likely || c.Distinguishable != (math.Abs(c.Difference) > 1.959963984540054*c.SE) {
			t.Errorf("%+v", c)
		}
	}
}

// Intervals of severity, of the difference for the own unit and of the spread hold the truth as often as they say.
func TestSeverity(t *testing.T) {
	s := simulate.Scenario{People: 100, Tasks: 150, Raters: 20, Ratings: 6, Rule: simulate.Able, Silo: .4, Bias: 4}
	var severity, own, spread, n, owns, bias float64
	for seed := range uint64(6) {
		truth := s.Draw(300 + seed)
		m := fit(t, truth.Input, record.Options{})
		mean := 0.0
		for r := range s.Raters {
			mean += truth.Severity[fmt.Sprintf("r%04d", r)] / float64(s.Raters)
		}
		for r := range s.Raters {
			key := fmt.Sprintf("r%04d", r)
			v, ok, err := m.Severity(t.Context(), key)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			n++
			// Ratings of the own unit carry the bias too: a severity is of all that an evaluator gave.
			want := truth.Severity[key] - mean + s.Bias*(float64(v.OwnRated)/float64(v.Ratings)-.46)
			severity += holds(v.I95, want)
			spread += holds(v.Spread95, m.Summary().Residual)
			if v.Own != nil {
				owns++
				own += holds(v.Own.I95, s.Bias)
				bias += v.Own.Difference
			}
		}
	}
	t.Logf("severity %.3f, spread %.3f, own unit %.3f of %v, on average %.2f", severity/n, spread/n, own/owns, owns, bias/owns)
	if severity/n < .88 || spread/n < .88 || own/owns < .88 || math.Abs(bias/owns-s.Bias) > .8 {
		t.Errorf("severity %.3f, spread %.3f, own unit %.3f, on average %.2f of %v", severity/n, spread/n, own/owns, bias/owns, s.Bias)
	}
}

func holds(i record.Interval, v float64) float64 {
	if i.Low <= v && v <= i.High {
		return 1
	}
	return 0
}

func TestSeverityOfOneApart(t *testing.T) {
	in := small().Draw(3).Input
	for i := range 3 {
		in.Observations = append(in.Observations, record.Observation{Key: fmt.Sprint("x", i), Person: fmt.Sprint("x", i), Task: "x", Rater: "alone", Score: 70})
	}
	m := fit(t, in, record.Options{Fixed: fixed()})
	if s, ok, err := m.Severity(t.Context(), "alone"); ok || err != nil {
		t.Errorf("%+v, %v, %v", s, ok, err)
	}
	if s := m.Summary(); s.Components != 2 {
		t.Errorf("%d components", s.Components)
	}
	if e, ok := m.Estimate("x1"); !ok || !e.Shaky.Disconnected || !e.Shaky.OneRater || !e.Shaky.Few || e.Shaky.MissingDifficulty != 1 {
		t.Errorf("%+v", e)
	}
}

// What members' records predict is right on average and as often as it says, though the able have the hard tasks;
// the task's own ratings do not count.
func TestTaskResidual(t *testing.T) {
	s := simulate.Scenario{People: 100, Tasks: 100, Raters: 20, Ratings: 6, Rule: simulate.Able}
	var inside, n, above float64
	for seed := range uint64(4) {
		truth := s.Draw(900 + seed)
		m := fit(t, truth.Input, record.Options{})
		members := map[string][]record.Member{}
		people := map[string][]string{}
		for _, o := range truth.Observations {
			members[o.Task] = append(members[o.Task], record.Member{Person: o.Person, Weight: 1})
			people[o.Task] = append(people[o.Task], o.Person)
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		for i := 0; i < s.Tasks; i += 2 {
			task := truth.Tasks[i].Key
			if len(people[task]) == 0 {
				continue
			}
			team, ok, err := m.TaskResidual(t.Context(), task, members[task], s.Outcome(truth, rng, task, people[task]), "")
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			n++
			inside += holds(team.I80, team.Outcome)
			above += team.Above
		}
	}
	t.Logf("inside 80 %%: %.3f of %v; above by %.2f on average", inside/n, n, above/n)
	if inside/n < .74 || inside/n > .88 || math.Abs(above/n) > 1 {
		t.Errorf("inside 80 %%: %.3f of %v; above by %.2f on average", inside/n, n, above/n)
	}
}

func TestTaskResidualLeavesTheTaskOut(t *testing.T) {
	in := small().Draw(6).Input
	task := in.Observations[0].Task
	members := []record.Member{{Person: in.Observations[0].Person, Weight: 2}, {Person: "p00011", Weight: 1}, {Person: "a stranger", Weight: 1}}
	predict := func() record.Team {
		team, ok, err := fit(t, in, record.Options{Fixed: fixed()}).TaskResidual(t.Context(), task, members, 70, "r0001")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		return team
	}
	a := predict()
	for i, o := range in.Observations {
		if o.Task == task {
			in.Observations[i].Score = 90
		}
	}
	b := predict()
	if a != b || a.Members != 2 {
		t.Errorf("%+v with other ratings of the task itself: %+v", a, b)
	}
}
