package roomstest

import (
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/dataset"
	"bole/internal/rooms"
	"bole/internal/rows"
)

// Import loads a dataset as of a day and says what became of its rows, by table.
func Import(t testing.TB, r *rooms.Rooms, dir string, now time.Time) map[string]dataset.Tally {
	t.Helper()
	tallies, err := dataset.Import(t.Context(), r.Dataset(), dir, dataset.Options{Now: now, Caller: law.System})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]dataset.Tally{}
	for _, x := range tallies {
		out[x.Table] = x
	}
	return out
}

// Lease takes the lease for imports until the test ends.
func Lease(t testing.TB, r *rooms.Rooms) *store.Lease {
	t.Helper()
	l, err := r.Store.Lease(t.Context(), rows.Lease, "a test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Release(t.Context()) })
	return l
}

// Set writes properties of one node, as an import does.
func Set(t testing.TB, r *rooms.Rooms, label, key string, properties map[string]any) {
	t.Helper()
	_, err := r.Store.Act(t.Context(), store.Act{Caller: law.System, Name: "set", Do: func(tx *store.Tx) (string, error) {
		_, err := tx.Rows(store.Shape{Label: label}, []store.Row{{Key: key, Properties: properties}})
		return "", err
	}})
	if err != nil {
		t.Error(err)
	}
}

// Known gives those of the keys that are nodes with the label.
func Known(t testing.TB, r *rooms.Rooms, label string, keys ...string) map[string]bool {
	t.Helper()
	rows, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Name: "known",
		Text: "UNWIND $p.keys AS k MATCH (n:" + cypher.Quote(label) + " {key: k}) RETURN n.key", Params: map[string]any{"p": map[string]any{"keys": keys}}})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, row := range rows {
		if k, ok := row[0].(string); ok {
			out[k] = true
		}
	}
	return out
}
