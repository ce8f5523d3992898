package judge

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/internal/judge/fact"

	"pgregory.net/rapid"
)

// able is an official who passes every standard gate for the post o00-p3, a county's deputy head.
func able() *fact.Dossier {
	d := &fact.Dossier{Key: "c", Status: "ACTIVE", PoliticalStatus: "中共党员", PartyJoinedOn: "2005-07-01", WorkStartedOn: "2003-08-01", Unit: "o02"}
	d.Appointments = []fact.Appointment{
		{Key: "a1", Position: "o02-p0", From: "2003-08-01", To: "2010-08-01", Grade: "STAFF", Grassroots: true, GrassrootsKnown: true},
		{Key: "a2", Position: "o02-p1", From: "2010-08-01", To: "2016-08-01", Grade: "SECTION_DEPUTY", GrassrootsKnown: true},
		{Key: "a3", Position: "o01-p2", From: "2016-08-01", To: "2019-08-01", Grade: "SECTION_CHIEF", GrassrootsKnown: true},
		{Key: "a4", Position: "o02-p2", From: "2019-08-01", Grade: "SECTION_CHIEF", GrassrootsKnown: true},
	}
	d.Educations = []fact.Education{{Key: "e1", Level: "大学本科", CompletedOn: "2003-07"}}
	for _, kind := range []string{"DOSSIER", "REPORTED_MATTERS", "DISCIPLINE_OPINION", "COMPLAINTS", "AVOIDANCE"} {
		d.Clearances = append(d.Clearances, fact.Clearance{Key: "k" + kind, Kind: kind, CheckedOn: "2024-03-01", Result: "CLEAR"})
	}
	d.Evaluations = []fact.Evaluation{{Key: "v1", Kind: "ANNUAL", Year: 2023, Grade: "COMPETENT", EvaluatedOn: "2024-01-15"}, {Key: "v2", Kind: "POLITICAL_REVIEW", Grade: "QUALIFIED", EvaluatedOn: "2024-04-02"}}
	return d
}

// about is the city with one official.
func about(d *fact.Dossier) *fact.Facts {
	return &fact.Facts{Cadres: []*fact.Dossier{d}, Positions: city().Positions, Organizations: city().Organizations}
}

