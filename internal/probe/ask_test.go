package probe

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
)

// A question is one request of a caller; all that is told of it is compared.
type question struct {
	name   string // the root field it is about, and what of it
	text   string
	accept string // "" for JSON, otherwise of an export

	grade grade
}

// grade says how much of a question depends on the role that asks it.
type grade int

const (
	ofRoot    grade = iota // every role asks it
	ofField                // one role of each scope asks it: the statement is the same for all who may
	variation              // another order, condition, group or page of a list that is asked for anyway
)

// asker derives questions from the schema, as far as one role may ask them.
type asker struct {
	schema *ast.Schema
	role   string
	open   bool            // the whole graph is in scope
	free   map[string]bool // fields that may differ; exports leave them out
	all    []question
}

// may reports whether the role may use what carries these directives.
func (a *asker) may(of ast.DirectiveList) bool {
	if of.ForName("whole") != nil && !a.open {
		return false
	}
	return law.Directives(law.Caller{Role: a.role}, of, nil) == nil
}

func (a *asker) ask(name, text string) {
	a.all = append(a.all, question{name: name, text: text})
}

// vary asks for a list in another way.
func (a *asker) vary(name, text string) {
	a.all = append(a.all, question{name: name, text: text, grade: variation})
}

// field asks for one field of a type of nodes.
func (a *asker) field(name, text string) {
	a.all = append(a.all, question{name: name, text: text, grade: ofField})
}

// ref selects what identifies a node, whatever its type.
func (a *asker) ref(t *ast.Definition) string {
	if t.Directives.ForName("node") != nil {
		return "{ __typename id key }"
	}
	return "{ __typename ... on Node { id } }"
}

// isNode reports whether a type is a node, or stands for some.
func (a *asker) isNode(t *ast.Definition) bool {
	return t.Directives.ForName("node") != nil || t.Kind == ast.Union || t.Name == "Node"
}

// whole selects all of an object that is no node, down to the nodes in it.
func (a *asker) whole(t *ast.Definition) string {
	switch {
	case t.IsLeafType():
		return ""
	case a.isNode(t):
		return a.ref(t)
	case t.Fields.ForName("pageInfo") != nil:
		return a.connection(t)
	}
	var out []string
	for _, f := range t.Fields {
		if strings.HasPrefix(f.Name, "__") || !a.may(f.Directives) {
			continue
		}
		for i, args := range argumentsOf(t.Name + "." + f.Name) {
			out = append(out, fmt.Sprintf("%s: %s%s %s", alias(f.Name, i), f.Name, args, a.whole(a.schema.Types[f.Type.Name()])))
		}
	}
	return "{ " + strings.Join(out, " ") + " }"
}

func alias(name string, i int) string {
	if i == 0 {
		return name
	}
	return fmt.Sprint(name, i)
}

// connection selects all of a list but its aggregates and groups.
func (a *asker) connection(t *ast.Definition) string {
	edge := a.schema.Types[t.Fields.ForName("edges").Type.Name()]
	items := a.schema.Types[t.Fields.ForName("nodes").Type.Name()]
	rest := ""
	if t.Fields.ForName("totalCount") != nil {
		rest = "totalCount "
	}
	var of []string
	for _, f := range edge.Fields {
		if strings.HasPrefix(f.Name, "__") || f.Name == "node" || !a.may(f.Directives) {
			continue
		}
		of = append(of, f.Name)
	}
	node := a.whole(items)
	return "{ " + rest + "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { __typename } edges { " + strings.Join(of, " ") + " node " + node + " } }"
}

// nodeTypes are the types of nodes, with their root fields.
func (a *asker) nodeTypes() []nodeRoot {
	var out []nodeRoot
	for _, f := range a.schema.Query.Fields {
		if t := a.schema.Types[f.Type.Name()]; t.Fields.ForName("groupBy") != nil {
			n := nodeRoot{list: f, connection: t, typ: a.schema.Types[t.Fields.ForName("nodes").Type.Name()]}
			for _, one := range a.schema.Query.Fields {
				if one.Type.Name() == n.typ.Name {
					n.one = one.Name
				}
			}
			out = append(out, n)
		}
	}
	return out
}

type nodeRoot struct {
	one        string
	list       *ast.FieldDefinition
	connection *ast.Definition
	typ        *ast.Definition
}

// nodes asks for everything of every type of nodes.
func (a *asker) nodes() {
	for _, n := range a.nodeTypes() {
		a.values(n)
		a.relations(n)
		a.filters(n)
		a.orders(n)
		a.groups(n)
	}
}

