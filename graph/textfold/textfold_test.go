package textfold_test

import (
	"strings"
	"testing"
	"unicode"

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

// TestFolded holds that one folded text holds another exactly where their spellings do, whatever is in them.
func TestFolded(t *testing.T) {
	letters := rapid.SampledFrom([]rune("甲乙工⼯a1bＡ１²Ⅳé\u0301\u200B¦ABD ，（…々𰻞ガ\n\x01"))
	rapid.Check(t, func(t *rapid.T) {
		text, part := textfold.Text(rapid.StringOfN(letters, 0, 12, -1).Draw(t, "text")), textfold.Text(rapid.StringOfN(letters, 1, 3, -1).Draw(t, "part"))
		if part == "" {
			return
		}
		if strings.Contains(text, part) != strings.Contains(textfold.Spell(text), textfold.Spell(part)) {
			t.Fatalf("%q in %q, and %q in %q", part, text, textfold.Spell(part), textfold.Spell(text))
		}
	})
}

// TestPlain holds what plain texts promise: folded they are as long, but for …, and words stay words.
func TestPlain(t *testing.T) {
	n := 0
	for r := range unicode.MaxRune {
		if !textfold.Plain(r) {
			continue
		}
		n++
		of := textfold.Text(string(r))
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if word && of != strings.ToLower(string(r)) || strings.ContainsFunc(of, func(f rune) bool {
			return !textfold.Plain(f) || word != (unicode.IsLetter(f) || unicode.IsDigit(f) || unicode.IsMark(f))
		}) {
			t.Errorf("%q is folded to %q", r, of)
		}
	}
	if n < 27_000 {
		t.Errorf("%d characters are plain", n)
	}
	for text, want := range map[string]string{
		"关于印发《某市“十四五”规划》的通知〔2024〕15号（试行）": "", "GDP增长5.2%，\n见附件…": "", "": "",
		"⼯A": "¦工¦a¦", "é": "¦OJ¦", "𰻞": "¦ADAONO¦", strings.Repeat("a", 256): textfold.Spell(strings.Repeat("a", 256)), strings.Repeat("a工", 256): "", strings.Repeat("a", 255): "",
	} {
		if got := textfold.Folded(text); got != want {
			t.Errorf("%q has %q beside it, want %q", text, got, want)
		}
	}
	for name, want := range map[string]string{"李伟": "", "李　伟": "¦李¦ ¦伟¦¦李¦伟¦", "Anna": "", "Ａnn": "¦a¦n¦n¦", "艾·力": "¦艾¦·¦力¦¦艾¦力¦"} {
		if got := textfold.FoldedName(name); got != want {
			t.Errorf("%q has %q beside it, want %q", name, got, want)
		}
	}
}
