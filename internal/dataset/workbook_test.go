package dataset

import (
	"strings"
	"testing"

	"bole/internal/table"
)

// TestSheetLimit refuses the row that a sheet cannot hold.
func TestSheetLimit(t *testing.T) {
	b := newWorkbook(false)
	b.rows = 3
	w, err := b.open(&Table{Table: &table.Table{Name: "cadres", Identity: []string{"key"}, Columns: []*Column{{Name: "key", Type: "String"}}}})
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
