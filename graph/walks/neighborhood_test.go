package walks_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/plan"
	"bole/graph/store"
	"bole/graph/walks"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

type neighborhood struct {
	Nodes []struct {
		ID, Type, Key string
		Depth         int
		Truncated     bool
	}
	Edges     []struct{ ID, Source, Target, Type string }
	Truncated bool
	LeftOut   []leftOut
}

type leftOut struct {
	Node, Relationship, Direction, Type string
	Shown, There                        int
	More                                bool
}

const neighborhoodQuery = `query($of: ID!, $depth: Int!, $limit: Int!, $kinds: [RelationshipType!]) {
	neighborhood(of: $of, depth: $depth, limit: $limit, kinds: $kinds) {
		truncated nodes { id type key depth truncated node { id } } edges { id source target type } leftOut { node relationship direction type shown there more } } }`

// shareOf names what nodes have as neighbours by one relationship, in one direction, of one type.
type shareOf struct{ rel, direction, far string }

func named(f *ast.Directive, argument string) string {
	if a := f.Arguments.ForName(argument); a != nil {
		return a.Value.Raw
	}
	return ""
}

// relations are the relations of the SDL from a type: what they lead to, and the interface of their properties.
func (x *scoped) relations(typ string, each func(s shareOf, edge string)) {
	for _, f := range x.Schema.Types[typ].Fields {
		d := f.Directives.ForName("relation")
		if d == nil {
			continue
		}
		target := x.Schema.Types[f.Type.Name()]
		if strings.HasSuffix(target.Name, "Connection") {
			target = x.Schema.Types[target.Fields.ForName("nodes").Type.Name()]
		}
		var types []string
		for _, p := range x.Schema.GetPossibleTypes(target) {
			types = append(types, p.Name)
		}
		slices.Sort(types)
		for _, far := range types {
			each(shareOf{named(d, "type"), named(d, "direction"), far}, named(d, "edge"))
		}
	}
}

// order is the order of a type's shares, with the interfaces of their properties: as the SDL has the relations of the
// type, then as other types have them.
func (x *scoped) order(typ string) (shares []shareOf, edges map[shareOf]string) {
	edges = map[shareOf]string{}
	add := func(s shareOf, edge string) {
		if !slices.Contains(shares, s) {
			shares = append(shares, s)
		}
		edges[s] = cmp.Or(edges[s], edge)
	}
	x.relations(typ, add)
	own := len(shares)
	for name, def := range x.Schema.Types {
		if def.Directives.ForName("node") == nil {
			continue
		}
		x.relations(name, func(s shareOf, edge string) {
			if s.far == typ {
				add(shareOf{s.rel, map[string]string{"IN": "OUT", "OUT": "IN"}[s.direction], name}, edge)
			}
		})
	}
	slices.SortFunc(shares[own:], func(a, b shareOf) int {
		return cmp.Or(strings.Compare(a.rel, b.rel), strings.Compare(a.far, b.far), strings.Compare(b.direction, a.direction))
	})
	return shares, edges
}

// dated is the value of the field that says when it was, "" without one.
func (x *scoped) dated(typ string, props map[string]any) string {
	if typ == "" {
		return ""
	}
	for _, f := range x.Schema.Types[typ].Fields {
		if f.Directives.ForName("dated") != nil {
			day, _ := props[f.Name].(string)
			return day
		}
	}
	return ""
}

