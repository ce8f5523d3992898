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
	birth   int
	history []Row // main appointments, the last of them the present one
	ranks   []Row // rank grants in order
	retired bool
	plain   bool // has one post at a time, as stories need it
	story   bool // stands in a story already, and in no other
}

var surnames = []rune("张李王刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")

var pinyin = []string{"zhang", "li", "wang", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu", "xu", "sun", "hu", "zhu", "gao", "lin", "he", "guo", "ma", "luo"}

var ranks = []string{"一级科员", "四级主任科员", "三级主任科员", "二级主任科员", "一级主任科员", "四级调研员", "三级调研员"}

// people are spread over the organizations: heads first, then one of the staff, the deputies, the posts between,
// and all others as staff.
func (g *generator) people() {
	city, county := []int{head, staff, deputy, deputy, deputy}, []int{head, staff, deputy, deputy, deputy}
	for range 18 {
		city = append(city, middle)
	}
	for range 5 {
		county = append(county, middle)
	}
	n, staffed := 0, g.orgs[:min(len(g.orgs), max(1, g.cadres/3))]
	for round := 0; n < g.cadres; round++ {
		for _, o := range staffed {
			places := county
			if o.leading() {
				places = city
			}
			at := staff
			if round < len(places) {
				at = places[round]
			} else if round < len(city) {
				continue // posts are filled before more staff comes
			}
			if n < g.cadres {
				g.someone(n, o, o.posts[at])
				n++
			}
		}
	}
}

func (g *generator) someone(i int, o *org, q post) {
	s := g.rng.IntN(len(surnames))
	p := &person{key: fmt.Sprintf("c%04d", i+1), ability: g.rng.NormFloat64(), birth: 1966 + g.rng.IntN(30), org: o, post: q}
	g.all = append(g.all, p)
	g.person(p, i, s)
	g.career(p)
	g.learning(p)
	g.checks(p)
}

func (g *generator) person(p *person, i, s int) {
	r := Row{"key": p.key, "name": fmt.Sprintf("%c某%04d", surnames[s], i+1), "sortName": fmt.Sprintf("%s mou %04d", pinyin[s], i+1),
		"birthMonth": fmt.Sprintf("%d-%02d", p.birth, 1+g.rng.IntN(12)), "gender": "MALE", "ethnicity": "汉族", "nativePlace": "江苏",
		"politicalStatus": "中共党员", "workStartedOn": fmt.Sprintf("%d-%02d", p.birth+22, 7+g.rng.IntN(3)), "status": "ACTIVE", "source": "generated"}
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
	r["managedBy"] = p.post.managed
	if p.birth < 1968 && !p.post.chief && g.chance(0.3) {
		r["status"], r["statusFrom"] = "RETIRED", "2024-03"
		p.retired = true
	}
	if i%1000 == 999 { // for the checks of data quality: perhaps the one before, entered twice
		before := g.data["cadres"][i-1]
		r["name"], r["sortName"], r["birthMonth"] = before["name"], before["sortName"], before["birthMonth"]
	}
	g.add("cadres", r)
}

// career is two to four main posts one after the other, the last of them the present one.
func (g *generator) career(p *person) {
	from := time.Date(p.birth+22, time.August, 1, 0, 0, 0, 0, time.UTC)
	steps := 2 + g.rng.IntN(3)
	years := 2024 - from.Year()
	p.plain = true
	for i := range steps {
		last := i == steps-1
		o, q := p.org, p.post
		if n := len(g.all); !last && n%1000 == 0 && i == 0 { // the first unit is that of the one before, too
			o = g.first
			q = o.posts[staff]
		} else if !last {
			o = pick(g, g.orgs)
			q = o.posts[staff]
			if i == steps-2 && p.post.chief {
				q = o.posts[deputy]
			}
		}
		to := from.AddDate(0, years*12/steps, g.rng.IntN(60))
		r := g.appointment(p, o, q, from)
		if last {
			g.present(p, r, from)
		} else {
			r["to"] = text(to)
		}
		if i == 0 {
			g.first = o
		}
		p.history = append(p.history, r)
		if gap := i == 0 && steps > 2 && !p.post.chief && g.chance(0.01); gap { // for the checks of data quality
			to, p.plain = to.AddDate(1, 6, 0), false
		}
		from = to
	}
	if !p.post.chief && g.chance(0.01) { // for the checks as well: a second main post beside the first
		o := pick(g, g.orgs)
		g.appointment(p, o, o.posts[staff], time.Date(2022, time.May, 1, 0, 0, 0, 0, time.UTC))["kind"] = "SECONDED"
		p.plain = false
	}
	at := 0
	for granted := from.Year() - 8; granted <= 2024 && at < len(ranks); granted += 2 + g.rng.IntN(3) {
		if granted >= p.birth+23 {
			g.grant(p, "GENERAL", ranks[at], fmt.Sprintf("%d-06-30", min(granted, 2023)))
			at++
		}
	}
}

func (g *generator) appointment(p *person, o *org, q post, from time.Time) Row {
	return g.add("appointments", Row{"key": g.key("appointments", "ap"), "cadre": p.key, "position": q.key, "from": text(from), "main": true, "kind": "REGULAR",
		"grassroots": o.kind == "TOWNSHIP" || o.kind == "SUBDISTRICT", "countsHeadcount": !q.staff, "method": "APPOINTED", "source": "generated"})
}

// grant gives a rank and ends the one before it on the same day.
func (g *generator) grant(p *person, ladder, rank, on string) Row {
	if n := len(p.ranks); n > 0 && p.ranks[n-1]["ladder"] == ladder {
		before, _ := p.ranks[n-1]["grantedOn"].(string)
		if before >= on {
			return nil
		}
		p.ranks[n-1]["to"] = on
	}
	r := g.add("rankGrants", Row{"key": g.key("rankGrants", "rg"), "cadre": p.key, "ladder": ladder, "rank": rank, "grantedOn": on, "source": "generated"})
	p.ranks = append(p.ranks, r)
	return r
}

// since is the day the present post was taken up.
func (p *person) since() string {
	from, _ := p.history[len(p.history)-1]["from"].(string)
	return from
}

// before is the post held before the present one, and since when.
func (p *person) before() (position, from string) {
	r := p.history[len(p.history)-2]
	position, _ = r["position"].(string)
	from, _ = r["from"].(string)
	return position, from
}

// arrive makes the day on which the present post was taken up, and the other left, that of a decision.
func (g *generator) arrive(p *person, on string) {
	n := len(p.history)
	p.history[n-2]["to"] = on
	r := p.history[n-1]
	r["from"] = on
	delete(r, "termEndsOn")
	delete(r, "probationEndsOn")
	day, err := time.Parse(time.DateOnly, on)
	if err != nil {
		panic("demo: " + err.Error())
	}
	g.present(p, r, day)
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
