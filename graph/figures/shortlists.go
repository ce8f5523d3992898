package figures

import (
	"context"
	"time"

	"bole/graph/law"
)

// Shortlists are how many shortlists were drawn up from one day to another, the day of the first ever by then, "" where
// there is none, and of officials the caller sees who stood on one by then, the day of the last.
func (f *Figures) Shortlists(ctx context.Context, c law.Caller, since, asOf string) (n int64, first string, last map[string]string, err error) {
	rows, err := f.ask(ctx, "views/shortlists", c, map[string]any{"since": since, "asOf": asOf})
	if err != nil {
		return 0, "", nil, err
	}
	n, _ = rows[0][0].(int64)
	first, _ = rows[0][1].(string)
	if rows, err = f.ask(ctx, "views/shortlisted", c, map[string]any{"asOf": asOf}); err != nil {
		return 0, "", nil, err
	}
	last = make(map[string]string, len(rows))
	for _, r := range rows {
		key, _ := r[0].(string)
		last[key], _ = r[1].(string)
	}
	return n, first, last, nil
}

// Choice is someone who was chosen from a shortlist.
type Choice struct{ Shortlist, Vacancy, Position, Cadre, On string }

// Choices are the choices from shortlists, of officials the caller sees.
func (f *Figures) Choices(ctx context.Context, c law.Caller) ([]Choice, error) {
	rows, err := f.ask(ctx, "views/choices", c, map[string]any{})
	if err != nil {
		return nil, err
	}
	out := make([]Choice, 0, len(rows))
	for _, r := range rows {
		text := func(i int) string { s, _ := r[i].(string); return s }
		if at := text(4); len(at) >= len(time.DateOnly) {
			out = append(out, Choice{text(0), text(1), text(2), text(3), at[:len(time.DateOnly)]})
		}
	}
	return out, nil
}
