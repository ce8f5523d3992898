// Package lrmx reads and writes the form 干部任免审批表 (.lrmx): XML with one Person. It reads what a person would read
// in it, and never guesses: what it does not understand is a Doubt that shows the place. What is not for this system is
// never kept: the photo, the identity number, health and the family; a photo is carried from a file into a form alone.
// It knows neither graph nor dataset.
package lrmx

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"bole/graph/message"
	"bole/graph/textfold"
)

// Limits of a form: a photo is most of it, and no text of it is longer than the graph holds.
const (
	maxForm = 8 << 20 // bytes
	maxText = 20000   // characters
)

// Form is what a form says of one person. Dates are YYYY[-MM[-DD]]; "" is not said.
type Form struct {
	Name, Gender, Birth, Ethnicity, NativePlace, Birthplace string
	PartyText                                               string // as it stands in the form
	WorkStarted                                             string
	TechnicalTitle, Specialty                               string
	FullTime, InService                                     Education
	Post, ToPost, FromPost                                  string // held, to be taken up, to be left
	ResumeText                                              string // as it stands in the form
	Awards                                                  string // and sanctions
	AnnualText                                              string // as it stands in the form
	Reason, ReportedBy, AgeAsOf, FilledOn, FilledBy         string
	PoliticalStatus, Version, AgeLimit                      string
	Photo                                                   []byte // a JPEG, to be written; Parse leaves it out

	Read // of the texts
}

// Read is what the texts of a form say.
type Read struct {
	PartyJoined string   // the Communist Party
	Parties     []string // political status as the text gives it, by the names of GB/T 4762
	Resume      []Stretch
	Events      []Event
	Annual      []Grade
	Notices     []Notice
	Doubts      []Doubt
}

// Education is one line of the form's education: level and degree, each with school and subject.
type Education struct {
	Level, Degree, LevelSchool, DegreeSchool string
}

// Notice is what became of a place of the form that was understood.
type Notice struct {
	Element string
	Text    message.Text
}

// Doubt is a place of the form that was not understood: the line as it stands there, and why.
type Doubt struct {
	Element, Line string
	Why           message.Text
}

// field is one element of the form, with where it stands in a Form.
type field struct {
	name string
	text *string // nil for what is not kept
	date bool
}

// fields are the form's elements in their order.
func (f *Form) fields() []field {
	return []field{
		{"XingMing", &f.Name, false}, {"XingBie", &f.Gender, false}, {"ChuShengNianYue", &f.Birth, true}, {"MinZu", &f.Ethnicity, false},
		{"JiGuan", &f.NativePlace, false}, {"ChuShengDi", &f.Birthplace, false}, {"RuDangShiJian", &f.PartyText, false}, {"CanJiaGongZuoShiJian", &f.WorkStarted, true},
		{"JianKangZhuangKuang", nil, false}, {"ZhuanYeJiShuZhiWu", &f.TechnicalTitle, false}, {"ShuXiZhuanYeYouHeZhuanChang", &f.Specialty, false},
		{"QuanRiZhiJiaoYu_XueLi", &f.FullTime.Level, false}, {"QuanRiZhiJiaoYu_XueWei", &f.FullTime.Degree, false},
		{"QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", &f.FullTime.LevelSchool, false}, {"QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", &f.FullTime.DegreeSchool, false},
		{"ZaiZhiJiaoYu_XueLi", &f.InService.Level, false}, {"ZaiZhiJiaoYu_XueWei", &f.InService.Degree, false},
		{"ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", &f.InService.LevelSchool, false}, {"ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi", &f.InService.DegreeSchool, false},
		{"XianRenZhiWu", &f.Post, false}, {"NiRenZhiWu", &f.ToPost, false}, {"NiMianZhiWu", &f.FromPost, false}, {"JianLi", &f.ResumeText, false},
		{"JiangChengQingKuang", &f.Awards, false}, {"NianDuKaoHeJieGuo", &f.AnnualText, false}, {"RenMianLiYou", &f.Reason, false},
		{"JiaTingChengYuan", nil, false}, {"ChengBaoDanWei", &f.ReportedBy, false}, {"JiSuanNianLingShiJian", &f.AgeAsOf, true},
		{"TianBiaoShiJian", &f.FilledOn, true}, {"TianBiaoRen", &f.FilledBy, false}, {"ShenFenZheng", nil, false}, {photo, nil, false},
		{"Version", &f.Version, false}, {"DaoLingNianYue", &f.AgeLimit, false}, {"ZhengZhiMianMao", &f.PoliticalStatus, false},
	}
}

