package command

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"path/filepath"
	"syscall"

	"bole/internal/localneo4j"
)

// Neo4j runs the managed local server by itself.
type Neo4j struct {
	Start  Neo4jStart  `cmd:"" help:"Run it in the foreground until Ctrl-C."`
	Stop   Neo4jStop   `cmd:"" help:"Stop the one that runs on the data folder."`
	Status Neo4jStatus `cmd:"" help:"Tell whether one runs, and where."`
	Dump   Neo4jDump   `cmd:"" help:"Copy its data into a folder; it must be stopped."`
	Load   Neo4jLoad   `cmd:"" help:"Replace its data by a dump; it must be stopped."`
}

// Neo4jStart runs the server in the foreground.
type Neo4jStart struct {
	Port int `help:"Bolt port; 0 takes a free one." default:"0"`
}

// Run starts the server and waits.
func (c *Neo4jStart) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	o := s.local()
	o.Port = c.Port
	server, err := localneo4j.Start(ctx, o)
	if err != nil {
		return err
	}
	s.say(s.Stdout, "Neo4j answers at %s, user %s, password in %s", server.URI(), server.User(), filepath.Join(o.Dir, "password"))
	select {
	case <-ctx.Done():
		return server.Close()
	case <-server.Done():
		return errors.Join(server.Err(), server.Close())
	}
}

// Neo4jStop stops the server another process started.
type Neo4jStop struct{}

// Run stops it.
func (c *Neo4jStop) Run(s *Settings) error { return localneo4j.Stop(s.local().Dir) }

// Neo4jStatus reports whether the server runs.
type Neo4jStatus struct{}

// Run prints one line; nothing running is no error.
func (c *Neo4jStatus) Run(s *Settings) error {
	state, err := localneo4j.Status(s.local().Dir)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Stdout, state.In(s.lang))
	return nil
}

// Neo4jDump copies the data.
type Neo4jDump struct {
	To string `arg:"" help:"Folder for neo4j.dump." type:"path"`
}

// Run dumps.
func (c *Neo4jDump) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return localneo4j.Dump(ctx, s.local(), c.To)
}

// Neo4jLoad replaces the data.
type Neo4jLoad struct {
	From string `arg:"" help:"Folder with neo4j.dump." type:"existingdir"`
}

// Run loads.
func (c *Neo4jLoad) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return localneo4j.Load(ctx, s.local(), c.From)
}
