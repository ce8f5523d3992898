package mcp_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"bole/graph/message"
	"bole/internal/mcp"
	"bole/schema"
)

// api stands for the API.
type api func(*http.Request) (*http.Response, error)

func (f api) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func says(typ, body string) *http.Response {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {typ}}, Body: io.NopCloser(strings.NewReader(body))}
}

const graphql = "application/graphql-response+json; charset=utf-8"

// connect gives a client over pipes, as over standard input and output.
func connect(t *testing.T, f api) *sdk.ClientSession {
	t.Helper()
	contract, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	server, err := mcp.New(mcp.Options{API: f, Address: "http://api.example", Schema: contract, Header: http.Header{"Accept-Language": {"zh"}, "Bole-Role": {"ANALYST"}}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(t.Context(), in, out) }()
	s, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return s
}

// TestOverPipes holds what is sent to the API, and what is said where it cannot be reached or is none.
func TestOverPipes(t *testing.T) {
	var next func(*http.Request) (*http.Response, error)
	var asked []*http.Request
	s := connect(t, func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r)
		if len(asked)%2 == 1 {
			return says(graphql, `{"data": {"viewer": {"role": "ANALYST", "forbidden": ["Query.statistics"]}}}`), nil
		}
		return next(r)
	})
	for _, c := range []struct {
		name string
		next func(*http.Request) (*http.Response, error)
		want string
	}{
		{"an answer", func(*http.Request) (*http.Response, error) {
			return says(graphql, "{\"data\": {\"cadre\": null},\n\"extensions\": {\"warnings\": [{\"message\": \"w\"}]}}"), nil
		}, `{"data":{"cadre":null},"warnings":[{"message":"w"}]}`},
		{"a part and an error", func(*http.Request) (*http.Response, error) {
			return says(graphql, `{"errors": [{"message": "m", "path": ["cadre", "name"], "extensions": {"code": "MISSING_VALUE"}}], "data": {"cadre": null}}`), nil
		}, `{"data":{"cadre":null},"errors":[{"message":"m","code":"MISSING_VALUE","path":["cadre","name"]}]}`},
		{"no API", func(*http.Request) (*http.Response, error) { return says("text/html", "<html>"), nil },
			`{"errors":[{"message":"http://api.example 的应答不是 bole 服务的应答；请给出 bole 服务的地址","code":"SERVICE_UNAVAILABLE"}]}`},
		{"nobody", func(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") },
			`{"errors":[{"message":"http://api.example 无法连接：connection refused；请启动服务，或给出其地址","code":"SERVICE_UNAVAILABLE"}]}`},
		{"a long answer", func(*http.Request) (*http.Response, error) {
			return &http.Response{Header: http.Header{"Content-Type": {graphql}}, Body: io.NopCloser(endless{})}, nil
		}, `{"errors":[{"message":"http://api.example 的应答超过 67108864 字节；请减少每次的数量（first），或减少字段","code":"SERVICE_UNAVAILABLE"}]}`},
		{"no token", func(*http.Request) (*http.Response, error) { return nil, message.Errorf("read the token: %v", "gone") },
			`{"errors":[{"message":"读取令牌：gone","code":"SERVICE_UNAVAILABLE"}]}`},
	} {
		next = c.next
		r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: "open_person", Arguments: map[string]any{"key": "c1"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Content[0].(*sdk.TextContent).Text; got != c.want || r.IsError != strings.Contains(c.want, "errors") {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for _, r := range asked {
		if r.Header.Get("Bole-Role") != "ANALYST" || r.Header.Get("Accept-Language") != "zh" || r.URL.String() != "http://api.example/graphql" || r.Method != http.MethodPost {
			t.Errorf("the API was asked %s %s with %v", r.Method, r.URL, r.Header)
		}
	}
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// TestSchemaIsRefused: why the schema is not given is said as it is, with its code.
func TestSchemaIsRefused(t *testing.T) {
	s := connect(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/schema.graphql" {
			return says("application/json; charset=utf-8", `{"errors": [{"message": "令牌已过期", "extensions": {"code": "UNAUTHENTICATED"}}]}`), nil
		}
		return says(graphql, `{"data": {"viewer": {"role": "ANALYST", "forbidden": []}}}`), nil
	})
	r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: "describe", Arguments: map[string]any{"names": []string{"Cadre"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Content[0].(*sdk.TextContent).Text, `{"errors":[{"message":"令牌已过期","code":"UNAUTHENTICATED"}]}`; got != want {
		t.Errorf("it gave %s, want %s", got, want)
	}
	if _, err := s.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "bole://schema.graphql"}); err == nil || !strings.Contains(err.Error(), "令牌已过期") {
		t.Errorf("the resource gave %v", err)
	}
}

// TestToolsWithoutQuestions: whatever keeps saved questions away, the other tools are listed.
func TestToolsWithoutQuestions(t *testing.T) {
	for name, answer := range map[string]string{
		"refused":    `{"errors": [{"message": "the answer has too many bytes", "extensions": {"code": "LIMIT_EXCEEDED"}}]}`,
		"not read":   `{"data": {"savedQuestions": 1}}`,
		"no GraphQL": `<html>`,
	} {
		s := connect(t, func(r *http.Request) (*http.Response, error) {
			if asked, _ := io.ReadAll(r.Body); strings.Contains(string(asked), "mcp_saved_questions") {
				return says(graphql, answer), nil
			}
			return says(graphql, `{"data": {"viewer": {"role": "ANALYST", "forbidden": ["Query.statistics"]}}}`), nil
		})
		r, err := s.ListTools(t.Context(), nil)
		if err != nil || len(r.Tools) < 10 {
			t.Errorf("%s: %+v %v", name, r, err)
		}
	}
	s := connect(t, func(*http.Request) (*http.Response, error) {
		return says(graphql, `{"errors": [{"message": "令牌已过期", "extensions": {"code": "UNAUTHENTICATED"}}]}`), nil
	})
	if r, err := s.ListTools(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "令牌已过期") {
		t.Errorf("nobody's tools are %+v, %v", r, err)
	}
}

// TestSilence: an address that takes connections and says nothing does not hold anybody up.
func TestSilence(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	contract, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	server, err := mcp.New(mcp.Options{API: http.DefaultTransport, Address: "http://" + silent.Addr().String(), Schema: contract, Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := server.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "gave no answer in time") || time.Since(begun) > 10*time.Second {
		t.Errorf("after %s: %v", time.Since(begun), err)
	}
}

// TestPanicIsOneError: the library answers in goroutines of its own, in which a panic would end the process.
func TestPanicIsOneError(t *testing.T) {
	s := connect(t, func(*http.Request) (*http.Response, error) { panic("a defect") })
	for range 2 {
		_, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: "who_am_i"})
		if err == nil || !strings.Contains(err.Error(), "internal error") || strings.Contains(err.Error(), "defect") {
			t.Errorf("a panic is told as %v", err)
		}
	}
}

// TestCancelled: what an agent does not wait for any more is not asked any more.
func TestCancelled(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan struct{})
	s := connect(t, func(r *http.Request) (*http.Response, error) {
		close(begun)
		<-r.Context().Done()
		close(ended)
		return nil, r.Context().Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	if _, err := s.CallTool(ctx, &sdk.CallToolParams{Name: "who_am_i"}); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	<-ended
}
