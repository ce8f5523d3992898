package dataset

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/store"
)

// exportPage is how many rows one statement reads.
const exportPage = 2000

// extract says which rows of a table are read, and what of each.
type extract struct {
	Shape      store.Shape
	Properties []property
	Caller     law.Caller // whose scope the rows are cut to
	Page       int        // rows one statement reads; 0 is 2000
	Captions   bool       // what people call the nodes is read as well
	Order      string     // property of nodes that their rows are in the order of, before their keys; "" for none
}

// property is a property of a row; one that holds the key of a node names its label.
type property struct{ Name, Label string }

// stored is one row as the graph holds it.
type stored struct {
	Key        string     // of the node; for relationships of the node it starts from
	To         string     // for relationships: key of the node it ends at
	Values     []any      // of the extract's properties, in their order; nil where there is none
	References [][]string // keys by the shape's relations, in their order, sorted
	Locator    any        // of the reference that keeps one
	Caption    string     // of nodes, where captions are read
}

// rows reads the rows of one table in the order of their keys, page after page, so that memory does not grow
// with the table. With units, only what their scope sees is there: own nodes by unit, cases by a cadre they
// are about, relationships by both ends; keys of other nodes are left out of references and properties.
// Pages are statements of their own: what is written meanwhile may show in some and not in others.
func (g Graph) rows(ctx context.Context, e extract, each func(stored) error) error {
	if e.Page == 0 {
		e.Page = exportPage
	}
	x := extraction{extract: e, law: g.Law}
	text, after := x.nodes(), make([]string, len(x.place()))
	if e.Shape.Edge != nil {
		text, after = x.edges(), make([]string, 2+len(e.Shape.Edge.Identity))
	}
	_, scope := e.Caller.OwnScope()
	p := map[string]any{"scope": scope}
	for {
		p["after"] = after
		records, err := g.Store.Read(ctx, e.Caller, cypher.Statement{Name: "export", Text: text, Params: map[string]any{"p": p, "n1": e.Page}})
		if err != nil {
			return message.Errorf("read rows: %v", cmp.Or(ctx.Err(), err)) // the driver wraps neither of the context's errors
		}
		for _, r := range records {
			s, err := x.stored(r)
			if err != nil {
				return err
			}
			if err := each(s); err != nil {
				return err
			}
		}
		if len(records) < e.Page {
			return nil
		}
		after = texts(records[len(records)-1][0])
	}
}

// extraction writes the statements of an extract. A row comes as its place in the order, the values, the
// references, the locator and the parts of its caption.
type extraction struct {
	extract
	law *law.Law
}

func (x extraction) nodes() string {
	s := x.Shape
	references := make([]string, 0, len(s.Relations))
	locator := "null"
	for _, r := range s.Relations {
		match := "MATCH (n)" + cypher.Arrow("x", r.Type, r.Out) + "(m:" + cypher.Quote(r.Label) + ")" + where(x.visible("m", r.Label))
		references = append(references, "COLLECT { "+match+" RETURN m.key ORDER BY m.key }")
		if r.Keeps {
			locator = "head(COLLECT { " + match + " RETURN x.locator ORDER BY m.key })"
		}
	}
	order := strings.Join(x.place(), ", ")
	return "MATCH (n:" + cypher.Quote(s.Label) + ")" + where(behind(x.place()), x.visible("n", s.Label)) + "\n" +
		"WITH n ORDER BY " + order + " LIMIT $n1\n" +
		"RETURN [" + order + "], [" + x.values("n") + "],\n  [" + strings.Join(references, ",\n   ") + "],\n  " + locator + " AS locator, " + x.caption() + " AS caption\n" +
		"ORDER BY " + order
}

// place is what a node's place in the order is made of. A node without the property is not lost: it comes first.
func (x extraction) place() []string {
	if x.Order == "" {
		return []string{"n.key"}
	}
	return []string{"coalesce(n." + cypher.Quote(x.Order) + ", '')", "n.key"}
}

// behind is the condition that a row's place is behind the one in $p.after.
func behind(place []string) string {
	after := ""
	for i := len(place) - 1; i >= 0; i-- {
		greater := fmt.Sprintf("%s > $p.after[%d]", place[i], i)
		if after != "" {
			greater += fmt.Sprintf(" OR %s = $p.after[%d] AND (%s)", place[i], i, after)
		}
		after = greater
	}
	return "(" + after + ")"
}

// edges are in the order of both ends and then of what tells relationships between the same two apart.
func (x extraction) edges() string {
	e := x.Shape.Edge
	place := []string{"a.key", "b.key"}
	for _, p := range e.Identity {
		place = append(place, "coalesce(x."+cypher.Quote(p)+", '')")
	}
	order := strings.Join(place, ", ")
	return "MATCH (a:" + cypher.Quote(e.FromLabel) + ")" + where("a.key >= $p.after[0]", x.visible("a", e.FromLabel)) + "\n" +
		"MATCH (a)-[x:" + cypher.Quote(e.Type) + "]->(b:" + cypher.Quote(e.ToLabel) + ")" + where(behind(place), x.visible("b", e.ToLabel)) + "\n" +
		"WITH a, x, b ORDER BY " + order + " LIMIT $n1\n" +
		"RETURN [" + order + "], [" + x.values("x") + "], [], null AS locator, null AS caption\n" +
		"ORDER BY " + order
}

// caption is what the captions of the table's nodes are made of; null where they are not read.
func (x extraction) caption() string {
	if t := x.law.Schema().Label(x.Shape.Label); x.Captions && t != nil {
		return x.law.Caption(x.Caller, "n", t)
	}
	return "null"
}

// values lists the properties of a node or relationship. A key of a node out of scope is left out.
func (x extraction) values(of string) string {
	out := make([]string, len(x.Properties))
	for i, p := range x.Properties {
		out[i] = of + "." + cypher.Quote(p.Name)
		if p.Label == "" {
			continue
		}
		if visible := x.visible("m", p.Label); visible != "" {
			out[i] = "CASE WHEN EXISTS { MATCH (m:" + cypher.Quote(p.Label) + " {key: " + out[i] + "}) WHERE " + visible + " } THEN " + out[i] + " END"
		}
	}
	return strings.Join(out, ", ")
}

// visible is the condition under which the scope sees a node; "" when it sees all of the label.
func (x extraction) visible(node, label string) string {
	t := x.law.Schema().Label(label)
	if t == nil {
		return ""
	}
	if c := x.law.Sees(x.Caller, node, t); c != "true" {
		return c
	}
	return ""
}

func where(conditions ...string) string {
	conditions = slices.DeleteFunc(conditions, func(c string) bool { return c == "" })
	if len(conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(conditions, " AND ")
}

func (x extraction) stored(r []any) (stored, error) {
	place, values := texts(r[0]), list(r[1])
	if len(values) != len(x.Properties) || len(place) == 0 {
		return stored{}, message.Errorf("a row came as %d values, asked were %d", len(values), len(x.Properties))
	}
	s := stored{Key: place[len(place)-1], Values: values, Locator: r[3]}
	if x.Shape.Edge != nil {
		s.Key, s.To = place[0], place[1]
	}
	if parts := list(r[4]); parts != nil {
		s.Caption = x.law.Schema().Label(x.Shape.Label).Caption.Of(parts)
	}
	for _, keys := range list(r[2]) {
		s.References = append(s.References, texts(keys))
	}
	return s, nil
}

func list(v any) []any {
	out, _ := v.([]any)
	return out
}

func texts(v any) []string {
	items := list(v)
	out := make([]string, len(items))
	for i, item := range items {
		out[i], _ = item.(string)
	}
	return out
}
