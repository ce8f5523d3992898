// Package calendar knows which days are worked: Monday to Friday, but for the days off and the weekend days worked that
// the yearly notices of the State Council's office name. Of days that no notice is there for it says that it does not
// know them.
package calendar

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"sync"
	"time"

	"bole/internal/datafile"
)

//go:embed calendar.json
var standard []byte

// Calendar is a calendar of working days. It must not be changed once it is open. Days are YYYY-MM-DD.
type Calendar struct {
	Version           string
	Digest            string // SHA-256 of the file, in hex
	Note              string
	FirstDay, LastDay string // known, and all days between them
	Notices           []Notice

	first, last time.Time
	worked      map[time.Time]bool // what the notices say of a day
}

// Notice is what one notice says of its year; a holiday at the turn of the year may begin in the year before.
type Notice struct {
	Year     int      `json:"year"`
	Citation Citation `json:"citation"`
	Off      []Period `json:"off"`
	Worked   []string `json:"worked"` // weekend days
}

// Citation says where a notice was seen. Status: S seen in the notice's own text, P on a secondary page only, B not
// verified.
type Citation struct {
	Law    string `json:"law"`
	Status string `json:"status"`
	URL    string `json:"url,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Period is days off, the weekend days among them included.
type Period struct {
	Name     string `json:"name"`
	FirstDay string `json:"firstDay"`
	LastDay  string `json:"lastDay"`
}

// Standard is the calendar that comes with the product.
var Standard = sync.OnceValue(func() *Calendar {
	c, err := Open(bytes.NewReader(standard))
	if err != nil {
		panic("calendar: the calendar of the product: " + err.Error())
	}
	return c
})

// Open reads a calendar strictly: unknown fields, days that do not exist, that stand twice or in no order, years that
// are missing and notices without a citation are errors, all of them told at once.
func Open(r io.Reader) (*Calendar, error) {
	var file struct {
		Version  string   `json:"version"`
		Note     string   `json:"note"`
		FirstDay string   `json:"firstDay"`
		LastDay  string   `json:"lastDay"`
		Notices  []Notice `json:"notices"`
	}
	digest, err := datafile.Decode(r, "calendar", &file)
	if err != nil {
		return nil, err
	}
	c := &Calendar{Version: file.Version, Digest: digest, Note: file.Note, FirstDay: file.FirstDay, LastDay: file.LastDay,
		Notices: file.Notices, worked: map[time.Time]bool{}}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("calendar %q: %w", c.Version, err)
	}
	return c, nil
}

// Days is how many working days a stretch of time has. AtLeast and AtMost differ by the days that are not known.
type Days struct {
	AtLeast, AtMost int
	From, To        string // the days that are not known lie from here until before there; "" when all are known
}

// Count counts the working days from a day until before another; false when one of the two is not a full date.
func (c *Calendar) Count(from, to string) (Days, bool) {
	begin, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return Days{}, false
	}
	end, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return Days{}, false
	}
	after := c.last.AddDate(0, 0, 1)
	var d Days
	for day := later(begin, c.first); day.Before(earlier(end, after)); day = day.AddDate(0, 0, 1) {
		if c.works(day) {
			d.AtLeast++
		}
	}
	d.AtMost = d.AtLeast
	for _, s := range [][2]time.Time{{begin, earlier(end, c.first)}, {later(begin, after), end}} {
		if !s[0].Before(s[1]) {
			continue
		}
		d.AtMost += int(s[1].Sub(s[0]).Hours() / 24)
		if d.From == "" {
			d.From = s[0].Format(time.DateOnly)
		}
		d.To = s[1].Format(time.DateOnly)
	}
	return d, true
}

// works reports whether a day within the calendar is worked.
func (c *Calendar) works(day time.Time) bool {
	if worked, said := c.worked[day]; said {
		return worked
	}
	return !weekend(day)
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
