package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"bole/internal/access"
)

// with sends requests with headers.
type with struct{ header http.Header }

func (t with) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for name, values := range t.header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	return http.DefaultTransport.RoundTrip(r)
}

// agent connects the library's client with the api's token, and headers in pairs.
func (a *api) agent(header ...string) *sdk.ClientSession {
	a.t.Helper()
	h := http.Header{"Authorization": {"Bearer " + a.token}}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	c := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	s, err := c.Connect(a.t.Context(), &sdk.StreamableClientTransport{Endpoint: a.url + "/mcp", HTTPClient: &http.Client{Transport: with{h}}, DisableStandaloneSSE: true, MaxRetries: -1}, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { s.Close() })
	return s
}

// given is what a tool gave.
type given struct {
	Data     map[string]any
	Errors   []struct{ Message, Code string }
	Warnings []any
	text     string
	isError  bool
}

func call(t *testing.T, s *sdk.ClientSession, name string, arguments any) given {
	t.Helper()
	r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(r.Content) != 1 {
		t.Fatalf("%s gave %d contents", name, len(r.Content))
	}
	text := r.Content[0].(*sdk.TextContent).Text
	g := given{text: text, isError: r.IsError}
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		t.Fatalf("%s gave %s: %v", name, text, err)
	}
	structured, err := json.Marshal(r.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	json.Unmarshal([]byte(text), &a)
	json.Unmarshal(structured, &b)
	if x, y := jsonOf(a), jsonOf(b); x != y {
		t.Errorf("%s: the text is %s, structured %s", name, x, y)
	}
	return g
}

func jsonOf(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func toolNames(t *testing.T, s *sdk.ClientSession) []string {
	t.Helper()
	r, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, tool := range r.Tools {
		out = append(out, tool.Name)
	}
	slices.Sort(out)
	return out
}

func TestAgents(t *testing.T) {
	a := open(t).as(access.Grant{Role: "ORGANIZER", Name: "u1"})
	s := a.agent()
	t.Log(toolNames(t, s))
	for _, c := range []struct{ name, arguments string }{
		{"who_am_i", `{}`}, {"search", `{"text": "王", "types": ["CADRE"], "first": 3}`}, {"vacancies", `{"first": 3}`}, {"statistics", `{"asOf": "2024-08-31"}`},
		{"describe", `{"names": ["VacancyFilter", "Query.cadres"]}`},
		{"ask", `{"query": "{ cadres(first: 2) { totalCount nodes { key name } } }"}`},
		{"open_person", `{"key": "c0001"}`}, {"timeline", `{"key": "c0001", "first": 3}`},
		{"work_record", `{"key": "c0001", "first": 2}`}, {"compare_records", `{"keys": ["c0001", "c0002"]}`},
	} {
		g := call(t, s, c.name, json.RawMessage(c.arguments))
		t.Logf("%s: %.1500s", c.name, g.text)
	}
}