func TestGates(t *testing.T) {
	tests := []struct {
		name   string
		ask    []fact.Requirement
		change func(*fact.Dossier)
		rule   string
		want   Outcome
		found  string // part of what is found or missing
		metOn  string
	}{
		{"retired", nil, func(d *fact.Dossier) { d.Status, d.StatusFrom = "RETIRED", "2024-03" }, "IN_SERVICE", Fail, "RETIRED since 2024-03", ""},
		{"retired later", nil, func(d *fact.Dossier) { d.Status, d.StatusFrom = "RETIRED", "2024-09" }, "IN_SERVICE", Pass, "", ""},
		{"retired some day of this year", nil, func(d *fact.Dossier) { d.Status, d.StatusFrom = "RETIRED", "2024" }, "IN_SERVICE", Unknown, "status", ""},
		{"holds the post", nil, func(d *fact.Dossier) { d.Appointments[3].Position = "o00-p3" }, "NOT_IN_THE_POST", Fail, "Holds the post", ""},
		{"held the post once", nil, func(d *fact.Dossier) { d.Appointments[2].Position = "o00-p3" }, "NOT_IN_THE_POST", Pass, "", ""},
		{"left the post some day of this year", nil, func(d *fact.Dossier) { d.Appointments[3].Position, d.Appointments[3].To = "o00-p3", "2024" }, "NOT_IN_THE_POST", Unknown, "begins and ends", ""},
		{"five years to the day", nil, func(d *fact.Dossier) { d.WorkStartedOn = "2019-08-31" }, "YEARS_OF_SERVICE", Pass, "5 years", ""},
		{"a day short of five years", nil, func(d *fact.Dossier) { d.WorkStartedOn = "2019-09-01" }, "YEARS_OF_SERVICE", Fail, "4 years 11 months", "2024-09-01"},
		{"began in the month", nil, func(d *fact.Dossier) { d.WorkStartedOn = "2019-08" }, "YEARS_OF_SERVICE", Pass, "", ""},
		{"began in the year", nil, func(d *fact.Dossier) { d.WorkStartedOn = "2019" }, "YEARS_OF_SERVICE", Unknown, "the day of workStartedOn, which is known as 2019", ""},
		{"beginning unknown", nil, func(d *fact.Dossier) { d.WorkStartedOn = "" }, "YEARS_OF_SERVICE", Unknown, "workStartedOn", ""},
		{"more is required", []fact.Requirement{{Rule: "YEARS_OF_SERVICE", Operator: "GTE", Value: "25", Strength: "NORMALLY"}}, func(*fact.Dossier) {}, "YEARS_OF_SERVICE", Review, "21 years", "2028-08-01"},
		{"grassroots", nil, func(*fact.Dossier) {}, "YEARS_AT_GRASSROOTS", Pass, "7 years", ""},
		{"never at the grassroots", nil, func(d *fact.Dossier) { d.Appointments[0].Grassroots = false }, "YEARS_AT_GRASSROOTS", Fail, "no time", ""},
		{"not known whether", nil, func(d *fact.Dossier) {
			d.Appointments[0].Grassroots, d.Appointments[0].GrassrootsKnown = false, false
		}, "YEARS_AT_GRASSROOTS", Unknown, "appointment a1 counts: its grassroots", ""},
		{"at the grassroots since a year ago", nil, func(d *fact.Dossier) {
			d.Appointments[0].Grassroots = false
			d.Appointments[3].From, d.Appointments[3].Grassroots = "2023-08-15", true
		}, "YEARS_AT_GRASSROOTS", Fail, "1 year", "2025-08-15"},
		{"two posts below", nil, func(*fact.Dossier) {}, "POSTS_ONE_LEVEL_BELOW", Pass, "SECTION_CHIEF or above: 2", ""},
		{"one post below, twice", nil, func(d *fact.Dossier) { d.Appointments[2].Position = "o02-p2" }, "POSTS_ONE_LEVEL_BELOW", Review, "or above: 1", ""},
		{"a post without a level", nil, func(d *fact.Dossier) { d.Appointments[2].Grade = "" }, "POSTS_ONE_LEVEL_BELOW", Unknown, "between 1 and 2", ""},
		{"secondment gives no level", nil, func(d *fact.Dossier) { d.Appointments[2].Kind = "SECONDED" }, "POSTS_ONE_LEVEL_BELOW", Review, "or above: 1", ""},
		{"eight years below", nil, func(*fact.Dossier) {}, "YEARS_AT_LEVEL_BELOW", Pass, "8 years", ""},
		{"two years below", nil, func(d *fact.Dossier) {
			d.Appointments[2].Grade, d.Appointments[3].From = "SECTION_DEPUTY", "2022-08-01"
		}, "YEARS_AT_LEVEL_BELOW", Fail, "2 years", "2025-08-01"},
		{"a year that may be three", nil, func(d *fact.Dossier) {
			d.Appointments[2].Grade, d.Appointments[3].From = "SECTION_DEPUTY", "2021"
		}, "YEARS_AT_LEVEL_BELOW", Unknown, "the day appointment a4 began, which is known as 2021", ""},
		{"there already", nil, func(d *fact.Dossier) { d.Appointments[3].Grade = "DIVISION_DEPUTY" }, "YEARS_AT_LEVEL_BELOW", NotApplicable, "none to a higher level", ""},
		{"a level is skipped", nil, func(d *fact.Dossier) { d.Appointments[3].Grade = "SECTION_DEPUTY" }, "NO_LEVEL_SKIPPED", Review, "Stands at SECTION_DEPUTY", ""},
		{"in charge without the title", nil, func(d *fact.Dossier) { d.Appointments[3].Kind = "ACTING" }, "NO_LEVEL_SKIPPED", Review, "Stands at NONE", ""},
		{"education", nil, func(d *fact.Dossier) { d.Educations[0].Level = "高中" }, "EDUCATION", Review, "高中", ""},
		{"education that must be", []fact.Requirement{{Rule: "EDUCATION", Operator: "GTE", Value: "大学本科", Strength: "MUST"}}, func(d *fact.Dossier) { d.Educations[0].Level = "大专" }, "EDUCATION", Fail, "大专", ""},
		{"a level nobody knows", nil, func(d *fact.Dossier) { d.Educations[0].Level = "某级" }, "EDUCATION", Unknown, "what level of study", ""},
		{"completed later", nil, func(d *fact.Dossier) { d.Educations[0].CompletedOn = "2024-09" }, "EDUCATION", Unknown, "the studies", ""},
		{"training is in no table", []fact.Requirement{{Rule: "TRAINING", Strength: "NORMALLY"}}, func(*fact.Dossier) {}, "TRAINING", Unknown, "no table", ""},
		{"probation", nil, func(d *fact.Dossier) { d.Appointments[3].ProbationEndsOn = "2024-10-01" }, "NOT_ON_PROBATION", Review, "runs until 2024-10-01", "2024-10-01"},
		{"probation, confirmed", nil, func(d *fact.Dossier) {
			d.Appointments[3].ProbationEndsOn = "2024-10-01"
			d.Decisions = []fact.Decision{{Key: "d", Kind: "CONFIRMATION", State: "EFFECTIVE", DecidedOn: "2024-06-01"}}
		}, "NOT_ON_PROBATION", Pass, "has ended", ""},
		{"probation without end", nil, func(d *fact.Dossier) { d.Appointments[3].Kind = "PROBATION" }, "NOT_ON_PROBATION", Unknown, "probation of appointment a4", ""},
		{"a sanction in force", nil, func(d *fact.Dossier) {
			d.Sanctions = []fact.Sanction{{Key: "s", Name: "警告", Regime: "GOVERNMENT", DecidedOn: "2024-05-01", EffectEndsOn: "2024-11-01"}}
		}, "NO_SANCTION_IN_FORCE", Fail, "until 2024-11-01", "2024-11-01"},
		{"it ends on the day", nil, func(d *fact.Dossier) {
			d.Sanctions = []fact.Sanction{{Key: "s", Name: "警告", DecidedOn: "2024-02-29", EffectEndsOn: "2024-08-31"}}
		}, "NO_SANCTION_IN_FORCE", Pass, "No sanction", ""},
		{"without an end it is unknown, never permanent", nil, func(d *fact.Dossier) {
			d.Sanctions = []fact.Sanction{{Key: "s", Name: "警告", Regime: "GOVERNMENT", DecidedOn: "1998-05-01"}}
		}, "NO_SANCTION_IN_FORCE", Unknown, "it would be 6 months", ""},
		{"a bar continues", nil, func(d *fact.Dossier) {
			d.Clearances = append(d.Clearances, fact.Clearance{Key: "b", Kind: "CONTINUING_BAR", CheckedOn: "2024-01-01", Result: "ISSUE", ValidUntil: "2024-12-31"})
		}, "CONTINUING_BAR", Fail, "ISSUE", "2025-01-01"},
		{"a bar has run out", nil, func(d *fact.Dossier) {
			d.Clearances = append(d.Clearances, fact.Clearance{Key: "b", Kind: "CONTINUING_BAR", CheckedOn: "2023-01-01", Result: "ISSUE", ValidUntil: "2024-08-30"})
		}, "CONTINUING_BAR", Pass, "ISSUE", ""},
		{"nothing pending", nil, func(*fact.Dossier) {}, "NO_INQUIRY_PENDING", Pass, "2024-03-01 is clear", ""},
		{"something being checked", nil, func(d *fact.Dossier) {
			d.Cases = []fact.Involvement{{Key: "k", Polarity: "NEGATIVE", Verification: "CHECKING", OccurredOn: "2024-01-01"}}
		}, "NO_INQUIRY_PENDING", Unknown, "the conclusion", ""},
		{"no opinion, no answer", nil, func(d *fact.Dossier) { d.Clearances = nil }, "NO_INQUIRY_PENDING", Unknown, "opinion", ""},
		{"an inquiry after the opinion", nil, func(d *fact.Dossier) { d.Talks = []fact.Talk{{Key: "k", Purpose: "INQUIRY", HeldOn: "2024-05-01"}} }, "NO_INQUIRY_PENDING", Unknown, "the conclusion", ""},
		{"an inquiry the opinion covers", nil, func(d *fact.Dossier) { d.Talks = []fact.Talk{{Key: "k", Purpose: "INQUIRY", HeldOn: "2024-02-01"}} }, "NO_INQUIRY_PENDING", Pass, "", ""},
		{"a grade that fails", nil, func(d *fact.Dossier) { d.Evaluations[0].Grade = "BASIC" }, "ANNUAL_GRADES", Fail, "2023: BASIC", ""},
		{"no grade", nil, func(d *fact.Dossier) { d.Evaluations = nil }, "ANNUAL_GRADES", Unknown, "the annual grade of 2023", ""},
		{"a grade a sanction caused", nil, func(d *fact.Dossier) { d.Evaluations[0].Grade, d.Evaluations[0].CausedBy = "BASIC", "s" }, "ANNUAL_GRADES", Pass, "does not count", ""},
		{"a grade of no year", nil, func(d *fact.Dossier) {
			d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: "v3", Kind: "ANNUAL", Grade: "BASIC", EvaluatedOn: "2024-01-15"})
		}, "ANNUAL_GRADES", Unknown, "the year of evaluation v3", ""},
		{"a grade on what does not count", nil, func(d *fact.Dossier) {
			d.Cases = []fact.Involvement{{Key: "k", Polarity: "NEGATIVE", Verification: "REJECTED", OccurredOn: "2023-01-01"}}
			d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: "v3", Kind: "ANNUAL", Year: 2023, Grade: "INCOMPETENT", EvaluatedOn: "2024-02-15", Cases: []string{"k"}})
		}, "ANNUAL_GRADES", Pass, "2023: COMPETENT", ""},
		{"three years are asked", []fact.Requirement{{Rule: "ANNUAL_GRADES", Value: "3", Strength: "NORMALLY"}}, func(*fact.Dossier) {}, "ANNUAL_GRADES", Unknown, "the annual grade of 2022; the annual grade of 2021", ""},
		{"a check with an issue", nil, func(d *fact.Dossier) { d.Clearances[0].Result = "ISSUE" }, "CLEARANCES/DOSSIER", Unknown, "clears what check kDOSSIER found", ""},
		{"an issue to be read", nil, func(d *fact.Dossier) { d.Clearances[1].Result = "ISSUE" }, "CLEARANCES/REPORTED_MATTERS", Review, "ISSUE", ""},
		{"a check pending", nil, func(d *fact.Dossier) { d.Clearances[2].Result = "PENDING" }, "CLEARANCES/DISCIPLINE_OPINION", Unknown, "PENDING", ""},
		{"a check no longer valid", nil, func(d *fact.Dossier) { d.Clearances[0].ValidUntil = "2024-08-30" }, "CLEARANCES/DOSSIER", Unknown, "valid on the day", ""},
		{"a check on its last day", nil, func(d *fact.Dossier) { d.Clearances[0].ValidUntil = "2024-08-31" }, "CLEARANCES/DOSSIER", Pass, "", ""},
		{"another kind is asked", []fact.Requirement{{Rule: "CLEARANCES", Value: "AUDIT", Strength: "MUST"}}, func(*fact.Dossier) {}, "CLEARANCES/AUDIT", Unknown, "a check AUDIT", ""},
		{"to be avoided", nil, func(d *fact.Dossier) { d.Clearances[4].Result = "ISSUE" }, "AVOIDANCE/AVOIDANCE", Fail, "ISSUE", ""},
		{"avoidance of another post", nil, func(d *fact.Dossier) { d.Clearances[4].Vacancy = "w" }, "AVOIDANCE/AVOIDANCE", Unknown, "", ""},
		{"terms", nil, func(d *fact.Dossier) { d.Appointments[1].Position, d.Appointments[1].From = "o00-p3", "2006-08-01" }, "TERMS_SERVED", Fail, "10 years", ""},
		{"a term and a half", nil, func(d *fact.Dossier) { d.Appointments[1].Position = "o00-p3" }, "TERMS_SERVED", Pass, "6 years", ""},
		{"unqualified", nil, func(d *fact.Dossier) { d.Evaluations[1].Grade = "UNQUALIFIED" }, "POLITICAL_REVIEW", Fail, "UNQUALIFIED", ""},
		{"no review", nil, func(d *fact.Dossier) { d.Evaluations = d.Evaluations[:1] }, "POLITICAL_REVIEW", Unknown, "a political review", ""},
		{"of another scheme", []fact.Requirement{{Rule: "POLITICAL_REVIEW", Value: "s332", Strength: "MUST"}}, func(*fact.Dossier) {}, "POLITICAL_REVIEW", Unknown, "", ""},
		{"at a township", []fact.Requirement{{Rule: "EXPERIENCE_AT", Operator: "GTE", Value: "TOWNSHIP,SUBDISTRICT:10", Strength: "MUST"}}, func(*fact.Dossier) {}, "EXPERIENCE_AT", Pass, "18 years", ""},
		{"never at a court", []fact.Requirement{{Rule: "EXPERIENCE_AT", Operator: "GTE", Value: "COURT", Strength: "MUST"}}, func(*fact.Dossier) {}, "EXPERIENCE_AT", Fail, "no time", ""},
		{"younger than 50", []fact.Requirement{{Rule: "AGE", Operator: "LT", Value: "50", Strength: "MUST"}}, func(d *fact.Dossier) { d.Protected.BirthMonth = "1974-08" }, "AGE", Fail, "50 years", ""},
		{"not older than 50", []fact.Requirement{{Rule: "AGE", Operator: "LTE", Value: "50", Strength: "MUST"}}, func(d *fact.Dossier) { d.Protected.BirthMonth = "1974-08" }, "AGE", Pass, "", ""},
		{"50 this year", []fact.Requirement{{Rule: "AGE", Operator: "LT", Value: "50", Strength: "MUST"}}, func(d *fact.Dossier) { d.Protected.BirthMonth = "1974" }, "AGE", Unknown, "known as 1974", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := able()
			tt.change(d)
			o := open(t, about(d), "2024-08-31", Ask{Position: "o00-p3", Requirements: tt.ask})
			for _, g := range o.Gates(d) {
				if name := strings.TrimSuffix(g.Rule+"/"+g.Part, "/"); name != tt.rule {
					continue
				}
				if g.Outcome != tt.want || !strings.Contains(g.Found.String()+g.Missing.String()+fmt.Sprint(g.Facts), tt.found) || g.MetOn != tt.metOn {
					t.Errorf("got %s, found %q, missing %q, met on %q", g.Outcome, g.Found, g.Missing, g.MetOn)
				}
				if g.Outcome == Unknown && (g.Missing.Empty() || g.Supplier == "") {
					t.Errorf("unknown without what is missing (%q) or who supplies it (%q)", g.Missing, g.Supplier)
				}
				return
			}
			t.Errorf("no gate %s", tt.rule)
		})
	}
}

