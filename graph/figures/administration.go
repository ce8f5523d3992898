package figures

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/value"
)

// Decisions that would free the post they are from, and fill the one they are to.
var (
	leavingKinds = []string{"PROMOTION", "FURTHER_USE", "TRANSFER", "REMOVAL", "REASSIGNMENT", "DEMOTION", "RESIGNATION", "SUSPENSION", "RETIREMENT"}
	comingKinds  = []string{"PROMOTION", "FURTHER_USE", "TRANSFER", "TRANSFER_IN", "REASSIGNMENT", "DEMOTION", "REINSTATEMENT"}
)

// Establishment answers establishment(unit, asOf).
func (f *Figures) Establishment(ctx context.Context, q graph.Query) (any, error) {
	return f.ofUnit(ctx, q, "views/establishment", movingKinds(), f.establishment)
}

func movingKinds() map[string]any {
	return map[string]any{"leaving": leavingKinds, "coming": comingKinds}
}

func (f *Figures) establishment(v map[string]any) (string, graph.Object) {
	o, _ := f.refOf(v["organization"])
	grade, _ := v["grade"].(string)
	held, open, leaving, coming := f.refsOf(v["held"]), f.refsOf(v["undecided"]), f.refsOf(v["leaving"]), f.refsOf(v["coming"])
	fields := map[string]any{"organization": o, "grade": v["grade"], "approved": v["approved"], "filled": int64(len(held)), "undecided": int64(len(open)), "proposedOut": int64(len(leaving)),
		"proposedIn": int64(len(coming)), "positions": f.refsOf(v["positions"]), "appointments": append(slices.Clone(held), open...), "proposed": unique(append(slices.Clone(leaving), coming...))}
	fields["vacant"], fields["over"] = balance(v["approved"], len(held))
	fields["vacantAfter"], fields["overAfter"] = balance(v["approved"], len(held)-len(leaving)+len(coming))
	return o.Key + " " + grade, graph.Object{Type: "Establishment", Fields: fields}
}

// headcount answers Decision.headcount: of the posts that a decision is from and to, the rows of their units and levels.
func (f *Figures) headcount(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	return f.ofDecisions(ctx, c, args, "views/decision-posts", map[string]any{"keys": keys}, func(unit, asOf string) (func(post map[string]any) []any, error) {
		rows, err := f.byGrade(ctx, c, unit, asOf)
		return func(post map[string]any) (list []any) {
			for _, grade := range listOf(post["grades"]) {
				level, _ := grade.(string)
				if row := rows[level]; row != nil {
					list = append(list, row)
				}
			}
			return list
		}, err
	})
}

// ofDecisions gives each decision what a statement's rows lead to: an organization, asked once, gives a row its list.
func (f *Figures) ofDecisions(ctx context.Context, c law.Caller, args map[string]any, statement string, p map[string]any, of func(unit, asOf string) (func(row map[string]any) []any, error)) (map[string]any, error) {
	asOf, _ := args["asOf"].(string)
	if _, err := wholeDay("asOf", asOf); err != nil {
		return nil, err
	}
	p["asOf"] = asOf
	rows, err := named(f.ask(ctx, statement, c, p))
	if err != nil {
		return nil, err
	}
	out, units := map[string]any{}, map[string]func(map[string]any) []any{}
	for _, row := range rows {
		unit, _ := row["unit"].(string)
		if units[unit] == nil {
			if units[unit], err = of(unit, asOf); err != nil {
				return nil, err
			}
		}
		key, _ := row["decision"].(string)
		list, _ := out[key].([]any)
		out[key] = append(list, units[unit](row)...)
	}
	return out, nil
}

// byGrade is the establishment of one organization, without those below it, by level.
func (f *Figures) byGrade(ctx context.Context, c law.Caller, unit, asOf string) (map[string]any, error) {
	p := movingKinds()
	p["unit"], p["asOf"] = unit, asOf
	rows, err := named(f.ask(ctx, "views/establishment", c, p))
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, row := range rows {
		if o, _ := f.refOf(row["organization"]); o.Key == unit {
			grade, _ := row["grade"].(string)
			_, out[grade] = f.establishment(row)
		}
	}
	return out, nil
}

