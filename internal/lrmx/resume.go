package lrmx

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// date reads YYYY, YYYYMM or YYYYMMDD, also dotted or dashed, as YYYY[-MM[-DD]]; "" is "". A month 00 is none.
func date(text string) (string, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n.．-/年月日", r) })
	if len(parts) == 0 {
		return "", strings.TrimSpace(text) == ""
	}
	for i, p := range parts[1:] {
		if len(p) == 1 {
			parts[i+1] = "0" + p
		}
	}
	s := strings.Join(parts, "")
	for layout, as := range map[string]string{"2006": "2006", "200601": "2006-01", "20060102": time.DateOnly} {
		if len(s) != len(layout) {
			continue
		}
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1 {
			return t.Format(as), true
		}
	}
	return "", false
}

// stretch is YYYY.MM, one or two dashes of any kind, YYYY.MM or nothing or 至今, then the text.
var stretch = regexp.MustCompile(`^(\d{4}[.．]\d{1,2})\s*[-—–～~－]{1,2}\s*(?:(\d{4}[.．]\d{1,2})|至今)?\s*(.*)$`)

// nested is （其间：…）, on a line of its own or at the end of one.
var nested = regexp.MustCompile(`[（(]\s*其间[:：]\s*(.*?)[)）]\s*$`)

// resume reads the lines of JianLi. A line that begins no stretch goes on with the one before.
func resume(text string) ([]Stretch, error) {
	var out []Stretch
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		within := nested.FindStringSubmatchIndex(line)
		inner := ""
		if within != nil {
			inner, line = line[within[2]:within[3]], strings.TrimSpace(line[:within[0]])
		}
		s, ok, err := parsed(line)
		switch {
		case err != nil:
			return nil, err
		case ok:
			out = append(out, s)
		case line == "":
		case len(out) == 0:
			return nil, &Error{"JianLi", "begins with a line without dates", "begin each post with YYYY.MM--YYYY.MM"}
		default:
			out[len(out)-1].Text += line
		}
		if inner == "" {
			continue
		}
		if len(out) == 0 {
			return nil, &Error{"JianLi", "begins with what happened meanwhile", "begin with a post"}
		}
		last := &out[len(out)-1]
		for _, part := range strings.FieldsFunc(inner, func(r rune) bool { return r == '；' || r == ';' }) {
			n, ok, err := parsed(strings.TrimSpace(part))
			if err != nil {
				return nil, err
			}
			if !ok { // no dates of its own: it lasted as long as the post
				n = Stretch{From: last.From, To: last.To, Text: strings.TrimSpace(part)}
			}
			if n.Text != "" {
				last.Nested = append(last.Nested, n)
			}
		}
	}
	return out, nil
}

func parsed(line string) (Stretch, bool, error) {
	m := stretch.FindStringSubmatch(line)
	if m == nil {
		return Stretch{}, false, nil
	}
	from, ok := date(m[1])
	to, ok2 := date(m[2])
	if !ok || !ok2 {
		return Stretch{}, false, &Error{"JianLi", "has a line with a month that does not exist", "give YYYY.MM--YYYY.MM"}
	}
	if to != "" && to < from {
		return Stretch{}, false, &Error{"JianLi", "has a line that ends before it begins", "give YYYY.MM--YYYY.MM"}
	}
	return Stretch{From: from, To: to, Text: strings.TrimSpace(m[3])}, true, nil
}

func (f *Form) resumeText() string {
	var lines []string
	for _, s := range f.Resume {
		lines = append(lines, s.line())
		if len(s.Nested) == 0 {
			continue
		}
		parts := make([]string, 0, len(s.Nested))
		for _, n := range s.Nested {
			parts = append(parts, n.line())
		}
		lines = append(lines, "（其间："+strings.Join(parts, "；")+"）")
	}
	return strings.Join(lines, "\n")
}

func (s Stretch) line() string {
	dotted := func(d string) string { return strings.ReplaceAll(d[:min(7, len(d))], "-", ".") }
	to := dotted(s.To)
	if to == "" {
		to = "       "
	}
	return fmt.Sprintf("%s--%s  %s", dotted(s.From), to, s.Text)
}

// gradeNames are the grades of ZB18; the longer first, since one ends another.
var gradeNames = []struct{ text, name string }{
	{"基本称职", "BASIC"}, {"不称职", "INCOMPETENT"}, {"不定等次", "UNGRADED"}, {"称职", "COMPETENT"}, {"优秀", "EXCELLENT"},
}

var year = regexp.MustCompile(`\d{4}`)

// grades reads what the annual assessments gave, such as 2021年优秀；2022年、2023年称职. A stretch 2020-2022 names
// each of its years. What names no grade, or no year, gives none.
func grades(text string) []Grade {
	var out []Grade
	var years []int
	for rest := text; rest != ""; {
		at, cut, name := len(rest), 0, ""
		for _, g := range gradeNames {
			if i := strings.Index(rest, g.text); i >= 0 && i < at {
				at, cut, name = i, len(g.text), g.name
			}
		}
		years = append(years, yearsOf(rest[:at])...)
		if name == "" {
			break
		}
		for _, y := range years {
			out = append(out, Grade{y, name})
		}
		years, rest = nil, rest[at+cut:]
	}
	slices.SortStableFunc(out, func(a, b Grade) int { return a.Year - b.Year })
	return slices.CompactFunc(out, func(a, b Grade) bool { return a.Year == b.Year })
}

func yearsOf(text string) []int {
	at := year.FindAllStringIndex(text, -1)
	var out []int
	for i, span := range at {
		y, _ := strconv.Atoi(text[span[0]:span[1]])
		if i > 0 {
			between := strings.Trim(text[at[i-1][1]:span[0]], "年 ")
			if between == "-" || between == "—" || between == "至" || between == "～" {
				for x := out[len(out)-1] + 1; x < y && y-x < 20; x++ {
					out = append(out, x)
				}
			}
		}
		out = append(out, y)
	}
	return out
}
