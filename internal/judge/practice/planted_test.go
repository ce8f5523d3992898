package practice_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/judge/practice"
)

// society is officials of whom some are chosen, in 30 selections of one or two, by what a world goes by. Everybody passes
// the conditions or misses facts for them; records of work are known apart.
type society struct {
	facts *fact.Facts
	work  map[string]float64
}

var organizationKinds = []string{"DEPARTMENT", "TOWNSHIP", "ENTERPRISE", "GOVERNMENT"}

// scenario is what a world goes by: who may be chosen at all, and what counts among these.
type scenario struct {
	step  func(*society, *fact.Dossier) bool
	value func(*society, *fact.Dossier, string) float64 // plus chance of spread one
	again bool                                          // those chosen before may be chosen again
}

func (s scenario) world(seed uint64) *society {
	r := rand.New(rand.NewPCG(seed, 7))
	f := &fact.Facts{Positions: map[string]*fact.Position{}, Organizations: map[string]*fact.Organization{}, Vacancies: map[string]*fact.Vacancy{}, Tasks: map[string]*fact.Task{}}
	w := &society{facts: f, work: map[string]float64{}}
	for i, kind := range organizationKinds {
		for j := range 4 {
			o := &fact.Organization{Key: fmt.Sprint("o", i, j), Kind: kind, Level: "COUNTY"}
			f.Organizations[o.Key] = o
			f.Positions[o.Key+"-staff"] = &fact.Position{Key: o.Key + "-staff", Organization: o.Key, Grade: "STAFF"}
			f.Positions[o.Key+"-chief"] = &fact.Position{Key: o.Key + "-chief", Organization: o.Key, Grade: "STAFF", Chief: true}
		}
	}
	organization := func() string { return fmt.Sprint("o", r.IntN(4), r.IntN(4)) }
	for i := range 400 {
		d := &fact.Dossier{Key: fmt.Sprintf("c%03d", i), Status: "ACTIVE", StatusFrom: "1990-01-01"}
		began := 1994 + r.IntN(20)
		d.WorkStartedOn = fmt.Sprintf("%d-07-01", began)
		d.Protected.BirthMonth = fmt.Sprintf("%d-0%d", began-20-r.IntN(6), 1+r.IntN(9))
		from := began
		for k := range 1 + r.IntN(3) {
			a := fact.Appointment{Key: fmt.Sprint(d.Key, k), Position: organization() + []string{"-staff", "-staff", "-chief"}[r.IntN(3)], From: fmt.Sprintf("%d-08-01", from), Grade: "STAFF", Main: true, GrassrootsKnown: true}
			from += 1 + r.IntN(4)
			a.To = fmt.Sprintf("%d-08-01", from)
			d.Appointments = append(d.Appointments, a)
		}
		d.Appointments[len(d.Appointments)-1].To = ""
		f.Cadres = append(f.Cadres, d)
		w.work[d.Key] = 5 * r.NormFloat64()
	}
	for i := range 30 {
		on := fmt.Sprintf("%d-%02d-15", 2020+i/10, 1+i%10)
		q := &fact.Position{Key: fmt.Sprintf("post%02d", i), Organization: organization(), Grade: "SECTION_DEPUTY"}
		f.Positions[q.Key] = q
		day := opened(f, q.Key, practice.Before(on))
		var pool []*fact.Dossier
		for _, d := range f.Cadres {
			if day.Verdict(d) != judge.Failed && (s.step == nil || s.step(w, d)) && (s.again || len(d.Decisions) == 0) {
				pool = append(pool, d)
			}
		}
		value := map[*fact.Dossier]float64{}
		for _, d := range pool {
			value[d] = r.NormFloat64()
			if s.value != nil {
				value[d] += s.value(w, d, on)
			}
		}
		slices.SortFunc(pool, func(a, b *fact.Dossier) int { return cmp.Compare(value[b], value[a]) })
		for _, d := range pool[:min(1+i%2, len(pool))] {
			key := fmt.Sprint(d.Key, "-", q.Key)
			d.Decisions = append(d.Decisions, fact.Decision{Key: key, Kind: "PROMOTION", State: "EFFECTIVE", DecidedOn: on, To: q.Key})
			d.Appointments[len(d.Appointments)-1].To = on
			d.Appointments = append(d.Appointments, fact.Appointment{Key: key, Position: q.Key, From: on, Grade: "SECTION_DEPUTY", Main: true, GrassrootsKnown: true})
		}
	}
	return w
}

