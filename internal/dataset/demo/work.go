package demo

import (
	"fmt"
	"time"
)

// job is a task as the other parts see it.
type job struct {
	key        string
	category   string
	setting    string
	difficulty int
	started    time.Time
	done       time.Time
	score      float64
	verified   bool
	org        *org
	team       []member
}

type member struct {
	*person
	role string
}

// event is a case as the other parts see it.
type event struct {
	key      string
	positive bool
	state    string
	on       time.Time
	job      *job
	subjects []*person
}

var categories = []string{"DEBT_RESOLUTION", "PROJECT_DELIVERY", "INVESTMENT_ATTRACTION", "INDUSTRY", "FLOOD_RESPONSE", "PETITIONS_STABILITY",
	"WORK_SAFETY", "RURAL_WORK", "REFORM", "PUBLIC_SERVICE", "AID_POSTING", "OTHER"}

var categoryNames = map[string]string{"DEBT_RESOLUTION": "债务化解", "PROJECT_DELIVERY": "项目建设", "INVESTMENT_ATTRACTION": "招商引资",
	"INDUSTRY": "产业发展", "FLOOD_RESPONSE": "防汛", "PETITIONS_STABILITY": "信访维稳", "WORK_SAFETY": "安全生产", "RURAL_WORK": "乡村振兴",
	"REFORM": "改革", "PUBLIC_SERVICE": "民生服务", "AID_POSTING": "援派", "OTHER": "其他"}

// tasks are given to teams; the able get the hard ones more often, and teams do better the abler they are.
func (g *generator) tasks() {
	leaders := map[string][]*person{}
	staff := map[string][]*person{}
	for _, p := range g.all {
		if p.post.staff {
			staff[p.org.area] = append(staff[p.org.area], p)
		} else {
			leaders[p.org.area] = append(leaders[p.org.area], p)
		}
	}
	var staffed []*org
	for _, o := range g.orgs {
		if len(leaders[o.area]) > 0 && len(staff[o.area]) > 0 {
			staffed = append(staffed, o)
		}
	}
	for i := range g.cadres * 6 / 10 {
		j := &job{key: fmt.Sprintf("t%04d", i+1), category: pick(g, categories), setting: pick(g, []string{"CENTRAL_WORK", "HARD_PROBLEM", "MAJOR_TEST", "ROUTINE", "ROUTINE"}),
			difficulty: 1 + g.rng.IntN(5), started: g.day(2018), org: pick(g, staffed)}
		j.done = j.started.AddDate(0, 3+g.rng.IntN(18), g.rng.IntN(28))
		if !g.chance(0.04) {
			j.team = append(j.team, member{g.ablest(leaders[j.org.area], j.difficulty), "LEAD"})
		}
		for range 1 + g.rng.IntN(2) {
			j.team = append(j.team, member{pick(g, leaders[j.org.area]), "DEPUTY"})
		}
		for range 2 + g.rng.IntN(4) {
			j.team = append(j.team, member{pick(g, staff[j.org.area]), pick(g, []string{"MEMBER", "MEMBER", "SUPPORT"})})
		}
		g.jobs = append(g.jobs, j)
		g.task(j, i)
		g.participations(j)
	}
}

// ablest is the ablest of n at random.
func (g *generator) ablest(of []*person, n int) *person {
	best := pick(g, of)
	for range n - 1 {
		if p := pick(g, of); p.ability > best.ability {
			best = p
		}
	}
	return best
}

