package examples_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bole/internal/dataset/demo"
)

// recipes are how many questions the cookbook has.
const recipes = 30

// cookbooks are the pages of the cookbook, with the line of an operation that asks its question in their language.
var cookbooks = map[string]int{"../docs/zh-CN/cookbook.md": 0, "../docs/cookbook.md": 1}

// recipe is a question, the marker that names its example, and what is generated below: the operation, its variables,
// the answer's excerpt.
var recipe = regexp.MustCompile("(?m)^### .*\n\n<!-- (\\S+)((?: \\S+)*) -->\n(?:\n```[a-z]+\n(?s:.*?)\n```\n)*")

// TestCookbook holds each recipe to its example, in each language. It runs behind TestExamples, so that -update shows
// the answers that were just written.
func TestCookbook(t *testing.T) {
	for page, line := range cookbooks {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{"`" + demo.AsOf + "`", workbookWithTerms} {
			if !strings.Contains(string(text), said) {
				t.Errorf("%s does not say %s", page, said)
			}
		}
		var names []string
		want := recipe.ReplaceAllFunc(text, func(old []byte) []byte {
			m := recipe.FindSubmatch(old)
			names = append(names, string(m[1]))
			return cooked(t, len(names), string(m[1]), string(m[2]), line)
		})
		slices.Sort(names)
		if names = slices.Compact(names); len(names) != recipes {
			t.Errorf("%s has %d different recipes, not %d", page, len(names), recipes)
		}
		if *update {
			if err := os.WriteFile(page, want, 0o644); err != nil {
				t.Fatal(err)
			}
		} else if d := cmp.Diff(string(text), string(want)); d != "" {
			t.Errorf("%s (-page +examples; go test ./examples -update):\n%s", page, d)
		}
	}
}

// cooked is a recipe as it has to be.
func cooked(t *testing.T, number int, name, options string, line int) []byte {
	t.Helper()
	query, err := os.ReadFile(name + ".graphql")
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var e example
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	if e.Role != "ORGANIZER" && e.Role != "ANALYST" {
		t.Errorf("%s is asked as %s: the cookbook is for a token of ORGANIZER", name, e.Role)
	}
	lines := strings.SplitN(string(query), "\n", 3)
	out := fmt.Appendf(nil, "### %d. %s\n\n<!-- %s%s -->\n", number, strings.TrimPrefix(lines[line], "# "), name, options)
	block := func(language, text string) { out = fmt.Appendf(out, "\n```%s\n%s\n```\n", language, text) }
	block("graphql", strings.TrimSpace(lines[2]))
	if len(e.Variables) > 0 {
		block("json", excerpt{items: 100}.of(e.Variables, nil, "", ""))
	}
	if e.Workbook != nil {
		var table strings.Builder
		for _, row := range e.Workbook.First {
			table.WriteString(strings.Join(row, ",") + "\n")
		}
		block("text", table.String()+"…")
	} else {
		block("json", shown(t, name, string(query), options, e.Data))
	}
	return out
}

// shown is the part of an answer that the options of a marker leave: as many items of each list, without the members
// that they name behind a -.
func shown(t *testing.T, name, query, options string, data any) string {
	t.Helper()
	document, gqlErr := parser.ParseQuery(&ast.Source{Name: name, Input: query})
	if gqlErr != nil {
		t.Fatal(gqlErr)
	}
	x := excerpt{items: 2, fragments: document.Fragments}
	for _, o := range strings.Fields(options) {
		if without, found := strings.CutPrefix(o, "-"); found {
			x.without = append(x.without, without)
		} else if n, err := strconv.Atoi(o); err == nil && n > 0 {
			x.items = n
		} else {
			t.Fatalf("%s: %q is neither a number of items nor -NAME", name, o)
		}
	}
	return x.of(map[string]any{"data": data}, []ast.SelectionSet{{&ast.Field{Alias: "data", SelectionSet: document.Operations[0].SelectionSet}}}, "", "")
}

// excerpt writes a part of a value, with … for what is left out.
type excerpt struct {
	items     int
	without   []string // members by the ends of their paths: gates, whyNot.gates
	fragments ast.FragmentDefinitionList
}

// wide is how many characters a line may have before its parts get lines of their own.
const wide = 110

// of writes a value with a path that was asked for by selections, behind an indentation.
func (x excerpt) of(v any, asked []ast.SelectionSet, path, indent string) string {
	var brackets string
	var parts []string
	switch v := v.(type) {
	case map[string]any:
		brackets = "{}"
		names, below := x.members(v, asked)
		further := indent + "  "
		if len(names) == 1 { // {"nodes": [ on one line
			further = indent
		}
		for _, name := range names {
			value := "…"
			at := path + "." + name
			if !slices.ContainsFunc(x.without, func(end string) bool { return strings.HasSuffix(at, "."+end) }) {
				value = x.of(v[name], below[name], at, further)
			}
			parts = append(parts, plain(name)+": "+value)
		}
	case []any:
		brackets = "[]"
		for _, item := range first(x.items, v) {
			parts = append(parts, x.of(item, asked, path, indent+"  "))
		}
		if len(v) > x.items {
			parts = append(parts, "…")
		}
	default:
		return plain(v)
	}
	if line := strings.Join(parts, ", "); brackets == "{}" && len(parts) == 1 || !strings.Contains(line, "\n") && utf8.RuneCountInString(indent+line) < wide {
		return brackets[:1] + line + brackets[1:]
	}
	return brackets[:1] + "\n" + filled(parts, indent+"  ") + "\n" + indent + brackets[1:]
}

// filled puts parts into as few lines as hold them; one of several lines has them to itself.
func filled(parts []string, indent string) string {
	var lines []string
	open := false // whether the last line takes more
	for i, part := range parts {
		if i < len(parts)-1 {
			part += ","
		}
		single, last := !strings.Contains(part, "\n"), len(lines)-1
		if open && single && utf8.RuneCountInString(indent+lines[last]+part) < wide {
			lines[last] += " " + part
		} else {
			lines = append(lines, part)
		}
		open = single
	}
	return indent + strings.Join(lines, "\n"+indent)
}

// members are the names of an object in the order in which they were asked for, and what was asked for below each.
func (x excerpt) members(object map[string]any, asked []ast.SelectionSet) (names []string, below map[string][]ast.SelectionSet) {
	if asked == nil {
		return slices.Sorted(maps.Keys(object)), nil
	}
	below = map[string][]ast.SelectionSet{}
	var visit func(ast.SelectionSet)
	visit = func(set ast.SelectionSet) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				if _, there := object[s.Alias]; there {
					if below[s.Alias] == nil {
						names = append(names, s.Alias)
					}
					below[s.Alias] = append(below[s.Alias], s.SelectionSet)
				}
			case *ast.InlineFragment:
				visit(s.SelectionSet)
			case *ast.FragmentSpread:
				visit(x.fragments.ForName(s.Name).SelectionSet)
			}
		}
	}
	for _, set := range asked {
		visit(set)
	}
	return names, below
}

// plain writes a value as JSON does, with letters and signs as they are.
func plain(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // a value that was read from JSON
	}
	return strings.TrimSpace(b.String())
}
