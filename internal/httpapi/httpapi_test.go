package httpapi_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/internal/access"
	"bole/internal/dataset/demo"
	"bole/internal/httpapi"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/schema"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// api is a server over a small demo dataset, and tokens for it.
type api struct {
	t      *testing.T
	url    string
	signer *access.Signer
	token  string
	rooms  *rooms.Rooms
}

func open(t *testing.T) *api { return openWith(t, httpapi.Options{}) }

func openWith(t *testing.T, o httpapi.Options) *api {
	t.Helper()
	r := roomstest.Open(t, rooms.Options{})
	load(t, r)
	return serve(t, r, o)
}

func serve(t *testing.T, r *rooms.Rooms, o httpapi.Options) *api {
	t.Helper()
	a, _ := serving(t, r, o)
	return a
}

var loaded bool

// load imports the data once: no test here changes it.
func load(t *testing.T, r *rooms.Rooms) {
	t.Helper()
	if loaded {
		return
	}
	dir := t.TempDir()
	if err := demo.Write(dir, demo.Options{Cadres: 150}); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, r, dir, time.Now())
	loaded = true
}

func (a *api) sign(g access.Grant) string {
	a.t.Helper()
	if g.Self == "" { // a grant without a scope stands for the whole graph here
		g.Whole = g.Units == nil
	}
	token, err := a.signer.Sign(g, time.Hour)
	if err != nil {
		a.t.Fatal(err)
	}
	return token
}

// answer is a response as a client reads it.
type answer struct {
	status int
	header http.Header
	body   string
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct{ Code string }
	}
}

func (a *api) do(method, path, body string, header ...string) answer {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		if header[i+1] == "" {
			req.Header.Del(header[i])
		} else {
			req.Header.Set(header[i], header[i+1])
		}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	out := answer{status: resp.StatusCode, header: resp.Header, body: string(b)}
	json.Unmarshal(b, &out)
	return out
}

func (a *api) query(q string, header ...string) answer {
	a.t.Helper()
	b, err := json.Marshal(map[string]string{"query": q})
	if err != nil {
		a.t.Fatal(err)
	}
	return a.do("POST", "/graphql", string(b), header...)
}

func (r answer) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Extensions.Code
}

const newType = "application/graphql-response+json"

// TestHTTP holds the transport to the GraphQL-over-HTTP specification and to docs/errors.md.
func TestHTTP(t *testing.T) {
	a := open(t)
	ok := `{"query":"{ __typename }"}`
	for _, c := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		code, typ                string
	}{
		{"post", "POST", "/graphql", ok, nil, 200, "", "application/json"},
		{"post, new type", "POST", "/graphql", ok, []string{"Accept", newType}, 200, "", newType},
		{"post, either type", "POST", "/graphql", ok, []string{"Accept", newType + ", application/json;q=0.9"}, 200, "", newType},
		{"post, any type", "POST", "/graphql", ok, []string{"Accept", "*/*"}, 200, "", "application/json"},
		{"get", "GET", "/graphql?query=" + url.QueryEscape("{ __typename }"), "", nil, 200, "", "application/json"},
		{"get with variables", "GET", "/graphql?query=" + url.QueryEscape("query($k: String!) { cadre(key: $k) { key } }") + "&variables=" + url.QueryEscape(`{"k":"c0001"}`), "", nil, 200, "", "application/json"},
		{"wrong accept", "POST", "/graphql", ok, []string{"Accept", "text/html"}, 406, "BAD_REQUEST", "application/json"},
		{"wrong content type", "POST", "/graphql", ok, []string{"Content-Type", "text/plain"}, 415, "BAD_REQUEST", "application/json"},
		{"no content type", "POST", "/graphql", ok, []string{"Content-Type", ""}, 415, "BAD_REQUEST", "application/json"},
		{"other charset", "POST", "/graphql", ok, []string{"Content-Type", "application/json; charset=gbk"}, 415, "BAD_REQUEST", "application/json"},
		{"wrong method", "PUT", "/graphql", ok, nil, 405, "BAD_REQUEST", "application/json"},
		{"no JSON", "POST", "/graphql", "{", nil, 400, "BAD_REQUEST", "application/json"},
		{"query is no string", "POST", "/graphql", `{"query":1}`, nil, 400, "BAD_REQUEST", "application/json"},
		{"variables are no object", "POST", "/graphql", `{"query":"{ __typename }","variables":"x"}`, nil, 400, "BAD_REQUEST", "application/json"},
		{"no query", "POST", "/graphql", `{}`, nil, 400, "BAD_REQUEST", "application/json"},
		{"too large", "POST", "/graphql", `{"query":"` + strings.Repeat(" ", 2<<20) + `"}`, nil, 413, "LIMIT_EXCEEDED", "application/json"},
		{"too many tokens", "POST", "/graphql", `{"query":"{` + strings.Repeat(" a", 6000) + `}"}`, []string{"Accept", newType}, 400, "LIMIT_EXCEEDED", newType},
		{"syntax", "POST", "/graphql", `{"query":"{"}`, []string{"Accept", newType}, 400, "GRAPHQL_PARSE_FAILED", newType},
		{"unknown field", "POST", "/graphql", `{"query":"{ nobody }"}`, []string{"Accept", newType}, 400, "GRAPHQL_VALIDATION_FAILED", newType},
		{"unknown field, old type", "POST", "/graphql", `{"query":"{ nobody }"}`, nil, 200, "GRAPHQL_VALIDATION_FAILED", "application/json"},
		{"no token", "POST", "/graphql", ok, []string{"Authorization", ""}, 401, "UNAUTHENTICATED", "application/json"},
		{"bad token", "POST", "/graphql", ok, []string{"Authorization", "Bearer a.b.c"}, 401, "UNAUTHENTICATED", "application/json"},
	} {
		r := a.do(c.method, c.path, c.body, c.header...)
		if r.status != c.status || r.code() != c.code || !strings.HasPrefix(r.header.Get("Content-Type"), c.typ) {
			t.Errorf("%s: status %d, code %q, type %q; want %d, %q, %q\n%s", c.name, r.status, r.code(), r.header.Get("Content-Type"), c.status, c.code, c.typ, r.body)
		}
		if c.code != "" && strings.Contains(r.body, `"data"`) {
			t.Errorf("%s: a request that was not executed has data: %s", c.name, r.body)
		}
	}
}

