package httpapi

import (
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"

	"bole/graph"
	"bole/internal/access"
)

// Ask answers an operation for a caller within this process, as a request would be answered: same limits, same
// scope, same errors.
func (s *Server) Ask(ctx context.Context, caller graph.Caller, query string, variables map[string]any) (json.RawMessage, error) {
	ctx = graphql.StartOperationTrace(access.With(ctx, caller))
	op, errs := s.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables, ReadTime: graphql.TraceTiming{}})
	if len(errs) > 0 {
		return nil, errs
	}
	handler, ctx := s.executor.DispatchOperation(ctx, op)
	resp := handler(ctx)
	if len(resp.Errors) > 0 {
		return nil, resp.Errors
	}
	return resp.Data, nil
}
