package appraisal_test

import (
	"cmp"
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"bole/graph"
	"bole/internal/appraisal"
	"bole/internal/dataset/demo"
	"bole/internal/facts"
	"bole/internal/judge/fact"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// expected are the facts that rows say, built without the graph.
type expected struct {
	demo.Data
	f  *fact.Facts
	by map[string]*fact.Dossier
}

func factsOf(d demo.Data) *fact.Facts {
	e := expected{d, &fact.Facts{Tasks: map[string]*fact.Task{}, Organizations: map[string]*fact.Organization{}, Positions: map[string]*fact.Position{},
		Evaluators: map[string]*fact.Evaluator{}, Vacancies: map[string]*fact.Vacancy{}, Evaluations: map[string]*fact.Evaluation{}}, map[string]*fact.Dossier{}}
	e.open()
	unit := units(d)
	for _, r := range sorted(d["cadres"], "key") {
		c := &fact.Dossier{Key: key(r), Unit: unit[key(r)], Status: text(r, "status"), StatusFrom: text(r, "statusFrom"), ManagedBy: text(r, "managedBy"), PoliticalStatus: text(r, "politicalStatus"),
			PartyJoinedOn: text(r, "partyJoinedOn"), WorkStartedOn: text(r, "workStartedOn"),
			Protected: fact.Protected{Gender: text(r, "gender"), Ethnicity: text(r, "ethnicity"), BirthMonth: text(r, "birthMonth")}}
		e.by[c.Key], e.f.Cadres = c, append(e.f.Cadres, c)
	}
	e.career()
	e.conduct()
	e.judged()
	return e.f
}

func sorted(list []row, columns ...string) []row {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b row) int {
		for _, c := range columns {
			x, y := text(a, c), text(b, c)
			if x != y {
				if x == "" || y == "" { // what is missing comes last
					return cmp.Compare(y, x)
				}
				return cmp.Compare(x, y)
			}
		}
		return 0
	})
	return list
}

func whole(r row, column string) int { n, _ := r[column].(int); return n }

func point(r row, column string) *float64 {
	switch v := r[column].(type) {
	case float64:
		return &v
	case int:
		f := float64(v)
		return &f
	}
	return nil
}

func perhaps[T any](r row, column string) *T {
	v, ok := r[column].(T)
	if !ok {
		return nil
	}
	return &v
}

func truth(r row, column string) bool { return r[column] == true }

func ordered(list []string) []string { list = slices.Clone(list); slices.Sort(list); return list }

// open are the facts that belong to nobody.
func (e expected) open() {
	for _, r := range e.Data["organizations"] {
		e.f.Organizations[key(r)] = &fact.Organization{Key: key(r), Name: text(r, "name"), Kind: text(r, "kind"), Level: text(r, "level"), Parent: text(r, "parent")}
	}
	for _, r := range e.Data["positions"] {
		e.f.Positions[key(r)] = &fact.Position{Key: key(r), Title: text(r, "title"), Organization: text(r, "organization"), Grade: text(r, "grade"), ManagedBy: text(r, "managedBy"),
			HeadcountFrom: text(r, "headcountFrom"), Chief: truth(r, "chief"), Headcount: perhaps[int](r, "headcount"), TermYears: whole(r, "termYears"), CommitteeMember: perhaps[bool](r, "committeeMember")}
	}
	for _, r := range e.Data["evaluators"] {
		e.f.Evaluators[key(r)] = &fact.Evaluator{Key: key(r), Kind: text(r, "kind"), Organization: text(r, "organization")}
	}
	for _, r := range e.Data["tasks"] {
		e.f.Tasks[key(r)] = &fact.Task{Key: key(r), Category: text(r, "category"), Setting: text(r, "setting"), Difficulty: whole(r, "difficulty"), DifficultySetOn: text(r, "difficultySetOn"),
			DifficultySource: text(r, "difficultySource"), AccountabilityRisk: whole(r, "accountabilityRisk"), Frontline: truth(r, "frontline"), StartedOn: text(r, "startedOn"),
			CompletedOn: text(r, "completedOn"), Outcome: text(r, "outcome"), OutcomeVerifiedOn: text(r, "outcomeVerifiedOn"), OutcomeScore: point(r, "outcomeScore"), Organizations: ordered(texts(r, "organizations"))}
	}
	for _, r := range e.Data["vacancies"] {
		v := &fact.Vacancy{Key: key(r), Position: text(r, "position"), OpenedOn: text(r, "openedOn"), ClosesOn: text(r, "closesOn"), Status: text(r, "status")}
		for _, w := range texts(r, "wants") {
			category, weight, _ := strings.Cut(w, ":")
			f, _ := strconv.ParseFloat(weight, 64)
			v.Wants = append(v.Wants, fact.Want{Category: category, Weight: f})
		}
		e.f.Vacancies[v.Key] = v
	}
	for _, r := range sorted(e.Data["requirements"], "rule") {
		v := e.f.Vacancies[text(r, "vacancy")]
		v.Requirements = append(v.Requirements, fact.Requirement{Rule: text(r, "rule"), Operator: text(r, "operator"), Value: text(r, "value"), Strength: text(r, "strength")})
	}
}

