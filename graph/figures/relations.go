package figures

import (
	"context"
	"fmt"
	"math"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/refusal"
)

// rowsByKey asks a statement about nodes and gives its rows by the node's key, which stands first.
func (f *Figures) rowsByKey(ctx context.Context, name string, c law.Caller, keys []string, p map[string]any) (map[string][][]any, error) {
	p["keys"] = keys
	records, err := f.ask(ctx, name, c, p)
	if err != nil {
		return nil, err
	}
	out := map[string][][]any{}
	for _, r := range records {
		key, _ := r[0].(string)
		out[key] = append(out[key], r[1:])
	}
	return out, nil
}

// ref is a node of a type by a key in a row.
func ref(typ string, key any) graph.Ref {
	k, _ := key.(string)
	return graph.Ref{Type: typ, Key: k}
}

// coworkers computes Cadre.coworkers.
func (f *Figures) coworkers(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	least, _ := args["min"].(int64)
	if least < 1 {
		return nil, refusal.Newf(refusal.BadInput, "min is below 1; give the least number of tasks worked on together")
	}
	rows, err := f.rowsByKey(ctx, "views/coworkers", c, keys, map[string]any{"min": least, "roles": args["roles"], "own": args["ownRoles"]})
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, key := range keys {
		all := graph.Entries{}
		for _, row := range rows[key] {
			n, _ := row[1].(int64)
			var shared []any
			list, _ := row[2].([]any)
			for _, item := range list {
				x, _ := item.([]any)
				shared = append(shared, graph.Object{Type: "SharedTask", Fields: map[string]any{"task": ref("Task", x[0]), "ownRole": x[1], "role": x[2]}})
			}
			other := ref("Cadre", row[0])
			all = append(all, graph.Entry{Place: fmt.Sprintf("%010d%s", math.MaxInt32-n, other.Key),
				Object: graph.Object{Type: "Coworker", Fields: map[string]any{"cadre": other, "tasks": n, "shared": shared}}})
		}
		out[key] = all
	}
	return out, nil
}

// superiors computes Cadre.superiors.
func (f *Figures) superiors(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	return f.listed(ctx, c, keys, args, "views/superiors", func(row []any) graph.Object {
		return graph.Object{Type: "Superior", Fields: map[string]any{"cadre": ref("Cadre", row[0]), "position": ref("Position", row[1]),
			"organization": ref("Organization", row[2]), "distance": row[3], "undecided": row[4]}}
	})
}

// team computes Organization.team.
func (f *Figures) team(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	return f.listed(ctx, c, keys, args, "views/team", func(row []any) graph.Object {
		return graph.Object{Type: "TeamMember", Fields: map[string]any{"cadre": ref("Cadre", row[0]), "position": ref("Position", row[1]),
			"appointment": ref("Appointment", row[2]), "chief": row[3], "undecided": row[4]}}
	})
}

// listed computes a list as of a day, a row of the statement for each item.
func (f *Figures) listed(ctx context.Context, c law.Caller, keys []string, args map[string]any, name string, item func([]any) graph.Object) (map[string]any, error) {
	asOf, _ := args["asOf"].(string)
	if _, err := wholeDay("asOf", asOf); err != nil {
		return nil, err
	}
	rows, err := f.rowsByKey(ctx, name, c, keys, map[string]any{"asOf": asOf})
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, key := range keys {
		list := []any{}
		for _, row := range rows[key] {
			list = append(list, item(row))
		}
		out[key] = list
	}
	return out, nil
}

// timelineOf computes timelines from a statement's rows: day, kind, label and key.
func (f *Figures) timelineOf(name string) graph.ComputeFunc {
	return func(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
		rows, err := f.rowsByKey(ctx, name, c, keys, map[string]any{"from": args["from"], "to": args["to"], "kinds": args["kinds"]})
		if err != nil {
			return nil, err
		}
		out := map[string]any{}
		for _, key := range keys {
			all := graph.Entries{}
			seen := map[string]bool{}
			for _, row := range rows[key] {
				node, ok := f.refOf([]any{row[2], row[3]})
				place := fmt.Sprintf("%-10s %s %s %s", row[0], row[1], row[2], row[3])
				if !ok || seen[place] {
					continue
				}
				seen[place] = true
				all = append(all, graph.Entry{Place: place, Object: graph.Object{Type: "TimelineEvent", Fields: map[string]any{"on": row[0], "kind": row[1], "node": node}}})
			}
			out[key] = all
		}
		return out, nil
	}
}
