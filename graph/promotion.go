package graph

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// TimeToPromotion answers timeToPromotion. Each row of the statement is a member: a task, who led it, and the first
// promotion that followed.
func (g *Graph) TimeToPromotion(ctx context.Context, r Request) ([]Answer, []*Error, error) {
	return g.computedAll(ctx, r, func(args map[string]any) ([]any, error) {
		if err := notForSubject(r.Caller); err != nil {
			return nil, err
		}
		asOf, _ := args["asOf"].(string)
		if _, err := wholeDay("asOf", asOf); err != nil {
			return nil, err
		}
		records, err := g.askNamed(ctx, "views/time-to-promotion", r.Caller, map[string]any{"asOf": asOf, "difficulty": args["difficulty"]})
		if err != nil {
			return nil, err
		}
		members, days := map[string]Entries{}, map[string][]float64{}
		for _, record := range records {
			v := record.Values
			category, _ := v[0].(string)
			fields := map[string]any{"task": ref("Task", v[1]), "cadre": ref("Cadre", v[2]), "decision": nil, "days": v[4]}
			wait := int64(math.MaxInt32)
			if v[3] != nil {
				fields["decision"] = ref("Decision", v[3])
				wait, _ = v[4].(int64)
				days[category] = append(days[category], float64(wait))
			}
			members[category] = append(members[category], Entry{Place: fmt.Sprintf("%010d %s %s", wait, v[1], v[2]), Object: Object{Type: "AfterTask", Fields: fields}})
		}
		var out []any
		for _, category := range slices.Sorted(maps.Keys(members)) {
			all := members[category]
			slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(a.Place, b.Place) })
			o := Object{Type: "TimeToPromotion", Fields: map[string]any{"category": category, "led": int64(len(all)),
				"promoted": int64(len(days[category])), "medianDays": nil, "members": all}}
			if d := days[category]; len(d) > 0 {
				slices.Sort(d)
				o.Fields["medianDays"] = (d[(len(d)-1)/2] + d[len(d)/2]) / 2
			}
			out = append(out, o)
		}
		return out, nil
	})
}
