package store

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Upkeep says whose nodes carry the unit that scopes compare, read from the mapping.
type Upkeep struct {
	Owner string // label of those whom nodes belong to
	Owned []Owned
}

// Owned is a label whose nodes belong to an owner, by a relationship that leads there. Where it may lead to other
// labels instead, such as an evaluation of an organization, everyone's scope holds the node.
type Owned struct {
	Label, Relation string
	Others          []string
}

// home.cypher is the rule by which an owner's unit follows from appointments.
//
//go:embed home.cypher
var home string

// Holders are the owners whose homes may follow from nodes of a label, with these keys: those who hold or held a post.
func (t *Tx) Holders(label string, keys ...string) ([]string, error) {
	if label != "Position" || len(keys) == 0 {
		return nil, nil
	}
	rows, err := t.run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (:Position {key: k})<-[:TO]-(:Appointment)-[:OF]->(c:Cadre)\nRETURN DISTINCT c.key", Params: params(map[string]any{"keys": keys})})
	if err != nil {
		return nil, fmt.Errorf("list who holds a post: %w", err)
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i], _ = row[0].(string)
	}
	return out, nil
}

// upkeepAtOnce is how many owners one transaction brings up to date.
const upkeepAtOnce = 2000

// Upkeep keeps SERVES_IN, unit and cadreKey right for the owners named, within the act that touched their
// appointments or own nodes. The owners' lock makes two acts on one of them take turns. Labels are those of the nodes
// that were touched: where nobody moved, all others are as they should be. Without any, all are looked at.
func (t *Tx) Upkeep(u Upkeep, owners []string, today time.Time, labels ...string) error {
	if len(owners) == 0 {
		return nil
	}
	owners = slices.Compact(slices.Sorted(slices.Values(owners)))
	moved, err := t.homes(u, owners, today)
	if err != nil {
		return err
	}
	if moved {
		labels = nil
	}
	return t.owned(u, owners, labels...)
}

// homes keeps where owners serve, and their units; it reports whether anybody moved.
func (t *Tx) homes(u Upkeep, owners []string, today time.Time) (bool, error) {
	rows, err := t.run(cypher.Statement{Text: home, Params: params(map[string]any{"keys": owners, "today": today.Format(time.DateOnly)})})
	if err != nil {
		return false, fmt.Errorf("keep the units: %w", err)
	}
	moved := make([]string, len(rows))
	for i, row := range rows {
		moved[i], _ = row[0].(string)
	}
	slices.Sort(moved)
	t.noteKeys(opMoved, u.Owner, moved)
	return len(moved) > 0, nil
}

// owned gives the nodes of owners their unit and key, those with any label or with these.
func (t *Tx) owned(u Upkeep, owners []string, labels ...string) error {
	for _, o := range u.Owned {
		if len(labels) > 0 && !slices.Contains(labels, o.Label) {
			continue
		}
		text := "UNWIND $p.keys AS k\nMATCH (c:" + cypher.Quote(u.Owner) + " {key: k})<-[:" + cypher.Quote(o.Relation) + "]-(n:" + cypher.Quote(o.Label) + ")\n" +
			"WHERE n.unit IS NULL OR n.unit <> c.unit OR n.cadreKey IS NULL OR n.cadreKey <> c.key\n" +
			"SET n.unit = c.unit, n.cadreKey = c.key\nRETURN count(n)"
		if err := t.move(o.Label, text, map[string]any{"keys": owners}); err != nil {
			return err
		}
	}
	return nil
}

// Unowned gives nodes that belong to no official, though their type's nodes may, the unit that everyone's scope holds:
// those of a label, with any key or with these.
func (t *Tx) Unowned(u Upkeep, label string, keys ...string) error {
	nodes := "MATCH (n:" + cypher.Quote(label) + ")"
	if len(keys) > 0 {
		nodes = "UNWIND $p.keys AS k MATCH (n:" + cypher.Quote(label) + " {key: k})"
	}
	for _, o := range u.Owned {
		for _, other := range o.Others {
			if o.Label != label {
				continue
			}
			text := nodes + "-[:" + cypher.Quote(o.Relation) + "]->(:" + cypher.Quote(other) + ")\n" +
				"WHERE n.unit IS NULL OR n.unit <> $p.everyone\nSET n.unit = $p.everyone, n.cadreKey = $p.everyone\nRETURN count(n)"
			if err := t.move(label, text, map[string]any{"keys": keys, "everyone": law.Everyone}); err != nil {
				return err
			}
		}
	}
	return nil
}

// move runs a statement that gives nodes another unit, and notes how many. Their keys follow from whose they are.
func (t *Tx) move(label, text string, p map[string]any) error {
	rows, err := t.run(cypher.Statement{Text: text, Params: params(p)})
	if err != nil {
		return fmt.Errorf("keep the unit of %s: %w", label, err)
	}
	if n, _ := rows[0][0].(int64); n > 0 {
		t.Note(Entry{Op: opMoved, Type: label, After: map[string]any{"nodes": n}})
	}
	return nil
}

// Upkeep brings the units of the whole graph up to date. It is due every day, because an appointment may begin
// today, and after an import.
func (s *Store) Upkeep(ctx context.Context, u Upkeep, today time.Time) error {
	return s.upkeep(ctx, nil, u, today)
}

// Upkeep is Store.Upkeep as a part of what the lease was taken for.
func (l *Lease) Upkeep(ctx context.Context, u Upkeep, today time.Time) error {
	return l.store.upkeep(ctx, l, u, today)
}

func (s *Store) upkeep(ctx context.Context, l *Lease, u Upkeep, today time.Time) error {
	var owners []string
	err := s.Stream(ctx, law.System, cypher.Statement{Name: "upkeep", Text: "MATCH (c:" + cypher.Quote(u.Owner) + ") RETURN c.key ORDER BY c.key"}, func(row []any) error {
		key, _ := row[0].(string)
		owners = append(owners, key)
		return nil
	})
	if err != nil {
		return fmt.Errorf("list owners: %w", err)
	}
	upkeep := func(do func(tx *Tx) error) error {
		_, err := s.act(ctx, Act{Caller: law.System, Name: "upkeep", Lease: l, Do: func(tx *Tx) (string, error) { return "", do(tx) }})
		return err
	}
	for part := range slices.Chunk(owners, upkeepAtOnce) {
		if err := upkeep(func(tx *Tx) error { return tx.Upkeep(u, part, today) }); err != nil {
			return err
		}
	}
	return upkeep(func(tx *Tx) error {
		for _, o := range u.Owned {
			if err := tx.Unowned(u, o.Label); err != nil {
				return err
			}
		}
		_, err := tx.run(cypher.Statement{Text: "MATCH (k:IdempotencyKey) WHERE k.recordedAt < $p.before WITH k LIMIT 10000 DELETE k", Params: params(map[string]any{"before": FormatTime(tx.at.Add(-keyLife))})})
		return err
	})
}

// keyLife is how long an idempotency key is kept at least.
const keyLife = 7 * 24 * time.Hour
