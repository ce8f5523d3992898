package demo

import "slices"

// campaigns are the talks of a year with the officials of two units, and what was said of difficulties once the outcome
// was verified. Nothing here draws lots: what was generated before stays as it was.
func (g *generator) campaigns() {
	units := []string{"zj-01", "zj-03"}
	g.add("campaigns", Row{"key": "g2024", "name": "2024年个个谈", "kind": "TALKS", "state": "STARTED", "startedOn": "2024-01-05", "endsOn": "2024-12-31", "units": units, "source": "generated"})
	for _, p := range g.all {
		if slices.Contains(units, p.org.key) && !p.retired {
			g.add("campaignPlans", Row{"campaign": "g2024", "cadre": p.key, "unit": p.org.key, "source": "generated"})
		}
	}
	const most = 3
	for _, t := range g.data["tasks"] {
		verified, _ := t["outcomeVerifiedOn"].(string)
		difficulty, rated := t["difficulty"].(int)
		if !rated || difficulty == 5 || verified == "" || verified >= "2024-05-01" {
			continue
		}
		key := g.key("difficultyRevisions", "dr")
		g.add("difficultyRevisions", Row{"key": key, "task": t["key"], "difficulty": difficulty + 1, "revisedOn": "2024-05-20", "reason": "实施中查明的困难超过预计", "organization": "zj-01", "source": "generated"})
		if len(g.data["difficultyRevisions"]) == most {
			return
		}
	}
}
