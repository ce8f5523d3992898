package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
)

// change is the act itself: two properties of a node.
const change = "MATCH (n:Thing {key: $p.key}) SET n.rank = $p.n, n.note = 'note ' + $p.n, n.version = coalesce(n.version, 0) + 1"

// entry is what each way writes of an act, but for its number.
const entry = "CREATE (c:Change {n: $p.n, at: '2026-11-29T00:00:00Z', by: 'someone', role: 'ADMIN', act: 'correct', type: 'Thing', key: $p.key, digest: $p.digest})\n" +
	"CREATE (c)-[:VALUES]->(:ChangeValues {salt: $p.digest, before: '{\"rank\": 1, \"note\": \"one\"}', after: '{\"rank\": 2, \"note\": \"two\"}'})\n"

const lockHead = "MATCH (h:LogHead {key: 'log'}) SET h.lock = true REMOVE h.lock RETURN h.seq, h.chain"

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

type transaction struct {
	ctx context.Context
	neo4j.ExplicitTransaction
}

func (t transaction) run(text string, p map[string]any) ([]*neo4j.Record, error) {
	result, err := t.Run(t.ctx, text, map[string]any{"p": p})
	if err != nil {
		return nil, err
	}
	return result.Collect(t.ctx)
}

// within runs a transaction, and again on deadlocks.
func within(ctx context.Context, d neo4j.DriverWithContext, do func(transaction) error) error {
	s := d.NewSession(ctx, neo4j.SessionConfig{})
	defer s.Close(ctx)
	for {
		tx, err := s.BeginTransaction(ctx)
		if err != nil {
			return err
		}
		if err = do(transaction{ctx, tx}); err == nil {
			err = tx.Commit(ctx)
		}
		if e := tx.Close(ctx); err == nil {
			err = e
		}
		if err == nil || !neo4j.IsRetryable(err) {
			return err
		}
	}
}

func actParams(n int64, key string) map[string]any {
	return map[string]any{"n": n, "key": key, "digest": digest(key)}
}

func unlogged(ctx context.Context, d neo4j.DriverWithContext) (act func(int64, string) error, end func()) {
	return func(n int64, key string) error {
		return within(ctx, d, func(tx transaction) error {
			_, err := tx.run(change, actParams(n, key))
			return err
		})
	}, func() {}
}

// keyed is the product's act but for the log.
func keyed(ctx context.Context, d neo4j.DriverWithContext) (act func(int64, string) error, end func()) {
	return func(n int64, key string) error {
		return within(ctx, d, func(tx transaction) error {
			p := actParams(n, key)
			p["idem"] = digest("bench", fmt.Sprint(n))
			for _, text := range []string{
				"MERGE (k:IdempotencyKey {key: $p.idem}) ON CREATE SET k.digest = $p.digest, k.recordedAt = '2026-11-29T00:00:00Z', k.by = $p.key RETURN k.by, k.digest, k.answer",
				"MATCH (n:Thing {key: $p.key}) SET n.lock = true REMOVE n.lock RETURN n.key, n.version",
				change,
				"MATCH (k:IdempotencyKey {key: $p.idem}) SET k.answer = $p.key",
			} {
				if _, err := tx.run(text, p); err != nil {
					return err
				}
			}
			return nil
		})
	}, func() {}
}

// counted reads the last number and the chain's end under a lock, which is held until the commit is on disk.
func counted(ctx context.Context, d neo4j.DriverWithContext) (act func(int64, string) error, end func()) {
	return func(n int64, key string) error {
		return within(ctx, d, func(tx transaction) error {
			p := actParams(n, key)
			if _, err := tx.run(change, p); err != nil {
				return err
			}
			head, err := tx.run(lockHead, nil)
			if err != nil {
				return err
			}
			p["seq"], p["chain"] = head[0].Values[0].(int64)+1, digest(head[0].Values[1].(string), p["digest"].(string))
			_, err = tx.run(entry+"SET c.seq = $p.seq, c.chain = $p.chain\nWITH c MATCH (h:LogHead {key: 'log'}) SET h.seq = $p.seq, h.chain = $p.chain", p)
			return err
		})
	}, func() {}
}

// drawn takes numbers outside the transaction, so that a later number may be committed first.
func drawn(ctx context.Context, d neo4j.DriverWithContext) (act func(int64, string) error, end func()) {
	var seq atomic.Int64
	return func(n int64, key string) error {
		return within(ctx, d, func(tx transaction) error {
			p := actParams(n, key)
			p["seq"] = seq.Add(1)
			if _, err := tx.run(change, p); err != nil {
				return err
			}
			_, err := tx.run(entry+"SET c.seq = $p.seq", p)
			return err
		})
	}, func() {}
}

// numberedLater writes entries without a number; one goroutine numbers what is committed, all of it at a time.
func numberedLater(ctx context.Context, d neo4j.DriverWithContext, wait bool) (act func(int64, string) error, end func()) {
	l := &later{d: d, wait: wait, waiting: make(chan chan error, 1024), stop: make(chan struct{}), done: make(chan struct{})}
	go l.work(ctx)
	return func(n int64, key string) error {
		err := within(ctx, d, func(tx transaction) error {
			p := actParams(n, key)
			if _, err := tx.run(change, p); err != nil {
				return err
			}
			_, err := tx.run(entry+"SET c:Unnumbered", p)
			return err
		})
		if err != nil {
			return err
		}
		numbered := make(chan error, 1)
		l.waiting <- numbered
		if wait {
			return <-numbered
		}
		return nil
	}, func() { close(l.stop); <-l.done }
}

type later struct {
	d          neo4j.DriverWithContext
	wait       bool // somebody waits for each number
	waiting    chan chan error
	stop, done chan struct{}
}