func TestAnAbleOfficialIsEligible(t *testing.T) {
	d := able()
	o := open(t, about(d), "2024-08-31", Ask{Position: "o00-p3"})
	if got := o.Verdict(d); got != Eligible {
		t.Errorf("verdict %s: %+v", got, o.Gates(d))
	}
	for _, g := range o.Gates(d) {
		if c := g.Citation; c != nil && (c.Law == "" || c.Status == "" || c.Edition == "") {
			t.Errorf("%s: a citation without law, status or edition: %+v", g.Rule, c)
		}
		if g.Required.Empty() || g.Title == "" {
			t.Errorf("%s: no requirement or title", g.Rule)
		}
		if g.Rule == "AGE" || slices.ContainsFunc(g.Facts, func(f GateFact) bool { return f.Property == "birthMonth" || f.Property == "gender" }) {
			t.Errorf("%s reads what is protected", g.Rule)
		}
	}
}

func TestHeadcount(t *testing.T) {
	f := about(able())
	f.Positions = map[string]*fact.Position{"o00-p3": {Key: "o00-p3", Grade: "DIVISION_DEPUTY", Headcount: ptr(1), HeadcountFrom: "2019-01-01"}}
	d := f.Cadres[0]
	holder := &fact.Dossier{Key: "h", Status: "ACTIVE", Appointments: []fact.Appointment{{Key: "ah", Position: "o00-p3", From: "2020-01-01", CountsHeadcount: true}}}
	f.Cadres = append(f.Cadres, holder)
	tests := []struct {
		name   string
		change func()
		of     *fact.Dossier
		want   Outcome
	}{
		{"taken", func() {}, d, Review},
		{"by the person", func() {}, holder, Pass},
		{"left some day of the year", func() { holder.Appointments[0].To = "2024" }, d, Unknown},
		{"left", func() { holder.Appointments[0].To = "2024-08-31" }, d, Pass},
		{"retired", func() { holder.Appointments[0].To, holder.Status, holder.StatusFrom = "", "RETIRED", "2024-01" }, d, Pass},
		{"no number", func() { f.Positions["o00-p3"].Headcount = nil }, d, Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.change()
			o := open(t, f, "2024-08-31", Ask{Position: "o00-p3"})
			for _, g := range o.Gates(tt.of) {
				if g.Rule == "HEADCOUNT" && g.Outcome != tt.want {
					t.Errorf("got %s, %s", g.Outcome, g.Found)
				}
			}
		})
	}
}

