package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/audit"
)

// PurposeHeader states what a record is looked at for, in UTF-8, percent-encoded.
const PurposeHeader = "Bole-Purpose"

// mostPurpose is how many characters a purpose may have.
const mostPurpose = 200

// purpose reads the header; it is "" where none was sent.
func purpose(h http.Header) (string, error) {
	text, err := url.PathUnescape(h.Get(PurposeHeader))
	text = strings.TrimSpace(text)
	if err != nil || !utf8.ValidString(text) || strings.IndexFunc(text, unicode.IsControl) >= 0 || utf8.RuneCountInString(text) > mostPurpose {
		return "", message.Errorf("the header %s is not a text of at most %d characters in UTF-8, percent-encoded; send it as encodeURIComponent writes it", PurposeHeader, mostPurpose)
	}
	return text, nil
}

type exportKey struct{}

// witness records whom an answer is about before it is given. Answers about nobody leave no event.
func (s *Server) witness(ctx context.Context) error {
	if !s.rooms.Audit.On() {
		return nil
	}
	shown, err := s.rooms.Graph.Shown(ctx)
	if err != nil {
		return err
	}
	if q, ok := ctx.Value(questionKey{}).(*question); ok {
		q.shown = shown
	}
	return s.witnessed(ctx, shown)
}

// witnessed records that the context's caller is shown these.
func (s *Server) witnessed(ctx context.Context, shown graph.Shown) error {
	if !s.rooms.Audit.On() || shown.Nobody() {
		return nil
	}
	kind := audit.Read
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation { // who wrote is not told as who read
		kind = audit.Write
	}
	if ctx.Value(exportKey{}) != nil {
		kind = audit.Export
	}
	return s.rooms.Audit.Record(ctx, eventOf(ctx, kind).About(shown))
}

// eventOf begins the event of the context's operation.
func eventOf(ctx context.Context, kind audit.Kind) audit.Event {
	caller, _ := access.From(ctx)
	e := audit.Of(caller, kind, idOf(ctx))
	op := graphql.GetOperationContext(ctx)
	e.Operation, e.Fields = op.OperationName, rootFields(op)
	if e.Operation == "" {
		e.Operation = op.Operation.Name
	}
	return e
}

// rootFields are the names of an operation's root fields, each once, in their order.
func rootFields(op *graphql.OperationContext) []string {
	var out []string
	for _, f := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query", "Mutation", "Subscription"}) {
		if !slices.Contains(out, f.Name) {
			out = append(out, f.Name)
		}
	}
	return out
}