// TestBadInput holds each refusal to its code, its path, and a message that says what would be right.
func TestBadInput(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ query, code, message string }{
		{`{ node(id: "nonsense") { id } }`, "BAD_ID", "node.id is not a valid id; give one from an id field"},
		{`{ cadres(first: 201) { totalCount } }`, "BAD_USER_INPUT", "cadres.first is outside 0 to 200"},
		{`{ cadres(first: 1, last: 1) { totalCount } }`, "BAD_USER_INPUT", "stands beside first"},
		{`{ cadres(after: "x") { nodes { key } } }`, "BAD_CURSOR", "cadres.after is not a valid cursor of this list"},
		{`{ cadres(filter: {name: {eq: null}}) { totalCount } }`, "BAD_USER_INPUT", "cadres.filter.name.eq is null"},
		{`{ tasks(filter: {startedOn: {gte: "2024-02-30"}}) { totalCount } }`, "BAD_USER_INPUT", "tasks.filter.startedOn.gte is not a date"},
		{`{ c: cadres(filter: {tasks: {some: {node: {difficulty: {gte: 3000000000}}}}}) { totalCount } }`, "BAD_USER_INPUT", "c.filter.tasks.some.node.difficulty.gte is not a whole number within 32 bits"},
		{`{ cadres(orderBy: {}) { totalCount } }`, "BAD_USER_INPUT", "cadres.orderBy names 0 fields"},
		{`{ cadre(key: "c0001") { gender } }`, "FORBIDDEN", "cadre.gender is not for the role ANALYST"},
		{`{ cadres(filter: {gender: {eq: MALE}}) { totalCount } }`, "FORBIDDEN", "cadres.filter.gender is not for the role ANALYST"},
		{`{ cadres(first: 200) { nodes { tasks(first: 200) { nodes { cadres(first: 200) { totalCount } } } } } }`, "LIMIT_EXCEEDED", "estimated rows"},
		{`{ tasks(filter: {category: {eq: NOTHING}}) { totalCount } }`, "GRAPHQL_VALIDATION_FAILED", "NOTHING"},
	} {
		r := a.query(c.query)
		if r.code() != c.code || !strings.Contains(r.Errors[0].Message, c.message) {
			t.Errorf("%s:\ngot %s\nwant %s %q", c.query, r.body, c.code, c.message)
		}
	}
}

