package due

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"bole/graph"
	"bole/graph/message"
	"bole/internal/citation"
	"bole/internal/datafile"
)

//go:embed deadlines.json
var standardRules []byte

// Rules give days where facts name none.
type Rules struct {
	Version string `json:"version"`
	Note    string `json:"note"`
	Rules   []rule `json:"rules"`
}

// StandardRules are those that come with the product.
var StandardRules = sync.OnceValue(func() *Rules {
	r, err := OpenRules(bytes.NewReader(standardRules))
	if err != nil {
		panic("due: the deadlines of the product: " + err.Error())
	}
	return r
})

// OpenRules reads rules strictly, and refuses what is wrong whatever the schema: all of it at once.
func OpenRules(r io.Reader) (*Rules, error) {
	var rules Rules
	if _, err := datafile.Decode(r, "deadlines", &rules); err != nil {
		return nil, err
	}
	var errs []error
	if rules.Version == "" {
		errs = append(errs, errors.New("the file has no version; give one, and change it with every change"))
	}
	seen := map[string]bool{}
	for i := range rules.Rules {
		one := &rules.Rules[i]
		wrong := func(text string, args ...any) {
			errs = append(errs, fmt.Errorf("rules.%d (%s): %w", i, one.Code, fmt.Errorf(text, args...)))
		}
		if one.Code == "" || seen[one.Code] {
			wrong("has no code, or that of another rule; give it one of its own")
		}
		seen[one.Code] = true
		if given := oneOf(one.Days != 0, one.Months != 0, one.Hearing); given != 1 || one.Days < 0 || one.Months < 0 || one.Days > mostDays || one.Months > mostDays/30 {
			wrong("has %d of days, months and hearing; give one of the three, from 1 day to %d", given, mostDays)
		}
		if one.WorkingDays && one.Days == 0 {
			wrong("counts working days and has no days; give them, or leave workingDays out")
		}
		if len(one.Citations) == 0 {
			wrong("has no citation; say where it comes from")
		}
		for _, c := range one.Citations {
			if !c.Whole() {
				wrong("has a citation without a law, or of the status %q; name the law, and one of S, P, B", c.Status)
			}
		}
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("deadlines %q: %w", rules.Version, errors.Join(errs...))
	}
	return &rules, nil
}

// mostDays bounds a rule; what is longer is a slip of the pen.
const mostDays = 3660

func oneOf(given ...bool) (n int) {
	for _, g := range given {
		if g {
			n++
		}
	}
	return n
}

// rule gives a day where a fact names none.
type rule struct {
	Code     string `json:"code"`
	Title    string `json:"title"`
	Sentence string `json:"sentence"`

	Field string `json:"field"` // Type.field that holds the day where it is recorded
	From  string `json:"from"`  // the field with the day that it is counted from
	When  *when  `json:"when"`  // nil: always

	Days        int  `json:"days"`
	Months      int  `json:"months"`
	WorkingDays bool `json:"workingDays"` // days are working days, the first of them the day it is counted from
	Hearing     bool `json:"hearing"`     // days are the server's setting

	Citations []citation.Citation `json:"citations"`
}

// when is the condition of a rule: a field of the row has one of the values.
type when struct {
	Field string   `json:"field"`
	Is    []string `json:"is"`
}

// check refuses rules and duties that do not fit the schema.
func (d *Due) check() error {
	var errs []error
	wrong := func(code, text string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", code, fmt.Sprintf(text, args...)))
	}
	for i := range d.rules {
		r := &d.rules[i]
		if r.Hearing {
			r.Days = d.hearing
		}
		typ, field, _ := strings.Cut(r.Field, ".")
		t := d.law.Schema().Type(typ)
		if t == nil || t.Field(field) == nil || t.Field(r.From) == nil {
			wrong(r.Code, "%s or %s of it is not a field of the schema; name a date and the date it is counted from", r.Field, r.From)
			continue
		}
		if r.When != nil {
			for _, v := range r.When.Is {
				if f := t.Field(r.When.Field); f == nil || d.law.Schema().SDL.Types[f.Def.Type.Name()].EnumValues.ForName(v) == nil {
					wrong(r.Code, "%s is not a value of %s.%s; give values of its enum", v, typ, r.When.Field)
				}
			}
		}
	}
	for _, y := range d.duties {
		if y.Code != campaign && !slices.Contains(d.texts.Names(), "duties/"+y.Code) || len(y.Roles) == 0 {
			wrong(y.Code, "has no statement duties/%s.cypher, or no role; give both", y.Code)
		}
		if y.Field != "" && !slices.ContainsFunc(d.rules, func(r rule) bool { return r.Field == y.Field }) {
			wrong(y.Code, "goes by %s, for which there is no rule; name the field of one", y.Field)
		}
	}
	return errors.Join(errs...)
}

