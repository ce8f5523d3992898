package graph_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/graph"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// groupsPage is an answer of groupBy.
type groupsPage struct {
	GroupBy struct {
		Groups     []json.RawMessage
		TotalCount int
		PageInfo   struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       *string
		}
	}
}

// groupsOf are tasks in groups whose keys and figures are missing, equal, and of characters that Neo4j's two comparisons of
// texts order differently.
const groupsOf = `UNWIND range(0, 39) AS i
CREATE (:Organization {key: 'o' + i, name: 'o', area: CASE i % 8 WHEN 0 THEN '王𠮷' WHEN 1 THEN '王（' WHEN 2 THEN '王Ａ' WHEN 3 THEN '𬭚' WHEN 4 THEN '﨑' WHEN 5 THEN '吉' WHEN 6 THEN 'a' END,
  kind: 'DEPARTMENT', level: CASE WHEN i % 3 > 0 THEN 'COUNTY' END})
CREATE (:Task {key: 't' + i, title: 't', category: CASE i % 3 WHEN 0 THEN 'REFORM' WHEN 1 THEN 'INDUSTRY' END, difficulty: CASE WHEN i % 5 > 0 THEN i % 5 END, outcomeScore: CASE WHEN i % 7 > 1 THEN i * 1.1 / 3 END,
  startedOn: CASE i % 4 WHEN 0 THEN '2021-03-04' WHEN 1 THEN '2022' WHEN 2 THEN '2023-11' END})`

func TestGroupPages(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, groupsOf, nil)
	roomstest.SortKeys(t, r)
	byKey, byCount := []string{"[]", "[{key: DESC}]"}, []string{"[{aggregate: {count: DESC}}]"}
	byFigure := []string{"[{aggregate: {outcomeScore: {avg: DESC}}}]", "[{aggregate: {outcomeScore: {max: ASC}}}, {key: DESC}]"}
	for _, c := range []struct {
		list, by, selected string
		orders             []string
	}{
		{"organizations", "[{area: VALUE}]", "key { area } aggregate { count }", slices.Concat(byKey, byCount)},
		{"organizations", "[{level: VALUE}, {area: VALUE}]", "key { area level } aggregate { count }", byKey[:1]},
		{"tasks(filter: {difficulty: {isNull: false}})", "[{category: VALUE}, {difficulty: VALUE}]", "key { category difficulty } aggregate { count outcomeScore { avg max } }", slices.Concat(byKey[1:], byFigure)},
		{"tasks", "[{startedOn: MONTH}, {category: VALUE}]", "key { startedOn category } aggregate { outcomeScore { sum } }", byFigure[:1]},
		{"tasks", "[{self: VALUE}]", "key { self { key title } } aggregate { outcomeScore { max } }", byFigure[1:]},
	} {
		for _, order := range c.orders {
			ask := func(args string) (p groupsPage) {
				t.Helper()
				a, _, err := ask(t, r, `{ `+c.list+` { groupBy(`+args+`) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } groups { `+c.selected+` } } } }`)
				if err == nil {
					err = json.Unmarshal(a, &p)
				}
				if err != nil {
					t.Fatalf("%s %s: %v", c.list, args, err)
				}
				return p
			}
			args := "by: " + c.by + ", orderBy: " + order
			whole := ask(args + ", first: 200").GroupBy
			if whole.TotalCount != len(whole.Groups) || whole.PageInfo.HasNextPage {
				t.Fatalf("%s: %d groups, %d in all", args, len(whole.Groups), whole.TotalCount)
			}
			for _, backward := range []bool{false, true} {
				var got []json.RawMessage
				window := map[bool]string{false: ", first: 3", true: ", last: 3"}[backward]
				for more := true; more; {
					p := ask(args + window).GroupBy
					if p.TotalCount != whole.TotalCount {
						t.Errorf("%s: %d in all, want %d", args+window, p.TotalCount, whole.TotalCount)
					}
					if backward {
						got = append(p.Groups, got...)
						more, window = p.PageInfo.HasPreviousPage, fmt.Sprintf(`, last: 3, before: "%s"`, *p.PageInfo.StartCursor)
					} else {
						got = append(got, p.Groups...)
						more, window = p.PageInfo.HasNextPage, fmt.Sprintf(`, first: 3, after: "%s"`, *p.PageInfo.EndCursor)
					}
				}
				if !slices.EqualFunc(got, whole.Groups, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
					t.Errorf("%s, backward %t: pages give\n%s\nthe whole\n%s", args, backward, got, whole.Groups)
				}
			}
			// A cursor is a place, whichever way the page with it was walked.
			last := ask(args + ", last: 2").GroupBy
			if again := ask(args + fmt.Sprintf(`, first: 5, after: "%s"`, *last.PageInfo.StartCursor)).GroupBy; len(again.Groups) != 1 || string(again.Groups[0]) != string(last.Groups[1]) || again.PageInfo.HasNextPage || !again.PageInfo.HasPreviousPage {
				t.Errorf("%s: behind the last but one stand %s, want %s", args, again.Groups, last.Groups[1:])
			}
			if end := ask(args + fmt.Sprintf(`, first: 5, after: "%s"`, *last.PageInfo.EndCursor)).GroupBy; len(end.Groups) != 0 || end.PageInfo.EndCursor != nil || end.TotalCount != whole.TotalCount {
				t.Errorf("%s: behind the last stand %s, %d in all", args, end.Groups, end.TotalCount)
			}
		}
	}
}

