package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/vektah/gqlparser/v2/ast"

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
	Input string   // canonical: equal texts for equal inputs, such as JSON with sorted names
	Place ast.Path // of the input in the request, for messages
	Why   string
	// Source says where what is written comes from, and Batch of which import it is a part; either may be "".
	Source, Batch string
	// Touches are nodes that the act will lock, by label; several acts in one transaction lock all of theirs first, in
	// one order, so that two such transactions wait for each other and do not meet halfway.
	Touches map[string][]string
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

// Acts does several acts of one caller in one transaction, in their order: all of them, or none. Each is done once for
// its own key: what was done before, alone or in a transaction like this one, is not done again. The log has one act,
// whose entries follow each other.
func (s *Store) Acts(ctx context.Context, name string, acts []Act) ([]outcome, error) {
	if len(acts) == 0 {
		return nil, nil
	}
	for _, a := range acts {
		if err := a.check(); err != nil {
			return nil, err
		}
	}
	return s.acts(ctx, name, acts)
}

// act is Act for what needs no idempotency key, because a second time it finds done what it would do.
func (s *Store) act(ctx context.Context, a Act) (outcome, error) {
	done, err := s.acts(ctx, a.Name, []Act{a})
	if err != nil {
		return outcome{}, err
	}
	return done[0], nil
}

func (s *Store) acts(ctx context.Context, name string, acts []Act) (done []outcome, err error) {
	begun := time.Now()
	defer func() { s.done(ctx, acts[0].Caller, cypher.Statement{Name: name}, begun, len(acts), err) }()
	if err := s.Writable(); err != nil {
		return nil, err
	}
	free, err := s.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer free()
	pause := retryFirst
	for tries := 1; ; tries++ {
		done, again, err := s.try(ctx, name, acts)
		s.health.met(err)
		again = again || tries == 1 && (taken(err) || stale(err))
		if err == nil || !again || time.Since(begun)+pause > retryFor {
			return done, failure(ctx, err)
		}
		select { // half of the pause at least, so that two that met do not meet again
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return nil, failure(ctx, err)
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
		return refusal.Of(refusal.BadInput, refusal.Below(a.Place, "idempotencyKey"), "must be 1 to 200 bytes long; give a text of your choice, and the same one when you try again")
	}
	return nil
}

// try runs the transaction once and reports whether an error may pass by itself.
func (s *Store) try(ctx context.Context, name string, acts []Act) (done []outcome, again bool, err error) {
	session := s.session(ctx, neo4j.AccessModeWrite, neo4j.FetchAll)
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the transaction's own outcome is what counts
	inner, err := session.BeginTransaction(ctx, within(ctx, writeLimit), described(ctx, name))
	if err != nil {
		return nil, retryable(err), err
	}
	tx := &Tx{ctx: ctx, inner: inner, store: s, at: s.now(), id: newActID()}
	tx.stamp = FormatTime(tx.at)
	if err := tx.touch(acts); err != nil {
		tx.abandon()
		return nil, retryable(tx.failed), err
	}
	now := false // something is done by this transaction
	for i := range acts {
		one, err := tx.begin(&acts[i]).perform()
		if err != nil {
			tx.abandon()
			if tx.failed != nil {
				err = errors.Join(err, tx.failed)
			}
			return nil, retryable(tx.failed), err
		}
		done, now = append(done, one), now || !one.Repeated
	}
	if !now {
		tx.abandon()
		return done, false, nil
	}
	err = inner.Commit(ctx)
	if tx.noted > 0 {
		s.sequencer.wake() // also after a fault: it may have been committed
	}
	if tx.erased {
		s.keeper.forget()
	}
	if err == nil {
		return done, false, nil
	}
	// After a lost connection nobody knows whether the commit happened; only keys make trying again safe.
	keyed := !slices.ContainsFunc(acts, func(a Act) bool { return a.Key == "" })
	return nil, retryable(err) && (keyed || !away(err)), &unsure{err}
}

// touch locks what several acts will lock, and takes the one moment at which all of them happen.
func (t *Tx) touch(acts []Act) error {
	if len(acts) == 1 {
		return nil
	}
	all := map[string][]string{}
	for _, a := range acts {
		for label, keys := range a.Touches {
			all[label] = append(all[label], keys...)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(all)) {
		keys := slices.Compact(slices.Sorted(slices.Values(all[label])))
		if _, err := t.Lock(label, keys...); err != nil {
			return err
		}
	}
	t.moment = FormatTime(t.store.now())
	return nil
}

// begin lets the transaction go on with its next act.
func (t *Tx) begin(a *Act) *Tx {
	t.act, t.entries, t.changed = a, nil, false
	t.begun++
	return t
}

// abandon ends a transaction that changes nothing.
func (t *Tx) abandon() {
	if err := t.inner.Rollback(context.WithoutCancel(t.ctx)); err != nil && t.failed == nil {
		t.store.log.LogAttrs(t.ctx, levelOdd, "roll back", attrCause(err)) // nothing was changed
	}
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

func (a Act) otherInput() error {
	return refusal.Of(refusal.Conflict, refusal.Below(a.Place, "idempotencyKey"), "was used for another input; give a new one")
}

// claim takes the act's key, or finds what was done under it. Of two with one key at once the second waits here for
// the first one's end.
func (t *Tx) claim() (outcome, error) {
	if t.act.Key == "" {
		return outcome{}, nil
	}
	t.key = t.act.idempotencyKey()
	input, by := digest(t.act.Input), fmt.Sprintf("%s/%d", t.id, t.begun) // of two acts in one transaction the second finds the first, too
	rows, err := t.run(cypher.Statement{Text: `MERGE (k:IdempotencyKey {key: $p.key})
ON CREATE SET k.digest = $p.digest, k.recordedAt = $p.at, k.by = $p.id
RETURN k.by = $p.id, k.digest, k.answer`, Params: params(map[string]any{"key": t.key, "digest": input, "at": FormatTime(t.at), "id": by})})
	if err != nil {
		return outcome{}, err
	}
	switch row := rows[0]; {
	case row[0] == true:
		return outcome{}, nil
	case row[1] != input:
		return outcome{}, t.act.otherInput()
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
