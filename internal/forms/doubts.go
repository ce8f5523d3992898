package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"bole/graph/message"
)

// Kinds of doubts, and what answers them beside SKIP, which leaves the place out.
const (
	whoIsIt      = "PERSON"    // a key, or NEW; never SKIP
	whichPost    = "POST"      // ORGANIZATION|TITLE, or NEW|ORGANIZATION|TITLE; several with ; between
	whichLine    = "LINE"      // the line of the résumé as it should be
	annual       = "ANNUAL"    // the clause as it should be
	party        = "PARTY"     // the text as it should be
	political    = "POLITICAL" // one of the candidates
	inService    = "STATUS"    // ACTIVE, RETIRED or LEFT, with the day it began behind it
	ofLevel      = "EDUCATION" // the level
	whatHappened = "EVENT"     // AWARD or the regime of a sanction, with the day behind it where the line has none
	conflict     = "CONFLICT"  // KEEP what the graph says, or REPLACE it; never SKIP
	element      = "ELEMENT"   // only SKIP
)

const (
	skip    = "SKIP"
	fresh   = "NEW"
	keep    = "KEEP"
	replace = "REPLACE"
)

// Doubt is what a form does not tell clearly. Nothing is imported while one has no answer that fits.
type Doubt struct {
	File       string       `json:"file"`
	Person     string       `json:"person,omitempty"` // key, once it is known who it is
	Kind       string       `json:"kind"`
	Element    string       `json:"element"`        // of the form
	Line       string       `json:"line"`           // as it stands there
	Form       string       `json:"form,omitempty"` // of which day it is, or the file, where the line says something else in another form
	Question   message.Text `json:"question"`
	Candidates []string     `json:"candidates,omitempty"`
	Answer     string       `json:"answer"`
}

func (d Doubt) String() string { return d.In(message.English) }

// In is the doubt in a language, one line.
func (d Doubt) In(lang language.Tag) string {
	line := strings.ReplaceAll(d.Line, "\n", " ")
	if len(d.Candidates) == 0 {
		return message.New("%s: %s: %s: %s", d.File, d.Element, line, d.Question).In(lang)
	}
	return message.New("%s: %s: %s: %s; candidates: %s", d.File, d.Element, line, d.Question, message.Names(d.Candidates)).In(lang)
}

// Written is the doubt with its question in a language.
func (d Doubt) Written(lang language.Tag) Doubt {
	d.Question = message.Plain(d.Question.In(lang))
	return d
}

// end is the end of a line of the résumé, which the next form may know.
var end = regexp.MustCompile(`--\S*`)

// id is what the answer belongs to. It is the same for the next form of the person, and for a line that has ended
// since. Who a form is about is asked again for each file, and what depends on its day (近三年) for each day; an element
// that is not of the form is asked for once.
func (d Doubt) id() string {
	switch d.Kind {
	case whoIsIt:
		return strings.Join([]string{d.Kind, d.File, d.Line}, "\n")
	case element:
		return strings.Join([]string{d.Kind, d.Element}, "\n")
	case whichPost:
		return strings.Join([]string{d.Kind, d.Person, end.ReplaceAllString(d.Line, "")}, "\n")
	default:
		return strings.Join([]string{d.Kind, d.Person, d.Element, d.Line, d.Form}, "\n")
	}
}

// ask gives the answer to a doubt; without one it is a doubt that remains.
func (r *reader) ask(d Doubt) (string, bool) {
	given, ok := r.answers[d.id()]
	if !ok || given.Answer == "" {
		r.remains(d)
		return "", false
	}
	if given.Answer == skip && d.Kind != whoIsIt && d.Kind != conflict {
		r.notice(d.File, d.Element, "%s: left out, as it was answered", strings.ReplaceAll(d.Line, "\n", " "))
	}
	return given.Answer, true
}

// again is for an answer that does not fit.
func (r *reader) again(d Doubt, answer string) {
	d.Question = message.New("the answer %q does not fit: %s", answer, d.Question)
	d.Answer = ""
	r.remains(d)
}

func (r *reader) remains(d Doubt) {
	if !r.asked[d.id()] {
		r.asked[d.id()] = true
		r.doubts = append(r.doubts, d)
	}
}

// ReadAnswers reads the file of answers; there may be none yet.
func ReadAnswers(path string) ([]Doubt, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, message.Errorf("read the answers: %v", err)
	}
	var out []Doubt
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		return nil, message.Errorf("read the answers: %s is not a list of doubts as the import writes it: %v", filepath.Base(path), err)
	}
	return out, nil
}

// WriteAnswers keeps the answers there are, and adds the doubts that remain, for a person to answer, with questions in a
// language. What an answer belongs to is the same in all languages. The file is readable to its owner only.
func WriteAnswers(path string, answers, doubts []Doubt, lang language.Tag) error {
	open := map[string]bool{}
	for _, d := range doubts {
		open[d.id()] = true
	}
	out := slices.DeleteFunc(slices.Clone(answers), func(d Doubt) bool { return d.Answer == "" || open[d.id()] })
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	for _, d := range doubts {
		out = append(out, d.Written(lang))
	}
	if err := e.Encode(out); err != nil {
		return message.Errorf("write the answers: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return message.Errorf("write the answers: %v", err)
	}
	next, err := os.CreateTemp(filepath.Dir(path), ".answers-")
	if err != nil {
		return message.Errorf("write the answers: %v", err)
	}
	_, err = next.Write(b.Bytes())
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return message.Errorf("write the answers: %v", errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}
