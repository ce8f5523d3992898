package store

import (
	"context"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
)

// Witness runs a statement of the audit, in one round trip: what it writes is no fact and leaves no entry in the log.
// It takes none of the places that requests wait for, since each of them waits for it; whoever calls it does so once at
// a time. After an error nobody knows whether it was committed.
func (s *Store) Witness(ctx context.Context, st cypher.Statement) (rows [][]any, err error) {
	s.health.start()
	if err := s.health.refusal(); err != nil {
		return nil, err
	}
	s.statements.Add(1)
	// No bookmarks: no reader has to wait until a secondary has heard of it.
	session := s.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeWrite, FetchSize: neo4j.FetchAll})
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the statement's own outcome is what counts
	result, err := session.Run(ctx, st.Text, st.Params, within(ctx, writeLimit))
	if err == nil {
		var records []*neo4j.Record
		records, err = result.Collect(ctx)
		rows = rowsOf(records)
	}
	s.health.met(err)
	if err != nil {
		return nil, failure(ctx, err)
	}
	return rows, nil
}
