package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/internal/access"
	"bole/internal/httpapi"
)

// node writes a case and whom it is about, as the product stores them.
const node = `MATCH (c:Cadre {key: $p.cadre})
CREATE (n:Case {key: $p.key, version: 1, recordedAt: $p.at, title: '抢险', occurredOn: '2024-07-01', kind: 'HARD_TASK', polarity: 'POSITIVE', verification: 'REPORTED'})-[:ABOUT {part: '带队'}]->(c)`

// entries writes what the log has of it.
const entries = `UNWIND $p.entries AS e
CREATE (c:Change:Unnumbered)-[:VALUES]->(v:ChangeValues)
SET c = e.change, v = e.values`

func rawUnlogged(ctx context.Context, b *bench) (func(int64, string) error, func(), error) {
	return b.raw(ctx, false)
}

func rawLogged(ctx context.Context, b *bench) (func(int64, string) error, func(), error) {
	return b.raw(ctx, true)
}

// raw is what a program of one's own would do: one statement for the nodes, one for the log.
func (b *bench) raw(ctx context.Context, logged bool) (func(int64, string) error, func(), error) {
	return func(_ int64, cadre string) error {
		s := b.driver.NewSession(ctx, neo4j.SessionConfig{})
		defer s.Close(ctx)
		key, at := strings.ToLower(rand.Text()), time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
		_, err := s.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
			if err := consumed(ctx, tx, node, map[string]any{"cadre": cadre, "key": key, "at": at}); err != nil || !logged {
				return nil, err
			}
			return nil, consumed(ctx, tx, entries, map[string]any{"entries": []any{entry(0, at, "Case", key), entry(1, at, "ABOUT", key+" "+cadre)}})
		})
		return err
	}, func() {}, nil
}

func consumed(ctx context.Context, tx neo4j.ManagedTransaction, text string, p map[string]any) error {
	result, err := tx.Run(ctx, text, map[string]any{"p": p})
	if err == nil {
		_, err = result.Consume(ctx)
	}
	return err
}

// entry is one of the log, with its digests.
func entry(n int64, at, typ, key string) map[string]any {
	salt := rand.Text()
	change := map[string]any{"id": strings.ToLower(rand.Text()), "n": n, "at": at, "by": "someone", "owner": "bole:someone", "role": "ORGANIZER", "act": "createCase",
		"type": typ, "key": key, "op": "CREATED", "why": "", "source": "", "batch": "", "values": digest(salt, "", "")}
	change["digest"] = digest(fmt.Sprint(change))
	return map[string]any{"change": change, "values": map[string]any{"salt": salt, "before": "", "after": ""}}
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		io.WriteString(h, p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

const mutation = `mutation($i: CreateCaseInput!) { createCase(input: $i) { case { key } } }`

// input is the case that the raw driver writes.
func input(n int64, cadre string) map[string]any {
	return map[string]any{"idempotencyKey": fmt.Sprint(n), "title": "抢险", "occurredOn": "2024-07-01", "kind": "HARD_TASK", "polarity": "POSITIVE", "subjects": []any{map[string]any{"cadre": cadre, "part": "带队"}}}
}

func throughActs(ctx context.Context, b *bench) (func(int64, string) error, func(), error) {
	doc, errs := gqlparser.LoadQuery(b.rooms.Schema.SDL, mutation)
	if len(errs) > 0 {
		return nil, nil, errs
	}
	op := doc.Operations[0]
	f := op.SelectionSet[0].(*ast.Field)
	do := b.rooms.Acts.Recording(f.Name)
	who := graph.Caller{Role: "ORGANIZER", Issuer: "bole", Subject: "someone", Name: "someone", Whole: true}
	return func(n int64, cadre string) error {
		planned, err := b.rooms.Graph.Prepare(op, map[string]any{"i": input(n, cadre)}, who)
		if err != nil {
			return err
		}
		_, _, err = b.rooms.Graph.Compute(graph.With(ctx, planned), f.Alias, do)
		return err
	}, func() {}, nil
}

func overHTTP(ctx context.Context, b *bench) (func(int64, string) error, func(), error) {
	folder, err := os.MkdirTemp("", "bole-writes-")
	if err != nil {
		return nil, nil, err
	}
	signer, err := access.NewSigner(folder)
	if err != nil {
		return nil, nil, err
	}
	token, err := signer.Sign(access.Grant{Role: "ORGANIZER", Name: "someone", Whole: true}, time.Hour)
	if err != nil {
		return nil, nil, err
	}
	h, err := httpapi.New(b.rooms, signer, httpapi.Options{})
	if err != nil {
		return nil, nil, err
	}
	srv := httptest.NewServer(h)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	return func(n int64, cadre string) error {
		body, err := json.Marshal(map[string]any{"query": mutation, "variables": map[string]any{"i": input(n, cadre)}})
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL+"/graphql", bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		said, err := io.ReadAll(resp.Body)
		if err == nil && !bytes.Contains(said, []byte(`"case":{`)) {
			err = fmt.Errorf("%d: %s", resp.StatusCode, said)
		}
		return err
	}, func() { srv.Close(); os.RemoveAll(folder) }, nil
}
