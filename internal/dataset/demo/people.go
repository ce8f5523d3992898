package demo

import (
	"fmt"
	"time"
)

// person is a cadre as the other parts see it. Ability is what the work shows; it is written nowhere.
type person struct {
	key     string
	ability float64
	org     *org
	post    post
	since   time.Time
	birth   int
	last    string // key of the present appointment
}

var surnames = []rune("张李王刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")

var pinyin = []string{"zhang", "li", "wang", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu", "xu", "sun", "hu", "zhu", "gao", "lin", "he", "guo", "ma", "luo"}

var ranks = []string{"一级科员", "四级主任科员", "三级主任科员", "二级主任科员", "一级主任科员", "四级调研员", "三级调研员"}

// people are spread over the organizations: heads and deputies first, then staff.
func (g *generator) people() {
	for i := range g.cadres {
		s := g.rng.IntN(len(surnames))
		p := &person{key: fmt.Sprintf("c%04d", i+1), ability: g.rng.NormFloat64(), birth: 1966 + g.rng.IntN(30)}
		p.org = g.orgs[i/6%len(g.orgs)]
		p.post = p.org.posts[level(i%6, i/6/len(g.orgs))]
		g.all = append(g.all, p)
		g.person(p, i, s)
		g.career(p)
		g.learning(p)
		g.checks(p)
	}
}

// level is the post of the n-th of six who come to an organization together: the first six have a head and
// two deputies among them, the next two more deputies, all others are staff.
func level(n, round int) int {
	switch {
	case round == 0 && n == 0:
		return 0
	case round == 0 && n <= 2, round == 1 && n <= 1:
		return 1
	default:
		return 2
	}
}

func (g *generator) person(p *person, i, s int) {
	r := Row{"key": p.key, "name": fmt.Sprintf("%c某%04d", surnames[s], i+1), "sortName": fmt.Sprintf("%s mou %04d", pinyin[s], i+1),
		"birthMonth": fmt.Sprintf("%d-%02d", p.birth, 1+g.rng.IntN(12)), "gender": "MALE", "ethnicity": "汉族", "nativePlace": "江苏",
		"politicalStatus": "中共党员", "workStartedOn": fmt.Sprintf("%d-%02d", p.birth+22, 7+g.rng.IntN(3)), "status": "ACTIVE", "managedBy": "UNIT", "source": "generated"}
	if g.chance(0.33) {
		r["gender"] = "FEMALE"
	}
	if g.chance(0.04) {
		r["ethnicity"] = "回族"
	}
	if g.chance(0.9) {
		r["partyJoinedOn"] = fmt.Sprint(p.birth + 20 + g.rng.IntN(8))
	} else {
		r["politicalStatus"] = "群众"
	}
	if !p.post.staff {
		r["managedBy"] = "CITY"
		if p.org.area != "" && p.org.kind != "GOVERNMENT" {
			r["managedBy"] = "COUNTY"
		}
	}
	if p.birth < 1968 && g.chance(0.3) {
		r["status"], r["statusFrom"] = "RETIRED", "2024-03"
	}
	g.add("cadres", r)
}

// career is one to four main posts one after the other, the last of them the present one.
func (g *generator) career(p *person) {
	from := time.Date(p.birth+22, time.August, 1, 0, 0, 0, 0, time.UTC)
	steps := 1 + g.rng.IntN(4)
	years := 2024 - from.Year()
	for i := range steps {
		last := i == steps-1
		o, q := p.org, p.post
		if !last {
			o = pick(g, g.orgs)
			q = o.posts[2]
			if i == steps-2 && p.post.chief {
				q = o.posts[1]
			}
		}
		to := from.AddDate(0, years*12/steps, g.rng.IntN(60))
		key := g.key("appointments", "ap")
		r := Row{"key": key, "cadre": p.key, "position": q.key, "from": text(from), "main": true, "kind": "REGULAR",
			"grassroots": o.kind == "TOWNSHIP" || o.kind == "SUBDISTRICT", "countsHeadcount": !q.staff, "method": "APPOINTED", "source": "generated"}
		if last {
			p.since, p.last = from, key
			g.present(p, r, from)
		} else {
			r["to"] = text(to)
		}
		g.add("appointments", r)
		if gap := i == 0 && steps > 2 && g.chance(0.01); gap { // for the checks of data quality
			to = to.AddDate(1, 6, 0)
		}
		from = to
	}
	if g.chance(0.01) {
		g.add("appointments", Row{"key": g.key("appointments", "ap"), "cadre": p.key, "position": pick(g, g.orgs).posts[2].key, "from": "2022-05-01",
			"main": true, "kind": "SECONDED", "source": "generated"})
	}
	at := 0
	for granted := from.Year() - 8; granted <= 2024 && at < len(ranks); granted += 2 + g.rng.IntN(3) {
		if granted < p.birth+23 {
			continue
		}
		g.add("rankGrants", Row{"key": g.key("rankGrants", "rg"), "cadre": p.key, "ladder": "GENERAL", "rank": ranks[at], "grantedOn": fmt.Sprintf("%d-06-30", min(granted, 2023))})
		at++
	}
}

func (g *generator) present(p *person, r Row, from time.Time) {
	if p.post.staff {
		return
	}
	r["teamOrder"] = 1 + g.rng.IntN(6)
	if p.post.chief {
		r["termEndsOn"] = text(from.AddDate(5, 0, 0))
	}
	if from.Year() >= 2023 {
		r["probationEndsOn"] = text(from.AddDate(1, 0, 0))
	}
}

func (g *generator) learning(p *person) {
	g.add("educations", Row{"key": g.key("educations", "ed"), "cadre": p.key, "level": pick(g, []string{"大学本科", "大学本科", "大学专科", "研究生"}),
		"mode": "FULL_TIME", "school": "某高校", "major": pick(g, []string{"法学", "经济学", "土木工程", "公共管理", "会计学"}), "completedOn": fmt.Sprintf("%d-07", p.birth+22)})
	if g.chance(0.3) {
		g.add("educations", Row{"key": g.key("educations", "ed"), "cadre": p.key, "level": "研究生", "degree": "硕士", "mode": "IN_SERVICE",
			"major": "公共管理", "completedOn": fmt.Sprint(p.birth + 32)})
	}
}

func (g *generator) checks(p *person) {
	if p.post.staff {
		return
	}
	for _, kind := range []string{"DOSSIER", "REPORTED_MATTERS", "DISCIPLINE_OPINION"} {
		result := "CLEAR"
		if g.chance(0.03) {
			result = pick(g, []string{"ISSUE", "PENDING"})
		}
		g.add("clearances", Row{"key": g.key("clearances", "cl"), "cadre": p.key, "kind": kind, "checkedOn": text(g.day(2023)), "result": result, "organization": "zj-01"})
	}
}
