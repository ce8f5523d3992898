package store

import (
	"context"
	"slices"
	"strconv"
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
	ctx, profiles := WithProfiles(t.Context())
	if _, err := s.Read(ctx, law.System, cypher.Statement{Name: "three", Text: "UNWIND range(1, $p.n) AS i OPTIONAL MATCH (n:Nothing {key: $p.secret}) RETURN i, n", Params: params(map[string]any{"n": 3, "secret": "a-secret-value"})}); err != nil {
		t.Fatal(err)
	}
	list := profiles.List()
	if len(list) != 1 || list[0].Rows != 3 || list[0].Hits == 0 || !strings.Contains(list[0].Plan, "ProduceResults") || strings.Contains(list[0].Plan, "a-secret-value") {
		t.Errorf("%+v", list)
	}
}

// TestPlans: a plan is gathered for each statement that ran, both branches of its joins, wrapped details whole, and the
// statement's rows come as without.
func TestPlans(t *testing.T) {
	s := open(t, Options{})
	ctx, plans := WithPlans(t.Context())
	long := strings.Repeat("i AS a_rather_long_name_to_be_wrapped, ", 4)
	for i := range 4 {
		long = strings.Replace(long, "wrapped,", "wrapped"+strconv.Itoa(i)+",", 1)
	}
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "two", Text: "UNWIND range(1, $p.n) AS i CALL (i) { MATCH (n:Nothing {key: $p.secret}) RETURN n UNION MATCH (n:Other) RETURN n } RETURN " + long + "n", Params: params(map[string]any{"n": 3, "secret": "a-secret-value"})})
	if err != nil || len(rows) != 0 {
		t.Fatal(rows, err)
	}
	list := plans.List()
	if len(list) != 1 || list[0].Statement.Name != "two" {
		t.Fatalf("%+v", list)
	}
	var names []string
	deepest := 0
	for _, o := range list[0].Operators {
		names, deepest = append(names, o.Name), max(deepest, o.Depth)
		if strings.Contains(o.Details, "a-secret-value") {
			t.Errorf("%+v", o)
		}
	}
	scans := slices.DeleteFunc(slices.Clone(list[0].Operators), func(o Operator) bool { return o.Name != "NodeByLabelScan" })
	if len(scans) != 2 || !strings.Contains(scans[0].Details+scans[1].Details, ":Nothing") || !strings.Contains(scans[0].Details+scans[1].Details, ":Other") || deepest == 0 || names[0] != "ProduceResults" {
		t.Errorf("%+v", list[0].Operators)
	}
	for i := range 4 {
		if !strings.Contains(list[0].Operators[0].Details, "wrapped"+strconv.Itoa(i)) {
			t.Errorf("details were cut: %q", list[0].Operators[0].Details)
		}
	}
}
