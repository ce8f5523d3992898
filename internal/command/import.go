package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"bole/graph"
	"bole/internal/dataset"
)

// Import checks a dataset and loads it.
type Import struct {
	Path   string `arg:"" help:"Folder or .zip with the tables; docs/dataset.md describes them." type:"path"`
	DryRun bool   `help:"Check only; nothing is loaded."`
}

// Run imports into the graph that serve uses.
func (c *Import) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return s.withGraph(ctx, func(g *graph.Graph) error {
		if err := g.Migrate(ctx); err != nil {
			return err
		}
		return importInto(ctx, s, g, c.Path, c.DryRun)
	})
}

func importInto(ctx context.Context, s *Settings, g *graph.Graph, path string, dry bool) error {
	tallies, err := dataset.Import(ctx, g, path, dataset.Options{DryRun: dry, Progress: progress(s.Stderr), Now: time.Now()})
	if err != nil && len(tallies) == 0 {
		return err
	}
	w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "table\trows\tcreated\tupdated\tunchanged\t")
	for _, t := range tallies {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", t.Table, t.Rows, t.Created, t.Updated, t.Unchanged)
	}
	if e := w.Flush(); err == nil {
		err = e
	}
	if dry && err == nil {
		fmt.Fprintln(s.Stdout, "dry run: nothing is wrong, nothing was loaded")
	}
	return err
}

// progress is a bar for each table on a terminal, and a line for each table elsewhere.
func progress(w io.Writer) func(string, int, int) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func(table string, done, all int) {
			if done == all {
				fmt.Fprintf(w, "%s: %d rows\n", table, all)
			}
		}
	}
	var bar *progressbar.ProgressBar
	current := ""
	return func(table string, done, all int) {
		if table != current {
			current = table
			bar = progressbar.NewOptions(all, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(table),
				progressbar.OptionShowCount(), progressbar.OptionOnCompletion(func() { fmt.Fprintln(w) }))
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
	return s.withGraph(ctx, func(g *graph.Graph) error { return g.Migrate(ctx) })
}
