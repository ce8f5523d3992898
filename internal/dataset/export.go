package dataset

import (
	"context"
	"errors"
	"slices"
	"strings"

	"bole/graph/law"
	"bole/graph/message"
)

// ExportOptions say what of the graph is written and how. Without options it is everything that Caller sees, as JSON
// lines.
type ExportOptions struct {
	Format   string                       // jsonl or csv, of the tables in a folder or .zip; "" is jsonl
	Caller   law.Caller                   // whose scope the tables are cut to
	Tables   []string                     // by name; none: all
	Labels   bool                         // Chinese headers, in CSV and workbooks
	Order    string                       // STROKES or PINYIN: people in the order of their names; "" is that of keys
	Page     int                          // rows read from the graph at a time; 0 is 2000
	Progress func(table string, rows int) // called when a table is written; may be nil
}

// Exported counts the rows of one table.
type Exported struct {
	Table string
	Rows  int
	Left  int // rows left out because what they need is out of scope
	Loose int // edges left out of a file for graph tools because the node at one end is not written
}

// Export writes the graph's rows as a dataset that Import reads back: into a folder, or a .zip or .xlsx file
// when location ends so; a .graphml or .json file is for graph tools and not read back. Tables without rows are not written. Everything is written under another name
// first: after an error there is nothing at location.
func Export(ctx context.Context, g Graph, location string, o ExportOptions) ([]Exported, error) {
	tables, err := Tables(g.Law.Schema())
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, t := range tables {
		labels[t.Name] = t.shape.Label
	}
	if tables, err = chosen(tables, o.Tables); err != nil {
		return nil, err
	}
	out, err := newTarget(location, o, tables)
	if err != nil {
		return nil, err
	}
	var done []Exported
	for _, t := range tables {
		x := exporter{graph: g, table: t, labels: labels, options: o, out: out.tables}
		e, err := x.run(ctx)
		if err != nil {
			return nil, errors.Join(message.Errorf("export %s: %v", t.Name, err), out.discard())
		}
		if e.Rows+e.Left > 0 {
			done = append(done, e)
		}
	}
	if !slices.ContainsFunc(done, func(e Exported) bool { return e.Rows > 0 }) {
		return nil, errors.Join(message.Errorf("there is nothing to export: no row is in these tables and this scope"), out.discard())
	}
	if err := out.finish(); err != nil {
		return nil, err
	}
	if out.drawn != nil {
		for i := range done {
			e := &done[i]
			e.Loose = out.drawn.absent[e.Table]
			if labels[e.Table] == "" { // its rows are the edges
				e.Rows -= e.Loose
			}
		}
	}
	return done, nil
}

func chosen(tables []*Table, names []string) ([]*Table, error) {
	if len(names) == 0 {
		return tables, nil
	}
	all := make([]string, 0, len(tables))
	var out []*Table
	for _, t := range tables {
		all = append(all, t.Name)
		if slices.Contains(names, t.Name) {
			out = append(out, t)
		}
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, message.Errorf("%q is not a table; use some of: %s", name, strings.Join(all, ", "))
		}
	}
	return out, nil
}

// exporter writes one table.
type exporter struct {
	graph   Graph
	table   *Table
	labels  map[string]string // table → label of its nodes
	options ExportOptions
	out     tableOpener
}

func (x *exporter) run(ctx context.Context) (Exported, error) {
	done := Exported{Table: x.table.Name}
	var w tableWriter
	extract, columns := x.extract()
	err := x.graph.rows(ctx, extract, func(s stored) error {
		r, err := x.table.row(s, columns)
		if err != nil {
			return err
		}
		if !x.options.Caller.Whole && !x.table.complete(r) {
			done.Left++
			return ctx.Err()
		}
		if w == nil {
			if w, err = x.out.open(x.table); err != nil {
				return err
			}
		}
		done.Rows++
		r.caption = s.Caption
		return errors.Join(w.write(r), ctx.Err())
	})
	if w == nil {
		return done, err
	}
	if err = errors.Join(err, w.close()); err != nil {
		return done, err
	}
	if x.options.Progress != nil {
		x.options.Progress(x.table.Name, done.Rows)
	}
	return done, nil
}

// extract asks for the properties of the table's columns; columns are theirs, in the same order.
func (x *exporter) extract() (e extract, columns []*Column) {
	_, captions := x.out.(*graphFile)
	e = extract{Shape: x.table.shape, Caller: x.options.Caller, Page: x.options.Page, Captions: captions}
	if t := x.graph.Law.Schema().Label(x.table.shape.Label); t != nil {
		for _, f := range t.Orders() {
			if f.SortBy != "" && f.SortBy == x.options.Order {
				e.Order = f.SortProperty()
			}
		}
	}
	for _, c := range x.table.Columns {
		if c.Property == "" || c.Name == "locator" && !x.table.IsEdge() { // that one is the reference's
			continue
		}
		p := property{Name: c.Property}
		if c.Refers != "" {
			p.Label = x.labels[c.Refers]
		}
		e.Properties = append(e.Properties, p)
		columns = append(columns, c)
	}
	return e, columns
}

// row is what Import would have read for a stored row.
func (t *Table) row(s stored, columns []*Column) (row, error) {
	r := row{values: map[string]any{}}
	if t.IsEdge() {
		r.values[t.Columns[0].Name], r.values[t.Columns[1].Name] = s.Key, s.To
	}
	for i, c := range columns {
		switch v := s.Values[i].(type) {
		case nil:
		case string:
			if v != "" { // Import takes an empty text for none
				r.values[c.Name] = v
			}
		case []any:
			items := make([]string, len(v))
			for i, item := range v {
				items[i], _ = item.(string)
			}
			if len(items) > 0 {
				r.values[c.Name] = items
			}
		default:
			r.values[c.Name] = v
		}
	}
	for i, ref := range t.shape.Relations {
		switch keys := s.References[i]; {
		case len(keys) == 0:
		case t.Column(ref.Column).List:
			r.values[ref.Column] = keys
		case len(keys) > 1:
			return r, message.Errorf("the row %q has %d %s where a row names one; remove all but one of these relationships", s.Key, len(keys), ref.Column)
		default:
			r.values[ref.Column] = keys[0]
		}
	}
	if s.Locator != nil && r.values["source"] != nil {
		r.values["locator"] = s.Locator
	}
	return r, nil
}

// complete tells that a row has all that Import requires of it.
func (t *Table) complete(r row) bool {
	for _, c := range t.Columns {
		if c.Required && r.values[c.Name] == nil {
			return false
		}
	}
	return len(t.OneOf) == 0 || slices.ContainsFunc(t.OneOf, func(c string) bool { return r.values[c] != nil })
}