// TestGroupPageGoesOn holds pages to go on where a group is gone.
func TestGroupPageGoesOn(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, `UNWIND range(1, 6) AS i UNWIND range(1, i) AS j CREATE (:Task {key: 't' + i + '-' + j, difficulty: i})`, nil)
	groups := func(args string) string {
		t.Helper()
		a, _, err := ask(t, r, `{ tasks { groupBy(by: [{difficulty: VALUE}], orderBy: [{aggregate: {count: DESC}}], `+args+`) { groups { key { difficulty } } pageInfo { startCursor endCursor } } } }`)
		if err != nil {
			t.Fatal(err)
		}
		return string(a)
	}
	cursor := func(answer, name string) string {
		_, rest, _ := strings.Cut(answer, `"`+name+`":"`)
		out, _, _ := strings.Cut(rest, `"`)
		return out
	}
	first := groups("first: 2") // 6, 5
	last := groups("last: 2")   // 2, 1
	roomstest.Exec(t, `MATCH (n:Task) WHERE n.difficulty IN [2, 5] DETACH DELETE n`, nil)
	if got := groups(`first: 2, after: "` + cursor(first, "endCursor") + `"`); !strings.Contains(got, `"groups":[{"key":{"difficulty":4}},{"key":{"difficulty":3}}]`) {
		t.Errorf("behind the group that is gone: %s", got)
	}
	if got := groups(`last: 2, before: "` + cursor(last, "startCursor") + `"`); !strings.Contains(got, `"groups":[{"key":{"difficulty":3}},{"key":{"difficulty":1}}]`) {
		t.Errorf("before the group that is gone: %s", got)
	}
}

func TestGroupCursorsAreRefused(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, groupsOf, nil)
	a, _, err := ask(t, r, `{ tasks { groupBy(by: [{outcome: VALUE}], first: 2) { pageInfo { endCursor } } } }`)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(a), `"endCursor":"`)
	cursor, _, _ := strings.Cut(rest, `"`)
	for _, args := range []string{
		`by: [{outcome: VALUE}], first: 2, after: ""`,
		`by: [{outcome: VALUE}], first: 2, after: "` + cursor[:len(cursor)-3] + `"`,
		`by: [{category: VALUE}], first: 2, after: "` + cursor + `"`,
		`by: [{outcome: VALUE}], orderBy: [{key: DESC}], first: 2, after: "` + cursor + `"`,
		`by: [{outcome: VALUE}, {category: VALUE}], first: 2, after: "` + cursor + `"`,
	} {
		if _, _, err := ask(t, r, `{ tasks { groupBy(`+args+`) { groups { key { outcome } } } } }`); codeOf(err) != graph.CodeBadCursor {
			t.Errorf("%s: %v, want %s", args, err, graph.CodeBadCursor)
		}
	}
	for _, args := range []string{"first: 201", "first: -1", "last: 201", "first: 2, last: 2", `last: 2, after: "` + cursor + `"`} {
		if _, _, err := ask(t, r, `{ tasks { groupBy(by: [{outcome: VALUE}], `+args+`) { groups { key { outcome } } } } }`); codeOf(err) != graph.CodeBadInput {
			t.Errorf("%s: %v, want %s", args, err, graph.CodeBadInput)
		}
	}
}

func codeOf(err error) graph.Code {
	var refused *graph.Error
	if !errors.As(err, &refused) {
		return ""
	}
	return refused.Code
}
