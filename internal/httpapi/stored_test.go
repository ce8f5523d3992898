package httpapi_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

const countCadres = `query Count($name: String) { cadres(first: 1, filter: {name: {startsWith: $name}}) { totalCount } }`

// as is the api for another caller.
func (a *api) as(g access.Grant) *api {
	other := *a
	other.token = a.sign(g)
	return &other
}

// send posts members of a request body.
func (a *api) send(members map[string]any) answer {
	a.t.Helper()
	b, err := json.Marshal(members)
	if err != nil {
		a.t.Fatal(err)
	}
	return a.do(http.MethodPost, "/graphql", string(b))
}

const saveQuestion = `mutation($in: SaveQuestionInput!) { saved: saveQuestion(input: $in) { id name version valid roles owner versions { version document digest } } }`

func (a *api) save(input map[string]any) answer {
	return a.send(map[string]any{"query": saveQuestion, "variables": map[string]any{"in": input}})
}

func saved(r answer) map[string]any {
	m, _ := r.Data["saved"].(map[string]any)
	return m
}

func code(r answer) string {
	if len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Extensions.Code
}

func TestSavedQuestions(t *testing.T) {
	a := open(t)
	owner, other := a.as(access.Grant{Role: "ANALYST", Name: "u1"}), a.as(access.Grant{Role: "ANALYST", Name: "u2"})
	organizer := a.as(access.Grant{Role: "ORGANIZER", Units: []string{"jk"}, Name: "u3"})
	input := map[string]any{"idempotencyKey": "k1", "name": "人数", "document": countCadres, "variables": `{"name": "王"}`}
	first := owner.save(input)
	id, _ := saved(first)["id"].(string)
	if id == "" || saved(first)["version"] != 1.0 || saved(first)["valid"] != true {
		t.Fatalf("saved as %+v", first)
	}
	if again := owner.save(input); saved(again)["id"] != id {
		t.Errorf("the same call again gave %+v", again)
	}
	input["name"] = "另一个"
	if r := owner.save(input); code(r) != "CONFLICT" {
		t.Errorf("a key for another input gave %+v", r)
	}
	run := map[string]any{"documentId": id}
	if r := other.send(run); code(r) != "NOT_STORED" || r.status != http.StatusBadRequest {
		t.Errorf("someone else ran it: %+v", r)
	}
	share := `mutation($id: ID!, $roles: [Role!]!) { shareQuestion(input: {idempotencyKey: "s", id: $id, roles: $roles}) { roles } }`
	if r := other.send(map[string]any{"query": share, "variables": map[string]any{"id": id, "roles": []string{"ANALYST"}}}); code(r) != "BAD_ID" {
		t.Errorf("someone else shared it: %+v", r)
	}
	if r := owner.send(map[string]any{"query": share, "variables": map[string]any{"id": id, "roles": []string{"ORGANIZER"}}}); len(r.Errors) > 0 {
		t.Fatalf("share: %+v", r)
	}
	total := func(r answer) any {
		m, _ := r.Data["cadres"].(map[string]any)
		return m["totalCount"]
	}
	whole, part := owner.send(map[string]any{"documentId": id, "variables": map[string]any{"name": ""}}), organizer.send(map[string]any{"documentId": id, "variables": map[string]any{"name": ""}})
	direct := organizer.send(map[string]any{"query": countCadres, "variables": map[string]any{"name": ""}})
	if total(whole) != 150.0 || total(part) == total(whole) || total(part) != total(direct) {
		t.Errorf("the owner counts %v, an organizer %v, who counts %v by themselves", total(whole), total(part), total(direct))
	}
	if r := owner.send(run); total(r) == nil || total(r) == 150.0 {
		t.Errorf("with its own variables it gave %+v", r)
	}
	if r := owner.do(http.MethodGet, "/graphql?documentId="+url.QueryEscape(id+"@1"), ""); total(r) == nil {
		t.Errorf("by GET: %+v", r)
	}
	sum := sha256.Sum256([]byte(countCadres))
	if r := owner.send(map[string]any{"documentId": "sha256:" + hex.EncodeToString(sum[:])}); total(r) == nil {
		t.Errorf("by digest: %+v", r)
	}
	if r := owner.send(map[string]any{"documentId": id, "query": countCadres}); code(r) != "BAD_REQUEST" {
		t.Errorf("both: %+v", r)
	}
	// Of somebody else's question nobody is told whether it is there, nor at which version.
	unknown := other.save(map[string]any{"idempotencyKey": "o", "id": "none", "expectedVersion": 7, "name": "甲", "document": countCadres})
	for _, version := range []int{1, 7} {
		r := other.save(map[string]any{"idempotencyKey": fmt.Sprint("o", version), "id": id, "expectedVersion": version, "name": "甲", "document": countCadres})
		if code(r) != "BAD_ID" || r.body != unknown.body {
			t.Errorf("someone else changed version %d: %s, of a question that is not there: %s", version, r.body, unknown.body)
		}
	}
	if r := owner.save(map[string]any{"idempotencyKey": "stale", "id": id, "expectedVersion": 7, "name": "甲", "document": countCadres}); code(r) != "CONFLICT" {
		t.Errorf("from another version: %+v", r)
	}
	deleted := owner.send(map[string]any{"query": `mutation($id: ID!) { deleteQuestion(input: {idempotencyKey: "d", id: $id, expectedVersion: 1}) { id } }`, "variables": map[string]any{"id": id}})
	if r := owner.send(run); len(deleted.Errors) > 0 || code(r) != "NOT_STORED" {
		t.Errorf("deleted %+v, run %+v", deleted, r)
	}
}

