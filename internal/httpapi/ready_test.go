package httpapi_test

import (
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/schema"
)

// serving is serve with the server itself.
func serving(t *testing.T, r *rooms.Rooms, o httpapi.Options) (*api, *httpapi.Server) {
	t.Helper()
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o.Origins = []string{"https://views.example"}
	h, err := httpapi.New(r, signer, o)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	a := &api{t: t, url: srv.URL, signer: signer, rooms: r}
	a.token = a.sign(access.Grant{Role: "ANALYST", Subject: "tester"})
	return a, h
}

// TestReady asks a server in each of its states whether it should get requests.
func TestReady(t *testing.T) {
	var full atomic.Bool
	a, h := serving(t, roomstest.Open(t, rooms.Options{Store: store.Options{Full: full.Load}}), httpapi.Options{})
	says := func(a *api, status int, want string) {
		t.Helper()
		r := a.do("GET", "/readyz", "", "Authorization", "")
		if r.status != status || strings.TrimSpace(r.body) != want || (r.header.Get("Retry-After") == "") == (status == 503) {
			t.Errorf("/readyz is %d %s %v, want %d %s", r.status, r.body, r.header, status, want)
		}
	}
	says(a, 200, `{"ready":true,"reasons":[]}`)
	h.Migrating(true)
	says(a, 503, `{"ready":false,"reasons":["MIGRATING"]}`)
	full.Store(true) // which may be why it does not come to an end
	says(a, 200, `{"ready":true,"reasons":["DISK_FULL"]}`)
	h.Migrating(false)
	full.Store(false)
	h.Drain()
	says(a, 503, `{"ready":false,"reasons":["DRAINING"]}`)
	if r := a.query(`{ cadres(first: 1) { totalCount } }`); r.status != 200 || len(r.Errors) > 0 {
		t.Errorf("while it drains a request gets %d %s", r.status, r.body)
	}

	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	gone, err := rooms.Open(sdl, rooms.Options{Store: store.Options{URI: "bolt://127.0.0.1:1", User: "neo4j", Password: "none"}})
	if err != nil {
		t.Fatal(err)
	}
	defer gone.Close(t.Context())
	b, _ := serving(t, gone, httpapi.Options{})
	says(b, 503, `{"ready":false,"reasons":["GRAPH_UNREACHABLE"]}`)
	if r := b.query(`{ cadres(first: 1) { totalCount } }`); r.status != 503 || r.header.Get("Retry-After") == "" {
		t.Errorf("without a graph a request gets %d %v", r.status, r.header)
	}
}

// TestEvery503SaysWhenToComeAgain asks a server of which everyone's places are taken.
func TestEvery503SaysWhenToComeAgain(t *testing.T) {
	for name, o := range map[string]httpapi.Options{"requests": {Requests: -1}, "own requests": {OfPerson: -1}, "exports": {Exports: -1}} {
		a := openWith(t, o)
		accept := "application/json"
		if name == "exports" {
			accept = "application/jsonl"
		}
		r := a.query(`{ cadres(first: 1) { nodes { key } } }`, "Accept", accept)
		if r.status != 503 && r.status != 429 || r.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %v %s", name, r.status, r.header, r.body)
		}
	}
}
