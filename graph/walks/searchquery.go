package walks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"bole/graph/refusal"
)

// searchQuery is a user's text, read.
type searchQuery struct {
	text   string   // as it was given, trimmed
	terms  []string // what each match holds, folded: compatibility forms made one, lower case
	lucene string   // a query that finds every match, and perhaps more
}

// fold makes texts comparable as the statements do: toLower(normalize(x, NFKC)).
func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// parseSearch reads words and "phrases in quotes". A word is a run of letters and digits; whatever stands between
// words only parts them, so that document numbers are found whatever their brackets.
func parseSearch(text string) (searchQuery, error) {
	q := searchQuery{text: strings.TrimSpace(text)}
	switch {
	case q.text == "":
		return q, &refusal.Error{Code: refusal.BadInput, Message: "text is blank; give a word or a part of one"}
	case !utf8.ValidString(text):
		return q, &refusal.Error{Code: refusal.BadInput, Message: "text is not UTF-8; send it as that"}
	case utf8.RuneCountInString(q.text) > maxSearchText:
		return q, &refusal.Error{Code: refusal.BadInput, Message: "text is longer than 200 characters; give fewer words"}
	}
	for i, part := range strings.Split(quotes.Replace(q.text), `"`) {
		part = fold(part)
		if i%2 == 1 && strings.IndexFunc(part, isWord) >= 0 {
			q.terms = append(q.terms, strings.TrimSpace(part))
			continue
		}
		q.terms = append(q.terms, strings.FieldsFunc(part, func(r rune) bool { return !isWord(r) })...)
	}
	switch {
	case len(q.terms) == 0:
		return q, &refusal.Error{Code: refusal.BadInput, Message: "text has no letter, digit or character to look for; give a word or a part of one"}
	case len(q.terms) > maxSearchTerms:
		return q, &refusal.Error{Code: refusal.BadInput, Message: "text has more than 16 words; give fewer, or a sentence in quotes"}
	}
	var clauses []string
	for _, t := range q.terms {
		clauses = append(clauses, clausesOf(t)...)
	}
	q.lucene = strings.Join(clauses, " AND ")
	return q, nil
}

// quotes people type.
var quotes = strings.NewReplacer("“", `"`, "”", `"`, "「", `"`, "」", `"`, "＂", `"`)

// isWord tells what words are made of; 〇 is a number by Unicode and a character in 二〇二四.
func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || ideographic(r) && unicode.Is(unicode.Nl, r)
}

// ideographic tells the scripts that the index holds character by character.
func ideographic(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana) }

// clausesOf are a term's runs of one kind as Lucene finds them: characters of Chinese as a phrase, other words by
// any part. Runs are letters and digits alone, so that nothing in them is an operator.
func clausesOf(term string) []string {
	var out []string
	var run []rune
	flush := func() {
		if len(run) > 0 && ideographic(run[0]) {
			out = append(out, `"`+string(run)+`"`)
		} else if len(run) > 0 {
			out = append(out, anyWidth(run))
		}
		run = nil
	}
	for _, r := range term {
		if !isWord(r) || len(run) > 0 && ideographic(run[0]) != ideographic(r) {
			flush()
		}
		if isWord(r) {
			run = append(run, r)
		}
	}
	flush()
	return out
}

// anyWidth finds a run as a part of a word, as well where the text has letters and digits in full width (ＧＤＰ): the
// index holds them as they stand. Without any of these a wildcard is enough.
func anyWidth(run []rune) string {
	var b strings.Builder
	wide := false
	for _, r := range run {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			wide = true
			b.WriteString("[" + string(r) + string(r+'０'-'0') + "]")
			continue
		}
		b.WriteRune(r)
	}
	if !wide {
		return "*" + string(run) + "*"
	}
	return "/.*" + b.String() + ".*/"
}

// matched is the first field that holds a term, and its text; of says for each property whose text it stands for.
func (q searchQuery) matched(fields, of []string, texts []any) (field, text string) {
	for _, t := range q.terms {
		for i := range fields {
			if s, _ := texts[i].(string); strings.Contains(fold(s), t) {
				text, _ := texts[slices.Index(fields, of[i])].(string)
				return of[i], text
			}
		}
	}
	return "", ""
}