func TestRankYears(t *testing.T) {
	grade := func(year int, g string) fact.Evaluation {
		return fact.Evaluation{Key: fmt.Sprint("v", year), Kind: "ANNUAL", Year: year, Grade: g, EvaluatedOn: fmt.Sprintf("%d-01-15", year+1)}
	}
	tests := []struct {
		name, rank, granted string
		grades              []fact.Evaluation
		want                Outcome
		metOn               string
	}{
		{"two years", "二级主任科员", "2022-06-30", []fact.Evaluation{grade(2022, "COMPETENT"), grade(2023, "COMPETENT")}, Pass, ""},
		{"too early", "二级主任科员", "2023-01-15", []fact.Evaluation{grade(2023, "COMPETENT")}, Fail, "2025-01-15"},
		{"an excellent year is half a year less", "二级主任科员", "2023-01-15", []fact.Evaluation{grade(2023, "EXCELLENT")}, Pass, ""},
		{"a basic year is not counted", "二级主任科员", "2022-01-01", []fact.Evaluation{grade(2022, "COMPETENT"), grade(2023, "BASIC")}, Fail, "2025-01-01"},
		{"a missing grade may be either", "二级主任科员", "2022-06-30", []fact.Evaluation{grade(2022, "COMPETENT")}, Unknown, ""},
		{"another rank", "四级主任科员", "2015-01-01", nil, Fail, ""},
		{"holds it already", "一级主任科员", "2020-01-01", nil, Fail, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := able()
			d.Appointments = nil
			d.Evaluations = tt.grades
			d.Ranks = []fact.RankGrant{{Key: "g", Ladder: "GENERAL", Rank: tt.rank, GrantedOn: tt.granted}}
			o := open(t, about(d), "2024-08-31", Ask{Ladder: "GENERAL", Rank: "一级主任科员"})
			for _, g := range o.Gates(d) {
				if g.Rule == "RANK_YEARS" && (g.Outcome != tt.want || g.MetOn != tt.metOn) {
					t.Errorf("got %s, met on %q: %s %s", g.Outcome, g.MetOn, g.Found, g.Missing)
				}
				if g.Rule == "NO_SANCTION_IN_FORCE" && g.Citation.Status != "S" {
					t.Errorf("of ranks the bar is cited by article 21, not %+v", g.Citation)
				}
			}
		})
	}
}

