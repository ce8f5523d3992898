// Package walks goes through the graph: search over its texts, paths of evidence between two nodes, and the
// neighbourhood of one. A walk takes no step that its caller may not see.
package walks

import (
	"context"
	"embed"
	"fmt"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/store"
)

//go:embed *.cypher
var files embed.FS

// Walks answers search, path and neighborhood. It is safe for concurrent use.
type Walks struct {
	store *store.Store
	law   *law.Law
	texts *law.Templates
	hub   int // relationships of a node beyond which its neighbours are asked for share by share
}

// New reads the statements.
func New(l *law.Law, st *store.Store) (*Walks, error) {
	texts, err := l.Templates(files, nil)
	if err != nil {
		return nil, err
	}
	return &Walks{store: st, law: l, texts: texts, hub: maxOrdered}, nil
}

func (g *Walks) schema() *mapping.Schema { return g.law.Schema() }

// ask runs a statement that ends in LIMIT $n.
func (g *Walks) ask(ctx context.Context, name string, c law.Caller, p map[string]any, n int) ([][]any, error) {
	s, err := g.texts.Statement(name, c, p)
	if err != nil {
		return nil, err
	}
	s.Params["n"] = n
	rows, err := g.store.Read(ctx, c, s)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", name, err)
	}
	return rows, nil
}