// shared are the neighbours of a node by share, the newest of each first.
func (x *scoped) shared(n *worldtest.Node, kinds []string) (order []shareOf, of map[shareOf][]*worldtest.Node) {
	order, edges := x.order(n.Type)
	of = map[shareOf][]*worldtest.Node{}
	days := map[shareOf]map[*worldtest.Node]string{}
	for _, m := range x.neighbours(n, kinds) {
		if m.node == n {
			continue // nothing is its own neighbour
		}
		for _, l := range m.links {
			for _, direction := range []string{"OUT", "IN"} {
				s := shareOf{l.Type, direction, m.node.Type}
				if near := map[string]*worldtest.Node{"OUT": l.From, "IN": l.To}[direction]; near != n {
					continue
				}
				day := cmp.Or(x.dated(edges[s], l.Props), x.dated(m.node.Type, m.node.Props))
				if days[s] == nil {
					days[s] = map[*worldtest.Node]string{}
				}
				if !slices.Contains(of[s], m.node) {
					of[s] = append(of[s], m.node)
				}
				days[s][m.node] = max(days[s][m.node], day)
			}
		}
	}
	for s, nodes := range of {
		slices.SortFunc(nodes, func(a, b *worldtest.Node) int {
			return cmp.Or(strings.Compare(days[s][b], days[s][a]), strings.Compare(fmt.Sprint(a.Props["key"]), fmt.Sprint(b.Props["key"])))
		})
	}
	return order, of
}

// around is a neighbourhood as the documents have it, by going round the shares.
type around struct {
	Nodes   map[string]int // by name, with depth
	Edges   []string
	LeftOut []leftOut
}

func (x *scoped) around(of *worldtest.Node, depth, limit int, kinds []string) around {
	a := around{Nodes: map[string]int{nameOf(of): 0}}
	in := map[*worldtest.Node]bool{of: true}
	pairs := map[[2]*worldtest.Node]bool{}
	all, from := []*worldtest.Node{of}, []*worldtest.Node{of}
	for d := 1; d <= depth; d++ {
		var fresh []*worldtest.Node
		for _, n := range from {
			order, shares := x.shared(n, kinds)
			taken := map[*worldtest.Node]bool{}
			for turn := range len(x.Links) {
				for _, s := range order {
					if turn < len(shares[s]) && len(taken) < limit && !taken[shares[s][turn]] {
						m := shares[s][turn]
						taken[m], pairs[[2]*worldtest.Node{n, m}], pairs[[2]*worldtest.Node{m, n}] = true, true, true
						if !in[m] {
							in[m], a.Nodes[nameOf(m)] = true, d
							fresh = append(fresh, m)
						}
					}
				}
			}
		}
		byName(fresh)
		all, from = append(all, fresh...), fresh
	}
	x.rest(&a, all, pairs, depth, kinds)
	return a
}

// byName puts nodes in the order of types and keys.
func byName(nodes []*worldtest.Node) {
	slices.SortFunc(nodes, func(a, b *worldtest.Node) int {
		return cmp.Or(strings.Compare(a.Type, b.Type), strings.Compare(fmt.Sprint(a.Props["key"]), fmt.Sprint(b.Props["key"])))
	})
}

// rest adds the relationships between the pairs, and what is left out.
func (x *scoped) rest(a *around, all []*worldtest.Node, pairs map[[2]*worldtest.Node]bool, depth int, kinds []string) {
	for _, n := range all {
		for _, m := range x.neighbours(n, kinds) {
			for _, l := range m.links {
				if pairs[[2]*worldtest.Node{n, m.node}] && l.From == n {
					a.Edges = append(a.Edges, fmt.Sprint(nameOf(n), " ", l.Type, " ", nameOf(m.node)))
				}
			}
		}
		if a.Nodes[nameOf(n)] == depth {
			continue
		}
		order, shares := x.shared(n, kinds)
		for _, s := range order {
			shown := 0
			for _, m := range shares[s] {
				if pairs[[2]*worldtest.Node{n, m}] {
					shown++
				}
			}
			if shown < len(shares[s]) {
				a.LeftOut = append(a.LeftOut, leftOut{Node: n.ID(), Relationship: s.rel, Direction: s.direction, Type: s.far, Shown: shown, There: len(shares[s])})
			}
		}
	}
	slices.Sort(a.Edges)
}

