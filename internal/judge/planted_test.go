package judge

import (
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/internal/judge/fact"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const planted = "2023-08-31" // the day of the tests below; world has events before and after

// everything asks for all rules of the book but AGE, which reads a protected fact because a requirement asks it to.
func everything() Ask {
	return Ask{Vacancy: "v", Requirements: []fact.Requirement{{Rule: "TRAINING", Strength: "NORMALLY"}, {Rule: "HEALTH", Strength: "MUST"}, {Rule: "STATUTORY_QUALIFICATION", Strength: "MUST"},
		{Rule: "EXPERIENCE_AT", Operator: "GTE", Value: "TOWNSHIP,SUBDISTRICT:1", Strength: "NORMALLY"}, {Rule: "ANNUAL_GRADES", Operator: "GTE", Value: "3", Strength: "MUST"}}}
}

// answers is all that the package says of the facts: gates, verdicts, fit, observations, cases, sanctions, order and
// digest, for a post and for a rank.
func answers(tb fails, f *fact.Facts, asOf string) []string {
	tb.Helper()
	var out []string
	say := func(what string, v any) {
		text, err := json.Marshal(v)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, what+" "+string(text))
	}
	for _, ask := range []Ask{everything(), {Ladder: "GENERAL", Rank: "一级主任科员"}} {
		o := open(tb, f, asOf, ask)
		l := o.Candidates(func(key string) *Measured {
			return &Measured{Value: float64(len(key)), Low80: 0, High80: 9, N: 2}
		}, nil)
		say("digest", l.Digest())
		for i, e := range l.Entries {
			say("order", fmt.Sprint(e.Dossier.Key, e.Band, e.Verdict))
			c := l.Candidate(i)
			say("evidence", c.Evidence)
			say("fit", c.Fit)
		}
		for _, d := range f.Cadres {
			for _, g := range o.Gates(d) {
				say("gate "+d.Key, g)
			}
		}
	}
	y, err := On(f, asOf, 0)
	if err != nil {
		tb.Fatal(err)
	}
	for _, d := range f.Cadres {
		say("reviews", y.Reviews(d))
		say("outcomes", y.Outcomes(d))
		say("work", y.Work(d))
		say("for", y.CasesFor(d))
		say("against", y.CasesAgainst(d))
		say("in force", y.SanctionsInForce(d))
	}
	return out
}

// someWorld is two officials, with a few ranks, cases and decisions that count.
func someWorld(g draw) *fact.Facts {
	f := world(2, rapid.Uint64Range(0, 1<<40).Draw(g.t, "seed"))
	for _, d := range f.Cadres {
		d.Ranks = append(d.Ranks, fact.RankGrant{Key: "g" + d.Key, Ladder: "GENERAL", Rank: "二级主任科员", GrantedOn: g.of("granted", "2020-06-30", "2021-12", "2022")})
		if g.int(2, "case") == 0 {
			d.Cases = append(d.Cases, fact.Involvement{Key: "b" + d.Key, Polarity: "NEGATIVE", Verification: "VERIFIED", OccurredOn: "2022-01-01", VerifiedOn: "2022-02-01", NotifiedOn: "2022-02-02"})
		}
	}
	return f
}

const (
	after = "2023-09-01" // asOf is the day before
	key   = "planted"
)

