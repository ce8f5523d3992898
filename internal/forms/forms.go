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
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
	"bole/internal/dataset"
	"bole/internal/lrmx"
)

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

// Outcome is what became of forms. Where doubts remain nothing was imported.
type Outcome struct {
	Tallies []dataset.Tally
	Notices []dataset.Notice // the element stands in Column
	Doubts  []Doubt
}

// Import imports a form or a folder of forms. Its error is *dataset.Refused when forms cannot be read.
func Import(ctx context.Context, g dataset.Graph, path string, o Options) (Outcome, error) {
	r := &reader{graph: source{g.Store}, sdl: g.Law.Schema().SDL, answers: map[string]Doubt{}, asked: map[string]bool{}, rows: map[string][]row{}, people: map[string]string{}}
	for _, d := range o.Answers {
		r.answers[d.id()] = d
	}
	if err := r.parse(path); err != nil {
		return Outcome{}, err
	}
	if err := r.lookUp(ctx); err != nil {
		return Outcome{}, err
	}
	for _, f := range r.forms {
		r.add(f)
	}
	out := Outcome{Notices: r.notices, Doubts: r.doubts}
	if len(r.findings) > 0 {
		return out, &dataset.Refused{Findings: r.findings}
	}
	if len(r.doubts) > 0 {
		return out, nil
	}
	dir, err := r.write()
	if err != nil {
		return out, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	o.Notice = func(n dataset.Notice) {
		n.File, n.Line, n.Column = r.place(n.File, n.Line, n.Column)
		out.Notices = append(out.Notices, n)
	}
	out.Tallies, err = dataset.Import(ctx, g, dir, o.Options)
	return out, r.inForms(err)
}

// form is one parsed form and what has been found out about it.
type form struct {
	*lrmx.Form
	file   string
	source string // key of the form as a source
	cadre  string // key of the person; "" while doubtful
	known  *facts // what the graph knows of the person; nil where it knows nobody

	posts []string        // what the entries say that were found to be of a post
	made  map[string]bool // appointments of this form, by key
}

type reader struct {
	graph    source
	sdl      *ast.Schema
	forms    []*form
	answers  map[string]Doubt // by id
	asked    map[string]bool
	doubts   []Doubt
	notices  []dataset.Notice
	findings []dataset.Finding
	rows     map[string][]row
	people   map[string]string // key of a person → file

	organizations map[string][]string // by name
	byKey         map[string]string   // an organization's key → name
	posts         map[string][]post   // by organization, of those that lines may mean
}

// row is a row of a table, with the form that it comes from.
type row struct {
	file   string
	values map[string]any
}

func (r *reader) notice(file, place, format string, args ...any) {
	r.notices = append(r.notices, dataset.Notice{File: file, Column: place, Text: message.New(format, args...), Count: 1})
}

func (r *reader) parse(path string) error {
	list, err := files(path)
	if err != nil {
		return message.Errorf("list the forms: %v", err)
	}
	for _, file := range list {
		b, err := os.ReadFile(file)
		if err != nil {
			return message.Errorf("read a form: %v", err)
		}
		name := filepath.Base(file)
		parsed, err := lrmx.Parse(bytes.NewReader(b))
		var wrong lrmx.Errors
		switch {
		case errors.As(err, &wrong):
			for _, w := range wrong {
				r.findings = append(r.findings, dataset.Finding{File: name, Column: w.Element, Problem: w.Problem, Remedy: w.Remedy})
			}
			continue
		case err != nil:
			return err
		}
		r.forms = append(r.forms, &form{Form: parsed, file: name, source: "lrmx-" + short(string(b))})
		for _, n := range parsed.Notices {
			r.notice(name, n.Element, "%s", n.Text)
		}
	}
	return nil
}

// short is a stable key for a text that must not be in it.
func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// lookUp finds out who the forms are about, and what the graph knows of them and of the posts they may mean.
func (r *reader) lookUp(ctx context.Context) error {
	people, err := r.graph.people(ctx)
	if err != nil {
		return err
	}
	if r.organizations, err = r.graph.organizationNames(ctx); err != nil {
		return err
	}
	var sources, keys []string
	for _, f := range r.forms {
		sources = append(sources, f.source)
	}
	m := newMatcher(people)
	if m.imported, err = r.graph.imported(ctx, sources); err != nil {
		return err
	}
	for _, f := range r.forms {
		r.person(m, f)
		if f.cadre != "" {
			keys = append(keys, f.cadre)
		}
	}
	known, err := r.graph.known(ctx, keys)
	if err != nil {
		return err
	}
	for _, f := range r.forms {
		f.known = known[f.cadre]
	}
	posts, err := r.graph.posts(ctx, r.meant())
	if err != nil {
		return err
	}
	r.posts = map[string][]post{}
	for _, p := range posts {
		r.posts[p.Organization] = append(r.posts[p.Organization], p)
	}
	return nil
}

// write writes the rows as a dataset.
func (r *reader) write() (string, error) {
	dir, err := os.MkdirTemp("", "bole-forms-")
	if err != nil {
		return "", message.Errorf("make a folder for the forms: %v", err)
	}
	for table, rows := range r.rows {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		for _, row := range rows {
			if err := e.Encode(row.values); err != nil {
				return "", errors.Join(err, os.RemoveAll(dir))
			}
		}
		if err := os.WriteFile(filepath.Join(dir, table+".jsonl"), b.Bytes(), 0o600); err != nil {
			return "", errors.Join(message.Errorf("write the forms' rows: %v", err), os.RemoveAll(dir))
		}
	}
	return dir, nil
}

// inForms names the forms in the findings about rows that were made of them.
func (r *reader) inForms(err error) error {
	var refused *dataset.Refused
	if !errors.As(err, &refused) {
		return err
	}
	out := &dataset.Refused{Findings: slices.Clone(refused.Findings), More: refused.More}
	for i, f := range out.Findings {
		out.Findings[i].File, out.Findings[i].Line, out.Findings[i].Column = r.place(f.File, f.Line, f.Column)
	}
	return out
}

// place is where a row of the dataset comes from: its form, and the table and column as the element.
func (r *reader) place(file string, line int, column string) (string, int, string) {
	table := strings.TrimSuffix(file, ".jsonl")
	if rows := r.rows[table]; line > 0 && line <= len(rows) {
		return rows[line-1].file, 0, table + "." + column
	}
	return file, line, column
}
