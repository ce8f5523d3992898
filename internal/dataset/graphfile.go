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

	"bole/graph/message"
	"bole/graph/store"
)

// graphFile writes nodes and relationships for graph tools: as GraphML, or as JSON with nodes and edges. Edges
// wait in a file beside until all nodes are written: tools expect them there, and only then it is known which of them
// have both ends.
type graphFile struct {
	form   graphForm
	out    *bufio.Writer
	edges  *os.File
	later  *bufio.Writer
	nodes  map[string]bool // ids of the nodes written
	links  int             // edges written
	absent map[string]int  // edges left out because an end is not written, by the table they are from
}

// graphForm is how a file of nodes and edges is written.
type graphForm interface {
	begin(tables []*Table) string
	node(first bool, n drawnNode) string
	between() string
	edge(first bool, n int, e drawnEdge) string
	end() string
}

// drawnNode is a node as graph tools take it.
type drawnNode struct {
	ID, Type, Label string
	Values          []member
}

// drawnEdge is a relationship as graph tools take it. It waits in a file of JSON lines.
type drawnEdge struct {
	From, To, Type string
	Values         []member
	Table          string // that it is from
}

// member is a value by name: string, int64, float64, bool or []string.
type member struct {
	Name  string
	Value any
}

// reserved are the names that members of the formats themselves have, or that readers of them take for more than a
// name: networkx makes several edges between two nodes one where they have the same key, Cytoscape.js nests nodes that
// have a parent.
var reserved = []string{"id", "key", "label", "parent", "source", "target", "type"}

// memberName is a column's name among the members of a node or edge. A name that the format needs itself has _ at its
// end, which no column has. Nodes keep their key.
func memberName(column string, edge bool) string {
	if !slices.Contains(reserved, column) || !edge && column == "key" {
		return column
	}
	return column + "_"
}

func newGraphFile(out io.Writer, form graphForm, tables []*Table) (*graphFile, error) {
	edges, err := os.CreateTemp("", "bole-edges-*")
	if err != nil {
		return nil, message.Errorf("make a file for edges: %v", err)
	}
	g := &graphFile{form: form, out: bufio.NewWriter(out), edges: edges, later: bufio.NewWriter(edges), nodes: map[string]bool{}, absent: map[string]int{}}
	_, err = g.out.WriteString(form.begin(tables))
	return g, err
}

func (g *graphFile) open(t *Table) (tableWriter, error) { return graphTable{g, t}, nil }

// complete writes the edges behind the nodes: those whose ends are both written.
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
	in := json.NewDecoder(bufio.NewReader(g.edges))
	in.UseNumber()
	for {
		var e drawnEdge
		switch err := in.Decode(&e); {
		case errors.Is(err, io.EOF):
			_, err = g.out.WriteString(g.form.end())
			return errors.Join(err, g.out.Flush())
		case err != nil:
			return message.Errorf("read an edge that waits: %v", err)
		case !g.nodes[e.From] || !g.nodes[e.To]:
			g.absent[e.Table]++
			continue
		}
		for i, m := range e.Values {
			if items := list(m.Value); items != nil {
				e.Values[i].Value = texts(items)
			}
		}
		if _, err := g.out.WriteString(g.form.edge(g.links == 0, g.links, e)); err != nil {
			return err
		}
		g.links++
	}
}

func (g *graphFile) free() error { return errors.Join(g.edges.Close(), os.Remove(g.edges.Name())) }

type graphTable struct {
	file  *graphFile
	table *Table
}

func (graphTable) close() error { return nil }

func nodeID(label, key string) string { return label + ":" + key }

