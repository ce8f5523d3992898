package walks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bole/graph/mapping"
	"bole/graph/refusal"
	"bole/graph/textfold"
)

// maxSearchWords is how many words of a text the index is asked for: the longest. All terms are looked for in what it
// gives.
const maxSearchWords = 8

// searchQuery is a user's text, read.
type searchQuery struct {
	text  string // as it was given, trimmed
	terms []term
	words [][]rune // that a match has in its texts, the longest first, folded
}

// term is what each match holds in one of its texts: a word, or a phrase that was in quotes.
type term struct {
	text    string // folded
	plain   string // as it stands in a plain text, which holds it nowhere unless all of it is plain
	spelled string // as it stands in a text that is spelled; see package textfold
}

func newTerm(text string) term {
	t := term{text: text, plain: text, spelled: textfold.Spell(text)}
	if strings.ContainsFunc(text, func(r rune) bool { return !textfold.Plain(r) }) {
		t.plain = t.spelled
	}
	return t
}

// parseSearch reads words and "phrases in quotes". A word is a run of letters and digits; whatever stands between
// words only parts them, so that document numbers are found whatever their brackets.
func parseSearch(text string) (searchQuery, error) {
	q := searchQuery{text: strings.TrimSpace(text)}
	switch {
	case q.text == "":
		return q, refusal.Newf(refusal.BadInput, "text is blank; give a word or a part of one")
	case !utf8.ValidString(text):
		return q, refusal.Newf(refusal.BadInput, "text is not UTF-8; send it as that")
	case utf8.RuneCountInString(q.text) > maxSearchText:
		return q, refusal.Newf(refusal.BadInput, "text is longer than 200 characters; give fewer words")
	}
	for i, part := range strings.Split(quotes.Replace(q.text), `"`) {
		part = strings.TrimSpace(textfold.Text(part))
		words := strings.FieldsFunc(part, func(r rune) bool { return !isWord(r) })
		for _, w := range words {
			if !slices.ContainsFunc(q.words, func(known []rune) bool { return string(known) == w }) {
				q.words = append(q.words, []rune(w))
			}
		}
		if i%2 == 1 && len(words) > 0 {
			words = []string{part}
		}
		for _, w := range words { // once: each is looked for in every text that is looked at
			if !slices.ContainsFunc(q.terms, func(known term) bool { return known.text == w }) {
				q.terms = append(q.terms, newTerm(w))
			}
		}
	}
	if len(q.terms) == 0 {
		return q, refusal.Newf(refusal.BadInput, "text has no letter, digit or character to look for; give a word or a part of one")
	}
	slices.SortStableFunc(q.words, func(a, b []rune) int { return len(b) - len(a) })
	q.words = q.words[:min(len(q.words), maxSearchWords)]
	return q, nil
}

// quotes people type.
var quotes = strings.NewReplacer("“", `"`, "”", `"`, "「", `"`, "」", `"`, "＂", `"`)

// isWord reports whether words are made of a character; 〇 is a number by Unicode and a character in 二〇二四.
func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.Is(unicode.Han, r) && unicode.Is(unicode.Nl, r)
}

// folded is what the query looks for, in one text.
func (q searchQuery) folded() string {
	out := make([]string, len(q.terms))
	for i, t := range q.terms {
		out[i] = t.text
	}
	return strings.Join(out, " ")
}

// lucene is a query for the index that finds every match in the fields, and perhaps more. It is made of letters and
// digits, so that nothing in it is an operator that is not meant.
func (q searchQuery) lucene(fields []*mapping.Field) string {
	all := make([]string, len(q.words))
	for i, w := range q.words {
		var any []string
		spelled := strings.Join(strings.FieldsFunc(textfold.Spell(string(w)), func(r rune) bool { return !isWord(r) }), " ")
		for _, f := range fields {
			if plain := plainWord(f.Property, w); plain != "" {
				any = append(any, plain)
			}
			any = append(any, f.FoldedProperty()+`:"`+spelled+`"`)
		}
		all[i] = "(" + strings.Join(any, " OR ") + ")"
	}
	return strings.Join(all, " AND ")
}

// plainWord finds a word in plain texts, "" where they cannot hold it. The index holds each Chinese character as a word
// and letters and digits between two of them as another: what is between is found as a phrase, what is at the edges as
// the end or the beginning of such a word.
func plainWord(property string, w []rune) string {
	if slices.ContainsFunc(w, func(r rune) bool { return !textfold.Plain(r) }) {
		return ""
	}
	han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	begin := slices.IndexFunc(w, han)
	if begin < 0 {
		return property + ":/.*" + string(w) + ".*/"
	}
	end := len(w)
	for !han(w[end-1]) {
		end--
	}
	parts := []string{property + `:"` + string(w[begin:end]) + `"`}
	if begin > 0 {
		parts = append(parts, property+":/.*"+string(w[:begin])+"/")
	}
	if end < len(w) {
		parts = append(parts, property+":"+string(w[end:])+"*")
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

// matched is the first field that holds a term, and its text.
func (q searchQuery) matched(fields []*mapping.Field, texts []any) (field, text string) {
	for _, t := range q.terms {
		for i, f := range fields {
			s, _ := texts[i].(string)
			if strings.Contains(textfold.Text(s), t.text) || f.Alike && strings.Contains(textfold.Name(s), t.text) {
				return f.Name, s
			}
		}
	}
	return "", ""
}
