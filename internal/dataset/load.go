package dataset

import (
	"context"
	"fmt"
	"time"

	"bole/graph"
)

// loadBatch is how many rows one transaction writes.
const loadBatch = 2000

// Options of an import.
type Options struct {
	DryRun   bool                              // check only
	Progress func(table string, done, all int) // rows, called as they are written; may be nil
	Now      time.Time                         // when the rows count as recorded, and what day is today
}

// Tally counts what an import did to the rows of one table.
type Tally struct {
	Table     string `json:"table"`
	Rows      int    `json:"rows"`
	Created   int    `json:"created"`
	Updated   int    `json:"updated"`
	Unchanged int    `json:"unchanged"`
}

// Import checks a dataset as a whole and then loads it. Its error is *Refused when the dataset has findings;
// nothing was loaded then. After any other error the tallies tell how far it came, and importing again
// completes it.
func Import(ctx context.Context, g *graph.Graph, location string, o Options) ([]Tally, error) {
	tables, err := Tables(g.Mapping())
	if err != nil {
		return nil, err
	}
	f, begin, err := Open(location, tables)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	rows, err := check(ctx, g, f, tables, begin, nil)
	if err != nil {
		return nil, err
	}
	l := &loader{graph: g, folder: f, options: o, all: rows, outcomes: map[string][]graph.Outcome{}}
	if !o.DryRun {
		err = l.load(ctx)
	}
	return l.tallies(), err
}

type loader struct {
	graph    *graph.Graph
	folder   *Folder
	options  Options
	all      map[string]int
	outcomes map[string][]graph.Outcome // by table, one for each row in the order of its file
}

func (l *loader) tallies() []Tally {
	var out []Tally
	for _, file := range l.folder.files {
		t := Tally{Table: file.table.Name, Rows: l.all[file.table.Name]}
		for _, o := range l.outcomes[t.Table] {
			switch o {
			case graph.Created:
				t.Created++
			case graph.Updated:
				t.Updated++
			default:
				t.Unchanged++
			}
		}
		out = append(out, t)
	}
	return out
}

// load writes all rows, then the references that may point forward, and brings the owners' units up to date.
func (l *loader) load(ctx context.Context) error {
	for _, file := range l.folder.files {
		if err := l.write(ctx, file, false); err != nil {
			return err
		}
	}
	for _, file := range l.folder.files {
		if file.table.Defers() {
			if err := l.write(ctx, file, true); err != nil {
				return err
			}
		}
	}
	if err := l.graph.Maintain(ctx, nil, l.options.Now); err != nil {
		return fmt.Errorf("bring units up to date: %w; importing again completes it", err)
	}
	return nil
}

func (l *loader) write(ctx context.Context, file file, later bool) error {
	t := file.table
	shape := t.pass(later)
	var batch []graph.Change
	var places []int
	n := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		out, err := l.graph.Write(ctx, shape, batch, l.options.Now)
		if err != nil {
			return fmt.Errorf("%s: rows up to %d of %d are loaded, importing again completes it: %w", file.name, n-len(batch), l.all[t.Name], err)
		}
		l.note(t.Name, places, out, later)
		batch, places = batch[:0], places[:0]
		if l.options.Progress != nil && !later {
			l.options.Progress(t.Name, n, l.all[t.Name])
		}
		return ctx.Err()
	}
	err := l.folder.each(file, func(rec record, _ []Finding) error {
		r, _ := t.read(file.name, rec)
		if c, any := t.change(r, later); any {
			batch, places = append(batch, c), append(places, n)
		}
		n++
		if len(batch) < loadBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

func (l *loader) note(table string, places []int, out []graph.Outcome, later bool) {
	if !later {
		l.outcomes[table] = append(l.outcomes[table], out...)
		return
	}
	for i, o := range out {
		if o == graph.Updated && l.outcomes[table][places[i]] == graph.Unchanged {
			l.outcomes[table][places[i]] = graph.Updated
		}
	}
}

// pass is the table's shape with the references of this pass only.
func (t *Table) pass(later bool) graph.Shape {
	s := t.shape
	s.Relations = nil
	for _, r := range t.shape.Relations {
		if t.Column(r.Column).Deferred == later {
			s.Relations = append(s.Relations, r)
		}
	}
	return s
}

// change is what the row says, for one pass; false when it says nothing there.
func (t *Table) change(r row, later bool) (graph.Change, bool) {
	if t.IsEdge() {
		return t.edgeChange(r), true
	}
	c := graph.Change{Key: r.text("key"), Properties: map[string]any{}, References: map[string][]string{}}
	if c.Key == "" { // a table whose rows are named by what they belong to
		c.Key, _ = t.identity(r)
	}
	for _, col := range t.Columns {
		v, given := r.values[col.Name]
		switch {
		case col.Name == "key", !given && !(col.Refers != "" && t.alternative(col)):
		case col.Name == "locator":
			c.Locator = v
		case col.Refers == "":
			if !later {
				c.Properties[col.Property] = v
			}
		case col.Deferred == later:
			c.References[col.Name] = append([]string{}, r.keysOf(col)...)
		}
	}
	return c, !later || len(c.References) > 0
}

// alternative tells that giving another column of the group clears this one.
func (t *Table) alternative(c *Column) bool {
	for _, name := range t.OneOf {
		if name == c.Name {
			return true
		}
	}
	return false
}

func (t *Table) edgeChange(r row) graph.Change {
	c := graph.Change{Identity: map[string]any{}, Properties: map[string]any{}}
	from, to := t.Columns[0], t.Columns[1]
	c.Key, c.To = r.text(from.Name), r.text(to.Name)
	for _, col := range t.Columns[2:] {
		v, given := r.values[col.Name]
		if !given {
			continue
		}
		c.Properties[col.Property] = v
	}
	for _, name := range t.shape.Edge.Identity {
		c.Identity[name] = r.values[name]
		delete(c.Properties, name)
	}
	return c
}