// values asks for the properties and the one node at the end of each relation to one, in the list, by key, and exported.
func (a *asker) values(n nodeRoot) {
	var of, plain []string
	for _, f := range n.typ.Fields {
		t := a.schema.Types[f.Type.Name()]
		if strings.HasPrefix(f.Name, "__") || !a.may(f.Directives) || t.Fields.ForName("pageInfo") != nil || f.Directives.ForName("computed") != nil {
			continue
		}
		of = append(of, f.Name+" "+a.whole(t))
		if t.IsLeafType() && !a.free[n.typ.Name+"."+f.Name] {
			plain = append(plain, f.Name)
		}
	}
	all := "{ " + strings.Join(of, " ") + " }"
	a.ask(n.list.Name, "{ "+n.list.Name+"(first: 100) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor } nodes "+all+" } }")
	a.vary(n.list.Name+" aggregate", "{ "+n.list.Name+" { aggregate "+a.whole(a.schema.Types[n.connection.Fields.ForName("aggregate").Type.Name()])+" } }")
	for _, key := range []string{"c1", "h1", "kx-h1", "dx0h1", "kx0h1", "zc1", "nobody"} {
		a.field(n.one, fmt.Sprintf("{ %s(key: %q) { key } }", n.one, key))
	}
	export := "{ " + n.list.Name + " { nodes { " + strings.Join(plain, " ") + " } } }"
	for _, accept := range []string{"text/csv", "application/jsonl"} {
		a.all = append(a.all, question{name: n.list.Name + " exported", text: export, accept: accept, grade: ofField})
	}
}

// relations asks for what hangs on each node of a type, one relation or computed field at a time.
func (a *asker) relations(n nodeRoot) {
	for _, f := range n.typ.Fields {
		t := a.schema.Types[f.Type.Name()]
		if !a.may(f.Directives) || strings.HasPrefix(f.Name, "__") {
			continue
		}
		switch {
		case f.Directives.ForName("computed") != nil:
			for _, args := range argumentsOf(n.typ.Name + "." + f.Name) {
				a.field(n.typ.Name+"."+f.Name, fmt.Sprintf("{ %s(first: 20) { nodes { key %s%s %s } } }", n.list.Name, f.Name, args, a.whole(t)))
			}
		case t.Fields.ForName("pageInfo") != nil:
			a.relation(n, f, t)
		}
	}
}

func (a *asker) relation(n nodeRoot, f *ast.FieldDefinition, t *ast.Definition) {
	name := n.typ.Name + "." + f.Name
	a.field(name, fmt.Sprintf("{ %s(first: 100) { nodes { key %s(first: 3) %s } } }", n.list.Name, f.Name, a.connection(t)))
	a.vary(name+" aggregate", fmt.Sprintf("{ %s(first: 100) { nodes { key %s { aggregate %s } } } }", n.list.Name, f.Name, a.whole(a.schema.Types[t.Fields.ForName("aggregate").Type.Name()])))
	edge := a.schema.Types[t.Fields.ForName("edges").Type.Name()]
	where := a.edgeLeaves(a.schema.Types[f.Arguments.ForName("filter").Type.Name()])
	for i, by := range chunks(a.orderings(f, len(edge.Fields) > 2), 3) {
		page := []string{"first: 2", "last: 2"}[i%2]
		a.vary(name+" ordered", fmt.Sprintf("{ %s(first: 100) { nodes { key %s(%s, filter: %s, orderBy: [%s]) { totalCount nodes %s } } } }", n.list.Name, f.Name, page, where, strings.Join(by, ", "),
			a.ref(a.schema.Types[t.Fields.ForName("nodes").Type.Name()])))
	}
	if items := a.schema.Types[t.Fields.ForName("nodes").Type.Name()]; len(edge.Fields) > 2 || items.Kind == ast.Union {
		a.edgeGroups(n, f, t)
	}
}

// orderings are the literals that a relation can be ordered by; its own properties alone where it has any, since those of
// the nodes are tried where they are the roots.
func (a *asker) orderings(f *ast.FieldDefinition, edge bool) []string {
	var out []string
	for _, o := range a.schema.Types[f.Arguments.ForName("orderBy").Type.Name()].Fields {
		switch {
		case !a.may(o.Directives):
		case o.Type.Name() == "Sort":
			out = append(out, "{"+o.Name+": DESC}")
		case edge:
			out = append(out, "{"+o.Name+": {key: ASC}}")
		}
	}
	return out
}

func chunks[T any](of []T, n int) [][]T { return slices.Collect(slices.Chunk(of, n)) }
