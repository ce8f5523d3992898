package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Chain is a chain of events as it was found.
type Chain struct {
	Key, Replica string
	Number       int64  // of its last event
	Head         string // digest of the last event
	Erased       int64  // events that were let go when their time was over
	Broken       int64  // the first event that is not as it was written; 0 where the chain is whole
	StartedAt    string // when the first event was written
}

// Verify computes all chains anew from what is stored, in the order in which they began. What a chain seems to lack is
// looked for twice: its events may be on their way into a block.
func (a *Audit) Verify(ctx context.Context) ([]Chain, error) {
	rows, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/chains", Text: `MATCH (c:AuditChain)
RETURN c.key AS chain, c.startedAt AS began
UNION
MATCH (g:AuditBlock|AuditGroup) WHERE NOT EXISTS { MATCH (:AuditChain {key: g.chain}) }
RETURN g.chain AS chain, '' AS began`})
	if err != nil {
		return nil, fmt.Errorf("list the chains of the audit: %w", err)
	}
	slices.SortFunc(rows, func(x, y []any) int { return strings.Compare(fmt.Sprint(x[1], x[0]), fmt.Sprint(y[1], y[0])) })
	out := make([]Chain, len(rows))
	for i, row := range rows {
		key, _ := row[0].(string)
		for range 2 {
			if out[i], err = a.verify(ctx, key); err != nil {
				return nil, fmt.Errorf("verify the chain %s: %w", key, err)
			}
			if out[i].Broken == 0 {
				break
			}
		}
	}
	return out, nil
}

// verify reads a chain's end first, and then its events up to there: more may follow meanwhile.
func (a *Audit) verify(ctx context.Context, key string) (Chain, error) {
	c := Chain{Key: key}
	end, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/end", Text: "MATCH (c:AuditChain {key: $p.chain}) RETURN c.replica, c.to, c.digest, c.startedAt",
		Params: params(map[string]any{"chain": key})})
	if err != nil {
		return c, err
	}
	if len(end) == 0 { // somebody took its end away
		c.Broken = 1
		return c, nil
	}
	text := func(i int) string { s, _ := end[0][i].(string); return s }
	c.Replica, c.Head, c.StartedAt = text(0), text(2), text(3)
	c.Number, _ = end[0][1].(int64)
	at := link{head: beginning(key)}
	err = a.store.Stream(ctx, law.System, cypher.Statement{Name: "audit/verify", Text: `MATCH (g:AuditBlock|AuditGroup {chain: $p.chain}) WHERE g.from <= $p.to
WITH g ORDER BY g.from, g.to
RETURN g.from, g.to, g.before, g.after, g.events, g.erasedAt IS NOT NULL, g.firstAt, g.lastAt, g:AuditBlock, g.key`, Params: params(map[string]any{"chain": key, "to": c.Number})}, func(row []any) error {
		if c.Broken > 0 {
			return nil
		}
		s := segmentOf(row)
		if !at.follows(s) {
			c.Broken = at.number + 1
			return nil
		}
		if s.erased {
			c.Erased += s.to - s.from + 1
		} else if s.block {
			if found, err := a.isFound(ctx, s.key, s.events); err != nil || !found {
				c.Broken = s.from
				return err
			}
		}
		return nil
	})
	if c.Broken == 0 && (at.number != c.Number || at.head != c.Head) {
		c.Broken = at.number + 1
	}
	return c, err
}

// segment is a group or block as it is verified.
type segment struct {
	group
	erased, block bool
}

func segmentOf(row []any) segment {
	text := func(i int) string { s, _ := row[i].(string); return s }
	s := segment{group: group{key: text(9), before: text(2), after: text(3), events: text(4), firstAt: text(6), lastAt: text(7)}, erased: row[5] == true && row[4] == nil, block: row[8] == true}
	s.from, _ = row[0].(int64)
	s.to, _ = row[1].(int64)
	return s
}

// link is how far a chain is whole.
type link struct {
	number int64
	head   string
	kept   bool // an event that was not let go has been met
}

// follows reports whether a segment goes on where the link stands, and takes it. What was let go is the oldest.
func (l *link) follows(s segment) bool {
	whole := s.from == l.number+1 && s.to >= s.from && s.before == l.head
	switch {
	case s.erased:
		whole = whole && !l.kept
	default:
		l.kept = true
		first, last := "", ""
		for line := range strings.Lines(s.events) {
			var e Event
			if json.Unmarshal([]byte(line), &e) != nil {
				return false
			}
			if first == "" || e.At < first {
				first = e.At
			}
			last = max(last, e.At)
		}
		whole = whole && int64(strings.Count(s.events, "\n")) == s.to-s.from+1 && after(l.head, s.events) == s.after && first == s.firstAt && last == s.lastAt
	}
	if whole {
		l.number, l.head = s.to, s.after
	}
	return whole
}

// isFound reports whether a block is read whole, or the rows by official and day lead to it.
func (a *Audit) isFound(ctx context.Context, key, lines string) (bool, error) {
	days, err := daysOf(lines)
	if err != nil {
		return false, err
	}
	list := make([]any, len(days))
	for i, d := range days {
		list[i] = map[string]any{"official": d.official, "day": d.on}
	}
	rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/found", Text: `RETURN EXISTS { MATCH (:AuditRecent {key: $p.block}) } OR all(d IN $p.days WHERE EXISTS {
	MATCH (x:AuditDay {official: d.official, day: d.day}) WHERE $p.block IN x.blocks })`,
		Params: params(map[string]any{"days": list, "block": key})})
	return err == nil && rows[0][0] == true, err
}

// Export writes the events of some days as JSON lines, each with its place in its chain, and returns how many. Groups
// come first, and then blocks without what stood in a group before.
func (a *Audit) Export(ctx context.Context, from, to time.Time, w io.Writer) (int, error) {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	s, n, fresh := days(from, to), 0, map[string]bool{}
	for _, label := range []string{"AuditGroup", "AuditBlock"} {
		err := a.store.Stream(ctx, law.System, cypher.Statement{Name: "audit/export", Text: "MATCH (g:" + label + `) WHERE g.lastAt >= $p.from AND g.firstAt < $p.to AND g.events IS NOT NULL
