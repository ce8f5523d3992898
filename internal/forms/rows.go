package forms

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bole/graph/message"
	"bole/graph/textfold"
	"bole/internal/lrmx"
)

var hasYear = regexp.MustCompile(`\d{4}`)

var genders = map[string]string{"男": "MALE", "女": "FEMALE"}

// put adds a row without what is not said. A row that is there already says the rest.
func (r *reader) put(file, table string, values map[string]any) {
	for k, v := range values {
		if v == "" {
			delete(values, k)
		}
	}
	for _, there := range slices.Backward(r.rows[table]) {
		if there.file != file {
			break
		}
		if there.values["key"] == values["key"] {
			maps.Copy(there.values, values)
			return
		}
	}
	r.rows[table] = append(r.rows[table], row{file, values})
}

// add makes the rows of one form. Family, photo, identity number and health are not among what was read.
func (r *reader) add(f *form) {
	if f.cadre == "" {
		return
	}
	if f.known == nil {
		f.known = &facts{}
	}
	f.made = map[string]bool{}
	r.put(f.file, "sources", map[string]any{"key": f.source, "title": "干部任免审批表", "kind": "FORM", "publishedOn": f.FilledOn, "publisher": f.ReportedBy})
	r.elements(f)
	r.resume(f)
	r.cadre(f)
	r.education(f, "FULL_TIME", "QuanRiZhiJiaoYu", f.FullTime)
	r.education(f, "IN_SERVICE", "ZaiZhiJiaoYu", f.InService)
	r.annual(f)
	for _, e := range f.Events {
		r.event(f, e)
	}
}

// elements asks about what is not of the form, and says what of it has no place in the graph.
func (r *reader) elements(f *form) {
	for _, d := range f.Doubts {
		if !slices.Contains([]string{"JianLi", "NianDuKaoHeJieGuo", "RuDangShiJian"}, d.Element) {
			d := Doubt{File: f.file, Kind: element, Element: d.Element, Line: d.Line, Question: message.New("%s; answer SKIP to leave it out of all forms", d.Why)}
			if answer, ok := r.ask(d); ok && answer != skip {
				r.again(d, answer)
			}
		}
	}
	var unheld []string
	for _, e := range []struct{ name, text string }{{"ChuShengDi", f.Birthplace}, {"ZhuanYeJiShuZhiWu", f.TechnicalTitle}, {"ShuXiZhuanYeYouHeZhuanChang", f.Specialty},
		{"NiRenZhiWu", f.ToPost}, {"NiMianZhiWu", f.FromPost}, {"RenMianLiYou", f.Reason}, {"TianBiaoRen", f.FilledBy}} {
		if e.text != "" {
			unheld = append(unheld, e.name)
		}
	}
	if len(unheld) > 0 {
		r.notice(f.file, "Person", "not loaded, since it is a proposal or nothing that the graph holds: %s", message.Names(unheld))
	}
}

// cadre makes the person's row. What the graph says otherwise is asked for.
func (r *reader) cadre(f *form) {
	birth := f.Birth[:min(7, len(f.Birth))]
	if birth != f.Birth {
		r.notice(f.file, "ChuShengNianYue", "the month is kept, not the day")
	}
	joined, politically := r.politics(f)
	status, from := r.status(f)
	values := map[string]any{"key": f.cadre, "name": f.Name, "status": status, "statusFrom": from, "source": f.source}
	for _, c := range []struct {
		column, place, says, known string
		date                       bool
	}{
		{"name", "XingMing", f.Name, f.known.Name, false}, {"gender", "XingBie", genders[f.Gender], f.known.Gender, false},
		{"birthMonth", "ChuShengNianYue", birth, f.known.Birth, true}, {"ethnicity", "MinZu", f.Ethnicity, f.known.Ethnicity, false},
		{"nativePlace", "JiGuan", f.NativePlace, f.known.NativePlace, false}, {"politicalStatus", "ZhengZhiMianMao", politically, f.known.Political, false},
		{"partyJoinedOn", "RuDangShiJian", joined, f.known.PartyJoined, true}, {"workStartedOn", "CanJiaGongZuoShiJian", f.WorkStarted, f.known.WorkStarted, true},
	} {
		switch {
		case c.says == "" || c.says == c.known:
			delete(values, c.column)
		case c.known == "", c.date && strings.HasPrefix(c.says, c.known): // the form knows more
			values[c.column] = c.says
		case c.date && strings.HasPrefix(c.known, c.says), !c.date && textfold.Name(c.says) == textfold.Name(c.known):
			delete(values, c.column)
		case r.otherwise(f, c.place, c.says, c.known):
			values[c.column] = c.says
		default:
			delete(values, c.column)
		}
	}
	if values["name"] == nil { // a row has one
		values["name"] = f.known.Name
	}
	r.put(f.file, "cadres", values)
}

