package httpapi_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/internal/access"
	"bole/schema"
)

// labelled asks for an export with Chinese heads and values.
func (a *api) labelled(typ, query string, header ...string) answer {
	a.t.Helper()
	r := a.query(query, append([]string{"Accept", typ + "; labels=zh"}, header...)...)
	if r.status != 200 || r.header.Get("Content-Language") != "zh-CN" || r.header.Get("Content-Type") != typ+"; charset=utf-8" {
		a.t.Fatalf("%s: %d %v %.500s", query, r.status, r.header, r.body)
	}
	return r
}

func (a *api) labelledTable(query string, header ...string) [][]string {
	a.t.Helper()
	got, err := csv.NewReader(strings.NewReader(a.labelled(csvType, query, header...).body)).ReadAll()
	if err != nil {
		a.t.Fatal(err)
	}
	return got
}

// terms are the values of an enum by name, as the vocabulary has them.
func (a *api) terms(enum string) map[string]string {
	a.t.Helper()
	var of struct {
		Data struct {
			Vocabulary struct{ Nodes []struct{ Name, Term string } }
		}
	}
	r := a.query(fmt.Sprintf(`{ vocabulary(types: [%q], kinds: [ENUM_VALUE]) { nodes { name term } } }`, enum))
	if err := json.Unmarshal([]byte(r.body), &of); err != nil || len(of.Data.Vocabulary.Nodes) == 0 {
		a.t.Fatal(r.body, err)
	}
	out := map[string]string{"": ""}
	for _, n := range of.Data.Vocabulary.Nodes {
		out[n.Name] = n.Term
	}
	return out
}

// TestLabelledTable: heads are terms, values of enums and truth are labelled, and all else is as without labels.
func TestLabelledTable(t *testing.T) {
	a := open(t)
	query := `{ tasks(orderBy: {title: ASC}) { nodes { key title category difficulty startedOn frontline difficultySource { title } parent { key parent { key } } few: cadres(first: 1) { totalCount } cadres(first: 2) { totalCount } n: __typename } } }`
	plain, err := csv.NewReader(strings.NewReader(a.query(query, "Accept", csvType).body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"键", "标题", "类别", "难度", "开始时间", "基层一线", "难度来源", "上级事项·键", "上级事项·上级事项·键", "干部·总数（few.totalCount）", "干部·总数（cadres.totalCount）", "类型"}}
	categories, truth := a.terms("TaskCategory"), map[string]string{"true": "是", "false": "否", "": ""}
	for _, row := range plain[1:] {
		row[2], row[5], row[11] = categories[row[2]], truth[row[5]], "事项"
		want = append(want, row)
	}
	if got := a.labelledTable(query); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%d lines beginning %q; want %d beginning %q", len(got), got[:2], len(want), want[:2])
	}
}

// TestLabelledEdges: the node of an edge is not named, and an object of which only its name is asked goes by itself.
func TestLabelledEdges(t *testing.T) {
	a := open(t)
	got := a.labelledTable(`{ evaluations(first: 5, orderBy: {key: ASC}) { edges { cursor node { kind subject { __typename ... on Cadre { name } ... on Organization { name } } evaluator { name } } } } }`)
	if want := []string{"游标", "类别", "评价对象·类型", "评价对象·姓名", "评价主体"}; len(got) != 6 || !slices.Equal(got[0], want) {
		t.Errorf("%q; want %q", got, want)
	}
	kinds := a.terms("EvaluationKind")
	for _, row := range got[1:] {
		if !slices.Contains([]string{"干部", "单位"}, row[2]) || !slices.ContainsFunc(slices.Collect(values(kinds)), func(k string) bool { return k == row[1] && k != "" }) {
			t.Errorf("%q", row)
		}
	}
}

