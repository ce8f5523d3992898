package judge

import (
	"strings"
	"testing"

	"bole/internal/judge/fact"
)

// gateFor is what one rule says of a person.
func gateFor(t *testing.T, f *fact.Facts, ask Ask, rule string) Gate {
	t.Helper()
	o := open(t, f, "2024-08-31", ask)
	for _, g := range o.Gates(f.Cadres[0]) {
		if g.Rule == rule {
			if v := o.Verdict(f.Cadres[0]); v != verdictOf(o.Gates(f.Cadres[0])) {
				t.Errorf("the verdict is %s, of the gates %s", v, verdictOf(o.Gates(f.Cadres[0])))
			}
			return g
		}
	}
	t.Fatalf("no gate %s", rule)
	return Gate{}
}

// What the law's text asks, on both sides of each line; docs/candidates.md says why.
func TestLaw(t *testing.T) {
	warned := func(name, until string) func(*fact.Dossier) {
		return func(d *fact.Dossier) {
			d.Sanctions = []fact.Sanction{{Key: "s", Regime: "PARTY", Name: name, DecidedOn: "2024-02-01", EffectEndsOn: until}}
		}
	}
	both := func(list ...func(*fact.Dossier)) func(*fact.Dossier) {
		return func(d *fact.Dossier) {
			for _, f := range list {
				f(d)
			}
		}
	}
	level := func(grade string) func(*fact.Dossier) {
		return func(d *fact.Dossier) { d.Appointments[3].Grade = grade }
	}
	rank := func(ladder, name, on string) func(*fact.Dossier) {
		return func(d *fact.Dossier) {
			d.Ranks = []fact.RankGrant{{Key: "g", Ladder: ladder, Rank: name, GrantedOn: on}}
		}
	}
	only := func(list ...fact.Appointment) func(*fact.Dossier) {
		return func(d *fact.Dossier) { d.Appointments = list }
	}
	finding := func(kind, result string) func(*fact.Dossier) {
		return func(d *fact.Dossier) {
			d.Clearances = append(d.Clearances, fact.Clearance{Key: "k9", Kind: kind, CheckedOn: "2024-05-01", Result: result})
		}
	}
	first := fact.Appointment{Key: "a1", Position: "o02-p1", From: "2020-01-01", Grade: "SECTION_DEPUTY"}
	chief := fact.Appointment{Key: "a2", Position: "o01-p2", From: "2023-01-01", Grade: "SECTION_CHIEF"}
	tests := []struct {
		name   string
		change func(*fact.Dossier)
		rule   string
		want   Outcome
		found  string // part of what is found or missing
	}{
		{"two levels are passed over", level("STAFF"), "NO_LEVEL_SKIPPED", Fail, "no consent allows"},
		{"one level is passed over", level("SECTION_DEPUTY"), "NO_LEVEL_SKIPPED", Review, "Stands at SECTION_DEPUTY"},
		{"who holds no level is not known to pass over two", func(d *fact.Dossier) { d.Appointments[3].Kind = "ACTING" }, "NO_LEVEL_SKIPPED", Review, "Stands at NONE"},
		{"a rank at the level below", both(only(first), rank("GENERAL", "二级主任科员", "2021-08-31")), "NO_LEVEL_SKIPPED", Pass, ""},
		{"a rank below the level below", both(only(first), rank("GENERAL", "三级主任科员", "2021-08-31")), "NO_LEVEL_SKIPPED", Review, ""},
		{"a rank whose level the book does not say", both(only(first), rank("JUDGE", "四级法官", "2021-08-31")), "NO_LEVEL_SKIPPED", Unknown, "level the person stands at"},
		{"three years at a rank", both(only(first), rank("GENERAL", "一级主任科员", "2021-08-31")), "YEARS_AT_LEVEL_BELOW", Pass, "3 years"},
		{"a day short of three years at a rank", both(only(first), rank("GENERAL", "一级主任科员", "2021-09-01")), "YEARS_AT_LEVEL_BELOW", Fail, "2 years 11 months"},
		{"years at a rank too low", both(only(first), rank("GENERAL", "三级主任科员", "2015-01-01")), "YEARS_AT_LEVEL_BELOW", Fail, "no time"},
		{"years at a rank and in a post add up, each day once", both(only(first, chief), rank("GENERAL", "二级主任科员", "2021-08-31")), "YEARS_AT_LEVEL_BELOW", Pass, "3 years"},
		{"years of an enterprise", only(fact.Appointment{Key: "a", Position: "o02-p1", From: "2019-01-01", ComparableGrade: "SECTION_CHIEF"}), "YEARS_AT_LEVEL_BELOW", Pass, "5 years"},
		{"years of an enterprise at a lower level", only(fact.Appointment{Key: "a", Position: "o02-p1", From: "2019-01-01", Grade: "NONE", ComparableGrade: "SECTION_DEPUTY"}), "YEARS_AT_LEVEL_BELOW", Fail, "no time"},
		{"a rank beside a post", both(only(chief), rank("GENERAL", "一级主任科员", "2020-01-01")), "POSTS_ONE_LEVEL_BELOW", Pass, "or above: 2"},
		{"a rank alone", both(only(first), rank("GENERAL", "一级主任科员", "2020-01-01")), "POSTS_ONE_LEVEL_BELOW", Review, "or above: 0"},
		{"the same post with other duties", only(fact.Appointment{Key: "a", Position: "o02-p2", From: "2018-01-01", To: "2021-01-01", Grade: "SECTION_CHIEF"},
			fact.Appointment{Key: "b", Position: "o02-p2", From: "2021-01-01", Grade: "SECTION_CHIEF", NewDuties: true}), "POSTS_ONE_LEVEL_BELOW", Pass, "or above: 2"},
		{"the same post with the same duties", only(fact.Appointment{Key: "a", Position: "o02-p2", From: "2018-01-01", To: "2021-01-01", Grade: "SECTION_CHIEF"},
			fact.Appointment{Key: "b", Position: "o02-p2", From: "2021-01-01", Grade: "SECTION_CHIEF"}), "POSTS_ONE_LEVEL_BELOW", Review, "or above: 1"},
		{"half a year of special work", only(chief, fact.Appointment{Key: "x", Position: "o05-p2", Kind: "SPECIAL_WORK", From: "2023-02-01", To: "2023-08-01", Grade: "SECTION_CHIEF"}), "POSTS_ONE_LEVEL_BELOW", Pass, "or above: 2"},
		{"a day less of special work", only(chief, fact.Appointment{Key: "x", Position: "o05-p2", Kind: "SPECIAL_WORK", From: "2023-02-01", To: "2023-07-31", Grade: "SECTION_CHIEF"}), "POSTS_ONE_LEVEL_BELOW", Review, "or above: 1"},
		{"special work is no time at the level", only(first, fact.Appointment{Key: "x", Position: "o05-p2", Kind: "SPECIAL_WORK", From: "2019-02-01", Grade: "SECTION_CHIEF"}), "YEARS_AT_LEVEL_BELOW", Fail, "no time"},
		{"a promotion while a warning runs", warned("警告", "2025-02-01"), "NO_SANCTION_IN_FORCE", Fail, "has effect until 2025-02-01"},
		{"a plain move while a warning runs", both(warned("警告", "2025-02-01"), level("DIVISION_DEPUTY")), "NO_SANCTION_IN_FORCE", Review, "进一步使用"},
		{"a move to an equal post after losing the posts in the Party", both(warned("撤销党内职务", "2026-02-01"), level("DIVISION_DEPUTY")), "NO_SANCTION_IN_FORCE", Fail, ""},
		{"the warning is over", both(warned("警告", "2024-08-31"), level("DIVISION_DEPUTY")), "NO_SANCTION_IN_FORCE", Pass, ""},
		{"on probation, by the usual way", func(d *fact.Dossier) { d.Appointments[3].ProbationEndsOn = "2024-10-01" }, "EXCEPTION_BARS", NotApplicable, "No exception is needed"},
		{"on probation, by exception", both(level("SECTION_DEPUTY"), func(d *fact.Dossier) { d.Appointments[3].ProbationEndsOn = "2024-10-01" }), "EXCEPTION_BARS", Fail, "NO_LEVEL_SKIPPED. The probation"},
		{"by exception", level("SECTION_DEPUTY"), "EXCEPTION_BARS", Pass, "NO_LEVEL_SKIPPED"},
		{"promoted a day less than a year ago, by exception", only(fact.Appointment{Key: "a", Position: "o02-p2", From: "2023-09-01", Grade: "SECTION_CHIEF"}), "EXCEPTION_BARS", Fail, "At SECTION_CHIEF for 11 months"},
		{"promoted a year ago, by exception", only(fact.Appointment{Key: "a", Position: "o02-p2", From: "2023-08-31", Grade: "SECTION_CHIEF"}), "EXCEPTION_BARS", Pass, "At SECTION_CHIEF for 1 year"},
		{"promoted some day of the year, by exception", only(fact.Appointment{Key: "a", Position: "o02-p2", From: "2023", Grade: "SECTION_CHIEF"}), "EXCEPTION_BARS", Unknown, "the day on which the person came to SECTION_CHIEF"},
		{"a grade that a sanction caused", func(d *fact.Dossier) {
			d.Sanctions = []fact.Sanction{{Key: "s", Regime: "PARTY", Name: "警告", DecidedOn: "2022-12-01", EffectEndsOn: "2023-12-01"}}
			d.Evaluations[0].Grade, d.Evaluations[0].CausedBy = "BASIC", "s"
		}, "ANNUAL_GRADES", Fail, "BASIC"},
		{"a grade that a revoked sanction caused", func(d *fact.Dossier) {
			d.Sanctions = []fact.Sanction{{Key: "s", Regime: "PARTY", Name: "警告", DecidedOn: "2022-12-01", EffectEndsOn: "2023-12-01", RevokedOn: "2024-06-01"}}
			d.Evaluations[0].Grade, d.Evaluations[0].CausedBy = "BASIC", "s"
		}, "ANNUAL_GRADES", Pass, "does not count"},
		{"a finding of canvassing", finding("CANVASSING", "ISSUE"), "NOT_CANVASSING", Fail, "ISSUE"},
		{"no finding of canvassing", func(*fact.Dossier) {}, "NOT_CANVASSING", Pass, "No finding"},
		{"canvassing is looked into", finding("CANVASSING", "PENDING"), "NOT_CANVASSING", Unknown, "whether a finding"},
		{"low standing", finding("PUBLIC_STANDING", "ISSUE"), "PUBLIC_STANDING", Fail, "ISSUE"},
		{"no finding of low standing", finding("PUBLIC_STANDING", "CLEAR"), "PUBLIC_STANDING", Pass, "CLEAR"},
		{"family abroad: special posts are for a person to tell", finding("FAMILY_ABROAD", "ISSUE"), "FAMILY_NOT_ABROAD", Review, "ISSUE"},
		{"no family abroad", finding("FAMILY_ABROAD", "CLEAR"), "FAMILY_NOT_ABROAD", Pass, "CLEAR"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := able()
			tt.change(d)
			g := gateFor(t, about(d), Ask{Position: "o00-p3"}, tt.rule)
			if g.Outcome != tt.want || !strings.Contains(g.Found.String()+g.Missing.String(), tt.found) {
				t.Errorf("got %s, found %q, missing %q", g.Outcome, g.Found, g.Missing)
			}
		})
	}
}

