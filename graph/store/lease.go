package store

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
)

// Lease is a right that one process has at a time, whichever host it runs on. Its number, the fencing token, is
// committed with the holder's name before anything is done under it, and every act under it checks the number: a
// holder that was frozen, and whose lease another has taken meanwhile, writes nothing when it wakes. Beside it the
// holder keeps a transaction open that has locked a node, the latch: Neo4j frees it when the connection ends, so that
// after a crash nobody waits. docs/decisions/0030-one-import-at-a-time.md.
type Lease struct {
	store  *Store
	name   string
	what   string
	fence  int64
	latch  latch
	stop   context.CancelFunc
	ended  chan struct{}
	closed bool
}

// latch is a node that is locked as long as its holder is connected.
type latch struct {
	key     string
	session neo4j.SessionWithContext
	tx      neo4j.ExplicitTransaction
}

const (
	leaseLife    = time.Minute     // after which a holder that is connected, and does nothing, has lost it
	leaseRenewed = 6               // times within its life
	leaseTries   = 5               // with others that come and go at the same moment
	latchWait    = 2 * time.Second // for a latch that is held
	claimWait    = 5 * time.Second // for a holder's act to end
	latchLimit   = 24 * time.Hour  // Neo4j's own limit of a transaction may be lower than an import is long
)

// Lease takes the lease of this name, or is refused with who holds it. What it is taken for is said to others: "the
// import of county.xlsx".
func (s *Store) Lease(ctx context.Context, name, what string) (*Lease, error) {
	l := &Lease{store: s, name: name, what: what, ended: make(chan struct{})}
	if err := l.take(ctx); err != nil {
		l.latch.close(ctx, s)
		return nil, err
	}
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.stop = stop
	go l.renew(life)
	return l, nil
}

// holding is what stands in the graph about a lease.
type holding struct {
	fence                int64
	holder, since, latch string
	free, stale          bool
}

func (l *Lease) take(ctx context.Context) error {
	s := l.store
	var err error
	if l.latch, err = s.openLatch(ctx); err != nil {
		return fmt.Errorf("take the lease for %s: %w", l.name, err)
	}
	for range leaseTries {
		h, err := l.look(ctx)
		if err != nil {
			return err
		}
		if h.latch != "" { // also of one that gave the lease back, and then could not remove its latch
			held, err := s.latched(ctx, h.latch)
			if err != nil {
				return err
			}
			if held && !h.free && !h.stale {
				return h.refusal()
			}
		}
		taken, err := l.claim(ctx, h)
		switch {
		case err != nil && busy(ctx, err):
			return h.refusal()
		case err != nil || taken:
			return err
		}
	}
	return othersTake()
}

func othersTake() error {
	return refusal.Newf(refusal.Conflict, "others take the graph at this moment; try again in a few seconds")
}

// look reads who holds the lease; the clock is Neo4j's, one for all hosts.
func (l *Lease) look(ctx context.Context) (h holding, err error) {
	rows, err := l.store.Read(ctx, law.System, cypher.Statement{Name: "lease/look",
		Text:   "MATCH (l:Lease {key: $p.key}) RETURN l.fence, l.holder, l.since, l.latch, l.released, timestamp() - l.renewedAt > $p.life",
		Params: params(map[string]any{"key": l.name, "life": l.store.leaseLife.Milliseconds()})})
	if err != nil {
		return h, fmt.Errorf("read who holds the lease: %w", err)
	}
	if len(rows) == 0 {
		return holding{free: true}, nil
	}
	row := rows[0]
	h.fence, _ = row[0].(int64)
	h.holder, _ = row[1].(string)
	h.since, _ = row[2].(string)
	h.latch, _ = row[3].(string)
	h.free, h.stale = row[4] == true, row[5] == true
	return h, nil
}

func (h holding) refusal() error {
	if h.free { // whoever takes it has not said so yet
		return othersTake()
	}
	return refusal.Newf(refusal.Conflict, "the graph is held by %s, since %s; wait for its end, or end it", h.holder, h.since)
}

