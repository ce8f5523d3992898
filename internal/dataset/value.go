package dataset

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Longest texts, in characters.
const (
	maxKey  = 128
	maxName = 500
	maxText = 20000
)

// row is a record whose cells have become values: string, int64, float64, bool, []string, or nil to clear.
type row struct {
	line   int
	values map[string]any
}

func (r row) text(column string) string {
	s, _ := r.values[column].(string)
	return s
}

// keysOf are the keys a reference column of the row names.
func (r row) keysOf(c *Column) []string {
	switch v := r.values[c.Name].(type) {
	case string:
		return []string{v}
	case []string:
		return v
	default:
		return nil
	}
}

// misfit is why a value does not fit its column.
type misfit struct{ problem, remedy string }

func (t *Table) columnNames() string {
	names := make([]string, 0, len(t.Columns))
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// read turns a record into a row and tells all that is wrong with it by itself.
func (t *Table) read(file string, rec record) (row, []Finding) {
	r := row{line: rec.line, values: make(map[string]any, len(rec.cells))}
	var out []Finding
	bad := func(column string, m *misfit) {
		out = append(out, Finding{File: file, Line: rec.line, Column: column, Problem: m.problem, Remedy: m.remedy})
	}
	for _, c := range t.Columns {
		in, given := rec.cells[c.Name]
		if !given {
			if c.Required {
				bad(c.Name, &misfit{"is missing", "give it in every row of " + t.Name})
			}
			continue
		}
		v, m := c.value(in)
		switch {
		case m != nil:
			bad(c.Name, m)
		case v == nil && c.Required:
			bad(c.Name, &misfit{"is empty", "it is required in every row of " + t.Name})
		default:
			r.values[c.Name] = v
		}
	}
	if len(out) == 0 {
		t.together(r, bad)
	}
	return r, out
}

// together checks what concerns several columns of one row.
func (t *Table) together(r row, bad func(string, *misfit)) {
	if len(t.OneOf) > 0 {
		given := slices.DeleteFunc(slices.Clone(t.OneOf), func(c string) bool { return r.values[c] == nil })
		if len(given) != 1 {
			bad(t.OneOf[0], &misfit{fmt.Sprintf("is one of %d given among %s", len(given), strings.Join(t.OneOf, ", ")), "give exactly one of them"})
		}
	}
	for _, o := range orders {
		a, b := r.text(o.earlier), r.text(o.later)
		if a == "" || b == "" || a < b || a == b && !o.strict {
			continue
		}
		if o.strict {
			bad(o.later, &misfit{fmt.Sprintf("%s is not after %s %s", b, o.earlier, a), "give a later date, or none while it lasts"})
		} else {
			bad(o.later, &misfit{fmt.Sprintf("%s is before %s %s", b, o.earlier, a), "give the same date or a later one"})
		}
	}
	votes, hasVotes := r.values["votes"].(int64)
	electorate, hasElectorate := r.values["electorate"].(int64)
	if hasVotes && hasElectorate && votes > electorate {
		bad("votes", &misfit{fmt.Sprintf("%d is more than electorate %d", votes, electorate), "give at most as many votes as valid ballots"})
	}
	if r.values["locator"] != nil && r.values["source"] == nil {
		bad("locator", &misfit{"stands without a source", "name the source it is a place in"})
	}
}

// value reads one cell.
func (c *Column) value(in cell) (any, *misfit) {
	if !c.List {
		if in.isText {
			return c.fromText(in.text)
		}
		return c.fromJSON(in.json)
	}
	var items []any
	switch v := in.json.(type) {
	case []any:
		items = v
	case nil:
		if !in.isText || in.text == "" {
			return nil, nil
		}
		for _, part := range strings.Split(in.text, ";") {
			items = append(items, strings.TrimSpace(part))
		}
	default:
		return nil, &misfit{"is no list", "give a list, such as [\"A\", \"B\"]"}
	}
	return c.list(items, in.isText)
}

func (c *Column) list(items []any, isText bool) (any, *misfit) {
	out := make([]string, 0, len(items))
	for i, item := range items {
		text, ok := item.(string)
		if !ok || text == "" {
			return nil, &misfit{fmt.Sprintf("has no text as item %d", i+1), "leave out empty items"}
		}
		v, m := c.fromString(text, isText)
		if m != nil {
			return nil, m
		}
		s, _ := v.(string)
		if c.Name == "wants" {
			if m := wanted(s); m != nil {
				return nil, m
			}
		}
		if slices.Contains(out, s) {
			return nil, &misfit{fmt.Sprintf("names %q twice", s), "name it once"}
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, nil // an empty list is stored as none
	}
	return out, nil
}

// wanted checks CATEGORY:weight.
func wanted(s string) *misfit {
	category, weight, ok := strings.Cut(s, ":")
	w, err := strconv.ParseFloat(weight, 64)
	if !ok || category == "" || strings.ToUpper(category) != category || err != nil || w < 0 || math.IsInf(w, 0) || math.IsNaN(w) {
		return &misfit{fmt.Sprintf("%q is no category with a weight", s), "give CATEGORY:weight, such as DEBT_RESOLUTION:2"}
	}
	return nil
}

func (c *Column) fromText(text string) (any, *misfit) {
	if text == "" {
		return nil, nil
	}
	switch c.Type {
	case "Int":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, &misfit{fmt.Sprintf("%q is no whole number", text), "give digits only"}
		}
		return c.whole(n)
	case "Float":
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, &misfit{fmt.Sprintf("%q is no number", text), "give a number such as 87.5"}
		}
		return c.number(x)
	case "Boolean":
		switch text {
		case "true", "是":
			return true, nil
		case "false", "否":
			return false, nil
		}
		return nil, &misfit{fmt.Sprintf("%q is neither true nor false", text), "give true or false, 是 or 否"}
	default:
		return c.fromString(text, true)
	}
}

