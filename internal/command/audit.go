package command

import (
	"context"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"
	"text/tabwriter"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/audit"
	"bole/internal/rooms"
)

// Audit is what is done with the events of the audit.
type Audit struct {
	Verify  AuditVerify  `cmd:"" help:"Compute the chains of events anew and say whether they are whole."`
	Export  AuditExport  `cmd:"" help:"Write events as JSON lines."`
	Retain  AuditRetain  `cmd:"" help:"Let events go whose time is over; their digests stay."`
	Reindex AuditReindex `cmd:"" help:"Write anew what is missing of the rows by which events are found."`
}

// AuditVerify verifies.
type AuditVerify struct{}

// Run prints a line for each chain, and ends with status 1 where one is broken.
func (c *AuditVerify) Run(s *Settings) error {
	return s.withAudit("audit verify", func(ctx context.Context, a *audit.Audit) error {
		chains, err := a.Verify(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', 0)
		broken := 0
		for _, c := range chains {
			state := message.New("whole")
			if c.Broken > 0 {
				broken++
				state = message.New("broken at event %d", c.Broken)
			}
			s.say(w, "%s\t%s\t%s\t%d events\t%d let go\t%s\t%s", c.Key, c.Replica, c.StartedAt, c.Number, c.Erased, c.Head, state)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if broken > 0 {
			return message.Errorf("%d chains are broken: events were changed or taken out past bole", broken)
		}
		return nil
	})
}

// AuditExport exports.
type AuditExport struct {
	Path string `arg:"" help:"New file; - is standard output." type:"path"`
	From string `help:"The first day, YYYY-MM-DD." required:""`
	To   string `help:"The last day, YYYY-MM-DD; empty: today."`
}

// Run writes a new file, readable to its owner only.
func (c *AuditExport) Run(s *Settings) (err error) {
	from, err := wholeDay("--from", c.From)
	if err != nil {
		return err
	}
	to := time.Now()
	if c.To != "" {
		if to, err = wholeDay("--to", c.To); err != nil {
			return err
		}
	}
	var w io.Writer = s.Stdout
	if c.Path != "-" {
		f, e := os.OpenFile(c.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if e != nil {
			return message.Errorf("write the events: %v", e)
		}
		defer func() {
			if e := f.Close(); err == nil && e != nil {
				err = message.Errorf("write the events: %v", e)
			}
		}()
		w = f
	}
	return s.withAudit("audit export", func(ctx context.Context, a *audit.Audit) error {
		n, err := a.Export(ctx, from, to, w)
		if err == nil {
			s.say(s.Stderr, "%d events", n)
		}
		return err
	})
}

// AuditRetain lets events go.
type AuditRetain struct {
	Before string `help:"The first day that is kept, YYYY-MM-DD." required:""`
}

// Run says how many are gone.
func (c *AuditRetain) Run(s *Settings) error {
	before, err := wholeDay("--before", c.Before)
	if err != nil {
		return err
	}
	if before.After(time.Now().AddDate(0, -1, 0)) {
		return message.Errorf("--before is less than a month ago; events are kept that long at least")
	}
	return s.withAudit("audit retain "+c.Before, func(ctx context.Context, a *audit.Audit) error {
		n, err := a.Retain(ctx, before)
		if err == nil {
			s.say(s.Stdout, "%d events were let go", n)
		}
		return err
	})
}

// AuditReindex writes the index.
type AuditReindex struct{}

// Run indexes.
func (c *AuditReindex) Run(s *Settings) error {
	return s.withAudit("audit reindex", func(ctx context.Context, a *audit.Audit) error { return a.Reindex(ctx) })
}

// withAudit does something with the events, after an event of its own.
func (s *Settings) withAudit(name string, do func(context.Context, *audit.Audit) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		if err := r.Migrate(ctx); err != nil {
			return err
		}
		if err := s.witness(ctx, r, name, "", false); err != nil {
			return err
		}
		return do(ctx, r.Audit)
	})
}

func wholeDay(name, text string) (time.Time, error) {
	d, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return d, message.Errorf("%s must be a full date (YYYY-MM-DD)", name)
	}
	return d, nil
}

// witness records what a command is about to show or to change; everyone says that it may show anybody's record.
func (s *Settings) witness(ctx context.Context, r *rooms.Rooms, command, purpose string, everyone bool) error {
	e := audit.Of(operator(law.System, purpose), audit.Command, "")
	e.Operation, e.Everyone = command, everyone
	return r.Audit.Record(ctx, e)
}

// operator is a caller at the command line: whoever the operating system says it is.
func operator(c law.Caller, purpose string) law.Caller {
	if who, err := user.Current(); err == nil {
		c.Name = who.Username
	}
	c.Purpose = purpose
	return c
}
