package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/refusal"
)

// exportPage is how many rows of an export are asked at once: the most a page may have.
const exportPage = 200

// pageKey is the response key of a page's end. It is no GraphQL name, so no key of the caller's is like it.
const pageKey = "page info"

// listing is an operation whose answer is one list, and what is needed to ask it page by page.
type listing struct {
	op     *graphql.OperationContext
	schema *ast.Schema
	field  *ast.Field // the root field, with neither first nor after
	items  *ast.Field // nodes or edges
	after  string     // where the caller begins
	rows   int        // at most so many
	capped bool       // the caller said how many
}

// part is the answer of one page, its items as they are written.
type part struct {
	items []json.RawMessage
	partEnd
}

type partEnd struct {
	More bool   `json:"hasNextPage"`
	End  string `json:"endCursor"`
}

func refused(path []string, format string, args ...any) error {
	var at ast.Path
	for _, p := range path {
		at = append(at, ast.PathName(p))
	}
	return refusal.Of(graph.CodeBadInput, at, format, args...)
}

// newListing takes an operation apart, or says why it is not one list.
func newListing(s *ast.Schema, op *graphql.OperationContext, limit int) (*listing, error) {
	if op.Operation.Operation != ast.Query {
		return nil, refusal.Newf(CodeBadRequest, "an export is the answer of a query; send a mutation as application/json")
	}
	if op.Operation.Directives.ForName("recordedAsOf") != nil {
		return nil, refusal.Newf(graph.CodeBadInput, "an export is of the graph as it is; leave @recordedAsOf out, or ask for pages as application/json")
	}
	roots := graphql.CollectFields(op, op.Operation.SelectionSet, []string{s.Query.Name})
	if len(roots) != 1 {
		return nil, refusal.Newf(graph.CodeBadInput, "the operation has %d root fields, and an export has one; ask for each list by itself", len(roots))
	}
	root := roots[0]
	def := s.Types[root.Definition.Type.Name()]
	if root.Definition.Type.Elem != nil || def.Fields.ForName("pageInfo") == nil || root.Definition.Arguments.ForName("after") == nil {
		return nil, refused([]string{root.Alias}, "is not a list that turns page by page; export a connection, such as tasks, or accept application/json")
	}
	l := &listing{op: op, schema: s, rows: limit}
	for _, f := range graphql.CollectFields(op, root.Selections, []string{def.Name}) {
		switch {
		case f.Name == "pageInfo":
		case f.Name != "nodes" && f.Name != "edges":
			return nil, refused([]string{root.Alias, f.Alias}, "has no place in rows; leave it out, or ask for it as application/json")
		case l.items != nil:
			return nil, refused([]string{root.Alias, f.Alias}, "stands beside %s; an export has one of nodes and edges as its rows", l.items.Alias)
		default:
			l.items = replaced(f.Field, nil, f.Selections)
		}
	}
	if l.items == nil {
		return nil, refused([]string{root.Alias}, "selects no rows; select nodes or edges")
	}
	return l, l.arguments(root.Field)
}

// arguments takes out of the root field's what an export sets itself.
func (l *listing) arguments(f *ast.Field) error {
	l.field = replaced(f, nil, nil)
	given := f.ArgumentMap(l.op.Variables)
	for _, a := range f.Arguments {
		switch a.Name {
		case "last", "before":
			if given[a.Name] != nil {
				return refused([]string{f.Alias, a.Name}, "asks for a list backwards; leave it out and turn orderBy round")
			}
		case "first", "after":
		default:
			l.field.Arguments = append(l.field.Arguments, a)
		}
	}
	after, ok := given["after"].(string)
	if given["after"] != nil && (!ok || after == "") {
		return refusal.Of(graph.CodeBadCursor, ast.Path{ast.PathName(f.Alias), ast.PathName("after")}, "is not a valid cursor of this list; give one from its edges or pageInfo, unchanged")
	}
	l.after = after
	if first := given["first"]; first != nil {
		n, err := strconv.Atoi(fmt.Sprint(first))
		if _, text := first.(string); text || err != nil || n < 0 || n > l.rows {
			return refused([]string{f.Alias, "first"}, "is not a number from 0 to %d, the rows of an export; leave it out for all rows up to these", l.rows)
		}
		l.rows, l.capped = n, true
	}
	return nil
}

// replaced is a copy of a field with other arguments and selections; its directives have been heeded.
func replaced(f *ast.Field, arguments ast.ArgumentList, selections ast.SelectionSet) *ast.Field {
	out := *f
	out.Arguments, out.SelectionSet, out.Directives = arguments, selections, nil
	return &out
}

// operation asks for the page behind a cursor, "" for the first. The statement's text is the same for all
// pages that begin at a cursor: size and cursor are values.
func (l *listing) operation(size int, cursor string) *graphql.OperationContext {
	if cursor == "" {
		cursor = l.after
	}
	arguments := append(slices.Clip(l.field.Arguments), &ast.Argument{Name: "first", Value: l.literal("first", ast.IntValue, strconv.Itoa(size))})
	if cursor != "" {
		arguments = append(arguments, &ast.Argument{Name: "after", Value: l.literal("after", ast.StringValue, cursor)})
	}
	connection := l.schema.Types[l.field.Definition.Type.Name()]
	info := &ast.Field{Alias: pageKey, Name: "pageInfo", Definition: connection.Fields.ForName("pageInfo"), ObjectDefinition: connection}
	def := l.schema.Types[info.Definition.Type.Name()]
	for _, name := range []string{"hasNextPage", "endCursor"} {
		info.SelectionSet = append(info.SelectionSet, &ast.Field{Alias: name, Name: name, Definition: def.Fields.ForName(name), ObjectDefinition: def})
	}
	operation := *l.op.Operation
	operation.SelectionSet = ast.SelectionSet{replaced(l.field, arguments, ast.SelectionSet{l.items, info})}
	// A context of its own for each page: the executor's keeps what it collected for as long as it lives.
	return &graphql.OperationContext{
		RawQuery: l.op.RawQuery, Variables: l.op.Variables, OperationName: l.op.OperationName, Doc: l.op.Doc,
		Extensions: l.op.Extensions, Headers: l.op.Headers, Operation: &operation, DisableIntrospection: l.op.DisableIntrospection,
		RecoverFunc: l.op.RecoverFunc, ResolverMiddleware: l.op.ResolverMiddleware, RootResolverMiddleware: l.op.RootResolverMiddleware,
		Stats: l.op.Stats,
	}
}

func (l *listing) literal(argument string, kind ast.ValueKind, raw string) *ast.Value {
	t := l.field.Definition.Arguments.ForName(argument).Type
	return &ast.Value{Kind: kind, Raw: raw, ExpectedType: t, Definition: l.schema.Types[t.Name()]}
}

// read takes the items out of a page's answer.
func (l *listing) read(data json.RawMessage) (*part, error) {
	var root map[string]map[string]json.RawMessage
	if err := json.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("read a page of an export: %w", err)
	}
	list := root[l.field.Alias]
	p := &part{}
	if list == nil {
		return nil, errors.New("a page of an export came without its list")
	}
	if err := json.Unmarshal(list[l.items.Alias], &p.items); err != nil {
		return nil, fmt.Errorf("read the rows of an export: %w", err)
	}
	// An empty page has no end.
	if err := json.Unmarshal(list[pageKey], &p.partEnd); err != nil {
		return nil, fmt.Errorf("read the end of an export's page: %w", err)
	}
	return p, nil
}
