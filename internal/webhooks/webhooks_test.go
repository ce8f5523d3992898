package webhooks_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph"
	"bole/internal/access"
	"bole/internal/audit"
	"bole/internal/httpapi"
	"bole/internal/httpapi/httpapitest"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/webhooks"
	"bole/schema"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// secret is that of all receivers, as its file has it.
const secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

var secretBytes = []byte("01234567890123456789012345678901")

// receiver is a system that is told.
type receiver struct {
	t   *testing.T
	srv *httptest.Server

	mu       sync.Mutex
	answer   func(w http.ResponseWriter, r *http.Request) // nil: 204
	attempts []told
}

// told is what came in one request.
type told struct {
	ID, Type, Timestamp string
	Data                map[string]any
	taken               bool // it was answered with success
}

func (e told) String() string {
	data, _ := json.Marshal(e.Data)
	return e.Type + " " + string(data)
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{t: t}
	r.srv = httptest.NewServer(r)
	t.Cleanup(r.srv.Close)
	return r
}

// answers has the receiver answer with a status and headers from now on.
func (r *receiver) answers(status int, header ...string) {
	r.answersBy(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
	})
}

func (r *receiver) answersBy(f func(http.ResponseWriter, *http.Request)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // the sender has left
	}
	id, at := req.Header.Get("webhook-id"), req.Header.Get("webhook-timestamp")
	if !signed(secretBytes, id, at, body, req.Header.Get("webhook-signature")) {
		r.t.Errorf("the signature %q of %s is not of this secret", req.Header.Get("webhook-signature"), body)
	}
	if sent, err := strconv.ParseInt(at, 10, 64); err != nil || time.Since(time.Unix(sent, 0)).Abs() > time.Minute {
		r.t.Errorf("sent at %q", at)
	}
	var e told
	if err := json.Unmarshal(body, &e); err != nil {
		r.t.Errorf("%s: %v", body, err)
	}
	if _, err := time.Parse(time.RFC3339, e.Timestamp); err != nil || req.Header.Get("Content-Type") != "application/json" {
		r.t.Errorf("%s of %s, %v", body, req.Header.Get("Content-Type"), err)
	}
	e.ID = id
	r.mu.Lock()
	answer := r.answer
	r.mu.Unlock()
	if answer == nil {
		answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	}
	status := &noted{ResponseWriter: w}
	answer(status, req)
	e.taken = status.code/100 == 2
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts = append(r.attempts, e)
}

type noted struct {
	http.ResponseWriter
	code int
}

func (n *noted) WriteHeader(code int) { n.code = code; n.ResponseWriter.WriteHeader(code) }

// signed verifies a signature from the specification alone, without the library that signs.
func signed(key []byte, id, timestamp string, body []byte, header string) bool {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, timestamp, body)
	return slices.Contains(strings.Fields(header), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// heard are the events taken so far, and all is every attempt.
func (r *receiver) heard() (taken, all []told) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.attempts {
		if e.taken {
			taken = append(taken, e)
		}
	}
	return taken, slices.Clone(r.attempts)
}

// waitFor waits until the receiver has taken n events, and gives them.
func (r *receiver) waitFor(n int) []told {
	r.t.Helper()
	var taken []told
	roomstest.Eventually(r.t, fmt.Sprintf("%d events", n), func() bool { taken, _ = r.heard(); return len(taken) >= n }, func() any { return taken })
	if len(taken) != n {
		r.t.Fatalf("%d events are heard, want %d: %v", len(taken), n, taken)
	}
	return taken
}

// vacancies are the keys of the vacancies that events tell of.
func vacancies(events []told) (out []string) {
	for _, e := range events {
		v, _ := e.Data["vacancy"].(map[string]any)
		out = append(out, fmt.Sprint(v["key"]))
	}
	return out
}

// hook is a webhook as the operator writes it.
type hook map[string]any

func (r *receiver) hook(name string, more hook) hook {
	h := hook{"name": name, "url": r.srv.URL + "/hooks/x7", "secrets": "secret", "events": []string{"vacancy.opened"}, "role": "ORGANIZER"}
	for k, v := range more {
		h[k] = v
	}
	return h
}

// file writes the operator's file, with its secret beside it.
func file(t *testing.T, hooks ...hook) string {
	t.Helper()
	dir := t.TempDir()
	b, err := json.Marshal(map[string]any{"webhooks": hooks})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"webhooks.json": string(b), "secret": secret + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "webhooks.json")
}

// counts are results of deliveries, by webhook and result.
type counts struct {
	mu      sync.Mutex
	results map[string]int
	oldest  map[string]time.Duration
}

func (c *counts) Delivery(name, result string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.results[name+" "+result]++
}

func (c *counts) Waiting(name string, oldest time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.oldest[name] = max(oldest, c.oldest[name])
}