// What no consent allows is a MUST that cannot be waived, whatever a vacancy says, and cites the article that says so.
func TestTwoLevelsAreNeverPassedOver(t *testing.T) {
	d := able()
	d.Appointments[3].Grade = "STAFF"
	g := gateFor(t, about(d), Ask{Position: "o00-p3", Requirements: []fact.Requirement{{Rule: "NO_LEVEL_SKIPPED", Strength: "NORMALLY"}}}, "NO_LEVEL_SKIPPED")
	if g.Outcome != Fail || g.Strength != "MUST" || g.Waivable || g.Citation.Article != "9" || g.Citation.Status != "P" {
		t.Errorf("got %s %s, waivable %t, by %+v", g.Strength, g.Outcome, g.Waivable, g.Citation)
	}
	d.Appointments[3].Grade = "SECTION_DEPUTY"
	g = gateFor(t, about(d), Ask{Position: "o00-p3"}, "NO_LEVEL_SKIPPED")
	if g.Outcome != Review || g.Strength != "NORMALLY" || !g.Waivable || g.Citation.Article != "45" {
		t.Errorf("got %s %s, waivable %t, by %+v", g.Strength, g.Outcome, g.Waivable, g.Citation)
	}
}

// Years of an INCOMPETENT grade lead to no rank, nor do those of BASIC.
func TestIncompetentYearsCountForNoRank(t *testing.T) {
	for _, tt := range []struct {
		grade   string
		granted string
		want    Outcome
	}{{"COMPETENT", "2022-08-31", Pass}, {"BASIC", "2022-08-31", Fail}, {"INCOMPETENT", "2022-08-31", Fail}, {"INCOMPETENT", "2021-08-31", Pass}, {"INCOMPETENT", "2021-09-01", Fail}} {
		d := able()
		d.Appointments = nil
		d.Ranks = []fact.RankGrant{{Key: "g", Ladder: "GENERAL", Rank: "二级主任科员", GrantedOn: tt.granted}}
		d.Evaluations = []fact.Evaluation{{Key: "v1", Kind: "ANNUAL", Year: 2022, Grade: "COMPETENT", EvaluatedOn: "2023-01-15"}, {Key: "v2", Kind: "ANNUAL", Year: 2023, Grade: tt.grade, EvaluatedOn: "2024-01-15"},
			{Key: "v0", Kind: "ANNUAL", Year: 2021, Grade: "COMPETENT", EvaluatedOn: "2022-01-15"}}
		if g := gateFor(t, about(d), Ask{Ladder: "GENERAL", Rank: "一级主任科员"}, "RANK_YEARS"); g.Outcome != tt.want {
			t.Errorf("%s since %s: got %s, %s", tt.grade, tt.granted, g.Outcome, g.Found)
		}
	}
}

