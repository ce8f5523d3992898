package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"bole/graph"
	"bole/internal/access"
)

// Questions stores operations of the deployment's as trusted documents.
type Questions struct {
	Dir   string   `arg:"" help:"Folder of .graphql files, one operation each." type:"existingdir"`
	Roles []string `help:"Roles that may run them; none: every role." sep:","`
}

// Run stores each file under its name and prints the id to run it by. A file that cannot be run stores none.
func (c *Questions) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	files, err := filepath.Glob(filepath.Join(c.Dir, "*.graphql"))
	if err != nil || len(files) == 0 {
		return errors.Join(err, fmt.Errorf("%s holds no .graphql files", c.Dir))
	}
	roles := c.Roles
	if len(roles) == 0 {
		roles = access.Roles
	}
	texts := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return fmt.Errorf("read an operation: %w", err)
		}
		texts[f] = string(b)
	}
	return s.withGraph(ctx, func(g *graph.Graph) error {
		if err := g.Migrate(ctx); err != nil {
			return err
		}
		for _, f := range files {
			if err := g.CheckDocument(texts[f]); err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
		}
		for _, f := range files {
			name := strings.TrimSuffix(filepath.Base(f), ".graphql")
			id, err := g.LoadDocument(ctx, name, texts[f], roles)
			if err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
			fmt.Fprintf(s.Stdout, "%s  %s\n", id, name)
		}
		return nil
	})
}
