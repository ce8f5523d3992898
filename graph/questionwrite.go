package graph

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// change is one write of a question, idempotent by its key.
type change struct {
	caller Caller
	input  map[string]any
	id     string // of the question
	// text makes the change and a node of its idempotency key in one statement; no row: there was nothing to change.
	text   string
	params map[string]any
}

// key is the caller's idempotency key, of theirs alone.
func (c change) key() string {
	return digestOf(c.caller.Owner() + "\n" + c.text + "\n" + c.given("idempotencyKey"))
}

func (c change) given(name string) string { s, _ := c.input[name].(string); return s }

const noteKey = "CREATE (:IdempotencyKey {key: $p.idem, digest: $p.digest, question: q.key, recordedAt: $p.at})\n"

// changed runs a change of a question and gives the question as it is then.
func (g *Graph) changed(ctx context.Context, r Request, prepare func(c *change) error) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(args map[string]any) (any, error) {
		input, _ := args["input"].(map[string]any)
		c := &change{caller: r.Caller, input: input, params: map[string]any{}}
		if err := mayChange(c); err != nil {
			return nil, err
		}
		if err := prepare(c); err != nil {
			return nil, err
		}
		if err := g.once(ctx, c); err != nil {
			return nil, err
		}
		found, err := g.questions(ctx, "MATCH (q:SavedQuestion {key: $p.id})", map[string]any{"id": c.id})
		if err != nil || len(found) == 0 {
			return nil, err
		}
		return found[0].Object, nil
	})
}

func mayChange(c *change) error {
	switch {
	case !slices.Contains([]string{"ANALYST", "ORGANIZER", "ADMIN"}, c.caller.Role):
		return &Error{Code: CodeForbidden, Message: "questions are saved by analysts, organizers and administrators; the role " + c.caller.Role + " runs them"}
	case c.caller.Owner() == "":
		return &Error{Code: CodeForbidden, Message: "the token names nobody, and a question belongs to someone; get a token with a subject (`bole token --name`)"}
	case c.given("idempotencyKey") == "" || len(c.given("idempotencyKey")) > 200:
		return &Error{Code: CodeBadInput, Message: "input.idempotencyKey has no or more than 200 characters; give a text of your choice, and the same one when you try again"}
	}
	return nil
}

// once makes the change unless its key was used before.
func (g *Graph) once(ctx context.Context, c *change) error {
	digest := digestOf(canonical(c.input))
	p := mayQuestion(c.caller, c.params)
	p["id"], p["idem"], p["digest"], p["at"] = c.id, c.key(), digest, FormatTime(time.Now())
	for range 2 {
		records, err := g.read(ctx, Statement{Text: "MATCH (k:IdempotencyKey {key: $p.idem}) RETURN k.digest, k.question", Params: map[string]any{"p": p}})
		if err != nil {
			return err
		}
		if len(records) > 0 {
			if records[0].Values[0] != digest {
				return &Error{Code: CodeConflict, Message: "input.idempotencyKey was used for another input; give a new one"}
			}
			c.id, _ = records[0].Values[1].(string)
			return nil
		}
		records, err = g.run(ctx, neo4j.AccessModeWrite, Statement{Text: c.text, Params: map[string]any{"p": p}})
		var server *neo4j.Neo4jError
		if errors.As(err, &server) && server.Code == "Neo.ClientError.Schema.ConstraintValidationFailed" {
			continue // the same call at the same time was first
		}
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return g.whyNot(ctx, c)
		}
		return nil
	}
	return &Error{Code: CodeConflict, Message: "the same change is being made at this moment; try again"}
}

// whyNot tells why there was nothing to change.
func (g *Graph) whyNot(ctx context.Context, c *change) error {
	found, err := g.questions(ctx, "MATCH (q:SavedQuestion {key: $p.id}) WHERE q.deletedAt IS NULL AND ($p.admin OR "+ownQuestion+")", c.params)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return &Error{Code: CodeBadID, Message: "input.id names no question of yours; only its owner changes a question"}
	}
	return &Error{Code: CodeConflict, Message: "the question has changed since: it is not at expectedVersion any more; read it again"}
}

// mine finds a question the caller may change, locked before its version is read.
const mine = "MATCH (q:SavedQuestion {key: $p.id}) WHERE q.deletedAt IS NULL AND ($p.admin OR " + ownQuestion + ")\nSET q.lockedAt = $p.at\nWITH q WHERE q.version = $p.expected\n"

const newVersion = "CREATE (:SavedQuestionVersion {key: q.key + '@' + q.version, question: q.key, version: q.version, document: $p.document,\n" +
	"  operationName: $p.operationName, variables: $p.variables, digest: $p.documentDigest, savedBy: $p.by, recordedAt: $p.at})\nRETURN q.key"

