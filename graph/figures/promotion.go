package figures

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"bole/graph"
	"bole/graph/value"
)

// TimeToPromotion answers timeToPromotion. Each row of the statement is a member: a task, who led it, and the first
// promotion that followed.
func (f *Figures) TimeToPromotion(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	asOf, _ := args["asOf"].(string)
	if _, err := wholeDay("asOf", asOf); err != nil {
		return nil, err
	}
	records, err := f.ask(ctx, "views/time-to-promotion", q.Caller, map[string]any{"asOf": asOf, "difficulty": args["difficulty"]})
	if err != nil {
		return nil, err
	}
	members, days := map[string]graph.Entries{}, map[string][]float64{}
	for _, v := range records {
		category, _ := v[0].(string)
		fields := map[string]any{"task": ref("Task", v[1]), "cadre": ref("Cadre", v[2]), "decision": nil, "days": v[4]}
		wait := int64(math.MaxInt32)
		if v[3] != nil {
			fields["decision"] = ref("Decision", v[3])
			wait, _ = v[4].(int64)
			days[category] = append(days[category], float64(wait))
		}
		members[category] = append(members[category], graph.Entry{Place: fmt.Sprintf("%010d %s %s", wait, v[1], v[2]), Object: graph.Object{Type: "AfterTask", Fields: fields}})
	}
	var out []any
	for _, category := range slices.Sorted(maps.Keys(members)) {
		all := members[category]
		slices.SortFunc(all, value.ComparePlaces)
		o := graph.Object{Type: "TimeToPromotion", Fields: map[string]any{"category": category, "led": int64(len(all)),
			"promoted": int64(len(days[category])), "medianDays": nil, "members": all}}
		if d := days[category]; len(d) > 0 {
			slices.Sort(d)
			o.Fields["medianDays"] = (d[(len(d)-1)/2] + d[len(d)/2]) / 2
		}
		out = append(out, o)
	}
	return out, nil
}
