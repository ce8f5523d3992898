package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
)

func (d *deriver) connection(name string, b base) (string, bool) {
	if !isComposite(b.target) {
		return "", false
	}
	edge := strings.TrimSuffix(name, "Connection") + "Edge"
	d.need(edge)
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s列表 One page of a list of %s, with what is needed to turn it.\"\ntype %s {\n", term(b.target), b.target.Name, name)
	fmt.Fprintf(&s, "  \"边 The page's entries with their cursors.\"\n  edges: [%s!]!\n", edge)
	fmt.Fprintf(&s, "  \"节点 The page's nodes without their edges.\"\n  nodes: [%s!]!\n", b.target.Name)
	s.WriteString("  \"分页 Where the page stands in the whole list.\"\n  pageInfo: PageInfo!\n")
	s.WriteString("  \"总数 How many entries the whole list has under its filter and the caller's scope.\"\n  totalCount: Int!\n")
	if d.isStored(b.target) {
		d.aggregates(&s, strings.TrimSuffix(name, "Connection"))
	}
	s.WriteString("}\n")
	return s.String(), true
}

func (d *deriver) edge(name string, b base) (string, bool) {
	if !isComposite(b.target) {
		return "", false
	}
	implements := ""
	if b.edge != nil {
		implements = " implements " + b.edge.Name
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s条目 One entry of a list of %s.\"\ntype %s%s {\n", term(b.target), b.target.Name, name, implements)
	s.WriteString("  \"游标 The entry's place in this order; opaque.\"\n  cursor: String!\n")
	fmt.Fprintf(&s, "  \"节点 The node at this entry.\"\n  node: %s!\n", b.target.Name)
	if b.edge != nil {
		for _, f := range b.edge.Fields {
			fmt.Fprintf(&s, "  %q\n  %s: %s%s\n", f.Description, f.Name, f.Type.String(), access(f))
		}
	}
	s.WriteString("}\n")
	return s.String(), true
}

// filter derives the filter of a node type, of an edge with its node, of an interface or union by its
// members, of an enum, or of a scalar.
func (d *deriver) filter(name string, b base) (string, bool) {
	if b.isLeaf() {
		return d.leafFilter(name, b), true
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s筛选 Conditions on %s; all that are given must hold, and {} matches everything.\"\ninput %s {\n", term(b.target), b.target.Name, name)
	fmt.Fprintf(&s, "  \"且 Each of these holds.\"\n  and: [%[1]s!]\n  \"或 At least one of these holds.\"\n  or: [%[1]s!]\n  \"非 This does not hold.\"\n  not: %[1]s\n", name)
	switch {
	case b.edge != nil:
		d.conditions(&s, b.edge)
		d.need(b.target.Name + "Filter")
		fmt.Fprintf(&s, "  \"节点 Conditions on the node at the other end.\"\n  node: %sFilter\n", b.target.Name)
		s.WriteString("  \"名称 A name for the entry, by which conditions within this one compare with what it has beside its node.\"\n  as: " + nodeName + "\n")
		d.need(nodeName)
	case b.target.Kind == ast.Object:
		d.conditions(&s, b.target)
		d.whole(&s, b.target)
	default:
		for _, m := range d.members(b.target) {
			d.need(m + "Filter")
			fmt.Fprintf(&s, "  \"%s The node is of type %s and meets this.\"\n  %s: %sFilter\n", term(d.defs[m]), m, lowerFirst(m), m)
		}
	}
	s.WriteString("}\n")
	return s.String(), true
}

