package graph

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/vektah/gqlparser/v2/ast"
)

// Shortlist is a stored shortlist as those who change it need it, whole: what the caller may see of it is not
// decided here.
type Shortlist struct {
	Key, Vacancy, AsOf, Digest, Inputs string
	Version                            int64
	Proposed                           []string            // keys of cadres, by place
	Chosen                             []string            // keys of cadres
	Waived                             map[string][]string // codes of rules, by cadre
}

// Proposal is someone's place on a shortlist.
type Proposal struct {
	Cadre, Eligibility string
	Band               any // int64, nil without one
	Place              int64
}

// Draft is a shortlist to be stored.
type Draft struct {
	Vacancy, AsOf, Edition, Digest, Inputs string
	Proposals                              []Proposal
	DataVersion                            int64 // of the facts it was drawn up from
}

// Shortlist reads a stored shortlist; false when there is none.
func (g *Graph) Shortlist(ctx context.Context, key string) (Shortlist, bool, error) {
	records, err := g.read(ctx, Statement{Text: `MATCH (s:Shortlist {key: $p.key})-[:FOR]->(v:Vacancy)
RETURN v.key, s.asOf, s.digest, s.inputs, s.version,
  COLLECT { MATCH (s)-[x:PROPOSES]->(c:Cadre) RETURN c.key ORDER BY x.place, c.key },
  COLLECT { MATCH (s)-[:CHOSEN]->(c:Cadre) RETURN c.key ORDER BY c.key },
  COLLECT { MATCH (s)-[x:WAIVED]->(c:Cadre) RETURN [c.key, x.rule] ORDER BY c.key, x.rule }`, Params: map[string]any{"p": map[string]any{"key": key}}})
	if err != nil || len(records) == 0 {
		return Shortlist{}, false, err
	}
	v := records[0].Values
	s := Shortlist{Key: key, Waived: map[string][]string{}}
	s.Vacancy, _ = v[0].(string)
	s.AsOf, _ = v[1].(string)
	s.Digest, _ = v[2].(string)
	s.Inputs, _ = v[3].(string)
	s.Version, _ = v[4].(int64)
	for i, list := range []*[]string{&s.Proposed, &s.Chosen} {
		for _, item := range listOf(v[5+i]) {
			k, _ := item.(string)
			*list = append(*list, k)
		}
	}
	for _, item := range listOf(v[7]) {
		pair := listOf(item)
		cadre, _ := pair[0].(string)
		rule, _ := pair[1].(string)
		s.Waived[cadre] = append(s.Waived[cadre], rule)
	}
	return s, true, nil
}

// act is one act of a person on a shortlist: done once for each idempotency key.
type act struct {
	name    string // of the mutation
	caller  Caller
	input   map[string]any
	id      string // of the shortlist
	text    string
	params  map[string]any
	refused error // when the statement finds nothing to change
}

// acted does an act that prepare has judged and gives the shortlist as it is then.
func (g *Graph) acted(ctx context.Context, r Request, prepare func(*act) error) (Answer, []*Error, error) {
	path := ast.Path{ast.PathName(r.Field.Alias)}
	p := newPlanner(g.mapping, r)
	args, err := p.arguments(r.Field, path)
	if err == nil {
		err = p.rootAllowed(r.Field, path)
	}
	if err != nil {
		return nil, nil, err
	}
	input, _ := args["input"].(map[string]any)
	a := &act{name: r.Field.Name, caller: r.Caller, input: input, params: map[string]any{}}
	if err := g.perform(ctx, a, prepare); err != nil {
		return nil, nil, at(err, path)
	}
	found, errs, err := g.nodes(ctx, p, g.mapping.types["Shortlist"], []string{a.id}, []ast.SelectionSet{r.Selections}, func(string) ast.Path { return path })
	return found[a.id], errs, err
}

func (g *Graph) perform(ctx context.Context, a *act, prepare func(*act) error) error {
	idem, _ := a.input["idempotencyKey"].(string)
	switch {
	case a.caller.Name == "":
		return &Error{Code: CodeForbidden, Message: "the token names nobody, and a person decides; get a token with a name"}
	case idem == "" || len(idem) > 200:
		return &Error{Code: CodeBadInput, Message: "input.idempotencyKey has no or more than 200 characters; give a text of your choice, and the same one when you try again"}
	}
	digest, key := digestOf(canonical(a.input)), digestOf(a.caller.Name+"\n"+a.name+"\n"+idem)
	for range 2 {
		records, err := g.read(ctx, Statement{Text: "MATCH (k:IdempotencyKey {key: $p.key}) RETURN k.digest, k.shortlist", Params: map[string]any{"p": map[string]any{"key": key}}})
		if err != nil {
			return err
		}
		if len(records) > 0 {
			if records[0].Values[0] != digest {
				return &Error{Code: CodeConflict, Message: "input.idempotencyKey was used for another input; give a new one"}
			}
			a.id, _ = records[0].Values[1].(string)
			return nil
		}
		if err := prepare(a); err != nil {
			return err
		}
		now := FormatTime(time.Now())
		a.params["id"], a.params["by"], a.params["at"], a.params["idem"], a.params["digest"] = a.id, a.caller.Name, now, key, digest
		records, err = g.run(ctx, neo4j.AccessModeWrite, Statement{Text: a.text, Params: map[string]any{"p": a.params}})
		var server *neo4j.Neo4jError
		switch {
		case errors.As(err, &server) && server.Code == "Neo.ClientError.Schema.ConstraintValidationFailed":
			continue // the same call at the same time was first
		case err != nil:
			return fmt.Errorf("%s: %w", a.name, err)
		case len(records) == 0:
			return a.refused
		default:
			return nil
		}
	}
	return &Error{Code: CodeConflict, Message: "the same change is being made at this moment; try again"}
}

