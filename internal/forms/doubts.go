package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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
	File       string   `json:"file"`
	Person     string   `json:"person,omitempty"` // key, once it is known who it is
	Kind       string   `json:"kind"`
	Element    string   `json:"element"`        // of the form
	Line       string   `json:"line"`           // as it stands there
	Form       string   `json:"form,omitempty"` // of which day it is, or the file, where the line says something else in another form
	Question   string   `json:"question"`
	Candidates []string `json:"candidates,omitempty"`
	Answer     string   `json:"answer"`
}

func (d Doubt) String() string {
	out := fmt.Sprintf("%s: %s: %s: %s", d.File, d.Element, strings.ReplaceAll(d.Line, "\n", " "), d.Question)
	if len(d.Candidates) > 0 {
		out += "; candidates: " + strings.Join(d.Candidates, ", ")
	}
	return out
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
		r.notice(d.File, d.Element, strings.ReplaceAll(d.Line, "\n", " ")+": left out, as it was answered")
	}
	return given.Answer, true
}

// again is for an answer that does not fit.
func (r *reader) again(d Doubt, answer string) {
	d.Question = fmt.Sprintf("the answer %q does not fit: %s", answer, d.Question)
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
		return nil, fmt.Errorf("read the answers: %w", err)
	}
	var out []Doubt
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("read the answers: %s is not a list of doubts as the import writes it: %w", filepath.Base(path), err)
	}
	return out, nil
}

// WriteAnswers keeps the answers there are, and adds the doubts that remain, for a person to answer. The file is
// readable to its owner only.
func WriteAnswers(path string, answers, doubts []Doubt) error {
	open := map[string]bool{}
	for _, d := range doubts {
		open[d.id()] = true
	}
	out := slices.DeleteFunc(slices.Clone(answers), func(d Doubt) bool { return d.Answer == "" || open[d.id()] })
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(append(out, doubts...)); err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	next, err := os.CreateTemp(filepath.Dir(path), ".answers-")
	if err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	_, err = next.Write(b.Bytes())
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the answers: %w", errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}
