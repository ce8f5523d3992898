package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bole/internal/access"
)

var operations = regexp.MustCompile("(?s)```graphql\n(.*?)```")

// TestSchemaGuide asks each operation that the schema's documents show, as a role with no rights of its own.
func TestSchemaGuide(t *testing.T) {
	ask := api(t, open(t))
	files, err := filepath.Glob("../docs/schema/*.md")
	if err != nil {
		t.Fatal(err)
	}
	asked, found := 0, 0
	for _, f := range append(files, "../docs/schema.md") {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range operations.FindAllSubmatch(b, -1) {
			data, errs := ask(access.Grant{Role: "ANALYST"}, string(m[1]), nil)
			if len(errs) > 0 {
				t.Errorf("%s: %v in\n%s", f, errs, m[1])
				continue
			}
			asked++
			for _, list := range data.(map[string]any) {
				if nodes, _ := list.(map[string]any)["nodes"].([]any); len(nodes) > 0 {
					found++
				}
			}
		}
	}
	if asked < 29 || found < asked/2 {
		t.Errorf("%d operations were answered, %d with rows", asked, found)
	}
}
