package httpapi_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"bole/internal/access"
	"bole/internal/httpapi"
)

// TestMethods: what is answered to each method, and that a body is read only as it is.
func TestMethods(t *testing.T) {
	a := open(t)
	for _, c := range []struct {
		method, path, body string
		header             []string
		status             int
		want               map[string]string // headers
	}{
		{"OPTIONS", "/graphql", "", []string{"Authorization", ""}, 204, map[string]string{"Allow": "GET, HEAD, OPTIONS, POST"}},
		{"DELETE", "/graphql", "", nil, 405, map[string]string{"Allow": "GET, HEAD, OPTIONS, POST"}},
		{"HEAD", "/graphql?query=" + url.QueryEscape("{ __typename }"), "", nil, 200, map[string]string{"Content-Type": "application/json; charset=utf-8"}},
		{"HEAD", "/graphql?query=" + url.QueryEscape("{ cadres { nodes { key } } }"), "", []string{"Accept", "text/csv"}, 200, map[string]string{"Content-Type": "text/csv; charset=utf-8"}},
		{"HEAD", "/graphql?query=" + url.QueryEscape(`mutation { deleteQuestion(input: {idempotencyKey: "x", id: "x", expectedVersion: 1}) { id } }`), "", nil, 405, nil},
		{"HEAD", "/graphql", "", nil, 400, nil},
		{"HEAD", "/schema.graphql", "", nil, 200, nil},
		{"POST", "/graphql", "x", []string{"Content-Encoding", "gzip"}, 415, map[string]string{"Accept-Encoding": "identity"}},
		{"POST", "/graphql", `{"query":"{ __typename }"}`, []string{"Content-Encoding", "identity"}, 200, nil},
	} {
		r := a.do(c.method, c.path, c.body, c.header...)
		if r.status != c.status || c.method == "HEAD" && r.body != "" {
			t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, r.status, c.status, r.body)
		}
		for name, value := range c.want {
			if r.header.Get(name) != value {
				t.Errorf("%s %s: %s is %q, want %q", c.method, c.path, name, r.header.Get(name), value)
			}
		}
	}
}

// TestPersistedQueries: a text is known by its digest once it was found valid, and whoever sends the digest gets what the
// text gives them.
func TestPersistedQueries(t *testing.T) {
	a := open(t)
	text := `{ cadres { totalCount } } # of its own`
	only := map[string]any{"extensions": json.RawMessage(persisted(text))}
	if r := a.send(only); code(r) != "PERSISTED_QUERY_NOT_FOUND" || r.Errors[0].Message != "PersistedQueryNotFound" || r.status != 200 || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("before it was sent: %+v", r)
	}
	if r := a.do("GET", "/graphql?extensions="+url.QueryEscape(persisted(text)), "", "Accept", newType, "Accept-Language", "zh"); r.status != 400 || r.Errors[0].Message != "PersistedQueryNotFound" {
		t.Errorf("in the new type, in Chinese: %+v", r)
	}
	a.register(text)
	if r := a.send(only); r.Data["cadres"].(map[string]any)["totalCount"] != 150.0 {
		t.Errorf("afterwards: %+v", r)
	}
	if r := a.as(access.Grant{Role: "ANALYST", Units: []string{"none"}}).send(only); r.Data["cadres"].(map[string]any)["totalCount"] != 0.0 {
		t.Errorf("somebody else, who sees nobody: %+v", r)
	}
	invalid := `{ nothing }`
	a.send(map[string]any{"query": invalid, "extensions": json.RawMessage(persisted(invalid))})
	if r := a.send(map[string]any{"extensions": json.RawMessage(persisted(invalid))}); code(r) != "PERSISTED_QUERY_NOT_FOUND" {
		t.Errorf("a text that is not valid was kept: %+v", r)
	}
	for name, extensions := range map[string]string{
		"another text":    persisted(text + " "),
		"another version": strings.Replace(persisted(text), `"version":1`, `"version":2`, 1),
		"no digest":       `{"persistedQuery":{"version":1}}`,
		"no object":       `{"persistedQuery":7}`,
	} {
		if r := a.send(map[string]any{"query": text, "extensions": json.RawMessage(extensions)}); code(r) != "BAD_REQUEST" || r.status != 400 || !strings.Contains(r.Errors[0].Message, "extensions.persistedQuery") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	trusted := serve(t, a.rooms, httpapi.Options{TrustedOnly: true})
	if r := trusted.send(map[string]any{"query": text, "extensions": json.RawMessage(persisted(text))}); code(r) != "NOT_STORED" {
		t.Errorf("a text that nobody loaded: %+v", r)
	}
	if r := trusted.send(only); code(r) != "NOT_STORED" {
		t.Errorf("its digest: %+v", r)
	}
	if _, err := a.rooms.Acts.LoadDocument(t.Context(), "persisted", text, []string{"ANALYST"}); err != nil {
		t.Fatal(err)
	}
	if r := trusted.send(only); r.Data["cadres"] == nil {
		t.Errorf("the digest of a trusted document: %+v", r)
	}
}

