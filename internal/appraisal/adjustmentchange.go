package appraisal

import (
	"maps"
	"slices"

	"bole/graph"
	"bole/internal/judge/adjustment"
)

// moveOf is where an official stands in a plan, false where nowhere.
func (p *proposal) moveOf(cadre string) (int, bool) {
	i := slices.IndexFunc(p.Moves, func(m adjustment.Move) bool { return m.Cadre.Key == cadre })
	return i, i >= 0
}

// officials are those who move otherwise in another plan.
func (p *proposal) officials(after *proposal) []any {
	keys := map[string]bool{}
	for _, plan := range []*proposal{p, after} {
		for _, m := range plan.Moves {
			keys[m.Cadre.Key] = true
		}
	}
	out := []any{}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		i, was := p.moveOf(key)
		j, is := after.moveOf(key)
		if was && is && p.Moves[i].To == after.Moves[j].To && slices.Equal(distinct(p.Moves[i].Leaves), distinct(after.Moves[j].Leaves)) {
			continue
		}
		fields := map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: key}, "before": nil, "after": nil}
		if was {
			fields["before"] = p.moves[i]
		}
		if is {
			fields["after"] = after.moves[j]
		}
		out = append(out, graph.Object{Type: "AdjustmentOfficialChange", Fields: fields})
	}
	return out
}

// filled is how many hold a post after the plan, whether it touches the post or not.
func (p *proposal) filled(key string) int {
	if q := p.Post(key); q != nil {
		return q.After
	}
	taken, _ := p.day.Places(key)
	return taken
}

// posts are those held by another number after another plan.
func (p *proposal) posts(after *proposal) []any {
	keys := map[string]bool{}
	for _, plan := range []*proposal{p, after} {
		for i := range plan.Posts {
			keys[plan.Posts[i].Position.Key] = true
		}
	}
	out := []any{}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if was, is := p.filled(key), after.filled(key); was != is {
			out = append(out, graph.Object{Type: "AdjustmentPostChange", Fields: map[string]any{"position": graph.Ref{Type: "Position", Key: key}, "before": int64(was), "after": int64(is)}})
		}
	}
	return out
}

// seat tells members of a body apart.
type seat struct{ cadre, position string }

// changed are the bodies that others make up after another plan. A body that one plan leaves alone is as it stands.
func (p *proposal) changed(after *proposal) []any {
	bodies := map[string][2][]adjustment.Member{}
	for side, plan := range []*proposal{p, after} {
		for _, b := range plan.Bodies {
			pair, known := bodies[b.Organization]
			if !known {
				pair = [2][]adjustment.Member{b.Before, b.Before}
			}
			pair[side] = b.After
			bodies[b.Organization] = pair
		}
	}
	out := []any{}
	for _, key := range slices.Sorted(maps.Keys(bodies)) {
		pair := bodies[key]
		was, is := p.members(without(pair[0], pair[1])), p.members(without(pair[1], pair[0]))
		if len(was)+len(is) > 0 {
			out = append(out, graph.Object{Type: "AdjustmentBodyChange", Fields: map[string]any{"organization": graph.Ref{Type: "Organization", Key: key}, "onlyBefore": was, "onlyAfter": is}})
		}
	}
	return out
}

// without leaves out those who are in other.
func without(of, other []adjustment.Member) []adjustment.Member {
	in := map[seat]bool{}
	for _, m := range other {
		in[seat{m.Cadre.Key, m.Position.Key}] = true
	}
	return slices.DeleteFunc(slices.Clone(of), func(m adjustment.Member) bool { return in[seat{m.Cadre.Key, m.Position.Key}] })
}
