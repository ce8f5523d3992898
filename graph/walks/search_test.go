package walks_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/graph/textfold"
	"bole/graph/walks"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

// searchAnswer is what the tests select.
type searchAnswer struct {
	Edges []struct {
		Cursor, Field, Excerpt string
		Node                   struct {
			Typename string `json:"__typename"`
			ID       string
		}
	}
	PageInfo   struct{ HasNextPage bool }
	TotalCount int
}

// ask answers the one root field of a request; an error of a field of it ends the test.
func ask(t testing.TB, r *rooms.Rooms, c law.Caller, text string, vars map[string]any, into any) error {
	t.Helper()
	a, more, err := roomstest.Answer(t.Context(), r, worldtest.Request{Text: text, Variables: vars, Caller: c})
	if err != nil {
		return err
	}
	if len(more) > 0 {
		t.Fatal(more)
	}
	if a == nil {
		a = []byte("null")
	}
	if err := json.Unmarshal(a, into); err != nil {
		t.Fatal(err, string(a))
	}
	return nil
}

func searchFor(t *testing.T, r *rooms.Rooms, c law.Caller, vars map[string]any) (searchAnswer, error) {
	t.Helper()
	var a searchAnswer
	err := ask(t, r, c, `query($text: String!, $types: [SearchType!], $first: Int, $after: String) {
		search(text: $text, types: $types, first: $first, after: $after) { edges { cursor field excerpt node { __typename id } } pageInfo { hasNextPage } totalCount } }`, vars, &a)
	return a, err
}

// folded keeps what it folded: the naive search asks for the same texts again and again.
func folded(text string) string {
	out, ok := foldedTexts[text]
	if !ok {
		out = textfold.Text(text)
		foldedTexts[text] = out
	}
	return out
}

var foldedTexts = map[string]string{}

