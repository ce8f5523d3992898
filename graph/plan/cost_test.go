package plan

import (
	"errors"
	"testing"

	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/worldtest"
)

// TestEstimate holds how much a request counts as, in rows.
func TestEstimate(t *testing.T) {
	l := worldtest.Law(t)
	const one = `{node: {as: "t", exists: {tasks: {key: {eqField: "t.key"}}}}}`            // counts as 200
	const wide = `{node: {as: "t", exists: {tasks: {category: {eqField: "t.category"}}}}}` // and as 20,000 more
	const matching = `{as: "t", exists: {tasks: {category: {eqField: "t.category"}}}}`     // of tasks themselves
	const again = `{node: {as: "t", exists: {tasks: {as: "u", key: {eqField: "t.key"}, exists: {tasks: {key: {eqField: "u.key"}}}}}}}`
	for _, c := range []struct {
		name, request string
		rows          int64
	}{
		{"a page", `{ cadres(first: 7) { nodes { key } } }`, 7},
		{"a list below it", `{ cadres(first: 7) { nodes { tasks(first: 3) { nodes { key } } } } }`, 7 + 7*3},
		{"exists at the root", `{ tasks(first: 7, filter: {exists: {cases: {key: {eq: "k"}}}}) { nodes { key } } }`, 7 + 200},
		{"exists in a list below", `{ cadres(first: 7) { nodes { tasks(first: 3, filter: ` + one + `) { nodes { key } } } } }`, 7 + 7*3 + 7*200},
		{"the same for its number, figures and groups", `{ cadres(first: 7) { nodes { tasks(first: 3, filter: ` + one + `) { totalCount aggregate { count } groupBy(by: [{role: VALUE}], first: 4) { groups { aggregate { count } } } nodes { key } } } } }`, 7 + 7*3 + 7*3*4 + 7*200},
		{"its number alone", `{ cadres(first: 7) { nodes { tasks(first: 3, filter: ` + one + `) { totalCount } } } }`, 7 + 7*3 + 7*200},
		{"two pages of one list", `{ cadres(first: 7) { nodes { a: tasks(first: 3, filter: ` + one + `) { nodes { key } } b: tasks(first: 2, filter: ` + one + `) { nodes { key } } } } }`, 7 + 7*3 + 7*2 + 7*200},
		{"two lists", `{ cadres(first: 7) { nodes { a: tasks(first: 3, filter: ` + one + `) { nodes { key } } b: tasks(first: 3, filter: {role: {eq: LEAD}, node: {as: "t", exists: {tasks: {key: {eqField: "t.key"}}}}}) { nodes { key } } } } }`, 7 + 2*7*3 + 2*7*200},
		{"a bound that many meet", `{ cadres(first: 2) { nodes { tasks(first: 3, filter: ` + wide + `) { totalCount nodes { key } } } } }`, 2 + 2*3 + 2*200 + 2*20_000},
		{"one within another", `{ cadres(first: 2) { nodes { tasks(first: 3, filter: ` + again + `) { totalCount nodes { key } } } } }`, 2 + 2*3 + 2*200 + 2*200*200},
		{"lists below a list with one", `{ cadres(first: 2) { nodes { tasks(first: 3, filter: ` + one + `) { totalCount nodes { cases(first: 4) { nodes { key } } } } } } }`, 2 + 2*3 + 2*200 + 2*3*4},
		{"a filter of what is computed", `{ performers(tasks: ` + matching + `, first: 5) { nodes { cadre { key } } } }`, 4000 + 3*5 + 200 + 20_000},
	} {
		root, err := rootOf(t, l, c.request, nil, law.Caller{Role: "ANALYST", Whole: true})
		switch {
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case root.Rows != c.rows:
			t.Errorf("%s counts as %d rows, want %d", c.name, root.Rows, c.rows)
		}
	}
}

// TestComputedIsRefusedAhead holds that what is wrong in the arguments of a computed field is said by planning, before
// anything is computed.
func TestComputedIsRefusedAhead(t *testing.T) {
	l := worldtest.Law(t)
	wide := `{as: "t", exists: {tasks: {category: {eqField: "t.category"}}}}`
	for _, c := range []struct {
		request, path string
		code          refusal.Code
	}{
		{`{ performers(tasks: {title: {eqField: "t.title"}}) { totalCount } }`, "performers.tasks.title.eqField", refusal.BadInput},
		{`{ performers(tasks: {exists: {cases: {}}}) { totalCount } }`, "performers.tasks.exists.cases", refusal.BadInput},
		{`{ teamOutcomes(tasks: {exists: {cases: {}}}) { totalCount } }`, "teamOutcomes.tasks.exists.cases", refusal.BadInput},
		{`{ teamOutcomes(tasks: {and: [` + wide + `, ` + wide + `, ` + wide + `, ` + wide + `, ` + wide + `]}) { totalCount } }`, "teamOutcomes.tasks.and[4].exists.tasks", refusal.Limit},
		{`{ performers(tasks: {}, after: "x") { totalCount } }`, "performers.after", refusal.BadCursor},
		{`{ teamOutcomes(tasks: {}, last: 2, before: "x") { totalCount } }`, "teamOutcomes.before", refusal.BadCursor},
		{`{ cadre(key: "c") { coworkers(after: "x") { totalCount } } }`, "cadre.coworkers.after", refusal.BadCursor},
	} {
		_, err := rootOf(t, l, c.request, nil, law.Caller{Role: "ANALYST", Whole: true})
		var e *refusal.Error
		if !errors.As(err, &e) || e.Code != c.code || refusal.PathText(e.Path) != c.path {
			t.Errorf("%s\ngot %v; want %s at %s", c.request, err, c.code, c.path)
		}
	}
	// Lists that go forward alone read their cursors themselves.
	for _, request := range []string{`{ search(text: "a", after: "x") { totalCount } }`, `{ changes(after: "x") { pageInfo { endCursor } } }`} {
		if _, err := rootOf(t, l, request, nil, law.Caller{Role: "ANALYST", Whole: true}); err != nil {
			t.Errorf("%s: %v", request, err)
		}
	}
}
