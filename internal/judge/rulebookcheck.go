package judge

import (
	"errors"
	"fmt"
	"slices"
)

// grades of posts from the lowest on; their places are what is compared. Place 0 is none, or unknown.
var grades = []string{"NONE", "CLERK", "STAFF", "SECTION_DEPUTY", "SECTION_CHIEF", "DIVISION_DEPUTY", "DIVISION_CHIEF", "BUREAU_DEPUTY", "BUREAU_CHIEF",
	"PROVINCE_DEPUTY", "PROVINCE_CHIEF", "NATIONAL_DEPUTY", "NATIONAL_CHIEF"}

// firstLeading is the place of the lowest level of leading posts.
const firstLeading = 3

var (
	unitKinds = []string{"PARTY_COMMITTEE", "PEOPLES_CONGRESS", "GOVERNMENT", "CPPCC", "DISCIPLINE", "DEPARTMENT", "MASS_ORGANIZATION", "TOWNSHIP", "SUBDISTRICT",
		"ENTERPRISE", "INSTITUTION", "COURT", "PROCURATORATE", "POLICE", "ZONE", "OTHER"}
	unitLevels     = []string{"CENTRAL", "PROVINCE", "CITY", "COUNTY", "TOWNSHIP"}
	clearanceKinds = []string{"DOSSIER", "REPORTED_MATTERS", "DISCIPLINE_OPINION", "COMPLAINTS", "AUDIT", "AVOIDANCE", "HEALTH"}
	evaluated      = []string{"EXCELLENT", "COMPETENT", "BASIC", "INCOMPETENT", "UNGRADED", "QUALIFIED", "UNQUALIFIED"}
)

// check tells all that is wrong with a book.
func (b *RuleBook) check() error {
	var bad []error
	say := func(text string, args ...any) { bad = append(bad, fmt.Errorf(text, args...)) }
	if b.Version == "" {
		say("has no version; give one, and change it with every change")
	}
	if len(b.Rules) == 0 {
		say("has no rules")
	}
	seen := map[string]bool{}
	for i, r := range b.Rules {
		if r == nil || r.Code == "" {
			say("rule %d has no code", i+1)
			continue
		}
		if seen[r.Code] {
			say("rule %s is there twice; keep one", r.Code)
		}
		seen[r.Code] = true
		if err := r.check(); err != nil {
			say("rule %s: %w", r.Code, err)
		}
	}
	cited := b.Tables.citations()
	for _, what := range sortedKeys(cited) {
		if err := cited[what].check(); err != nil {
			say("table %s: %w", what, err)
		}
	}
	if a := b.Tables.Assessment; a.ShortenMonths < 0 || !within(a.Shorten, evaluated) || !within(a.NotCounted, evaluated) {
		say("table assessment: its months are 0 or more and its grades are among %v", evaluated)
	}
	for _, s := range b.Tables.RankYears.Steps {
		ranks := b.ladder(s.Ladder)
		if s.Years < 0 || !slices.Contains(ranks, s.To) || !within(s.Ranks, ranks) || !within(s.Grades, grades) || len(s.Grades) > 1 {
			say("table rankYears: the step to %s takes years of 0 or more, ranks of its ladder, and at most one level of posts", s.To)
		}
	}
	return errors.Join(bad...)
}

func within(some, of []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(of, s) })
}

// citations are those of all tables, by the table's name and row.
func (t *tables) citations() map[string]Citation {
	all := map[string]Citation{}
	if len(t.RankYears.Steps) > 0 {
		all["rankYears"] = t.RankYears.Citation
	}
	if t.Assessment.ShortenMonths > 0 || len(t.Assessment.NotCounted) > 0 {
		all["assessment"] = t.Assessment.Citation
	}
	if len(t.RankBars.Items) > 0 {
		all["rankBars"] = t.RankBars.Citation
	}
	if t.Notice.WorkingDays > 0 {
		all["notice"] = t.Notice.Citation
	}
	for i, x := range t.Ladders {
		all[fmt.Sprintf("ladders, row %d", i+1)] = x.Citation
	}
	for i, x := range t.SanctionMonths {
		all[fmt.Sprintf("sanctionMonths, row %d", i+1)] = x.Citation
	}
	for i, x := range t.Quotas {
		all[fmt.Sprintf("quotas, row %d", i+1)] = x.Citation
	}
	for i, x := range t.Appeals {
		all[fmt.Sprintf("appeals, row %d", i+1)] = x.Citation
	}
	return all
}

