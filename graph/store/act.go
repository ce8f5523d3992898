package store

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
)

// Act is one change: all of it happens, its entries in the log included, or nothing does.
type Act struct {
	Caller law.Caller
	Name   string // of the mutation or command, part of what its idempotency key is unique for
	// Key is the caller's idempotency key; "" only for the system's own acts, which may run twice.
	Key   string
	Input string // canonical: equal texts for equal inputs, such as JSON with sorted names
	Why   string
	// Source says where what is written comes from, and Batch of which import it is a part; either may be "".
	Source, Batch string
	// Expect holds the versions that the act was made from, checked under locks before anything else.
	Expect []Expected
	// AsOf is what the act was judged by: it is refused when facts of these types have changed since.
	AsOf Versions
	// Lease is what the act is done under: it is refused when another has taken it. nil: none.
	Lease *Lease
	// Do makes the change and notes what it did; the text it returns is the act's answer, such as the key of a new
	// node. It runs again from the start after a deadlock, so that it must not change anything but by tx.
	Do func(tx *Tx) (answer string, err error)
}

// Expected is a node that an act changes and the version the caller saw.
type Expected struct {
	Label, Key string
	Version    int64
	Place      string // of the version in the request, for the message, such as input.expectedVersion
}

// outcome is what became of an act.
type outcome struct {
	Answer   string
	Repeated bool // its key had been used for the same input: nothing was done now, and Answer is the first one's
}

// Bounds of trying again after a deadlock or a change of leader.
const (
	retryFor   = 5 * time.Second
	retryFirst = 20 * time.Millisecond
	retryMost  = time.Second
)

// Act does an act. It returns when the change is on disk; the entries' numbers follow, and Versions and Changes wait
// for them.
func (s *Store) Act(ctx context.Context, a Act) (outcome, error) {
	if err := a.check(); err != nil {
		return outcome{}, err
	}
	return s.act(ctx, a)
}

// act is Act for what needs no idempotency key, because a second time it finds done what it would do.
func (s *Store) act(ctx context.Context, a Act) (done outcome, err error) {
	begun := time.Now()
	defer func() { s.done(ctx, a.Caller, cypher.Statement{Name: a.Name}, begun, 1, err) }()
	if err := s.Writable(); err != nil {
		return outcome{}, err
	}
	free, err := s.slot(ctx)
	if err != nil {
		return outcome{}, err
	}
	defer free()
	pause := retryFirst
	for tries := 1; ; tries++ {
		done, again, err := s.try(ctx, a)
		s.health.met(err)
		again = again || tries == 1 && (taken(err) || stale(err))
		if err == nil || !again || time.Since(begun)+pause > retryFor {
			return done, failure(ctx, err)
		}
		select { // half of the pause at least, so that two that met do not meet again
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return outcome{}, failure(ctx, err)
		}
		pause = min(2*pause, retryMost)
	}
}

func (a Act) check() error {
	switch system := a.Caller.Role == law.System.Role; {
	case a.Key == "" && system:
		return nil
	case a.Caller.Owner() == "" && !system:
		return refusal.Newf(refusal.Forbidden, "the token names nobody, and a change is recorded with who made it; get a token with a subject")
	case strings.TrimSpace(a.Key) == "" || len(a.Key) > 200:
		return refusal.Newf(refusal.BadInput, "input.idempotencyKey must be 1 to 200 bytes long; give a text of your choice, and the same one when you try again")
	}
	return nil
}

// try runs the transaction once and reports whether an error may pass by itself.
func (s *Store) try(ctx context.Context, a Act) (done outcome, again bool, err error) {
	session := s.session(ctx, neo4j.AccessModeWrite, neo4j.FetchAll)
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the transaction's own outcome is what counts
	inner, err := session.BeginTransaction(ctx, within(ctx, writeLimit), described(ctx, a.Name))
	if err != nil {
		return outcome{}, retryable(err), err
	}
	tx := &Tx{ctx: ctx, inner: inner, store: s, act: &a, at: s.now(), id: strings.ToLower(crand.Text())}
	tx.stamp = FormatTime(tx.at)
	done, err = tx.perform()
	if err == nil && !done.Repeated {
		err = inner.Commit(ctx)
		if len(tx.entries) > 0 {
			s.sequencer.wake() // also after a fault: it may have been committed
		}
		if err == nil {
			return done, false, nil
		}
		// After a lost connection nobody knows whether the commit happened; only a key makes trying again safe.
		return outcome{}, retryable(err) && (a.Key != "" || !away(err)), &unsure{err}
	}
	if e := inner.Rollback(context.WithoutCancel(ctx)); e != nil && err == nil {
		s.log.LogAttrs(ctx, levelOdd, "roll back", attrCause(e)) // nothing was changed
	}
	if tx.failed != nil {
		return outcome{}, retryable(tx.failed), errors.Join(err, tx.failed)
	}
	return done, false, err
}

