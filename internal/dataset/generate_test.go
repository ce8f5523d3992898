package dataset_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"bole/graph/mapping"
	"bole/internal/dataset"
)

// generator draws valid datasets over all tables.
type generator struct {
	*rapid.T
	mapping *mapping.Schema
	tables  []*dataset.Table
	wild    bool // with values that only JSON lines can hold
	keys    map[string][]string
}

// forward are references to rows of the same or a later table.
var forward = map[string]bool{
	"organizations.parent": true, "tasks.parent": true, "programs.parent": true,
	"cases.collectedIn": true, "evaluations.causedBy": true, "talks.sanction": true,
}

// letters are awkward on purpose: quotes, separators, what Excel computes, marks, astral and private characters,
// noncharacters, spaces of all kinds, what XML and workbooks escape.
var letters = []rune("aB9 \",'=+-@\\.#_x;:&<>|/\t\n甲张é\u0301\u00a0\u200b\u2028\u3000\ufeff\u202e😀𠮷\ue000\U0010FFFD")

func (g *generator) text(label string, most int) string {
	drawn := append(slices.Clone(letters), 'z')
	if g.wild {
		drawn = append(drawn, '\r', '\uFFFE')
	}
	return rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom(drawn), 1, most, -1),
		rapid.SampledFrom([]string{"=1+1", "'x", "_x000D_", "&amp;", "1.0", "TRUE", "2024-05", "null", `\.`, `"`, `""`, "a\nb", "001", " x "}),
		rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool {
			return !unicode.IsControl(r) && r != unicode.ReplacementChar && (g.wild || r != '\uFFFE' && r != '\uFFFF')
		}), 1, most, -1),
	).Filter(func(s string) bool { return strings.TrimSpace(s) != "" }).Draw(g.T, label)
}

// legal draws a text that the column reads as it stands.
func (g *generator) legal(label string, most int, c *dataset.Column) string {
	return rapid.Custom(func(t *rapid.T) string {
		h := *g
		h.T = t
		return h.text(label, most)
	}).Filter(func(s string) bool {
		_, note, m := c.JSON(s)
		return note == nil && m == nil
	}).Draw(g.T, label)
}

// key draws a key no other row of the table has.
func (g *generator) key(table string) string {
	return rapid.Custom(func(t *rapid.T) string {
		h := *g
		h.T = t
		s := strings.Map(func(r rune) rune {
			if r == ';' || unicode.IsControl(r) || r > 0xFFFF { // keys have none of these
				return 'k'
			}
			return r
		}, h.text("key", 12))
		return s
	}).Filter(func(s string) bool {
		_, note, m := g.named(table).Column("key").JSON(s)
		return note == nil && m == nil && !slices.Contains(g.keys[table], s)
	}).Draw(g.T, table+".key")
}

func (g *generator) named(name string) *dataset.Table {
	return g.tables[slices.IndexFunc(g.tables, func(t *dataset.Table) bool { return t.Name == name })]
}

func (g *generator) date(label string) string {
	day := rapid.IntRange(0, 900).Draw(g.T, label)
	s := fmt.Sprintf("%04d-%02d-%02d", 2021+day/360, day/30%12+1, day%28+1)
	return s[:rapid.SampledFrom([]int{10, 10, 7, 4}).Draw(g.T, label+" precision")]
}

