package acts

import (
	"context"
	"fmt"

	"bole/graph"
	"bole/graph/refusal"
	"bole/graph/store"
)

// mostInBatch is how many operations one batch may have: what it locks is locked until its last one is done.
const mostInBatch = 500

// batch answers batch: recordings in their order, in one transaction.
func (a *Acts) batch(ctx context.Context, q graph.Query) (any, error) {
	ask := of(q, "batch")
	operations, _ := ask.input["operations"].([]any)
	at := below(ask.at, "operations")
	switch n := len(operations); {
	case n == 0:
		return nil, refusal.Of(refusal.BadInput, at, "is empty; give one operation at least")
	case n > mostInBatch:
		return nil, refusal.Of(refusal.Limit, at, "has %d operations; the limit is %d: send several batches", n, mostInBatch).Hit("batch operations")
	}
	all := make([]recording, 0, len(operations))
	acts := make([]store.Act, 0, len(operations))
	var bad []mismatch
	for i, item := range operations {
		operation, _ := item.(map[string]any)
		for name, value := range operation { // one: the type says so
			one, known := a.recordings[name]
			if !known {
				return nil, fmt.Errorf("%s is not a mutation of any table", name)
			}
			input, _ := value.(map[string]any)
			act, wrong, err := one.act(asked{q.Caller, name, below(at, i, name), input})
			if err != nil {
				return nil, err
			}
			all, acts, bad = append(all, one), append(acts, act), append(bad, wrong...)
		}
	}
	if err := refuse(bad); err != nil {
		return nil, err
	}
	done, err := a.store.Acts(ctx, ask.name, acts)
	if err != nil {
		return nil, err
	}
	results := make([]any, len(done))
	for i, one := range done {
		results[i] = all[i].answer(one.Answer)
	}
	return graph.Object{Type: "BatchOutcome", Fields: map[string]any{"results": results}}, nil
}