// asJudged goes on only while the facts are those that the act was judged by.
const asJudged = "MATCH (dv:DataVersion {key: 'facts'}) WHERE dv.number = $p.dataVersion\n"

const noteAct = "CREATE (:IdempotencyKey {key: $p.idem, digest: $p.digest, shortlist: s.key, recordedAt: $p.at})\n"

var movedOn = &Error{Code: CodeConflict, Message: "the facts or the shortlist have changed since they were looked at; read them again"}

// StoreShortlist answers createShortlist; draft draws it up from the input.
func (g *Graph) StoreShortlist(ctx context.Context, r Request, draft func(input map[string]any) (Draft, error)) (Answer, []*Error, error) {
	return g.acted(ctx, r, func(a *act) error {
		d, err := draft(a.input)
		if err != nil {
			return err
		}
		rows := make([]any, 0, len(d.Proposals))
		for _, p := range d.Proposals {
			rows = append(rows, map[string]any{"cadre": p.Cadre, "set": map[string]any{"eligibility": p.Eligibility, "band": p.Band, "place": p.Place}})
		}
		a.id, a.refused = strings.ToLower(rand.Text()), movedOn
		a.params = map[string]any{"vacancy": d.Vacancy, "asOf": d.AsOf, "edition": d.Edition, "listDigest": d.Digest, "inputs": d.Inputs, "rows": rows,
			"dataVersion": d.DataVersion, "today": time.Now().Format(time.DateOnly)}
		a.text = asJudged + `MATCH (v:Vacancy {key: $p.vacancy})
CREATE (s:Shortlist {key: $p.id, createdOn: $p.today, createdBy: $p.by, asOf: $p.asOf, edition: $p.edition, digest: $p.listDigest, inputs: $p.inputs,
  version: 1, recordedAt: $p.at})
CREATE (s)-[:FOR]->(v)
` + noteAct + `WITH s
CALL (s) {
  UNWIND $p.rows AS r
  MATCH (c:Cadre {key: r.cadre})
  CREATE (s)-[x:PROPOSES]->(c)
  SET x = r.set
  RETURN count(x) AS proposed
}
RETURN s.key`
		return nil
	})
}

// Judged is what an act on a shortlist was judged by, and what it says.
type Judged struct {
	Cadre, Rule string // the rule is of waivers
	DataVersion int64
}

// Choose answers chooseCandidate; judged refuses, or tells what the choice rests on.
func (g *Graph) Choose(ctx context.Context, r Request, judged func(s Shortlist, input map[string]any) (Judged, error)) (Answer, []*Error, error) {
	return g.changeShortlist(ctx, r, judged, `MATCH (s)-[:PROPOSES]->(c:Cadre {key: $p.cadre}) WHERE NOT EXISTS { (s)-[:CHOSEN]->() }
CREATE (s)-[:CHOSEN {reason: $p.reason, by: $p.by, at: $p.at}]->(c)
`)
}

// Waive answers waiveRequirement; judged as in Choose.
func (g *Graph) Waive(ctx context.Context, r Request, judged func(s Shortlist, input map[string]any) (Judged, error)) (Answer, []*Error, error) {
	return g.changeShortlist(ctx, r, judged, `MATCH (s)-[:PROPOSES]->(c:Cadre {key: $p.cadre}) WHERE NOT EXISTS { (s)-[:WAIVED {rule: $p.rule}]->(c) }
CREATE (s)-[:WAIVED {rule: $p.rule, reason: $p.reason, by: $p.by, at: $p.at}]->(c)
`)
}

func (g *Graph) changeShortlist(ctx context.Context, r Request, judged func(Shortlist, map[string]any) (Judged, error), write word) (Answer, []*Error, error) {
	return g.acted(ctx, r, func(a *act) error {
		key, _ := a.input["shortlist"].(string)
		reason, _ := a.input["reason"].(string)
		if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n < 10 {
			return &Error{Code: CodeBadInput, Message: "input.reason has fewer than 10 characters; say why in a sentence"}
		}
		if err := plainText("reason", reason, 10, 2000); err != nil {
			return err
		}
		s, ok, err := g.Shortlist(ctx, key)
		if err != nil {
			return err
		}
		if !ok {
			return &Error{Code: CodeBadInput, Message: "input.shortlist is the key of none; give the key of a shortlist"}
		}
		if expected, _ := a.input["expectedVersion"].(int64); expected != s.Version {
			return &Error{Code: CodeConflict, Message: fmt.Sprintf("the shortlist is at version %d and not at expectedVersion; read it again", s.Version)}
		}
		j, err := judged(s, a.input)
		if err != nil {
			return err
		}
		a.id, a.refused = s.Key, movedOn
		a.params = map[string]any{"expected": s.Version, "cadre": j.Cadre, "rule": j.Rule, "reason": reason, "dataVersion": j.DataVersion}
		// The lock comes before the version is read again: of two acts at once the second finds another. A property that
		// is set and removed takes it and leaves nothing.
		a.text = "MATCH (s:Shortlist {key: $p.id})\nSET s.lock = true\nREMOVE s.lock\nWITH s WHERE s.version = $p.expected\n" + asJudged + string(write) + noteAct +
			"SET s.version = s.version + 1, s.recordedAt = $p.at\nRETURN s.key"
		return nil
	})
}
