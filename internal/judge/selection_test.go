package judge

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/calendar"
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
	book := StandardRules()
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
		{"a notice without its beginning", func(s []Step) []Step { s[5].On = "2024-08"; return s }, true, []found{{"NOTICE", "6", "has no beginning known to the day"}}},
		{"appointed while the notice lasts", func(s []Step) []Step { s[6].On = "2024-08-20"; return s }, true, []found{{"APPOINTMENT", "7", "took place on 2024-08-20, while NOTICE lasted, from 2024-08-14 until before 2024-08-21"}}},
		{"appointed on the first day after the notice", func(s []Step) []Step { s[6].On = "2024-08-21"; return s }, true, nil},
		{"appointed while a second notice lasts", func(s []Step) []Step {
			again := s[5]
			again.Key, again.On, again.To = "6a", "2024-08-22", "2024-08-29"
			return append(s[:6:6], again, s[6])
		}, true, []found{{"APPOINTMENT", "7", "took place on 2024-08-23, while NOTICE lasted, from 2024-08-22 until before 2024-08-29"}}},
		{"appointed in a month that the notice reaches into", func(s []Step) []Step { s[6].On = "2024-08"; return s }, true, nil},
		{"a month that may be after the day before", func(s []Step) []Step { s[3].On = "2024-08"; return s }, true, nil},
		{"a year that may be", func(s []Step) []Step { s[0].On = "2024"; return s }, true, nil},
		{"a month that lies before", func(s []Step) []Step { s[3].On = "2024-07"; return s }, true, []found{{"INSPECTION", "4", "took place on 2024-07, before TARGET on 2024-08-07"}}},
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
			for _, g := range book.Gaps(tt.change(whole()), tt.filled, calendar.Standard()) {
				if g.Remedy.Empty() {
					t.Errorf("%s: no remedy", g.Problem)
				}
				got = append(got, found{g.Stage, g.Step, g.Problem.String()})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestNotices holds the lengths of public notices against the calendar, and what is said of those it does not know all
// days of.
func TestNotices(t *testing.T) {
	for _, tt := range []struct {
		on, to  string
		atLeast int
		atMost  int
		problem string // "" for none
		unsure  bool
	}{
		{"2026-09-28", "2026-10-08", 3, 3, "lasted 3 working days", false},
		{"2026-09-28", "2026-10-10", 5, 5, "", false},
		{"2026-10-08", "2026-10-14", 5, 5, "", false}, // one of them a Saturday that is worked
		{"2026-12-23", "2027-01-08", 7, 14, "", false},
		{"2026-12-31", "2027-01-03", 1, 3, "lasted at most 3 working days", false},
		{"2026-12-29", "2027-01-08", 3, 10, "lasted at least 3 and at most 10 working days: the calendar, 2022-12-31 to 2026-12-31, does not know all days from 2027-01-01 until before 2027-01-08", true},
		{"2027-03-01", "2027-03-10", 0, 9, "lasted at least 0 and at most 9 working days: the calendar, 2022-12-31 to 2026-12-31, does not know all days from 2027-03-01 until before 2027-03-10", true},
		{"2022-12-20", "2023-01-05", 2, 13, "lasted at least 2 and at most 13 working days: the calendar, 2022-12-31 to 2026-12-31, does not know all days from 2022-12-20 until before 2022-12-31", true},
	} {
		step := Step{Key: "n", Stage: "NOTICE", On: tt.on, To: tt.to, Entitled: -1, Present: -1, InFavour: -1}
		list := StandardRules().Notices([]Step{step}, calendar.Standard())
		if len(list) != 1 || list[0].Days.AtLeast != tt.atLeast || list[0].Days.AtMost != tt.atMost || list[0].Required != 5 || list[0].Undecided() != tt.unsure || list[0].Citation.Law == "" {
			t.Errorf("from %s until %s: %+v", tt.on, tt.to, list)
		}
		problem, unsure := "", false
		for _, g := range StandardRules().Gaps([]Step{step}, false, calendar.Standard()) {
			if g.Step == "n" {
				problem, unsure = g.Problem.String(), g.Undecided
			}
		}
		if problem != tt.problem || unsure != tt.unsure {
			t.Errorf("from %s until %s: %q, undecided %v", tt.on, tt.to, problem, unsure)
		}
	}
	none := *StandardRules()
	none.Tables.Notices = nil
	step := Step{Key: "n", Stage: "NOTICE", On: "2026-10-01", To: "2026-10-02"}
	if list := none.Notices([]Step{step}, calendar.Standard()); len(list) != 1 || list[0].Undecided() || len(none.short(step, calendar.Standard())) != 0 {
		t.Errorf("a book that asks for no notice finds one too short: %+v", list)
	}
}

// A consent comes before the stage that the law names: on the day of it at the latest, and not after any later one.
func TestReached(t *testing.T) {
	steps := []Step{{Key: "m", Stage: "MOTION", On: "2024-03-01"}, {Key: "i", Stage: "INSPECTION", On: "2024-05-10"}, {Key: "n", Stage: "NOTICE", On: "2024-07"}}
	for _, tt := range []struct{ stage, day, want string }{
		{"INSPECTION", "2024-05-10", ""}, {"INSPECTION", "2024-05-11", "i"}, {"DISCUSSION", "2024-05-11", ""},
		{"DISCUSSION", "2024-07-31", ""}, {"DISCUSSION", "2024-08-01", "n"},
	} {
		got := ""
		if s := Reached(steps, tt.stage, tt.day); s != nil {
			got = s.Key
		}
		if got != tt.want {
			t.Errorf("%s by %s: %q, want %q", tt.stage, tt.day, got, tt.want)
		}
	}
}
