package httpapi

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph/message"
	"bole/internal/limits"
	"bole/internal/validation"
)

// documents keeps parsed and validated documents by their text.
type documents struct {
	schema *ast.Schema
	limits limits.Limits
	kept   *sized[*limits.Document]
}

func newDocuments(schema *ast.Schema, l limits.Limits) (*documents, error) {
	d := &documents{schema: schema, limits: l}
	var err error
	d.kept, err = newSized(func(text string, _ *limits.Document) string { return text })
	return d, err
}

// read gives the document of a text: within the limits and valid.
func (d *documents) read(text string) (*limits.Document, error) {
	if doc, ok := d.kept.get(text); ok {
		return doc, nil
	}
	doc, err := limits.Parse(text, d.limits)
	var syntax *gqlerror.Error
	switch {
	case errors.As(err, &syntax):
		errs := validation.Syntax(d.schema, text, d.limits, syntax)
		for _, e := range errs {
			errcode.Set(e, errcode.ParseFailed)
		}
		return nil, errs
	case err != nil:
		return nil, err
	case len(doc.Operations) == 0:
		return nil, gqlerror.List{told(CodeInvalid, message.New("the document holds no operation; give one"))}
	}
	if errs := validation.Validate(d.schema, doc.QueryDocument); len(errs) > 0 {
		return nil, errs
	}
	d.kept.add(text, doc)
	return doc, nil
}

// given hands the executor the document that its context carries, in place of its parser.
type given struct{}

func (given) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(given{}).(*limits.Document)
	if !ok {
		return nil, false
	}
	return doc.QueryDocument, true
}

func (given) Add(context.Context, string, *ast.QueryDocument) {}

var _ graphql.Cache[*ast.QueryDocument] = given{}
