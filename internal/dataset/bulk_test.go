package dataset_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms/roomstest"
)

// TestBulk fills one graph by the tool and another row by row: both hold the same, to the types of properties and
// to what the system keeps beside them.
func TestBulk(t *testing.T) {
	set := t.TempDir()
	must(t, demo.Write(set, demo.Options{Cadres: 200}))
	// What the tool's own files could be broken by.
	tasks, err := os.OpenFile(filepath.Join(set, "tasks.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = tasks.WriteString(`{"key":"x\"1","title":"一\n二,\"三\"\\ ","category":"OTHER","summary":"=1+1"}` + "\n")
	must(t, err)
	must(t, tasks.Close())
	now := time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC)
	o := localneo4j.Options{Dir: t.TempDir(), Version: os.Getenv(neo4jtest.Version), Fast: true, HeapMB: 256, PageCacheMB: 64}
	files, _, err := dataset.WriteBulk(t.Context(), empty(t).Dataset(), set, t.TempDir(), now, nil)
	must(t, err)
	broken := append(files.Arguments(), "--nodes=Task="+filepath.Join(o.Dir, "no such file"))
	if err := localneo4j.Bulk(t.Context(), o, broken); err == nil {
		t.Error("a file that is not there was imported")
	}
	must(t, localneo4j.Bulk(t.Context(), o, files.Arguments()))
	roomstest.Import(t, open(t), set, now)
	server, err := localneo4j.Start(t.Context(), o)
	must(t, err)
	defer server.Close()
	want, got := roomstest.Text(t, neo4jtest.Server(t)), roomstest.Text(t, server)
	if len(want) < 10000 {
		t.Errorf("%d nodes and relationships", len(want))
	}
	if !slices.Equal(want, got) {
		n := 0
		for n < min(len(want), len(got)) && want[n] == got[n] {
			n++
		}
		t.Errorf("row by row %d, by the tool %d; first difference:\n%s\n%s", len(want), len(got), want[n], got[n])
	}
}
