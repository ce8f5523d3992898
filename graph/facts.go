package graph

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// countVersion ends a statement or transaction that changed facts. What is computed from all facts is kept for
// as long as the number stays.
const countVersion = `MERGE (dataVersion:DataVersion {key: 'facts'})
ON CREATE SET dataVersion.number = 1
ON MATCH SET dataVersion.number = dataVersion.number + 1`

// factsAtOnce is how many rows are on their way from the server at a time.
const factsAtOnce = 5000

// DataVersion counts the transactions that changed facts; 0 before the first.
func (g *Graph) DataVersion(ctx context.Context) (int64, error) {
	records, err := g.read(ctx, Statement{Text: "MATCH (v:DataVersion {key: 'facts'}) RETURN v.number"})
	if err != nil {
		return 0, fmt.Errorf("read the version of the data: %w", err)
	}
	if len(records) == 0 {
		return 0, nil
	}
	n, _ := records[0].Values[0].(int64)
	return n, nil
}

// Facts reads the rows of one statement of facts/, in its order, and hands each over as it comes. They are of the
// whole graph, whoever asks: what is made of them has to be cut to the caller's scope before it is shown.
func (g *Graph) Facts(ctx context.Context, name string, each func(row []any) error) error {
	session := g.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead, BookmarkManager: g.bookmarks, FetchSize: factsAtOnce})
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the rows have come, or their error stands
	text, ok := named["facts/"+name]
	if !ok {
		return fmt.Errorf("read facts: there is no statement %q", name)
	}
	g.statements.Add(1)
	result, err := session.Run(ctx, text[""], nil)
	if err != nil {
		return fmt.Errorf("read facts of %s: %w", name, databaseError(err))
	}
	for result.Next(ctx) {
		if err := each(result.Record().Values); err != nil {
			return fmt.Errorf("read facts of %s: %w", name, err)
		}
	}
	if err := result.Err(); err != nil {
		return fmt.Errorf("read facts of %s: %w", name, databaseError(err))
	}
	return nil
}
