package walks_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/walks"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// neighbour is a node one relationship away, with the relationships that lead there.
type neighbour struct {
	node  *worldtest.Node
	links []*worldtest.Link
}

func nameOf(n *worldtest.Node) string { return n.Type + " " + fmt.Sprint(n.Props["key"]) }

// scoped is a world as a caller is to find it.
type scoped struct {
	*worldtest.World
	caller law.Caller
	ends   []*worldtest.Node // of the paths that are looked for: the shared nodes that count
}

func world(t *testing.T, r *rooms.Rooms, seed uint64) (*scoped, *worldtest.Query) {
	t.Helper()
	w := worldtest.New(r.Schema, rand.New(rand.NewPCG(seed, 0)))
	roomstest.Store(t, r, w)
	return &scoped{World: w}, worldtest.NewQuery(w, rand.New(rand.NewPCG(seed, 1)))
}

// neighbours are what the caller may step to from a node, in the order of types and keys, by relations that the SDL
// has between the two types and the role may use.
func (x *scoped) neighbours(n *worldtest.Node, via []string) []neighbour {
	var out []neighbour
	add := func(far *worldtest.Node, l *worldtest.Link) {
		if !x.Sees(x.caller, far) || far.Props["verification"] == "REJECTED" || far.Props["verification"] == "MALICIOUS" || !x.related(l) {
			return
		}
		if via != nil && !slices.Contains(via, l.Type) || via == nil && x.Schema.Types[far.Type].Directives.ForName("shared") != nil && !slices.Contains(x.ends, far) {
			return
		}
		i := slices.IndexFunc(out, func(o neighbour) bool { return o.node == far })
		if i < 0 {
			out, i = append(out, neighbour{node: far}), len(out)
		}
		if !slices.Contains(out[i].links, l) {
			out[i].links = append(out[i].links, l)
		}
	}
	for _, l := range n.Out {
		add(l.To, l)
	}
	for _, l := range n.In {
		add(l.From, l)
	}
	slices.SortFunc(out, func(a, b neighbour) int { return strings.Compare(nameOf(a.node), nameOf(b.node)) })
	return out
}

// related reports whether a relation of the SDL that the role may use stands for the link.
func (x *scoped) related(l *worldtest.Link) bool {
	for _, end := range []struct {
		near, far *worldtest.Node
		direction string
	}{{l.From, l.To, "OUT"}, {l.To, l.From, "IN"}} {
		for _, f := range x.Schema.Types[end.near.Type].Fields {
			d := f.Directives.ForName("relation")
			if d == nil || d.Arguments.ForName("type").Value.Raw != l.Type || d.Arguments.ForName("direction").Value.Raw != end.direction {
				continue
			}
			if a := f.Directives.ForName("access"); a != nil && !strings.Contains(a.Arguments.ForName("roles").Value.String(), x.caller.Role) {
				continue
			}
			target := x.Schema.Types[f.Type.Name()]
			if strings.HasSuffix(target.Name, "Connection") {
				target = x.Schema.Types[target.Fields.ForName("nodes").Type.Name()]
			}
			if slices.ContainsFunc(x.Schema.GetPossibleTypes(target), func(p *ast.Definition) bool { return p.Name == end.far.Type }) {
				return true
			}
		}
	}
	return false
}

// pathsTo gives all paths of a length, up to a number.
func (x *scoped) pathsTo(path []*worldtest.Node, to *worldtest.Node, left int, via []string, most int, out *[]string) {
	at := path[len(path)-1]
	if left == 0 {
		if at == to {
			var names []string
			for _, n := range path {
				names = append(names, nameOf(n))
			}
			*out = append(*out, strings.Join(names, " | "))
		}
		return
	}
	for _, n := range x.neighbours(at, via) {
		if len(*out) < most && !slices.Contains(path, n.node) && (n.node != to || left == 1) {
			x.pathsTo(append(path, n.node), to, left-1, via, most, out)
		}
	}
}

