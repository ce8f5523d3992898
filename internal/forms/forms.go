// Package forms brings forms 干部任免审批表 (.lrmx) into the graph: it finds out whom and which posts they mean,
// asks a person where that is doubtful, and hands the rest to the import as a dataset.
package forms

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bole/internal/dataset"
	"bole/internal/lrmx"
)

// Kinds of doubts.
const (
	DoubtPerson = "PERSON" // who is it?
	DoubtPost   = "POST"   // which organization and which title?
)

// Answers beside a key.
const (
	AnswerNew  = "NEW"  // a person who is not in the graph yet
	AnswerSkip = "SKIP" // leave the line out
)

// Doubt is what a form does not tell clearly. Nothing is imported while one has no answer.
type Doubt struct {
	File       string   `json:"file"`
	Kind       string   `json:"kind"`
	Line       string   `json:"line,omitempty"` // of the résumé, for posts
	Question   string   `json:"question"`
	Candidates []string `json:"candidates"`
	Answer     string   `json:"answer"` // PERSON: a candidate or NEW; POST: ORGANIZATION|TITLE or SKIP
}

// Is reports whether path is a form, or a folder that holds forms and nothing else.
func Is(path string) bool {
	list, err := files(path)
	return err == nil && len(list) > 0
}

func files(path string) ([]string, error) {
	if strings.EqualFold(filepath.Ext(path), ".lrmx") {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir() || !strings.EqualFold(filepath.Ext(e.Name()), ".lrmx"):
			return nil, nil
		default:
			out = append(out, filepath.Join(path, e.Name()))
		}
	}
	return out, nil
}

// Options of an import of forms.
type Options struct {
	dataset.Options
	Answers []Doubt // doubts with answers, as a person gave them
}

// Import imports a form or a folder of forms. Where doubts remain they are returned and nothing was imported. Its
// error is *dataset.Refused when forms cannot be read.
func Import(ctx context.Context, g dataset.Graph, path string, o Options) ([]dataset.Tally, []Doubt, error) {
	r := &reader{graph: source{g.Store}, answers: map[string]string{}, rows: map[string][]map[string]any{}, people: map[string]string{}}
	for _, d := range o.Answers {
		r.answers[d.id()] = d.Answer
	}
	if err := r.parse(path); err != nil {
		return nil, nil, err
	}
	if err := r.lookUp(ctx); err != nil {
		return nil, nil, err
	}
	for i := range r.forms {
		r.person(&r.forms[i])
	}
	if err := r.details(ctx); err != nil {
		return nil, nil, err
	}
	if len(r.findings) > 0 {
		return nil, nil, &dataset.Refused{Findings: r.findings}
	}
	if len(r.doubts) > 0 {
		return nil, r.doubts, nil
	}
	dir, err := r.write()
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	tallies, err := dataset.Import(ctx, g, dir, o.Options)
	return tallies, nil, err
}

func (d Doubt) id() string { return d.File + "\n" + d.Kind + "\n" + d.Line }

// form is one parsed form and what has been found out about it.
type form struct {
	*lrmx.Form
	file   string
	source string // key of the form as a source
	cadre  string // key of the person; "" while doubtful
}

type reader struct {
	graph    source
	forms    []form
	answers  map[string]string // id of a doubt → answer
	doubts   []Doubt
	findings []dataset.Finding
	rows     map[string][]map[string]any
	people   map[string]string // key of a person → file

	known         []person
	organizations map[string][]string
	posts         map[string]post // organization and title → position
	held          []held
	assessed      []assessed
}

func (r *reader) parse(path string) error {
	list, err := files(path)
	if err != nil {
		return fmt.Errorf("list the forms: %w", err)
	}
	for _, file := range list {
		b, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read a form: %w", err)
		}
		name := filepath.Base(file)
		parsed, err := lrmx.Parse(bytes.NewReader(b))
		var wrong *lrmx.Error
		switch {
		case errors.As(err, &wrong):
			r.findings = append(r.findings, dataset.Finding{File: name, Column: wrong.Element, Problem: wrong.Problem, Remedy: wrong.Remedy})
		case err != nil:
			return err
		default:
			r.forms = append(r.forms, form{Form: parsed, file: name, source: "lrmx-" + short(string(b))})
		}
	}
	return nil
}

// short is a stable key for a text that must not be in it.
func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

