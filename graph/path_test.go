package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
)

// neighbour is a node one relationship away, with the relationships that lead there.
type neighbour struct {
	node  *thing
	links []*link
}

func nameOf(n *thing) string { return n.typ + " " + fmt.Sprint(n.props["key"]) }

// neighbours are what the caller may step to from a node, in the order of types and keys, by relations that the SDL
// has between the two types and the role may use.
func (x *naive) neighbours(n *thing, via []string) []neighbour {
	var out []neighbour
	add := func(far *thing, l *link) {
		if !x.sees(far) || far.props["verification"] == "REJECTED" || far.props["verification"] == "MALICIOUS" || !x.related(l) {
			return
		}
		if via != nil && !slices.Contains(via, l.typ) || via == nil && slices.Contains(filing, l.typ) {
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
	for _, l := range n.out {
		add(l.to, l)
	}
	for _, l := range n.in {
		add(l.from, l)
	}
	slices.SortFunc(out, func(a, b neighbour) int { return strings.Compare(nameOf(a.node), nameOf(b.node)) })
	return out
}

// related tells whether a relation of the SDL that the role may use stands for the link.
func (x *naive) related(l *link) bool {
	for _, end := range []struct {
		near, far *thing
		direction string
	}{{l.from, l.to, "OUT"}, {l.to, l.from, "IN"}} {
		for _, f := range x.schema.Types[end.near.typ].Fields {
			d := f.Directives.ForName("relation")
			if d == nil || d.Arguments.ForName("type").Value.Raw != l.typ || d.Arguments.ForName("direction").Value.Raw != end.direction {
				continue
			}
			if a := f.Directives.ForName("access"); a != nil && !strings.Contains(a.Arguments.ForName("roles").Value.String(), x.caller.Role) {
				continue
			}
			target := x.schema.Types[f.Type.Name()]
			if strings.HasSuffix(target.Name, "Connection") {
				target = x.schema.Types[target.Fields.ForName("nodes").Type.Name()]
			}
			if slices.ContainsFunc(x.schema.GetPossibleTypes(target), func(p *ast.Definition) bool { return p.Name == end.far.typ }) {
				return true
			}
		}
	}
	return false
}

// pathsTo gives all paths of a length, up to a number.
func (x *naive) pathsTo(path []*thing, to *thing, left int, via []string, most int, out *[]string) {
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
	g := open(t)
	w := newWorld(t, g, rand.New(rand.NewPCG(5, 0)))
	q := newQuery(w, rand.New(rand.NewPCG(5, 1)))
	found := 0
	for range *queries / 2 {
		c := q.randomCaller()
		w.caller = c
		var ends [2]*thing
		for i := range ends {
			typ := pick(q, []string{"Cadre", "Cadre", "Task", "Case", "Evaluation"})
			ends[i] = pick(q, w.nodes[typ])
		}
		most := 1 + q.rng.IntN(6)
		vars := map[string]any{"from": globalID(ends[0].typ, fmt.Sprint(ends[0].props["key"])), "to": globalID(ends[1].typ, fmt.Sprint(ends[1].props["key"])),
			"most": json.Number(fmt.Sprint(most)), "mode": pick(q, []string{"SHORTEST", "ALL"})}
		via := pick(q, [][]string{nil, {"WORKED_ON"}, {"WORKED_ON", "OF", "BASED_ON"}, {"ABOUT", "AROSE_IN", "WORKED_ON"}})
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
		}
		err := ask1(t, g, c, `query($from: ID!, $to: ID!, $via: [RelationshipType!], $most: Int!, $mode: PathMode!) {
			path(from: $from, to: $to, via: $via, maxLength: $most, mode: $mode, first: 8) { truncated complete paths { length nodes { type key node { __typename } } edges { type } } } }`,
			vars, func(g *Graph, r Request) (Answer, []*Error, error) { return g.Path(t.Context(), r) }, &a)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		if w.sees(ends[0]) && w.sees(ends[1]) && ends[0] != ends[1] && !hiddenCase(ends[0]) && !hiddenCase(ends[1]) {
			for length := 1; length <= most && len(want) <= 8; length++ {
				w.pathsTo([]*thing{ends[0]}, ends[1], length, via, 9, &want)
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
		found += len(got)
	}
	if found < 25 {
		t.Errorf("only %d paths in all: the test asks beside the data", found)
	}
}

func hiddenCase(n *thing) bool {
	return n.props["verification"] == "REJECTED" || n.props["verification"] == "MALICIOUS"
}

func anys(of []string) []any {
	out := make([]any, len(of))
	for i, s := range of {
		out[i] = s
	}
	return out
}

type neighborhood struct {
	Nodes []struct {
		ID, Type, Key string
		Depth         int
		Truncated     bool
	}
	Edges     []struct{ ID, Source, Target, Type string }
	Truncated bool
}

const neighborhoodQuery = `query($of: ID!, $depth: Int!, $limit: Int!, $kinds: [RelationshipType!]) {
	neighborhood(of: $of, depth: $depth, limit: $limit, kinds: $kinds) { truncated nodes { id type key depth truncated node { id } } edges { id source target type } } }`

func TestNeighborhoodAgainstNaive(t *testing.T) {
	g := open(t)
	w := newWorld(t, g, rand.New(rand.NewPCG(6, 0)))
	q := newQuery(w, rand.New(rand.NewPCG(6, 1)))
	for range 60 {
		c := q.randomCaller()
		w.caller = c
		of := pick(q, w.nodes[pick(q, []string{"Cadre", "Task", "Organization", "Decision"})])
		depth := 1 + q.rng.IntN(3)
		kinds := pick(q, [][]string{{"WORKED_ON", "AROSE_IN", "ABOUT"}, {"OF", "BY", "BASED_ON", "CONCERNS"}, {"WORKED_ON"}})
		vars := map[string]any{"of": globalID(of.typ, fmt.Sprint(of.props["key"])), "depth": json.Number(fmt.Sprint(depth)), "limit": json.Number("100"), "kinds": anys(kinds)}
		var a *neighborhood
		if err := ask1(t, g, c, neighborhoodQuery, vars, func(g *Graph, r Request) (Answer, []*Error, error) { return g.Neighborhood(t.Context(), r) }, &a); err != nil {
			t.Fatal(err)
		}
		if !w.sees(of) {
			if a != nil {
				t.Errorf("%s is not the caller's to see", nameOf(of))
			}
			continue
		}
		want := map[string]int{nameOf(of): 0}
		from := []*thing{of}
		for d := 1; d <= depth; d++ {
			var fresh []*thing
			for _, n := range from {
				for _, far := range w.neighbours(n, kinds) {
					if _, known := want[nameOf(far.node)]; !known {
						want[nameOf(far.node)] = d
						fresh = append(fresh, far.node)
					}
				}
			}
			from = fresh
		}
		got := map[string]int{}
		ids := map[string]bool{}
		for _, n := range a.Nodes {
			got[n.Type+" "+n.Key] = n.Depth
			ids[n.ID] = true
		}
		if diff := cmp.Diff(want, got); diff != "" || a.Truncated {
			t.Fatalf("caller %+v, %v (-naive +neighborhood):\n%s", c, vars, diff)
		}
		for _, e := range a.Edges {
			if !ids[e.Source] || !ids[e.Target] {
				t.Errorf("edge %s joins a node that is not there", e.ID)
			}
		}
	}
}

// TestHub holds that a node with 50,000 relationships fills neither an answer nor a second.
func TestHub(t *testing.T) {
	g := open(t)
	if err := g.write(t.Context(), `CREATE (h:Organization {key: 'hub', name: '枢纽'}), (x:Cadre {key: 'x', name: '甲', unit: 'hub'})-[:WORKED_ON {role: 'LEAD'}]->(:Task {key: 't', title: '事'})<-[:WORKED_ON {role: 'MEMBER'}]-(y:Cadre {key: 'y', unit: 'hub'})
		CREATE (x)-[:SERVES_IN]->(h), (y)-[:SERVES_IN]->(h) WITH h UNWIND range(1, 50000) AS i CREATE (:Cadre {key: 'c' + i, unit: 'u' + (i % 50)})-[:SERVES_IN]->(h)`, nil); err != nil {
		t.Fatal(err)
	}
	admin := Caller{Role: "ADMIN", Whole: true}
	for _, c := range []Caller{admin, {Role: "ORGANIZER", Units: []string{"u7"}}} {
		var a *neighborhood
		vars := map[string]any{"of": globalID("Organization", "hub"), "depth": json.Number("2"), "limit": json.Number("20"), "kinds": nil}
		for i := range 3 {
			begun := time.Now()
			if err := ask1(t, g, c, neighborhoodQuery, vars, func(g *Graph, r Request) (Answer, []*Error, error) { return g.Neighborhood(t.Context(), r) }, &a); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d: %v", i, time.Since(begun))
		}
		if len(a.Nodes) != 21 || !a.Truncated || !a.Nodes[0].Truncated {
			t.Errorf("%d nodes, truncated %t", len(a.Nodes), a.Truncated)
		}
	}
	var p struct {
		Paths    []struct{ Length int }
		Complete bool
	}
	vars := map[string]any{"from": globalID("Cadre", "x"), "to": globalID("Cadre", "y")}
	for _, mode := range []string{"SHORTEST", "ALL"} {
		for _, via := range []string{"[SERVES_IN]", "[WORKED_ON, SERVES_IN]"} {
			begun := time.Now()
			if err := ask1(t, g, admin, `query($from: ID!, $to: ID!) { path(from: $from, to: $to, maxLength: 6, mode: `+mode+`, via: `+via+`) { complete paths { length } } }`, vars,
				func(g *Graph, r Request) (Answer, []*Error, error) { return g.Path(t.Context(), r) }, &p); err != nil {
				t.Fatal(err)
			}
			t.Logf("path %s %s: %v, %+v", mode, via, time.Since(begun), p)
			if len(p.Paths) == 0 || p.Paths[0].Length != 2 {
				t.Errorf("%s through %s: %+v", mode, via, p)
			}
		}
	}
}

// FuzzPathArguments holds that path and neighborhood answer any ids, bounds and relationships, or refuse them by a code
// of the list, and that what is answered keeps the bounds.
func FuzzPathArguments(f *testing.F) {
	g := open(f)
	if err := g.write(f.Context(), `CREATE (a:Cadre {key: 'a', name: '甲', unit: 'u', cadreKey: 'a'})-[:WORKED_ON {role: 'LEAD'}]->(t:Task {key: 't', title: '事'})<-[:WORKED_ON]-(:Cadre {key: 'b', unit: 'v', cadreKey: 'b'})`, nil); err != nil {
		f.Fatal(err)
	}
	via := g.mapping.Schema.Types["RelationshipType"].EnumValues
	for _, id := range []string{globalID("Cadre", "a"), globalID("Task", "t"), globalID("Cadre", "'}) DETACH DELETE n //"), "", "x", globalID("AuditEvent", "a"), globalID("Cadre", "\x00"), "Q2FkcmU6"} {
		f.Add(id, globalID("Cadre", "b"), 4, 10, uint8(0), true)
		f.Add(globalID("Cadre", "a"), id, 7, -1, uint8(3), false)
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
		c := Caller{Role: "ORGANIZER", Units: []string{"u"}}
		var p struct {
			Paths []struct {
				Length int
				Nodes  []struct{ Key string }
			}
		}
		err := ask1(t, g, c, `query($from: ID!, $to: ID!, $via: [RelationshipType!], $most: Int!, $first: Int!, $mode: PathMode!) {
			path(from: $from, to: $to, via: $via, maxLength: $most, first: $first, mode: $mode) { paths { length nodes { key } } } }`, vars,
			func(g *Graph, r Request) (Answer, []*Error, error) { return g.Path(t.Context(), r) }, &p)
		known(t, err)
		if err == nil && (most < 1 || most > maxPathLength || first < 1 || first > maxPaths) {
			t.Errorf("%v is answered", vars)
		}
		for _, x := range p.Paths {
			if x.Length > most || slices.ContainsFunc(x.Nodes, func(n struct{ Key string }) bool { return n.Key == "b" }) {
				t.Errorf("%v: a path of %d steps, %v", vars, x.Length, x.Nodes)
			}
		}
		var n *neighborhood
		known(t, ask1(t, g, c, neighborhoodQuery, map[string]any{"of": from, "depth": vars["most"], "limit": vars["first"], "kinds": vars["via"]},
			func(g *Graph, r Request) (Answer, []*Error, error) { return g.Neighborhood(t.Context(), r) }, &n))
	})
}

func known(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Code != CodeBadInput && e.Code != CodeBadID) {
		t.Errorf("%v", err)
	}
}
