package command

import (
	"context"
	"errors"
	"os"
	"time"

	"bole/graph/message"
	"bole/internal/dataset"
	"bole/internal/forms"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
)

// bulk fills the managed local graph, which must be empty: checked as a whole by a running server, written as the
// tool's files, imported with the server stopped, indexed when it runs again.
func (c *Import) bulk(ctx context.Context, s *Settings) error {
	switch {
	case s.Neo4jURI != "":
		return message.Errorf("--bulk fills the managed local graph only; leave out NEO4J_URI, or import without --bulk")
	case c.DryRun:
		return message.Errorf("--bulk with --dry-run is the same as --dry-run; leave out --bulk")
	}
	now := time.Now()
	var files dataset.Bulk
	var tallies []dataset.Tally
	dir, err := os.MkdirTemp("", "bole-bulk-")
	if err != nil {
		return message.Errorf("make a folder for the bulk import: %v", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	step := func(text message.Text) func() {
		begun := time.Now()
		return func() { s.say(s.Stderr, "%s: %v", text, time.Since(begun).Round(100*time.Millisecond)) }
	}
	err = s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		switch blank, err := r.Store.Blank(ctx); {
		case err != nil:
			return err
		case !blank:
			return message.Errorf("the graph is not empty; import without --bulk, or choose another folder with --data")
		}
		if err := r.Migrate(ctx); err != nil { // what the check looks up is found by index
			return err
		}
		done := step(message.New("checked, and written for the tool"))
		if files, tallies, err = dataset.WriteBulk(ctx, r.Dataset(), c.Path, dir, now, c.notice(s)); err != nil {
			return errors.Join(err, c.reported(s, nil, err))
		}
		done()
		return nil
	})
	if err != nil {
		return err
	}
	done := step(message.New("imported by the tool"))
	if err := localneo4j.Bulk(ctx, s.local(), files.Arguments()); err != nil {
		return err
	}
	done()
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		defer step(message.New("indexed"))()
		if err := r.Migrate(ctx); err != nil {
			return err
		}
		return errors.Join(c.reported(s, tallies, nil), printed(s, tallies))
	})
}

// reported writes the report where one is asked for.
func (c *Import) reported(s *Settings, tallies []dataset.Tally, err error) error {
	if c.Report == "" {
		return nil
	}
	return c.report(s, forms.Outcome{Tallies: tallies}, err)
}