// claim takes the lease if it is still as it was seen: also as old, where its holder's act has ended only now.
func (l *Lease) claim(ctx context.Context, seen holding) (taken bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, claimWait)
	defer cancel()
	_, err = l.store.act(ctx, Act{Caller: law.System, Name: "takeLease", Do: func(tx *Tx) (string, error) {
		rows, err := tx.run(cypher.Statement{Text: `MERGE (l:Lease {key: $p.key}) ON CREATE SET l.fence = 0
SET l.lock = true REMOVE l.lock
WITH l WHERE l.fence = $p.seen AND (NOT $p.stale OR datetime.realtime().epochMillis - l.renewedAt > $p.life)
SET l.fence = l.fence + 1, l.holder = $p.holder, l.since = $p.since, l.latch = $p.latch, l.released = false, l.renewedAt = datetime.realtime().epochMillis
RETURN l.fence`, Params: params(map[string]any{"key": l.name, "seen": seen.fence, "stale": seen.stale && !seen.free, "life": l.store.leaseLife.Milliseconds(),
			"holder": holderOf(l.what), "since": FormatTime(tx.at), "latch": l.latch.key})})
		if taken = err == nil && len(rows) == 1; taken {
			l.fence, _ = rows[0][0].(int64)
		}
		return "", err
	}})
	return taken && err == nil, err
}

// holderOf names this process to others.
func holderOf(what string) string {
	host, err := os.Hostname()
	if err != nil {
		host = "an unnamed host"
	}
	return fmt.Sprintf("%s by process %d on %s", what, os.Getpid(), host)
}

// busy reports whether an error says that something waited for too long for another's lock.
func busy(ctx context.Context, err error) bool {
	var refused *refusal.Error
	return ctx.Err() == nil && errors.As(err, &refused) && (refused.Code == refusal.Timeout || refused.Code == refusal.Limit || refused.Code == refusal.Unavailable && !away(err))
}

// renew shows that the holder lives until the lease is given back or lost.
func (l *Lease) renew(ctx context.Context) {
	defer close(l.ended)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(l.store.leaseLife / leaseRenewed):
		}
		err := l.relatch(ctx)
		if err == nil {
			_, err = l.store.act(ctx, Act{Caller: law.System, Name: "renewLease", Lease: l, Do: func(*Tx) (string, error) { return "", nil }})
		}
		var refused *refusal.Error
		if errors.As(err, &refused) && refused.Code == refusal.Conflict {
			return // the holder's next act says so
		}
	}
}

// relatch opens another latch where the first one is gone, as all are when Neo4j is started again: without one, whoever
// looked would take the holder for dead.
func (l *Lease) relatch(ctx context.Context) error {
	if l.latch.holds(ctx) {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	next, err := l.store.openLatch(ctx)
	if err == nil {
		_, err = l.store.act(ctx, Act{Caller: law.System, Name: "relatchLease", Lease: l, Do: func(tx *Tx) (string, error) {
			_, err := tx.run(cypher.Statement{Text: "MATCH (l:Lease {key: $p.key}) SET l.latch = $p.latch", Params: params(map[string]any{"key": l.name, "latch": next.key})})
			return "", err
		}})
	}
	if err != nil {
		next.close(ctx, l.store)
		return err
	}
	l.latch.drop(ctx)
	l.latch = next
	return nil
}

// hold makes sure, until the act has ended, that its lease is still this one's.
func (t *Tx) hold() error {
	l := t.act.Lease
	if l == nil {
		return nil
	}
	rows, err := t.run(cypher.Statement{Text: "MATCH (l:Lease {key: $p.key}) SET l.lock = true REMOVE l.lock RETURN l.fence, l.holder, l.since",
		Params: params(map[string]any{"key": l.name})})
	if err != nil {
		return err
	}
	if len(rows) == 0 || rows[0][0] != l.fence {
		by := message.New("nobody")
		if len(rows) > 0 {
			by = message.New("%v, since %v", rows[0][1], rows[0][2])
		}
		return refusal.Newf(refusal.Conflict, "%s was not heard of for too long, and the graph was taken by %s; what it has not written yet it does not write: begin again when that one has ended", l.what, by)
	}
	return nil
}

// heard notes, at the end of an act, that the lease's holder lives: an act may take longer than a lease lives.
func (t *Tx) heard() error {
	if t.act.Lease == nil {
		return nil
	}
	_, err := t.run(cypher.Statement{Text: "MATCH (l:Lease {key: $p.key}) SET l.renewedAt = datetime.realtime().epochMillis",
		Params: params(map[string]any{"key": t.act.Lease.name})})
	return err
}

// Release gives the lease back; again it does nothing. Where that fails it is free when its holder's connections end.
func (l *Lease) Release(ctx context.Context) {
	if l.closed {
		return
	}
	l.closed = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimWait)
	defer cancel()
	l.stop()
	<-l.ended
	_, err := l.store.act(ctx, Act{Caller: law.System, Name: "releaseLease", Lease: l, Do: func(tx *Tx) (string, error) {
		_, err := tx.run(cypher.Statement{Text: "MATCH (l:Lease {key: $p.key}) SET l.released = true", Params: params(map[string]any{"key": l.name})})
		return "", err
	}})
	if err != nil {
		l.store.log.LogAttrs(ctx, levelOdd, "give a lease back", attrCause(err))
	}
	l.latch.close(ctx, l.store)
}