// deadline is a day by which something has to be done.
type deadline struct {
	on        string // "" where it is not known
	rule      *rule  // nil where the fact names the day
	undecided bool
}

// deadline is the day of a field: as it is recorded, or as a rule gives it from another day. Value is what the rule's
// condition compares. It is nil where neither says a day.
func (d *Due) deadline(field, recorded, from, value string) *deadline {
	if recorded != "" {
		return &deadline{on: recorded}
	}
	i := slices.IndexFunc(d.rules, func(r rule) bool { return r.Field == field && (r.When == nil || slices.Contains(r.When.Is, value)) })
	if i < 0 || from == "" {
		return nil
	}
	r := &d.rules[i]
	begin, err := time.Parse(time.DateOnly, from)
	switch {
	case err != nil: // known to the month or year only
		return &deadline{rule: r, undecided: true}
	case r.WorkingDays:
		on := d.worked(begin, r.Days)
		return &deadline{on: on, rule: r, undecided: on == ""}
	case r.Months > 0:
		return &deadline{on: monthsAfter(begin, r.Months).Format(time.DateOnly), rule: r}
	default:
		return &deadline{on: begin.AddDate(0, 0, r.Days).Format(time.DateOnly), rule: r}
	}
}

// monthsAfter is the same day some months later, or the last day of a month that does not have it.
func monthsAfter(day time.Time, months int) time.Time {
	out := day.AddDate(0, months, 0)
	if out.Day() != day.Day() {
		out = out.AddDate(0, 0, -out.Day())
	}
	return out
}

// worked is the first day before which, from a day on, so many are worked for sure; "" where the calendar does not know
// them, since days outside may all be holidays.
func (d *Due) worked(from time.Time, days int) string {
	for n := days; n <= 4*days+30; n++ {
		to := from.AddDate(0, 0, n).Format(time.DateOnly)
		counted, ok := d.calendar.Count(from.Format(time.DateOnly), to)
		switch {
		case !ok || counted.AtLeast < counted.AtMost:
			return ""
		case counted.AtLeast == days:
			return to
		}
	}
	return ""
}

// object is a deadline as an answer; only what is still to be done is overdue. There is none of nil.
func (d *Due) object(l *deadline, asOf string, open bool) any {
	if l == nil {
		return nil
	}
	f := map[string]any{"on": nil, "recorded": l.rule == nil, "rule": nil, "overdue": open && passed(l.on, asOf), "undecided": l.undecided}
	if l.on != "" {
		f["on"] = l.on
	}
	if l.rule != nil {
		f["rule"] = l.rule.object()
	}
	return graph.Object{Type: "Deadline", Fields: f}
}

// passed reports whether a day, or the whole month or year that is known of it, lies before another.
func passed(on, asOf string) bool { return on != "" && on < asOf[:min(len(on), len(asOf))] }

func exact(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}

func (r *rule) object() graph.Object {
	f := map[string]any{"code": r.Code, "title": r.Title, "sentence": message.Phrase(r.Sentence), "days": nil, "months": nil, "workingDays": r.WorkingDays, "citations": nil}
	if r.Days > 0 {
		f["days"] = int64(r.Days)
	}
	if r.Months > 0 {
		f["months"] = int64(r.Months)
	}
	citations := make([]any, len(r.Citations))
	for i, c := range r.Citations {
		citations[i] = c.Object()
	}
	f["citations"] = citations
	return graph.Object{Type: "DeadlineRule", Fields: f}
}

// Rules answers deadlineRules.
func (d *Due) Rules(context.Context, graph.Query) (any, error) {
	out := make([]any, len(d.rules))
	for i := range d.rules {
		out[i] = d.rules[i].object()
	}
	return out, nil
}
