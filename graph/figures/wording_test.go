package figures

import (
	"slices"
	"testing"

	"bole/graph/message"
)

// TestFindingsAreSaid says what a rule found in both languages, with the values of its statement.
func TestFindingsAreSaid(t *testing.T) {
	i := slices.IndexFunc(qualityRules, func(q qualityRule) bool { return q.Code == "difficulty-set-after-outcome" })
	found := qualityRules[i].found(qualityFinding{}.Subject, []any{"2024-01-02", nil}, nil).Problem
	if found.In(message.Chinese) != "难度认定于 2024-01-02，结果核实于 不详" || found.In(message.English) != "difficulty was set on 2024-01-02, the outcome verified on unknown" {
		t.Errorf("%q, %q", found.In(message.Chinese), found.In(message.English))
	}
}
