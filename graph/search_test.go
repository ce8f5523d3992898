package graph

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
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

func ask1(t testing.TB, g *Graph, c Caller, text string, vars map[string]any, answer func(*Graph, Request) (Answer, []*Error, error), into any) error {
	t.Helper()
	doc, errs := gqlparser.LoadQuery(g.mapping.Schema, text)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	f, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		t.Fatal("no field")
	}
	a, more, err := answer(g, Request{Field: f, Selections: f.SelectionSet, Variables: vars, Caller: c})
	if err != nil {
		return err
	}
	if len(more) > 0 {
		t.Fatal(more)
	}
	if err := json.Unmarshal(a, into); err != nil {
		t.Fatal(err, string(a))
	}
	return nil
}

func searchFor(t *testing.T, g *Graph, c Caller, vars map[string]any) (searchAnswer, error) {
	t.Helper()
	var a searchAnswer
	err := ask1(t, g, c, `query($text: String!, $types: [SearchType!], $first: Int, $after: String) {
		search(text: $text, types: $types, first: $first, after: $after) { edges { cursor field excerpt node { __typename id } } pageInfo { hasNextPage } totalCount } }`, vars,
		func(g *Graph, r Request) (Answer, []*Error, error) { return g.Search(t.Context(), r) }, &a)
	return a, err
}