func (r *reader) lookUp(ctx context.Context) (err error) {
	var names, keys []string
	for _, f := range r.forms {
		names = append(names, f.Name)
		keys = append(keys, strings.TrimSuffix(f.file, filepath.Ext(f.file)))
	}
	if r.known, err = r.graph.people(ctx, names, keys); err != nil {
		return err
	}
	r.organizations, err = r.graph.organizationNames(ctx)
	return err
}

// person finds out who the form is about: by the file's name when that is a key, else by name and month of birth.
func (r *reader) person(f *form) {
	var same, candidates []string
	for _, p := range r.known {
		switch {
		case p.Key == strings.TrimSuffix(f.file, filepath.Ext(f.file)):
			r.is(f, p.Key)
			return
		case p.Name != f.Name:
		case p.BirthMonth != "" && f.Birth != "" && coarselyEqual(p.BirthMonth, f.Birth):
			same = append(same, p.Key)
			fallthrough
		default:
			candidates = append(candidates, p.Key)
		}
	}
	d := Doubt{File: f.file, Kind: DoubtPerson, Question: "who is it? several have this name, or the month of birth differs or is missing", Candidates: candidates}
	answer := r.answers[d.id()]
	switch {
	case len(same) == 1 && len(candidates) == 1:
		r.is(f, same[0])
	case len(candidates) == 0, answer == AnswerNew:
		r.is(f, "lrmx-"+short(f.Name+"\n"+f.Birth))
	case slices.Contains(candidates, answer):
		r.is(f, answer)
	default:
		r.doubts = append(r.doubts, d)
	}
}

// is settles on a person; the same one in two forms is refused.
func (r *reader) is(f *form, key string) {
	if other, twice := r.people[key]; twice {
		r.findings = append(r.findings, dataset.Finding{File: f.file, Column: "XingMing", Problem: "is of the person of " + other, Remedy: "import one form of a person at a time, the older first"})
		return
	}
	r.people[key] = f.file
	f.cadre = key
}

// coarselyEqual compares dates as far as both are known.
func coarselyEqual(a, b string) bool {
	n := min(len(a), len(b), 7)
	return n > 0 && a[:n] == b[:n]
}

// details finds out which posts the forms mean and makes the rows.
func (r *reader) details(ctx context.Context) error {
	var cadres, organizations []string
	for _, f := range r.forms {
		cadres = append(cadres, f.cadre)
		for _, s := range f.Resume {
			if o, _, _ := r.organizationOf(s.Text); o != "" {
				organizations = append(organizations, o)
			}
			answer := r.answers[Doubt{File: f.file, Kind: DoubtPost, Line: line(s)}.id()]
			if o, _, ok := strings.Cut(answer, "|"); ok {
				organizations = append(organizations, o)
			}
		}
	}
	slices.Sort(organizations)
	posts, err := r.graph.posts(ctx, slices.Compact(organizations))
	if err != nil {
		return err
	}
	r.posts = map[string]post{}
	for _, p := range posts {
		r.posts[p.Organization+"|"+p.Title] = p
	}
	if r.held, err = r.graph.heldBy(ctx, cadres); err != nil {
		return err
	}
	if r.assessed, err = r.graph.assessmentsOf(ctx, cadres); err != nil {
		return err
	}
	for _, f := range r.forms {
		r.add(f)
	}
	return nil
}

// organizationOf is the organization whose name begins the text, the longest, and what follows it. Several
// organizations of that name, or none, are a doubt.
func (r *reader) organizationOf(text string) (key, title string, candidates []string) {
	name := ""
	for n := range r.organizations {
		if strings.HasPrefix(text, n) && len(n) > len(name) {
			name = n
		}
	}
	title = strings.TrimSpace(strings.TrimPrefix(text, name))
	if name == "" || title == "" {
		return "", "", nil
	}
	if keys := r.organizations[name]; len(keys) > 1 {
		return "", title, keys
	}
	return r.organizations[name][0], title, nil
}

// write writes the rows as a dataset.
func (r *reader) write() (string, error) {
	dir, err := os.MkdirTemp("", "bole-forms-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the forms: %w", err)
	}
	for table, rows := range r.rows {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		for _, row := range rows {
			if err := e.Encode(row); err != nil {
				return "", errors.Join(err, os.RemoveAll(dir))
			}
		}
		if err := os.WriteFile(filepath.Join(dir, table+".jsonl"), b.Bytes(), 0o600); err != nil {
			return "", errors.Join(fmt.Errorf("write the forms' rows: %w", err), os.RemoveAll(dir))
		}
	}
	return dir, nil
}

func line(s lrmx.Stretch) string { return s.From + " " + s.To + " " + s.Text }
