package table

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bole/graph/message"
)

// Longest texts, in characters.
const (
	maxKey  = 128
	maxName = 500
	maxText = 20000
)

// Misfit is why a value does not fit its column: what is wrong, and what would be right.
type Misfit struct{ Problem, Remedy message.Text }

// Note is how a value was read that stands in its file otherwise than it is stored.
type Note struct {
	Kind string // notes of one kind on one column are counted together
	Text message.Text
}

// Text reads what stands in a file of texts, such as a cell of a CSV: labels and codes stand for enum values, dates
// are read as offices write them, semicolons separate the items of lists, and an empty text is nil. What is said of the
// text names values as the file writes them.
func (c *Column) Text(s string, as Writing) (any, *Note, *Misfit) {
	text := trim(s)
	if text == "" {
		if s != "" {
			return nil, &Note{"blank", message.New("a cell of blanks is read as an empty one")}, nil
		}
		return nil, nil, nil
	}
	if !c.List {
		v, m := c.fromText(text, as)
		return v, c.note(s, text, v, as), m
	}
	var items []any
	for _, part := range strings.Split(text, ";") {
		items = append(items, trim(part))
	}
	v, m := c.list(items, as)
	return v, nil, m
}

// JSON reads a value as encoding/json gives it, numbers as json.Number.
func (c *Column) JSON(v any) (any, *Note, *Misfit) {
	if !c.List {
		text, _ := v.(string)
		if trimmed := trim(text); trimmed != "" {
			v = trimmed
		}
		out, m := c.fromJSON(v)
		return out, c.note(text, trim(text), out, inJSON), m
	}
	switch items := v.(type) {
	case nil:
		return nil, nil, nil
	case []any:
		items = slices.Clone(items)
		for i, item := range items {
			if s, ok := item.(string); ok {
				items[i] = trim(s)
			}
		}
		out, m := c.list(items, inJSON)
		return out, nil, m
	default:
		return nil, nil, &Misfit{message.New("is not a list"), message.New("give a list, such as [\"A\", \"B\"]")}
	}
}

// note says how a text became a value where that is not plain: by the blanks around it, or by its form. Names and
// terms of enum values are what the format asks for.
func (c *Column) note(s, text string, v any, as Writing) *Note {
	value, ok := v.(string)
	switch {
	case !ok:
		return nil
	case c.enum != nil:
		if c.plain(text) {
			return nil
		}
		return &Note{"form", message.New("%q is read as %s", text, as.value(c.enum, value))}
	case value != text:
		return &Note{"form", message.New("%q is read as %s", text, value)}
	case text != s:
		return &Note{"blank", message.New("%q is read without the blanks around it", s)}
	}
	return nil
}

// trim takes blanks of all kinds and invisible characters off both ends of a text.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

func (c *Column) list(items []any, as Writing) (any, *Misfit) {
	out := make([]string, 0, len(items))
	var seen []string
	for i, item := range items {
		text, ok := item.(string)
		if !ok || text == "" {
			return nil, &Misfit{message.New("has no text as item %d", i+1), message.New("leave out empty items")}
		}
		v, m := c.item(text, as)
		if m != nil {
			return nil, m
		}
		s, _ := v.(string)
		named := s
		if c.weighted != nil {
			named, _, _ = strings.Cut(s, ":")
		}
		if slices.Contains(seen, named) {
			return nil, &Misfit{message.New("names %q twice", c.shown(named, as)), message.New("name it once")}
		}
		seen = append(seen, named)
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, nil // an empty list is stored as none
	}
	return out, nil
}

// shown is an item of a list as the file writes it.
func (c *Column) shown(item string, as Writing) string {
	for _, of := range []*Column{c, c.weighted} {
		if of != nil && of.enum != nil {
			return as.value(of.enum, item)
		}
	}
	return item
}

// item reads one item of a list.
func (c *Column) item(s string, as Writing) (any, *Misfit) {
	v, m := c.fromString(s, as)
	if m != nil || c.weighted == nil {
		return v, m
	}
	value, weight, ok := strings.Cut(strings.Replace(s, "：", ":", 1), ":")
	w, err := strconv.ParseFloat(weight, 64)
	if !ok || err != nil || w < 0 || math.IsInf(w, 0) || math.IsNaN(w) {
		return nil, &Misfit{message.New("%q is not a value of %s with a weight", s, as.enum(c.weighted.enum)),
			message.New("give VALUE:weight, such as %s:2", as.value(c.weighted.enum, c.weighted.enum.EnumValues[0].Name))}
	}
	if v, m = c.weighted.enumValue(value, as); m != nil {
		return nil, m
	}
	return fmt.Sprint(v) + ":" + weight, nil
}

func (c *Column) fromText(text string, as Writing) (any, *Misfit) {
	if text == "" {
		return nil, nil
	}
	switch c.Type {
	case "Int":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, &Misfit{message.New("%q is not a whole number", text), message.New("give digits only")}
		}
		return c.whole(n)
	case "Float":
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, &Misfit{message.New("%q is not a number", text), message.New("give a number such as 87.5")}
		}
		return c.number(x)
	case "Boolean":
		switch text {
		case "true", "是":
			return true, nil
		case "false", "否":
			return false, nil
		}
		return nil, &Misfit{message.New("%q is neither true nor false", text), message.New("give true or false, 是 or 否")}
	default:
		return c.fromString(text, as)
	}
}

