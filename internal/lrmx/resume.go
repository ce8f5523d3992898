package lrmx

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"bole/graph/message"
)

// Stretch is one entry of the résumé: a post, a study. To is "" while it lasts. Meanwhile is for what stands in
// （其间：…）, beside the entry before it. Text is everything after the dates; Line is the entry as it stands in the
// form.
type Stretch struct {
	From, To, Text string
	Meanwhile      bool
	Line           string
}

var (
	// span is from when to when. A dash may have nothing behind it: the post lasts.
	span = regexp.MustCompile(`(` + day + `)\s*(?:-{1,4}\s*(` + day + `|至今|今|现在)?|(?:至|到|一)\s*(` + day + `|今|现在))`)
	// dated is whatever looks like a date.
	dated = regexp.MustCompile(`\d{4}\s*(?:[./年]|-\s*\d)|\d{6}`)
	// within begins what happened beside a post.
	within = regexp.MustCompile(`^(?:在此期间|在此其间|这期间|其间|期间|其中)\s*[:,、]?\s*`)
	// breaks are line breaks of all kinds, also those that came as text or as markup.
	breaks = regexp.MustCompile(`(?i)</(?:p|div)>\s*<(?:p|div)\b[^<>]*>|\r\n?|[\x{0B}\x{0C}\x{85}\x{2028}\x{2029}]|\\r\\n|\\[rn]|</?(?:br|p|div)\b[^<>]*>`)
)

// separators may stand between two entries on one line, and at the end of one.
const separators = " ;,。"

// Resume reads JianLi, or what a person wrote instead of a line of it. What is not read is a doubt.
func Resume(text string) ([]Stretch, []Doubt) {
	text = breaks.ReplaceAllString(text, "\n")
	all, p := []rune(text), plain(text)
	closed := brackets(p)
	r := &resume{}
	from := 0
	for i := 0; i < len(p); i++ {
		switch end := closed[i]; {
		case p[i] == '\n':
			r.fragment(string(all[from:i]))
			r.blank = r.blank || strings.TrimSpace(string(all[lineStart(p, i):i])) == ""
			from = i + 1
		case end == 0:
		case aside(string(p[i+1 : end])):
			r.fragment(string(all[from:i]))
			r.aside(string(all[i:end+1]), string(all[i+1:end]))
			from, i = end+1, end
		default: // part of a title
			i = end
		}
	}
	r.fragment(string(all[from:]))
	r.ends()
	return r.done()
}

func lineStart(p []rune, at int) int {
	for at > 0 && p[at-1] != '\n' {
		at--
	}
	return at
}

