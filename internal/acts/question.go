package acts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/value"
	"bole/internal/validation"
)

// Document is a stored operation, ready to run.
type Document struct {
	Text          string
	OperationName string
	Variables     map[string]any
}

// questionColumns are what a question is read as; q stands for the question.
const questionColumns = `q.key, q.name, q.description, q.owner, q.roles, coalesce(q.trusted, false), q.version,
  coalesce(` + ownQuestion + `, false), COLLECT { MATCH (v:SavedQuestionVersion {question: q.key}) WITH v ORDER BY v.version DESC
    RETURN [v.version, v.document, v.operationName, v.variables, v.digest, v.recordedAt] }`

// ownQuestion holds for questions that belong to the caller. A question belongs to issuer and subject (belongsTo);
// owner is the name that was shown when it was saved, which two people may share. Questions saved before belongsTo
// was kept belong to nobody until HandOverQuestions.
const ownQuestion = `($p.owner <> '' AND q.belongsTo = $p.owner)`

// visibleQuestion holds for questions the caller may see and run.
const visibleQuestion = `q.deletedAt IS NULL AND ($p.admin OR $p.role IN q.roles OR ` + ownQuestion + `)`

// mayQuestion are the parameters that say who asks for questions.
func mayQuestion(c law.Caller, p map[string]any) map[string]any {
	p["owner"], p["by"], p["role"], p["admin"] = c.Owner(), c.Name, c.Role, c.Role == "ADMIN"
	return p
}

// SavedQuestion answers savedQuestion.
func (a *Acts) SavedQuestion(ctx context.Context, q graph.Query) (any, error) {
	return a.questionOf(ctx, q.Caller, q.Args["id"])
}

// questionOf is a question as the caller sees it; nil when there is none.
func (a *Acts) questionOf(ctx context.Context, c law.Caller, id any) (any, error) {
	found, err := a.questions(ctx, c, "MATCH (q:SavedQuestion {key: $p.id}) WHERE "+visibleQuestion, map[string]any{"id": id})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].Object, nil
}

// SavedQuestions answers savedQuestions.
func (a *Acts) SavedQuestions(ctx context.Context, q graph.Query) (any, error) {
	return a.questions(ctx, q.Caller, "MATCH (q:SavedQuestion) WHERE "+visibleQuestion, map[string]any{})
}

// questions reads the questions that a pattern matches, by name and key.
func (a *Acts) questions(ctx context.Context, c law.Caller, match cypher.Word, p map[string]any) (graph.Entries, error) {
	rows, err := a.store.Read(ctx, c, cypher.Statement{Name: "questions", Text: string(match) + "\nRETURN " + questionColumns, Params: map[string]any{"p": mayQuestion(c, p)}})
	if err != nil {
		return nil, err
	}
	out := graph.Entries{}
	for _, row := range rows {
		out = append(out, a.question(row))
	}
	slices.SortFunc(out, value.ComparePlaces)
	return out, nil
}

func (a *Acts) question(row []any) graph.Entry {
	var versions []any
	list, _ := row[8].([]any)
	valid := false
	var newest any
	for i, item := range list {
		v, _ := item.([]any)
		if i == 0 {
			document, _ := v[1].(string)
			name, _ := v[2].(string)
			valid = a.checkDocument(document, name) == nil
		}
		versions = append(versions, graph.Object{Type: "SavedQuestionVersion", Fields: map[string]any{"version": v[0], "document": v[1],
			"operationName": v[2], "variables": v[3], "digest": v[4], "recordedAt": v[5]}})
		newest = versions[0]
	}
	key, _ := row[0].(string)
	name, _ := row[1].(string)
	return graph.Entry{Place: name + "\x00" + key, Object: graph.Object{Type: "SavedQuestion", Fields: map[string]any{"id": key, "name": name,
		"description": row[2], "owner": row[3], "roles": row[4], "trusted": row[5], "version": row[6], "mine": row[7], "valid": valid, "newest": newest, "versions": versions}}}
}

// checkDocument refuses what cannot be run as a stored operation.
func (a *Acts) checkDocument(document, operation string) error {
	bad := func(format string, args ...any) error { return refusal.Newf(refusal.BadInput, format, args...) }
	doc, errs := validation.Read(a.schema.SDL, document)
	if len(errs) > 0 {
		return bad("input.document is not valid: %s", errs[0].Err)
	}
	for _, op := range doc.Operations {
		if op.Operation != ast.Query {
			return bad("input.document holds a %s; only queries are saved", op.Operation)
		}
	}
	switch {
	case operation == "" && len(doc.Operations) != 1:
		return bad("input.document has %d operations; name the one to run in operationName", len(doc.Operations))
	case operation != "" && doc.Operations.ForName(operation) == nil:
		return bad("input.operationName names no operation of the document")
	}
	return nil
}

// CheckDocument refuses what LoadDocument would.
func (a *Acts) CheckDocument(text string) error { return a.checkDocument(text, "") }

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Document finds a stored operation that the caller may run: by the question's id (its newest version), id@version, or
// sha256:DIGEST. With trusted, only among those the deployment loaded.
func (a *Acts) Document(ctx context.Context, c law.Caller, id string, trusted bool) (Document, error) {
	match := cypher.Word("MATCH (q:SavedQuestion {key: $p.id})\nMATCH (v:SavedQuestionVersion {key: q.key + '@' + q.version})")
	p := map[string]any{"id": id, "trusted": trusted}
	if digest, ok := strings.CutPrefix(id, "sha256:"); ok {
		match = "MATCH (v:SavedQuestionVersion {digest: $p.id})\nMATCH (q:SavedQuestion {key: v.question})"
		p["id"] = strings.ToLower(digest)
	} else if strings.Contains(id, "@") {
		match = "MATCH (v:SavedQuestionVersion {key: $p.id})\nMATCH (q:SavedQuestion {key: v.question})"
	}
	rows, err := a.store.Read(ctx, c, cypher.Statement{Name: "document", Text: string(match) + "\nWHERE " + visibleQuestion + " AND (NOT $p.trusted OR q.trusted)\n" +
		"RETURN v.document, v.operationName, v.variables ORDER BY q.key LIMIT 1", Params: map[string]any{"p": mayQuestion(c, p)}})
	if err != nil {
		return Document{}, err
	}
	if len(rows) == 0 {
		return Document{}, refusal.Newf(refusal.NotStored, "documentId names no stored operation that you may run; see savedQuestions")
	}
	d := Document{Variables: map[string]any{}}
	d.Text, _ = rows[0][0].(string)
	d.OperationName, _ = rows[0][1].(string)
	if text, ok := rows[0][2].(string); ok {
		if d.Variables, err = variablesOf(text); err != nil {
			return Document{}, err
		}
	}
	return d, nil
}

// Trusted reports whether a text is one of the operations that the deployment loaded.
func (a *Acts) Trusted(ctx context.Context, c law.Caller, text string) error {
	_, err := a.Document(ctx, c, "sha256:"+digestOf(text), true)
	if e, ok := errors.AsType[*refusal.Error](err); ok && e.Code == refusal.NotStored {
		return refusal.Newf(refusal.NotStored, "only stored operations are run here; ask the operator to load this one, or give the documentId of one")
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
		return nil, refusal.Newf(refusal.BadInput, "input.variables is not a JSON object; give one member for each variable")
	}
	return out, nil
}
