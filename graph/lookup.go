package graph

import (
	"context"
	"fmt"
)

// Known gives those of the keys that are nodes with the label.
func (g *Graph) Known(ctx context.Context, label string, keys []string) (map[string]bool, error) {
	records, err := g.read(ctx, Statement{
		Text:   "UNWIND $p.keys AS k MATCH (n:" + quoted(label) + " {key: k}) RETURN n.key",
		Params: map[string]any{"p": map[string]any{"keys": keys}},
	})
	if err != nil {
		return nil, fmt.Errorf("look up keys of %s: %w", label, err)
	}
	out := make(map[string]bool, len(records))
	for _, r := range records {
		if k, ok := r.Values[0].(string); ok {
			out[k] = true
		}
	}
	return out, nil
}

// Ancestors gives the parent of each of the nodes and of all above them, by key.
func (g *Graph) Ancestors(ctx context.Context, label string, keys []string) (map[string]string, error) {
	l := quoted(label)
	records, err := g.read(ctx, Statement{
		Text:   "UNWIND $p.keys AS k MATCH (:" + l + " {key: k})-[:PART_OF*0..]->(c:" + l + ")-[:PART_OF]->(p:" + l + ") RETURN DISTINCT c.key, p.key",
		Params: map[string]any{"p": map[string]any{"keys": keys}},
	})
	if err != nil {
		return nil, fmt.Errorf("look up parents of %s: %w", label, err)
	}
	out := make(map[string]string, len(records))
	for _, r := range records {
		child, _ := r.Values[0].(string)
		parent, _ := r.Values[1].(string)
		out[child] = parent
	}
	return out, nil
}

// Blank reports whether the graph holds no node but those of the system itself.
func (g *Graph) Blank(ctx context.Context) (bool, error) {
	records, err := g.read(ctx, Statement{Text: "MATCH (n) WHERE NOT n:Migration|DataVersion RETURN 1 LIMIT 1"})
	return len(records) == 0, err
}

// FirstKey is the smallest key of a label, "" when there is none.
func (g *Graph) FirstKey(ctx context.Context, label string) (string, error) {
	records, err := g.read(ctx, Statement{Text: "MATCH (n:" + quoted(label) + ") WHERE n.key IS NOT NULL RETURN n.key ORDER BY n.key LIMIT 1"})
	if err != nil || len(records) == 0 {
		return "", err
	}
	key, _ := records[0].Values[0].(string)
	return key, nil
}
