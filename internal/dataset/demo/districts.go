package demo

import "fmt"

// embedded are the groups that stay with hard work and write down what they see of each.
func (g *generator) embedded() {
	var panels []string
	for i := range 5 {
		key := fmt.Sprintf("panel-%d", i+1)
		panels = append(panels, key)
		g.add("evaluators", Row{"key": key, "name": fmt.Sprintf("句容市一线考核第%d组", i+1), "kind": "PANEL", "organization": "a2", "source": "account"})
	}
	g.add("evaluators", Row{"key": "panel-91", "name": "丹徒区一线考核组", "kind": "PANEL", "organization": "a5", "source": "generated"})
	g.add("evaluators", Row{"key": "leader-91", "name": "句容市分管领导", "kind": "LEADER", "organization": "a2", "source": "generated"})
	observe := func(j *job, m member, by string, day int) {
		r := g.add("evaluations", Row{"key": g.key("evaluations", "v"), "kind": "FRONTLINE_OBSERVATION", "cadre": m.key, "evaluator": by,
			"score": points(76 + 6*m.ability + 5*g.rng.NormFloat64()), "evaluatedOn": text(j.started.AddDate(0, 0, day)), "comment": "一线观察记录", "tasks": []string{j.key}, "source": "generated"})
		if at, _ := r["evaluatedOn"].(string); at > AsOf {
			r["evaluatedOn"] = AsOf
		}
	}
	var hard, routine []*job
	for _, j := range g.jobs {
		switch {
		case j.org.area != "a2":
		case j.setting == "ROUTINE":
			routine = append(routine, j)
		default:
			hard = append(hard, j)
		}
	}
	for n, round := 0, 0; n < 1937 && len(hard) > 0; round++ {
		for _, j := range hard {
			for i, m := range j.team {
				if n < 1937 {
					observe(j, m, panels[(n+i)%5], 5+round*17+i)
					n++
				}
			}
		}
	}
	for i, j := range routine { // not counted: routine work, a leader's own view, another district's group
		observe(j, j.team[0], panels[i%5], 9)
	}
	for _, j := range hard {
		observe(j, j.team[0], []string{"panel-91", "leader-91"}[len(j.team)%2], 11)
	}
}

// noVacancy are the last three batches of one district: 69 adjusted, of whom 62 stood out in a round before.
func (g *generator) noVacancy() {
	fits := arrived("2024-01-01", inArea("a1", func(p *person) bool { return !p.post.chief || p.org.kind != "GOVERNMENT" }))
	people := g.take(69, fits)
	days := []string{"2024-03-22", "2024-05-24", "2024-07-26"}
	var batches []string
	for i, on := range days {
		batches = append(batches, g.batch(fmt.Sprintf("a1-%d", 11+i), "a1", on, 11+i))
	}
	round := func(key, on string) string {
		g.add("rounds", Row{"key": key, "kind": "NO_VACANCY", "method": "MEETING", "heldOn": on, "organization": "a1", "source": "generated"})
		return key
	}
	early, late := round("a1-round-1", "2023-12-15"), round("a1-round-2", "2024-08-09")
	nominate := func(round string, p *person, byLeader, outstanding bool) {
		r := Row{"round": round, "cadre": p.key, "byLeader": byLeader, "votes": 40 + g.rng.IntN(20), "electorate": 62, "outstanding": outstanding, "source": "generated"}
		if !outstanding {
			r["votes"] = 5 + g.rng.IntN(20)
		}
		if byLeader {
			r["leader"] = g.all[2].key
		}
		g.add("nominations", r)
	}
	kinds := []string{"PROMOTION", "FURTHER_USE", "TRANSFER", "REASSIGNMENT"}
	for i, p := range people {
		more := Row{"batch": batches[i%3]}
		switch {
		case i < 62:
			nominate(early, p, true, true)
			more["rounds"] = []string{early}
		case i < 64: // the round came after the decision
			nominate(late, p, true, true)
		case i < 66: // named by a leader alone
			nominate(early, p, true, false)
		case i < 68: // measured well by the collective alone
			nominate(early, p, false, true)
		}
		g.move(p, kinds[i%4], "a1", days[i%3], more)
		if i == 0 { // one person adjusted twice is one person
			g.decide(p, "REASSIGNMENT", "a1", days[2], Row{"batch": batches[2], "fromPosition": p.post.key, "toPosition": p.post.key, "rounds": []string{early}})
		}
	}
	for i, p := range g.take(4, inArea("a1", leading)) { // not adjusted: only proposed, or promoted in rank
		nominate(early, p, true, true)
		if i < 2 {
			g.propose(p, "PROMOTION", "a1", days[2], Row{"batch": batches[2], "fromPosition": p.post.key, "toPosition": p.org.posts[head].key, "rounds": []string{early}})
		} else {
			g.promoteInRank(p, "a1", days[2], Row{"batch": batches[2]})
		}
	}
	for _, p := range g.take(5, arrived("2023-11-10", inArea("a1", leading))) { // a batch before the last three
		g.move(p, "TRANSFER", "a1", "2023-11-10", Row{"batch": g.batchOnce("a1-10", "a1", "2023-11-10", 10)})
	}
	for _, p := range g.take(3, inArea("a1", leading)) { // and one after the account's day
		nominate(early, p, true, true)
		g.decide(p, "TRANSFER", "a1", "2024-09-27", Row{"batch": g.batchOnce("a1-14", "a1", "2024-09-27", 14), "state": "DECIDED", "fromPosition": p.post.key})
	}
}

