package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// savedPrefix is what the names of saved questions as tools begin with; the question's id follows.
const savedPrefix = "question_"

const savedFields = `{ id name description owner trusted valid version versions { document operationName variables } }`

// The questions are the caller's own, those shared with their role, and the deployment's; 100 of them are tools.
const (
	savedQuestions = `query mcp_saved_questions { savedQuestions(first: 100) { nodes ` + savedFields + ` } }`
	savedQuestion  = `query mcp_saved_question($id: ID!) { savedQuestion(id: $id) ` + savedFields + ` }`
)

// saved is a saved question as the API gives it.
type saved struct {
	ID, Name, Description, Owner string
	Trusted, Valid               bool
	Version                      int
	Versions                     []struct{ Document, OperationName, Variables string }
}

// toolName is what clients take as the name of a tool.
var toolName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// saved are the questions that the caller may run, as tools.
func (s *Server) saved(ctx context.Context, c caller) ([]*tool, answer, error) {
	a, err := s.ask(ctx, c, question{Query: savedQuestions})
	if err != nil || len(a.Errors) > 0 {
		return nil, a, err
	}
	var data struct {
		SavedQuestions struct{ Nodes []saved }
	}
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return nil, a, fmt.Errorf("read saved questions: %w", err)
	}
	var out []*tool
	for _, q := range data.SavedQuestions.Nodes {
		if t := s.asTool(q); t != nil {
			out = append(out, t)
		}
	}
	return out, answer{}, nil
}

// savedTool is one question as a tool; nil where the caller has none of this id.
func (s *Server) savedTool(ctx context.Context, c caller, id string) (*tool, answer, error) {
	a, err := s.ask(ctx, c, question{Query: savedQuestion, Variables: map[string]any{"id": id}})
	if err != nil || len(a.Errors) > 0 {
		return nil, a, err
	}
	var data struct{ SavedQuestion *saved }
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return nil, a, fmt.Errorf("read a saved question: %w", err)
	}
	if data.SavedQuestion == nil {
		return nil, answer{}, nil
	}
	return s.asTool(*data.SavedQuestion), answer{}, nil
}

// asTool gives a question the form of a tool; nil where its newest version cannot be run. What people called it is
// quoted: the name of a question that is shared is somebody else's text.
func (s *Server) asTool(q saved) *tool {
	if !q.Valid || len(q.Versions) == 0 || !toolName.MatchString(savedPrefix+q.ID) {
		return nil
	}
	newest := q.Versions[0]
	doc, err := parser.ParseQuery(&ast.Source{Input: newest.Document})
	if err != nil {
		return nil
	}
	op := doc.Operations.ForName(newest.OperationName)
	if op == nil {
		return nil
	}
	description := []string{"A saved question, called", quotedText(q.Name, 200)}
	if q.Owner != "" {
		description = append(description, "by", quotedText(q.Owner, 60))
	}
	if q.Description != "" {
		description = append(description, "and described as", quotedText(q.Description, 500))
	}
	list := make(ast.VariableDefinitionList, len(op.VariableDefinitions))
	for i, v := range op.VariableDefinitions {
		plain := *v
		plain.Description = "(" + v.Type.String() + ")"
		list[i] = &plain
	}
	have, ok := members([]byte(newest.Variables))
	if !ok {
		return nil
	}
	return newTool(savedPrefix+q.ID, "已存问题", strings.Join(description, " ")+".", s.inputOf(list, have),
		func(ctx context.Context, c caller, arguments map[string]any) (answer, error) {
			return s.ask(ctx, c, question{DocumentID: fmt.Sprintf("%s@%d", q.ID, q.Version), Variables: arguments})
		})
}
