package graph

import (
	"context"
	"maps"
	"slices"

	"bole/graph/refusal"
)

// Ahead tells of days that the context's operation names and that are after today: what happens up to then is not known
// yet. These are no refusals.
func Ahead(ctx context.Context) []*Error {
	o, _ := ctx.Value(operationKey{}).(*Operation)
	if o == nil {
		return nil
	}
	var out []*Error
	seen := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(o.roots)) {
		r := o.roots[key]
		if r.refused != nil {
			continue
		}
		for _, d := range r.Days {
			day := d.Text(o.binding)
			if place := d.Path.String(); day > o.today && !seen[place] {
				seen[place] = true
				out = append(out, refusal.Of(refusal.BadInput, d.Path, "is %s, and facts are known up to today, %s; the answer is made of these", day, o.today))
			}
		}
	}
	return out
}
