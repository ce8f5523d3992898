// Package validation holds documents against the schema. Which documents are valid the library's rules of the GraphQL
// specification decide; what is said of one that is not, and what would be right, this package says from the document
// and the schema. It knows neither HTTP nor the graph.
package validation

import (
	"cmp"
	"errors"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/limits"
)

// mostErrors are reported of one document. Each costs a search for what may have been meant: thousands of unknown
// names took seconds.
const mostErrors = 20

// specified are the rules of the GraphQL specification, in one order, without the search for what was meant, which is
// made here.
var specified = func() (out []validator.Rule) {
	all := rules.NewDefaultRules()
	for name, quick := range map[string]validator.Rule{
		"FieldsOnCorrectType": rules.FieldsOnCorrectTypeRuleWithoutSuggestions, "KnownArgumentNames": rules.KnownArgumentNamesRuleWithoutSuggestions,
		"KnownTypeNames": rules.KnownTypeNamesRuleWithoutSuggestions, "ScalarLeafs": rules.ScalarLeafsRuleWithoutSuggestions,
		"ValuesOfCorrectType": rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
	} {
		all.ReplaceRule(name, quick.RuleFunc)
	}
	for name, f := range all.GetInner() {
		out = append(out, validator.Rule{Name: name, RuleFunc: f})
	}
	slices.SortFunc(out, func(a, b validator.Rule) int { return cmp.Compare(a.Name, b.Name) })
	return out
}()

// enough ends a validation from within a rule.
type enough struct{}

// A problem is one thing that is wrong, with what would be right.
type problem struct {
	path     ast.Path // of the response, and below an argument the argument's own
	position *ast.Position
	text     message.Text
}

// checking is one validation.
type checking struct {
	words
	document *ast.QueryDocument
	*index   // made for the first error: what is valid has no need of it
	errs     gqlerror.List
	seen     map[string]bool // what was said
	done     map[done]bool

	node      any // what the walker is at
	operation *ast.OperationDefinition
}

// done is a rule that has found fault with a part of the document. Where the part is a value of a fragment, operations
// with other variables may do so again.
type done struct {
	rule      string
	node      any
	operation *ast.OperationDefinition
}

// Read parses a text and holds it against the schema.
func Read(schema *ast.Schema, text string) (*ast.QueryDocument, gqlerror.List) {
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	var refused *gqlerror.Error
	switch {
	case errors.As(err, &refused):
		return nil, Syntax(schema, text, limits.Limits{}, refused)
	case err != nil:
		return nil, gqlerror.List{said(message.Plain(err.Error()))}
	}
	return document, Validate(schema, document)
}

// Validate holds a document against the schema and reports the first errors.
func Validate(schema *ast.Schema, document *ast.QueryDocument) (errs gqlerror.List) {
	c := &checking{words: words{schema: schema}, document: document, seen: map[string]bool{}, done: map[done]bool{}}
	defer func() {
		if v := recover(); v != nil {
			if _, ok := v.(enough); !ok {
				panic(v)
			}
		}
		errs = c.errs
	}()
	events := &validator.Events{}
	c.follow(events) // before the rules: they are told of a part in the order they ask
	for _, rule := range specified {
		rule.RuleFunc(events, func(options ...validator.ErrorOption) {
			err := &gqlerror.Error{Rule: rule.Name}
			for _, o := range options {
				o(err)
			}
			c.found(err)
		})
	}
	validator.Walk(schema, document, events)
	return c.errs
}

// follow keeps what the walker is at.
func (c *checking) follow(events *validator.Events) {
	at := func(w *validator.Walker, node any) { c.node, c.operation = node, w.CurrentOperation }
	events.OnOperation(func(w *validator.Walker, n *ast.OperationDefinition) { at(w, n) })
	events.OnField(func(w *validator.Walker, n *ast.Field) { at(w, n) })
	events.OnFragment(func(w *validator.Walker, n *ast.FragmentDefinition) { at(w, n) })
	events.OnInlineFragment(func(w *validator.Walker, n *ast.InlineFragment) { at(w, n) })
	events.OnFragmentSpread(func(w *validator.Walker, n *ast.FragmentSpread) { at(w, n) })
	events.OnDirective(func(w *validator.Walker, n *ast.Directive) { at(w, n) })
	events.OnDirectiveList(func(w *validator.Walker, _ []*ast.Directive) { at(w, nil) })
	events.OnValue(func(w *validator.Walker, n *ast.Value) { at(w, n) })
	events.OnVariable(func(w *validator.Walker, n *ast.VariableDefinition) { at(w, n) })
}

// found takes an error of a rule: in our words once for each part of the document, in the rule's own where it is not
// known here.
func (c *checking) found(err *gqlerror.Error) {
	if c.index == nil {
		c.index = newIndex(c.document)
	}
	if say := byLocation[err.Rule]; say != nil && len(err.Locations) > 0 {
		c.add(err.Rule, say(c, err.Locations[0]), err.Locations)
		return
	}
	key := done{rule: err.Rule, node: c.node}
	if _, ok := c.node.(*ast.Value); ok {
		key.operation = c.operation
	}
	say := byPart[err.Rule]
	if say == nil {
		c.add(err.Rule, problem{text: message.Plain(err.Message)}, err.Locations)
		return
	}
	if c.done[key] {
		return
	}
	c.done[key] = true
	problems := say(c)
	for _, p := range problems {
		c.add(err.Rule, p, err.Locations)
	}
	if problems == nil {
		c.add(err.Rule, problem{text: message.Plain(err.Message)}, err.Locations)
	}
}

// add reports a problem, each once.
func (c *checking) add(rule string, p problem, locations []gqlerror.Location) {
	err := said(p.text)
	err.Rule, err.Path, err.Locations = rule, p.path, locations
	if p.position != nil {
		err.Locations = []gqlerror.Location{{Line: p.position.Line, Column: p.position.Column}}
	}
	if key := err.Error(); !c.seen[key] {
		c.seen[key] = true
		c.errs = append(c.errs, err)
	}
	if len(c.errs) == mostErrors {
		panic(enough{})
	}
}

// said is an error with its message, in English and to be put into another language.
func said(t message.Text) *gqlerror.Error { return &gqlerror.Error{Message: t.String(), Err: t.Err()} }

// of makes a problem whose message begins with its place; the document itself is one without a path.
func of(p *place, position *ast.Position, format string, args ...any) problem {
	path, text := p.path(), message.New(format, args...)
	if len(path) == 0 {
		return problem{path, position, message.New("the operation %s", text)}
	}
	return problem{path, position, message.At(refusal.PathText(path), text)}
}
