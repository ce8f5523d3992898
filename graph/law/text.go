package law

import (
	"fmt"
	"slices"
	"strings"

	"bole/graph/cypher"
	"bole/graph/mapping"
)

// Texts of the law for statements that are written by hand. The values of the caller's scope are $p.scope there;
// states and labels are the schema's own.

// Sees writes the condition under which the caller sees the node behind v, which is of the type; "true" for all.
func (l *Law) Sees(c Caller, v string, t *mapping.Type) string {
	return l.condition(c, v, t, false)
}

// Writes writes the condition under which the caller, whose role may, writes the node behind v, which is of the type and,
// where fresh, was not there before: one that they see, and where it belongs to no official, all organizations it belongs
// to are in their scope.
func (l *Law) Writes(c Caller, v string, t *mapping.Type, fresh bool) string {
	parts := []string{l.Sees(c, v, t)}
	if c.Whole || fresh && t.Writable.Anywhere {
		return parts[0]
	}
	others := func(pattern string) string {
		return fmt.Sprintf("NOT EXISTS { MATCH (%s)%s WHERE NOT o.key IN $p.scope }", v, pattern)
	}
	if t.Owned() {
		for _, to := range t.Unowned(l.schema) {
			parts = append(parts, others(cypher.Arrow("", t.Via.Name, t.Via.Out)+"(o:"+cypher.Quote(to.Label)+")"))
		}
		return strings.Join(parts, " AND ")
	}
	if len(t.Writable.Within) == 0 {
		return "false"
	}
	var way strings.Builder
	for i, r := range t.Writable.Within {
		name := ""
		if i == len(t.Writable.Within)-1 {
			name = "o"
		}
		way.WriteString(cypher.Arrow("", r.Name, r.Out) + "(" + name + ":" + cypher.Quote(r.Target.Label) + ")")
	}
	return strings.Join(append(parts, others(way.String()), fmt.Sprintf("EXISTS { MATCH (%s)%s WHERE o.key IN $p.scope }", v, way.String())), " AND ")
}

// SeesAny writes the condition under which the caller is shown the node behind v, whatever its type. Own nodes have the
// property that the scope compares and others have none, so that most neighbours of a hub are told by one property; as
// a disjunction of all types the subquery would run for each neighbour.
func (l *Law) SeesAny(c Caller, v string) string { return l.anyType(c, v, false) }

// Finds is SeesAny, and that search and walks find the node.
func (l *Law) Finds(c Caller, v string) string { return l.anyType(c, v, true) }

func (l *Law) anyType(c Caller, v string, listed bool) string {
	var open, except []string
	for _, t := range l.schema.Nodes() {
		rule := l.Rule(c, t, false)
		if rule.Never {
			except = append(except, fmt.Sprintf("NOT %s:%s", v, cypher.Quote(t.Label)))
			continue
		}
		kept := slices.Clone(rule.Except)
		if listed {
			kept = append(kept, t.Unlisted...)
		}
		for _, s := range kept {
			except = append(except, fmt.Sprintf("NOT (%s:%s AND coalesce(%s, false))", v, cypher.Quote(t.Label), in(v, s)))
		}
		if t.Scope == mapping.Open {
			open = append(open, cypher.Quote(t.Label))
		}
	}
	return strings.Join(append([]string{l.scopeOfAny(c, v, open)}, except...), " AND ")
}

func (l *Law) scopeOfAny(c Caller, v string, open []string) string {
	if c.Whole {
		return "true"
	}
	property := c.scopeProperty()
	var b strings.Builder
	fmt.Fprintf(&b, "CASE WHEN %s.%s IS NOT NULL THEN %[1]s.%[2]s IN $p.scope", v, property)
	for _, t := range l.schema.Nodes() {
		if rule := l.Rule(c, t, false); t.Scope == mapping.Any && !rule.Never {
			fmt.Fprintf(&b, " WHEN %s:%s THEN %s", v, cypher.Quote(t.Label), reach(v, rule.Scope, l.schema.Owner()))
		}
	}
	fmt.Fprintf(&b, " ELSE %s:%s END", v, strings.Join(open, "|"))
	return b.String()
}

// Caption writes a list of what the caption of the node behind v is made of, as far as the caller sees it: see
// mapping.Caption. A relation that leads to several nodes, which no import leaves, names the first by key.
func (l *Law) Caption(c Caller, v string, t *mapping.Type) string {
	parts := []string{v + ".key"}
	for i, f := range t.Caption.Fields() {
		r := f.Relation
		switch {
		case Field(c, f, nil) != nil:
			parts = append(parts, "null")
		case r == nil:
			parts = append(parts, v+"."+cypher.Quote(f.Property))
		default:
			far := fmt.Sprintf("%s_%d", v, i)
			parts = append(parts, fmt.Sprintf("head(COLLECT { MATCH (%s)%s(%s:%s) WHERE %s RETURN %s ORDER BY %s.key LIMIT 1 })", v, cypher.Arrow("", r.Name, r.Out),
				far, cypher.Quote(r.Target.Label), l.condition(c, far, r.Target, l.Admits(t, r.Target, r)), l.Caption(c, far, r.Target), far))
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Listed writes the condition under which search and walks find the node behind v, which is of the type.
func Listed(v string, t *mapping.Type) string {
	parts := []string{}
	for _, s := range t.Unlisted {
		parts = append(parts, "NOT coalesce("+in(v, s)+", false)")
	}
	if len(parts) == 0 {
		return "true"
	}
	return strings.Join(parts, " AND ")
}

func (l *Law) condition(c Caller, v string, t *mapping.Type, admitted bool) string {
	rule := l.Rule(c, t, admitted)
	if rule.Never {
		return "false"
	}
	var parts []string
	if rule.Scope != nil {
		parts = append(parts, reach(v, rule.Scope, l.schema.Owner()))
	}
	for _, s := range rule.Except {
		parts = append(parts, "NOT coalesce("+in(v, s)+", false)")
	}
	if len(parts) == 0 {
		return "true"
	}
	return strings.Join(parts, " AND ")
}

func reach(v string, r *Reach, owner *mapping.Type) string {
	if r.Via == nil {
		return v + "." + r.Property + " IN $p.scope"
	}
	return fmt.Sprintf("EXISTS { MATCH (%s)%s(owner:%s) WHERE owner.%s IN $p.scope }", v, cypher.Arrow("", r.Via.Name, r.Via.Out), cypher.Quote(owner.Label), r.Property)
}

// in writes that a state holds.
func in(v string, s mapping.State) string {
	values := make([]string, len(s.Values))
	for i, x := range s.Values {
		values[i] = "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(x) + "'"
	}
	return v + "." + cypher.Quote(s.Property) + " IN [" + strings.Join(values, ", ") + "]"
}