// responsible are those whom one county-level city chose by its index, and its incentive promotions in rank.
func (g *generator) responsible() {
	measured := func(p *person) bool { return p.org.area == "a3" && g.indexed[p.key] != "" && !p.post.chief }
	on := "2024-06-21"
	batch := g.batch("a3-21", "a3", on, 21)
	fits := arrived("2024-01-01", measured)
	for i, p := range g.take(36, fits) {
		g.move(p, []string{"PROMOTION", "FURTHER_USE"}[i%2], "a3", on, Row{"batch": batch, "evaluations": []string{g.indexed[p.key]}})
		if i%6 == 0 { // the index also brings awards and care
			g.add("recognitions", Row{"key": g.key("recognitions", "rc"), "cadre": p.key, "kind": []string{"AWARD", "CARE"}[i/6%2], "name": []string{"先进个人", "健康休养"}[i/6%2],
				"awardedOn": "2024-06-28", "evaluations": []string{g.indexed[p.key]}, "source": "generated"})
		}
	}
	for _, p := range g.take(2, fits) { // not counted: only proposed, decided by another district, moved without the index
		g.propose(p, "PROMOTION", "a3", on, Row{"batch": batch, "fromPosition": p.post.key, "evaluations": []string{g.indexed[p.key]}})
	}
	for _, p := range g.take(2, fits) {
		g.move(p, "FURTHER_USE", "a4", "2024-07-05", Row{"evaluations": []string{g.indexed[p.key]}})
	}
	for _, p := range g.take(3, fits) {
		g.move(p, "TRANSFER", "a3", on, Row{"batch": batch, "evaluations": []string{g.indexed[p.key]}})
	}
	staffed := inArea("a3", func(p *person) bool { return !p.post.chief })
	days := []string{"2024-02-29", "2024-05-31"}
	ranked := g.take(86, staffed)
	for i, p := range ranked {
		g.promoteInRank(p, "a3", days[0], Row{"modes": []string{"INCENTIVE"}})
		if i < 3 { // a person may count twice
			g.promoteInRank(p, "a3", days[1], Row{"modes": []string{"INCENTIVE", "PRIORITY"}})
		}
	}
	for i, p := range g.take(6, staffed) { // not counted: last year, without the mode, only proposed
		switch i % 3 {
		case 0:
			g.promoteInRank(p, "a3", "2023-12-29", Row{"modes": []string{"INCENTIVE"}})
		case 1:
			g.promoteInRank(p, "a3", days[1], Row{"modes": []string{"PRIORITY"}})
		default:
			g.propose(p, "RANK_PROMOTION", "a3", days[1], Row{"modes": []string{"INCENTIVE"}})
		}
	}
}

// townships are officials of towns and subdistricts in all six areas, promoted in rank under the three tilts.
func (g *generator) townships() {
	grassroots := func(area string) func(*person) bool {
		return inArea(area, func(p *person) bool { return p.org.kind == "TOWNSHIP" || p.org.kind == "SUBDISTRICT" })
	}
	for i := range areas {
		area := fmt.Sprintf("a%d", i+1)
		n := 39
		if i == 5 {
			n = 40
		}
		for k, p := range g.take(n, func(p *person) bool { return grassroots(area)(p) && p.since() < "2024-04-19" }) {
			g.promoteInRank(p, area, "2024-04-19", Row{"modes": []string{"PRIORITY"}, "program": "tilt"})
			if k == 0 && i < 3 {
				g.promoteInRank(p, area, "2024-08-16", Row{"modes": []string{"PRIORITY"}, "program": "tilt"})
			}
		}
		for _, p := range g.take(1, grassroots(area)) {
			g.propose(p, "RANK_PROMOTION", area, "2024-08-16", Row{"modes": []string{"PRIORITY"}, "program": "tilt"})
		}
		for _, p := range g.take(1, inArea(area, func(p *person) bool { return p.org.kind == "DEPARTMENT" })) { // no town
			g.promoteInRank(p, area, "2024-04-19", Row{"modes": []string{"PRIORITY"}, "program": "tilt"})
		}
	}
}