func (c *Column) fromJSON(v any) (any, *misfit) {
	if v == nil {
		return nil, nil
	}
	switch c.Type {
	case "Int":
		n, ok := v.(json.Number)
		if !ok {
			return nil, &misfit{"is no number", "give a whole number without quotes"}
		}
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil {
			return nil, &misfit{n.String() + " is no whole number", "give digits only"}
		}
		return c.whole(i)
	case "Float":
		n, ok := v.(json.Number)
		if !ok {
			return nil, &misfit{"is no number", "give a number without quotes"}
		}
		x, err := n.Float64()
		if err != nil {
			return nil, &misfit{n.String() + " is no number that can be stored", "give a number such as 87.5"}
		}
		return c.number(x)
	case "Boolean":
		b, ok := v.(bool)
		if !ok {
			return nil, &misfit{"is neither true nor false", "give true or false without quotes"}
		}
		return b, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, &misfit{"is no text", "give it in quotes"}
	}
	if s == "" {
		return nil, &misfit{"is an empty text", "give null to clear it, or leave it out"}
	}
	return c.fromString(s, false)
}

func (c *Column) whole(n int64) (any, *misfit) {
	if float64(n) < c.Min || float64(n) > c.Max {
		return nil, &misfit{fmt.Sprintf("%d is outside %.0f to %.0f", n, c.Min, c.Max), "give a number in that range"}
	}
	return n, nil
}

func (c *Column) number(x float64) (any, *misfit) {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0) || x < c.Min || c.Max == math.MaxFloat64 && x > c.Max:
		return nil, &misfit{fmt.Sprintf("%v is no finite number from %.0f on", x, c.Min), "give one"}
	case x > c.Max:
		return nil, &misfit{fmt.Sprintf("%v is outside %.0f to %.0f", x, c.Min, c.Max), "give a number in that range"}
	}
	return x, nil
}

// fromString reads keys, enums, dates and text; labels and codes stand for enum values in text files.
func (c *Column) fromString(s string, isText bool) (any, *misfit) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return nil, &misfit{"is not UTF-8", "save the file as UTF-8"}
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\t' && r != '\n' && (r != '\r' || c.Refers != "") {
			return nil, &misfit{fmt.Sprintf("holds the control character U+%04X", r), "remove it"}
		}
	}
	switch {
	case c.Refers != "" || c.Name == "key":
		return key(s)
	case c.enum != nil:
		return c.enumValue(s, isText)
	case c.Type == "Date":
		return date(s)
	}
	if isText {
		s = coded(c.Name, s)
	}
	limit := maxName
	if c.Long {
		limit = maxText
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return nil, &misfit{fmt.Sprintf("has %d characters", n), fmt.Sprintf("give at most %d", limit)}
	}
	if strings.TrimSpace(s) == "" {
		return nil, &misfit{"is blank", "give a text or leave it out"}
	}
	return s, nil
}

func key(s string) (any, *misfit) {
	if n := utf8.RuneCountInString(s); n > maxKey {
		return nil, &misfit{fmt.Sprintf("is a key of %d characters", n), fmt.Sprintf("give at most %d", maxKey)}
	}
	if strings.ContainsAny(s, ";\t\n\r") {
		return nil, &misfit{fmt.Sprintf("the key %q holds a semicolon or control character", s), "use a key without"}
	}
	return s, nil
}

func (c *Column) enumValue(s string, isText bool) (any, *misfit) {
	if c.enum.EnumValues.ForName(s) != nil {
		return s, nil
	}
	names := make([]string, 0, len(c.enum.EnumValues))
	for _, v := range c.enum.EnumValues {
		label, _, _ := strings.Cut(v.Description, " ")
		if isText && label == s {
			return v.Name, nil
		}
		names = append(names, v.Name)
	}
	if isText {
		if name := codes[c.enum.Name][s]; name != "" {
			return name, nil
		}
	}
	return nil, &misfit{fmt.Sprintf("%q is no %s", s, c.enum.Name), "use one of: " + strings.Join(names, ", ")}
}

// date checks YYYY, YYYY-MM or YYYY-MM-DD.
func date(s string) (any, *misfit) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if len(s) != len(layout) {
			continue
		}
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1 {
			return s, nil
		}
	}
	return nil, &misfit{fmt.Sprintf("%q is no date", s), "give YYYY-MM-DD, or YYYY-MM or YYYY where no more is known"}
}