func TestPathsAgainstNaive(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	w, q := world(t, r, 5)
	rng := rand.New(rand.NewPCG(5, 2))
	found := 0
	for range 350 {
		c := q.RandomCaller()
		w.caller = c
		var ends [2]*worldtest.Node
		for i := range ends {
			typ := worldtest.Pick(q, []string{"Cadre", "Cadre", "Cadre", "Task", "Case", "Evaluation", "Organization", "Evaluator"})
			ends[i] = worldtest.Pick(q, w.Nodes[typ])
		}
		w.ends = ends[:]
		most := 1 + rng.IntN(6)
		vars := map[string]any{"from": ends[0].ID(), "to": ends[1].ID(),
			"most": json.Number(fmt.Sprint(most)), "mode": worldtest.Pick(q, []string{"SHORTEST", "ALL"})}
		via := worldtest.Pick(q, [][]string{nil, {"WORKED_ON"}, {"WORKED_ON", "OF", "BASED_ON"}, {"ABOUT", "AROSE_IN", "WORKED_ON"}})
		if via != nil {
			vars["via"] = anys(via)
		}
		var a struct {
			Paths []struct {
				Length int
				Nodes  []struct{ Type, Key string }
				Edges  []struct{ Type string }
			}
			Truncated, Complete bool
			Via, Around         []string
		}
		err := ask(t, r, c, `query($from: ID!, $to: ID!, $via: [RelationshipType!], $most: Int!, $mode: PathMode!) {
			path(from: $from, to: $to, via: $via, maxLength: $most, mode: $mode, first: 8) { truncated complete via around paths { length nodes { type key node { __typename } } edges { type } } } }`,
			vars, &a)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		if w.Sees(c, ends[0]) && w.Sees(c, ends[1]) && ends[0] != ends[1] && !hiddenCase(ends[0]) && !hiddenCase(ends[1]) {
			for length := 1; length <= most && len(want) <= 8; length++ {
				w.pathsTo([]*worldtest.Node{ends[0]}, ends[1], length, via, 9, &want)
				if vars["mode"] == "SHORTEST" && len(want) > 0 {
					break
				}
			}
		}
		var got []string
		for _, p := range a.Paths {
			var names []string
			for _, n := range p.Nodes {
				names = append(names, n.Type+" "+n.Key)
			}
			got = append(got, strings.Join(names, " | "))
			if p.Length != len(p.Nodes)-1 || len(p.Edges) < p.Length {
				t.Errorf("a path of %d nodes has length %d and %d edges", len(p.Nodes), p.Length, len(p.Edges))
			}
		}
		if diff := cmp.Diff(want[:min(8, len(want))], got); diff != "" || a.Truncated != (len(want) > 8) || !a.Complete {
			t.Fatalf("caller %+v\n%v\ntruncated %t, complete %t, %d wanted (-naive +path):\n%s", c, vars, a.Truncated, a.Complete, len(want), diff)
		}
		if via == nil && (!slices.Contains(a.Around, "Organization") || slices.Contains(a.Around, "Task")) || via != nil && (len(a.Around) > 0 || !slices.Equal(a.Via, slices.Sorted(slices.Values(via)))) {
			t.Errorf("%v: along %v, around %v", vars, a.Via, a.Around)
		}
		found += len(got)
	}
	if found < 25 {
		t.Errorf("only %d paths in all: the test asks beside the data", found)
	}
}

func hiddenCase(n *worldtest.Node) bool {
	return n.Props["verification"] == "REJECTED" || n.Props["verification"] == "MALICIOUS"
}

func anys(of []string) []any {
	out := make([]any, len(of))
	for i, s := range of {
		out[i] = s
	}
	return out
}

// FuzzPathArguments holds that path and neighborhood answer any ids, bounds and relationships, or refuse them by a code
// of the list, and that what is answered keeps the bounds.
func FuzzPathArguments(f *testing.F) {
	r := roomstest.Fresh(f, rooms.Options{})
	roomstest.Exec(f, `CREATE (a:Cadre {key: 'a', name: '甲', unit: 'u', cadreKey: 'a'})-[:WORKED_ON {role: 'LEAD'}]->(t:Task {key: 't', title: '事'})<-[:WORKED_ON]-(:Cadre {key: 'b', unit: 'v', cadreKey: 'b'})`, nil)
	via := r.Schema.SDL.Types["RelationshipType"].EnumValues
	for _, id := range []string{plan.GlobalID("Cadre", "a"), plan.GlobalID("Task", "t"), plan.GlobalID("Cadre", "'}) DETACH DELETE n //"), "", "x", plan.GlobalID("AuditEvent", "a"), plan.GlobalID("Cadre", "\x00"), "Q2FkcmU6"} {
		f.Add(id, plan.GlobalID("Cadre", "b"), 4, 10, uint8(0), true)
		f.Add(plan.GlobalID("Cadre", "a"), id, 7, -1, uint8(3), false)
	}
	f.Fuzz(func(t *testing.T, from, to string, most, first int, kinds uint8, all bool) {
		if most > 1<<31-1 || most < -1<<31 || first > 1<<31-1 || first < -1<<31 || !utf8.ValidString(from+to) {
			return // the coercer refuses these before
		}
		vars := map[string]any{"from": from, "to": to, "most": json.Number(fmt.Sprint(most)), "first": json.Number(fmt.Sprint(first)), "mode": "SHORTEST"}
		if all {
			vars["mode"] = "ALL"
		}
		if kinds > 0 {
			vars["via"] = []any{via[int(kinds)%len(via)].Name, "WORKED_ON"}
		}
		c := law.Caller{Role: "ORGANIZER", Units: []string{"u"}}
		var p struct {
			Paths []struct {
				Length int
				Nodes  []struct{ Key string }
			}
		}
		err := ask(t, r, c, `query($from: ID!, $to: ID!, $via: [RelationshipType!], $most: Int!, $first: Int!, $mode: PathMode!) {
			path(from: $from, to: $to, via: $via, maxLength: $most, first: $first, mode: $mode) { paths { length nodes { key } } } }`, vars, &p)
		known(t, err)
		if err == nil && (most < 1 || most > walks.MaxPathLength || first < 1 || first > walks.MaxPaths) {
			t.Errorf("%v is answered", vars)
		}
		for _, x := range p.Paths {
			if x.Length > most || slices.ContainsFunc(x.Nodes, func(n struct{ Key string }) bool { return n.Key == "b" }) {
				t.Errorf("%v: a path of %d steps, %v", vars, x.Length, x.Nodes)
			}
		}
		var n *neighborhood
		known(t, ask(t, r, c, neighborhoodQuery, map[string]any{"of": from, "depth": vars["most"], "limit": vars["first"], "kinds": vars["via"]}, &n))
	})
}

