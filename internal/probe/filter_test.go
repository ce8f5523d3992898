package probe

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// filters asks for lists whose conditions look at what hangs on each node.
func (a *asker) filters(n nodeRoot) {
	def := a.schema.Types[n.list.Arguments.ForName("filter").Type.Name()]
	var leaves []string
	for _, f := range def.Fields {
		t := a.schema.Types[f.Type.Name()]
		if !a.may(f.Directives) || f.Name == "and" || f.Name == "or" || f.Name == "not" || f.Name == "as" || f.Name == "exists" {
			continue
		}
		switch {
		case f.Name == "within" || f.Name == "under":
			a.filtered(n, f.Name, "{"+f.Name+": [\"zj\", \"t1\"]}")
		case t.Fields.ForName("isNull") != nil:
			leaves = append(leaves, "{"+f.Name+": {isNull: true}}")
		case t.Fields.ForName("has") != nil:
			leaves = append(leaves, "{"+f.Name+": {hasAny: []}}")
		case t.Fields.ForName("some") != nil:
			a.quantified(n, f.Name, t)
		default:
			a.filtered(n, f.Name, "{"+f.Name+": {}}")
			for _, of := range t.Fields { // a union's members
				if strings.HasSuffix(of.Type.Name(), "Filter") && n.isUnion(a.schema, f.Name) && of.Name != "and" && of.Name != "or" && of.Name != "not" {
					a.filtered(n, f.Name+"."+of.Name, "{"+f.Name+": {"+of.Name+": {}}}")
				}
			}
		}
	}
	a.filtered(n, "values", "{or: ["+strings.Join(leaves, ", ")+"]}")
	a.compared(n, def)
	a.existing(n, def)
}

// compared asks for nodes by comparisons with fields of their own and with those of the node at each relation to one:
// hidden ones are compared with nothing.
func (a *asker) compared(n nodeRoot, def *ast.Definition) {
	var of []string
	for _, f := range n.typ.Fields {
		t := a.schema.Types[f.Type.Name()]
		switch filter := def.Fields.ForName(f.Name); {
		case filter == nil || !a.may(f.Directives):
		case t.Directives.ForName("node") != nil:
			of = append(of, fmt.Sprintf(`{key: {neField: "x.%[1]s.key"}}, {not: {recordedAt: {gteField: "x.%[1]s.recordedAt"}}}`, f.Name))
		case a.schema.Types[filter.Type.Name()].Fields.ForName("eqField") != nil:
			of = append(of, fmt.Sprintf(`{%[1]s: {eqField: "x.%[1]s"}}`, f.Name))
		}
	}
	for _, of := range chunks(of, 8) {
		a.vary(n.list.Name+" by fields compared", fmt.Sprintf(`{ all: %[1]s(first: 100, filter: {as: "x", and: [%[2]s]}) { totalCount } any: %[1]s(first: 100, filter: {as: "x", or: [%[2]s]}) { totalCount nodes { key } } }`, n.list.Name, strings.Join(of, ", ")))
	}
}

// existing asks an open list whether there are nodes of the type, by their key, by what they are compared with, and by
// what leads to them from elsewhere.
func (a *asker) existing(n nodeRoot, def *ast.Definition) {
	var where []string
	for _, f := range def.Fields {
		t := a.schema.Types[f.Type.Name()]
		if a.may(f.Directives) && t.Fields.ForName("gteField") != nil && t.Name == "DateTimeFilter" {
			where = append(where, fmt.Sprintf(`{key: {startsWith: ""}, %s: {gteField: "x.recordedAt"}}`, f.Name))
		}
	}
	where = append(where, `{key: {startsWith: "kx"}}`, `{key: {in: ["h1", "zc1", "dx0h1"]}}`, `{key: {eqField: "x.key"}}`)
	for i, w := range where {
		where[i] = fmt.Sprintf("%s: tasks(first: 100, filter: {as: \"x\", exists: {%s: %s}}) { totalCount }", alias("n", i), n.list.Name, w)
	}
	a.vary(n.list.Name+" existing", "{ "+strings.Join(where, " ")+" }")
	a.filtered(n, "others existing", `{as: "x", or: [{exists: {decisions: {key: {startsWith: "dx"}, recordedAt: {gteField: "x.recordedAt"}}}}, {exists: {cadres: {key: {startsWith: "h"}, evaluations: {some: {recordedAt: {gteField: "x.recordedAt"}}}}}}]}`)
}

func (n nodeRoot) isUnion(s *ast.Schema, field string) bool {
	f := n.typ.Fields.ForName(field)
	return f != nil && s.Types[f.Type.Name()].Kind == ast.Union
}