// politics gives when the Party was joined, and the political status.
func (r *reader) politics(f *form) (joined, status string) {
	joined, parties := f.PartyJoined, f.Parties
	for _, d := range f.Doubts {
		if d.Element != "RuDangShiJian" {
			continue
		}
		d := Doubt{File: f.file, Person: f.cadre, Kind: party, Element: d.Element, Line: d.Line, Question: message.New("%s; answer with the text as it should be, such as 2002.06 or 民盟（2000.01）, or SKIP", d.Why)}
		answer, ok := r.ask(d)
		if !ok || answer == skip {
			continue
		}
		again, list, _, wrong := lrmx.Party(answer)
		if len(wrong) > 0 || len(list) == 0 {
			r.again(d, answer)
			continue
		}
		joined, parties = again, list
	}
	if f.PoliticalStatus != "" {
		parties = append([]string{f.PoliticalStatus}, parties...)
	}
	parties = slices.Compact(parties)
	switch {
	case len(parties) < 2:
		return joined, strings.Join(parties, "")
	case slices.Contains(parties, f.known.Political):
		return joined, f.known.Political
	}
	d := Doubt{File: f.file, Person: f.cadre, Kind: political, Element: "ZhengZhiMianMao", Line: strings.Join(parties, "；"), Candidates: parties,
		Question: message.New("which of these is the political status? answer with one, or SKIP")}
	answer, ok := r.ask(d)
	switch {
	case !ok || answer == skip:
		return joined, ""
	case !slices.Contains(parties, answer):
		r.again(d, answer)
		return joined, ""
	}
	return joined, answer
}

// education makes rows of a line of the form's education: a degree from another school is a study of its own.
func (r *reader) education(f *form, mode, place string, e lrmx.Education) {
	level, degree := education{Mode: mode, Level: e.Level, School: e.LevelSchool}, education{Mode: mode, Degree: e.Degree, School: e.DegreeSchool}
	if e.DegreeSchool == "" || e.DegreeSchool == e.LevelSchool {
		level.Degree, degree = e.Degree, education{}
	}
	for _, study := range []education{level, degree} {
		if subject, alone := strings.CutSuffix(study.School, "专业"); alone && !school.MatchString(study.School) {
			study.School, study.Major = "", subject
		}
		line := strings.Join(strings.Fields(study.Level+" "+study.Degree+" "+study.School+study.Major), " ")
		if line == "" {
			continue
		}
		if study.Level == "" && slices.ContainsFunc(f.known.Educations, study.sameDegree) {
			continue // of which level it is the graph says
		}
		if study.Level == "" {
			d := Doubt{File: f.file, Person: f.cadre, Kind: ofLevel, Element: place, Line: line, Question: message.New("of which level is it? the form says none; answer with it, such as 研究生, or SKIP")}
			answer, ok := r.ask(d)
			if !ok || answer == skip {
				continue
			}
			study.Level = answer
		}
		r.study(f, place, study)
	}
}

