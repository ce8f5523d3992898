package judge

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(tb testing.TB, s string) int32 {
	tb.Helper()
	p := parse(s)
	if !p.exact() {
		tb.Fatalf("%q is no day", s)
	}
	return p.first
}

func TestParse(t *testing.T) {
	tests := []struct{ name, date, first, last string }{
		{"a day", "2024-02-29", "2024-02-29", "2024-02-29"},
		{"a month", "2023-02", "2023-02-01", "2023-02-28"},
		{"a month of a leap year", "2024-02", "2024-02-01", "2024-02-29"},
		{"a year", "1900", "1900-01-01", "1900-12-31"},
		{"the first", "0001-01-01", "0001-01-01", "0001-01-01"},
		{"the last", "9999", "9999-01-01", "9999-12-31"},
		{"nothing", "", "", ""},
		{"no day", "2023-02-29", "", ""},
		{"no month", "2023-13", "", ""},
		{"no year", "0000", "", ""},
		{"words", "去年", "", ""},
		{"a time", "2024-02-29T00:00", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := parse(tt.date)
			if got := [2]string{format(s.first), format(s.last)}; got != [2]string{tt.first, tt.last} {
				t.Errorf("parse(%q) = %v, want %v", tt.date, got, [2]string{tt.first, tt.last})
			}
		})
	}
}

func TestCalendarIsThatOfTime(t *testing.T) {
	at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := int32(1); at.Year() < 2500; n, at = n+1, at.AddDate(0, 0, 1) {
		y, m, d := at.Date()
		if gy, gm, gd := civil(n); number(y, int(m), d) != n || gy != y || gm != int(m) || gd != d {
			t.Fatalf("%s: number %d, day %d is %d-%d-%d", at.Format(time.DateOnly), number(y, int(m), d), n, gy, gm, gd)
		}
	}
}

func TestLength(t *testing.T) {
	tests := []struct {
		name, from, to string
		want           string
	}{
		{"two years to the day", "2022-08-31", "2024-08-31", "2 years"},
		{"a day less", "2022-09-01", "2024-08-31", "1 year 11 months 29 days"},
		{"over a leap day", "2020-01-01", "2022-01-01", "2 years"},
		{"from a leap day", "2020-02-29", "2021-02-28", "1 year"},
		{"from the end of a long month", "2024-01-31", "2024-02-29", "1 month"},
		{"a long month and a day less", "2024-01-01", "2024-01-31", "29 days"},
		{"nothing", "2024-01-01", "2024-01-01", "no time"},
		{"backwards", "2024-01-02", "2024-01-01", "no time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := years(length(day(t, tt.from), day(t, tt.to))).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTotalCountsEachDayOnce(t *testing.T) {
	s := func(from, to string) stretch { return stretch{day(t, from), day(t, to)} }
	tests := []struct {
		name string
		of   []stretch
		want string
	}{
		{"two posts at a time", []stretch{s("2020-01-01", "2022-01-01"), s("2021-01-01", "2023-01-01")}, "3 years"},
		{"one inside the other", []stretch{s("2020-01-01", "2024-01-01"), s("2021-01-01", "2022-01-01")}, "4 years"},
		{"one after the other", []stretch{s("2021-03-15", "2022-03-15"), s("2020-03-15", "2021-03-15")}, "2 years"},
		{"with a gap", []stretch{s("2020-01-01", "2021-01-16"), s("2022-01-01", "2023-01-16")}, "2 years 1 month"},
		{"none", nil, "no time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := years(total(tt.of)).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// A length never shrinks as time goes on, and reaches n months on the day n months later, not before.
func TestLengthGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int32Range(number(1900, 1, 1), number(2100, 1, 1)).Draw(t, "from")
		to := from + rapid.Int32Range(0, 20000).Draw(t, "days")
		if length(from, to+1) < length(from, to) {
			t.Fatalf("a day more is less")
		}
		n := rapid.IntRange(1, 600).Draw(t, "months")
		if at := addMonths(from, n); length(from, at) < int32(n)*month || length(from, at-1) >= int32(n)*month {
			t.Fatalf("%d months from %s: %s is %d, the day before %d", n, format(from), format(at), length(from, at), length(from, at-1))
		}
	})
}