// answered is the product's neighbourhood in the same form.
func answered(t *testing.T, a *neighborhood) around {
	t.Helper()
	out := around{Nodes: map[string]int{}, LeftOut: a.LeftOut}
	names, truncated := map[string]string{}, map[string]bool{}
	for _, n := range a.Nodes {
		names[n.ID], truncated[n.ID] = n.Type+" "+n.Key, n.Truncated
		out.Nodes[names[n.ID]] = n.Depth
	}
	for _, e := range a.Edges {
		if names[e.Source] == "" || names[e.Target] == "" {
			t.Errorf("edge %s joins a node that is not there", e.ID)
		}
		out.Edges = append(out.Edges, names[e.Source]+" "+e.Type+" "+names[e.Target])
	}
	slices.Sort(out.Edges)
	for id, name := range names {
		if named := slices.ContainsFunc(a.LeftOut, func(l leftOut) bool { return l.Node == id }); named != truncated[id] {
			t.Errorf("%s is truncated: %t, and of it is left out: %t", name, truncated[id], named)
		}
	}
	if a.Truncated != (len(a.LeftOut) > 0) {
		t.Errorf("truncated is %t with %d left out", a.Truncated, len(a.LeftOut))
	}
	if len(out.LeftOut) == 0 {
		out.LeftOut = nil
	}
	return out
}

func TestNeighborhoodAgainstNaive(t *testing.T) {
	for _, c := range []struct {
		name    string
		times   int
		byShare bool
		types   []string
	}{
		{"at once", 60, false, []string{"Cadre", "Cadre", "Task", "Organization", "Decision", "Evaluator", "Vacancy"}},
		{"share by share", 16, true, []string{"Cadre", "Organization"}},
	} {
		t.Run(c.name, func(t *testing.T) { againstNaive(t, c.times, c.byShare, c.types) })
	}
}

func againstNaive(t *testing.T, times int, byShare bool, types []string) {
	t.Helper()
	r := roomstest.Fresh(t, rooms.Options{})
	if byShare {
		walks.ByShare(r.Walks)
	}
	w, q := world(t, r, 6)
	w.ends = slices.Concat(w.Nodes["Organization"], w.Nodes["Evaluator"], w.Nodes["Source"], w.Nodes["Scheme"], w.Nodes["Dimension"], w.Nodes["Indicator"], w.Nodes["Program"], w.Nodes["Batch"], w.Nodes["Campaign"])
	rng := rand.New(rand.NewPCG(6, 2))
	left := 0
	for range times {
		c := q.RandomCaller()
		w.caller = c
		of := worldtest.Pick(q, w.Nodes[worldtest.Pick(q, types)])
		depth, limit := 1+rng.IntN(3), worldtest.Pick(q, []int{1, 2, 3, 5, 8, 12, 100})
		kinds := worldtest.Pick(q, [][]string{nil, nil, {"OF", "BY", "WORKED_ON", "CONCERNS"}})
		if byShare { // each type of a node and each set of kinds is a statement to plan
			depth, kinds = 1, nil
		}
		vars := map[string]any{"of": of.ID(), "depth": json.Number(fmt.Sprint(depth)), "limit": json.Number(fmt.Sprint(limit)), "kinds": nil}
		if kinds != nil {
			vars["kinds"] = anys(kinds)
		}
		var a *neighborhood
		if err := ask(t, r, c, neighborhoodQuery, vars, &a); err != nil {
			t.Fatal(err)
		}
		if !w.Sees(c, of) {
			if a != nil {
				t.Errorf("%s is not the caller's to see", nameOf(of))
			}
			continue
		}
		want := w.around(of, depth, limit, kinds)
		if diff := gocmp.Diff(want, answered(t, a)); diff != "" {
			t.Fatalf("caller %+v, %s, %v (-naive +neighborhood):\n%s", c, nameOf(of), vars, diff)
		}
		left += len(want.LeftOut)
	}
	if left < 3*times {
		t.Errorf("only %d entries left out in all: the test asks beside the data", left)
	}
}

