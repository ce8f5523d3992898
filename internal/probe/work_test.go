package probe

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/internal/access"
)

// lookHits is the most that looking at one hidden node costs beside a key that is not there: finding it in the index,
// and reading its owner's unit.
const lookHits = 6

// keyed are requests that name someone by key or id: %[1]s is a key and %[2]s an id.
var keyed = []string{
	`{ cadre(key: %[1]q) { key name } }`,
	`{ node(id: %[2]q) { id } }`,
	`{ nodes(ids: [%[2]q]) { id } }`,
	`{ cadre(key: %[1]q) { key coworkers { totalCount } superiors(asOf: "2024-08-31") { distance } timeline { totalCount } workRecord(asOf: "2024-08-31") { estimate } } }`,
	`{ compare(cadres: ["c1", "c2", %[1]q], asOf: "2024-08-31") { a { key } b { key } verdict } }`,
	`{ candidates(vacancy: "v1", asOf: "2024-08-31") { whyNot(cadre: %[1]q) { eligibility gates { found } } } }`,
	`{ neighborhood(of: %[2]q, depth: 2) { truncated nodes { id } } }`,
	`{ path(from: %[2]q, to: %[2]q) { complete paths { length } } }`,
	`{ cadres(filter: {key: {eq: %[1]q}}) { totalCount nodes { key } } }`,
	`{ tasks(filter: {cadres: {some: {node: {key: {eq: %[1]q}}}}}) { totalCount nodes { key } } }`,
}

// TestHiddenKeysTakeNoMoreWork holds the way an answer is made to the same law as the answer: a key that is hidden and one
// that is not there run the same statements, and Neo4j looks at no more than the node itself.
func TestHiddenKeysTakeNoMoreWork(t *testing.T) {
	w := tap(t)
	a := openAt(t, world(variant{county: true}), "bolt://"+w.address)
	for _, role := range []string{"ORGANIZER", "ANALYST"} {
		who := access.Grant{Role: role, Name: "甲", Units: []string{county}}
		for _, text := range keyed {
			run := func(key string) []statement {
				q := question{text: fmt.Sprintf(text+"%.0[1]s%.0[2]s", key, id("Cadre", key))}
				a.get(who, q) // what is kept for the next request is kept by now
				w.take()
				a.get(who, q)
				return w.take()
			}
			// The product also runs statements by the clock, whoever asks: one may come in between. What tells of a hidden
			// key does so each time.
			var wrong []string
			for range 5 {
				if wrong = differences(t, run("h1"), run("n1")); len(wrong) == 0 {
					break
				}
			}
			for _, d := range wrong {
				t.Errorf("%s as %s: %s", text, role, d)
			}
		}
	}
}

// differences are those between what ran for a hidden key and for one that is not there.
func differences(t *testing.T, hidden, absent []statement) []string {
	t.Helper()
	if len(hidden) == 0 {
		return []string{"runs nothing; is the wire read?"}
	}
	hidden, absent = slices.DeleteFunc(hidden, ofTheLog), slices.DeleteFunc(absent, ofTheLog)
	if len(hidden) != len(absent) {
		return []string{fmt.Sprintf("%d statements for a hidden key, %d for one that is not there:\n%s\nand\n%s", len(hidden), len(absent), told(hidden), told(absent))}
	}
	var out []string
	for i := range hidden {
		if hidden[i].text != absent[i].text {
			out = append(out, fmt.Sprintf("another statement for a hidden key:\n%s\n%s", hidden[i].text, absent[i].text))
		}
		if h, n := hits(t, hidden[i]), hits(t, absent[i]); h > n+lookHits {
			out = append(out, fmt.Sprintf("%d hits for a hidden key, %d for one that is not there, in\n%s", h, n, hidden[i].text))
		}
	}
	return out
}

// told are the texts of statements, for people.
func told(of []statement) string {
	var out []string
	for _, s := range of {
		out = append(out, s.text)
	}
	return strings.Join(out, "\n--\n")
}

// ofTheLog reports whether a statement reads or numbers the log: the store does so now and then, whoever asks.
func ofTheLog(s statement) bool {
	return strings.Contains(s.text, ":LogHead") || strings.Contains(s.text, ":Unnumbered") || strings.Contains(s.text, ":Change")
}
