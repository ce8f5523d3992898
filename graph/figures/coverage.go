package figures

import (
	"context"
	"slices"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/value"
)

// Covered is an official planned in a campaign, and what was done.
type Covered struct {
	Campaign, EndsOn, Unit string
	Cadre                  graph.Ref
	Present                bool  // still in service in the unit
	Evidence               []any // of Ref: what did it; empty where it is left
	Writes                 bool  // the caller's scope holds the campaign
}

// Coverage gives who is planned in campaigns as of a day, among the officials the caller sees: in those with the keys,
// or, where there are none, in all that have begun and not ended.
func (f *Figures) Coverage(ctx context.Context, c law.Caller, keys []string, asOf string) ([]Covered, error) {
	rows, err := named(f.ask(ctx, "views/coverage", c, map[string]any{"keys": keys, "started": len(keys) == 0, "asOf": asOf}))
	if err != nil {
		return nil, err
	}
	out := make([]Covered, 0, len(rows))
	for _, row := range rows {
		text := func(name string) string { s, _ := row[name].(string); return s }
		v := Covered{Campaign: text("campaign"), EndsOn: text("endsOn"), Unit: text("unit"), Evidence: f.refsOf(row["evidence"])}
		v.Cadre, _ = f.refOf(row["cadre"])
		v.Present, _ = row["present"].(bool)
		v.Writes, _ = row["writes"].(bool)
		out = append(out, v)
	}
	return out, nil
}

// coverage answers Campaign.coverage.
func (f *Figures) coverage(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	asOf, _ := args["asOf"].(string)
	if _, err := wholeDay("asOf", asOf); err != nil {
		return nil, err
	}
	covered, err := f.Coverage(ctx, c, keys, asOf)
	if err != nil {
		return nil, err
	}
	unit, one := args["unit"].(string)
	out := map[string]any{}
	for begin := 0; begin < len(covered); {
		first, end := covered[begin], begin+1
		for end < len(covered) && covered[end].Campaign == first.Campaign && covered[end].Unit == first.Unit {
			end++
		}
		list, begun := out[first.Campaign].([]any)
		if !begun {
			list = []any{}
		}
		if !one || unit == first.Unit {
			list = append(list, coverageOf(covered[begin:end]))
		}
		out[first.Campaign] = list
		begin = end
	}
	return out, nil
}

// coverageOf is how far a campaign is in one unit.
func coverageOf(members []Covered) graph.Object {
	done := 0
	for _, m := range members {
		if len(m.Evidence) > 0 {
			done++
		}
	}
	return graph.Object{Type: "CampaignCoverage", Fields: map[string]any{
		"unit": graph.Ref{Type: "Organization", Key: members[0].Unit}, "planned": int64(len(members)), "done": int64(done), "left": int64(len(members) - done),
		"members": func(args map[string]any) (any, error) {
			out := graph.Entries{}
			for _, m := range members {
				is := len(m.Evidence) > 0
				if want, given := args["done"].(bool); given && want != is {
					continue
				}
				out = append(out, graph.Entry{Place: m.Cadre.Key, Object: graph.Object{Type: "CampaignMember", Fields: map[string]any{"cadre": m.Cadre, "done": is, "present": m.Present, "evidence": m.Evidence}}})
			}
			slices.SortFunc(out, value.ComparePlaces)
			return out, nil
		}}}
}

// leftOf are the entries of the agenda for what campaigns that end between two days have left.
func (f *Figures) leftOf(ctx context.Context, c law.Caller, from, to string) ([]map[string]any, error) {
	covered, err := f.Coverage(ctx, c, nil, from)
	if err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, v := range covered {
		if len(v.Evidence) == 0 && v.EndsOn >= from[:min(len(v.EndsOn), len(from))] && v.EndsOn <= to {
			out = append(out, map[string]any{"kind": "CAMPAIGN", "day": v.EndsOn, "cadre": []any{v.Cadre.Type, v.Cadre.Key}, "subject": []any{"Campaign", v.Campaign}, "undecided": !v.Present})
		}
	}
	return out, nil
}
