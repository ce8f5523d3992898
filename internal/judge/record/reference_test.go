package record_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"bole/internal/judge/record"
)

// Variances and people's values are those that glmmTMB finds for the same model, which knows nothing of this one: a
// variance of outcomes beside that of reviews, people, tasks, evaluators and participations. The command and its
// versions stand in testdata/outcomes.
func TestAgainstReference(t *testing.T) {
	in := reference(t, "testdata/outcomes/data.csv")
	m := fit(t, in, record.Options{Plain: true})
	if !m.Summary().Converged {
		t.Fatal("not converged")
	}
	text, err := os.ReadFile("testdata/outcomes/reference.txt")
	if err != nil {
		t.Fatal(err)
	}
	h := m.Summary().Hyperparameters
	spreads := map[string]float64{"person": h.Person, "task": h.Task, "rater": h.Rater, "pt": h.Participation, "residual": h.Residual, "outcome": h.NoiseOf(record.Outcome)}
	people := 0
	for line := range strings.Lines(string(text)) {
		var name string
		var want float64
		if _, err := fmt.Sscan(line, &name, &want); err != nil { // the versions
			continue
		}
		if got, ok := spreads[name]; ok {
			if delete(spreads, name); math.Abs(got/want-1) > 2e-5 {
				t.Errorf("spread of %s: %.7g, by glmmTMB %.7g", name, got, want)
			}
			continue
		}
		people++
		if e, ok := m.Estimate(name); !ok || math.Abs(e.Value-want) > 1e-4 {
			t.Errorf("%s: %.6f, by glmmTMB %.6f", name, e.Value, want)
		}
	}
	if len(spreads) > 0 || people != m.Summary().People {
		t.Errorf("the reference lacks %v or has %d people of %d", spreads, people, m.Summary().People)
	}
}

func reference(t *testing.T, file string) record.Input {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var in record.Input
	tasks := map[string]bool{}
	for _, r := range rows[1:] {
		score, err := strconv.ParseFloat(r[4], 64)
		if err != nil {
			t.Fatal(err)
		}
		difficulty, err := strconv.ParseFloat(r[5], 64)
		if err != nil {
			t.Fatal(err)
		}
		o := record.Observation{Key: r[0], Person: r[1], Task: r[2], Rater: r[3], Score: score}
		if r[6] == "1" {
			o.Source = record.Outcome
		}
		in.Observations = append(in.Observations, o)
		if !tasks[o.Task] {
			tasks[o.Task] = true
			in.Tasks = append(in.Tasks, record.Task{Key: o.Task, Difficulty: difficulty, Known: true})
		}
	}
	return in
}