func opened(f *fact.Facts, post, asOf string) *judge.Opening {
	y, err := judge.On(f, asOf, 0)
	if err != nil {
		panic(err)
	}
	o, err := y.Open(judge.StandardRules(), judge.Ask{Position: post})
	if err != nil {
		panic(err)
	}
	return o
}

func everyone(*fact.Dossier) bool { return true }

func (w *society) selections(t *testing.T) []*practice.Selection {
	t.Helper()
	all := practice.Group(practice.Decided(w.facts, "2020-01-01", "2022-12-31", func(*fact.Position) bool { return true }, everyone))
	if len(all) != 30 {
		t.Fatalf("%d selections", len(all))
	}
	for _, s := range all {
		y, err := judge.On(w.facts, practice.Before(s.On), 0)
		if err != nil {
			t.Fatal(err)
		}
		o, err := y.Open(judge.StandardRules(), judge.Ask{Position: s.Position})
		if err != nil {
			t.Fatal(err)
		}
		s.Pool(y, o, w.facts.Cadres)
	}
	return all
}

func (w *society) seniority(t *testing.T) practice.Seniority {
	return practice.SeniorityOf(w.selections(t), func(_ *practice.Selection, key string) (float64, bool) { v, ok := w.work[key]; return v, ok })
}

// years someone held posts at the level below, by the first day of the year; months do not matter here.
func (w *society) since(d *fact.Dossier, on string) float64 {
	var from, year float64
	fmt.Sscanf(d.Appointments[0].From, "%f", &from)
	fmt.Sscanf(on, "%f", &year)
	return year - from
}

func at(kind string, heads bool) func(*society, *fact.Dossier) bool {
	return func(w *society, d *fact.Dossier) bool {
		return slices.ContainsFunc(d.Appointments, func(a fact.Appointment) bool {
			q := w.facts.Positions[a.Position]
			return w.facts.Organizations[q.Organization].Kind == kind && (q.Chief || !heads)
		})
	}
}

// A step that was planted is found, with whom it was passed over for, and nothing else is called a step; where none was
// planted none is found.
func TestHiddenSteps(t *testing.T) {
	for _, c := range []struct {
		name string
		scenario
		want string // "" for none
	}{
		{"a post at a township", scenario{step: at("TOWNSHIP", false)}, "POST_AT TOWNSHIP0"},
		{"having headed an enterprise", scenario{step: at("ENTERPRISE", true)}, "CHIEF_AT ENTERPRISE0"},
		{"fifteen years of service", scenario{step: func(w *society, d *fact.Dossier) bool { return d.WorkStartedOn < "2003-01-01" }}, "YEARS_OF_SERVICE 15"},
		{"no step", scenario{}, ""},
		{"no step, but the same few again and again", scenario{value: func(w *society, d *fact.Dossier, _ string) float64 { return w.work[d.Key] }, again: true}, ""},
	} {
		false_, seeds := 0, uint64(4)
		if c.want == "" {
			seeds = 12
		}
		for seed := range seeds {
			w := c.world(seed)
			all := w.selections(t)
			steps, looked := practice.Steps(all, organizationKinds)
			found := false
			for i := range steps {
				p := &steps[i]
				if p.Verdict != "BEYOND_CHANCE" {
					continue
				}
				if p.Code() == c.want {
					found = true
					w.passedOver(t, c.name, p, all, c.step)
				} else if c.want == "" || p.Kind == "POST_AT" && c.want == "CHIEF_AT "+p.OrganizationKind+"0" { // follows from the planted one
					if c.want == "" {
						false_++
					}
				} else if c.want != "YEARS_OF_SERVICE 15" || p.Kind != "YEARS_AT_LEVEL_BELOW" {
					false_++
				}
			}
			if c.want != "" && !found {
				t.Errorf("%s, seed %d: not among %d steps of %d looked at: %+v", c.name, seed, len(steps), looked, steps)
			}
			if looked < 20 {
				t.Errorf("%s: %d were looked at", c.name, looked)
			}
		}
		if false_ > 1 { // at most one world in twenty has one by chance
			t.Errorf("%s: %d steps are told that nobody planted", c.name, false_)
		}
	}
}