// search looks at every text of every node.
func (x *scoped) search(m *mapping.Schema, text string) []string {
	var terms []string
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			terms = append(terms, strings.TrimSpace(textfold.Text(part)))
			continue
		}
		terms = append(terms, strings.FieldsFunc(textfold.Text(part), func(r rune) bool { return !walks.IsWord(r) })...)
	}
	var out []string
	for i, typ := range m.Searched() {
		for _, n := range x.Nodes[typ.Name] {
			if !x.Sees(x.caller, n) || n.Props["verification"] == "REJECTED" || n.Props["verification"] == "MALICIOUS" {
				continue
			}
			all := true
			for _, term := range terms {
				all = all && slices.ContainsFunc(typ.Fulltext, func(f string) bool {
					d := m.SDL.Types[typ.Name].Fields.ForName(f).Directives.ForName("access")
					if d != nil && !strings.Contains(d.Arguments.ForName("roles").Value.String(), x.caller.Role) {
						return false
					}
					s, _ := n.Props[f].(string)
					return strings.Contains(folded(s), term) || m.Type(typ.Name).Field(f).Alike && strings.Contains(textfold.Name(s), term)
				})
			}
			class := 1
			if typ.Field(typ.Fulltext[0]).HasSortKey() && n.Props[typ.Fulltext[0]] == text {
				class = 0
			}
			if all {
				out = append(out, fmt.Sprintf("%d%02d%s %s", class, i, n.Props["key"], typ.Name))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestSearchAgainstNaive(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	w, q := world(t, r, 3)
	rng := rand.New(rand.NewPCG(3, 2))
	addTasks(t, r, w)
	texts := append([]string{"项目", "项", "目 项", "建设", "设建", "项目1", "目1", "15", "甲乙", "乙甲", "“甲乙”", `"a b"`, "b a", "ca1", "CA1", "Ａ", `"uo"`, "é", "〔2024〕15号", "(2024) 15", `"2024〕"`, "n"}, worldtest.Words...)
	hits := 0
	for range 150 {
		text := worldtest.Pick(q, texts)
		switch {
		case q.Chance(4):
			text += " " + worldtest.Pick(q, texts)
		case q.Chance(3):
			text = part(rng, oddTexts[rng.IntN(len(oddTexts))])
		}
		c := q.RandomCaller()
		w.caller = c
		vars := map[string]any{"text": text, "first": json.Number(fmt.Sprint(1 + rng.IntN(40)))}
		first, err := searchFor(t, r, c, vars)
		if bad := walks.ParseSearch(text); bad != nil {
			if err == nil {
				t.Errorf("%q is not refused: %v", text, bad)
			}
			continue
		}
		if err != nil {
			t.Fatalf("search %q: %v", text, err)
		}
		want := w.search(r.Schema, strings.NewReplacer("“", `"`, "”", `"`, "「", `"`, "」", `"`).Replace(text))
		got := paged(t, r, c, vars, first)
		if diff := cmp.Diff(want[:min(len(want), len(got))], got); diff != "" || first.TotalCount != len(want) || len(got) < min(len(want), 100) {
			t.Fatalf("caller %+v, text %q: %d counted, %d wanted (-naive +search):\n%s", c, text, first.TotalCount, len(want), diff)
		}
		hits += len(want)
	}
	if hits < 10_000 {
		t.Errorf("only %d hits: the texts look beside the data", hits)
	}
}

// part is a random part of a text, sometimes in quotes.
func part(rng *rand.Rand, text string) string {
	runes := []rune(text)
	from := rng.IntN(len(runes))
	cut := string(runes[from : from+1+rng.IntN(min(len(runes)-from, 12))])
	if rng.IntN(2) == 0 {
		return strings.TrimSpace(cut)
	}
	return `"` + cut + `"`
}

// addTasks adds more tasks than a search ranks, so that keys are walked.
func addTasks(t *testing.T, r *rooms.Rooms, w *scoped) {
	t.Helper()
	var rows []any
	for i := range walks.SearchProbe + 500 {
		title := fmt.Sprintf("项目%d 建设〔2024〕%d号", i, i%40)
		if i%500 == 7 {
			title = "项目"
		}
		if i%97 == 5 {
			title = "ＧＤＰ核算第１２期 二〇二四"
		}
		if i%31 == 3 {
			title = oddTexts[i/31%len(oddTexts)]
		}
		n := &worldtest.Node{Type: "Task", Props: map[string]any{"key": fmt.Sprintf("n%05d", (i*7919)%10007), "title": title}}
		w.Nodes["Task"] = append(w.Nodes["Task"], n)
		rows = append(rows, n.Props)
	}
	roomstest.Exec(t, "UNWIND $p.rows AS r CREATE (n:Task) SET n = r", map[string]any{"rows": rows})
	upkeep(t, r)
}

// upkeep has the product write what stands beside texts that Exec stored without.
func upkeep(t testing.TB, r *rooms.Rooms) {
	t.Helper()
	if err := r.Upkeep(t.Context(), worldtest.Today); err != nil {
		t.Fatal(err)
	}
}

// paged follows cursors through up to 100 entries and gives their places.
func paged(t *testing.T, r *rooms.Rooms, c law.Caller, vars map[string]any, a searchAnswer) []string {
	t.Helper()
	var out []string
	for {
		for _, e := range a.Edges {
			typ, key, _ := plan.SplitID(e.Node.ID)
			i := slices.IndexFunc(r.Schema.Searched(), func(t *mapping.Type) bool { return t.Name == typ })
			class := "1"
			first := r.Schema.Searched()[i].Field(r.Schema.Searched()[i].Fulltext[0])
			if e.Excerpt == vars["text"] && e.Field == first.Name && first.HasSortKey() {
				class = "0"
			}
			out = append(out, fmt.Sprintf("%s%02d%s %s", class, i, key, typ))
		}
		if !a.PageInfo.HasNextPage || len(out) >= 100 {
			return out
		}
		next := map[string]any{"text": vars["text"], "first": vars["first"], "after": a.Edges[len(a.Edges)-1].Cursor}
		var err error
		if a, err = searchFor(t, r, c, next); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSearchWidths finds what is written in full width by half width and the other way, few hits or many.
func TestSearchWidths(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, `UNWIND range(1, 3) AS i CREATE (:Task {key: 'w' + i, title: ['ＧＤＰ核算第１２期', 'GDP核算第12期', '二〇二四年ＧdＰ'][i - 1]})`, nil)
	upkeep(t, r)
	for text, want := range map[string]int{"gdp": 3, "ＧＤＰ": 3, "dp": 3, "12": 2, "１２": 2, "GDP核算": 2, "二〇二四": 1, "〇二": 1, "二二四": 0} {
		a, err := searchFor(t, r, law.Caller{Role: "ANALYST", Whole: true}, map[string]any{"text": text})
		if err != nil || a.TotalCount != want || len(a.Edges) != want {
			t.Errorf("%q: %d counted, %d found, want %d: %v", text, a.TotalCount, len(a.Edges), want, err)
		}
	}
}

func TestSearchRefuses(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	c := law.Caller{Role: "ADMIN", Whole: true}
	for _, text := range []string{"", " \t", "，。", "😀", strings.Repeat("长", 201)} {
		if _, err := searchFor(t, r, c, map[string]any{"text": text}); err == nil || !strings.Contains(err.Error(), "text") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := searchFor(t, r, c, map[string]any{"text": "a", "after": plan.NewPlaces("x").Write("1")}); err == nil {
		t.Error("a foreign cursor is taken")
	}
}

// FuzzSearchText holds that any text is read into a query that the index takes, or refused.
func FuzzSearchText(f *testing.F) {
	r := roomstest.Fresh(f, rooms.Options{})
	for _, s := range append(worldtest.Words, `"`, `a"b`, "AND OR NOT", "*?~^:(){}[]\\/", "A股15", "\u200b甲", "ｱｲｳ", "กขค", "\x00甲") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		lucene, page, err := walks.SearchAs(r.Walks, law.Caller{Role: "ADMIN", Whole: true}, s)
		if err != nil {
			return
		}
		if lucene == "" || !utf8.ValidString(lucene) {
			t.Fatalf("%q is read as %q", s, lucene)
		}
		if err := page(t.Context()); err != nil {
			t.Fatalf("%q, %q: %v", s, lucene, err)
		}
	})
}
