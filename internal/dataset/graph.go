package dataset

import (
	"context"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/table"
)

// Graph is what a dataset goes into and comes out of.
type Graph struct {
	Store  *store.Store // nil for a graph that is to be made, which holds nothing
	Law    *law.Law
	Checks map[string]table.Check // by table, what only other rooms know of its rows
	Steps  []string               // what later versions do to graphs of earlier ones, and need not do to one that is made of files
}

// known gives those of the keys that are nodes with the label.
func (g Graph) known(ctx context.Context, label string, keys []string) (map[string]bool, error) {
	if g.Store == nil {
		return nil, nil
	}
	rows, err := g.Store.Read(ctx, law.System, cypher.Statement{Name: "known",
		Text: "UNWIND $p.keys AS k MATCH (n:" + cypher.Quote(label) + " {key: k}) RETURN n.key", Params: map[string]any{"p": map[string]any{"keys": keys}}})
	if err != nil {
		return nil, message.Errorf("look up keys of %s: %v", label, err)
	}
	out := make(map[string]bool, len(rows))
	for _, row := range rows {
		if k, ok := row[0].(string); ok {
			out[k] = true
		}
	}
	return out, nil
}

// ancestors gives the parent of each of the nodes and of all above them, by key.
func (g Graph) ancestors(ctx context.Context, label string, keys []string) (map[string]string, error) {
	if g.Store == nil {
		return nil, nil
	}
	l := cypher.Quote(label)
	rows, err := g.Store.Read(ctx, law.System, cypher.Statement{Name: "ancestors",
		Text:   "UNWIND $p.keys AS k MATCH (:" + l + " {key: k})-[:PART_OF*0..]->(c:" + l + ")-[:PART_OF]->(p:" + l + ") RETURN DISTINCT c.key, p.key",
		Params: map[string]any{"p": map[string]any{"keys": keys}}})
	if err != nil {
		return nil, message.Errorf("look up parents of %s: %v", label, err)
	}
	out := make(map[string]string, len(rows))
	for _, row := range rows {
		child, _ := row[0].(string)
		out[child], _ = row[1].(string)
	}
	return out, nil
}