func TestQuestionVersions(t *testing.T) {
	a := open(t).as(access.Grant{Role: "ANALYST", Name: "u1"})
	id, _ := saved(a.save(map[string]any{"idempotencyKey": "v1", "name": "甲", "document": countCadres}))["id"].(string)
	// Many changes from version 1 at once: one is made.
	var made sync.Map
	var group sync.WaitGroup
	for i := range 6 {
		group.Go(func() {
			r := a.save(map[string]any{"idempotencyKey": fmt.Sprint("c", i), "id": id, "expectedVersion": 1, "name": "乙", "document": "{ tasks(first: 1) { totalCount } }"})
			made.Store(i, code(r))
		})
	}
	group.Wait()
	ok := 0
	made.Range(func(_, c any) bool {
		if c == "" {
			ok++
		} else if c != "CONFLICT" {
			t.Errorf("a change at once gave %v", c)
		}
		return true
	})
	if ok != 1 {
		t.Errorf("%d of 6 changes from one version were made", ok)
	}
	r := a.send(map[string]any{"query": "query($id: ID!) { saved: savedQuestion(id: $id) { version versions { version document } } savedQuestions { nodes { id } totalCount } }", "variables": map[string]any{"id": id}})
	versions, _ := saved(r)["versions"].([]any)
	if saved(r)["version"] != 2.0 || len(versions) != 2 {
		t.Errorf("versions: %+v", r)
	}
	if r := a.send(map[string]any{"documentId": id + "@1", "variables": map[string]any{"name": "王"}}); r.Data["cadres"] == nil {
		t.Errorf("the first version: %+v", r)
	}
	if r := a.send(map[string]any{"documentId": id}); r.Data["tasks"] == nil {
		t.Errorf("the newest version: %+v", r)
	}
}

