package graph

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"
)

// Matching gives the keys of the nodes of a type that meet the filter in an argument of a computed root field,
// among those the caller may see; more than most are refused.
func (g *Graph) Matching(ctx context.Context, r Request, typ, argument string, filter map[string]any, most int) ([]string, error) {
	p := newPlanner(g.mapping, r)
	t, v := g.mapping.types[typ], p.fresh()
	path := ast.Path{ast.PathName(r.Field.Alias), ast.PathName(argument)}
	cond, err := p.filterOf(t, v, filter, path)
	if err != nil {
		return nil, err
	}
	b := &Keys{Var: v, Label: t.Label, Where: All{p.visible(v, t, nil), cond}, Limit: p.limit(int64(most) + 1)}
	records, err := g.ask(ctx, p.plan(b), r.Caller)
	if err != nil {
		return nil, err
	}
	found, _ := records[0].Values[0].([]any)
	if len(found) > most {
		return nil, refuse(CodeLimit, path, "matches more than %d; narrow the filter", most)
	}
	out := make([]string, len(found))
	for i, k := range found {
		out[i], _ = k.(string)
	}
	return out, nil
}
