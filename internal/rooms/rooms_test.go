package rooms_test

import (
	"strings"
	"testing"

	"bole/graph/store"
	"bole/internal/due"
	"bole/internal/rooms"
	"bole/schema"
)

// TestRoomsThatCannotBeOpened: what an operator's file has wrong ends the start with its reason.
func TestRoomsThatCannotBeOpened(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	deadlines, err := due.OpenRules(strings.NewReader(`{"version": "own", "rules": [{"code": "A", "field": "Statement.until", "from": "filedOn", "days": 3, "citations": [{"law": "某法", "status": "S"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := rooms.Open(sdl, rooms.Options{Store: store.Options{URI: "bolt://127.0.0.1:1"}, Deadlines: deadlines})
	if err == nil || r != nil || !strings.Contains(err.Error(), "A: Statement.until or filedOn of it is not a field of the schema") {
		t.Errorf("deadlines that do not fit gave %v, %v", r, err)
	}
}
