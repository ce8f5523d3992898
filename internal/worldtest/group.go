package worldtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// taken is one key that a grouping asks, at the place it has among the keys.
type taken struct {
	at int
	in map[string]any
}

// only is an input's one field.
func (k taken) only() (string, any) {
	for name, v := range k.in {
		return name, v
	}
	return "", nil
}

// naiveGroup is entries with the same keys.
type naiveGroup struct {
	keys []any
	rows []entryRow
}

// bundle gathers keys by the field they begin with, in a fixed order.
func bundle(keys []taken) (names []string, by map[string][]taken) {
	by = map[string][]taken{}
	for _, k := range keys {
		name, v := k.only()
		if by[name] == nil {
			names = append(names, name)
		}
		in, ok := v.(map[string]any)
		if !ok {
			in = map[string]any{"": v}
		}
		by[name] = append(by[name], taken{k.at, in})
	}
	return names, by
}

// values gives all that an entry has for the keys: each a map from the key's place to its value.
func (x *naive) values(r *entryRow, edge bool, union bool, keys []taken) []map[int]any {
	out := []map[int]any{{}}
	names, by := bundle(keys)
	for _, name := range names {
		var here []map[int]any
		for _, v := range x.valuesOf(r, edge, union, name, by[name]) {
			for _, before := range out {
				both := map[int]any{}
				for k, v := range before {
					both[k] = v
				}
				for k, v := range v {
					both[k] = v
				}
				here = append(here, both)
			}
		}
		out = here
	}
	return out
}

func (x *naive) valuesOf(r *entryRow, edge, union bool, name string, keys []taken) []map[int]any {
	same := func(v any) map[int]any {
		m := map[int]any{}
		for _, k := range keys {
			m[k.at] = v
		}
		return m
	}
	choice, leaf := keys[0].in[""].(string)
	switch {
	case r == nil && leaf:
		return []map[int]any{same(nil)}
	case edge && name == "node":
		return x.values(r, false, false, keys)
	case leaf && !edge && name == "self":
		return []map[int]any{same(r.node)}
	case leaf && !edge && (name == "top" || name == "within"):
		if n := r.node.above(choice, name == "top"); n != nil {
			return []map[int]any{same(n)}
		}
		return []map[int]any{same(nil)}
	case leaf && union && name == "type":
		return []map[int]any{same(r.node.Type)}
	case union && !leaf:
		if r != nil && !strings.EqualFold(r.node.Type, name) {
			r = nil
		}
		return x.values(r, false, false, keys)
	case leaf:
		props := r.node.Props
		if edge {
			props = r.link.Props
		}
		if list, ok := props[name].([]any); ok {
			var out []map[int]any
			for _, v := range list {
				out = append(out, same(v))
			}
			return out
		}
		return []map[int]any{same(part(props[name], choice))}
	default:
		return x.behind(r, name, keys)
	}
}

// behind gives the keys from behind a relation; without an entry there the keys have no value.
func (x *naive) behind(r *entryRow, name string, keys []taken) []map[int]any {
	nothing := map[int]any{}
	for _, k := range keys {
		nothing[k.at] = nil
	}
	if r == nil {
		return []map[int]any{nothing}
	}
	d := x.Schema.Types[r.node.Type].Fields.ForName(name)
	target, edge := x.Schema.Types[d.Type.Name()], false
	if conn := target; strings.HasSuffix(conn.Name, "Connection") {
		edge = len(x.Schema.Types[conn.Fields.ForName("edges").Type.Name()].Interfaces) > 0
		target = x.Schema.Types[conn.Fields.ForName("nodes").Type.Name()]
	}
	union := target.Kind != ast.Object
	out := []map[int]any{{}}
	names, by := bundle(keys)
	member := func(name string) bool {
		return union && !edge && slices.ContainsFunc(x.Schema.GetPossibleTypes(target), func(p *ast.Definition) bool { return strings.ToLower(p.Name[:1])+p.Name[1:] == name })
	}
	var rest []string // keys that are not of one member share the entry
	var bundles [][]string
	for _, n := range names {
		if member(n) {
			bundles = append(bundles, []string{n})
		} else {
			rest = append(rest, n)
		}
	}
	if len(rest) > 0 {
		bundles = append(bundles, rest)
	}
	for _, b := range bundles {
		var here []map[int]any
		found := false
		for _, far := range x.far(r.node, d) {
			if member(b[0]) && !strings.EqualFold(far.node.Type, b[0]) {
				continue
			}
			found = true
			var all []taken
			for _, n := range b {
				for _, k := range by[n] {
					v := any(k.in)
					if leaf, ok := k.in[""]; ok {
						v = leaf
					}
					all = append(all, taken{k.at, map[string]any{n: v}})
				}
			}
			here = append(here, x.values(&far, edge, union, all)...)
		}
		if !found {
			none := map[int]any{}
			for _, n := range b {
				for _, k := range by[n] {
					none[k.at] = nil
				}
			}
			here = append(here, none)
		}
		var both []map[int]any
		for _, a := range out {
			for _, c := range here {
				m := map[int]any{}
				for k, v := range a {
					m[k] = v
				}
				for k, v := range c {
					m[k] = v
				}
				both = append(both, m)
			}
		}
		out = both
	}
	return out
}

