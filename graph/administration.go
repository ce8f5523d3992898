package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Decisions that would free the post they are from, and fill the one they are to.
var (
	leavingKinds = []string{"PROMOTION", "FURTHER_USE", "TRANSFER", "REMOVAL", "REASSIGNMENT", "DEMOTION", "RESIGNATION", "SUSPENSION", "RETIREMENT"}
	comingKinds  = []string{"PROMOTION", "FURTHER_USE", "TRANSFER", "TRANSFER_IN", "REASSIGNMENT", "DEMOTION", "REINSTATEMENT"}
)

// Establishment answers establishment(unit, asOf).
func (g *Graph) Establishment(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.ofUnit(ctx, r, "views/establishment", map[string]any{"leaving": leavingKinds, "coming": comingKinds}, func(rec *neo4j.Record) (string, Object) {
		v := rec.AsMap()
		o, _ := g.refOf(v["organization"])
		grade, _ := v["grade"].(string)
		held, leaving, coming := g.refsOf(v["held"]), g.refsOf(v["leaving"]), g.refsOf(v["coming"])
		f := map[string]any{"organization": o, "grade": v["grade"], "approved": v["approved"], "filled": int64(len(held)), "proposedOut": int64(len(leaving)),
			"proposedIn": int64(len(coming)), "positions": g.refsOf(v["positions"]), "appointments": held, "proposed": unique(append(slices.Clone(leaving), coming...))}
		f["vacant"], f["over"] = balance(v["approved"], len(held))
		f["vacantAfter"], f["overAfter"] = balance(v["approved"], len(held)-len(leaving)+len(coming))
		return o.Key + " " + grade, Object{Type: "Establishment", Fields: f}
	})
}

// RankEstablishment answers rankEstablishment(unit, asOf).
func (g *Graph) RankEstablishment(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.ofUnit(ctx, r, "views/rank-establishment", map[string]any{"groups": rankRules.Groups}, func(rec *neo4j.Record) (string, Object) {
		v := rec.AsMap()
		o, _ := g.refOf(v["organization"])
		quota, _ := g.refOf(v["quota"])
		grants := g.refsOf(v["grants"])
		f := map[string]any{"organization": o, "quota": quota, "approved": v["approved"], "used": int64(len(grants)), "grants": grants}
		f["vacant"], f["over"] = balance(v["approved"], len(grants))
		return o.Key + " " + quota.Key, Object{Type: "RankEstablishment", Fields: f}
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
func (g *Graph) ofUnit(ctx context.Context, r Request, statement string, p map[string]any, object func(*neo4j.Record) (string, Object)) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(args map[string]any) (any, error) {
		records, err := g.recordsOfUnit(ctx, r.Caller, statement, p, args)
		if err != nil {
			return nil, err
		}
		out := make(Entries, 0, len(records))
		for _, rec := range records {
			place, o := object(rec)
			out = append(out, Entry{Place: place, Object: o})
		}
		slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Place, b.Place) })
		return out, nil
	})
}

// recordsOfUnit asks a view for the unit and day of a field's arguments.
func (g *Graph) recordsOfUnit(ctx context.Context, c Caller, statement string, p, args map[string]any) ([]*neo4j.Record, error) {
	if err := notForSubject(c); err != nil {
		return nil, err
	}
	asOf, _ := args["asOf"].(string)
	if _, err := wholeDay("asOf", asOf); err != nil {
		return nil, err
	}
	unit, _ := args["unit"].(string)
	p["unit"], p["asOf"] = unit, asOf
	return g.askOfUnit(ctx, statement, c, p, unit)
}

// askOfUnit is askNamed for statements that start from an organization: rows show that there is one, so that only
// where none come it is looked up, and a key that is no organization's refused.
func (g *Graph) askOfUnit(ctx context.Context, name string, c Caller, p map[string]any, unit string) ([]*neo4j.Record, error) {
	records, err := g.askNamed(ctx, name, c, p)
	if err != nil || len(records) > 0 {
		return records, err
	}
	known, err := g.Known(ctx, "Organization", []string{unit})
	if err == nil && !known[unit] {
		err = &Error{Code: CodeBadInput, Message: fmt.Sprintf("unit %q is no organization; give the key of one", unit)}
	}
	return nil, err
}

// notForSubject refuses what is about many to the person concerned: it would tell of others, or of inquiries
// that are still open.
func notForSubject(c Caller) error {
	if c.Role != roleSubject {
		return nil
	}
	return &Error{Code: CodeForbidden, Message: "is about many and not for the role SUBJECT; ask for the own record"}
}

// agendaKinds are all kinds there are; ages are for those who may read birth months.
var agendaKinds = []string{"TERM", "AGE", "PROBATION", "SANCTION_END", "SAME_POST", "RANK_DUE", "STATEMENT_DUE"}

// Agenda answers agenda(kinds, from, to).
func (g *Graph) Agenda(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(args map[string]any) (any, error) {
		p, err := agendaOf(args, r.Caller)
		if err != nil {
			return nil, err
		}
		records, err := g.askNamed(ctx, "views/agenda", r.Caller, p)
		if err != nil {
			return nil, err
		}
		out := make(Entries, 0, len(records))
		for _, rec := range records {
			v := rec.AsMap()
			cadre, _ := g.refOf(v["cadre"])
			subject, _ := g.refOf(v["subject"])
			f := map[string]any{"kind": v["kind"], "on": v["day"], "cadre": cadre, "subject": subject, "rule": nil}
			if code, ok := v["rule"].(string); ok {
				f["rule"] = rankRules.Rules[code]
			}
			out = append(out, Entry{Place: fmt.Sprintf("%s %s %s %s", v["day"], v["kind"], cadre.Key, subject.Key), Object: Object{Type: "AgendaItem", Fields: f}})
		}
		slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Place, b.Place) })
		return out, nil
	})
}

func agendaOf(args map[string]any, c Caller) (map[string]any, error) {
	if err := notForSubject(c); err != nil {
		return nil, err
	}
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
		return nil, &Error{Code: CodeBadInput, Message: "to is before from, or more than three years after it; ask for a shorter stretch"}
	}
	back := func(name string, years int) string { return day[name].AddDate(-years, 0, 0).Format(time.DateOnly) }
	kinds := slices.Clone(agendaKinds)
	mayAge := slices.Contains(qualityRoles, c.Role)
	if asked := listOf(args["kinds"]); args["kinds"] != nil {
		kinds = nil
		for _, k := range asked {
			kind, _ := k.(string)
			if kind == "AGE" && !mayAge {
				return nil, forRoles("the kind AGE", c, qualityRoles)
			}
			kinds = append(kinds, kind)
		}
	} else if !mayAge {
		kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == "AGE" })
	}
	ranks := make([]any, 0, len(rankRules.RankDue))
	for _, d := range rankRules.RankDue {
		ranks = append(ranks, map[string]any{"ladder": d.Ladder, "rank": d.Rank, "years": d.Years, "since": back("from", d.Years), "until": back("to", d.Years)})
	}
	return map[string]any{
		"kinds": kinds, "from": text["from"], "to": text["to"], "ranks": ranks,
		"postYears": rankRules.PostYears, "postFrom": back("from", rankRules.PostYears), "postTo": back("to", rankRules.PostYears),
		"age": rankRules.Age, "bornFrom": back("from", rankRules.Age)[:7], "bornTo": back("to", rankRules.Age)[:7] + "-31",
	}, nil
}
