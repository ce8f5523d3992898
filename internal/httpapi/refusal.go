package httpapi

import (
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
)

var notOfEnum = regexp.MustCompile(`^(.*) is not a valid (\w+)$`)

// presentAll gives what the executor refuses before it runs a code of docs/errors.md. It tells little of
// variables: their values get the code and the words that arguments in the document have.
func (s *Server) presentAll(errs gqlerror.List) gqlerror.List {
	for _, e := range errs {
		code, _ := e.Extensions["code"].(string)
		switch {
		case len(e.Path) > 1 && e.Path[0] == ast.PathName("variable"):
			e.Path = e.Path[1:]
			e.Message = "$" + strings.TrimPrefix(e.Path.String(), ".") + " " + s.ofVariable(e.Message)
			code = string(graph.CodeBadInput)
		case strings.HasPrefix(e.Message, "operation ") && strings.HasSuffix(e.Message, " not found"):
			e.Message = "operationName names none of the document's operations; name one of them"
			code = string(CodeBadRequest)
		case code == "":
			code = string(CodeInvalid)
		}
		e.Extensions = map[string]any{"code": code}
	}
	return errs
}

// ofVariable says what is wrong with a variable's value, and what would be right.
func (s *Server) ofVariable(message string) string {
	if m := notOfEnum.FindStringSubmatch(message); m != nil {
		if def := s.schema.Types[m[2]]; def != nil && def.Kind == ast.Enum {
			names := make([]string, 0, len(def.EnumValues))
			for _, v := range def.EnumValues {
				names = append(names, v.Name)
			}
			return "is no value of " + def.Name + "; it is one of " + strings.Join(names, ", ")
		}
	}
	switch message {
	case "must be defined":
		return "is required and was not given; give it in variables"
	case "cannot be null":
		return "is null and must not be; give a value"
	case "unknown field":
		return "is no field of this input; /schema.graphql lists them"
	}
	return "does not fit its type: " + message
}
