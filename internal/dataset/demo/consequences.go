package demo

import (
	"fmt"
	"slices"
)

// political are the reviews of political quality, the cases collected in them, and what followed.
func (g *generator) political() {
	everyone := some(g, g.all, len(g.all))
	n := min(1652, len(everyone)*7/10)
	reviews := map[string]Row{}
	review := func(p *person, on string) Row {
		r := g.evaluation("POLITICAL_REVIEW", p.key, g.rng.IntN(len(g.judges)), points(80+4*g.rng.NormFloat64()), on)
		r["scheme"], r["grade"], r["source"] = "s332", "QUALIFIED", "generated"
		return r
	}
	reviewed := func(p *person) bool { return reviews[p.key] != nil }
	for i, p := range everyone[:n] {
		reviews[p.key] = review(p, "2024-03-20")
		if i%80 == 0 { // reviewed twice, one person
			review(p, "2023-11-08")
		}
	}
	for i, p := range everyone[n:min(n+20, len(everyone))] { // not counted: after the day, or by another authority
		r := review(p, "2024-10-15")
		if i%2 == 0 {
			r["evaluatedOn"], r["evaluator"] = "2024-03-20", "js-review"
		}
	}
	g.add("evaluators", Row{"key": "js-review", "name": "省级考察组", "kind": "PANEL", "organization": "js", "source": "generated"})
	g.rate(reviews, "EXCELLENT", 39, arrived("2024-05-01", func(p *person) bool { return reviewed(p) && leading(p) && !p.post.chief }),
		func(p *person, r Row, i int) {
			g.move(p, []string{"PROMOTION", "FURTHER_USE"}[i%2], g.authority(p), "2024-05-17", Row{"modes": []string{"PRIORITY"}, "evaluations": []string{name(r)}})
		})
	// Outstanding and not counted: promoted without priority, only proposed, or merely qualified.
	g.rate(reviews, "EXCELLENT", 6, arrived("2024-05-01", func(p *person) bool { return reviewed(p) && leading(p) }), func(p *person, r Row, i int) {
		d := g.decide(p, "PROMOTION", g.authority(p), "2024-05-17", Row{"evaluations": []string{name(r)}})
		if i%2 == 0 {
			d["state"], d["modes"] = "PROPOSED", []string{"PRIORITY"}
		}
	})
	g.rate(reviews, "QUALIFIED", 4, arrived("2024-05-01", func(p *person) bool { return reviewed(p) && leading(p) }), func(p *person, r Row, _ int) {
		g.decide(p, "FURTHER_USE", g.authority(p), "2024-05-17", Row{"modes": []string{"PRIORITY"}, "evaluations": []string{name(r)}})
	})
	g.rate(reviews, "EXCELLENT", 40, reviewed, func(p *person, r Row, i int) {
		if i%4 == 0 {
			g.add("recognitions", Row{"key": g.key("recognitions", "rc"), "cadre": p.key, "kind": "AWARD", "name": "优秀公务员", "awardedOn": "2024-06-28", "evaluations": []string{name(r)}, "source": "generated"})
		}
	})
	g.unqualified(reviews)
	g.collected(reviews)
}

// unqualified are reminded, removed or reassigned.
func (g *generator) unqualified(reviews map[string]Row) {
	fits := func(p *person) bool { return reviews[p.key] != nil && !p.post.chief }
	for _, c := range []struct {
		kind, on string
		n        int
	}{{"REMINDER", "2024-04-08", 37}, {"REMOVAL", "2024-04-26", 5}, {"REASSIGNMENT", "2024-04-26", 7}} {
		g.rate(reviews, "UNQUALIFIED", c.n, fits, func(p *person, r Row, _ int) {
			d := g.decide(p, c.kind, g.authority(p), c.on, Row{"evaluations": []string{name(r)}, "fromPosition": p.post.key})
			if c.kind == "REMOVAL" {
				d["cause"] = "UNFIT"
			}
		})
		g.rate(reviews, "UNQUALIFIED", 1, fits, func(p *person, r Row, _ int) {
			g.propose(p, c.kind, g.authority(p), "2024-08-23", Row{"evaluations": []string{name(r)}})
		})
	}
}

