package graph

import (
	"context"
)

// subtrees gives the keys of organizations and all below them.
const subtrees = `UNWIND $p.roots AS root
MATCH (o:Organization {key: root})<-[:PART_OF*0..]-(d:Organization)
RETURN collect(DISTINCT d.key)`

// Subtrees resolves organizations to the keys of all organizations in their subtrees; keys that name none
// contribute nothing.
func (g *Graph) Subtrees(ctx context.Context, roots []string) ([]string, error) {
	records, err := g.read(ctx, Statement{Text: subtrees, Params: map[string]any{"p": map[string]any{"roots": roots}}})
	if err != nil {
		return nil, err
	}
	found, _ := records[0].Values[0].([]any)
	units := make([]string, 0, len(found))
	for _, u := range found {
		if s, ok := u.(string); ok {
			units = append(units, s)
		}
	}
	return units, nil
}
