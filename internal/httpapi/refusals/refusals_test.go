// Package refusals holds what the server refuses, or answers, without a graph: its tests need no Neo4j, and are the proof
// that none is asked.
package refusals

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/limits"
	"bole/internal/rooms"
	"bole/schema"
)

const (
	newType = "application/graphql-response+json"
	away    = "127.0.0.1:1" // nobody listens there
)

// api is a server whose Neo4j is not there.
type api struct {
	t      *testing.T
	url    string
	rooms  *rooms.Rooms
	signer *access.Signer
	token  string
}

func open(t *testing.T, neo4j string, o httpapi.Options) *api {
	t.Helper()
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	g, err := rooms.Open(s, rooms.Options{Store: store.Options{URI: "bolt://" + neo4j, User: "neo4j", Password: "none"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(t.Context()); err != nil {
			t.Log(err)
		}
	})
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a := (&api{t: t, rooms: g, signer: signer}).with(t, signer, o)
	return a.as(access.Grant{Role: "ANALYST", Name: "u1", Whole: true})
}

// with is the api with other tokens and options.
func (a *api) with(t *testing.T, tokens httpapi.Tokens, o httpapi.Options) *api {
	t.Helper()
	h, err := httpapi.New(a.rooms, tokens, o)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	other := *a
	other.url = srv.URL
	return &other
}

// as is the api for another caller.
func (a *api) as(g access.Grant) *api {
	a.t.Helper()
	other := *a
	var err error
	if other.token, err = a.signer.Sign(g, time.Hour); err != nil {
		a.t.Fatal(err)
	}
	return &other
}

// answer is a response as a client reads it.
type answer struct {
	status int
	header http.Header
	body   string
	Errors []struct {
		Message    string
		Path       []any
		Locations  []struct{ Line, Column int }
		Extensions struct{ Code string }
	}
}

// into reads the data of an answer without errors.
func (r answer) into(t *testing.T, data any) {
	t.Helper()
	whole := struct{ Data any }{data}
	if err := json.Unmarshal([]byte(r.body), &whole); err != nil || len(r.Errors) > 0 {
		t.Fatalf("%v: %.500s", err, r.body)
	}
}

func (r answer) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Extensions.Code
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
		req.Header.Set(header[i], header[i+1])
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
	if err := json.Unmarshal(b, &out); err != nil {
		a.t.Fatalf("%v: %s", err, b)
	}
	return out
}

func (a *api) query(q string, header ...string) answer {
	a.t.Helper()
	return a.do("POST", "/graphql", body(q, ""), header...)
}

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

