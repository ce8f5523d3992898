package store

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// sequencer numbers entries after their acts are committed: one goroutine, all that wait at a time. A number given
// in the act's own transaction would hold its lock until the act is on disk (docs/decisions/0019-how-the-log-is-numbered.md). The lock on the
// log's head makes several replicas take turns; what a replica that was stopped left behind, any other numbers.
type sequencer struct {
	store *Store
	mu    sync.Mutex
	next  *numbering
	// passes is odd while one is under way.
	passes atomic.Int64
	failed bool // the last pass; of the goroutine alone
	awake  chan struct{}
	soon   chan struct{} // somebody waits
	stop   context.CancelFunc
	ended  chan struct{}
}

// numbering is one pass that has not begun yet: it will see all that is committed now.
type numbering struct {
	done chan struct{}
	err  error
}

const (
	numberPause    = 50 * time.Millisecond // in which acts gather, while nobody waits for a number
	numberedAtOnce = 2000                  // entries in one transaction
	numberingLimit = 30 * time.Second      // of one pass
	numberAgain    = time.Second           // after a pass that failed
)

func newSequencer(s *Store) *sequencer {
	ctx, stop := context.WithCancel(context.Background())
	q := &sequencer{store: s, awake: make(chan struct{}, 1), soon: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
	go q.run(ctx)
	return q
}

// wake asks for a pass and does not wait for it.
func (q *sequencer) wake() *numbering {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.next == nil {
		q.next = &numbering{done: make(chan struct{})}
		select {
		case q.awake <- struct{}{}:
		default:
		}
	}
	return q.next
}

// settle waits until all that is committed now has its number.
func (q *sequencer) settle(ctx context.Context) error {
	n := q.wake()
	select {
	case q.soon <- struct{}{}:
	default:
	}
	select {
	case <-n.done:
		return n.err
	case <-ctx.Done():
		return failure(ctx, ctx.Err())
	}
}

// close ends the goroutine after a last pass, when one is due.
func (q *sequencer) close() {
	q.stop()
	<-q.ended
}

func (q *sequencer) run(ctx context.Context) {
	defer close(q.ended)
	for {
		select {
		case <-q.awake:
			select {
			case <-q.soon:
			case <-time.After(numberPause):
			case <-ctx.Done():
			}
			if q.pass() == nil || ctx.Err() != nil {
				continue
			}
			time.AfterFunc(numberAgain, func() { q.wake() })
		case <-ctx.Done():
			select {
			case <-q.awake:
				q.pass() //nolint:errcheck // logged; the next process numbers them
			default:
			}
			return
		}
	}
}

func (q *sequencer) pass() error {
	q.mu.Lock()
	n := q.next
	q.next = nil
	q.mu.Unlock()
	if n == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), numberingLimit)
	defer cancel()
	q.passes.Add(1)
	defer close(n.done)
	defer q.passes.Add(1)
	for more := true; more && n.err == nil; {
		more, n.err = q.number(ctx)
	}
	if n.err != nil && !q.failed { // the next ones fail for the same reason
		q.store.log.LogAttrs(ctx, levelOdd, "the log's entries cannot be numbered; it is tried again", attrCause(n.err))
	}
	if n.err == nil && q.failed {
		q.store.log.LogAttrs(ctx, slog.LevelInfo, "the log's entries are numbered again")
	}
	q.failed = n.err != nil
	return n.err
}

// number gives the next numbers to entries that are committed, and reports whether there may be more. It takes no
// slot: acts wait for nothing but their own, and it holds one connection.
func (q *sequencer) number(ctx context.Context) (more bool, err error) {
	if err := q.store.health.refusal(); err != nil {
		return false, fmt.Errorf("number the log's entries: %w", err)
	}
	session := q.store.session(ctx, neo4j.AccessModeWrite, neo4j.FetchAll)
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the transaction's own outcome is what counts
	n, err := session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		found, err := collect(ctx, tx, `MATCH (h:LogHead {key: 'log'})
SET h.lock = true
REMOVE h.lock
WITH h
MATCH (c:Unnumbered)
WITH h, c ORDER BY c.at, c.id, c.n LIMIT $p.most
RETURN h.seq, h.chain, elementId(c), c.digest ORDER BY c.at, c.id, c.n`, map[string]any{"most": numberedAtOnce})
		if err != nil || len(found) == 0 {
			return 0, err
		}
		seq, _ := found[0][0].(int64)
		chain, _ := found[0][1].(string)
		rows := make([]any, len(found))
		for i, f := range found {
			own, _ := f[3].(string)
			seq, chain = seq+1, digest(chain, own)
			rows[i] = map[string]any{"id": f[2], "seq": seq, "chain": chain}
		}
		_, err = collect(ctx, tx, `UNWIND $p.rows AS r
MATCH (c) WHERE elementId(c) = r.id
SET c.seq = r.seq, c.chain = r.chain
REMOVE c:Unnumbered
WITH count(*) AS n
MATCH (h:LogHead {key: 'log'})
SET h.seq = $p.seq, h.chain = $p.chain`, map[string]any{"rows": rows, "seq": seq, "chain": chain})
		return len(rows), err
	}, neo4j.WithTxTimeout(numberingLimit))
	if err != nil {
		return false, fmt.Errorf("number the log's entries: %w", failure(ctx, err))
	}
	return n == numberedAtOnce, nil
}

func collect(ctx context.Context, tx neo4j.ManagedTransaction, text string, p map[string]any) ([][]any, error) {
	result, err := tx.Run(ctx, text, params(p))
	if err != nil {
		return nil, err
	}
	records, err := result.Collect(ctx)
	if err != nil {
		return nil, err
	}
	return rowsOf(records), nil
}

// levelOdd is of what an operator should see and no request failed of.
const levelOdd = slog.LevelWarn

func attrCause(err error) slog.Attr { return slog.Any("cause", err) }