func (a *asker) filtered(n nodeRoot, what, filter string) {
	a.vary(n.list.Name+" by "+what, fmt.Sprintf("{ %s(first: 100, filter: %s) { totalCount nodes { key } } }", n.list.Name, filter))
}

// quantified asks by how many there are at the end of a relation, and in the other ways that a condition can take them.
func (a *asker) quantified(n nodeRoot, name string, t *ast.Definition) {
	far := a.schema.Types[t.Fields.ForName("some").Type.Name()]
	where := a.edgeLeaves(far)
	var counted []string
	for i, m := range []int{1, 2, 4} {
		counted = append(counted, fmt.Sprintf("%s: %s(first: 100, filter: {%s: {count: [{gte: %d}]}}) { totalCount nodes { key } }", alias("n", i), n.list.Name, name, m))
	}
	a.vary(n.list.Name+" by count of "+name, "{ "+strings.Join(counted, " ")+" }")
	a.filtered(n, name, fmt.Sprintf("{or: [{%[1]s: {single: {}}}, {not: {%[1]s: {all: %[2]s}}}, {and: [{%[1]s: {none: %[2]s}}, {%[1]s: {some: {}}}]}]}", name, where))
}

// edgeLeaves is a condition on the properties of a relationship, or on the key of a node.
func (a *asker) edgeLeaves(def *ast.Definition) string {
	node := def.Fields.ForName("node")
	if node == nil && def.Fields.ForName("key") != nil {
		return `{key: {lt: "c9"}}`
	}
	if node == nil { // a union: one of its members
		var of []string
		for _, f := range def.Fields {
			if f.Name != "and" && f.Name != "or" && f.Name != "not" {
				of = append(of, "{"+f.Name+`: {key: {lt: "d"}}}`)
			}
		}
		return "{or: [" + strings.Join(of, ", ") + "]}"
	}
	out := []string{`{as: "e", node: {key: {lt: "c9"}}}`}
	for _, f := range def.Fields {
		if t := a.schema.Types[f.Type.Name()]; a.may(f.Directives) && t.Fields.ForName("isNull") != nil {
			out = append(out, "{"+f.Name+": {isNull: true}}")
		}
		if t := a.schema.Types[f.Type.Name()]; a.may(f.Directives) && t.Fields.ForName("ltField") != nil {
			out = append(out, fmt.Sprintf(`{as: "e", node: {recordedAt: {isNull: false}}, not: {%[1]s: {eqField: "e.%[1]s"}}}`, f.Name))
		}
	}
	return "{or: [" + strings.Join(out, ", ") + "]}"
}

// orders asks for the first and last of a list in every order, and walks it by pages.
func (a *asker) orders(n nodeRoot) {
	for _, o := range a.schema.Types[n.list.Arguments.ForName("orderBy").Type.Name()].Fields {
		if !a.may(o.Directives) {
			continue
		}
		a.vary(n.list.Name+" ordered by "+o.Name, fmt.Sprintf("{ %s(first: 4, orderBy: {%s: DESC}) { edges { cursor node { key } } pageInfo { hasNextPage } } }", n.list.Name, o.Name))
	}
	a.vary(n.list.Name+" from the end", fmt.Sprintf("{ %s(last: 3) { edges { cursor node { key } } pageInfo { hasPreviousPage } } }", n.list.Name))
}

// groups asks for the groups of a list by each of its own keys, and by the node one hop away.
func (a *asker) groups(n nodeRoot) {
	by := n.connection.Fields.ForName("groupBy").Arguments.ForName("by")
	for _, key := range a.groupKeys(by.Type.Name(), n.connection) {
		a.vary(n.list.Name+" grouped by "+key.by, fmt.Sprintf("{ %s { groupBy(by: [%s], first: 100) { totalCount truncated pageInfo { hasNextPage startCursor endCursor } groups { key %s aggregate { count } } } } }", n.list.Name, key.by, key.selection))
	}
	for _, of := range a.groupPages(n.connection) {
		a.vary(n.list.Name+" groups ordered", "{ "+n.list.Name+" { "+of+" } }")
	}
}

// groupPages asks a list for groups that hold enough, in each order.
func (a *asker) groupPages(connection *ast.Definition) []string {
	group := connection.Fields.ForName("groupBy")
	key := a.groupKeys(group.Arguments.ForName("by").Type.Name(), connection)[0]
	having := strings.Join(a.aggregates(group.Arguments.ForName("having").Type.Name()), ", ")
	var out []string
	for _, o := range chunks(a.groupOrders(group.Arguments.ForName("orderBy").Type.Name()), 3) {
		out = append(out, fmt.Sprintf("groupBy(by: [%s], having: {or: [%s]}, orderBy: [%s], first: 100) { groups { aggregate { count } } }", key.by, having, strings.Join(o, ", ")))
	}
	return out
}

