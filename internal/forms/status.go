package forms

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"bole/graph/message"
	"bole/graph/textfold"
	"bole/internal/lrmx"
)

var (
	// leaving is what a form says when somebody is no longer in service, or may not be.
	leaving = regexp.MustCompile(`退休|离休|退职|去世|逝世|病故|牺牲|殉职|辞职|辞去公职|开除|辞退`)
	pension = regexp.MustCompile(`^(?:办理)?(?:退休|离休)(?:干部)?$`)
	school  = regexp.MustCompile(`^.*?(?:大学|学院|党校|学校|高校|中专|中学)`)
	studied = regexp.MustCompile(`(?:学习|学生|进修|培训)$`)
)

// statuses are the answers about the status, with the day it began.
var statuses = regexp.MustCompile(`^(ACTIVE|RETIRED|LEFT)(?: (\d{4}(?:-\d{2}){0,2}))?$`)

// retired reports whether an entry says that somebody has retired, and no more.
func retired(s lrmx.Stretch) bool { return s.To == "" && !s.Meanwhile && pension.MatchString(s.Text) }

// study reports whether an entry is a study at a school that the form's education names, and no more: the education
// says it.
func (f *form) study(text string) bool {
	if !studied.MatchString(text) || strings.ContainsAny(text, "，,、；;：:（()）任兼并") {
		return false
	}
	for _, e := range []lrmx.Education{f.FullTime, f.InService} {
		for _, s := range []string{e.LevelSchool, e.DegreeSchool} {
			if name := school.FindString(s); name != "" && strings.HasPrefix(text, name) {
				return true
			}
		}
	}
	return false
}

// says reports whether what lasts in the résumé, or a doubt about it, says a post: each part of it stands there.
func (f *form) says(text string) bool {
	var all strings.Builder
	for _, s := range f.Resume {
		if s.To == "" {
			all.WriteString(textfold.Name(s.Text) + "\n")
		}
	}
	for _, d := range f.Doubts {
		if d.Element == "JianLi" {
			all.WriteString(textfold.Name(d.Line) + "\n")
		}
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，,、；; \u3000", r) }) {
		if !strings.Contains(all.String(), textfold.Name(part)) {
			return false
		}
	}
	return true
}

// settled notes that an entry is of a post that there is: a post at the office for retired cadres says nothing of the
// one who holds it.
func (f *form) settled(s lrmx.Stretch) { f.posts = append(f.posts, s.Text) }

// status says whether the person is in service, as the form says it: a post that lasts, or 退休 as the last entry. Where
// it says neither, or speaks of leaving, the graph's status stays, and without one it is asked for.
func (r *reader) status(f *form) (status, from string) {
	texts := []string{f.Post, f.Reason}
	lasts, latest := "", ""
	for _, s := range f.Resume {
		if !slices.Contains(f.posts, s.Text) {
			texts = append(texts, s.Text)
		}
		if !s.Meanwhile {
			latest = max(latest, s.From)
		}
		switch {
		case s.To != "" || s.Meanwhile:
		case retired(s):
			status, from = "RETIRED", s.From
		case !f.study(s.Text):
			lasts = max(lasts, s.From)
		}
	}
	for _, d := range f.Doubts {
		texts = append(texts, d.Line)
	}
	for _, p := range f.posts {
		for i := range texts {
			texts[i] = strings.ReplaceAll(texts[i], p, "")
		}
	}
	leaves := leaving.FindString(strings.Join(texts, "\n"))
	switch {
	case status == "" && leaves == "" && lasts != "" && lasts == latest:
		status = "ACTIVE"
	case status == "" && f.known.Status != "":
		return "", ""
	case status == "" || lasts > from:
		return r.askStatus(f, leaves)
	}
	if f.known.Status != "" && f.known.Status != status && !r.otherwise(f, "JianLi", status, f.known.Status) {
		return "", ""
	}
	return status, from
}

func (r *reader) askStatus(f *form, leaves string) (status, from string) {
	d := Doubt{File: f.file, Person: f.cadre, Kind: inService, Element: "JianLi", Line: leaves, Form: cmp.Or(f.FilledOn, f.file),
		Question: message.New("is the person in service? the form does not say so clearly; answer ACTIVE, RETIRED or LEFT, where it is known with the day that began, such as RETIRED 2024-06, or SKIP")}
	if d.Line == "" {
		d.Line = f.Post
	}
	answer, ok := r.ask(d)
	if !ok || answer == skip {
		return "", ""
	}
	m := statuses.FindStringSubmatch(answer)
	if m == nil {
		r.again(d, answer)
		return "", ""
	}
	return m[1], m[2]
}
