package command_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// overPipes has an agent's client start the binary, with a token that the first screen has, and ask for somebody.
func overPipes(t *testing.T, bin, screen string) {
	t.Helper()
	token := regexp.MustCompile(`(?m)^  ORGANIZER +(\S+)$`).FindStringSubmatch(screen)
	if token == nil {
		t.Fatalf("no token for ORGANIZER:\n%s", screen)
	}
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(token[1]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "mcp", "--url", regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(screen)+"/", "--token-file", file, "--purpose", "核实 试用")
	s, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil || len(tools.Tools) < 15 {
		t.Errorf("tools are %+v, %v", tools, err)
	}
	for name, want := range map[string]string{"who_am_i": `"purpose":"核实 试用"`, "search": `"__typename":"Cadre"`, "describe": "type Cadre implements Node"} {
		r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: map[string]json.RawMessage{
			"who_am_i": json.RawMessage(`{}`), "search": json.RawMessage(`{"text": "某", "types": ["CADRE"], "first": 1}`), "describe": json.RawMessage(`{"names": ["Cadre"]}`)}[name]})
		if err != nil || r.IsError || !strings.Contains(r.Content[0].(*sdk.TextContent).Text, want) {
			t.Errorf("%s gave %+v, %v; want %s", name, r, err, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// TestMCPRefuses: without a token that is accepted nothing is started, and a token goes to no address in the clear.
func TestMCPRefuses(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer theirs" {
			t.Errorf("it was sent %v", r.Header)
		}
		w.Header().Set("Content-Type", "application/graphql-response+json")
		w.WriteHeader(http.StatusUnauthorized)
		w.Write([]byte(`{"errors": [{"message": "the token is not valid here", "extensions": {"code": "UNAUTHENTICATED"}}]}`))
	}))
	defer server.Close()
	empty := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(empty, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		token string
		args  []string
		want  string
	}{
		{"", nil, "there is no token, and without one nothing is shown"},
		{"theirs", []string{"--token-file", empty}, "there is no token, and without one nothing is shown"},
		{"theirs", []string{"--token-file", empty + "-none"}, "read the token: "},
		{"theirs", []string{"--url", server.URL}, "the token is not valid here"},
		{"theirs", []string{"--url", "http://bole.office.example"}, "is not reached by https"},
		{"theirs", []string{"--url", "bole.office.example"}, "is not the address of a server"},
		{"theirs", []string{"--url", "http://127.0.0.1:1"}, "cannot be reached"},
	} {
		status, out, said := run(t, map[string]string{"BOLE_TOKEN": c.token, "BOLE_DATA": t.TempDir()}, append([]string{"mcp"}, c.args...)...)
		if status != 1 || out != "" || !strings.Contains(said, c.want) {
			t.Errorf("%v: %d %s %s, want %s", c.args, status, out, said, c.want)
		}
	}
	if status, _, said := run(t, map[string]string{"BOLE_LANG": "zh", "BOLE_TOKEN": ""}, "mcp"); status != 1 || !strings.Contains(said, "没有令牌") {
		t.Errorf("in Chinese: %d %s", status, said)
	}
}
