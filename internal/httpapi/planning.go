package httpapi

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.opentelemetry.io/otel/attribute"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/access"
	"bole/internal/audit"
)

// planning plans all root fields of an operation before the first is answered, so that what a request asks in all is
// known before anything is asked of Neo4j.
type planning struct{ server *Server }

// ExtensionName names it among the executor's.
func (planning) ExtensionName() string { return "Planning" }

// Validate accepts every schema.
func (planning) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation refuses an operation whole, or goes on with its plans in the context.
func (p planning) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	caller, ok := access.From(ctx)
	if !ok {
		return refusing(ctx, p.server, errors.New("an operation was reached without a caller"))
	}
	_, ended := p.server.options.Telemetry.Span(ctx, "plan")
	planned, err := p.server.rooms.Graph.Prepare(op.Operation, op.Variables, caller)
	if err != nil {
		ended()
		return refusing(ctx, p.server, err)
	}
	ended(attribute.Bool("bole.plan.kept", planned.Kept()), attribute.Int64("bole.plan.rows", planned.Rows()))
	p.server.options.Telemetry.Planned(planned.Kept())
	ctx = graph.With(ctx, planned)
	if op.Operation.Operation == ast.Mutation && planned.Goes() {
		err := p.server.rooms.Store.Writable() // what is refused has no event, which might not be written either
		var named graph.Shown
		if err == nil {
			named, err = p.server.rooms.Graph.Named(ctx, op.Operation, op.Variables)
		}
		if err == nil {
			err = p.server.rooms.Audit.Record(ctx, eventOf(ctx, audit.Write).About(named))
		}
		if err != nil {
			return refusing(ctx, p.server, err)
		}
	}
	return next(ctx)
}

// InterceptResponse refuses an answer whole where one of its root fields says so, or where it is about somebody and
// the audit cannot bear witness of it.
func (p planning) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	resp := next(ctx)
	if resp == nil {
		return nil
	}
	inOrder(resp.Errors)
	for _, e := range resp.Errors {
		var large *graph.TooLarge
		if errors.As(e, &large) {
			return &graphql.Response{Errors: gqlerror.List{e}}
		}
	}
	if err := p.server.witness(ctx); err != nil {
		if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation && resp.Data != nil {
			err = refusal.Newf(graph.CodeUnavailable, "it is done, and cannot be shown now; ask again with the same idempotency key in a few seconds").Because(err)
		}
		return &graphql.Response{Errors: p.server.presented(ctx, err)}
	}
	return resp
}

func refusing(ctx context.Context, s *Server, err error) graphql.ResponseHandler {
	return graphql.OneShot(&graphql.Response{Errors: s.presented(ctx, err)})
}

// inOrder puts errors as the document has what they are about. Root fields end in any order, and so do their errors.
func inOrder(errs gqlerror.List) {
	at := func(e *gqlerror.Error) gqlerror.Location {
		if len(e.Locations) == 0 {
			return gqlerror.Location{}
		}
		return e.Locations[0]
	}
	slices.SortStableFunc(errs, func(a, b *gqlerror.Error) int {
		return cmp.Or(cmp.Compare(at(a).Line, at(b).Line), cmp.Compare(at(a).Column, at(b).Column))
	})
}