// rate gives a grade to n reviewed people and lets follow what does.
func (g *generator) rate(reviews map[string]Row, grade string, n int, fits func(*person) bool, follow func(*person, Row, int)) {
	for i, p := range g.take(n, fits) {
		r := reviews[p.key]
		r["grade"] = grade
		follow(p, r, i)
	}
}

// authority decides on the person.
func (g *generator) authority(p *person) string {
	if p.post.managed == "CITY" || p.org.area == "" {
		return "zj"
	}
	return p.org.area
}

// collected are 109 positive and 67 negative cases of people who were reviewed, in whatever state they are.
func (g *generator) collected(reviews map[string]Row) {
	left := map[bool]int{true: 109, false: 67}
	for i, e := range g.events {
		row := g.data["cases"][i]
		if len(e.subjects) == 0 || past(e.on) == nil || left[e.positive] == 0 || reviews[e.subjects[0].key] == nil {
			continue
		}
		left[e.positive]--
		row["collectedIn"] = []string{name(reviews[e.subjects[0].key])}
	}
}

// sanctions are rare; some have ended, some run, of some the end is unknown. Those whom a story speaks of are
// chosen by it.
func (g *generator) sanctions() {
	for _, e := range g.events {
		if e.positive || e.state != "VERIFIED" || !g.chance(0.35) || g.sanctioned[e.subjects[0].key] {
			continue
		}
		on := e.on.AddDate(0, 3, 0)
		if past(on) == nil {
			continue
		}
		p := e.subjects[0]
		r := g.sanction(p, pick(g, []string{"PARTY", "GOVERNMENT", "ORGANIZATIONAL", "ADMONITION"}), text(on), text(on.AddDate(0, pick(g, []int{6, 12, 18, 24}), 0)))
		r["cases"] = []string{e.key}
		p.story = true // nothing else is told of them by chance
		if g.chance(0.1) {
			delete(r, "effectEndsOn")
		}
		if g.chance(0.3) {
			v := g.evaluation("ANNUAL", p.key, 0, 60, text(on.AddDate(0, 1, 0)))
			v["causedBy"], v["grade"], v["year"] = r["key"], "UNGRADED", on.Year()
			delete(v, "score")
		}
	}
}

func (g *generator) sanction(p *person, regime, on, ends string) Row {
	g.sanctioned[p.key] = true
	names := map[string]string{"PARTY": "警告", "GOVERNMENT": "记过", "ORGANIZATIONAL": "调整职务", "ADMONITION": "诫勉"}
	return g.add("sanctions", Row{"key": g.key("sanctions", "sn"), "cadre": p.key, "regime": regime, "name": names[regime], "decidedOn": on, "startsOn": on, "effectEndsOn": ends, "source": "generated"})
}

