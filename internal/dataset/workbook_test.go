package dataset

import (
	"strings"
	"testing"
)

// TestSheetLimit refuses the row that a sheet cannot hold.
func TestSheetLimit(t *testing.T) {
	b := newWorkbook(false)
	b.rows = 3
	table := &Table{Name: "cadres", Identity: []string{"key"}, byName: map[string]*Column{}}
	table.add(&Column{Name: "key", Type: "String"})
	w, err := b.open(table)
	for i := 0; i < 2 && err == nil; i++ {
		err = w.write(row{values: map[string]any{"key": "k"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.write(row{values: map[string]any{"key": "k"}}); err == nil || !strings.Contains(err.Error(), "more rows than the 3 an Excel sheet holds") {
		t.Errorf("got %v", err)
	}
}