// plants are what must not count, each put into a dossier.
var plants = []struct {
	name string
	in   func(g draw, f *fact.Facts, d *fact.Dossier)
}{
	{"a case that does not count, and all that rests on it", func(g draw, _ *fact.Facts, d *fact.Dossier) {
		c := fact.Involvement{Key: key, Polarity: "NEGATIVE", OccurredOn: "2022-05-05", VerifiedOn: "2022-06-06", NotifiedOn: "2022-06-07", RespondBy: "2022-07-07", Verification: "VERIFIED"}
		switch g.int(8, "case") {
		case 0:
			c.Verification, c.Polarity = "REJECTED", g.of("polarity", "POSITIVE", "NEGATIVE")
		case 1:
			c.Verification, c.Polarity = "MALICIOUS", g.of("polarity", "POSITIVE", "NEGATIVE")
		case 2:
			c.Verification, c.VerifiedOn = "REPORTED", ""
		case 3:
			c.Verification = "PARTLY"
		case 4:
			c.NotifiedOn, c.RespondBy = "", ""
		case 5:
			c.NotifiedOn, c.RespondBy = g.of("notified", "2023-08-05", "2023-08", "2023"), g.of("respond by", "", planted, "2023-08", "2024")
			d.Statements = append(d.Statements, fact.Statement{Key: key, Of: "Case", On: key, Status: g.of("status", "OPEN", "WITHDRAWN"), FiledOn: "2023-08-10"})
		case 6:
			c.VerifiedOn = g.of("verified", after, "2024", "2023-09", "2023")
		case 7:
			d.Rulings = append(d.Rulings, fact.Ruling{Key: key, Effect: "EXEMPT", RuledOn: g.of("ruled", "2023-01-01", planted), Of: "Case", On: key, RevokedOn: g.of("revoked", "", after)})
		}
		d.Cases = append(d.Cases, c)
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key + "1", Kind: "POLITICAL_REVIEW", Grade: "UNQUALIFIED", EvaluatedOn: "2023-08-01", Cases: []string{key}},
			fact.Evaluation{Key: key + "2", Kind: "ANNUAL", Grade: "INCOMPETENT", Year: 2022, EvaluatedOn: "2023-02-01", Cases: []string{key}},
			fact.Evaluation{Key: key + "3", Kind: "TASK_REVIEW", Score: ptr(1.), EvaluatedOn: "2023-08-01", Cases: []string{key}})
		d.Decisions = append(d.Decisions, fact.Decision{Key: key, Kind: "CONFIRMATION", State: "EFFECTIVE", DecidedOn: "2023-08-01", Evaluations: []string{key + "1"}})
	}},
	{"a sanction without effect", func(g draw, _ *fact.Facts, d *fact.Dossier) {
		s := fact.Sanction{Key: key, Regime: "PARTY", Name: "警告", DecidedOn: "2022-01-01", EffectEndsOn: "2025-01-01"}
		switch g.int(5, "sanction") {
		case 0:
			d.Rulings = append(d.Rulings, fact.Ruling{Key: key, Effect: "EXEMPT", RuledOn: "2023-01-01", Of: "Sanction", On: key})
		case 1:
			s.EffectEndsOn = g.of("ended", "2023-01-01", planted, "2022", "2023-07")
		case 2:
			s.RevokedOn = g.of("revoked", planted, "2022-05", "2022")
		case 3:
			s.DecidedOn = g.of("decided", after, "2024", "2023-12")
		case 4:
			s.StartsOn = after
		}
		d.Sanctions = append(d.Sanctions, s)
	}},
	{"a grade caused by a sanction, beside the year's own", func(g draw, _ *fact.Facts, d *fact.Dossier) {
		d.Rulings = append(d.Rulings, fact.Ruling{Key: key, Effect: "EXEMPT", RuledOn: "2023-01-01", Of: "Sanction", On: key})
		d.Sanctions = append(d.Sanctions, fact.Sanction{Key: key, DecidedOn: "2022-01-01", EffectEndsOn: "2025-01-01"})
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key, Kind: "ANNUAL", Grade: g.of("grade", "UNGRADED", "BASIC", "INCOMPETENT"), Year: 2021, EvaluatedOn: "2022-06-01", CausedBy: key})
	}},
	{"a task a ruling takes out, with its reviews", func(g draw, f *fact.Facts, d *fact.Dossier) {
		f.Tasks[key] = &fact.Task{Key: key, Category: "REFORM", Setting: "MAJOR_TEST", AccountabilityRisk: 5, Frontline: true, Outcome: g.of("outcome", "SUCCEEDED", "FAILED"), OutcomeVerifiedOn: "2022-02-02", StartedOn: "2021-01-01"}
		d.Work = append(d.Work, fact.Participation{Task: key, Role: g.of("role", taskRoles...)})
		d.Rulings = append(d.Rulings, fact.Ruling{Key: key, Effect: "EXEMPT", RuledOn: "2023-01-01", Of: "Task", On: key})
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key, Kind: "FRONTLINE_OBSERVATION", Score: ptr(3.), EvaluatedOn: "2022-01-01", Tasks: []string{key}})
	}},
	{"a ruling that was revoked, or is not made yet", func(g draw, _ *fact.Facts, d *fact.Dossier) {
		r := fact.Ruling{Key: key, Effect: g.of("effect", "EXEMPT", "MITIGATED"), RuledOn: "2022-01-01", RevokedOn: planted}
		if g.int(2, "ruling") == 0 {
			r.RuledOn, r.RevokedOn = g.of("ruled", after, "2024-01", "2025"), ""
		}
		r.Of, r.On = "Case", "b"+d.Key
		if len(d.Work) > 0 && g.int(2, "of") == 0 {
			r.Of, r.On = "Task", d.Work[0].Task
		}
		d.Rulings = append(d.Rulings, r)
	}},
	{"what happens after the day", func(g draw, f *fact.Facts, d *fact.Dossier) {
		on := g.of("later", after, "2023-10", "2024", "2024-02-02")
		f.Tasks[key] = &fact.Task{Key: key, Category: "REFORM", Setting: "MAJOR_TEST", StartedOn: on, Organizations: []string{"o00"}}
		d.Work = append(d.Work, fact.Participation{Task: key, Role: "LEAD", From: on})
		d.Appointments = append(d.Appointments, fact.Appointment{Key: key, Position: "o00-p3", From: on, Grade: "DIVISION_CHIEF", Grassroots: true, GrassrootsKnown: true, CountsHeadcount: true, ProbationEndsOn: "2025-01-01"})
		d.Ranks = append(d.Ranks, fact.RankGrant{Key: key, Ladder: "GENERAL", Rank: "一级主任科员", GrantedOn: on})
		d.Clearances = append(d.Clearances, fact.Clearance{Key: key, Kind: g.of("clearance", "DOSSIER", "DISCIPLINE_OPINION", "CONTINUING_BAR", "HEALTH"), CheckedOn: on, Result: g.of("result", "CLEAR", "ISSUE", "PENDING")})
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key + "1", Kind: "POLITICAL_REVIEW", Grade: "UNQUALIFIED", EvaluatedOn: on}, fact.Evaluation{Key: key + "2", Kind: "ANNUAL", Grade: "BASIC", Year: 2022, EvaluatedOn: on})
		d.Nominations = append(d.Nominations, fact.Nomination{Round: key, Kind: "NO_VACANCY", HeldOn: on, Outstanding: ptr(true)})
		d.Educations = append(d.Educations, fact.Education{Key: key, Level: "研究生", CompletedOn: on})
		d.Talks = append(d.Talks, fact.Talk{Key: key, Purpose: "INQUIRY", HeldOn: on})
		d.Decisions = append(d.Decisions, fact.Decision{Key: key, Kind: "CONFIRMATION", State: "EFFECTIVE", DecidedOn: on})
		d.Cases = append(d.Cases, fact.Involvement{Key: key, Polarity: "NEGATIVE", Verification: "CHECKING", OccurredOn: on})
	}},
	{"who the person is", func(g draw, _ *fact.Facts, d *fact.Dossier) {
		d.Protected = fact.Protected{Gender: g.of("gender", "MALE", "FEMALE", ""), Ethnicity: g.of("ethnicity", "回族", "汉族", ""), BirthMonth: g.of("birth", "1950-01", "2000", "")}
	}},
	{"rounds for other vacancies", func(g draw, _ *fact.Facts, d *fact.Dossier) {
		for i := range 1 + g.int(5, "rounds") {
			d.Nominations = append(d.Nominations, fact.Nomination{Round: fmt.Sprint(key, i), Kind: "VACANCY", Vacancy: "w", HeldOn: "2023-01-01", Votes: ptr(60), Electorate: ptr(60), ByLeader: ptr(true), Outstanding: ptr(true)})
		}
	}},
	{"the same part again", func(_ draw, _ *fact.Facts, d *fact.Dossier) { d.Work = append(d.Work, d.Work...) }},
	{"decisions and talks that no gate goes by", func(g draw, _ *fact.Facts, d *fact.Dossier) {
		d.Decisions = append(d.Decisions, fact.Decision{Key: key, Kind: g.of("kind", "PROMOTION", "REMINDER", "REMOVAL"), State: "EFFECTIVE", DecidedOn: "2023-01-01"})
		d.Talks = append(d.Talks, fact.Talk{Key: key, Purpose: g.of("purpose", "VISIT", "RETURN_VISIT", "ADMONITION"), HeldOn: "2023-01-01"})
	}},
	{"the unit, which is for scope", func(g draw, _ *fact.Facts, d *fact.Dossier) { d.Unit = g.of("unit", "o00", "o01", "") }},
}