// RankEstablishment answers rankEstablishment(unit, asOf).
func (f *Figures) RankEstablishment(ctx context.Context, q graph.Query) (any, error) {
	return f.ofUnit(ctx, q, "views/rank-establishment", map[string]any{"groups": rankRules.Groups}, f.rankEstablishment)
}

func (f *Figures) rankEstablishment(v map[string]any) (string, graph.Object) {
	o, _ := f.refOf(v["organization"])
	quota, _ := f.refOf(v["quota"])
	grants, open := f.refsOf(v["grants"]), f.refsOf(v["undecided"])
	fields := map[string]any{"organization": o, "quota": quota, "approved": v["approved"], "used": int64(len(grants)), "undecided": int64(len(open)), "grants": append(slices.Clone(grants), open...)}
	fields["vacant"], fields["over"] = balance(v["approved"], len(grants))
	return o.Key + " " + quota.Key, graph.Object{Type: "RankEstablishment", Fields: fields}
}

// rankHeadcount answers Decision.rankHeadcount: of the organizations where someone serves whose rank is to be raised,
// the rows of their quotas.
func (f *Figures) rankHeadcount(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	return f.ofDecisions(ctx, c, args, "views/decision-units", map[string]any{"keys": keys, "kind": "RANK_PROMOTION"}, func(unit, asOf string) (func(map[string]any) []any, error) {
		rows, err := named(f.ask(ctx, "views/rank-establishment", c, map[string]any{"unit": unit, "asOf": asOf, "groups": rankRules.Groups}))
		list := []any{}
		for _, row := range rows {
			if o, _ := f.refOf(row["organization"]); o.Key == unit { // not those below it
				_, object := f.rankEstablishment(row)
				list = append(list, object)
			}
		}
		return func(map[string]any) []any { return list }, err
	})
}

// balance is how many are free and how many are too many; null when the number approved is not known.
func balance(approved any, held int) (vacant, over any) {
	n, ok := approved.(int64)
	if !ok {
		return nil, nil
	}
	return max(0, n-int64(held)), max(0, int64(held)-n)
}

func unique(refs []any) []any {
	seen := map[any]bool{}
	return slices.DeleteFunc(refs, func(r any) bool {
		twice := seen[r]
		seen[r] = true
		return twice
	})
}

// ofUnit answers a view over an organization and all below it, one object for each row.
func (f *Figures) ofUnit(ctx context.Context, q graph.Query, statement string, p map[string]any, object func(row map[string]any) (string, graph.Object)) (any, error) {
	rows, err := f.rowsOfUnit(ctx, q, statement, p)
	if err != nil {
		return nil, err
	}
	out := make(graph.Entries, 0, len(rows))
	for _, row := range rows {
		place, o := object(row)
		out = append(out, graph.Entry{Place: place, Object: o})
	}
	slices.SortFunc(out, value.ComparePlaces)
	return out, nil
}

// rowsOfUnit asks a view for the unit and day of a field's arguments, one map for each row.
func (f *Figures) rowsOfUnit(ctx context.Context, q graph.Query, statement string, p map[string]any) ([]map[string]any, error) {
	asOf, _ := q.Args["asOf"].(string)
	if _, err := wholeDay("asOf", asOf); err != nil {
		return nil, err
	}
	unit, _ := q.Args["unit"].(string)
	p["unit"], p["asOf"] = unit, asOf
	return named(f.askOfUnit(ctx, statement, q.Caller, p, unit))
}

// named reads rows that are one map each, so that columns go by name.
func named(rows [][]any, err error) ([]map[string]any, error) {
	if err != nil {
		return nil, err
	}
	out := make([]map[string]any, len(rows))
	for i, row := range rows {
		out[i], _ = row[0].(map[string]any)
	}
	return out, nil
}

