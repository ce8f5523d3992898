package law_test

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
)

// TestKindsReadTheirStates: two roles that are kept from one state each, but not from the same one, share no statement.
func TestKindsReadTheirStates(t *testing.T) {
	directives, err := os.ReadFile("../../schema/directives.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	sdl, err := gqlparser.LoadSchema(&ast.Source{Name: "directives.graphqls", Input: string(directives)}, &ast.Source{Name: "own.graphqls", Input: `
type Cadre implements Node @node(label: "Cadre", scope: OWN)
  @pending(field: "state", values: ["NEW"], from: [ANALYST]) @pending(field: "state", values: ["OLD"], from: [SERVICE]) { id: ID! state: String }`})
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Read(sdl)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := law.New(m).Templates(fstest.MapFS{"all.cypher": {Data: []byte(`MATCH {{node "c:Cadre"}} RETURN c`)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[string]string{
		"ANALYST": "MATCH (c:Cadre WHERE NOT coalesce(c.state IN ['NEW'], false)) RETURN c",
		"SERVICE": "MATCH (c:Cadre WHERE NOT coalesce(c.state IN ['OLD'], false)) RETURN c",
		"ADMIN":   "MATCH (c:Cadre) RETURN c",
	} {
		s, err := texts.Statement("all", law.Caller{Role: role, Whole: true}, map[string]any{})
		if err != nil || s.Text != want {
			t.Errorf("%s: %q, %v; want %q", role, s.Text, err, want)
		}
	}
}
