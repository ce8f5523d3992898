package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Chain is a chain of events as it was found.
type Chain struct {
	Key, Replica  string
	Number        int64  // of its last event
	Head          string // digest of the last event
	Erased        int64  // events that were let go when their time was over
	Broken        int64  // the first event that is not as it was written; 0 where the chain is whole
	StartedAt, At string // of the first and the last event
}

// Verify computes all chains anew from what is stored, in the order in which they began.
func (a *Audit) Verify(ctx context.Context) ([]Chain, error) {
	if err := a.Pack(ctx); err != nil {
		return nil, err
	}
	rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/chains", Text: `MATCH (c:AuditChain)
RETURN c.key, c.replica, c.to, c.digest, c.startedAt, c.heardAt ORDER BY c.startedAt, c.key
UNION
MATCH (g:AuditBlock|AuditGroup) WHERE NOT EXISTS { MATCH (:AuditChain {key: g.chain}) }
RETURN DISTINCT g.chain AS ` + "`c.key`, g.replica AS `c.replica`, 0 AS `c.to`, '' AS `c.digest`, '' AS `c.startedAt`, '' AS `c.heardAt`"})
	if err != nil {
		return nil, fmt.Errorf("list the chains of the audit: %w", err)
	}
	out := make([]Chain, len(rows))
	for i, row := range rows {
		text := func(i int) string { s, _ := row[i].(string); return s }
		c := Chain{Key: text(0), Replica: text(1), Head: text(3), StartedAt: text(4), At: text(5)}
		c.Number, _ = row[2].(int64)
		if err := a.verify(ctx, &c); err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func (a *Audit) verify(ctx context.Context, c *Chain) error {
	number, head := int64(0), beginning(c.Key)
	err := a.store.Stream(ctx, law.System, cypher.Statement{Name: "audit/verify", Text: `MATCH (g:AuditBlock|AuditGroup {chain: $p.chain})
RETURN g.from, g.to, g.before, g.after, g.events, g.erasedAt IS NOT NULL ORDER BY g.from, g.to`, Params: params(map[string]any{"chain": c.Key})}, func(row []any) error {
		if c.Broken > 0 {
			return nil
		}
		from, _ := row[0].(int64)
		to, _ := row[1].(int64)
		lines, _ := row[4].(string)
		erased := row[5] == true && row[4] == nil
		whole := from == number+1 && to >= from && row[2] == head
		if !erased {
			whole = whole && int64(strings.Count(lines, "\n")) == to-from+1 && after(head, lines) == row[3]
		}
		if !whole {
			c.Broken = number + 1
			return nil
		}
		if erased {
			c.Erased += to - from + 1
		}
		number = to
		head, _ = row[3].(string)
		return nil
	})
	if err != nil {
		return fmt.Errorf("verify the chain %s: %w", c.Key, err)
	}
	if c.Broken == 0 && (number != c.Number || number > 0 && head != c.Head) {
		c.Broken = number + 1
	}
	return nil
}

// Export writes the events of some days as JSON lines, each with its place in its chain, and returns how many.
func (a *Audit) Export(ctx context.Context, from, to time.Time, w io.Writer) (int, error) {
	if err := a.Pack(ctx); err != nil { // so that no event is met twice
		return 0, err
	}
	n := 0
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	s := days(from, to)
	err := a.store.Stream(ctx, law.System, cypher.Statement{Name: "audit/export", Text: `MATCH (g:AuditBlock|AuditGroup) WHERE g.lastAt >= $p.from AND g.firstAt < $p.to AND g.events IS NOT NULL
RETURN g.chain, g.replica, g.from, g.events, g.before ORDER BY g.firstAt, g.key`, Params: params(map[string]any{"from": moment(s.from), "to": moment(s.to)})}, func(row []any) error {
		number, _ := row[2].(int64)
		lines, _ := row[3].(string)
		digest, _ := row[4].(string)
		for line := range strings.Lines(lines) {
			line = strings.TrimSuffix(line, "\n")
			digest = next(digest, line)
			var e Event
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				return fmt.Errorf("read an event: %w", err)
			}
			if s.contains(e.At) {
				n++
				if err := out.Encode(map[string]any{"chain": row[0], "replica": row[1], "number": number, "digest": digest, "event": json.RawMessage(line)}); err != nil {
					return fmt.Errorf("write an event: %w", err)
				}
			}
			number++
		}
		return nil
	})
	return n, err
}

// Retain lets events go whose day is before another: their digests stay, so that the chains can be verified, and nothing
// of what was read. It returns how many.
func (a *Audit) Retain(ctx context.Context, before time.Time) (gone int64, err error) {
	if err := a.Pack(ctx); err != nil {
		return 0, err
	}
	for more := true; more; {
		rows, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/retain", Text: `MATCH (b:AuditBlock) WHERE b.lastAt < $p.before AND b.erasedAt IS NULL
WITH b LIMIT 500
SET b.erasedAt = $p.at
REMOVE b.events
RETURN count(b), sum(b.to - b.from + 1)`, Params: params(map[string]any{"before": moment(before), "at": moment(a.options.Now())})})
		if err != nil {
			return gone, fmt.Errorf("let events go: %w", err)
		}
		blocks, _ := rows[0][0].(int64)
		events, _ := rows[0][1].(int64)
		gone, more = gone+events, blocks > 0
	}
	for more := true; more; {
		rows, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/forget", Text: `MATCH (d:AuditDay) WHERE d.day < $p.day AND NOT EXISTS { MATCH (b:AuditBlock) WHERE b.key IN d.blocks AND b.erasedAt IS NULL }
WITH d LIMIT 5000
DELETE d
RETURN count(*)`, Params: params(map[string]any{"day": before.UTC().Format(time.DateOnly)})})
		if err != nil {
			return gone, fmt.Errorf("let days of the audit go: %w", err)
		}
		more = rows[0][0] != int64(0)
	}
	return gone, nil
}

// Reindex writes what is missing of the rows by which events are found, from the events themselves.
func (a *Audit) Reindex(ctx context.Context) error {
	if err := a.Pack(ctx); err != nil {
		return err
	}
	err := a.store.Stream(ctx, law.System, cypher.Statement{Name: "audit/blocks", Text: "MATCH (b:AuditBlock) WHERE b.events IS NOT NULL RETURN b.key, b.events"}, func(row []any) error {
		lines, _ := row[1].(string)
		days, err := daysOf(lines)
		if err == nil {
			_, err = a.store.Witness(ctx, cypher.Statement{Name: "audit/reindex", Text: `UNWIND $p.days AS d
MERGE (x:AuditDay {key: d.key})
ON CREATE SET x.official = d.official, x.day = d.day, x.blocks = []
WITH x WHERE NOT $p.block IN x.blocks
SET x.blocks = x.blocks + $p.block`, Params: params(map[string]any{"block": row[0], "days": days})})
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("index the audit: %w", err)
	}
	return nil
}
