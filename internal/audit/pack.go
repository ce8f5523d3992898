package audit

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

const (
	packEvery  = 10 * time.Second
	packAfter  = 10 * time.Minute // for which groups of a process wait where they do not fill a block
	packOthers = time.Minute      // after which the groups of a process that is silent are packed by another
	blockMost  = 500              // events of a block
	blockBytes = 512 << 10        // of its lines, unless a single group is larger
	packMost   = 2000             // groups read at a time

	indexMost  = 16        // blocks that are indexed at a time, and from how many on it is done
	indexAfter = time.Hour // for which they wait where they are fewer
	indexRows  = 2000      // written at a time
)

// everyone stands in a day's row for events that may be about anybody.
const everyone = law.Everyone

// Keep packs groups into blocks until ctx ends.
func (a *Audit) Keep(ctx context.Context) {
	if !a.options.On {
		return
	}
	for failing := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(packEvery):
		}
		err := a.pack(ctx, false)
		switch {
		case ctx.Err() != nil:
		case err != nil && !failing: // the next ones fail for the same reason
			a.options.Log.Warn("events of the audit cannot be packed; it is tried again", "cause", err)
		case err == nil && failing:
			a.options.Log.Info("events of the audit are packed again")
		}
		failing = err != nil
	}
}

// Pack joins groups into blocks, and indexes these by official and day: those of this process, and those that others
// left. What is packed stays as it is; only where it stands changes.
func (a *Audit) Pack(ctx context.Context) error { return a.pack(ctx, true) }