func values(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

// TestLabelledLines: members go by terms on every level, in the order of the answer, and values are labelled as in a
// table.
func TestLabelledLines(t *testing.T) {
	a := open(t)
	query := `{ cadres(first: 3, orderBy: {key: ASC}) { nodes { key status organization { name } tasks(first: 2, orderBy: [{node: {key: ASC}}]) { totalCount edges { role node { title frontline difficulty } } } n: name name } } }`
	plain := strings.Split(strings.TrimSpace(a.query(query, "Accept", jsonlType).body), "\n")
	got := strings.Split(strings.TrimSpace(a.labelled(jsonlType, query).body), "\n")
	statuses, roles := a.terms("CadreStatus"), a.terms("TaskRole")
	for i, line := range plain {
		var c struct {
			Key, Status, Name string
			Organization      *struct{ Name string }
			Tasks             struct {
				TotalCount int
				Edges      []struct {
					Role string
					Node struct {
						Title      string
						Frontline  *bool
						Difficulty *int
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		var edges []string
		for _, e := range c.Tasks.Edges {
			frontline, difficulty := "null", "null"
			if e.Node.Frontline != nil {
				frontline = `"` + map[bool]string{true: "是", false: "否"}[*e.Node.Frontline] + `"`
			}
			if e.Node.Difficulty != nil {
				difficulty = fmt.Sprint(*e.Node.Difficulty)
			}
			edges = append(edges, fmt.Sprintf(`{"角色":%q,"节点":{"标题":%q,"基层一线":%s,"难度":%s}}`, roles[e.Role], e.Node.Title, frontline, difficulty))
		}
		organization := "null"
		if c.Organization != nil {
			organization = fmt.Sprintf(`{"名称":%q}`, c.Organization.Name)
		}
		want := fmt.Sprintf(`{"键":%q,"状态":%q,"单位":%s,"事项":{"总数":%d,"边":[%s]},"姓名（n）":%q,"姓名（name）":%q}`,
			c.Key, statuses[c.Status], organization, c.Tasks.TotalCount, strings.Join(edges, ","), c.Name, c.Name)
		if i >= len(got) || got[i] != want {
			t.Errorf("%s\nwant\n%s", got[min(i, len(got)-1)], want)
		}
	}
	if len(plain) != 3 || len(got) != 3 {
		t.Errorf("%d and %d lines", len(plain), len(got))
	}
}

// TestHeadsDiffer: of every type, all fields of its own and of what it leads to can stand in one table, and no two
// columns have one head.
func TestHeadsDiffer(t *testing.T) {
	a := open(t)
	organizer := a.sign(access.Grant{Role: "ORGANIZER", Subject: "tester"})
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	leaves := func(d *ast.Definition) (out []string) {
		for _, f := range d.Fields {
			may := mapping.Roles(f.Directives)
			if s.Types[f.Type.Name()].IsLeafType() && !strings.HasPrefix(f.Name, "__") && len(f.Arguments) == 0 && f.Directives.ForName("computed") == nil && (len(may) == 0 || slices.Contains(may, "ORGANIZER")) {
				out = append(out, f.Name)
			}
		}
		return out
	}
	lists := 0
	for _, root := range s.Query.Fields {
		nodes := s.Types[root.Type.Name()].Fields.ForName("nodes")
		if nodes == nil || root.Directives.ForName("cost") != nil || root.Arguments.ForName("filter") == nil {
			continue
		}
		d := s.Types[nodes.Type.Name()]
		selection := strings.Join(leaves(d), " ")
		for _, f := range d.Fields {
			if far := s.Types[f.Type.Name()]; far.Kind == ast.Object && f.Type.Elem == nil && far.Directives.ForName("node") != nil && f.Directives.ForName("access") == nil && f.Directives.ForName("computed") == nil {
				selection += fmt.Sprintf(" %s { %s }", f.Name, strings.Join(leaves(far), " "))
			}
		}
		lists++
		query := fmt.Sprintf(`{ %s(filter: {key: {eq: "nothing"}}) { nodes { %s } } }`, root.Name, selection)
		got := a.labelledTable(query, "Authorization", "Bearer "+organizer)
		seen := map[string]bool{}
		for _, head := range got[0] {
			if seen[head] || !strings.ContainsFunc(head, func(r rune) bool { return r > 0x2e80 }) {
				t.Errorf("%s: the head %q in %q", root.Name, head, got[0])
			}
			seen[head] = true
		}
	}
	if lists < 25 {
		t.Errorf("%d lists were asked for", lists)
	}
}

// TestLabelsThatThereAreNot: another language is not answered in this one.
func TestLabelsThatThereAreNot(t *testing.T) {
	a := open(t)
	const query = `{ tasks(first: 1) { nodes { key } } }`
	for accept, want := range map[string]int{
		"text/csv; labels=en": 406, "application/jsonl; labels=ZH": 406, "text/csv; labels=en, application/json": 200, `text/csv; bom=true; labels="zh"`: 200,
	} {
		if r := a.query(query, "Accept", accept); r.status != want || want == 406 && !strings.Contains(r.Errors[0].Message, "labels=zh") {
			t.Errorf("%s: %d %s", accept, r.status, r.body)
		}
	}
}