// downAndUp are people used again after their sanctions' effects, and people who went down and came up again.
func (g *generator) downAndUp() {
	kinds := []string{"PROMOTION", "FURTHER_USE", "TRANSFER", "REASSIGNMENT", "REINSTATEMENT"}
	fits := arrived("2023-01-01", func(p *person) bool { return !p.post.chief && p.birth < 1988 })
	for i, p := range g.take(21, fits) {
		g.sanction(p, []string{"PARTY", "GOVERNMENT"}[i%2], "2020-03-10", "2021-09-10")
		more := Row{"tasks": []string{g.work(p, "PETITIONS_STABILITY", "HARD_PROBLEM", 2021)}}
		if i%5 == 4 {
			more = Row{"cases": []string{g.deed(p, "POSITIVE", "VERIFIED", "2022-06-01")}}
		}
		g.move(p, kinds[i%5], g.authority(p), "2023-03-24", more)
	}
	// Used again and not counted: the effect still ran or has no known end, the case was rejected, nothing to rest
	// on, only proposed.
	for i, p := range g.take(6, fits) {
		s := g.sanction(p, "ORGANIZATIONAL", "2022-05-10", "2023-01-10")
		more := Row{"tasks": []string{g.work(p, "WORK_SAFETY", "HARD_PROBLEM", 2020)}}
		switch i {
		case 0:
			s["effectEndsOn"] = "2024-11-10"
		case 1:
			delete(s, "effectEndsOn")
		case 2:
			more = Row{"cases": []string{g.deed(p, "POSITIVE", "REJECTED", "2022-06-01")}}
		case 3:
			more = nil
		case 4:
			more["state"] = "PROPOSED"
		case 5: // a second sanction runs
			g.sanction(p, "ADMONITION", "2023-02-10", "2023-08-10")
		}
		g.decide(p, "TRANSFER", g.authority(p), "2023-03-24", more)
	}
	for i, p := range g.take(5, fits) {
		g.decide(p, []string{"REMOVAL", "DEMOTION"}[i%2], g.authority(p), "2021-04-16", Row{"cause": []string{"UNFIT", "SANCTION"}[i/2%2]})
		g.move(p, []string{"REINSTATEMENT", "FURTHER_USE", "PROMOTION"}[i%3], g.authority(p), "2023-09-22", Row{"tasks": []string{g.work(p, "REFORM", "HARD_PROBLEM", 2021)}})
	}
	for i, p := range g.take(3, fits) { // removed by age, up before down, up only proposed
		cause, up := []string{"AGE", "UNFIT", "UNFIT"}[i], []string{"2023-09-22", "2020-02-20", "2023-09-22"}[i]
		g.decide(p, "REMOVAL", g.authority(p), "2021-04-16", Row{"cause": cause})
		d := g.decide(p, "REINSTATEMENT", g.authority(p), up, nil)
		if i == 2 {
			d["state"] = "PROPOSED"
		}
	}
}

// deed adds a case of one person and returns its key.
func (g *generator) deed(p *person, polarity, state, on string) string {
	key := g.key("cases", "e")
	g.add("cases", Row{"key": key, "title": "事例" + key, "occurredOn": on, "kind": "HARD_TASK", "polarity": polarity, "verification": state, "verifiedOn": "2022-09-01", "source": "generated"})
	g.add("caseSubjects", Row{"case": key, "cadre": p.key, "part": "牵头"})
	return key
}

// returnVisits are talks with 36 who were sanctioned by the Party or the government.
func (g *generator) returnVisits() {
	rows := slices.Clone(g.data["sanctions"])
	slices.SortStableFunc(rows, func(a, b Row) int { // those of the stories first
		return map[bool]int{true: 1, false: 0}[a["cases"] != nil] - map[bool]int{true: 1, false: 0}[b["cases"] != nil]
	})
	seen := map[any]bool{}
	visit := func(s Row, on, organization, purpose string) {
		g.add("talks", Row{"key": g.key("talks", "k"), "cadre": s["cadre"], "heldOn": on, "purpose": purpose, "organization": organization, "sanction": s["key"], "source": "generated"})
	}
	others := 0
	for _, s := range rows {
		regime, _ := s["regime"].(string)
		on, _ := s["decidedOn"].(string)
		switch {
		case seen[s["cadre"]] || on > "2024-05-01":
		case regime != "PARTY" && regime != "GOVERNMENT":
			if others < 5 { // not counted: another regime
				others++
				visit(s, "2024-05-20", "zj-01", "RETURN_VISIT")
			}
		case len(seen) < 36:
			seen[s["cadre"]] = true
			visit(s, "2024-05-20", "zj-01", "RETURN_VISIT")
			if len(seen) == 1 {
				visit(s, "2024-08-20", "zj-01", "RETURN_VISIT")
			}
		case len(seen) < 40: // nor these: held elsewhere, later, for another purpose
			seen[s["cadre"]] = true
			i := len(seen) % 3
			visit(s, []string{"2024-05-20", "2024-09-20", "2024-05-20"}[i], []string{"js", "zj-01", "zj-01"}[i], []string{"RETURN_VISIT", "RETURN_VISIT", "ADMONITION"}[i])
		}
	}
	for i := len(seen); i < 36; i++ { // where chance brought too few
		for _, p := range g.take(1, leading) {
			s := g.sanction(p, "PARTY", "2022-02-10", "2023-02-10")
			seen[p.key] = true
			visit(s, "2024-05-20", "zj-01", "RETURN_VISIT")
		}
	}
}

