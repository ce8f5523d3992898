package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
)

// everyone stands in a day's row for events that may be about anybody.
const everyone = law.Everyone

// Keep packs groups into blocks until ctx ends.
func (a *Audit) Keep(ctx context.Context) {
	if !a.options.On {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(packEvery):
		}
		if err := a.pack(ctx, false); err != nil && ctx.Err() == nil {
			a.options.Log.Warn("events of the audit could not be packed; it is tried again", "cause", err)
		}
	}
}

// Pack joins groups into blocks that are found by official and day: those of this process, and those that others left.
// What is packed stays as it is; only where it stands changes.
func (a *Audit) Pack(ctx context.Context) error { return a.pack(ctx, true) }

// pack packs what fills a block or is old, or all there is.
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
	return failed
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
CREATE (b:AuditBlock)
SET b = $p.block
WITH b
UNWIND $p.days AS d
MERGE (x:AuditDay {key: d.key})
ON CREATE SET x.official = d.official, x.day = d.day, x.blocks = [b.key]
ON MATCH SET x.blocks = x.blocks + b.key`

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
	days, err := daysOf(lines.String())
	if err != nil {
		return err
	}
	_, err = a.store.Witness(ctx, cypher.Statement{Name: "audit/pack", Text: packed, Params: params(map[string]any{"groups": keys, "days": days,
		"block": map[string]any{"key": first.key, "chain": chain, "replica": replica, "from": first.from, "to": last.to, "firstAt": firstAt, "lastAt": lastAt,
			"before": first.before, "after": last.after, "events": lines.String()}})})
	return err
}

// daysOf are the officials that events are about, with the days.
func daysOf(lines string) ([]any, error) {
	seen := map[string]bool{}
	days := []any{}
	for line := range strings.Lines(lines) {
		var e Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, fmt.Errorf("read an event: %w", err)
		}
		about := e.Officials
		if e.Everyone {
			about = append(slices.Clone(about), everyone)
		}
		day := dayOf(e.At)
		for _, official := range about {
			if key := official + "|" + day; !seen[key] {
				seen[key] = true
				days = append(days, map[string]any{"key": key, "official": official, "day": day})
			}
		}
	}
	slices.SortFunc(days, func(a, b any) int { return strings.Compare(keyOf(a), keyOf(b)) }) // so that two who write them do not wait for each other
	return days, nil
}

func keyOf(day any) string {
	d, _ := day.(map[string]any)
	key, _ := d["key"].(string)
	return key
}

// dayOf is the day, in UTC, under which an event is found.
func dayOf(at string) string { return at[:len(time.DateOnly)] }
