package acts

import (
	"context"
	"fmt"

	"bole/graph"
	"bole/graph/refusal"
	"bole/graph/store"
)

// WithdrawImport answers withdrawImport: what an import made is taken away, and what it changed restored.
func (a *Acts) WithdrawImport(ctx context.Context, q graph.Query) (any, error) {
	ask := of(q, "withdrawImport")
	act, err := ask.act()
	if err == nil {
		act.Why, err = ask.why()
	}
	if err != nil {
		return nil, err
	}
	if !q.Caller.Whole {
		return nil, refusal.Of(refusal.Forbidden, q.Path, "takes back what may be out of the token's scope; ask with a token for the whole graph")
	}
	if _, err := a.store.Versions(ctx); err != nil { // all of the import has its numbers in the log then
		return nil, err
	}
	id := text(ask.input, "import")
	act.Do = func(tx *store.Tx) (string, error) {
		restored, removed, err := tx.Withdraw(id, a.rowed, a.today())
		return fmt.Sprintf("%d %d", restored, removed), refusal.At(err, below(q.Path, "input", "import"))
	}
	done, err := a.store.Act(ctx, act)
	if err != nil {
		return nil, err
	}
	var restored, removed int64
	if _, err := fmt.Sscan(done.Answer, &restored, &removed); err != nil {
		return nil, fmt.Errorf("read what became of an import: %w", err)
	}
	return graph.Object{Type: "WithdrawImportPayload", Fields: map[string]any{"import": id, "restored": restored, "removed": removed}}, nil
}