// TestFragmentsOfFragments: fragments that spread another twice, level upon level, cost what they hold.
func TestFragmentsOfFragments(t *testing.T) {
	a := open(t)
	const levels = 19 // with twice as many spreads and the first: as many as may be
	q := fmt.Sprintf("{ tasks(first: 1) { nodes { ...F0 } } } fragment F%d on Task { key }", levels)
	for i := range levels {
		q += fmt.Sprintf(" fragment F%d on Task { ...F%d ...F%d }", i, i+1, i+1)
	}
	for _, accept := range []string{"application/json", csvType} {
		if r := a.query(q, "Accept", accept); r.status != 200 || !strings.Contains(r.body, "key") || len(r.Errors) > 0 {
			t.Errorf("%s: %.200s", accept, r.body)
		}
	}
}

// TestBadVariables holds values in variables to the words of arguments in the document.
func TestBadVariables(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ body, code, message string }{
		{`{"query":"query($f: CadreFilter) { cadres(filter: $f) { totalCount } }","variables":{"f":{"tasks":{"some":{"role":{"eq":"BOSS"}}}}}}`, "BAD_USER_INPUT", `$f.tasks.some.role.eq is "BOSS", which is not a value of TaskRole; it is one of LEAD (牵头), DEPUTY (分管)`},
		{`{"query":"query($f: CadreFilter) { cadres(filter: $f) { totalCount } }","variables":{"f":{"nope":1}}}`, "BAD_USER_INPUT", "$f.nope is not a field of this input"},
		{`{"query":"query($n: Int!) { cadres(first: $n) { totalCount } }"}`, "BAD_USER_INPUT", "$n is required and was not given"},
		{`{"query":"query($n: Int!) { cadres(first: $n) { totalCount } }","variables":{"n":"3"}}`, "BAD_USER_INPUT", "cadres.first is not of type Int"},
		{`{"query":"query($n: Int) { cadres(first: $n) { totalCount } }","variables":{"n":3000000000}}`, "BAD_USER_INPUT", "cadres.first is not a whole number within 32 bits"},
		{`{"query":"query($d: Date) { tasks(filter: {startedOn: {lt: $d}}) { totalCount } }","variables":{"d":"2024-1-1"}}`, "BAD_USER_INPUT", "tasks.filter.startedOn.lt is not a date"},
		{`{"query":"query($n: Int) { cadres(first: $n) { totalCount } }","variables":{"n":2.5}}`, "BAD_USER_INPUT", "$n is 2.5, which is not a value of Int; give a whole number"},
		{`{"query":"query($n: Int) { cadres(first: $n) { totalCount } }","variables":{"n":123456789012345678901234567890}}`, "BAD_USER_INPUT", "$n is 123456789012345678901234567890, which is not"},
		{`{"query":"query($n: Int) { cadres(first: $n) { totalCount } }","variables":{"n":1e400}}`, "BAD_USER_INPUT", "$n is 1e400, which is not a value of Int"},
		{`{"query":"query($n: Int) { cadres(first: $n) { totalCount } }","variables":{"n":true}}`, "BAD_USER_INPUT", "$n is true, which is not a value of Int"},
		{`{"query":"query($n: Int) { cadres(first: $n) { totalCount } }","variables":{"n":{"a":1}}}`, "BAD_USER_INPUT", "$n is an object, which is not a value of Int"},
		{`{"query":"query($f: TaskFilter) { tasks(filter: $f) { totalCount } }","variables":{"f":{"difficulty":{"in":[1,2.5]}}}}`, "BAD_USER_INPUT", "$f.difficulty.in[1] is 2.5, which is not a value of Int"},
		{`{"query":"query($f: TaskFilter) { tasks(filter: $f) { totalCount } }","variables":{"f":{"difficulty":3}}}`, "BAD_USER_INPUT", "$f.difficulty is 3, which is not a value of IntFilter; give an object"},
		{`{"query":"query($f: TaskFilter) { tasks(filter: $f) { totalCount } }","variables":{"f":{"title":{"eq":"` + strings.Repeat("长", 50) + `","nope":1}}}}`, "BAD_USER_INPUT", "$f.title.nope is not a field"},
		{`{"query":"query A { __typename } query B { __typename }","operationName":"C"}`, "BAD_REQUEST", "operationName names none"},
	} {
		if r := a.do("POST", "/graphql", c.body); r.code() != c.code || !strings.Contains(r.Errors[0].Message, c.message) {
			t.Errorf("%s:\ngot %s\nwant %s %q", c.body, r.body, c.code, c.message)
		}
	}
}

