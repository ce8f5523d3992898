// Package simulate draws work records whose truth is known, for the tests and the benchmark of record: people
// of known ability are given tasks by a rule, and rated.
package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bole/internal/judge/record"
)

// A Rule weighs the choice of a task for a person, both in standard deviations; recorded is the difficulty as
// recorded, in standard deviations from its mean.
type Rule func(ability, difficulty, recorded float64) float64

// strength of choice, per standard deviation of ability and of difficulty.
const strength = .7

// Random assignment.
func Random(_, _, _ float64) float64 { return 1 }

// Able gives hard tasks to able people.
func Able(ability, difficulty, _ float64) float64 { return math.Exp(strength * ability * difficulty) }

// Reversed gives easy tasks to able people.
func Reversed(ability, difficulty, _ float64) float64 {
	return math.Exp(-strength * ability * difficulty)
}

// Recorded goes by the recorded difficulty only.
func Recorded(ability, _, recorded float64) float64 { return math.Exp(strength * ability * recorded) }

// Threshold gives tasks harder than average to people abler than average, and the others to the others, four
// times in five.
func Threshold(ability, difficulty, _ float64) float64 {
	if (ability > 0) == (difficulty > 0) {
		return 4
	}
	return 1
}

// A Scenario says how records come about. Ability
// spreads by Unit points.
type Scenario struct {
	Name                  string
	People, Tasks, Raters int
	Ratings               int // participations of a person
	Repeat                int // ratings of a participation; 0 is 1
	Rule                  Rule
	Silo                  float64 // share of ratings by raters of the own unit; 0: none has units
	Within                bool    // people work on tasks of their own unit only
	Missing               float64 // share of tasks without recorded difficulty
	Mean                  float64 // of scores before limits; 0 is 55. High ones are cut at 100
	Outliers              float64 // share of scores that are anything at all
	Participation         float64 // standard deviation of the participation effect, in points
	Bias                  float64 // points that raters give their own unit on top
	Unknown               float64 // share of ratings whose rater is unknown
	Leading               float64 // share of people with verified outcomes
	Outcomes              int     // verified outcomes of each of them; at most Ratings
	OutcomeNoise          float64 // standard deviation of outcomes around ability less difficulty, in points
	Unrelated             bool    // outcomes vary by OutcomeNoise and by nothing else
}

// Truth is a drawn record with what is behind it.
type Truth struct {
	record.Input
	Ability    map[string]float64 // of people, in points
	Difficulty map[string]float64 // of tasks, in points; hard is positive
	Severity   map[string]float64 // of raters, in points; lenient is positive
}

// Unit is the standard deviation of ability, in points.
const Unit = 6

// Spreads of difficulty, severity and noise, and of the error of the recorded difficulty, in units: what brings
// textbook REML to the coverage and order that docs/method.md reports for it.
const (
	difficulty = .7
	severity   = .5
	noise      = .7
	recording  = .5 // of the standard deviation of difficulty
)

// offered tasks at most, one after another, are what a person's are chosen from.
const offered = 500

// Units that people and raters of a scenario with silos belong to.
const units = 10

