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
				return slices.DeleteFunc(w.take(), nowAndThen)
			}
			hidden, absent := run("h1"), run("n1")
			if len(hidden) != len(absent) {
				t.Errorf("%s: %d statements for a hidden key, %d for one that is not there", text, len(hidden), len(absent))
				continue
			}
			for i := range hidden {
				if hidden[i].text != absent[i].text {
					t.Errorf("%s: another statement for a hidden key:\n%s\n%s", text, hidden[i].text, absent[i].text)
				}
				if h, n := hits(t, hidden[i]), hits(t, absent[i]); h > n+lookHits {
					t.Errorf("%s: %d hits for a hidden key, %d for one that is not there, in\n%s", text, h, n, hidden[i].text)
				}
			}
			if len(hidden) == 0 {
				t.Errorf("%s runs nothing; is the wire read?", text)
			}
		}
	}
}

// nowAndThen reports whether a statement is run by the clock and not for the question: the store reads and numbers its
// log, and reads again what lies below a caller's units when what it keeps of them is some seconds old.
func nowAndThen(s statement) bool {
	return strings.Contains(s.text, ":LogHead") || strings.Contains(s.text, ":Unnumbered") || strings.Contains(s.text, ":Change") ||
		strings.HasPrefix(s.text, "UNWIND $p.roots AS root\nMATCH (o:Organization {key: root})<-[:PART_OF*0..]-")
}
