package roomstest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/cypher"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/worldtest"
)

// Fresh gives the rooms on the package's Neo4j with nothing in the graph. Callers may bring any number of new kinds
// of questions.
func Fresh(t testing.TB, o rooms.Options) *rooms.Rooms {
	t.Helper()
	o.Graph.Unpaced = true
	r := Open(t, o)
	Empty(t)
	return r
}

// Exec runs a statement past the product: what tests find in the graph before they ask. p is its parameter $p.
func Exec(t testing.TB, text string, p map[string]any) {
	t.Helper()
	past.once.Do(func() {
		n := neo4jtest.Server(t)
		past.driver, past.err = neo4j.NewDriverWithContext(n.URI(), neo4j.BasicAuth(n.User(), n.Password(), ""))
	})
	if past.err != nil {
		t.Fatal(past.err)
	}
	if _, err := neo4j.ExecuteQuery(t.Context(), past.driver, text, map[string]any{"p": p}, neo4j.EagerResultTransformer); err != nil {
		t.Fatal(err)
	}
}

// ExecOn is Exec, without parameters, on a Neo4j that is not the package's. It gives the rows.
func ExecOn(t testing.TB, n Server, text string) [][]any {
	t.Helper()
	d, err := neo4j.NewDriverWithContext(n.URI(), neo4j.BasicAuth(n.User(), n.Password(), ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context()) //nolint:errcheck // the statement's own outcome is what counts
	result, err := neo4j.ExecuteQuery(t.Context(), d, text, nil, neo4j.EagerResultTransformer)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][]any, len(result.Records))
	for i, r := range result.Records {
		rows[i] = r.Values
	}
	return rows
}

// past is the way past the product. Its connections end with the process: to make one anew costs Neo4j more than most
// statements.
var past struct {
	once   sync.Once
	driver neo4j.DriverWithContext
	err    error
}

// Store writes a world as a graph of an earlier version holds it; sort keys, units and keys of owners are then the
// product's own doing.
func Store(t testing.TB, r *rooms.Rooms, w *worldtest.World) {
	t.Helper()
	for typ, nodes := range w.Nodes {
		rows := make([]any, 0, len(nodes))
		for _, n := range nodes {
			props := map[string]any{}
			for k, v := range n.Props {
				if k != "unit" && k != "cadreKey" {
					props[r.Schema.Type(typ).Field(k).Property] = v
				}
			}
			rows = append(rows, props)
		}
		Exec(t, "UNWIND $p.rows AS r CREATE (n:"+cypher.Quote(typ)+") SET n = r", map[string]any{"rows": rows})
	}
	type kind struct{ from, rel, to string }
	links := map[kind][]any{}
	for _, l := range w.Links {
		k := kind{l.From.Type, l.Type, l.To.Type}
		links[k] = append(links[k], map[string]any{"a": l.From.Props["key"], "b": l.To.Props["key"], "props": l.Props})
	}
	for k, rows := range links {
		Exec(t, "UNWIND $p.rows AS r MATCH (a:"+cypher.Quote(k.from)+" {key: r.a}), (b:"+cypher.Quote(k.to)+" {key: r.b}) CREATE (a)-[x:"+cypher.Quote(k.rel)+"]->(b) SET x = r.props",
			map[string]any{"rows": rows})
	}
	SortKeys(t, r)
	if err := r.Upkeep(t.Context(), worldtest.Today); err != nil {
		t.Fatal(err)
	}
}

// SortKeys has the product write the sort keys of texts that Exec stored without.
func SortKeys(t testing.TB, r *rooms.Rooms) {
	t.Helper()
	Exec(t, "MATCH (m:Migration) DETACH DELETE m", nil)
	if err := r.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Answer answers the one root field of a request, which is an object.
func Answer(ctx context.Context, r *rooms.Rooms, q worldtest.Request) (graph.Answer, []*graph.Error, error) {
	doc, errs := gqlparser.LoadQuery(r.Schema.SDL, q.Text)
	if len(errs) > 0 {
		return nil, nil, fmt.Errorf("%w in\n%s", errs, q.Text)
	}
	op := doc.Operations[0]
	f, ok := op.SelectionSet[0].(*ast.Field)
	if !ok {
		return nil, nil, fmt.Errorf("the first selection is not a field in\n%s", q.Text)
	}
	planned, err := r.Graph.Prepare(op, q.Variables, q.Caller)
	if err != nil {
		return nil, nil, err
	}
	ctx = graph.With(ctx, planned)
	computed := map[string]graph.Root{"statistic": r.Figures.Statistic, "dataQuality": r.Figures.DataQuality,
		"establishment": r.Figures.Establishment, "agenda": r.Figures.Agenda,
		"search": r.Walks.Search, "path": r.Walks.Path, "neighborhood": r.Walks.Neighborhood, "cypher": r.Analyst.Cypher, "vocabulary": r.Terms.Entries, "viewer": r.Graph.Viewer}
	if compute := computed[f.Name]; compute != nil {
		return r.Graph.Compute(ctx, f.Alias, compute)
	}
	return r.Graph.Answer(ctx, f.Alias)
}
