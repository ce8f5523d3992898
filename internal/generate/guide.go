package generate

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/internal/table"
)

// GuideFolder is where the guide's pages stand; all of them are generated.
const GuideFolder = "docs/schema"

// guide describes the whole schema, one page for each hand-written file.
type guide struct {
	schema   *ast.Schema
	mapping  *mapping.Schema
	subjects []string // the hand-written files without their ending, in order
	derive   *deriver // what is filtered by
}

// Guide returns the pages by file name, for the hand-written sources and what is derived from them.
func Guide(sources []*ast.Source, derived string) (map[string]string, error) {
	s, err := gqlparser.LoadSchema(append(slices.Clip(sources), &ast.Source{Name: DerivedFile, Input: derived})...)
	if err != nil {
		return nil, fmt.Errorf("load the schema for its guide: %w", err)
	}
	m, err := mapping.Read(s)
	if err != nil {
		return nil, fmt.Errorf("map the schema for its guide: %w", err)
	}
	if _, err := table.Tables(m); err != nil {
		return nil, fmt.Errorf("read the schema's tables:\n%w", err)
	}
	g := &guide{schema: s, mapping: m, derive: &deriver{defs: map[string]*ast.Definition{}}}
	for name, d := range s.Types {
		if !of(d.Position, subjectOf(DerivedFile)) {
			g.derive.defs[name] = d
		}
	}
	for _, src := range sources {
		g.subjects = append(g.subjects, subjectOf(src.Name))
	}
	slices.Sort(g.subjects)
	pages := map[string]string{"README.md": g.index()}
	for _, subject := range g.subjects {
		if pages[subject+".md"], err = g.page(subject); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

func writeGuide(sources []*ast.Source, derived string) error {
	pages, err := Guide(sources, derived)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(GuideFolder, 0o755); err != nil {
		return fmt.Errorf("make the guide's folder: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(GuideFolder, "*.md"))
	if err != nil {
		return fmt.Errorf("list the guide's pages: %w", err)
	}
	for _, path := range old {
		if _, current := pages[filepath.Base(path)]; current {
			continue
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("remove a page of the guide: %w", err)
		}
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(GuideFolder, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("write a page of the guide: %w", err)
		}
	}
	return nil
}

func subjectOf(file string) string { return strings.TrimSuffix(file, ".graphqls") }

// of reports whether something stands in a subject's file.
func of(p *ast.Position, subject string) bool {
	return p != nil && p.Src != nil && subjectOf(p.Src.Name) == subject
}

// types are a subject's own types of some kinds, as they stand in its file.
func (g *guide) types(subject string, kinds ...ast.DefinitionKind) []*ast.Definition {
	var out []*ast.Definition
	for _, d := range g.schema.Types {
		if of(d.Position, subject) && slices.Contains(kinds, d.Kind) && d != g.schema.Query && d != g.schema.Mutation && d != g.schema.Subscription {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *ast.Definition) int { return cmp.Compare(a.Position.Start, b.Position.Start) })
	return out
}

// roots are the fields a subject's file adds to a root type.
func roots(root *ast.Definition, subject string) []*ast.FieldDefinition {
	var out []*ast.FieldDefinition
	if root == nil {
		return nil
	}
	for _, f := range root.Fields {
		if of(f.Position, subject) {
			out = append(out, f)
		}
	}
	return out
}

// row writes one line of a table.
func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		c = strings.ReplaceAll(strings.ReplaceAll(c, "|", `\|`), "\n", " ")
		b.WriteString("| " + c)
		if c != "" {
			b.WriteString(" ")
		}
	}
	b.WriteString("|\n")
}

func head(b *strings.Builder, cells ...string) {
	row(b, cells...)
	for range cells {
		b.WriteString("| --- ")
	}
	b.WriteString("|\n")
}

// link is a type's name with a link to where it is described.
func (g *guide) link(t *ast.Type) string {
	name := t.Name()
	d := g.schema.Types[name]
	if d == nil || d.Position == nil || d.Position.Src == nil || d.BuiltIn {
		return "`" + t.String() + "`"
	}
	if d.Position.Src.Name != DerivedFile {
		return fmt.Sprintf("[`%s`](%s.md#%s)", t, subjectOf(d.Position.Src.Name), strings.ToLower(name))
	}
	return fmt.Sprintf("[`%s`](README.md#%s)", t, strings.ToLower(family(name)))
}

// family is what a derived type is one of: the suffix of its name, or the name.
func family(name string) string {
	for _, s := range suffixes {
		if strings.HasSuffix(name, s.name) {
			return s.name
		}
	}
	return name
}
