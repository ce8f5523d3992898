package graph

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// words are the strings of generated data: few, so that values tie and filters hit, and awkward.
var words = []string{"甲", "乙", "甲乙", "a", "B", "a b", `q"uo\te`, "'", "$p", "}", "😀", "é", "ca1", "ta3", "or2", "ev4"}

var dates = []string{"2019", "2019-05", "2019-05-01", "2020-02-29", "2021-12", "2023-01-01", "2024-08-31"}

// world generates nodes of every type and relationships of every kind from the SDL, and keeps them both in
// memory and in Neo4j.
type world struct {
	*naive
	rng   *rand.Rand
	links []*link
}

func (w *world) value(t *ast.Type) any {
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
		return FormatTime(today.AddDate(0, 0, w.rng.IntN(3)))
	case "String":
		return words[w.rng.IntN(len(words))]
	}
	values := w.schema.Types[t.NamedType].EnumValues
	return values[w.rng.IntN(len(values))].Name
}

// newWorld fills the graph. The unit of each cadre follows from the generated appointments, as everywhere.
func newWorld(t *testing.T, g *Graph, rng *rand.Rand) *world {
	t.Helper()
	w := &world{naive: &naive{schema: g.mapping.Schema, nodes: map[string][]*thing{}}, rng: rng}
	for _, typ := range g.mapping.Nodes() {
		n := 10
		if typ.Name == "Cadre" || typ.Name == "Task" || typ.Name == "Appointment" {
			n = 24
		}
		for i := range n {
			th := &thing{typ: typ.Name, props: map[string]any{}}
			for _, f := range w.schema.Types[typ.Name].Fields {
				if !strings.HasPrefix(f.Name, "__") && f.Directives.ForName("relation") == nil && f.Directives.ForName("computed") == nil && f.Name != "id" {
					th.props[f.Name] = w.value(f.Type)
				}
			}
			th.props["key"] = fmt.Sprintf("%s%d", strings.ToLower(typ.Name[:2]), i)
			w.nodes[typ.Name] = append(w.nodes[typ.Name], th)
		}
	}
	w.relate(g.mapping)
	w.own()
	w.store(t, g)
	return w
}

// relate makes relationships from each type's outgoing relations; a type that stands at the one end of a
// relation has at most one.
func (w *world) relate(m *Mapping) {
	type kind struct {
		from, rel string
		one       bool
		must      bool
		targets   []string
		edge      *Type
	}
	kinds := map[string]*kind{}
	var order []string
	for _, typ := range m.Nodes() {
		for _, f := range typ.order {
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
		for i, from := range w.nodes[k.from] {
			n := w.rng.IntN(4)
			if k.one {
				n = min(n, 1)
			}
			if k.must {
				n = 1
			}
			for range n {
				targets := w.nodes[k.targets[w.rng.IntN(len(k.targets))]]
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
func (w *world) declared(r *Relation, typ *Type, out bool) bool {
	return slices.ContainsFunc(r.Target.Concrete, func(t *Type) bool {
		return slices.ContainsFunc(t.order, func(f *Field) bool {
			o := f.Relation
			return o != nil && o.Name == r.Name && o.Out == out && o.One && slices.Contains(o.Target.Concrete, typ)
		})
	})
}

func (w *world) link(rel string, from, to *thing, edge *Type) {
	if back, ok := strings.CutPrefix(rel, "<"); ok {
		rel, from, to = back, to, from
	}
	l := &link{typ: rel, from: from, to: to, props: map[string]any{}}
	if edge != nil {
		for _, f := range edge.order {
			l.props[f.Name] = w.value(f.Def.Type)
		}
	}
	for _, o := range from.out {
		if o.typ != rel || o.to != to {
			continue
		}
		if rel != "WORKED_ON" || o.props["role"] == l.props["role"] && o.props["from"] == l.props["from"] {
			return
		}
	}
	if rel == "RESULTED_IN" && slices.ContainsFunc(to.in, func(l *link) bool { return l.typ == rel }) {
		return
	}
	from.out, to.in, w.links = append(from.out, l), append(to.in, l), append(w.links, l)
}

func (n *thing) one(rel string) *thing {
	for _, l := range n.out {
		if l.typ == rel {
			return l.to
		}
	}
	return nil
}

// own works out SERVES_IN, unit and cadreKey from the rules, not from the product.
func (w *world) own() {
	best := map[*thing]*thing{}
	for _, a := range w.nodes["Appointment"] {
		c := a.one("OF")
		if a.props["main"] != true || a.props["from"].(string) > today.Format(time.DateOnly) || a.one("TO") == nil || a.one("TO").one("IN") == nil {
			continue
		}
		b := best[c]
		if b == nil || compareValues([2]any{a.props["from"], a.props["key"]}[0], b.props["from"], false) > 0 ||
			a.props["from"] == b.props["from"] && a.props["key"].(string) > b.props["key"].(string) {
			best[c] = a
		}
	}
	for _, c := range w.nodes["Cadre"] {
		c.props["unit"], c.props["cadreKey"] = "", c.props["key"]
		if a := best[c]; a != nil {
			c.props["unit"] = a.one("TO").one("IN").props["key"]
		}
	}
	for typ, nodes := range w.nodes {
		if typ == "Cadre" || w.schema.Types[typ].Directives.ForName("node").Arguments.ForName("scope").Value.Raw != "OWN" {
			continue
		}
		for _, n := range nodes {
			if o := n.one("OF"); o != nil && o.typ == "Organization" {
				n.props["unit"], n.props["cadreKey"] = "*", "*"
			}
			for _, rel := range []string{"OF", "WITH", "CONCERNS", "ON", "FOR", "BY"} {
				if c := n.one(rel); c != nil && c.typ == "Cadre" {
					n.props["unit"], n.props["cadreKey"] = c.props["unit"], c.props["key"]
					break
				}
			}
		}
	}
	for c, a := range best {
		l := &link{typ: "SERVES_IN", from: c, to: a.one("TO").one("IN"), props: map[string]any{}}
		c.out, l.to.in = append(c.out, l), append(l.to.in, l)
	}
}

var today = time.Date(2024, 8, 31, 0, 0, 0, 0, time.UTC)

// store writes nodes and relationships as they are; the system's own properties are left to Maintain.
func (w *world) store(t *testing.T, g *Graph) {
	t.Helper()
	for typ, nodes := range w.nodes {
		rows := make([]any, 0, len(nodes))
		for _, n := range nodes {
			props := map[string]any{}
			for k, v := range n.props {
				if k != "unit" && k != "cadreKey" {
					props[g.mapping.types[typ].fields[k].Property] = v
				}
			}
			rows = append(rows, props)
		}
		w.must(t, g.write(t.Context(), "UNWIND $p.rows AS r CREATE (n:"+quoted(typ)+") SET n = r", map[string]any{"rows": rows}))
	}
	for _, l := range w.links {
		text := "MATCH (a:" + quoted(l.from.typ) + " {key: $p.a}), (b:" + quoted(l.to.typ) + " {key: $p.b}) CREATE (a)-[r:" + quoted(l.typ) + "]->(b) SET r = $p.props"
		w.must(t, g.write(t.Context(), text, map[string]any{"a": l.from.props["key"], "b": l.to.props["key"], "props": l.props}))
	}
	w.must(t, g.Maintain(context.Background(), nil, today))
}

func (w *world) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
