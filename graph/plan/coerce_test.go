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
