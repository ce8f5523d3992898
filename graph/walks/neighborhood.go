package walks

import (
	"context"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/refusal"
)

// Bounds of a neighborhood; docs/limits.md names them.
const (
	maxNeighbourDepth = 3
	maxNeighbours     = 100  // of one node
	maxNeighbourhood  = 1000 // nodes in all
)

// Neighborhood answers neighborhood: step by step, each node with the first of its neighbours only, so that no hub
// fills the answer.
func (g *Walks) Neighborhood(ctx context.Context, q graph.Query) (any, error) {
	args, root := q.Args, q.Path
	depth, err := within(args, "depth", maxNeighbourDepth, root)
	if err != nil {
		return nil, err
	}
	limit, err := within(args, "limit", maxNeighbours, root)
	if err != nil {
		return nil, err
	}
	w := g.newWalk(q.Caller, args["kinds"], false)
	begin, err := w.begin(ctx, args["of"], refusal.Below(root, "of"))
	if err != nil || begin == nil {
		return nil, err
	}
	nodes, truncated := []*reached{begin}, false
	from := nodes
	for d := 1; d <= depth && len(from) > 0; d++ {
		fresh, _, err := w.expand(ctx, from, d, limit, 0)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(fresh, compareReached)
		if room := maxNeighbourhood - len(nodes); len(fresh) > room {
			for _, n := range fresh[room:] {
				delete(w.nodes, n.id)
			}
			fresh, truncated = fresh[:room], true
		}
		nodes, from = append(nodes, fresh...), fresh
	}
	for _, n := range nodes {
		truncated = truncated || n.more
	}
	return w.neighbourhood(ctx, nodes, truncated)
}

func (w *walk) neighbourhood(ctx context.Context, nodes []*reached, truncated bool) (any, error) {
	var steps []step
	for _, s := range w.steps {
		if w.nodes[s.from] != nil && w.nodes[s.to] != nil {
			steps = append(steps, s)
		}
	}
	objects, drawn, err := w.drawn(ctx, nodes, steps)
	if err != nil {
		return nil, err
	}
	edges := make([]any, len(drawn))
	for i, e := range drawn {
		edges[i] = e.Object
	}
	return graph.Object{Type: "Neighborhood", Fields: map[string]any{"nodes": objects, "edges": edges, "truncated": truncated}}, nil
}

// within reads a whole number of an argument and refuses what is outside 1 to most.
func within(args map[string]any, name string, most int64, path ast.Path) (int, error) {
	n, _ := args[name].(int64)
	if n < 1 || n > most {
		return 0, refusal.Of(refusal.BadInput, refusal.Below(path, name), "is outside 1 to %d; ask for less", most)
	}
	return int(n), nil
}
