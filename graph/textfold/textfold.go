// Package textfold says which texts are written alike. One name comes as 买买提·艾力, 买买提•艾力, 李　伟 and 李 伟, one
// word as ⼯作 with the radicals that PDF files hold, １０㎡ or 10m²: what compares texts by what they say compares them
// folded. What is stored stays as it was written.
package textfold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Name folds the name of a person: compatibility characters as their ordinary ones (NFKC), no blanks, no invisible
// characters, no middle dots of any kind, small letters. Folded names that are equal may be of one person; they never
// prove it.
func Name(s string) string {
	return without(s, func(r rune) bool { return unicode.IsSpace(r) || Invisible(r) || Dot(r) })
}

// Text folds a text for search: compatibility characters as their ordinary ones (NFKC), without invisible characters,
// small letters.
func Text(s string) string {
	return without(s, Invisible)
}

// without folds a text and leaves characters out. It normalizes once more at the end: what stood on both sides of a
// character that went may combine.
func without(s string, left func(rune) bool) string {
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		if left(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s)))
}

// Dot reports whether a character is written between the parts of a name: the middle dots of Unicode, the full stop,
// and their full-width and half-width forms.
func Dot(r rune) bool { return strings.ContainsRune("·•‧・．･.∙⋅․", r) }

// Invisible reports whether a character is not to be seen: format characters such as the zero-width space and joiners,
// and the selectors that choose between the shapes of a character.
func Invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}
