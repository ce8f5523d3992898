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
	clearanceKinds = []string{"DOSSIER", "REPORTED_MATTERS", "DISCIPLINE_OPINION", "COMPLAINTS", "AUDIT", "AVOIDANCE", "HEALTH", "UNIT_OPINION"}
	findingKinds   = []string{"CONTINUING_BAR", "PUBLIC_STANDING", "CANVASSING", "FAMILY_ABROAD"}
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
		if err := errors.Join(r.check(), b.cited(r)); err != nil {
			say("rule %s: %w", r.Code, err)
		}
	}
	b.checkLaws(say)
	cited := b.Tables.citations()
	for _, what := range sortedKeys(cited) {
		if err := b.look(cited[what]); err != nil {
			say("table %s: %w", what, err)
		}
	}
	for _, l := range b.Tables.RankLevels {
		if !slices.Contains(b.ladder(l.Ladder), l.Rank) || gradeOf(l.Grade) == 0 {
			say("table rankLevels: %q of ladder %q at level %q; it takes a rank of a ladder of the book and a level among %v", l.Rank, l.Ladder, l.Grade, grades[1:])
		}
	}
	for i, n := range b.Tables.Notices {
		if n.WorkingDays < 1 || n.WorkingDays > 100 {
			say("table notices, row %d: its workingDays are %d; give 1 to 100", i+1, n.WorkingDays)
		}
	}
	for i, s := range b.Tables.SanctionMonths {
		if len(s.Months) == 0 || slices.ContainsFunc(s.Months, func(m int) bool { return m < 1 || m > 120 }) {
			say("table sanctionMonths, row %d: its months are %v; give one or more from 1 to 120", i+1, s.Months)
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
func (t *tables) citations() map[string]*Citation {
	all := map[string]*Citation{}
	if len(t.RankYears.Steps) > 0 {
		all["rankYears"] = &t.RankYears.Citation
	}
	if t.Assessment.ShortenMonths > 0 || len(t.Assessment.NotCounted) > 0 {
		all["assessment"] = &t.Assessment.Citation
	}
	if len(t.RankBars.Items) > 0 {
		all["rankBars"] = &t.RankBars.Citation
	}
	for i := range t.Notices {
		all[fmt.Sprintf("notices, row %d", i+1)] = &t.Notices[i].Citation
	}
	for i := range t.RankLevels {
		all[fmt.Sprintf("rankLevels, row %d", i+1)] = &t.RankLevels[i].Citation
	}
	for i := range t.Ladders {
		all[fmt.Sprintf("ladders, row %d", i+1)] = &t.Ladders[i].Citation
	}
	for i := range t.SanctionMonths {
		all[fmt.Sprintf("sanctionMonths, row %d", i+1)] = &t.SanctionMonths[i].Citation
	}
	for i := range t.Quotas {
		all[fmt.Sprintf("quotas, row %d", i+1)] = &t.Quotas[i].Citation
	}
	for i := range t.Appeals {
		all[fmt.Sprintf("appeals, row %d", i+1)] = &t.Appeals[i].Citation
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

// checkLaws tells what is wrong with the list of laws.
func (b *RuleBook) checkLaws(say func(string, ...any)) {
	seen := map[string]bool{}
	for i, l := range b.Laws {
		if l.Law == "" || seen[l.Law] {
			say("laws, row %d: %q is no name, or stands twice; give each law once", i+1, l.Law)
		}
		seen[l.Law] = true
		for j, a := range l.Articles {
			if a == "" || slices.Contains(l.Articles[:j], a) {
				say("laws, row %d (%s): article %q is none, or stands twice; give each once", i+1, l.Law, a)
			}
		}
	}
}

// look finds the edition of a citation, and tells what is wrong with it.
func (b *RuleBook) look(c *Citation) error {
	if err := c.check(); err != nil {
		return err
	}
	i := slices.IndexFunc(b.Laws, func(l law) bool { return l.Law == c.Law })
	if i < 0 {
		return fmt.Errorf("it cites %q, which is not among the book's laws; add it there with its edition and articles, or name one of them", c.Law)
	}
	l := &b.Laws[i]
	if c.Article != "" && !slices.Contains(l.Articles, c.Article) {
		return fmt.Errorf("it cites article %q of %s, which the book does not know; its articles are %q: name one of them, or add it to laws", c.Article, c.Law, l.Articles)
	}
	if c.Status == "S" && l.Edition == "" {
		return fmt.Errorf("its citation of %s has status S and the law no edition; give the edition seen", c.Law)
	}
	c.Edition = l.Edition
	return nil
}

// cited looks up all citations of a rule.
func (b *RuleBook) cited(r *Rule) error {
	var list []*Citation
	for i := range r.Citations {
		list = append(list, &r.Citations[i])
	}
	for _, v := range r.Values {
		list = append(list, v.Citation)
	}
	if r.Exception != nil {
		list = append(list, r.Exception.Citation)
	}
	for _, c := range list {
		if c == nil {
			continue
		}
		if err := b.look(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) check() error {
	switch {
	case r.Premise && len(r.Citations) > 0:
		return errors.New("it is a premise and cites a law; leave out one of the two")
	case !r.Premise && len(r.Citations) == 0:
		return Citation{}.check()
	}
	if e := r.Exception; e != nil {
		switch {
		case e.Consent != "SUPERIOR" && e.Consent != "COMMITTEE":
			return fmt.Errorf("the consent of its exception is %q; it is SUPERIOR or COMMITTEE", e.Consent)
		case e.Before != "" && !slices.Contains(stages, e.Before):
			return fmt.Errorf("its exception is consented to before %q; it is one of %v, or left out", e.Before, stages)
		case e.Citation == nil && !r.Premise:
			return errors.New("its exception has no citation; name the law that knows it, or leave the exception out")
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
	"POLITICAL": {"grades"}, "RANK_YEARS": {"causedBySanction"}, "CLEARANCE": {"parts"}, "FINDING": {"parts"}}

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
		kinds, issues := clearanceKinds, []string{"REVIEW", "FAIL", "HOLD"}
		if way == "FINDING" {
			kinds, issues = findingKinds, issues[:2]
		}
		if !slices.Contains(kinds, x.Kind) || x.Title == "" || !slices.Contains(issues, x.Issue) {
			return fmt.Errorf("its part %q needs a kind among %v, a title, and an issue among %v", x.Kind, kinds, issues)
		}
	}
	return nil
}
