// Package generate derives schema/derived.graphqls from the hand-written SDL, writes the guide of docs/schema and runs gqlgen.
// It runs at development time only (make generate); nothing of the running product imports it.
package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bole/graph/mapping"
)

// DerivedFile is the file Derive's text is written to; hand-written files never carry its name.
const DerivedFile = mapping.DerivedFile

// deriver works from the names the hand-written SDL mentions but does not define: each is a suffix on a
// type it does define. What a derived type mentions is derived in turn.
type deriver struct {
	defs map[string]*ast.Definition
	done map[string]string // name → SDL
	todo []string
	errs []string
}

// suffixes in the order they are tried: the longer first where one ends another.
var suffixes = []struct {
	name   string
	derive func(*deriver, string, base) (string, bool)
}{
	{"Connection", (*deriver).connection},
	{"Edge", (*deriver).edge},
	{"AggregateFilter", (*deriver).aggregateFilter},
	{"AggregateOrder", (*deriver).aggregateOrder},
	{"Aggregate", (*deriver).aggregate},
	{"GroupOrder", (*deriver).groupOrder},
	{"GroupBy", (*deriver).groupBy},
	{"GroupKey", (*deriver).groupKey},
	{"Groups", (*deriver).groups},
	{"Group", (*deriver).group},
	{"ListFilter", (*deriver).listFilter},
	{"FigureFilter", (*deriver).figureFilter},
	{"Filter", (*deriver).filter},
	{"Relation", (*deriver).relation},
	{"Count", (*deriver).count},
	{"Order", (*deriver).order},
}

// base is what stands before the suffix: a type, or an edge's properties and the type at its end.
type base struct {
	name   string
	target *ast.Definition // nil for scalars known by name only
	edge   *ast.Definition
}

// parse reads hand-written sources; a type's fields may stand in several of them.
func parse(sources []*ast.Source) (*deriver, *ast.SchemaDocument, error) {
	doc, err := parser.ParseSchemas(sources...)
	if err != nil {
		return nil, nil, fmt.Errorf("parse the hand-written schema: %w", err)
	}
	d := &deriver{defs: map[string]*ast.Definition{}, done: map[string]string{}}
	for _, def := range doc.Definitions {
		d.defs[def.Name] = def
	}
	for _, more := range doc.Extensions {
		if def := d.defs[more.Name]; def != nil {
			def.Fields = append(slices.Clip(def.Fields), more.Fields...)
		}
	}
	return d, doc, nil
}

// Derive returns the text of derived.graphqls for hand-written sources.
func Derive(sources []*ast.Source) (string, error) {
	d, doc, err := parse(sources)
	if err != nil {
		return "", err
	}
	for _, def := range slices.Concat(doc.Definitions, doc.Extensions) {
		for _, f := range def.Fields {
			d.need(f.Type.Name())
			for _, a := range f.Arguments {
				d.need(a.Type.Name())
			}
		}
	}
	for len(d.todo) > 0 {
		name := d.todo[0]
		d.todo = d.todo[1:]
		d.make(name)
	}
	if len(d.errs) > 0 {
		slices.Sort(d.errs)
		return "", fmt.Errorf("derive the schema: %s", strings.Join(d.errs, "; "))
	}
	return d.text(), nil
}

func (d *deriver) need(name string) {
	if builtin[name] || d.defs[name] != nil {
		return
	}
	if _, ok := d.done[name]; ok {
		return
	}
	d.done[name] = ""
	d.todo = append(d.todo, name)
}

var builtin = map[string]bool{"ID": true, "String": true, "Int": true, "Float": true, "Boolean": true}

func (d *deriver) make(name string) {
	if name == "Sort" {
		d.done[name] = "\"排序 Direction of an order; missing values come last in both.\"\nenum Sort {\n  \"升序 Smallest first.\"\n  ASC\n  \"降序 Greatest first.\"\n  DESC\n}\n"
		return
	}
	if name == "RelationshipType" {
		d.done[name] = d.relationshipTypes()
		return
	}
	if name == "SearchType" {
		d.done[name] = d.searchTypes()
		return
	}
	if text, ok := scalars[name]; ok {
		d.done[name] = text
		return
	}
	if name == existsFilter {
		d.done[name] = d.exists()
		return
	}
	if name == textFilter {
		d.done[name] = d.leafFilter(name, base{name: "String"})
		return
	}
	for _, s := range suffixes {
		stem, ok := strings.CutSuffix(name, s.name)
		if !ok {
			continue
		}
		b, ok := d.base(stem)
		if !ok {
			continue
		}
		if text, ok := s.derive(d, name, b); ok {
			d.done[name] = text
			return
		}
	}
	d.errs = append(d.errs, fmt.Sprintf("%s is mentioned but neither written nor derivable", name))
}

func (d *deriver) base(stem string) (base, bool) {
	if def := d.defs[stem]; def != nil {
		return base{name: stem, target: def}, true
	}
	if builtin[stem] {
		return base{name: stem}, true
	}
	for name, def := range d.defs {
		if def.Directives.ForName("relationship") == nil {
			continue
		}
		if rest, ok := strings.CutPrefix(stem, name); ok && d.defs[rest] != nil {
			return base{name: stem, target: d.defs[rest], edge: def}, true
		}
	}
	return base{}, false
}

func (d *deriver) text() string {
	names := make([]string, 0, len(d.done))
	for n := range d.done {
		names = append(names, n)
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString("# Derived from the hand-written files by `make generate`; never edited.\n")
	for _, n := range names {
		b.WriteString("\n")
		b.WriteString(d.done[n])
	}
	d.captions(&b)
	return b.String()
}

// captions gives each node type the field by which people call its nodes.
func (d *deriver) captions(b *strings.Builder) {
	var names []string
	for name, def := range d.defs {
		if def.Directives.ForName("node") != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	field := "{\n  \"称谓 What people call it, made of its fields as the schema says and of nothing that the caller may not see.\"\n  " + mapping.CaptionField + ": String!\n}\n"
	b.WriteString("\nextend interface Node " + field)
	for _, name := range names {
		b.WriteString("\nextend type " + name + " " + field)
	}
}

// term is the Chinese term a description begins with.
func term(def *ast.Definition) string {
	if def == nil {
		return ""
	}
	t, _ := mapping.Described(def.Description)
	return t
}

func isComposite(def *ast.Definition) bool {
	return def != nil && (def.Kind == ast.Object || def.Kind == ast.Interface || def.Kind == ast.Union)
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func (d *deriver) members(def *ast.Definition) []string {
	if def.Kind == ast.Union {
		return def.Types
	}
	var out []string
	for _, t := range d.defs {
		if t.Kind == ast.Object && slices.Contains(t.Interfaces, def.Name) {
			out = append(out, t.Name)
		}
	}
	slices.Sort(out)
	return out
}

func has(f *ast.FieldDefinition, directive, arg string, otherwise bool) bool {
	dir := f.Directives.ForName(directive)
	if dir == nil {
		return otherwise
	}
	a := dir.Arguments.ForName(arg)
	if a == nil {
		return otherwise
	}
	return a.Value.Raw == "true"
}