// naiveSearch looks at every text of every node.
func (x *naive) search(m *Mapping, text string) []string {
	var terms []string
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			terms = append(terms, strings.TrimSpace(fold(part)))
			continue
		}
		terms = append(terms, strings.FieldsFunc(fold(part), func(r rune) bool { return !isWord(r) })...)
	}
	var out []string
	for i, typ := range m.Searched() {
		for _, n := range x.nodes[typ.Name] {
			if !x.sees(n) || n.props["verification"] == "REJECTED" || n.props["verification"] == "MALICIOUS" {
				continue
			}
			all := true
			for _, term := range terms {
				all = all && slices.ContainsFunc(typ.Fulltext, func(f string) bool {
					d := m.Schema.Types[typ.Name].Fields.ForName(f).Directives.ForName("access")
					if d != nil && !strings.Contains(d.Arguments.ForName("roles").Value.String(), x.caller.Role) {
						return false
					}
					s, _ := n.props[f].(string)
					return strings.Contains(fold(s), term)
				})
			}
			class := 1
			if n.props[typ.Fulltext[0]] == text {
				class = 0
			}
			if all {
				out = append(out, fmt.Sprintf("%d%02d%s %s", class, i, n.props["key"], typ.Name))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestSearchAgainstNaive(t *testing.T) {
	g := open(t)
	w := newWorld(t, g, rand.New(rand.NewPCG(3, 0)))
	addTasks(t, g, w)
	q := newQuery(w, rand.New(rand.NewPCG(3, 1)))
	texts := append([]string{"项目", "项", "目 项", "建设", "设建", "项目1", "目1", "15", "甲乙", "乙甲", "“甲乙”", `"a b"`, "b a", "ca1", "CA1", "Ａ", `"uo"`, "é", "〔2024〕15号", "(2024) 15", `"2024〕"`, "n"}, words...)
	hits := 0
	for range 150 {
		text := pick(q, texts)
		if q.chance(4) {
			text += " " + pick(q, texts)
		}
		c := q.randomCaller()
		w.caller = c
		vars := map[string]any{"text": text, "first": json.Number(fmt.Sprint(1 + q.rng.IntN(40)))}
		first, err := searchFor(t, g, c, vars)
		if _, bad := parseSearch(text); bad != nil {
			if err == nil {
				t.Errorf("%q is not refused: %v", text, bad)
			}
			continue
		}
		if err != nil {
			t.Fatalf("search %q: %v", text, err)
		}
		want := w.search(g.mapping, strings.NewReplacer("“", `"`, "”", `"`).Replace(text))
		got := paged(t, g, c, vars, first)
		if diff := cmp.Diff(want[:min(len(want), len(got))], got); diff != "" || first.TotalCount != len(want) || len(got) < min(len(want), 100) {
			t.Fatalf("caller %+v, text %q: %d counted, %d wanted (-naive +search):\n%s", c, text, first.TotalCount, len(want), diff)
		}
		hits += len(want)
	}
	if hits < 10_000 {
		t.Errorf("only %d hits: the texts look beside the data", hits)
	}
}

// addTasks adds more tasks than a search ranks, so that keys are walked.
func addTasks(t *testing.T, g *Graph, w *world) {
	t.Helper()
	var rows []any
	for i := range searchProbe + 500 {
		title := fmt.Sprintf("项目%d 建设〔2024〕%d号", i, i%40)
		if i%500 == 7 {
			title = "项目"
		}
		if i%97 == 5 {
			title = "ＧＤＰ核算第１２期 二〇二四"
		}
		n := &thing{typ: "Task", props: map[string]any{"key": fmt.Sprintf("n%05d", (i*7919)%10007), "title": title}}
		w.nodes["Task"] = append(w.nodes["Task"], n)
		rows = append(rows, n.props)
	}
	if err := g.write(t.Context(), "UNWIND $p.rows AS r CREATE (n:Task) SET n = r", map[string]any{"rows": rows}); err != nil {
		t.Fatal(err)
	}
}

// paged follows cursors through up to 100 entries and gives their places.
func paged(t *testing.T, g *Graph, c Caller, vars map[string]any, a searchAnswer) []string {
	t.Helper()
	var out []string
	for {
		for _, e := range a.Edges {
			typ, key, _ := splitID(e.Node.ID)
			i := slices.IndexFunc(g.mapping.Searched(), func(t *Type) bool { return t.Name == typ })
			class := "1"
			if e.Excerpt == vars["text"] && e.Field == g.mapping.Searched()[i].Fulltext[0] {
				class = "0"
			}
			out = append(out, fmt.Sprintf("%s%02d%s %s", class, i, key, typ))
		}
		if !a.PageInfo.HasNextPage || len(out) >= 100 {
			return out
		}
		next := map[string]any{"text": vars["text"], "first": vars["first"], "after": a.Edges[len(a.Edges)-1].Cursor}
		var err error
		if a, err = searchFor(t, g, c, next); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSearchWidths finds what is written in full width by half width and the other way, few hits or many.
func TestSearchWidths(t *testing.T) {
	g := open(t)
	if err := g.write(t.Context(), `UNWIND range(1, 3) AS i CREATE (:Task {key: 'w' + i, title: ['ＧＤＰ核算第１２期', 'GDP核算第12期', '二〇二四年ＧdＰ'][i - 1]})`, nil); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"gdp": 3, "ＧＤＰ": 3, "dp": 3, "12": 2, "１２": 2, "GDP核算": 2, "二〇二四": 1, "〇二": 1, "二二四": 0} {
		a, err := searchFor(t, g, Caller{Role: "ANALYST", Whole: true}, map[string]any{"text": text})
		if err != nil || a.TotalCount != want || len(a.Edges) != want {
			t.Errorf("%q: %d counted, %d found, want %d: %v", text, a.TotalCount, len(a.Edges), want, err)
		}
	}
}

func TestSearchRefuses(t *testing.T) {
	g := open(t)
	c := Caller{Role: "ADMIN", Whole: true}
	for _, text := range []string{"", " \t", "，。", "😀", strings.Repeat("长", 201), strings.Repeat("a ", 17)} {
		if _, err := searchFor(t, g, c, map[string]any{"text": text}); err == nil || !strings.Contains(err.Error(), "text") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := searchFor(t, g, c, map[string]any{"text": "a", "after": encodeCursor("x", []any{"1"})}); err == nil {
		t.Error("a foreign cursor is taken")
	}
}

// FuzzSearchText holds that any text is read into a query that the index takes, or refused.
func FuzzSearchText(f *testing.F) {
	g := open(f)
	for _, s := range append(words, `"`, `a"b`, "AND OR NOT", "*?~^:(){}[]\\/", "A股15", "\u200b甲", "ｱｲｳ", "กขค", "\x00甲") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := parseSearch(s)
		if err != nil {
			return
		}
		if q.lucene == "" || !utf8.ValidString(q.lucene) {
			t.Fatalf("%q is read as %q", s, q.lucene)
		}
		sc := &search{Graph: g, caller: Caller{Role: "ADMIN", Whole: true}, query: q, window: window{size: 1}}
		if err := sc.begin(nil, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := sc.page(t.Context()); err != nil {
			t.Fatalf("%q, %q: %v", s, q.lucene, err)
		}
	})
}