// Draw one record; the seed decides it.
func (s Scenario) Draw(seed uint64) Truth {
	rng := rand.New(rand.NewPCG(seed, 0x626f6c65))
	t := Truth{Ability: map[string]float64{}, Difficulty: map[string]float64{}, Severity: map[string]float64{}}
	theta, d, c, sev := normals(rng, s.People), normals(rng, s.Tasks), make([]float64, s.Tasks), normals(rng, s.Raters)
	for m, v := range d {
		c[m] = (v + recording*rng.NormFloat64()) / math.Sqrt(1+recording*recording)
		key := fmt.Sprintf("t%05d", m)
		t.Difficulty[key] = Unit * difficulty * v
		t.Tasks = append(t.Tasks, record.Task{Key: key, Difficulty: min(5, max(1, math.Round(3+c[m]))), Known: rng.Float64() >= s.Missing})
	}
	for r, v := range sev {
		t.Severity[fmt.Sprintf("r%04d", r)] = Unit * severity * v
	}
	mean := s.mean()
	weights := make([]float64, min(s.Tasks, offered))
	for p, a := range theta {
		person := fmt.Sprintf("p%05d", p)
		t.Ability[person] = Unit * a
		total, from := 0.0, 0
		if s.Tasks > offered {
			from = rng.IntN(s.Tasks)
		}
		for m := range weights {
			k := (from + m) % s.Tasks
			if !s.Within || k%units == p%units {
				total += s.Rule(a, d[k], c[k])
			}
			weights[m] = total
		}
		for _, m := range choose(rng, weights, min(s.Ratings, s.Tasks)) {
			m = (from + m) % s.Tasks
			part := s.Participation * rng.NormFloat64()
			for range max(1, s.Repeat) {
				r, own := s.rater(rng, p)
				score := mean + Unit*(a-difficulty*d[m]+severity*sev[r]+noise*rng.NormFloat64()) + part
				if own {
					score += s.Bias
				}
				if rng.Float64() < s.Outliers {
					score = 100 * rng.Float64()
				}
				name := fmt.Sprintf("r%04d", r)
				if rng.Float64() < s.Unknown {
					name = ""
				}
				t.Observations = append(t.Observations, record.Observation{Key: fmt.Sprintf("e%07d", len(t.Observations)), Person: person,
					Task: t.Tasks[m].Key, Rater: name, Score: min(record.High, max(record.Low, score)), Own: own})
			}
		}
	}
	s.outcomes(&t, seed)
	return t
}

// OutcomeRater is the evaluator that verified outcomes are entered by.
const OutcomeRater = "outcome"

// outcomes adds verified outcomes of the first tasks of those who have any, by draws of their own.
func (s Scenario) outcomes(t *Truth, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0x6f7574))
	reviews, mean := t.Observations, s.mean()
	var person, task string
	leads, left := false, 0
	for _, o := range reviews {
		if o.Person != person {
			person, task, leads, left = o.Person, "", rng.Float64() < s.Leading, s.Outcomes
		}
		if !leads || left == 0 || o.Task == task {
			continue
		}
		task = o.Task
		left--
		score := mean + s.OutcomeNoise*rng.NormFloat64()
		if !s.Unrelated {
			score += t.Ability[person] - t.Difficulty[task]
		}
		t.Observations = append(t.Observations, record.Observation{Key: fmt.Sprintf("o%07d", len(t.Observations)), Person: person, Task: task,
			Rater: OutcomeRater, Score: min(record.High, max(record.Low, score)), Source: record.Outcome})
	}
}

func (s Scenario) mean() float64 {
	if s.Mean == 0 {
		return 55
	}
	return s.Mean
}

func (s Scenario) rater(rng *rand.Rand, person int) (r int, own bool) {
	if s.Silo == 0 {
		return rng.IntN(s.Raters), false
	}
	if rng.Float64() < s.Silo {
		unit := person % units
		return unit + units*rng.IntN((s.Raters-unit-1)/units+1), true
	}
	r = rng.IntN(s.Raters)
	return r, r%units == person%units
}

func normals(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = rng.NormFloat64()
	}
	return out
}

// choose n distinct places by cumulated weights.
func choose(rng *rand.Rand, cumulated []float64, n int) []int {
	taken := map[int]bool{}
	var out []int
	for len(out) < n {
		x := rng.Float64() * cumulated[len(cumulated)-1]
		low, high := 0, len(cumulated)-1
		for low < high {
			if mid := (low + high) / 2; cumulated[mid] <= x {
				low = mid + 1
			} else {
				high = mid
			}
		}
		if !taken[low] {
			taken[low] = true
			out = append(out, low)
		}
	}
	return out
}

// Outcome of a task that people did together, by an evaluator of no known severity: their average ability counts.
func (s Scenario) Outcome(t Truth, rng *rand.Rand, task string, people []string) float64 {
	mean := s.mean() - t.Difficulty[task]
	for _, p := range people {
		mean += t.Ability[p] / float64(len(people))
	}
	return mean + Unit*(severity*rng.NormFloat64()+noise*rng.NormFloat64())
}
