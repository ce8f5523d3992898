package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bole/internal/calendar"
)

// TestCount holds counts against the working days of each year as they are published, and of stretches counted by hand.
func TestCount(t *testing.T) {
	tests := []struct {
		from, to string
		want     calendar.Days
	}{
		{"2023-01-01", "2024-01-01", calendar.Days{AtLeast: 249, AtMost: 249}},
		{"2024-01-01", "2025-01-01", calendar.Days{AtLeast: 251, AtMost: 251}},
		{"2025-01-01", "2026-01-01", calendar.Days{AtLeast: 248, AtMost: 248}},
		{"2026-01-01", "2027-01-01", calendar.Days{AtLeast: 248, AtMost: 248}},
		{"2026-09-28", "2026-10-08", calendar.Days{AtLeast: 3, AtMost: 3}}, // the national holiday
		{"2026-10-08", "2026-10-12", calendar.Days{AtLeast: 3, AtMost: 3}}, // a Saturday that is worked
		{"2022-12-31", "2023-01-03", calendar.Days{}},
		{"2026-10-08", "2026-10-08", calendar.Days{}},
		{"2026-10-08", "2026-09-28", calendar.Days{}},
		{"2026-12-28", "2027-01-06", calendar.Days{AtLeast: 4, AtMost: 9, From: "2027-01-01", To: "2027-01-06"}},
		{"2022-12-29", "2023-01-04", calendar.Days{AtLeast: 1, AtMost: 3, From: "2022-12-29", To: "2022-12-31"}},
		{"2030-01-01", "2030-01-11", calendar.Days{AtMost: 10, From: "2030-01-01", To: "2030-01-11"}},
		{"2010-01-01", "2010-01-11", calendar.Days{AtMost: 10, From: "2010-01-01", To: "2010-01-11"}},
		{"2022-12-30", "2027-01-02", calendar.Days{AtLeast: 996, AtMost: 998, From: "2022-12-30", To: "2027-01-02"}},
	}
	for _, tt := range tests {
		if got, ok := calendar.Standard().Count(tt.from, tt.to); !ok || got != tt.want {
			t.Errorf("from %s to %s: %+v, want %+v", tt.from, tt.to, got, tt.want)
		}
	}
	for _, dates := range [][2]string{{"2026-02-29", "2026-03-01"}, {"2026-02", "2026-03-01"}, {"2026-02-01", ""}} {
		if got, ok := calendar.Standard().Count(dates[0], dates[1]); ok {
			t.Errorf("from %q to %q: %+v, though one of them is not a day", dates[0], dates[1], got)
		}
	}
}

// TestCountDayByDay holds counts against a walk over the notices, day by day, that shares nothing with the package.
func TestCountDayByDay(t *testing.T) {
	c := calendar.Standard()
	said := map[string]string{}
	for _, n := range c.Notices {
		for _, p := range n.Off {
			for day := p.FirstDay; day <= p.LastDay; day = next(t, day) {
				said[day] = "off"
			}
		}
		for _, day := range n.Worked {
			said[day] = "worked"
		}
	}
	n := 0
	for from := "2022-12-01"; from < "2027-02-01"; from = next(t, from) {
		want := calendar.Days{}
		for i, day := 0, from; i < 25; i, day = i+1, next(t, day) {
			got, ok := c.Count(from, day)
			if !ok || got.AtLeast != want.AtLeast || got.AtMost != want.AtMost || (got.From == "") != (want.AtLeast == want.AtMost) {
				t.Fatalf("from %s until %s: %+v, want %+v", from, day, got, want)
			}
			n++
			at, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			weekday := strings.HasPrefix(at.Format("Mon"), "S") // Saturday and Sunday
			switch {
			case day < "2022-12-31" || day > "2026-12-31":
				want.AtMost++
			case said[day] == "worked", said[day] == "" && !weekday:
				want.AtLeast, want.AtMost = want.AtLeast+1, want.AtMost+1
			}
		}
	}
	if len(said) < 130 || n < 30000 {
		t.Errorf("%d days of notices, %d counts: nothing is tested", len(said), n)
	}
}

func next(t *testing.T, day string) string {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(24 * time.Hour).Format(time.DateOnly)
}

// whole is a calendar that is right.
const whole = `{"version": "1", "note": "", "firstDay": "2024-12-30", "lastDay": "2026-12-31", "notices": [
 {"year": 2025, "citation": {"law": "某通知", "status": "P"}, "off": [{"name": "元旦", "firstDay": "2024-12-30", "lastDay": "2025-01-01"}, {"name": "周末", "firstDay": "2025-03-01", "lastDay": "2025-03-02"}], "worked": ["2025-01-04", "2025-02-08"]},
 {"year": 2026, "citation": {"law": "某通知", "status": "P"}, "off": [{"name": "元旦", "firstDay": "2026-01-01", "lastDay": "2026-01-03"}], "worked": []}]}`

