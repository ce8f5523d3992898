package acts

import (
	"context"
	"crypto/rand"
	"strings"
	"time"
	"unicode/utf8"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/store"
)

// Shortlist is a stored shortlist as those who change it need it, whole: what the caller may see of it is not
// decided here.
type Shortlist struct {
	Key, Vacancy, AsOf, Digest, Inputs string
	Version                            int64
	Proposed                           []Proposal          // by place
	Chosen                             []string            // keys of cadres
	Waived                             map[string][]string // codes of rules, by cadre; only those somebody consented to
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
	Facts                                  store.Versions // of what it was drawn up from
}

// Shortlist reads a stored shortlist; false when there is none.
func (a *Acts) Shortlist(ctx context.Context, key string) (Shortlist, bool, error) {
	rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "shortlist", Text: `MATCH (s:Shortlist {key: $p.key})-[:FOR]->(v:Vacancy)
RETURN v.key, s.asOf, s.digest, s.inputs, s.version,
  COLLECT { MATCH (s)-[x:PROPOSES]->(c:Cadre) RETURN [c.key, x.eligibility, x.band, x.place] ORDER BY x.place, c.key },
  COLLECT { MATCH (s)-[:CHOSEN]->(c:Cadre) RETURN c.key ORDER BY c.key },
  COLLECT { MATCH (s)-[x:WAIVED]->(c:Cadre) WHERE x.consentedBy IS NOT NULL RETURN [c.key, x.rule] ORDER BY c.key, x.rule }`, Params: map[string]any{"p": map[string]any{"key": key}}})
	if err != nil || len(rows) == 0 {
		return Shortlist{}, false, err
	}
	v := rows[0]
	s := Shortlist{Key: key, Waived: map[string][]string{}}
	s.Vacancy, _ = v[0].(string)
	s.AsOf, _ = v[1].(string)
	s.Digest, _ = v[2].(string)
	s.Inputs, _ = v[3].(string)
	s.Version, _ = v[4].(int64)
	for _, item := range list(v[5]) {
		row := list(item)
		p := Proposal{Band: row[2]}
		p.Cadre, _ = row[0].(string)
		p.Eligibility, _ = row[1].(string)
		p.Place, _ = row[3].(int64)
		s.Proposed = append(s.Proposed, p)
	}
	for _, item := range list(v[6]) {
		k, _ := item.(string)
		s.Chosen = append(s.Chosen, k)
	}
	for _, item := range list(v[7]) {
		pair := list(item)
		cadre, _ := pair[0].(string)
		rule, _ := pair[1].(string)
		s.Waived[cadre] = append(s.Waived[cadre], rule)
	}
	return s, true, nil
}

const shortlistType = "Shortlist"

// CreateShortlist answers createShortlist; draft draws it up from the input.
func (a *Acts) CreateShortlist(ctx context.Context, q graph.Query, draft func(input map[string]any) (Draft, error)) (any, error) {
	ask := of(q, "createShortlist")
	act, err := ask.act()
	if err != nil {
		return nil, err
	}
	key, err := a.prepared(ctx, act, func(act *store.Act) error {
		d, err := draft(ask.input)
		if err != nil {
			return err
		}
		act.AsOf, act.Do = d.Facts, d.create(strings.ToLower(rand.Text()), nameOf(q.Caller))
		return nil
	})
	return shortlistRef(key, err)
}

// shortlistRef is the shortlist that an act answers with.
func shortlistRef(key string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return graph.Ref{Type: shortlistType, Key: key}, nil
}

// nameOf is who did something, as it is recorded for people to read.
func nameOf(c law.Caller) string {
	if c.Name != "" {
		return c.Name
	}
	return c.Subject
}

func (d Draft) create(key, by string) func(*store.Tx) (string, error) {
	return func(tx *store.Tx) (string, error) {
		rows := make([]any, 0, len(d.Proposals))
		cadres := make([]string, 0, len(d.Proposals))
		for _, p := range d.Proposals {
			rows = append(rows, map[string]any{"cadre": p.Cadre, "set": map[string]any{"eligibility": p.Eligibility, "band": p.Band, "place": p.Place}})
			cadres = append(cadres, p.Cadre)
		}
		if there, err := tx.Lock("Cadre", cadres...); err != nil {
			return "", err
		} else if len(there) < len(cadres) { // somebody was erased meanwhile
			return "", refusal.Newf(refusal.Conflict, "the facts have changed since they were looked at; read them again")
		}
		tx.Note(store.Entry{Op: "CREATED", Type: shortlistType, Key: key, After: map[string]any{"vacancy": d.Vacancy, "asOf": d.AsOf, "digest": d.Digest, "proposes": cadres}})
		_, err := tx.Run(cypher.Statement{Text: `MATCH (v:Vacancy {key: $p.vacancy})
CREATE (s:Shortlist {key: $p.id, createdOn: $p.today, createdBy: $p.by, asOf: $p.asOf, edition: $p.edition, digest: $p.digest, inputs: $p.inputs,
  version: 1, recordedAt: $p.at})
CREATE (s)-[:FOR]->(v)
WITH s
UNWIND $p.rows AS r
MATCH (c:Cadre {key: r.cadre})
CREATE (s)-[x:PROPOSES]->(c)
SET x = r.set`, Params: map[string]any{"p": map[string]any{"id": key, "vacancy": d.Vacancy, "today": tx.At().Format(time.DateOnly), "by": by, "asOf": d.AsOf,
			"edition": d.Edition, "digest": d.Digest, "inputs": d.Inputs, "rows": rows, "at": store.FormatTime(tx.At())}}})
		return key, err
	}
}

