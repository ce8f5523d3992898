package walks

import (
	"context"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/refusal"
)

// Bounds of a neighborhood; docs/limits.md names them.
const (
	maxNeighbourDepth = 3
	maxNeighbours     = 100    // of one node
	maxNeighbourhood  = 1000   // nodes in all
	maxOrdered        = 10_000 // relationships of one share that are put in order, for all nodes of a step together
	leastOrdered      = 1000   // and of one node in any case, so that ordinary nodes are no hubs
)

// Neighborhood answers neighborhood: step by step, each node with some of its neighbours, which its relationships give
// in turn, so that neither a hub nor what there is most of fills the answer.
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
	h := &neighbourhood{walk: g.newWalk(q.Caller, args["kinds"]), parts: map[string][]part{}, pairs: map[[2]string]bool{}}
	begin, err := h.begin(ctx, args["of"], refusal.Below(root, "of"))
	if err != nil || begin == nil {
		return nil, err
	}
	h.all = []*reached{begin}
	from := h.all
	for d := 1; d <= depth && len(from) > 0; d++ {
		if from, err = h.step(ctx, from, d, limit); err != nil {
			return nil, err
		}
	}
	return h.result(ctx)
}

// neighbourhood is a walk that goes everywhere around a node.
type neighbourhood struct {
	*walk
	all   []*reached         // in the order of the answer
	parts map[string][]part  // by the node that was gone on from
	pairs map[[2]string]bool // nodes, by id, and the neighbours that were taken of them
}

// step goes on from nodes to at most limit neighbours of each, and gives those that are new.
func (h *neighbourhood) step(ctx context.Context, from []*reached, depth, limit int) ([]*reached, error) {
	parts, err := h.partsOf(ctx, from, limit, max(maxOrdered/len(from), leastOrdered))
	if err != nil {
		return nil, err
	}
	var fresh []neighbour
	at := map[string]int{}
	for _, n := range from {
		h.parts[n.id] = parts[n.id]
		for _, m := range inTurn(parts[n.id], limit) {
			h.pairs[[2]string{min(n.id, m.id), max(n.id, m.id)}] = true
			if h.nodes[m.id] != nil {
				continue
			}
			if i, again := at[m.id]; again {
				fresh[i].turn = min(fresh[i].turn, m.turn)
				continue
			}
			at[m.id] = len(fresh)
			fresh = append(fresh, m)
		}
	}
	// Where there is no room for all, those go that came late in their turns.
	slices.SortStableFunc(fresh, func(a, b neighbour) int { return a.turn - b.turn })
	fresh = fresh[:min(len(fresh), maxNeighbourhood-len(h.all))]
	reach := make([]*reached, len(fresh))
	for i, m := range fresh {
		reach[i] = &reached{id: m.id, typ: m.typ, key: m.key, depth: depth}
		h.nodes[m.id] = reach[i]
	}
	slices.SortFunc(reach, compareReached)
	h.all = append(h.all, reach...)
	return reach, nil
}

// join asks for the relationships between nodes of the answer and the neighbours that were taken of them.
func (h *neighbourhood) join(ctx context.Context) error {
	var pairs []any
	for p := range h.pairs {
		if h.nodes[p[0]] != nil && h.nodes[p[1]] != nil {
			pairs = append(pairs, []any{p[0], p[1]})
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	// In a subquery of its own the step begins at the end with fewer relationships; otherwise all of a hub's are read, once for each pair.
	text := "UNWIND $p.pairs AS pair MATCH (n) WHERE elementId(n) = pair[0] MATCH (m) WHERE elementId(m) = pair[1]\n" +
		"CALL (n, m) { MATCH (n)-[r:" + h.rels() + "]-(m) WHERE true" + h.barred() + " RETURN r }\nRETURN pair[1], pair[0], elementId(r), type(r), startNode(r) = n"
	rows, err := h.run(ctx, text, map[string]any{"pairs": pairs}, 0)
	if err != nil {
		return err
	}
	for _, row := range rows {
		far, _ := row[0].(string)
		h.went(far, row[1:])
	}
	return nil
}

func (h *neighbourhood) result(ctx context.Context) (any, error) {
	if err := h.join(ctx); err != nil {
		return nil, err
	}
	steps := slices.Collect(maps.Values(h.steps))
	left := h.leftOut(h.all, h.parts, steps)
	objects, drawn, err := h.drawn(ctx, h.all, steps)
	if err != nil {
		return nil, err
	}
	edges := make([]any, len(drawn))
	for i, e := range drawn {
		edges[i] = e.Object
	}
	return graph.Object{Type: "Neighborhood", Fields: map[string]any{"nodes": objects, "edges": edges, "truncated": len(left) > 0, "leftOut": left}}, nil
}

// within reads a whole number of an argument and refuses what is outside 1 to most.
func within(args map[string]any, name string, most int64, path ast.Path) (int, error) {
	n, _ := args[name].(int64)
	if n < 1 || n > most {
		return 0, refusal.Of(refusal.BadInput, refusal.Below(path, name), "is outside 1 to %d; ask for less", most)
	}
	return int(n), nil
}
