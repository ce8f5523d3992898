package store

import (
	"context"
	"strings"
	"testing"

	"bole/graph/cypher"
	"bole/graph/law"
)

// TestRequestsAreDescribed: Neo4j shows a statement's name and request, an observer is told of both, and a Reading has
// its text.
func TestRequestsAreDescribed(t *testing.T) {
	var told Observed
	s := open(t, Options{Observe: func(_ context.Context, o Observed) { told = o }})
	ctx, reading := WithReading(WithRequest(t.Context(), "a-request"))
	st := cypher.Statement{Name: "itself", Text: "SHOW TRANSACTIONS YIELD metaData WHERE metaData.request = 'a-request' RETURN metaData.app, metaData.statement"}
	rows, err := s.Read(ctx, law.System, st)
	if err != nil || len(rows) != 1 || rows[0][0] != "bole" || rows[0][1] != "itself" {
		t.Errorf("Neo4j shows %v, %v", rows, err)
	}
	if told.Name != "itself" || told.Request != "a-request" || told.Text != st.Text || told.Begun.IsZero() {
		t.Errorf("told of %+v", told)
	}
	if texts := reading.Texts(); len(texts) != 1 || texts[0] != st.Text || reading.Foreign() {
		t.Errorf("read %v", texts)
	}
}

// TestProfiles: the accesses are those of all operators, and a value stays out of the table.
func TestProfiles(t *testing.T) {
	s := open(t, Options{})
	ctx, profiles := WithProfiles(t.Context(), true)
	if _, err := s.Read(ctx, law.System, cypher.Statement{Name: "three", Text: "UNWIND range(1, $p.n) AS i OPTIONAL MATCH (n:Nothing {key: $p.secret}) RETURN i, n", Params: params(map[string]any{"n": 3, "secret": "a-secret-value"})}); err != nil {
		t.Fatal(err)
	}
	list := profiles.List()
	if len(list) != 1 || list[0].Rows != 3 || list[0].Hits == 0 || !strings.Contains(list[0].Plan, "ProduceResults") || strings.Contains(list[0].Plan, "a-secret-value") {
		t.Errorf("%+v", list)
	}
}

// TestPlans: without PROFILE a plan is gathered for each statement that ran, and the rows come as without.
func TestPlans(t *testing.T) {
	s := open(t, Options{})
	ctx, plans := WithProfiles(t.Context(), false)
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "three", Text: "UNWIND range(1, $p.n) AS i OPTIONAL MATCH (n:Nothing {key: $p.secret}) RETURN i, n", Params: params(map[string]any{"n": 3, "secret": "a-secret-value"})})
	if err != nil || len(rows) != 3 {
		t.Fatal(rows, err)
	}
	list := plans.List()
	if len(list) != 1 || list[0].Statement.Name != "three" || list[0].Hits != 0 || !strings.Contains(list[0].Plan, "ProduceResults") || strings.Contains(list[0].Plan, "a-secret-value") {
		t.Errorf("%+v", list)
	}
}