func TestOpen(t *testing.T) {
	c, err := calendar.Open(strings.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := calendar.Open(strings.NewReader("\ufeff" + whole)); err != nil {
		t.Errorf("with a byte order mark: %v", err)
	}
	// 30 and 31 December and 1 January are off, 4 January is a Saturday that is worked; a holiday on a weekend is allowed.
	if d, _ := c.Count("2024-12-30", "2025-01-06"); d != (calendar.Days{AtLeast: 3, AtMost: 3}) {
		t.Error(d)
	}
	tests := []struct{ name, old, new, want string }{
		{"not JSON", `{"version"`, `"version"`, "read calendar"},
		{"more than one", `"worked": []}]}`, `"worked": []}]} {}`, "read calendar: the file is not JSON at byte"},
		{"nothing", whole, "", "read calendar: the file is not JSON at byte 1"},
		{"a list", whole, "[]", "read calendar: the file is not an object"},
		{"a field twice", `"worked": []}]}`, `"worked": [], "worked": ["2026-02-14"]}]}`, "read calendar: notices.1.worked stands twice; keep one of the two"},
		{"a field in other letters", `"note": ""`, `"Note": ""`, "read calendar: Note is an unknown field"},
		{"a year in quotes", `"year": 2026`, `"year": "2026"`, "read calendar: notices.1.year is not a whole number"},
		{"a field that is none", `"note": ""`, `"holidays": ""`, "holidays is an unknown field"},
		{"no version", `"version": "1"`, `"version": ""`, "has no version; give one"},
		{"no notices", whole[strings.Index(whole, `[`):], `[]}`, "has no notices; give one for each year"},
		{"a range that does not exist", `"firstDay": "2024-12-30", "lastDay": "2026-12-31"`, `"firstDay": "2024-13-30", "lastDay": "2026"`, `lastDay: "2026" is not a day`},
		{"a range that is turned", `"firstDay": "2024-12-30", "lastDay": "2026-12-31"`, `"firstDay": "2026-12-31", "lastDay": "2024-12-30"`, "lastDay 2024-12-30 lies before firstDay 2026-12-31"},
		{"a year twice", `"year": 2026`, `"year": 2025`, "notice 2 (2025) follows 2025; give the notices in the order of years"},
		{"a year left out", `"year": 2026`, `"year": 2027`, "notice 2 (2027) follows 2025"},
		{"no law", `{"law": "某通知", "status": "P"}, "off": [{"name": "元旦", "firstDay": "2026`, `{"status": "P"}, "off": [{"name": "元旦", "firstDay": "2026`, "notice 2 (2026): has no citation; name the notice"},
		{"no status", `"status": "P"`, `"status": "X"`, `notice 1 (2025): the status of its citation is "X"`},
		{"no days off", `[{"name": "元旦", "firstDay": "2026-01-01", "lastDay": "2026-01-03"}]`, `[]`, "notice 2 (2026): has no days off; give those of the notice, or leave the year out"},
		{"a holiday without a name", `"周末"`, `""`, "notice 1 (2025), off, row 2: has no name"},
		{"a day that does not exist", `"2025-03-01"`, `"2025-02-29"`, `notice 1 (2025), off, row 2: "2025-02-29" is not a day`},
		{"a holiday that is turned", `"2025-03-01", "lastDay": "2025-03-02"`, `"2025-03-02", "lastDay": "2025-03-01"`, "notice 1 (2025), off, row 2: lastDay 2025-03-01 lies before firstDay 2025-03-02"},
		{"a holiday of a year", `"2025-03-02"`, `"2025-12-02"`, "2025-03-01 to 2025-12-02 are more than a month"},
		{"a day twice", `"firstDay": "2025-03-01", "lastDay": "2025-03-02"`, `"firstDay": "2025-01-01", "lastDay": "2025-01-02"`, "notice 1 (2025), off, row 2: 2025-01-01 stands twice; name each day once"},
		{"off and worked", `"2025-02-08"`, `"2025-03-01"`, "notice 1 (2025), worked, row 2: 2025-03-01 stands twice"},
		{"out of order", `"2025-01-04", "2025-02-08"`, `"2025-02-08", "2025-01-04"`, "notice 1 (2025), worked, row 2: 2025-01-04 follows 2025-02-08; give the days in their order"},
		{"a weekday worked", `"2025-02-08"`, `"2025-02-07"`, "notice 1 (2025), worked, row 2: 2025-02-07 is a Friday, which is worked anyhow"},
		{"a day of another year", `"2025-02-08"`, `"2026-02-08"`, "2026-02-08 is a day of another year"},
		{"a day of the year before, not December", `"2024-12-30", "lastDay": "2025-01-01"`, `"2024-11-30", "lastDay": "2024-12-01"`, "2024-11-30 is a day of another year"},
		{"a day outside", `"firstDay": "2024-12-30", "lastDay": "2026-12-31"`, `"firstDay": "2025-01-01", "lastDay": "2026-12-31"`, "2024-12-31 lies outside the calendar, 2025-01-01 to 2026-12-31"},
		{"more than the notices know", `"lastDay": "2026-12-31"`, `"lastDay": "2027-01-01"`, "lastDay 2027-01-01 lies beyond the last notice; end in 2026, or add the notice for the year after"},
		{"and before", `"firstDay": "2024-12-30", "lastDay": "2026`, `"firstDay": "2024-12-29", "lastDay": "2026`, "firstDay 2024-12-29 lies before 2024-12-30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(whole, tt.old, tt.new, 1)
			if text == whole {
				t.Fatal("nothing was changed")
			}
			if _, err := calendar.Open(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
	// All that is wrong is said at once.
	text := strings.NewReplacer(`"周末"`, `""`, `"2025-02-08"`, `"2025-02-07"`, `"year": 2026`, `"year": 2028`).Replace(whole)
	_, err = calendar.Open(strings.NewReader(text))
	for _, want := range []string{"row 2: has no name", "is a Friday", "(2028) follows 2025"} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v: does not say %q", err, want)
		}
	}
}
