package graph_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/plan"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

// hiddenProbe is one request of a caller, whose answer may not depend on anything that is not theirs.
type hiddenProbe struct {
	text string
	vars map[string]any
}

// answerOf is all that a caller is told: the answer, or the errors with their paths.
func answerOf(t *testing.T, r *rooms.Rooms, c graph.Caller, p hiddenProbe) string {
	t.Helper()
	a, more, err := roomstest.Answer(t.Context(), r, worldtest.Request{Text: p.text, Variables: p.vars, Caller: c})
	out := string(a)
	for _, e := range more {
		out += fmt.Sprintf("\n%s %s %s", e.Path, e.Code, e.Error())
	}
	if err != nil {
		out += "\n" + err.Error()
	}
	return out
}

// hide changes everything that is not the caller's: values of what is there, more of it on every open node and every
// visible one it can hang on, a third of it gone, and one task that 12,000 others worked on.
func hide(t *testing.T, c graph.Caller) {
	t.Helper()
	for _, text := range []string{
		`MATCH (n) WHERE n.unit IS NOT NULL AND NOT n.unit IN $p.seen SET n.title = '项目甲', n.name = '甲', n.comment = '甲', n.summary = '甲', n.score = 1e6, n.grade = 'EXCELLENT', n.decidedOn = '1900-01-01', n.evaluatedOn = '2030-01-01', n.from = '1900', n.kind = coalesce(n.kind, 'OTHER')`,
		`MATCH (n:Evaluation|Talk|Decision|Appointment) WHERE NOT n.unit IN $p.seen WITH n ORDER BY n.key WITH collect(n) AS ns UNWIND ns[0..size(ns)/3] AS n DETACH DELETE n`,
		`MATCH (n:Case) WHERE NOT EXISTS { (n)-[:ABOUT]->(c:Cadre) WHERE c.unit IN $p.seen } SET n.title = '甲乙', n.polarity = 'NEGATIVE', n.verification = 'VERIFIED'`,
		`UNWIND range(1, 12) AS i CREATE (c:Cadre {key: '0' + i, name: '甲', unit: $p.away, cadreKey: '0' + i, gender: 'MALE', status: 'ACTIVE', workStartedOn: '1980', version: 1, recordedAt: '2024-01-01T00:00:00Z'})
		 WITH c, i MATCH (o:Organization {key: $p.away}) CREATE (c)-[:SERVES_IN]->(o)
		 WITH c, i MATCH (t:Task) CREATE (c)-[:WORKED_ON {role: 'LEAD', from: '2000'}]->(t)
		 CREATE (c)<-[:OF]-(:Evaluation {key: c.key + t.key, kind: 'TASK_REVIEW', score: 100.0, evaluatedOn: '2024', comment: '甲', unit: $p.away, cadreKey: c.key})-[:BASED_ON]->(t)
		 CREATE (c)<-[:ABOUT]-(:Case {key: '0' + c.key + t.key, title: '甲', kind: 'HARD_TASK', polarity: 'POSITIVE', verification: 'VERIFIED', occurredOn: '2020'})-[:AROSE_IN]->(t)
		 CREATE (c)<-[:CONCERNS]-(:Decision {key: c.key + t.key, kind: 'PROMOTION', state: 'EFFECTIVE', decidedOn: '2020', unit: $p.away, cadreKey: c.key})-[:BASED_ON]->(t)`,
		`MATCH (c:Cadre {unit: $p.away}), (e:Case) WHERE c.key STARTS WITH '0' AND NOT e.key STARTS WITH '0' CREATE (e)-[:ABOUT {part: 'x'}]->(c)`,
		`MATCH (c:Cadre {unit: $p.away}), (r:RecommendationRound) WHERE c.key STARTS WITH '0' CREATE (r)-[:NOMINATED {votes: 99}]->(c)`,
		`MATCH (c:Cadre {unit: $p.away}), (p:Position) WHERE c.key STARTS WITH '0' CREATE (c)<-[:OF]-(:Appointment {key: c.key + p.key, from: '1999', main: true, unit: $p.away, cadreKey: c.key})-[:TO]->(p)`,
		`MATCH (e:Evaluation {unit: $p.away}), (v:Evaluator) WHERE e.key STARTS WITH '0' WITH e, v LIMIT 500 CREATE (e)-[:BY]->(v)`,
		`MATCH (d:Decision {unit: $p.away}), (b:Batch) WHERE d.key STARTS WITH '0' WITH d, b LIMIT 500 CREATE (d)-[:IN_BATCH]->(b)`,
		`MATCH (t:Task) WITH t ORDER BY t.key LIMIT 1 UNWIND range(1, 12000) AS i CREATE (:Cadre {key: 'h' + i, name: '甲', unit: $p.away, cadreKey: 'h' + i})-[:WORKED_ON {role: 'LEAD'}]->(t)`,
	} {
		away := "or9"
		if slices.Contains(c.Units, away) || c.Self != "" {
			t.Fatal("the test hides things where the caller sees them")
		}
		roomstest.Exec(t, text, map[string]any{"seen": append(slices.Clone(c.Units), law.Everyone), "away": away})
	}
}

