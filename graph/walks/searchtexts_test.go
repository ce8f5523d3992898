package walks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/plan"
	"bole/graph/store"
	"bole/graph/textfold"
	"bole/graph/textorder"
	"bole/graph/walks"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

// oddTexts are texts that no index of words finds as they stand, and some that only look like them.
var oddTexts = []string{
	"⼯作报告", "工作报告", "塚本", "塚本", "ﬁle ﬂow", "面积10㎡", "第Ⅳ期", "ＧＤＰ核算第１２期", "葛\U000E0100城", "合\u200B同", "㈱①号", "ｶﾞｽ会社", "½以上", "ﷺ",
	"กข12ค", "アイabc漢字", "甲\u0301乙", "𰻞面𱁬", "e\u0301te\u0301 été", "한국어2024", "a_b.c-d’e", "甲😀乙", "1，2，3．14，", "甲\n乙\t丙", "甲\x01乙", "々人时々",
	"x¦y", "¦g¦d¦p¦", "DAON", "ヸ", "(A)“B”「C」", "一，二，三，四，五，六，七，八，九，十，甲，乙，丙，丁，戊，己，庚，辛", "二〇二四年", "15号", "第15号2024年", "乙15号",
	strings.Repeat("ab1", 100), strings.Repeat("a1.b2", 60) + "，完",
}

// whole is a caller who sees everything.
var whole = law.Caller{Role: "ADMIN", Whole: true}

// foundBy walks all pages of a search and gives the titles found; their number must be the count.
func foundBy(t *testing.T, r *rooms.Rooms, text string) []string {
	t.Helper()
	vars := map[string]any{"text": text, "first": json.Number("100")}
	var out []string
	for {
		a, err := searchFor(t, r, whole, vars)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, e := range a.Edges {
			out = append(out, e.Node.ID)
		}
		if !a.PageInfo.HasNextPage {
			if slices.Sort(out); len(slices.Compact(slices.Clone(out))) != len(out) || a.TotalCount != len(out) {
				t.Errorf("%q: %d counted, %d on its pages", text, a.TotalCount, len(out))
			}
			return out
		}
		vars["after"] = a.Edges[len(a.Edges)-1].Cursor
	}
}

// TestSearchFoldsAlike finds each of several ways to write one text by each other.
func TestSearchFoldsAlike(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	groups := [][]string{{"⼯作报告", "工作报告"}, {"塚本会", "塚本会"}, {"ﬁle", "file", "ＦＩＬＥ", "FILE"}, {"10㎡", "10m2", "１０㎡"}, {"第Ⅳ期", "第IV期", "第ⅳ期"},
		{"葛\U000E0100城", "葛城", "葛\uFE00城"}, {"合\u200B同", "合同"}, {"③号", "3号", "３号"}, {"ｶﾞｽ", "ガス", "カ\u3099ス"}, {"e\u0301te", "éte", "ÉTE"}}
	var rows []any
	for g, group := range groups {
		for i, text := range group {
			rows = append(rows, map[string]any{"key": fmt.Sprintf("w%d-%d", g, i), "title": text})
		}
	}
	roomstest.Exec(t, "UNWIND $p.rows AS r CREATE (n:Task) SET n = r", map[string]any{"rows": rows})
	upkeep(t, r)
	for _, group := range groups {
		for _, text := range group {
			for _, asked := range []string{text, `"` + text + `"`} {
				if got := foundBy(t, r, asked); len(got) != len(group) {
					t.Errorf("%q finds %d, want the %d of %q", asked, len(got), len(group), group)
				}
			}
		}
	}
}

// TestSearchFindsEveryText asks for each text of a generated graph, as it stands: it is found, and the count is that
// of all pages.
func TestSearchFindsEveryText(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	w, _ := world(t, r, 5)
	for i, text := range oddTexts {
		n := &worldtest.Node{Type: "Task", Props: map[string]any{"key": fmt.Sprintf("odd%02d", i), "title": text}}
		w.Nodes["Task"] = append(w.Nodes["Task"], n)
		roomstest.Exec(t, "CREATE (n:Task) SET n = $p.props", map[string]any{"props": n.Props})
	}
	upkeep(t, r)
	asked := map[string][]string{}
	for _, typ := range r.Schema.Searched() {
		for _, n := range w.Nodes[typ.Name] {
			for _, f := range typ.Fulltext {
				text, _ := n.Props[f].(string)
				if walks.ParseSearch(text) != nil || n.Props["verification"] == "REJECTED" || n.Props["verification"] == "MALICIOUS" {
					continue
				}
				if asked[text] == nil {
					asked[text] = foundBy(t, r, text)
				}
				if id := n.ID(); !slices.Contains(asked[text], id) {
					t.Errorf("%s.%s of %v, %q, is not found by itself", typ.Name, f, n.Props["key"], text)
				}
			}
		}
	}
	if len(asked) < len(oddTexts) {
		t.Errorf("only %d texts were asked for", len(asked))
	}
}

