package generate

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bole/graph/mapping"
)

// TermsFile holds the Chinese terms that messages say.
var TermsFile = filepath.Join("graph", "message", "terms.json")

// Terms are the Chinese terms of the SDL as JSON: by enum those of its values, by type of nodes those of its fields.
func Terms(sources []*ast.Source) ([]byte, error) {
	all, said := map[string]map[string]string{}, map[string]bool{}
	for _, source := range sources {
		doc, err := parser.ParseSchema(source)
		if err != nil {
			return nil, fmt.Errorf("read the schema's terms:\n%w", err)
		}
		for _, d := range append(doc.Definitions, doc.Extensions...) {
			of := all[d.Name]
			if of == nil {
				of = map[string]string{}
			}
			for _, v := range d.EnumValues {
				of[v.Name], _ = mapping.Described(v.Description)
			}
			if d.Kind == ast.Object {
				for _, f := range d.Fields {
					of[f.Name] = fieldTerm(f)
				}
			}
			all[d.Name] = of
			said[d.Name] = said[d.Name] || d.Kind == ast.Enum || d.Directives.ForName("node") != nil
		}
	}
	maps.DeleteFunc(all, func(name string, _ map[string]string) bool { return !said[name] })
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

func writeTerms(sources []*ast.Source) error {
	text, err := Terms(sources)
	if err != nil {
		return err
	}
	if err := os.WriteFile(TermsFile, text, 0o644); err != nil {
		return fmt.Errorf("write the schema's terms: %w", err)
	}
	return nil
}
