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