// TestCompression: answers come as the client takes them, whole, and an export that breaks off is not taken for a whole
// one.
func TestCompression(t *testing.T) {
	a := open(t)
	body := `{"query":"{ cadres(first: 100) { nodes { id key name } } }"}`
	plain := a.do("POST", "/graphql", body, "Accept-Encoding", "identity")
	for _, c := range []struct{ accept, encoding string }{
		{"gzip", "gzip"}, {"zstd", "zstd"}, {"gzip, zstd", "zstd"}, {"gzip;q=1, zstd;q=0.5", "gzip"}, {"zstd;q=0, gzip", "gzip"}, {"br", ""}, {"gzip;q=0", ""},
	} {
		r := a.do("POST", "/graphql", body, "Accept-Encoding", c.accept)
		if got := decoded(t, r); r.header.Get("Content-Encoding") != c.encoding || got != plain.body || !slices.Contains(r.header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("%s: %v, %d bytes of %d", c.accept, r.header, len(got), len(plain.body))
		}
		if c.encoding != "" && len(r.body) > len(plain.body)/2 {
			t.Errorf("%s: %d bytes of %d", c.accept, len(r.body), len(plain.body))
		}
	}
	if r := a.do("POST", "/graphql", `{"query":"{ __typename }"}`, "Accept-Encoding", "gzip"); r.header.Get("Content-Encoding") != "" {
		t.Errorf("an answer of %d bytes is %s", len(r.body), r.header.Get("Content-Encoding"))
	}
	few := serve(t, a.rooms, httpapi.Options{ExportRows: 120})
	for _, accept := range []string{"gzip", "zstd"} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", few.url+"/graphql?query="+url.QueryEscape("{ cadres { nodes { key name } } }"), nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+few.token)
		req.Header.Set("Accept", "application/jsonl")
		req.Header.Set("Accept-Encoding", accept)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(resp.Body); err == nil || resp.Header.Get("Content-Encoding") != accept {
			t.Errorf("%s: an export that was broken off reads as a whole one: %v", accept, resp.Header)
		}
		resp.Body.Close()
	}
}

