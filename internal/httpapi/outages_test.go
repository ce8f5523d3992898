package httpapi

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bole/graph"
)

// TestOutagesAreTwoLines refuses thousands of requests for two reasons: each is said once when it begins and once, with
// how many there were, when it has ended.
func TestOutagesAreTwoLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said bytes.Buffer
		o := newOutages(slog.New(slog.NewTextHandler(&said, nil)))
		for range 4000 {
			o.met(graph.CodeUnavailable, "id", errors.New("cause"))
			time.Sleep(10 * time.Millisecond)
		}
		o.met(CodeOverloaded, "id", errors.New("cause"))
		if lines := strings.Count(said.String(), "\n"); lines != 2 {
			t.Errorf("%d lines while requests are refused:\n%s", lines, said.String())
		}
		time.Sleep(o.quiet + time.Second)
		for _, want := range []string{"code=SERVICE_UNAVAILABLE refused=4000 for=39.99s", "code=OVERLOADED refused=1 for=0s"} {
			if !strings.Contains(said.String(), want) {
				t.Errorf("the log lacks %q:\n%s", want, said.String())
			}
		}
		o.met(graph.CodeUnavailable, "id", errors.New("cause"))
		if n := strings.Count(said.String(), `msg="requests are refused"`); n != 3 {
			t.Errorf("%d times began, want 3:\n%s", n, said.String())
		}
		time.Sleep(o.quiet + time.Second)
	})
}
