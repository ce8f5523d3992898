package plan

import (
	"testing"

	"github.com/vektah/gqlparser/v2"

	"bole/graph/law"
	"bole/internal/worldtest"
)

// TestInputDefaults: what an input leaves out has its default, in literals and in variables alike.
func TestInputDefaults(t *testing.T) {
	l := worldtest.Law(t)
	sdl := l.Schema().SDL
	for name, c := range map[string]struct {
		text string
		vars map[string]any
	}{
		"literal":            {`mutation { createShortlist(input: {idempotencyKey: "a", vacancy: "v", asOf: "2024"}) { key } }`, nil},
		"variable":           {`mutation($i: CreateShortlistInput!) { createShortlist(input: $i) { key } }`, map[string]any{"i": map[string]any{"idempotencyKey": "a", "vacancy": "v", "asOf": "2024"}}},
		"variable left out":  {`mutation($n: Int) { createShortlist(input: {idempotencyKey: "a", vacancy: "v", asOf: "2024", size: $n}) { key } }`, nil},
		"default's variable": {`mutation($n: Int! = 20) { createShortlist(input: {idempotencyKey: "a", vacancy: "v", asOf: "2024", size: $n}) { key } }`, nil},
	} {
		doc, errs := gqlparser.LoadQuery(sdl, c.text)
		if len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		root, err := Requests(sdl, sdl.Mutation, doc.Operations[0], c.vars, law.Caller{Role: "ORGANIZER"}, nil)[0].Plan(l, sdl.Mutation, Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := root.Value.Args["input"].(map[string]any)["size"]; got != int64(20) {
			t.Errorf("%s: size is %v, want 20", name, got)
		}
	}
}

// TestOneOf: an object of which exactly one member is to be given has it, in literals and in variables alike; null is none.
func TestOneOf(t *testing.T) {
	l := worldtest.Law(t)
	sdl := l.Schema().SDL
	withdraw := map[string]any{"idempotencyKey": "a", "key": "k", "expectedVersion": 1, "why": "why"}
	for name, c := range map[string]struct {
		operation any
		refused   string
	}{
		"one":       {map[string]any{"withdrawCase": withdraw}, ""},
		"none":      {map[string]any{}, "batch.input.operations[0] has 0 members; give exactly one of BatchOperation"},
		"two":       {map[string]any{"withdrawCase": withdraw, "withdrawTask": withdraw}, "batch.input.operations[0] has 2 members; give exactly one of BatchOperation"},
		"null":      {map[string]any{"withdrawCase": nil}, "batch.input.operations[0].withdrawCase is null; leave it out, use isNull for missing values, or give a value of type WithdrawCaseInput"},
		"and null":  {map[string]any{"withdrawCase": withdraw, "withdrawTask": nil}, "batch.input.operations[0].withdrawTask is null; leave it out, use isNull for missing values, or give a value of type WithdrawTaskInput"},
		"not yours": {map[string]any{"withdrawOrganization": withdraw}, "batch.input.operations[0].withdrawOrganization is not for the role EVALUATOR; leave it out or ask with another role's token"},
	} {
		doc, errs := gqlparser.LoadQuery(sdl, `mutation($o: [BatchOperation!]!) { batch(input: {operations: $o}) { results { __typename } } }`)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		caller := law.Caller{Role: "ORGANIZER"}
		if name == "not yours" {
			caller.Role = "EVALUATOR"
		}
		_, err := Requests(sdl, sdl.Mutation, doc.Operations[0], map[string]any{"o": []any{c.operation}}, caller, nil)[0].Plan(l, sdl.Mutation, Limits{})
		if err == nil && c.refused != "" || err != nil && err.Error() != c.refused {
			t.Errorf("%s: %v, want %q", name, err, c.refused)
		}
	}
}
