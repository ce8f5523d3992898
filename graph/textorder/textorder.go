// Package textorder gives texts one order. Neo4j compares stored texts by code point, and a stored text with a
// parameter by UTF-16 unit where it does so in memory, by code point where an index does. The two differ where a
// character beyond U+FFFF (𠮷, 𬭚: rare characters of real names) meets one of U+E000 to U+FFFF (（, Ａ, 﨑). So a key
// is stored beside each text that is ordered, whose characters both compare alike, and lists, counts, filters, cursors
// and exports all compare keys.
package textorder

import "strings"

// escape is the last character below the surrogates: nothing unescaped sorts behind it.
const escape = '\uD7FF'

// digits is the first of the 4,096 characters that stand for 12 bits of an escaped one.
const digits = '\u4E00'

// Key is the sort key of a text. Keys compare as their texts do by code point, are equal only for equal texts, and
// the key of a beginning is the beginning of the key. Most texts are their own.
func Key(text string) string {
	if strings.IndexFunc(text, escaped) < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	for _, r := range text {
		if !escaped(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteRune(escape)
		b.WriteRune(digits + r>>12)
		b.WriteRune(digits + r&0xFFF)
	}
	return b.String()
}

func escaped(r rune) bool { return r >= escape }
