package mcp

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"golang.org/x/text/language"

	"bole/graph/message"
)

// The operations of the tools, each with its description and those of its arguments.
//
//go:embed tools/*.graphql
var operations embed.FS

// named is what the names of the tools' operations begin with, by which the audit shows that an agent asked.
const named = "mcp_"

// definition is a tool as it is written.
type definition struct {
	name, text string
}

// tool is one as a caller has it.
type tool struct {
	*sdk.Tool
	arguments map[string]bool
	run       runs
}

// definitions reads the tools and holds them against the schema.
func definitions(schema *ast.Schema) ([]*definition, error) {
	files, err := fs.Glob(operations, "tools/*.graphql")
	if err != nil {
		return nil, fmt.Errorf("list the tools: %w", err)
	}
	var out []*definition
	for _, file := range files {
		text, err := operations.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a tool: %w", err)
		}
		d := &definition{strings.TrimSuffix(path.Base(file), ".graphql"), string(text)}
		if _, err := d.operation(schema); err != nil {
			return nil, fmt.Errorf("read the tool %s: %w", d.name, err)
		}
		out = append(out, d)
	}
	return out, nil
}

// operation parses a tool's operation, to be changed by who asked for it.
func (d *definition) operation(schema *ast.Schema) (*ast.OperationDefinition, error) {
	doc, err := gqlparser.LoadQueryWithRules(schema, d.text, nil)
	if err != nil {
		return nil, err
	}
	if len(doc.Operations) != 1 || len(doc.Fragments) > 0 || doc.Operations[0].Name != named+d.name || doc.Operations[0].Description == "" {
		return nil, fmt.Errorf("it is not one operation %s%s with a description and no fragments", named, d.name)
	}
	return doc.Operations[0], nil
}

// viewer asks which fields a role may not use.
const viewer = `{ viewer { forbidden } }`

// allowed are the written tools that the caller's role may use, each with the fields that it may see.
func (s *Server) allowed(ctx context.Context, c caller) (map[string]*tool, error) {
	var v struct {
		Viewer struct{ Forbidden []string }
	}
	if err := s.read(ctx, c, question{Query: viewer}, &v); err != nil {
		return nil, err
	}
	key := strings.Join(v.Viewer.Forbidden, " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, known := s.parts[key]; known {
		return t, nil
	}
	forbidden := map[string]bool{}
	for _, f := range v.Viewer.Forbidden {
		forbidden[f] = true
	}
	tools := map[string]*tool{}
	for _, d := range s.tools {
		op, err := d.operation(s.options.Schema)
		if err != nil {
			return nil, err
		}
		if op.SelectionSet = without(op.SelectionSet, forbidden); len(op.SelectionSet) > 0 {
			tools[d.name] = s.written(d.name, op)
		}
	}
	tools["ask"], tools["describe"] = s.asking(), s.describing()
	s.parts[key] = tools
	return tools, nil
}

// written is the tool of an operation.
func (s *Server) written(name string, op *ast.OperationDefinition) *tool {
	used := map[string]bool{}
	variables(op.SelectionSet, used)
	op.VariableDefinitions = slices.DeleteFunc(op.VariableDefinitions, func(v *ast.VariableDefinition) bool { return !used[v.Variable] })
	title, description, _ := strings.Cut(op.Description, " ")
	input := s.inputOf(op.VariableDefinitions)
	op.Description = ""
	for _, v := range op.VariableDefinitions {
		v.Description = ""
	}
	var text bytes.Buffer
	formatter.NewFormatter(&text, formatter.WithIndent(" ")).FormatQueryDocument(&ast.QueryDocument{Operations: ast.OperationList{op}})
	return newTool(name, title, description, input, func(ctx context.Context, c caller, arguments map[string]any) (answer, error) {
		return s.ask(ctx, c, question{Query: text.String(), Variables: arguments})
	})
}

// runs answers one call.
type runs func(ctx context.Context, c caller, arguments map[string]any) (answer, error)

func newTool(name, title, description string, input *object, run runs) *tool {
	no := false
	return &tool{
		Tool: &sdk.Tool{Name: name, Title: title, Description: description, InputSchema: input,
			Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no}},
		arguments: input.names(),
		run:       run,
	}
}

// without leaves forbidden fields out, and what has no fields without them.
func without(set ast.SelectionSet, forbidden map[string]bool) ast.SelectionSet {
	var out ast.SelectionSet
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			if forbidden[sel.ObjectDefinition.Name+"."+sel.Name] {
				continue
			}
			if len(sel.SelectionSet) > 0 {
				if sel.SelectionSet = without(sel.SelectionSet, forbidden); len(sel.SelectionSet) == 0 {
					continue
				}
			}
		case *ast.InlineFragment:
			if sel.SelectionSet = without(sel.SelectionSet, forbidden); len(sel.SelectionSet) == 0 {
				continue
			}
		}
		out = append(out, sel)
	}
	return out
}