// openLatch makes a latch and locks it: its removal, never committed before the end, holds the lock.
func (s *Store) openLatch(ctx context.Context) (latch, error) {
	c := latch{key: strings.ToLower(crand.Text())}
	made := cypher.Statement{Text: "CREATE (:LeaseLatch {key: $p.key})", Params: params(map[string]any{"key": c.key})}
	if _, err := s.act(ctx, Act{Caller: law.System, Name: "makeLatch", Do: func(tx *Tx) (string, error) {
		_, err := tx.run(made)
		return "", err
	}}); err != nil {
		return c, err
	}
	// The transaction goes on when the call has ended, and is nobody's to wait for: it takes no slot.
	c.session = s.session(ctx, neo4j.AccessModeWrite, neo4j.FetchAll)
	var err error
	if c.tx, err = c.session.BeginTransaction(ctx, neo4j.WithTxTimeout(latchLimit)); err == nil {
		_, err = collect(ctx, c.tx, "MATCH (l:LeaseLatch {key: $p.key}) DELETE l", map[string]any{"key": c.key})
	}
	return c, failure(ctx, err)
}

// holds reports whether the latch's transaction is still open.
func (c *latch) holds(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, latchWait)
	defer cancel()
	_, err := collect(ctx, c.tx, "RETURN 1", nil)
	return err == nil
}

// drop ends a latch whose connection is gone.
func (c *latch) drop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), latchWait)
	defer cancel()
	c.session.Close(ctx) //nolint:errcheck // it is gone
}

// close removes the latch, as far as it was opened. It waits for no server that is silent.
func (c *latch) close(ctx context.Context, s *Store) {
	if c.session == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimWait)
	defer cancel()
	var err error
	if c.tx != nil {
		err = c.tx.Commit(ctx)
	}
	if err = errors.Join(err, c.session.Close(ctx)); err != nil {
		s.log.LogAttrs(ctx, levelOdd, "remove a lease's latch", attrCause(err)) // a node that nobody looks at
	}
}

// latched reports whether a holder is connected. The latch of one that is gone is removed.
func (s *Store) latched(ctx context.Context, key string) (bool, error) {
	within, cancel := context.WithTimeout(ctx, latchWait)
	defer cancel()
	_, err := s.act(within, Act{Caller: law.System, Name: "tryLatch", Do: func(tx *Tx) (string, error) {
		_, err := tx.run(cypher.Statement{Text: "MATCH (l:LeaseLatch {key: $p.key}) DELETE l", Params: params(map[string]any{"key": key})})
		return "", err
	}})
	switch {
	case err == nil:
		return false, nil
	case busy(ctx, err):
		return true, nil
	}
	return false, fmt.Errorf("see whether a lease's holder lives: %w", err)
}
