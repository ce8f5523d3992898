// Package worldtest generates graphs and queries from the SDL, and answers the queries by an interpreter that shares
// nothing with the planner: what the product answers is held to it. It knows neither the product's rooms nor Neo4j.
package worldtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
)

// Words are the strings of generated data: few, so that values tie and filters hit, and awkward. Those from 王 on are
// characters that UTF-16 orders another way than Unicode.
var Words = []string{"甲", "乙", "甲乙", "a", "B", "a b", `q"uo\te`, "'", "$p", "}", "😀", "é", "ca1", "ta3", "or2", "ev4",
	"王", "王𠮷", "王（", "𬭚", "𡈽", "，", "Ａ", "﨑"}

var dates = []string{"2019", "2019-05", "2019-05-01", "2020-02-29", "2021-12", "2023-01-01", "2024-08-31"}

// World is nodes of every type and relationships of every kind.
type World struct {
	Schema *ast.Schema
	Nodes  map[string][]*Node // by type
	Links  []*Link
	kept   map[string][]string // by role, the types that are not for it
}

// Node is a node of a world; its properties stand under the names of their fields, with unit and cadreKey.
type Node struct {
	Type  string
	Props map[string]any
	Out   []*Link
	In    []*Link
}

// Link is a relationship of a world.
type Link struct {
	Type     string
	From, To *Node
	Props    map[string]any
}

// maker makes a world.
type maker struct {
	*World
	values
}

// values are random values of the SDL's types.
type values struct {
	sdl *ast.Schema
	rng *rand.Rand
}