// TestSearchOfOldGraph has a graph as an earlier version left it: another index, nothing beside the texts. After the
// migration texts are found however they are written, and the old index is gone.
func TestSearchOfOldGraph(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, "DROP INDEX task_text_title_summary_titlefolded_summaryfolded", nil)
	roomstest.Exec(t, "CREATE FULLTEXT INDEX task_text_title_summary FOR (n:Task) ON EACH [n.title, n.summary]", nil)
	roomstest.Exec(t, "CREATE (:Task {key: 'a', title: '⼯作报告'}), (:Task {key: 'b', title: '工作', summary: '报告'}), (:Task {key: 'c', title: $p.long})",
		map[string]any{"long": strings.Repeat("工作", 20) + strings.Repeat("ab1", 100)})
	roomstest.SortKeys(t, r)
	for text, want := range map[string]int{"工作": 3, "⼯作报告": 1, "工作 报告": 2, strings.Repeat("b1a", 60): 1} {
		if got := foundBy(t, r, text); len(got) != want {
			t.Errorf("%q finds %q, want %d", text, got, want)
		}
	}
	got, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "SHOW FULLTEXT INDEXES YIELD name WHERE name STARTS WITH 'task_text' RETURN name"})
	if diff := cmp.Diff([][]any{{"task_text_title_summary_titlefolded_summaryfolded"}}, got); err != nil || diff != "" {
		t.Errorf("indexes (-want +got):\n%s %v", diff, err)
	}
}

// TestRangesOfOldGraph has range indexes that earlier versions made and nothing reads any more: the migration drops
// them, and leaves those that operators made.
func TestRangesOfOldGraph(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	for _, text := range []string{"INDEX task_outcomeverifiedon IF NOT EXISTS FOR (n:Task) ON (n.outcomeVerifiedOn, n.key)", "INDEX rankgrant_cadrekey IF NOT EXISTS FOR (n:RankGrant) ON (n.cadreKey)",
		"INDEX task_of_operators IF NOT EXISTS FOR (n:Task) ON (n.outcomeVerifiedOn)"} {
		roomstest.Exec(t, "CREATE "+text, nil)
	}
	defer roomstest.Exec(t, "DROP INDEX task_of_operators", nil)
	if err := r.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "SHOW RANGE INDEXES YIELD name WHERE name IN ['task_outcomeverifiedon', 'rankgrant_cadrekey', 'task_of_operators', 'task_outcomescore', 'evaluation_cadrekey', 'rankgrant_unit'] RETURN name ORDER BY name"})
	if diff := cmp.Diff([][]any{{"evaluation_cadrekey"}, {"rankgrant_unit"}, {"task_of_operators"}, {"task_outcomescore"}}, got); err != nil || diff != "" {
		t.Errorf("indexes (-want +got):\n%s %v", diff, err)
	}
}

// TestSearchAfterChanges has an import, and then another tool, change a text from one that is spelled to one that is
// not and the other way: the new one is found, and the old one no longer.
func TestSearchAfterChanges(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	imported := func(title string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "tasks.csv"), []byte("key,title,category,summary\nt1,"+title+",DEBT_RESOLUTION,某事\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		roomstest.Import(t, r, dir, worldtest.Today)
	}
	written := func(title string) {
		roomstest.Exec(t, "MATCH (n:Task {key: 't1'}) SET n.title = $p.title", map[string]any{"title": title})
		upkeep(t, r)
	}
	last := "债务化解"
	for _, x := range []struct {
		write func(string)
		title string
	}{{imported, "⼯作报告"}, {imported, "道路建设"}, {imported, "１０㎡"}, {imported, "第Ⅳ期"}, {written, "防汛"}, {written, "ﬁle"}, {written, "ｶﾞｽ"}, {imported, "信访"}} {
		x.write(x.title)
		if got := foundBy(t, r, x.title); len(got) != 1 {
			t.Errorf("%q is found %d times", x.title, len(got))
		}
		if len(foundBy(t, r, last)) > 0 {
			t.Errorf("%q is found, which is %q by now", last, x.title)
		}
		last = x.title
	}
}