// talks are visits to 920 city-managed officials, and the 232 whom they recommended.
func (g *generator) talks() {
	talk := func(p *person, on, purpose, organization string) string {
		key := g.key("talks", "k")
		g.add("talks", Row{"key": key, "cadre": p.key, "heldOn": on, "purpose": purpose, "organization": organization, "source": "generated"})
		return key
	}
	var city, others []*person
	for _, p := range some(g, g.all, len(g.all)) {
		switch {
		case cityManaged(p) && p.since() < "2024-08-15":
			city = append(city, p)
		case !cityManaged(p) && p.plain && g.never(p):
			others = append(others, p)
		}
	}
	n := max(0, min(920, len(city)-20))
	var held []string
	for i, p := range city[:n] {
		on := fmt.Sprintf("2024-%02d-%02d", 1+i%8, 5+i%20)
		if on < p.since() {
			on = "2024-08-20"
		}
		held = append(held, talk(p, on, "VISIT", "zj-01"))
		if i%60 == 0 {
			talk(p, "2024-08-22", "VISIT", "zj-01")
		}
	}
	for i, p := range city[n:] { // not counted: last year, after the day, for another purpose, by another authority
		i %= 4
		talk(p, []string{"2023-10-20", "2024-09-10", "2024-05-10", "2024-05-10"}[i], []string{"VISIT", "VISIT", "INSPECTION", "VISIT"}[i], []string{"zj-01", "zj-01", "zj-01", "js"}[i])
	}
	recommend := func(talk string, p *person) {
		g.add("talkRecommendations", Row{"talk": talk, "cadre": p.key, "level": []string{"县处级", "乡科级"}[len(p.key)%2]})
	}
	for i, p := range some(g, g.all, min(232, len(held))) {
		recommend(held[i*3%len(held)], p)
		if i%20 == 0 && len(held) > 100 {
			recommend(held[(i*3+1)%len(held)], p)
		}
	}
	for i, p := range others[:min(24, len(others))] { // nor talks with officials the city does not manage, nor whom they recommended
		k := talk(p, "2024-06-11", "VISIT", "zj-01")
		recommend(k, g.all[i*31%len(g.all)])
	}
}

// never reports whether none of a person's posts was managed by the city.
func (g *generator) never(p *person) bool {
	return !slices.ContainsFunc(p.history, func(r Row) bool {
		position, _ := r["position"].(string)
		return g.managed[position] == "CITY"
	})
}

// rounds are held where nothing is vacant; leaders' naming and collective measurement are their two halves.
func (g *generator) rounds() {
	for i, o := range g.orgs {
		if i%3 != 0 || o.area == "a1" {
			continue
		}
		key := g.key("rounds", "r")
		g.add("rounds", Row{"key": key, "kind": "NO_VACANCY", "method": pick(g, []string{"MEETING", "TALKS"}), "heldOn": text(g.day(2022)), "organization": o.key, "source": "generated"})
		var near []*person
		for _, p := range g.all {
			if p.org == o || p.org.area == o.area && p.org.area != "a1" && g.chance(0.05) {
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