func (e expected) career() {
	grade := map[string]string{}
	for _, r := range e.Data["positions"] {
		grade[key(r)] = text(r, "grade")
	}
	for _, r := range sorted(e.Data["educations"], "key") {
		d := e.by[text(r, "cadre")]
		d.Educations = append(d.Educations, fact.Education{Key: key(r), Level: text(r, "level"), Degree: text(r, "degree"), Mode: text(r, "mode"), CompletedOn: text(r, "completedOn")})
	}
	for _, r := range sorted(e.Data["appointments"], "key") {
		d := e.by[text(r, "cadre")]
		a := fact.Appointment{Key: key(r), Position: text(r, "position"), From: text(r, "from"), To: text(r, "to"), Main: truth(r, "main"), Kind: text(r, "kind"), TermEndsOn: text(r, "termEndsOn"),
			ProbationEndsOn: text(r, "probationEndsOn"), Grassroots: truth(r, "grassroots"), GrassrootsKnown: r["grassroots"] != nil, Grade: cmp.Or(text(r, "grade"), grade[text(r, "position")]), ComparableGrade: text(r, "comparableGrade"), NewDuties: truth(r, "newDuties")}
		a.GradeUnknown = a.Grade == ""
		a.CountsHeadcount = !slices.Contains([]string{"CONCURRENT", "SECONDED", "RETAINED"}, a.Kind)
		if counts, ok := r["countsHeadcount"].(bool); ok {
			a.CountsHeadcount = counts
		}
		d.Appointments = append(d.Appointments, a)
	}
	for _, r := range sorted(e.Data["rankGrants"], "key") {
		d := e.by[text(r, "cadre")]
		d.Ranks = append(d.Ranks, fact.RankGrant{Key: key(r), Ladder: text(r, "ladder"), Rank: text(r, "rank"), GrantedOn: text(r, "grantedOn"), To: text(r, "to")})
	}
	for _, r := range sorted(e.Data["participations"], "task", "role", "from") {
		d := e.by[text(r, "cadre")]
		d.Work = append(d.Work, fact.Participation{Task: text(r, "task"), Role: text(r, "role"), From: text(r, "from"), To: text(r, "to")})
	}
}

func (e expected) conduct() {
	cases := map[string]row{}
	for _, r := range e.Data["cases"] {
		cases[key(r)] = r
	}
	for _, r := range sorted(e.Data["caseSubjects"], "case") {
		d, k := e.by[text(r, "cadre")], cases[text(r, "case")]
		d.Cases = append(d.Cases, fact.Involvement{Key: key(k), Task: text(k, "task"), Kind: text(k, "kind"), Polarity: text(k, "polarity"), Verification: text(k, "verification"),
			OccurredOn: text(k, "occurredOn"), VerifiedOn: text(k, "verifiedOn"), Part: text(r, "part"), Responsibility: text(r, "responsibility"), Finding: text(r, "finding"),
			NotifiedOn: text(r, "notifiedOn"), RespondBy: text(r, "respondBy")})
	}
	for _, r := range sorted(e.Data["sanctions"], "key") {
		d := e.by[text(r, "cadre")]
		d.Sanctions = append(d.Sanctions, fact.Sanction{Key: key(r), Regime: text(r, "regime"), Name: text(r, "name"), DecidedOn: text(r, "decidedOn"), StartsOn: text(r, "startsOn"),
			EffectEndsOn: text(r, "effectEndsOn"), RevokedOn: text(r, "revokedOn"), Cases: ordered(texts(r, "cases"))})
	}
	for _, r := range sorted(e.Data["toleranceRulings"], "key") {
		d := e.by[text(r, "cadre")]
		of, on := subject(r, "case", "sanction", "task")
		d.Rulings = append(d.Rulings, fact.Ruling{Key: key(r), Effect: text(r, "effect"), RuledOn: text(r, "ruledOn"), RevokedOn: text(r, "revokedOn"), Of: of, On: on})
	}
	for _, r := range sorted(e.Data["statements"], "key") {
		d := e.by[text(r, "cadre")]
		of, on := subject(r, "case", "evaluation", "sanction", "decision")
		d.Statements = append(d.Statements, fact.Statement{Key: key(r), Kind: text(r, "kind"), FiledOn: text(r, "filedOn"), DueOn: text(r, "dueOn"), Status: text(r, "status"),
			AnsweredOn: text(r, "answeredOn"), Outcome: text(r, "outcome"), Of: of, On: on})
	}
	for _, r := range sorted(e.Data["clearances"], "key") {
		d := e.by[text(r, "cadre")]
		d.Clearances = append(d.Clearances, fact.Clearance{Key: key(r), Kind: text(r, "kind"), CheckedOn: text(r, "checkedOn"), Result: text(r, "result"), ValidUntil: text(r, "validUntil"), Vacancy: text(r, "vacancy")})
	}
	for _, r := range sorted(e.Data["talks"], "key") {
		d := e.by[text(r, "cadre")]
		d.Talks = append(d.Talks, fact.Talk{Key: key(r), Purpose: text(r, "purpose"), HeldOn: text(r, "heldOn")})
	}
}

