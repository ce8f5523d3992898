package graph

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/tools/txtar"
)

// ask answers the one root field of a request, for the whole graph.
func ask(t *testing.T, g *Graph, text string) (Answer, []*Error, error) {
	t.Helper()
	doc, errs := gqlparser.LoadQuery(g.mapping.Schema, text)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	f, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		t.Fatalf("no root field in %s", text)
	}
	return g.Answer(t.Context(), Request{Field: f, Selections: f.SelectionSet, Caller: Caller{Role: "ADMIN", Whole: true}})
}

// TestGoldenStatementsRun asks Neo4j to plan each golden statement.
func TestGoldenStatementsRun(t *testing.T) {
	g := open(t)
	files, err := filepath.Glob("testdata/plan/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in := sections(a)
		if in["statement.cypher"] == "" {
			continue
		}
		var params map[string]any
		decode(t, in["params.json"], &params)
		for k, v := range params {
			if n, ok := v.(json.Number); ok {
				i, err := n.Int64()
				if err != nil {
					t.Fatal(err)
				}
				params[k] = i
			}
		}
		if _, err := g.read(t.Context(), Statement{Text: "EXPLAIN " + in["statement.cypher"], Params: params}); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestMissingValues follows a required value that is not there: null climbs to the nearest field that may be
// null, and the error has the path of the value.
func TestMissingValues(t *testing.T) {
	g := open(t)
	create := `CREATE (a:Organization {key: 'a', name: 'A', kind: 'OTHER', version: 1, recordedAt: '2024'}),
(b:Organization {key: 'b', kind: 'OTHER'})-[:PART_OF]->(a), (c:Organization {key: 'c', name: 'C', kind: 'OTHER'})-[:PART_OF]->(b)`
	if err := g.write(t.Context(), create, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ query, want, path string }{
		{`{ organization(key: "c") { name parent { key name } } }`, `{"name":"C","parent":null}`, "organization.parent.name"},
		{`{ organization(key: "a") { name children { nodes { key name } } } }`, `null`, "organization.children.nodes[0].name"},
		{`{ organization(key: "b") { key x: name } }`, `null`, "organization.x"},
		{`{ organizations(orderBy: {key: ASC}) { edges { node { key } } e: edges { node { name } } } }`, `null`, "organizations.e[1].node.name"},
		{`{ organization(key: "b") { key parent { name } } }`, `{"key":"b","parent":{"name":"A"}}`, ""},
	} {
		a, errs, err := ask(t, g, c.query)
		if err != nil {
			t.Fatal(err)
		}
		if a == nil {
			a = Answer("null")
		}
		path := ""
		if len(errs) > 0 {
			path = errs[0].Path.String()
			if errs[0].Code != CodeMissing {
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
	g := open(t)
	rng := rand.New(rand.NewPCG(1, 1))
	shape := Shape{Label: "Task"}
	insert := func(prefix string, n int) {
		var rows []Change
		for i := range n {
			p := map[string]any{"title": "x", "category": "REFORM"}
			if rng.IntN(4) > 0 {
				p["difficulty"] = int64(1 + rng.IntN(5))
			}
			rows = append(rows, Change{Key: fmt.Sprintf("%s%04d", prefix, rng.IntN(1_000_000)*10+i%10), Properties: p})
		}
		if _, err := g.Write(t.Context(), shape, rows, time.Now()); err != nil {
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
			a, _, err := ask(t, g, `{ tasks(first: 1) { totalCount } }`)
			if err == nil {
				err = json.Unmarshal(a, &all)
			}
			if err != nil {
				t.Fatal(err)
			}
			records, err := g.read(t.Context(), Statement{Text: "MATCH (n:Task) RETURN n.key"})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range records {
				before[r.Values[0].(string)] = true
			}
			if all.TotalCount != len(before) {
				t.Errorf("totalCount is %d, there are %d", all.TotalCount, len(before))
			}
			seen := map[string]int{}
			args := map[bool]string{false: "first: 7", true: "last: 7"}[back]
			for more := true; more; {
				a, _, err := ask(t, g, `{ tasks(`+args+`, orderBy: `+order+`) { edges { node { key } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
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
	g := open(t)
	create := `CREATE (a:Organization {key: 'a'}), (b:Organization {key: 'b'})
FOREACH (i IN range(1, 6) | CREATE (:Organization {key: 'x' + i, name: toString(i)})-[:PART_OF]->(a) CREATE (:Organization {key: 'y' + i, name: toString(i)})-[:PART_OF]->(b))`
	if err := g.write(t.Context(), create, nil); err != nil {
		t.Fatal(err)
	}
	a, _, err := ask(t, g, `{ organization(key: "a") { children(first: 3, orderBy: [{name: ASC}]) { pageInfo { endCursor } } } }`)
	if err != nil {
		t.Fatal(err)
	}
	var first struct {
		Children struct{ PageInfo struct{ EndCursor string } }
	}
	if err := json.Unmarshal(a, &first); err != nil {
		t.Fatal(err)
	}
	a, _, err = ask(t, g, `{ organizations(filter: {key: {in: ["a", "b"]}}) { nodes { key children(first: 2, after: "`+first.Children.PageInfo.EndCursor+`", orderBy: [{name: ASC}]) { nodes { key } } } } }`)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"nodes":[{"key":"a","children":{"nodes":[{"key":"x4"},{"key":"x5"}]}},{"key":"b","children":{"nodes":[{"key":"y3"},{"key":"y4"}]}}]}`
	if diff := cmp.Diff(want, string(a)); diff != "" {
		t.Error(diff)
	}
}
