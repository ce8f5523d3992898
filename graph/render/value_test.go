package render_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"

	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/render"
	"bole/graph/value"
	"bole/internal/worldtest"
)

// TestComputedFields writes what a function computed for a node: values, nodes the caller does not see, pages, and
// errors, which take the field and nothing else.
func TestComputedFields(t *testing.T) {
	l := worldtest.Law(t)
	coworker := func(place, key string) value.Entry {
		return value.Entry{Place: place, Object: value.Object{Type: "Coworker", Fields: map[string]any{"cadre": value.Ref{Type: "Cadre", Key: key}, "tasks": int64(2), "shared": []any{}}}}
	}
	for _, c := range []struct {
		name, request string
		value         any
		err           error
		seen          []string // keys of officials the caller sees
		want, path    string
		code          refusal.Code
	}{
		{"an error of ours", `{ cadre(key: "c") { name coworkers { totalCount } } }`, nil, errors.New("broken"), nil, `{"name":"某","coworkers":null}`, "cadre.coworkers", refusal.Internal},
		{"a refusal", `{ cadre(key: "c") { name x: coworkers { totalCount } } }`, nil, refusal.Newf(refusal.BadInput, "no"), nil, `{"name":"某","x":null}`, "cadre.x", refusal.BadInput},
		{"nothing", `{ cadre(key: "c") { name coworkers { totalCount } } }`, nil, nil, nil, `{"name":"某","coworkers":null}`, "", ""},
		{"a page", `{ cadre(key: "c") { coworkers(first: 1) { totalCount nodes { tasks cadre { key } } pageInfo { hasNextPage } } } }`,
			value.Entries{coworker("1", "a"), coworker("2", "b")}, nil, []string{"a", "b"}, `{"coworkers":{"totalCount":2,"nodes":[{"tasks":2,"cadre":{"key":"a"}}],"pageInfo":{"hasNextPage":true}}}`, "", ""},
		{"an unseen node", `{ cadre(key: "c") { name coworkers { nodes { cadre { key } } } } }`, value.Entries{coworker("1", "a")}, nil, nil,
			`{"name":"某","coworkers":null}`, "cadre.coworkers.nodes[0].cadre", refusal.Missing},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := planned(t, l, c.request)
			got, refused := written(t, root, c.value, c.err, c.seen)
			if got == nil {
				got = []byte("null")
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Error(diff)
			}
			path, code := "", refusal.Code("")
			if len(refused) > 0 {
				path, code = refused[0].Path.String(), refused[0].Code
			}
			if path != c.path || code != c.code {
				t.Errorf("error %s at %q, want %s at %q", code, path, c.code, c.path)
			}
		})
	}
}

// planned plans the root field of a request.
func planned(t *testing.T, l *law.Law, request string) *plan.Root {
	t.Helper()
	sdl := l.Schema().SDL
	doc, errs := gqlparser.LoadQuery(sdl, request)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	root, err := plan.Requests(sdl, sdl.Query, doc.Operations[0], nil, law.Caller{Role: "ADMIN", Whole: true}, nil)[0].Plan(l, sdl.Query, plan.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// written is the answer about one official for whom a field was computed.
func written(t *testing.T, root *plan.Root, computed any, failed error, seen []string) (got []byte, refused []*refusal.Error) {
	t.Helper()
	s := render.NewState(plan.Binding{}, message.English, 0)
	for rounds := 0; ; rounds++ {
		if rounds > 5 {
			t.Fatal("it asks without end")
		}
		s.Begin()
		got, refused = s.Node(root.Nodes.Types["Cadre"], "c", root.Path)
		nodes, values := s.WantedNodes(), s.WantedValues()
		if len(nodes)+len(values) == 0 {
			return got, refused
		}
		for later, keys := range nodes {
			by := map[string][]any{}
			for _, k := range append([]string{"c"}, seen...) {
				by[k] = []any{k, "某"}
			}
			s.GiveNodes(later, keys, by)
		}
		for field, keys := range values {
			s.GiveValues(field, keys, map[string]any{"c": computed}, failed)
		}
	}
}

// TestKept: what is the same in every answer is made once for a selection; what leads to a node is looked at each time.
func TestKept(t *testing.T) {
	l := worldtest.Law(t)
	numbers, nodes := 0, 0
	number := value.Keep(func() any { numbers++; return int64(2) })
	node := value.Keep(func() any { nodes++; return value.Ref{Type: "Cadre", Key: "a"} })
	computed := func() any {
		return value.Entries{{Place: "1", Object: value.Object{Type: "Coworker", Fields: map[string]any{"cadre": node, "tasks": number, "shared": []any{}}}}}
	}
	one, other := planned(t, l, `{ cadre(key: "c") { coworkers { nodes { tasks cadre { key } } } } }`), planned(t, l, `{ cadre(key: "c") { coworkers { nodes { n: tasks } } } }`)
	const want = `{"coworkers":{"nodes":[{"tasks":2,"cadre":{"key":"a"}}]}}`
	for range 3 {
		if got, refused := written(t, one, computed(), nil, []string{"a"}); string(got) != want || len(refused) > 0 {
			t.Errorf("%s %v", got, refused)
		}
	}
	if numbers != 1 || nodes < 3 {
		t.Errorf("in three answers a number was made %d times and a node %d times", numbers, nodes)
	}
	if got, refused := written(t, one, computed(), nil, nil); string(got) != `{"coworkers":null}` || len(refused) != 1 {
		t.Errorf("for whom the node is not there: %s %v", got, refused)
	}
	for range 2 {
		if got, _ := written(t, other, computed(), nil, nil); string(got) != `{"coworkers":{"nodes":[{"n":2}]}}` {
			t.Errorf("by another selection %s", got)
		}
	}
	if numbers != 2 {
		t.Errorf("for two selections a number was made %d times", numbers)
	}
}
