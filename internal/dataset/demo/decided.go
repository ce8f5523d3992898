package demo

import (
	"fmt"
	"time"
)

// programs are the account's policies; the texts of their items are not public, so the items are numbered.
func (g *generator) programs() {
	for _, p := range []struct {
		key, name string
		items     int
	}{{"incentive", "激励干部敢为善为", 10}, {"five", "知事识人五项制度", 5}, {"tilt", "三个倾斜", 0}, {"geese", "头雁计划", 0}} {
		g.add("programs", Row{"key": p.key, "name": p.name, "from": "2021", "organization": "zj", "source": "account"})
		for i := range p.items {
			g.add("programs", Row{"key": fmt.Sprintf("%s-%02d", p.key, i+1), "name": fmt.Sprintf("%s第%d项", p.name, i+1), "from": "2023", "parent": p.key, "organization": "zj", "source": "account"})
		}
	}
	// Neither counts among the ten: one begins after the account's day, one belongs to another authority.
	g.add("programs", Row{"key": "incentive-91", "name": "激励干部敢为善为后续项", "from": "2024-10-01", "parent": "incentive", "organization": "zj", "source": "generated"})
	g.add("programs", Row{"key": "incentive-92", "name": "省级配套项", "from": "2023", "parent": "incentive", "organization": "js", "source": "generated"})
}

// take gives n people who stand in no story yet and fit, fewer where there are fewer.
func (g *generator) take(n int, fits func(*person) bool) []*person {
	if g.pool == nil {
		g.pool = some(g, g.all, len(g.all))
	}
	var out []*person
	for _, p := range g.pool {
		if len(out) == n {
			break
		}
		if p.story || !p.plain || p.retired || !fits(p) {
			continue
		}
		p.story = true
		out = append(out, p)
	}
	return out
}

// arrived is a condition of take: a decision of that day can be what brought the present post.
func arrived(on string, fits func(*person) bool) func(*person) bool {
	return func(p *person) bool {
		_, from := p.before()
		return from < on && fits(p)
	}
}

func cityManaged(p *person) bool { return p.post.managed == "CITY" }

func leading(p *person) bool { return !p.post.staff }

func inArea(area string, fits func(*person) bool) func(*person) bool {
	return func(p *person) bool { return p.org.area == area && fits(p) }
}

// batch adds a batch of decisions.
func (g *generator) batch(key, organization, on string, number int) string {
	g.add("batches", Row{"key": key, "organization": organization, "decidedOn": on, "number": number, "documentNo": fmt.Sprintf("演示〔%s〕%d号", on[:4], number), "source": "generated"})
	return key
}

// decide adds a decision that took effect; more overrides what is said here.
func (g *generator) decide(p *person, kind, organization, on string, more Row) Row {
	r := Row{"key": g.key("decisions", "d"), "cadre": p.key, "kind": kind, "state": "EFFECTIVE", "decidedOn": on, "organization": organization, "source": "generated"}
	for k, v := range more {
		r[k] = v
	}
	return g.add("decisions", r)
}

// move decides on the present post: the person leaves the one before for it that day.
func (g *generator) move(p *person, kind, organization, on string, more Row) Row {
	g.arrive(p, on)
	r := g.decide(p, kind, organization, on, more)
	from, _ := p.before()
	r["fromPosition"], r["toPosition"] = from, p.post.key
	r["appointment"] = p.history[len(p.history)-1]["key"]
	return r
}

// promoteInRank decides on the next rank from the post held.
func (g *generator) promoteInRank(p *person, organization, on string, more Row) {
	r := g.decide(p, "RANK_PROMOTION", organization, on, more)
	r["fromPosition"] = p.post.key
	rank := ranks[min(len(p.ranks), len(ranks)-1)]
	if more["rank"] != nil {
		rank, _ = more["rank"].(string)
		delete(r, "rank")
	}
	if grant := g.grant(p, "GENERAL", rank, on); grant != nil {
		r["rankGrant"] = grant["key"]
		grant["modes"] = r["modes"]
	}
}

// propose is a decision that has not been taken: it counts nowhere.
func (g *generator) propose(p *person, kind, organization, on string, more Row) {
	g.decide(p, kind, organization, on, more)["state"] = "PROPOSED"
}

// work gives the person a task of a category, begun in that year and finished eight months later, with a leading part in it and a review, and returns its key.
func (g *generator) work(p *person, category, setting string, year int) string {
	j := &job{key: g.key("tasks", "s"), category: category, setting: setting, difficulty: 4, org: p.org, team: []member{{p, "LEAD"}},
		started: time.Date(year, time.Month(1+g.rng.IntN(12)), 1+g.rng.IntN(27), 0, 0, 0, 0, time.UTC)}
	j.done = j.started.AddDate(0, 8, 0)
	g.task(j, len(g.data["tasks"]))
	r := g.data["tasks"][len(g.data["tasks"])-1]
	r["difficulty"], r["difficultySetOn"], r["difficultyBasis"], r["difficultySource"] = 4, text(j.started), "立项时评估", "register-1"
	r["accountabilityRisk"], r["outcome"], r["outcomeScore"], r["outcomeVerifiedOn"] = 4, "SUCCEEDED", 86.0, past(j.done.AddDate(0, 1, 10))
	delete(r, "parent")
	g.participations(j)
	v := g.evaluation("TASK_REVIEW", p.key, g.rng.IntN(len(g.judges)), points(84+4*g.rng.NormFloat64()), text(j.done.AddDate(0, 0, 20)))
	v["tasks"] = []string{j.key}
	return j.key
}

// history is how leading officials came to their posts, where no story tells it.
func (g *generator) history() {
	for _, p := range g.all {
		on := p.since()
		if p.story || !p.plain || p.post.staff || g.sanctioned[p.key] || on < "2010" || on > "2023-12-31" {
			continue
		}
		organization := "zj"
		if p.org.area != "" {
			organization = p.org.area
		}
		kind := "PROMOTION"
		if from, _ := p.before(); g.managed[from] == p.post.managed {
			kind = "TRANSFER"
		}
		r := g.decide(p, kind, organization, on, Row{"toPosition": p.post.key, "appointment": p.history[len(p.history)-1]["key"]})
		r["fromPosition"], _ = p.before()
		for _, v := range g.reviewed[p.key] {
			if v.on < on {
				r["evaluations"] = append(list(r["evaluations"]), v.key)
			}
		}
	}
}

// rulings tolerate mistakes; statements answer what is held against someone.
func (g *generator) rulings() {
	for i, e := range g.events {
		if e.positive || len(e.subjects) == 0 {
			continue
		}
		p := e.subjects[0]
		if i%7 == 0 {
			g.add("toleranceRulings", Row{"key": g.key("toleranceRulings", "tr"), "cadre": p.key, "effect": pick(g, []string{"EXEMPT", "MITIGATED"}), "ruledOn": text(e.on.AddDate(0, 4, 0)),
				"basis": "先行先试中的失误", "organization": "zj-02", "case": e.key, "source": "generated"})
		}
		if i%3 == 0 {
			r := Row{"key": g.key("statements", "st"), "cadre": p.key, "kind": "STATEMENT", "filedOn": text(e.on.AddDate(0, 1, 10)), "dueOn": text(e.on.AddDate(0, 2, 10)),
				"text": "情况说明", "status": "OPEN", "case": e.key}
			if g.chance(0.7) {
				r["status"], r["answeredOn"], r["outcome"] = "ANSWERED", text(e.on.AddDate(0, 2, 1)), pick(g, []string{"UPHELD", "CHANGED"})
			}
			g.add("statements", r)
		}
	}
}
