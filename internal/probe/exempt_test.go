package probe

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/internal/worldtest"
)

func mapped(t *testing.T) *mapping.Schema {
	t.Helper()
	return worldtest.Law(t).Schema()
}

var exemption = regexp.MustCompile("(?m)^\\| `(\\w+\\.\\w+)` \\| (.+) \\|$")

// exempt reads the fields that docs/security.md lets depend on what is hidden. Each is a field of the schema and has a
// reason.
func exempt(t *testing.T) map[string]bool {
	t.Helper()
	b, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(b), "## What may depend on hidden facts")
	s := mapped(t).SDL
	out := map[string]bool{}
	for _, m := range exemption.FindAllStringSubmatch(section, -1) {
		typ, field, _ := strings.Cut(m[1], ".")
		if s.Types[typ] == nil || s.Types[typ].Fields.ForName(field) == nil {
			t.Errorf("docs/security.md lists %s, which is not a field of the schema", m[1])
		}
		out[m[1]] = true
	}
	if len(out) == 0 {
		t.Fatal("docs/security.md lists no field; has the table another form?")
	}
	return out
}

// masked is an answer without the values of fields that may differ.
func masked(t *testing.T, free map[string]bool, q question, told string) string {
	t.Helper()
	status, body, _ := strings.Cut(told, " ")
	if q.accept != "" {
		return told
	}
	doc, errs := gqlparser.LoadQuery(mapped(t).SDL, q.text)
	if len(errs) > 0 {
		t.Fatalf("%v in %s", errs, q.text)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return told
	}
	mask(free, doc.Operations[0].SelectionSet, answer["data"])
	b, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return status + " " + string(b)
}

func mask(free map[string]bool, of ast.SelectionSet, v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			mask(free, of, x)
		}
	case map[string]any:
		for _, s := range of {
			switch s := s.(type) {
			case *ast.InlineFragment:
				mask(free, s.SelectionSet, v)
			case *ast.Field:
				if free[s.ObjectDefinition.Name+"."+s.Name] {
					v[s.Alias] = nil
					continue
				}
				mask(free, s.SelectionSet, v[s.Alias])
			}
		}
	}
}
