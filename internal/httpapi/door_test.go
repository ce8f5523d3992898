package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/httpapi"
)

func body(query string, variables string) string {
	b, err := json.Marshal(query)
	if err != nil {
		panic(err) // a string marshals
	}
	if variables == "" {
		return `{"query":` + string(b) + `}`
	}
	return `{"query":` + string(b) + `,"variables":` + variables + `}`
}

// TestAbsentVariables: a condition without its variable is refused where an operation is kept or changes or exports
// something, and warned of elsewhere.
func TestAbsentVariables(t *testing.T) {
	a := open(t).as(access.Grant{Role: "ANALYST", Name: "absent"})
	const query = `query($k: String) { some: cadres(first: 1, filter: {key: {eq: $k}}) { totalCount } }`
	r := a.do("POST", "/graphql", body(query, ""))
	var out struct {
		Data       any
		Extensions struct {
			Warnings []struct {
				Message, Variable string
				Path              []any
			}
		}
	}
	if err := json.Unmarshal([]byte(r.body), &out); err != nil || len(r.Errors) > 0 || r.Data["some"] == nil {
		t.Fatal(r.body, err)
	}
	if w := out.Extensions.Warnings; len(w) != 1 || w[0].Variable != "k" || !strings.Contains(w[0].Message, "some.filter.key.eq is left out") || !cmp.Equal(w[0].Path, []any{"some", "filter", "key", "eq"}) {
		t.Errorf("warnings: %s", r.body)
	}
	if r := a.do("POST", "/graphql", body(query, ""), "Accept-Language", "zh"); !strings.Contains(r.body, "some.filter.key.eq 因未给出变量 $k 而不起作用；应给出该变量") || r.header.Get("Content-Language") != "zh-CN" {
		t.Errorf("a warning in Chinese: %v %s", r.header, r.body)
	}
	for name, r := range map[string]answer{
		"null":         a.do("POST", "/graphql", body(`query($k: CadreFilter) { cadres(first: 1, filter: $k) { totalCount } }`, `{"k":null}`)),
		"a default":    a.do("POST", "/graphql", body(`query($k: String = "c") { cadres(first: 1, filter: {key: {eq: $k}}) { totalCount } }`, "")),
		"other things": a.do("POST", "/graphql", body(`query($n: Int, $o: CadreOrder) { cadres(first: $n, orderBy: $o) { totalCount } }`, "")),
	} {
		if len(r.Errors) > 0 || strings.Contains(r.body, "warnings") {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	saved := saved(a.save(map[string]any{"idempotencyKey": "absent", "name": "缺", "document": query}))
	for name, r := range map[string]answer{
		"saved question": a.send(map[string]any{"documentId": saved["id"]}),
		"export":         a.do("POST", "/graphql", body(`query($k: String) { some: cadres(filter: {key: {eq: $k}}) { nodes { key } } }`, ""), "Accept", csvType),
	} {
		if r.code() != "BAD_USER_INPUT" || !strings.Contains(r.body, "some.filter.key.eq is left out, because the variable $k was not given") {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	mutation := `mutation($n: String!, $d: String) { saved: saveQuestion(input: {idempotencyKey: "absent2", name: $n, document: "{ __typename }", description: $d}) { id } }`
	if r := a.do("POST", "/graphql", body(mutation, `{"n":"甲"}`)); r.code() != "BAD_USER_INPUT" || !strings.Contains(r.body, "saved.input.description is left out") {
		t.Errorf("mutation: %s", r.body)
	}
	if r := a.send(map[string]any{"documentId": saved["id"], "variables": map[string]any{"k": "c0001"}}); len(r.Errors) > 0 {
		t.Errorf("given: %s", r.body)
	}
}

// TestLongerThanItsBody: the time for a body does not end a request that takes longer.
func TestLongerThanItsBody(t *testing.T) {
	a := openWith(t, httpapi.Options{BodyTimeout: 20 * time.Millisecond})
	heavy := `{ cadres(first: 150) { nodes { name tasks(first: 20) { nodes { title cadres(first: 20) { totalCount } } } } } }`
	if r := a.query(heavy); r.status != 200 || len(r.Errors) > 0 {
		t.Errorf("%d %.300s", r.status, r.body)
	}
}