// lawPost is an official and one post of a unit.
func lawPost(d *fact.Dossier, unit fact.Organization, q fact.Position) *fact.Facts {
	unit.Key, q.Key, q.Organization = "o", "q", "o"
	return &fact.Facts{Cadres: []*fact.Dossier{d}, Positions: map[string]*fact.Position{"q": &q}, Organizations: map[string]*fact.Organization{"o": &unit}}
}

// Years in the Party are asked of members of committees only.
func TestPartyYears(t *testing.T) {
	county, city := fact.Organization{Kind: "PARTY_COMMITTEE", Level: "COUNTY"}, fact.Organization{Kind: "PARTY_COMMITTEE", Level: "CITY"}
	for _, tt := range []struct {
		name   string
		unit   fact.Organization
		member *bool
		joined string
		want   Outcome
	}{
		{"three years, of a county", county, ptr(true), "2021-08-31", Pass},
		{"a day less", county, ptr(true), "2021-09-01", Fail},
		{"three years, of a city", city, ptr(true), "2021-08-31", Fail},
		{"five years, of a city", city, ptr(true), "2019-08-31", Pass},
		{"no member of the committee", city, ptr(false), "2024-01-01", NotApplicable},
		{"perhaps a member, with the years", city, nil, "2019-08-31", Pass},
		{"perhaps a member, without the years", city, nil, "2024-01-01", Unknown},
		{"a discipline organ", fact.Organization{Kind: "DISCIPLINE", Level: "CITY"}, ptr(true), "2024-01-01", NotApplicable},
	} {
		d := able()
		d.PartyJoinedOn = tt.joined
		g := gateFor(t, lawPost(d, tt.unit, fact.Position{Grade: "DIVISION_DEPUTY", CommitteeMember: tt.member}), Ask{Position: "q"}, "PARTY_YEARS")
		if g.Outcome != tt.want {
			t.Errorf("%s: got %s, found %q, missing %q", tt.name, g.Outcome, g.Found, g.Missing)
		}
	}
}

