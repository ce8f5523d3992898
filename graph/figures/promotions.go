package figures

import (
	"context"

	"bole/graph/law"
)

// Promotion is one promotion of a batch: to a post, or in rank.
type Promotion struct{ Cadre, Position, Ladder, Rank string }

// Promotions are the promotions of a batch that were decided, among those the caller sees; false when there is no such batch.
func (f *Figures) Promotions(ctx context.Context, c law.Caller, batch string) ([]Promotion, bool, error) {
	records, err := f.ask(ctx, "views/promotions", c, map[string]any{"batch": batch})
	if err != nil || len(records) == 0 {
		return nil, false, err
	}
	var out []Promotion
	for _, r := range records {
		text := func(i int) string { s, _ := r[i].(string); return s }
		if text(0) != "" {
			out = append(out, Promotion{Cadre: text(0), Position: text(1), Ladder: text(2), Rank: text(3)})
		}
	}
	return out, true, nil
}
