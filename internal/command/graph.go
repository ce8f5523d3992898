package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/judge"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
	"bole/schema"
)

// withRooms opens the Neo4j the settings name, or starts the managed local one, for as long as do runs.
func (s *Settings) withRooms(ctx context.Context, do func(*rooms.Rooms) error) error {
	o := rooms.Options{Store: store.Options{URI: s.Neo4jURI, User: s.Neo4jUser, Password: s.Neo4jPassword},
		CypherRole: s.cypherRole, Hearing: s.Hearing, Appraisal: s.appraisal, Graph: s.limits, Log: s.Log}
	if s.Neo4jURI == "" {
		server, err := localneo4j.Start(ctx, s.local())
		if err != nil {
			return err
		}
		defer server.Close() //nolint:errcheck // the supervisor has logged why
		o.Store.URI, o.Store.User, o.Store.Password = server.URI(), server.User(), server.Password()
	}
	sdl, err := schema.Load()
	if err != nil {
		return err
	}
	r, err := rooms.Open(sdl, o)
	if err != nil {
		return err
	}
	defer r.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the process ends
	return do(r)
}

// local is the managed server in the data folder.
func (s *Settings) local() localneo4j.Options {
	return localneo4j.Options{
		Dir: filepath.Join(s.Data, "neo4j"), Logger: s.Log,
		Progress: func(step message.Text) { fmt.Fprintln(s.Stderr, step.In(s.lang)) },
	}
}

// RuleBook is the setting that commands share which read requirements: candidates are judged by it, and an import
// holds the requirements of vacancies against it.
type RuleBook struct {
	Rules string `help:"File with the rule book of conditions; empty: the one that comes with bole. docs/candidates.md." env:"BOLE_RULES" type:"path"`
}

// read reads it for the rooms.
func (b RuleBook) read(s *Settings) error {
	if b.Rules == "" {
		return nil
	}
	f, err := os.Open(b.Rules)
	if err != nil {
		return message.Errorf("open the rule book: %v", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	if s.appraisal.Rules, err = judge.OpenRules(f); err != nil {
		return message.Errorf("read the rule book %s: %v", b.Rules, err)
	}
	return nil
}
