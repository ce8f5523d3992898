package appraisal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/calendar"
	"bole/internal/dataset/demo"
	"bole/internal/rooms"
)

// TestNoticesByTheCalendar asks for the record of a selection whose public notice goes beyond the calendar that comes
// with the product, and asks again by a calendar that has its days.
func TestNoticesByTheCalendar(t *testing.T) {
	steps := []row{}
	for i, s := range [][3]string{{"MOTION", "2026-12-01", ""}, {"RECOMMENDATION", "2026-12-03", ""}, {"TARGET", "2026-12-07", ""}, {"INSPECTION", "2026-12-09", ""}, {"NOTICE", "2026-12-29", "2027-01-08"}} {
		r := row{"key": "s" + string(rune('1'+i)), "vacancy": "v", "stage": s[0], "on": s[1]}
		if s[2] != "" {
			r["to"] = s[2]
		}
		steps = append(steps, r)
	}
	steps = append(steps, row{"key": "s0", "vacancy": "v", "stage": "DISCUSSION", "on": "2026-12-28", "entitled": 9, "present": 9, "inFavour": 9, "documentNo": "会纪1号"})
	a := bare(t, demo.Data{"organizations": {row{"key": "o", "name": "单位", "kind": "DEPARTMENT"}}, "positions": {row{"key": "p", "title": "职位", "organization": "o"}},
		"vacancies": {row{"key": "v", "title": "空缺", "position": "p", "openedOn": "2026"}}, "selectionSteps": steps})
	const question = `{ selectionRecord(vacancy: "v", asOf: "2027-02-01") { complete missing { stage problem remedy undecided step { key } }
		noticeWorkingDays { step { key } atLeast atMost required undecided citation { law article } } } workingCalendar { edition digest firstDay lastDay notices { year citation { law status } off { name firstDay lastDay } worked } } }`
	got := a.get(organizer, question, nil)
	missing, lengths := list(got, "selectionRecord", "missing"), list(got, "selectionRecord", "noticeWorkingDays")
	if at(got, "selectionRecord", "complete") != false || len(missing) != 1 || at(missing[0], "undecided") != true || at(missing[0], "step", "key") != "s5" {
		t.Errorf("a notice that the calendar does not decide: %v", at(got, "selectionRecord"))
	}
	if problem, _ := at(missing[0], "problem").(string); !strings.Contains(problem, "at least 3 and at most 10 working days") {
		t.Errorf("its problem: %s", problem)
	}
	if len(lengths) != 1 || at(lengths[0], "atLeast") != 3.0 || at(lengths[0], "atMost") != 10.0 || at(lengths[0], "required") != 5.0 || at(lengths[0], "undecided") != true || at(lengths[0], "citation", "law") == nil {
		t.Errorf("its length: %v", lengths)
	}
	if notices := list(got, "workingCalendar", "notices"); at(got, "workingCalendar", "lastDay") != "2026-12-31" || len(notices) != 4 || at(notices[0], "year") != 2023.0 || len(list(notices[0], "off")) != 6 || at(notices[0], "citation", "status") != "SECONDARY" {
		t.Errorf("the calendar: %v", at(got, "workingCalendar"))
	}

	other, err := calendar.Open(strings.NewReader(`{"version": "试验", "note": "", "firstDay": "2026-01-01", "lastDay": "2027-12-31", "notices": [
		{"year": 2026, "citation": {"law": "某通知", "status": "B"}, "off": [{"name": "元旦", "firstDay": "2026-01-01", "lastDay": "2026-01-03"}], "worked": []},
		{"year": 2027, "citation": {"law": "某通知", "status": "B"}, "off": [{"name": "元旦", "firstDay": "2027-01-01", "lastDay": "2027-01-05"}], "worked": []}]}`))
	if err != nil {
		t.Fatal(err)
	}
	b := serve(t, rooms.Options{Appraisal: appraisal.Options{Calendar: other}})
	got = b.get(access.Grant{Role: "AUDITOR", Whole: true}, question, nil)
	lengths = list(got, "selectionRecord", "noticeWorkingDays")
	if at(got, "selectionRecord", "complete") != true || len(list(got, "selectionRecord", "missing")) != 0 || at(lengths[0], "atLeast") != 5.0 || at(lengths[0], "atMost") != 5.0 || at(lengths[0], "undecided") != false {
		t.Errorf("by a calendar that has its days: %v", at(got, "selectionRecord"))
	}
	if at(got, "workingCalendar", "edition") != "试验" {
		t.Errorf("the other calendar: %v", at(got, "workingCalendar"))
	}
}

// TestSelectionRecordOfADayBefore: what was done after the day is not missing on it, and neither is what an office has
// still before it.
func TestSelectionRecordOfADayBefore(t *testing.T) {
	steps := []row{}
	for i, s := range [][2]string{{"MOTION", "2024-08-01"}, {"RECOMMENDATION", "2024-08-05"}, {"TARGET", "2024-08-07"}, {"INSPECTION", "2024-08-09"}, {"DISCUSSION", "2024-08-13"}, {"NOTICE", "2024-08-14"}, {"APPOINTMENT", "2024-08-20"}} {
		steps = append(steps, row{"key": fmt.Sprint("s", i), "vacancy": "v", "stage": s[0], "on": s[1], "entitled": 9, "present": 9, "inFavour": 9, "documentNo": "文1号"})
	}
	steps[5]["to"] = "2024-08-21"
	a := bare(t, demo.Data{"organizations": {row{"key": "o", "name": "单位", "kind": "DEPARTMENT"}}, "positions": {row{"key": "p", "title": "职位", "organization": "o"}},
		"vacancies":      {row{"key": "v", "title": "空缺", "position": "p", "openedOn": "2024", "status": "FILLED"}, row{"key": "w", "title": "空缺", "position": "p", "openedOn": "2024", "status": "FILLED"}},
		"selectionSteps": steps})
	for _, tt := range []struct {
		vacancy, asOf string
		missing       []string
	}{
		{"v", "2024-07-31", nil},
		{"v", "2024-08-10", nil},
		{"v", "2024-08-15", nil},
		{"v", "2024-08-20", []string{"took place on 2024-08-20, while NOTICE lasted, from 2024-08-14 until before 2024-08-21"}},
		{"w", "2024-08-20", slices.Repeat([]string{"is not recorded"}, 7)},
	} {
		got := a.get(organizer, `query($vacancy: String!, $asOf: Date!) { selectionRecord(vacancy: $vacancy, asOf: $asOf) { complete missing { problem } } }`, map[string]any{"vacancy": tt.vacancy, "asOf": tt.asOf})
		var missing []string
		for _, m := range list(got, "selectionRecord", "missing") {
			problem, _ := at(m, "problem").(string)
			missing = append(missing, problem)
		}
		if !slices.Equal(missing, tt.missing) || at(got, "selectionRecord", "complete") != (len(tt.missing) == 0) {
			t.Errorf("%s as of %s: %v", tt.vacancy, tt.asOf, at(got, "selectionRecord"))
		}
	}
}
