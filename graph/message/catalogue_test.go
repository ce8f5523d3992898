package message_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// catalogue reads the files of the catalogue; a message stands in one of them, once.
func catalogue(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("zh/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogue: %v", err)
	}
	all := map[string]string{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var one map[string]string
		if err := json.Unmarshal(b, &one); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for english, chinese := range one {
			if _, twice := all[english]; twice {
				t.Errorf("%s holds %q, which stands in another file too", name, english)
			}
			all[english] = chinese
		}
	}
	return all
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*\d*(?:\.\d+)?([a-zA-Z%])`)

// verbs are the arguments that a format writes, by their place, each with its verb.
func verbs(format string) (out []string) {
	place := 0
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if place++; m[1] != "" {
			place, _ = strconv.Atoi(m[1])
		}
		out = append(out, strconv.Itoa(place)+m[2])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestCatalogueIsWhole finds each message in the sources: what is passed for a parameter called format with
// arguments after it, or for formats, which are many. Each has its Chinese, which writes the same arguments, and
// nothing stands in the catalogue that nobody says.
func TestCatalogueIsWhole(t *testing.T) {
	all := catalogue(t)
	said := messages(t)
	for format, places := range said {
		chinese, ok := all[format]
		switch {
		case !ok:
			t.Errorf("%s says %q, and the catalogue has no Chinese for it", places[0], format)
		case !slices.Equal(verbs(chinese), verbs(format)):
			t.Errorf("the Chinese of %q writes %v, not %v", format, verbs(chinese), verbs(format))
		}
	}
	phrases := phrases(t)
	for phrase, file := range phrases {
		chinese, ok := all[phrase]
		switch {
		case !ok:
			t.Errorf("%s says %q, and the catalogue has no Chinese for it", file, phrase)
		case !slices.Equal(places(chinese), places(phrase)):
			t.Errorf("the Chinese of %q has the places %v, not %v", phrase, places(chinese), places(phrase))
		}
	}
	for _, format := range slices.Sorted(maps.Keys(all)) {
		if said[format] == nil && phrases[format] == "" {
			t.Errorf("nobody says %q any more; take it out of the catalogue", format)
		}
	}
}

// places are those of values in a phrase: {0}, {1}, …
func places(phrase string) []string {
	return slices.Sorted(slices.Values(regexp.MustCompile(`\{\d\}`).FindAllString(phrase, -1)))
}

// phrases are the English sentences of the data that comes with the product, and of states that wait for somebody, each
// with its file.
func phrases(t *testing.T) map[string]string {
	t.Helper()
	english, out := regexp.MustCompile(`[a-z]+ ([a-z]|\{\d)`), map[string]string{}
	for _, file := range []string{"internal/judge/rulebook.json", "internal/due/deadlines.json", "internal/due/duties.json", "internal/calendar/calendar.json",
		"graph/figures/quality/quality.json", "graph/figures/statistics/statistics.json", "graph/figures/views/rules.json"} {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		var data any
		if err := json.Unmarshal(text, &data); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		var look func(any)
		look = func(v any) {
			switch v := v.(type) {
			case string:
				if english.MatchString(v) {
					out[v] = file
				}
			case []any:
				for _, item := range v {
					look(item)
				}
			case map[string]any:
				for _, item := range v {
					look(item)
				}
			}
		}
		look(data)
	}
	state := regexp.MustCompile(`"\S+ ([^"]+)"\s+[A-Z_]+ @step\([^\n]*waits:`)
	names, err := filepath.Glob(filepath.Join("..", "..", "schema", "*.graphqls"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range state.FindAllStringSubmatch(string(text), -1) {
			out[found[1]] = name
		}
	}
	return out
}

// source is the Go files of the module that tests and tools are not made of.
func source(t *testing.T) (*token.FileSet, []*ast.File) {
	t.Helper()
	set := token.NewFileSet()
	var out []*ast.File
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || slices.Contains([]string{"bench", "test", "testdata", "internal/generate", "internal/worldtest", "schema/exec"}, rel)):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		out = append(out, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return set, out
}