RETURN g.chain, g.replica, g.from, g.events, g.before ORDER BY g.firstAt, g.key`, Params: params(map[string]any{"from": moment(s.from), "to": moment(s.to)})}, func(row []any) error {
			k := kept{}
			k.chain, _ = row[0].(string)
			k.number, _ = row[2].(int64)
			lines, _ := row[3].(string)
			digest, _ := row[4].(string)
			for line := range strings.Lines(lines) {
				line = strings.TrimSuffix(line, "\n")
				digest = next(digest, line)
				if err := json.Unmarshal([]byte(line), &k.Event); err != nil {
					return fmt.Errorf("read event %d of the chain %s: %w", k.number, k.chain, err)
				}
				if place := k.place(); s.contains(k.At) && !fresh[place] {
					if n++; label == "AuditGroup" {
						fresh[place] = true
					}
					if err := out.Encode(map[string]any{"chain": k.chain, "replica": row[1], "number": k.number, "digest": digest, "event": json.RawMessage(line)}); err != nil {
						return fmt.Errorf("write an event: %w", err)
					}
				}
				k.number, k.Event = k.number+1, Event{}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
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
		key, _ := row[0].(string)
		lines, _ := row[1].(string)
		found, err := a.isFound(ctx, key, lines)
		if err == nil && !found {
			_, err = a.store.Witness(ctx, cypher.Statement{Name: "audit/reindex", Text: "MATCH (b:AuditBlock {key: $p.block}) SET b:AuditRecent", Params: params(map[string]any{"block": key})})
		}
		return err
	})
	if err == nil {
		err = a.index(ctx, true)
	}
	if err != nil {
		return fmt.Errorf("index the audit: %w", err)
	}
	return nil
}
