package graph_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

// ask answers the one root field of a request, for the whole graph.
func ask(t *testing.T, r *rooms.Rooms, text string) (graph.Answer, []*graph.Error, error) {
	t.Helper()
	return roomstest.Answer(t.Context(), r, worldtest.Request{Text: text, Caller: admin})
}

var admin = graph.Caller{Role: "ADMIN", Whole: true}

// TestGoldenStatementsRun asks Neo4j to plan each golden statement.
func TestGoldenStatementsRun(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	files, err := filepath.Glob("plan/testdata/plan/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in := map[string]string{}
		for _, f := range a.Files {
			in[f.Name] = string(f.Data)
		}
		if in["statement.cypher"] == "" {
			continue
		}
		ran++
		var params map[string]any
		d := json.NewDecoder(strings.NewReader(in["params.json"]))
		d.UseNumber()
		if err := d.Decode(&params); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for k, v := range params {
			if n, ok := v.(json.Number); ok {
				i, err := n.Int64()
				if err != nil {
					t.Fatal(err)
				}
				params[k] = i
			}
		}
		if _, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "EXPLAIN " + in["statement.cypher"], Params: params}); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	if ran == 0 {
		t.Error("there is no golden statement")
	}
}

// TestMissingValues follows a required value that is not there: null climbs to the nearest field that may be
// null, and the error has the path of the value.
func TestMissingValues(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	create := `CREATE (a:Organization {key: 'a', name: 'A', kind: 'OTHER', version: 1, recordedAt: '2024'}),
(b:Organization {key: 'b', kind: 'OTHER'})-[:PART_OF]->(a), (c:Organization {key: 'c', name: 'C', kind: 'OTHER'})-[:PART_OF]->(b)`
	roomstest.Exec(t, create, nil)
	for _, c := range []struct{ query, want, path string }{
		{`{ organization(key: "c") { name parent { key name } } }`, `{"name":"C","parent":null}`, "organization.parent.name"},
		{`{ organization(key: "a") { name children { nodes { key name } } } }`, `null`, "organization.children.nodes[0].name"},
		{`{ organization(key: "b") { key x: name } }`, `null`, "organization.x"},
		{`{ organizations(orderBy: {key: ASC}) { edges { node { key } } e: edges { node { name } } } }`, `null`, "organizations.e[1].node.name"},
		{`{ organization(key: "b") { key parent { name } } }`, `{"key":"b","parent":{"name":"A"}}`, ""},
	} {
		a, errs, err := ask(t, r, c.query)
		if err != nil {
			t.Fatal(err)
		}
		if a == nil {
			a = graph.Answer("null")
		}
		path := ""
		if len(errs) > 0 {
			path = errs[0].Path.String()
			if errs[0].Code != graph.CodeMissing {
				t.Errorf("%s: code %s", c.query, errs[0].Code)
			}
		}
		if string(a) != c.want || path != c.path {
			t.Errorf("%s:\ngot %s at %q\nwant %s at %q", c.query, a, path, c.want, c.path)
		}
	}
}

// TestWalkUnderInserts pages through tasks while others are written: what was there before is seen once, and
// nothing is seen twice.
func TestWalkUnderInserts(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	rng := rand.New(rand.NewPCG(1, 1))
	shape := store.Shape{Label: "Task"}
	lease := roomstest.Lease(t, r)
	batch, err := lease.Begin(t.Context(), law.System, "walk", "test")
	if err != nil {
		t.Fatal(err)
	}
	insert := func(prefix string, n int) {
		var rows []store.Row
		for i := range n {
			p := map[string]any{"title": "x", "category": "REFORM"}
			if rng.IntN(4) > 0 {
				p["difficulty"] = int64(1 + rng.IntN(5))
			}
			rows = append(rows, store.Row{Key: fmt.Sprintf("%s%04d", prefix, rng.IntN(1_000_000)*10+i%10), Properties: p})
		}
		if _, err := lease.Write(t.Context(), law.System, batch, shape, rows); err != nil {
			t.Error(err)
		}
	}
	insert("old", 120)
	type page struct {
		Edges []struct {
			Node struct{ Key string }
		}
		PageInfo struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       string
		}
		TotalCount int
	}
	for _, order := range []string{"{difficulty: DESC}", "{difficulty: ASC}", "{key: ASC}"} {
		for _, back := range []bool{false, true} {
			before := map[string]bool{}
			var all page
			a, _, err := ask(t, r, `{ tasks(first: 1) { totalCount } }`)
			if err == nil {
				err = json.Unmarshal(a, &all)
			}
			if err != nil {
				t.Fatal(err)
			}
			keys, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (n:Task) RETURN n.key"})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range keys {
				before[row[0].(string)] = true
			}
			if all.TotalCount != len(before) {
				t.Errorf("totalCount is %d, there are %d", all.TotalCount, len(before))
			}
			seen := map[string]int{}
			args := map[bool]string{false: "first: 7", true: "last: 7"}[back]
			for more := true; more; {
				a, _, err := ask(t, r, `{ tasks(`+args+`, orderBy: `+order+`) { edges { node { key } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
				if err != nil {
					t.Fatal(err)
				}
				var p page
				if err := json.Unmarshal(a, &p); err != nil {
					t.Fatal(err)
				}
				for _, e := range p.Edges {
					seen[e.Node.Key]++
				}
				insert("new", 3)
				more, args = p.PageInfo.HasNextPage, `first: 7, after: "`+p.PageInfo.EndCursor+`"`
				if back {
					more, args = p.PageInfo.HasPreviousPage, `last: 7, before: "`+p.PageInfo.StartCursor+`"`
				}
			}
			for k := range before {
				if seen[k] != 1 {
					t.Errorf("%s, backward %t: %s was seen %d times", order, back, k, seen[k])
				}
			}
			for k, n := range seen {
				if n > 1 {
					t.Errorf("%s, backward %t: %s was seen %d times", order, back, k, n)
				}
			}
		}
	}
}

// TestNestedCursor holds a cursor below the root to be a place in the order, for each parent alike.
func TestNestedCursor(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	create := `CREATE (a:Organization {key: 'a'}), (b:Organization {key: 'b'})
FOREACH (i IN range(1, 6) | CREATE (:Organization {key: 'x' + i, name: toString(i), nameOrder: toString(i)})-[:PART_OF]->(a) CREATE (:Organization {key: 'y' + i, name: toString(i), nameOrder: toString(i)})-[:PART_OF]->(b))`
	roomstest.Exec(t, create, nil)
	roomstest.SortKeys(t, r)
	a, _, err := ask(t, r, `{ organization(key: "a") { children(first: 3, orderBy: [{name: ASC}]) { pageInfo { endCursor } } } }`)
	if err != nil {
		t.Fatal(err)
	}
	var first struct {
		Children struct{ PageInfo struct{ EndCursor string } }
	}
	if err := json.Unmarshal(a, &first); err != nil {
		t.Fatal(err)
	}
	a, _, err = ask(t, r, `{ organizations(filter: {key: {in: ["a", "b"]}}) { nodes { key children(first: 2, after: "`+first.Children.PageInfo.EndCursor+`", orderBy: [{name: ASC}]) { nodes { key } } } } }`)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"nodes":[{"key":"a","children":{"nodes":[{"key":"x4"},{"key":"x5"}]}},{"key":"b","children":{"nodes":[{"key":"y3"},{"key":"y4"}]}}]}`
	if diff := cmp.Diff(want, string(a)); diff != "" {
		t.Error(diff)
	}
}
