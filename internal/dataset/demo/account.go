package demo

import (
	"fmt"
	"slices"
)

// account makes the people and the history behind each figure of the published account, with what must not be
// counted beside it: taken by another authority, only proposed, named twice, before or after its time, resting
// on what does not count.
func (g *generator) account() {
	g.sanctions()
	g.geese()
	g.justice()
	g.townships()
	g.noVacancy()
	g.responsible()
	g.incentives()
	g.promotions()
	g.political()
	g.downAndUp()
	g.embedded()
	g.rounds()
	g.talks()
	g.returnVisits()
}

// geese are heads of enterprises who came to head a county government or a department, and one young official
// who went the other way.
func (g *generator) geese() {
	departments := []string{"zj-05", "zj-06", "zj-07"}
	target := func(p *person) bool {
		return p.post.chief && (p.org.kind == "GOVERNMENT" && p.org.area != "" || slices.Contains(departments, p.org.key))
	}
	enterprises := []string{"zj-12", "zj-13", "zj-14", "zj-16"}
	days := []string{"2021-11-15", "2022-03-18", "2022-09-23", "2023-02-17", "2023-06-30", "2024-01-19"}
	from := func(p *person, post string) *person {
		p.history[len(p.history)-2]["position"] = post
		return p
	}
	for i, p := range g.take(6, arrived(days[0], target)) {
		g.move(from(p, enterprises[i%4]+"-p1"), []string{"TRANSFER", "FURTHER_USE"}[i%2], "zj", days[i], Row{"program": "geese", "batch": g.batch(fmt.Sprintf("geese-%d", i+1), "zj", days[i], 30+i)})
	}
	// Not counted: three years ago to the day, and from a deputy's post.
	for _, p := range g.take(1, arrived("2021-08-31", target)) {
		g.move(from(p, "zj-12-p1"), "TRANSFER", "zj", "2021-08-31", Row{"program": "geese"})
	}
	for _, p := range g.take(1, arrived("2023-03-03", target)) {
		g.move(from(p, "zj-13-p2"), "TRANSFER", "zj", "2023-03-03", Row{"program": "geese"})
	}
	young := func(p *person) bool { return p.post.chief && p.org.key == "zj-17" }
	for _, p := range g.take(1, arrived("2023-05-12", young)) {
		aid := g.work(p, "AID_POSTING", "CENTRAL_WORK", 2019)
		p.history[len(p.history)-2]["grassroots"] = true
		g.move(from(p, "a5-12-p1"), "PROMOTION", "zj", "2023-05-12", Row{"program": "geese", "tasks": []string{aid}})
	}
}

// incentives are rank promotions of city-managed officials: nine in one batch at the end of July, eighteen with
// priority under the three tilts, the nine among them.
func (g *generator) incentives() {
	categories := []string{"DEBT_RESOLUTION", "PROJECT_DELIVERY", "WORK_SAFETY"}
	both := []string{"INCENTIVE", "PRIORITY"}
	july := g.batch("zj-2024-07", "zj", "2024-07-30", 7)
	promoted := func(p *person, on string, modes []string, category string, more Row) {
		r := Row{"modes": modes, "tasks": []string{g.work(p, category, "HARD_PROBLEM", 2022)}}
		for k, v := range more {
			r[k] = v
		}
		g.promoteInRank(p, "zj", on, r)
	}
	deputyOfCounty := func(p *person) bool {
		return p.org.kind == "GOVERNMENT" && p.org.area != "" && p.post.key == p.org.posts[deputy].key
	}
	for _, p := range g.take(1, deputyOfCounty) {
		promoted(p, "2024-07-30", both, "DEBT_RESOLUTION", Row{"batch": july, "program": "tilt", "rank": "三级调研员"})
	}
	for i, p := range g.take(8, cityManaged) {
		promoted(p, "2024-07-30", both, categories[i%3], Row{"batch": july, "program": "tilt"})
	}
	april := g.batch("zj-2024-04", "zj", "2024-04-12", 4)
	for i, p := range g.take(9, cityManaged) {
		promoted(p, "2024-04-12", []string{"PRIORITY"}, []string{"DEBT_RESOLUTION", "PETITIONS_STABILITY"}[i%2], Row{"batch": april, "program": "tilt"})
	}
	// Not among the nine: an earlier batch, one mode only, other work, only proposed, another authority.
	for i, p := range g.take(4, cityManaged) {
		promoted(p, "2024-04-12", both, categories[i%3], Row{"batch": april})
	}
	for _, p := range g.take(2, cityManaged) {
		promoted(p, "2024-07-30", []string{"INCENTIVE"}, "WORK_SAFETY", Row{"batch": july})
	}
	for _, p := range g.take(2, cityManaged) {
		promoted(p, "2024-07-30", both, "PUBLIC_SERVICE", Row{"batch": july})
	}
	for _, p := range g.take(1, cityManaged) {
		g.propose(p, "RANK_PROMOTION", "zj", "2024-07-30", Row{"modes": both, "batch": july, "program": "tilt", "fromPosition": p.post.key, "tasks": []string{g.work(p, "WORK_SAFETY", "HARD_PROBLEM", 2022)}})
	}
	for _, p := range g.take(1, cityManaged) {
		g.promoteInRank(p, "js", "2024-08-20", Row{"modes": both, "program": "tilt", "batch": g.batch("js-2024-08", "js", "2024-08-20", 8), "tasks": []string{g.work(p, "WORK_SAFETY", "HARD_PROBLEM", 2022)}})
	}
	autumn := g.batch("zj-2024-09", "zj", "2024-09-20", 9)
	for _, p := range g.take(3, cityManaged) { // after the account's day
		promoted(p, "2024-09-20", both, "DEBT_RESOLUTION", Row{"batch": autumn, "program": "tilt"})
	}
}

