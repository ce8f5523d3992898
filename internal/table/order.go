package table

import (
	"cmp"
	"slices"
	"strings"
)

// sorted puts the tables in the order in which rows are loaded and written: a table comes after those its required
// columns refer to. Where that leaves a choice, the one with the smaller order comes first; those without an order
// come last, as they stand in the schema's files.
func (b *builder) sorted(tables []*Table) []*Table {
	slices.SortFunc(tables, func(x, y *Table) int {
		if (x.order == 0) != (y.order == 0) {
			return cmp.Compare(y.order, x.order)
		}
		return cmp.Or(cmp.Compare(x.order, y.order), x.place.compare(y.place))
	})
	var out []*Table
	done := map[string]bool{}
	for left := slices.Clone(tables); len(left) > 0; {
		i := slices.IndexFunc(left, func(t *Table) bool { return ready(t, done) })
		if i < 0 {
			b.bad = append(b.bad, wrong{left[0].place, "the tables " + names(left) + " require rows of one another, so none could be loaded first; make one of these references optional"})
			return nil
		}
		done[left[i].Name] = true
		out = append(out, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return out
}

func ready(t *Table, done map[string]bool) bool {
	return !slices.ContainsFunc(t.Columns, func(c *Column) bool {
		return c.Required && c.Refers != "" && c.Refers != t.Name && !done[c.Refers]
	})
}

func names(tables []*Table) string {
	var out []string
	for _, t := range tables {
		out = append(out, t.Name)
	}
	return strings.Join(out, ", ")
}

// deferReferences marks the relationships that lead to rows of the same or a later table.
func deferReferences(tables []*Table) {
	done := map[string]bool{}
	for _, t := range tables {
		for _, c := range t.Columns {
			c.Deferred = c.Relation != nil && !done[c.Refers]
		}
		done[t.Name] = true
	}
}