// passedOver holds those passed over to what was planted.
func (w *society) passedOver(t *testing.T, name string, p *practice.Step, all []*practice.Selection, had func(*society, *fact.Dossier) bool) {
	t.Helper()
	if p.Having != p.Chosen || *p.Share != 1 || *p.OthersShare >= 1 {
		t.Errorf("%s: %d of %d had it, and %v of the others", name, p.Having, p.Chosen, *p.OthersShare)
	}
	who, when := p.PassedOver(all)
	times := 0
	for _, d := range who {
		if had(w, d) && p.Years == 0 {
			t.Errorf("%s: %s had it, and is said to have been passed over for it", name, d.Key)
		}
		times += len(when[d])
		for _, s := range when[d] {
			if s.Chose(d) || !slices.Contains(s.Passed, d) {
				t.Errorf("%s: %s was chosen, or did not pass", name, d.Key)
			}
		}
	}
	if times != p.Others-p.Had || times == 0 {
		t.Errorf("%s: passed over %d times, counted %d", name, times, p.Others-p.Had)
	}
}

// What rules ask for is no hidden step, however many of those chosen have it.
func TestAskedForIsNoStep(t *testing.T) {
	w := scenario{}.world(3)
	steps, _ := practice.Steps(w.selections(t), organizationKinds)
	for _, p := range steps {
		if p.Kind == "YEARS_AT_LEVEL_BELOW" && (p.Years <= 3 || p.Rule != "YEARS_AT_LEVEL_BELOW" || p.Asked != 3) {
			t.Errorf("%d years are a step, and %v are asked by %q", p.Years, p.Asked, p.Rule)
		}
	}
	of := scenario{step: at("TOWNSHIP", false)}.world(1)
	all := of.selections(t)
	for _, s := range all {
		y, err := judge.On(of.facts, practice.Before(s.On), 0)
		if err != nil {
			t.Fatal(err)
		}
		o, err := y.Open(judge.StandardRules(), judge.Ask{Position: s.Position, Requirements: []fact.Requirement{{Rule: "EXPERIENCE_AT", Value: "TOWNSHIP:1"}}})
		if err != nil {
			t.Fatal(err)
		}
		s.Pool(y, o, of.facts.Cadres)
	}
	steps, _ = practice.Steps(all, organizationKinds)
	for _, p := range steps {
		if p.OrganizationKind == "TOWNSHIP" && p.Kind == "POST_AT" {
			t.Errorf("a requirement asks for it, and it is a hidden step: %+v", p)
		}
	}
}

// Years or work are found where they were planted, and nothing where neither was.
func TestSeniority(t *testing.T) {
	verdicts := func(s practice.Seniority) map[string]string {
		out := map[string]string{}
		for _, e := range s.Effects {
			out[e.Factor] = e.Verdict
		}
		return out
	}
	for seed := range uint64(5) {
		if got := verdicts(scenario{value: func(w *society, d *fact.Dossier, on string) float64 { return w.since(d, on) / 3 }}.world(seed).seniority(t)); got["YEARS_IN_GRADE"] != "RAISED" || got["WORK"] == "RAISED" && got["AGE"] == "RAISED" {
			t.Errorf("years were planted, seed %d: %v", seed, got)
		}
		if got := verdicts(scenario{value: func(w *society, d *fact.Dossier, on string) float64 { return w.work[d.Key] / 4 }}.world(seed).seniority(t)); got["WORK"] != "RAISED" {
			t.Errorf("work was planted, seed %d: %v", seed, got)
		}
	}
	told := 0
	for seed := range uint64(20) {
		s := scenario{}.world(100 + seed).seniority(t)
		if s.Selections != 30 || s.Chosen != 45 || len(s.Compared) < 600 {
			t.Fatalf("%d selections of %d, %d compared", s.Selections, s.Chosen, len(s.Compared))
		}
		for _, v := range verdicts(s) {
			if v != "NOT_DISTINGUISHABLE" {
				told++
			}
		}
	}
	if told > 8 { // of 60 intervals 3 miss by chance
		t.Errorf("neither was planted, and %d of 60 effects are told", told)
	}
}

func TestTooFew(t *testing.T) {
	w := scenario{step: at("TOWNSHIP", false)}.world(2)
	all := w.selections(t)[:3]
	steps, _ := practice.Steps(all, organizationKinds)
	for _, p := range steps {
		if p.Chosen < practice.LeastChosen && (p.Verdict != "TOO_FEW" || p.Share != nil || p.Probability != nil) {
			t.Errorf("of %d chosen: %+v", p.Chosen, p)
		}
	}
	s := practice.SeniorityOf(all, func(*practice.Selection, string) (float64, bool) { return 0, true })
	for _, e := range s.Effects {
		if e.Verdict != "TOO_FEW" || e.Odds != nil {
			t.Errorf("of %d chosen: %+v", s.Chosen, e)
		}
	}
	if steps, looked := practice.Steps(nil, organizationKinds); len(steps) > 0 || looked == 0 {
		t.Errorf("of no selections: %v, %d", steps, looked)
	}
}