func TestOpeningsThatCannotBe(t *testing.T) {
	tests := []struct {
		name string
		ask  Ask
		want string // part of the error
	}{
		{"no such vacancy", Ask{Vacancy: "x"}, `vacancy "x" does not exist`},
		{"no such post", Ask{Position: "x"}, `position "x" does not exist`},
		{"no such rank", Ask{Ladder: "GENERAL", Rank: "x"}, "its ranks are"},
		{"no such rule", Ask{Requirements: []fact.Requirement{{Rule: "BEAUTY", Strength: "MUST"}}}, "it has [IN_SERVICE"},
		{"no such strength", Ask{Requirements: []fact.Requirement{{Rule: "EDUCATION", Value: "大学本科", Strength: "SHOULD"}}}, "MUST or NORMALLY"},
		{"no such operator", Ask{Requirements: []fact.Requirement{{Rule: "YEARS_OF_SERVICE", Operator: "LT", Value: "5", Strength: "MUST"}}}, "compares by GTE"},
		{"years that are none", Ask{Requirements: []fact.Requirement{{Rule: "YEARS_OF_SERVICE", Operator: "GTE", Value: "five", Strength: "MUST"}}}, "such as 5 or 2.5"},
		{"no whole months", Ask{Requirements: []fact.Requirement{{Rule: "YEARS_OF_SERVICE", Operator: "GTE", Value: "2.01", Strength: "MUST"}}}, "whole months"},
		{"no level of study", Ask{Requirements: []fact.Requirement{{Rule: "EDUCATION", Operator: "GTE", Value: "博学", Strength: "MUST"}}}, "大学专科"},
		{"no kind of unit", Ask{Requirements: []fact.Requirement{{Rule: "EXPERIENCE_AT", Operator: "GTE", Value: "VILLAGE:2", Strength: "MUST"}}}, "TOWNSHIP"},
		{"no value", Ask{Requirements: []fact.Requirement{{Rule: "AGE", Operator: "LT", Value: "", Strength: "MUST"}}}, "such as 55"},
		{"a value too many", Ask{Requirements: []fact.Requirement{{Rule: "NO_SANCTION_IN_FORCE", Value: "2", Strength: "MUST"}}}, "takes none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y, err := On(about(able()), "2024-08-31", 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = y.Open(StandardRules(), tt.ask); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want … %s …", err, tt.want)
			}
		})
	}
	for _, asOf := range []string{"", "2024", "2024-08", "2024-02-30"} {
		if _, err := On(&fact.Facts{}, asOf, 0); err == nil {
			t.Errorf("asOf %q is no day", asOf)
		}
	}
}

// The quick verdict and the sum of the gates are the same, for anyone, any day and any requirements.
func TestVerdictIsTheSumOfGates(t *testing.T) {
	seen := map[Verdict]int{}
	checks(t, 500)
	rapid.Check(t, func(t *rapid.T) {
		g := draw{t}
		f := world(20, rapid.Uint64().Draw(t, "seed"))
		ask := Ask{Vacancy: "v"}
		if g.int(4, "everything") == 0 {
			ask = everything()
		}
		ask.Requirements = append(ask.Requirements, fact.Requirement{Rule: "YEARS_AT_LEVEL_BELOW", Value: g.of("years", "1", "3", "9"), Strength: g.of("strength", "MUST", "NORMALLY")})
		o := open(t, f, g.asOf(), ask)
		for _, d := range f.Cadres {
			got, want := o.Verdict(d), verdictOf(o.Gates(d))
			if seen[want]++; got != want {
				t.Fatalf("%s: verdict %s, gates say %s", d.Key, got, want)
			}
		}
	})
	for _, v := range []Verdict{Eligible, ToReview, VerdictUnknown, Failed} {
		if seen[v] < 5 {
			t.Errorf("%s was met %d times", v, seen[v])
		}
	}
}
