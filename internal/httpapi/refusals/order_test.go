package refusals

import (
	"testing"

	"bole/internal/httpapi"
)

// TestErrorsInOrder: errors stand as the document has what they are about, and the status is that of an answer without
// the graph, whichever root field ended first.
func TestErrorsInOrder(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	for range 40 {
		for query, want := range map[string][2]string{
			`query($n: Int) { cadres(first: $n) { totalCount } tasks { totalCount } }`: {"BAD_USER_INPUT", "SERVICE_UNAVAILABLE"},
			`query($n: Int) { tasks { totalCount } cadres(first: $n) { totalCount } }`: {"SERVICE_UNAVAILABLE", "BAD_USER_INPUT"},
		} {
			r := a.do("POST", "/graphql", `{"query":"`+query+`","variables":{"n":3000000000}}`)
			if len(r.Errors) != 2 || r.Errors[0].Extensions.Code != want[0] || r.Errors[1].Extensions.Code != want[1] || r.status != 503 {
				t.Fatalf("%s: %d %s", query, r.status, r.body)
			}
		}
	}
}
