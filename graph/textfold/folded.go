package textfold

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Version says by what texts are folded and spelled: where it changes, what is stored beside texts is made anew.
const Version = "1, Unicode " + norm.Version + " and " + unicode.Version

// Folded is what stands beside a text so that full text finds it: the folded text, spelled. It is "" for a text that
// is found as it stands: one of plain characters alone, as almost every text is that somebody typed.
func Folded(text string) string {
	if plain(text) {
		return ""
	}
	return Spell(Text(text))
}

// FoldedName is Folded for the name of a person, which is found by what it has in common with those written alike as
// well.
func FoldedName(name string) string {
	text, alike := Text(name), Name(name)
	switch {
	case text != alike:
		return Spell(text) + Spell(alike)
	case plain(name):
		return ""
	default:
		return Spell(text)
	}
}

// between stands around each character of a spelled text. It is not plain, so that no text without a folded one
// beside it holds it.
const between = '¦'

// Spell writes a folded text character by character, so that one text holds another where its spelling does, and an
// index of words finds every character as a word. What is not plain is written as a word of capitals, which no folded
// text has: an analyzer need not know the character.
func Spell(folded string) string {
	var b strings.Builder
	b.Grow(2*len(folded) + 2)
	b.WriteRune(between)
	for _, r := range folded {
		if Plain(r) {
			b.WriteRune(r)
		} else {
			code(&b, r)
		}
		b.WriteRune(between)
	}
	return b.String()
}

// code writes a character by the sixteen letters from A to P, at least two.
func code(b *strings.Builder, r rune) {
	if r > 0xFF {
		code(b, r>>8)
	}
	b.WriteRune('A' + r>>4&0xF)
	b.WriteRune('A' + r&0xF)
}

// Plain reports whether a character is what Chinese offices type: one that Neo4j folds as Text does, with
// toLower(normalize(…, NFKC)), and that its full-text index takes for what it is.
func Plain(r rune) bool { return unicode.Is(plainCharacters, r) }

// longestWord is how many characters Lucene takes for one word at most; it cuts what is longer.
const longestWord = 255

// plain reports whether all of a text is plain, and has no word that the index cuts.
func plain(text string) bool {
	long := 0
	for _, r := range text {
		if !Plain(r) {
			return false
		}
		if long++; parts(r) {
			long = 0
		}
		if long > longestWord {
			return false
		}
	}
	return true
}

// parts reports whether no word of several characters goes on over a plain one.
func parts(r rune) bool { return r <= ' ' || unicode.Is(unicode.Han, r) }

// plainCharacters are ASCII, the ideographs that Unicode unified by version 11, and Chinese punctuation.
var plainCharacters = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: '\t', Hi: '\n', Stride: 1}, {Lo: '\r', Hi: '\r', Stride: 1}, {Lo: ' ', Hi: '~', Stride: 1}, {Lo: '·', Hi: '·', Stride: 1}, {Lo: '×', Hi: '×', Stride: 1},
		{Lo: '–', Hi: '—', Stride: 1}, {Lo: '‘', Hi: '’', Stride: 1}, {Lo: '“', Hi: '”', Stride: 1}, {Lo: '…', Hi: '…', Stride: 1},
		{Lo: '\u3000', Hi: '。', Stride: 1}, {Lo: '〇', Hi: '】', Stride: 1}, {Lo: '〔', Hi: '〗', Stride: 1}, {Lo: '㐀', Hi: '\u4DB5', Stride: 1}, {Lo: '一', Hi: '\u9FEF', Stride: 1},
		{Lo: '！', Hi: '／', Stride: 1}, {Lo: '：', Hi: '＠', Stride: 1}, {Lo: '［', Hi: '｀', Stride: 1}, {Lo: '｛', Hi: '～', Stride: 1},
	},
	LatinOffset: 5,
}

// Patterns are regular expressions of Java by which Neo4j finds the texts that need a folded one beside them: those that
// do not match Plain, or match Long; of names also those that match Parted.
var Patterns = struct{ Plain, Long, Parted string }{
	Plain:  "[" + class(plainCharacters) + "]*+",
	Long:   `(?s).*[^\x{0}- \p{IsHan}]{` + fmt.Sprint(longestWord+1) + `}.*`,
	Parted: `(?s).*[\s\x{3000}·.．].*`,
}

// class writes the ranges of a table as a class of characters.
func class(t *unicode.RangeTable) string {
	var b strings.Builder
	for _, r := range t.R16 {
		fmt.Fprintf(&b, `\x{%x}-\x{%x}`, r.Lo, r.Hi)
	}
	return b.String()
}
