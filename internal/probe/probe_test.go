// Package probe asks the whole API the same questions over two graphs that differ in nothing but what is hidden from
// the caller: every answer is the same to the byte, errors too. The questions follow from the schema, so that none can
// be forgotten; what may differ is a list of single fields in docs/security.md.
package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bole/graph"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/dataset/demo"
	"bole/internal/httpapi"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

var everyRole = flag.Bool("probe.every", false, "ask all questions as every role; otherwise roles that see the same ask a part")

// now is the day the facts are read as of.
var now = time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC)

// api answers requests over the package's graph as a server does.
type api struct {
	t      *testing.T
	server *httpapi.Server
	signer *access.Signer
	tokens map[string]string
}

// open gives an API over the package's graph with nothing in it but a world.
func open(t *testing.T, d demo.Data) *api {
	t.Helper()
	return openAt(t, d, neo4jtest.Server(t).URI())
}

// openAt is open with another address for the same Neo4j.
func openAt(t *testing.T, d demo.Data, uri string) *api {
	t.Helper()
	roomstest.Empty(t)
	n := neo4jtest.Server(t)
	g, err := rooms.Open(mapped(t).SDL, rooms.Options{Graph: graph.Options{Unpaced: true}, CypherRole: "ADMIN",
		Appraisal: appraisal.Options{Now: func() time.Time { return now }}, Store: store.Options{URI: uri, User: n.User(), Password: n.Password()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	if err := g.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, g, written(t, d), now)
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := httpapi.New(g, signer, httpapi.Options{Deadline: time.Minute, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return &api{t: t, server: h, signer: signer, tokens: map[string]string{}}
}

// written stores rows as files.
func written(t *testing.T, d demo.Data) string {
	t.Helper()
	dir := t.TempDir()
	for table, list := range d {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		for _, r := range list {
			if err := e.Encode(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, table+".jsonl"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// get sends a question and gives all that is told: the status and the body.
func (a *api) get(grant access.Grant, q question) string {
	a.t.Helper()
	who := fmt.Sprint(grant)
	if a.tokens[who] == "" {
		token, err := a.signer.Sign(grant, time.Hour)
		if err != nil {
			a.t.Fatal(err)
		}
		a.tokens[who] = token
	}
	body, err := json.Marshal(map[string]any{"query": q.text})
	if err != nil {
		a.t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(a.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+a.tokens[who])
	req.Header.Set("Content-Type", "application/json")
	if q.accept != "" {
		req.Header.Set("Accept", q.accept)
	}
	w := httptest.NewRecorder()
	a.server.ServeHTTP(w, req)
	return fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String()))
}

// caller is who asks, of which worlds the answers have to be the same.
type caller struct {
	access.Grant
	hidden variant
}

func callers() []caller {
	var out []caller
	for _, role := range access.Roles {
		if role != "SUBJECT" {
			out = append(out, caller{access.Grant{Role: role, Name: "甲", Units: []string{county}}, variant{county: true}})
		}
	}
	out = append(out, caller{access.Grant{Role: "SUBJECT", Self: self}, variant{others: true}})
	for _, role := range []string{"ANALYST", "EVALUATOR", "SERVICE"} { // who may not read every field
		out = append(out, caller{access.Grant{Role: role, Name: "乙"}, variant{protected: true}})
	}
	return out
}

// questions are all that a role can ask.
func questions(t *testing.T, role, shortlist string) []question {
	t.Helper()
	a := &asker{schema: mapped(t).SDL, role: role}
	a.nodes()
	a.computed(shortlist)
	return a.all
}

// asked are the questions of each caller. Callers of one scope ask them with the same statements, so that each question
// that only varies a list is asked by one of the callers who may; what is asked once of a field is asked by every role.
// Nothing that varies a list looks at fields that only some roles may read but what they are refused.
func asked(t *testing.T, shortlist string) [][]question {
	t.Helper()
	var out [][]question
	asking := map[string][]int{}
	for i, c := range callers() {
		out = append(out, questions(t, c.Role, shortlist))
		for _, q := range out[i] {
			asking[fmt.Sprint(c.hidden, q.text)] = append(asking[fmt.Sprint(c.hidden, q.text)], i)
		}
	}
	for i, c := range callers() {
		out[i] = slices.DeleteFunc(out[i], func(q question) bool {
			h := fnv.New32()
			h.Write([]byte(q.text)) //nolint:errcheck // it never fails
			who := asking[fmt.Sprint(c.hidden, q.text)]
			return q.variation && !*everyRole && (c.hidden.protected || who[int(h.Sum32())%len(who)] != i)
		})
	}
	return out
}

// TestNothingHiddenIsTold asks every question in worlds that differ only in what is hidden from who asks.
func TestNothingHiddenIsTold(t *testing.T) {
	free := exempt(t)
	told := map[int][]string{}
	a := open(t, world(variant{}))
	list := a.shortlist()
	of := asked(t, list)
	for i, c := range callers() {
		for _, q := range of[i] {
			told[i] = append(told[i], a.get(c.Grant, q))
		}
	}
	for _, v := range []variant{{county: true}, {others: true}, {protected: true}} {
		a := open(t, world(v))
		other := a.shortlist()
		for i, c := range callers() {
			if c.hidden != v {
				continue
			}
			for j, q := range of[i] {
				q.text = strings.ReplaceAll(q.text, list, other)
				got, was := normal(a.get(c.Grant, q), other), normal(told[i][j], list)
				if got != was && masked(t, free, q, got) != masked(t, free, q, was) {
					t.Errorf("%s of %v asks %s:\n%s\nwas %s\nand is %s", c.Role, c.Units, q.name, q.text, short(was, got), short(got, was))
				}
			}
		}
	}
}

// short is where a text begins to differ from another.
func short(s, other string) string {
	i := 0
	for i < len(s) && i < len(other) && s[i] == other[i] {
		i++
	}
	return fmt.Sprintf("…%s…", s[max(0, i-300):min(len(s), i+300)])
}

// shortlist draws up a shortlist of everyone, the same way in every world, and gives its key.
func (a *api) shortlist() string {
	a.t.Helper()
	got := a.get(access.Grant{Role: "ORGANIZER", Name: "组织"}, question{text: `mutation { createShortlist(input: {idempotencyKey: "one", vacancy: "v1", asOf: "2024-08-31", size: 100}) { key } }`})
	var out struct {
		Data struct{ CreateShortlist struct{ Key string } }
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(got, "200 ")), &out); err != nil || out.Data.CreateShortlist.Key == "" {
		a.t.Fatalf("no shortlist: %v %s", err, got)
	}
	return out.Data.CreateShortlist.Key
}
