package forms

import (
	"fmt"
	"strconv"
	"strings"

	"bole/internal/lrmx"
)

var genders = map[string]string{"男": "MALE", "女": "FEMALE"}

// put adds a row without what is not said.
func (r *reader) put(table string, row map[string]any) {
	for k, v := range row {
		if v == "" {
			delete(row, k)
		}
	}
	r.rows[table] = append(r.rows[table], row)
}

// add makes the rows of one form. Family, photo, identity number and health are not among what was read.
func (r *reader) add(f form) {
	if f.cadre == "" {
		return
	}
	r.put("sources", map[string]any{"key": f.source, "title": "干部任免审批表", "kind": "FORM", "publishedOn": f.FilledOn, "publisher": f.ReportedBy})
	political := f.PoliticalStatus
	if political == "" && f.PartyJoined != "" && f.PartyText == "" {
		political = "中共党员"
	}
	r.put("cadres", map[string]any{"key": f.cadre, "name": f.Name, "gender": genders[f.Gender], "birthMonth": f.Birth[:min(7, len(f.Birth))], "ethnicity": f.Ethnicity,
		"nativePlace": f.NativePlace, "partyJoinedOn": f.PartyJoined, "politicalStatus": political, "workStartedOn": f.WorkStarted, "source": f.source})
	for mode, e := range map[string]lrmx.Education{"FULL_TIME": f.FullTime, "IN_SERVICE": f.InService} {
		if e.Level == "" {
			continue
		}
		r.put("educations", map[string]any{"key": f.cadre + "-" + strings.ToLower(mode), "cadre": f.cadre, "level": e.Level, "degree": e.Degree, "mode": mode, "school": e.LevelSchool, "source": f.source})
	}
	for _, s := range f.Resume {
		r.appointment(f, s)
	}
	for _, a := range f.Annual {
		r.assessment(f, a)
	}
}

// appointment makes a row of a line of the résumé, or a doubt.
func (r *reader) appointment(f form, s lrmx.Stretch) {
	organization, title, candidates := r.organizationOf(s.Text)
	d := Doubt{File: f.file, Kind: DoubtPost, Line: line(s), Candidates: candidates, Question: "which organization and title is it? answer ORGANIZATION|TITLE with the organization's key, or SKIP"}
	if answer := r.answers[d.id()]; answer == AnswerSkip {
		return
	} else if o, t, ok := strings.Cut(answer, "|"); ok && o != "" && t != "" {
		organization, title = o, t
	}
	if organization == "" {
		r.doubts = append(r.doubts, d)
		return
	}
	position, known := r.posts[organization+"|"+title]
	if !known {
		position, known = r.posts[organization+"|"+s.Text] // titles may begin with the organization's name
	}
	if !known {
		position.Key = "lrmx-" + short(organization+"|"+title)
		position.Organization, position.Title = organization, title
		r.posts[organization+"|"+title] = position
		r.put("positions", map[string]any{"key": position.Key, "title": title, "organization": organization, "source": f.source})
	}
	key := fmt.Sprintf("%s-%s-%s", f.cadre, s.From, short(position.Key)[:6])
	for _, h := range r.held {
		if h.Cadre != f.cadre || h.Position != position.Key || !coarselyEqual(h.From, s.From) {
			continue
		}
		if h.To == "" && s.To != "" { // it is there, perhaps to the day, and has ended since
			r.put("appointments", map[string]any{"key": h.Key, "cadre": f.cadre, "position": position.Key, "from": h.From, "to": s.To})
		}
		return
	}
	r.put("appointments", map[string]any{"key": key, "cadre": f.cadre, "position": position.Key, "from": s.From, "to": s.To, "main": true, "source": f.source, "locator": "JianLi"})
}

func (r *reader) assessment(f form, g lrmx.Grade) {
	row := map[string]any{"key": fmt.Sprintf("%s-annual-%d", f.cadre, g.Year), "kind": "ANNUAL", "cadre": f.cadre, "year": g.Year, "grade": g.Grade, "evaluatedOn": strconv.Itoa(g.Year), // no more is said
		"source": f.source, "locator": "NianDuKaoHeJieGuo"}
	for _, a := range r.assessed {
		if a.Cadre != f.cadre || a.Year != g.Year {
			continue
		}
		if a.Grade == g.Grade {
			return
		}
		row["key"], row["evaluatedOn"] = a.Key, a.EvaluatedOn
	}
	r.put("evaluations", row)
}
