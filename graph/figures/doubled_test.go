package figures_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

// TestDoubledRelationships doubles one relationship of each kind: the rule names each, to those alone who see both
// ends, and a repair leaves one of those that are alike.
func TestDoubledRelationships(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	pairs := r.Schema.Pairs()
	var want []string
	for i, p := range pairs {
		from, to := fmt.Sprintf("%d-from", i), fmt.Sprintf("%d-to", i)
		text := fmt.Sprintf("CREATE (a:`%s` {key: $p.from, unit: 'u', cadreKey: 'someone'}), (b:`%s` {key: $p.to, unit: 'u', cadreKey: 'someone'})\n", p.From.Label, p.To.Label)
		for range 3 {
			text += fmt.Sprintf("CREATE (a)-[:`%s` {locator: 'p. 1'}]->(b)\n", p.Name)
		}
		apart := ""
		for _, name := range p.Identity {
			apart += fmt.Sprintf(", `%s`: '2020'", name)
		}
		if apart != "" { // told apart: nothing stands twice
			text += fmt.Sprintf("CREATE (a)-[:`%s` {%s}]->(b)\n", p.Name, apart[2:])
		}
		roomstest.Exec(t, text, map[string]any{"from": from, "to": to})
		want = append(want, fmt.Sprintf("%s %s: %s to %s %s stands 3 times", p.From.Name, from, p.Name, p.To.Name, to))
	}
	slices.Sort(want)
	problems := func(c law.Caller) []string {
		t.Helper()
		found, err := r.Figures.Quality(t.Context(), c, "2024-08-31", []string{"doubled-relationships"})
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, f := range found {
			out = append(out, fmt.Sprintf("%s %s: %s", f.Subject.Type, f.Subject.Key, f.Problem.In(message.English)))
		}
		slices.Sort(out)
		return out
	}
	admin := law.Caller{Role: "ADMIN", Whole: true}
	if got := problems(admin); !slices.Equal(got, want) {
		t.Fatalf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, p := range problems(law.Caller{Role: "ADMIN", Units: []string{"elsewhere"}}) {
		for _, end := range strings.Fields(p) {
			if typ := r.Schema.Type(end); typ != nil && typ.Scope != "OPEN" {
				t.Errorf("who sees none of it is told: %s", p)
			}
		}
	}
	a, more, err := roomstest.Answer(t.Context(), r, worldtest.Request{Text: `{ dataQuality(asOf: "2024-08-31", rules: ["doubled-relationships"], first: 1) { totalCount nodes { problem related { __typename } } } }`,
		Caller: graph.Caller{Role: "AUDITOR", Whole: true}})
	if err != nil || len(more) > 0 || !strings.Contains(string(a), fmt.Sprintf(`"totalCount":%d`, len(pairs))) || !strings.Contains(string(a), `"related":[{"__typename":"`) {
		t.Errorf("the API says %s, %v, %v", a, more, err)
	}

	odd := pairs[len(pairs)-1]
	roomstest.Exec(t, fmt.Sprintf("MATCH (:`%s` {key: $p.from})-[x:`%s`]->() WITH x LIMIT 1 SET x.locator = 'p. 2'", odd.From.Label, odd.Name), map[string]any{"from": fmt.Sprintf("%d-from", len(pairs)-1)})
	dry, err := r.Repair(t.Context(), law.System, true)
	if err != nil || len(dry) != len(pairs) || len(problems(admin)) != len(pairs) {
		t.Errorf("a dry run found %d of %d, and left %d: %v", len(dry), len(pairs), len(problems(admin)), err)
	}
	before, err := r.Store.Versions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.Repair(t.Context(), law.System, false)
	if err != nil || len(done) != len(pairs) {
		t.Fatalf("a repair found %d: %v", len(done), err)
	}
	for _, d := range done {
		if alike := d.From != odd.From.Name+fmt.Sprintf(" %d-from", len(pairs)-1); d.Alike != alike || d.Times != 3 {
			t.Errorf("%+v; all but one are alike", d)
		}
	}
	if got := problems(admin); len(got) != 1 || !strings.HasPrefix(got[0], odd.From.Name) {
		t.Errorf("after the repair: %v", got)
	}
	if again, err := r.Repair(t.Context(), law.System, false); err != nil || len(again) != 1 {
		t.Errorf("a second repair: %v, %v", again, err)
	}
	changes, err := r.Store.Changes(t.Context(), before.Seq[""], 1000)
	if err != nil {
		t.Fatal(err)
	}
	removed := 0
	for _, c := range changes {
		if c.Op == "REMOVED" && c.Act == "repair" && c.Before["times"] == int64(3) {
			removed++
		}
	}
	if removed != len(pairs)-1 {
		t.Errorf("the log keeps %d removals, want %d", removed, len(pairs)-1)
	}
}
