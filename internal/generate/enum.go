package generate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bole/graph/mapping"
)

// searchTypes is the enum of the types that name fields for full text.
func (d *deriver) searchTypes() string {
	var names []string
	for name, def := range d.defs {
		if dir := def.Directives.ForName("node"); dir != nil && dir.Arguments.ForName("fulltext") != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var s strings.Builder
	s.WriteString("\"检索类型 A type that full text finds.\"\nenum SearchType {\n")
	for _, name := range names {
		fmt.Fprintf(&s, "  \"%s Nodes of type %s.\"\n  %s\n", term(d.defs[name]), name, constant(name))
	}
	s.WriteString("}\n")
	return s.String()
}

// constant is a type's name as an enum's value: TOLERANCE_RULING.
func constant(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToUpper(b.String())
}

// relationshipTypes is the enum of all relationship types, each with the relations it stands for.
func (d *deriver) relationshipTypes() string {
	ways := map[string][]string{}
	terms := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(d.defs)) {
		def := d.defs[name]
		if def.Directives.ForName("node") == nil {
			continue
		}
		for _, f := range def.Fields {
			dir := f.Directives.ForName("relation")
			if dir == nil || dir.Arguments.ForName("direction").Value.Raw != "OUT" {
				continue
			}
			typ := dir.Arguments.ForName("type").Value.Raw
			ways[typ] = append(ways[typ], name+"."+f.Name)
			if terms[typ] == "" {
				terms[typ], _ = mapping.Described(f.Description)
			}
		}
	}
	var s strings.Builder
	s.WriteString("\"关系类型 A type of relationship in the graph.\"\nenum RelationshipType {\n")
	for _, typ := range slices.Sorted(maps.Keys(ways)) {
		fmt.Fprintf(&s, "  \"%s What stands behind %s.\"\n  %s\n", terms[typ], strings.Join(ways[typ], ", "), typ)
	}
	s.WriteString("}\n")
	return s.String()
}
