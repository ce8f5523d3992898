package dataset

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"bole/graph/store"
)

// graphFile writes nodes and relationships for graph tools: as GraphML, or as JSON with nodes and edges. Edges
// wait in a file beside until all nodes are written, as the tools expect.
type graphFile struct {
	form   graphForm
	out    *bufio.Writer
	edges  *os.File
	later  *bufio.Writer
	tables map[string]*Table
	nodes  int
	links  int
}

// graphForm is how a file of nodes and edges is written.
type graphForm interface {
	begin(tables map[string]*Table) string
	node(first bool, id, label string, values []member) string
	between() string
	edge(first bool, n int, from, to, typ string, values []member) string
	end() string
}

// member is a value by name: string, int64, float64, bool or []string.
type member struct {
	name  string
	value any
}

func newGraphFile(out io.Writer, form graphForm, tables []*Table) (*graphFile, error) {
	edges, err := os.CreateTemp("", "bole-edges-*")
	if err != nil {
		return nil, fmt.Errorf("make a file for edges: %w", err)
	}
	g := &graphFile{form: form, out: bufio.NewWriter(out), edges: edges, later: bufio.NewWriter(edges), tables: map[string]*Table{}}
	for _, t := range tables {
		g.tables[t.Name] = t
	}
	_, err = g.out.WriteString(form.begin(g.tables))
	return g, err
}

func (g *graphFile) open(t *Table) (tableWriter, error) { return graphTable{g, t}, nil }

// complete writes the edges behind the nodes.
func (g *graphFile) complete() error {
	if err := g.later.Flush(); err != nil {
		return err
	}
	if _, err := g.edges.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := g.out.WriteString(g.form.between()); err != nil {
		return err
	}
	if _, err := io.Copy(g.out, g.edges); err != nil {
		return err
	}
	if _, err := g.out.WriteString(g.form.end()); err != nil {
		return err
	}
	return g.out.Flush()
}

func (g *graphFile) free() error { return errors.Join(g.edges.Close(), os.Remove(g.edges.Name())) }

type graphTable struct {
	file  *graphFile
	table *Table
}

func (graphTable) close() error { return nil }

func nodeID(label, key string) string { return label + ":" + key }

func (w graphTable) write(r row) error {
	if e := w.table.shape.Edge; e != nil {
		from, to := w.table.Columns[0], w.table.Columns[1]
		return w.edge(nodeID(e.FromLabel, r.text(from.Name)), nodeID(e.ToLabel, r.text(to.Name)), e.Type, w.members(r))
	}
	key, _ := w.table.identity(r)
	id := nodeID(w.table.shape.Label, key)
	if _, err := w.file.out.WriteString(w.file.form.node(w.file.nodes == 0, id, w.table.shape.Label, w.members(r))); err != nil {
		return err
	}
	w.file.nodes++
	for _, ref := range w.table.shape.Relations {
		if err := w.references(r, id, ref); err != nil {
			return err
		}
	}
	return nil
}

func (w graphTable) references(r row, id string, ref store.Reference) error {
	for _, k := range r.keysOf(w.table.Column(ref.Column)) {
		from, to := id, nodeID(ref.Label, k)
		if !ref.Out {
			from, to = to, from
		}
		var values []member
		if v := r.values["locator"]; ref.Keeps && v != nil {
			values = []member{{"locator", v}}
		}
		if err := w.edge(from, to, ref.Type, values); err != nil {
			return err
		}
	}
	return nil
}

func (w graphTable) edge(from, to, typ string, values []member) error {
	_, err := w.file.later.WriteString(w.file.form.edge(w.file.links == 0, w.file.links, from, to, typ, values))
	w.file.links++
	return err
}

// members are the row's own values; references are edges.
func (w graphTable) members(r row) []member {
	var out []member
	for i, c := range w.table.Columns {
		v := r.values[c.Name]
		if v == nil || c.Property == "" || c.Name == "locator" && w.table.shape.Edge == nil || i < 2 && w.table.shape.Edge != nil {
			continue
		}
		out = append(out, member{c.Name, v})
	}
	return out
}

// jsonGraph is {"nodes":[{"id","type",…}],"edges":[{"id","source","target","type",…}]}.
type jsonGraph struct{}

func (jsonGraph) begin(map[string]*Table) string { return "{\"nodes\":[" }
func (jsonGraph) between() string                { return "\n],\"edges\":[" }
func (jsonGraph) end() string                    { return "\n]}\n" }

func (jsonGraph) node(first bool, id, label string, values []member) string {
	return object(first, append([]member{{"id", id}, {"type", label}}, values...))
}

func (jsonGraph) edge(first bool, n int, from, to, typ string, values []member) string {
	return object(first, append([]member{{"id", fmt.Sprintf("e%d", n)}, {"source", from}, {"target", to}, {"type", typ}}, values...))
}

func object(first bool, members []member) string {
	var b strings.Builder
	if !first {
		b.WriteByte(',')
	}
	b.WriteString("\n{")
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		v, err := json.Marshal(m.value)
		if err != nil {
			panic("dataset: a value of a row does not marshal: " + err.Error())
		}
		fmt.Fprintf(&b, "%q:%s", m.name, v)
	}
	b.WriteByte('}')
	return b.String()
}

// graphML is GraphML with one key for each column; lists are joined by semicolons.
type graphML struct{}

func (graphML) begin(tables map[string]*Table) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n")
	declared := map[string]bool{}
	declare := func(element, name, typ string) {
		if id := element + "." + name; !declared[id] {
			declared[id] = true
			fmt.Fprintf(&b, "<key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", id, element, name, typ)
		}
	}
	declare("node", "label", "string")
	declare("edge", "label", "string")
	declare("edge", "locator", "string")
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		element := "node"
		if tables[name].shape.Edge != nil {
			element = "edge"
		}
		for _, c := range tables[name].Columns {
			if c.Property != "" {
				declare(element, c.Name, graphMLType(c))
			}
		}
	}
	b.WriteString("<graph edgedefault=\"directed\">\n")
	return b.String()
}

func graphMLType(c *Column) string {
	switch {
	case c.List:
		return "string"
	case c.Type == "Int":
		return "long"
	case c.Type == "Float":
		return "double"
	case c.Type == "Boolean":
		return "boolean"
	default:
		return "string"
	}
}

func (graphML) between() string { return "" }
func (graphML) end() string     { return "</graph>\n</graphml>\n" }

func (graphML) node(_ bool, id, label string, values []member) string {
	return "<node id=\"" + escaped(id) + "\">" + data("node", append([]member{{"label", label}}, values...)) + "</node>\n"
}

func (graphML) edge(_ bool, n int, from, to, typ string, values []member) string {
	return fmt.Sprintf("<edge id=\"e%d\" source=\"%s\" target=\"%s\">%s</edge>\n", n, escaped(from), escaped(to), data("edge", append([]member{{"label", typ}}, values...)))
}

func data(element string, values []member) string {
	var b strings.Builder
	for _, m := range values {
		b.WriteString("<data key=\"" + element + "." + m.name + "\">" + escaped(cellText(m.value)) + "</data>")
	}
	return b.String()
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("dataset: " + err.Error()) // a builder takes all
	}
	return b.String()
}
