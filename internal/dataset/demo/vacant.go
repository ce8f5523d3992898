package demo

import (
	"fmt"
	"math/rand/v2"
)

var rules = []struct{ rule, operator, value, strength string }{
	{"YEARS_OF_SERVICE", "GTE", "5", "MUST"}, {"YEARS_AT_GRASSROOTS", "GTE", "2", "NORMALLY"}, {"EDUCATION", "GTE", "大学专科", "MUST"},
	{"NO_SANCTION_IN_FORCE", "", "", "MUST"}, {"CLEARANCES", "", "", "MUST"},
}

// vacancyCount is how many there are; every third was filled.
const vacancyCount = 12

func vacancyKey(i int) string { return fmt.Sprintf("vac%02d", i+1) }

// vacancies are posts to be filled, with what they require and want.
func (g *generator) vacancies() {
	for i := range vacancyCount {
		o := g.orgs[(i*9+3)%len(g.orgs)]
		key := vacancyKey(i)
		r := Row{"key": key, "title": o.name + "副职空缺", "position": o.posts[1].key, "openedOn": fmt.Sprintf("2024-%02d-01", 1+i%8), "status": "OPEN",
			"wants": []string{categories[i%len(categories)] + ":2", categories[(i+3)%len(categories)] + ":1"}, "source": "generated"}
		if i%3 == 2 {
			r["status"], r["closesOn"] = "FILLED", "2024-08-15"
		}
		g.add("vacancies", r)
		for _, q := range rules {
			g.add("requirements", Row{"vacancy": key, "rule": q.rule, "operator": q.operator, "value": q.value, "strength": q.strength})
		}
	}
}

// selections record the steps of the vacancies that were filled, in order; one of them lacks its notice.
func (g *generator) selections() {
	for i, v := range g.data["vacancies"] {
		if v["status"] != "FILLED" {
			continue
		}
		chosen := g.all[i*17%len(g.all)]
		for s, stage := range []string{"MOTION", "RECOMMENDATION", "TARGET", "INSPECTION", "DISCUSSION", "NOTICE", "APPOINTMENT"} {
			if i == 5 && stage == "NOTICE" {
				continue
			}
			r := Row{"key": g.key("selectionSteps", "ss"), "vacancy": v["key"], "stage": stage, "on": fmt.Sprintf("2024-08-%02d", 1+s*4), "organization": "zj-01", "cadres": []string{chosen.key}}
			switch stage {
			case "NOTICE":
				r["to"], r["objections"] = "2024-08-28", 0
			case "APPOINTMENT":
				r["on"] = "2024-08-29" // after the notice
			}
			if stage == "DISCUSSION" {
				r["entitled"], r["present"], r["inFavour"] = 11, 10, 10
			}
			if stage == "DISCUSSION" || stage == "APPOINTMENT" {
				r["documentNo"] = fmt.Sprintf("演示〔2024〕%d号", 100+i*10+s)
			}
			g.add("selectionSteps", r)
		}
	}
}

// considered are those who were looked at for each vacancy: the checks that are made for it, for most of them all and
// for some not yet. They have their own chance, so that nothing else of the dataset depends on them.
func (g *generator) considered(seed uint64) {
	own := &generator{rng: rand.New(rand.NewPCG(seed, 0x636865636b)), data: g.data}
	add := func(kind, result, vacancy, on string, p *person) {
		g.add("clearances", Row{"key": fmt.Sprintf("ck%05d", len(g.data["clearances"])+1), "cadre": p.key, "kind": kind, "checkedOn": on, "result": result,
			"vacancy": vacancy, "organization": "zj-02", "source": "generated"})
	}
	for _, p := range g.all {
		if !p.post.staff && !p.retired && own.chance(0.85) {
			result := "CLEAR"
			if own.chance(0.02) {
				result = "PENDING"
			}
			add("COMPLAINTS", result, "", "2024-07-15", p)
		}
	}
	for _, v := range g.data["vacancies"] {
		opened, _ := v["openedOn"].(string)
		for _, p := range some(own, g.all, 500) {
			if p.post.staff || p.retired {
				continue
			}
			result := "CLEAR"
			if own.chance(0.06) {
				result = "ISSUE"
			}
			add("AVOIDANCE", result, name(v), opened[:7]+"-20", p)
		}
	}
}
