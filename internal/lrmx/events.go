package lrmx

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Event is an award or a sanction. On is a date, "" where the line begins with none; Text is what follows it.
type Event struct{ On, Text, Line string }

var firstDay = regexp.MustCompile(`^(` + day + `)(?:[ ,:]|[^\d\-./年月日])`)

// events reads JiangChengQingKuang: one event a line, or between semicolons.
func events(text string) []Event {
	var out []Event
	for _, line := range strings.FieldsFunc(breaks.ReplaceAllString(text, "\n"), func(r rune) bool { return strings.ContainsRune("；;。\n", r) }) {
		line = strings.TrimSpace(line)
		if line == "" || line == "无" {
			continue
		}
		e := Event{Text: line, Line: line}
		p := string(plain(line))
		if m := firstDay.FindStringSubmatch(p); m != nil {
			if on, ok := date(m[1]); ok {
				rest := string([]rune(line)[utf8.RuneCountInString(m[1]):])
				e.On, e.Text = on, strings.TrimLeft(rest, " \u3000\u00A0，,：:")
			}
		}
		out = append(out, e)
	}
	return out
}