// subject is what a row is about, of columns of which one is given.
func subject(r row, columns ...string) (label, key string) {
	for _, c := range columns {
		if s := text(r, c); s != "" {
			return strings.ToUpper(c[:1]) + c[1:], s
		}
	}
	return "", ""
}

func (e expected) judged() {
	owner := map[string]string{}
	all := map[string]*fact.Evaluation{}
	for _, r := range sorted(e.Data["evaluations"], "key") {
		v := fact.Evaluation{Key: key(r), Kind: text(r, "kind"), Grade: text(r, "grade"), EvaluatedOn: text(r, "evaluatedOn"), Evaluator: text(r, "evaluator"), Scheme: text(r, "scheme"),
			Score: point(r, "score"), Year: whole(r, "year"), Tasks: ordered(texts(r, "tasks")), Cases: ordered(texts(r, "cases")), CausedBy: text(r, "causedBy")}
		all[v.Key], owner[v.Key] = &v, text(r, "cadre")
		if owner[v.Key] == "" {
			e.f.Evaluations[v.Key] = &v
			continue
		}
		e.by[owner[v.Key]].Evaluations = append(e.by[owner[v.Key]].Evaluations, v)
	}
	rounds := map[string]row{}
	for _, r := range e.Data["rounds"] {
		rounds[key(r)] = r
	}
	for _, r := range sorted(e.Data["nominations"], "round") {
		d, n := e.by[text(r, "cadre")], rounds[text(r, "round")]
		d.Nominations = append(d.Nominations, fact.Nomination{Round: key(n), Kind: text(n, "kind"), Method: text(n, "method"), HeldOn: text(n, "heldOn"), Organization: text(n, "organization"),
			Vacancy: text(n, "vacancy"), ByLeader: perhaps[bool](r, "byLeader"), Outstanding: perhaps[bool](r, "outstanding"), Votes: perhaps[int](r, "votes"), Electorate: perhaps[int](r, "electorate")})
	}
	for _, r := range sorted(e.Data["decisions"], "key") {
		d := e.by[text(r, "cadre")]
		d.Decisions = append(d.Decisions, fact.Decision{Key: key(r), Kind: text(r, "kind"), State: text(r, "state"), DecidedOn: text(r, "decidedOn"), Cause: text(r, "cause"), Vacancy: text(r, "vacancy"),
			Modes: slices.Clone(texts(r, "modes")), Tasks: ordered(texts(r, "tasks")), Cases: ordered(texts(r, "cases")), Evaluations: ordered(texts(r, "evaluations")), Rounds: ordered(texts(r, "rounds")), Talks: ordered(texts(r, "talks")), To: text(r, "toPosition")})
		for _, v := range texts(r, "evaluations") {
			if owner[v] != d.Key {
				e.f.Evaluations[v] = all[v]
			}
		}
	}
}

// unset walks a value and drops from names, as Type.Field, each field that has a value somewhere.
func unset(v reflect.Value, names map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			unset(v.Elem(), names)
		}
	case reflect.Slice:
		for i := range v.Len() {
			unset(v.Index(i), names)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			unset(v.MapIndex(k), names)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			if _, known := names[name]; !known {
				names[name] = true
			}
			if !v.Field(i).IsZero() {
				names[name] = false
			}
			unset(v.Field(i), names)
		}
	}
}

// TestFactsAreTheRows compares every field of the loaded facts with the rows they come from.
func TestFactsAreTheRows(t *testing.T) {
	a := open(t)
	got, _, err := appraisal.Load(t.Context(), a.rooms.Facts)
	if err != nil {
		t.Fatal(err)
	}
	want := factsOf(data)
	if want.Version = version(t, a.rooms); want.Version == "" {
		t.Fatal("the facts have no version")
	}
	empty := map[string]bool{}
	unset(reflect.ValueOf(want), empty)
	for name, is := range empty {
		if is && name != "Appointment.GradeUnknown" { // every post of the demo has a level
			t.Errorf("no row gives %s; a wrong column could pass", name)
		}
	}
	emptyIsNil := gocmp.FilterValues(func(a, b []string) bool { return len(a) == 0 && len(b) == 0 }, gocmp.Ignore())
	if diff := gocmp.Diff(want, got, emptyIsNil); diff != "" {
		t.Errorf("rows and facts differ (-rows +facts):\n%.4000s", diff)
	}
}

