package judge

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"bole/internal/judge/fact"
)

// ptr is a value's address.
func ptr[T any](v T) *T { return &v }

// city is units and posts, which tests leave as they are.
var city = sync.OnceValue(func() *fact.Facts {
	f := &fact.Facts{Organizations: map[string]*fact.Organization{}, Positions: map[string]*fact.Position{}}
	kinds := []string{"GOVERNMENT", "DEPARTMENT", "TOWNSHIP", "SUBDISTRICT", "PARTY_COMMITTEE"}
	levels := []string{"STAFF", "SECTION_DEPUTY", "SECTION_CHIEF", "DIVISION_DEPUTY", "DIVISION_CHIEF"}
	for i := range 40 {
		o := &fact.Organization{Key: fmt.Sprintf("o%02d", i), Kind: kinds[i%5], Level: "COUNTY"}
		f.Organizations[o.Key] = o
		for j, g := range levels {
			q := &fact.Position{Key: fmt.Sprintf("o%02d-p%d", i, j), Organization: o.Key, Grade: g, Chief: j == 4, Headcount: ptr(1000), HeadcountFrom: "2019-01-01", TermYears: 5}
			f.Positions[q.Key] = q
		}
	}
	return f
})

// world is a city of n officials made by chance, with units, posts, tasks, and a vacancy of a county's deputy head.
func world(n int, seed uint64) *fact.Facts {
	r := rand.New(rand.NewPCG(seed, 1))
	f := &fact.Facts{Version: "1", Tasks: map[string]*fact.Task{}, Organizations: city().Organizations, Positions: city().Positions,
		Evaluators: map[string]*fact.Evaluator{}, Vacancies: map[string]*fact.Vacancy{}, Evaluations: map[string]*fact.Evaluation{}}
	categories := []string{"DEBT_RESOLUTION", "PROJECT_DELIVERY", "REFORM", "RURAL_WORK"}
	for i := range max(8, n/2) {
		t := &fact.Task{Key: fmt.Sprintf("t%05d", i), Category: categories[i%4], Setting: []string{"ROUTINE", "HARD_PROBLEM"}[i%2], Difficulty: 1 + i%5, DifficultySetOn: "2020-01-01",
			DifficultySource: "s", AccountabilityRisk: 1 + i%5, Frontline: i%3 == 0, StartedOn: "2020-02-01", Outcome: []string{"SUCCEEDED", "PARTLY", "FAILED", "ONGOING"}[i%4],
			OutcomeVerifiedOn: "2022-05-01", Organizations: []string{fmt.Sprintf("o%02d", i%40)}}
		f.Tasks[t.Key] = t
	}
	for i := range n {
		f.Cadres = append(f.Cadres, someone(r, f, i, n))
	}
	f.Vacancies["v"] = &fact.Vacancy{Key: "v", Position: "o00-p3", OpenedOn: "2024-08-01", Status: "OPEN", Wants: []fact.Want{{Category: "REFORM", Weight: 2}, {Category: "RURAL_WORK", Weight: 1}}, Requirements: []fact.Requirement{
		{Rule: "YEARS_OF_SERVICE", Operator: "GTE", Value: "5", Strength: "MUST"}, {Rule: "YEARS_AT_GRASSROOTS", Operator: "GTE", Value: "2", Strength: "NORMALLY"}, {Rule: "EDUCATION", Operator: "GTE", Value: "大学专科", Strength: "MUST"},
		{Rule: "NO_SANCTION_IN_FORCE", Strength: "MUST"}, {Rule: "CLEARANCES", Strength: "MUST"}}}
	return f
}

