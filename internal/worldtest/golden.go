package worldtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/schema"
)

// Law is the law of the product's schema.
func Law(t testing.TB) *law.Law {
	t.Helper()
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Read(s)
	if err != nil {
		t.Fatal(err)
	}
	return law.New(m)
}

// Golden holds the files of a pattern to what produce makes of their sections. outputs names the sections that are
// made, in their order; with update they are rewritten, and the inputs never.
func Golden(t *testing.T, pattern string, update bool, outputs []string, produce func(*testing.T, map[string]string) map[string]string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in := map[string]string{}
			for _, f := range a.Files {
				in[f.Name] = string(f.Data)
			}
			got := produce(t, in)
			if update {
				rewrite(t, file, a, outputs, got)
				return
			}
			for name, text := range got {
				if diff := cmp.Diff(in[name], text); diff != "" {
					t.Errorf("%s differs (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func rewrite(t *testing.T, file string, a *txtar.Archive, outputs []string, got map[string]string) {
	t.Helper()
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return slices.Contains(outputs, f.Name) })
	for _, name := range outputs {
		if text, ok := got[name]; ok {
			a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	if err := os.WriteFile(file, txtar.Format(a), 0o600); err != nil {
		t.Fatal(err)
	}
}
