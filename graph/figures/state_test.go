package figures_test

import (
	"slices"
	"testing"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestStateMissing records a node of each type that steps lead through, without a state and in its first one: the rule
// names the former alone, to those who see them.
func TestStateMissing(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	var want, open []string
	for _, typ := range r.Schema.Nodes() {
		for _, f := range typ.Waiting(r.Schema) {
			if f.Def.Type.NonNull {
				continue
			}
			first := r.Schema.SDL.Types[f.Def.Type.Name()].EnumValues[0].Name
			roomstest.Exec(t, "CREATE (:`"+typ.Label+"` {key: 'unknown', unit: 'u', cadreKey: 'someone'}), (:`"+typ.Label+"` {key: 'known', unit: 'u', cadreKey: 'someone', `"+f.Property+"`: $p.state})", map[string]any{"state": first})
			want = append(want, typ.Name+" unknown: has no "+f.Property+", and waits for nobody")
			if typ.Scope == mapping.Open {
				open = append(open, want[len(want)-1])
			}
		}
	}
	slices.Sort(want)
	slices.Sort(open)
	if len(want) < 4 {
		t.Fatalf("types with steps whose state may be missing: %v", want)
	}
	for _, c := range []struct {
		caller law.Caller
		want   []string
	}{{law.Caller{Role: "ADMIN", Whole: true}, want}, {law.Caller{Role: "ADMIN", Units: []string{"elsewhere"}}, open}} {
		found, err := r.Figures.Quality(t.Context(), c.caller, "2024-08-31", []string{"state-missing"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, f.Subject.Type+" "+f.Subject.Key+": "+f.Problem.In(message.English))
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%v is told %q, want %q", c.caller.Units, got, c.want)
		}
	}
}
