package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

// bulkNode is a node that a bulk import writes among its own: what the log holds afterwards.
type bulkNode struct {
	Label      string
	ID         string         // of an entry and of its values; "" for what nothing leads to
	Properties map[string]any // texts, lists of texts, numbers, truth values and bytes
}

// BulkLog is the log of an import whose graph is written as files: what it would note row by row.
type BulkLog struct {
	Batch   Batch
	secret  string
	entries []Entry
	rows    int64
}

// Begin takes the secret of the store's graph, which is to be the log's, or with nil makes that of a graph to come. It
// gives hashes as Salted does.
func (b *BulkLog) Begin(ctx context.Context, s *Store) (func() hash.Hash, error) {
	if b.secret = rand.Text(); s != nil {
		var err error
		if b.secret, err = s.logSecret(ctx); err != nil {
			return nil, err
		}
	}
	return salted(b.secret), nil
}

// Created notes rows of a type by their keys, as Shape.KeyOf has them.
func (b *BulkLog) Created(typ string, keys []string) {
	b.rows += int64(len(keys))
	b.note(opCreated, typ, keys)
}

// Completed notes rows of a type that got references which point forward.
func (b *BulkLog) Completed(typ string, keys []string) {
	b.rows += int64(len(keys))
	b.note(opCompleted, typ, keys)
}

// Moved notes owners who got their units, and how many nodes of each label that belong to them, or to everyone.
func (b *BulkLog) Moved(u Upkeep, owners []string, theirs map[string]map[string]int64, everyones map[string]int64) {
	slices.Sort(owners)
	for part := range slices.Chunk(owners, upkeepAtOnce) {
		b.note(opMoved, u.Owner, part)
		for _, o := range u.Owned {
			n := int64(0)
			for _, owner := range part {
				n += theirs[o.Label][owner]
			}
			b.nodes(o.Label, n)
		}
	}
	for _, o := range u.Owned {
		b.nodes(o.Label, everyones[o.Label])
	}
}

func (b *BulkLog) note(op, typ string, keys []string) {
	t := Tx{entries: b.entries}
	t.noteKeys(op, typ, keys)
	b.entries = t.entries
}

func (b *BulkLog) nodes(label string, n int64) {
	if n > 0 {
		b.entries = append(b.entries, Entry{Op: opMoved, Type: label, After: map[string]any{"nodes": n}})
	}
}

// KeyOf names a row of the shape in the log.
func (s Shape) KeyOf(r Row) string {
	if s.Edge != nil {
		return edgeKey(*s.Edge, r)
	}
	return r.Key
}

// bulkActs are the acts that note entries row by row.
var bulkActs = map[string]string{opBegun: "beginBatch", opCreated: "importRows", opCompleted: "importRows", opMoved: "upkeep", opFinished: "finishBatch"}

// Nodes gives the nodes with which the graph has its log: the entries, the import, and the log's head.
func (b *BulkLog) Nodes(at time.Time) ([]bulkNode, error) {
	entries := slices.Concat([]Entry{{Op: opBegun, Type: "Batch", Key: b.Batch.ID}}, b.entries, []Entry{{Op: opFinished, Type: "Batch", Key: b.Batch.ID}})
	var out []bulkNode
	ids, chain, now := map[string]string{}, "", FormatTime(at)
	for i, e := range entries {
		act := Act{Caller: law.System, Name: bulkActs[e.Op]}
		if e.Op != opMoved {
			act.Source, act.Batch = b.Batch.Source, b.Batch.ID
		}
		if ids[act.Name] == "" {
			ids[act.Name] = newActID()
		}
		tx := Tx{act: &act, id: ids[act.Name], moment: now, entries: []Entry{e}, noted: i}
		rows, err := tx.rows()
		if err != nil {
			return nil, err
		}
		row, _ := rows[0].(map[string]any)
		change, _ := row["change"].(map[string]any)
		kept, _ := row["values"].(map[string]any)
		own, _ := change["digest"].(string)
		chain = digest(chain, own)
		change["seq"], change["chain"] = int64(i)+1, chain
		id := strconv.Itoa(i + 1)
		out = append(out, bulkNode{"Change", id, change}, bulkNode{"ChangeValues", id, kept})
	}
	batch := map[string]any{"key": b.Batch.ID, "by": law.System.Name, "source": b.Batch.Source, "begunAt": now, "finishedAt": now, "state": "WHOLE", "rows": b.rows, "act": ids[bulkActs[opBegun]]}
	if v := b.Batch.Vouch; v != nil {
		text, err := v.text()
		if err != nil {
			return nil, err
		}
		batch["vouch"] = text
	}
	return append(out, bulkNode{"ImportBatch", "", batch},
		bulkNode{"LogHead", "", map[string]any{"key": "log", "seq": int64(len(entries)), "chain": chain, "secret": b.secret}}), nil
}

// mostCarried is how many events of the audit, and what leads to them, a bulk import takes along.
const mostCarried = 10_000

// Carried gives the nodes that a bulk import has to write again, since it makes the graph anew: those of the audit. False
// is a graph that holds anything else that would be lost: a fact, an entry of the log, or whatever the system keeps and
// does not make anew.
func (s *Store) Carried(ctx context.Context) ([]bulkNode, bool, error) {
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "carried", Params: params(map[string]any{"most": mostCarried}),
		Text: "MATCH (n) WHERE NOT n:Migration|Lease|LeaseLatch AND NOT (n:LogHead AND n.seq = 0)\nRETURN n:AuditChain|AuditGroup|AuditBlock|AuditDay AND NOT EXISTS { (n)--() }, labels(n), properties(n) LIMIT $p.most"})
	if err != nil {
		return nil, false, fmt.Errorf("look for what a bulk import would lose: %w", err)
	}
	out := make([]bulkNode, len(rows))
	for i, row := range rows {
		labels := texts(row[1])
		slices.Sort(labels)
		out[i] = bulkNode{Label: strings.Join(labels, ":")}
		out[i].Properties, _ = row[2].(map[string]any)
		for name, v := range out[i].Properties {
			if list, ok := v.([]any); ok {
				out[i].Properties[name] = texts(list)
				if slices.ContainsFunc(list, func(v any) bool { _, text := v.(string); return !text }) {
					return nil, false, nil
				}
			}
		}
		if row[0] != true || len(rows) == mostCarried {
			return nil, false, nil
		}
	}
	return out, true, nil
}
