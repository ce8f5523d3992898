package figures

import (
	"context"

	"bole/graph/law"
)

// selectionStep is one recorded step of a vacancy's selection as the graph holds it; counts are -1 where unknown.
type selectionStep struct {
	Key, Stage, On, To, DocumentNo, Result, Deviation string
	Entitled, Present, InFavour                       int
}

// Selection gives the steps of a vacancy's selection up to a day, in order, and its status, which is "" where steps were
// taken after the day: what is recorded is how far the vacancy is now. found is false when there is no such vacancy.
func (f *Figures) Selection(ctx context.Context, c law.Caller, vacancy, asOf string) (status string, steps []selectionStep, found bool, err error) {
	if _, err := wholeDay("asOf", asOf); err != nil {
		return "", nil, false, err
	}
	records, err := f.ask(ctx, "views/selection", c, map[string]any{"vacancy": vacancy, "asOf": asOf})
	if err != nil || len(records) == 0 {
		return "", nil, false, err
	}
	status, _ = records[0][0].(string)
	for _, item := range listOf(records[0][1]) {
		m, _ := item.(map[string]any)
		text := func(name string) string { s, _ := m[name].(string); return s }
		number := func(name string) int {
			if n, ok := m[name].(int64); ok {
				return int(n)
			}
			return -1
		}
		steps = append(steps, selectionStep{Key: text("key"), Stage: text("stage"), On: text("on"), To: text("to"), DocumentNo: text("documentNo"), Result: text("result"), Deviation: text("deviation"),
			Entitled: number("entitled"), Present: number("present"), InFavour: number("inFavour")})
	}
	return status, steps, true, nil
}