// changing changes a fact while facts are read: between two kinds of facts, in as many of the readings as it is told.
type changing struct {
	*facts.Facts
	change         func()
	changes, times int
}

func (c *changing) Rows(ctx context.Context, name string, each func(row []any) error) error {
	if name == "tasks" {
		if c.times++; c.times <= c.changes {
			c.change()
		}
	}
	return c.Facts.Rows(ctx, name, each)
}

// TestLoadBeginsAnew changes a fact while facts are loaded: what is loaded is all of the newest version. Where they
// change without end it gives up.
func TestLoadBeginsAnew(t *testing.T) {
	writer := open(t)
	reader := serve(t, rooms.Options{})
	defer risk(t, writer.rooms, 2)
	now := 2
	for _, c := range []struct {
		name              string
		changes, readings int
	}{{"not at all", 0, 1}, {"once", 1, 2}, {"four times", 4, 5}, {"without end", math.MaxInt, 5}} {
		t.Run(c.name, func(t *testing.T) {
			from := &changing{Facts: reader.rooms.Facts, changes: c.changes, change: func() {
				now = 7 - max(now, 3) // 4, 3, 4 and so on: each is a change
				risk(t, writer.rooms, now)
			}}
			f, _, err := appraisal.Load(t.Context(), from)
			if from.times != c.readings {
				t.Errorf("read %d times, want %d", from.times, c.readings)
			}
			if c.changes >= c.readings {
				var e *graph.Error
				if !errors.As(err, &e) || e.Code != graph.CodeUnavailable {
					t.Errorf("%v, want %s", err, graph.CodeUnavailable)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if newest := version(t, writer.rooms); f.Version != newest {
				t.Errorf("loaded version %s, it is %s", f.Version, newest)
			}
			if got := f.Tasks["tx"].AccountabilityRisk; got != now {
				t.Errorf("the fact is %d, want %d", got, now)
			}
		})
	}
}

// version is that of the facts, as callers see it.
func version(t *testing.T, r *rooms.Rooms) string {
	t.Helper()
	v, err := r.Facts.Versions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v.Text()
}

// risk writes a fact of one task.
func risk(t *testing.T, r *rooms.Rooms, n int) {
	t.Helper()
	roomstest.Set(t, r, "Task", "tx", map[string]any{"accountabilityRisk": int64(n)})
}

// TestDataVersion: the version is another one after each write that changes something, never one that was before, and
// the same after anything else.
func TestDataVersion(t *testing.T) {
	a := open(t)
	d := demo.Data{"cadres": {row{"key": "x1", "name": "试验x1", "status": "ACTIVE", "managedBy": "UNIT", "workStartedOn": "2005-07-01"}},
		"participations": {row{"cadre": "x7", "task": "tx", "role": "SUPPORT", "from": "2020-05-06", "to": "2020-09-10"}}}
	moved := func(days int) {
		t.Helper()
		if err := a.rooms.Upkeep(t.Context(), now.AddDate(0, 0, days)); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for _, c := range []struct {
		name    string
		do      func()
		changes bool
	}{
		{"the same rows", func() { load(t, a.rooms, d) }, false},
		{"another value", func() { risk(t, a.rooms, 5) }, true},
		{"the same value", func() { risk(t, a.rooms, 5) }, false},
		{"the value as it was", func() { risk(t, a.rooms, 2) }, true},
		{"a relationship's property", func() {
			d["participations"][0]["to"] = "2020-09-11"
			load(t, a.rooms, d)
		}, true},
		{"and back", func() {
			d["participations"][0]["to"] = "2020-09-10"
			load(t, a.rooms, d)
		}, true},
		{"units that stay", func() { moved(0) }, false},
		{"a day before anyone served", func() { moved(-50 * 365) }, true},
		{"units as they were", func() { moved(0) }, true},
	} {
		before := version(t, a.rooms)
		seen[before] = true
		c.do()
		if after := version(t, a.rooms); (after != before) != c.changes || c.changes && seen[after] {
			t.Errorf("%s: the version was %s and is %s; want another one: %t", c.name, before, after, c.changes)
		}
	}
	f, _, err := appraisal.Load(t.Context(), a.rooms.Facts)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range f.Cadres {
		if c.Unit != units(data)[c.Key] {
			t.Errorf("%s is of %q, want %q", c.Key, c.Unit, units(data)[c.Key])
		}
	}
}
