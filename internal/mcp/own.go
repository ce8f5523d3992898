package mcp

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"bole/graph/message"
)

// asking is the tool for what no other asks.
func (s *Server) asking() *tool {
	return newTool("ask", "查询", `Runs a GraphQL query of your own, for what no tool asks: filters over any relation, counts, groups and figures. describe shows the types and fields to write it with. Queries only; select few fields and small pages (first), and keep keys and ids to go on with. An error says what would be right.`,
		&object{Type: "object", Required: []string{"query"}, Properties: map[string]*member{
			"query":         {Type: "string", Description: "文本 A GraphQL document with queries only."},
			"variables":     {Type: "object", Description: "变量 One member for each variable."},
			"operationName": {Type: "string", Description: "操作名 Which of its operations to run, where it has several."},
		}},
		func(ctx context.Context, c caller, arguments map[string]any) (answer, error) {
			q := question{}
			var is, named, values bool
			q.Query, is = arguments["query"].(string)
			q.OperationName, named = arguments["operationName"].(string)
			q.Variables, values = arguments["variables"].(map[string]any)
			switch {
			case !is || q.Query == "":
				return refused(codeBadInput, message.New("query is missing or not a string; give a GraphQL document with a query"), c), nil
			case !named && arguments["operationName"] != nil:
				return refused(codeBadInput, message.New("operationName is not a string; name one of the operations or leave it out"), c), nil
			case !values && arguments["variables"] != nil:
				return refused(codeBadInput, message.New("variables is not a JSON object; give one member for each variable"), c), nil
			}
			doc, err := parser.ParseQuery(&ast.Source{Input: q.Query})
			if err != nil { // the API says what would be right
				return s.ask(ctx, c, q)
			}
			for _, op := range doc.Operations {
				if op.Operation != ast.Query {
					return refused(codeBadRequest, message.New("the document holds a %s, and agents ask queries only; a person changes what is recorded", op.Operation), c), nil
				}
			}
			return s.ask(ctx, c, q)
		})
}

// describing is the tool that shows an agent what it may write into a query.
func (s *Server) describing() *tool {
	return newTool("describe", "类型", `Shows types of the API as its schema defines them, each field with its Chinese term and a sentence: objects, enums, and the filters and orders of lists. "Query.cadres" shows one field; CadreFilter, how officials are filtered. Lists take filter, orderBy, and first with after, or last with before. What is not for your role is not shown.`,
		&object{Type: "object", Required: []string{"names"}, Properties: map[string]*member{
			"names": {Type: "array", Items: &member{Type: "string"}, Description: "名称 Names of types, or TYPE.FIELD, 20 at most."},
		}},
		func(ctx context.Context, c caller, arguments map[string]any) (answer, error) {
			list, _ := arguments["names"].([]any)
			names := make([]string, len(list))
			for i, v := range list {
				names[i], _ = v.(string)
			}
			if len(names) == 0 || len(names) > 20 || slices.Contains(names, "") {
				return refused(codeBadInput, message.New("names is not a list of 1 to 20 names; give names such as Cadre, CadreFilter or Query.cadres"), c), nil
			}
			all, err := s.typesOf(ctx, c)
			if err != nil {
				return answer{}, err
			}
			var texts []string
			for _, name := range names {
				text, near := all.describe(name)
				if text == "" {
					return refused(codeBadInput, message.New("%q is not a name of the schema for this caller; there are %s", shortened(name), message.Names(near)), c), nil
				}
				texts = append(texts, text)
			}
			b, err := json.Marshal(map[string]string{"sdl": strings.Join(texts, "\n")})
			if err != nil {
				return answer{}, fmt.Errorf("write types: %w", err)
			}
			return answer{Data: b}, nil
		})
}

// types are the definitions of a role's schema, by name.
type types map[string]*ast.Definition

// typesOf reads the schema of the caller's role.
func (s *Server) typesOf(ctx context.Context, c caller) (types, error) {
	text, err := s.sdl(ctx, c)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(text)
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, known := s.types[digest]; known {
		return t, nil
	}
	doc, err := parser.ParseSchema(&ast.Source{Name: "schema.graphql", Input: string(text)})
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	t := types{}
	for _, d := range doc.Definitions {
		t[d.Name] = d
	}
	s.types[digest] = t
	return t, nil
}

// describe is the definition of a type, or of one of its fields; "" where the caller has none of that name, with names
// that are near.
func (all types) describe(name string) (text string, near []string) {
	typ, field, one := strings.Cut(name, ".")
	d := all[typ]
	if d != nil && one {
		f := d.Fields.ForName(field)
		if f == nil {
			for _, f := range d.Fields {
				near = append(near, typ+"."+f.Name)
			}
			return "", nearest(near, name)
		}
		part := *d
		part.Fields = ast.FieldList{f}
		d = &part
	}
	if d == nil {
		return "", nearest(slices.Collect(maps.Keys(all)), name)
	}
	d = shown(d)
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent(" ")).FormatSchemaDocument(&ast.SchemaDocument{Definitions: ast.DefinitionList{d}})
	return blocks.ReplaceAllString(b.String(), `$1"$2"`), nil
}

// blocks are descriptions of one line, for which the formatter takes three.
var blocks = regexp.MustCompile(`(?m)^( *)"""\n *([^"\n\\]*)\n *"""$`)

// ofLists are the arguments of every list, of which one description serves for all.
var ofLists = []string{"filter", "orderBy", "first", "after", "last", "before"}

// shown is a definition as an agent needs it: without directives, which say how it is stored, and without what is said
// of every list again.
func shown(d *ast.Definition) *ast.Definition {
	out := *d
	out.Directives, out.Fields, out.EnumValues = nil, nil, nil
	for _, f := range d.Fields {
		field := *f
		field.Directives, field.Arguments = nil, nil
		for _, a := range f.Arguments {
			argument := *a
			argument.Directives = nil
			if slices.Contains(ofLists, a.Name) {
				argument.Description = ""
			}
			field.Arguments = append(field.Arguments, &argument)
		}
		out.Fields = append(out.Fields, &field)
	}
	for _, v := range d.EnumValues {
		value := *v
		value.Directives = nil
		out.EnumValues = append(out.EnumValues, &value)
	}
	return &out
}

// nearest are up to ten names that have most of a word's beginning.
func nearest(names []string, word string) []string {
	common := func(name string) int {
		a, b, n := strings.ToLower(name), strings.ToLower(word), 0
		for n < len(a) && n < len(b) && a[n] == b[n] {
			n++
		}
		return n
	}
	slices.SortFunc(names, func(a, b string) int {
		if n := common(b) - common(a); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	return names[:min(10, len(names))]
}
