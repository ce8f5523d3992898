package textorder_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"bole/graph/textorder"
)

// letters are those the two orders of Neo4j place differently, and common ones.
var letters = rapid.SampledFrom([]rune("a王吉𠮷𬭚𡈽（，Ａ﨑\uE000\uD7FE\uD7FF\uFFFD\U0010FFFF"))

func TestKeysCompareAsTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringOf(letters).Draw(t, "a"), rapid.StringOf(letters).Draw(t, "b")
		want := strings.Compare(a, b) // of UTF-8, which is by code point
		ka, kb := textorder.Key(a), textorder.Key(b)
		if got := strings.Compare(ka, kb); got != want {
			t.Errorf("by code point: keys of %q and %q compare %d, want %d", a, b, got, want)
		}
		if got := slices.Compare(utf16.Encode([]rune(ka)), utf16.Encode([]rune(kb))); got != want {
			t.Errorf("by UTF-16: keys of %q and %q compare %d, want %d", a, b, got, want)
		}
		if strings.HasPrefix(a, b) != strings.HasPrefix(ka, kb) {
			t.Errorf("%q begins with %q: %t; their keys: %t", a, b, strings.HasPrefix(a, b), strings.HasPrefix(ka, kb))
		}
	})
}

func TestCommonTextsAreTheirOwnKeys(t *testing.T) {
	for _, s := range []string{"", "张某012", "Zhang", "润州区第三镇债务化解事项1273", "〇〡"} {
		if got := textorder.Key(s); got != s {
			t.Errorf("the key of %q is %q", s, got)
		}
	}
}
