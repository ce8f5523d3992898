package worldtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// around is an entry that a filter has named.
type around struct {
	row     entryRow
	edge    bool // the relationship's properties, and not the node's
	edgeDef *ast.Definition
}

// leaf evaluates a condition on a value, references to fields of named nodes included.
func (x *naive) leaf(v any, m map[string]any) bool {
	own := map[string]any{}
	for op, operand := range m {
		than, other := strings.CutSuffix(op, "Field")
		if !other {
			own[op] = operand
			continue
		}
		if y := x.reference(operand.(string)); y == nil || !leafHolds(v, map[string]any{than: y}) {
			return false
		}
	}
	return leafHolds(v, own)
}

// reference is the value that a reference leads to; nil where there is none that the caller sees.
func (x *naive) reference(ref string) any {
	steps := strings.Split(ref, ".")
	from := x.around[steps[0]]
	if from.edge {
		return x.stored(x.of(from.edgeDef), from.row.link.Props, steps[1])
	}
	n := from.row.node
	for _, step := range steps[1 : len(steps)-1] {
		rows := x.far(n, x.Schema.Types[n.Type].Fields.ForName(step))
		if len(rows) == 0 {
			return nil
		}
		n = rows[0].node
	}
	return x.stored(x.Schema.Types[n.Type], n.Props, steps[len(steps)-1])
}

// isPart follows a node's parents up to one with one of the keys.
func (x *naive) isPart(n *Node, under bool, keys any) bool {
	wanted, list := keys.([]any)
	if !list {
		wanted = []any{keys}
	}
	if under {
		n = n.one("PART_OF")
	}
	for ; n != nil; n = n.one("PART_OF") {
		if slices.Contains(wanted, n.Props["key"]) {
			return true
		}
	}
	return false
}

// above is the last of a node and those it is a part of that stands at the level; top is the last of all.
func (n *Node) above(level string, top bool) (found *Node) {
	for ; n != nil; n = n.one("PART_OF") {
		if top || n.Props["level"] == level {
			found = n
		}
	}
	return found
}

// somewhere looks through all nodes of a root list.
func (x *naive) somewhere(m map[string]any) bool {
	for list, v := range m {
		filter, _ := v.(map[string]any)
		for _, n := range x.Nodes[strings.TrimSuffix(x.Schema.Query.Fields.ForName(list).Type.Name(), "Connection")] {
			if x.sees(n) && x.meets(entryRow{node: n}, false, nil, filter) {
				return true
			}
		}
	}
	return false
}

// namedPlace is a filter with a name, around the one that is being made.
type namedPlace struct {
	name string
	of   *ast.Definition // a node's type, or a relationship's interface
}

// filtered is what an input is a filter of: a type of nodes, or the properties of a relationship.
func (q *Query) filtered(def *ast.Definition) *ast.Definition {
	if def.Fields.ForName("as") == nil {
		return nil
	}
	stem := strings.TrimSuffix(def.Name, "Filter")
	if def.Fields.ForName("node") == nil {
		return q.Schema.Types[stem]
	}
	return q.Schema.Types[q.Schema.Types[stem+"Edge"].Interfaces[0]]
}

// naming sometimes gives a filter a name, for the conditions within it.
func (q *Query) naming(def *ast.Definition) (text string, done func()) {
	of := q.filtered(def)
	if of == nil || q.Chance(2) {
		return "", nil
	}
	name := "x" + string(rune('a'+len(q.named)))
	q.named = append(q.named, namedPlace{name, of})
	return "as: " + quote(name), func() { q.named = q.named[:len(q.named)-1] }
}

// special makes the conditions that no random value of a type makes: comparisons with fields around, keys of trees,
// nodes that no relation leads to. It is "" for all others.
func (q *Query) special(def *ast.Definition, f *ast.FieldDefinition, depth int) string {
	of := q.filtered(def)
	if of == nil {
		return ""
	}
	switch {
	case f.Name == "within" || f.Name == "under":
		var keys []string
		for range 1 + q.rng.IntN(2) {
			keys = append(keys, q.key(of))
		}
		return f.Name + ": [" + strings.Join(keys, ", ") + "]"
	case f.Name == "exists":
		return q.existing(depth)
	case leafInput(q.Schema.Types[f.Type.Name()]) && !q.Chance(3):
		if ref, op, _ := q.comparison(of, f.Name); ref != "" {
			return f.Name + ": {" + op + ": " + quote(ref) + "}"
		}
	}
	return ""
}

// mostExisting is how many conditions of a query are on nodes that no relation leads to: each counts as many rows.
const mostExisting = 2

