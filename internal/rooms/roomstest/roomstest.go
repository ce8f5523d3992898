// Package roomstest opens the rooms for tests, and prepares their graph.
package roomstest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/schema"
)

// Open gives the rooms on the package's Neo4j, with constraints, indexes and the log; the package's TestMain must be
// neo4jtest.Main. The connection ends with the test, what is in the graph stays.
func Open(t testing.TB, o rooms.Options) *rooms.Rooms {
	t.Helper()
	r := Dial(t, o)
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r
}

// Dial is Open for rooms that several tests share: their connection ends with the process. An address in the options is
// another way to the same Neo4j.
func Dial(t testing.TB, o rooms.Options) *rooms.Rooms {
	t.Helper()
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	n := neo4jtest.Server(t)
	o.Store.URI = cmp.Or(o.Store.URI, n.URI())
	o.Store.User, o.Store.Password = n.User(), n.Password()
	o.Appraisal.Patience = cmp.Or(o.Appraisal.Patience, time.Hour) // no answer of a test may depend on how fast it is
	r, err := rooms.Open(s, o)
	if err != nil {
		t.Fatal(err)
	}
	if !migrated {
		if err := r.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		migrated = true
	}
	return r
}

// migrated is that the package's Neo4j has constraints and indexes: no test takes them away.
var migrated bool

// Empty removes every node and relationship; constraints and indexes stay.
func Empty(t testing.TB) {
	t.Helper()
	Exec(t, "MATCH (n) WHERE NOT n:LogHead|Migration DETACH DELETE n", nil)
}

// PlanAnew has Neo4j forget its plans, which tests' servers keep for an hour: those made in a graph with little in it are
// slow in a large one.
func PlanAnew(t testing.TB) {
	t.Helper()
	Exec(t, "CALL db.clearQueryCaches()", nil)
}

// Server is what it takes to reach a Neo4j.
type Server interface {
	URI() string
	User() string
	Password() string
}

// System are the labels of what the product keeps about itself, which is no fact.
const System = "LogHead|Change|ChangeValues|ImportBatch|ImportJob|Migration|IdempotencyKey|Lease|LeaseLatch|AuditChain|AuditGroup|AuditBlock|AuditDay|BrowserSession|ErasedKey|Webhook|WebhookEvent|RecordPopulation"

// NewLog has the log begin anew: its entries went with the graph of the test before.
func NewLog(t testing.TB) {
	t.Helper()
	Exec(t, "MATCH (h:LogHead) SET h.seq = 0, h.chain = ''", nil)
}

// Text is all that a server's graph holds, one line for each node and relationship, in order: labels, types and
// properties, but for the time at which they were recorded and how often.
func Text(t testing.TB, n Server) []string {
	t.Helper()
	d, err := neo4j.NewDriverWithContext(n.URI(), neo4j.BasicAuth(n.User(), n.Password(), ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context()) //nolint:errcheck // the statement's own outcome is what counts
	var out []string
	for _, text := range []string{
		"MATCH (n) WHERE NOT n:" + System + " RETURN labels(n)[0] + ' ' + n.key, '', properties(n)",
		"MATCH (a)-[x]->(b) WHERE NOT a:" + System + " RETURN labels(a)[0] + ' ' + a.key + ' ' + type(x), labels(b)[0] + ' ' + b.key, properties(x)",
	} {
		result, err := neo4j.ExecuteQuery(t.Context(), d, text, nil, neo4j.EagerResultTransformer)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range result.Records {
			p, ok := r.Values[2].(map[string]any)
			if !ok {
				t.Fatalf("properties came as %T", r.Values[2])
			}
			delete(p, "recordedAt")
			for k, v := range p {
				p[k] = fmt.Sprintf("%T %v", v, v)
			}
			out = append(out, fmt.Sprint(r.Values[0], " ", r.Values[1], " ", p)) // maps print in the order of their keys
		}
	}
	slices.Sort(out)
	return out
}