// TestPagesBothWays walks a filtered list forward and backward, and takes no cursor of another order.
func TestPagesBothWays(t *testing.T) {
	a := open(t)
	type page struct {
		Data struct {
			Cadres struct {
				TotalCount int
				Edges      []struct {
					Cursor string
					Node   struct{ Key string }
				}
				PageInfo struct {
					HasNextPage, HasPreviousPage bool
					StartCursor, EndCursor       string
				}
			}
		}
	}
	ask := func(args string) page {
		t.Helper()
		var p page
		r := a.query(`{ cadres(` + args + `, orderBy: {partyJoinedOn: DESC}, filter: {tasks: {some: {role: {in: [LEAD, DEPUTY]}}}}) { totalCount edges { cursor node { key } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
		if err := json.Unmarshal([]byte(r.body), &p); err != nil || len(r.Errors) > 0 {
			t.Fatal(r.body, err)
		}
		return p
	}
	var forward, backward []string
	args := "first: 7"
	for {
		p := ask(args)
		for _, e := range p.Data.Cadres.Edges {
			forward = append(forward, e.Node.Key)
		}
		if !p.Data.Cadres.PageInfo.HasNextPage {
			if p.Data.Cadres.TotalCount != len(forward) {
				t.Errorf("walked %d, totalCount is %d", len(forward), p.Data.Cadres.TotalCount)
			}
			break
		}
		args = `first: 7, after: "` + p.Data.Cadres.PageInfo.EndCursor + `"`
	}
	args = "last: 5"
	for {
		p := ask(args)
		for i := len(p.Data.Cadres.Edges) - 1; i >= 0; i-- {
			backward = append([]string{p.Data.Cadres.Edges[i].Node.Key}, backward...)
		}
		if !p.Data.Cadres.PageInfo.HasPreviousPage {
			break
		}
		args = `last: 5, before: "` + p.Data.Cadres.PageInfo.StartCursor + `"`
	}
	if len(forward) < 20 || strings.Join(forward, " ") != strings.Join(backward, " ") {
		t.Errorf("forward %v\nbackward %v", forward, backward)
	}
	cursor := ask("first: 1").Data.Cadres.PageInfo.EndCursor
	if r := a.query(`{ cadres(after: "` + cursor + `", orderBy: {name: ASC}) { nodes { key } } }`); r.code() != "BAD_CURSOR" || !strings.Contains(r.body, "another order") {
		t.Errorf("a cursor of another order gave %s", r.body)
	}
}

// TestScope holds that what is out of scope is absent, and that a subject sees one record.
func TestScope(t *testing.T) {
	a := open(t)
	count := func(g access.Grant) float64 {
		t.Helper()
		r := a.query(`{ cadres { totalCount } }`, "Authorization", "Bearer "+a.sign(g))
		c, _ := r.Data["cadres"].(map[string]any)
		n, ok := c["totalCount"].(float64)
		if !ok {
			t.Fatal(r.body)
		}
		return n
	}
	whole, county, none, self := count(access.Grant{Role: "ANALYST"}), count(access.Grant{Role: "ANALYST", Units: []string{"a1"}}),
		count(access.Grant{Role: "ANALYST", Units: []string{"no such unit"}}), count(access.Grant{Role: "SUBJECT", Self: "c0001"})
	if whole != 150 || county <= 0 || county >= whole || none != 0 || self != 1 {
		t.Errorf("the whole graph has %v, one county %v, no unit %v, oneself %v", whole, county, none, self)
	}
	r := a.query(`{ cadre(key: "c0002") { name } }`, "Authorization", "Bearer "+a.sign(access.Grant{Role: "SUBJECT", Self: "c0001"}))
	if r.Data["cadre"] != nil || len(r.Errors) > 0 {
		t.Errorf("another's record gave %s", r.body)
	}
}

// TestSchemaIsServed holds introspection and /schema.graphql to the SDL, without what the role may not use: the
// executor's stub is never shown.
func TestSchemaIsServed(t *testing.T) {
	a := open(t)
	sdl, err := schema.SDL()
	if err != nil {
		t.Fatal(err)
	}
	if r := a.do("GET", "/schema.graphql", "", "Authorization", ""); r.status != 200 || r.body != sdl {
		t.Errorf("/schema.graphql is not the SDL: %d, %d bytes", r.status, len(r.body))
	}
	r := a.do("GET", "/schema.graphql", "")
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: r.body})
	if err != nil || s.Types["Gender"] != nil || s.Types["Cadre"].Fields.ForName("gender") != nil || r.status != 200 {
		t.Fatalf("/schema.graphql of a role: %d, %v", r.status, err)
	}
	if r := a.do("GET", "/schema.graphql", "", "Authorization", "Bearer x"); r.status != 401 {
		t.Errorf("/schema.graphql with a token that is none: %d", r.status)
	}
	r = a.query(`{ __schema { types { name kind fields(includeDeprecated: true) { name type { kind name ofType { kind name ofType { kind name ofType { name } } } } } inputFields { name } enumValues { name description } } } }`)
	types, _ := r.Data["__schema"].(map[string]any)["types"].([]any)
	if len(types) != len(s.Types) {
		t.Errorf("introspection has %d types, the role's SDL %d", len(types), len(s.Types))
	}
	for _, v := range types {
		typ, _ := v.(map[string]any)
		def := s.Types[typ["name"].(string)]
		if def == nil || string(def.Kind) != typ["kind"] {
			t.Errorf("introspection has %v as %v", typ["name"], typ["kind"])
			continue
		}
		fields, _ := typ["fields"].([]any)
		inputs, _ := typ["inputFields"].([]any)
		want := 0
		for _, f := range def.Fields {
			if !strings.HasPrefix(f.Name, "__") {
				want++
			}
		}
		if len(fields)+len(inputs) != want {
			t.Errorf("%s has %d fields in introspection, %d in the SDL", def.Name, len(fields)+len(inputs), want)
		}
	}
}

// TestDaysAhead warns of a day that is not over, and of no other.
func TestDaysAhead(t *testing.T) {
	a := open(t)
	ask := func(day string) answer {
		return a.query(`{ organizations(first: 2) { nodes { team(asOf: ` + day + `) { chief } } } }`)
	}
	if r := ask(`"2999-01-01"`); len(r.Errors) > 0 || !strings.Contains(r.body, `"warnings":[{"message":"organizations.nodes.team.asOf is 2999-01-01, and facts are known up to today, `) || strings.Count(r.body, "2999") != 1 {
		t.Errorf("a day ahead: %.500s", r.body)
	}
	for _, day := range []string{`"2024-08-31"`, "null"} {
		if r := ask(day); strings.Contains(r.body, "warnings") {
			t.Errorf("%s: %.500s", day, r.body)
		}
	}
}

// TestDeadline ends what takes too long, in the database as well.
func TestDeadline(t *testing.T) {
	a := openWith(t, httpapi.Options{Deadline: 30 * time.Millisecond})
	heavy := `{ cadres(first: 150) { nodes { tasks(first: 20) { nodes { cadres(first: 20) { totalCount } } } } } }`
	if r := a.query(heavy); r.code() != "TIMEOUT" || !strings.Contains(r.body, "deadline") {
		t.Errorf("a request over its deadline gave %.300s", r.body)
	}
}

// TestManyNewShapes holds callers without a subject to the pace of new kinds of questions; known ones go on.
func TestManyNewShapes(t *testing.T) {
	a := open(t)
	token := a.sign(access.Grant{Role: "SERVICE"}) // without a subject the allowance is small, however slow the machine
	refused := 0
	for i := range 260 {
		var fields string
		for bit := range 9 {
			if i>>bit&1 == 1 {
				fields += " " + []string{"workStartedOn", "name", "sortName", "status", "statusFrom", "managedBy", "version", "recordedAt", "partyJoinedOn"}[bit]
			}
		}
		if r := a.query(`{ cadre(key: "nobody") { id `+fields+` } }`, "Authorization", "Bearer "+token); r.code() == "LIMIT_EXCEEDED" {
			refused++
		}
	}
	if refused == 0 || refused > 230 {
		t.Errorf("of 260 new shapes %d were refused", refused)
	}
	if r := a.query(`{ cadre(key: "nobody") { id } }`, "Authorization", "Bearer "+token); len(r.Errors) > 0 {
		t.Errorf("a known shape is refused: %s", r.body)
	}
}

func TestHealthAndOrigins(t *testing.T) {
	a := open(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if r := a.do("GET", path, "", "Authorization", ""); r.status != 200 {
			t.Errorf("%s is %d", path, r.status)
		}
	}
	allowed := a.do("OPTIONS", "/graphql", "", "Origin", "https://views.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
	if allowed.header.Get("Access-Control-Allow-Origin") != "https://views.example" {
		t.Errorf("a configured origin gets %v", allowed.header)
	}
	other := a.do("OPTIONS", "/graphql", "", "Origin", "https://other.example", "Access-Control-Request-Method", "POST")
	if other.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("another origin gets %v", other.header)
	}
}