func (w values) value(t *ast.Type) any {
	if !t.NonNull && w.rng.IntN(3) == 0 {
		return nil
	}
	if t.Elem != nil {
		var list []any
		for range w.rng.IntN(3) {
			if v := w.value(t.Elem); !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
		if list == nil {
			return nil
		}
		return list
	}
	switch t.NamedType {
	case "Int":
		return int64(w.rng.IntN(6))
	case "Float":
		return float64(w.rng.IntN(12)) / 2
	case "Boolean":
		return w.rng.IntN(2) == 0
	case "Date":
		return dates[w.rng.IntN(len(dates))]
	case "DateTime":
		return Today.AddDate(0, 0, w.rng.IntN(3)).Format("2006-01-02T15:04:05.000Z")
	case "String":
		return Words[w.rng.IntN(len(Words))]
	}
	values := w.sdl.Types[t.NamedType].EnumValues
	return values[w.rng.IntN(len(values))].Name
}

// New makes a world. The unit of each cadre follows from the generated appointments, as everywhere.
func New(m *mapping.Schema, rng *rand.Rand) *World {
	w := maker{&World{Schema: m.SDL, Nodes: map[string][]*Node{}, kept: kept(m)}, values{m.SDL, rng}}
	for _, typ := range m.Nodes() {
		n := 10
		if typ.Name == "Cadre" || typ.Name == "Task" || typ.Name == "Appointment" {
			n = 24
		}
		for i := range n {
			w.Nodes[typ.Name] = append(w.Nodes[typ.Name], w.node(typ.Name, i))
		}
	}
	w.relate(m)
	w.own()
	return w.World
}

// kept are, by role, the types that are not for it.
func kept(m *mapping.Schema) map[string][]string {
	out := map[string][]string{}
	for _, role := range m.SDL.Types["Role"].EnumValues {
		for _, t := range m.Nodes() {
			if !law.May(law.Caller{Role: role.Name}, t.Access) {
				out[role.Name] = append(out[role.Name], t.Name)
			}
		}
	}
	return out
}

func (w maker) node(typ string, i int) *Node {
	n := &Node{Type: typ, Props: map[string]any{}}
	for _, f := range w.Schema.Types[typ].Fields {
		if !strings.HasPrefix(f.Name, "__") && f.Directives.ForName("relation") == nil && f.Directives.ForName("computed") == nil && f.Name != "id" && f.Name != mapping.CaptionField {
			n.Props[f.Name] = w.field(f)
		}
	}
	n.Props["key"] = fmt.Sprintf("%s%d", strings.ToLower(typ[:2]), i)
	return n
}

// field is a random value of a field; of one that holds the key of a node, mostly one there is.
func (w maker) field(f *ast.FieldDefinition) any {
	d := f.Directives.ForName("keyOf")
	if d == nil || w.rng.IntN(4) == 0 {
		return w.value(f.Type)
	}
	return fmt.Sprintf("%s%d", strings.ToLower(d.Arguments.ForName("type").Value.Raw[:2]), w.rng.IntN(24))
}

// relate makes relationships from each type's outgoing relations; a type that stands at the one end of a
// relation has at most one.
func (w maker) relate(m *mapping.Schema) {
	type kind struct {
		from, rel string
		one       bool
		must      bool
		targets   []string
		edge      *mapping.Type
	}
	kinds := map[string]*kind{}
	var order []string
	for _, typ := range m.Nodes() {
		for _, f := range typ.Fields {
			r := f.Relation
			if r == nil || r.Name == "SERVES_IN" || !r.Out && !r.One {
				continue
			}
			if r.Out && !r.One && w.declared(r, typ, false) || r.One && !r.Out && w.declared(r, typ, true) {
				continue // the other end is the one
			}
			id := fmt.Sprint(typ.Name, r.Name, r.Out)
			if kinds[id] == nil {
				kinds[id] = &kind{from: typ.Name, rel: r.Name, edge: r.Edge}
				order = append(order, id)
			}
			k := kinds[id]
			k.one = k.one || r.One
			k.must = k.must || f.Def.Type.NonNull && r.One
			for _, c := range r.Target.Concrete {
				if !slices.Contains(k.targets, c.Name) {
					k.targets = append(k.targets, c.Name)
				}
			}
			if !r.Out {
				k.rel = "<" + r.Name
			}
		}
	}
	for _, id := range order {
		k := kinds[id]
		for i, from := range w.Nodes[k.from] {
			n := w.rng.IntN(4)
			if k.one {
				n = min(n, 1)
			}
			if k.must {
				n = 1
			}
			for range n {
				targets := w.Nodes[k.targets[w.rng.IntN(len(k.targets))]]
				if k.rel == "PART_OF" { // parents form a forest
					if targets = targets[:i]; i == 0 {
						continue
					}
				}
				w.link(k.rel, from, targets[w.rng.IntN(len(targets))], k.edge)
			}
		}
	}
}

// declared tells that the other end declares the relationship, in this direction, as its own to one.
func (w maker) declared(r *mapping.Relation, typ *mapping.Type, out bool) bool {
	return slices.ContainsFunc(r.Target.Concrete, func(t *mapping.Type) bool {
		return slices.ContainsFunc(t.Fields, func(f *mapping.Field) bool {
			o := f.Relation
			return o != nil && o.Name == r.Name && o.Out == out && o.One && slices.Contains(o.Target.Concrete, typ)
		})
	})
}

func (w maker) link(rel string, from, to *Node, edge *mapping.Type) {
	if back, ok := strings.CutPrefix(rel, "<"); ok {
		rel, from, to = back, to, from
	}
	l := &Link{Type: rel, From: from, To: to, Props: map[string]any{}}
	if edge != nil {
		for _, f := range edge.Fields {
			l.Props[f.Name] = w.field(f.Def)
		}
	}
	for _, o := range from.Out {
		if o.Type != rel || o.To != to {
			continue
		}
		if rel != "WORKED_ON" || o.Props["role"] == l.Props["role"] && o.Props["from"] == l.Props["from"] {
			return
		}
	}
	if rel == "RESULTED_IN" && slices.ContainsFunc(to.In, func(l *Link) bool { return l.Type == rel }) {
		return
	}
	from.Out, to.In, w.Links = append(from.Out, l), append(to.In, l), append(w.Links, l)
}

func (n *Node) one(rel string) *Node {
	for _, l := range n.Out {
		if l.Type == rel {
			return l.To
		}
	}
	return nil
}

// own works out SERVES_IN, unit and cadreKey from the rules, not from the product.
func (w maker) own() {
	best := map[*Node]*Node{}
	for _, a := range w.Nodes["Appointment"] {
		c := a.one("OF")
		if a.Props["main"] != true || a.Props["from"].(string) > Today.Format(time.DateOnly) || a.one("TO") == nil || a.one("TO").one("IN") == nil {
			continue
		}
		b := best[c]
		if b == nil || compareValues([2]any{a.Props["from"], a.Props["key"]}[0], b.Props["from"], false) > 0 ||
			a.Props["from"] == b.Props["from"] && a.Props["key"].(string) > b.Props["key"].(string) {
			best[c] = a
		}
	}
	for _, c := range w.Nodes["Cadre"] {
		c.Props["unit"], c.Props["cadreKey"] = "", c.Props["key"]
		if a := best[c]; a != nil {
			c.Props["unit"] = a.one("TO").one("IN").Props["key"]
		}
	}
	for typ, nodes := range w.Nodes {
		if typ == "Cadre" || w.Schema.Types[typ].Directives.ForName("node").Arguments.ForName("scope").Value.Raw != "OWN" {
			continue
		}
		for _, n := range nodes {
			if o := n.one("OF"); o != nil && o.Type == "Organization" {
				n.Props["unit"], n.Props["cadreKey"] = "*", "*"
			}
			for _, rel := range []string{"OF", "WITH", "CONCERNS", "ON", "FOR", "BY"} {
				if c := n.one(rel); c != nil && c.Type == "Cadre" {
					n.Props["unit"], n.Props["cadreKey"] = c.Props["unit"], c.Props["key"]
					break
				}
			}
		}
	}
	for c, a := range best {
		l := &Link{Type: "SERVES_IN", From: c, To: a.one("TO").one("IN"), Props: map[string]any{}}
		c.Out, l.To.In = append(c.Out, l), append(l.To.In, l)
	}
}

// Today is the day by which appointments hold.
var Today = time.Date(2024, 8, 31, 0, 0, 0, 0, time.UTC)