// Judged is what an act on a shortlist was judged by, and what it says.
type Judged struct {
	Cadre, Rule string // the rule is of waivers
	Facts       store.Versions

	reason, by, consentedBy, consentedOn string // the last two of waivers, as the input has them
}

// Choose answers chooseCandidate; judged refuses, or says what the choice rests on.
func (a *Acts) Choose(ctx context.Context, q graph.Query, judged func(Shortlist, map[string]any) (Judged, error)) (any, error) {
	return a.decide(ctx, q, "chooseCandidate", judged, "CHOSEN", `NOT EXISTS { (s)-[:CHOSEN]->() }`)
}

// Waive answers waiveRequirement; judged as in Choose. A waiver of before consents were asked for counts for nothing, and
// this one takes its place.
func (a *Acts) Waive(ctx context.Context, q graph.Query, judged func(Shortlist, map[string]any) (Judged, error)) (any, error) {
	return a.decide(ctx, q, "waiveRequirement", judged, "WAIVED", `NOT EXISTS { (s)-[w:WAIVED {rule: $p.rule}]->(c) WHERE w.consentedBy IS NOT NULL }`)
}

func (a *Acts) decide(ctx context.Context, q graph.Query, name string, judged func(Shortlist, map[string]any) (Judged, error), relation string, where cypher.Word) (any, error) {
	ask := of(q, name)
	input := ask.input
	act, err := ask.act()
	if err != nil {
		return nil, err
	}
	key, err := a.prepared(ctx, act, func(act *store.Act) error {
		reason := text(input, "reason")
		if utf8.RuneCountInString(strings.TrimSpace(reason)) < 10 {
			return refusal.Newf(refusal.BadInput, "input.reason has fewer than 10 characters; say why in a sentence")
		}
		if err := ask.plainText("reason", 10, 2000); err != nil {
			return err
		}
		if _, waives := input["consentedBy"]; waives {
			if err := ask.plainText("consentedBy", 2, 200); err != nil {
				return err
			}
		}
		s, ok, err := a.Shortlist(ctx, text(input, "shortlist"))
		if err != nil {
			return err
		}
		if !ok {
			return refusal.Newf(refusal.BadInput, "input.shortlist does not name a shortlist; give the key of one")
		}
		version, _ := input["expectedVersion"].(int64)
		if version != s.Version {
			return refusal.Newf(refusal.Conflict, "the shortlist is at version %d and not at expectedVersion; read it again", s.Version)
		}
		j, err := judged(s, input)
		if err != nil {
			return err
		}
		j.reason, j.by, j.consentedBy, j.consentedOn = reason, nameOf(q.Caller), text(input, "consentedBy"), text(input, "consentedOn")
		act.AsOf = j.Facts
		act.Expect = []store.Expected{{Label: shortlistType, Key: s.Key, Version: version, Place: "input.expectedVersion"}}
		act.Do = j.write(s.Key, a.edges[shortlistType+" "+relation], where)
		return nil
	})
	return shortlistRef(key, err)
}

// write leads the shortlist to the official, unless that was done meanwhile. The reason stands on the relationship alone, so
// that it goes with whoever is erased.
func (j Judged) write(key string, shape store.Shape, where cypher.Word) func(*store.Tx) (string, error) {
	return func(tx *store.Tx) (string, error) {
		at := store.FormatTime(tx.At())
		rows, err := tx.Run(cypher.Statement{Text: "MATCH (s:Shortlist {key: $p.id})-[:PROPOSES]->(c:Cadre {key: $p.cadre}) WHERE " + string(where) +
			"\nSET s.version = s.version + 1, s.recordedAt = $p.at\nRETURN s.key", Params: map[string]any{"p": map[string]any{"id": key, "cadre": j.Cadre, "rule": j.Rule, "at": at}}})
		if err != nil {
			return "", err
		}
		if len(rows) == 0 {
			return "", refusal.Newf(refusal.Conflict, "the shortlist has changed since it was looked at; read it again")
		}
		tx.Note(store.Entry{Op: "CHANGED", Type: shortlistType, Key: key})
		row := store.Row{Key: key, To: j.Cadre, Properties: map[string]any{"reason": j.reason, "by": j.by, "at": at}}
		if j.Rule != "" {
			row.Identity = map[string]any{"rule": j.Rule}
			row.Properties["consentedBy"], row.Properties["consentedOn"] = j.consentedBy, j.consentedOn
		}
		_, err = tx.Rows(shape, []store.Row{row})
		return key, err
	}
}

func list(v any) []any { l, _ := v.([]any); return l }
