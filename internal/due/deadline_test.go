package due

import (
	"strings"
	"testing"

	"bole/graph/figures"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/internal/citation"
	"bole/schema"
)

// read gives the rules and duties of the product, or of another pair of rules.
func read(t *testing.T, rules ...*Rules) *Due {
	t.Helper()
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Read(sdl)
	if err != nil {
		t.Fatal(err)
	}
	l := law.New(m)
	f, err := figures.New(l, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(l, nil, f, append(rules, nil)[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDeadlines holds days to what the articles say, counted by hand.
func TestDeadlines(t *testing.T) {
	d := read(t)
	for _, tt := range []struct {
		field, recorded, from, value string
		on, rule                     string
		undecided                    bool
	}{
		{"Statement.dueOn", "2026-03-01", "2026-01-01", "REVIEW", "2026-03-01", "", false},    // the fact names it
		{"Statement.dueOn", "", "2026-01-31", "REVIEW", "2026-03-02", "REVIEW_ANSWER", false}, // 30 days
		{"Statement.dueOn", "", "2026-01-31", "APPEAL", "2026-04-01", "APPEAL_ANSWER", false}, // 60 days
		{"Statement.dueOn", "", "2026-01-31", "RECONSIDERATION", "2026-02-28", "RECONSIDERATION_ANSWER", false},
		{"Statement.dueOn", "", "2026-03-15", "RECONSIDERATION", "2026-04-15", "RECONSIDERATION_ANSWER", false},
		{"Statement.dueOn", "", "2026-01", "REVIEW", "", "REVIEW_ANSWER", true}, // known to the month
		{"Involved.respondBy", "", "2026-04-10", "", "2026-05-10", "HEARING", false},
		{"SelectionStep.to", "", "2026-11-02", "NOTICE", "2026-11-07", "PUBLIC_NOTICE", false}, // Monday to Friday
		{"SelectionStep.to", "", "2026-09-28", "NOTICE", "2026-10-10", "PUBLIC_NOTICE", false}, // the national holiday, and a Saturday that is worked
		{"SelectionStep.to", "", "2026-12-29", "NOTICE", "", "PUBLIC_NOTICE", true},            // runs out of the calendar
	} {
		got := d.deadline(tt.field, tt.recorded, tt.from, tt.value)
		if got == nil || got.on != tt.on || got.undecided != tt.undecided || (got.rule == nil) != (tt.rule == "") || got.rule != nil && got.rule.Code != tt.rule {
			t.Errorf("%+v: %+v", tt, got)
		}
	}
	for _, none := range [][3]string{{"Statement.dueOn", "2026-01-01", "STATEMENT"}, {"Statement.dueOn", "", "REVIEW"}, {"SelectionStep.to", "2026-01-01", "MOTION"}, {"Vacancy.closesOn", "2026-01-01", ""}} {
		if got := d.deadline(none[0], "", none[1], none[2]); got != nil {
			t.Errorf("%v has no rule, and %+v", none, got)
		}
	}
}

// TestRulesThatDoNotFit: rules and duties that name what the schema does not have are refused, all at once.
func TestRulesThatDoNotFit(t *testing.T) {
	d := read(t)
	law := []citation.Citation{{Law: "某法", Status: "S"}}
	d.rules = []rule{
		{Code: "A", Field: "Statement.until", From: "filedOn", Days: 3, Citations: law},
		{Code: "B", Field: "Statement.dueOn", From: "filedOn", Days: 3, When: &when{"kind", []string{"COMPLAINT"}}, Citations: law},
	}
	d.duties = []duty{{Code: "NOTHING", Roles: []string{"ORGANIZER"}}, {Code: "NOTIFY"}, {Code: "CLARIFY", Roles: []string{"ORGANIZER"}, Field: "Case.clarifiedOn"}}
	err := d.check()
	if err == nil {
		t.Fatal("nothing is refused")
	}
	want := []string{"A: Statement.until or filedOn of it is not a field", "B: COMPLAINT is not a value of Statement.kind", "NOTHING: has no statement duties/NOTHING.cypher", "NOTIFY: has no statement duties/NOTIFY.cypher, or no role", "CLARIFY: goes by Case.clarifiedOn, for which there is no rule"}
	got := strings.Split(err.Error(), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d are refused: %v", len(got), err)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

// TestFilesOfDeadlinesThatAreRefused: an operator's file is refused whole, with every place that is wrong.
func TestFilesOfDeadlinesThatAreRefused(t *testing.T) {
	const law = `"citations": [{"law": "某法", "status": "S"}]`
	for _, tt := range []struct{ rules, want string }{
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "days": 3, "months": 1, ` + law + `}`, "rules.0 (A): has 2 of days, months and hearing"},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", ` + law + `}`, "rules.0 (A): has 0 of days, months and hearing"},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "days": -3, ` + law + `}`, "from 1 day to 3660"},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "months": 1, "workingDays": true, ` + law + `}`, "counts working days and has no days"},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "days": 3}`, "rules.0 (A): has no citation"},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "days": 3, "citations": [{"law": "某法", "status": "X"}]}`, `of the status "X"`},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "days": 3, ` + law + `}, {"code": "A", "field": "Statement.dueOn", "from": "filedOn", "days": 4, ` + law + `}`, "rules.1 (A): has no code, or that of another rule"},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "day": 3, ` + law + `}`, "rules.0.day is an unknown field"},
		{`{"code": "A", "field": "Statement.dueOn", "from": "filedOn", "days": "3", ` + law + `}`, "rules.0.days is not"},
	} {
		if _, err := OpenRules(strings.NewReader(`{"version": "own", "rules": [` + tt.rules + `]}`)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s gave %v, want %q", tt.rules, err, tt.want)
		}
	}
	if _, err := OpenRules(strings.NewReader(`{"rules": []}`)); err == nil || !strings.Contains(err.Error(), "has no version") {
		t.Errorf("a file without a version gave %v", err)
	}
}

// TestOwnDeadlines: what an operator's file says counts instead of what comes with the product.
func TestOwnDeadlines(t *testing.T) {
	own, err := OpenRules(strings.NewReader(strings.Replace(string(standardRules), `"days": 60`, `"days": 45`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, own)
	if got := d.deadline("Statement.dueOn", "", "2026-01-31", "APPEAL"); got.on != "2026-03-17" {
		t.Errorf("45 days from 31 January are %s", got.on)
	}
	d.rules = nil
	if err := d.check(); err == nil || !strings.Contains(err.Error(), "for which there is no rule") {
		t.Errorf("duties that go by no rule gave %v", err)
	}
}
