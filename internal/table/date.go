package table

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"bole/graph/message"
	"bole/graph/textfold"
)

// dateRemedy says how a date is given.
var dateRemedy = message.New("give YYYY-MM-DD, or YYYY-MM or YYYY where no more is known")

// date reads YYYY, YYYY-MM or YYYY-MM-DD. From files of texts it also reads dates as offices write them.
func date(s string, isText bool) (any, *Misfit) {
	if plain.MatchString(s) {
		return dayThatIs(s, s[:4], part(s, 5, 7), part(s, 8, 10))
	}
	if !isText {
		return nil, notADate(s)
	}
	return officeDate(s)
}

// plain is a date in the format's own form.
var plain = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d)?)?$`)

func part(s string, from, to int) string {
	if len(s) < to {
		return ""
	}
	return s[from:to]
}

func notADate(s string) *Misfit { return &Misfit{message.New("%q is not a date", s), dateRemedy} }

// Forms of dates in offices: 1975.03, 1998/08, 2003-7-15, 1976年4月, 2003年7月15日, 197803, 20030715. What cannot be
// told apart, such as 03/04/2005 and 75.03, is in none of them.
var (
	parted   = regexp.MustCompile(`^(\d{4})([./-])(\d{1,2})(?:([./-])(\d{1,2}))?$`)
	named    = regexp.MustCompile(`^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号]?)?|(\d{1,2})月?)?$`)
	together = regexp.MustCompile(`^((?:19|20)\d\d)(\d\d)(\d\d)?$`)
	timed    = regexp.MustCompile(`^(.*\d)[T ]+(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)$`)
	midnight = regexp.MustCompile(`^[0:.]+$`)
	serial   = regexp.MustCompile(`^[1-9]\d{4}$`)
	short    = regexp.MustCompile(`^(\d{1,2})[./-](\d{1,2})(?:[./-](\d{2}|\d{4}))?$|^\d\d年`)
	blanks   = regexp.MustCompile(`\s*([./年月-])\s*`)
)

// officeDate reads what people write into cells for dates.
func officeDate(s string) (any, *Misfit) {
	text := strings.TrimSpace(textfold.Text(s))
	if m := timed.FindStringSubmatch(strings.ToUpper(text)); m != nil {
		if !midnight.MatchString(m[2]) {
			return nil, &Misfit{message.New("%q holds a time of day", s), message.New("give the day alone")}
		}
		text = strings.ToLower(m[1])
	}
	text = strings.TrimRight(blanks.ReplaceAllString(text, "$1"), ". ")
	if plain.MatchString(text) {
		return dayThatIs(s, text[:4], part(text, 5, 7), part(text, 8, 10))
	}
	if m := parted.FindStringSubmatch(text); m != nil {
		switch {
		case m[5] != "" && m[2] != m[4]:
			return nil, notADate(s)
		case m[2] == "." && m[3] == "1" && m[5] == "":
			return nil, &Misfit{message.New("%q may be January or October, since a number loses its last zero", s), message.New("give %[1]s-01 or %[1]s-10", m[1])}
		}
		return dayThatIs(s, m[1], m[3], m[5])
	}
	if m := named.FindStringSubmatch(text); m != nil {
		return dayThatIs(s, m[1], m[2]+m[4], m[3])
	}
	if m := together.FindStringSubmatch(text); m != nil {
		return dayThatIs(s, m[1], m[2], m[3])
	}
	return nil, unclearDate(s, text)
}

// unclearDate says why a text is not read as a date, and what it may be.
func unclearDate(s, text string) *Misfit {
	switch {
	case text == "至今" || text == "今" || text == "现在":
		return &Misfit{message.New("%q is not a date", s), message.New("leave the cell empty while it lasts")}
	case serial.MatchString(text):
		n, _ := strconv.Atoi(text) // five digits
		day := time.Date(1899, time.December, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		return &Misfit{message.New("%q is not a date; as a number of days in Excel it would be %s", s, day), message.New("format the cell as a date, or %s", dateRemedy)}
	}
	m := short.FindStringSubmatch(text)
	switch {
	case m == nil:
		return notADate(s)
	case len(m[3]) == 4 && m[1] != m[2] && atMost12(m[1]) && atMost12(m[2]):
		return &Misfit{message.New("%q may be %s or %s", s, isoDay(m[3], m[1], m[2]), isoDay(m[3], m[2], m[1])), dateRemedy}
	default:
		return &Misfit{message.New("%q does not say clearly which part is the year", s), message.New("%s, with four digits for the year", dateRemedy)}
	}
}

func atMost12(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1 && n <= 12
}

func isoDay(year, month, day string) string {
	return year + "-" + twoDigits(month) + "-" + twoDigits(day)
}

func twoDigits(s string) string { return strings.Repeat("0", 2-len(s)) + s }

// dayThatIs is the date of a year, a month and a day, the last two as far as they are known, if there is such a day.
func dayThatIs(s, year, inYear, day string) (any, *Misfit) {
	y, err := strconv.Atoi(year)
	if err != nil || y < 1 {
		return nil, notADate(s)
	}
	if inYear == "" {
		return year, nil
	}
	m, err := strconv.Atoi(inYear)
	if err != nil || m < 1 || m > 12 {
		return nil, &Misfit{message.New("%q is not a date: there is no month %s", s, inYear), dateRemedy}
	}
	if day == "" {
		return year + "-" + twoDigits(inYear), nil
	}
	d, err := strconv.Atoi(day)
	if days := time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day(); err != nil || d < 1 || d > days {
		return nil, &Misfit{message.New("%q is a day that does not exist: %s %s has %d days", s, month(m), year, days), dateRemedy}
	}
	return isoDay(year, inYear, day), nil
}

// month is a month within a message.
type month time.Month

// In is the month in a language.
func (m month) In(lang language.Tag) string {
	if lang == message.Chinese {
		return strconv.Itoa(int(m))
	}
	return time.Month(m).String()
}