// messages are the formats in the sources, with the places that say them. What authors of schemas are told is in
// English: the functions that say it call their parameter otherwise.
func messages(t *testing.T) map[string][]string {
	t.Helper()
	set, files := source(t)
	takes := map[[2]string]int{} // folder, or name of package and ".", and function → which parameter is the format
	many := map[[2]string]bool{} // of these, those that take several
	each := func(do func(folder string, n ast.Node)) {
		for _, f := range files {
			folder := filepath.Dir(set.Position(f.Pos()).Filename)
			ast.Inspect(f, func(n ast.Node) bool {
				do(folder, n)
				return true
			})
		}
	}
	each(func(folder string, n ast.Node) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			i, several := formatOf(n.Type)
			if i < 0 {
				break
			}
			for _, name := range [][2]string{{folder, n.Name.Name}, {filepath.Base(folder) + ".", n.Name.Name}} {
				if name[0] == folder || n.Recv == nil && n.Name.IsExported() {
					takes[name], many[name] = i, several
				}
			}
		case *ast.AssignStmt:
			if f, ok := n.Rhs[0].(*ast.FuncLit); ok {
				if i, _ := formatOf(f.Type); i >= 0 {
					takes[[2]string{folder, n.Lhs[0].(*ast.Ident).Name}] = i
				}
			}
		}
	})
	if len(takes) < 3 {
		t.Fatalf("functions that take a format: %v", takes)
	}
	out := map[string][]string{}
	each(func(folder string, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		var name [2]string
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			name = [2]string{folder, fun.Name}
		case *ast.SelectorExpr:
			name = [2]string{folder, fun.Sel.Name}
			if x, ok := fun.X.(*ast.Ident); ok && fun.Sel.IsExported() {
				name[0] = x.Name + "."
			}
		}
		i, ok := takes[name]
		if !ok || i >= len(call.Args) {
			return
		}
		at := set.Position(call.Pos()).String()
		formats := call.Args[i : i+1]
		if many[name] {
			formats = call.Args[i:]
		}
		for _, format := range formats {
			text, constant := constantOf(format)
			passed, _ := format.(*ast.Ident)
			switch {
			case constant && text != "%s":
				out[text] = append(out[text], at)
			case !constant && (passed == nil || passed.Name != "format"):
				t.Errorf("%s: what %s is given is put together; a message is one constant, or a parameter called format, and what varies are its arguments", at, name[1])
			}
		}
	})
	return out
}

// constantOf is the text of a literal, or of several with + between them.
func constantOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, one := constantOf(e.X)
		right, two := constantOf(e.Y)
		return left + right, one && two
	}
	return "", false
}

// formatOf is the place of the parameter called format, before those that it writes, or of the last one, called formats,
// which takes several; -1 without one.
func formatOf(f *ast.FuncType) (place int, several bool) {
	var names []string
	for _, field := range f.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	if len(names) == 0 {
		return -1, false
	}
	if _, variadic := f.Params.List[len(f.Params.List)-1].Type.(*ast.Ellipsis); !variadic {
		return -1, false
	}
	several = names[len(names)-1] == "formats"
	if several {
		return len(names) - 1, true
	}
	if i := slices.Index(names, "format"); i >= 0 && i == len(names)-2 {
		return i, false
	}
	return -1, false
}

// TestChinesePunctuation holds the catalogue's Chinese to the signs of Chinese: none of ASCII's stands between two
// characters.
func TestChinesePunctuation(t *testing.T) {
	narrow := regexp.MustCompile(`\p{Han}\s*[,.;:!?()'"]\s*\p{Han}`)
	for english, chinese := range catalogue(t) {
		if found := narrow.FindString(chinese); found != "" {
			t.Errorf("the Chinese of %q has %q", english, found)
		}
	}
}
