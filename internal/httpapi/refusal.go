package httpapi

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/validation"
)

// presentAll gives what the parser, the validator and the executor refuse before an operation runs a code of
// docs/errors.md. Their words on values of variables are replaced: they tell little, and quote a number they could not
// read as 0 or as the largest there is.
func (s *Server) presentAll(errs gqlerror.List, op *graphql.OperationContext, variables map[string]any) gqlerror.List {
	for _, e := range errs {
		code, _ := e.Extensions["code"].(string)
		switch {
		case op != nil && op.Operation != nil && len(e.Path) > 1 && e.Path[0] == ast.PathName("variable"):
			e.Path = e.Path[1:]
			say(e, message.At("$"+refusal.PathText(e.Path), s.ofVariable(e, op.Operation, variables)))
			code = string(graph.CodeBadInput)
		case strings.HasPrefix(e.Message, "operation ") && strings.HasSuffix(e.Message, " not found"):
			say(e, message.New("operationName names none of the document's operations; name one of them"))
			code = string(CodeBadRequest)
		case code == "":
			code = string(CodeInvalid)
		}
		e.Extensions = map[string]any{"code": code}
	}
	return errs
}

func say(e *gqlerror.Error, text message.Text) { e.Message, e.Err = text.String(), text.Err() }

// ofVariable says what is wrong with the value that an error is about, as it was sent, and what would be right.
func (s *Server) ofVariable(e *gqlerror.Error, op *ast.OperationDefinition, variables map[string]any) message.Text {
	switch e.Message {
	case "must be defined":
		return message.New("is required and was not given; give it in variables")
	case "cannot be null":
		return message.New("is null and must not be; give a value")
	}
	name, _ := e.Path[0].(ast.PathName)
	definition := op.VariableDefinitions.ForName(string(name))
	if definition == nil {
		return message.New("does not fit its type: %s", e.Message)
	}
	if e.Message == "unknown field" {
		return s.ofMember(definition.Type, e.Path[1:])
	}
	typ, value := s.at(definition.Type, variables[string(name)], e.Path[1:])
	if typ == nil {
		return message.New("does not fit its type: %s", e.Message)
	}
	return message.New("is %s, which is not a value of %s; %s", quoted(value), typ, validation.Given(s.schema, typ, value))
}

// ofMember says what a member may mean that its input does not have.
func (s *Server) ofMember(typ *ast.Type, path ast.Path) message.Text {
	right := message.New("/schema.graphql lists them")
	if len(path) > 0 {
		member, named := path[len(path)-1].(ast.PathName)
		if input, _ := s.at(typ, nil, path[:len(path)-1]); named && input != nil {
			right = validation.Member(s.schema, s.schema.Types[input.Name()], string(member))
		}
	}
	return message.New("is not a field of this input; %s", right)
}

// at follows a path into a type and a value. A single value where a list is asked for stands for the list.
func (s *Server) at(typ *ast.Type, value any, path ast.Path) (*ast.Type, any) {
	for _, step := range path {
		switch step := step.(type) {
		case ast.PathIndex:
			if typ.Elem == nil {
				return nil, nil
			}
			typ = typ.Elem
			if list, ok := value.([]any); ok && int(step) < len(list) {
				value = list[step]
			}
		case ast.PathName:
			def := s.schema.Types[typ.Name()]
			if def == nil || def.Fields.ForName(string(step)) == nil {
				return nil, nil
			}
			typ = def.Fields.ForName(string(step)).Type
			if object, ok := value.(map[string]any); ok {
				value = object[string(step)]
			}
		}
	}
	return typ, value
}

// quoted is a value as it was sent, shortened.
func quoted(v any) message.Text {
	switch v := v.(type) {
	case map[string]any:
		return message.New("an object")
	case []any:
		return message.New("a list")
	case string:
		return message.Plain(validation.Shortened(strconv.Quote(v)))
	case json.Number:
		return message.Plain(validation.Shortened(v.String()))
	}
	b, err := json.Marshal(v)
	if err != nil {
		return message.New("something else")
	}
	return message.Plain(validation.Shortened(string(b)))
}

func bytesText(n int64) message.Text {
	if n%(1<<20) == 0 {
		return message.New("%d MiB", n>>20)
	}
	return message.New("%d bytes", n)
}
