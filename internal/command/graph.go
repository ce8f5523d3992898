package command

import (
	"context"
	"fmt"
	"path/filepath"

	"bole/graph"
	"bole/internal/appraisal"
	"bole/internal/localneo4j"
	"bole/internal/table"
	"bole/schema"
)

// withGraph opens the Neo4j the settings name, or starts the managed local one, for as long as do runs.
func (s *Settings) withGraph(ctx context.Context, do func(*graph.Graph) error) error {
	o := graph.Options{URI: s.Neo4jURI, User: s.Neo4jUser, Password: s.Neo4jPassword}
	if s.Neo4jURI == "" {
		server, err := localneo4j.Start(ctx, s.local())
		if err != nil {
			return err
		}
		defer server.Close() //nolint:errcheck // the supervisor has logged why
		o = graph.Options{URI: server.URI(), User: server.User(), Password: server.Password()}
	}
	o.CypherRole, o.Log, o.Hearing = s.cypherRole, s.Log, s.Hearing
	s.appraisal.Log, s.appraisal.Hearing = s.Log, s.Hearing
	o.Computed = func(g *graph.Graph) map[string]graph.ComputeFunc {
		s.appraiser = appraisal.New(g, s.appraisal)
		return s.appraiser.Fields()
	}
	sdl, err := schema.Load()
	if err != nil {
		return err
	}
	g, err := graph.Open(sdl, o)
	if err != nil {
		return err
	}
	defer g.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the process ends
	if _, err := table.Tables(g.Mapping()); err != nil {
		return fmt.Errorf("read the schema's tables:\n%w", err)
	}
	return do(g)
}

// local is the managed server in the data folder.
func (s *Settings) local() localneo4j.Options {
	return localneo4j.Options{
		Dir: filepath.Join(s.Data, "neo4j"), Logger: s.Log,
		Progress: func(step string) { fmt.Fprintln(s.Stderr, step) },
	}
}
