package walks_test

import (
	"fmt"
	"testing"

	"bole/graph"
	"bole/graph/law"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestNamesAlike stores names as an earlier version did and migrates: search finds a name however its dots and blanks
// are written, and the quality rule takes two such officials for one.
func TestNamesAlike(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	roomstest.Exec(t, `UNWIND [['n1', '买买提·艾力'], ['n2', '买买提•艾力'], ['n3', '买买提江'], ['n4', '李　伟'], ['n5', '艾力·买买提']] AS x
		CREATE (c:Cadre {key: x[0], name: x[1], birthMonth: '1980-01', version: 1, recordedAt: '2024-01-01T00:00:00Z'})`, nil)
	roomstest.SortKeys(t, r)
	c := law.Caller{Role: "ADMIN", Whole: true}
	for text, want := range map[string][]string{
		"买买提艾力": {"买买提·艾力", "买买提•艾力"}, "买买提・艾力": {"买买提·艾力", "买买提•艾力", "艾力·买买提"}, "李伟": {"李　伟"}, "提艾": {"买买提·艾力", "买买提•艾力"},
	} {
		a, err := searchFor(t, r, c, map[string]any{"text": text})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range a.Edges {
			if e.Field != "name" {
				t.Errorf("%s: found in %s", text, e.Field)
			}
			got = append(got, e.Excerpt)
		}
		if len(got) != len(want) || a.TotalCount != len(want) {
			t.Errorf("%s: found %q, want %q", text, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: found %q, want %q", text, got, want)
			}
		}
	}
	found, err := r.Figures.Quality(t.Context(), c, "2024-08-31", []string{"likely-duplicates"})
	if err != nil || len(found) != 1 || found[0].Subject.Key != "n1" || len(found[0].Related) != 1 || fmt.Sprint(found[0].Related[0]) != fmt.Sprint(graph.Ref{Type: "Cadre", Key: "n2"}) {
		t.Errorf("likely duplicates: %+v %v, want n1 with n2", found, err)
	}
}
