// Package graphtest prepares the graph for tests of other rooms.
package graphtest

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Empty removes every node and relationship; constraints and indexes stay.
func Empty(t testing.TB, uri, user, password string) {
	t.Helper()
	d, err := neo4j.NewDriverWithContext(uri, neo4j.BasicAuth(user, password, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context()) //nolint:errcheck // the statement's own outcome is what counts
	if _, err := neo4j.ExecuteQuery(t.Context(), d, "MATCH (n) DETACH DELETE n", nil, neo4j.EagerResultTransformer); err != nil {
		t.Fatal(err)
	}
}
