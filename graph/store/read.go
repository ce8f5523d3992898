package store

import (
	"context"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
)

// streamed is how many rows of a stream are on their way from the server at a time.
const streamed = 5000

// Read runs one statement as one autocommit read: one round trip. Its rows hold nil, bool, int64, float64, string,
// []any and map[string]any, which is all that the product's statements return; nodes and relationships come from
// ReadGraph. The caller is for the audit; what they may see, the statement must say. Rows are not to be changed: those of
// figures may be kept, and given to others who ask the same.
func (s *Store) Read(ctx context.Context, caller law.Caller, st cypher.Statement) ([][]any, error) {
	if st.Figures && s.keeper != nil && pastOf(ctx) == nil && profilesOf(ctx) == nil {
		return s.readKept(ctx, caller, st)
	}
	rows, _, err := s.readNow(ctx, caller, st)
	return rows, err
}

// readNow runs a statement, and says how long Neo4j worked on its rows.
func (s *Store) readNow(ctx context.Context, caller law.Caller, st cypher.Statement) (rows [][]any, worked time.Duration, err error) {
	begun := time.Now()
	defer func() { s.done(ctx, caller, st, begun, len(rows), err) }()
	err = s.read(ctx, st, within(ctx, readLimit), neo4j.FetchAll, func(result neo4j.ResultWithContext) error {
		records, err := result.Collect(ctx)
		if err != nil {
			return err
		}
		rows = rowsOf(records)
		if st.Figures && s.keeper != nil {
			var summary neo4j.ResultSummary
			if summary, err = result.Consume(ctx); err == nil {
				worked = summary.ResultConsumedAfter()
			}
		}
		return err
	})
	return rows, worked, err
}

// rowsOf are the values of records.
func rowsOf(records []*neo4j.Record) [][]any {
	rows := make([][]any, len(records))
	for i, r := range records {
		rows[i] = r.Values
	}
	return rows
}

// Stream reads the rows of one statement in its order and hands each over as it comes, so that memory does not grow
// with their number. An error of each ends it, and is returned as it is.
func (s *Store) Stream(ctx context.Context, caller law.Caller, st cypher.Statement, each func(row []any) error) (err error) {
	begun, n := time.Now(), 0
	defer func() { s.done(ctx, caller, st, begun, n, err) }()
	var stopped error
	err = s.read(ctx, st, within(ctx, streamLimit), streamed, func(result neo4j.ResultWithContext) error {
		for result.Next(ctx) {
			if stopped = each(result.Record().Values); stopped != nil {
				return nil //nolint:nilerr // it is given back below, as it is
			}
			n++
		}
		return result.Err()
	})
	if stopped != nil {
		return stopped
	}
	return err
}

// read runs a statement in a session of its own. The session's end waits for nobody: a cancelled context would keep
// the connection from going back to the pool. A connection that Neo4j left behind when it was restarted breaks with the
// first statement on it; before any row has come, that is tried again on a new one.
func (s *Store) read(ctx context.Context, st cypher.Statement, limit func(*neo4j.TransactionConfig), fetch int, use func(neo4j.ResultWithContext) error) error {
	if p := pastOf(ctx); p != nil {
		return p.read(ctx, s, st, use)
	}
	free, err := s.slot(ctx)
	if err != nil {
		return err
	}
	defer free()
	noted(ctx, st)
	begun, more := time.Now(), false
	for range 2 {
		if more, err = s.readOnce(ctx, st, limit, fetch, use); !more || time.Since(begun) > staleFor || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return failure(ctx, err)
	}
	return nil
}

// staleFor is how soon a connection must break to count as one that was left behind.
const staleFor = 100 * time.Millisecond

// readOnce reports with an error whether the connection was lost before anything came.
func (s *Store) readOnce(ctx context.Context, st cypher.Statement, limit func(*neo4j.TransactionConfig), fetch int, use func(neo4j.ResultWithContext) error) (lost bool, err error) {
	s.statements.Add(1)
	text, begun, profiles := st.Text, time.Now(), profilesOf(ctx)
	if strings.HasPrefix(text, explain) {
		profiles = nil
	}
	if profiles != nil && profiles.measured {
		text = "PROFILE " + text
	}
	session := s.session(ctx, neo4j.AccessModeRead, fetch)
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the rows have come, or their error stands
	result, err := session.Run(ctx, text, st.Params, limit, described(ctx, st.Name))
	if err != nil {
		s.health.met(err)
		return neo4j.IsConnectivityError(err), err
	}
	err = use(result)
	switch {
	case err != nil || profiles == nil:
	case profiles.measured:
		err = profiles.add(ctx, st, begun, result)
	default:
		err = profiles.explain(ctx, st, begun, session, limit)
	}
	s.health.met(err)
	return false, err
}
