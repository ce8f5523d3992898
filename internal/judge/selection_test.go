package judge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func whole() []Step {
	s := func(key, stage, on string) Step {
		return Step{Key: key, Stage: stage, On: on, Entitled: -1, Present: -1, InFavour: -1}
	}
	discussion := Step{Key: "5", Stage: "DISCUSSION", On: "2024-08-13", DocumentNo: "会纪1号", Entitled: 11, Present: 10, InFavour: 9}
	notice := s("6", "NOTICE", "2024-08-14")
	notice.To = "2024-08-21"
	appointment := s("7", "APPOINTMENT", "2024-08-23")
	appointment.DocumentNo = "任1号"
	return []Step{s("1", "MOTION", "2024-08-01"), s("2", "RECOMMENDATION", "2024-08-05"), s("3", "TARGET", "2024-08-07"), s("4", "INSPECTION", "2024-08-09"), discussion, notice, appointment}
}

func TestGaps(t *testing.T) {
	type found struct{ Stage, Step, Problem string }
	tests := []struct {
		name   string
		change func([]Step) []Step
		filled bool
		want   []found
	}{
		{"nothing is missing", func(s []Step) []Step { return s }, true, nil},
		{"an open vacancy is judged up to where it is", func(s []Step) []Step { return s[:3] }, false, nil},
		{"a filled one to the end", func(s []Step) []Step { return s[:6] }, true, []found{{"APPOINTMENT", "", "is not recorded"}}},
		{"a stage passed over", func(s []Step) []Step { return append(s[:3:3], s[4:]...) }, true, []found{{"INSPECTION", "", "is not recorded"}}},
		{"no steps of a filled vacancy", func([]Step) []Step { return nil }, true, []found{
			{"MOTION", "", "is not recorded"}, {"RECOMMENDATION", "", "is not recorded"}, {"TARGET", "", "is not recorded"}, {"INSPECTION", "", "is not recorded"},
			{"DISCUSSION", "", "is not recorded"}, {"NOTICE", "", "is not recorded"}, {"APPOINTMENT", "", "is not recorded"}}},
		{"a notice of four working days over a weekend", func(s []Step) []Step { s[5].To = "2024-08-20"; return s }, true, []found{{"NOTICE", "6", "lasted 4 working days"}}},
		{"a notice without its end", func(s []Step) []Step { s[5].To = ""; return s }, true, []found{{"NOTICE", "6", "has no end known to the day"}}},
		{"a discussion without votes", func(s []Step) []Step { s[4].InFavour = -1; return s }, true, []found{{"DISCUSSION", "5", "has no complete count of who was entitled, present and in favour"}}},
		{"too few present", func(s []Step) []Step { s[4].Present, s[4].InFavour = 7, 7; return s }, true, []found{{"DISCUSSION", "5", "was held with 7 of 11 entitled"}}},
		{"no majority", func(s []Step) []Step { s[4].InFavour = 5; return s }, true, []found{{"DISCUSSION", "5", "found 5 of 11 entitled in favour"}}},
		{"more in favour than present", func(s []Step) []Step { s[4].InFavour = 11; return s }, true, []found{{"DISCUSSION", "5", "counts 11 in favour among 10 present of 11 entitled"}}},
		{"documents", func(s []Step) []Step { s[4].DocumentNo, s[6].DocumentNo = "", ""; return s }, true, []found{{"DISCUSSION", "5", "has no document"}, {"APPOINTMENT", "7", "has no document"}}},
		{"out of order", func(s []Step) []Step { s[3].On = "2024-08-02"; return s }, true, []found{{"INSPECTION", "4", "took place on 2024-08-02, before TARGET on 2024-08-07"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []found
			for _, g := range Gaps(tt.change(whole()), tt.filled) {
				if g.Remedy == "" {
					t.Errorf("%s: no remedy", g.Problem)
				}
				got = append(got, found{g.Stage, g.Step, g.Problem})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