// promotions are of people whose work in industry, debts and the like came first: one of them a deputy far down
// the order of an enterprise's leaders who came to head it.
func (g *generator) promotions() {
	categories := []string{"INDUSTRY", "DEBT_RESOLUTION", "PROJECT_DELIVERY", "INVESTMENT_ATTRACTION", "WORK_SAFETY"}
	batch := g.batch("zj-2024-06", "zj", "2024-06-14", 6)
	rise := func(p *person, kind string, category, on string, more Row) Row {
		r := Row{"tasks": []string{g.work(p, category, "HARD_PROBLEM", 2022)}}
		for k, v := range more {
			r[k] = v
		}
		return g.move(p, kind, "zj", on, r)
	}
	head6 := func(p *person) bool { return p.post.chief && p.org.key == "zj-18" }
	for _, p := range g.take(1, arrived("2024-06-14", head6)) {
		before := p.history[len(p.history)-2]
		before["position"], before["teamOrder"], before["countsHeadcount"] = "zj-18-p2", 6, true
		rise(p, "PROMOTION", "INDUSTRY", "2024-06-14", Row{"batch": batch})
	}
	fits := arrived("2024-02-01", func(p *person) bool { return cityManaged(p) && !p.post.chief })
	for i, p := range g.take(32, fits) {
		g.risen(p, i)
		rise(p, []string{"PROMOTION", "FURTHER_USE"}[i%2], categories[i%5], "2024-06-14", Row{"batch": batch})
	}
	// Not counted: last year, other work, another authority, only proposed, and work from which a ruling exempts.
	for _, p := range g.take(3, fits) {
		rise(p, "PROMOTION", "INDUSTRY", "2023-11-17", nil)["tasks"] = []string{g.work(p, "INDUSTRY", "HARD_PROBLEM", 2021)}
	}
	for _, p := range g.take(3, fits) {
		rise(p, "PROMOTION", "RURAL_WORK", "2024-06-14", Row{"batch": batch})
	}
	for _, p := range g.take(2, fits) {
		rise(p, "PROMOTION", "INDUSTRY", "2024-06-20", Row{"organization": "js"})
	}
	for _, p := range g.take(2, fits) {
		g.propose(p, "PROMOTION", "zj", "2024-08-28", Row{"batch": g.batchOnce("zj-2024-08", "zj", "2024-08-28", 8), "toPosition": p.org.posts[deputy].key, "fromPosition": p.post.key,
			"tasks": []string{g.work(p, "INDUSTRY", "HARD_PROBLEM", 2022)}})
	}
	for _, p := range g.take(1, fits) {
		r := rise(p, "FURTHER_USE", "DEBT_RESOLUTION", "2024-06-14", Row{"batch": batch})
		g.add("toleranceRulings", Row{"key": g.key("toleranceRulings", "tr"), "cadre": p.key, "effect": "EXEMPT", "ruledOn": "2024-05-10", "basis": "先行先试中的失误",
			"organization": "zj-02", "task": list(r["tasks"])[0], "source": "generated"})
	}
}

// risen gives most of those promoted the career that conditions ask for: they headed a unit of a county before, a
// township or its like, and long enough.
func (g *generator) risen(p *person, i int) {
	before := p.history[len(p.history)-2]
	if from, _ := before["from"].(string); from > "2021-06-14" || i%8 == 7 {
		return
	}
	before["position"], before["grassroots"], before["countsHeadcount"] = fmt.Sprintf("a%d-%02d-p1", 1+i%6, 10+i%5), true, true
}

// batchOnce is batch, unless the batch is there.
func (g *generator) batchOnce(key, organization, on string, number int) string {
	if slices.ContainsFunc(g.data["batches"], func(r Row) bool { return r["key"] == key }) {
		return key
	}
	return g.batch(key, organization, on, number)
}

// justice gives ranks of the courts', procuratorates' and police's own ladders: 92 of the 126 that the quotas allow.
func (g *generator) justice() {
	titles := map[string]string{"POLICE": "警长", "COURT": "法官", "PROCURATORATE": "检察官"}
	organizations := 0
	for _, o := range g.orgs {
		title := titles[o.kind]
		if title == "" {
			continue
		}
		n := 4
		if organizations < 8 {
			n = 5
		}
		organizations++
		here := func(p *person) bool { return p.org == o }
		ladder := ladders[o.kind]
		for i, p := range g.take(n, here) {
			if i == 0 { // an older rank of the same group that was never closed: one person, one rank
				g.add("rankGrants", Row{"key": g.key("rankGrants", "rg"), "cadre": p.key, "ladder": ladder, "rank": "四级高级" + title, "grantedOn": "2019-06-30", "source": "generated"})
			}
			g.grant(p, ladder, []string{"四级高级", "三级高级", "四级高级", "二级高级", "四级高级"}[i]+title, "2022-06-30")
		}
		for i, p := range g.take(2, here) { // below the group, and a rank that has ended
			r := g.grant(p, ladder, []string{"一级", "四级高级"}[i]+title, "2021-06-30")
			if i == 1 {
				r["to"] = "2024-03-01"
			}
		}
	}
}
