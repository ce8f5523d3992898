// Package lrmx reads and writes the form 干部任免审批表 (.lrmx): XML with one Person. What is not for this system
// is never kept: the photo, the identity number, health and the family. It knows neither graph nor dataset.
package lrmx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxForm is how large a form may be, bytes: a photo is most of it.
const maxForm = 8 << 20

// Form is what a form says of one person. Dates are YYYY[-MM[-DD]]; "" is not said.
type Form struct {
	Name, Gender, Birth, Ethnicity, NativePlace, Birthplace string
	PartyJoined                                             string // a date, or "" where PartyText says something else
	PartyText                                               string // what stands beside or instead of the date, such as another party
	WorkStarted                                             string
	TechnicalTitle, Specialty                               string
	FullTime, InService                                     Education
	Post, ToPost, FromPost                                  string // held, to be taken up, to be left
	Resume                                                  []Stretch
	AwardsAndSanctions                                      string
	Annual                                                  []Grade
	AnnualText                                              string // as it stands in the form
	Reason, ReportedBy, AgeAsOf, FilledOn, FilledBy         string
	PoliticalStatus, Version                                string
}

// Education is one line of the form's education: level and degree, each with school and subject.
type Education struct {
	Level, Degree, LevelSchool, DegreeSchool string
}

// Stretch is one line of the résumé. To is "" while it lasts. Nested are stretches within it (其间).
type Stretch struct {
	From, To, Text string
	Nested         []Stretch
}

// Grade is an annual assessment; Grade is a name of the API's EvaluationGrade.
type Grade struct {
	Year  int
	Grade string
}

// fields are the form's elements in their order, with where each stands in a Form.
func (f *Form) fields() []struct {
	name string
	text *string
	date bool
} {
	return []struct {
		name string
		text *string
		date bool
	}{
		{"XingMing", &f.Name, false}, {"XingBie", &f.Gender, false}, {"ChuShengNianYue", &f.Birth, true}, {"MinZu", &f.Ethnicity, false},
		{"JiGuan", &f.NativePlace, false}, {"ChuShengDi", &f.Birthplace, false}, {"RuDangShiJian", nil, false}, {"CanJiaGongZuoShiJian", &f.WorkStarted, true},
		{"JianKangZhuangKuang", nil, false}, {"ZhuanYeJiShuZhiWu", &f.TechnicalTitle, false}, {"ShuXiZhuanYeYouHeZhuanChang", &f.Specialty, false},
		{"QuanRiZhiJiaoYu_XueLi", &f.FullTime.Level, false}, {"QuanRiZhiJiaoYu_XueWei", &f.FullTime.Degree, false},
		{"QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", &f.FullTime.LevelSchool, false}, {"QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", &f.FullTime.DegreeSchool, false},
		{"ZaiZhiJiaoYu_XueLi", &f.InService.Level, false}, {"ZaiZhiJiaoYu_XueWei", &f.InService.Degree, false},
		{"ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", &f.InService.LevelSchool, false}, {"ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", &f.InService.DegreeSchool, false},
		{"XianRenZhiWu", &f.Post, false}, {"NiRenZhiWu", &f.ToPost, false}, {"NiMianZhiWu", &f.FromPost, false}, {"JianLi", nil, false},
		{"JiangChengQingKuang", &f.AwardsAndSanctions, false}, {"NianDuKaoHeJieGuo", &f.AnnualText, false}, {"RenMianLiYou", &f.Reason, false},
		{"JiaTingChengYuan", nil, false}, {"ChengBaoDanWei", &f.ReportedBy, false}, {"JiSuanNianLingShiJian", &f.AgeAsOf, true},
		{"TianBiaoShiJian", &f.FilledOn, true}, {"TianBiaoRen", &f.FilledBy, false}, {"ShenFenZheng", nil, false}, {"ZhaoPian", nil, false},
		{"Version", &f.Version, false}, {"DaoLingNianYue", nil, false}, {"ZhengZhiMianMao", &f.PoliticalStatus, false},
	}
}

