package roomstest

import (
	"testing"
	"time"
)

// Eventually waits two minutes for what has to become true; what there is until then may be told.
func Eventually(t testing.TB, what string, ok func() bool, until ...func() any) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			for _, u := range until {
				t.Logf("until then: %v", u())
			}
			t.Fatalf("it never came that %s", what)
		}
	}
}