// whole are the conditions that are on a node itself and not on a field of it.
func (d *deriver) whole(s *strings.Builder, def *ast.Definition) {
	if up := tree(def); up != nil {
		fmt.Fprintf(s, "  \"之内 It is one of those with these keys, or a part of one, however far below.\"\n  within: [String!]%s\n", access(up))
		fmt.Fprintf(s, "  \"之下 It is a part of one of those with these keys, however far below, and not one itself.\"\n  under: [String!]%s\n", access(up))
	}
	s.WriteString("  \"名称 A name for the node, by which conditions within this one compare with its fields.\"\n  as: " + nodeName + "\n")
	d.need(nodeName)
	if len(d.lists()) == 0 {
		return
	}
	d.need(existsFilter)
	fmt.Fprintf(s, "  \"另有 Somewhere there is a node that meets this, whether a relation leads to it or not; it may be this one itself.\"\n  exists: %s\n", existsFilter)
}

// tree is the relation by which a type's nodes are parts of one another; nil where they are not.
func tree(def *ast.Definition) *ast.FieldDefinition {
	for _, f := range def.Fields {
		if f.Type.Name() == def.Name && rawOf(f.Directives, "relation", "type") == mapping.PartOf && has(f, "relation", "one", false) {
			return f
		}
	}
	return nil
}

// existsFilter is the input of conditions on nodes that no relation leads to.
const existsFilter = "ExistsFilter"

// exists has a field for each list of nodes there is at the root.
func (d *deriver) exists() string {
	var s strings.Builder
	s.WriteString("\"另有条件 A list of nodes by its name, and what at least one of those that the caller may see meets; exactly one list is given. The conditions bound it: one of those that all have to hold is on a field that an index finds.\"\ninput " + existsFilter + " @oneOf {\n")
	for _, f := range d.lists() {
		of := d.listed(f)
		d.need(of.Name + "Filter")
		roles := access(f)
		if roles == "" {
			roles = accessOf(of.Directives)
		}
		fmt.Fprintf(&s, "  \"%s One that meets this.\"\n  %s: %sFilter%s\n", term(of), f.Name, of.Name, roles)
	}
	s.WriteString("}\n")
	return s.String()
}

// lists are the root fields that list nodes under a filter, in the order of their names.
func (d *deriver) lists() []*ast.FieldDefinition {
	query := d.defs["Query"]
	if query == nil {
		return nil
	}
	lists := slices.DeleteFunc(slices.Clone(query.Fields), func(f *ast.FieldDefinition) bool { return d.listed(f) == nil })
	slices.SortFunc(lists, func(a, b *ast.FieldDefinition) int { return strings.Compare(a.Name, b.Name) })
	return lists
}

// listed is the type of the nodes that a root field lists under a filter, nil for other fields.
func (d *deriver) listed(f *ast.FieldDefinition) *ast.Definition {
	of := d.defs[strings.TrimSuffix(f.Type.Name(), "Connection")]
	if of == nil || f.Arguments.ForName("filter") == nil || of.Directives.ForName("node") == nil {
		return nil
	}
	return of
}

func (d *deriver) conditions(s *strings.Builder, def *ast.Definition) {
	for _, f := range def.Fields {
		t := d.condition(f)
		if t == "" {
			continue
		}
		d.need(t)
		fmt.Fprintf(s, "  %q\n  %s: %s%s\n", f.Description, f.Name, t, access(f))
	}
}

// access carries a field's restriction over to its place in a filter or order, for readers of the SDL.
func access(f *ast.FieldDefinition) string {
	text := accessOf(f.Directives)
	if f.Directives.ForName("whole") != nil {
		text += " @whole"
	}
	return text
}

func accessOf(ds ast.DirectiveList) string {
	if d := ds.ForName("access"); d != nil {
		return " @access(roles: " + d.Arguments.ForName("roles").Value.String() + ")"
	}
	return ""
}

func (d *deriver) condition(f *ast.FieldDefinition) string {
	switch {
	case f.Name == "id" || of(f.Position, subjectOf(DerivedFile)) || f.Directives.ForName("computed") != nil || !has(f, "property", "filter", true):
		return ""
	case f.Directives.ForName("relation") != nil && has(f, "relation", "one", false):
		return f.Type.Name() + "Filter"
	case f.Directives.ForName("relation") != nil:
		return strings.TrimSuffix(f.Type.Name(), "Connection") + "Relation"
	case f.Type.Elem != nil:
		return f.Type.Name() + "ListFilter"
	case f.Type.Name() == "String" && !has(f, "property", "order", false):
		return textFilter
	default:
		return f.Type.Name() + "Filter"
	}
}

