// Package examples_test runs the operations of this folder against the demo dataset and compares their answers,
// and holds the published account's statistics against it.
package examples_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
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
	"github.com/google/go-cmp/cmp/cmpopts"

	"bole/graph"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/dataset/demo"
	"bole/internal/httpapi"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

var update = flag.Bool("update", false, "rewrite the expected answers")

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// example is what stands beside an operation: who asks, with which variables, and the answer.
type example struct {
	Role      string         `json:"role"`
	Variables map[string]any `json:"variables"`
	Workbook  *sheet         `json:"workbook,omitempty"`
	Data      any            `json:"data"`
}

// The tests share the graph, and what was computed from all of it.
var (
	shared *rooms.Rooms
	clock  = day // when acts of the tests happen
)

// day is that of the demo: who serves where follows from it, and not from when the tests run.
var day = time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC)

// open gives the package's graph with the whole demo dataset in it.
func open(t *testing.T) *rooms.Rooms {
	t.Helper()
	if shared != nil {
		return shared
	}
	r := roomstest.Dial(t, rooms.Options{Graph: graph.Options{Unpaced: true}, Store: store.Options{Now: func() time.Time { return clock }}})
	dir := t.TempDir()
	if err := demo.Write(dir, demo.Options{}); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, r, dir, day)
	roomstest.PlanAnew(t)
	organizer := graph.Caller{Role: "ORGANIZER", Whole: true, Issuer: "bole", Subject: demo.Organizer, Name: demo.Organizer}
	h := handler(t, r, tokens(t))
	err := demo.Shortlists(t.Context(), func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
		return h.Ask(ctx, organizer, query, variables)
	})
	if err != nil {
		t.Fatal(err)
	}
	shared = r
	return r
}

func tokens(t *testing.T) *access.Signer {
	t.Helper()
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func handler(t *testing.T, r *rooms.Rooms, signer *access.Signer) *httpapi.Server {
	t.Helper()
	h, err := httpapi.New(r, signer, httpapi.Options{Deadline: 5 * time.Minute, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// api serves the graph and answers requests of callers with a grant.
func api(t *testing.T, r *rooms.Rooms) func(grant access.Grant, query string, variables map[string]any) (data any, errs []any) {
	t.Helper()
	signer := tokens(t)
	return serve(t, handler(t, r, signer), signer, "en")
}

func serve(t *testing.T, h *httpapi.Server, signer *access.Signer, lang string) func(grant access.Grant, query string, variables map[string]any) (data any, errs []any) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return func(grant access.Grant, query string, variables map[string]any) (any, []any) {
		t.Helper()
		if grant.Self == "" { // a grant without a scope stands for the whole graph here
			grant.Whole = grant.Units == nil
		}
		token, err := signer.Sign(grant, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/graphql", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept-Language", lang)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var out struct {
			Data   any
			Errors []any
		}
		if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
			t.Fatal(err)
		}
		return out.Data, out.Errors
	}
}

// read gives an operation, and what is expected with the file that holds it.
func read(t *testing.T, file string) (query, beside string, e example) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	beside = strings.TrimSuffix(file, ".graphql") + ".json"
	b, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return string(text), beside, e
}

// TestExamples asks each operation and compares the whole answer.
func TestExamples(t *testing.T) {
	ask := api(t, open(t))
	files, err := filepath.Glob("*.graphql")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d operations: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".graphql"), func(t *testing.T) {
			query, beside, e := read(t, file)
			judged(t, ask, e.Variables)
			data, errs := ask(access.Grant{Role: e.Role}, query, e.Variables)
			if len(errs) > 0 {
				t.Fatalf("errors: %v", errs)
			}
			got := example{Role: e.Role, Variables: e.Variables, Data: data}
			if e.Workbook != nil {
				rows := exported(t, access.Grant{Role: e.Role}, e.Workbook.Accept, query, e.Variables)
				got.Workbook = &sheet{Accept: e.Workbook.Accept, Rows: len(rows) - 1, First: first(4, rows)}
			}
			if *update {
				write(t, beside, got)
				return
			}
			if d := cmp.Diff(e, got, alike); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestExamplesInChinese asks each operation in Chinese: no sentence of an answer is in English.
func TestExamplesInChinese(t *testing.T) {
	r, signer := open(t), tokens(t)
	ask := serve(t, handler(t, r, signer), signer, "zh-CN")
	files, err := filepath.Glob("*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	english := regexp.MustCompile(`[a-z]+ [a-z]+ [a-z]+`)
	said := 0
	for _, file := range files {
		query, _, e := read(t, file)
		if !english.MatchString(fmt.Sprint(e.Data)) {
			continue // nothing is said in it
		}
		said++
		data, errs := ask(access.Grant{Role: e.Role}, query, e.Variables)
		if len(errs) > 0 {
			t.Errorf("%s: %v", file, errs)
		}
		text, err := json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		if found := english.FindAllString(string(text), 5); found != nil {
			t.Errorf("%s says %q", file, found)
		}
	}
	if said < 5 {
		t.Errorf("only %d operations are answered with sentences", said)
	}
}

// judged waits until the work records of the days that a question is about are their own: until then a new day is answered
// by what is known of another, and says so.
func judged(t *testing.T, ask asking, variables map[string]any) {
	t.Helper()
	days, _ := variables["days"].([]any)
	if day, ok := variables["asOf"].(string); ok {
		days = append(slices.Clone(days), day)
	}
	for _, day := range days {
		for end := time.Now().Add(3 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
			data, errs := ask(access.Grant{Role: "ORGANIZER"}, `query($day: Date) { recordState(asOf: $day) { current } }`, map[string]any{"day": day})
			if len(errs) == 0 && data.(map[string]any)["recordState"].(map[string]any)["current"] == true {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("the records of %v are not current: %v %v", day, data, errs)
			}
		}
	}
}

// alike are sums that differ in their last digits: those follow the order in which the store has what is added up.
var alike = cmpopts.EquateApprox(1e-12, 0)

func write(t *testing.T, file string, e example) {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(e); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
