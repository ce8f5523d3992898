// Package resolvers answers root fields: each resolver asks a room and returns its answer.
package resolvers

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/rooms"
)

// Resolver holds the rooms the resolvers ask.
type Resolver struct{ *rooms.Rooms }

// answer hands the root field to the planner.
func (r *Resolver) answer(ctx context.Context) (graph.Answer, error) {
	a, errs, err := r.Graph.Answer(ctx, key(ctx))
	return a, tell(ctx, errs, err)
}

// answers is answer for root fields that are lists.
func (r *Resolver) answers(ctx context.Context) ([]graph.Answer, error) {
	a, errs, err := r.Graph.Answers(ctx, key(ctx))
	return a, tell(ctx, errs, err)
}

// compute hands the root field to what computes it.
func (r *Resolver) compute(ctx context.Context, root graph.Root) (graph.Answer, error) {
	a, errs, err := r.Graph.Compute(ctx, key(ctx), root)
	return a, tell(ctx, errs, err)
}

// computeAll is compute for root fields that are lists.
func (r *Resolver) computeAll(ctx context.Context, root graph.Root) ([]graph.Answer, error) {
	a, errs, err := r.Graph.ComputeAll(ctx, key(ctx), root)
	return a, tell(ctx, errs, err)
}

// record hands the root field to the mutation of a type's rows that it is.
func (r *Resolver) record(ctx context.Context) (graph.Answer, error) {
	return r.compute(ctx, r.Acts.Recording(graphql.GetFieldContext(ctx).Field.Name))
}

// follow answers a subscription: each value that next gives is one answer.
func (r *Resolver) follow(ctx context.Context, feed func(context.Context, graph.Query) (next func(context.Context) (any, error), err error)) (<-chan graph.Answer, error) {
	q, err := r.Graph.Query(ctx, key(ctx))
	if err != nil {
		return nil, Present(err)
	}
	next, err := feed(ctx, q)
	if err != nil {
		return nil, Present(refusal.At(err, q.Path))
	}
	out := make(chan graph.Answer)
	go func() {
		defer close(out) // whoever listens goes on from the last cursor
		for {
			v, err := next(ctx)
			if err != nil {
				return
			}
			a, _, err := r.Graph.Compute(ctx, key(ctx), func(context.Context, graph.Query) (any, error) { return v, nil })
			if err != nil {
				return
			}
			select {
			case out <- a:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// asRecorded is answer as the graph was recorded at a moment, where one is given.
func (r *Resolver) asRecorded(ctx context.Context, id string, moment *string) (a graph.Answer, err error) {
	if moment == nil {
		return r.answer(ctx)
	}
	path := ast.Path{ast.PathName(key(ctx)), ast.PathName("recordedAsOf")}
	if refused := r.History.Past(ctx, *moment, path, func(past context.Context) {
		if a, err = r.answer(past); err == nil && (a == nil || string(a) == "null") {
			err = r.unknown(ctx, past, id, path)
		}
	}); refused != nil {
		return nil, Present(refused)
	}
	return a, err
}

// unknown refuses where a node is not there because its past has been erased.
func (r *Resolver) unknown(ctx, past context.Context, id string, path ast.Path) error {
	q, err := r.Graph.Query(ctx, key(ctx))
	if err == nil {
		err = refusal.At(r.History.Unknown(ctx, past, q.Caller, id), path)
	}
	return Present(err)
}

// key is the response key of the root field being resolved.
func key(ctx context.Context) string { return graphql.GetFieldContext(ctx).Field.Alias }

// tell adds the errors of single fields to the response and gives the root field's own.
func tell(ctx context.Context, errs []*graph.Error, err error) error {
	for _, e := range errs {
		graphql.AddError(ctx, Present(e))
	}
	return Present(err)
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
