// Package lives_test plays the lives of this folder: operations of several people, one after the other, on a graph that
// holds nothing else.
package lives_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bole/graph"
	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

var update = flag.Bool("update", false, "rewrite the expected answers")

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// act is what one of the operations is told: who asks, and the answer or the refusal.
type act struct {
	Operation string       `json:"operation"`
	As        access.Grant `json:"as"`
	Data      any          `json:"data,omitempty"`
	Refused   *refused     `json:"refused,omitempty"`
}

type refused struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Chinese string `json:"zh"`
}

// today is the day that the lives end on.
var today = time.Date(2026, time.October, 30, 12, 0, 0, 0, time.UTC)

// TestLives plays each life from its beginning.
func TestLives(t *testing.T) {
	files, err := filepath.Glob("*.graphql")
	if err != nil || len(files) != 4 {
		t.Fatalf("%d lives: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".graphql"), func(t *testing.T) { play(t, file) })
	}
}

func play(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parser.ParseQuery(&ast.Source{Name: file, Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	beside := strings.TrimSuffix(file, ".graphql") + ".json"
	var told []act
	b, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &told); err != nil {
		t.Fatal(err)
	}
	names := func() (out []string) {
		for _, o := range doc.Operations {
			out = append(out, o.Name)
		}
		return out
	}()
	if of := operations(told); !slices.Equal(names, of) {
		t.Fatalf("the operations are %v, and beside them stand %v", names, of)
	}
	ask := serve(t)
	refusals := 0
	lines := strings.SplitAfter(string(text), "\n")
	for i := range told {
		want := told[i]
		end := len(lines)
		if i+1 < len(told) {
			end = doc.Operations[i+1].Position.Line - 1
		}
		document := strings.Join(lines[doc.Operations[i].Position.Line-1:end], "")
		got := ask(want, document, "en")
		if got.Refused != nil {
			refusals++
			if zh := ask(want, document, "zh"); zh.Refused != nil {
				got.Refused.Chinese = zh.Refused.Message
			}
			if !regexp.MustCompile(`\p{Han}{4}`).MatchString(got.Refused.Chinese) {
				t.Errorf("%s is refused in Chinese with %q", want.Operation, got.Refused.Chinese)
			}
		}
		if (want.Refused == nil) != (got.Refused == nil) && !*update {
			t.Fatalf("%s: %+v %+v, want %+v", want.Operation, got.Data, got.Refused, want.Refused)
		}
		if d := cmp.Diff(want, got); d != "" && !*update {
			t.Errorf("%s (-want +got):\n%s", want.Operation, d)
		}
		told[i] = got
	}
	if refusals < 3 {
		t.Errorf("%d refusals: a life shows what is not allowed too", refusals)
	}
	if *update {
		write(t, beside, told)
	}
}

func operations(told []act) (out []string) {
	for _, a := range told {
		out = append(out, a.Operation)
	}
	return out
}

// serve gives a server on an empty graph, which answers one of the operations.
func serve(t *testing.T) func(of act, document, language string) act {
	t.Helper()
	r := roomstest.Fresh(t, rooms.Options{Graph: graph.Options{Today: func() time.Time { return today }}})
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := httpapi.New(r, signer, httpapi.Options{Deadline: 5 * time.Minute, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return func(of act, document, language string) act {
		t.Helper()
		token, err := signer.Sign(of.As, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(map[string]any{"query": document})
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/graphql", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept-Language", language)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var answer struct {
			Data   any
			Errors []struct {
				Message    string
				Extensions struct{ Code string }
			}
		}
		if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
			t.Fatal(err)
		}
		out := act{Operation: of.Operation, As: of.As}
		if len(answer.Errors) == 0 {
			out.Data = answer.Data
			return out
		}
		out.Refused = &refused{Code: answer.Errors[0].Extensions.Code, Message: answer.Errors[0].Message}
		return out
	}
}

func write(t *testing.T, file string, told []act) {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(told); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
