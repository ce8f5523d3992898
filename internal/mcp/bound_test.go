package mcp_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestEveryAnswerIsBounded lets the API say a great deal to whatever is asked: no tool gives it on, and each says by which
// of its own arguments less would come.
func TestEveryAnswerIsBounded(t *testing.T) {
	const size = 60_001
	much := strings.Repeat("字", size/3+1)
	s := connect(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/schema.graphql" {
			return says("application/graphql", `"类型 `+much+`" type Cadre { key: String }`), nil
		}
		asked, err := io.ReadAll(r.Body)
		switch {
		case err != nil:
			return nil, err
		case strings.Contains(string(asked), "forbidden } }"):
			return says(graphql, `{"data": {"viewer": {"role": "ORGANIZER", "forbidden": []}}}`), nil
		case strings.Contains(string(asked), "mcp_saved_question"):
			one := `{"id": "q", "name": "n", "mine": true, "valid": true, "version": 1, "newest": {"document": "query q { viewer { role } }", "operationName": "q", "variables": ""}}`
			return says(graphql, `{"data": {"viewer": {"role": "ORGANIZER"}, "savedQuestion": `+one+`, "savedQuestions": {"nodes": [`+one+`]}}}`), nil
		}
		return says(graphql, `{"data": {"text": "`+much+`"}}`), nil
	})
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{"ask": `{"query": "{ viewer { role } }"}`, "describe": `{"names": ["Cadre"]}`}
	ways := map[string]string{"neighborhood": "请用 limit, depth 减少", "open": "请用 ids 减少", "describe": "请用 names 减少", "search": "请用 first 减少", "ask": "或少选字段", "question_q": "或少选字段"}
	for _, tool := range list.Tools {
		arguments := given[tool.Name]
		if arguments == "" {
			arguments = "{}"
		}
		r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool.Name, Arguments: json.RawMessage(arguments)})
		if err != nil {
			t.Fatal(err)
		}
		text := r.Content[0].(*sdk.TextContent).Text
		if len(text) > 60_000 || !r.IsError || !strings.Contains(text, "LIMIT_EXCEEDED") || !strings.Contains(strings.ReplaceAll(text, "、", ", "), ways[tool.Name]) {
			t.Errorf("%s gave %d bytes: %.400s", tool.Name, len(text), text)
		}
		delete(ways, tool.Name)
	}
	if len(list.Tools) < 15 || len(ways) > 0 {
		t.Errorf("there are %d tools, without %v", len(list.Tools), ways)
	}
}

// TestCodes holds the codes of errors that are the protocol's and not a tool's.
func TestCodes(t *testing.T) {
	refuses := func(*http.Request) (*http.Response, error) {
		return says(graphql, `{"errors": [{"message": "请稍后再试", "extensions": {"code": "OVERLOADED"}}]}`), nil
	}
	knows := func(*http.Request) (*http.Response, error) {
		return says(graphql, `{"data": {"viewer": {"role": "ANALYST", "forbidden": []}}}`), nil
	}
	for _, c := range []struct {
		name string
		api  api
		ask  func(*sdk.ClientSession) error
		code int64
		data string
	}{
		{"tools while too much is asked", refuses, func(s *sdk.ClientSession) error { _, err := s.ListTools(t.Context(), nil); return err }, jsonrpc.CodeInternalError, `{"code":"OVERLOADED"}`},
		{"a cursor of tools", knows, func(s *sdk.ClientSession) error {
			_, err := s.ListTools(t.Context(), &sdk.ListToolsParams{Cursor: "x"})
			return err
		}, jsonrpc.CodeInvalidParams, ""},
		{"a cursor of resources", knows, func(s *sdk.ClientSession) error {
			_, err := s.ListResources(t.Context(), &sdk.ListResourcesParams{Cursor: "x"})
			return err
		}, jsonrpc.CodeInvalidParams, ""},
		{"the schema of no API", knows, func(s *sdk.ClientSession) error {
			_, err := s.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "bole://schema.graphql"})
			return err
		}, jsonrpc.CodeInternalError, ""},
		{"a type while too much is asked", refuses, func(s *sdk.ClientSession) error {
			_, err := s.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "bole://types/Cadre"})
			return err
		}, jsonrpc.CodeInternalError, `{"code":"OVERLOADED"}`},
		{"a resource that there is not", knows, func(s *sdk.ClientSession) error {
			_, err := s.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "bole://nothing"})
			return err
		}, jsonrpc.CodeInvalidParams, `{"uri":"bole://nothing"}`},
		{"a defect", func(*http.Request) (*http.Response, error) { panic("a defect") }, func(s *sdk.ClientSession) error {
			_, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: "who_am_i"})
			return err
		}, jsonrpc.CodeInternalError, ""},
	} {
		err := c.ask(connect(t, c.api))
		said, is := errors.AsType[*jsonrpc.Error](err)
		if !is || said.Code != c.code || string(said.Data) != c.data || slices.Contains([]string{"", "a defect"}, said.Message) {
			t.Errorf("%s: %#v, want %d %s", c.name, err, c.code, c.data)
		}
	}
}
