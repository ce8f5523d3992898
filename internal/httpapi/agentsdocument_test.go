package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"testing"

	"bole/internal/access"
	"bole/internal/httpapi"

	"time"
)

// TestAgentsAnswerTheDocument asks the three questions of docs/agents.md as an agent would, and computes their answers
// from single facts, which are asked one by one.
func TestAgentsAnswerTheDocument(t *testing.T) {
	a := openWith(t, httpapi.Options{Deadline: 5 * time.Minute}).as(access.Grant{Role: "ANALYST", Name: "u1"})
	page, err := os.ReadFile("../../docs/agents.md")
	if err != nil {
		t.Fatal(err)
	}
	var calls []struct {
		Name      string
		Arguments json.RawMessage
	}
	for _, block := range regexp.MustCompile("(?s)```json\n(\\{\"name\".*?)```").FindAllSubmatch(page, -1) {
		calls = append(calls, struct {
			Name      string
			Arguments json.RawMessage
		}{})
		if err := json.Unmarshal(block[1], &calls[len(calls)-1]); err != nil {
			t.Fatalf("%s: %v", block[1], err)
		}
	}
	if len(calls) != 3 {
		t.Fatalf("%d questions", len(calls))
	}
	s := a.agent()
	var answers []map[string]any
	for _, c := range calls {
		g := call(t, s, c.Name, string(c.Arguments))
		if len(g.Errors) > 0 {
			t.Fatalf("%s: %s", c.Arguments, g.text)
		}
		answers = append(answers, g.Data)
	}

	// What the first two are computed from: every official of the county, with every evaluation.
	everyone := at(a.query(`{ cadres(first: 200, orderBy: {key: ASC}) { nodes { key organization { key parent { key } } evaluations(first: 50) { totalCount nodes { id kind score evaluatedOn } } } } }`).Data, "cadres", "nodes").([]any)
	last := map[string]string{} // day of the last evaluation, by official
	type figure struct {
		sum   float64
		count int
	}
	figures, scored := map[string]figure{}, 0
	for _, c := range everyone {
		if at(c, "organization", "key") != "a1" && at(c, "organization", "parent", "key") != "a1" {
			continue
		}
		key := at(c, "key").(string)
		last[key] = ""
		for _, e := range at(c, "evaluations", "nodes").([]any) {
			day := at(e, "evaluatedOn").(string)
			last[key] = max(last[key], day)
			if score, has := at(e, "score").(float64); has {
				k := fmt.Sprint(at(e, "kind"), " ", day[:4])
				f := figures[k]
				figures[k] = figure{f.sum + score, f.count + 1}
				scored++
			}
		}
		if float64(len(at(c, "evaluations", "nodes").([]any))) != at(c, "evaluations", "totalCount") {
			t.Fatalf("%v has more evaluations", at(c, "key"))
		}
	}
	// As the document asks, and since the day from which on about half of them have none.
	days := slices.Sorted(maps.Values(last))
	var asked map[string]any
	if err := json.Unmarshal(calls[0].Arguments, &asked); err != nil {
		t.Fatal(err)
	}
	asked["variables"].(map[string]any)["since"] = days[len(days)/2]
	for since, first := range map[string]any{"2022-09-01": answers[0], days[len(days)/2]: call(t, s, "ask", jsonOf(asked)).Data} {
		var unseen, got []string
		for key, day := range last {
			if day < since {
				unseen = append(unseen, key)
			}
		}
		slices.Sort(unseen)
		for _, n := range at(first, "cadres", "nodes").([]any) {
			key := at(n, "key").(string)
			got = append(got, key)
			if day, _ := at(n, "evaluations", "nodes", 0, "evaluatedOn").(string); day != last[key] {
				t.Errorf("%s was evaluated last on %q, and the answer has %q", key, last[key], day)
			}
		}
		if at(first, "cadres", "totalCount") != float64(len(unseen)) || !slices.Equal(got, unseen[:min(20, len(unseen))]) || since != "2022-09-01" && len(unseen) == 0 {
			t.Errorf("not evaluated since %s are %v, and the answer has %v", since, unseen, first)
		}
	}
	second := at(answers[1], "evaluations")
	groups := at(second, "groupBy", "groups").([]any)
	if len(figures) == 0 || len(groups) != len(figures) || at(second, "groupBy", "totalCount") != float64(len(groups)) || at(second, "totalCount") != float64(scored) || at(second, "nodes", 0, "id") == nil {
		t.Errorf("the groups are %v, want %v", groups, figures)
	}
	for _, g := range groups {
		f := figures[fmt.Sprint(at(g, "key", "kind"), " ", at(g, "key", "evaluatedOn"))]
		if avg, _ := at(g, "aggregate", "score", "avg").(float64); at(g, "aggregate", "count") != float64(f.count) || math.Abs(avg-f.sum/float64(f.count)) > 1e-6 {
			t.Errorf("a group is %v, want %+v", g, f)
		}
	}

	third := at(answers[2], "statistic")
	counted := 0
	members := at(call(t, s, "statistic", `{"code": "no-vacancy-share", "asOf": "2024-08-31", "first": 200}`).Data, "statistic", "members", "nodes").([]any)
	for _, m := range members {
		if at(m, "counted") == true {
			counted++
			if at(m, "evidence", 0, "id") == nil {
				t.Errorf("a member that counts has no evidence: %v", m)
			}
		}
	}
	if counted == 0 || at(third, "numerator") != float64(counted) || at(third, "denominator") != float64(len(members)) || at(third, "members", "totalCount") != float64(len(members)) || at(third, "members", "nodes", 4, "subject", "label") == nil {
		t.Errorf("the statistic is %v; it has %d members, of which %d count", third, len(members), counted)
	}
}
