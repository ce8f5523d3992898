package judge

import "fmt"

// Days are numbers, so that a gate over 20,000 dossiers parses no calendar twice: 1 is 0001-01-01, 0 is unknown.
// A date of partial precision is the days it may stand for.

// span is the days a date may stand for, both included; the zero span is an unknown date.
type span struct{ first, last int32 }

// answer is three-valued: what partial dates leave open is maybe. Their order makes min the conjunction.
type answer int8

const (
	no answer = iota
	maybe
	yes
)

// parse reads YYYY, YYYY-MM or YYYY-MM-DD; anything else is unknown. Facts come checked from the graph.
func parse(s string) span {
	y, ok := digits(s, 0, 4)
	if !ok || y == 0 {
		return span{}
	}
	switch len(s) {
	case 4:
		return span{number(y, 1, 1), number(y, 12, 31)}
	case 7:
		m, ok := digits(s, 5, 7)
		if !ok || s[4] != '-' || m < 1 || m > 12 {
			return span{}
		}
		return span{number(y, m, 1), number(y, m, monthDays(y, m))}
	case 10:
		m, ok1 := digits(s, 5, 7)
		d, ok2 := digits(s, 8, 10)
		if !ok1 || !ok2 || s[4] != '-' || s[7] != '-' || m < 1 || m > 12 || d < 1 || d > monthDays(y, m) {
			return span{}
		}
		n := number(y, m, d)
		return span{n, n}
	}
	return span{}
}

func digits(s string, from, to int) (int, bool) {
	if len(s) < to {
		return 0, false
	}
	n := 0
	for i := from; i < to; i++ {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func leap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func monthDays(y, m int) int {
	switch m {
	case 2:
		if leap(y) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// number counts the days of the Gregorian calendar from 0001-01-01, which is 1. Years are counted from March, so
// that the leap day is a year's last.
func number(y, m, d int) int32 {
	if m <= 2 {
		y, m = y-1, m+12
	}
	return int32(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 306)
}

// civil is the inverse of number.
func civil(n int32) (y, m, d int) {
	z := int(n) + 305 // days from 0000-03-01
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	y, m, d = yoe+era*400, mp+3, doy-(153*mp+2)/5+1
	if m > 12 {
		y, m = y+1, m-12
	}
	return y, m, d
}

// format writes a day as YYYY-MM-DD, "" when it is unknown.
func format(n int32) string {
	if n <= 0 {
		return ""
	}
	y, m, d := civil(n)
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// known reports whether anything is known of the date; exact, whether its day is.
func (s span) known() bool { return s.first != 0 }
func (s span) exact() bool { return s.first != 0 && s.first == s.last }

// by reports whether the date is on or before a day; an unknown date may be.
func (s span) by(day int32) answer {
	switch {
	case s.first == 0:
		return maybe
	case s.last <= day:
		return yes
	case s.first > day:
		return no
	}
	return maybe
}

// not is the complement of an answer.
func (a answer) not() answer { return yes - a }

// addMonths is the same day of the month n months later, or the last of a shorter month.
func addMonths(day int32, n int) int32 {
	y, m, d := civil(day)
	t := y*12 + m - 1 + n
	y, m = t/12, t%12+1
	return number(y, m, min(d, monthDays(y, m)))
}

// month is the unit of lengths of time: thirty parts. A stretch is counted in whole months and days as from its
// first day, so that two years are two years whatever leap days lie between; what is left over of several
// stretches adds up, thirty days to a month.
const month = 30

// length is how long it is from one day to another, in thirtieths of a month; nothing when to is not later.
func length(from, to int32) int32 {
	if to <= from {
		return 0
	}
	y1, m1, d1 := civil(from)
	y2, m2, d2 := civil(to)
	n := (y2-y1)*12 + m2 - m1
	if d2 < d1 && d2 < monthDays(y2, m2) {
		n--
	}
	rest := to - addMonths(from, n)
	return int32(n)*month + min(rest, month-1)
}

// stretch is time from a day until before another.
type stretch struct{ from, to int32 }

// total is the length of the time that stretches cover, each day once. It sorts and joins them in place.
func total(s []stretch) int32 {
	if len(s) == 0 {
		return 0
	}
	sortStretches(s)
	var sum int32
	at := s[0]
	for _, x := range s[1:] {
		if x.from <= at.to {
			at.to = max(at.to, x.to)
			continue
		}
		sum += length(at.from, at.to)
		at = x
	}
	return sum + length(at.from, at.to)
}

func sortStretches(s []stretch) {
	for i := 1; i < len(s); i++ { // few, and mostly in order
		for j := i; j > 0 && s[j].from < s[j-1].from; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
}

// longest is the length of the longest time that stretches cover without a break. It sorts and joins them in place.
func longest(s []stretch) int32 {
	sortStretches(s)
	var most int32
	for i := 0; i < len(s); {
		at := s[i]
		for i++; i < len(s) && s[i].from <= at.to; i++ {
			at.to = max(at.to, s[i].to)
		}
		most = max(most, length(at.from, at.to))
	}
	return most
}
