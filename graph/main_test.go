package graph

import (
	"context"
	"testing"

	"bole/internal/localneo4j/neo4jtest"
	"bole/schema"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// migrated is that the package's Neo4j has constraints and indexes: no test takes them away.
var migrated bool

// open gives a graph on the package's Neo4j, with nothing in it.
func open(t testing.TB) *Graph {
	t.Helper()
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	server := neo4jtest.Server(t)
	g, err := Open(s, Options{URI: server.URI(), User: server.User(), Password: server.Password(), Unpaced: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if !migrated {
		if err := g.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		migrated = true
	}
	if err := g.write(t.Context(), "MATCH (n) DETACH DELETE n", nil); err != nil {
		t.Fatal(err)
	}
	return g
}