// textFilter is the filter of texts without an order. They have no sort key, and Neo4j compares texts in two orders, so
// that nothing is asked before or behind another.
const textFilter = "TextFilter"

// The scalars by which a filter names its node, and a condition a field of a node that a filter around it has named.
const (
	nodeName       = "NodeName"
	fieldReference = "FieldReference"
)

var scalars = map[string]string{
	nodeName:       "\"节点名称 A name that a filter gives the node it is on: letters, digits and _, at most 30, beginning with a letter.\"\nscalar NodeName\n",
	fieldReference: "\"字段引用 A field of a node that a filter around the condition has named, as name.field; relations to one node may stand between: name.relation.field.\"\nscalar FieldReference\n",
}

// isLeaf reports whether it is a type of values.
func (b base) isLeaf() bool {
	return b.target == nil || b.target.Kind == ast.Scalar || b.target.Kind == ast.Enum
}

// figureFilter derives the filter of a figure over many entries. It compares with no field: no entry is the one whose field
// that would be.
func (d *deriver) figureFilter(name string, b base) (string, bool) {
	if !b.isLeaf() {
		return "", false
	}
	return inputOf(name, "figure", b, append(comparisons(name, b), isNull)), true
}

func (d *deriver) leafFilter(name string, b base) string {
	d.need(fieldReference)
	ops := append(comparisons(name, b), op{"eqField", fieldReference, "等于字段 Is the value of this field of a node that a filter around this one names."},
		op{"neField", fieldReference, "不等于字段 Has a value, and the field another one."})
	if b.isOrdered(name) {
		ops = append(ops, op{"ltField", fieldReference, "小于字段 Is less than the value of this field."}, op{"lteField", fieldReference, "不大于字段 Is the value of this field or less."},
			op{"gtField", fieldReference, "大于字段 Is more than the value of this field."}, op{"gteField", fieldReference, "不小于字段 Is the value of this field or more."})
	}
	return inputOf(name, "value", b, append(ops, isNull))
}

// op is an operator of a filter on a value, with the type of what it compares with.
type op struct{ name, typ, text string }

var isNull = op{"isNull", "Boolean", "缺失 true: has no value; false: has one."}

// isOrdered reports whether a filter asks which of two values comes first.
func (b base) isOrdered(name string) bool {
	return name != textFilter && (b.target == nil && b.name != "Boolean" && b.name != "ID" || b.target != nil && b.target.Kind == ast.Scalar)
}

// comparisons are the operators by which values of a type are compared with values.
func comparisons(name string, b base) []op {
	ops := []op{
		{"eq", b.name, "等于 Is this value."},
		{"ne", b.name, "不等于 Has a value, and not this one."},
		{"in", "[" + b.name + "!]", "属于 Is one of these values."},
		{"notIn", "[" + b.name + "!]", "不属于 Has a value, and none of these."},
	}
	if b.isOrdered(name) {
		ops = append(ops, op{"lt", b.name, "小于 Is less than this."}, op{"lte", b.name, "不大于 Is this or less."},
			op{"gt", b.name, "大于 Is more than this."}, op{"gte", b.name, "不小于 Is this or more."})
	}
	if b.name == "String" {
		ops = append(ops, op{"contains", b.name, "包含 Contains this text."}, op{"startsWith", b.name, "开头是 Begins with this text."})
	}
	return ops
}

func inputOf(name, what string, b base, ops []op) string {
	var s strings.Builder
	fmt.Fprintf(&s, "\"条件 Conditions on a %s of type %s; a missing %[1]s meets none but isNull: true.\"\ninput %[3]s {\n", what, b.name, name)
	for _, o := range ops {
		fmt.Fprintf(&s, "  %q\n  %s: %s\n", o.text, o.name, o.typ)
	}
	s.WriteString("}\n")
	return s.String()
}

