package document

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/internal/lrmx"
)

// person is what the form's operation gives.
type person struct {
	Cadre *struct {
		Name, Gender, BirthMonth, Ethnicity, NativePlace, PoliticalStatus, PartyJoinedOn, WorkStartedOn, Status, StatusFrom string
		Appointments                                                                                                        struct {
			Nodes []struct {
				From, To, Kind string
				Main           *bool
				Position       struct {
					Title        string
					Organization struct{ Name string }
				}
			}
		}
		Educations struct {
			Nodes []struct{ Level, Degree, Mode, School, Major string }
		}
		Evaluations struct {
			Nodes []struct {
				Year  int
				Grade string
			}
		}
		Recognitions struct {
			Nodes []struct{ Name, AwardedOn string }
		}
		Sanctions struct {
			Nodes []struct{ Name, Regime, DecidedOn string }
		}
		Decisions struct {
			Nodes []struct {
				Reason                   string
				FromPosition, ToPosition *struct{ Title string }
			}
		}
	}
}

// Form writes the form 干部任免审批表 of one person. What this system does not hold — photo, identity number,
// family, health — is empty. filledOn is YYYY-MM-DD.
func Form(ctx context.Context, ask Asker, s *ast.Schema, cadre, filledOn string, w io.Writer) error {
	query, _, err := operation(s, "form")
	if err != nil {
		return err
	}
	data, err := ask(ctx, query, map[string]any{"cadre": cadre})
	if err != nil {
		return err
	}
	var p person
	if err := decode(data, &p); err != nil {
		return err
	}
	if p.Cadre == nil {
		return ErrNobody
	}
	return p.form(s, filledOn).Write(w)
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
		PartyText: strings.ReplaceAll(c.PartyJoinedOn, "-", ""), WorkStarted: c.WorkStartedOn, PoliticalStatus: c.PoliticalStatus, FilledOn: filledOn}
	for _, e := range c.Educations.Nodes {
		line := lrmx.Education{Level: e.Level, Degree: e.Degree, LevelSchool: e.School + e.Major}
		if e.School == "" && e.Major != "" {
			line.LevelSchool = strings.TrimSuffix(e.Major, "专业") + "专业" // a subject alone
		}
		if e.Mode == "IN_SERVICE" {
			f.InService = line // the latest stays: they come in order of completion
		} else {
			f.FullTime = line
		}
	}
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
	for _, d := range c.Decisions.Nodes {
		if d.ToPosition != nil && f.ToPost == "" {
			f.ToPost, f.Reason = d.ToPosition.Title, d.Reason
		}
		if d.FromPosition != nil && f.FromPost == "" {
			f.FromPost = d.FromPosition.Title
		}
	}
	return f
}

// resume writes the résumé: the main posts, those beside them, and since when the person has been retired; and what is
// held now.
func (p person) resume(label func(enum, value string) string) (text, post string) {
	var posts []string
	var resume []lrmx.Stretch
	for _, a := range p.Cadre.Appointments.Nodes {
		text := a.Position.Title
		if o := a.Position.Organization.Name; !strings.HasPrefix(text, o) {
			text = o + text
		}
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
