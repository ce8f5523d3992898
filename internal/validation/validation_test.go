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
		if byPart[name] == nil && byLocation[name] == nil && name != "SingleFieldSubscriptions" { // there are none: KnownRootType says so
			t.Errorf("the rule %s has no words here", name)
		}
	}
	if n := len(byPart) + len(byLocation); n != len(specified)-1 {
		t.Errorf("words for %d rules of %d", n, len(specified))
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
