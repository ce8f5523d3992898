package graph

import (
	"fmt"
	"testing"
)

// TestUnseen lets a burst of new texts through, refuses more, and never a known one or another caller's.
func TestUnseen(t *testing.T) {
	u := newUnseen()
	admitted := 0
	for i := range 3 * textsBurst {
		if u.admit(fmt.Sprint("text ", i), Caller{Role: "ANALYST"}) == nil {
			admitted++
		}
	}
	if admitted < textsBurst || admitted > textsBurst+newTexts {
		t.Errorf("%d of %d new texts were admitted", admitted, 3*textsBurst)
	}
	if err := u.admit("text 0", Caller{Role: "ANALYST"}); err != nil {
		t.Errorf("a known text: %v", err)
	}
	if err := u.admit("another", Caller{Role: "ANALYST", Units: []string{"a1"}}); err != nil {
		t.Errorf("another caller: %v", err)
	}
}
