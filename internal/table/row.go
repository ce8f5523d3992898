package table

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"bole/graph/mapping"
	"bole/graph/message"
)

// Check says what is wrong with the values of a row that only another room knows the rules of, and in which column; nil
// where nothing is.
type Check func(values map[string]any) (column string, m *Misfit)

// Together checks what concerns several columns of one row, and calls bad for each that does not fit the others.
// Columns that are wrong by themselves hold no value, and are not missed. Messages call other columns as the file does.
func (t *Table) Together(values map[string]any, wrong map[string]bool, as Header, bad func(column string, m *Misfit)) {
	if len(t.OneOf) > 0 && !slices.ContainsFunc(t.OneOf, func(c string) bool { return wrong[c] }) {
		given := slices.DeleteFunc(slices.Clone(t.OneOf), func(c string) bool { return values[c] == nil })
		if len(given) != 1 {
			bad(t.OneOf[0], &Misfit{message.New("is one of %d given among %s", len(given), as.list(t, t.OneOf)), message.New("give exactly one of them")})
		}
	}
	for _, c := range t.Columns {
		for _, o := range c.after {
			if m := o.check(text(values, o.earlier), text(values, c), as.Called(t, o.earlier)); m != nil {
				bad(c.Name, m)
			}
		}
		if m := t.most(c, values, as); m != nil {
			bad(c.Name, m)
		}
	}
	if values["locator"] != nil && values["source"] == nil && !wrong["source"] {
		bad("locator", &Misfit{message.New("stands without a source"), message.New("name the source it is a place in")})
	}
}

func text(values map[string]any, c *Column) string {
	s, _ := values[c.Name].(string)
	return s
}

// check compares two dates as texts: a partial date sorts before the days within it.
func (o after) check(earlier, later, called string) *Misfit {
	switch {
	case earlier == "" || later == "" || earlier < later || earlier == later && o.orSame:
		return nil
	case o.orSame:
		return &Misfit{message.New("%s is before %s %s", later, called, earlier), message.New("give the same date or a later one")}
	default:
		return &Misfit{message.New("%s is not after %s %s", later, called, earlier), message.New("give a later date, or none while it lasts")}
	}
}

// most holds a number against the one it may not exceed.
func (t *Table) most(c *Column, values map[string]any, as Header) *Misfit {
	if c.atMost == nil {
		return nil
	}
	n, limit := values[c.Name], values[c.atMost.Name]
	x, ok := number(n)
	most, given := number(limit)
	if !ok || !given || x <= most {
		return nil
	}
	called := as.Called(t, c.atMost)
	return &Misfit{message.New("%v is more than %s %v", n, called, limit), message.New("give at most as many %s as %s", as.Called(t, c), meaning{c.atMost, called})}
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

// meaning is what a column holds, within a message: the sentence of its description as a part of another, valid
// ballots; in Chinese and for files that have another name what the file calls it.
type meaning struct {
	of     *Column
	called string
}

// In is the meaning in a language.
func (m meaning) In(lang language.Tag) string {
	if lang != message.English || m.called != m.of.Name {
		return m.called
	}
	_, sentence := mapping.Described(strings.TrimSuffix(m.of.def.Description, "."))
	for _, first := range sentence {
		return string(unicode.ToLower(first)) + strings.TrimPrefix(sentence, string(first))
	}
	return m.called
}
