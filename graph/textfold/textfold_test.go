package textfold_test

import (
	"testing"

	"pgregory.net/rapid"

	"bole/graph/textfold"
)

func TestName(t *testing.T) {
	for want, alike := range map[string][]string{
		"买买提艾力": {"买买提·艾力", "买买提•艾力", "买买提‧艾力", "买买提・艾力", "买买提．艾力", "买买提･艾力", "买买提.艾力", "买买提∙艾力", "买买提⋅艾力", "买买提 · 艾力"},
		"李伟":    {"李　伟", "李 伟", " 李伟\u00A0", "李\u200B伟", "李伟\uFE00", "李伟\U000E0100"},
		"王𠮷":    {"王𠮷", "王 𠮷"},
		"塚本":    {"塚本"}, // U+FA10 is 塚
		"anna":  {"Ａｎｎａ", "ANNA"},
	} {
		for _, s := range alike {
			if got := textfold.Name(s); got != want {
				t.Errorf("%q is folded to %q, want %q", s, got, want)
			}
		}
	}
	for _, pair := range [][2]string{{"李伟", "李玮"}, {"王𠮷", "王吉"}, {"于某", "於某"}} {
		if textfold.Name(pair[0]) == textfold.Name(pair[1]) {
			t.Errorf("%s and %s are one", pair[0], pair[1])
		}
	}
}

func TestText(t *testing.T) {
	for s, want := range map[string]string{
		"⼯作报告": "工作报告", "ﬁle": "file", "10㎡": "10m2", "第Ⅳ期": "第iv期", "２０２４": "2024", "塚\uFE00": "塚", "a\u200Bb": "ab", "某市 某局": "某市 某局",
	} {
		if got := textfold.Text(s); got != want {
			t.Errorf("%q is folded to %q, want %q", s, got, want)
		}
	}
}

// TestFoldedTwice holds that folding what is folded changes nothing.
func TestFoldedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		for what, fold := range map[string]func(string) string{"name": textfold.Name, "text": textfold.Text} {
			if once := fold(s); fold(once) != once {
				t.Fatalf("%s: %q is %q and then %q", what, s, once, fold(once))
			}
		}
	})
}