func known(t *testing.T, err error) {
	t.Helper()
	var e *refusal.Error
	if err != nil && (!errors.As(err, &e) || e.Code != refusal.BadInput && e.Code != refusal.BadID) {
		t.Errorf("%v", err)
	}
}

// TestPathsPastShared holds that an office, an evaluator or a paper that two officials have in common is no path between
// them unless it is asked for, and that paths lead to one all the same.
func TestPathsPastShared(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, `CREATE (o:Organization {key: 'o', name: '县'}), (v:Evaluator {key: 'v', name: '办'}), (s:Source {key: 's', title: '文'}), (v)-[:IN]->(o), (t:Task {key: 't', title: '事'}), (t)-[:ASSIGNED_TO]->(o)
		WITH * UNWIND ['a', 'b', 'c'] AS k CREATE (c:Cadre {key: k, name: k, unit: 'o', cadreKey: k})-[:SERVES_IN]->(o), (c)-[:SOURCED_FROM]->(s), (c)<-[:OF]-(e:Evaluation {key: 'e' + k, kind: 'ANNUAL', evaluatedOn: '2024', unit: 'o', cadreKey: k})-[:BY]->(v)
		WITH * WHERE k <> 'c' CREATE (c)-[:WORKED_ON {role: 'LEAD'}]->(t)`, nil)
	c := law.Caller{Role: "ORGANIZER", Units: []string{"o"}}
	for _, x := range []struct {
		from, to, with string
		want           []string
	}{
		{plan.GlobalID("Cadre", "a"), plan.GlobalID("Cadre", "b"), `mode: ALL, maxLength: 6`, []string{"a t b"}},
		{plan.GlobalID("Cadre", "a"), plan.GlobalID("Cadre", "c"), `mode: ALL, maxLength: 6`, nil},
		{plan.GlobalID("Cadre", "a"), plan.GlobalID("Cadre", "c"), `via: [OF, BY]`, []string{"a ea v ec c"}},
		{plan.GlobalID("Cadre", "a"), plan.GlobalID("Cadre", "c"), `via: [SERVES_IN, SOURCED_FROM]`, []string{"a o c", "a s c"}},
		{plan.GlobalID("Evaluator", "v"), plan.GlobalID("Cadre", "c"), `mode: ALL, maxLength: 4`, []string{"v ec c"}},
		{plan.GlobalID("Cadre", "c"), plan.GlobalID("Organization", "o"), `mode: ALL, maxLength: 4`, []string{"c o"}},
		{plan.GlobalID("Organization", "o"), plan.GlobalID("Cadre", "a"), `mode: ALL, maxLength: 3`, []string{"o a", "o t a", "o b t a"}},
		{plan.GlobalID("Organization", "o"), plan.GlobalID("Evaluator", "v"), `maxLength: 2, mode: ALL`, []string{"o v"}},
	} {
		var a struct {
			Paths []struct {
				Nodes []struct{ Key string }
			}
			Complete    bool
			Via, Around []string
		}
		if err := ask(t, r, c, `query($from: ID!, $to: ID!) { path(from: $from, to: $to, `+x.with+`) { complete via around paths { nodes { key } } } }`, map[string]any{"from": x.from, "to": x.to}, &a); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range a.Paths {
			var keys []string
			for _, n := range p.Nodes {
				keys = append(keys, n.Key)
			}
			got = append(got, strings.Join(keys, " "))
		}
		if !slices.Equal(got, x.want) || !a.Complete {
			t.Errorf("%s: %q, want %q; complete %t", x.with, got, x.want, a.Complete)
		}
		if asked := strings.Contains(x.with, "via"); asked == slices.Contains(a.Around, "Evaluator") || !asked && !slices.Contains(a.Via, "WORKED_ON") {
			t.Errorf("%s: along %v, around %v", x.with, a.Via, a.Around)
		}
	}
}
