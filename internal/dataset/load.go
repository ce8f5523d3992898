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
	RowByRow bool                              // every row is compared with the graph, also where an import vouches for it
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
	var parts *parts
	var each func(*Table, row) error
	if !o.DryRun {
		hash, err := g.Store.Salted(ctx)
		if err != nil {
			return nil, err
		}
		parts = newParts(hash)
		each = parts.add
	}
	rows, err := check(ctx, g, f, tables, begin, each, o.Notice)
	if err != nil {
		return nil, err
	}
	l := &loader{graph: g, folder: f, options: o, all: rows, parts: parts, lease: lease, outcomes: map[string][]store.Outcome{}}
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
	parts    *parts
	batch    store.Batch
	outcomes map[string][]store.Outcome // by table, one for each row that was written, compared or known, in the order of its file
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
	open, err := l.graph.Store.OpenBatches(ctx)
	if err != nil {
		return err
	}
	id := l.options.Batch
	if id == "" {
		id = strings.ToLower(rand.Text())
		for _, b := range open { // importing the same again completes what was broken off
			if b.Source == source {
				id = b.ID
			}
		}
	}
	vouch := l.parts.vouch(l.options.Now)
	known, kept, err := l.lease.Known(ctx, vouch)
	if err != nil {
		return err
	}
	if l.options.RowByRow {
		known = nil
	}
	kept = l.parts.know(known) && kept && len(open) == 0 // what was broken off has moved nobody
	if l.batch, err = l.lease.Begin(ctx, l.options.Caller, id, source); err != nil {
		return err
	}
	if l.options.Begun != nil {
		l.options.Begun(id)
	}
	if err := l.load(ctx, kept); err != nil {
		return err
	}
	l.batch.Vouch = vouch
	return l.lease.Finish(ctx, l.options.Caller, l.batch)
}

// load writes all rows, then the references that may point forward, and brings the owners' units up to date; with kept
// they are, since all rows are known.
func (l *loader) load(ctx context.Context, kept bool) error {
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
	if kept {
		return nil
	}
	if err := l.lease.Upkeep(ctx, rows.Upkeep(l.graph.Law.Schema()), l.options.Now); err != nil {
		return message.Errorf("bring units up to date: %v; importing again completes it", err)
	}
	return nil
}

// write loads a file's rows that nobody vouches for, each once its part has been read as it was checked.
func (l *loader) write(ctx context.Context, file file, later bool) error {
	t := file.table
	pass := rows.First
	if later {
		pass = rows.Later
	}
	again := l.parts.again(file)
	if l.all[t.Name] > 0 && !again.unknown() {
		l.done(t.Name, l.all[t.Name], later)
		return nil
	}
	var batch []store.Row
	var places []int
	told := 0
	flush := func() error {
		if err := l.store(ctx, file, rows.Shape(t.Table, pass), batch, places); err != nil {
			return err
		}
		batch, places = batch[:0], places[:0]
		if again.n > told {
			l.done(t.Name, again.n, later)
			told = again.n
		}
		return ctx.Err()
	}
	err := l.folder.each(file, func(rec record, _ []Finding) error {
		if rec.cells == nil { // what was noticed at the end of the file
			return nil
		}
		known, err := again.next()
		if err != nil || known {
			return err
		}
		r, bad, _ := t.read(file.name, rec)
		if err := again.take(r, bad); err != nil {
			return err
		}
		if c, any := rows.Of(t.Table, r.values, pass); any {
			batch, places = append(batch, c), append(places, again.n-1)
		}
		if len(batch) < loadBatch || !again.whole() {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = again.end()
	}
	if err != nil {
		return err
	}
	return flush()
}

// store writes rows, which stand at these places of the file.
func (l *loader) store(ctx context.Context, file file, shape store.Shape, batch []store.Row, places []int) error {
	table := file.table.Name
	for len(batch) > 0 {
		n := min(len(batch), loadBatch)
		out, err := l.lease.Write(ctx, l.options.Caller, l.batch, shape, batch[:n])
		if err != nil {
			return message.Errorf("%s: rows up to %d of %d are loaded, importing again completes it: %v", file.name, places[0], l.all[table], err)
		}
		l.note(table, places[:n], out)
		batch, places = batch[n:], places[n:]
	}
	return nil
}

// note keeps what became of rows. What was created stays so when references that point forward follow.
func (l *loader) note(table string, places []int, out []store.Outcome) {
	l.upTo(table, places[len(places)-1]+1)
	for i, o := range out {
		if o != store.Unchanged && l.outcomes[table][places[i]] == store.Unchanged {
			l.outcomes[table][places[i]] = o
		}
	}
}

// done tells that the first n rows of a table are done with: those of which nothing was noted are as they were.
func (l *loader) done(table string, n int, later bool) {
	l.upTo(table, n)
	if l.options.Progress != nil && !later {
		l.options.Progress(table, n, l.all[table])
	}
}

func (l *loader) upTo(table string, n int) {
	if more := n - len(l.outcomes[table]); more > 0 {
		l.outcomes[table] = append(l.outcomes[table], make([]store.Outcome, more)...)
	}
}
