package acts

import (
	"context"
	"crypto/rand"
	"maps"
	"time"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/store"
)

// mine finds a question that the caller may change; whoever asks for it has locked it by its version, or does here.
const mine = "MATCH (q:SavedQuestion {key: $p.id}) WHERE q.deletedAt IS NULL AND ($p.admin OR " + ownQuestion + ")\n"

const newVersion = "CREATE (:SavedQuestionVersion {key: q.key + '@' + q.version, question: q.key, version: q.version, document: $p.document,\n" +
	"  operationName: $p.operationName, variables: $p.variables, digest: $p.documentDigest, savedBy: $p.by, recordedAt: $p.at})\nRETURN q.key"

const questionType = "SavedQuestion"

// change runs the statement of a change within its act, and notes it.
func change(c law.Caller, id string, statement cypher.Word, p map[string]any, note store.Entry) func(*store.Tx) (string, error) {
	return func(tx *store.Tx) (string, error) {
		p := mayQuestion(c, p)
		p["id"], p["at"] = id, store.FormatTime(tx.At())
		rows, err := tx.Run(cypher.Statement{Text: string(statement), Params: map[string]any{"p": p}})
		if err != nil {
			return "", err
		}
		if len(rows) == 0 {
			return "", notYours()
		}
		note.Type, note.Key = questionType, id
		tx.Note(note)
		return id, nil
	}
}

func notYours() error {
	return refusal.Newf(refusal.BadID, "input.id does not name a question of yours; only its owner changes a question")
}

// from does a change that was made from a version of the question. Whose it is comes first: of somebody else's question
// nobody is told whether it is there, and at which version.
func from(c law.Caller, input map[string]any, do func(*store.Tx) (string, error)) func(*store.Tx) (string, error) {
	id := text(input, "id")
	expected, _ := input["expectedVersion"].(int64)
	return func(tx *store.Tx) (string, error) {
		versions, err := tx.Lock(questionType, id)
		if err != nil {
			return "", err
		}
		own, err := tx.Run(cypher.Statement{Text: mine + "RETURN q.key", Params: map[string]any{"p": mayQuestion(c, map[string]any{"id": id, "at": store.FormatTime(tx.At())})}})
		switch {
		case err != nil:
			return "", err
		case len(own) == 0:
			return "", notYours()
		case versions[id] != expected:
			return "", refusal.Newf(refusal.Conflict, "the question is at version %d and not at input.expectedVersion, %d; read it again", versions[id], expected)
		}
		return do(tx)
	}
}

// SaveQuestion answers saveQuestion.
func (a *Acts) SaveQuestion(ctx context.Context, q graph.Query) (any, error) {
	ask := of(q, "saveQuestion")
	act, err := ask.act()
	if err != nil {
		return nil, err
	}
	id, err := a.prepared(ctx, act, func(act *store.Act) error { return a.save(act, ask) })
	if err != nil {
		return nil, err
	}
	return a.questionOf(ctx, q.Caller, id)
}

func (a *Acts) save(act *store.Act, ask asked) error {
	input := ask.input
	if err := ask.plainText("name", 1, 200); err != nil {
		return err
	}
	if err := ask.plainText("description", 0, 2000); err != nil {
		return err
	}
	if err := a.checkDocument(text(input, "document"), text(input, "operationName")); err != nil {
		return err
	}
	variables := text(input, "variables")
	if _, err := variablesOf(variables); err != nil {
		return err
	}
	if variables == "" {
		variables = "{}"
	}
	p := map[string]any{"name": text(input, "name"), "description": input["description"], "document": text(input, "document"),
		"operationName": input["operationName"], "variables": variables, "documentDigest": digestOf(text(input, "document"))}
	after := map[string]any{"name": p["name"], "description": p["description"], "document": p["document"], "operationName": p["operationName"], "variables": variables}
	_, given := input["expectedVersion"].(int64)
	id := text(input, "id")
	switch {
	case id == "" && given:
		return refusal.Newf(refusal.BadInput, "input.expectedVersion goes with an id; a new question has no version")
	case id != "" && !given:
		return refusal.Newf(refusal.BadInput, "input.expectedVersion is missing; give the version the change was made from")
	case id == "":
		act.Do = change(act.Caller, rand.Text(), "CREATE (q:SavedQuestion {key: $p.id, owner: $p.by, belongsTo: $p.owner, name: $p.name, description: $p.description, roles: [], version: 1, recordedAt: $p.at})\nWITH q\n"+newVersion,
			p, store.Entry{Op: "CREATED", After: after})
	default:
		act.Do = from(act.Caller, input, change(act.Caller, id, mine+"SET q.version = q.version + 1, q.name = $p.name, q.description = $p.description\nWITH q\n"+newVersion,
			p, store.Entry{Op: "CHANGED", After: after}))
	}
	return nil
}

