package judge

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"bole/internal/judge/fact"
)

func TestStandardRules(t *testing.T) {
	b := StandardRules()
	if len(b.Digest) != 64 || b.Version == "" {
		t.Errorf("version %q, digest %q", b.Version, b.Digest)
	}
	// What is known of the rules is in the book.
	if got := b.step("GENERAL", "二级巡视员"); got == nil || got.Years != 4 || got.Ranks[0] != "一级调研员" || b.Tables.RankYears.Citation.Status != "S" {
		t.Errorf("the step to 二级巡视员 is %+v", got)
	}
	if got := len(b.Tables.RankYears.Steps); got != 11 {
		t.Errorf("%d steps of ranks, want 11", got)
	}
	for ladder, n := range map[string]int{"GENERAL": 12, "JUDGE": 12, "POLICE": 12} {
		if got := len(b.ladder(ladder)); got != n {
			t.Errorf("ladder %s has %d ranks, want %d", ladder, got, n)
		}
	}
	if a := b.Tables.Assessment; a.ShortenMonths != 6 || a.Citation.Article != "19" || a.Citation.Status != "S" {
		t.Errorf("assessment is %+v", a)
	}
	for _, tt := range []struct {
		regime, name string
		months       int
		status       string
	}{{"GOVERNMENT", "警告", 6, "S"}, {"GOVERNMENT", "撤职", 24, "S"}, {"PARTY", "严重警告", 18, "S"}, {"PARTY", "留党察看", 36, "S"}, {"OTHER", "事业单位记过", 12, "S"}, {"ORGANIZATIONAL", "免职", 12, "P"}, {"ADMONITION", "诫勉", 6, "P"}, {"ORGANIZATIONAL", "降职", 24, "B"}} {
		if got := b.term(&fact.Sanction{Regime: tt.regime, Name: tt.name}); got == nil || got.Months[0] != tt.months || got.Citation.Status != tt.status {
			t.Errorf("%s %s: %+v", tt.regime, tt.name, got)
		}
	}
	if len(b.Tables.RankBars.Items) != 4 || b.publicNotice("POST").WorkingDays != 5 || b.publicNotice("RANK").Citation.Article != "20(4)" || len(b.Tables.Quotas) != 10 || len(b.Tables.Appeals) != 5 {
		t.Errorf("bars %d, notice %d, quotas %d, appeals %d", len(b.Tables.RankBars.Items), len(b.Tables.Notices), len(b.Tables.Quotas), len(b.Tables.Appeals))
	}
	// What was seen in the law's own text, by the first citation for posts; everything else is not to be taken for its words.
	seen := map[string]string{"NO_LEVEL_SKIPPED": "45", "TRAINING": "14", "HEALTH": "13(5)", "NO_SANCTION_IN_FORCE": "64", "AVOIDANCE": "3, 4, 5", "HEADCOUNT": "43", "TERMS_SERVED": "2, 3, 6", "RANK_YEARS": "18"}
	premises := []string{"IN_SERVICE", "NOT_IN_THE_POST", "EXPERIENCE_AT", "AGE"}
	for _, r := range b.Rules {
		c := r.cite("POST")
		if (c == nil) != slices.Contains(premises, r.Code) {
			t.Errorf("%s cites %+v", r.Code, c)
		}
		if article, sourced := seen[r.Code]; c != nil && ((c.Status == "S") != sourced || sourced && c.Article != article || c.Status == "B") {
			t.Errorf("%s is seen as %+v, want article %q", r.Code, c, article)
		}
	}
	if c := b.Rule("EDUCATION").cite("POST"); c.Edition != "2019-03-03" {
		t.Errorf("the edition is %q", c.Edition)
	}
	if age := b.Rule("AGE"); age.Standard {
		t.Error("age is asked without being required")
	}
}