// aggregates are conditions on each aggregate of a group.
func (a *asker) aggregates(filter string) []string {
	var out []string
	for _, f := range a.schema.Types[filter].Fields {
		switch {
		case !a.may(f.Directives) || f.Name == "and" || f.Name == "or" || f.Name == "not":
		case f.Name == "count":
			out = append(out, "{count: {gte: 1}}")
		case f.Name == "node":
			out = append(out, "{node: {count: {gte: 2}}}")
		default:
			out = append(out, "{"+f.Name+": {count: {gte: 2}}}")
		}
	}
	return out
}

func (a *asker) groupOrders(order string) []string {
	out := []string{"{key: DESC}"}
	for _, f := range a.schema.Types[a.schema.Types[order].Fields.ForName("aggregate").Type.Name()].Fields {
		switch {
		case !a.may(f.Directives):
		case f.Name == "count":
			out = append(out, "{aggregate: {count: DESC}}")
		case f.Name == "node":
			out = append(out, "{aggregate: {node: {count: ASC}}}")
		default:
			out = append(out, "{aggregate: {"+f.Name+": {max: ASC}}}")
		}
	}
	return out
}

// groupKey is one way of grouping, and what selects the key.
type groupKey struct{ by, selection string }

func (a *asker) groupKeys(by string, connection *ast.Definition) []groupKey {
	var out []groupKey
	for _, f := range a.schema.Types[by].Fields {
		if !a.may(f.Directives) {
			continue
		}
		for _, k := range a.groupKey(f, a.groupKeyType(connection).Fields.ForName(f.Name)) {
			out = append(out, groupKey{"{" + f.Name + ": " + k.by + "}", "{ " + f.Name + " " + k.selection + " }"})
		}
	}
	return out
}

// groupKeyType is the type of a list's group keys.
func (a *asker) groupKeyType(connection *ast.Definition) *ast.Definition {
	groups := a.schema.Types[connection.Fields.ForName("groupBy").Type.Name()]
	group := a.schema.Types[groups.Fields.ForName("groups").Type.Name()]
	return a.schema.Types[group.Fields.ForName("key").Type.Name()]
}

// groupKey gives the ways of grouping by one member: by its value, or by the node at the end of one hop; where that may be
// of several types, also by the type and by the nodes of each.
func (a *asker) groupKey(by, key *ast.FieldDefinition) []groupKey {
	t := a.schema.Types[key.Type.Name()]
	switch by.Type.Name() {
	case "Grouping":
		return []groupKey{{"VALUE", a.whole(t)}}
	case "DateGrouping":
		return []groupKey{{"YEAR", ""}}
	}
	def := a.schema.Types[by.Type.Name()]
	if def.Kind == ast.Enum { // the level of a tree
		return []groupKey{{def.EnumValues[len(def.EnumValues)-2].Name, a.whole(t)}}
	}
	var out []groupKey
	for _, f := range def.Fields {
		if union := def.Fields.ForName("type") != nil && def.Fields.ForName("self") != nil; f.Name != "self" && f.Name != "node" && !union {
			continue
		}
		for _, k := range a.groupKey(f, t.Fields.ForName(f.Name)) {
			out = append(out, groupKey{"{" + f.Name + ": " + k.by + "}", "{ " + f.Name + " " + k.selection + " }"})
		}
	}
	return out
}

// edgeGroups asks for groups by the properties of a relationship.
func (a *asker) edgeGroups(n nodeRoot, f *ast.FieldDefinition, t *ast.Definition) {
	for _, of := range a.groupPages(t) {
		a.vary(n.typ.Name+"."+f.Name+" groups ordered", fmt.Sprintf("{ %s(first: 30) { nodes { key %s { %s } } } }", n.list.Name, f.Name, of))
	}
	by := t.Fields.ForName("groupBy").Arguments.ForName("by")
	for _, key := range a.groupKeys(by.Type.Name(), t) {
		a.vary(n.typ.Name+"."+f.Name+" grouped by "+key.by, fmt.Sprintf("{ %s(first: 30) { nodes { key %s { groupBy(by: [%s]) { totalCount truncated pageInfo { hasNextPage startCursor endCursor } groups { key %s aggregate { count } } } } } } }", n.list.Name, f.Name, key.by, key.selection))
	}
}