// probes are requests of every kind: generated ones, and for each way of asking some that lead past what is hidden.
func probes(w *worldtest.World, c graph.Caller) []hiddenProbe {
	var out []hiddenProbe
	add := func(text string, vars map[string]any) { out = append(out, hiddenProbe{text, vars}) }
	for i := range 40 {
		q := worldtest.NewQuery(w, rand.New(rand.NewPCG(8, uint64(i))))
		q.Caller = c
		r := q.List(worldtest.Pick(q, []string{"cadres", "tasks", "cases", "evaluations", "decisions", "organizations", "batches", "evaluators", "positions", "rounds"}))
		add(r.Text, r.Variables)
	}
	add(`{ evaluations(first: 3, orderBy: {score: DESC}) { totalCount edges { cursor node { key score } } pageInfo { endCursor hasNextPage } aggregate { count score { avg min max sum median } evaluatedOn { min max } } } }`, nil)
	add(`{ evaluations { groupBy(by: [{basedOn: {task: {category: VALUE}}}, {evaluatedOn: YEAR}], having: {count: {gte: 2}}, orderBy: [{aggregate: {score: {max: DESC}}}]) { truncated groups { key { basedOn { task { category } } evaluatedOn } aggregate { count score { avg } } } } } }`, nil)
	add(`{ evaluations { groupBy(by: [{evaluator: {self: VALUE}}]) { groups { key { evaluator { self { key } } } aggregate { count } } } } }`, nil)
	add(`{ tasks(first: 50) { nodes { key cadres(first: 2) { totalCount nodes { key } aggregate { count from { min } } groupBy(by: [{role: VALUE}]) { groups { key { role } aggregate { count } } } } evaluations { totalCount aggregate { score { max } } } cases { totalCount } decisions: timeline(first: 50) { totalCount edges { cursor node { on kind node { __typename } } } } } } }`, nil)
	add(`{ tasks(filter: {cadres: {count: [{gte: 4}]}}) { totalCount nodes { key } } }`, nil)
	add(`{ tasks(filter: {evaluations: {all: {score: {lt: 1000}}}}) { totalCount nodes { key } } }`, nil)
	add(`{ organizations(first: 50) { nodes { key team(asOf: "2024-08-31") { cadre { key } chief } } } }`, nil)
	add(`{ decisions(first: 50) { nodes { key timeline(first: 50) { totalCount nodes { on kind node { __typename } } } } } }`, nil)
	add(`{ cadres(first: 50) { nodes { key coworkers(min: 1, first: 50) { totalCount edges { cursor node { cadre { key } tasks shared { task { key } ownRole role } } } } superiors(asOf: "2024-08-31") { cadre { key } distance } timeline(first: 100) { totalCount edges { cursor node { on kind } } } } } }`, nil)
	// By what things are parts of: tops, levels and what is below them.
	add(`{ cadres(first: 50, filter: {organization: {within: ["or0", "or8", "or9"]}}) { totalCount aggregate { count } groupBy(by: [{organization: {top: VALUE}}, {organization: {within: COUNTY}}]) { groups { key { organization { top { key } within { key } } } aggregate { count } } } nodes { key } } }`, nil)
	add(`{ organizations(first: 50, filter: {under: ["or0", "or8", "or9"], cadres: {some: {}}}) { totalCount nodes { key cadres(first: 5) { totalCount } } } }`, nil)
	add(`{ evaluations(first: 50, filter: {evaluator: {organization: {within: ["or0", "or9"]}}}) { totalCount groupBy(by: [{evaluator: {organization: {within: COUNTY}}}]) { groups { key { evaluator { organization { within { key } } } } aggregate { count score { max } } } } } }`, nil)
	add(`{ tasks(first: 50, filter: {within: ["ta0", "ta1", "ta2"], exists: {cadres: {organization: {within: ["or0", "or9"]}}}}) { totalCount nodes { key cadres(first: 3, filter: {node: {organization: {under: ["or0", "or9"]}}}) { totalCount nodes { key } } } } }`, nil)
	for _, text := range []string{"甲", "项目", "乙", "a", "项目甲", "甲乙"} {
		add(`query($t: String!) { search(text: $t, first: 5) { totalCount edges { cursor field excerpt node { __typename id } } pageInfo { hasNextPage endCursor } } }`, map[string]any{"t": text})
	}
	var ids []string
	for _, typ := range []string{"Cadre", "Task", "Case", "Evaluation", "Decision", "Organization"} {
		for _, n := range w.Nodes[typ][:6] {
			ids = append(ids, n.ID())
		}
	}
	slices.Sort(ids)
	for i, id := range ids {
		add(`query($id: ID!) { neighborhood(of: $id, depth: 2, limit: 12) { truncated leftOut { node relationship direction type shown there more } nodes { id depth truncated label } edges { id source target type properties { name value } } } }`, map[string]any{"id": id})
		to := ids[(i*7+3)%len(ids)]
		for _, mode := range []string{"SHORTEST", "ALL"} {
			add(`query($from: ID!, $to: ID!) { path(from: $from, to: $to, maxLength: 4, mode: `+mode+`, first: 5) { truncated complete via around paths { length nodes { id label } edges { id source target type properties { name value } } } } }`, map[string]any{"from": id, "to": to})
		}
		add(`query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": id})
	}
	// What is not there and what is not theirs are told in the same words.
	for _, id := range []string{plan.GlobalID("Cadre", "nobody"), plan.GlobalID("Cadre", "01"), plan.GlobalID("Evaluation", "01ta1"), "x"} {
		add(`query($id: ID!) { path(from: $id, to: $id) { complete paths { length } } }`, map[string]any{"id": id})
		add(`query($id: ID!) { neighborhood(of: $id) { truncated } }`, map[string]any{"id": id})
	}
	add(`{ cadres(after: "WyJ4IiwiMSJd") { nodes { key } } }`, nil)
	add(`{ search(text: "甲", after: "WyJ4IiwiMSJd") { nodes { id } } }`, nil)
	add(`{ cadre(key: "01") { key coworkers(min: 0) { totalCount } } }`, nil)
	return out
}

// TestNothingHiddenIsTold asks the same of two graphs that differ in nothing but what is out of the caller's scope:
// every answer is the same to the byte.
func TestNothingHiddenIsTold(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	w := worldtest.New(r.Schema, rand.New(rand.NewPCG(7, 0)))
	roomstest.Store(t, r, w)
	c := graph.Caller{Role: "ORGANIZER", Units: []string{"or0", "or1", "or2", "or3", "or4", "or5", "or6"}}
	all := probes(w, c)
	before := make([]string, len(all))
	told := 0
	for i, p := range all {
		before[i] = answerOf(t, r, c, p)
		if strings.Contains(before[i], `":"`) {
			told++
		}
	}
	whole := c
	whole.Units, whole.Whole = nil, true
	wide := answerOf(t, r, whole, all[40])
	hide(t, c)
	if again := answerOf(t, r, whole, all[40]); again == wide {
		t.Error("the two graphs do not differ")
	}
	for i, p := range all {
		if after := answerOf(t, r, c, p); after != before[i] {
			vars, _ := json.Marshal(p.vars)
			t.Errorf("%s\n%s\nwas %s\nand is %s", p.text, vars, before[i], after)
		}
	}
	if told < len(all)/3 {
		t.Errorf("only %d of %d answers tell of anything: the test asks beside the data", told, len(all))
	}
}