// TestBody holds malformed JSON to a refusal that names its place.
func TestBody(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	for _, c := range []struct{ name, body, message string }{
		{"a lone surrogate", `{"query":"{ __typename }","variables":{"f":{"g":["\ud800"]}}}`, "at variables.f.g.0, byte"},
		{"a lone surrogate in the query", `{"query":"{ a \udc00 }"}`, "at query, byte"},
		{"invalid UTF-8", "{\"query\":\"{ __typename }\",\"variables\":{\"f\":\"\xff\"}}", "at variables.f, byte"},
		{"query twice", `{"query":"{ __typename }","query":"{ a }"}`, "the body has the member query twice"},
		{"a member twice", `{"query":"{ __typename }","variables":{"f":{"k":1,"\u006b":2}}}`, "the body has the member variables.f.k twice"},
		{"a member of an extension twice", `{"query":"{ __typename }","extensions":{"a":{"k":1,"k":2}}}`, "the member extensions.a.k twice"},
		{"something behind", `{"query":"{ __typename }"} {}`, "behind"},
		{"another case", `{"Query":"{ __typename }"}`, "query is missing"},
		{"a list", `[{"query":"{ __typename }"}]`, "not a JSON object"},
		{"unfinished", `{"query":"{ __typename }"`, "not valid JSON"},
		{"a byte order mark", "\ufeff" + `{"query":"{ __typename }"}`, "not a JSON object"},
		{"nothing", ``, "not a JSON object"},
	} {
		if r := a.do("POST", "/graphql", c.body); r.status != 400 || r.code() != "BAD_REQUEST" || !strings.Contains(r.Errors[0].Message, c.message) {
			t.Errorf("%s: %d %s; want %q", c.name, r.status, r.body, c.message)
		}
	}
	for _, c := range []struct{ name, query, message string }{
		{"query twice", "query={__typename}&query={a}", "query is given twice"},
		{"a member twice", "query={__typename}&variables=" + url.QueryEscape(`{"a":{"k":1,"k":2}}`), "variables has the member variables.a.k twice"},
		{"a lone surrogate", "query={__typename}&variables=" + url.QueryEscape(`{"a":"\ud800"}`), "variables is not valid JSON at variables.a"},
		{"invalid UTF-8", "query={__typename}&operationName=%ff", "operationName is not valid Unicode"},
		{"a bad escape", "query=%zz", "cannot be read"},
		{"no object", "query={__typename}&variables=[1]", "variables is not a JSON object"},
	} {
		if r := a.do("GET", "/graphql?"+c.query, ""); r.status != 400 || r.code() != "BAD_REQUEST" || !strings.Contains(r.Errors[0].Message, c.message) {
			t.Errorf("%s by GET: %d %s; want %q", c.name, r.status, r.body, c.message)
		}
	}
	paired := a.do("POST", "/graphql", `{"query":"query($n: String) { cadres(filter: {name: {eq: $n}}) { totalCount } }","variables":{"n":"\ud840\udfb7"}}`)
	if paired.code() != "SERVICE_UNAVAILABLE" { // it got as far as the graph, which is not there
		t.Errorf("a pair of surrogates: %s", paired.body)
	}
}