// TestHub holds that a node with 50,000 relationships fills neither an answer nor a second: what there is little of is
// shown beside what there is most of.
func TestHub(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, `CREATE (h:Organization {key: 'hub', name: '枢纽'}), (x:Cadre {key: 'x', name: '甲', unit: 'hub'})-[:WORKED_ON {role: 'LEAD'}]->(:Task {key: 't', title: '事'})<-[:WORKED_ON {role: 'MEMBER'}]-(y:Cadre {key: 'y', unit: 'hub'})
		CREATE (x)-[:SERVES_IN]->(h), (y)-[:SERVES_IN]->(h) WITH h UNWIND range(1, 50000) AS i CREATE (:Cadre {key: 'c' + i, unit: 'u' + (i % 50)})-[:SERVES_IN]->(h)`, nil)
	roomstest.Exec(t, `MATCH (h:Organization {key: 'hub'}) CREATE (h)-[:PART_OF]->(:Organization {key: 'above'}), (h)<-[:PART_OF]-(:Organization {key: 'below'}), (h)<-[:ASSIGNED_TO]-(:Task {key: 'duty', title: '事'}), (h)<-[:IN]-(:Position {key: 'post', title: '职'})`, nil)
	admin := law.Caller{Role: "ADMIN", Whole: true}
	for _, c := range []law.Caller{admin, {Role: "ORGANIZER", Units: []string{"u7"}}} {
		var a *neighborhood
		vars := map[string]any{"of": plan.GlobalID("Organization", "hub"), "depth": json.Number("2"), "limit": json.Number("20"), "kinds": nil}
		for i := range 3 {
			begun := time.Now()
			if err := ask(t, r, c, neighborhoodQuery, vars, &a); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d: %v", i, time.Since(begun))
		}
		if len(a.Nodes) != 21 || !a.Truncated || !a.Nodes[0].Truncated {
			t.Errorf("%d nodes, truncated %t", len(a.Nodes), a.Truncated)
		}
		for _, key := range []string{"above", "below", "duty", "post"} {
			if !slices.ContainsFunc(a.Nodes, func(n struct {
				ID, Type, Key string
				Depth         int
				Truncated     bool
			}) bool {
				return n.Key == key
			}) {
				t.Errorf("%s is not shown", key)
			}
		}
		want := leftOut{Node: plan.GlobalID("Organization", "hub"), Relationship: "SERVES_IN", Direction: "IN", Type: "Cadre", Shown: 16, There: walks.MaxOrdered, More: true}
		if !c.Whole {
			want.There, want.More = 1000, false
		}
		if len(a.LeftOut) != 1 || a.LeftOut[0] != want {
			t.Errorf("left out is %+v, want %+v", a.LeftOut, want)
		}
	}
	hubWork(t, r, admin)
	var p struct {
		Paths    []struct{ Length int }
		Complete bool
	}
	vars := map[string]any{"from": plan.GlobalID("Cadre", "x"), "to": plan.GlobalID("Cadre", "y")}
	for _, mode := range []string{"SHORTEST", "ALL"} {
		for _, via := range []string{"[SERVES_IN]", "[WORKED_ON, SERVES_IN]"} {
			begun := time.Now()
			if err := ask(t, r, admin, `query($from: ID!, $to: ID!) { path(from: $from, to: $to, maxLength: 6, mode: `+mode+`, via: `+via+`) { complete paths { length } } }`, vars, &p); err != nil {
				t.Fatal(err)
			}
			t.Logf("path %s %s: %v, %+v", mode, via, time.Since(begun), p)
			if len(p.Paths) == 0 || p.Paths[0].Length != 2 {
				t.Errorf("%s through %s: %+v", mode, via, p)
			}
		}
	}
}

// hubWork holds how much of the hub is read: what is put in order and no more.
func hubWork(t *testing.T, r *rooms.Rooms, c law.Caller) {
	t.Helper()
	ctx, profiles := store.WithProfiles(t.Context(), true)
	_, more, err := roomstest.Answer(ctx, r, worldtest.Request{Text: neighborhoodQuery, Caller: c,
		Variables: map[string]any{"of": plan.GlobalID("Organization", "hub"), "depth": json.Number("1"), "limit": json.Number("20"), "kinds": nil}})
	if err != nil || len(more) > 0 {
		t.Fatal(err, more)
	}
	hits := int64(0)
	for _, p := range profiles.List() {
		hits += p.Hits
	}
	t.Logf("%d accesses of the database", hits)
	if hits > 8*walks.MaxOrdered {
		t.Errorf("%d accesses of the database at a hub of 50,000, more than 8 for each relationship that is put in order", hits)
	}
}

