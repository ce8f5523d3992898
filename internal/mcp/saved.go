package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// savedPrefix is what the names of saved questions as tools begin with; the question's id follows.
const savedPrefix = "question_"

const savedFields = `{ id name description owner roles trusted mine valid version newest { document operationName variables } }`

// Questions are listed on one page of the API's, of those who may be asked in their own right. What people save is of
// any number and size, and the list of tools is read whole by each client that connects.
const (
	savedQuestions = `query mcp_saved_questions { viewer { role } savedQuestions(first: 200) { nodes ` + savedFields + ` } }`
	savedQuestion  = `query mcp_saved_question($id: ID!) { viewer { role } savedQuestion(id: $id) ` + savedFields + ` }`

	mostSaved      = 100
	mostSavedBytes = 60_000 // of all of them, as JSON
)

// saved is a saved question as the API gives it.
type saved struct {
	ID, Name, Description, Owner string
	Roles                        []string
	Trusted, Mine, Valid         bool
	Version                      int
	Newest                       struct{ Document, OperationName, Variables string }
}

// offered reports whether a question is a tool for a role. ADMIN sees what everybody saved, and runs it by its id; no
// agent of an administrator reads the words of people who did not share them.
func (q saved) offered(role string) bool {
	return q.Mine || q.Trusted || slices.Contains(q.Roles, role)
}

// rank orders questions: one's own come first, then the deployment's, then those of others.
func (q saved) rank() int {
	switch {
	case q.Mine:
		return 0
	case q.Trusted:
		return 1
	}
	return 2
}

// toolName is what clients take as the name of a tool, and of an argument.
var toolName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// saved are the questions that the caller may run, as tools.
func (s *Server) saved(ctx context.Context, c caller) ([]*tool, error) {
	var data struct {
		Viewer         struct{ Role string }
		SavedQuestions struct{ Nodes []saved }
	}
	if err := s.read(ctx, c, question{Query: savedQuestions}, &data); err != nil {
		return nil, err
	}
	list := data.SavedQuestions.Nodes
	slices.SortStableFunc(list, func(a, b saved) int { return a.rank() - b.rank() })
	var out []*tool
	left := mostSavedBytes
	for _, q := range list {
		if !q.offered(data.Viewer.Role) || len(out) == mostSaved {
			continue
		}
		t := s.asTool(q)
		if t == nil {
			continue
		}
		b, err := json.Marshal(t.Tool)
		if err != nil {
			return nil, fmt.Errorf("write a tool: %w", err)
		}
		if len(b) <= left { // one that is too long leaves room to those behind it
			left -= len(b)
			out = append(out, t)
		}
	}
	return out, nil
}

// savedTool is one question as a tool; nil where the caller has none of this id.
func (s *Server) savedTool(ctx context.Context, c caller, id string) (*tool, error) {
	var data struct {
		Viewer        struct{ Role string }
		SavedQuestion *saved
	}
	if err := s.read(ctx, c, question{Query: savedQuestion, Variables: map[string]any{"id": id}}, &data); err != nil {
		return nil, err
	}
	if data.SavedQuestion == nil || !data.SavedQuestion.offered(data.Viewer.Role) {
		return nil, nil
	}
	return s.asTool(*data.SavedQuestion), nil
}

// asTool gives a question the form of a tool; nil where its newest version cannot be run. What people called it is
// quoted: the name of a question that is shared is somebody else's text. Values that it was saved with are as well, and
// are not shown.
func (s *Server) asTool(q saved) *tool {
	if !q.Valid || !toolName.MatchString(savedPrefix+q.ID) {
		return nil
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: q.Newest.Document})
	if err != nil {
		return nil
	}
	op := doc.Operations.ForName(q.Newest.OperationName)
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
	have, ok := members([]byte(q.Newest.Variables))
	if !ok {
		return nil
	}
	list := make(ast.VariableDefinitionList, len(op.VariableDefinitions))
	for i, v := range op.VariableDefinitions {
		if !toolName.MatchString(v.Variable) {
			return nil
		}
		list[i] = &ast.VariableDefinition{Variable: v.Variable, Type: v.Type, Description: "(" + v.Type.String() + ")"}
		if _, saved := have[v.Variable]; saved || v.DefaultValue != nil {
			optional := *v.Type
			optional.NonNull = false
			list[i].Type, list[i].Description = &optional, "("+v.Type.String()+", has a saved value)"
		}
	}
	return newTool(savedPrefix+q.ID, "已存问题", strings.Join(description, " ")+".", s.inputOf(list),
		func(ctx context.Context, c caller, arguments map[string]any) (answer, error) {
			return s.ask(ctx, c, question{DocumentID: fmt.Sprintf("%s@%d", q.ID, q.Version), Variables: arguments})
		})
}
