package schema

import (
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
)

// TestEveryElementIsDescribed holds the contract's promise: a Chinese term, then one English sentence.
func TestEveryElementIsDescribed(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, def := range s.Types {
		if def.BuiltIn || strings.HasPrefix(name, "__") {
			continue
		}
		if def != s.Query && def != s.Mutation { // their fields are described, they themselves are not
			described(t, name, def.Description)
		}
		for _, v := range def.EnumValues {
			described(t, name+"."+v.Name, v.Description)
		}
		for _, f := range def.Fields {
			if !strings.HasPrefix(f.Name, "__") {
				described(t, name+"."+f.Name, f.Description)
				for _, a := range f.Arguments {
					described(t, name+"."+f.Name+"."+a.Name, a.Description)
				}
			}
		}
	}
}

// TestEveryDescriptionIsOfAnArgument holds arguments.go to arguments that there are.
func TestEveryDescriptionIsOfAnArgument(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, def := range s.Types {
		for _, f := range def.Fields {
			for _, a := range f.Arguments {
				if own := f.Name + "." + a.Name; arguments[own] == a.Description {
					used[own] = true
				} else if arguments[a.Name] == a.Description {
					used[a.Name] = true
				}
			}
		}
	}
	for name := range arguments {
		if !used[name] {
			t.Errorf("no argument is described by %s", name)
		}
	}
}

func described(t *testing.T, what, text string) {
	t.Helper()
	term, sentence, ok := strings.Cut(text, " ")
	switch {
	case !ok || !strings.ContainsFunc(term, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		t.Errorf("%s: %q does not begin with its Chinese term", what, text)
	case !strings.HasSuffix(sentence, ".") || !unicode.IsUpper([]rune(sentence)[0]) && !strings.HasPrefix(sentence, "true:"):
		t.Errorf("%s: %q is no English sentence", what, sentence)
	}
}

// TestNodesAreReachable holds that each node type has a key, a by-key field and a connection on Query, and
// that what the system keeps stands on each.
func TestNodesAreReachable(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	single, many := map[string]bool{}, map[string]bool{}
	for _, f := range s.Query.Fields {
		if f.Arguments.ForName("key") != nil {
			single[f.Type.Name()] = true
		}
		many[strings.TrimSuffix(f.Type.Name(), "Connection")] = true
	}
	nodes := 0
	for name, def := range s.Types {
		if def.Kind != ast.Object || def.Directives.ForName("node") == nil {
			continue
		}
		nodes++
		if !single[name] || !many[name] {
			t.Errorf("%s is not on Query both by key and as a connection", name)
		}
		for _, f := range []string{"id", "key", "recordedAt", "version", "sources"} {
			if def.Fields.ForName(f) == nil {
				t.Errorf("%s has no %s", name, f)
			}
		}
	}
	if nodes < 28 {
		t.Errorf("%d node types, the model has 28", nodes)
	}
}

// TestSDLDefinesEachTypeOnce holds that the contract as one text says what the files say, without a type that is
// extended somewhere: read again it is the same.
func TestSDLDefinesEachTypeOnce(t *testing.T) {
	text, err := SDL()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parser.ParseSchema(&ast.Source{Name: "schema.graphql", Input: text})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Extensions)+len(doc.SchemaExtension) > 0 {
		t.Errorf("%d extensions", len(doc.Extensions))
	}
	want, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	got, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: text})
	if err != nil {
		t.Fatal(err)
	}
	var again strings.Builder
	formatter.NewFormatter(&again, formatter.WithIndent("  ")).FormatSchema(got)
	if again.String() != text || len(got.Types) != len(want.Types) || len(got.Directives) != len(want.Directives) {
		t.Errorf("read again it has %d types and %d directives of %d and %d", len(got.Types), len(got.Directives), len(want.Types), len(want.Directives))
	}
	for name, def := range want.Types {
		if fields := got.Types[name].Fields; len(fields) != len(def.Fields) || got.Types[name].Description != def.Description {
			t.Errorf("%s has %d fields of %d", name, len(fields), len(def.Fields))
		}
	}
}
