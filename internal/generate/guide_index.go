package generate

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"bole/graph/mapping"

	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed guide_index.md
var indexText string

// index is the guide's first page: what there is, and the families of derived types.
func (g *guide) index() string {
	var b strings.Builder
	for _, subject := range g.subjects {
		var types, fields []string
		for _, d := range g.types(subject, ast.Object, ast.Interface, ast.Union, ast.InputObject) {
			types = append(types, fmt.Sprintf("[%s](%s.md#%s) %s", d.Name, subject, strings.ToLower(d.Name), term(d)))
		}
		for _, root := range []*ast.Definition{g.schema.Query, g.schema.Mutation, g.schema.Subscription} {
			for _, f := range roots(root, subject) {
				fields = append(fields, "`"+f.Name+"`")
			}
		}
		row(&b, fmt.Sprintf("[%s](%s.md)", subject, subject), strings.Join(types, ", "), strings.Join(fields, ", "))
	}
	text := strings.Replace(indexText, "{{pages}}", b.String(), 1)
	b.Reset()
	for _, f := range g.families() {
		g.family(&b, f)
	}
	return text + b.String()
}

// shown is how many fields of a family's example are listed.
const shown = 12

type derivedFamily struct {
	name  string
	types []string
}

// families are the derived types by suffix, in the order of their names.
func (g *guide) families() []derivedFamily {
	at := map[string][]string{}
	for name, d := range g.schema.Types {
		if of(d.Position, subjectOf(DerivedFile)) {
			at[family(name)] = append(at[family(name)], name)
		}
	}
	var out []derivedFamily
	for name, types := range at {
		slices.Sort(types)
		out = append(out, derivedFamily{name, types})
	}
	slices.SortFunc(out, func(a, b derivedFamily) int { return strings.Compare(a.name, b.name) })
	return out
}

// family shows one of a family for each kind of type it is derived from: nodes, edges, several types, leaves.
func (g *guide) family(b *strings.Builder, f derivedFamily) {
	fmt.Fprintf(b, "\n### %s\n", f.name)
	kinds := make([][]string, 4)
	for _, name := range f.types {
		stem, kind := strings.TrimSuffix(name, f.name), 3
		switch d := g.schema.Types[stem]; {
		case d == nil && g.edgeOf(stem):
			kind = 1
		case d == nil || d.IsLeafType():
		case d.Kind == ast.Object:
			kind = 0
		default:
			kind = 2
		}
		kinds[kind] = append(kinds[kind], name)
	}
	// Leaves differ in what can be compared; the one that can most tells the others.
	slices.SortStableFunc(kinds[3], func(a, b string) int { return len(g.schema.Types[b].Fields) - len(g.schema.Types[a].Fields) })
	said := map[string]bool{}
	for _, names := range kinds {
		if len(names) > 0 && !said[g.form(names[0])] {
			said[g.form(names[0])] = true
			g.shown(b, names[0])
		}
	}
	if n := len(f.types) - len(said); n > 0 {
		fmt.Fprintf(b, "\nIn the SDL there are %d more.\n", n)
	}
}

// form is the fields of a type by name: what one type shows, another of its form need not.
func (g *guide) form(name string) string {
	var names []string
	for _, f := range g.schema.Types[name].Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

// edgeOf reports whether a stem is a relationship's properties and the type at its end.
func (g *guide) edgeOf(stem string) bool {
	for name, d := range g.schema.Types {
		if rest, cut := strings.CutPrefix(stem, name); cut && d.Directives.ForName("relationship") != nil && g.schema.Types[rest] != nil {
			return true
		}
	}
	return false
}

func (g *guide) shown(b *strings.Builder, name string) {
	d := g.schema.Types[name]
	t, sentence := mapping.Described(d.Description)
	fmt.Fprintf(b, "\n`%s`, %s: %s\n\n", d.Name, t, sentence)
	if d.Kind == ast.Enum {
		g.values(b, d)
		return
	}
	head(b, "field", "type", "中文", "what it is")
	for i, f := range d.Fields {
		if i == shown {
			row(b, "…", "", "", fmt.Sprintf("and %d more", len(d.Fields)-shown))
			break
		}
		t, sentence := mapping.Described(f.Description)
		row(b, "`"+f.Name+"`", g.link(f.Type), t, sentence)
	}
}
