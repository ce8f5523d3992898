package walks

import (
	"context"
	"maps"
	"slices"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/graph/refusal"
)

// Bounds of paths; docs/limits.md names them.
const (
	maxPathLength  = 6
	maxPaths       = 100
	maxPathSteps   = 10_000    // relationships looked at, of those the caller sees
	maxUnseenSteps = 1_000_000 // relationships looked at to count those the caller sees, for one step
	maxPathTries   = 500_000   // nodes tried while paths are put together
)

// pathSearch looks for paths from both ends at once.
type pathSearch struct {
	*walk
	ends     [2]*reached
	dist     [2]map[string]int // from each end, as far as it was walked
	depth    [2]int            // how far that is
	frontier [2][]*reached
	looked   int64
	complete bool
	whole    bool                // one end's walk came to where nothing leads on
	next     map[string][]string // neighbours along walked relationships
	between  map[[2]string][]step
	tries    int
}

// Path answers path.
func (g *Walks) Path(ctx context.Context, q graph.Query) (any, error) {
	args, root := q.Args, q.Path
	most, err := within(args, "maxLength", maxPathLength, root)
	if err != nil {
		return nil, err
	}
	first, err := within(args, "first", maxPaths, root)
	if err != nil {
		return nil, err
	}
	s := &pathSearch{walk: g.between(q.Caller, args), complete: true, between: map[[2]string][]step{}, next: map[string][]string{}}
	for i, name := range []string{"from", "to"} {
		if s.ends[i], err = s.begin(ctx, args[name], refusal.Below(root, name)); err != nil {
			return nil, err
		}
		if s.ends[i] != nil {
			s.except = append(s.except, s.ends[i].id)
		}
	}
	var paths [][]string
	if s.ends[0] != nil && s.ends[1] != nil && s.ends[0].id != s.ends[1].id {
		if err := s.grow(ctx, most, args["mode"] == "ALL"); err != nil {
			return nil, err
		}
		paths = s.paths(most, first, args["mode"] == "ALL")
	}
	return s.result(ctx, paths, first)
}

// between prepares the walk of a search: along what is asked for, otherwise past what is shared.
func (g *Walks) between(c law.Caller, args map[string]any) *walk {
	if args["via"] != nil {
		return g.newWalk(c, args["via"])
	}
	var ends []*mapping.Type
	for _, name := range []string{"from", "to"} {
		id, _ := args[name].(string)
		if typ, _, ok := plan.SplitID(id); ok {
			ends = append(ends, g.schema().Type(typ))
		}
	}
	return g.pastShared(c, ends)
}

// grow walks from the ends, always on from the cheaper side, until the walks together are as long as a path may
// be, or for the shortest until they meet.
func (s *pathSearch) grow(ctx context.Context, most int, all bool) error {
	for i, end := range s.ends {
		s.dist[i] = map[string]int{end.id: 0}
		s.frontier[i] = []*reached{end}
	}
	for s.depth[0]+s.depth[1] < most {
		side, cost, ok, err := s.cheaper(ctx)
		if err != nil {
			return err
		}
		if len(s.frontier[side]) == 0 { // all that hangs together with this end is known
			s.whole = true
			return nil
		}
		if !ok || s.looked+cost > maxPathSteps {
			s.complete = false
			return nil
		}
		s.looked += cost
		if err := s.advance(ctx, side); err != nil {
			return err
		}
		if !all && s.met() {
			return nil
		}
	}
	return nil
}

// cheaper is the side from which fewer relationships lead on, of those the caller sees: nothing else has a part in
// where a walk stops.
func (s *pathSearch) cheaper(ctx context.Context) (side int, cost int64, ok bool, err error) {
	for i := range s.frontier {
		n, known, err := s.weigh(ctx, s.frontier[i])
		if err != nil {
			return 0, 0, false, err
		}
		if known && (!ok || n < cost) {
			side, cost, ok = i, n, true
		}
	}
	return side, cost, ok, nil
}

// advance takes one step from all of one side's outermost nodes.
func (s *pathSearch) advance(ctx context.Context, side int) error {
	before := len(s.steps)
	s.depth[side]++
	cut, err := s.expand(ctx, s.frontier[side], s.depth[side], maxPathSteps)
	if err != nil {
		return err
	}
	s.complete = s.complete && !cut
	if len(s.steps) != before {
		s.link()
	}
	var outer []*reached
	for _, n := range s.frontier[side] {
		for _, id := range s.next[n.id] {
			if _, known := s.dist[side][id]; known {
				continue
			}
			s.dist[side][id] = s.depth[side]
			if id != s.ends[1-side].id { // no path goes through its own end
				outer = append(outer, s.nodes[id])
			}
		}
	}
	s.frontier[side] = outer
	return nil
}

