package limits

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"bole/graph/refusal"
)

// Document is a parsed document within the limits. What its arguments leave to variables is kept with it, so that a
// request with a known document costs what its variables hold and no more.
type Document struct {
	*ast.QueryDocument
	Counts counts

	limits Limits
	// open are the arguments that hold variables, by operation.
	open map[*ast.OperationDefinition][]argument
}

// counts is what a document holds, as far as it was counted. Depth, Size and Orders are of its largest argument.
type counts struct {
	Operations, RootFields, Levels, Aliases, Directives, Fragments, Spreads, Pairs int
	Depth, Size, Orders                                                            int
	Visited                                                                        int // selections, directives and values looked at
}

// Parse reads a document. Syntax errors are the parser's own (*gqlerror.Error), limits are refusals.
func Parse(text string, l Limits) (*Document, error) {
	d := &Document{limits: l.WithDefaults(), open: map[*ast.OperationDefinition][]argument{}}
	if len(text) > d.limits.Document {
		return d, d.limits.text().over(nil, theDocument, len(text))
	}
	if err := d.tokens(text); err != nil {
		return d, err
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil, err
	}
	d.QueryDocument = doc
	c := &counting{Document: d, fragments: map[string]*ast.FragmentDefinition{}, names: map[string]int{}}
	if err := c.document(); err != nil {
		return d, err
	}
	for _, op := range doc.Operations {
		if err := c.operation(op); err != nil {
			return d, err
		}
	}
	return d, nil
}

// tokens refuses too many of them, and a name longer than any the schema or a person would give. Validation looks for
// names that were meant instead, which takes the product of two names' lengths: seconds for one name of a megabyte.
func (d *Document) tokens(text string) error {
	l := lexer.New(&ast.Source{Input: text})
	for n := 1; ; n++ {
		token, err := l.ReadToken()
		switch {
		case err != nil || token.Kind == lexer.EOF || token.Kind == lexer.Invalid:
			return nil //nolint:nilerr // the parser stops here at the latest, and says what is wrong
		case n > d.limits.Tokens:
			return d.limits.tokens().over(nil, theDocument, n)
		case token.Kind == lexer.Name && len(token.Value) > d.limits.Name:
			return d.limits.names().over(nil, theDocument, len(token.Value))
		}
	}
}

// counting goes over a document twice: once over its text, where each part counts as often as it is written, and
// once along each operation, where a fragment is entered once.
type counting struct {
	*Document
	fragments map[string]*ast.FragmentDefinition
	names     map[string]int // response names
}

func (c *counting) document() error {
	if err := add(&c.Counts.Operations, len(c.Operations), c.limits.operations()); err != nil {
		return err
	}
	if err := add(&c.Counts.Fragments, len(c.Fragments), c.limits.fragments()); err != nil {
		return err
	}
	for _, f := range c.Fragments {
		c.fragments[f.Name] = f
		if err := c.directives(f.Directives); err != nil {
			return err
		}
		if err := c.selections(f.SelectionSet); err != nil {
			return err
		}
	}
	for _, op := range c.Operations {
		if err := c.directives(op.Directives); err != nil {
			return err
		}
		for _, v := range op.VariableDefinitions {
			if err := c.variable(v); err != nil {
				return err
			}
		}
		if err := c.selections(op.SelectionSet); err != nil {
			return err
		}
	}
	return nil
}

// add counts n more and refuses what is then over the limit.
func add(count *int, n int, l limit) error {
	*count += n
	if *count > l.most {
		return l.over(nil, theDocument, *count)
	}
	return nil
}

func (c *counting) variable(v *ast.VariableDefinition) error {
	if err := c.directives(v.Directives); err != nil {
		return err
	}
	if v.DefaultValue == nil {
		return nil
	}
	return c.literal(ast.Path{ast.PathName("$" + v.Variable)}, "", v.DefaultValue)
}

