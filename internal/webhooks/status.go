package webhooks

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
)

// Status answers webhooks. Addresses are not told: their path may be a secret of the receiver's.
func (w *Webhooks) Status(ctx context.Context, _ graph.Query) (any, error) {
	hooks := slices.SortedFunc(slices.Values(w.options.Hooks), func(a, b *Hook) int { return cmp.Compare(a.Name, b.Name) })
	names := make([]string, len(hooks))
	for i, h := range hooks {
		names[i] = h.Name
	}
	rows, err := w.Store.Read(ctx, law.System, cypher.Statement{Name: "webhooks", Text: "MATCH (w:Webhook) WHERE w.key IN $p.names RETURN properties(w)", Params: params(map[string]any{"names": names})})
	if err != nil {
		return nil, fmt.Errorf("look how far webhooks are: %w", err)
	}
	known := map[string]map[string]any{}
	for _, row := range rows {
		p, _ := row[0].(map[string]any)
		key, _ := p["key"].(string)
		known[key] = p
	}
	count, since, err := w.waiting(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(hooks))
	for i, h := range hooks {
		p := known[h.Name]
		events := make([]any, len(h.Events))
		for j, e := range h.Events {
			events[j] = e
		}
		var oldest any
		if count[h.Name] > 0 {
			oldest = store.FormatTime(since[h.Name])
		}
		givenUp, _ := p["givenUp"].(int64)
		out[i] = graph.Object{Type: "Webhook", Fields: map[string]any{"name": h.Name, "events": events, "deliveredAt": p["deliveredAt"], "waiting": count[h.Name], "waitingSince": oldest,
			"failedAt": p["failedAt"], "failure": p["failure"], "status": p["status"], "givenUp": givenUp, "goneAt": p["goneAt"]}}
	}
	return out, nil
}
