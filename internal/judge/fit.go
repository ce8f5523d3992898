package judge

import (
	"cmp"
	"slices"
	"strings"

	"bole/internal/judge/fact"
)

// Fit is what a person's work says about an opening, side by side; nothing is added up into a score, and political
// review is not in it.
type Fit struct {
	Wanted      []wanted          // in the order of the opening's wants
	Tilts       []tilt            // IMPORTANT, HIGH_RISK, FRONTLINE
	Experience  *experience       // nil where no post is named or its unit has no tasks: unknown
	Nominations []fact.Nomination // of rounds for this vacancy and of those without one, the latest first; both halves as recorded
	Led         []ledTask         // verified outcomes of tasks led
	Chief       bool              // the post heads its unit: work led is what it asks for
}

// wanted is the verified and counted work in one wanted category.
type wanted struct {
	Category string
	Weight   float64
	Roles    []RoleWork // LEAD, DEPUTY, MEMBER, SUPPORT; roles without a task are left out
}

// RoleWork counts tasks by the most responsible role held in each: ByDifficulty[d] are those of difficulty d, 0 is
// a difficulty that does not count.
type RoleWork struct {
	Role         string
	ByDifficulty [6]int
	Tasks        []string // keys
}

// tilt is credit for work of a kind that policy leans to: outcomes verified as SUCCEEDED, or PARTLY, which stands
// apart. Having been there is no credit; Exposed says how many counted tasks of the kind there were.
type tilt struct {
	Kind    string
	Tasks   []string // SUCCEEDED
	Partly  []string
	Exposed int
}

// experience is how far the person's work covers the kinds of work of the post's unit.
type experience struct {
	Share   float64 // of the unit's categories of tasks
	Covered []string
	Missing []string
	Tasks   []string // the person's own, in covered categories
}

// tilts are the kinds of work that policy leans to.
var tilts = []struct {
	kind string
	is   func(*fact.Task) bool
}{
	{"IMPORTANT", func(t *fact.Task) bool { return t.Setting != "" && t.Setting != "ROUTINE" }},
	{"HIGH_RISK", func(t *fact.Task) bool { return t.AccountabilityRisk >= 4 }},
	{"FRONTLINE", func(t *fact.Task) bool { return t.Frontline }},
}

// Fit sets a person's work beside the opening.
func (o *Opening) Fit(d *fact.Dossier) Fit {
	y := o.day
	work := y.Work(d)
	f := Fit{Led: y.led(work), Chief: o.post != nil && o.post.Chief, Experience: o.experience(work)}
	for _, w := range o.ask.Wants {
		f.Wanted = append(f.Wanted, y.wanted(w, work))
	}
	for _, t := range tilts {
		credit := tilt{Kind: t.kind}
		for _, w := range work {
			if !t.is(w.Task) {
				continue
			}
			credit.Exposed++
			switch {
			case !y.Verified(w.Task):
			case w.Task.Outcome == "SUCCEEDED":
				credit.Tasks = append(credit.Tasks, w.Task.Key)
			case w.Task.Outcome == "PARTLY":
				credit.Partly = append(credit.Partly, w.Task.Key)
			}
		}
		f.Tilts = append(f.Tilts, credit)
	}
	for _, r := range d.Nominations {
		if parse(r.HeldOn).by(y.asOf) == yes && (r.Kind == "NO_VACANCY" || r.Vacancy != "" && r.Vacancy == o.ask.Vacancy) {
			f.Nominations = append(f.Nominations, r)
		}
	}
	slices.SortStableFunc(f.Nominations, func(a, b fact.Nomination) int {
		return cmp.Or(strings.Compare(b.HeldOn, a.HeldOn), strings.Compare(a.Round, b.Round))
	})
	return f
}

func (y *Day) wanted(want fact.Want, work []Worked) wanted {
	out := wanted{Category: want.Category, Weight: want.Weight}
	for _, role := range taskRoles {
		r := RoleWork{Role: role}
		for _, w := range work {
			if w.Roles[0] != role || w.Task.Category != want.Category || !y.Verified(w.Task) {
				continue
			}
			value, known, _ := y.Difficulty(w.Task)
			if !known {
				value = 0
			}
			r.ByDifficulty[value]++
			r.Tasks = append(r.Tasks, w.Task.Key)
		}
		if len(r.Tasks) > 0 {
			out.Roles = append(out.Roles, r)
		}
	}
	return out
}

func (o *Opening) experience(work []Worked) *experience {
	if o.post == nil {
		return nil
	}
	o.day.prepare()
	var all []string
	for _, t := range o.day.unitWork[o.post.Organization] {
		if parse(t.StartedOn).by(o.day.asOf) != no && !slices.Contains(all, t.Category) {
			all = append(all, t.Category)
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	e := &experience{}
	for _, category := range all {
		at := len(e.Tasks)
		for _, w := range work {
			if w.Task.Category == category {
				e.Tasks = append(e.Tasks, w.Task.Key)
			}
		}
		if len(e.Tasks) > at {
			e.Covered = append(e.Covered, category)
		} else {
			e.Missing = append(e.Missing, category)
		}
	}
	e.Share = float64(len(e.Covered)) / float64(len(all))
	return e
}
