package judge

import (
	"strings"

	"golang.org/x/text/language"

	"bole/graph/message"
)

// Texts of conditions are said in the reader's language; codes of enums are said by the SDL's terms.

// tell says what is found, instead of what was said before; also says it after that.
func (n *note) tell(format string, args ...any) { n.found = message.New(format, args...) }
func (n *note) also(format string, args ...any) { n.alsoText(message.New(format, args...)) }
func (n *note) alsoText(t message.Text)         { n.found = message.Join(" ", n.found, t) }

// miss names a missing fact; several are named one after the other, each once.
func (n *note) miss(format string, args ...any) { n.missText(message.New(format, args...)) }

func (n *note) missText(t message.Text) {
	text := t.String()
	for _, m := range n.missing {
		if m.String() == text {
			return
		}
	}
	n.missing = append(n.missing, t)
}

// dated is a date as it is recorded.
func dated(s string) message.Text {
	if s == "" {
		return message.New("nothing")
	}
	return message.Plain(s)
}

// termOr is the term of a value, or what is said where there is none.
func termOr(of, value string, none message.Text) message.Text {
	if value == "" {
		return none
	}
	return message.Term(of, value)
}

// anyGrade names grades of evaluations one of which it is.
func anyGrade(grades []string) message.Text {
	return message.Join(" or ", termsOf("EvaluationGrade", grades)...)
}

func termsOf(of string, values []string) []message.Text {
	out := make([]message.Text, len(values))
	for i, v := range values {
		out[i] = message.Term(of, v)
	}
	return out
}

// levelText names a level of posts, which may be none.
func levelText(level int8) message.Text { return message.Term("PostGrade", grades[level]) }

// named is a rule by its code, or in Chinese by its title.
type named struct{ code, title string }

// In is the rule's name in a language.
func (r named) In(lang language.Tag) string {
	if lang == message.Chinese {
		return r.title
	}
	return r.code
}

// Name is what the gate is called in messages.
func (g *Gate) Name() message.Text { return message.New("%s", named{g.Rule, g.Title}) }

// look is what the rule looks at, as a sentence.
func (r *Rule) look() message.Text { return message.Phrase(r.Sentence) }

// unended is a sentence without the sign that ends it.
type unended struct{ message.Text }

// In is the sentence in a language.
func (u unended) In(lang language.Tag) string { return strings.TrimRight(u.Text.In(lang), ".。") }

// years writes a length of time.
func years(l int32) message.Text {
	var out []message.Text
	of := func(n int32, one, more message.Text) {
		switch {
		case n == 1:
			out = append(out, one)
		case n > 1:
			out = append(out, more)
		}
	}
	y, m, d := l/(12*month), l/month%12, l%month
	of(y, message.New("1 year"), message.New("%d years", y))
	of(m, message.New("1 month"), message.New("%d months", m))
	of(d, message.New("1 day"), message.New("%d days", d))
	if len(out) == 0 {
		return message.New("no time")
	}
	return message.Join(" ", out...)
}

// between writes what partial dates leave open.
func between(lo, hi int32) message.Text {
	if lo == hi {
		return years(lo)
	}
	return message.New("between %s and %s", years(lo), years(hi))
}