// value draws a value of a column that is no key and no reference.
func (g *generator) value(label string, c *dataset.Column) any {
	one := func() any {
		switch c.Type {
		case "Int":
			return rapid.IntRange(int(c.Min), int(min(c.Max, 1<<31-1))).Draw(g.T, label)
		case "Float":
			return rapid.Float64Range(c.Min, c.Max).Draw(g.T, label)
		case "Boolean":
			return rapid.Bool().Draw(g.T, label)
		case "Date":
			return g.date(label)
		}
		if def := g.mapping.SDL.Types[c.Type]; def.EnumValues != nil {
			return rapid.SampledFrom(def.EnumValues).Draw(g.T, label).Name
		}
		switch {
		case c.Name == "wants":
			return rapid.SampledFrom([]string{"REFORM:0", "OTHER:1.5", "INDUSTRY:9"}).Draw(g.T, label)
		case label == "requirements.rule":
			return rapid.SampledFrom([]string{"IN_SERVICE", "EDUCATION", "CLEARANCES"}).Draw(g.T, label)
		case label == "requirements.operator", label == "requirements.value":
			return nil
		case c.Name == "ethnicity":
			return rapid.SampledFrom([]string{"汉族", "回族", "其他"}).Draw(g.T, label)
		case c.Name == "politicalStatus":
			return rapid.SampledFrom([]string{"中共党员", "群众"}).Draw(g.T, label)
		}
		return g.legal(label, 20, c)
	}
	if !c.List {
		return one()
	}
	var out []string
	for range rapid.IntRange(1, 3).Draw(g.T, label) {
		if s := fmt.Sprint(one()); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// reference draws keys of rows; nil where there are none. Parents stand before their row.
func (g *generator) reference(label string, c *dataset.Column, at int) any {
	keys := g.keys[c.Refers]
	if c.Name == "parent" {
		keys = keys[:at]
	}
	switch {
	case len(keys) == 0:
		return nil
	case c.List:
		return rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 1, min(3, len(keys)), rapid.ID[string]).Draw(g.T, label)
	}
	return rapid.SampledFrom(keys).Draw(g.T, label)
}

func (g *generator) row(t *dataset.Table, at int) map[string]any {
	r := map[string]any{}
	one := ""
	if len(t.OneOf) > 0 {
		given := slices.DeleteFunc(slices.Clone(t.OneOf), func(c string) bool { return len(g.keys[t.Column(c).Refers]) == 0 })
		if len(given) == 0 {
			return nil
		}
		one = rapid.SampledFrom(given).Draw(g.T, t.Name+" about")
	}
	for _, c := range t.Columns {
		label := t.Name + "." + c.Name
		switch {
		case c.Name == "key":
			r[c.Name] = g.keys[t.Name][at]
			continue
		case slices.Contains(t.OneOf, c.Name) && c.Name != one:
			continue
		case !c.Required && c.Name != one && rapid.IntRange(0, 2).Draw(g.T, label+" absent") == 0:
			continue
		}
		var v any
		if c.Refers != "" {
			v = g.reference(label, c, at)
		} else {
			v = g.value(label, c)
		}
		if v == nil && c.Required {
			return nil
		}
		if v != nil {
			r[c.Name] = v
		}
	}
	settle(r)
	return r
}

// settle leaves out what contradicts something else in the row.
func settle(r map[string]any) {
	for _, o := range [][2]string{
		{"from", "to"}, {"grantedOn", "to"}, {"on", "to"}, {"openedOn", "closesOn"}, {"startedOn", "completedOn"}, {"occurredOn", "verifiedOn"},
		{"notifiedOn", "respondBy"}, {"decidedOn", "effectEndsOn"}, {"startsOn", "effectEndsOn"}, {"filedOn", "answeredOn"}, {"effectiveFrom", "effectiveTo"},
	} {
		a, hasA := r[o[0]].(string)
		b, hasB := r[o[1]].(string)
		if hasA && hasB && a >= b {
			delete(r, o[1])
		}
	}
	if begun, has := r["startedOn"].(string); has && r["endsOn"] != nil && begun > r["endsOn"].(string) {
		delete(r, "startedOn") // the end is required
	}
	votes, hasVotes := r["votes"].(int)
	electorate, hasElectorate := r["electorate"].(int)
	if hasVotes && hasElectorate && votes > electorate {
		delete(r, "votes")
	}
	if r["source"] == nil {
		delete(r, "locator")
	}
}

// dataset draws the rows of all tables and writes them as JSON lines into a new folder. Rows whose required
// references have nothing to name are not there, nor those that would be the same row twice.
func (g *generator) dataset(t *testing.T) string {
	g.keys = map[string][]string{}
	made := map[string]map[string]bool{}
	for _, table := range g.tables {
		if table.Identity[0] == "key" {
			for range rapid.IntRange(0, 4).Draw(g.T, table.Name) {
				g.keys[table.Name] = append(g.keys[table.Name], g.key(table.Name))
			}
		}
	}
	lines := map[string][][]byte{}
	// Tables come in the order of what they name, so what cannot be made is known before it is named; what
	// is named forward is put in once all rows are there.
	held := map[string][]map[string]any{}
	for _, table := range g.tables {
		made[table.Name] = map[string]bool{}
		n := len(g.keys[table.Name])
		if table.Identity[0] != "key" {
			n = rapid.IntRange(0, 4).Draw(g.T, table.Name)
		}
		var kept []string
		for at := range n {
			r := g.row(table, at)
			if r == nil {
				continue
			}
			var id []string
			for _, c := range table.Identity {
				id = append(id, fmt.Sprint(r[c]))
			}
			if key := strings.Join(id, ";"); !made[table.Name][key] {
				made[table.Name][key] = true
				held[table.Name] = append(held[table.Name], r)
				if table.Identity[0] == "key" {
					kept = append(kept, fmt.Sprint(r["key"]))
				}
			}
		}
		g.keys[table.Name] = kept
	}
	dir := t.TempDir()
	for _, table := range g.tables {
		for _, r := range held[table.Name] {
			g.drop(table, r, made)
			lines[table.Name] = append(lines[table.Name], line(t, r))
		}
		if len(lines[table.Name]) > 0 {
			must(t, os.WriteFile(filepath.Join(dir, table.Name+".jsonl"), bytes.Join(lines[table.Name], nil), 0o600))
		}
	}
	return dir
}

// drop leaves out forward references to rows that could not be made.
func (g *generator) drop(t *dataset.Table, r map[string]any, made map[string]map[string]bool) {
	for _, c := range t.Columns {
		if !forward[t.Name+"."+c.Name] {
			continue
		}
		switch v := r[c.Name].(type) {
		case string:
			if !made[c.Refers][v] {
				delete(r, c.Name)
			}
		case []string:
			r[c.Name] = slices.DeleteFunc(slices.Clone(v), func(k string) bool { return !made[c.Refers][k] })
		}
	}
}

func line(t *testing.T, r map[string]any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	must(t, e.Encode(r))
	return b.Bytes()
}
