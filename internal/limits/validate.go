package limits

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// mostErrors are reported of one document. Each costs a search for what may have been meant: thousands of unknown
// names took seconds.
const mostErrors = 20

// specified are the rules of the GraphQL specification, in one order.
var specified = func() (out []validator.Rule) {
	for name, f := range rules.NewDefaultRules().GetInner() {
		out = append(out, validator.Rule{Name: name, RuleFunc: f})
	}
	slices.SortFunc(out, func(a, b validator.Rule) int { return cmp.Compare(a.Name, b.Name) })
	return out
}()

// enough ends a validation from within a rule.
type enough struct{}

// Validate holds the document against the schema and reports the first errors.
func (d *Document) Validate(schema *ast.Schema) (errs gqlerror.List) {
	defer func() {
		if v := recover(); v != nil {
			if _, ok := v.(enough); !ok {
				panic(v)
			}
		}
	}()
	events := &validator.Events{}
	for _, rule := range specified {
		rule.RuleFunc(events, func(options ...validator.ErrorOption) {
			err := &gqlerror.Error{Rule: rule.Name}
			for _, o := range options {
				o(err)
			}
			if errs = append(errs, err); len(errs) == mostErrors {
				panic(enough{})
			}
		})
	}
	validator.Walk(schema, d.QueryDocument, events)
	return errs
}
