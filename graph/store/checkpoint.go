package store

import (
	"context"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Checkpoint has Neo4j write all that was changed into the graph's files, so that a start after a crash has nothing of
// it to repeat. It is worth its time after an import. A Neo4j that lets this user not do it does it by itself later.
func (s *Store) Checkpoint(ctx context.Context) {
	free, err := s.slot(ctx)
	if err == nil {
		defer free()
		s.statements.Add(1)
		session := s.session(ctx, neo4j.AccessModeWrite, neo4j.FetchAll)
		defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the statement's own outcome is what counts
		var result neo4j.ResultWithContext
		if result, err = session.Run(ctx, "CALL db.checkpoint()", nil, neo4j.WithTxTimeout(streamLimit)); err == nil {
			_, err = result.Consume(ctx)
		}
	}
	if err != nil {
		s.log.LogAttrs(ctx, levelOdd, "no checkpoint after an import", attrCause(err))
	}
}