func (c *counts) of(key string) int { c.mu.Lock(); defer c.mu.Unlock(); return c.results[key] }

// hurried are options of tests.
func hurried(t *testing.T, path string) webhooks.Options {
	t.Helper()
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	hooks, err := webhooks.Open(path, sdl, false)
	if err != nil {
		t.Fatal(err)
	}
	return webhooks.Options{Hooks: hooks, Look: 30 * time.Millisecond, Redraw: time.Millisecond, Lease: 100 * time.Millisecond, First: 40 * time.Millisecond, Most: 100 * time.Millisecond,
		Limit: 2 * time.Second, Observe: &counts{results: map[string]int{}, oldest: map[string]time.Duration{}}}
}

// office is a server with a graph of its own, people who ask it, and systems that it tells.
type office struct {
	t      *testing.T
	rooms  *rooms.Rooms
	url    string
	signer *access.Signer
	counts *counts
	n      int
	stop   func() // ends the telling
}

// Those who ask.
var (
	organizer = access.Grant{Role: "ORGANIZER", Issuer: "bole", Subject: "u1", Name: "市组织部甲", Whole: true}
	admin     = access.Grant{Role: "ADMIN", Issuer: "bole", Subject: "u2", Name: "管理员", Whole: true}
	concerned = access.Grant{Role: "SUBJECT", Issuer: "bole", Subject: "u5", Name: "张三", Self: "ca"}
)

// open gives an office whose graph has two counties, with an official and a post each.
func open(t *testing.T, o webhooks.Options) *office {
	t.Helper()
	return openOn(t, o, time.Now)
}

// openOn is open with a graph of a day.
func openOn(t *testing.T, o webhooks.Options, today func() time.Time) *office {
	t.Helper()
	r := roomstest.Fresh(t, rooms.Options{Webhooks: o, Graph: graph.Options{Today: today}, CypherRole: "ADMIN", Audit: audit.Options{On: true}})
	of := serve(t, r, o)
	for _, text := range httpapitest.Counties {
		of.do(text)
	}
	return of
}

func serve(t *testing.T, r *rooms.Rooms, o webhooks.Options) *office {
	t.Helper()
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := httpapi.New(r, signer, httpapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	c, _ := o.Observe.(*counts)
	return &office{t: t, rooms: r, url: srv.URL, signer: signer, counts: c, stop: func() {}}
}

// tell has the office tell until the test ends, or stop is called; it returns when it has the lease and each webhook its place.
func (o *office) tell(hooks int) {
	o.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var ended sync.WaitGroup
	ended.Go(func() { o.rooms.Webhooks.Keep(ctx) })
	o.stop = func() { cancel(); ended.Wait() }
	o.t.Cleanup(o.stop)
	roomstest.Eventually(o.t, "the places of the webhooks", func() bool {
		d := o.get(admin, `query($q: String!) { cypher(statement: $q) { rows } }`, map[string]any{"q": "MATCH (w:Webhook) RETURN count(w)"})
		rows := d["cypher"].(map[string]any)["rows"].([]any)
		return rows[0].([]any)[0].(float64) == float64(hooks)
	})
}

// ask sends an operation and gives its data and the code of its first error.
func (o *office) ask(g access.Grant, text string, variables map[string]any) (data map[string]any, code, message string) {
	o.t.Helper()
	token, err := o.signer.Sign(g, time.Hour)
	if err != nil {
		o.t.Fatal(err)
	}
	return httpapitest.Ask(o.t, o.url, token, text, variables)
}

func (o *office) get(g access.Grant, text string, variables map[string]any) map[string]any {
	o.t.Helper()
	data, code, message := o.ask(g, text, variables)
	if code != "" {
		o.t.Fatalf("%s: %s %s", text, code, message)
	}
	return data
}

// do sends a mutation that has to be done. KEY in it is an idempotency key of its own.
func (o *office) do(text string) map[string]any {
	o.t.Helper()
	o.n++
	return o.get(organizer, "mutation { "+strings.ReplaceAll(text, "KEY", fmt.Sprintf(`idempotencyKey: "k%d"`, o.n))+" }", nil)
}

// opened records a vacancy, which stands open.
func (o *office) opened(key, position string) {
	o.t.Helper()
	o.do(fmt.Sprintf(`createVacancy(input: {KEY, key: %q, title: "副县长", position: %q, openedOn: "2024-05"}) { __typename }`, key, position))
}

// status is what webhooks answers of one.
func (o *office) status(name string) map[string]any {
	o.t.Helper()
	for _, w := range o.get(admin, `{ webhooks { name events deliveredAt waiting waitingSince failedAt failure status givenUp goneAt } }`, nil)["webhooks"].([]any) {
		if w := w.(map[string]any); w["name"] == name {
			return w
		}
	}
	o.t.Fatalf("there is no webhook %s", name)
	return nil
}