// link joins each node to its neighbours, in the order of types and keys.
func (s *pathSearch) link() {
	clear(s.next)
	clear(s.between)
	for _, x := range s.steps {
		for _, pair := range [][2]string{{x.from, x.to}, {x.to, x.from}} {
			if s.between[pair] == nil {
				s.next[pair[0]] = append(s.next[pair[0]], pair[1])
			}
			s.between[pair] = append(s.between[pair], x)
			if x.from == x.to {
				break
			}
		}
	}
	for _, ids := range s.next {
		slices.SortFunc(ids, func(a, b string) int { return compareReached(s.nodes[a], s.nodes[b]) })
	}
}

// met reports whether the two walks have a node in common.
func (s *pathSearch) met() bool {
	for id := range s.dist[0] {
		if _, ok := s.dist[1][id]; ok {
			return true
		}
	}
	return false
}

// paths gives one path more than first, shorter ones first.
func (s *pathSearch) paths(most, first int, all bool) [][]string {
	var out [][]string
	longest := min(most, s.depth[0]+s.depth[1])
	if s.whole {
		longest = most
	}
	for length := 1; length <= longest && len(out) <= first; length++ {
		s.extend([]string{s.ends[0].id}, length, first, &out)
		if !all && len(out) > 0 {
			break
		}
	}
	return out
}

// extend tries all ways on from a path that is to take left steps more.
func (s *pathSearch) extend(path []string, left, first int, out *[][]string) {
	at := path[len(path)-1]
	if left == 0 {
		if at == s.ends[1].id {
			*out = append(*out, slices.Clone(path))
		}
		return
	}
	for _, id := range s.next[at] {
		if len(*out) > first {
			return
		}
		if s.tries++; s.tries > maxPathTries {
			s.complete = false
			return
		}
		// Nodes the other end's walk did not come to are farther from it than it went.
		d, known := s.dist[1][id]
		if known && d > left-1 || !known && left-1 <= s.depth[1] || slices.Contains(path, id) || id == s.ends[1].id && left > 1 {
			continue
		}
		s.extend(append(path, id), left-1, first, out)
	}
}

func (s *pathSearch) result(ctx context.Context, paths [][]string, first int) (any, error) {
	truncated := len(paths) > first
	paths = paths[:min(first, len(paths))]
	var nodes []*reached
	var steps []step
	at := map[string]int{}
	taken := map[string]bool{}
	for _, p := range paths {
		for j, id := range p {
			if _, known := at[id]; !known {
				at[id] = len(nodes)
				nodes = append(nodes, s.nodes[id])
			}
			if j == 0 {
				continue
			}
			for _, x := range s.between[[2]string{p[j-1], id}] {
				if !taken[x.id] {
					taken[x.id] = true
					steps = append(steps, x)
				}
			}
		}
	}
	objects, edges, err := s.drawn(ctx, nodes, steps)
	if err != nil {
		return nil, err
	}
	between := map[[2]string][]any{}
	for _, e := range edges {
		pair := [2]string{e.from, e.to}
		between[pair] = append(between[pair], e.Object)
		if e.from != e.to {
			pair = [2]string{e.to, e.from}
			between[pair] = append(between[pair], e.Object)
		}
	}
	list := make([]any, 0, len(paths))
	for _, p := range paths {
		var on, along []any
		for depth, id := range p {
			o, _ := objects[at[id]].(graph.Object)
			fields := maps.Clone(o.Fields)
			fields["depth"] = int64(depth)
			on = append(on, graph.Object{Type: "GraphNode", Fields: fields})
		}
		for j := 1; j < len(p); j++ {
			along = append(along, between[[2]string{p[j-1], p[j]}]...)
		}
		list = append(list, graph.Object{Type: "Path", Fields: map[string]any{"length": int64(len(p) - 1), "nodes": on, "edges": along}})
	}
	return graph.Object{Type: "Paths", Fields: map[string]any{"paths": list, "truncated": truncated, "complete": s.complete,
		"via": anys(s.via), "around": anys(s.around)}}, nil
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}
