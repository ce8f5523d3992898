// Package raw is the benchmark's measure: for each scenario the best statement a person would write, its rows
// turned into JSON by hand-written structs.
package raw

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

type object = map[string]any

// Run runs one statement as one autocommit read.
func Run(ctx context.Context, d neo4j.DriverWithContext, text string, params map[string]any) ([]*neo4j.Record, error) {
	s := d.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead, FetchSize: neo4j.FetchAll})
	defer s.Close(ctx)
	r, err := s.Run(ctx, text, params)
	if err != nil {
		return nil, err
	}
	return r.Collect(ctx)
}

// The statements; the loader takes its roots from here as well. The conditions on key let the indexes on
// (property, key) give the order.
const (
	CadreTasks = `MATCH (c:Cadre {key: $key})
RETURN c.name, COLLECT {
  MATCH (c)-[w:WORKED_ON]->(t) WITH w, t ORDER BY t.key LIMIT 20
  RETURN [w.role, t.title,
    COLLECT { MATCH (t)<-[:AROSE_IN]-(k) WITH k ORDER BY k.key LIMIT 20 RETURN [k.title, k.kind] },
    COLLECT { MATCH (t)<-[:BASED_ON]-(e:Evaluation) WITH e ORDER BY e.key LIMIT 20 RETURN e.score }] }`
	Led = `MATCH (c:Cadre) WHERE c.name IS NOT NULL AND c.key IS NOT NULL AND EXISTS {
  MATCH (c)-[w:WORKED_ON]->(t) WHERE w.role = 'LEAD' AND t.category = $category AND t.difficulty >= 4 }
WITH c ORDER BY c.name, c.key LIMIT 20
RETURN collect([c.key, c.name])`
	LedTotal = `MATCH (t:Task) WHERE t.key IS NOT NULL AND t.category = $category AND t.difficulty >= 4
MATCH (c:Cadre)-[w:WORKED_ON]->(t) WHERE w.role = 'LEAD'
WITH DISTINCT c WITH collect(c) AS cs
CALL (cs) { UNWIND cs AS c WITH c ORDER BY c.name, c.key LIMIT 20 RETURN collect([c.key, c.name]) AS page }
RETURN page, size(cs)`
	Page = `CALL () {
  MATCH (c:Cadre) WHERE c.name = $name AND c.key > $key WITH c ORDER BY c.key LIMIT $n RETURN c
  UNION ALL
  MATCH (c:Cadre) WHERE c.name > $name AND c.key IS NOT NULL WITH c ORDER BY c.name, c.key LIMIT $n RETURN c }
WITH c ORDER BY c.name, c.key LIMIT $n RETURN collect([c.key, c.name])`
	PageTasks = `CALL () {
  MATCH (c:Cadre) WHERE c.name = $name AND c.key > $key WITH c ORDER BY c.key LIMIT $n RETURN c
  UNION ALL
  MATCH (c:Cadre) WHERE c.name > $name AND c.key IS NOT NULL WITH c ORDER BY c.name, c.key LIMIT $n RETURN c }
WITH c ORDER BY c.name, c.key LIMIT $n
RETURN collect([c.name, COLLECT {
  MATCH (c)-[:WORKED_ON]->(t) WITH t ORDER BY t.key LIMIT 10
  RETURN [t.title, COLLECT { MATCH (t)<-[:BASED_ON]-(e:Evaluation) WITH e ORDER BY e.key LIMIT 10 RETURN e.score }] }])`
	Hardest = `MATCH (t:Task) WHERE t.difficulty IS NOT NULL AND t.key IS NOT NULL AND t.category = $category AND EXISTS {
  MATCH (t)<-[w:WORKED_ON]-(c) WHERE w.role = 'LEAD'
    AND COUNT { MATCH (c)<-[:ABOUT]-(k) WHERE k.polarity = 'POSITIVE' AND k.verification = 'VERIFIED' } >= 3 }
WITH t ORDER BY t.difficulty DESC, t.key DESC LIMIT 20
RETURN collect([t.key, t.title, t.difficulty])`
	Averages = `MATCH (e:Evaluation) OPTIONAL MATCH (e)-[:BASED_ON]->(t:Task)
WITH DISTINCT e, t.category AS category
WITH category, count(*) AS n, avg(e.score) AS mean ORDER BY category
RETURN collect([category, n, mean])`
	OneAverage = `MATCH (t:Task) WHERE t.key IS NOT NULL AND t.category = $category
MATCH (e:Evaluation)-[:BASED_ON]->(t) WITH DISTINCT e
RETURN avg(e.score), max(e.score)`
)

// Request is what a scenario asks: the operation by name, and its variables.
type Request struct {
	OperationName string
	Variables     struct{ Key, Category, After string }
}

// Place splits the peers' cursor: name and key.
func Place(after string) (name, key string) {
	name, key, _ = strings.Cut(after, "|")
	return name, key
}

// Handler answers the scenarios.
func Handler(d neo4j.DriverWithContext) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q Request
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		v, err := answer(r.Context(), d, q)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"data": v})
	})
}