// lines are the elements with several lines, whose layout says nothing. Those of the wrapped elements are one.
var (
	lines   = map[string]bool{"JianLi": true, "JiangChengQingKuang": true, "NianDuKaoHeJieGuo": true, "RenMianLiYou": true}
	wrapped = map[string]bool{"XianRenZhiWu": true, "NiRenZhiWu": true, "NiMianZhiWu": true, "ZhuanYeJiShuZhiWu": true, "ShuXiZhuanYeYouHeZhuanChang": true,
		"QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi": true, "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi": true, "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi": true,
		"ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi": true, "ChengBaoDanWei": true}
)

// Error is what is wrong with a form. It names the element and never what stands in it.
type Error struct {
	Element         string
	Problem, Remedy message.Text
}

func (e *Error) Error() string { return e.In(message.English) }

// In is what is wrong in a language.
func (e *Error) In(lang language.Tag) string {
	return message.New("%s: %s; %s", e.Element, e.Problem, e.Remedy).In(lang)
}

// Errors are all that is wrong with a form.
type Errors []*Error

func (e Errors) Error() string {
	out := make([]string, len(e))
	for i, one := range e {
		out[i] = one.Error()
	}
	return strings.Join(out, "\n")
}

// Parse reads a form. Its error is Errors for what the form says, and another for what cannot be read.
func Parse(r io.Reader) (*Form, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxForm+1))
	if err != nil {
		return nil, message.Errorf("read the form: %v", err)
	}
	if len(b) > maxForm {
		return nil, Errors{{"Person", message.New("is larger than %d MiB", maxForm>>20), message.New("save the form with a smaller photo")}}
	}
	text, wrong := decoded(b)
	if wrong != nil {
		return nil, Errors{wrong}
	}
	texts, order, wrong := elements(text, func(name string) bool { return !unkept[name] })
	if wrong != nil {
		return nil, Errors{wrong}
	}
	f := &Form{}
	if errs := f.take(texts, order); len(errs) > 0 {
		return nil, errs
	}
	f.read()
	return f, nil
}

// Photo is the photo of a form, a JPEG, and whose it is: the name, and when they were born as YYYY[-MM[-DD]], "" where
// the form does not say. The photo is nil where the form has none. Nothing else of the form is read.
func Photo(b []byte) (name, birth string, jpeg []byte, err error) {
	if len(b) > maxForm {
		return "", "", nil, &Error{"Person", message.New("is larger than %d MiB", maxForm>>20), message.New("save the form with a smaller photo")}
	}
	text, wrong := decoded(b)
	if wrong != nil {
		return "", "", nil, wrong
	}
	texts, _, wrong := elements(text, func(name string) bool { return name == "XingMing" || name == "ChuShengNianYue" || name == photo })
	if wrong != nil {
		return "", "", nil, wrong
	}
	jpeg, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(texts[photo]), ""))
	if err != nil {
		return "", "", nil, &Error{photo, message.New("is not base64"), message.New("export the form again")}
	}
	birth, _ = date(texts["ChuShengNianYue"])
	return strings.TrimSpace(texts["XingMing"]), birth, jpeg, nil
}

// take puts the elements' texts into the form.
func (f *Form) take(texts map[string]string, order []string) Errors {
	var errs Errors
	var trimmed []string
	known := map[string]bool{}
	for _, field := range f.fields() {
		known[field.name] = true
		if field.text == nil {
			continue
		}
		given := texts[field.name]
		text := strings.TrimSpace(given)
		if text != given && text != "" && !lines[field.name] {
			trimmed = append(trimmed, field.name)
		}
		if list := strings.Split(breaks.ReplaceAllString(text, "\n"), "\n"); wrapped[field.name] && len(list) > 1 {
			for i := range list {
				list[i] = strings.TrimSpace(list[i])
			}
			text = strings.Join(list, "")
			f.Notices = append(f.Notices, Notice{field.name, message.New("its lines were put together")})
		}
		if wrong := unfit(field, text); wrong != nil {
			errs = append(errs, wrong)
			continue
		}
		if field.date {
			text, _ = date(text)
		}
		*field.text = text
	}
	if len(trimmed) > 0 {
		f.Notices = append(f.Notices, Notice{"Person", message.New("blanks around the values of %s were left out", message.Names(trimmed))})
	}
	for _, name := range order {
		if !known[name] && strings.TrimSpace(texts[name]) != "" {
			f.Doubts = append(f.Doubts, Doubt{name, name, message.New("is not an element of the form")})
		}
	}
	return errs
}

