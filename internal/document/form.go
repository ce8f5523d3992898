package document

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
	"bole/internal/lrmx"
)

// entries are a page of a person's entries of one kind.
type entries[T any] struct {
	TotalCount int
	Nodes      []T
}

// cut says that the page does not hold all: a form that is silent about some would say that there are no others.
func (l entries[T]) cut(what message.Text) error {
	if l.TotalCount <= len(l.Nodes) {
		return nil
	}
	return message.Errorf("a form has room for %d entries of %s, and there are %d; write the dossier instead", len(l.Nodes), what, l.TotalCount)
}

// post is a position by what people call it.
type post struct {
	Title        string
	Organization struct{ Name string }
}

func (p post) text() string {
	if strings.HasPrefix(p.Title, p.Organization.Name) {
		return p.Title
	}
	return p.Organization.Name + p.Title
}

// study is an education.
type study struct{ Level, Degree, Mode, School, Major string }

// at is where it was, and what was studied.
func (e study) at() string {
	if e.School == "" && e.Major != "" {
		return strings.TrimSuffix(e.Major, "专业") + "专业" // a subject alone
	}
	return e.School + e.Major
}

// person is what the form's operation gives.
type person struct {
	Cadre *struct {
		Name, Gender, BirthMonth, Ethnicity, NativePlace, PoliticalStatus, PartyJoinedOn, WorkStartedOn, Status, StatusFrom string

		Appointments entries[struct {
			From, To, Kind string
			Main           *bool
			Position       post
		}]
		Educations  entries[study]
		Evaluations entries[struct {
			Year  int
			Grade string
		}]
		Recognitions entries[struct{ Name, AwardedOn string }]
		Sanctions    entries[struct{ Name, Regime, DecidedOn string }]
		Decisions    entries[struct {
			Reason                   string
			FromPosition, ToPosition *post
		}]
	}
}

// Form is the form 干部任免审批表 of one person. What this system does not hold — photo, identity number, family,
// health — is empty, and so is what others write: who reports, and what was decided. filledOn is YYYY-MM-DD.
func Form(ctx context.Context, ask Asker, s *ast.Schema, cadre, filledOn string) (*lrmx.Form, error) {
	query, _, err := operation(s, "form")
	if err != nil {
		return nil, err
	}
	data, err := ask(ctx, query, map[string]any{"cadre": cadre})
	if err != nil {
		return nil, err
	}
	var p person
	if err := decode(data, &p); err != nil {
		return nil, err
	}
	c := p.Cadre
	if c == nil {
		return nil, ErrNobody
	}
	for _, err := range []error{c.Appointments.cut(message.Plain("任职")), c.Educations.cut(message.Plain("学历")), c.Evaluations.cut(message.Plain("年度考核")), c.Recognitions.cut(message.Plain("表彰")), c.Sanctions.cut(message.Plain("处分")), c.Decisions.cut(message.Plain("拟任免"))} {
		if err != nil {
			return nil, err
		}
	}
	return p.form(s, filledOn), nil
}

func (p person) form(s *ast.Schema, filledOn string) *lrmx.Form {
	c := p.Cadre
	label := func(enum, value string) string {
		if e := s.Types[enum].EnumValues.ForName(value); e != nil {
			return term(e.Description)
		}
		return value
	}
	f := &lrmx.Form{Name: c.Name, Gender: label("Gender", c.Gender), Birth: c.BirthMonth, Ethnicity: c.Ethnicity, NativePlace: c.NativePlace,
		PartyText: strings.ReplaceAll(c.PartyJoinedOn, "-", ""), WorkStarted: c.WorkStartedOn, PoliticalStatus: c.PoliticalStatus, AgeAsOf: filledOn, FilledOn: filledOn}
	f.FullTime, f.InService = p.educations()
	f.ResumeText, f.Post = p.resume(label)
	var annual, events []string
	for _, e := range c.Evaluations.Nodes {
		if e.Year > 0 && e.Grade != "" {
			annual = append(annual, fmt.Sprintf("%d年%s", e.Year, label("EvaluationGrade", e.Grade)))
		}
	}
	f.AnnualText = strings.Join(annual, "；")
	for _, r := range c.Recognitions.Nodes {
		events = append(events, r.AwardedOn+" "+r.Name)
	}
	for _, x := range c.Sanctions.Nodes {
		events = append(events, x.DecidedOn+" "+label("SanctionRegime", x.Regime)+x.Name)
	}
	f.Awards = strings.Join(events, "；")
	f.ToPost, f.FromPost, f.Reason = p.proposed()
	return f
}

// educations are the latest study of each kind, in order of completion. Where it gave no degree, an earlier one stands
// with its own school; without one, or with the same, it would be read as a degree of the latest.
func (p person) educations() (fullTime, inService lrmx.Education) {
	for _, e := range p.Cadre.Educations.Nodes {
		line := &fullTime
		if e.Mode == "IN_SERVICE" {
			line = &inService
		}
		before := *line
		*line = lrmx.Education{Level: e.Level, Degree: e.Degree, LevelSchool: e.at()}
		if from := cmp.Or(before.DegreeSchool, before.LevelSchool); e.Degree == "" && before.Degree != "" && from != "" && from != e.at() {
			line.Degree, line.DegreeSchool = before.Degree, from
		}
	}
	return fullTime, inService
}

// proposed are the posts to be taken up and to be left, and why, of all decisions that are proposed.
func (p person) proposed() (to, from, reason string) {
	var taken, left, reasons []string
	add := func(list *[]string, text string) {
		if text != "" && !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	for _, d := range p.Cadre.Decisions.Nodes {
		if d.ToPosition != nil {
			add(&taken, d.ToPosition.text())
		}
		if d.FromPosition != nil {
			add(&left, d.FromPosition.text())
		}
		if d.ToPosition != nil || d.FromPosition != nil {
			add(&reasons, d.Reason)
		}
	}
	return strings.Join(taken, "，"), strings.Join(left, "，"), strings.Join(reasons, "；")
}

// resume writes the résumé: the main posts, those beside them, and since when the person has been retired; and what is
// held now.
func (p person) resume(label func(enum, value string) string) (text, held string) {
	var posts []string
	var resume []lrmx.Stretch
	for _, a := range p.Cadre.Appointments.Nodes {
		text := a.Position.text()
		if a.Kind != "" && a.Kind != "REGULAR" {
			text += "（" + label("AppointmentKind", a.Kind) + "）"
		}
		beside := a.Main != nil && !*a.Main
		resume = append(resume, lrmx.Stretch{From: a.From, To: a.To, Text: text, Meanwhile: beside})
		if a.To == "" && !beside {
			posts = append(posts, text)
		}
	}
	if p.Cadre.Status == "RETIRED" && p.Cadre.StatusFrom != "" {
		resume = append(resume, lrmx.Stretch{From: p.Cadre.StatusFrom, Text: label("CadreStatus", p.Cadre.Status)})
	}
	return lrmx.ResumeText(resume), strings.Join(posts, "，")
}
