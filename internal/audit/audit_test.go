package audit

import (
	"log/slog"
	"strings"
	"testing"

	"bole/graph/store"
	"bole/test/output"
)

// TestNothingCanBeWritten has a graph that is away: each event is refused, and the log says so once.
func TestNothingCanBeWritten(t *testing.T) {
	st, err := store.Open(store.Options{URI: "bolt://127.0.0.1:1", User: "neo4j", Password: "none"})
	if err != nil {
		t.Fatal(err)
	}
	var log output.Text
	a := New(nil, st, Options{On: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for range 5 {
		if err := a.Record(t.Context(), Event{Kind: Read}); err == nil {
			t.Fatal("an event was written without a graph")
		}
	}
	a.Close()
	if n := strings.Count(log.String(), "cannot be written"); n != 1 {
		t.Errorf("the log says %d times that nothing can be written:\n%s", n, log.String())
	}
	if err := st.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
