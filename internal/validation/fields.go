package validation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
)

func (c *checking) unknownField() []problem {
	f, ok := c.node.(*ast.Field)
	switch {
	case !ok || f.ObjectDefinition == nil:
		return nil
	case f.ObjectDefinition.IsLeafType(): // that it has no fields is said of the field above
		return []problem{}
	}
	return []problem{c.noField(f)}
}

// noField says where a field is that its type does not have.
func (c *checking) noField(f *ast.Field) problem {
	switch def := f.ObjectDefinition; {
	case def == c.schema.Query && c.schema.Mutation.Fields.ForName(f.Name) != nil:
		return of(c.places[f], f.Position, "is a mutation; write mutation { %s(…) { … } }", f.Name)
	case def == c.schema.Mutation && c.schema.Query.Fields.ForName(f.Name) != nil:
		return of(c.places[f], f.Position, "is not a mutation; ask for it with query")
	case def == c.schema.Subscription && c.schema.Query.Fields.ForName(f.Name) != nil:
		return of(c.places[f], f.Position, "is not a subscription; ask for it with query")
	}
	found := c.elsewhere(f, func(d *ast.Definition) *ast.FieldDefinition { return d.Fields.ForName(f.Name) })
	if len(found) > 0 {
		return of(c.places[f], f.Position, "%s; %s", c.lacks(f.ObjectDefinition), either(found))
	}
	right, sure := c.nearest(f.ObjectDefinition, f.Name)
	if !sure {
		found = c.elsewhere(f, func(d *ast.Definition) *ast.FieldDefinition {
			if names := near(f.Name, fieldNames(d)); len(names) > 0 {
				return d.Fields.ForName(names[0])
			}
			return nil
		})
	}
	if len(found) > 0 {
		right = either(found)
	}
	return of(c.places[f], f.Position, "%s; %s", c.lacks(f.ObjectDefinition), right)
}

// lacks says that a type does not have a field, and what the type is.
func (c *checking) lacks(def *ast.Definition) message.Text {
	switch {
	case def == c.schema.Query:
		return message.New("is not a root field of the API")
	case def == c.schema.Mutation:
		return message.New("is not a mutation of the API")
	case def == c.schema.Subscription:
		return message.New("is not a subscription of the API")
	case edge(def):
		return message.New("is not a field of %s, an entry of a list", def.Name)
	case connection(def):
		return message.New("is not a field of %s, which gives a list page by page", def.Name)
	}
	return message.New("is not a field of %s", def.Name)
}

// elsewhere says how a field is reached that lies one step away: on the nodes or edges of a list, on the node of an
// edge, on some of the types that may stand here, or on the node itself. It is empty where there is none.
func (c *checking) elsewhere(f *ast.Field, meant func(*ast.Definition) *ast.FieldDefinition) message.List {
	def := f.ObjectDefinition
	var out message.List
	ask := func(before string, d *ast.Definition, after string) bool {
		if d == nil {
			return false
		}
		if g := meant(d); g != nil {
			way := before + c.entry(f, g) + after
			if len(out) > 0 {
				out = append(out, message.Plain(way))
			} else {
				out = append(out, message.New("ask for %s", way))
			}
			return true
		}
		for _, p := range c.possible(d) {
			if g := meant(c.schema.Types[p]); g != nil && d.IsAbstractType() {
				out = append(out, message.New("select by type, such as %s", before+"... on "+p+" { "+c.entry(f, g)+" }"+after))
				return true
			}
		}
		return false
	}
	node, edges := c.inner(def, "nodes"), c.inner(def, "edges")
	if node == nil {
		node = c.inner(edges, "node")
	}
	above := c.within[f]
	switch {
	case edges != nil:
		if ask("edges { ", edges, " }") {
			break
		}
		if def.Fields.ForName("nodes") != nil {
			ask("nodes { ", node, " }")
		}
		ask("edges { node { ", node, " } }")
	case edge(def):
		ask("node { ", c.inner(def, "node"), " }")
	case def.IsAbstractType():
		ask("", def, "")
	case above != nil && (above.Name == "nodes" || above.Name == "node") && c.edgeAround(above) != nil:
		// A property of the relation stands on the edge, beside the node.
		ask("edges { ", c.edgeAround(above), " node { … } }")
	}
	if len(out) == 0 && slices.Contains([]string{"nodes", "edges", "node", "pageInfo", "totalCount"}, f.Name) && !connection(def) && def != c.schema.Query {
		out = append(out, message.New("it is one %s and no list: ask for its fields directly, such as %s", def.Name, c.selection(def, 1)))
	}
	return out
}

// entry is a field as it is written where it was meant: with the selection it was given, or an example of one.
func (c *checking) entry(f *ast.Field, meant *ast.FieldDefinition) string {
	if def := c.schema.Types[meant.Type.Name()]; def != nil && !def.IsLeafType() {
		if len(f.SelectionSet) > 0 {
			return meant.Name + " { … }"
		}
		return meant.Name + " { " + c.selection(def, 2) + " }"
	}
	return meant.Name
}

// edgeAround is the type of the edges around nodes, or around a node, or nil.
func (c *checking) edgeAround(f *ast.Field) *ast.Definition {
	if f.Name == "node" {
		return f.ObjectDefinition
	}
	if f.ObjectDefinition == nil {
		return nil
	}
	return c.inner(f.ObjectDefinition, "edges")
}

// inner is the type of a field of a type, nil where there is none.
func (w words) inner(d *ast.Definition, field string) *ast.Definition {
	if d == nil {
		return nil
	}
	if f := d.Fields.ForName(field); f != nil {
		return w.schema.Types[f.Type.Name()]
	}
	return nil
}

