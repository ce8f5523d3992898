package dataset

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/rows"
)

// loadBatch is how many rows one transaction writes.
const loadBatch = 2000

// Options of an import.
type Options struct {
	DryRun   bool                              // check only
	Progress func(table string, done, all int) // rows, called as they are written; may be nil
	Notice   func(Notice)                      // called for each notice once all is checked, also when it is refused; may be nil
	Now      time.Time                         // what day is today
	Caller   law.Caller                        // who imports; the log keeps it
	Begun    func(batch string)                // called with the import's id in the log before the first row is written; may be nil
	Batch    string                            // id of the import; "" goes on with the open one of this source, or is a new one
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
func Import(ctx context.Context, g Graph, location string, o Options) ([]Tally, error) {
	tables, err := Tables(g.Law.Schema())
	if err != nil {
		return nil, err
	}
	f, begin, err := openLocation(location, tables)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	var lease *store.Lease
	if !o.DryRun { // before the check, which must still hold when the rows are written
		if lease, err = g.Store.Lease(ctx, rows.Lease, "the import of "+filepath.Base(location)); err != nil {
			return nil, err
		}
		defer lease.Release(ctx)
	}
	rows, err := check(ctx, g, f, tables, begin, nil, o.Notice)
	if err != nil {
		return nil, err
	}
	l := &loader{graph: g, folder: f, options: o, all: rows, lease: lease, outcomes: map[string][]store.Outcome{}}
	if !o.DryRun {
		err = l.whole(ctx, filepath.Base(location))
	}
	return l.tallies(), err
}

type loader struct {
	graph    Graph
	folder   *folder
	options  Options
	lease    *store.Lease
	all      map[string]int
	batch    store.Batch
	outcomes map[string][]store.Outcome // by table, one for each row in the order of its file
}

func (l *loader) tallies() []Tally {
	var out []Tally
	for _, file := range l.folder.files {
		t := Tally{Table: file.table.Name, Rows: l.all[file.table.Name]}
		for _, o := range l.outcomes[t.Table] {
			switch o {
			case store.Created:
				t.Created++
			case store.Updated:
				t.Updated++
			default:
				t.Unchanged++
			}
		}
		out = append(out, t)
	}
	return out
}

// whole loads as one batch, which is open until all of it is there.
func (l *loader) whole(ctx context.Context, source string) error {
	id := l.options.Batch
	if id == "" {
		open, err := l.graph.Store.OpenBatches(ctx)
		if err != nil {
			return err
		}
		id = strings.ToLower(rand.Text())
		for _, b := range open { // importing the same again completes what was broken off
			if b.Source == source {
				id = b.ID
			}
		}
	}
	var err error
	if l.batch, err = l.lease.Begin(ctx, l.options.Caller, id, source); err != nil {
		return err
	}
	if l.options.Begun != nil {
		l.options.Begun(id)
	}
	if err := l.load(ctx); err != nil {
		return err
	}
	return l.lease.Finish(ctx, l.options.Caller, l.batch)
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
	if err := l.lease.Upkeep(ctx, rows.Upkeep(l.graph.Law.Schema()), l.options.Now); err != nil {
		return message.Errorf("bring units up to date: %v; importing again completes it", err)
	}
	return nil
}

func (l *loader) write(ctx context.Context, file file, later bool) error {
	t := file.table
	pass := rows.First
	if later {
		pass = rows.Later
	}
	shape := rows.Shape(t.Table, pass)
	var batch []store.Row
	var places []int
	n := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		out, err := l.lease.Write(ctx, l.options.Caller, l.batch, shape, batch)
		if err != nil {
			return message.Errorf("%s: rows up to %d of %d are loaded, importing again completes it: %v", file.name, n-len(batch), l.all[t.Name], err)
		}
		l.note(t.Name, places, out, later)
		batch, places = batch[:0], places[:0]
		if l.options.Progress != nil && !later {
			l.options.Progress(t.Name, n, l.all[t.Name])
		}
		return ctx.Err()
	}
	err := l.folder.each(file, func(rec record, _ []Finding) error {
		if rec.cells == nil { // what was noticed at the end of the file
			return nil
		}
		r, _, _ := t.read(file.name, rec)
		if c, any := rows.Of(t.Table, r.values, pass); any {
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

func (l *loader) note(table string, places []int, out []store.Outcome, later bool) {
	if !later {
		l.outcomes[table] = append(l.outcomes[table], out...)
		return
	}
	for i, o := range out {
		if o == store.Updated && l.outcomes[table][places[i]] == store.Unchanged {
			l.outcomes[table][places[i]] = store.Updated
		}
	}
}
