package refusals

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/schema"
)

const entry = "{ kind type field name term sentence holds column }"

// TestVocabulary asks for the terms of a few types, by any role: they are the SDL's.
func TestVocabulary(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	subject := a.as(access.Grant{Role: "SUBJECT", Self: "c0001"})
	for _, c := range []struct {
		arguments string
		want      []string
	}{
		{`types: ["Gender"]`, []string{"TYPE Gender.Gender 性别", "ENUM_VALUE Gender.MALE 男", "ENUM_VALUE Gender.FEMALE 女"}},
		{`types: ["Cadre"], text: "出生"`, []string{"FIELD Cadre.birthMonth 出生年月 Date cadres.birthMonth"}},
		{`types: ["Cadre"], text: "BIRTHm"`, []string{"FIELD Cadre.birthMonth 出生年月 Date cadres.birthMonth"}},
		{`types: ["WorkedOn"], kinds: [FIELD], first: 2`, []string{"FIELD WorkedOn.role 角色 TaskRole! participations.role", "FIELD WorkedOn.from 起 Date participations.from"}},
		{`types: ["Query"], kinds: [ARGUMENT], text: "orderBy", first: 1`, []string{"ARGUMENT Query.appointments.orderBy 排序 AppointmentOrder"}},
		{`types: ["CadreOrder"], kinds: [INPUT_FIELD], text: "笔画"`, []string{"INPUT_FIELD CadreOrder.nameStrokes 姓名笔画 Sort"}},
		{`types: ["Query"], text: "术语表"`, []string{"FIELD Query.vocabulary 术语表 VocabularyEntryConnection!"}},
		{`types: []`, nil},
		{`kinds: []`, nil},
		{`text: "no such text"`, nil},
	} {
		query := "{ vocabulary(" + c.arguments + ") { nodes " + entry + " } }"
		r := a.query(query)
		if d := cmp.Diff(c.want, r.entries(t)); d != "" {
			t.Errorf("%s: %s", query, d)
		}
		if other := subject.query(query); other.body != r.body {
			t.Errorf("%s: a subject is answered %s", query, other.body)
		}
	}
	r := a.query(`{ vocabulary(types: ["Gender", "Cader"]) { totalCount } }`)
	if r.code() != "BAD_USER_INPUT" || pathText(r.Errors[0].Path) != "vocabulary.types[1]" ||
		!strings.Contains(r.Errors[0].Message, `vocabulary.types[1] is "Cader", which is not a type of the API; did you mean Cadre`) {
		t.Errorf("an unknown type: %s", r.body)
	}
}

// TestVocabularyIsTheSchema compares all of the vocabulary, page by page, with the whole SDL.
func TestVocabularyIsTheSchema(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	var want []string
	add := func(path ...string) { want = append(want, strings.Join(path, " ")) }
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range sdl.Types {
		if strings.HasPrefix(d.Name, "__") || slices.Contains([]string{"Int", "Float", "String", "Boolean", "ID"}, d.Name) {
			continue
		}
		if d.Name != "Query" && d.Name != "Mutation" {
			add("TYPE", d.Name, "", d.Name, d.Description)
		}
		for _, f := range d.Fields {
			if d.Kind == ast.InputObject {
				add("INPUT_FIELD", d.Name, "", f.Name, f.Description)
				continue
			}
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			add("FIELD", d.Name, "", f.Name, f.Description)
			for _, x := range f.Arguments {
				add("ARGUMENT", d.Name, f.Name, x.Name, x.Description)
			}
		}
		for _, e := range d.EnumValues {
			add("ENUM_VALUE", d.Name, "", e.Name, e.Description)
		}
	}
	var got []string
	for after, more := "", true; more; {
		var p struct {
			Vocabulary struct {
				Nodes    []map[string]any
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
			}
		}
		a.query(fmt.Sprintf(`{ vocabulary(first: 200%s) { nodes %s pageInfo { hasNextPage endCursor } } }`, after, entry)).into(t, &p)
		for _, n := range p.Vocabulary.Nodes {
			field, _ := n["field"].(string)
			got = append(got, fmt.Sprintf("%s %s %s %s %s %s", n["kind"], n["type"], field, n["name"], n["term"], n["sentence"]))
		}
		after, more = `, after: "`+p.Vocabulary.PageInfo.EndCursor+`"`, p.Vocabulary.PageInfo.HasNextPage
	}
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" || len(got) < 5000 {
		t.Errorf("%d entries: %.2000s", len(got), d)
	}
}

// entries are what vocabulary answered, a line each.
func (r answer) entries(t *testing.T) []string {
	t.Helper()
	var data struct {
		Vocabulary struct{ Nodes []map[string]any }
	}
	r.into(t, &data)
	var out []string
	for _, n := range data.Vocabulary.Nodes {
		line := fmt.Sprint(n["kind"], " ", n["type"])
		for _, m := range []string{"field", "name", "term", "holds", "column"} {
			if n[m] == nil {
				continue
			}
			between := " "
			if m == "field" || m == "name" {
				between = "."
			}
			line += between + fmt.Sprint(n[m])
		}
		out = append(out, line)
	}
	return out
}