// existing is a condition on a node that no relation leads to, bounded by its key or by an indexed field.
func (q *Query) existing(depth int) string {
	q.exists++
	var lists ast.FieldList
	for _, f := range q.Schema.Types["ExistsFilter"].Fields {
		if q.may(f) {
			lists = append(lists, f)
		}
	}
	list := Pick(q, lists)
	def := q.Schema.Types[list.Type.Name()]
	typ := q.filtered(def)
	bound := "key: {in: [" + q.key(typ) + ", " + q.key(typ) + "]}"
	for _, f := range typ.Fields {
		far := q.Schema.Types[f.Type.Name()]
		if far.Directives.ForName("node") != nil && q.may(f) && q.Chance(4) { // by what a relation leads to
			bound = f.Name + ": {key: {in: [" + q.key(far) + ", " + q.key(far) + "]}}"
			if q.Schema.Types[far.Name+"Filter"].Fields.ForName("within") != nil && q.Chance(2) {
				bound = f.Name + ": {within: [" + q.key(far) + "]}"
			}
			break
		}
		indexed := f.Directives.ForName("property")
		if f.Name == "recordedAt" || indexed == nil || indexed.Arguments.ForName("order") == nil || indexed.Arguments.ForName("indexed") != nil || !q.may(f) || !q.Chance(2) {
			continue
		}
		if ref, _, alike := q.comparison(typ, f.Name); ref != "" && alike {
			bound = f.Name + ": {eqField: " + quote(ref) + "}"
			break
		}
	}
	saved := q.exists
	q.exists = mostExisting
	text := "exists: {" + list.Name + ": {and: [{" + bound + "}, " + q.input(def, depth-1) + "]}}"
	q.exists = saved
	return text
}

// key is that of a random node of a type, as the document has it.
func (q *Query) key(typ *ast.Definition) string {
	return quote(fmt.Sprint(Pick(q, q.Nodes[typ.Name]).Props["key"]))
}

// comparison is a field around that a field can be compared with, and how; alike reports whether the two are compared by
// what they are ordered by.
func (q *Query) comparison(of *ast.Definition, name string) (ref, op string, alike bool) {
	f := of.Fields.ForName(name)
	if f == nil || f.Type.Elem != nil || len(q.named) == 0 {
		return "", "", false
	}
	place := Pick(q, q.named)
	type way struct {
		ref string
		to  *ast.FieldDefinition
	}
	var ways []way
	var reach func(def *ast.Definition, prefix string, hops int)
	reach = func(def *ast.Definition, prefix string, hops int) {
		for _, g := range def.Fields {
			d := g.Directives.ForName("relation")
			switch {
			case !q.may(g) || g.Directives.ForName("computed") != nil || g.Name == "id" || g.Name == "label" || strings.HasPrefix(g.Name, "__"):
			case d == nil && g.Type.Elem == nil && comparableTypes(f.Type.Name(), g.Type.Name()) && flag(g, "filter", true):
				ways = append(ways, way{prefix + "." + g.Name, g})
			case d != nil && hops > 0 && q.Schema.Types[g.Type.Name()].Directives.ForName("node") != nil && d.Arguments.ForName("one") != nil:
				reach(q.Schema.Types[g.Type.Name()], prefix+"."+g.Name, hops-1)
			}
		}
	}
	reach(place.of, place.name, q.rng.IntN(3))
	if len(ways) == 0 {
		return "", "", false
	}
	w := Pick(q, ways)
	ops := []string{"eqField", "neField"}
	ordered := q.Schema.Types[f.Type.Name()].Kind == ast.Scalar && f.Type.Name() != "Boolean"
	alike = true
	if f.Type.Name() == "String" { // texts are ordered where both have a key of their order, and keys among themselves
		alike = flag(f, "order", false) && flag(w.to, "order", false) && (f.Name == "key") == (w.to.Name == "key")
		ordered = alike
	}
	if ordered {
		ops = append(ops, "ltField", "lteField", "gtField", "gteField")
	}
	return w.ref, Pick(q, ops), alike
}

func comparableTypes(a, b string) bool {
	number := []string{"Int", "Float"}
	return a == b || slices.Contains(number, a) && slices.Contains(number, b)
}

// flag is an argument of a field's @property.
func flag(f *ast.FieldDefinition, name string, otherwise bool) bool {
	if d := f.Directives.ForName("property"); d != nil {
		if a := d.Arguments.ForName(name); a != nil {
			return a.Value.Raw == "true"
		}
	}
	return otherwise
}
