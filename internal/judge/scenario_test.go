package judge

import (
	"strings"
	"testing"

	"bole/internal/judge/fact"

	"pgregory.net/rapid"
)

// FuzzOpen holds that no text of a scenario brings down an opening or its gates: it is refused with a reason that
// names the rule, or every gate of everyone has an outcome and what it was decided by, and the quick verdict is theirs.
func FuzzOpen(f *testing.F) {
	facts := world(6, 3)
	book := StandardRules()
	for _, r := range book.Rules {
		for _, value := range []string{"", "5", "2.5", "-1", "1e9", "大学本科", "TOWNSHIP,SUBDISTRICT:2", "DOSSIER,AUDIT", "s332", strings.Repeat("9", 40)} {
			f.Add(r.Code, "", value, "", "2024-08-31", "v")
		}
		f.Add(r.Code, "LT", "3", "NORMALLY", "0001-01-01", "")
		f.Add(r.Code, "GTE", "100", "MUST", "9999-12-31", "v")
	}
	f.Add("NOTHING", "\x00", "\xff", "PERHAPS", "2024-02-30", "nowhere")
	f.Fuzz(func(t *testing.T, rule, operator, value, strength, asOf, vacancy string) {
		held(t, facts, book, asOf, Ask{Vacancy: vacancy, Requirements: []fact.Requirement{{Rule: rule, Operator: operator, Value: value, Strength: strength}}})
		held(t, facts, book, asOf, Ask{Position: "o00-p4", Requirements: []fact.Requirement{{Rule: rule, Operator: operator, Value: value, Strength: strength}}})
		held(t, facts, book, asOf, Ask{Ladder: "GENERAL", Rank: "四级调研员", Requirements: []fact.Requirement{{Rule: rule, Operator: operator, Value: value, Strength: strength}}})
	})
}

// Scenarios of several plausible conditions are met as often as refused.
func TestScenarios(t *testing.T) {
	facts, book := world(6, 4), StandardRules()
	opened, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		g := draw{t}
		ask := Ask{Vacancy: "v"}
		for range g.int(4, "conditions") {
			r := book.Rules[g.int(len(book.Rules), "rule")]
			ask.Requirements = append(ask.Requirements, fact.Requirement{Rule: r.Code, Operator: g.of("operator", "", "", "", "GTE", "LT", "LTE"), Strength: g.of("strength", "", "MUST", "NORMALLY"),
				Value: g.of("value", "", "", "1", "3", "2.5", "55", "大学专科", "研究生", "TOWNSHIP:1", "DOSSIER", "HEALTH,AUDIT", "s332")})
		}
		if held(t, facts, book, g.asOf(), ask) {
			opened++
		} else {
			refused++
		}
	})
	if opened < 10 || refused < 10 {
		t.Errorf("%d were opened and %d refused; nothing is tested", opened, refused)
	}
}

type failing interface {
	Helper()
	Fatalf(format string, args ...any)
}

// held reports whether an ask was opened.
func held(t failing, f *fact.Facts, b *RuleBook, asOf string, ask Ask) bool {
	t.Helper()
	y, err := On(f, asOf, 0)
	if err != nil {
		if parse(asOf).exact() {
			t.Fatalf("%s is refused: %v", asOf, err)
		}
		return false
	}
	o, err := y.Open(b, ask)
	if err != nil {
		named := ask.Vacancy != "" && f.Vacancies[ask.Vacancy] == nil && strings.Contains(err.Error(), "vacancy")
		for _, r := range ask.Requirements {
			named = named || strings.Contains(err.Error(), "requirement "+r.Rule+":") || strings.HasPrefix(err.Error(), "requirement \"")
		}
		if !named {
			t.Fatalf("%+v: the refusal names no condition: %v", ask, err)
		}
		return false
	}
	for _, d := range f.Cadres {
		gates := o.Gates(d)
		for _, g := range gates {
			switch g.Outcome {
			case Pass, NotApplicable:
			case Fail, Review:
				if g.Found.Empty() {
					t.Fatalf("%s of %s is %s and says nothing found", g.Rule, d.Key, g.Outcome)
				}
			case Unknown:
				if g.Missing.Empty() || g.Supplier == "" {
					t.Fatalf("%s of %s is unknown and names neither what is missing nor who supplies it: %+v", g.Rule, d.Key, g)
				}
			default:
				t.Fatalf("%s of %s has the outcome %q", g.Rule, d.Key, g.Outcome)
			}
			if g.Outcome == Fail && g.Strength != "MUST" {
				t.Fatalf("%s of %s should be met, and fails", g.Rule, d.Key)
			}
		}
		if v := o.Verdict(d); v != verdictOf(gates) {
			t.Fatalf("%+v, %s: the verdict is %s, of the gates %s", ask, d.Key, v, verdictOf(gates))
		}
	}
	return true
}
