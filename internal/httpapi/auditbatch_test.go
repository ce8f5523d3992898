package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"bole/internal/access"
	"bole/internal/audit"
)

// TestAuditOfBatches: the event of several mutations together names whom each of them is about, also where the batch is refused
// as a whole.
func TestAuditOfBatches(t *testing.T) {
	a, r := witnessed(t, audit.Options{})
	named := strings.Fields(found(t, r, "MATCH (c:Cadre) WHERE NOT EXISTS { (c)<-[:ABOUT]-(:Case) } RETURN c.key ORDER BY c.key DESC LIMIT 3"))
	assessed := found(t, r, "MATCH (e:Evaluation)-[:OF]->(:Cadre) RETURN e.key ORDER BY e.key LIMIT 1")
	kase := found(t, r, "MATCH (k:Case)-[:ABOUT]->(c:Cadre) WITH k, count(c) AS n ORDER BY n DESC, k.key LIMIT 1 RETURN k.key")
	round := found(t, r, "MATCH (n:RecommendationRound) RETURN n.key ORDER BY n.key LIMIT 1")
	want := found(t, r, fmt.Sprintf(`MATCH (c:Cadre) WHERE c.key IN ['%s'] OR EXISTS { (c)<-[:OF]-(:Evaluation {key: '%s'}) } OR EXISTS { (c)<-[:ABOUT]-(:Case {key: '%s'}) } RETURN c.key`,
		strings.Join(named, "','"), assessed, kase))
	who := access.Grant{Role: "ORGANIZER", Subject: "b-1", Name: "批量"}
	got := a.asking(who, fmt.Sprintf(`mutation { batch(input: {operations: [
		{createEvaluation: {idempotencyKey: "b1", kind: ANNUAL, cadre: %q, evaluatedOn: "2024"}},
		{createNomination: {idempotencyKey: "b2", round: %q, cadre: %q, byLeader: true, leader: %q}},
		{correctEvaluation: {idempotencyKey: "b3", key: %q, expectedVersion: 999, why: "更正", comment: "改"}},
		{withdrawCase: {idempotencyKey: "b4", key: %q, expectedVersion: 999, why: "误录"}}]}) { results { __typename } } }`, named[0], round, named[1], named[2], assessed, kase))
	if got.code() == "" {
		t.Fatalf("the batch was done: %s", got.body)
	}
	events := a.events("批量")
	if len(events) != 1 || events[0].Kind != "WRITE" || fmt.Sprint(events[0].Fields) != "[batch]" || events[0].keys() != want {
		t.Errorf("events %+v, want one about %s (%s %s)", events, want, got.code(), got.body)
	}
}
