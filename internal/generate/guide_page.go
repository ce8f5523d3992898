package generate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
)

// paging are the arguments that all lists take; tables leave them out.
var paging = []string{"filter", "orderBy", "first", "after", "last", "before"}

// page is the page of one hand-written file.
func (g *guide) page(subject string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nGenerated from `schema/%s.graphqls` by `make generate`; never edited. "+
		"[All types](README.md), and how to read the tables.\n", g.title(subject), subject)
	g.rootFields(&b, "Root fields", g.schema.Query, subject)
	g.rootFields(&b, "Mutations", g.schema.Mutation, subject)
	g.rootFields(&b, "Subscriptions", g.schema.Subscription, subject)
	for _, d := range g.types(subject, ast.Object) {
		if err := g.object(&b, d); err != nil {
			return "", err
		}
	}
	for _, d := range g.types(subject, ast.Interface, ast.Union, ast.InputObject, ast.Scalar, ast.Enum) {
		g.other(&b, d)
	}
	g.directives(&b, subject)
	return b.String(), nil
}

// title is a subject with the terms of what it is about.
func (g *guide) title(subject string) string {
	var terms []string
	for _, d := range g.types(subject, ast.Object) {
		if d.Directives.ForName("node") != nil {
			terms = append(terms, term(d))
		}
	}
	return strings.TrimSpace(subject + " " + strings.Join(terms, "、"))
}

func (g *guide) rootFields(b *strings.Builder, title string, root *ast.Definition, subject string) {
	fields := roots(root, subject)
	if len(fields) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	head(b, "field", "arguments", "gives", "中文", "what it answers")
	for _, f := range fields {
		t, sentence := mapping.Described(f.Description)
		row(b, "`"+f.Name+"`", g.arguments(f, nil), g.link(f.Type), t, sentence+roles(f.Directives))
	}
}

// arguments are a field's with their types, but for some.
func (g *guide) arguments(f *ast.FieldDefinition, without []string) string {
	var out []string
	for _, a := range f.Arguments {
		switch {
		case slices.Contains(without, a.Name):
		case slices.Contains([]string{"first", "after", "last", "before"}, a.Name):
			out = append(out, "`"+a.Name+"`")
		default:
			out = append(out, "`"+a.Name+":` "+g.link(a.Type))
		}
	}
	return strings.Join(out, ", ")
}

// roles names those who may use something, "" where all may.
func roles(ds ast.DirectiveList) string {
	text := ""
	if ds.ForName("whole") != nil {
		text = " Only with the whole graph in scope."
	}
	if names := mapping.Roles(ds); len(names) > 0 {
		text = " For " + strings.Join(names, ", ") + "." + text
	}
	return text
}

func (g *guide) heading(b *strings.Builder, d *ast.Definition) {
	t, sentence := mapping.Described(d.Description)
	fmt.Fprintf(b, "\n## %s\n\n%s: %s%s", d.Name, t, sentence, roles(d.Directives))
}

func (g *guide) object(b *strings.Builder, d *ast.Definition) error {
	g.heading(b, d)
	node := d.Directives.ForName("node")
	if node != nil {
		fmt.Fprintf(b, " A node labelled `%s`", node.Arguments.ForName("label").Value.Raw)
		if v := g.schema.Types["Scope"].EnumValues.ForName(node.Arguments.ForName("scope").Value.Raw); v != nil {
			_, who := mapping.Described(v.Description)
			fmt.Fprintf(b, "; it is seen by %s", lowerFirst(who))
		}
	}
	rows(b, d)
	b.WriteString("\n\n")
	g.fields(b, d)
	if node == nil {
		return nil
	}
	text, rows, err := g.example(d)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "\nAn example of %d estimated rows:\n\n```graphql\n%s```\n", rows, text)
	return nil
}

// rows names the table of a dataset that holds a type's rows.
func rows(b *strings.Builder, d *ast.Definition) {
	if t := d.Directives.ForName("table"); t != nil {
		fmt.Fprintf(b, " Its rows are the table `%s` of [a dataset](../dataset.md).", t.Arguments.ForName("name").Value.Raw)
	}
}

// holds is what a field of a row may hold, as its directives narrow it.
func holds(f *ast.FieldDefinition) []string {
	var out []string
	for _, d := range f.Directives {
		a := d.ArgumentMap(nil)
		switch {
		case d.Name == "range" && a["max"] == nil:
			out = append(out, fmt.Sprintf("%v or more", a["min"]))
		case d.Name == "range" && a["min"] == nil:
			out = append(out, fmt.Sprintf("%v at most", a["max"]))
		case d.Name == "range":
			out = append(out, fmt.Sprintf("%v to %v", a["min"], a["max"]))
		case d.Name == "after" && a["orSame"] == true:
			out = append(out, fmt.Sprintf("not before `%v`", a["field"]))
		case d.Name == "after":
			out = append(out, fmt.Sprintf("after `%v`", a["field"]))
		case d.Name == "atMost":
			out = append(out, fmt.Sprintf("at most `%v`", a["field"]))
		case d.Name == "keyOf":
			out = append(out, fmt.Sprintf("a key of `%v`", a["type"]))
		case d.Name == "weights":
			out = append(out, "items `CATEGORY:weight`")
		case d.Name == "column":
			out = append(out, fmt.Sprintf("the column `%v`", a["name"]))
		}
	}
	return out
}

