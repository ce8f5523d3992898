package graph

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"
)

// Matching gives the keys of the nodes of a type that meet the filter in an argument of a computed root field,
// among those the caller may see; more than most are refused.
func (g *Graph) Matching(ctx context.Context, r Request, typ, argument string, filter map[string]any, most int) ([]string, error) {
	path := ast.Path{ast.PathName(r.Field.Alias), ast.PathName(argument)}
	plan, err := newPlanner(g.mapping, r).matching(g.mapping.types[typ], filter, most, path)
	if err != nil {
		return nil, err
	}
	records, err := g.ask(ctx, plan, r.Caller)
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

// matching plans the keys of the nodes that meet a filter, with one more than are taken.
func (p *planner) matching(t *Type, filter map[string]any, most int, path ast.Path) (*Plan, error) {
	v := p.fresh()
	cond, err := p.filterOf(t, v, filter, path)
	if err != nil {
		return nil, err
	}
	return p.plan(&Keys{Var: v, Label: t.Label, Where: All{p.visible(v, t, nil), cond}, Limit: p.limit(int64(most) + 1)}), nil
}
