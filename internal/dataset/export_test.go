package dataset_test

import (
	"context"
	"path/filepath"
	"testing"

	"bole/graph"
	"bole/graph/graphtest"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j/neo4jtest"
)

// empty is the graph without a node.
func empty(t *testing.T) *graph.Graph {
	t.Helper()
	g := open(t)
	n := neo4jtest.Server(t)
	graphtest.Empty(t, n.URI(), n.User(), n.Password())
	return g
}

// export writes to a new path of that ending and returns it.
func export(ctx context.Context, t *testing.T, g *graph.Graph, name string, o dataset.ExportOptions) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if _, err := dataset.Export(ctx, g, path, o); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestExportDemo exports the demo dataset as it was written.
func TestExportDemo(t *testing.T) {
	g := empty(t)
	dir := t.TempDir()
	if err := demo.Write(dir, demo.Options{Seed: 3, Cadres: 200}); err != nil {
		t.Fatal(err)
	}
	load(t, g, dir)
	want := read(t, g, dir)
	for _, c := range []struct {
		name string
		o    dataset.ExportOptions
	}{
		{"folder", dataset.ExportOptions{Page: 97}}, {"folder", dataset.ExportOptions{Format: "csv"}}, {"x.zip", dataset.ExportOptions{}},
		{"x.zip", dataset.ExportOptions{Format: "csv", Labels: true}}, {"x.xlsx", dataset.ExportOptions{}},
	} {
		same(t, want, read(t, g, export(t.Context(), t, g, c.name, c.o)))
	}
}