// variables notes the variables that fields use.
func variables(set ast.SelectionSet, used map[string]bool) {
	var value func(*ast.Value)
	value = func(v *ast.Value) {
		if v.Kind == ast.Variable {
			used[v.Raw] = true
		}
		for _, c := range v.Children {
			value(c.Value)
		}
	}
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			for _, a := range sel.Arguments {
				value(a.Value)
			}
			variables(sel.SelectionSet, used)
		case *ast.InlineFragment:
			variables(sel.SelectionSet, used)
		}
	}
}

// list gives the caller's tools: the written ones by name, then their saved questions. Whatever keeps the latter away,
// a client that begins now has the others.
func (s *Server) list(ctx context.Context, c caller, p *sdk.ListToolsParams) (*sdk.ListToolsResult, error) {
	if p != nil && p.Cursor != "" {
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: message.New("the tools are one page, and no cursor leads on from it; leave cursor out").In(c.lang)}
	}
	tools, err := s.allowed(ctx, c)
	if err != nil {
		return nil, s.failed(err, c)
	}
	saved, err := s.saved(ctx, c)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.log.Warn("saved questions are not among the tools of an agent", "cause", err)
	}
	out := &sdk.ListToolsResult{Cacheable: sdk.Cacheable{CacheScope: "private"}, Tools: []*sdk.Tool{}}
	for _, name := range slices.Sorted(maps.Keys(tools)) {
		out.Tools = append(out.Tools, tools[name].Tool)
	}
	for _, t := range saved {
		out.Tools = append(out.Tools, t.Tool)
	}
	return out, nil
}

// call runs a tool. All that can be wrong with it is an answer that the agent sees, in the caller's language.
func (s *Server) call(ctx context.Context, c caller, p *sdk.CallToolParamsRaw) (*sdk.CallToolResult, error) {
	a, arguments, err := s.called(ctx, c, p)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if r, is := errors.AsType[refusal](err); is {
			a = r.answer
		} else {
			a = refused(codeUnavailable, message.New("%s", s.spoken(err, c)), c)
		}
	}
	return result(a, arguments, c)
}

// called gives the answer of a tool, and the arguments that it takes.
func (s *Server) called(ctx context.Context, c caller, p *sdk.CallToolParamsRaw) (a answer, takes map[string]bool, err error) {
	var t *tool
	if id, is := strings.CutPrefix(p.Name, savedPrefix); is {
		t, err = s.savedTool(ctx, c, id)
	} else {
		var tools map[string]*tool
		tools, err = s.allowed(ctx, c)
		t = tools[p.Name]
	}
	switch {
	case err != nil:
		return answer{}, nil, err
	case t == nil:
		return refused(codeBadRequest, message.New("there is no tool %q for this caller; tools/list names those there are", shortened(p.Name)), c), nil, nil
	}
	arguments, ok := members(p.Arguments)
	if !ok {
		return refused(codeBadInput, message.New("the arguments are not a JSON object; give one member for each argument"), c), nil, nil
	}
	for name := range arguments {
		if !t.arguments[name] {
			return refused(codeBadInput, message.New("%q is not an argument of %s; there are %s", shortened(name), p.Name, message.Names(slices.Sorted(maps.Keys(t.arguments)))), c), nil, nil
		}
	}
	a, err = t.run(ctx, c, arguments)
	return a, t.arguments, err
}

// translated are errors that are meant for people.
type translated interface {
	error
	In(lang language.Tag) string
}

// spoken is an error in the caller's language. What is not meant for people is logged in its place.
func (s *Server) spoken(err error, c caller) error {
	if ours, is := errors.AsType[translated](err); is {
		return message.Plain(ours.In(c.lang)).Err()
	}
	s.log.Error("an agent could not be answered", "cause", err)
	return message.Plain(message.New("the request could not be answered; the operator finds why in the log").In(c.lang)).Err()
}

// failed is an error as the protocol has it, where there is no answer of a tool to say it in. It has the code of the API's
// refusal as data.
func (s *Server) failed(err error, c caller) error {
	out := &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: s.spoken(err, c).Error()}
	if r, is := errors.AsType[refusal](err); is {
		out.Data = json.RawMessage(`{"code":` + strconv.Quote(r.Errors[0].Extensions.Code) + "}")
	}
	return out
}

// shortened is the beginning of what a caller sent.
func shortened(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}