// sameDegree reports whether another study gave this degree in the same way at the same place.
func (e education) sameDegree(k education) bool {
	return e.Degree != "" && e.School+e.Major != "" && k.Mode == e.Mode && k.Degree == e.Degree && k.School+k.Major == e.School+e.Major
}

// study makes a row, unless the graph has it.
func (r *reader) study(f *form, place string, e education) {
	says := e.School + e.Major
	for _, k := range f.known.Educations {
		known := k.School + k.Major // as the form has it
		if k.Mode != "" && k.Mode != e.Mode || k.Level != e.Level || says != "" && known != "" && says != k.School && says != strings.TrimSuffix(known, "专业") && says != known {
			continue
		}
		more := map[string]any{}
		switch {
		case e.Degree == "" || e.Degree == k.Degree:
		case k.Degree == "" || r.otherwise(f, place, e.Degree, k.Degree):
			more["degree"] = e.Degree
		}
		if known == "" && says != "" {
			more["school"], more["major"] = e.School, e.Major
		}
		if len(more) > 0 {
			more["key"], more["cadre"], more["level"], more["source"] = k.Key, f.cadre, k.Level, f.source
			r.put(f.file, "educations", more)
		}
		return
	}
	r.put(f.file, "educations", map[string]any{"key": f.cadre + "-" + short(e.Mode+"\n"+e.Level+"\n"+e.Degree+"\n"+says), "cadre": f.cadre, "level": e.Level, "degree": e.Degree,
		"mode": e.Mode, "school": e.School, "major": e.Major, "source": f.source, "locator": place})
}

// annual makes rows of the annual assessments, or doubts.
func (r *reader) annual(f *form) {
	grades := f.Annual
	for _, d := range f.Doubts {
		if d.Element != "NianDuKaoHeJieGuo" {
			continue
		}
		d := Doubt{File: f.file, Person: f.cadre, Kind: annual, Element: d.Element, Line: d.Line, Question: message.New("%s; answer with the clause as it should be, such as 2021年、2022年称职, or SKIP", d.Why)}
		if !hasYear.MatchString(d.Line) { // 近三年 are other years in the next form
			d.Form = cmp.Or(f.FilledOn, f.file)
		}
		answer, ok := r.ask(d)
		if !ok || answer == skip {
			continue
		}
		list, notices, wrong := lrmx.Annual(answer)
		if len(wrong) > 0 || len(list)+len(notices) == 0 {
			r.again(d, answer)
			continue
		}
		for _, g := range list {
			if at := slices.IndexFunc(grades, func(o lrmx.Grade) bool { return o.Year == g.Year }); at >= 0 && grades[at].Grade != g.Grade {
				r.again(d, answer)
				continue
			}
			grades = append(grades, g)
		}
	}
	slices.SortStableFunc(grades, func(a, b lrmx.Grade) int { return a.Year - b.Year })
	for _, g := range slices.CompactFunc(grades, func(a, b lrmx.Grade) bool { return a.Year == b.Year }) {
		r.assessment(f, g)
	}
}

func (r *reader) assessment(f *form, g lrmx.Grade) {
	row := map[string]any{"key": fmt.Sprintf("%s-annual-%d", f.cadre, g.Year), "kind": "ANNUAL", "cadre": f.cadre, "year": g.Year, "grade": g.Grade, "evaluatedOn": strconv.Itoa(g.Year), // no more is said
		"source": f.source, "locator": "NianDuKaoHeJieGuo"}
	for _, a := range f.known.Assessed {
		switch {
		case a.Year != g.Year:
			continue
		case a.Grade == g.Grade:
			return
		case a.Grade != "" && !r.otherwise(f, "NianDuKaoHeJieGuo", fmt.Sprintf("%d %s", g.Year, g.Grade), a.Grade):
			return
		}
		row["key"], row["evaluatedOn"] = a.Key, a.EvaluatedOn
	}
	r.put(f.file, "evaluations", row)
}
