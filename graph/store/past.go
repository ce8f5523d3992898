package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/refusal"
)

// Rowed is what the log's entries are rows of, read from the tables: what it takes to go back over them.
type Rowed struct {
	Shapes []Shape
	Upkeep Upkeep
}

// by gives the shapes by label or type of relationship.
func (r Rowed) by() map[string]Shape {
	out := make(map[string]Shape, len(r.Shapes))
	for _, s := range r.Shapes {
		if s.Edge != nil {
			out[s.Edge.Type] = s
		} else {
			out[s.Label] = s
		}
	}
	return out
}

// mostUndone is how many entries of the log are gone back over at most, each row of an import counted.
const mostUndone = 50_000

// pastLimit bounds a look at the past: while it lasts, changes to what it went back over wait.
const pastLimit = 30 * time.Second

// past is the graph as it was recorded at a moment: a transaction in which everything since has been undone, and that is
// never committed. What it undid is locked until it ends.
type past struct {
	at    time.Time
	mu    sync.Mutex // a transaction does one thing at a time
	inner neo4j.ExplicitTransaction
	kept  sync.Map
	rows  earlier // what was undone
}

type pastKey struct{}

func pastOf(ctx context.Context) *past {
	p, _ := ctx.Value(pastKey{}).(*past)
	return p
}

// Kept is where what is computed from the past that a context reads may be kept until that ends; nil where it reads the
// present.
func Kept(ctx context.Context) *sync.Map {
	if p := pastOf(ctx); p != nil {
		return &p.kept
	}
	return nil
}

// Lost reports whether a node is one of whose past the log does not tell any more, in the past that a context reads.
func (s *Store) Lost(ctx context.Context, label, key string) bool {
	p := pastOf(ctx)
	return p != nil && p.rows[label][key] != nil && p.rows[label][key].lost
}

// Past runs f with a context whose reads see the graph as it was recorded at a moment: the rows of tables, and where
// officials served. In whose scope a node is stays what it is today. It is refused for moments before the log begins,
// and where more has been recorded since than can be undone at once. One at a time looks at the past.
func (s *Store) Past(ctx context.Context, at time.Time, r Rowed, f func(context.Context)) error {
	if pastOf(ctx) != nil {
		return refusal.Newf(refusal.BadInput, "the operation is answered as of a moment already; leave one of the two out")
	}
	if at.After(s.now()) {
		return refusal.Newf(refusal.BadInput, "the moment is after now, and what will be recorded is not known; give a moment that has passed")
	}
	select {
	case s.pasts <- struct{}{}:
		defer func() { <-s.pasts }()
	case <-ctx.Done():
		return failure(ctx, ctx.Err())
	}
	free, err := s.slot(ctx)
	if err != nil {
		return err
	}
	defer free()
	begun := time.Now()
	for {
		again, err := s.lookBack(ctx, at, r, f)
		if err == nil || !again || time.Since(begun) > retryFor {
			return failure(ctx, err)
		}
	}
}

// lookBack is one attempt, and reports whether another may succeed.
func (s *Store) lookBack(ctx context.Context, at time.Time, r Rowed, f func(context.Context)) (again bool, err error) {
	session := s.session(ctx, neo4j.AccessModeWrite, neo4j.FetchAll)
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is kept of it
	inner, err := session.BeginTransaction(ctx, within(ctx, pastLimit), described(ctx, "past"))
	if err != nil {
		return retryable(err), err
	}
	defer inner.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is kept of it
	tx := &Tx{ctx: ctx, inner: inner, store: s, act: &Act{}, at: s.now(), stamp: FormatTime(at)}
	rows, err := tx.goBack(at, r)
	if err != nil {
		if tx.failed != nil {
			return retryable(tx.failed), errors.Join(err, tx.failed)
		}
		return false, err
	}
	f(context.WithValue(ctx, pastKey{}, &past{at: at, inner: inner, rows: rows}))
	return false, nil
}