// TestLimits sends requests just within and just over what this server lets through; over it nothing is asked of the
// graph, and the code is one whatever the limit.
func TestLimits(t *testing.T) {
	a := open(t, away, httpapi.Options{MaxBody: 5000, Limits: limits.Limits{Document: 1000, Name: 30, Operations: 2, RootFields: 3, Depth: 5, Aliases: 3, Directives: 3,
		Fragments: 2, Spreads: 3, Pairs: 6, FilterDepth: 4, FilterLeaves: 5, Orders: 2, Nesting: 4, Values: 10}})
	times := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(" " + strings.ReplaceAll(format, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	not := func(n int) string {
		return strings.Repeat("{not: ", n-2) + `{key: {eq: "c"}}` + strings.Repeat("}", n-2)
	}
	notJSON := func(n int) string {
		return strings.Repeat(`{"not":`, n-2) + `{"key":{"eq":"c"}}` + strings.Repeat("}", n-2)
	}
	const byFilter = "query($f: CadreFilter) { cadres(filter: $f) { totalCount } }"
	keys := func(n int) string {
		return `{"f":{"key":{"in":[` + strings.TrimSuffix(strings.Repeat(`"c",`, n), ",") + `]}}}`
	}
	for _, c := range []struct {
		setting string
		most    int
		body    func(n int) string
	}{
		{"BOLE_MAX_DOCUMENT", 1000, func(n int) string { return body("{ __typename }"+strings.Repeat(",", n-14), "") }},
		{"BOLE_MAX_OPERATIONS", 2, func(n int) string {
			return strings.Replace(body(times(n, "query Q# { __typename }"), ""), "{", `{"operationName":"Q0",`, 1)
		}},
		{"BOLE_MAX_ROOT_FIELDS", 3, func(n int) string {
			return body("{"+strings.Join([]string{"__typename", "rules { code }", "ruleBook { id }", "cadres(first: 1) { totalCount }"}[4-n:], " ")+"}", "")
		}},
		{"BOLE_MAX_ALIASES", 3, func(n int) string { return body("{ cadres(first: 1) { nodes {"+times(n, "a#: key")+" } } }", "") }},
		{"BOLE_MAX_DIRECTIVES", 3, func(n int) string {
			return body("{ cadres(first: 1) { nodes {"+strings.Join([]string{"id", "key", "name", "status"}[:n], " @include(if: true) ")+" @skip(if: false) } } }", "")
		}},
		{"BOLE_MAX_SPREADS", 3, func(n int) string { return body("{ cadres(first: 1) { nodes {"+times(n, "... { key }")+" } } }", "") }},
		{"BOLE_MAX_FILTER_DEPTH", 4, func(n int) string { return body("{ cadres(filter: "+not(n)+") { totalCount } }", "") }},
		{"BOLE_MAX_FILTER_DEPTH", 4, func(n int) string {
			return body("query($f: CadreFilter = "+not(n)+") { cadres(filter: $f) { totalCount } }", "")
		}},
		{"BOLE_MAX_FILTER_LEAVES", 5, func(n int) string {
			return body("{ cadres(filter: {and: ["+times(n, `{key: {eq: "c"}}`)+"]}) { totalCount } }", "")
		}},
		{"BOLE_MAX_FILTER_LEAVES", 5, func(n int) string {
			return body("query($f: CadreFilter!) { cadres(filter: {and: ["+times(n, "$f")+"]}) { totalCount } }", `{"f":{"key":{"eq":"c"}}}`)
		}},
		{"BOLE_MAX_NESTING", 4, func(n int) string { return body(byFilter, `{"f":`+notJSON(n-1)+`}`) }},
		{"BOLE_MAX_VALUES", 10, func(n int) string { return body(byFilter, keys(n-4)) }},
	} {
		within, over := a.do("POST", "/graphql", c.body(c.most), "Accept", newType), a.do("POST", "/graphql", c.body(c.most+1), "Accept", newType)
		if within.code() == "LIMIT_EXCEEDED" || within.code() == "BAD_REQUEST" {
			t.Errorf("%s, just within: %s\n%s", c.setting, c.body(c.most), within.body)
		}
		if over.status != 400 || over.code() != "LIMIT_EXCEEDED" || !strings.Contains(over.body, fmt.Sprintf("at least %d ", c.most+1)) || !strings.Contains(over.body, fmt.Sprintf("limit is %d (%s)", c.most, c.setting)) {
			t.Errorf("%s, just over: %d %s\n%s", c.setting, over.status, over.body, c.body(c.most+1))
		}
	}
	if r := a.do("GET", "/graphql?query="+url.QueryEscape(byFilter)+"&variables="+url.QueryEscape(keys(7)), ""); r.code() != "LIMIT_EXCEEDED" {
		t.Errorf("too many values by GET: %s", r.body)
	}
	if r := a.do("POST", "/graphql", `{"query":"`+strings.Repeat(" ", 5000)+`"}`); r.status != 413 || !strings.Contains(r.body, "5000 bytes") {
		t.Errorf("a body over its limit: %d %s", r.status, r.body)
	}
}

// TestTokenFirst: who has no token is refused before the body is read.
func TestTokenFirst(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	u, err := url.Parse(a.url)
	if err != nil {
		t.Fatal(err)
	}
	for name, authorization := range map[string]string{"none": "", "wrong": "Authorization: Bearer a.b.c\r\n"} {
		c, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n%s\r\n{", u.Host, authorization)
		if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != 401 {
			t.Errorf("%s: %v, %v; want 401 while the body is on its way", name, resp, err)
		}
		c.Close()
	}
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER  "} {
		if r := a.query("{ __typename }", "Authorization", scheme+a.token); r.status != 200 {
			t.Errorf("%q: %s", scheme, r.body)
		}
	}
	if r := a.query("{ __typename }", "Authorization", "Basic "+a.token); r.status != 401 {
		t.Errorf("another scheme: %s", r.body)
	}
}

// TestNobodyIsOnePerson: tokens without a subject share one person's places.
func TestNobodyIsOnePerson(t *testing.T) {
	a := open(t, silent(t), httpapi.Options{OfPerson: 1}).as(access.Grant{Role: "ANALYST", Whole: true})
	other := a.as(access.Grant{Role: "AUDITOR", Whole: true})
	done := make(chan answer)
	go func() { done <- a.placed(`{ cadres(first: 1) { totalCount } }`) }()
	var r answer
	for begun := time.Now(); r.status != 429 && time.Since(begun) < 2*time.Second; {
		r = other.query("{ nothing }")
	}
	if r.status != 429 {
		t.Errorf("another token without a subject: %d %s", r.status, r.body)
	}
	<-done
}

// TestAway: while the graph cannot be reached, a request that got nothing says so by its status.
func TestAway(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	units := a.as(access.Grant{Role: "ANALYST", Name: "u1", Units: []string{"o1"}})
	for _, query := range []string{`{ cadres(first: 1) { totalCount } }`, `{ cadre(key: "c") { name } __typename }`} {
		for _, accept := range []string{newType, "application/json", "text/csv"} {
			for _, who := range []*api{a, units} {
				r := who.query(query, "Accept", accept)
				if accept == "text/csv" && r.status == 400 { // an export is of one list
					continue
				}
				if r.status != 503 || r.code() != "SERVICE_UNAVAILABLE" || r.header.Get("Retry-After") == "" || strings.Contains(r.body, `"data"`) {
					t.Errorf("%s as %s: %d %v %s", query, accept, r.status, r.header, r.body)
				}
			}
		}
	}
	if r := a.query(`{ __typename __schema { queryType { name } } }`); r.status != 200 || len(r.Errors) > 0 {
		t.Errorf("what needs no graph: %d %s", r.status, r.body)
	}
}

// TestIntrospection: the query that GraphiQL and code generators send is within the limits.
func TestIntrospection(t *testing.T) {
	const nested = 9
	query := `query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
  types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ` + strings.Repeat("ofType { kind name ", nested) + strings.Repeat("}", nested+1)
	if r := open(t, away, httpapi.Options{}).query(query); r.status != 200 || len(r.Errors) > 0 || !strings.Contains(r.body, `"CadreFilter"`) {
		t.Errorf("%d %.500s", r.status, r.body)
	}
}

// TestAccept holds the choice of a type to the weights of the header.
func TestAccept(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	for _, c := range []struct{ accept, typ string }{ // "": 406; text/csv: an export, refused as none
		{"application/json", "application/json"},
		{newType, newType},
		{"application/json, " + newType, newType},
		{newType + ";q=0.5, application/json", "application/json"},
		{"application/json;q=0.9, " + newType + ";q=1.0", newType},
		{"*/*", "application/json"},
		{"*/*, application/json;q=0.1", newType},
		{"application/*;q=0.2, text/html", "application/json"},
		{"*/*, application/json;q=0", newType},
		{newType + ";q=0, */*", "application/json"},
		{newType + ";q=0.0", ""},
		{"text/html", ""},
		{"text/html, application/json;q=nonsense", ""},
		{"application/json;q=2", ""},
		{"application/json;charset=gbk", ""},
		{"application/json;charset=UTF-8", "application/json"},
		{"text/csv;q=0.5, application/json", "application/json"},
		{"text/csv, application/json;q=0.5", "text/csv"},
		{"text/csv;q=0, */*", "application/json"},
		{"application/json, text/csv", "application/json"},
		{"text/csv, application/json", "text/csv"},
	} {
		r := a.query("{ __typename }", "Accept", c.accept)
		got, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
		switch {
		case r.status == 406:
			got = ""
		case r.status == 400: // __typename is no list to export
			got = "text/csv"
		}
		if got != c.typ {
			t.Errorf("%s: %d %s, want %q\n%s", c.accept, r.status, got, c.typ, r.body)
		}
	}
}