func part(v any, choice string) any {
	s, ok := v.(string)
	switch {
	case !ok || choice == "VALUE":
		return v
	case choice == "YEAR":
		return s[:4]
	case len(s) < 7:
		return nil
	case choice == "MONTH":
		return s[:7]
	}
	return fmt.Sprintf("%s-Q%d", s[:4], (int(s[5]-'0')*10+int(s[6]-'0')+2)/3)
}

// groupBy answers a connection's groupBy over its rows.
func (x *naive) groupBy(rows []entryRow, edge, union, narrow bool, f *ast.Field) any {
	args := f.ArgumentMap(x.vars)
	for _, node := range []string{"self:", "top:", "within:"} {
		narrow = narrow || strings.Contains(fmt.Sprint(args["by"]), node)
	}
	var keys []taken
	by, ok := args["by"].([]any)
	if !ok {
		by = []any{args["by"]}
	}
	for i, k := range by {
		keys = append(keys, taken{i, k.(map[string]any)})
	}
	var groups []*naiveGroup
	for _, r := range rows {
		seen := map[*naiveGroup]bool{}
		for _, v := range x.values(&r, edge, union, keys) {
			k := make([]any, len(keys))
			for i := range keys {
				k[i] = v[i]
			}
			i := slices.IndexFunc(groups, func(g *naiveGroup) bool { return slices.Equal(g.keys, k) })
			if i < 0 {
				groups, i = append(groups, &naiveGroup{keys: k}), len(groups)
			}
			if g := groups[i]; !seen[g] {
				seen[g] = true
				g.rows = append(g.rows, r)
			}
		}
	}
	if having, ok := args["having"].(map[string]any); ok {
		groups = slices.DeleteFunc(groups, func(g *naiveGroup) bool { return !having1(g.rows, edge, having) })
	}
	slices.SortFunc(groups, func(a, b *naiveGroup) int { return compareGroups(a, b, edge, args["orderBy"]) })
	all, size, backward := len(groups), 200, false
	if n, ok := number(args["first"]); ok {
		size = int(n)
	} else if n, ok := number(args["last"]); ok {
		size, backward = int(n), true
	}
	more := len(groups) > size
	if more && backward {
		groups = groups[all-size:]
	} else if more {
		groups = groups[:size]
	}
	out := map[string]any{}
	typ := f.Definition.Type.Name()
	x.fields(typ, f.SelectionSet, func(s *ast.Field) {
		switch s.Name {
		case "truncated":
			merge(out, s.Alias, more)
		case "totalCount":
			merge(out, s.Alias, all)
		case "pageInfo":
			info := map[string]any{}
			x.fields("PageInfo", s.SelectionSet, func(i *ast.Field) {
				info[i.Alias] = map[string]any{"hasNextPage": more && !backward, "hasPreviousPage": more && backward, "__typename": "PageInfo"}[i.Name]
			})
			merge(out, s.Alias, info)
		case "groups":
			list := []any{}
			for _, g := range groups {
				if narrow && !union {
					x.alone(g.rows)
				}
				list = append(list, x.group(g, edge, keys, s))
			}
			merge(out, s.Alias, list)
		default:
			merge(out, s.Alias, typ)
		}
	})
	return out
}

func (x *naive) group(g *naiveGroup, edge bool, keys []taken, f *ast.Field) any {
	out := map[string]any{}
	x.fields(f.Definition.Type.Name(), f.SelectionSet, func(s *ast.Field) {
		switch s.Name {
		case "key":
			merge(out, s.Alias, x.keyObject(g, keys, s))
		case "aggregate":
			merge(out, s.Alias, x.aggregate(g.rows, edge, s))
		default:
			merge(out, s.Alias, f.Definition.Type.Name())
		}
	})
	return out
}