// SaveQuestion answers saveQuestion.
func (g *Graph) SaveQuestion(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.changed(ctx, r, func(c *change) error {
		if err := plainText("name", c.given("name"), 1, 200); err != nil {
			return err
		}
		if err := plainText("description", c.given("description"), 0, 2000); err != nil {
			return err
		}
		if err := g.checkDocument(c.given("document"), c.given("operationName")); err != nil {
			return err
		}
		if _, err := variablesOf(c.given("variables")); err != nil {
			return err
		}
		variables := c.given("variables")
		if variables == "" {
			variables = "{}"
		}
		c.params = map[string]any{"name": c.given("name"), "description": c.input["description"], "document": c.given("document"),
			"operationName": c.input["operationName"], "variables": variables, "documentDigest": digestOf(c.given("document"))}
		expected, given := c.input["expectedVersion"].(int64)
		if c.id = c.given("id"); c.id == "" {
			if given {
				return &Error{Code: CodeBadInput, Message: "input.expectedVersion goes with an id; a new question has no version"}
			}
			c.id = rand.Text()
			c.text = "CREATE (q:SavedQuestion {key: $p.id, owner: $p.by, belongsTo: $p.owner, name: $p.name, description: $p.description, roles: [], version: 1, recordedAt: $p.at})\n" + noteKey + "WITH q\n" + newVersion
			return nil
		}
		if !given {
			return &Error{Code: CodeBadInput, Message: "input.expectedVersion is missing; give the version the change was made from"}
		}
		c.params["expected"] = expected
		c.text = mine + noteKey + "SET q.version = q.version + 1, q.name = $p.name, q.description = $p.description\nWITH q\n" + newVersion
		return nil
	})
}

// ShareQuestion answers shareQuestion.
func (g *Graph) ShareQuestion(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.changed(ctx, r, func(c *change) error {
		c.id = c.given("id")
		c.params["roles"] = c.input["roles"]
		c.text = strings.ReplaceAll(mine, "q.version = $p.expected", "true") + noteKey + "SET q.roles = $p.roles\nRETURN q.key"
		return nil
	})
}

// DeleteQuestion answers deleteQuestion. Its versions stay, for what was once run.
func (g *Graph) DeleteQuestion(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.changed(ctx, r, func(c *change) error {
		c.id = c.given("id")
		c.params["expected"] = c.input["expectedVersion"]
		c.text = mine + noteKey + "SET q.deletedAt = $p.at\nRETURN q.key"
		return nil
	})
}

// plainText refuses control characters, and texts that are too short or too long.
func plainText(name, s string, least, most int) error {
	n := utf8.RuneCountInString(strings.TrimSpace(s))
	if n < least || n > most || strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) >= 0 {
		return &Error{Code: CodeBadInput, Message: "input." + name + " is empty, too long, or has control characters; give a plain text"}
	}
	return nil
}

// LoadDocument stores an operation of the deployment's under a name, for every role: a trusted document. The same
// text again changes nothing.
func (g *Graph) LoadDocument(ctx context.Context, name, text string, roles []string) (id string, err error) {
	if err := g.checkDocument(text, ""); err != nil {
		return "", err
	}
	digest := digestOf(text)
	id = "doc-" + digest[:24]
	return id, g.write(ctx, `MERGE (q:SavedQuestion {key: $p.id})
ON CREATE SET q.version = 1, q.recordedAt = $p.at
SET q.name = $p.name, q.roles = $p.roles, q.trusted = true
MERGE (v:SavedQuestionVersion {key: $p.id + '@1'})
ON CREATE SET v.question = $p.id, v.version = 1, v.document = $p.document, v.variables = '{}', v.digest = $p.digest, v.recordedAt = $p.at`,
		map[string]any{"id": id, "name": name, "roles": roles, "document": text, "digest": digest, "at": FormatTime(time.Now())})
}

// HandOverQuestions gives the saved questions that name is shown as the owner of, and that belong to nobody else, to
// the owner that to identifies, and counts them. Questions saved before issuer and subject were kept need it once.
func (g *Graph) HandOverQuestions(ctx context.Context, name string, to Caller) (int, error) {
	if to.Owner() == "" {
		return 0, &Error{Code: CodeBadInput, Message: "nobody is named to take the questions over; give a subject"}
	}
	records, err := g.run(ctx, neo4j.AccessModeWrite, Statement{Text: `MATCH (q:SavedQuestion {owner: $p.name})
WHERE q.belongsTo IS NULL AND NOT coalesce(q.trusted, false)
SET q.belongsTo = $p.owner, q.owner = $p.by
RETURN count(q)`, Params: map[string]any{"p": map[string]any{"name": name, "owner": to.Owner(), "by": to.Name}}})
	if err != nil {
		return 0, fmt.Errorf("hand over the questions: %w", err)
	}
	n, _ := records[0].Values[0].(int64)
	return int(n), nil
}
