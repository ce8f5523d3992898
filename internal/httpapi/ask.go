package httpapi

import (
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"

	"bole/graph"
	"bole/internal/access"
)

// Ask answers an operation for a caller within this process, as a request would be answered: same limits, same
// scope, same errors, and an event of the audit where it is about somebody, as of a document. How many run at once is the caller's to bound.
func (s *Server) Ask(ctx context.Context, caller graph.Caller, query string, variables map[string]any) (json.RawMessage, error) {
	ctx = graphql.StartOperationTrace(context.WithValue(access.With(ctx, caller), exportKey{}, true))
	op, errs := s.operation(ctx, &graphql.RawParams{Query: query, Variables: variables}, false)
	if len(errs) > 0 {
		return nil, errs
	}
	resp, ctx, err := s.dispatch(ctx, op)
	if err != nil {
		return nil, err
	}
	if resp == nil { // the executor leaves when its context has ended
		return nil, context.Cause(ctx)
	}
	if len(resp.Errors) > 0 {
		return nil, resp.Errors
	}
	return resp.Data, nil
}
