package audit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
	"bole/graph/store"
)

// Options of the audit; the zero value keeps none.
type Options struct {
	On      bool
	Purpose bool             // refuse what is about a person where no purpose is stated
	Replica string           // what the process is called; "" is the host's name
	Now     func() time.Time // nil: time.Now
	Wait    time.Duration    // for a group of events to be written; 0 is 5 s
	Log     *slog.Logger
	// Observe is told of each group of events once it is written, or has failed; nil: nobody is.
	Observe func(events int, took time.Duration, err error)
}

const (
	groupMost = 500                  // events of one transaction
	groupSize = 8 << 20              // bytes of their lines, unless one alone is larger
	groupWait = 5 * time.Second      // Options.Wait where it is not given
	groupGap  = 4 * time.Millisecond // from the beginning of one to that of the next, where events come close together
	queued    = 4096                 // events that wait for the transaction under way
)

// Audit writes events and reads them back.
type Audit struct {
	store   *store.Store
	law     *law.Law
	options Options
	queue   chan *waiting
	stop    chan struct{}
	ended   chan struct{}
	once    sync.Once

	chain atomic.Pointer[string] // that events are appended to

	// Of the writer alone.
	number  int64  // of the last event that stands
	head    string // its digest
	unsure  bool   // whether the last group stands
	claimed int64  // number and digest of the end of that group
	claim   string
}

// waiting is an event that somebody waits for.
type waiting struct {
	line string
	at   string
	done chan error
}

// New begins a chain of events, which is written with its first one.
func New(l *law.Law, st *store.Store, o Options) *Audit {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == 0 {
		o.Wait = groupWait
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Observe == nil {
		o.Observe = func(int, time.Duration, error) {}
	}
	if o.Replica == "" {
		o.Replica, _ = os.Hostname()
	}
	a := &Audit{store: st, law: l, options: o, queue: make(chan *waiting, queued), stop: make(chan struct{}), ended: make(chan struct{})}
	a.begin()
	if o.On {
		go a.write()
	} else {
		close(a.ended)
	}
	return a
}

// On reports whether events are kept.
func (a *Audit) On() bool { return a.options.On }

func (a *Audit) schema() *mapping.Schema { return a.law.Schema() }

func (a *Audit) begin() {
	chain := strings.ToLower(rand.Text())
	a.chain.Store(&chain)
	a.number, a.head = 0, beginning(chain)
}

// abandon begins another chain, where this one is not as it was left.
func (a *Audit) abandon() {
	a.options.Log.Error("the chain of the audit was changed by somebody else; another one begins", "chain", *a.chain.Load(), "number", a.number)
	a.begin()
}

// Close writes what waits and ends the chain.
func (a *Audit) Close() {
	a.once.Do(func() { close(a.stop) })
	<-a.ended
}

// Record writes an event and returns when it stands. What it bears witness of must not happen where it fails.
func (a *Audit) Record(ctx context.Context, e Event) error {
	if !a.options.On {
		return nil
	}
	if a.options.Purpose && e.Purpose == "" && e.Kind != Command && (len(e.Officials)+len(e.Followed) > 0 || e.Everyone) {
		return refusal.Newf(refusal.Forbidden, "what is about a person is shown for a purpose that is stated; send the header Bole-Purpose, its text in UTF-8 percent-encoded")
	}
	e.At = moment(a.options.Now())
	line, err := e.line()
	if err != nil {
		return unwritten(err)
	}
	w := &waiting{line: line, at: e.At, done: make(chan error, 1)}
	select {
	case a.queue <- w:
	default:
		return unwritten(errors.New("too many events wait"))
	}
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return unwritten(context.Cause(ctx))
	case <-a.ended:
		return unwritten(errors.New("the audit has ended"))
	}
}

func unwritten(cause error) error {
	return refusal.Newf(refusal.Unavailable, "who sees or changes what is written down before, and that cannot be done now; try again in a few seconds").Because(cause)
}