func (c *Column) fromJSON(v any) (any, *Misfit) {
	if v == nil {
		return nil, nil
	}
	switch c.Type {
	case "Int":
		n, ok := v.(json.Number)
		if !ok {
			return nil, &Misfit{message.New("is not a number"), message.New("give a whole number without quotes")}
		}
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil {
			return nil, &Misfit{message.New("%s is not a whole number", n), message.New("give digits only")}
		}
		return c.whole(i)
	case "Float":
		n, ok := v.(json.Number)
		if !ok {
			return nil, &Misfit{message.New("is not a number"), message.New("give a number without quotes")}
		}
		x, err := n.Float64()
		if err != nil {
			return nil, &Misfit{message.New("%s is not a number that can be stored", n), message.New("give a number such as 87.5")}
		}
		return c.number(x)
	case "Boolean":
		b, ok := v.(bool)
		if !ok {
			return nil, &Misfit{message.New("is neither true nor false"), message.New("give true or false without quotes")}
		}
		return b, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, &Misfit{message.New("is not a text"), message.New("give it in quotes")}
	}
	if s == "" {
		return nil, &Misfit{message.New("is an empty text"), message.New("give null to clear it, or leave it out")}
	}
	return c.fromString(s, inJSON)
}

func (c *Column) whole(n int64) (any, *Misfit) {
	if float64(n) < c.Min || float64(n) > c.Max {
		return nil, &Misfit{message.New("%d is outside %.0f to %.0f", n, c.Min, c.Max), message.New("give a number in that range")}
	}
	return n, nil
}

func (c *Column) number(x float64) (any, *Misfit) {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0) || x < c.Min || c.Max == math.MaxFloat64 && x > c.Max:
		return nil, &Misfit{message.New("%v is not a finite number from %.0f on", x, c.Min), message.New("give one")}
	case x > c.Max:
		return nil, &Misfit{message.New("%v is outside %.0f to %.0f", x, c.Min, c.Max), message.New("give a number in that range")}
	}
	return x, nil
}

// fromString reads keys, enums, dates and text; labels and codes stand for enum values in text files.
func (c *Column) fromString(s string, as Writing) (any, *Misfit) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return nil, &Misfit{message.New("is not UTF-8, or holds U+FFFD in place of a character that was lost"), message.New("save the file as UTF-8 from where it is whole")}
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\t' && r != '\n' && (r != '\r' || c.Refers != "") {
			return nil, &Misfit{message.New("holds the control character U+%04X", r), message.New("remove it")}
		}
	}
	if m := c.letters(s); m != nil {
		return nil, m
	}
	switch {
	case c.Refers != "" || c.Name == "key":
		return key(s)
	case c.enum != nil:
		return c.enumValue(s, as)
	case c.Type == "Date":
		return date(s, as != inJSON)
	case c.codes != nil:
		return c.coded(s)
	}
	limit := maxName
	if c.Long {
		limit = maxText
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return nil, &Misfit{message.New("has %d characters", n), message.New("give at most %d", limit)}
	}
	if strings.TrimSpace(s) == "" {
		return nil, &Misfit{message.New("is blank"), message.New("give a text or leave it out")}
	}
	if m := c.nameOf(s); m != nil {
		return nil, m
	}
	return s, nil
}

func key(s string) (any, *Misfit) {
	if n := utf8.RuneCountInString(s); n > maxKey {
		return nil, &Misfit{message.New("is a key of %d characters", n), message.New("give at most %d", maxKey)}
	}
	if strings.ContainsAny(s, ";\t\n\r") {
		return nil, &Misfit{message.New("the key %q holds a semicolon or control character", s), message.New("use a key without")}
	}
	// Lists are paged by key, and Neo4j has two orders of texts for these; see package textorder.
	if i := strings.IndexFunc(s, func(r rune) bool { return r > 0xFFFF }); i >= 0 {
		return nil, &Misfit{message.New("the key %q holds %q, a character beyond U+FFFF, by which keys have no one order", s, []rune(s[i:])[0]), message.New("use a code, such as digits and letters")}
	}
	if total(s) {
		return nil, &Misfit{message.New("%q is the line of a total", s), message.New("remove the line: a total is not a row of the table")}
	}
	return s, nil
}

func (c *Column) enumValue(s string, as Writing) (any, *Misfit) {
	if c.enum.EnumValues.ForName(s) != nil {
		return s, nil
	}
	if v := c.codes[s]; as != inJSON && v != "" {
		return v, nil
	}
	all := make(message.List, 0, len(c.enum.EnumValues))
	for _, v := range c.enum.EnumValues {
		all = append(all, message.Plain(as.value(c.enum, v.Name)))
	}
	return nil, &Misfit{message.New("%q is not a value of %s", s, as.enum(c.enum)), message.New("use one of: %s", all)}
}
