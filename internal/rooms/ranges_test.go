package rooms

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/schema"
)

// mostRanges is how many range indexes the schema may ask for; the system's own come to it (TestOwnRanges of
// graph/store), 110 in all.
const mostRanges = 94

// TestRanges holds how many range indexes there are, and that a question reads each: a list in the order of its
// property, or a count in the scope that it is for.
func TestRanges(t *testing.T) {
	m := mapped(t)
	lists := map[*mapping.Type]*ast.FieldDefinition{}
	for _, f := range m.SDL.Query.Fields {
		if c := m.Connected(f.Type.Name()); c != nil && f.Arguments.ForName("orderBy") != nil {
			lists[c] = f
		}
	}
	n := 0
	for _, typ := range m.Nodes() {
		ordered := map[string]string{}
		for _, f := range typ.Orders() {
			ordered[f.SortProperty()] = f.Name
		}
		for _, r := range ranges(m, typ) {
			n++
			property := strings.Trim(r[0], "`")
			name := lists[typ].Name
			caller, query := law.Caller{Role: "AUDITOR", Whole: true}, fmt.Sprintf("{ %s(orderBy: {%s: ASC}) { nodes { key } } }", name, ordered[property])
			want := fmt.Sprintf("v1.%s IS NOT NULL AND v1.key IS NOT NULL\n  WITH v1 ORDER BY v1.%[1]s, v1.key", r[0])
			switch property {
			case "unit":
				caller, query, want = law.Caller{Role: "AUDITOR", Units: []string{"u"}}, "{ "+name+" { totalCount } }", "MATCH (v1:"+cypher.Quote(typ.Label)+") WHERE v1.unit IN "
			case law.OwnerKey:
				caller, query, want = law.Caller{Role: law.Subject, Self: "c"}, "{ "+name+" { totalCount } }", "MATCH (v1:"+cypher.Quote(typ.Label)+") WHERE v1.cadreKey IN "
			}
			if text := planned(t, m, caller, query); !strings.Contains(strings.ReplaceAll(text, "    ", "  "), want) {
				t.Errorf("%s is not read by %s:\n%s", r.name(typ), query, text)
			}
		}
	}
	if n > mostRanges {
		t.Errorf("%d range indexes are made, and %d may be; say indexed: false where lists are seldom ordered so", n, mostRanges)
	}
	if n < 80 {
		t.Errorf("only %d range indexes; nothing is tested", n)
	}
}

// TestOwnNodesWithoutIndex has an official ask for each list of own nodes: where no index on the owner stands behind
// it, the statement begins with the official.
func TestOwnNodesWithoutIndex(t *testing.T) {
	m := mapped(t)
	own := 0
	for _, f := range m.SDL.Query.Fields {
		typ := m.Connected(f.Type.Name())
		if typ == nil || typ.Scope != mapping.Own {
			continue
		}
		own++
		text := planned(t, m, law.Caller{Role: law.Subject, Self: "c"}, "{ "+f.Name+" { totalCount nodes { key } } }")
		way := "v1.key IN $p."
		if typ != m.Owner() {
			way = "->(v2:Cadre) WHERE v2.key IN $p."
		}
		indexed := slices.ContainsFunc(ranges(m, typ), func(r rangeIndex) bool { return r[0] == law.OwnerKey })
		if led := strings.Count(strings.ReplaceAll(text, ")\n    WHERE", ") WHERE"), way); indexed == (led > 0) {
			t.Errorf("%s: index on the owner: %v, ways from the owner: %d\n%s", f.Name, indexed, led, text)
		}
	}
	if own < 10 {
		t.Errorf("only %d lists of own nodes; nothing is tested", own)
	}
}

func mapped(t *testing.T) *mapping.Schema {
	t.Helper()
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Read(sdl)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// planned is the statement of a list.
func planned(t *testing.T, m *mapping.Schema, c law.Caller, query string) string {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if errs := validator.ValidateWithRules(m.SDL, doc, nil); len(errs) > 0 {
		t.Fatalf("%s: %v", query, errs)
	}
	f, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		t.Fatalf("%s is no field", query)
	}
	root, err := plan.Request{Field: f, Selections: []ast.SelectionSet{f.SelectionSet}, Caller: c}.Plan(law.New(m), m.SDL.Query, plan.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return root.Page.Plan.Text
}
