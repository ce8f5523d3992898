package lrmx

import (
	"regexp"
	"strings"
	"time"
)

// day is a date as forms write it, in a text made plain: 2005.03, 2005-3-15, 2005/03, 2005年3月, 200503, 20050315, 2005.
const day = `(?:\d{8}|\d{6}|\d{4}(?:年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|[./]\s*\d{1,2}(?:[./]\s*\d{1,2})?|-\d{1,2}(?:-\d{1,2})?)?)`

var (
	wholeDay = regexp.MustCompile(`^\(?\s*(` + day + `)\s*\)?(?:\s*\(\d{1,3}岁\))?$`)
	numbers  = regexp.MustCompile(`\d+`)
)

// plain writes full-width signs, brackets, blanks and dashes of any kind as the plain ones, each character as one: a
// place in it is the same place in the text.
func plain(text string) []rune {
	out := []rune(text)
	for i, r := range out {
		switch {
		case strings.ContainsRune("-‐‑‒–—―─━−﹘﹣－～~〜∼⁓", r):
			out[i] = '-'
		case strings.ContainsRune("（【〔［[", r):
			out[i] = '('
		case strings.ContainsRune("）】〕］]", r):
			out[i] = ')'
		case r == '\u00A0' || r == '\u3000' || r == '\t' || r == '\u2002' || r == '\u2003' || r == '\u2009' || r == '\u202F':
			out[i] = ' '
		case r == '。': // an end, not a dot
		case r > 0xFF00 && r < 0xFF5F:
			out[i] = r - 0xFEE0
		}
	}
	return out
}

// date reads a date as YYYY[-MM[-DD]]; "" is "". It may stand in brackets, or have an age in brackets behind it.
func date(text string) (string, bool) {
	s := strings.TrimSpace(string(plain(text)))
	if s == "" {
		return "", true
	}
	m := wholeDay.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	var digits strings.Builder
	for _, n := range numbers.FindAllString(m[1], -1) {
		if len(n) == 1 {
			digits.WriteByte('0')
		}
		digits.WriteString(n)
	}
	for layout, as := range map[string]string{"2006": "2006", "200601": "2006-01", "20060102": time.DateOnly} {
		if digits.Len() != len(layout) {
			continue
		}
		if t, err := time.Parse(layout, digits.String()); err == nil && t.Year() >= 1 {
			return t.Format(as), true
		}
	}
	return "", false
}
