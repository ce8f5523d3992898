package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxFindings is how many findings are listed; the rest are counted.
const maxFindings = 200

// Finding is one thing that is wrong with a dataset.
type Finding struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // where the record starts, the header being 1; 0 for the file as a whole
	Column  string `json:"column"`
	Problem string `json:"problem"`
	Remedy  string `json:"remedy"`
}

func (f Finding) String() string { return f.place() + ": " + f.Problem + "; " + f.Remedy }

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

func (r *Refused) Error() string {
	var b strings.Builder
	for _, f := range r.Findings {
		b.WriteString(f.String())
		b.WriteByte('\n')
	}
	if r.More > 0 {
		fmt.Fprintf(&b, "and %d more\n", r.More)
	}
	fmt.Fprintf(&b, "findings: %d; nothing was loaded", len(r.Findings)+r.More)
	return b.String()
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
