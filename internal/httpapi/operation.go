package httpapi

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/text/language"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/limits"
)

// operation is what a request asks, parsed, valid, and within the limits.
type operation struct {
	*graphql.OperationContext
	absent []limits.Absent // conditions that drop out, some of them
}

// warning tells a client of something in its request that was answered and may not be meant.
type warning struct {
	Message  string   `json:"message"`
	Path     ast.Path `json:"path"`
	Variable string   `json:"variable,omitempty"`
}

const mostWarnings = 20

// operation prepares a request. Everything that can be refused without asking the graph is refused here, so this is
// also where the whole operation's cost can be estimated. In a strict request a condition whose variable is not given
// is an error; elsewhere it drops out, as the GraphQL specification has it, and is warned of.
func (s *Server) operation(ctx context.Context, p *graphql.RawParams, strict bool) (*operation, gqlerror.List) {
	doc, err := s.documents.read(p.Query)
	if err != nil {
		return nil, s.unprepared(ctx, err, nil, nil)
	}
	p.Headers = nil
	op, errs := s.executor.CreateOperationContext(context.WithValue(ctx, given{}, doc), p)
	if len(errs) > 0 {
		return nil, s.unprepared(ctx, errs, op, p.Variables)
	}
	if _, err := doc.CheckVariables(op.Operation, op.Variables); err != nil {
		return nil, s.unprepared(ctx, err, nil, nil)
	}
	if op.Operation.Operation == ast.Subscription && len(graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Subscription"})) != 1 { // the validator counts one field asked under two names as one
		return nil, s.unprepared(ctx, refusal.Newf(graph.CodeBadInput, "the subscription has several fields, or one of introspection; a subscription has one field of its own"), nil, nil)
	}
	strict = strict || op.Operation.Operation == ast.Mutation
	out := &operation{OperationContext: op}
	for _, a := range doc.Absent(op.Operation, op.Variables) {
		if strict {
			return nil, s.unprepared(ctx, absent(a), nil, nil)
		}
		if len(out.absent) < mostWarnings {
			out.absent = append(out.absent, a)
		}
	}
	return out, nil
}

// warnings tell of conditions that drop out, and of days that are not over yet.
func warnings(list []limits.Absent, ahead []*graph.Error, lang language.Tag) []warning {
	var out []warning
	for _, a := range list {
		out = append(out, warning{absent(a).In(lang), a.Path, a.Variable})
	}
	for _, e := range ahead[:min(len(ahead), mostWarnings)] {
		out = append(out, warning{Message: e.In(lang), Path: e.Path})
	}
	return out
}

func absent(a limits.Absent) *refusal.Error {
	return refusal.Of(graph.CodeBadInput, a.Path, "is left out, because the variable $%s was not given; give it, or leave the condition out of the operation", a.Variable)
}

// unprepared gives what was refused before an operation ran the form of errors.
func (s *Server) unprepared(ctx context.Context, err error, op *graphql.OperationContext, variables map[string]any) gqlerror.List {
	var list gqlerror.List
	if errors.As(err, &list) {
		return s.presentAll(list, op, variables)
	}
	return s.presented(ctx, err)
}
