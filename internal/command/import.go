package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
	"golang.org/x/text/language"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/dataset"
	"bole/internal/forms"
	"bole/internal/rooms"
)

// Import checks a dataset and loads it.
type Import struct {
	RuleBook
	Path     string `arg:"" help:"Folder, .zip or .xlsx with the tables, or .lrmx forms; docs/dataset.md and docs/forms.md describe them." type:"path"`
	DryRun   bool   `help:"Check only; nothing is loaded."`
	Answers  string `help:"Forms only: file of doubts, for a person to answer, and of the answers given so far; left out: answers.json in the data folder." type:"path"`
	Batch    string `help:"Id of the import in the log; without it an import of the same file that was broken off goes on, or a new one begins."`
	Bulk     bool   `help:"Fill an empty managed local graph all at once, by Neo4j's own import tool, however small the dataset." xor:"way"`
	RowByRow bool   `help:"Write or compare every row, also into an empty graph, and also where an earlier import vouches for it." xor:"way"`
	Report   string `help:"File to write a report for machines to, as JSON; also when the dataset is refused." type:"path"`

	notices []dataset.Notice // what was read otherwise than it stands in the dataset
}

// Run imports into the graph that serve uses.
func (c *Import) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := c.RuleBook.read(s); err != nil {
		return err
	}
	why, rows := c.rowByRow(s)
	if c.Bulk || !rows && !c.DryRun {
		return c.bulk(ctx, s)
	}
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		if err := r.Migrate(ctx); err != nil {
			return err
		}
		if !c.DryRun {
			s.say(s.Stderr, "row by row: %s", why)
		}
		return importInto(ctx, s, r, c)
	})
}

// event is what the audit has of the command.
func (c *Import) event() string { return "import " + filepath.Base(c.Path) }

// importInto imports row by row, after an event of the audit.
func importInto(ctx context.Context, s *Settings, r *rooms.Rooms, c *Import) error {
	if err := s.witness(ctx, r, c.event(), "", false); err != nil {
		return err
	}
	return importWitnessed(ctx, s, r, c)
}

func importWitnessed(ctx context.Context, s *Settings, r *rooms.Rooms, c *Import) error {
	out, err := c.load(ctx, s, r)
	if c.Report != "" {
		if e := c.report(s, out, err); e != nil {
			return errors.Join(err, e)
		}
	}
	for _, d := range out.Doubts {
		s.say(s.Stdout, "doubt: %s", d)
	}
	if err != nil && len(out.Tallies) == 0 {
		return err
	}
	if e := printed(s, out.Tallies); err == nil {
		err = e
	}
	if c.DryRun && err == nil {
		s.say(s.Stdout, "dry run: nothing is wrong, nothing was loaded")
	}
	return err
}

// printed prints what became of the rows.
func printed(s *Settings, tallies []dataset.Tally) error {
	w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	s.say(w, "table\trows\tcreated\tupdated\tunchanged\t")
	for _, t := range tallies {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", t.Table, t.Rows, t.Created, t.Updated, t.Unchanged)
	}
	return w.Flush()
}

// load imports a dataset, or forms with the answers there are.
func (c *Import) load(ctx context.Context, s *Settings, r *rooms.Rooms) (forms.Outcome, error) {
	o := dataset.Options{DryRun: c.DryRun, Progress: s.progress(), Now: time.Now(), Caller: law.System, Batch: c.Batch, RowByRow: c.RowByRow, Notice: c.notice(s)}
	if !forms.Is(c.Path) {
		tallies, err := dataset.Import(ctx, r.Dataset(), c.Path, o)
		return forms.Outcome{Tallies: tallies}, err
	}
	path := cmp.Or(c.Answers, filepath.Join(s.Data, "answers.json"))
	answers, err := forms.ReadAnswers(path)
	if err != nil {
		return forms.Outcome{}, err
	}
	out, err := forms.Import(ctx, r.Dataset(), c.Path, forms.Options{Options: o, Answers: answers})
	for _, n := range out.Notices {
		o.Notice(n)
	}
	if err != nil || len(out.Doubts) == 0 {
		return out, err
	}
	if err := forms.WriteAnswers(path, answers, out.Doubts, s.lang); err != nil {
		return out, err
	}
	return out, message.Errorf("doubts: %d; nothing was loaded: answer each in %s, and import again", len(out.Doubts), path)
}

// notice prints notices, and keeps them for the report.
func (c *Import) notice(s *Settings) func(dataset.Notice) {
	return func(n dataset.Notice) {
		c.notices = append(c.notices, n)
		s.say(s.Stderr, "notice: %s", n)
	}
}

// report is what an import did, for machines.
type report struct {
	Dataset      string            `json:"dataset"`
	DryRun       bool              `json:"dryRun"`
	Loaded       bool              `json:"loaded"` // the whole of it
	Tables       []dataset.Tally   `json:"tables"`
	Notices      []dataset.Notice  `json:"notices"`
	Findings     []dataset.Finding `json:"findings"`
	MoreFindings int               `json:"moreFindings"`
	Doubts       []forms.Doubt     `json:"doubts"`
	Error        string            `json:"error,omitempty"`
}

func (c *Import) report(s *Settings, out forms.Outcome, err error) error {
	r := report{Dataset: c.Path, DryRun: c.DryRun, Loaded: err == nil && !c.DryRun, Tables: append([]dataset.Tally{}, out.Tallies...), Findings: []dataset.Finding{},
		Notices: written(c.notices, s.lang), Doubts: written(out.Doubts, s.lang)}
	var refused *dataset.Refused
	switch {
	case errors.As(err, &refused):
		r.Findings, r.MoreFindings = written(refused.Findings, s.lang), refused.More
	case err != nil:
		r.Error = told(err, s.lang)
	}
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return message.Errorf("write the report: %v", err)
	}
	if err := replace(c.Report, append(b, '\n')); err != nil {
		return message.Errorf("write the report: %v", err)
	}
	return nil
}

// written is what a report holds of findings, notices or doubts: their texts in a language.
func written[T interface{ Written(language.Tag) T }](all []T, lang language.Tag) []T {
	out := make([]T, len(all))
	for i, one := range all {
		out[i] = one.Written(lang)
	}
	return out
}

// replace writes a file that may be there already, readable to its owner only in either case.
func replace(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if i, e := f.Stat(); e == nil && i.Mode().IsRegular() { // not a terminal or a pipe
		err = f.Chmod(0o600)
	}
	if err == nil {
		_, err = f.Write(b)
	}
	return errors.Join(err, f.Close())
}

// progress is a bar for each table on a terminal, and a line for each table elsewhere.
func (s *Settings) progress() func(string, int, int) {
	f, ok := s.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func(table string, done, all int) {
			if done == all {
				s.say(s.Stderr, "%s: %d rows", table, all)
			}
		}
	}
	var bar *progressbar.ProgressBar
	current := ""
	return func(table string, done, all int) {
		if table != current {
			current = table
			bar = progressbar.NewOptions(all, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(table),
				progressbar.OptionShowCount(), progressbar.OptionOnCompletion(func() { fmt.Fprintln(f) }))
		}
		bar.Set(done) //nolint:errcheck // a bar that cannot be drawn stops nothing
	}
}

// Migrate makes the constraints and indexes.
type Migrate struct{}

// Run migrates the graph that serve uses; again it changes nothing.
func (c *Migrate) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error { return r.Migrate(ctx) })
}
