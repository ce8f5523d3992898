package store

import (
	"context"
	"fmt"

	"bole/graph/cypher"
)

// Done reports whether an act with this key was done before, and what came of it; another input under the same key is
// refused. An act whose preparation takes long, or would be refused now that it was done, asks here first.
func (s *Store) Done(ctx context.Context, a Act) (outcome, bool, error) {
	if err := a.check(); err != nil || a.Key == "" {
		return outcome{}, false, err
	}
	rows, err := s.Read(ctx, a.Caller, cypher.Statement{Name: "act/done", Text: "MATCH (k:IdempotencyKey {key: $p.key}) RETURN k.digest, k.answer",
		Params: params(map[string]any{"key": a.idempotencyKey()})})
	if err != nil || len(rows) == 0 {
		return outcome{}, false, err
	}
	if rows[0][0] != digest(a.Input) {
		return outcome{}, false, a.otherInput()
	}
	answer, ok := rows[0][1].(string)
	if !ok {
		return outcome{}, false, fmt.Errorf("the answer to an act came as %T", rows[0][1])
	}
	return outcome{Answer: answer, Repeated: true}, true, nil
}
