package forms

import (
	"path/filepath"
	"slices"
	"strings"

	"bole/graph/message"
	"bole/graph/textfold"
	"bole/internal/dataset"
)

// matcher finds people by key, by names that are written alike, and by the forms that were imported before.
type matcher struct {
	keys     map[string]person
	names    map[string][]person // by folded name
	imported map[string]string   // a form as a source → key
}

func newMatcher(people []person) *matcher {
	m := &matcher{keys: make(map[string]person, len(people)), names: make(map[string][]person, len(people))}
	for _, p := range people {
		m.add(p)
	}
	return m
}

func (m *matcher) add(p person) {
	if _, there := m.keys[p.Key]; there {
		return
	}
	m.keys[p.Key] = p
	name := textfold.Name(p.Name)
	m.names[name] = append(m.names[name], p)
}

// person finds out who a form is about: of whom this very form was imported before, or whose key is the file's name,
// where name and month of birth agree, or else the only one with that name and month. Nobody with a name written alike
// is a new person. Everything else is a doubt.
func (r *reader) person(m *matcher, f *form) {
	base := strings.TrimSuffix(f.file, filepath.Ext(f.file))
	alike := m.names[textfold.Name(f.Name)]
	owner, named := m.keys[base]
	own := "lrmx-" + short(f.Name+"\n"+f.Birth+"\n"+f.file) // of one whom a person said to be new
	switch {
	case m.imported[f.source] != "":
		r.is(m, f, m.imported[f.source])
		return
	case named && textfold.Name(owner.Name) == textfold.Name(f.Name) && !differ(owner.BirthMonth, f.Birth):
		r.is(m, f, base)
		return
	case !named && len(alike) == 1 && alike[0].Name == f.Name && alike[0].BirthMonth != "" && f.Birth != "" && !differ(alike[0].BirthMonth, f.Birth):
		r.is(m, f, alike[0].Key)
		return
	case !named && len(alike) == 0:
		r.is(m, f, "lrmx-"+short(f.Name+"\n"+f.Birth))
		return
	}
	d := Doubt{File: f.file, Kind: whoIsIt, Element: "XingMing", Line: strings.TrimSpace(f.Name + " " + f.Birth),
		Question: message.New("who is it? several have a name written like this, or it is written otherwise, or the month of birth differs or is missing; answer with a key, or NEW")}
	if named {
		d.Candidates = append(d.Candidates, base)
	}
	for _, p := range alike {
		if p.Key != base {
			d.Candidates = append(d.Candidates, p.Key)
		}
	}
	slices.Sort(d.Candidates)
	others := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(k string) bool { return k == own })
	}
	if given := r.answers[d.id()]; len(given.Candidates) > 0 && !slices.Equal(others(given.Candidates), others(d.Candidates)) {
		r.remains(d) // more have come since it was answered
		return
	}
	switch answer, ok := r.ask(d); {
	case !ok:
	case answer == fresh:
		r.is(m, f, own)
	case slices.Contains(d.Candidates, answer):
		r.is(m, f, answer)
	default:
		r.again(d, answer)
	}
}

// is settles on a person; the same one in two forms is refused.
func (r *reader) is(m *matcher, f *form, key string) {
	if other, twice := r.people[key]; twice {
		r.findings = append(r.findings, dataset.Finding{File: f.file, Column: "XingMing", Problem: message.New("is of the person of %s", other), Remedy: message.New("import one form of a person at a time, the older first")})
		return
	}
	r.people[key] = f.file
	f.cadre = key
	m.add(person{key, f.Name, f.Birth}) // the next form may be of one with such a name
}

// differ reports whether two dates are not of one month, as far as both are known.
func differ(a, b string) bool {
	n := min(len(a), len(b), 7)
	return a[:n] != b[:n]
}
