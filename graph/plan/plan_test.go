package plan

import (
	"encoding/json"
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/worldtest"
)

var update = flag.Bool("update", false, "rewrite the outputs of golden files, never their inputs")

// TestPlanGolden holds each file's request to its statement and parameters, or to its refusal.
func TestPlanGolden(t *testing.T) {
	l := worldtest.Law(t)
	worldtest.Golden(t, "testdata/plan/*.txtar", *update, []string{"statement.cypher", "params.json", "error"}, func(t *testing.T, in map[string]string) map[string]string {
		return planText(t, l, in)
	})
}

// planText plans the request and gives the output sections.
func planText(t *testing.T, l *law.Law, in map[string]string) map[string]string {
	t.Helper()
	var caller law.Caller
	var vars map[string]any
	decode(t, in["caller.json"], &caller)
	if in["variables.json"] != "" {
		decode(t, in["variables.json"], &vars)
	}
	st, err := statementOf(t, l, in["request.graphql"], vars, caller)
	var refused *refusal.Error
	if errors.As(err, &refused) {
		return map[string]string{"error": string(refused.Code) + " " + refused.Error() + "\n"}
	}
	if err != nil {
		t.Fatal(err)
	}
	params, err := json.Marshal(st.Params)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"statement.cypher": st.Text + "\n", "params.json": string(params) + "\n"}
}

// rootOf plans the first root field of a request.
func rootOf(t *testing.T, l *law.Law, request string, vars map[string]any, caller law.Caller) (*Root, error) {
	t.Helper()
	sdl := l.Schema().SDL
	doc, errs := gqlparser.LoadQuery(sdl, request)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return Requests(sdl, sdl.Query, doc.Operations[0], vars, caller, nil)[0].Plan(l, sdl.Query, Limits{})
}

// statementOf gives the first statement of the first root field of a request.
func statementOf(t *testing.T, l *law.Law, request string, vars map[string]any, caller law.Caller) (cypher.Statement, error) {
	t.Helper()
	root, err := rootOf(t, l, request, vars, caller)
	_, scope := caller.OwnScope()
	b := Binding{scope: scope}
	switch {
	case err != nil:
		return cypher.Statement{}, err
	case root.Page != nil:
		return root.Page.Plan.Statement(b), nil
	case root.Nodes != nil:
		p := root.Nodes.Places[0]
		return root.Nodes.Types[p.Type].Statement([]string{p.Key(b)}, b), nil
	}
	return root.Value.Matching["tasks"].Statement(500, b), nil // a computed field asks for the tasks that meet a filter
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
}

// TestTextIsCanonical: aliases, the order of arguments and values leave a statement's text as it is.
func TestTextIsCanonical(t *testing.T) {
	l := worldtest.Law(t)
	base := `{ cadres(first: 5, filter: {name: {eq: "a"}, tasks: {some: {role: {eq: LEAD}}}}) { nodes { name tasks(first: 3) { totalCount nodes { title } } } } }`
	for name, other := range map[string]string{
		"aliases":  `{ x: cadres(first: 5, filter: {name: {eq: "a"}, tasks: {some: {role: {eq: LEAD}}}}) { y: nodes { z: name u: tasks(first: 3) { c: totalCount n: nodes { t: title } } } } }`,
		"order":    `{ cadres(filter: {tasks: {some: {role: {eq: LEAD}}}, name: {eq: "a"}}, first: 5) { nodes { name tasks(first: 3) { totalCount nodes { title } } } } }`,
		"values":   `{ cadres(first: 7, filter: {name: {eq: "b"}, tasks: {some: {role: {eq: MEMBER}}}}) { nodes { name tasks(first: 9) { totalCount nodes { title } } } } }`,
		"fragment": `{ cadres(first: 5, filter: {name: {eq: "a"}, tasks: {some: {role: {eq: LEAD}}}}) { nodes { ...f } } } fragment f on Cadre { name ... on Cadre { tasks(first: 3) { totalCount nodes { title } } } }`,
		"twice":    `{ cadres(first: 5, filter: {name: {eq: "a"}, tasks: {some: {role: {eq: LEAD}}}}) { nodes { name tasks(first: 3) { totalCount nodes { title } } again: tasks(first: 3) { nodes { title } } } } }`,
	} {
		caller := law.Caller{Role: "ANALYST", Units: []string{"u1"}}
		want, err := statementOf(t, l, base, nil, caller)
		if err != nil {
			t.Fatal(err)
		}
		got, err := statementOf(t, l, other, nil, caller)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Text, got.Text); diff != "" {
			t.Errorf("%s change the text (-want +got):\n%s", name, diff)
		}
	}
}
