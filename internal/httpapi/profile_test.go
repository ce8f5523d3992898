package httpapi

import (
	"slices"
	"testing"
)

// TestOperators reads a table as Neo4j draws it: both branches of a join, and details over several lines,
// which are cut within a word where they fill the column.
func TestOperators(t *testing.T) {
	const drawn = `Cypher 5

Planner COST

+--------------------+----+-------------------------------+----------------+
| Operator           | Id | Details                       | Estimated Rows |
+--------------------+----+-------------------------------+----------------+
| +ProduceResults    |  0 | a, b                          |              1 |
| |                  +----+-------------------------------+----------------+
| +Apply             |  1 |                               |              1 |
| |\                 +----+-------------------------------+----------------+
| | +Filter          |  2 | b.key = $p.k1 AND             |              0 |
| | |                |    | b.unit IN $p.k2               |                |
| | |                +----+-------------------------------+----------------+
| | +Expand(All)     |  3 | (a)-[anon_0:ABOUT]->(b)       |              0 |
| | |                +----+-------------------------------+----------------+
| | +Projection      |  5 | getDegree((v1)-[:WORKED_ON]-> |              0 |
| | |                |    | ()) AS seven, v1.nameOrder AS |              0 |
| | |                |    |  of, (v1)-[:PART_OF]->(v2345, |              0 |
| | |                |    | v6) AS a,                     |              0 |
| | |                |    | b                             |              0 |
| |                  +----+-------------------------------+----------------+
| +NodeIndexSeek     |  4 | RANGE INDEX a:Case(key) WHERE |              3 |
|                    |    |  key = $p.k3                  |                |
+--------------------+----+-------------------------------+----------------+

Total database accesses: ?
`
	want := []operator{{0, "ProduceResults", "a, b"}, {0, "Apply", ""}, {1, "Filter", "b.key = $p.k1 AND b.unit IN $p.k2"}, {1, "Expand(All)", "(a)-[anon_0:ABOUT]->(b)"},
		{1, "Projection", "getDegree((v1)-[:WORKED_ON]->()) AS seven, v1.nameOrder AS of, (v1)-[:PART_OF]->(v2345, v6) AS a, b"},
		{0, "NodeIndexSeek", "RANGE INDEX a:Case(key) WHERE key = $p.k3"}}
	if got := operatorsOf(drawn); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	for name, kind := range map[string]string{"NodeUniqueIndexSeek": startSeek, "NodeIndexContainsScan": startIndex, "DirectedRelationshipTypeScan": startScan, "NodeByLabelScan": startScan,
		"NodeCountFromCountStore": startCount, "ProcedureCall": startCalled, "NodeByElementIdSeek": startElement, "Filter": "", "Argument": ""} {
		if got := (operator{name: name}).kind(); got != kind {
			t.Errorf("%s is %q", name, got)
		}
	}
}