func TestQuestionsRefused(t *testing.T) {
	a := open(t)
	analyst := a.as(access.Grant{Role: "ANALYST", Name: "u1"})
	with := func(name string, v any) map[string]any {
		in := map[string]any{"idempotencyKey": "r" + name, "name": "甲", "document": countCadres}
		in[name] = v
		return in
	}
	for _, c := range []struct {
		name, code string
		who        *api
		input      map[string]any
	}{
		{"nobody", "FORBIDDEN", a.as(access.Grant{Role: "ANALYST"}), with("name", "甲")},
		{"a service", "FORBIDDEN", a.as(access.Grant{Role: "SERVICE", Name: "u1"}), with("name", "甲")},
		{"the person concerned", "FORBIDDEN", a.as(access.Grant{Role: "SUBJECT", Self: "c0001", Name: "u1"}), with("name", "甲")},
		{"a blank name", "BAD_USER_INPUT", analyst, with("name", "  ")},
		{"control characters", "BAD_USER_INPUT", analyst, with("name", "甲\x00乙")},
		{"a long name", "BAD_USER_INPUT", analyst, with("name", strings.Repeat("长", 201))},
		{"no key", "BAD_USER_INPUT", analyst, with("idempotencyKey", "")},
		{"an unknown field", "BAD_USER_INPUT", analyst, with("document", "{ nothing }")},
		{"no GraphQL", "BAD_USER_INPUT", analyst, with("document", "MATCH (n) DETACH DELETE n")},
		{"a mutation", "BAD_USER_INPUT", analyst, with("document", `mutation { deleteQuestion(input: {idempotencyKey: "x", id: "x", expectedVersion: 1}) { id } }`)},
		{"two operations", "BAD_USER_INPUT", analyst, with("document", "query A { cadres { totalCount } } query B { tasks { totalCount } }")},
		{"variables of no object", "BAD_USER_INPUT", analyst, with("variables", "[1]")},
		{"a version without an id", "BAD_USER_INPUT", analyst, with("expectedVersion", 1)},
		{"a question of nobody", "BAD_ID", analyst, map[string]any{"idempotencyKey": "q", "id": "none", "expectedVersion": 1, "name": "甲", "document": countCadres}},
	} {
		if r := c.who.save(c.input); code(r) != c.code {
			t.Errorf("%s: %+v, want %s", c.name, r, c.code)
		}
	}
	if r := analyst.do(http.MethodGet, "/graphql?query="+url.QueryEscape(`mutation { deleteQuestion(input: {idempotencyKey: "x", id: "x", expectedVersion: 1}) { id } }`), ""); r.status != http.StatusMethodNotAllowed {
		t.Errorf("a mutation by GET: %+v", r)
	}
}

func TestTrustedOnly(t *testing.T) {
	a := openWith(t, httpapi.Options{TrustedOnly: true})
	documents := roomstest.Open(t, rooms.Options{}).Acts
	id, err := documents.LoadDocument(t.Context(), "count", countCadres, []string{"ANALYST"})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := documents.LoadDocument(t.Context(), "count", countCadres, []string{"ANALYST"}); again != id || err != nil {
		t.Errorf("loaded again as %s: %v", again, err)
	}
	for _, run := range []map[string]any{{"documentId": id, "variables": map[string]any{"name": ""}}, {"query": countCadres, "variables": map[string]any{"name": ""}}} {
		if r := a.send(run); r.Data["cadres"] == nil {
			t.Errorf("%v: %+v", run, r)
		}
	}
	for name, text := range map[string]string{
		"another": "{ cadres { totalCount } }", "introspection": "{ __schema { types { name } } }", "a space more": countCadres + " ",
		"no GraphQL": "}{", "two in one": countCadres + " query B { tasks { totalCount } }", "a change": saveQuestion,
	} {
		if r := a.send(map[string]any{"query": text, "operationName": "Count"}); code(r) != "NOT_STORED" || r.status != http.StatusBadRequest {
			t.Errorf("%s: %+v", name, r)
		}
		if r := a.do(http.MethodGet, "/graphql?query="+url.QueryEscape(text), ""); code(r) != "NOT_STORED" {
			t.Errorf("%s by GET: %+v", name, r)
		}
		if r := a.do(http.MethodGet, "/graphql?query="+url.QueryEscape(text), "", "Accept", "text/csv"); code(r) != "NOT_STORED" {
			t.Errorf("%s as an export: %+v", name, r)
		}
	}
	if r := a.as(access.Grant{Role: "SERVICE"}).send(map[string]any{"documentId": id}); code(r) != "NOT_STORED" {
		t.Errorf("a role it is not for: %+v", r)
	}
}
