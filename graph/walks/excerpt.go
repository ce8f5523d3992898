package walks

import (
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"

	"bole/graph/textfold"
)

const excerptLength = 120 // characters

// excerpt is the text around the first match, as it was written.
func (q searchQuery) excerpt(text string) string {
	runes := []rune(text)
	if len(runes) <= excerptLength {
		return text
	}
	begin := min(max(0, q.first(text)-excerptLength/4), len(runes)-excerptLength)
	cut := string(runes[begin : begin+excerptLength])
	if begin > 0 {
		cut = "…" + cut
	}
	if begin+excerptLength < len(runes) {
		cut += "…"
	}
	return cut
}

// first is how many characters stand before the first match, 0 where none is found. The text is folded piece by piece,
// since no way leads back from a place in a folded text.
func (q searchQuery) first(text string) int {
	var folded strings.Builder
	var pieces, before []int // bytes of folded and characters of text before each piece
	for rest, n := text, 0; rest != ""; {
		end := norm.NFKC.NextBoundaryInString(rest, true)
		pieces, before = append(pieces, folded.Len()), append(before, n)
		folded.WriteString(textfold.Text(rest[:end]))
		n += len([]rune(rest[:end]))
		rest = rest[end:]
	}
	at := folded.Len()
	for _, t := range q.terms {
		if i := strings.Index(folded.String(), t.text); i >= 0 {
			at = min(at, i)
		}
	}
	if at == folded.Len() {
		return 0
	}
	return before[sort.SearchInts(pieces, at+1)-1]
}
