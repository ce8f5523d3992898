package calendar

import (
	"errors"
	"fmt"
	"time"
)

// checking gathers all that is wrong with a calendar.
type checking struct {
	c    *Calendar
	bad  []error
	last map[string]time.Time // the latest day of each kind so far
}

func (k *checking) say(text string, args ...any) {
	k.bad = append(k.bad, fmt.Errorf(text, args...))
}

// check reads the days of a calendar, and tells all that is wrong with it.
func (c *Calendar) check() error {
	k := &checking{c: c, last: map[string]time.Time{}}
	if c.Version == "" {
		k.say("has no version; give one, and change it with every change")
	}
	first, begins := k.day("firstDay", c.FirstDay)
	last, ends := k.day("lastDay", c.LastDay)
	c.first, c.last = first, last
	if len(c.Notices) == 0 {
		k.say("has no notices; give one for each year")
	}
	if begins && ends && last.Before(first) {
		k.say("lastDay %s lies before firstDay %s; exchange them", c.LastDay, c.FirstDay)
	}
	if len(k.bad) > 0 {
		return errors.Join(k.bad...)
	}
	for i, n := range c.Notices {
		where := fmt.Sprintf("notice %d (%d)", i+1, n.Year)
		if i > 0 && n.Year != c.Notices[i-1].Year+1 {
			k.say("%s follows %d; give the notices in the order of years, one for each", where, c.Notices[i-1].Year)
		}
		k.notice(where, n)
	}
	k.reach()
	return errors.Join(k.bad...)
}

// reach holds the range against the notices: nothing is known of days before the first and after the last year, but
// for a holiday that begins in the year before.
func (k *checking) reach() {
	notices := k.c.Notices
	begin := time.Date(notices[0].Year, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := range k.c.worked {
		begin = earlier(begin, day)
	}
	if k.c.first.Before(begin) {
		k.say("firstDay %s lies before %s, from when on the notices say which days are worked; begin there, or add the notice for the year before", k.c.FirstDay, begin.Format(time.DateOnly))
	}
	if end := notices[len(notices)-1].Year; k.c.last.Year() > end {
		k.say("lastDay %s lies beyond the last notice; end in %d, or add the notice for the year after", k.c.LastDay, end)
	}
}

func (k *checking) notice(where string, n Notice) {
	if n.Citation.Law == "" {
		k.say("%s: has no citation; name the notice it was taken from", where)
	}
	if s := n.Citation.Status; s != "S" && s != "P" && s != "B" {
		k.say("%s: the status of its citation is %q; S is seen in the notice's text, P on a secondary page, B not verified", where, s)
	}
	if len(n.Off) == 0 {
		k.say("%s: has no days off; give those of the notice, or leave the year out", where)
	}
	for i, p := range n.Off {
		k.period(fmt.Sprintf("%s, off, row %d", where, i+1), n.Year, p)
	}
	for i, text := range n.Worked {
		at := fmt.Sprintf("%s, worked, row %d", where, i+1)
		day, ok := k.day(at, text)
		if ok && !weekend(day) {
			k.say("%s: %s is a %s, which is worked anyhow; give a Saturday or Sunday", at, text, day.Weekday())
		} else if ok {
			k.put(at, n.Year, day, true)
		}
	}
}

func (k *checking) period(where string, year int, p Period) {
	if p.Name == "" {
		k.say("%s: has no name; give the holiday's", where)
	}
	first, begins := k.day(where, p.FirstDay)
	last, ends := k.day(where, p.LastDay)
	switch {
	case !begins || !ends:
	case last.Before(first):
		k.say("%s: lastDay %s lies before firstDay %s; exchange them", where, p.LastDay, p.FirstDay)
	case last.Sub(first) > 30*24*time.Hour:
		k.say("%s: %s to %s are more than a month; give one holiday a row", where, p.FirstDay, p.LastDay)
	default:
		for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
			k.put(where, year, day, false)
		}
	}
}

// put notes what is said of a day, once, in order, in its year and within the calendar.
func (k *checking) put(where string, year int, day time.Time, worked bool) {
	text, kind := day.Format(time.DateOnly), fmt.Sprint(worked)
	_, said := k.c.worked[day]
	switch {
	case said:
		k.say("%s: %s stands twice; name each day once", where, text)
	case day.Year() != year && !day.Equal(time.Date(year-1, 12, day.Day(), 0, 0, 0, 0, time.UTC)):
		k.say("%s: %s is a day of another year; put it into that year's notice", where, text)
	case day.Before(k.c.first) || day.After(k.c.last):
		k.say("%s: %s lies outside the calendar, %s to %s; correct it, or firstDay and lastDay", where, text, k.c.FirstDay, k.c.LastDay)
	case day.Before(k.last[kind]):
		k.say("%s: %s follows %s; give the days in their order", where, text, k.last[kind].Format(time.DateOnly))
	}
	k.c.worked[day] = worked
	k.last[kind] = later(k.last[kind], day)
}

func (k *checking) day(where, text string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		k.say("%s: %q is not a day; write one that exists as YYYY-MM-DD", where, text)
	}
	return day, err == nil
}
