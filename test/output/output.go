// Package output keeps what a process or a log writes, for tests that read it while it is written.
package output

import (
	"strings"
	"sync"
)

// Text is all that was written so far. The zero value is empty; it may be written and read by several at once.
type Text struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer; it never fails.
func (t *Text) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(b)
}

// String is what was written.
func (t *Text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}
