package demo

import "fmt"

// programs are the account's policies; the texts of their items are not public, so the items are numbered.
func (g *generator) programs() {
	for _, p := range []struct {
		key, name string
		items     int
	}{{"incentive", "激励干部敢为善为", 10}, {"five", "知事识人五项制度", 5}, {"tilt", "三个倾斜", 0}, {"geese", "头雁计划", 0}} {
		g.add("programs", Row{"key": p.key, "name": p.name, "from": "2023", "organization": "zj", "source": "account"})
		for i := range p.items {
			g.add("programs", Row{"key": fmt.Sprintf("%s-%02d", p.key, i+1), "name": fmt.Sprintf("%s第%d项", p.name, i+1), "from": "2023", "parent": p.key, "organization": "zj"})
		}
	}
}

// rounds are held where nothing is vacant; leader's naming and collective measurement are two halves.
func (g *generator) rounds() {
	for i, o := range g.orgs {
		if i%3 != 0 {
			continue
		}
		key := g.key("rounds", "r")
		g.add("rounds", Row{"key": key, "kind": "NO_VACANCY", "method": pick(g, []string{"MEETING", "TALKS"}), "heldOn": text(g.day(2022)), "organization": o.key, "source": "generated"})
		var near []*person
		for _, p := range g.all {
			if p.org == o || p.org.area == o.area && g.chance(0.05) {
				near = append(near, p)
			}
		}
		for _, p := range some(g, near, 12) {
			r := Row{"round": key, "cadre": p.key, "byLeader": g.chance(0.4), "votes": g.rng.IntN(60), "electorate": 60, "outstanding": p.ability+g.rng.NormFloat64() > 0.8}
			if r["byLeader"] == true {
				r["leader"] = g.all[i].key
			}
			g.add("nominations", r)
		}
	}
}

// sanctions are rare; some have ended, some run, of some the end is unknown.
func (g *generator) sanctions() {
	for _, e := range g.events {
		if e.positive || e.state != "VERIFIED" || !g.chance(0.35) {
			continue
		}
		p := e.subjects[0]
		on := e.on.AddDate(0, 3, 0)
		if past(on) == nil {
			continue
		}
		months := pick(g, []int{6, 12, 18, 24})
		r := Row{"key": g.key("sanctions", "sn"), "cadre": p.key, "regime": pick(g, []string{"PARTY", "GOVERNMENT", "ORGANIZATIONAL", "ADMONITION"}), "name": "处分处理",
			"decidedOn": text(on), "startsOn": text(on), "effectEndsOn": text(on.AddDate(0, months, 0)), "cases": []string{e.key}, "source": "generated"}
		if g.chance(0.1) {
			delete(r, "effectEndsOn")
		}
		g.add("sanctions", r)
		if g.chance(0.3) {
			v := g.evaluation("ANNUAL", p.key, 0, 60, text(on.AddDate(0, 1, 0)))
			v["causedBy"], v["grade"], v["year"] = r["key"], "UNGRADED", 2024
		}
	}
}

// talks are visits, return visits after sanctions, and what was recommended in them.
func (g *generator) talks() {
	for i, p := range g.all {
		if p.post.staff && i%3 != 0 {
			continue
		}
		key := g.key("talks", "k")
		g.add("talks", Row{"key": key, "cadre": p.key, "heldOn": text(g.day(2023)), "purpose": pick(g, []string{"VISIT", "VISIT", "REMINDER", "INSPECTION"}), "organization": "zj-01"})
		if g.chance(0.3) {
			if other := pick(g, g.all); other != p {
				g.add("talkRecommendations", Row{"talk": key, "cadre": other.key, "level": pick(g, []string{"县处级", "乡科级"})})
			}
		}
	}
	for _, s := range g.data["sanctions"] {
		if g.chance(0.5) {
			g.add("talks", Row{"key": g.key("talks", "k"), "cadre": s["cadre"], "heldOn": "2024-05-20", "purpose": "RETURN_VISIT", "organization": "zj-01", "sanction": s["key"]})
		}
	}
}

// decisions come in batches and rest on work; a few rest on nothing.
func (g *generator) decisions() {
	for b := range 24 {
		batch := fmt.Sprintf("b%02d", b+1)
		on := g.day(2021)
		g.add("batches", Row{"key": batch, "organization": []string{"zj", "a1", "a2", "a3"}[b%4], "decidedOn": text(on), "number": b + 1, "documentNo": fmt.Sprintf("演示〔%d〕%d号", on.Year(), b+1)})
		for range 12 {
			p := pick(g, g.all)
			kind := pick(g, []string{"PROMOTION", "FURTHER_USE", "TRANSFER", "RANK_PROMOTION", "RANK_PROMOTION", "REASSIGNMENT", "REMINDER", "REMOVAL"})
			r := Row{"key": g.key("decisions", "d"), "cadre": p.key, "kind": kind, "state": pick(g, []string{"EFFECTIVE", "EFFECTIVE", "DECIDED", "PROPOSED"}), "decidedOn": text(on),
				"batch": batch, "organization": "zj", "source": "generated"}
			g.evidence(r, p, kind)
			g.add("decisions", r)
		}
	}
}

func (g *generator) evidence(r Row, p *person, kind string) {
	switch kind {
	case "REMOVAL", "REMINDER":
		r["cause"] = pick(g, []string{"UNFIT", "AGE", "OTHER"})
	case "RANK_PROMOTION":
		r["modes"] = []string{"INCENTIVE", "PRIORITY"}[:1+g.rng.IntN(2)]
		r["program"] = "tilt"
	case "PROMOTION", "FURTHER_USE", "TRANSFER":
		r["toPosition"], r["fromPosition"] = p.post.key, pick(g, g.orgs).posts[2].key
		r["appointment"] = nil
	}
	if v := g.reviewed[p.key]; len(v) > 0 && g.chance(0.7) {
		r["evaluations"] = some(g, v, 2)
	}
	for _, j := range some(g, g.jobs, 40) {
		for _, m := range j.team {
			if m.person == p && r["tasks"] == nil {
				r["tasks"] = []string{j.key}
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
				"basis": "先行先试中的失误", "organization": "zj-02", "case": e.key})
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