// goBack undoes what has been recorded since a moment, and returns what that was.
func (t *Tx) goBack(at time.Time, r Rowed) (earlier, error) {
	first, err := t.run(cypher.Statement{Text: "MATCH (c:Change) WHERE c.at IS NOT NULL RETURN c.at ORDER BY c.at LIMIT 1"})
	if err != nil {
		return nil, err
	}
	if len(first) == 0 || first[0][0].(string) > FormatTime(at) { //nolint:forcetypeassert // at is a text
		return nil, refusal.Newf(refusal.NotKnown, "the moment is before the log begins, and what was recorded then is not known; give a later moment")
	}
	rows := earlier{}
	moved, err := t.since(at, rows)
	if err != nil {
		return nil, err
	}
	back := restoring{tx: t, shapes: r.by(), upkeep: r.Upkeep, rows: rows}
	owners, err := back.restore()
	if err != nil {
		return nil, err
	}
	return rows, t.served(r.Upkeep, slices.Concat(owners, moved), at)
}

// since goes back over the entries after a moment, from the newest, and returns the owners whose unit was moved.
func (t *Tx) since(at time.Time, into earlier) (moved []string, err error) {
	count := 0
	rows, err := t.run(cypher.Statement{Text: `MATCH (c:Change) WHERE c.at > $p.at
WITH c ORDER BY coalesce(c.seq, 9223372036854775807) DESC, c.at DESC, c.id DESC, c.n DESC LIMIT $p.most
OPTIONAL MATCH (c)-[:VALUES]->(v:ChangeValues)
RETURN properties(c), properties(v) ORDER BY coalesce(c.seq, 9223372036854775807) DESC, c.at DESC, c.id DESC, c.n DESC`,
		Params: params(map[string]any{"at": FormatTime(at), "most": mostUndone + 1})})
	if err != nil {
		return nil, fmt.Errorf("read the log backwards: %w", err)
	}
	for _, row := range rows {
		c, err := changeOf(row)
		if err != nil {
			return nil, err
		}
		if count += max(1, len(c.Keys)); count > mostUndone {
			return nil, refusal.Newf(refusal.Limit, "more than %d rows have been recorded or changed since the moment, the limit; give a later one", mostUndone)
		}
		if c.Op == opMoved {
			moved = append(moved, c.Keys...)
			if c.Key != "" {
				moved = append(moved, c.Key)
			}
			continue
		}
		into.before(c)
	}
	return moved, nil
}

// served restores where owners served on a day. Scopes go by the units of today.
func (t *Tx) served(u Upkeep, owners []string, day time.Time) error {
	if len(owners) == 0 {
		return nil
	}
	label := cypher.Quote(u.Owner)
	today, err := t.run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (c:" + label + " {key: k}) WHERE c.unit IS NOT NULL RETURN {key: k, unit: c.unit}", Params: params(map[string]any{"keys": owners})})
	if err != nil {
		return err
	}
	units := make([]any, len(today))
	for i, row := range today {
		units[i] = row[0]
	}
	if _, err := t.homes(u, owners, day); err != nil {
		return err
	}
	if _, err := t.run(cypher.Statement{Text: "UNWIND $p.units AS r\nMATCH (c:" + label + " {key: r.key})\nSET c.unit = r.unit", Params: params(map[string]any{"units": units})}); err != nil {
		return err
	}
	return t.owned(u, owners)
}

// read runs a statement in the past.
func (p *past) read(ctx context.Context, s *Store, st cypher.Statement, use func(neo4j.ResultWithContext) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.statements.Add(1)
	result, err := p.inner.Run(ctx, st.Text, st.Params)
	if err == nil {
		err = use(result)
	}
	return failure(ctx, err)
}

// versions are those of what was recorded at the moment, of whatever types.
func (p *past) versions() Versions {
	return Versions{Seq: map[string]int64{"recorded as of": p.at.UnixMilli()}}
}
