package httpapi

import (
	"cmp"
	"encoding/json"
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
	path   []*ast.Field // from the root field to the one in which the list stands
	items  *ast.Field   // the list whose objects are rows: nodes, edges, groups or another
	paged  bool         // the last of the path turns page by page; it has neither first nor after here
	after  string       // where the caller begins
	rows   int          // at most so many
	capped bool         // the caller said how many
}

// root is the operation's only field.
func (l *listing) root() *ast.Field {
	if len(l.path) == 0 {
		return l.items
	}
	return l.path[0]
}

// names are the response keys that lead to the rows.
func (l *listing) names() []string {
	var out []string
	for _, f := range append(l.path[:len(l.path):len(l.path)], l.items) {
		out = append(out, f.Alias)
	}
	return out
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
	return refusal.Of(graph.CodeBadInput, pathOf(path), format, args...)
}

func pathOf(names []string) ast.Path {
	var out ast.Path
	for _, n := range names {
		out = append(out, ast.PathName(n))
	}
	return out
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
	l := &listing{op: op, schema: s, rows: limit}
	if err := l.descend(roots[0], nil); err != nil {
		return nil, err
	}
	if len(l.path) == 0 {
		return l, nil
	}
	last := l.path[len(l.path)-1]
	if l.paged = s.Types[last.Definition.Type.Name()].Fields.ForName("pageInfo") != nil && last.Definition.Arguments.ForName("after") != nil; !l.paged {
		return l, nil
	}
	return l, l.arguments(last)
}

// descend goes down through objects of which one field is selected, to the list whose objects are rows.
func (l *listing) descend(f graphql.CollectedField, above []string) error {
	at := append(above[:len(above):len(above)], f.Alias)
	def := l.schema.Types[f.Definition.Type.Name()]
	switch {
	case def.IsLeafType():
		return refused(at, "is no list of objects, which are an export's rows; export a list, such as tasks { nodes { … } }, or accept application/json")
	case f.Definition.Type.Elem != nil:
		l.items = replaced(f.Field, f.Arguments, f.Selections)
		return nil
	case def.IsAbstractType():
		return refused(at, "may be of several types, so that its fields are not known beforehand; begin at a field of one type, such as cadre(key:)")
	}
	l.path = append(l.path, replaced(f.Field, f.Arguments, nil))
	var below *graphql.CollectedField
	for _, field := range graphql.CollectFields(l.op, f.Selections, []string{def.Name}) {
		switch {
		case field.Name == "pageInfo" && def.Fields.ForName("pageInfo") != nil:
		case field.Name == "__typename" || l.schema.Types[field.Definition.Type.Name()].IsLeafType() && def.Fields.ForName("pageInfo") != nil:
			return refused(append(at, field.Alias), "has no place in rows; leave it out, or ask for it as application/json")
		case below != nil:
			return refused(append(at, field.Alias), "stands beside %s; an export has one list as its rows", below.Alias)
		default:
			below = &field
		}
	}
	if below == nil {
		return refused(at, "selects no rows; select a list of objects, such as nodes, edges or groups")
	}
	return l.descend(*below, at)
}

// arguments takes out of the root field's what an export sets itself.
func (l *listing) arguments(f *ast.Field) error {
	var kept ast.ArgumentList
	at := l.names()[:len(l.path)]
	given := f.ArgumentMap(l.op.Variables)
	for _, a := range f.Arguments {
		switch a.Name {
		case "last", "before":
			if given[a.Name] != nil {
				return refused(append(at, a.Name), "asks for a list backwards; leave it out and turn orderBy round")
			}
		case "first", "after":
		default:
			kept = append(kept, a)
		}
	}
	f.Arguments = kept
	after, ok := given["after"].(string)
	if given["after"] != nil && (!ok || after == "") {
		return refusal.Of(graph.CodeBadCursor, pathOf(append(at, "after")), "is not a valid cursor of this list; give one from its edges or pageInfo, unchanged")
	}
	l.after = after
	if first := given["first"]; first != nil {
		n, err := strconv.Atoi(fmt.Sprint(first))
		if _, text := first.(string); text || err != nil || n < 0 || n > l.rows {
			return refused(append(at, "first"), "is not a number from 0 to %d, the rows of an export; leave it out for all rows up to these", l.rows)
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
	selected := ast.SelectionSet{l.items}
	for i := len(l.path) - 1; i >= 0; i-- {
		f := l.path[i]
		arguments := f.Arguments
		if l.paged && i == len(l.path)-1 {
			arguments = l.pageOf(f, size, cmp.Or(cursor, l.after))
			selected = append(selected, l.pageInfo(f))
		}
		selected = ast.SelectionSet{replaced(f, arguments, selected)}
	}
	operation := *l.op.Operation
	operation.SelectionSet = selected
	// A context of its own for each page: the executor's keeps what it collected for as long as it lives.
	return &graphql.OperationContext{
		RawQuery: l.op.RawQuery, Variables: l.op.Variables, OperationName: l.op.OperationName, Doc: l.op.Doc,
		Extensions: l.op.Extensions, Headers: l.op.Headers, Operation: &operation, DisableIntrospection: l.op.DisableIntrospection,
		RecoverFunc: l.op.RecoverFunc, ResolverMiddleware: l.op.ResolverMiddleware, RootResolverMiddleware: l.op.RootResolverMiddleware,
		Stats: l.op.Stats,
	}
}

// pageOf are a field's arguments for one page.
func (l *listing) pageOf(f *ast.Field, size int, after string) ast.ArgumentList {
	literal := func(name string, kind ast.ValueKind, raw string) *ast.Argument {
		t := f.Definition.Arguments.ForName(name).Type
		return &ast.Argument{Name: name, Value: &ast.Value{Kind: kind, Raw: raw, ExpectedType: t, Definition: l.schema.Types[t.Name()]}}
	}
	out := append(slices.Clip(f.Arguments), literal("first", ast.IntValue, strconv.Itoa(size)))
	if after != "" {
		out = append(out, literal("after", ast.StringValue, after))
	}
	return out
}

// pageInfo asks where a page ends.
func (l *listing) pageInfo(f *ast.Field) *ast.Field {
	list := l.schema.Types[f.Definition.Type.Name()]
	info := &ast.Field{Alias: pageKey, Name: "pageInfo", Definition: list.Fields.ForName("pageInfo"), ObjectDefinition: list}
	def := l.schema.Types[info.Definition.Type.Name()]
	for _, name := range []string{"hasNextPage", "endCursor"} {
		info.SelectionSet = append(info.SelectionSet, &ast.Field{Alias: name, Name: name, Definition: def.Fields.ForName(name), ObjectDefinition: def})
	}
	return info
}

// read takes the items out of a page's answer. Something on the way to them that is null has none.
func (l *listing) read(data json.RawMessage) (*part, error) {
	p := &part{}
	for _, f := range l.path {
		object, err := membersOf(data)
		if err != nil || object == nil {
			return p, err
		}
		data = object[f.Alias]
	}
	object, err := membersOf(data)
	if err != nil || object == nil {
		return p, err
	}
	if err := json.Unmarshal(object[l.items.Alias], &p.items); err != nil {
		return nil, fmt.Errorf("read the rows of an export: %w", err)
	}
	if !l.paged {
		return p, nil
	}
	// An empty page has no end.
	if err := json.Unmarshal(object[pageKey], &p.partEnd); err != nil {
		return nil, fmt.Errorf("read the end of an export's page: %w", err)
	}
	return p, nil
}

func membersOf(data json.RawMessage) (out map[string]json.RawMessage, err error) {
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("read a page of an export: %w", err)
	}
	return out, nil
}
