package localneo4j

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestClaimWaitsForOneThatEnds claims a folder whose lock is let go a moment later, as one is by a process that was
// killed while it started another, and is refused one that stays in use.
func TestClaimWaitsForOneThatEnds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	released := make(chan error, 1)
	time.AfterFunc(lockSettles/4, func() { released <- first.release() })
	second, err := claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-released; err != nil {
		t.Fatal(err)
	}
	defer second.release()
	if third, err := claim(dir); err == nil || !strings.Contains(err.Error(), "is in use by process") {
		third.release()
		t.Errorf("a folder in use was given away, or refused with %v", err)
	}
}