func (c Citation) check() error {
	switch {
	case c.Law == "":
		return errors.New("has no citation; name the law it comes from, and the article where it is known")
	case c.Status != "S" && c.Status != "P" && c.Status != "B":
		return fmt.Errorf("the status of its citation is %q; S is seen in the source's text, P on a secondary page, B not verified", c.Status)
	case c.For != "" && c.For != "POST" && c.For != "RANK":
		return fmt.Errorf("its citation is for %q; it is for POST or RANK, or for both when left out", c.For)
	case c.Status == "S" && c.Article == "":
		return errors.New("its citation has status S and no article; name the article seen")
	}
	return nil
}

func (r *Rule) check() error {
	if len(r.Citations) == 0 {
		return Citation{}.check()
	}
	for _, c := range r.Citations {
		if err := c.check(); err != nil {
			return err
		}
	}
	w, ok := ways[r.Check]
	switch {
	case !ok:
		return fmt.Errorf("it is checked by %q; it may be one of %v", r.Check, sortedKeys(ways))
	case r.Title == "" || r.Sentence == "":
		return errors.New("it has no title or sentence")
	case r.Strength != "MUST" && r.Strength != "NORMALLY":
		return fmt.Errorf("its strength is %q; it is MUST or NORMALLY", r.Strength)
	case len(r.For) == 0 || !within(r.For, []string{"POST", "RANK"}):
		return errors.New("it is for POST, RANK or both")
	case r.Operator == "" && len(w.operators) > 0 || r.Operator != "" && !slices.Contains(w.operators, r.Operator):
		return fmt.Errorf("its operator is %q; this check compares by %v", r.Operator, w.operators)
	}
	if err := r.Params.check(r.Check); err != nil {
		return err
	}
	if r.Supplier == "" && slices.ContainsFunc(r.Params.Parts, func(p rulePart) bool { return p.Supplier == "" }) || r.Supplier == "" && len(r.Params.Parts) == 0 {
		return errors.New("it does not say who supplies a missing fact")
	}
	r.education = map[string]int{}
	for i, names := range r.Params.Levels {
		for _, n := range names {
			r.education[n] = i + 1
		}
	}
	for _, v := range r.Values {
		if !within(v.Grades, grades) || !within(v.Units, unitKinds) || !within(v.Levels, unitLevels) {
			return fmt.Errorf("value %s is for a level, kind or level of organization that does not exist", v.Value)
		}
		if err := w.value(&check{rule: r}, v.Value); err != nil {
			return err
		}
	}
	return nil
}

// takes says which parameters each way of checking has.
var takes = map[string][]string{"UNRECORDED": {"missing"}, "EDUCATION": {"levels"}, "PARTY_YEARS": {"member"}, "ANNUAL": {"grades", "causedBySanction", "dueMonth"},
	"POLITICAL": {"grades"}, "RANK_YEARS": {"causedBySanction"}, "CLEARANCE": {"parts"}}

func (p *ruleParams) check(way string) error {
	given := map[string]bool{"missing": p.Missing != "", "levels": p.Levels != nil, "member": p.Member != "", "grades": p.Grades != nil,
		"causedBySanction": p.CausedBySanction, "dueMonth": p.DueMonth != 0, "parts": p.Parts != nil}
	for _, name := range sortedKeys(given) {
		own := slices.Contains(takes[way], name)
		if given[name] && !own {
			return fmt.Errorf("its check has no parameter %s; leave it out", name)
		}
		if !given[name] && own && name != "causedBySanction" && name != "dueMonth" {
			return fmt.Errorf("its check needs the parameter %s", name)
		}
	}
	if !within(p.Grades, evaluated) || p.DueMonth < 0 || p.DueMonth > 12 {
		return fmt.Errorf("its grades are among %v and its dueMonth is a month", evaluated)
	}
	for _, x := range p.Parts {
		if !slices.Contains(clearanceKinds, x.Kind) || x.Title == "" || x.Issue != "REVIEW" && x.Issue != "FAIL" {
			return fmt.Errorf("its part %q needs a kind among %v, a title, and an issue REVIEW or FAIL", x.Kind, clearanceKinds)
		}
	}
	return nil
}
