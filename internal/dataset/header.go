package dataset

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bole/graph/message"
	"bole/internal/table"
)

// header is the first line of a file of texts, read.
type header struct {
	names    []string
	columns  []*Column // nil where a name is not that of a column
	findings []Finding
	notices  []Notice
	lost     bool // no row can be told by its key
	as       table.Header
}

// none reports whether a file with this header cannot be read at all.
func (h header) none() bool {
	return !slices.ContainsFunc(h.columns, func(c *Column) bool { return c != nil })
}

// header finds the columns that a header names. An unknown one, one named twice and a required one that is not there
// are findings, and the rows are read nevertheless. A column without a name may stand there as long as it is empty.
func (f file) header(line int, names []string) header {
	h := header{names: names}
	bad := func(name string, problem, remedy message.Text) {
		h.findings = append(h.findings, Finding{File: f.name, Line: line, Column: name, Problem: problem, Remedy: remedy})
	}
	for _, raw := range names {
		name := unspaced(raw)
		if c := f.table.Column(name); c != nil && !slices.Contains(h.columns, c) {
			h.as.Name(c, name)
			h.columns = append(h.columns, c)
		}
	}
	h.columns = nil
	seen := map[string]bool{}
	for _, raw := range names {
		name := unspaced(raw)
		c := f.table.Column(name)
		switch {
		case name == "":
		case !utf8.ValidString(name) || strings.ContainsRune(name, utf8.RuneError):
			bad("", message.New("is neither UTF-8 nor GB18030"), message.New("save the file as UTF-8"))
		case c == nil:
			bad(raw, message.New("is not a column of %s", f.table.called(h.as)), message.New("leave it out, or use one of: %s", h.as.Columns(f.table.Table)))
		case seen[c.Name]:
			bad(raw, message.New("stands twice in the header"), message.New("keep one of the two"))
			c = nil
		default:
			seen[c.Name] = true
			if name != raw {
				h.notices = append(h.notices, Notice{File: f.name, Line: line, Column: name, Text: message.New("the header %q is read as %s", raw, name), kind: "header"})
			}
		}
		h.columns = append(h.columns, c)
	}
	if h.none() {
		if len(h.findings) == 0 {
			bad("", message.New("has no header"), message.New("begin with a line of column names"))
		}
		h.lost = true
		return h
	}
	for _, c := range f.table.Columns {
		if !c.Required || seen[c.Name] {
			continue
		}
		remedy := message.New("name it %s; it is required in every row of %s", c.Name, f.table.called(h.as))
		if c.Term != "" && f.table.Column(c.Term) == c {
			remedy = message.New("name it %s or %s; it is required in every row of %s", c.Name, c.Term, f.table.called(h.as))
		}
		bad(h.as.Called(f.table.Table, c), message.New("has no column"), remedy)
		h.lost = h.lost || slices.Contains(f.table.Identity, c.Name)
	}
	return h
}

// unspaced is a header without the blanks that people space its characters with.
func unspaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