func (d *deriver) listFilter(name string, b base) (string, bool) {
	if isComposite(b.target) {
		return "", false
	}
	return fmt.Sprintf("\"列表条件 Conditions on a list of %[1]s.\"\ninput %[2]s {\n"+
		"  \"含有 The list holds this value.\"\n  has: %[1]s\n  \"含有任一 The list holds one of these.\"\n  hasAny: [%[1]s!]\n"+
		"  \"含有全部 The list holds all of these.\"\n  hasAll: [%[1]s!]\n  \"缺失 true: there is no list or an empty one.\"\n  isNull: Boolean\n}\n", b.name, name), true
}

func (d *deriver) relation(name string, b base) (string, bool) {
	if !isComposite(b.target) {
		return "", false
	}
	stem := strings.TrimSuffix(name, "Relation")
	d.need(stem + "Filter")
	d.need(stem + "Count")
	return fmt.Sprintf("\"关系条件 Conditions on the entries of a relation, among those the caller may see.\"\ninput %[1]s {\n"+
		"  \"存在 At least one entry meets this.\"\n  some: %[2]sFilter\n  \"全部 No entry fails this; true where there is none.\"\n  all: %[2]sFilter\n"+
		"  \"没有 No entry meets this.\"\n  none: %[2]sFilter\n  \"恰一 Exactly one entry meets this.\"\n  single: %[2]sFilter\n"+
		"  \"计数 How many entries meet a condition; each of these holds.\"\n  count: [%[2]sCount!]\n}\n", name, stem), true
}

func (d *deriver) count(name string, b base) (string, bool) {
	if !isComposite(b.target) {
		return "", false
	}
	var s strings.Builder
	fmt.Fprintf(&s, "\"计数条件 Bounds on how many entries meet a condition.\"\ninput %s {\n", name)
	fmt.Fprintf(&s, "  \"条件 Which entries count; all of them when it is left out.\"\n  where: %sFilter\n", strings.TrimSuffix(name, "Count"))
	for _, o := range []string{"eq 等于 Exactly this many.", "ne 不等于 Any other number.", "lt 少于 Fewer than this.", "lte 不多于 At most this many.",
		"gt 多于 More than this.", "gte 不少于 At least this many."} {
		op, text, _ := strings.Cut(o, " ")
		fmt.Fprintf(&s, "  %q\n  %s: Int\n", text, op)
	}
	s.WriteString("}\n")
	return s.String(), true
}

func (d *deriver) order(name string, b base) (string, bool) {
	if !isComposite(b.target) {
		return "", false
	}
	d.need("Sort")
	var s strings.Builder
	fmt.Fprintf(&s, "\"%s次序 One field to order %s by; exactly one is given.\"\ninput %s {\n", term(b.target), b.target.Name, name)
	switch {
	case b.edge != nil:
		d.orders(&s, b.edge)
		d.need(b.target.Name + "Order")
		fmt.Fprintf(&s, "  \"节点 By a field of the node at the other end.\"\n  node: %sOrder\n", b.target.Name)
	case b.target.Kind == ast.Object:
		d.orders(&s, b.target)
	default:
		s.WriteString("  \"键 By the key.\"\n  key: Sort\n")
	}
	s.WriteString("}\n")
	return s.String(), true
}

func (d *deriver) orders(s *strings.Builder, def *ast.Definition) {
	for _, f := range def.Fields {
		if has(f, "property", "order", false) {
			fmt.Fprintf(s, "  %q\n  %s: Sort%s\n", f.Description, f.Name, access(f))
		}
		if f.Directives.ForName("personName") == nil {
			continue
		}
		for _, o := range mapping.NameOrders {
			term, _ := mapping.Described(f.Description)
			fmt.Fprintf(s, "  %q\n  %s: Sort%s\n", term+o.Term+" "+o.Sentence, f.Name+o.Suffix, access(f))
		}
	}
}
