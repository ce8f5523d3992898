// Package facts reads the facts that are judged out of the graph, of everyone: what is made of them has to be cut to
// the caller's scope before it is shown.
package facts

import (
	"context"
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/store"
)

//go:embed *.cypher
var files embed.FS

// Facts reads the statements beside this. It is safe for concurrent use.
type Facts struct {
	store *store.Store
	texts map[string]string
	types []string // labels and types of relationships that the statements read
	ways  map[string]string
}

// named finds the labels and types of relationships in a statement.
var named = regexp.MustCompile(`:([A-Z]\w*)`)

// New reads the statements.
func New(s *mapping.Schema, st *store.Store) (*Facts, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("read the statements of facts: %w", err)
	}
	f := &Facts{store: st, texts: map[string]string{}, ways: waysOf(s)}
	types := map[string]bool{}
	for _, e := range entries {
		b, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, fmt.Errorf("read the statements of facts: %w", err)
		}
		f.texts[e.Name()[:len(e.Name())-len(".cypher")]] = string(b)
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			types[m[1]] = true
		}
	}
	f.types = slices.Sorted(maps.Keys(types))
	return f, nil
}

// Versions are those of all facts; what is computed from facts is kept for as long as they stay.
func (f *Facts) Versions(ctx context.Context) (store.Versions, error) {
	return f.store.Versions(ctx, f.types...)
}

// Unchanged reports, in a shorter way, whether versions that were read are those of now, and gives them with how far that
// is known.
func (f *Facts) Unchanged(ctx context.Context, v store.Versions) (store.Versions, bool) {
	return f.store.Unchanged(ctx, v)
}

// RestsOn tells whoever gathers what an answer is made from that it rests on something beside facts, and is right for as
// long as that stands.
func (f *Facts) RestsOn(ctx context.Context, stands func() bool) { f.store.RestsOn(ctx, stands) }

// Rows reads the rows of one statement, in its order, and hands each over as it comes.
func (f *Facts) Rows(ctx context.Context, name string, each func(row []any) error) error {
	return f.stream(ctx, name, "", nil, each)
}

// RowsOf is Rows of some nodes: those of whom, or of which, the statement is.
func (f *Facts) RowsOf(ctx context.Context, name string, keys []string, each func(row []any) error) error {
	of, label := "c", "Cadre"
	switch name {
	case "tasks":
		of, label = "t", "Task"
	case "evaluations-of-others":
		of, label = "e", "Evaluation"
		name = "evaluations-of-others-some"
	}
	return f.stream(ctx, name, fmt.Sprintf("UNWIND $p.keys AS one\nMATCH (%[1]s:%[2]s {key: one})\nWITH %[1]s\n", of, label), keys, each)
}

func (f *Facts) stream(ctx context.Context, name, before string, keys []string, each func(row []any) error) error {
	text, ok := f.texts[name]
	if !ok {
		return fmt.Errorf("read facts: there is no statement %q", name)
	}
	st := cypher.Statement{Name: "facts/" + name, Text: before + text}
	if before != "" {
		st.Name, st.Params = "facts/changed/"+name, map[string]any{"p": map[string]any{"keys": keys}}
	}
	if err := f.store.Stream(ctx, law.System, st, each); err != nil {
		return fmt.Errorf("read facts of %s: %w", name, err)
	}
	return nil
}