// TestNewestOfMany holds that the newest of 9,000 come first in whatever order they were written, and that what is out of
// scope takes no share and is not counted.
func TestNewestOfMany(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, `CREATE (v:Evaluator {key: 'v', name: '办'}) WITH v UNWIND range(1, 9000) AS i WITH v, i, (i * 7919) % 9000 AS k
		CREATE (v)<-[:BY]-(:Evaluation {key: 'e' + k, score: 80.0, kind: 'ANNUAL', unit: 'u' + (k % 2), cadreKey: 'c', evaluatedOn: toString(date('2000-01-01') + duration({days: k}))})`, nil)
	for _, c := range []law.Caller{{Role: "ADMIN", Whole: true}, {Role: "ORGANIZER", Units: []string{"u0"}}} {
		var a *neighborhood
		if err := ask(t, r, c, neighborhoodQuery, map[string]any{"of": plan.GlobalID("Evaluator", "v"), "depth": json.Number("1"), "limit": json.Number("4"), "kinds": nil}, &a); err != nil {
			t.Fatal(err)
		}
		want, there := []string{"v", "e8996", "e8997", "e8998", "e8999"}, 9000
		if !c.Whole {
			want, there = []string{"v", "e8992", "e8994", "e8996", "e8998"}, 4500
		}
		var got []string
		for _, n := range a.Nodes {
			got = append(got, n.Key)
		}
		left := []leftOut{{Node: plan.GlobalID("Evaluator", "v"), Relationship: "BY", Direction: "IN", Type: "Evaluation", Shown: 4, There: there}}
		if !slices.Equal(got, want) || !slices.Equal(a.LeftOut, left) {
			t.Errorf("%+v: %v, left out %+v; want %v, %+v", c, got, a.LeftOut, want, left)
		}
	}
}

// TestNeighborhoodIsBounded holds that 1,000 nodes are the most, and that those which go came late in their turns.
func TestNeighborhoodIsBounded(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, `CREATE (o:Organization {key: 'o'}) WITH o UNWIND range(1, 40) AS i CREATE (c:Cadre {key: 'c' + i, unit: 'o', cadreKey: 'c' + i})-[:SERVES_IN]->(o)
		WITH c, i UNWIND range(1, 40) AS j CREATE (c)<-[:OF]-(:Evaluation {key: c.key + '-' + j, kind: 'ANNUAL', unit: 'o', cadreKey: c.key, evaluatedOn: toString(date('2020-01-01') + duration({days: j}))})`, nil)
	roomstest.Exec(t, `MATCH (c:Cadre) CREATE (c)-[:WORKED_ON]->(:Task {key: 'z' + c.key, title: '事'})`, nil)
	var a *neighborhood
	if err := ask(t, r, law.Caller{Role: "ORGANIZER", Units: []string{"o"}}, neighborhoodQuery,
		map[string]any{"of": plan.GlobalID("Organization", "o"), "depth": json.Number("2"), "limit": json.Number("100"), "kinds": nil}, &a); err != nil {
		t.Fatal(err)
	}
	of := map[string]int{}
	for _, n := range a.Nodes {
		of[n.Type]++
	}
	if want := map[string]int{"Organization": 1, "Cadre": 40, "Task": 40, "Evaluation": 919}; len(a.Nodes) != 1000 || gocmp.Diff(want, of) != "" {
		t.Errorf("%v, want %v", of, want)
	}
	left := 0
	for _, l := range a.LeftOut {
		if left += l.There - l.Shown; l.Type != "Evaluation" || l.There != 40 || l.Shown < 22 {
			t.Errorf("%+v", l)
		}
	}
	if left != 1600-919 {
		t.Errorf("%d are left out, want %d", left, 1600-919)
	}
}
