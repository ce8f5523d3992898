package vocabulary_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/internal/vocabulary"
)

// TestWidthsDoNotMatter looks for terms as an input method writes them.
func TestWidthsDoNotMatter(t *testing.T) {
	v := vocabulary.New(gqlparser.MustLoadSchema(&ast.Source{Input: `"查询 What can be asked." type Query { "甲类（Ａ） One." first: Int "乙类(B) Another." second: Int }`}), nil)
	for text, want := range map[string]string{"(a)": "first", "（ａ）": "first", "(Ｂ": "second", "ＳＥＣＯＮＤ": "second", "ｏｎｅ": "first"} {
		found, err := v.Entries(t.Context(), graph.Query{Args: map[string]any{"text": text}})
		if err != nil {
			t.Fatal(err)
		}
		entries, _ := found.(graph.Entries)
		if len(entries) != 1 || entries[0].Make().Fields["name"] != want {
			t.Errorf("%s finds %d terms, want %s alone", text, len(entries), want)
		}
	}
}
