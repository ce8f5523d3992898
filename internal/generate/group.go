package generate

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// isStored reports whether a type stands for nodes of the graph, so that the planner can aggregate and group them.
func (d *deriver) isStored(def *ast.Definition) bool {
	if !isComposite(def) {
		return false
	}
	if def.Kind == ast.Object {
		return def.Directives.ForName("node") != nil
	}
	members := d.members(def)
	for _, m := range members {
		if d.defs[m] == nil || d.defs[m].Directives.ForName("node") == nil {
			return false
		}
	}
	return len(members) > 0
}

// aggregates are the fields of a connection that answer in figures.
func (d *deriver) aggregates(s *strings.Builder, stem string) {
	for _, suffix := range []string{"Aggregate", "Groups", "GroupBy", "AggregateFilter", "GroupOrder"} {
		d.need(stem + suffix)
	}
	fmt.Fprintf(s, "  \"汇总 Figures over the whole list, under its filter and the caller's scope.\"\n  aggregate: %sAggregate!\n", stem)
	s.WriteString("  \"分组 The whole list by one or two keys, with figures for each group; ordered by the keys unless orderBy says otherwise, in pages of at most 200.\"\n")
	fmt.Fprintf(s, "  groupBy(by: [%[1]sGroupBy!]!, having: %[1]sAggregateFilter, orderBy: [%[1]sGroupOrder!], first: Int, after: String, last: Int, before: String): %[1]sGroups!\n", stem)
}

// figures are the fields of a type or relationship that have figures, with the stem of their types.
func figures(def *ast.Definition, each func(f *ast.FieldDefinition, stem string)) {
	if def == nil || def.Kind == ast.Union {
		return
	}
	for _, f := range def.Fields {
		if f.Name == "version" || f.Type.Elem != nil || f.Directives.ForName("computed") != nil || f.Directives.ForName("relation") != nil {
			continue
		}
		switch f.Type.Name() {
		case "Int", "Float":
			each(f, "Number")
		case "Date":
			each(f, "Date")
		}
	}
}

func (d *deriver) aggregate(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s汇总 Figures over a list of %s.\"\ntype %s {\n", term(b.target), b.target.Name, name)
	s.WriteString("  \"数量 How many entries there are.\"\n  count: Int!\n")
	write := func(f *ast.FieldDefinition, stem string) {
		fmt.Fprintf(&s, "  %q\n  %s: %sAggregate!%s\n", f.Description, f.Name, stem, access(f))
	}
	figures(b.edge, write)
	if b.edge != nil {
		d.need(b.target.Name + "Aggregate")
		fmt.Fprintf(&s, "  \"节点 Figures over the nodes at the entries' ends; a node at several entries counts at each.\"\n  node: %sAggregate!\n", b.target.Name)
	} else {
		figures(b.target, write)
	}
	s.WriteString("}\n")
	return s.String(), true
}

func (d *deriver) aggregateFilter(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s汇总条件 Conditions on figures over a group of %s; all that are given must hold.\"\ninput %s {\n", term(b.target), b.target.Name, name)
	fmt.Fprintf(&s, "  \"且 Each of these holds.\"\n  and: [%[1]s!]\n  \"或 At least one of these holds.\"\n  or: [%[1]s!]\n  \"非 This does not hold.\"\n  not: %[1]s\n", name)
	d.need("IntFigureFilter")
	s.WriteString("  \"数量 On how many entries the group has.\"\n  count: IntFigureFilter\n")
	d.figureInputs(&s, b, "Filter", "Conditions on figures over the nodes.")
	s.WriteString("}\n")
	return s.String(), true
}

func (d *deriver) aggregateOrder(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	d.need("Sort")
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s汇总次序 One figure to order groups of %s by; exactly one is given.\"\ninput %s {\n", term(b.target), b.target.Name, name)
	s.WriteString("  \"数量 By how many entries the group has.\"\n  count: Sort\n")
	d.figureInputs(&s, b, "Order", "By a figure over the nodes.")
	s.WriteString("}\n")
	return s.String(), true
}

func (d *deriver) figureInputs(s *strings.Builder, b base, suffix, nodes string) {
	write := func(f *ast.FieldDefinition, stem string) {
		fmt.Fprintf(s, "  %q\n  %s: %sAggregate%s%s\n", f.Description, f.Name, stem, suffix, access(f))
	}
	figures(b.edge, write)
	if b.edge == nil {
		figures(b.target, write)
		return
	}
	t := b.target.Name + "Aggregate" + suffix
	d.need(t)
	fmt.Fprintf(s, "  \"节点 %s\"\n  node: %s\n", nodes, t)
}

