package store

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
)

// Tx is the transaction of an act, used by its Do only. Of several acts in one transaction it is that of one after the other.
type Tx struct {
	ctx     context.Context
	inner   neo4j.ExplicitTransaction
	store   *Store
	act     *Act
	at      time.Time
	stamp   string // what nodes that it writes are recorded at: one for a whole import
	id      string // of this attempt, which the log keeps as the act's
	moment  string // of several acts in one transaction, after their locks; "" of one alone, whose entries say when
	begun   int    // acts so far, this one included
	key     string // the digest under which idempotency is kept
	entries []Entry
	noted   int               // entries of this transaction that are written
	there   map[nodeName]bool // nodes that are locked and there, or locked and not there, or made here
	back    bool              // rows are brought back to what they were
	changed bool              // a statement of Do changed the graph
	erased  bool              // something of a person went for good
	failed  error             // of the driver: nothing can be committed any more
}

// Run runs a statement of the act; its rows are those of Read. After an error nothing of the act can be kept,
// whatever Do returns.
func (t *Tx) Run(st cypher.Statement) ([][]any, error) {
	rows, changed, err := t.collect(st)
	t.changed = t.changed || changed
	return rows, err
}

// Aside runs a statement that changes what is no fact, such as who is signed in. It leaves no entry in the log.
func (t *Tx) Aside(st cypher.Statement) ([][]any, error) { return t.run(st) }

// run is Run for what is no change of facts: locks, keys, the log itself.
func (t *Tx) run(st cypher.Statement) ([][]any, error) {
	rows, _, err := t.collect(st)
	return rows, err
}

func (t *Tx) collect(st cypher.Statement) (rows [][]any, changed bool, err error) {
	if t.failed != nil {
		return nil, false, failure(t.ctx, t.failed)
	}
	t.store.statements.Add(1)
	result, err := t.inner.Run(t.ctx, st.Text, st.Params)
	var records []*neo4j.Record
	if err == nil {
		records, err = result.Collect(t.ctx)
	}
	var summary neo4j.ResultSummary
	if err == nil {
		summary, err = result.Consume(t.ctx)
	}
	if err != nil {
		t.failed = err
		return nil, false, failure(t.ctx, err)
	}
	return rowsOf(records), summary.Counters().ContainsUpdates(), nil
}

// Lock makes other acts that lock one of these nodes wait until this one has ended, and returns the versions of
// those that are there. Acts that touch the same relationship lock the same end of it first, so that nothing is
// made twice. To lock several labels, begin with the one that is first in the alphabet.
func (t *Tx) Lock(label string, keys ...string) (versions map[string]int64, err error) {
	// A property that is set and removed takes the lock and leaves nothing; the version is read under it.
	rows, err := t.run(cypher.Statement{Text: "UNWIND $p.keys AS k WITH k ORDER BY k\nMATCH (n:" + cypher.Quote(label) + " {key: k})\n" +
		"SET n.lock = true\nREMOVE n.lock\nRETURN n.key, coalesce(n.version, 0)", Params: params(map[string]any{"keys": keys})})
	if err != nil {
		return nil, fmt.Errorf("lock nodes of %s: %w", label, err)
	}
	versions = make(map[string]int64, len(rows))
	for _, key := range keys {
		t.found(label, key, false)
	}
	for _, row := range rows {
		key, _ := row[0].(string)
		versions[key], _ = row[1].(int64)
		t.found(label, key, true)
	}
	return versions, nil
}

// nodeName tells a node from all others.
type nodeName struct{ label, key string }

// found keeps what is known of a node whose lock the transaction has, so that it is not asked again.
func (t *Tx) found(label, key string, there bool) {
	if t.there == nil {
		t.there = map[nodeName]bool{}
	}
	t.there[nodeName{label, key}] = there
}

// Fresh says that a key was made just now, so that no node can have it.
func (t *Tx) Fresh(label, key string) { t.found(label, key, false) }

// At is when the act happens, the same in all that it writes.
func (t *Tx) At() time.Time { return t.at }

// params gives a statement its one map parameter, so that its text is planned once.
func params(p map[string]any) map[string]any { return map[string]any{"p": p} }

// FormatTime is a moment as the graph stores it: UTC, milliseconds.
func FormatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