func (g *guide) fields(b *strings.Builder, d *ast.Definition) {
	head(b, "field", "type", "中文", "what it is", "use")
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		name := "`" + f.Name + "`"
		if own := g.arguments(f, paging); own != "" {
			name += " (" + own + ")"
		}
		t, sentence := mapping.Described(f.Description)
		row(b, name, g.link(f.Type), t, sentence, g.use(d, f))
	}
}

// use is what a field can be used for beside being selected.
func (g *guide) use(d *ast.Definition, f *ast.FieldDefinition) string {
	var out []string
	stored := d.Directives.ForName("node") != nil || d.Directives.ForName("relationship") != nil
	if stored && g.derive.condition(f) != "" {
		out = append(out, "filter")
	}
	for _, p := range []string{"order", "group"} {
		if stored && has(f, "property", p, false) {
			out = append(out, p)
		}
	}
	if node := d.Directives.ForName("node"); node != nil {
		if a := node.Arguments.ForName("fulltext"); a != nil && slices.ContainsFunc(a.Value.Children, func(c *ast.ChildValue) bool { return c.Value.Raw == f.Name }) {
			out = append(out, "full text")
		}
	}
	if r := f.Directives.ForName("relation"); r != nil {
		out = append(out, g.relation(r, f))
	}
	if c := f.Directives.ForName("computed"); c != nil {
		out = append(out, fmt.Sprintf("computed, %v rows", c.ArgumentMap(nil)["cost"]))
	}
	out = append(out, holds(f)...)
	text := strings.Join(out, ", ")
	who := strings.TrimSuffix(strings.TrimSpace(roles(f.Directives)), ".")
	if who == "" || text == "" {
		return text + who
	}
	return text + "; " + lowerFirst(who)
}

func (g *guide) relation(r *ast.Directive, f *ast.FieldDefinition) string {
	name := r.Arguments.ForName("type").Value.Raw
	text := "`←" + name + "`"
	if r.Arguments.ForName("direction").Value.Raw == "OUT" {
		text = "`" + name + "→`"
	}
	if to := g.reached(f); to != nil && to.Name != f.Type.Name() {
		text += " " + g.link(ast.NamedType(to.Name, nil))
	}
	if e := r.Arguments.ForName("edge"); e != nil {
		text += ", edges carry " + g.link(ast.NamedType(e.Value.Raw, nil))
	}
	return text
}

// reached is the type a relation leads to.
func (g *guide) reached(f *ast.FieldDefinition) *ast.Definition {
	d := g.schema.Types[f.Type.Name()]
	if nodes := d.Fields.ForName("nodes"); nodes != nil {
		return g.schema.Types[nodes.Type.Name()]
	}
	return d
}

// other writes what is no object type.
func (g *guide) other(b *strings.Builder, d *ast.Definition) {
	g.heading(b, d)
	if r := d.Directives.ForName("relationship"); r != nil {
		fmt.Fprintf(b, " Edges of the relationship `%s` carry it", r.Arguments.ForName("type").Value.Raw)
		if ids := r.Arguments.ForName("identity"); ids != nil {
			var names []string
			for _, c := range ids.Value.Children {
				names = append(names, "`"+c.Value.Raw+"`")
			}
			fmt.Fprintf(b, "; %s tell several between the same two nodes apart", strings.Join(names, " and "))
		}
		b.WriteString(".")
	}
	rows(b, d)
	switch d.Kind {
	case ast.Union:
		var names []string
		for _, t := range d.Types {
			names = append(names, g.link(ast.NamedType(t, nil)))
		}
		fmt.Fprintf(b, " One of %s.", strings.Join(names, ", "))
	case ast.Enum:
		b.WriteString("\n\n")
		g.values(b, d)
		return
	case ast.Interface, ast.InputObject:
		b.WriteString("\n\n")
		g.fields(b, d)
		return
	}
	b.WriteString("\n")
}

func (g *guide) values(b *strings.Builder, d *ast.Definition) {
	head(b, "value", "中文", "what it is")
	for _, v := range d.EnumValues {
		t, sentence := mapping.Described(v.Description)
		row(b, "`"+v.Name+"`", t, sentence)
	}
}

func (g *guide) directives(b *strings.Builder, subject string) {
	var out []*ast.DirectiveDefinition
	for _, d := range g.schema.Directives {
		if of(d.Position, subject) {
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return
	}
	slices.SortFunc(out, func(a, b *ast.DirectiveDefinition) int { return cmp.Compare(a.Position.Start, b.Position.Start) })
	b.WriteString("\n## Directives\n\nHow the schema is mapped to the graph; they stand in the SDL and are no part of an operation.\n\n")
	head(b, "directive", "arguments", "中文", "what it says")
	for _, d := range out {
		var arguments []string
		for _, a := range d.Arguments {
			text := a.Name + ": " + a.Type.String()
			if a.DefaultValue != nil {
				text += " = " + a.DefaultValue.String()
			}
			arguments = append(arguments, "`"+text+"`")
		}
		t, sentence := mapping.Described(d.Description)
		row(b, "`@"+d.Name+"`", strings.Join(arguments, ", "), t, sentence)
	}
}
