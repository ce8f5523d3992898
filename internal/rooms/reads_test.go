package rooms

import (
	"slices"
	"testing"

	"bole/graph/mapping"
	"bole/internal/table"
	"bole/schema"
)

// TestReads: what a statement depends on is read from its text, and a text that does not tell depends on the whole log.
func TestReads(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Read(sdl)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := table.Tables(m)
	if err != nil {
		t.Fatal(err)
	}
	r := newReads(m, tables)
	for text, want := range map[string][]string{
		"MATCH (v1:Task) RETURN v1.title":                                                                                                             {"Task"},
		"MATCH (v1:Cadre)-[v2:WORKED_ON]->(v3) RETURN v3.title":                                                                                       {"Cadre", "Task", "WORKED_ON"},
		"MATCH (n:Task|Cadre) WHERE NOT n:Organization RETURN n.key":                                                                                  {"Cadre", "Organization", "Task"},
		"MATCH (v1:Evaluation) WHERE EXISTS { (v1)-[:BASED_ON]->(v2) WHERE v2:Task } RETURN count(*)":                                                 {"Evaluation", "Recognition", "Task"},
		"MATCH (v1:Organization) WHERE EXISTS { MATCH (v2:Decision) MATCH (v1)-[:ISSUED_BY]->(v3) WHERE v2.decidedOn = v3.from }":                     {"Decision", "Organization", "Program"},
		"MATCH (v1:Evaluator) MATCH (v1)-[:IN]->(v2:Organization) MATCH (v2)-[:PART_OF*0..]->(v3:Organization) WITH DISTINCT v1 RETURN v1":            {"Evaluator", "Organization"},
		"MATCH (v1:Cadre) WITH *, head(COLLECT { MATCH way = (v7)-[:PART_OF*0..]->(v8) RETURN v8 ORDER BY length(way) DESC LIMIT 1 }) AS v8 RETURN 1": {"Cadre", "Organization", "Program", "Task"},
		"CALL () { MATCH (v1:Task) RETURN v1 } RETURN CASE WHEN v1.key IS NULL THEN 1 ELSE COUNT { } END":                                             {"Task"},
		"MATCH (n) RETURN n":                                 nil,
		"MATCH (n {key: $k}) RETURN n":                       nil,
		"MATCH (n) WHERE n.key = $k MATCH (t:Task) RETURN n": nil,
		"MATCH (t:Task)--(n) RETURN n":                       nil,
		"MATCH (t:Task)-[r]->(n) RETURN n":                   nil,
		"MATCH (t:Task)-[*1..3]->(n) RETURN n":               nil,
		"MATCH (t:`Task`) RETURN t":                          nil,
		"MATCH (t:Task) CALL db.index.fulltext.queryNodes('x', 'y') YIELD node RETURN node": nil,
		"MATCH (h:LogHead {key: 'log'}) RETURN h.seq":                                       nil, // no fact of a table
		"MATCH (q:SavedQuestion {key: $p.id}) RETURN q":                                     nil,
		"RETURN 1": nil,
	} {
		got, known := r.of(text)
		if known != (want != nil) || want != nil && (!slices.IsSorted(got) || !contains(got, want)) {
			t.Errorf("%s\nreads %v, %v; want %v", text, got, known, want)
		}
	}
	if types := r.types["WORKED_ON"]; !slices.Equal(types, []string{"Cadre", "Task", "WORKED_ON"}) {
		t.Errorf("WORKED_ON: %v", types)
	}
	rooms := &Rooms{reads: r}
	if types, ok := rooms.TypesRead([]string{"MATCH (v1:Task) RETURN v1", "MATCH (n) RETURN n"}); !ok || !slices.Equal(types, []string{""}) {
		t.Errorf("with a text that does not tell: %v %v", types, ok)
	}
	if types, ok := rooms.TypesRead(nil); !ok || !slices.Equal(types, []string{""}) {
		t.Errorf("with no text: %v %v", types, ok)
	}
	if types, ok := rooms.TypesRead([]string{"MATCH (v1:Task) RETURN v1", "MATCH (n) RETURN n", "MATCH (g:AuditGroup) RETURN g"}); ok {
		t.Errorf("of the audit, which is not in the log: %v", types)
	}
}

func contains(all, some []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}