// askOfUnit is ask for statements that start from an organization: rows show that there is one, so that only where
// none come it is looked up, and a key that is not an organization's refused.
func (f *Figures) askOfUnit(ctx context.Context, name string, c law.Caller, p map[string]any, unit string) ([][]any, error) {
	rows, err := f.ask(ctx, name, c, p)
	if err != nil || len(rows) > 0 {
		return rows, err
	}
	known, err := f.isUnit(ctx, unit)
	if err == nil && !known {
		err = notAUnit(unit)
	}
	return nil, err
}

// isUnit reports whether a key is that of an organization.
func (f *Figures) isUnit(ctx context.Context, unit string) (bool, error) {
	rows, err := f.ask(ctx, "views/organization", law.System, map[string]any{"unit": unit})
	return len(rows) > 0, err
}

func notAUnit(unit string) error {
	return refusal.Newf(refusal.BadInput, "unit %q is not an organization; give the key of one", unit)
}

// Agenda answers agenda(kinds, from, to).
func (f *Figures) Agenda(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	p, err := f.agendaOf(args, q.Caller)
	if err != nil {
		return nil, err
	}
	rows, err := named(f.ask(ctx, "views/agenda", q.Caller, p))
	if err != nil {
		return nil, err
	}
	if kinds, _ := p["kinds"].([]any); slices.Contains(kinds, any("CAMPAIGN")) {
		from, _ := args["from"].(string)
		to, _ := args["to"].(string)
		left, err := f.leftOf(ctx, q.Caller, from, to)
		if err != nil {
			return nil, err
		}
		rows = append(rows, left...)
	}
	out := make(graph.Entries, 0, len(rows))
	for _, v := range rows {
		cadre, _ := f.refOf(v["cadre"])
		subject, _ := f.refOf(v["subject"])
		fields := map[string]any{"kind": v["kind"], "on": v["day"], "cadre": cadre, "subject": subject, "rule": nil, "undecided": v["undecided"]}
		if code, ok := v["rule"].(string); ok {
			fields["rule"] = message.Phrase(rankRules.Rules[code])
		}
		out = append(out, graph.Entry{Place: fmt.Sprintf("%s %s %s %s", v["day"], v["kind"], cadre.Key, subject.Key), Object: graph.Object{Type: "AgendaItem", Fields: fields}})
	}
	slices.SortFunc(out, value.ComparePlaces)
	return out, nil
}

func (f *Figures) agendaOf(args map[string]any, c law.Caller) (map[string]any, error) {
	text := map[string]string{}
	day := map[string]time.Time{}
	for _, name := range []string{"from", "to"} {
		text[name], _ = args[name].(string)
		var err error
		if day[name], err = wholeDay(name, text[name]); err != nil {
			return nil, err
		}
	}
	if text["to"] < text["from"] || day["to"].After(day["from"].AddDate(3, 0, 0)) {
		return nil, refusal.Newf(refusal.BadInput, "to is before from, or more than three years after it; ask for a shorter stretch")
	}
	// A day some years later is the last of February where its own day does not exist: the first and the last day whose
	// anniversary lies between the two.
	first := func(years int) string { return day["from"].AddDate(-years, 0, 0).Format(time.DateOnly) }
	last := func(years int) string {
		return day["to"].AddDate(0, 0, 1).AddDate(-years, 0, 0).AddDate(0, 0, -1).Format(time.DateOnly)
	}
	kinds := listOf(args["kinds"])
	if args["kinds"] == nil {
		for _, k := range f.law.Values(c, "AgendaKind") {
			kinds = append(kinds, k)
		}
	}
	ranks := make([]any, 0, len(rankRules.RankDue))
	for _, d := range rankRules.RankDue {
		ranks = append(ranks, map[string]any{"ladder": d.Ladder, "rank": d.Rank, "years": d.Years, "since": first(d.Years), "until": last(d.Years)})
	}
	return map[string]any{
		"kinds": kinds, "from": text["from"], "to": text["to"], "ranks": ranks,
		"postYears": rankRules.PostYears, "postFrom": first(rankRules.PostYears), "postTo": last(rankRules.PostYears),
		"age": rankRules.Age, "bornFrom": first(rankRules.Age)[:7], "bornTo": last(rankRules.Age)[:7] + "-31",
	}, nil
}
