package store

import (
	"context"
	"errors"
	"fmt"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
)

// Batch is an import: acts under one id, open until Finish. Its acts are seen as they are committed; who must not
// build on half of an import asks OpenBatches.
type Batch struct {
	ID, By, Source, BegunAt string
	Rows                    int64  // stored so far, unchanged ones not counted
	Vouch                   *Vouch // what it says of its rows when it is whole; nil: nothing
}

// Begin opens a batch under a lease, or goes on with the open one of this id. It is refused when that is whole, or of
// another source.
func (l *Lease) Begin(ctx context.Context, caller law.Caller, id, source string) (Batch, error) {
	if id == "" {
		return Batch{}, errors.New("an import has no id")
	}
	b := Batch{ID: id, Source: source}
	_, err := l.store.act(ctx, Act{Caller: caller, Name: "beginBatch", Lease: l, Source: source, Batch: id, Do: func(tx *Tx) (string, error) {
		rows, err := tx.Run(cypher.Statement{Text: `MERGE (b:ImportBatch {key: $p.id})
ON CREATE SET b.by = $p.by, b.source = $p.source, b.begunAt = $p.at, b.state = 'OPEN', b.rows = 0, b.act = $p.act
RETURN b.state, b.source, b.act = $p.act, b.by, b.begunAt, b.rows`, Params: params(map[string]any{"id": id, "by": caller.Name, "source": source, "at": FormatTime(tx.at), "act": tx.id})})
		if err != nil {
			return "", err
		}
		switch row := rows[0]; {
		case row[0] != "OPEN":
			return "", refusal.Newf(refusal.Conflict, "the import %s is finished; give another one an id of its own", id)
		case row[1] != source:
			return "", refusal.Newf(refusal.Conflict, "the import %s is of another source, and open; finish it from there, or take another id", id)
		case row[2] == true:
			tx.Note(Entry{Op: opBegun, Type: "Batch", Key: id})
		}
		b.By, _ = rows[0][3].(string)
		b.BegunAt, _ = rows[0][4].(string)
		b.Rows, _ = rows[0][5].(int64)
		return "", nil
	}})
	return b, err
}

// Write stores rows of one table as one act of an open batch.
func (l *Lease) Write(ctx context.Context, caller law.Caller, batch Batch, shape Shape, rows []Row) (out []Outcome, err error) {
	err = l.inBatch(ctx, caller, batch, "importRows", func(tx *Tx) error {
		if out, err = tx.Rows(shape, rows); err != nil {
			return err
		}
		stored := 0
		for _, o := range out {
			if o != Unchanged {
				stored++
			}
		}
		if stored == 0 {
			return nil
		}
		_, err := tx.run(cypher.Statement{Text: "MATCH (b:ImportBatch {key: $p.id}) SET b.rows = b.rows + $p.stored", Params: params(map[string]any{"id": batch.ID, "stored": stored})})
		return err
	})
	return out, err
}

// Finish marks an open batch as whole.
func (l *Lease) Finish(ctx context.Context, caller law.Caller, batch Batch) error {
	return l.inBatch(ctx, caller, batch, "finishBatch", func(tx *Tx) error {
		_, err := tx.Run(cypher.Statement{Text: "MATCH (b:ImportBatch {key: $p.id}) SET b.state = 'WHOLE', b.finishedAt = $p.at",
			Params: params(map[string]any{"id": batch.ID, "at": FormatTime(tx.at)})})
		if err != nil {
			return err
		}
		tx.Note(Entry{Op: opFinished, Type: "Batch", Key: batch.ID})
		return tx.vouchFor(batch)
	})
}

// inBatch does an act of a batch. Rows are found by their keys, so that one that runs twice changes nothing the
// second time, and needs no idempotency key.
func (l *Lease) inBatch(ctx context.Context, caller law.Caller, batch Batch, name string, do func(*Tx) error) error {
	_, err := l.store.act(ctx, Act{Caller: caller, Name: name, Lease: l, Source: batch.Source, Batch: batch.ID, Do: func(tx *Tx) (string, error) {
		rows, err := tx.run(cypher.Statement{Text: "MATCH (b:ImportBatch {key: $p.id}) RETURN b.state, b.begunAt", Params: params(map[string]any{"id": batch.ID})})
		if err != nil {
			return "", err
		}
		if len(rows) == 0 || rows[0][0] != "OPEN" {
			return "", refusal.Newf(refusal.Conflict, "the import %s is not open; begin it first", batch.ID)
		}
		tx.stamp, _ = rows[0][1].(string)
		return "", do(tx)
	}})
	return err
}

// OpenBatches are the imports that are not whole: under way, or broken off and to be gone on with under their id.
func (s *Store) OpenBatches(ctx context.Context) ([]Batch, error) {
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "log/batches",
		Text: "MATCH (b:ImportBatch) WHERE b.state = 'OPEN' RETURN b.key, b.by, b.source, b.begunAt, b.rows ORDER BY b.begunAt, b.key"})
	if err != nil {
		return nil, fmt.Errorf("read open imports: %w", err)
	}
	out := make([]Batch, len(rows))
	for i, row := range rows {
		b := &out[i]
		for j, to := range []*string{&b.ID, &b.By, &b.Source, &b.BegunAt} {
			*to, _ = row[j].(string)
		}
		b.Rows, _ = row[4].(int64)
	}
	return out, nil
}
