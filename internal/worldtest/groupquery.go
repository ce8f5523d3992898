package worldtest

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// grouping are random arguments of groupBy.
func (q *Query) grouping(f *ast.FieldDefinition) []string {
	keys := []string{q.groupKey(q.Schema.Types[f.Arguments.ForName("by").Type.Name()], 2)}
	if second := q.groupKey(q.Schema.Types[f.Arguments.ForName("by").Type.Name()], 2); q.Chance(2) && second[:strings.LastIndex(second, ":")] != keys[0][:strings.LastIndex(keys[0], ":")] {
		keys = append(keys, second)
	}
	args := []string{"by: [" + strings.Join(keys, ", ") + "]"}
	if q.Chance(3) {
		args = append(args, "having: "+q.input(q.Schema.Types[f.Arguments.ForName("having").Type.Name()], 2))
	}
	if q.Chance(2) {
		args = append(args, "orderBy: ["+q.order(q.Schema.Types[f.Arguments.ForName("orderBy").Type.Name()])+"]")
	}
	return append(args, q.window()...)
}

// groupKey is a random key at most so many relations away.
func (q *Query) groupKey(def *ast.Definition, hops int) string {
	var fields ast.FieldList
	for _, f := range def.Fields {
		down := q.Schema.Types[f.Type.Name()].Kind == ast.InputObject
		if q.may(f) && (!down || hops > 0 || f.Name == "node" || q.isMember(def, f)) {
			fields = append(fields, f)
		}
	}
	f := Pick(q, fields)
	t := q.Schema.Types[f.Type.Name()]
	if t.Kind == ast.InputObject {
		if f.Name != "node" && !q.isMember(def, f) {
			hops--
		}
		return "{" + f.Name + ": " + q.groupKey(t, hops) + "}"
	}
	return "{" + f.Name + ": " + Pick(q, t.EnumValues).Name + "}"
}

// isMember reports whether a key's field is a type of the union or interface, and so no relation away.
func (q *Query) isMember(def *ast.Definition, f *ast.FieldDefinition) bool {
	return def.Fields.ForName("type") != nil && strings.EqualFold(f.Name+"GroupBy", f.Type.Name())
}
