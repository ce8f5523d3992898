package graph

import (
	"context"
	"fmt"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Subtrees resolves organizations to the keys of all organizations in their subtrees; keys that name none contribute
// nothing.
func (g *Graph) Subtrees(ctx context.Context, roots []string) ([]string, error) {
	rows, err := g.store.Read(ctx, law.System, cypher.Statement{Name: "subtrees", Text: `UNWIND $p.roots AS root
MATCH (o:Organization {key: root})<-[:PART_OF*0..]-(d:Organization)
RETURN DISTINCT d.key`, Params: map[string]any{"p": map[string]any{"roots": roots}}})
	if err != nil {
		return nil, fmt.Errorf("resolve organizations: %w", err)
	}
	units := make([]string, 0, len(rows))
	for _, row := range rows {
		if s, ok := row[0].(string); ok {
			units = append(units, s)
		}
	}
	slices.Sort(units) // Neo4j gives them in any order, and what is kept of answers is found by equal values
	return units, nil
}
