package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"bole/graph/message"
)

// maxFindings is how many findings are listed; the rest are counted.
const maxFindings = 200

// Finding is one thing that is wrong with a dataset.
type Finding struct {
	File    string       `json:"file"`
	Line    int          `json:"line"`   // where the record starts, the header being 1; 0 for the file as a whole
	Column  string       `json:"column"` // as the file calls it
	Problem message.Text `json:"problem"`
	Remedy  message.Text `json:"remedy"`
}

func (f Finding) String() string { return f.In(message.English) }

// In is the finding in a language, one line.
func (f Finding) In(lang language.Tag) string {
	return message.New("%s: %s; %s", f.place(), f.Problem, f.Remedy).In(lang)
}

// Written is the finding with its texts in a language.
func (f Finding) Written(lang language.Tag) Finding {
	f.Problem, f.Remedy = message.Plain(f.Problem.In(lang)), message.Plain(f.Remedy.In(lang))
	return f
}

// place is where it is: file:line: column.
func (f Finding) place() string {
	at := f.File
	if f.Line > 0 {
		at = fmt.Sprintf("%s:%d", at, f.Line)
	}
	if f.Column != "" {
		at += ": " + f.Column
	}
	return at
}

// Refused is a dataset with findings: nothing of it was loaded.
type Refused struct {
	Findings []Finding // in the order of files and lines, at most 200
	More     int       // how many there are beside these
}

func (r *Refused) Error() string { return r.In(message.English) }

// In is what is wrong in a language, a line for each finding.
func (r *Refused) In(lang language.Tag) string {
	lines := make([]string, 0, len(r.Findings)+2)
	for _, f := range r.Findings {
		lines = append(lines, f.In(lang))
	}
	if r.More > 0 {
		lines = append(lines, message.New("and %d more", r.More).In(lang))
	}
	return strings.Join(append(lines, message.New("findings: %d; nothing was loaded", len(r.Findings)+r.More).In(lang)), "\n")
}

// findings collects, and keeps the first ones in order once there are too many to hold.
type findings struct {
	rank map[string]int // file → place
	all  []Finding
	more int
}

func (f *findings) add(list ...Finding) {
	f.all = append(f.all, list...)
	if len(f.all) > 10*maxFindings {
		f.trim()
	}
}

func (f *findings) trim() {
	slices.SortStableFunc(f.all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(f.rank[a.File], f.rank[b.File]), cmp.Compare(a.Line, b.Line))
	})
	if n := len(f.all) - maxFindings; n > 0 {
		f.more += n
		f.all = f.all[:maxFindings]
	}
}

// refusal is nil when there is nothing to refuse.
func (f *findings) refusal() error {
	if len(f.all) == 0 {
		return nil
	}
	f.trim()
	return &Refused{Findings: f.all, More: f.more}
}
