// Package probe asks the whole API the same questions over two graphs that differ in nothing but what is hidden from
// the caller: every answer is the same to the byte, errors too. The questions follow from the schema, so that none can
// be forgotten; what may differ is a list of single fields in docs/security.md.
package probe

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

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

var fraction = flag.Uint("probe.of", 24, "ask one in so many of the questions that vary a list; 1 asks all")

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
	return openAt(t, d, "")
}

// openAt is open with another address for the same Neo4j.
func openAt(t *testing.T, d demo.Data, uri string) *api {
	t.Helper()
	g := roomstest.Fresh(t, rooms.Options{CypherRole: "ADMIN",
		Appraisal: appraisal.Options{Now: func() time.Time { return now }}, Store: store.Options{URI: uri, Now: func() time.Time { return now }}})
	dir := t.TempDir()
	if err := d.Write(dir); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, g, dir, now)
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

// answers asks a caller's questions, two at a time: Neo4j plans each on one core.
func (a *api) answers(c caller, of []question) []string {
	out := make([]string, len(of))
	out[0] = a.get(c.Grant, of[0]) // signs the token
	var g errgroup.Group
	g.SetLimit(2)
	for i := 1; i < len(of); i++ {
		g.Go(func() error {
			out[i] = a.get(c.Grant, of[i])
			return nil
		})
	}
	_ = g.Wait() // no error is given
	return out
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
	for _, role := range []string{"ANALYST", "SERVICE"} { // who may read none of the fields that are for some roles
		out = append(out, caller{access.Grant{Role: role, Name: "乙", Whole: true}, variant{protected: true}})
	}
	return out
}

// questions are all that a role can ask.
func questions(t *testing.T, c caller, shortlist string) []question {
	t.Helper()
	a := &asker{schema: mapped(t).SDL, role: c.Role, open: c.Whole, free: exempt(t)}
	a.nodes()
	a.computed(shortlist)
	return a.all
}

// asked are the questions of each caller, as far as they can differ. Every role asks every root field. Callers of one
// scope ask for the fields of nodes and for variations of lists with the same statements, so that one of those who may
// asks. Neo4j plans each statement anew, which takes most of the time: of the variations one in part is asked, of the
// fields one in three by callers of a county and one in eight by others, whose statements differ in nothing but the
// condition of the scope. To whom the whole graph is open only values are hidden, and whoever selects, filters, orders or groups by
// them is refused.
func asked(t *testing.T, shortlist string, part uint) [][]question {
	t.Helper()
	var out [][]question
	asking := map[string][]int{}
	for i, c := range callers() {
		out = append(out, questions(t, c, shortlist))
		for _, q := range out[i] {
			asking[fmt.Sprint(c.hidden, q.text)] = append(asking[fmt.Sprint(c.hidden, q.text)], i)
		}
	}
	for i, c := range callers() {
		out[i] = slices.DeleteFunc(out[i], func(q question) bool {
			h := fnv.New32()
			h.Write([]byte(q.text))
			n, who := uint(h.Sum32()), asking[fmt.Sprint(c.hidden, q.text)]
			switch {
			case q.grade == ofRoot:
				return false
			case who[n%uint(len(who))] != i || q.grade == variation && c.hidden.protected:
				return true
			case q.grade == variation:
				return n/7%part != 0
			case c.hidden.county:
				return n/7%min(part, 3) != 0
			default:
				return n/7%min(part, 8) != 0
			}
		})
	}
	return out
}

// variants are the worlds that differ from the first one, by what differs.
var variants = map[string]variant{"county": {county: true}, "others": {others: true}, "protected": {protected: true}}

// TestNothingHiddenIsTold asks every question in two worlds that differ only in what is hidden from who asks.
func TestNothingHiddenIsTold(t *testing.T) {
	free := exempt(t)
	a := open(t, world(variant{}))
	list := a.shortlist()
	of, told := asked(t, list, *fraction), map[int][]string{}
	for i, c := range callers() {
		told[i] = a.answers(c, of[i])
	}
	for name, v := range variants {
		t.Run(name, func(t *testing.T) { compared(t, v, free, open(t, world(v)), list, of, told) })
	}
}

// compared asks again in another world and holds each answer to the first one's.
func compared(t *testing.T, v variant, free map[string]bool, a *api, list string, of [][]question, told map[int][]string) {
	t.Helper()
	other := a.shortlist()
	for i, c := range callers() {
		if c.hidden != v {
			continue
		}
		again := slices.Clone(of[i])
		for j := range again {
			again[j].text = strings.ReplaceAll(again[j].text, list, other)
		}
		now := a.answers(c, again)
		for j, was := range told[i] {
			q, got := again[j], normal(now[j], other)
			if was = normal(was, list); got != was && masked(t, free, q, got) != masked(t, free, q, was) {
				t.Errorf("%s of %v asks %s:\n%s\nwas %s\nand is %s", c.Role, c.Units, q.name, q.text, short(was, got), short(got, was))
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
	got := a.get(access.Grant{Role: "ORGANIZER", Name: "组织", Whole: true}, question{text: `mutation { createShortlist(input: {idempotencyKey: "one", vacancy: "v1", asOf: "2024-08-31", size: 100}) { key } }`})
	var out struct {
		Data struct{ CreateShortlist struct{ Key string } }
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(got, "200 ")), &out); err != nil || out.Data.CreateShortlist.Key == "" {
		a.t.Fatalf("no shortlist: %v %s", err, got)
	}
	return out.Data.CreateShortlist.Key
}
