package rows_test

import (
	"testing"

	"bole/internal/rows"
	"bole/internal/table"
	"bole/internal/worldtest"
)

// TestAllIsInTheLog holds that each relation of the schema is written row by row, so that the log tells of it and a look
// back undoes it; where officials serve follows from their posts.
func TestAllIsInTheLog(t *testing.T) {
	s := worldtest.Law(t).Schema()
	tables, err := table.Tables(s)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{"SERVES_IN": true}
	for _, shape := range rows.All(s, tables).Shapes {
		if shape.Edge != nil {
			written[shape.Edge.Type] = true
		}
		for _, r := range shape.Relations {
			written[r.Type] = true
		}
	}
	for _, n := range s.Nodes() {
		for _, f := range n.Fields {
			if r := f.Relation; r != nil && !written[r.Name] {
				t.Errorf("%s.%s is a relationship %s, which no table and no act writes row by row", n.Name, f.Name, r.Name)
			}
		}
	}
}