// A fact that is missing in two places is named once.
func TestMissingOnce(t *testing.T) {
	d := able()
	d.Appointments = []fact.Appointment{{Key: "a1", Position: "o01-p2", From: "2020-01-01", Grade: "SECTION_CHIEF"}}
	d.Ranks = []fact.RankGrant{{Key: "g1", Ladder: "JUDGE", Rank: "四级法官", GrantedOn: "2020-01-01", To: "2021-01-01"}, {Key: "g2", Ladder: "JUDGE", Rank: "四级法官", GrantedOn: "2021-06-01"}}
	g := gateFor(t, about(d), Ask{Position: "o00-p3"}, "POSTS_ONE_LEVEL_BELOW")
	if g.Outcome != Unknown || strings.Count(g.Missing.String(), "四级法官") != 1 {
		t.Errorf("%s: %q", g.Outcome, g.Missing)
	}
}

// Terms are counted without a break, and for the posts of article 2; so are fifteen years at one level.
func TestTermsAndYearsAtOneLevel(t *testing.T) {
	government := fact.Organization{Kind: "GOVERNMENT", Level: "COUNTY"}
	in := func(key, from, to string) fact.Appointment {
		return fact.Appointment{Key: key, Position: "q", From: from, To: to, Grade: "DIVISION_DEPUTY"}
	}
	department := fact.Organization{Kind: "DEPARTMENT", Level: "CITY"}
	for _, tt := range []struct {
		name  string
		unit  fact.Organization
		chief bool
		held  []fact.Appointment
		rule  string
		want  Outcome
	}{
		{"ten years without a break", government, false, []fact.Appointment{in("a", "2010-01-01", "2015-01-01"), in("b", "2015-01-01", "2020-01-01")}, "TERMS_SERVED", Fail},
		{"ten years with a break", government, false, []fact.Appointment{in("a", "2010-01-01", "2015-01-01"), in("b", "2015-01-02", "2020-01-02")}, "TERMS_SERVED", Pass},
		{"a day less", government, false, []fact.Appointment{in("a", "2010-01-02", "2020-01-01")}, "TERMS_SERVED", Pass},
		{"ten years as chief of a department", department, true, []fact.Appointment{in("a", "2010-01-01", "2020-01-01")}, "TERMS_SERVED", Fail},
		{"ten years as deputy of a department", department, false, []fact.Appointment{in("a", "2010-01-01", "2020-01-01")}, "TERMS_SERVED", NotApplicable},
		{"ten years as chief of a county's department", fact.Organization{Kind: "DEPARTMENT", Level: "COUNTY"}, true, []fact.Appointment{in("a", "2010-01-01", "2020-01-01")}, "TERMS_SERVED", NotApplicable},
		{"fifteen years at the level, with a break", government, false, []fact.Appointment{in("a", "2005-01-01", "2010-01-01"), in("b", "2011-01-01", "2021-01-01")}, "YEARS_AT_ONE_LEVEL", Fail},
		{"a day less than fifteen years", government, false, []fact.Appointment{in("a", "2005-01-01", "2010-01-01"), in("b", "2011-01-01", "2020-12-31")}, "YEARS_AT_ONE_LEVEL", Pass},
		{"fifteen years as deputy of a department", department, false, []fact.Appointment{in("a", "2005-01-01", "2021-01-01")}, "YEARS_AT_ONE_LEVEL", NotApplicable},
	} {
		d := able()
		d.Appointments = tt.held
		g := gateFor(t, lawPost(d, tt.unit, fact.Position{Grade: "DIVISION_DEPUTY", TermYears: 5, Chief: tt.chief}), Ask{Position: "q"}, tt.rule)
		if g.Outcome != tt.want {
			t.Errorf("%s: got %s, found %q", tt.name, g.Outcome, g.Found)
		}
	}
}

