package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
)

// Limits of time on the server, for contexts without a deadline: nothing runs for ever there because its caller
// forgot one, or because the process was stopped and the connection did not close.
const (
	readLimit   = time.Minute
	streamLimit = 30 * time.Minute
	writeLimit  = 5 * time.Minute
	graceLimit  = time.Second // beyond a context's own deadline, which ends the statement first
)

// slot waits for one of the places to run something; free gives it back. While Neo4j is away it is refused at once. When
// all places are taken for too long it is refused as unavailable, and not as
// asking for too much: what is short is the server, whoever asks.
func (s *Store) slot(ctx context.Context) (free func(), err error) {
	s.health.start()
	if err := s.health.refusal(); err != nil {
		return nil, err
	}
	free = func() { <-s.slots }
	select {
	case s.slots <- struct{}{}:
		return free, nil
	default:
	}
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	t := time.NewTimer(s.wait)
	defer t.Stop()
	select {
	case s.slots <- struct{}{}:
		return free, nil
	case <-ctx.Done():
		if err := ctx.Err(); errors.Is(err, context.Canceled) {
			return nil, failure(ctx, err)
		}
	case <-t.C:
	}
	return nil, refusal.Newf(refusal.Unavailable, "too many statements are running at this moment; try again in a few seconds")
}

// session is what one statement or transaction runs in.
func (s *Store) session(ctx context.Context, mode neo4j.AccessMode, fetch int) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: mode, BookmarkManager: s.bookmarks, FetchSize: fetch})
}

// within is the server's own limit of time: the context's where it has a deadline, else the one given.
func within(ctx context.Context, limit time.Duration) func(*neo4j.TransactionConfig) {
	if end, ok := ctx.Deadline(); ok {
		limit = max(time.Until(end)+graceLimit, time.Millisecond)
	}
	return neo4j.WithTxTimeout(limit)
}

// Observed is a statement or act that has ended. It holds nothing of what was asked or found.
type Observed struct {
	Name    string // of the statement, the root field or the mutation; never a caller's words
	Text    string // of the statement, which holds no values; "" of acts, and of statements that analysts write
	Request string // id of the request that it belongs to; "" outside one
	Role    string
	Rows    int
	Begun   time.Time
	Took    time.Duration
	Code    refusal.Code // of its refusal; "" when it was answered
}

// done is called once for each statement and each act, and is the one place where metrics, traces and the audit of
// what was read hang.
func (s *Store) done(ctx context.Context, caller law.Caller, st cypher.Statement, begun time.Time, rows int, err error) {
	if s.observe != nil {
		o := Observed{Name: st.Name, Text: st.Text, Request: requestOf(ctx), Role: caller.Role, Rows: rows, Begun: begun, Took: time.Since(begun)}
		if err != nil {
			o.Code = refusal.Internal
			if refused, ok := errors.AsType[*refusal.Error](err); ok {
				o.Code = refused.Code
			}
		}
		s.observe(ctx, o)
	}
	if !s.log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	s.log.LogAttrs(ctx, slog.LevelDebug, "statement", slog.String("statement", st.Name), slog.String("role", caller.Role),
		slog.Int("rows", rows), slog.Duration("took", time.Since(begun)), slog.Bool("answered", err == nil))
}
