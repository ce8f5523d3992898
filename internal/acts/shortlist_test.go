package acts_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/acts"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// actOn sends a mutation on shortlists whose judgement the test gives itself.
func actOn(t *testing.T, r *rooms.Rooms, text string, do graph.Root) (key string, code graph.Code) {
	t.Helper()
	doc, errs := gqlparser.LoadQuery(r.Schema.SDL, text)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	op, err := r.Graph.Prepare(doc.Operations[0], nil, graph.Caller{Role: "ORGANIZER", Issuer: "bole", Subject: "u1", Name: "甲", Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := r.Graph.Compute(graph.With(t.Context(), op), doc.Operations[0].SelectionSet[0].(*ast.Field).Alias, do)
	var refused *graph.Error
	if errors.As(err, &refused) {
		return "", refused.Code
	}
	if err != nil {
		t.Fatal(err)
	}
	var s struct{ Key string }
	if err := json.Unmarshal(a, &s); err != nil {
		t.Fatal(err)
	}
	return s.Key, ""
}

// TestFactsMoveOn changes a fact between an act's judgement and its write: it is refused, and nothing of it is stored.
func TestFactsMoveOn(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, "CREATE (:Vacancy {key: 'v', title: 'v', openedOn: '2024', version: 1})-[:FOR]->(:Position {key: 'q', title: 'q'}) CREATE (:Cadre {key: 'c', cadreKey: 'c', unit: ''})", nil)
	lease := roomstest.Lease(t, r)
	batch, err := lease.Begin(t.Context(), law.System, "facts", "test")
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	change := func() {
		n++
		row := store.Row{Key: "c", Properties: map[string]any{"name": store.FormatTime(time.UnixMilli(n))}}
		if _, err := lease.Write(t.Context(), law.System, batch, store.Shape{Label: "Cadre"}, []store.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	version := func() store.Versions {
		v, err := r.Facts.Versions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	stored := func() string {
		rows, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (n) WHERE NOT n:Cadre|LogHead|Change|ChangeValues|ImportBatch|Migration OPTIONAL MATCH (n)-[x]->() RETURN count(n), count(x), collect(DISTINCT properties(x)), sum(CASE WHEN n:Shortlist THEN n.version END), count(CASE WHEN n:Shortlist THEN n.lock END)"})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	change()
	create := func(idem string, moves bool) (string, graph.Code) {
		return actOn(t, r, `mutation { createShortlist(input: {idempotencyKey: "`+idem+`", vacancy: "v", asOf: "2024-08-31"}) { key } }`, func(ctx context.Context, q graph.Query) (any, error) {
			return r.Acts.CreateShortlist(ctx, q, func(map[string]any) (acts.Draft, error) {
				d := acts.Draft{Vacancy: "v", AsOf: "2024-08-31", Facts: version(), Proposals: []acts.Proposal{{Cadre: "c", Eligibility: "ELIGIBLE", Place: 1}}}
				if moves {
					change()
				}
				return d, nil
			})
		})
	}
	before := stored()
	if _, code := create("a", true); code != graph.CodeConflict {
		t.Errorf("a list of facts that moved on: %q", code)
	}
	if after := stored(); after != before {
		t.Errorf("stored %v, before %v", after, before)
	}
	list, code := create("a", false) // the key was used for nothing
	if code != "" {
		t.Fatalf("a list: %q", code)
	}
	for _, act := range []struct {
		name, text string
		do         func(*acts.Acts, context.Context, graph.Query, func(acts.Shortlist, map[string]any) (acts.Judged, error)) (any, error)
	}{
		{"waive", `mutation { waiveRequirement(input: {idempotencyKey: "w", shortlist: "` + list + `", expectedVersion: 1, cadre: "c", rule: "EDUCATION", reason: "十个字以上的一句理由。", consentedBy: "某市委", consentedOn: "2024-08-01"}) { key } }`, (*acts.Acts).Waive},
		{"choose", `mutation { chooseCandidate(input: {idempotencyKey: "c", shortlist: "` + list + `", expectedVersion: 2, cadre: "c", asOf: "2024-08-31", reason: "十个字以上的一句理由。"}) { key } }`, (*acts.Acts).Choose},
	} {
		run := func(moves bool) graph.Code {
			_, code := actOn(t, r, act.text, func(ctx context.Context, q graph.Query) (any, error) {
				return act.do(r.Acts, ctx, q, func(acts.Shortlist, map[string]any) (acts.Judged, error) {
					j := acts.Judged{Cadre: "c", Rule: "EDUCATION", Facts: version()}
					if moves {
						change()
					}
					return j, nil
				})
			})
			return code
		}
		before := stored()
		if code := run(true); code != graph.CodeConflict {
			t.Errorf("%s by facts that moved on: %q", act.name, code)
		}
		if after := stored(); after != before {
			t.Errorf("%s: stored %v, before %v", act.name, after, before)
		}
		if code := run(false); code != "" {
			t.Errorf("%s: %q", act.name, code)
		}
		if after := stored(); after == before || !strings.Contains(after, "十个字以上") {
			t.Errorf("%s: nothing stored: %v", act.name, after)
		}
	}
}
