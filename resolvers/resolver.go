// Package resolvers answers root fields: each resolver asks a room and returns its answer.
package resolvers

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/internal/access"
	"bole/internal/appraisal"
)

// Resolver holds the rooms the resolvers ask.
type Resolver struct {
	Graph     *graph.Graph
	Appraiser *appraisal.Appraiser
}

// answer hands the root field to the planner.
func (r *queryResolver) answer(ctx context.Context) (graph.Answer, error) {
	return ask(ctx, r.Graph.Answer)
}

// answers is answer for root fields that are lists.
func (r *queryResolver) answers(ctx context.Context) ([]graph.Answer, error) {
	return ask(ctx, r.Graph.Answers)
}

// ask hands the root field to what answers it.
func ask[A graph.Answer | []graph.Answer](ctx context.Context, answer func(context.Context, graph.Request) (A, []*graph.Error, error)) (A, error) {
	q, err := request(ctx)
	if err != nil {
		return nil, err
	}
	a, errs, err := answer(ctx, q)
	add(ctx, errs)
	return a, Present(err)
}

func request(ctx context.Context) (graph.Request, error) {
	caller, ok := access.From(ctx)
	if !ok {
		return graph.Request{}, errors.New("a root field was reached without a caller")
	}
	f := graphql.GetFieldContext(ctx).Field
	return graph.Request{
		Field: f.Field, Selections: f.Selections,
		Variables: graphql.GetOperationContext(ctx).Variables, Caller: caller,
	}, nil
}

func add(ctx context.Context, errs []*graph.Error) {
	for _, e := range errs {
		graphql.AddError(ctx, Present(e))
	}
}

// Present turns an error of the graph into GraphQL's form, its code in the extensions and the response path
// it belongs to; any other error passes, to be shown as INTERNAL.
func Present(err error) error {
	var e *graph.Error
	if !errors.As(err, &e) {
		return err
	}
	out := &gqlerror.Error{Err: err, Message: e.Error(), Extensions: map[string]any{"code": string(e.Code)}}
	if len(e.Path) > 0 {
		out.Path = append(ast.Path(nil), e.Path...)
	}
	return out
}