// pack packs and indexes what is much or old, or all there is.
func (a *Audit) pack(ctx context.Context, all bool) error {
	chains, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/loose", Text: `MATCH (g:AuditGroup)
WITH g.chain AS chain, min(g.firstAt) AS first, max(g.lastAt) AS last, sum(g.to - g.from + 1) AS events
WHERE chain = $p.own AND ($p.all OR events >= $p.most OR first < $p.old) OR last < $p.silent
RETURN chain`, Params: params(map[string]any{"own": *a.chain.Load(), "all": all, "most": blockMost, "old": moment(a.options.Now().Add(-packAfter)),
		"silent": moment(a.options.Now().Add(-packOthers))})})
	if err != nil {
		return fmt.Errorf("look for events to pack: %w", err)
	}
	var failed error
	for _, row := range chains {
		for more := true; more; {
			if more, err = a.packChain(ctx, row[0]); err != nil { // the others are packed all the same
				failed, more = errors.Join(failed, fmt.Errorf("pack events of the chain %v: %w", row[0], err)), false
			}
		}
	}
	return errors.Join(failed, a.index(ctx, all))
}

// group is some events of a chain, one after the other.
type group struct {
	key             string
	from, to        int64
	firstAt, lastAt string
	before, after   string
	events          string
}

func (a *Audit) packChain(ctx context.Context, chain any) (more bool, err error) {
	rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/groups", Text: `MATCH (g:AuditGroup {chain: $p.chain})
WITH g ORDER BY g.from LIMIT $p.most
RETURN g.key, g.from, g.to, g.firstAt, g.lastAt, g.before, g.after, g.events, g.replica`, Params: params(map[string]any{"chain": chain, "most": packMost})})
	if err != nil {
		return false, err
	}
	var groups []group
	size, n := 0, int64(0)
	write := func(replica any) error {
		if len(groups) == 0 {
			return nil
		}
		err := a.block(ctx, chain, replica, groups)
		groups, size, n = nil, 0, 0
		return err
	}
	for _, row := range rows {
		g := groupOf(row)
		adjoins := len(groups) == 0 || groups[len(groups)-1].to+1 == g.from
		if !adjoins || n+g.to-g.from >= blockMost || size+len(g.events) > blockBytes {
			if err := write(row[8]); err != nil {
				return false, err
			}
		}
		groups, size, n = append(groups, g), size+len(g.events), n+g.to-g.from+1
	}
	if len(rows) > 0 {
		err = write(rows[len(rows)-1][8])
	}
	return len(rows) == packMost, err
}

func groupOf(row []any) group {
	text := func(i int) string { s, _ := row[i].(string); return s }
	g := group{key: text(0), firstAt: text(3), lastAt: text(4), before: text(5), after: text(6), events: text(7)}
	g.from, _ = row[1].(int64)
	g.to, _ = row[2].(int64)
	return g
}

const packed = `MATCH (c:AuditChain {key: $p.block.chain})
SET c.lock = true
REMOVE c.lock
WITH c
MATCH (g:AuditGroup) WHERE g.key IN $p.groups
WITH collect(g) AS groups WHERE size(groups) = size($p.groups)
FOREACH (g IN groups | DELETE g)
CREATE (b:AuditBlock:AuditRecent)
SET b = $p.block`

// block puts groups that follow one another into a block. Where another process was faster nothing happens.
func (a *Audit) block(ctx context.Context, chain, replica any, groups []group) error {
	first, last := groups[0], groups[len(groups)-1]
	var lines strings.Builder
	keys := make([]string, len(groups))
	firstAt, lastAt := first.firstAt, first.lastAt
	for i, g := range groups {
		lines.WriteString(g.events)
		keys[i], firstAt, lastAt = g.key, min(firstAt, g.firstAt), max(lastAt, g.lastAt)
	}
	_, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/pack", Text: packed, Params: params(map[string]any{"groups": keys,
		"block": map[string]any{"key": first.key, "chain": chain, "replica": replica, "from": first.from, "to": last.to, "firstAt": firstAt, "lastAt": lastAt,
			"before": first.before, "after": last.after, "events": lines.String()}})})
	return err
}

// index writes the rows by which blocks are found, of several blocks together: an official whom many events are about has
// one row for all of them. Until then the blocks are recent, and whoever looks for events reads them whole. Rows that are
// written twice, by two processes or after a fault, only say the same.
func (a *Audit) index(ctx context.Context, all bool) error {
	for {
		blocks, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/recent", Text: `MATCH (b:AuditRecent)
WHERE $p.all OR b.chain = $p.own OR b.lastAt < $p.silent
WITH b ORDER BY b.chain, b.from
WITH collect(b) AS blocks, min(b.lastAt) AS oldest
WHERE $p.all OR size(blocks) >= $p.most OR oldest < $p.old
UNWIND blocks[..$p.most] AS b
RETURN b.key, b.events`, Params: params(map[string]any{"own": *a.chain.Load(), "all": all, "most": indexMost,
			"old": moment(a.options.Now().Add(-indexAfter)), "silent": moment(a.options.Now().Add(-packOthers))})})
		if err != nil {
			return fmt.Errorf("look for events to index: %w", err)
		}
		if len(blocks) == 0 {
			return nil
		}
		if err := a.indexBlocks(ctx, blocks); err != nil {
			return fmt.Errorf("index events: %w", err)
		}
	}
}

func (a *Audit) indexBlocks(ctx context.Context, blocks [][]any) error {
	found := map[officialDay][]any{}
	keys := make([]any, len(blocks))
	for i, b := range blocks {
		keys[i] = b[0]
		lines, _ := b[1].(string) // none where they were let go
		days, err := daysOf(lines)
		if err != nil {
			return fmt.Errorf("block %v: %w", b[0], err)
		}
		for _, d := range days {
			found[d] = append(found[d], b[0])
		}
	}
	days := slices.SortedFunc(maps.Keys(found), officialDay.compare) // so that two who write them do not wait for each other
	for part := range slices.Chunk(days, indexRows) {
		rows := make([]any, len(part))
		for i, d := range part {
			rows[i] = map[string]any{"key": fmt.Sprintf("%s|%s|%v", d.official, d.on, keys[0]), "official": d.official, "day": d.on, "blocks": found[d]}
		}
		if _, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/index", Text: `UNWIND $p.rows AS row
MERGE (d:AuditDay {key: row.key})
SET d = row`, Params: params(map[string]any{"rows": rows})}); err != nil {
			return err
		}
	}
	_, err := a.store.Witness(ctx, cypher.Statement{Name: "audit/indexed", Text: "MATCH (b:AuditRecent) WHERE b.key IN $p.keys REMOVE b:AuditRecent",
		Params: params(map[string]any{"keys": keys})})
	return err
}

// officialDay is a day on which there are events about an official.
type officialDay struct{ official, on string }

func (d officialDay) compare(other officialDay) int {
	return cmp.Or(strings.Compare(d.official, other.official), strings.Compare(d.on, other.on))
}

// daysOf are the officials that events are about, with the days, in order.
func daysOf(lines string) ([]officialDay, error) {
	seen := map[officialDay]bool{}
	for line := range strings.Lines(lines) {
		var e Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, fmt.Errorf("read an event: %w", err)
		}
		about := e.Officials
		if e.Everyone {
			about = append(slices.Clone(about), everyone)
		}
		for _, official := range about {
			seen[officialDay{official, dayOf(e.At)}] = true
		}
	}
	return slices.SortedFunc(maps.Keys(seen), officialDay.compare), nil
}

// dayOf is the day, in UTC, under which an event is found.
func dayOf(at string) string { return at[:len(time.DateOnly)] }
