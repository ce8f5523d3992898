package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Document is a stored operation, ready to run.
type Document struct {
	Text          string
	OperationName string
	Variables     map[string]any
}

// questionColumns are what a question is read as; q stands for the question.
const questionColumns = `q.key, q.name, q.description, q.owner, q.roles, coalesce(q.trusted, false), q.version,
  COLLECT { MATCH (v:SavedQuestionVersion {question: q.key}) WITH v ORDER BY v.version DESC
    RETURN [v.version, v.document, v.operationName, v.variables, v.digest, v.recordedAt] }`

// ownQuestion holds for questions that belong to the caller. A question belongs to issuer and subject (belongsTo);
// owner is the name that was shown when it was saved, which two people may share. Questions saved before belongsTo
// was kept belong to nobody until HandOverQuestions.
const ownQuestion = `($p.owner <> '' AND q.belongsTo = $p.owner)`

// visibleQuestion holds for questions the caller may see and run.
const visibleQuestion = `q.deletedAt IS NULL AND ($p.admin OR $p.role IN q.roles OR ` + ownQuestion + `)`

// mayQuestion are the parameters that say who asks for questions.
func mayQuestion(c Caller, p map[string]any) map[string]any {
	p["owner"], p["by"], p["role"], p["admin"] = c.Owner(), c.Name, c.Role, c.Role == "ADMIN"
	return p
}

// SavedQuestion answers savedQuestion.
func (g *Graph) SavedQuestion(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(args map[string]any) (any, error) {
		found, err := g.questions(ctx, "MATCH (q:SavedQuestion {key: $p.id}) WHERE "+visibleQuestion, mayQuestion(r.Caller, map[string]any{"id": args["id"]}))
		if err != nil || len(found) == 0 {
			return nil, err
		}
		return found[0].Object, nil
	})
}

// SavedQuestions answers savedQuestions.
func (g *Graph) SavedQuestions(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(map[string]any) (any, error) {
		return g.questions(ctx, "MATCH (q:SavedQuestion) WHERE "+visibleQuestion, mayQuestion(r.Caller, map[string]any{}))
	})
}

// questions reads the questions that a pattern matches, by name and key.
func (g *Graph) questions(ctx context.Context, match word, p map[string]any) (Entries, error) {
	records, err := g.read(ctx, Statement{Text: string(match) + "\nRETURN " + questionColumns, Params: map[string]any{"p": p}})
	if err != nil {
		return nil, err
	}
	out := Entries{}
	for _, r := range records {
		out = append(out, g.question(r.Values))
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Place, b.Place) })
	return out, nil
}

func (g *Graph) question(row []any) Entry {
	var versions []any
	list, _ := row[7].([]any)
	valid := false
	for i, item := range list {
		v, _ := item.([]any)
		if i == 0 {
			document, _ := v[1].(string)
			name, _ := v[2].(string)
			valid = g.checkDocument(document, name) == nil
		}
		versions = append(versions, Object{Type: "SavedQuestionVersion", Fields: map[string]any{"version": v[0], "document": v[1],
			"operationName": v[2], "variables": v[3], "digest": v[4], "recordedAt": v[5]}})
	}
	key, _ := row[0].(string)
	name, _ := row[1].(string)
	return Entry{Place: name + "\x00" + key, Object: Object{Type: "SavedQuestion", Fields: map[string]any{"id": key, "name": name,
		"description": row[2], "owner": row[3], "roles": row[4], "trusted": row[5], "version": row[6], "valid": valid, "versions": versions}}}
}

// checkDocument refuses what cannot be run as a stored operation.
func (g *Graph) checkDocument(document, operation string) error {
	bad := func(message string) error { return &Error{Code: CodeBadInput, Message: message} }
	doc, errs := gqlparser.LoadQuery(g.mapping.Schema, document)
	if len(errs) > 0 {
		return bad("input.document is not valid: " + errs[0].Message)
	}
	for _, op := range doc.Operations {
		if op.Operation != ast.Query {
			return bad("input.document holds a " + string(op.Operation) + "; only queries are saved")
		}
	}
	switch {
	case operation == "" && len(doc.Operations) != 1:
		return bad("input.document has " + strconv.Itoa(len(doc.Operations)) + " operations; name the one to run in operationName")
	case operation != "" && doc.Operations.ForName(operation) == nil:
		return bad("input.operationName names no operation of the document")
	}
	return nil
}

// CheckDocument refuses what LoadDocument would.
func (g *Graph) CheckDocument(text string) error { return g.checkDocument(text, "") }

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Document finds a stored operation that the caller may run: by the question's id (its newest version), id@version, or
// sha256:DIGEST. With trusted, only among those the deployment loaded.
func (g *Graph) Document(ctx context.Context, c Caller, id string, trusted bool) (Document, error) {
	match := word("MATCH (q:SavedQuestion {key: $p.id})\nMATCH (v:SavedQuestionVersion {key: q.key + '@' + q.version})")
	p := map[string]any{"id": id, "trusted": trusted}
	if digest, ok := strings.CutPrefix(id, "sha256:"); ok {
		match = "MATCH (v:SavedQuestionVersion {digest: $p.id})\nMATCH (q:SavedQuestion {key: v.question})"
		p["id"] = strings.ToLower(digest)
	} else if strings.Contains(id, "@") {
		match = "MATCH (v:SavedQuestionVersion {key: $p.id})\nMATCH (q:SavedQuestion {key: v.question})"
	}
	records, err := g.read(ctx, Statement{Text: string(match) + "\nWHERE " + visibleQuestion + " AND (NOT $p.trusted OR q.trusted)\n" +
		"RETURN v.document, v.operationName, v.variables ORDER BY q.key LIMIT 1", Params: map[string]any{"p": mayQuestion(c, p)}})
	if err != nil {
		return Document{}, err
	}
	if len(records) == 0 {
		return Document{}, &Error{Code: CodeNotStored, Message: "documentId names no stored operation that you may run; see savedQuestions"}
	}
	d := Document{Variables: map[string]any{}}
	d.Text, _ = records[0].Values[0].(string)
	d.OperationName, _ = records[0].Values[1].(string)
	if text, ok := records[0].Values[2].(string); ok {
		if d.Variables, err = variablesOf(text); err != nil {
			return Document{}, err
		}
	}
	return d, nil
}

// Trusted tells whether a text is one of the operations that the deployment loaded.
func (g *Graph) Trusted(ctx context.Context, c Caller, text string) error {
	_, err := g.Document(ctx, c, "sha256:"+digestOf(text), true)
	if e, ok := err.(*Error); ok && e.Code == CodeNotStored { //nolint:errorlint // made by Document, unwrapped
		e.Message = "only stored operations are run here; ask the operator to load this one, or give the documentId of one"
	}
	return err
}

// variablesOf reads variables as they are stored; numbers keep their text.
func variablesOf(text string) (map[string]any, error) {
	out := map[string]any{}
	if text == "" {
		return out, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&out); err != nil || out == nil || d.More() {
		return nil, &Error{Code: CodeBadInput, Message: "input.variables is not a JSON object; give one member for each variable"}
	}
	return out, nil
}
