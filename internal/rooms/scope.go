package rooms

import (
	"context"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
)

// Scope is a caller of the command line with these organizations' subtrees in scope, or without any the whole graph.
// One that is not there is an error: a misspelt key would show nothing.
func (r *Rooms) Scope(ctx context.Context, role string, organizations []string) (law.Caller, error) {
	c := law.Caller{Role: role, Whole: len(organizations) == 0}
	if c.Whole {
		return c, nil
	}
	rows, err := r.Store.Read(ctx, law.System, cypher.Statement{Name: "organizations", Text: "UNWIND $p.keys AS k MATCH (o:Organization {key: k}) RETURN k",
		Params: map[string]any{"p": map[string]any{"keys": organizations}}})
	if err != nil {
		return c, message.Errorf("look up organizations: %v", err)
	}
	for _, o := range organizations {
		if !slices.ContainsFunc(rows, func(row []any) bool { return row[0] == o }) {
			return c, message.Errorf("%q is not the key of an organization; give keys of organizations that are in the graph", o)
		}
	}
	c.Units, err = r.Graph.Subtrees(ctx, organizations)
	return c, err
}

// SomeKey is the smallest key of a type's nodes, "" when there is none.
func (r *Rooms) SomeKey(ctx context.Context, t *mapping.Type) (string, error) {
	rows, err := r.Store.Read(ctx, law.System, cypher.Statement{Name: "somekey",
		Text: "MATCH (n:" + cypher.Quote(t.Label) + ") WHERE n.key IS NOT NULL RETURN n.key ORDER BY n.key LIMIT 1"})
	if err != nil || len(rows) == 0 {
		return "", err
	}
	key, _ := rows[0][0].(string)
	return key, nil
}
