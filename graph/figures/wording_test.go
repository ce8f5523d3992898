package figures

import (
	"regexp"
	"slices"
	"testing"
)

// TestRulesInChinese holds each rule of data quality to a Chinese wording with the same values in it.
func TestRulesInChinese(t *testing.T) {
	place := regexp.MustCompile(`\{\d\}`)
	for _, q := range qualityRules {
		english, chinese := place.FindAllString(q.Problem, -1), place.FindAllString(q.Chinese.Problem, -1)
		slices.Sort(english)
		slices.Sort(chinese)
		if q.Chinese.Problem == "" || q.Chinese.Remedy == "" || !slices.Equal(english, chinese) {
			t.Errorf("%s: %+v against %q", q.Code, q.Chinese, q.Problem)
		}
	}
	i := slices.IndexFunc(qualityRules, func(q qualityRule) bool { return q.Code == "difficulty-set-after-outcome" })
	found := qualityRules[i].found(qualityFinding{}.Subject, []any{"2024-01-02", nil}, nil)
	if problem, _ := found.Chinese(); problem != "难度认定于 2024-01-02，结果核实于 不明" || found.Problem != "difficulty was set on 2024-01-02, the outcome verified on unknown" {
		t.Errorf("%q, %q", problem, found.Problem)
	}
}