func connection(d *ast.Definition) bool {
	return d.Fields.ForName("pageInfo") != nil && d.Fields.ForName("edges") != nil
}

func edge(d *ast.Definition) bool {
	return d.Fields.ForName("node") != nil && d.Fields.ForName("cursor") != nil
}

func fieldNames(d *ast.Definition) []string {
	names := make([]string, 0, len(d.Fields))
	for _, f := range d.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return names
}

// nearest says which field of a type may be meant, or what fields there are.
func (w words) nearest(d *ast.Definition, name string) (right message.Text, sure bool) {
	names := fieldNames(d)
	found := near(name, names)
	switch {
	case len(found) > 0:
		return meaning(found), true
	case len(names) == 0: // a union
		return message.New("select by type, such as %s", "... on "+d.Types[0]+" { "+w.selection(w.schema.Types[d.Types[0]], 1)+" }"), false
	case len(names) <= mostListed:
		return message.New("its fields are %s", list(message.Names(names))), false
	}
	return listed(d), false
}

// listed says where the fields of a type are listed that has many.
func listed(d *ast.Definition) message.Text {
	return message.New("%s lists them all", `vocabulary(types: ["`+d.Name+`"])`)
}

// borrowed are the names other APIs have for arguments and conditions that this one has too.
var borrowed = map[string]string{"where": "filter", "filters": "filter", "condition": "filter", "limit": "first", "take": "first", "top": "first", "size": "first",
	"pagesize": "first", "page": "after", "offset": "after", "skip": "after", "cursor": "after", "sort": "orderBy", "sortby": "orderBy", "order": "orderBy",
	"ordering": "orderBy", "id": "key", "equals": "eq", "is": "eq", "equal": "eq", "not": "ne", "neq": "ne", "nin": "notIn", "contain": "contains",
	"like": "contains", "ilike": "contains", "startwith": "startsWith", "greaterthan": "gt", "lessthan": "lt", "before": "lt", "after": "gt", "any": "some",
	"every": "all", "exists": "some", "ceq": "eqField", "cne": "neField", "cneq": "neField", "clt": "ltField", "clte": "lteField", "cgt": "gtField", "cgte": "gteField",
	"insubtreeof": "within", "descendantof": "under", "childof": "under"}

// synonym is the name of this API for a name of others, where it is among names.
func synonym(name string, names []string) []string {
	plain := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	for _, n := range []string{borrowed[plain], plain} {
		if slices.Contains(names, n) {
			return []string{n}
		}
	}
	return nil
}

func (c *checking) unknownArguments() []problem {
	var at *place
	var given ast.ArgumentList
	var known ast.ArgumentDefinitionList
	switch n := c.node.(type) {
	case *ast.Field:
		at, given, known = c.places[n], n.Arguments, n.Definition.Arguments
	case *ast.Directive:
		at, given, known = c.places[n], n.Arguments, n.Definition.Arguments
	}
	names := make([]string, len(known))
	for i, a := range known {
		names[i] = a.Name
	}
	var out []problem
	for _, a := range given {
		if known.ForName(a.Name) != nil || len(out) == mostErrors {
			continue
		}
		out = append(out, of(at.named(a.Name), a.Position, "is not an argument here; %s", c.argument(a.Name, names, known, given, a.Value)))
	}
	return out
}

// argument says what a name that is not an argument may mean, beside those that are given.
func (w words) argument(name string, names []string, known ast.ArgumentDefinitionList, given ast.ArgumentList, v *ast.Value) message.Text {
	if len(names) == 0 {
		return message.New("there are none, so leave it out")
	}
	if filter := known.ForName("filter"); filter != nil && !slices.Contains(names, borrowed[strings.ToLower(name)]) {
		if def := w.schema.Types[filter.Type.Name()]; def != nil && def.Fields.ForName(name) != nil {
			f := def.Fields.ForName(name)
			return message.New("it is a condition: write filter: {%s: %s}", name, or1(w.guess(f.Type, v), w.sample(f.Type, 2)))
		}
	}
	found := synonym(name, names)
	if len(found) == 0 {
		found = near(name, names)
	}
	if len(found) == 1 && given.ForName(found[0]) != nil {
		return message.New("%s, which is given too, says the same; leave it out", found[0])
	}
	return or(found, message.New("there are %s", list(message.Names(names))))
}

func (c *checking) missingArguments() []problem {
	var at *place
	var position *ast.Position
	var name string
	var given ast.ArgumentList
	var known ast.ArgumentDefinitionList
	switch n := c.node.(type) {
	case *ast.Field:
		at, position, name, given, known = c.places[n], n.Position, n.Name, n.Arguments, n.Definition.Arguments
	case *ast.Directive:
		at, position, name, given, known = c.places[n], n.Position, "@"+n.Name, n.Arguments, n.Definition.Arguments
	}
	var out []problem
	for _, a := range known {
		if a.Type.NonNull && a.DefaultValue == nil && given.ForName(a.Name) == nil {
			out = append(out, of(at, position, "needs the argument %s, %s; write %s(%[1]s: %[4]s)", a.Name, article(a.Type), name, c.sample(a.Type, 3)))
		}
	}
	return out
}

func (c *checking) wrongSelection() []problem {
	f, ok := c.node.(*ast.Field)
	if !ok {
		return nil
	}
	def := c.schema.Types[f.Definition.Type.Name()]
	if def.IsLeafType() {
		return []problem{of(c.places[f], f.Position, "is %s and has no fields; leave out the { … } behind it", article(f.Definition.Type))}
	}
	return []problem{of(c.places[f], f.Position, "is %s, of which fields are selected; write %s { %s }", article(f.Definition.Type), f.Name, c.selection(def, 3))}
}
