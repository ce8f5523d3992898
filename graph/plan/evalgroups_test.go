package plan

import (
	"fmt"
	"slices"
	"strings"

	"bole/internal/worldtest"
)

// groups gives a row for each group of a list's entries, or one for all.
func (e *evaluator) groups(v variables, b *groupsBlock) []any {
	entries := e.entries(v, b)
	for _, j := range b.Joins {
		entries = e.joined(entries, j)
	}
	for _, k := range b.Keys {
		if k.Kind == keyItem {
			entries = e.items(entries, k)
		}
	}
	for i, v := range entries {
		for _, k := range b.Keys {
			if k.Kind != keyNode && k.Kind != keyItem {
				v = v.with(k.As, e.keyOf(v, k))
			}
		}
		entries[i] = v
	}
	if b.Distinct {
		entries = distinct(entries, append([]varName{b.Hop.To, b.Hop.Edge}, keyNames(b)...))
	}
	var order []string
	members := map[string][]variables{}
	for _, v := range entries {
		id := identity(v, keyNames(b))
		if members[id] == nil {
			order = append(order, id)
		}
		members[id] = append(members[id], v)
	}
	if len(b.Keys) == 0 && len(order) == 0 { // figures over nothing are a row as well
		order = []string{""}
	}
	var groups []variables
	for _, id := range order {
		g := variables{}
		for _, k := range b.Keys {
			g[k.As] = members[id][0][k.As]
		}
		for _, m := range b.Measures {
			g[m.As] = e.measure(members[id], m)
		}
		groups = append(groups, g)
	}
	groups = e.where(groups, b.Having)
	if len(b.Keys) > 0 {
		groups = e.sorted(groups, b.Order)
	}
	all, start := len(groups), e.start(groups, b.Cut)
	if len(b.Keys) > 0 {
		groups = cut(groups[min(start, all):], e.limit(b.Limit))
	}
	rows := []any{}
	for _, g := range groups {
		rows = append(rows, e.row(g, b.Row))
	}
	if b.Cut != nil {
		return []any{int64(start), int64(all), rows}
	}
	return rows
}

// start is how many groups are passed over.
func (e *evaluator) start(groups []variables, c *groupPage) int {
	if c == nil || c.At == nil {
		return 0
	}
	if i := slices.IndexFunc(groups, func(g variables) bool { return e.cond(g, c.At) }); i >= 0 {
		return i + 1
	}
	before := int(e.plan.Params[c.Before-1].(int64))
	if c.Backward {
		return max(0, len(groups)-before)
	}
	return before
}

func (e *evaluator) entries(v variables, b *groupsBlock) []variables {
	switch {
	case b.From != 0:
		return e.where(e.hops(v, b.From, b.Hop), b.Where)
	case b.Page.Start != nil:
		return e.fromFilter(b.Page)
	default:
		return e.where(e.all(b.Hop.To, b.Hop.Label), b.Where)
	}
}

func (e *evaluator) joined(entries []variables, j join) []variables {
	var out []variables
	for _, v := range entries {
		if j.Hop.Type == "" {
			n, _ := v[j.From].(*worldtest.Node)
			if e.is(n, j.Hop.Label) {
				out = append(out, v.with(j.Hop.To, n))
			} else {
				out = append(out, v.with(j.Hop.To, nil))
			}
			continue
		}
		far := e.where(e.hops(v, j.From, j.Hop), j.Where)
		if j.Hop.Walk != "" { // from the nearest to the farthest
			far = far[max(0, len(far)-1):]
		}
		if len(far) == 0 {
			far = []variables{v.with(j.Hop.To, nil).with(j.Hop.Edge, nil)}
		}
		out = append(out, far...)
	}
	return out
}

func (e *evaluator) items(entries []variables, k groupKey) []variables {
	var out []variables
	for _, v := range entries {
		list, _ := e.prop(v, k.Of, k.Property).([]any)
		if len(list) == 0 {
			list = []any{nil}
		}
		for _, x := range list {
			out = append(out, v.with(k.As, x))
		}
	}
	return out
}

func (e *evaluator) keyOf(v variables, k groupKey) any {
	if k.Kind == keyType {
		n, _ := v[k.Of].(*worldtest.Node)
		for i := 0; i < len(k.Types); i += 2 {
			if e.is(n, k.Types[i]) {
				return k.Types[i+1]
			}
		}
		return nil
	}
	x := e.prop(v, k.Of, k.Property)
	s, _ := x.(string)
	switch {
	case k.Kind == keyValue || x == nil:
		return x
	case k.Kind == keyYear:
		return s[:4]
	case len(s) < 7:
		return nil
	case k.Kind == keyMonth:
		return s[:7]
	}
	return fmt.Sprint(s[:4], "-Q", (int(s[5]-'0')*10+int(s[6]-'0')-1)/3+1)
}

func keyNames(b *groupsBlock) []varName {
	var out []varName
	for _, k := range b.Keys {
		out = append(out, k.As)
	}
	return out
}

// identity is the same for variables that hold the same.
func identity(v variables, names []varName) string {
	var b strings.Builder
	for _, n := range names {
		switch x := v[n].(type) {
		case *worldtest.Node, *worldtest.Link:
			fmt.Fprintf(&b, "%p|", x)
		default:
			fmt.Fprintf(&b, "%T %[1]q|", x)
		}
	}
	return b.String()
}

func distinct(rows []variables, names []varName) []variables {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(rows), func(v variables) bool {
		id := identity(v, names)
		known := seen[id]
		seen[id] = true
		return known
	})
}

func (e *evaluator) measure(rows []variables, m measured) any {
	if m.Of == 0 {
		return int64(len(rows))
	}
	var values []any
	whole, sum := true, 0.0
	for _, v := range rows {
		x := e.prop(v, m.Of, m.Property)
		if x == nil {
			continue
		}
		values = append(values, x)
		switch n := x.(type) {
		case int64:
			sum += float64(n)
		case float64:
			whole = false
			sum += n
		}
	}
	slices.SortFunc(values, func(a, b any) int { return order(a, b, strings.Compare) })
	switch n := len(values); {
	case m.Function == "count":
		return int64(n)
	case n == 0:
		return nil
	case m.Function == "min":
		return values[0]
	case m.Function == "max":
		return values[n-1]
	case m.Function == "avg":
		return sum / float64(n)
	case m.Function == "sum" && whole:
		return int64(sum)
	case m.Function == "sum":
		return sum
	case m.Function == "median":
		return (float(values[(n-1)/2]) + float(values[n/2])) / 2
	}
	panic("no meaning for the figure " + string(m.Function))
}