// Error is what is wrong with a form. It names the element and never what stands in it.
type Error struct {
	Element, Problem, Remedy string
}

func (e *Error) Error() string { return e.Element + ": " + e.Problem + "; " + e.Remedy }

// Parse reads a form. Its error is an *Error for what the form says, and another for what cannot be read.
func Parse(r io.Reader) (*Form, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxForm+1))
	if err != nil {
		return nil, fmt.Errorf("read the form: %w", err)
	}
	if len(b) > maxForm {
		return nil, &Error{"Person", fmt.Sprintf("is larger than %d MiB", maxForm>>20), "save the form with a smaller photo"}
	}
	texts, err := elements(bytes.TrimPrefix(b, []byte("\uFEFF")))
	if err != nil {
		return nil, err
	}
	f := &Form{}
	for _, field := range f.fields() {
		if field.text == nil {
			continue
		}
		*field.text = strings.TrimSpace(texts[field.name])
		if !field.date {
			continue
		}
		day, ok := date(*field.text)
		if !ok {
			return nil, &Error{field.name, "is no date", "give YYYYMM, YYYY or YYYYMMDD"}
		}
		*field.text = day
	}
	if f.Name == "" {
		return nil, &Error{"XingMing", "is empty", "a form is of one named person"}
	}
	f.party(strings.TrimSpace(texts["RuDangShiJian"]))
	if f.Resume, err = resume(texts["JianLi"]); err != nil {
		return nil, err
	}
	f.Annual = grades(f.AnnualText)
	return f, nil
}

// elements are the texts of Person's children. What this system does not keep is passed over unread.
func elements(b []byte) (map[string]string, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = true
	broken := func(err error) error {
		return &Error{"Person", "is no well-formed XML: " + err.Error(), "export the form again"}
	}
	out := map[string]string{}
	depth := 0
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0 && len(out) > 0:
			return out, nil
		case errors.Is(err, io.EOF):
			return nil, &Error{"Person", "is not there", "a form has one element Person"}
		case err != nil:
			return nil, broken(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch {
			case depth == 0 && e.Name.Local != "Person":
				return nil, &Error{e.Name.Local, "is no form", "a form has one element Person"}
			case depth == 0:
				depth = 1
				out[""] = "" // Person was there
			case unkept[e.Name.Local]:
				if err := d.Skip(); err != nil {
					return nil, broken(err)
				}
			default:
				var text string
				if err := d.DecodeElement(&text, &e); err != nil {
					return nil, broken(err)
				}
				out[e.Name.Local] = text
			}
		case xml.EndElement:
			depth--
		}
	}
}

// unkept is what is never read: photo, identity number, health, family.
var unkept = map[string]bool{"ZhaoPian": true, "ShenFenZheng": true, "JianKangZhuangKuang": true, "JiaTingChengYuan": true}

// party reads when the Party was joined: a date, a text, or a date and another party behind a semicolon.
func (f *Form) party(text string) {
	head, rest, _ := strings.Cut(strings.ReplaceAll(text, ";", "；"), "；")
	if day, ok := date(head); ok {
		f.PartyJoined, f.PartyText = day, strings.TrimSpace(rest)
		return
	}
	f.PartyText = text
}

// Write writes the form as Parse reads it.
func (f *Form) Write(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<Person>\n")
	special := map[string]string{"RuDangShiJian": f.partyText(), "JianLi": f.resumeText()}
	for _, field := range f.fields() {
		text := special[field.name]
		if field.text != nil {
			text = *field.text
		}
		if field.date {
			text = strings.ReplaceAll(text, "-", "")
		}
		b.WriteString("  <" + field.name + ">")
		if err := xml.EscapeText(&b, []byte(text)); err != nil {
			return fmt.Errorf("write %s: %w", field.name, err)
		}
		b.WriteString("</" + field.name + ">\n")
	}
	b.WriteString("</Person>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func (f *Form) partyText() string {
	day := strings.ReplaceAll(f.PartyJoined, "-", "")
	if day == "" || f.PartyText == "" {
		return day + f.PartyText
	}
	return day + "；" + f.PartyText
}
