package examples_test

import (
	"slices"
	"testing"

	"bole/internal/dataset/demo"
)

// homes gives each official's organization on the demo's day, from the rows.
func (r rows) homes() map[any]any {
	best, out := map[any]demo.Row{}, map[any]any{}
	for _, a := range r.Data["appointments"] {
		b := best[a["cadre"]]
		if a["main"] != true || text(a["from"]) > demo.AsOf || b != nil && text(b["from"])+text(b["key"]) > text(a["from"])+text(a["key"]) {
			continue
		}
		best[a["cadre"]] = a
		out[a["cadre"]] = r.by("positions")[a["position"]]["organization"]
	}
	return out
}

// TestComparisonsFromRows holds questions 53 to 56, whose conditions compare facts with each other, to the rows.
func TestComparisonsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	for number, of := range map[string]struct {
		variables map[string]any
		list      string
		want      []string
	}{
		"53": {map[string]any{"good": 85}, "cadres", r.ownUnit(85)},
		"54": {map[string]any{"category": "DEBT_RESOLUTION"}, "cadres", r.whereAnotherFailed("DEBT_RESOLUTION")},
		"55": {map[string]any{"cadre": "c0039"}, "decisions", r.promotedAfter("c0039")},
		"56": {map[string]any{}, "beforeOutcome", r.beforeOutcome()},
	} {
		var a map[string]nodes
		answered(t, ask, number, of.variables, &a)
		same(t, number, first(10, of.want), a[of.list].keys())
		if got := a[of.list].TotalCount; got != len(of.want) || got == 0 {
			t.Errorf("%s: %d, %d by the rows", number, got, len(of.want))
		}
	}
	var a struct{ BeforeEvidence nodes }
	answered(t, ask, "56", map[string]any{}, &a)
	same(t, "56: before the evidence", r.beforeEvidence(), a.BeforeEvidence.keys())
}

// ownUnit are those whose good marks all come from the unit they served in on the day.
func (r rows) ownUnit(good float64) []string {
	posts, held, some, other := r.by("positions"), r.ofCadres("appointments"), map[string]bool{}, map[string]bool{}
	for _, e := range r.Data["evaluations"] {
		score, _ := number(e["score"])
		who, unit, day := text(e["cadre"]), r.by("evaluators")[e["evaluator"]]["organization"], text(e["evaluatedOn"])
		if who == "" || score < good {
			continue
		}
		some[who] = true
		own := slices.ContainsFunc(held[who], func(a demo.Row) bool {
			return a["main"] == true && text(a["from"]) <= day && (a["to"] == nil || text(a["to"]) > day) && unit != nil && posts[a["position"]]["organization"] == unit
		})
		other[who] = other[who] || !own
	}
	return column(r.of("cadres", func(c demo.Row) bool { return some[text(c["key"])] && !other[text(c["key"])] }, "key"), "key")
}

// whereAnotherFailed are those who led a hard task of a category that succeeded while one like it failed in the same kind
// of unit.
func (r rows) whereAnotherFailed(category string) []string {
	type like struct{ difficulty, kind any }
	units, failed, lead := r.by("organizations"), map[like]bool{}, map[string]bool{}
	each := func(outcome string, do func(task demo.Row, l like)) {
		for _, task := range r.of("tasks", is("category", category)) {
			for _, o := range items(task["organizations"]) {
				if task["outcome"] == outcome && task["difficulty"] != nil {
					do(task, like{task["difficulty"], units[o]["kind"]})
				}
			}
		}
	}
	each("FAILED", func(_ demo.Row, l like) { failed[l] = true })
	each("SUCCEEDED", func(task demo.Row, l like) {
		d, _ := number(task["difficulty"])
		for _, p := range r.of("participations", func(p demo.Row) bool { return p["task"] == task["key"] && p["role"] == "LEAD" }) {
			lead[text(p["cadre"])] = lead[text(p["cadre"])] || d >= 4 && failed[l]
		}
	})
	return column(r.of("cadres", func(c demo.Row) bool { return lead[text(c["key"])] }, "key"), "key")
}

// promotedAfter are the promotions of others who by then worked on a task beside an official.
func (r rows) promotedAfter(cadre string) []string {
	with := map[any][]demo.Row{}
	for _, p := range r.of("participations", is("cadre", cadre)) {
		with[p["task"]] = append(with[p["task"]], p)
	}
	began := func(p demo.Row, day string) bool { return p["from"] != nil && text(p["from"]) < day }
	work := r.ofCadres("participations")
	return column(r.of("decisions", func(d demo.Row) bool {
		day := text(d["decidedOn"])
		return (d["kind"] == "PROMOTION" || d["kind"] == "RANK_PROMOTION") && (d["state"] == "DECIDED" || d["state"] == "EFFECTIVE") && d["cadre"] != cadre &&
			slices.ContainsFunc(work[text(d["cadre"])], func(p demo.Row) bool {
				return began(p, day) && slices.ContainsFunc(with[p["task"]], func(own demo.Row) bool { return began(own, day) })
			})
	}, "decidedOn", "key"), "key")
}

// beforeEvidence are the decisions that rest on something later.
func (r rows) beforeEvidence() []string {
	day := map[string]string{"tasks": "outcomeVerifiedOn", "cases": "verifiedOn", "evaluations": "evaluatedOn", "rounds": "heldOn", "talks": "heldOn"}
	return column(r.of("decisions", func(d demo.Row) bool {
		for table, on := range day {
			for _, key := range items(d[table]) {
				if when := r.by(table)[key][on]; when != nil && text(when) > text(d["decidedOn"]) {
					return true
				}
			}
		}
		return false
	}, "decidedOn", "key"), "key")
}

// beforeOutcome are the decisions that rest on an evaluation from before the outcome of its task was verified.
func (r rows) beforeOutcome() []string {
	return column(r.of("decisions", func(d demo.Row) bool {
		return slices.ContainsFunc(items(d["evaluations"]), func(key string) bool {
			e := r.by("evaluations")[key]
			return slices.ContainsFunc(items(e["tasks"]), func(task string) bool {
				verified := r.by("tasks")[task]["outcomeVerifiedOn"]
				return verified != nil && text(verified) > text(e["evaluatedOn"])
			})
		})
	}, "decidedOn", "key"), "key")
}