// ShareQuestion answers shareQuestion.
func (a *Acts) ShareQuestion(ctx context.Context, q graph.Query) (any, error) {
	ask := of(q, "shareQuestion")
	act, err := ask.act()
	if err != nil {
		return nil, err
	}
	roles := map[string]any{"roles": ask.input["roles"]}
	act.Do = change(q.Caller, text(ask.input, "id"), mine+"SET q.roles = $p.roles\nRETURN q.key", roles, store.Entry{Op: "CHANGED", After: maps.Clone(roles)})
	done, err := a.store.Act(ctx, act)
	if err != nil {
		return nil, err
	}
	return a.questionOf(ctx, q.Caller, done.Answer)
}

// DeleteQuestion answers deleteQuestion with the question as it was last. Its versions stay, for what was once run.
func (a *Acts) DeleteQuestion(ctx context.Context, q graph.Query) (any, error) {
	ask := of(q, "deleteQuestion")
	act, err := ask.act()
	if err != nil {
		return nil, err
	}
	act.Do = from(q.Caller, ask.input, change(q.Caller, text(ask.input, "id"), mine+"SET q.deletedAt = $p.at\nRETURN q.key", map[string]any{}, store.Entry{Op: "DELETED"}))
	done, err := a.store.Act(ctx, act)
	if err != nil {
		return nil, err
	}
	found, err := a.questions(ctx, q.Caller, "MATCH (q:SavedQuestion {key: $p.id})", map[string]any{"id": done.Answer})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].Object, nil
}

// LoadDocument stores an operation of the deployment's under a name, for these roles: a trusted document. The same text
// again changes nothing.
func (a *Acts) LoadDocument(ctx context.Context, name, document string, roles []string) (id string, err error) {
	if err := a.checkDocument(document, ""); err != nil {
		return "", err
	}
	digest := digestOf(document)
	id = "doc-" + digest[:24]
	_, err = a.store.Act(ctx, store.Act{Caller: law.System, Name: "loadDocument", Do: func(tx *store.Tx) (string, error) {
		tx.Note(store.Entry{Op: "CHANGED", Type: questionType, Key: id, After: map[string]any{"name": name, "roles": roles, "document": document}})
		_, err := tx.Run(cypher.Statement{Text: `MERGE (q:SavedQuestion {key: $p.id})
ON CREATE SET q.version = 1, q.recordedAt = $p.at
SET q.name = $p.name, q.roles = $p.roles, q.trusted = true
MERGE (v:SavedQuestionVersion {key: $p.id + '@1'})
ON CREATE SET v.question = $p.id, v.version = 1, v.document = $p.document, v.variables = '{}', v.digest = $p.digest, v.recordedAt = $p.at`,
			Params: map[string]any{"p": map[string]any{"id": id, "name": name, "roles": roles, "document": document, "digest": digest, "at": store.FormatTime(time.Now())}}})
		return id, err
	}})
	return id, err
}

// HandOverQuestions gives the saved questions that name is shown as the owner of, and that belong to nobody else, to
// the owner that to identifies, and counts them. Questions saved before issuer and subject were kept need it once.
func (a *Acts) HandOverQuestions(ctx context.Context, name string, to law.Caller) (n int, err error) {
	if to.Owner() == "" {
		return 0, refusal.Newf(refusal.BadInput, "nobody is named to take the questions over; give a subject")
	}
	_, err = a.store.Act(ctx, store.Act{Caller: law.System, Name: "handOverQuestions", Do: func(tx *store.Tx) (string, error) {
		rows, err := tx.Run(cypher.Statement{Text: `MATCH (q:SavedQuestion {owner: $p.name})
WHERE q.belongsTo IS NULL AND NOT coalesce(q.trusted, false)
SET q.belongsTo = $p.owner, q.owner = $p.by
RETURN q.key`, Params: map[string]any{"p": map[string]any{"name": name, "owner": to.Owner(), "by": to.Name}}})
		n = len(rows)
		for _, row := range rows {
			key, _ := row[0].(string)
			tx.Note(store.Entry{Op: "CHANGED", Type: questionType, Key: key, Before: map[string]any{"owner": name}, After: map[string]any{"owner": to.Name}})
		}
		return "", err
	}})
	return n, err
}
