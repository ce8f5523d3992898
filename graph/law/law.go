package law

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/graph/refusal"
)

// Law is what the SDL says of who may see and use what.
type Law struct {
	schema *mapping.Schema
	roles  map[string]string // by role what it is kept from, for kinds of scope
}

// New gives the law of a schema.
func New(s *mapping.Schema) *Law { return &Law{schema: s, roles: kept(s)} }

// Schema is what the law is read from.
func (l *Law) Schema() *mapping.Schema { return l.schema }

// Rule is which nodes of a type a caller sees. The zero Rule is all of them.
type Rule struct {
	Never  bool // none: the role may not use the type
	Scope  *Reach
	Except []mapping.State // while a property has one of these values the node is not shown
}

// Reach admits nodes by a property that holds one of the values: their own, or that of a node a relation leads to.
type Reach struct {
	Via      *mapping.Relation // nil: the node's own property
	Property string
	Values   []string
}

// All reports whether the rule admits every node.
func (r Rule) All() bool { return !r.Never && r.Scope == nil && len(r.Except) == 0 }

// Rule gives the rule for nodes of one type. Admitted nodes hang on an owner, or own a node, that the caller sees:
// they need no scope of their own.
func (l *Law) Rule(c Caller, t *mapping.Type, admitted bool) Rule {
	r := Rule{Never: !May(c, t.Access)}
	for _, s := range t.Pending {
		if slices.Contains(s.From, c.Role) {
			r.Except = append(r.Except, s)
		}
	}
	if c.Whole || admitted || t.Scope == mapping.Open {
		return r
	}
	property, values := c.OwnScope()
	r.Scope = &Reach{Property: property, Values: values}
	if t.Scope == mapping.Any {
		r.Scope.Via = t.Via
	}
	return r
}

// Admits reports whether nodes of a type behind a relation of from need no scope of their own: those whose owner, or
// owned node, from is, and those that from is one of the owners of.
func (l *Law) Admits(from, to *mapping.Type, r *mapping.Relation) bool {
	if !from.IsNode() {
		return false
	}
	if to.Scope == mapping.Any {
		return from == l.schema.Owner() && to.Via != nil && to.Via.Name == r.Name && to.Via.Out != r.Out
	}
	return l.schema.Owned(from, to, r)
}

// May reports whether the caller's role is among those named; none named is every role.
func May(c Caller, roles []string) bool {
	return len(roles) == 0 || c.Role == System.Role || slices.Contains(roles, c.Role)
}

// Field refuses a stored property or relation that the caller's role may not use, wherever it stands.
func Field(c Caller, f *mapping.Field, path ast.Path) error {
	if !May(c, f.Access) || f.Relation != nil && f.Relation.Target.IsNode() && !May(c, f.Relation.Target.Access) {
		return forbidden(c, path)
	}
	if f.Whole && !c.Whole {
		return refusal.Of(refusal.Forbidden, path, "counts what is outside the token's scope too; leave it out, or ask with a token for the whole graph")
	}
	return nil
}

// Roles refuses to roles that are not named; none named is every role.
func Roles(c Caller, roles []string, path ast.Path) error {
	if May(c, roles) {
		return nil
	}
	return forbidden(c, path)
}

// Directives refuses what an @access among them does not allow the caller's role: a root field, an argument, a field
// of an input.
func Directives(c Caller, ds ast.DirectiveList, path ast.Path) error {
	return Roles(c, mapping.Roles(ds), path)
}

func forbidden(c Caller, path ast.Path) error {
	return refusal.Of(refusal.Forbidden, path, "is not for the role %s; leave it out or ask with another role's token", c.Role)
}

// Values are the values of an enum that the caller's role may use, in the order of the SDL.
func (l *Law) Values(c Caller, enum string) []string {
	var out []string
	for _, v := range l.schema.SDL.Types[enum].EnumValues {
		if Directives(c, v.Directives, nil) == nil {
			out = append(out, v.Name)
		}
	}
	return out
}
