package httpapi_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bole/graph/store"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/schema"
)

// TestNeo4jStopsMidRequest kills the database under load: each answer is whole or a clean error, and the
// first request after its return works. The database is the test's own: one that other packages use afterwards would have
// to load its classes, compile its code and plan every statement again.
func TestNeo4jStopsMidRequest(t *testing.T) {
	n, err := localneo4j.Start(t.Context(), neo4jtest.Options(filepath.Join(t.TempDir(), "neo4j")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	roomstest.ExecOn(t, n, `UNWIND range(1, 100) AS i CREATE (c:Cadre {key: 'c' + i, name: '某甲', unit: 'u'})
WITH c UNWIND range(1, 10) AS j CREATE (c)-[:WORKED_ON {role: 'LEAD'}]->(t:Task {key: c.key + 't' + j, title: '某事'})
WITH c, t UNWIND range(1, 5) AS k CREATE (t)<-[:AROSE_IN]-(:Case {key: t.key + 'k' + k, verification: 'VERIFIED'})-[:ABOUT]->(c)`)
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rooms.Open(sdl, rooms.Options{Store: store.Options{URI: n.URI(), User: n.User(), Password: n.Password()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(context.WithoutCancel(t.Context())) })
	a := serve(t, r, httpapi.Options{})
	heavy := `{ cadres(first: 100) { nodes { name tasks(first: 10) { edges { role node { title cases(first: 5) { totalCount } } } } } } }`
	if r := a.query(heavy); r.status != 200 || len(r.Errors) > 0 || strings.Count(r.body, `"totalCount":5`) != 1000 {
		t.Fatal(r.body)
	}
	if err := syscall.Kill(n.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for begun := time.Now(); time.Since(begun) < 3*time.Minute; { // how long Neo4j takes to come back is not the product's
		asked := time.Now()
		r := a.query(heavy)
		seen[r.code()]++
		if bytes.Contains([]byte(r.body), []byte("Neo")) || bytes.Contains([]byte(r.body), []byte("127.0.0.1")) {
			t.Fatalf("the database's words reach a client: %s", r.body)
		}
		if r.code() == "" && seen["SERVICE_UNAVAILABLE"] > 0 {
			break // it has come back
		}
		if c := r.code(); c != "" && c != "SERVICE_UNAVAILABLE" {
			t.Fatalf("while Neo4j is away: %s", r.body)
		}
		if d := time.Since(asked); d > 6*time.Second {
			t.Errorf("an error took %v", d)
		}
		if r := a.do("GET", "/readyz", ""); r.status != 200 && r.status != 503 {
			t.Errorf("/readyz is %d", r.status)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if seen["SERVICE_UNAVAILABLE"] == 0 || seen[""] == 0 {
		t.Errorf("answers by code: %v; want errors first and an answer at last", seen)
	}
}