func (t *Tx) perform() (outcome, error) {
	if err := t.hold(); err != nil {
		return outcome{}, err
	}
	first, err := t.claim()
	if err != nil || first.Repeated {
		return first, err
	}
	if err := t.expect(); err != nil {
		return outcome{}, err
	}
	answer, err := t.act.Do(t)
	switch {
	case t.failed != nil:
		return outcome{}, t.failed
	case err != nil:
		return outcome{}, err
	case t.changed && len(t.entries) == 0:
		return outcome{}, fmt.Errorf("the act %s changed the graph and noted nothing", t.act.Name)
	}
	if err := t.heard(); err != nil {
		return outcome{}, err
	}
	return outcome{Answer: answer}, t.record(answer)
}

// idempotencyKey is the key under which an act is kept: the caller's own, for this mutation.
func (a Act) idempotencyKey() string { return digest(a.Caller.Owner(), a.Name, a.Key) }

func otherInput() error {
	return refusal.Newf(refusal.Conflict, "input.idempotencyKey was used for another input; give a new one")
}

// claim takes the act's key, or finds what was done under it. Of two with one key at once the second waits here for
// the first one's end.
func (t *Tx) claim() (outcome, error) {
	if t.act.Key == "" {
		return outcome{}, nil
	}
	t.key = t.act.idempotencyKey()
	input := digest(t.act.Input)
	rows, err := t.run(cypher.Statement{Text: `MERGE (k:IdempotencyKey {key: $p.key})
ON CREATE SET k.digest = $p.digest, k.recordedAt = $p.at, k.by = $p.id
RETURN k.by = $p.id, k.digest, k.answer`, Params: params(map[string]any{"key": t.key, "digest": input, "at": FormatTime(t.at), "id": t.id})})
	if err != nil {
		return outcome{}, err
	}
	switch row := rows[0]; {
	case row[0] == true:
		return outcome{}, nil
	case row[1] != input:
		return outcome{}, otherInput()
	default:
		answer, _ := row[2].(string)
		return outcome{Answer: answer, Repeated: true}, nil
	}
}

// expect locks what the act was made from and compares.
func (t *Tx) expect() error {
	for _, e := range t.act.Expect {
		found, err := t.Lock(e.Label, e.Key)
		if err != nil {
			return err
		}
		switch version, ok := found[e.Key]; {
		case !ok:
			return refusal.Newf(refusal.Conflict, "what is to be changed is not there any more; read it again")
		case version != e.Version:
			return refusal.Newf(refusal.Conflict, "it is at version %d and not at %s, %d; read it again", version, e.Place, e.Version)
		}
	}
	if len(t.act.AsOf.Seq) == 0 {
		return nil
	}
	rows, err := t.run(cypher.Statement{Text: changedSince, Params: params(map[string]any{"types": t.act.AsOf.Seq})})
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		return refusal.Newf(refusal.Conflict, "the facts have changed since they were looked at; read them again")
	}
	return nil
}

// taken reports whether a key was given to two nodes. Of two acts that make it at once the second finds it when it
// tries again; where it was there before, trying again changes nothing.
func taken(err error) bool {
	var answered *neo4j.Neo4jError
	return errors.As(err, &answered) && answered.Title() == "ConstraintValidationFailed"
}

// unsure is an error of a commit.
type unsure struct{ error }

func (u *unsure) Unwrap() error { return u.error }

// stale reports whether a connection was lost before anything was committed: most often one that Neo4j left behind when
// it was restarted. A new one shows whether Neo4j is there.
func stale(err error) bool {
	var commit *unsure
	return !errors.As(err, &commit) && lost(err)
}

// retryable reports whether the same transaction may succeed a moment later: deadlocks, changes of leader, a
// connection that was lost before anything was committed. Memory does not come back by trying again, and a server
// that cannot be reached at all is the caller's news at once.
func retryable(err error) bool {
	var answered *neo4j.Neo4jError
	if errors.As(err, &answered) {
		return answered.IsRetriable() && answered.Title() != "MemoryPoolOutOfMemoryError" && answered.Title() != "DatabaseUnavailable"
	}
	return false
}