func (l *later) work(ctx context.Context) {
	defer close(l.done)
	for {
		var group []chan error
		select {
		case w := <-l.waiting:
			group = append(group, w)
		case <-l.stop:
			select {
			case w := <-l.waiting:
				group = append(group, w)
			default:
				return
			}
		}
		if !l.wait {
			select { // acts gather, as in the product
			case <-time.After(50 * time.Millisecond):
			case <-l.stop:
			}
		}
		for more := true; more; {
			select {
			case w := <-l.waiting:
				group = append(group, w)
			default:
				more = false
			}
		}
		err := within(ctx, l.d, number)
		for _, w := range group {
			w <- err
		}
	}
}

// number gives the next numbers to all entries that are committed.
func number(tx transaction) error {
	records, err := tx.run("MATCH (h:LogHead {key: 'log'}) SET h.lock = true REMOVE h.lock WITH h\n"+
		"MATCH (c:Unnumbered) RETURN h.seq, h.chain, elementId(c), c.digest ORDER BY elementId(c)", nil)
	if err != nil || len(records) == 0 {
		return err
	}
	seq, chain := records[0].Values[0].(int64), records[0].Values[1].(string)
	rows := make([]any, len(records))
	for i, r := range records {
		seq, chain = seq+1, digest(chain, r.Values[3].(string))
		rows[i] = map[string]any{"id": r.Values[2], "seq": seq, "chain": chain}
	}
	_, err = tx.run("UNWIND $p.rows AS r MATCH (c) WHERE elementId(c) = r.id SET c.seq = r.seq, c.chain = r.chain REMOVE c:Unnumbered\n"+
		"WITH count(*) AS n MATCH (h:LogHead {key: 'log'}) SET h.seq = $p.seq, h.chain = $p.chain", map[string]any{"rows": rows, "seq": seq, "chain": chain})
	return err
}

// grouped runs the acts that wait in one transaction, one after the other. (An act that fails would have to be taken
// out and the others repeated; here none does.)
func grouped(ctx context.Context, d neo4j.DriverWithContext) (act func(int64, string) error, end func()) {
	type waiting struct {
		p    map[string]any
		done chan error
	}
	queue, stop := make(chan waiting, 64), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			var group []waiting
			select {
			case w := <-queue:
				group = append(group, w)
			case <-stop:
				return
			}
			for more := true; more && len(group) < 64; {
				select {
				case w := <-queue:
					group = append(group, w)
				default:
					more = false
				}
			}
			err := within(ctx, d, func(tx transaction) error {
				rows := make([]any, len(group))
				for i, w := range group {
					if _, err := tx.run(change, w.p); err != nil {
						return err
					}
					rows[i] = w.p
				}
				return writeGroup(tx, rows)
			})
			for _, w := range group {
				w.done <- err
			}
		}
	})
	return func(n int64, key string) error {
		w := waiting{actParams(n, key), make(chan error, 1)}
		queue <- w
		select {
		case err := <-w.done:
			return err
		case <-time.After(time.Minute):
			return errors.New("a group did not end")
		}
	}, func() { close(stop); wg.Wait() }
}

func writeGroup(tx transaction, rows []any) error {
	head, err := tx.run(lockHead, nil)
	if err != nil {
		return err
	}
	seq, chain := head[0].Values[0].(int64), head[0].Values[1].(string)
	for _, r := range rows {
		p := r.(map[string]any)
		seq, chain = seq+1, digest(chain, p["digest"].(string))
		p["seq"], p["chain"] = seq, chain
	}
	_, err = tx.run("UNWIND $p.rows AS row CALL (row) { WITH {p: row} AS x\n"+groupEntry+"}\nWITH count(*) AS n MATCH (h:LogHead {key: 'log'}) SET h.seq = $p.seq, h.chain = $p.chain",
		map[string]any{"rows": rows, "seq": seq, "chain": chain})
	return err
}

const groupEntry = "CREATE (c:Change {n: x.p.n, at: '2026-11-29T00:00:00Z', by: 'someone', role: 'ADMIN', act: 'correct', type: 'Thing', key: x.p.key, digest: x.p.digest, seq: x.p.seq, chain: x.p.chain})\n" +
	"CREATE (c)-[:VALUES]->(:ChangeValues {salt: x.p.digest, before: '{\"rank\": 1, \"note\": \"one\"}', after: '{\"rank\": 2, \"note\": \"two\"}'})\n" +
	"RETURN 1 AS one"

// built is the product's door: beside the change and its entry an act has an idempotency key, and the node's lock is
// taken and its version read first.
func built(ctx context.Context, _ neo4j.DriverWithContext) (act func(int64, string) error, end func()) {
	caller := law.Caller{Role: "ADMIN", Whole: true, Issuer: "bole", Subject: "bench", Name: "bench"}
	return func(n int64, key string) error {
			_, err := door.Act(ctx, store.Act{Caller: caller, Name: "correct", Key: fmt.Sprint(n), Do: func(tx *store.Tx) (string, error) {
				if _, err := tx.Lock("Thing", key); err != nil {
					return "", err
				}
				_, err := tx.Run(cypher.Statement{Text: change, Params: map[string]any{"p": actParams(n, key)}})
				tx.Note(store.Entry{Op: "CHANGED", Type: "Thing", Key: fmt.Sprint(n), Before: map[string]any{"rank": 1, "note": "one"}, After: map[string]any{"rank": 2, "note": "two"}})
				return key, err
			}})
			return err
		}, func() {
			if _, err := door.Versions(ctx); err != nil { // waits until all have their numbers
				log.Print(err)
			}
		}
}