var worlds = flag.Int("worlds", 2000, "in how many generated worlds something is planted; `make test-seeds` takes 10,000")

// Nothing that must not count changes any answer: in thousands of worlds, everything is asked, something of the kinds
// above is planted, and everything is asked again.
func TestWhatMustNotCountChangesNothing(t *testing.T) {
	checks(t, *worlds/len(plants)+1)
	for _, p := range plants {
		t.Run(p.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				g := draw{t}
				f := someWorld(g)
				before := answers(t, f, planted)
				p.in(g, f, f.Cadres[g.int(len(f.Cadres), "into")])
				if after := answers(t, f, planted); !slices.Equal(before, after) {
					t.Fatalf("%s", cmp.Diff(before, after))
				}
			})
		})
	}
}

// The same facts changed so that they count do change answers: the test above can fail.
func TestWhatCountsChangesAnswers(t *testing.T) {
	tests := []struct {
		name, in string // what kind of answer must differ
		plant    func(*fact.Facts, *fact.Dossier)
	}{
		{"a case that was heard", "against", func(_ *fact.Facts, d *fact.Dossier) {
			d.Cases = append(d.Cases, fact.Involvement{Key: key, Polarity: "NEGATIVE", OccurredOn: "2022-05-05", VerifiedOn: "2022-06-06", NotifiedOn: "2022-06-07", Verification: "VERIFIED"})
		}},
		{"one answered within the time", "against", func(_ *fact.Facts, d *fact.Dossier) {
			d.Cases = append(d.Cases, fact.Involvement{Key: key, Polarity: "NEGATIVE", OccurredOn: "2022-05-05", VerifiedOn: "2022-06-06", NotifiedOn: "2023-08-20", Verification: "VERIFIED"})
			d.Statements = append(d.Statements, fact.Statement{Key: key, Of: "Case", On: key, Status: "ANSWERED", AnsweredOn: "2023-08-25"})
		}},
		{"a sanction in force", "gate", func(_ *fact.Facts, d *fact.Dossier) {
			d.Sanctions = append(d.Sanctions, fact.Sanction{Key: key, DecidedOn: "2022-01-01", EffectEndsOn: after})
		}},
		{"a task led", "outcomes", func(f *fact.Facts, d *fact.Dossier) {
			f.Tasks[key] = &fact.Task{Key: key, Category: "REFORM", Outcome: "SUCCEEDED", OutcomeVerifiedOn: planted}
			d.Work = append(d.Work, fact.Participation{Task: key, Role: "LEAD"})
		}},
		{"a review", "reviews", func(f *fact.Facts, d *fact.Dossier) {
			f.Tasks[key] = &fact.Task{Key: key}
			d.Work = append(d.Work, fact.Participation{Task: key, Role: "LEAD"})
			d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: key, Kind: "TASK_REVIEW", Score: ptr(50.), EvaluatedOn: planted, Tasks: []string{key}})
		}},
		{"a case being checked", "gate", func(_ *fact.Facts, d *fact.Dossier) {
			d.Cases = append(d.Cases, fact.Involvement{Key: key, Polarity: "NEGATIVE", Verification: "CHECKING", OccurredOn: "2022-01-01"})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := world(4, 3)
			before := answers(t, f, planted)
			tt.plant(f, f.Cadres[0])
			after := answers(t, f, planted)
			differs := func(what string) bool {
				of := func(list []string) []string {
					return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return !strings.HasPrefix(s, what) })
				}
				return !slices.Equal(of(before), of(after))
			}
			if !differs(tt.in) {
				t.Errorf("no %s is different", tt.in)
			}
		})
	}
}