func (w graphTable) write(r row) error {
	values, err := w.members(r)
	if err != nil {
		return err
	}
	if e := w.table.shape.Edge; e != nil {
		from, to := w.table.Columns[0], w.table.Columns[1]
		return w.edge(nodeID(e.FromLabel, r.text(from.Name)), nodeID(e.ToLabel, r.text(to.Name)), e.Type, values)
	}
	key, _ := w.table.identity(r)
	n := drawnNode{ID: nodeID(w.table.shape.Label, key), Type: w.table.shape.Label, Label: r.caption, Values: values}
	if _, err := w.file.out.WriteString(w.file.form.node(len(w.file.nodes) == 0, n)); err != nil {
		return err
	}
	w.file.nodes[n.ID] = true
	for _, ref := range w.table.shape.Relations {
		if err := w.references(r, n.ID, ref); err != nil {
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
	b, err := json.Marshal(drawnEdge{From: from, To: to, Type: typ, Values: values, Table: w.table.Name})
	if err != nil {
		return message.Errorf("keep an edge: %v", err)
	}
	_, err = w.file.later.Write(append(b, '\n'))
	return err
}

// members are the row's own values; references are edges.
func (w graphTable) members(r row) ([]member, error) {
	edge := w.table.shape.Edge != nil
	var out []member
	for i, c := range w.table.Columns {
		v := r.values[c.Name]
		if v == nil || !w.table.drawn(i) {
			continue
		}
		if _, xml := w.file.form.(graphML); xml && strings.ContainsAny(cellText(v), "\uFFFE\uFFFF") {
			id, _ := w.table.identity(r)
			return nil, message.Errorf("the row %q: %s holds U+FFFE or U+FFFF, which no XML file can hold; export as jsonl", id, c.Name)
		}
		out = append(out, member{memberName(c.Name, edge), v})
	}
	return out, nil
}

// drawn reports whether a column is a value of the table's nodes or edges: not one of their ends, and not the place in
// a source, which is on the edge that leads there.
func (t *Table) drawn(i int) bool {
	c := t.Columns[i]
	if t.shape.Edge != nil {
		return i >= 2 && c.Property != ""
	}
	return c.Property != "" && c.Name != "locator"
}

// jsonGraph is node-link data as networkx reads it: {"directed":true,"multigraph":true,"graph":{},
// "nodes":[{"id","type","label",…}],"edges":[{"id","source","target","type",…}]}.
type jsonGraph struct{}

func (jsonGraph) begin([]*Table) string {
	return "{\"directed\":true,\"multigraph\":true,\"graph\":{},\"nodes\":["
}
func (jsonGraph) between() string { return "\n],\"edges\":[" }
func (jsonGraph) end() string     { return "\n]}\n" }

func (jsonGraph) node(first bool, n drawnNode) string {
	return object(first, append([]member{{"id", n.ID}, {"type", n.Type}, {"label", n.Label}}, n.Values...))
}

func (jsonGraph) edge(first bool, n int, e drawnEdge) string {
	return object(first, append([]member{{"id", fmt.Sprintf("e%d", n)}, {"source", e.From}, {"target", e.To}, {"type", e.Type}}, e.Values...))
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
		v, err := json.Marshal(m.Value)
		if err != nil {
			panic("dataset: a value of a row does not marshal: " + err.Error())
		}
		fmt.Fprintf(&b, "%q:%s", m.Name, v)
	}
	b.WriteByte('}')
	return b.String()
}

// graphML is GraphML with one key for each name among nodes and among edges; lists are joined by semicolons.
type graphML struct{}

func (graphML) begin(tables []*Table) string {
	keys := map[[2]string]string{{"node", "type"}: "string", {"node", "label"}: "string", {"edge", "type"}: "string", {"edge", "locator"}: "string"}
	for _, t := range tables {
		element, edge := "node", t.shape.Edge != nil
		if edge {
			element = "edge"
		}
		for i, c := range t.Columns {
			if t.drawn(i) {
				key := [2]string{element, memberName(c.Name, edge)}
				keys[key] = commonType(keys[key], graphMLType(c))
			}
		}
	}
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n")
	for _, k := range slices.SortedFunc(maps.Keys(keys), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		fmt.Fprintf(&b, "<key id=\"%[1]s.%[2]s\" for=\"%[1]s\" attr.name=\"%[2]s\" attr.type=\"%[3]s\"/>\n", k[0], k[1], keys[k])
	}
	b.WriteString("<graph edgedefault=\"directed\">\n")
	return b.String()
}

// commonType is a type that holds the values of two columns with the same name.
func commonType(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case a == "long" && b == "double" || a == "double" && b == "long":
		return "double"
	default:
		return "string"
	}
}

func graphMLType(c *Column) string {
	switch {
	case c.List:
		return "string"
	case c.Type == "Int":
		return "long"
	case c.Type == "Float":
		return "double"
	default: // truth values too: python-igraph reads one that is missing as false
		return "string"
	}
}

func (graphML) between() string { return "" }
func (graphML) end() string     { return "</graph>\n</graphml>\n" }

func (graphML) node(_ bool, n drawnNode) string {
	return "<node id=\"" + escaped(n.ID) + "\">" + data("node", append([]member{{"type", n.Type}, {"label", n.Label}}, n.Values...)) + "</node>\n"
}

func (graphML) edge(_ bool, n int, e drawnEdge) string {
	return fmt.Sprintf("<edge id=\"e%d\" source=\"%s\" target=\"%s\">%s</edge>\n", n, escaped(e.From), escaped(e.To), data("edge", append([]member{{"type", e.Type}}, e.Values...)))
}

func data(element string, values []member) string {
	var b strings.Builder
	for _, m := range values {
		b.WriteString("<data key=\"" + element + "." + m.Name + "\">" + escaped(cellText(m.Value)) + "</data>")
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
