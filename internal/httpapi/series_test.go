package httpapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bole/graph/figures"
)

// TestSeriesIsTheStatistics holds each point of a series, and its members, to the statistic as of its day.
func TestSeriesIsTheStatistics(t *testing.T) {
	a := open(t)
	const selected = `{ code from asOf organization { key } numerator denominator value figure parts { code numerator } account { agrees } members(first: 200) { totalCount nodes { subject { id } counted weight part evidence { id } } } }`
	days := []string{"2023-12-31", "2024-03-31", "2024-06-30", "2024-08-31"}
	counted := 0
	for _, d := range figures.Definitions() {
		if !d.ShowsMembers("ANALYST") {
			continue
		}
		for _, unit := range []string{"", `, unit: "a1"`} {
			series := a.query(fmt.Sprintf(`{ series: statisticSeries(code: %q, from: "2023-11-15", to: "2024-08-31", step: QUARTER%s) %s }`, d.Code, unit, selected))
			var each strings.Builder
			for i, day := range days {
				fmt.Fprintf(&each, " p%d: statistic(code: %q, asOf: %q%s) %s", i, d.Code, day, unit, selected)
			}
			one := a.query("{" + each.String() + "}")
			var got struct {
				Data struct{ Series []json.RawMessage }
			}
			var want struct{ Data map[string]json.RawMessage }
			if err := json.Unmarshal([]byte(series.body), &got); err != nil || len(series.Errors) > 0 {
				t.Fatalf("%s%s: %s %v", d.Code, unit, series.body, err)
			}
			if err := json.Unmarshal([]byte(one.body), &want); err != nil || len(one.Errors) > 0 {
				t.Fatalf("%s%s: %s %v", d.Code, unit, one.body, err)
			}
			if len(got.Data.Series) != len(days) {
				t.Fatalf("%s%s: %d points, want %d", d.Code, unit, len(got.Data.Series), len(days))
			}
			for i, day := range days {
				point := string(want.Data[fmt.Sprintf("p%d", i)])
				if string(got.Data.Series[i]) != point {
					t.Errorf("%s%s as of %s: the series has\n%s\nthe statistic\n%s", d.Code, unit, day, got.Data.Series[i], point)
				}
				if !strings.Contains(point, `"totalCount":0`) {
					counted++
				}
			}
		}
	}
	if counted < 20 {
		t.Errorf("%d points have members: the data is too poor", counted)
	}
	for query, says := range map[string]string{
		`{ statisticSeries(code: "no such", from: "2024-01-01", to: "2024-02-01") { value } }`:                     "names no statistic",
		`{ statisticSeries(code: "talks", from: "2024-02-01", to: "2024-01-01") { value } }`:                       "from is after to",
		`{ statisticSeries(code: "talks", from: "2014-02-01", to: "2024-01-01") { value } }`:                       "more than 60 points",
		`{ statisticSeries(code: "talks", from: "2024", to: "2024-01-01") { value } }`:                             "must be a full date",
		`{ statisticSeries(code: "talks", from: "2024-01-01", to: "2024-02-01", unit: "no such unit") { value } }`: "",
	} {
		if r := a.query(query); r.code() != "BAD_USER_INPUT" || !strings.Contains(r.Errors[0].Message, says) {
			t.Errorf("%s: %s", query, r.body)
		}
	}
}