func (g *generator) task(j *job, i int) {
	mean := 0.0
	for _, m := range j.team {
		w := 1.0
		if m.role == "LEAD" {
			w = 3
		}
		mean += w * m.ability / float64(len(j.team)+2)
	}
	j.score = points(72 + 9*mean - 4*float64(j.difficulty-3) + 6*g.rng.NormFloat64())
	r := Row{"key": j.key, "title": fmt.Sprintf("%s%s事项%04d", j.org.name, categoryNames[j.category], i+1), "category": j.category, "setting": j.setting,
		"accountabilityRisk": 1 + g.rng.IntN(5), "frontline": j.org.kind == "TOWNSHIP" || j.org.kind == "SUBDISTRICT", "startedOn": text(j.started),
		"dueOn": text(j.started.AddDate(1, 0, 0)), "organizations": []string{j.org.key}, "source": "generated", "locator": fmt.Sprintf("第%d条", i+1)}
	if g.chance(0.92) {
		r["difficulty"], r["difficultySetOn"] = j.difficulty, text(j.started)
		r["difficultyBasis"], r["difficultySource"] = "立项时评估", fmt.Sprintf("register-%d", 1+g.rng.IntN(6))
	}
	if i > 20 && g.chance(0.1) {
		r["parent"] = fmt.Sprintf("t%04d", 1+g.rng.IntN(i))
	}
	r["outcome"] = "ONGOING"
	if past(j.done) != nil {
		r["completedOn"], r["outcomeScore"] = text(j.done), j.score
		r["outcome"] = map[bool]string{true: "SUCCEEDED", false: "PARTLY"}[j.score >= 68]
		if j.score < 52 {
			r["outcome"] = "FAILED"
		}
		if v := j.done.AddDate(0, 1, 10); past(v) != nil && g.chance(0.93) {
			j.verified = true
			r["outcomeVerifiedOn"] = text(v)
			if r["difficulty"] != nil && g.chance(0.05) { // set when the outcome was known: it does not count
				r["difficultySetOn"] = text(v.AddDate(0, 0, 5))
			}
		}
	}
	g.add("tasks", r)
}

func (g *generator) participations(j *job) {
	seen := map[string]bool{}
	for _, m := range j.team {
		if seen[m.key+m.role] {
			continue
		}
		seen[m.key+m.role] = true
		g.add("participations", Row{"task": j.key, "cadre": m.key, "role": m.role, "from": text(j.started), "to": past(j.done), "source": "generated"})
	}
}

// cases arise in tasks; most are positive, most are verified, and not everyone has been heard.
func (g *generator) cases() {
	for i := range g.cadres * 7 / 10 {
		j := pick(g, g.jobs)
		if past(j.started.AddDate(0, 2, 0)) == nil {
			j = g.jobs[0]
		}
		e := &event{key: fmt.Sprintf("k%04d", i+1), positive: g.chance(0.8), job: j, on: j.started.AddDate(0, 0, 1+g.rng.IntN(50))}
		e.state = pick(g, []string{"VERIFIED", "VERIFIED", "VERIFIED", "PARTLY", "REPORTED", "CHECKING", "REJECTED", "MALICIOUS"})
		if e.positive {
			e.state = pick(g, []string{"VERIFIED", "VERIFIED", "VERIFIED", "VERIFIED", "REPORTED"})
		}
		g.events = append(g.events, e)
		g.caseRow(e, i)
		for n, m := range some(g, j.team, 1+g.rng.IntN(2)) {
			if n == 1 && m.key == e.subjects[0].key {
				continue
			}
			e.subjects = append(e.subjects, m.person)
			g.subject(e, m.person)
		}
	}
}

func (g *generator) caseRow(e *event, i int) {
	kind := pick(g, []string{"ORGANIZATION_DECISION", "HARD_TASK", "MAJOR_STRUGGLE", "OTHER"})
	polarity := "POSITIVE"
	if !e.positive {
		kind, polarity = pick(g, []string{"INACTION", "MISCONDUCT", "OTHER"}), "NEGATIVE"
	}
	r := Row{"key": e.key, "title": fmt.Sprintf("事例%04d", i+1), "summary": "演示数据中的事例", "occurredOn": text(e.on), "kind": kind, "polarity": polarity,
		"verification": e.state, "task": e.job.key, "source": "generated"}
	if e.state != "REPORTED" && e.state != "CHECKING" {
		r["verifiedOn"] = text(e.on.AddDate(0, 1, 0))
	}
	if e.state == "MALICIOUS" {
		r["clarifiedOn"] = text(e.on.AddDate(0, 2, 0))
	}
	g.add("cases", r)
}

func (g *generator) subject(e *event, p *person) {
	r := Row{"case": e.key, "cadre": p.key, "part": "参与"}
	if e.state == "PARTLY" && g.chance(0.6) {
		r["finding"] = "部分属实"
	}
	if !e.positive {
		r["responsibility"] = pick(g, []string{"DIRECT", "MAIN_LEADER", "IMPORTANT_LEADER", "NONE"})
		if g.chance(0.8) {
			r["notifiedOn"], r["respondBy"] = text(e.on.AddDate(0, 1, 5)), text(e.on.AddDate(0, 2, 5))
		}
	}
	g.add("caseSubjects", r)
}