// unfit is what is wrong with the text of an element, or nil.
func unfit(f field, text string) *Error {
	if n := utf8.RuneCountInString(text); n > maxText {
		return &Error{f.name, message.New("has %d characters", n), message.New("give at most %d", maxText)}
	}
	if f.name == "XingMing" && text == "" {
		return &Error{f.name, message.New("is empty"), message.New("a form is of one named person")}
	}
	for _, r := range inner(f, text) {
		switch {
		case textfold.Invisible(r), r == '\u00A0', r == '\u2007', r == '\u202F':
			return &Error{f.name, message.New("holds U+%04X, which is not to be seen", r), message.New("remove it, or write a blank")}
		case unicode.Is(unicode.Co, r):
			return &Error{f.name, message.New("holds the private-use character U+%04X, which each font shows as it likes", r), message.New("write the character that Unicode has for it")}
		case unicode.IsControl(r) && !lines[f.name]:
			return &Error{f.name, message.New("holds the control character U+%04X", r), message.New("write it in one line")}
		}
	}
	if !lines[f.name] && breaks.MatchString(text) {
		return &Error{f.name, message.New("holds a line break written as text"), message.New("write it in one line")}
	}
	if _, ok := date(text); f.date && !ok {
		return &Error{f.name, message.New("is not a date"), message.New("give YYYYMM, YYYY or YYYYMMDD")}
	}
	if _, ok := genders[text]; f.name == "XingBie" && !ok {
		return &Error{f.name, message.New("is neither 男 nor 女"), message.New("write 男 or 女")}
	}
	return nil
}

// inner is a text without the blanks that lay out its lines: around each, and between the dates and what follows them.
func inner(f field, text string) string {
	if !lines[f.name] {
		return text
	}
	var out strings.Builder
	for _, line := range strings.Split(breaks.ReplaceAllString(text, "\n"), "\n") {
		line = strings.TrimSpace(line)
		if at := span.FindStringIndex(string(plain(line))); at != nil {
			n := utf8.RuneCountInString(string(plain(line))[:at[1]])
			line = string([]rune(line)[n:])
		}
		out.WriteString(strings.TrimSpace(line))
	}
	return out.String()
}

// genders are the words for a gender, as the API's labels say it.
var genders = map[string]string{"": "", "男": "男", "男性": "男", "女": "女", "女性": "女"}

// read reads the texts.
func (f *Form) read() {
	f.Gender = genders[f.Gender]
	var party, resume, annual []Doubt
	var joining, assessing []Notice
	f.PartyJoined, f.Parties, joining, party = Party(f.PartyText)
	f.Resume, resume = Resume(f.ResumeText)
	f.Events = events(f.Awards)
	f.Annual, assessing, annual = Annual(f.AnnualText)
	f.Notices = slices.Concat(f.Notices, joining, assessing)
	f.Doubts = slices.Concat(f.Doubts, party, resume, annual)
}

// Write writes the form as Parse reads it: the texts, not what was read of them.
func (f *Form) Write(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<Person>\n")
	for _, field := range f.fields() {
		text := ""
		switch {
		case field.text != nil:
			text = *field.text
		case field.name == photo:
			text = base64.StdEncoding.EncodeToString(f.Photo)
		}
		if field.date {
			text = strings.ReplaceAll(text, "-", "")
		}
		b.WriteString("  <" + field.name + ">")
		if err := xml.EscapeText(&b, []byte(text)); err != nil {
			return message.Errorf("write %s: %v", field.name, err)
		}
		b.WriteString("</" + field.name + ">\n")
	}
	b.WriteString("</Person>\n")
	_, err := w.Write(b.Bytes())
	return err
}