func TestRuleBooksThatAreRefused(t *testing.T) {
	tests := []struct{ name, replace, by, want string }{
		{"an unknown field", `"title": "在职"`, `"titel": "在职"`, "unknown field"},
		{"a code twice", `"code": "AGE"`, `"code": "EDUCATION"`, "EDUCATION is there twice"},
		{"no code", `"code": "AGE"`, `"code": ""`, "has no code"},
		{"no citation", `{"law": "中国共产党章程", "article": "", "status": "B"`, `{"law": "", "article": "", "status": "B"`, "has no citation"},
		{"a status that is none", `"status": "B"`, `"status": "law"`, `status of its citation is "law"`},
		{"an article that is not listed", `"article": "8(2)"`, `"article": "88(2)"`, `rule POSTS_ONE_LEVEL_BELOW: it cites article "88(2)" of 党政领导干部选拔任用工作条例, which the book does not know; its articles are`},
		{"a law that is not listed", `"law": "中华人民共和国公务员法", "article": "13(5)"`, `"law": "公务员法", "article": "13(5)"`, `rule HEALTH: it cites "公务员法", which is not among the book's laws`},
		{"a law twice", `"law": "中华人民共和国监察法", "edition"`, `"law": "中国共产党章程", "edition"`, "laws, row 13"},
		{"a premise that cites", `"premise": true,`, `"premise": false,`, "rule IN_SERVICE: has no citation"},
		{"seen in the text of no edition", `"edition": "2018-12-29"`, `"edition": ""`, "status S and the law no edition"},
		{"an exception without a law", `"consent": "SUPERIOR"`, `"consent": "ANYONE"`, "it is SUPERIOR or COMMITTEE"},
		{"an exception before nothing", `"before": "DISCUSSION"`, `"before": "LUNCH"`, `consented to before "LUNCH"`},
		{"a notice of no days", `"workingDays": 5`, `"workingDays": 0`, "table notices, row 1: its workingDays are 0; give 1 to 100"},
		{"a sanction for ever", `"months": [36, 48]`, `"months": [1200]`, "its months are [1200]; give one or more from 1 to 120"},
		{"a rank that is none", `"rank": "二级警员"`, `"rank": "特级警员"`, "table rankLevels"},
		{"an unknown check", `"check": "BAR"`, `"check": "SOUL"`, `checked by "SOUL"`},
		{"a value it cannot read", `"value": "大学本科"`, `"value": "博学"`, "a level of study is read"},
		{"another check's parameter", `"params": {"member": "中共党员"}`, `"params": {"member": "中共党员", "dueMonth": 4}`, "has no parameter dueMonth"},
		{"a parameter missing", `"params": {"member": "中共党员"}`, `"params": {}`, "needs the parameter member"},
		{"no supplier", `"supplier": "组织部门干部信息管理机构"`, `"supplier": ""`, "who supplies"},
		{"a step from nowhere", `"ranks": ["一级调研员"]`, `"ranks": ["特级调研员"]`, "the step to 二级巡视员"},
		{"no version", `"version": "` + StandardRules().Version + `"`, `"version": ""`, "has no version"},
		{"two books", "}\n]\n", "", "read rule book"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(string(standardRules), tt.replace, tt.by, 1)
			if text == string(standardRules) {
				text += "{}"
			}
			if _, err := OpenRules(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want … %s …", err, tt.want)
			}
		})
	}
}

// A book of a deployment's own decides, and another digest tells that it did.
func TestAnotherRuleBook(t *testing.T) {
	own, err := OpenRules(bytes.NewReader(bytes.Replace(standardRules, []byte(`["DIVISION_DEPUTY", "DIVISION_CHIEF"], "value": "5"`), []byte(`["DIVISION_DEPUTY", "DIVISION_CHIEF"], "value": "30"`), 1)))
	if err != nil {
		t.Fatal(err)
	}
	d := able()
	y, err := On(about(d), "2024-08-31", 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := y.Open(own, Ask{Position: "o00-p3"})
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, about(d), "2024-08-31", Ask{Position: "o00-p3"})
	if a.Verdict(d) != Failed || b.Verdict(d) != Eligible || a.Digest() == b.Digest() {
		t.Errorf("verdicts %s and %s, digests %s and %s", a.Verdict(d), b.Verdict(d), a.Digest(), b.Digest())
	}
}
