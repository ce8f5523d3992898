// Package schema holds the contract: the SDL with its mapping to the graph as directives.
// It imports nothing of the product.
package schema

import (
	"embed"
	"fmt"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

//go:embed *.graphqls
var files embed.FS

// Sources returns the SDL files, ordered by name.
func Sources() ([]*ast.Source, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("list the schema's files: %w", err)
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
	sources := make([]*ast.Source, 0, len(entries))
	for _, e := range entries {
		b, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, fmt.Errorf("read schema file %s: %w", e.Name(), err)
		}
		sources = append(sources, &ast.Source{Name: e.Name(), Input: string(b)})
	}
	return sources, nil
}

// Load parses and validates the whole SDL. Arguments that it does not describe have the description of all of their name.
func Load() (*ast.Schema, error) {
	sources, err := Sources()
	if err != nil {
		return nil, err
	}
	s, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		return nil, fmt.Errorf("load schema: %w", err)
	}
	describe(s)
	return s, nil
}

// SDL is the whole contract as one text, as served at /schema.graphql: each type once, with all its fields. Tools that
// read a schema from top to bottom, such as Relay's compiler, do not take a type that is extended before it is defined.
func SDL() (string, error) {
	s, err := Load()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(s)
	return b.String(), nil
}
