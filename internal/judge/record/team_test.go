package record_test

import (
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

// Whoever is known by the task itself alone says nothing about what was to be expected of it.
func TestTeamIsKnownByOtherWork(t *testing.T) {
	in := simulate.Scenario{People: 60, Tasks: 40, Raters: 8, Ratings: 5, Rule: simulate.Random}.Draw(3).Input
	task, known := in.Observations[0].Task, in.Observations[0].Person
	in.Observations = append(in.Observations, record.Observation{Key: "once", Person: "newcomer", Task: task, Rater: "r0001", Score: 90})
	h := record.Hyperparameters{Person: 4, Task: 3, Rater: 3, Residual: 5, TaskUnknown: 4, Shrink: 3, MeanRecorded: 3}
	m, err := record.Fit(t.Context(), in, record.Options{Fixed: &h})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		members []string
		want    int
	}{
		{"both", []string{known, "newcomer"}, 1},
		{"the newcomer alone", []string{"newcomer"}, 0},
		{"a stranger", []string{"nobody"}, 0},
	} {
		var members []record.Member
		for _, person := range tt.members {
			members = append(members, record.Member{Person: person, Weight: 1})
		}
		team, ok, err := m.TaskResidual(t.Context(), task, members, 70, "")
		if err != nil || ok != (tt.want > 0) || team.Members != tt.want {
			t.Errorf("%s: %+v, %t, %v; %d are known by other work", tt.name, team, ok, err, tt.want)
		}
	}
}

// Where nothing, or a single task, is left beside the one looked at, nothing is expected of it; that is no error.
func TestTeamOfNearlyNothing(t *testing.T) {
	var in record.Input
	for i, task := range []string{"t1", "t2", "t3"} {
		in.Tasks = append(in.Tasks, record.Task{Key: task, Difficulty: float64(2 + i), Known: true})
		in.Observations = append(in.Observations, record.Observation{Key: "r" + task, Person: "p1", Task: task, Rater: "r", Score: 70}, record.Observation{Key: "o" + task, Person: "p1", Task: task, Rater: "outcome", Score: 80})
		m, err := record.Fit(t.Context(), in, record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, ok, err := m.TaskResidual(t.Context(), "t1", []record.Member{{Person: "p1", Weight: 3}}, 80, "outcome")
		if err != nil || ok && i == 0 {
			t.Errorf("%d tasks: %t, %v", i+1, ok, err)
		}
	}
}
