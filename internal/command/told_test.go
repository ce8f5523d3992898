package command

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
)

// TestNeo4jsWordsStayInTheLog has a command fail with what Neo4j said, bare and as the cause of a refusal.
func TestNeo4jsWordsStayInTheLog(t *testing.T) {
	said := &store.ServerError{Code: "Neo.ClientError.Statement.SyntaxError", Message: "secret words"}
	for _, err := range []error{fmt.Errorf("run a statement: %w", said), refusal.Newf(refusal.Unavailable, "the graph cannot be reached now; try again in a few seconds").Because(said)} {
		var stderr, log bytes.Buffer
		s := &Settings{lang: message.English, Stderr: &stderr, Log: slog.New(slog.NewTextHandler(&log, nil))}
		if s.failed(1, err) != 1 || strings.Contains(stderr.String(), "secret") || strings.Contains(stderr.String(), "Neo.") {
			t.Errorf("a command says %q", stderr.String())
		}
		if foreign(err) && !strings.Contains(log.String(), "secret words") {
			t.Errorf("the log says %q", log.String())
		}
	}
}
