package appraisal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// kept asks for a persisted query by GET, with the tag that a client has.
func (a *api) kept(grant access.Grant, text, tag string) *httptest.ResponseRecorder {
	a.t.Helper()
	if grant.Self == "" {
		grant.Whole = grant.Units == nil
	}
	token, err := a.signer.Sign(grant, time.Hour)
	if err != nil {
		a.t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	persisted := fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%s"}}`, hex.EncodeToString(sum[:]))
	var w *httptest.ResponseRecorder
	for _, query := range []string{"", "&query=" + url.QueryEscape(text)} { // the text where the digest alone is not known
		req := httptest.NewRequestWithContext(a.t.Context(), http.MethodGet, "/graphql?extensions="+url.QueryEscape(persisted)+query, nil)
		req.Header.Set("Authorization", "Bearer "+token)
		if tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		w = httptest.NewRecorder()
		a.server.ServeHTTP(w, req)
		if !strings.Contains(w.Body.String(), "PersistedQueryNotFound") {
			break
		}
	}
	return w
}

const keptList = `{ vacancy(key: "vac01") { candidates(asOf: "2024-08-31") { digest eligibilities { eligibility count } gates { rule { code } passed failed unknown review }
	candidates(eligibility: [ELIGIBLE, REVIEW, UNKNOWN, FAILED], first: 60) { nodes { cadre { name } eligibility band gates { rule { code title citations { law } } part outcome found facts { property value node { id } } } unknown { part }
	record { estimate } fit { led { task { title } } } evidence { why contribution node { id } } } } } } }`

// TestListTag: the answer with a list of candidates has a tag that stays until facts are recorded, on every replica; and
// what is kept of a list is that of the facts as they are.
func TestListTag(t *testing.T) {
	a := open(t)
	defer func() { data = nil }()
	b := serve(t, rooms.Options{})
	first := a.kept(organizer, keptList, "")
	tag := first.Header().Get("ETag")
	if tag == "" || len(first.Body.String()) < 10_000 {
		t.Fatalf("%d %v %s", first.Code, first.Header(), first.Body)
	}
	same := func(when string, of *api) {
		t.Helper()
		if got := of.kept(organizer, keptList, tag); got.Code != http.StatusNotModified {
			t.Errorf("%s: %d %.300s", when, got.Code, got.Body)
		}
	}
	before := a.rooms.Store.Statements()
	same("at once", a)
	if asked := a.rooms.Store.Statements() - before; asked != 1 {
		t.Errorf("a list that had not changed took %d statements", asked)
	}
	if got := b.kept(organizer, keptList, tag); got.Code != http.StatusNotModified { // it draws the list up, and it is the same
		t.Errorf("on another replica: %d", got.Code)
	}
	same("on another replica again", b)
	note(t, a, "SavedQuestion", "")
	same("after a question was saved", a)
	same("after a question was saved, on another replica", b)

	county := access.Grant{Role: "ORGANIZER", Name: "县", Units: []string{below(data, "zj")[1]}}
	if got := a.kept(county, keptList, tag); got.Code != 200 {
		t.Errorf("in another scope: %d", got.Code)
	}

	vacancy := at(a.get(organizer, `{ vacancy(key: "vac01") { candidates(asOf: "2024-08-31") { candidates(first: 1) { nodes { cadre { key } } } } } }`, nil), "vacancy", "candidates", "candidates", "nodes", 0, "cadre", "key")
	who, _ := vacancy.(string)
	roomstest.Set(t, a.rooms, "Cadre", who, map[string]any{"workStartedOn": "2023-01-01"}) // too few years of service
	digest := func(body string) string {
		var out answer
		if err := json.Unmarshal([]byte(body), &out); err != nil {
			t.Fatal(err, body)
		}
		d, _ := at(out.Data, "vacancy", "candidates", "digest").(string)
		return d
	}
	fresh := serve(t, rooms.Options{}).kept(organizer, keptList, "").Body.String()
	for name, of := range map[string]*api{"this": a, "another": b} {
		got := of.kept(organizer, keptList, tag)
		if got.Code != 200 || got.Body.String() != fresh || digest(fresh) == digest(first.Body.String()) {
			t.Errorf("after a change, %s replica: %d, %t as a server that just started, digest %s before and %s now", name, got.Code, got.Body.String() == fresh, digest(first.Body.String()), digest(fresh))
		}
	}
}

// note writes an entry of the log, and whatever a statement changes with it.
func note(t *testing.T, a *api, typ, text string) {
	t.Helper()
	if _, err := a.rooms.Store.Act(t.Context(), store.Act{Caller: law.System, Name: "note", Do: func(tx *store.Tx) (string, error) {
		tx.Note(store.Entry{Op: "CHANGED", Type: typ, Key: "all"})
		if text == "" {
			return "", nil
		}
		_, err := tx.Run(cypher.Statement{Text: text})
		return "", err
	}}); err != nil {
		t.Fatal(err)
	}
}