// Posts at 乡科级 ask for their own years, by a law of their own.
func TestSectionPosts(t *testing.T) {
	town := fact.Organization{Kind: "TOWNSHIP", Level: "TOWNSHIP"}
	for _, tt := range []struct {
		grade, below, from string
		want               Outcome
	}{
		{"SECTION_CHIEF", "SECTION_DEPUTY", "2022-08-31", Pass}, {"SECTION_CHIEF", "SECTION_DEPUTY", "2022-09-01", Fail},
		{"SECTION_DEPUTY", "STAFF", "2021-08-31", Pass}, {"SECTION_DEPUTY", "STAFF", "2021-09-01", Fail},
	} {
		d := able()
		d.Appointments = []fact.Appointment{{Key: "a", Position: "x", From: tt.from, Grade: tt.below}}
		g := gateFor(t, lawPost(d, town, fact.Position{Grade: tt.grade}), Ask{Position: "q"}, "YEARS_AT_LEVEL_BELOW")
		if g.Outcome != tt.want || g.Citation.Law != "公务员职务任免与职务升降规定" || g.Citation.Status != "P" {
			t.Errorf("%s after %s since %s: got %s, %s, by %+v", tt.grade, tt.below, tt.from, g.Outcome, g.Found, g.Citation)
		}
	}
}

// A requirement may ask for the unit's conclusion.
func TestConclusionOfTheUnit(t *testing.T) {
	d := able()
	ask := Ask{Position: "o00-p3", Requirements: []fact.Requirement{{Rule: "CLEARANCES", Value: "UNIT_OPINION"}}}
	if g := gateFor(t, about(d), ask, "CLEARANCES"); g.Outcome != Unknown || g.Part != "UNIT_OPINION" {
		t.Errorf("without it: %s %s", g.Part, g.Outcome)
	}
	d.Clearances = append(d.Clearances, fact.Clearance{Key: "k9", Kind: "UNIT_OPINION", CheckedOn: "2024-05-01", Result: "CLEAR"})
	if g := gateFor(t, about(d), ask, "CLEARANCES"); g.Outcome != Pass {
		t.Errorf("with it: %s", g.Outcome)
	}
}
