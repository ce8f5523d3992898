package graph

import (
	"context"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/render"
)

// Query is what a root field is computed from.
type Query struct {
	Caller   Caller
	Args     map[string]any
	Path     ast.Path // of the root field
	graph    *Graph
	binding  plan.Binding
	matching map[string]*plan.Matching
}

// Matching gives the keys of the nodes that meet the filter in an argument, among those the caller may see; more than most
// are refused.
func (q Query) Matching(ctx context.Context, argument string, most int) ([]string, error) {
	m := q.matching[argument]
	if m == nil {
		return nil, fmt.Errorf("the argument %s is not a filter", argument)
	}
	rows, err := q.graph.ask(ctx, q.Caller, m.Statement(most, q.binding))
	if err != nil {
		return nil, err
	}
	found, _ := rows[0][0].([]any)
	if len(found) > most {
		return nil, refuse(CodeLimit, below(q.Path, argument), "matches more than %d; narrow the filter", most).Hit("matching")
	}
	out := make([]string, len(found))
	for i, k := range found {
		out[i], _ = k.(string)
	}
	return out, nil
}

// Query is what the root field with a response key is computed from.
func (g *Graph) Query(ctx context.Context, key string) (Query, error) {
	o, r, err := rootOf(ctx, key)
	if err != nil {
		return Query{}, err
	}
	return g.query(o, r), nil
}

func (g *Graph) query(o *Operation, r *plan.Root) Query {
	q := Query{Caller: o.caller, Path: slices.Clone(r.Path), graph: g, binding: o.binding}
	if r.Value != nil { // the planner's own fields bind their arguments in the plan
		q.Args, q.matching = o.binding.Args(r.Value.Args), r.Value.Matching
	}
	return q
}

// Root computes a root field's value; of a field that is a list, []any.
type Root func(ctx context.Context, q Query) (any, error)

// Compute answers a root field from a value that compute makes from the field's arguments; see Object.
func (g *Graph) Compute(ctx context.Context, key string, compute Root) (Answer, []*Error, error) {
	answers, errs, err := g.compute(ctx, key, func(ctx context.Context, q Query) ([]any, error) {
		v, err := compute(ctx, q)
		return []any{v}, err
	}, false)
	if err != nil {
		return nil, nil, err
	}
	return answers[0], errs, nil
}

// ComputeAll is Compute for root fields that are lists.
func (g *Graph) ComputeAll(ctx context.Context, key string, compute Root) ([]Answer, []*Error, error) {
	return g.compute(ctx, key, func(ctx context.Context, q Query) ([]any, error) {
		v, err := compute(ctx, q)
		if err != nil {
			return nil, err
		}
		list, ok := v.([]any)
		if !ok && v != nil {
			return nil, fmt.Errorf("root field %s is a list and was computed as %T", key, v)
		}
		return list, nil
	}, true)
}

func (g *Graph) compute(ctx context.Context, key string, compute func(context.Context, Query) ([]any, error), list bool) ([]Answer, []*Error, error) {
	o, r, err := rootOf(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	values, err := compute(ctx, g.query(o, r))
	if err != nil {
		return nil, nil, refusal.At(err, r.Path)
	}
	answers := make([]Answer, len(values))
	errs, err := g.settle(ctx, o, r, func(s *render.State) ([]*Error, error) {
		var all []*Error
		for i, v := range values {
			path := r.Path
			if list {
				path = below(path, i)
			}
			b, errs, err := s.Value(v, r.Value.Of, list, path)
			if err != nil {
				return nil, refusal.At(err, path)
			}
			answers[i], all = b, append(all, errs...)
		}
		return all, nil
	})
	return answers, errs, err
}
