package graph

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// act sends a mutation on shortlists whose judgement the test gives itself.
func actOn(t *testing.T, g *Graph, text string, do func(context.Context, Request) (Answer, []*Error, error)) (key string, code Code) {
	t.Helper()
	doc, errs := gqlparser.LoadQuery(g.mapping.Schema, text)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	f := doc.Operations[0].SelectionSet[0].(*ast.Field)
	a, _, err := do(t.Context(), Request{Field: f, Selections: f.SelectionSet, Caller: Caller{Role: "ORGANIZER", Name: "甲", Whole: true}})
	var refused *Error
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
	g := open(t)
	if err := g.write(t.Context(), "CREATE (:Vacancy {key: 'v', title: 'v', openedOn: '2024', version: 1})-[:FOR]->(:Position {key: 'q', title: 'q'}) CREATE (:Cadre {key: 'c', cadreKey: 'c', unit: ''})", nil); err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	change := func() {
		n++
		if _, err := g.Write(t.Context(), Shape{Label: "Cadre"}, []Change{{Key: "c", Properties: map[string]any{"name": FormatTime(time.UnixMilli(n))}}}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	version := func() int64 {
		v, err := g.DataVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	stored := func() any {
		records, err := g.read(t.Context(), Statement{Text: "MATCH (n) OPTIONAL MATCH (n)-[x]->() WHERE NOT n:Cadre AND NOT n:DataVersion RETURN count(n), count(x), collect(DISTINCT properties(x)), sum(CASE WHEN n:Shortlist THEN n.version END), count(CASE WHEN n:Shortlist THEN n.lock END)"})
		if err != nil {
			t.Fatal(err)
		}
		return canonical(map[string]any{"rows": records[0].Values})
	}
	change()
	create := func(idem string, moves bool) (string, Code) {
		return actOn(t, g, `mutation { createShortlist(input: {idempotencyKey: "`+idem+`", vacancy: "v", asOf: "2024-08-31"}) { key } }`, func(ctx context.Context, r Request) (Answer, []*Error, error) {
			return g.StoreShortlist(ctx, r, func(map[string]any) (Draft, error) {
				d := Draft{Vacancy: "v", AsOf: "2024-08-31", DataVersion: version(), Proposals: []Proposal{{Cadre: "c", Eligibility: "ELIGIBLE", Place: 1}}}
				if moves {
					change()
				}
				return d, nil
			})
		})
	}
	before := stored()
	if _, code := create("a", true); code != CodeConflict {
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
		do         func(*Graph, context.Context, Request, func(Shortlist, map[string]any) (Judged, error)) (Answer, []*Error, error)
	}{
		{"waive", `mutation { waiveRequirement(input: {idempotencyKey: "w", shortlist: "` + list + `", expectedVersion: 1, cadre: "c", rule: "EDUCATION", reason: "十个字以上的一句理由。"}) { key } }`, (*Graph).Waive},
		{"choose", `mutation { chooseCandidate(input: {idempotencyKey: "c", shortlist: "` + list + `", expectedVersion: 2, cadre: "c", asOf: "2024-08-31", reason: "十个字以上的一句理由。"}) { key } }`, (*Graph).Choose},
	} {
		run := func(moves bool) Code {
			_, code := actOn(t, g, act.text, func(ctx context.Context, r Request) (Answer, []*Error, error) {
				return act.do(g, ctx, r, func(Shortlist, map[string]any) (Judged, error) {
					j := Judged{Cadre: "c", Rule: "EDUCATION", DataVersion: version()}
					if moves {
						change()
					}
					return j, nil
				})
			})
			return code
		}
		before := stored()
		if code := run(true); code != CodeConflict {
			t.Errorf("%s by facts that moved on: %q", act.name, code)
		}
		if after := stored(); after != before {
			t.Errorf("%s: stored %v, before %v", act.name, after, before)
		}
		if code := run(false); code != "" {
			t.Errorf("%s: %q", act.name, code)
		}
		if after := stored(); after == before || !strings.Contains(after.(string), "十个字以上") {
			t.Errorf("%s: nothing stored: %v", act.name, after)
		}
	}
}

// TestInputDefaults: what an input leaves out has its default, in literals and in variables alike.
func TestInputDefaults(t *testing.T) {
	m := testMapping(t)
	for name, c := range map[string]struct {
		text string
		vars map[string]any
	}{
		"literal":            {`mutation { createShortlist(input: {idempotencyKey: "a", vacancy: "v", asOf: "2024"}) { key } }`, nil},
		"variable":           {`mutation($i: CreateShortlistInput!) { createShortlist(input: $i) { key } }`, map[string]any{"i": map[string]any{"idempotencyKey": "a", "vacancy": "v", "asOf": "2024"}}},
		"variable left out":  {`mutation($n: Int) { createShortlist(input: {idempotencyKey: "a", vacancy: "v", asOf: "2024", size: $n}) { key } }`, nil},
		"default's variable": {`mutation($n: Int! = 20) { createShortlist(input: {idempotencyKey: "a", vacancy: "v", asOf: "2024", size: $n}) { key } }`, nil},
	} {
		doc, errs := gqlparser.LoadQuery(m.Schema, c.text)
		if len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		f := doc.Operations[0].SelectionSet[0].(*ast.Field)
		args, err := newPlanner(m, Request{Field: f, Variables: c.vars}).arguments(f, ast.Path{ast.PathName("createShortlist")})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := args["input"].(map[string]any)["size"]; got != int64(20) {
			t.Errorf("%s: size is %v, want 20", name, got)
		}
	}
}