func someone(r *rand.Rand, f *fact.Facts, i, n int) *fact.Dossier {
	key := func(kind string, k int) string { return fmt.Sprintf("%s%05d-%d", kind, i, k) }
	birth := 1966 + r.IntN(30)
	d := &fact.Dossier{Key: fmt.Sprintf("c%05d", i), Status: "ACTIVE", PoliticalStatus: "中共党员", PartyJoinedOn: fmt.Sprint(birth + 22), WorkStartedOn: fmt.Sprintf("%d-08", birth+22),
		Protected: fact.Protected{Gender: []string{"MALE", "FEMALE"}[r.IntN(2)], Ethnicity: "汉族", BirthMonth: fmt.Sprintf("%d-05", birth)}}
	from := birth + 22
	last := min(4, r.IntN(6))
	for k := range last + 1 {
		g := k
		o := r.IntN(40)
		q := f.Positions[fmt.Sprintf("o%02d-p%d", o, g)]
		a := fact.Appointment{Key: key("a", k), Position: q.Key, From: fmt.Sprintf("%d-08-01", from), Main: true, Grade: q.Grade, CountsHeadcount: k > 0 && i%8 == 0, Kind: "REGULAR",
			Grassroots: o%5 == 2 || o%5 == 3, GrassrootsKnown: r.IntN(20) > 0}
		from += max(1, (2024-birth-22)/(last+1))
		if k < last {
			a.To = fmt.Sprintf("%d-08-01", from)
		}
		d.Unit = q.Organization
		d.Appointments = append(d.Appointments, a)
	}
	d.Educations = []fact.Education{{Key: key("e", 0), Level: []string{"大学本科", "大学专科", "高中"}[r.IntN(3)], CompletedOn: fmt.Sprintf("%d-07", birth+22)}}
	for k, kind := range []string{"DOSSIER", "REPORTED_MATTERS", "DISCIPLINE_OPINION", "COMPLAINTS", "AVOIDANCE"} {
		if r.IntN(8) > 0 {
			d.Clearances = append(d.Clearances, fact.Clearance{Key: key("k", k), Kind: kind, CheckedOn: "2024-03-01", Result: []string{"CLEAR", "CLEAR", "CLEAR", "CLEAR", "CLEAR", "CLEAR", "ISSUE", "PENDING"}[r.IntN(8)]})
		}
	}
	for k := range 3 {
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key("v", k), Kind: "ANNUAL", Year: 2021 + k, Grade: []string{"COMPETENT", "EXCELLENT", "COMPETENT", "BASIC"}[min(3, r.IntN(16)/4)], EvaluatedOn: fmt.Sprintf("%d-01-15", 2022+k)})
	}
	if r.IntN(4) > 0 {
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key("v", 3), Kind: "POLITICAL_REVIEW", Grade: []string{"QUALIFIED", "EXCELLENT", "UNQUALIFIED"}[min(2, r.IntN(12)/5)], EvaluatedOn: "2024-04-02", Scheme: "s332"})
	}
	for k := range r.IntN(6) {
		t := fmt.Sprintf("t%05d", r.IntN(max(8, n/2)))
		d.Work = append(d.Work, fact.Participation{Task: t, Role: taskRoles[r.IntN(4)], From: "2020-02-01"})
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key("w", k), Kind: "TASK_REVIEW", Score: ptr(60 + 30*r.Float64()), EvaluatedOn: "2021-03-01", Tasks: []string{t}, Evaluator: "e"})
	}
	if r.IntN(12) == 0 {
		d.Sanctions = append(d.Sanctions, fact.Sanction{Key: key("s", 0), Regime: "PARTY", Name: "警告", DecidedOn: "2023-02-01", EffectEndsOn: []string{"2024-02-01", "2025-02-01", ""}[r.IntN(3)]})
	}
	return d
}

// fails is what helpers need of a test, of testing and of rapid alike.
type fails interface {
	Helper()
	Fatal(args ...any)
}

func open(tb fails, f *fact.Facts, asOf string, ask Ask) *Opening {
	tb.Helper()
	y, err := On(f, asOf, 0)
	if err != nil {
		tb.Fatal(err)
	}
	o, err := y.Open(StandardRules(), ask)
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

func BenchmarkVerdicts(b *testing.B) {
	f := world(20000, 7)
	o := open(b, f, "2024-08-31", Ask{Vacancy: "v"})
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range f.Cadres {
			o.Verdict(d)
		}
	}
}

func BenchmarkCandidates(b *testing.B) {
	f := world(20000, 7)
	m := &Measured{Value: 1, Low80: .5, High80: 1.5, N: 3}
	b.ReportAllocs()
	for b.Loop() {
		l := open(b, f, "2024-08-31", Ask{Vacancy: "v"}).Candidates(func(string) *Measured { return m }, nil)
		for i := range min(20, len(l.Entries)) {
			l.Candidate(i)
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	f := world(20000, 7)
	l := open(b, f, "2024-08-31", Ask{Vacancy: "v"}).Candidates(nil, nil)
	b.ReportMetric(float64(len(l.Entries)), "entries")
	for b.Loop() {
		l.Digest()
	}
}
