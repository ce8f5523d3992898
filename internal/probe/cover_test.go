package probe

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// covered notes every field, argument and member of an input that questions use, as Type.field, Type.field(argument) and
// Input.member.
type covered struct {
	schema *ast.Schema
	used   map[string]bool
}

func (c *covered) question(t *testing.T, q question) {
	t.Helper()
	doc, errs := gqlparser.LoadQuery(c.schema, q.text)
	if len(errs) > 0 {
		t.Fatalf("%s: %v in\n%s", q.name, errs, q.text)
	}
	for _, o := range doc.Operations {
		c.selection(o.SelectionSet)
	}
}

func (c *covered) selection(of ast.SelectionSet) {
	for _, s := range of {
		switch s := s.(type) {
		case *ast.InlineFragment:
			c.selection(s.SelectionSet)
		case *ast.Field:
			name := s.ObjectDefinition.Name + "." + s.Name
			c.used[name] = true
			for _, a := range s.Arguments {
				c.used[name+"("+a.Name+")"] = true
				c.value(a.Value)
			}
			c.selection(s.SelectionSet)
		}
	}
}

func (c *covered) value(v *ast.Value) {
	for _, child := range v.Children {
		if child.Name != "" && v.Definition != nil {
			c.used[v.Definition.Name+"."+child.Name] = true
		}
		c.value(child.Value)
	}
}

// paging are the arguments and fields of every list; they are tried on lists of nodes and on computed ones, not on each.
var paging = []string{"first", "after", "last", "before"}

// wanted are the names that questions have to use: every field that can be reached from Query with every argument, and
// every member of what lists are filtered, ordered and grouped by. What is @whole is refused to those from whom nodes are
// hidden, which graph/plan tests.
func wanted(s *ast.Schema) []string {
	var out []string
	given := map[string]bool{}
	reached(s, s.Query, given)
	for name, t := range s.Types {
		if strings.HasPrefix(name, "__") {
			continue
		}
		switch t.Kind {
		case ast.Object:
			if given[name] {
				out = append(out, wantedOf(t)...)
			}
		case ast.InputObject:
			if !ofQueries(t) {
				continue
			}
			for _, f := range t.Fields {
				if f.Name != "and" && f.Name != "or" && f.Name != "not" && f.Directives.ForName("whole") == nil {
					out = append(out, name+"."+f.Name)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// reached notes the types that a type's fields lead to; what mutations alone answer with is not asked.
func reached(s *ast.Schema, t *ast.Definition, into map[string]bool) {
	if t == nil || into[t.Name] {
		return
	}
	into[t.Name] = true
	for _, f := range t.Fields {
		reached(s, s.Types[f.Type.Name()], into)
	}
	for _, p := range s.GetPossibleTypes(t) {
		reached(s, p, into)
	}
}

func wantedOf(t *ast.Definition) []string {
	var out []string
	for _, f := range t.Fields {
		if strings.HasPrefix(f.Name, "__") || f.Directives.ForName("whole") != nil {
			continue
		}
		out = append(out, t.Name+"."+f.Name)
		for _, a := range f.Arguments {
			if !slices.Contains(paging, a.Name) {
				out = append(out, fmt.Sprintf("%s.%s(%s)", t.Name, f.Name, a.Name))
			}
		}
	}
	return out
}

// ofQueries reports whether an input says what lists are filtered, ordered or grouped by. The operators of single values
// and of aggregates compare what is selected elsewhere, and mutations' inputs are not asked with.
func ofQueries(t *ast.Definition) bool {
	if t.Fields.ForName("isNull") != nil || t.Fields.ForName("has") != nil || t.Fields.ForName("sum") != nil || t.Fields.ForName("eq") != nil || t.Fields.ForName("min") != nil {
		return false
	}
	return slices.ContainsFunc([]string{"Filter", "Order", "GroupBy", "Relation"}, func(s string) bool { return strings.HasSuffix(t.Name, s) })
}

// TestEveryFieldIsAsked holds the questions to the schema: what is added to it is asked, or this test names it.
func TestEveryFieldIsAsked(t *testing.T) {
	s := mapped(t).SDL
	c := &covered{schema: s, used: map[string]bool{}}
	for _, of := range asked(t, "x", 1) {
		for _, q := range of {
			c.question(t, q)
		}
	}
	for _, name := range wanted(s) {
		if !c.used[name] {
			t.Errorf("nothing asks for %s", name)
		}
	}
}