func (x *naive) keyObject(g *naiveGroup, keys []taken, f *ast.Field) any {
	out := map[string]any{}
	_, by := bundle(keys)
	x.fields(f.Definition.Type.Name(), f.SelectionSet, func(s *ast.Field) {
		inner := by[s.Name]
		switch {
		case s.Name == "__typename":
			merge(out, s.Alias, f.Definition.Type.Name())
		case len(inner) == 0:
			merge(out, s.Alias, nil)
		case inner[0].in[""] == nil:
			merge(out, s.Alias, x.keyObject(g, inner, s))
		default:
			v := g.keys[inner[0].at]
			if n, ok := v.(*Node); ok {
				v = x.object(n, s.SelectionSet)
			}
			merge(out, s.Alias, v)
		}
	})
	return out
}

func compareGroups(a, b *naiveGroup, edge bool, orderBy any) int {
	items, ok := orderBy.([]any)
	if !ok && orderBy != nil {
		items = []any{orderBy}
	}
	byKeys := func(desc bool) int {
		for i := range a.keys {
			p, q := a.keys[i], b.keys[i]
			if n, ok := p.(*Node); ok {
				p = n.Props["key"]
			}
			if n, ok := q.(*Node); ok {
				q = n.Props["key"]
			}
			if c := compareValues(p, q, desc); c != 0 {
				return c
			}
		}
		return 0
	}
	for _, item := range items {
		m := item.(map[string]any)
		if d, ok := m["key"]; ok {
			if c := byKeys(d == "DESC"); c != 0 {
				return c
			}
			continue
		}
		p, d := figureAt(a.rows, edge, m["aggregate"])
		q, _ := figureAt(b.rows, edge, m["aggregate"])
		if c := compareValues(p, q, d); c != 0 {
			return c
		}
	}
	return byKeys(false)
}

// figureAt follows an order to the figure it names.
func figureAt(rows []entryRow, edge bool, in any) (v any, desc bool) {
	for name, inner := range in.(map[string]any) {
		m, nested := inner.(map[string]any)
		switch {
		case !nested:
			return len(rows), inner == "DESC"
		case edge && name == "node":
			return figureAt(rows, false, m)
		}
		for fn, dir := range m {
			return figure(rows, edge, name, fn), dir == "DESC"
		}
	}
	return nil, false
}

func having1(rows []entryRow, edge bool, in map[string]any) bool {
	for name, v := range in {
		ok, known := logic(name, v, func(m map[string]any) bool { return having1(rows, edge, m) })
		m, _ := v.(map[string]any)
		switch {
		case known:
		case name == "count":
			ok = leafHolds(len(rows), m)
		case edge && name == "node":
			ok = having1(rows, false, m)
		default:
			ok = true
			for fn, bound := range m {
				ok = ok && leafHolds(figure(rows, edge, name, fn), bound.(map[string]any))
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// aggregate answers figures over rows.
func (x *naive) aggregate(rows []entryRow, edge bool, f *ast.Field) any {
	out := map[string]any{}
	x.fields(f.Definition.Type.Name(), f.SelectionSet, func(s *ast.Field) {
		switch {
		case s.Name == "__typename":
			merge(out, s.Alias, f.Definition.Type.Name())
		case s.Name == "count":
			merge(out, s.Alias, len(rows))
		case edge && s.Name == "node":
			merge(out, s.Alias, x.aggregate(rows, false, s))
		default:
			inner := map[string]any{}
			x.fields(s.Definition.Type.Name(), s.SelectionSet, func(m *ast.Field) {
				if m.Name == "__typename" {
					inner[m.Alias] = s.Definition.Type.Name()
					return
				}
				inner[m.Alias] = figure(rows, edge, s.Name, m.Name)
			})
			merge(out, s.Alias, inner)
		}
	})
	return out
}

// figure computes one figure over the values that are there.
func figure(rows []entryRow, edge bool, name, fn string) any {
	var values []any
	sum := 0.0
	for _, r := range rows {
		props := r.node.Props
		if edge {
			props = r.link.Props
		}
		if v := props[name]; v != nil {
			n, _ := number(v)
			sum += n
			values = append(values, v)
		}
	}
	slices.SortFunc(values, compareKnown)
	switch {
	case fn == "count":
		return len(values)
	case len(values) == 0:
		return nil
	case fn == "min":
		return values[0]
	case fn == "max":
		return values[len(values)-1]
	case fn == "sum":
		return sum
	case fn == "avg":
		return sum / float64(len(values))
	}
	a, _ := number(values[(len(values)-1)/2])
	b, _ := number(values[len(values)/2])
	return (a + b) / 2
}