type (
	caseNode struct {
		Title any `json:"title"`
		Kind  any `json:"kind"`
	}
	scoreNode struct {
		Score any `json:"score"`
	}
	nodes[T any] struct {
		Nodes []T `json:"nodes"`
	}
	taskNode struct {
		Title       any               `json:"title"`
		Cases       *nodes[caseNode]  `json:"cases,omitempty"`
		Evaluations *nodes[scoreNode] `json:"evaluations,omitempty"`
	}
	taskEdge struct {
		Role any      `json:"role"`
		Node taskNode `json:"node"`
	}
	person struct {
		Key  any `json:"key"`
		Name any `json:"name"`
	}
	page struct {
		Nodes      []person  `json:"nodes"`
		TotalCount *int64    `json:"totalCount,omitempty"`
		PageInfo   *pageInfo `json:"pageInfo,omitempty"`
	}
	pageInfo struct {
		HasNextPage bool   `json:"hasNextPage"`
		EndCursor   string `json:"endCursor"`
	}
)

// statements are the scenarios' statements by letter.
var statements = map[string]struct {
	text  string
	limit int // the parameter $n, where there is one
	shape func(*neo4j.Record) any
}{
	"a": {text: CadreTasks, shape: cadreTasks},
	"b": {text: Led, shape: func(r *neo4j.Record) any { return object{"cadres": page{Nodes: people(r.Values[0])}} }},
	"c": {text: LedTotal, shape: func(r *neo4j.Record) any {
		n := r.Values[1].(int64)
		return object{"cadres": page{Nodes: people(r.Values[0]), TotalCount: &n}}
	}},
	"d": {text: PageTasks, limit: 50, shape: func(r *neo4j.Record) any { return object{"cadres": pageTasks(r.Values[0])} }},
	"e": {text: Hardest, shape: func(r *neo4j.Record) any { return object{"tasks": hardest(r.Values[0])} }},
	"f": {text: Page, limit: 51, shape: pageWithInfo},
	"g": {text: Averages, shape: func(r *neo4j.Record) any { return averages(r.Values[0]) }},
	"h": {text: OneAverage, shape: func(r *neo4j.Record) any {
		return object{"evaluations": object{"aggregate": object{"score": object{"avg": r.Values[0], "max": r.Values[1]}}}}
	}},
}

func answer(ctx context.Context, d neo4j.DriverWithContext, q Request) (any, error) {
	s, ok := statements[q.OperationName]
	if !ok {
		return nil, fmt.Errorf("unknown scenario %q", q.OperationName)
	}
	rs, err := Run(ctx, d, s.text, q.params(s.limit))
	if err != nil {
		return nil, err
	}
	return s.shape(rs[0]), nil
}

// params are the variables that were given, as the statements name them.
func (q Request) params(limit int) object {
	v, out := q.Variables, object{}
	if v.Key != "" {
		out["key"] = v.Key
	}
	if v.Category != "" {
		out["category"] = v.Category
	}
	if limit > 0 {
		out["name"], out["key"] = Place(v.After)
		out["n"] = limit
	}
	return out
}

// pageWithInfo makes a page of 50 of 51 rows: the last one only says that there is another page.
func pageWithInfo(r *neo4j.Record) any {
	p := people(r.Values[0])
	more := len(p) > 50
	if more {
		p = p[:50]
	}
	last := p[len(p)-1]
	return object{"cadres": page{Nodes: p, PageInfo: &pageInfo{more, fmt.Sprint(last.Name, "|", last.Key)}}}
}

func rows(v any) []any { l, _ := v.([]any); return l }

func people(v any) []person {
	out := []person{}
	for _, r := range rows(v) {
		c := rows(r)
		out = append(out, person{c[0], c[1]})
	}
	return out
}

func scores(v any) *nodes[scoreNode] {
	out := &nodes[scoreNode]{Nodes: []scoreNode{}}
	for _, s := range rows(v) {
		out.Nodes = append(out.Nodes, scoreNode{s})
	}
	return out
}

func cadreTasks(r *neo4j.Record) any {
	edges := []taskEdge{}
	for _, e := range rows(r.Values[1]) {
		c := rows(e)
		ks := &nodes[caseNode]{Nodes: []caseNode{}}
		for _, k := range rows(c[2]) {
			ks.Nodes = append(ks.Nodes, caseNode{rows(k)[0], rows(k)[1]})
		}
		edges = append(edges, taskEdge{c[0], taskNode{c[1], ks, scores(c[3])}})
	}
	return object{"cadre": object{"name": r.Values[0], "tasks": object{"edges": edges}}}
}

func pageTasks(v any) any {
	out := []any{}
	for _, r := range rows(v) {
		ts := nodes[taskNode]{Nodes: []taskNode{}}
		for _, t := range rows(rows(r)[1]) {
			ts.Nodes = append(ts.Nodes, taskNode{Title: rows(t)[0], Evaluations: scores(rows(t)[1])})
		}
		out = append(out, object{"name": rows(r)[0], "tasks": ts})
	}
	return object{"nodes": out}
}

func hardest(v any) any {
	out := []any{}
	for _, r := range rows(v) {
		c := rows(r)
		out = append(out, object{"key": c[0], "title": c[1], "difficulty": c[2]})
	}
	return object{"nodes": out}
}

func averages(v any) any {
	out := []any{}
	for _, r := range rows(v) {
		c := rows(r)
		out = append(out, object{"key": object{"basedOn": object{"task": object{"category": c[0]}}}, "aggregate": object{"count": c[1], "score": object{"avg": c[2]}}})
	}
	return object{"evaluations": object{"groupBy": object{"groups": out}}}
}