func (c *counting) selections(set ast.SelectionSet) error {
	for _, s := range set {
		c.Counts.Visited++
		var err error
		switch s := s.(type) {
		case *ast.Field:
			err = c.field(s)
		case *ast.InlineFragment:
			if err = add(&c.Counts.Spreads, 1, c.limits.spreads()); err == nil {
				err = c.directives(s.Directives)
			}
			if err == nil {
				err = c.selections(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if err = add(&c.Counts.Spreads, 1, c.limits.spreads()); err == nil {
				err = c.directives(s.Directives)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *counting) field(f *ast.Field) error {
	if f.Alias != f.Name {
		if err := add(&c.Counts.Aliases, 1, c.limits.aliases()); err != nil {
			return err
		}
	}
	if err := add(&c.Counts.Pairs, c.names[f.Alias], c.limits.pairs()); err != nil {
		return err
	}
	c.names[f.Alias]++
	if err := c.directives(f.Directives); err != nil {
		return err
	}
	for _, a := range f.Arguments {
		if err := c.literal(ast.Path{ast.PathName(f.Alias), ast.PathName(a.Name)}, a.Name, a.Value); err != nil {
			return err
		}
	}
	return c.selections(f.SelectionSet)
}

func (c *counting) directives(list ast.DirectiveList) error {
	c.Counts.Visited += len(list)
	return add(&c.Counts.Directives, len(list), c.limits.directives())
}

// literal measures what an argument holds by itself, variables left out.
func (c *counting) literal(path ast.Path, argument string, v *ast.Value) error {
	m := &measure{limits: c.limits, path: path, most: c.limits.leavesOf(argument)}
	err := m.literal(v, 1)
	c.Counts.Visited += m.visited
	c.Counts.Depth = max(c.Counts.Depth, m.depth)
	switch {
	case isOrder(argument):
		c.Counts.Orders = max(c.Counts.Orders, m.leaves)
	case argument != "input":
		c.Counts.Size = max(c.Counts.Size, m.leaves)
	}
	return err
}

// operation counts the root fields of an operation and keeps its arguments that hold variables.
func (c *counting) operation(op *ast.OperationDefinition) error {
	o := &operation{counting: c, definition: op, entered: map[string]bool{}, roots: map[string]bool{}}
	return o.selections(op.SelectionSet, nil)
}

type operation struct {
	*counting
	definition *ast.OperationDefinition
	entered    map[string]bool // fragments
	roots      map[string]bool // response names
}

// A place is the way to a field by response names; only where it is needed does it become a path.
type place struct {
	above *place
	name  string
	level int
}

func (p *place) path() ast.Path {
	out := make(ast.Path, p.level)
	for ; p != nil; p = p.above {
		out[p.level-1] = ast.PathName(p.name)
	}
	return out
}

func (o *operation) selections(set ast.SelectionSet, at *place) error {
	for _, s := range set {
		o.Counts.Visited++
		var err error
		switch s := s.(type) {
		case *ast.Field:
			err = o.field(s, at)
		case *ast.InlineFragment:
			err = o.selections(s.SelectionSet, at)
		case *ast.FragmentSpread:
			if f := o.fragments[s.Name]; f != nil && !o.entered[s.Name] {
				o.entered[s.Name] = true
				err = o.selections(f.SelectionSet, at)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (o *operation) field(f *ast.Field, at *place) error {
	here := &place{above: at, name: f.Alias, level: 1}
	if at != nil {
		here.level = at.level + 1
	}
	if o.Counts.Levels = max(o.Counts.Levels, here.level); here.level > o.limits.Depth {
		return o.limits.levels().over(nil, theOperation, here.level)
	}
	if at == nil && !o.roots[f.Alias] {
		o.roots[f.Alias] = true
		if n := len(o.roots); n > o.limits.RootFields {
			return o.limits.rootFields().over(nil, theOperation, n)
		}
		o.Counts.RootFields = max(o.Counts.RootFields, len(o.roots))
	}
	for _, a := range f.Arguments {
		if open(a.Value) {
			o.open[o.definition] = append(o.open[o.definition], newArgument(refusal.Below(here.path(), a.Name), a))
		}
	}
	return o.selections(f.SelectionSet, here)
}
