package table

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"bole/graph/mapping"
)

// Together checks what concerns several columns of one row, and calls bad for each that does not fit the others.
// Columns that are wrong by themselves hold no value, and are not missed.
func (t *Table) Together(values map[string]any, wrong map[string]bool, bad func(column string, m *Misfit)) {
	if len(t.OneOf) > 0 && !slices.ContainsFunc(t.OneOf, func(c string) bool { return wrong[c] }) {
		given := slices.DeleteFunc(slices.Clone(t.OneOf), func(c string) bool { return values[c] == nil })
		if len(given) != 1 {
			bad(t.OneOf[0], &Misfit{fmt.Sprintf("is one of %d given among %s", len(given), strings.Join(t.OneOf, ", ")), "give exactly one of them"})
		}
	}
	for _, c := range t.Columns {
		for _, o := range c.after {
			if m := o.check(text(values, o.earlier), text(values, c)); m != nil {
				bad(c.Name, m)
			}
		}
		if m := c.most(values); m != nil {
			bad(c.Name, m)
		}
	}
	if values["locator"] != nil && values["source"] == nil && !wrong["source"] {
		bad("locator", &Misfit{"stands without a source", "name the source it is a place in"})
	}
}

func text(values map[string]any, c *Column) string {
	s, _ := values[c.Name].(string)
	return s
}

// check compares two dates as texts: a partial date sorts before the days within it.
func (o after) check(earlier, later string) *Misfit {
	switch {
	case earlier == "" || later == "" || earlier < later || earlier == later && o.orSame:
		return nil
	case o.orSame:
		return &Misfit{fmt.Sprintf("%s is before %s %s", later, o.earlier.Name, earlier), "give the same date or a later one"}
	default:
		return &Misfit{fmt.Sprintf("%s is not after %s %s", later, o.earlier.Name, earlier), "give a later date, or none while it lasts"}
	}
}

// most holds a number against the one it may not exceed.
func (c *Column) most(values map[string]any) *Misfit {
	if c.atMost == nil {
		return nil
	}
	n, limit := values[c.Name], values[c.atMost.Name]
	x, ok := number(n)
	most, given := number(limit)
	if !ok || !given || x <= most {
		return nil
	}
	return &Misfit{fmt.Sprintf("%v is more than %s %v", n, c.atMost.Name, limit), fmt.Sprintf("give at most as many %s as %s", c.Name, c.atMost.meaning())}
}

// number is the value of an Int or Float. An Int has 32 bits, so none is rounded.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, true
	default:
		return 0, false
	}
}

// meaning is the sentence of the column's description as a part of another: valid ballots.
func (c *Column) meaning() string {
	_, sentence := mapping.Described(strings.TrimSuffix(c.def.Description, "."))
	for _, first := range sentence {
		return string(unicode.ToLower(first)) + strings.TrimPrefix(sentence, string(first))
	}
	return c.Name
}