// brackets gives for each opening bracket that is closed the place where it is; other places are 0.
func brackets(p []rune) []int {
	out := make([]int, len(p))
	var open []int
	for i, r := range p {
		switch {
		case r == '(':
			open = append(open, i)
		case r == ')' && len(open) > 0:
			out[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return out
}

// aside reports whether what stands in a bracket is not part of a title: it has dates, or says what happened
// meanwhile.
func aside(inner string) bool {
	return dated.MatchString(inner) || within.MatchString(strings.TrimSpace(inner))
}

// resume collects the entries; those with a why are doubts.
type resume struct {
	entries []entry
	blank   bool // a blank line came since the last entry
}

type entry struct {
	Stretch
	why   message.Text // empty: it is read
	blank bool         // nothing stands behind the dash, where 至今 may
	alone bool         // a doubt that the next line does not go on with
}

// ends doubts blank ends: of an entry after which others begin, and of what was held beside one that has ended, the end
// may be forgotten.
func (r *resume) ends() {
	latest := ""
	for _, e := range r.entries {
		if !e.Meanwhile {
			latest = max(latest, e.From)
		}
	}
	ended := false
	for i := range r.entries {
		e := &r.entries[i]
		if !e.Meanwhile {
			ended = e.To != ""
		}
		if e.blank && e.why.Empty() && (!e.Meanwhile && e.From < latest || e.Meanwhile && ended) {
			e.why = message.New("has no end, and may have ended; write 至今 where it lasts")
		}
	}
}

// last is the entry that a line without dates goes on with; nil where there is none.
func (r *resume) last() *entry {
	for i := len(r.entries) - 1; i >= 0; i-- {
		if e := &r.entries[i]; !e.Meanwhile {
			return e
		}
	}
	return nil
}

// fragment reads a line, or the part of one that stands outside of asides.
func (r *resume) fragment(text string) {
	line := strings.TrimSpace(text)
	p := string(plain(line))
	if strings.Trim(p, separators) == "" {
		return
	}
	last, after := r.last(), r.blank
	r.blank = false
	if within.MatchString(p) {
		r.aside(line, line)
		return
	}
	found, ok := spans(line)
	switch {
	case ok:
		r.entries = append(r.entries, found...)
	case dated.MatchString(p):
		r.entries = append(r.entries, entry{Stretch: Stretch{Line: line}, why: message.New("has a date, and does not begin with from when to when")})
	case last == nil || after || last.alone:
		r.entries = append(r.entries, entry{Stretch: Stretch{Line: line}, why: message.New("has no dates"), alone: true})
	default:
		last.Text += line
		last.Line += "\n" + line
	}
}

// aside reads what stands in a bracket with dates, or begins with 其间.
func (r *resume) aside(line, inner string) {
	inner = strings.TrimSpace(inner)
	p := string(plain(inner))
	var parts []entry
	ok := false
	if at := within.FindStringIndex(p); at != nil {
		parts, ok = spans(joined(string([]rune(inner)[utf8.RuneCountInString(p[:at[1]]):])))
	}
	if !ok {
		r.entries = append(r.entries, entry{Stretch: Stretch{Line: line, Meanwhile: true}, why: message.New("is a bracket that is not （其间：） with from when to when for each part")})
		return
	}
	post := r.last()
	for _, e := range parts {
		e.Meanwhile = true
		e.Line = "（其间：" + strings.TrimRight(e.Line, " 　;；,，。、\n") + "）"
		if post != nil && e.why.Empty() && (!post.why.Empty() || !post.during(e.From)) {
			e.why = message.New("does not begin while the entry before it lasts")
		}
		r.entries = append(r.entries, e)
	}
}

// during reports whether a date lies within an entry, as far as both are known.
func (s Stretch) during(date string) bool {
	n := min(len(date), len(s.From))
	return date[:n] >= s.From[:n] && (s.To == "" || date < s.To)
}

// joined puts the lines of a bracket together: one that begins with dates is a part of its own.
func joined(text string) string {
	var out strings.Builder
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if at := span.FindStringIndex(string(plain(line))); i > 0 && at != nil && at[0] == 0 {
			out.WriteString("；")
		}
		out.WriteString(line)
	}
	return out.String()
}

// spans reads a line of one or several entries, each from when to when and then a text. It is false where the line is
// not made of such entries alone; only the last may be without text, which the next line may hold.
func spans(line string) ([]entry, bool) {
	text, p := []rune(line), plain(line)
	var out []entry
	ends := 0 // where the text of the last entry begins
	for _, at := range span.FindAllStringSubmatchIndex(string(p), -1) {
		s := string(p)
		from, to := len([]rune(s[:at[0]])), len([]rune(s[:at[1]]))
		before := strings.TrimRight(string(p[ends:from]), separators)
		switch {
		case to < len(p) && unicode.IsDigit(p[to]): // the second date goes on: it is not read
			return nil, false
		case len(out) == 0 && from > 0, len(out) > 0 && (before == "" || len(before) == len(string(p[ends:from]))):
			return nil, false
		case len(out) > 0:
			finish(&out[len(out)-1], text[ends:from])
		}
		group := func(i int) string {
			if at[i] < 0 {
				return ""
			}
			return s[at[i]:at[i+1]]
		}
		out = append(out, stretchOf(group(2), group(4)+group(6), string(text[from:to])))
		ends = to
	}
	if len(out) == 0 {
		return nil, false
	}
	finish(&out[len(out)-1], text[ends:])
	return out, true
}

// finish gives an entry its text.
func finish(e *entry, rest []rune) {
	e.Line += string(rest)
	e.Text = strings.TrimSpace(strings.TrimLeftFunc(string(rest), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("：:，,", r) }))
}

func stretchOf(from, to, line string) entry {
	e := entry{Stretch: Stretch{Line: line}, blank: to == ""}
	var ok, ok2 bool
	e.From, ok = date(from)
	if strings.HasSuffix(to, "今") || to == "现在" {
		to = ""
	}
	e.To, ok2 = date(to)
	switch {
	case !ok || !ok2:
		e.why = message.New("has a date that does not exist")
	case e.To != "" && e.To <= e.From:
		e.why = message.New("does not end after it begins; give the days if both are in one month")
	}
	return e
}

// done are the entries and the doubts, in the order of the form.
func (r *resume) done() ([]Stretch, []Doubt) {
	var out []Stretch
	var doubts []Doubt
	for _, e := range r.entries {
		e.Text, e.Line = strings.TrimRight(e.Text, " ;；,，。、"), strings.TrimRight(e.Line, " 　;；,，。、\n")
		if e.why.Empty() && e.Text == "" {
			e.why = message.New("names no post")
		}
		if !e.why.Empty() {
			doubts = append(doubts, Doubt{Element: "JianLi", Line: e.Line, Why: e.why})
			continue
		}
		out = append(out, e.Stretch)
	}
	return out, doubts
}

// ResumeText writes a résumé as Resume reads it: what was held meanwhile stands in a bracket behind the last entry
// that it began in, or before all where there is none. An end is blank for the last entry alone.
func ResumeText(list []Stretch) string {
	var lines []string
	var held []Stretch
	latest := ""
	beside := map[int][]string{}
	for _, s := range list {
		if !s.Meanwhile {
			held, latest = append(held, s), max(latest, s.From)
		}
	}
	for _, s := range list {
		if !s.Meanwhile {
			continue
		}
		at := len(held) - 1
		for at >= 0 && !held[at].during(s.From) {
			at--
		}
		beside[at] = append(beside[at], s.line("至今"))
	}
	for i := -1; i < len(held); i++ {
		switch {
		case i >= 0 && held[i].From == latest:
			lines = append(lines, held[i].line("       "))
		case i >= 0:
			lines = append(lines, held[i].line("至今"))
		}
		if len(beside[i]) > 0 {
			lines = append(lines, "（其间："+strings.Join(beside[i], "；")+"）")
		}
	}
	return strings.Join(lines, "\n")
}

// line writes an entry; lasts stands in the place of its end while it has none.
func (s Stretch) line(lasts string) string {
	to := strings.ReplaceAll(s.To, "-", ".")
	if to == "" {
		to = lasts
	}
	return fmt.Sprintf("%s--%s  %s", strings.ReplaceAll(s.From, "-", "."), to, s.Text)
}