// write writes groups of events until the audit is closed: those that came while the last group was on its way. A
// transaction costs the same whether it holds one event or twenty, so where the last group held several, which says that
// many are asking at once, the next one waits for its moment; an event that is alone never waits.
func (a *Audit) write() {
	defer close(a.ended)
	var begun time.Time
	several, failed := false, 0
	for {
		var group []*waiting
		select {
		case w := <-a.queue:
			group = append(group, w)
		case <-a.stop:
			a.end()
			return
		}
		if several {
			time.Sleep(time.Until(begun.Add(groupGap)))
		}
		group = a.fill(group)
		begun, several = time.Now(), len(group) > 1
		err := a.commit(group)
		a.options.Observe(len(group), time.Since(begun), err)
		switch {
		case err != nil:
			if failed == 0 { // the next ones fail for the same reason
				a.options.Log.Error("events of the audit cannot be written; what they are about is refused", "cause", err)
			}
			failed += len(group)
			err = unwritten(err)
		case failed > 0:
			a.options.Log.Info("events of the audit are written again", "refused", failed)
			failed = 0
		}
		for _, w := range group {
			w.done <- err
		}
	}
}

func (a *Audit) fill(group []*waiting) []*waiting {
	size := 0
	for _, w := range group {
		size += len(w.line)
	}
	for len(group) < groupMost && size < groupSize {
		select {
		case w := <-a.queue:
			group, size = append(group, w), size+len(w.line)
		default:
			return group
		}
	}
	return group
}

const appended = `MERGE (c:AuditChain {key: $p.chain})
ON CREATE SET c.replica = $p.replica, c.startedAt = $p.at, c.to = 0, c.digest = $p.before
WITH c WHERE c.to = $p.group.from - 1 AND c.digest = $p.before
CREATE (g:AuditGroup)
SET g = $p.group, c.to = $p.group.to, c.digest = $p.group.after
RETURN true`

// commit appends a group to the chain.
func (a *Audit) commit(group []*waiting) error {
	ctx, cancel := context.WithTimeout(context.Background(), a.options.Wait)
	defer cancel()
	if err := a.settle(ctx); err != nil {
		return err
	}
	var lines strings.Builder
	head, first, last := a.head, group[0].at, group[0].at
	for _, w := range group {
		lines.WriteString(w.line)
		lines.WriteByte('\n')
		head, first, last = next(head, w.line), min(first, w.at), max(last, w.at)
	}
	to := a.number + int64(len(group))
	rows, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/append", Text: appended, Params: params(map[string]any{
		"chain": *a.chain.Load(), "replica": a.options.Replica, "at": last, "before": a.head,
		"group": map[string]any{"key": fmt.Sprintf("%s/%d", *a.chain.Load(), a.number+1), "chain": *a.chain.Load(), "replica": a.options.Replica, "from": a.number + 1, "to": to,
			"firstAt": first, "lastAt": last, "before": a.head, "after": head, "events": lines.String()}})})
	switch {
	case err != nil:
		a.unsure, a.claimed, a.claim = true, to, head
		return err
	case len(rows) != 1:
		a.abandon()
		return errors.New("the chain is not as it was left")
	}
	a.number, a.head = to, head
	return nil
}

// settle finds out whether the last group stands.
func (a *Audit) settle(ctx context.Context) error {
	if !a.unsure {
		return nil
	}
	rows, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/head", Text: "MATCH (c:AuditChain {key: $p.chain}) SET c.lock = true REMOVE c.lock RETURN c.to, c.digest",
		Params: params(map[string]any{"chain": *a.chain.Load()})})
	if err != nil {
		return err
	}
	switch {
	case len(rows) == 1 && rows[0][0] == a.claimed && rows[0][1] == a.claim:
		a.number, a.head = a.claimed, a.claim
	case len(rows) == 1 && rows[0][0] == a.number && rows[0][1] == a.head:
	case len(rows) == 0 && a.number == 0:
	default:
		a.abandon()
	}
	a.unsure = false
	return nil
}

// end writes what waits, and that the chain ends here.
func (a *Audit) end() {
	for {
		group := a.fill(nil)
		if len(group) == 0 {
			break
		}
		err := a.commit(group)
		if err != nil {
			err = unwritten(err)
		}
		for _, w := range group {
			w.done <- err
		}
	}
	if a.number == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), a.options.Wait)
	defer cancel()
	if _, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/end", Text: "MATCH (c:AuditChain {key: $p.chain}) SET c.endedAt = $p.at",
		Params: params(map[string]any{"chain": *a.chain.Load(), "at": moment(a.options.Now())})}); err != nil {
		a.options.Log.Warn("the end of the audit's chain could not be noted", "cause", err)
	}
}

func params(p map[string]any) map[string]any { return map[string]any{"p": p} }
