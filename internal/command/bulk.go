package command

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"bole/graph/message"
	"bole/internal/dataset"
	"bole/internal/forms"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
)

// bulkFrom is how many rows are loaded all at once into an empty graph where nobody asks for it: below, to stop Neo4j and
// to start it again takes longer than the rows do.
const bulkFrom = 5_000

// rowByRow is why an import cannot go all at once, whatever the graph holds; false where it may.
func (c *Import) rowByRow(s *Settings) (why message.Text, is bool) {
	switch {
	case c.RowByRow:
		return message.New("asked for by --row-by-row"), true
	case s.Neo4jURI != "":
		return message.New("the graph is not the managed local one"), true
	case forms.Is(c.Path):
		return message.New("forms are no dataset"), true
	}
	return why, false
}

// bulk fills the managed local graph, which must be empty: checked as a whole by a running server, written as the
// tool's files, imported with the server stopped, indexed when it runs again. Without --bulk it imports row by row where
// the graph is not empty, or the dataset is small.
func (c *Import) bulk(ctx context.Context, s *Settings) error {
	switch {
	case s.Neo4jURI != "":
		return message.Errorf("--bulk fills the managed local graph only; leave out NEO4J_URI, or import without --bulk")
	case c.DryRun:
		return message.Errorf("--bulk with --dry-run is the same as --dry-run; leave out --bulk")
	}
	hold, err := localneo4j.Take(s.local()) // until the graph is there: nobody's server comes in between
	if err != nil {
		return err
	}
	defer hold.Release() //nolint:errcheck // the process ends
	s.hold = hold
	b := &atOnce{Import: c, settings: s, now: time.Now()}
	if err := s.withRooms(ctx, b.prepare); err != nil || b.loaded {
		return err
	}
	done := b.step(message.New("imported by the tool"))
	if err := localneo4j.Bulk(ctx, s.local(), b.files.Arguments()); err != nil {
		err = message.Errorf("%v: import again, or with --row-by-row", err)
		return errors.Join(err, c.reported(s, nil, err))
	}
	done()
	return s.withRooms(ctx, b.finish)
}

// atOnce is an import all at once.
type atOnce struct {
	*Import
	settings *Settings
	now      time.Time
	files    dataset.Bulk
	tallies  []dataset.Tally
	loaded   bool // row by row, instead
}

// step tells how long something took, when it is done.
func (b *atOnce) step(text message.Text) (done func()) {
	begun := time.Now()
	return func() {
		b.settings.say(b.settings.Stderr, "%s: %v", text, time.Since(begun).Round(100*time.Millisecond))
	}
}

// prepare checks the dataset and writes the tool's files, or imports row by row.
func (b *atOnce) prepare(ctx context.Context, r *rooms.Rooms) error {
	if err := r.Migrate(ctx); err != nil { // what the check looks up is found by index
		return err
	}
	// What is witnessed must not happen where that fails; the event is among those that the tool's files take along.
	if err := b.settings.witness(ctx, r, b.event(), "", false); err != nil {
		return err
	}
	switch _, empty, err := r.Store.Carried(ctx); {
	case err != nil:
		return err
	case !empty && b.Bulk:
		return message.Errorf("the graph is not empty; import without --bulk, or choose another folder with --data")
	case !empty:
		return b.instead(ctx, r, message.New("the graph is not empty"))
	}
	done := b.step(message.New("checked, and written for the tool"))
	var notices []dataset.Notice
	dir, err := localneo4j.BulkFiles(b.settings.local())
	if err != nil {
		return err
	}
	b.files, b.tallies, err = dataset.WriteBulk(ctx, r.Dataset(), b.Path, dir, dataset.Options{Now: b.now, Batch: b.Batch, Notice: func(n dataset.Notice) { notices = append(notices, n) }})
	rows := 0
	for _, t := range b.tallies {
		rows += t.Rows
	}
	small := err == nil && rows < bulkFrom && !b.Bulk
	if small || err != nil {
		os.RemoveAll(dir) //nolint:errcheck // the next start removes what is left
	}
	if small {
		return b.instead(ctx, r, message.New("the dataset has fewer than %d rows", bulkFrom))
	}
	for _, n := range notices {
		b.notice(b.settings)(n)
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = message.Errorf("%v: make room, or import with --row-by-row", err)
	}
	if err != nil {
		return errors.Join(err, b.reported(b.settings, nil, err))
	}
	b.settings.say(b.settings.Stderr, "all at once: %d rows, and the graph is empty", rows)
	done()
	return nil
}

// instead imports row by row, and says why.
func (b *atOnce) instead(ctx context.Context, r *rooms.Rooms, why message.Text) error {
	b.loaded = true
	b.settings.say(b.settings.Stderr, "row by row: %s", why)
	return importWitnessed(ctx, b.settings, r, b.Import)
}

// finish makes the indexes.
func (b *atOnce) finish(ctx context.Context, r *rooms.Rooms) error {
	defer b.step(message.New("indexed"))()
	if err := r.Migrate(ctx); err != nil {
		return err
	}
	return errors.Join(b.reported(b.settings, b.tallies, nil), printed(b.settings, b.tallies))
}

// reported writes the report where one is asked for.
func (c *Import) reported(s *Settings, tallies []dataset.Tally, err error) error {
	if c.Report == "" {
		return nil
	}
	return c.report(s, forms.Outcome{Tallies: tallies}, err)
}