// decoded is a body without its encoding.
func decoded(t *testing.T, r answer) string {
	t.Helper()
	var from io.Reader = strings.NewReader(r.body)
	var err error
	switch r.header.Get("Content-Encoding") {
	case "gzip":
		from, err = gzip.NewReader(from)
	case "zstd":
		from, err = zstd.NewReader(from)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(from)
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

// TestCrossOrigin: pages of a configured origin may send what GraphQL clients send, and those of others nothing.
func TestCrossOrigin(t *testing.T) {
	a := serve(t, open(t).rooms, httpapi.Options{OriginsHeaders: []string{"X-Office-Desk"}})
	for headers, allowed := range map[string]bool{
		"apollographql-client-name,apollographql-client-version,authorization,content-type": true,
		"authorization,bole-role,if-none-match,traceparent,tracestate,x-request-id":         true,
		"authorization,x-office-desk": true, "authorization,x-unknown": false,
	} {
		r := a.do("OPTIONS", "/graphql", "", "Origin", "https://views.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", headers)
		if got := r.header.Get("Access-Control-Allow-Headers"); (got == headers) != allowed {
			t.Errorf("%s: allowed %q", headers, got)
		}
	}
	r := a.query(`{ __typename }`, "Origin", "https://views.example")
	if exposed := strings.ToLower(r.header.Get("Access-Control-Expose-Headers")); !strings.Contains(exposed, "x-request-id") || !strings.Contains(exposed, "etag") {
		t.Errorf("a page may read %q", exposed)
	}
}

// TestRequestIDs: a client's id comes back with the answer; what is no id is replaced.
func TestRequestIDs(t *testing.T) {
	a := open(t)
	if r := a.query(`{ __typename }`, "X-Request-Id", "0190b5c2-7e1a.gateway:7"); r.header.Get("X-Request-Id") != "0190b5c2-7e1a.gateway:7" {
		t.Errorf("given back: %q", r.header.Get("X-Request-Id"))
	}
	for _, id := range []string{"", "short", strings.Repeat("x", 65), "with a blank", "张三的请求一二三", `"quoted-id"`, "-leading-hyphen"} {
		if r := a.query(`{ __typename }`, "X-Request-Id", id); len(r.header.Get("X-Request-Id")) != 26 {
			t.Errorf("%q is given back as %q", id, r.header.Get("X-Request-Id"))
		}
	}
}

// TestProfile: an administrator of the whole graph sees what each statement did, and nobody else does.
func TestProfile(t *testing.T) {
	a := open(t)
	ask := map[string]any{"query": `query($k: String!) { cadre(key: $k) { name tasks(first: 3) { totalCount } } }`, "variables": map[string]any{"k": "c0007"}, "extensions": map[string]any{"profile": true}}
	r := a.as(access.Grant{Role: "ADMIN"}).send(ask)
	var got struct {
		Extensions struct {
			Profile []struct {
				Statement, Text string
				Milliseconds    float64
				Rows            int
				DatabaseHits    int
				Plan            []string
			}
		}
	}
	if err := json.Unmarshal([]byte(r.body), &got); err != nil {
		t.Fatal(err)
	}
	p := got.Extensions.Profile
	if len(p) != 1 || p[0].Statement != "cadre" || !strings.Contains(p[0].Text, "MATCH (v1:Cadre {key: k})") || p[0].DatabaseHits == 0 || p[0].Rows != 1 || len(p[0].Plan) < 5 || p[0].Milliseconds <= 0 || r.Data["cadre"] == nil {
		t.Errorf("%s", r.body)
	}
	if at := strings.Index(r.body, `"data":`); strings.Contains(r.body[:at], "c0007") {
		t.Errorf("the profile holds a value: %s", r.body)
	}
	for name, who := range map[string]*api{"an analyst": a, "an administrator of a part": a.as(access.Grant{Role: "ADMIN", Units: []string{"a1"}})} {
		if r := who.send(ask); code(r) != "FORBIDDEN" || !strings.Contains(r.Errors[0].Message, "ADMIN") || r.status != 403 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	ask["extensions"] = map[string]any{"profile": "yes"}
	if r := a.send(ask); code(r) != "BAD_REQUEST" {
		t.Errorf("no truth value: %+v", r)
	}
}

// TestCost: each answer says what it was taken to cost, in all and by root field, and what it may cost.
func TestCost(t *testing.T) {
	a := open(t)
	type told struct {
		Extensions struct {
			Cost *struct {
				Estimate, Limit int64
				Fields          map[string]int64
			}
		}
	}
	cost := func(r answer) told {
		t.Helper()
		var got told
		if err := json.Unmarshal([]byte(r.body), &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	c := cost(a.query(`{ few: cadres(first: 2) { nodes { tasks(first: 10) { totalCount nodes { key } } } } cadre(key: "c0007") { name } }`)).Extensions.Cost
	if c == nil || c.Limit != 100_000 || c.Fields["few"] != 2+2*10 || c.Estimate != c.Fields["few"]+c.Fields["cadre"] || len(c.Fields) != 2 {
		t.Errorf("%+v", c)
	}
	if c := cost(a.query(`{ __typename }`)).Extensions.Cost; c != nil {
		t.Errorf("an introspection costs %+v", c)
	}
	if c := cost(a.query(`{ cadres(first: 1) { nodes { key } } tasks(first: 1000) { nodes { key } } }`)).Extensions.Cost; c == nil || c.Estimate != 1 || c.Fields["cadres"] != 1 {
		t.Errorf("what is refused costs: %+v", c)
	}
}

// TestExplain: an analyst sees how Neo4j goes about each statement, without a number of what is there and without a value.
func TestExplain(t *testing.T) {
	a := open(t)
	ask := map[string]any{"query": `query($k: String!) { cadre(key: $k) { name tasks(first: 3) { totalCount } } cadres(first: 1, filter: {name: {contains: "某"}}) { totalCount } }`, "variables": map[string]any{"k": "c0007"}, "extensions": map[string]any{"explain": true}}
	r := a.as(access.Grant{Role: "ANALYST", Units: []string{"a1"}}).send(ask)
	var got struct {
		Extensions struct {
			Explain []struct {
				Statement, Text string
				Starts          []struct{ Kind, Operator, On string }
				Plan            []string
			}
		}
	}
	if err := json.Unmarshal([]byte(r.body), &got); err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	for i, e := range got.Extensions.Explain {
		by[e.Statement] = i
	}
	if len(got.Extensions.Explain) != 2 || len(by) != 2 {
		t.Fatalf("%s", r.body)
	}
	one := got.Extensions.Explain[by["cadre"]]
	if len(one.Starts) == 0 || one.Starts[0].Kind != "INDEX_SEEK" || !strings.Contains(one.Starts[0].On, ":Cadre(key)") || !strings.Contains(one.Text, "MATCH (v1:Cadre {key: k})") || len(one.Plan) < 5 || !strings.HasPrefix(one.Plan[0], "ProduceResults") || !slices.ContainsFunc(one.Plan, func(line string) bool { return strings.HasPrefix(line, "  ") }) {
		t.Errorf("%+v", one)
	}
	if at := strings.Index(r.body, `"data":`); strings.Contains(r.body[:at], "c0007") || strings.Contains(r.body[:at], "某") || strings.Contains(r.body[:at], "stimated") {
		t.Errorf("the plans hold a value or a number: %s", r.body)
	}
	if r := a.as(access.Grant{Role: "ORGANIZER"}).send(ask); code(r) != "FORBIDDEN" || r.status != 403 {
		t.Errorf("an organizer: %+v", r)
	}
	ask["extensions"] = map[string]any{"explain": 1}
	if r := a.send(ask); code(r) != "BAD_REQUEST" {
		t.Errorf("no truth value: %+v", r)
	}
}