func (d *deriver) groups(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	stem := strings.TrimSuffix(name, "s")
	d.need(stem)
	return fmt.Sprintf("\"%s分组 Groups of a list of %s.\"\ntype %s {\n  \"分组 The groups in their order.\"\n  groups: [%s!]!\n"+
		"  \"分页 Where the page stands among all groups.\"\n  pageInfo: PageInfo!\n  \"总数 How many groups there are.\"\n  totalCount: Int!\n"+
		"  \"有余 Whether there are more groups than were asked for.\"\n  truncated: Boolean! @deprecated(reason: \"pageInfo { hasNextPage } says the same.\")\n}\n", term(b.target), b.target.Name, name, stem), true
}

func (d *deriver) group(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	stem := strings.TrimSuffix(name, "Group")
	d.need(name + "Key")
	return fmt.Sprintf("\"%s组 One group of %s.\"\ntype %s {\n  \"键 What the group's entries have in common: the keys that were asked, the others null.\"\n  key: %[3]sKey!\n"+
		"  \"汇总 Figures over the group's entries.\"\n  aggregate: %sAggregate!\n}\n", term(b.target), b.target.Name, name, stem), true
}

func (d *deriver) groupOrder(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	stem := strings.TrimSuffix(name, "GroupOrder")
	d.need("Sort")
	d.need(stem + "AggregateOrder")
	return fmt.Sprintf("\"%s组次序 What to order groups of %s by; exactly one is given.\"\ninput %s {\n  \"键 By the keys, the first before the second.\"\n  key: Sort\n"+
		"  \"汇总 By a figure.\"\n  aggregate: %sAggregateOrder\n}\n", term(b.target), b.target.Name, name, stem), true
}

// groupable calls each for what entries of a type can be grouped by: the type of the key's choice in the input,
// and of its value in the answer.
func (d *deriver) groupable(b base, each func(description, name, by, key, access string)) {
	fields := func(def *ast.Definition) {
		if def.Kind == ast.Union {
			return
		}
		for _, f := range def.Fields {
			switch {
			case f.Directives.ForName("relation") != nil:
				stem := strings.TrimSuffix(f.Type.Name(), "Connection")
				each(f.Description, f.Name, stem+"GroupBy", stem+"GroupKey", access(f))
			case !has(f, "property", "group", false):
			case f.Type.Name() == "Date":
				each(f.Description, f.Name, "DateGrouping", "String", access(f))
			default:
				each(f.Description, f.Name, "Grouping", f.Type.Name(), access(f))
			}
		}
	}
	if b.edge != nil {
		fields(b.edge)
		each("节点 The node at the other end.", "node", b.target.Name+"GroupBy", b.target.Name+"GroupKey", "")
		return
	}
	each(term(b.target)+" The node itself: each is a group.", "self", "Grouping", b.target.Name, "")
	if up := tree(b.target); up != nil {
		each("顶端 The node at the top of the tree that it is a part of, which may be itself.", "top", "Grouping", b.target.Name, access(up))
		for _, f := range b.target.Fields {
			if f.Directives.ForName("level") != nil { // the mapping refuses a second one
				each("所在 The part of the tree at this level that it is within, which may be itself; of several that hold one another the uppermost.", "within", f.Type.Name(), b.target.Name, cmp.Or(access(f), access(up)))
				break
			}
		}
	}
	if b.target.Kind == ast.Object {
		fields(b.target)
		return
	}
	each("类型 The node's type by its name.", "type", "Grouping", "String", "")
	for _, m := range d.members(b.target) {
		each(term(d.defs[m])+" Nodes of this type.", lowerFirst(m), m+"GroupBy", m+"GroupKey", "")
	}
}

func (d *deriver) groupBy(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s分组键 One key to group %s by; exactly one is given, at most two relations away.\"\ninput %s {\n", term(b.target), b.target.Name, name)
	d.groupable(b, func(description, field, by, _, access string) {
		d.need(by)
		fmt.Fprintf(&s, "  %q\n  %s: %s%s\n", description, field, by, access)
	})
	s.WriteString("}\n")
	return s.String(), true
}

func (d *deriver) groupKey(name string, b base) (string, bool) {
	if !d.isStored(b.target) {
		return "", false
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s分组值 Values of a group's keys; null where a key was not asked, or has no value the caller may see.\"\ntype %s {\n", term(b.target), name)
	d.groupable(b, func(description, field, _, key, access string) {
		d.need(key)
		fmt.Fprintf(&s, "  %q\n  %s: %s%s\n", description, field, key, access)
	})
	s.WriteString("}\n")
	return s.String(), true
}
