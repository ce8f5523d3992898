package generate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
)

// example is an operation over a node type that every role may ask, with the rows the planner estimates of it.
func (g *guide) example(d *ast.Definition) (string, int64, error) {
	var root *ast.FieldDefinition
	for _, f := range g.schema.Query.Fields {
		if f.Type.Name() == d.Name+"Connection" {
			root = f
		}
	}
	if root == nil {
		return "", 0, fmt.Errorf("the schema has no list of %s to show", d.Name)
	}
	text := g.operation(d, root)
	doc, errs := gqlparser.LoadQuery(g.schema, text)
	if len(errs) > 0 {
		return "", 0, fmt.Errorf("the example of %s: %w", d.Name, errs)
	}
	field, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		return "", 0, fmt.Errorf("the example of %s has no root field", d.Name)
	}
	r := plan.Request{Field: field, Selections: []ast.SelectionSet{field.SelectionSet}, Caller: law.System}
	planned, err := r.Plan(law.New(g.mapping), g.schema.Query, plan.Limits{})
	if err != nil {
		return "", 0, fmt.Errorf("plan the example of %s: %w", d.Name, err)
	}
	return text, planned.Rows, nil
}

func (g *guide) operation(d *ast.Definition, root *ast.FieldDefinition) string {
	of := find(d, func(f *ast.FieldDefinition) bool {
		return free(f) && g.schema.Types[f.Type.Name()].Kind == ast.Enum && f.Type.Elem == nil && g.derive.condition(f) != ""
	})
	by := find(d, func(f *ast.FieldDefinition) bool {
		return f.Name != "key" && f != of && free(f) && has(f, "property", "order", false)
	})
	arguments := "first: 10"
	if by != nil {
		arguments += ", orderBy: {" + by.Name + ": ASC}"
	}
	if of != nil {
		arguments += fmt.Sprintf(", filter: {%s: {eq: %s}}", of.Name, g.schema.Types[of.Type.Name()].EnumValues[0].Name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "{\n  %s(%s) {\n    nodes {\n      %s\n", root.Name, arguments, strings.Join(g.leaves(d), " "))
	if f := find(d, func(f *ast.FieldDefinition) bool { return free(f) && has(f, "relation", "one", false) }); f != nil {
		fmt.Fprintf(&b, "      %s { %s }\n", f.Name, g.named(g.reached(f)))
	}
	if f := cmp.Or(find(d, func(f *ast.FieldDefinition) bool { return many(f) && edged(f) }), find(d, many)); f != nil {
		fmt.Fprintf(&b, "      %s(first: 5) { %s }\n", f.Name, g.entries(f))
	}
	b.WriteString("    }\n    pageInfo { hasNextPage endCursor }\n  }\n}\n")
	return b.String()
}

func find(d *ast.Definition, holds func(*ast.FieldDefinition) bool) *ast.FieldDefinition {
	if i := slices.IndexFunc(d.Fields, holds); i >= 0 {
		return d.Fields[i]
	}
	return nil
}

// free reports whether every role may use a field, for nothing.
func free(f *ast.FieldDefinition) bool {
	return f.Directives.ForName("access") == nil && f.Directives.ForName("computed") == nil && !strings.HasPrefix(f.Name, "__")
}

// many reports whether a field is a relation to many for every role. Sources, which every node has, tell least
// of its own.
func many(f *ast.FieldDefinition) bool {
	return free(f) && f.Directives.ForName("relation") != nil && !has(f, "relation", "one", false) && f.Name != "sources"
}

// edged reports whether a relation's edges have properties.
func edged(f *ast.FieldDefinition) bool {
	return f.Directives.ForName("relation").Arguments.ForName("edge") != nil
}

// kept are fields that the system keeps of every node and edge.
var kept = []string{"id", mapping.CaptionField, "recordedAt", "version", "source", "locator"}

// leaves are the first values of a type that are its own.
func (g *guide) leaves(d *ast.Definition) []string {
	var out []string
	for _, f := range d.Fields {
		if len(out) < 5 && !slices.Contains(kept, f.Name) && free(f) && g.schema.Types[f.Type.Name()].IsLeafType() && f.Directives.ForName("relation") == nil {
			out = append(out, f.Name)
		}
	}
	return out
}

// named selects what a node is known by.
func (g *guide) named(d *ast.Definition) string {
	switch {
	case d.Kind == ast.Union:
		return "__typename ... on " + d.Types[0] + " { " + g.named(g.schema.Types[d.Types[0]]) + " }"
	case d.Directives.ForName("node") == nil:
		return d.Fields[0].Name
	}
	if f := find(d, func(f *ast.FieldDefinition) bool {
		return slices.Contains([]string{"name", "title"}, f.Name) && free(f)
	}); f != nil {
		return f.Name
	}
	return "key"
}

// entries selects a relation's entries: with their edges' properties where there are some.
func (g *guide) entries(f *ast.FieldDefinition) string {
	if !edged(f) {
		return "nodes { " + g.named(g.reached(f)) + " }"
	}
	e := f.Directives.ForName("relation").Arguments.ForName("edge")
	return "edges { " + strings.Join(g.leaves(g.schema.Types[e.Value.Raw]), " ") + " node { " + g.named(g.reached(f)) + " } }"
}
