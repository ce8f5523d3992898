package demo

import "fmt"

// schemes are the political review's and the responsibility index's, with dimensions the account names and
// indicators it does not publish.
func (g *generator) schemes() {
	g.scheme("s332", "政治素质考察332", "1", 2, []string{"三个一看日常", "三道关管任前", "两类人筛重点"}, 0)
	g.scheme("sidx", "担当指数", "1", 0, []string{"政治素质", "履职能力", "攻坚成效", "群众口碑"}, 5)
	for i, o := range g.orgs {
		kinds := []string{"LEADER", "PANEL", "COLLEAGUES", "PUBLIC"}
		key := fmt.Sprintf("e%03d", i+1)
		g.judges = append(g.judges, key)
		g.add("evaluators", Row{"key": key, "name": o.name + []string{"分管领导", "调研组", "同事", "服务对象"}[i%4], "kind": kinds[i%4], "organization": o.key})
	}
}

func (g *generator) scheme(key, name, version string, month int, dimensions []string, indicators int) {
	g.add("schemes", Row{"key": key, "version": version, "name": name, "effectiveFrom": fmt.Sprintf("2023-%02d-01", month+1), "source": "account"})
	for d, title := range dimensions {
		k := fmt.Sprintf("%s-d%d", key, d+1)
		g.add("dimensions", Row{"key": k, "scheme": key, "name": title, "weight": 1})
		for i := range indicators {
			g.add("indicators", Row{"key": fmt.Sprintf("%s-i%d", k, i+1), "dimension": k, "name": fmt.Sprintf("指标%d-%d", d+1, i+1), "weight": 1, "scale": "0–100"})
		}
	}
}

// severity is how much an evaluator takes off, in points; the same for all that one writes.
func (g *generator) severity(judge int) float64 { return float64(judge*7919%13) - 6 }

// evaluations are reviews of tasks, of years, of political quality, and the index.
func (g *generator) evaluations() {
	for _, j := range g.jobs {
		for _, m := range j.team {
			if past(j.done) == nil || !g.chance(0.6) {
				continue
			}
			judge := g.rng.IntN(len(g.judges))
			r := g.evaluation("TASK_REVIEW", m.key, judge, points(74+7*m.ability-3*float64(j.difficulty-3)-g.severity(judge)+5*g.rng.NormFloat64()), text(j.done))
			r["tasks"] = []string{j.key}
			g.reviewed[m.key] = append(g.reviewed[m.key], review{name(r), text(j.done)})
		}
	}
	for _, e := range g.events {
		if len(e.subjects) > 0 && g.chance(0.2) {
			r := g.evaluation("SPECIAL", e.subjects[0].key, g.rng.IntN(len(g.judges)), 70, text(e.on.AddDate(0, 2, 0)))
			r["cases"] = []string{e.key}
		}
	}
	for i, p := range g.all {
		for year := 2021; year <= 2023; year++ {
			if year == 2023 && i%300 == 299 { // for the checks of data quality
				continue
			}
			grade := "COMPETENT"
			if x := p.ability + g.rng.NormFloat64(); x > 1.3 {
				grade = "EXCELLENT"
			} else if x < -2.6 {
				grade = "BASIC"
			}
			r := g.evaluation("ANNUAL", p.key, i%len(g.judges), 0, fmt.Sprintf("%d-01-15", year+1))
			delete(r, "score")
			r["grade"], r["year"] = grade, year
		}
	}
	g.index()
}

// review is an evaluation of a task, by key and day.
type review struct{ key, on string }

func (g *generator) evaluation(kind, cadre string, judge int, score float64, on string) Row {
	return g.add("evaluations", Row{"key": g.key("evaluations", "v"), "kind": kind, "cadre": cadre, "evaluator": g.judges[judge], "score": score, "evaluatedOn": on, "source": "generated"})
}

// name is a row's key.
func name(r Row) string {
	k, _ := r["key"].(string)
	return k
}

func list(v any) []string {
	l, _ := v.([]string)
	return l
}

// index measures the cadres and leading bodies of one county-level city.
func (g *generator) index() {
	measured := func(r Row) {
		r["scheme"], r["evaluator"], r["source"] = "sidx", "index", "generated"
	}
	g.add("evaluators", Row{"key": "index", "name": "丹阳市担当指数测评组", "kind": "PANEL", "organization": "a3", "source": "account"})
	for _, o := range g.orgs {
		if o.area == "a3" {
			r := g.add("evaluations", Row{"key": g.key("evaluations", "v"), "kind": "RESPONSIBILITY_INDEX", "organization": o.key,
				"score": points(78 + 5*g.rng.NormFloat64()), "evaluatedOn": "2024-04-10"})
			measured(r)
			g.scores(r, 0)
		}
	}
	for _, p := range g.all {
		if p.org.area == "a3" && leading(p) {
			r := g.evaluation("RESPONSIBILITY_INDEX", p.key, 0, points(76+6*p.ability+4*g.rng.NormFloat64()), "2024-04-10")
			measured(r)
			g.indexed[p.key] = name(r)
			g.scores(r, p.ability)
		}
	}
}

func (g *generator) scores(r Row, ability float64) {
	for _, i := range g.data["indicators"] {
		g.add("scores", Row{"evaluation": r["key"], "indicator": i["key"], "score": points(76 + 6*ability + 8*g.rng.NormFloat64())})
	}
}