// TestUpkeepBesideAnImport has an import change a text after upkeep has read it, and before it writes what stands beside.
func TestUpkeepBesideAnImport(t *testing.T) {
	imports := make(chan func(), 1)
	r := roomstest.Fresh(t, rooms.Options{Store: store.Options{Observe: func(_ context.Context, o store.Observed) {
		if o.Name == "beside" && o.Rows > 0 {
			select {
			case change := <-imports:
				change()
			default:
			}
		}
	}}})
	roomstest.Exec(t, "CREATE (:Task {key: 't1', title: '⼯作', category: 'REFORM'})", nil)
	imports <- func() {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "tasks.csv"), []byte("key,title,category\nt1,防汛,REFORM\n"), 0o600); err != nil {
			t.Error(err)
		}
		roomstest.Import(t, r, dir, worldtest.Today)
	}
	upkeep(t, r)
	rows, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (n:Task) RETURN n.title, n.titleOrder, n.titleFolded"})
	if diff := cmp.Diff([][]any{{"防汛", textorder.Key("防汛"), nil}}, rows); err != nil || diff != "" {
		t.Errorf("beside the new title stands what belongs to the old one (-want +got):\n%s%v", diff, err)
	}
}

// TestSearchExcerpt shows what was found as it was written, wherever it stands.
func TestSearchExcerpt(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, "CREATE (:Task {key: 'a', title: '某事', summary: $p.summary})", map[string]any{"summary": strings.Repeat("㎡甲", 150) + "年度⼯作报告" + strings.Repeat("乙", 200)})
	upkeep(t, r)
	a, err := searchFor(t, r, whole, map[string]any{"text": "工作报告"})
	if err != nil || len(a.Edges) != 1 || !strings.Contains(a.Edges[0].Excerpt, "甲年度⼯作报告乙") || a.Edges[0].Field != "summary" {
		t.Errorf("%+v %v", a, err)
	}
}

// TestPlainCharacters holds Neo4j to what package textfold says of plain characters: it folds each as Go does, and its
// index holds each Chinese one as a word. Of these, every 50th is looked up.
func TestPlainCharacters(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	var chars []string
	var words []any
	for c := range '\uFFFF' {
		if !textfold.Plain(c) {
			continue
		}
		chars = append(chars, string(c))
		if edge := !textfold.Plain(c-1) || !textfold.Plain(c+1); unicode.Is(unicode.Han, c) && (edge || len(chars)%50 == 0) {
			words = append(words, string(c))
		}
	}
	rows, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN [c IN $p.chars | toLower(normalize(c, NFKC))]", Params: map[string]any{"p": map[string]any{"chars": chars}}})
	if err != nil {
		t.Fatal(err)
	}
	folded, _ := rows[0][0].([]any)
	for i, c := range chars {
		if folded[i] != textfold.Text(c) {
			t.Errorf("Neo4j folds %q to %q, and Go to %q", c, folded[i], textfold.Text(c))
		}
	}
	roomstest.Exec(t, "CREATE (:Task {key: 'a', title: $p.title})", map[string]any{"title": strings.Join(chars, "")})
	rows, err = r.Store.Read(t.Context(), law.System, cypher.Statement{Params: map[string]any{"p": map[string]any{"words": words}},
		Text: `UNWIND $p.words AS w OPTIONAL CALL db.index.fulltext.queryNodes('task_text_title_summary_titlefolded_summaryfolded', 'title:"' + w + '"') YIELD node WITH w, node WHERE node IS NULL RETURN w`})
	if len(words) < 500 || err != nil || len(rows) > 0 {
		t.Errorf("of %d characters the index does not hold %q %v", len(words), rows, err)
	}
}

// TestSearchWalksSeveralTypes goes on in the second of two types with more matches than are ranked: what stands before
// the cursor does not come again.
func TestSearchWalksSeveralTypes(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	n := walks.SearchProbe + 1
	roomstest.Exec(t, `UNWIND range(10001, $p.n + 10000) AS i
CREATE (:Task {key: 'k' + i, title: '防汛' + i}), (:Organization {key: 'k' + i, name: '防汛' + i})`, map[string]any{"n": n})
	upkeep(t, r)
	var types []string
	for _, typ := range r.Schema.Searched() {
		types = append(types, typ.Name)
	}
	second := max(slices.Index(types, "Task"), slices.Index(types, "Organization"))
	last := fmt.Sprintf("1%02dk%d", second, 10000+n-2) // two are behind it
	a, err := searchFor(t, r, whole, map[string]any{"text": "防汛", "after": plan.NewPlaces("search 防汛").Write(last)})
	if err != nil || len(a.Edges) != 2 || a.PageInfo.HasNextPage || a.TotalCount != 2*n {
		t.Errorf("%d behind the cursor, more of them %v, of %d; want 2 of %d: %v", len(a.Edges), a.PageInfo.HasNextPage, a.TotalCount, 2*n, err)
	}
}
