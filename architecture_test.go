package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// mostNames is how many package-level names a package may export.
const mostNames = 40

// TestExportedNames holds each hand-written package to a small surface: names that every other package may come to
// rely on. Methods and fields belong to their type and are not counted.
func TestExportedNames(t *testing.T) {
	found := exportedNames(t)
	if found["internal/judge"] == 0 || found["resolvers"] == 0 {
		t.Fatalf("the test does not find the packages: %v", found)
	}
	for dir, n := range found {
		if n > mostNames {
			t.Errorf("%s exports %d names, %d are allowed; write what only the package uses in lower case, or split the package", dir, n, mostNames)
		}
	}
}

// exportedNames counts the exported names of each folder's Go files, tests and generated files left out.
func exportedNames(t *testing.T) map[string]int {
	t.Helper()
	found := map[string]int{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); file != "." && (strings.HasPrefix(n, ".") || n == "testdata" || n == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return errors.Join(errors.New(file), err)
		}
		if dir := path.Dir(filepath.ToSlash(file)); !ast.IsGenerated(f) {
			found[dir] += exported(f)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// exported counts a file's exported package-level names.
func exported(f *ast.File) int {
	n := 0
	count := func(names ...*ast.Ident) {
		for _, name := range names {
			if name.IsExported() {
				n++
			}
		}
	}
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				count(decl.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					count(spec.Name)
				case *ast.ValueSpec:
					count(spec.Names...)
				}
			}
		}
	}
	return n
}
