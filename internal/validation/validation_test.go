package validation

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bole/schema"
)

// TestEveryRuleIsSaid: a rule of the library that comes with another version of it is said in its words until it is
// known here.
func TestEveryRuleIsSaid(t *testing.T) {
	for name := range rules.NewDefaultRules().GetInner() {
		if byPart[name] == nil && byLocation[name] == nil {
			t.Errorf("the rule %s has no words here", name)
		}
	}
	if n := len(byPart) + len(byLocation); n != len(specified) {
		t.Errorf("words for %d rules of %d", n, len(specified))
	}
}

// TestWhatIsSaidHolds follows what is said of a text: the text written as it says is valid, and names that the text has
// itself are not taken for words of Chinese.
func TestWhatIsSaidHolds(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, said, right string }{
		{`{ cadres(first: "+5") { totalCount } }`, "write first: 5", `{ cadres(first: 5) { totalCount } }`},
		{`{ cadres(first: "007") { totalCount } }`, "write first: 7", `{ cadres(first: 7) { totalCount } }`},
		{`{ tasks(filter: {outcomeScore: {gte: "+1e3"}}) { totalCount } }`, "write gte: 1000", `{ tasks(filter: {outcomeScore: {gte: 1000}}) { totalCount } }`},
		{`{ tasks(filter: {outcomeScore: {gte: "NaN"}}) { totalCount } }`, "give a number", `{ tasks(filter: {outcomeScore: {gte: 0.5}}) { totalCount } }`},
		{`{ cadres(filter: {name: "\u007f"}) { totalCount } }`, "write name: {eq: \"\u007f\"}", "{ cadres(filter: {name: {eq: \"\u007f\"}}) { totalCount } }"},
		{`{ TASKS { totalCount } }`, "did you mean tasks?", `{ tasks { totalCount } }`},
		{`{ node(id: "x") { ... on TASK { title } } }`, "did you mean Task?", `{ node(id: "x") { ... on Task { title } } }`},
		{`{ cadres(filter: {name: {eq: "x"}, "gender": {eq: MALE}}) { totalCount } }`, "gender is in quotes, and names have none; write it without", `{ cadres(filter: {name: {eq: "x"}, gender: {eq: MALE}}) { totalCount } }`},
	} {
		_, errs := Read(sdl, c.text)
		if len(errs) != 1 || !strings.HasSuffix(errs[0].Message, c.said) {
			t.Errorf("%s: %v, want %s", c.text, errs, c.said)
		}
		if _, errs := Read(sdl, c.right); len(errs) > 0 {
			t.Errorf("%s: %v", c.right, errs)
		}
	}
	if _, errs := Read(sdl, `{ cadres(filter: {contains: "x"}) { totalCount } }`); len(errs) != 1 || strings.Contains(errs[0].Message, "key: {") {
		t.Errorf("a condition of a text where a filter is: %v", errs)
	}
	for member, want := range map[string]string{"性别": "write gender", "性": `vocabulary(types: ["CadreFilter"]) lists them all`, "GENDER": "did you mean gender?"} {
		if got := Member(sdl, sdl.Types["CadreFilter"], member).String(); got != want {
			t.Errorf("the member %s of a variable: %s, want %s", member, got, want)
		}
	}
	if _, errs := Read(sdl, `{ A: cadres { a: nodes { 人 } b: totalCount } }`); len(errs) != 1 || !strings.HasPrefix(errs[0].Message, "A.a.人 is not a valid name") {
		t.Errorf("names of one letter beside a word of one: %v", errs)
	}
	if _, errs := Read(sdl, "{ cadre(key: 1) {"+strings.Repeat(" 姓名", 50)+" 性别 } }"); len(errs) != mostErrors || !strings.Contains(errs[0].Message, "write name") {
		t.Errorf("a word that is written often: %v", errs)
	}
}

// FuzzRead: a text is refused if and only if the library refuses it, with at most as many errors as are said, each of
// which names a place and says what would be right.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{ cadres { nodes { key } } }`, `{ cadres(orderBy: name) { 姓名 } }`, `query($k: 干部) { ...甲 } fragment 甲 on 事项 { 标题 }`, "{ a(b: “x”，c：'y') { ｄ } }",
		`{ cadre(key: "x") { a: name a: key organization { a: name } ...F } } fragment F on Cadre { organization { a: key } ...F }`, `{ cadres(filter: {not: {姓名: {eq: 张三}}}) `,
		`query($a: [[Int!]]! = [[1]], $b: X) @include(if: $a) { node(id: $b) { ... on Y { z } ... { z } } }`, "{ a }\r\n{ \"", "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
		`{ cadres(filter: {name: {eq: """x`, "\ufeff{\u3000a}", `mutation { chooseCandidate(input: []) { x } }`,
	} {
		f.Add(text)
	}
	sdl, err := schema.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		_, want := gqlparser.LoadQuery(sdl, text)
		_, got := Read(sdl, text)
		if len(want) > 0 != (len(got) > 0) || len(got) > mostErrors {
			t.Fatalf("%q: the library says %v, this %v", text, want, got)
		}
		for _, e := range got {
			if path := strings.TrimPrefix(e.Path.String(), "."); len(e.Locations) == 0 || e.Message == "" || !strings.HasPrefix(e.Message, path) {
				t.Fatalf("%q: %+v", text, e)
			}
		}
	})
}
