package lrmx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bole/graph/message"
)

// Grade is an annual assessment; Grade is a name of the API's EvaluationGrade, Text how the form says it.
type Grade struct {
	Year  int
	Grade string
	Text  string
}

// gradeNames are the grades of ZB18, and those of institutions.
var gradeNames = map[string]string{"优秀": "EXCELLENT", "称职": "COMPETENT", "基本称职": "BASIC", "不称职": "INCOMPETENT",
	"不定等次": "UNGRADED", "不确定等次": "UNGRADED", "合格": "QUALIFIED", "不合格": "UNQUALIFIED"}

const (
	oneYear  = `\d{4}\s*(?:年度|年)?`
	manyYear = oneYear + `(?:\s*(?:[、和及与\-至到~]|以及)\s*` + oneYear + `)*`
	aGrade   = `(优秀|基本称职|不称职|称职|不确定等次|不定等次|不合格|合格)`
	ungraded = `(?:因[^\d]{1,12})?((?:未|没有|不|暂不|未能)(?:参加|进行)?(?:公务员)?(?:年度)?考核|暂缓(?:参加)?(?:年度)?考核|(?:暂)?未(?:确)?定等次)`
	assessed = `\s*(?:公务员)?(?:年度)?(?:考核)?(?:结果|等次)?\s*(?:均被|都被|被)?(?:评定为|确定为|评为|定为|均为|都为|均|都|为|是|:)?\s*`
)

// Forms of a clause: years with a grade, a grade with years, years without assessment, years alone.
var (
	yearsGrade = regexp.MustCompile(`^(` + manyYear + `)` + assessed + aGrade + `(?:等次)?$`)
	gradeYears = regexp.MustCompile(`^` + aGrade + `(?:等次)?\s*(?::|\()\s*(` + manyYear + `)\)?$`)
	yearsNone  = regexp.MustCompile(`^(` + manyYear + `)\s*` + ungraded + `$`)
	yearsAlone = regexp.MustCompile(`^` + manyYear + `$`)
	together   = regexp.MustCompile(`均|都`)
	heading    = regexp.MustCompile(`^\s*(?:年度)?考核(?:结果|情况|等次)?[：:]`)
	nextYear   = regexp.MustCompile(`(优秀|称职|合格|等次|考核、)[、\s]*([0-9０-９]{4})`)
	oneOf      = regexp.MustCompile(`\d{4}`)
	ranged     = regexp.MustCompile(`^[年度\s]*[\-至到~][\s]*$`)
)

// Annual reads NianDuKaoHeJieGuo, or what a person wrote instead of a clause of it. Years go to a grade in the same
// clause alone. A clause says a grade with its years, or that there was no assessment in a year, which is a notice;
// every other is a doubt.
func Annual(text string) ([]Grade, []Notice, []Doubt) {
	a := &annual{}
	for _, sentence := range strings.FieldsFunc(breaks.ReplaceAllString(text, "\n"), func(r rune) bool { return strings.ContainsRune("；;。\n", r) }) {
		sentence = nextYear.ReplaceAllString(heading.ReplaceAllString(sentence, ""), "$1，$2")
		a.sentence(strings.FieldsFunc(sentence, func(r rune) bool { return r == '，' || r == ',' }))
	}
	return a.done()
}

type annual struct {
	said   []Grade // with no grade: not assessed
	doubts []Doubt
}

func (a *annual) doubt(clause, format string, args ...any) {
	a.doubts = append(a.doubts, Doubt{Element: "NianDuKaoHeJieGuo", Line: strings.TrimSpace(clause), Why: message.New(format, args...)})
}

// sentence reads clauses. Years alone go with the next clause where that says all of them, or where they have no 年 of
// their own: 2020，2021，2022年称职.
func (a *annual) sentence(clauses []string) {
	for i := 0; i < len(clauses); i++ {
		clause := strings.TrimSpace(clauses[i])
		n := 0
		for i+n < len(clauses) && yearsAlone.MatchString(clauseOf(clauses[i+n])) {
			n++
		}
		if n > 0 && i+n < len(clauses) {
			list := strings.Join(clauses[i:i+n], "、")
			if next := clauseOf(clauses[i+n]); yearsGrade.MatchString(next) && (together.MatchString(next) || !strings.Contains(list, "年")) {
				clause = list + "、" + strings.TrimSpace(clauses[i+n])
				i += n
			}
		}
		a.clause(clause)
	}
}

func clauseOf(text string) string { return strings.TrimSpace(string(plain(text))) }

func (a *annual) clause(text string) {
	p := clauseOf(text)
	if p == "" || p == "无" {
		return
	}
	years, name := "", ""
	if m := yearsGrade.FindStringSubmatch(p); m != nil {
		years, name = m[1], gradeNames[m[2]]
	} else if m := gradeYears.FindStringSubmatch(p); m != nil {
		years, name = m[2], gradeNames[m[1]]
	} else if m := yearsNone.FindStringSubmatch(p); m != nil {
		years = m[1]
	}
	list, ok := yearsOf(years)
	switch {
	case years == "":
		a.doubt(text, "is not a grade with its years")
	case !ok:
		a.doubt(text, "has years that are not clear")
	default:
		for _, y := range list {
			a.said = append(a.said, Grade{y, name, strings.TrimSpace(text)})
		}
	}
}

// yearsOf reads years; 2020-2022 names each of its years.
func yearsOf(text string) ([]int, bool) {
	var out []int
	at := oneOf.FindAllStringIndex(text, -1)
	for i, span := range at {
		y, _ := strconv.Atoi(text[span[0]:span[1]])
		if y < 1949 || y > 2199 {
			return nil, false
		}
		if i > 0 && ranged.MatchString(text[at[i-1][1]:span[0]]) {
			last := out[len(out)-1]
			if y <= last || y-last > 20 {
				return nil, false
			}
			for x := last + 1; x < y; x++ {
				out = append(out, x)
			}
		}
		out = append(out, y)
	}
	return out, len(out) > 0
}

// done gives the grades in the order of years. A year with two grades, or with one and none, is a doubt.
func (a *annual) done() ([]Grade, []Notice, []Doubt) {
	slices.SortStableFunc(a.said, func(x, y Grade) int { return x.Year - y.Year })
	var out []Grade
	var notices []Notice
	for i := 0; i < len(a.said); {
		g, texts, clear := a.said[i], []string(nil), true
		for ; i < len(a.said) && a.said[i].Year == g.Year; i++ {
			texts = append(texts, a.said[i].Text)
			clear = clear && a.said[i].Grade == g.Grade
		}
		switch {
		case !clear:
			a.doubt(strings.Join(slices.Compact(texts), "；"), "says several things of %d", g.Year)
		case g.Grade == "":
			notices = append(notices, Notice{"NianDuKaoHeJieGuo", message.New("%s: there is no grade for %d", g.Text, g.Year)})
		default:
			out = append(out, g)
		}
	}
	return out, notices, a.doubts
}
