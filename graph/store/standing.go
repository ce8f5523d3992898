package store

import (
	"context"
	"maps"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
)

// mark is how far the log was: the number of its last entry, and the digest of all entries up to there, which tells it
// from the log of another graph, such as one that was restored from a dump.
type mark struct {
	seq   int64
	chain string
}

// mostSince is how many entries of the log are looked at to find out whether rows are right still. Where there are more,
// the rows are read anew.
const mostSince = 1000

// standing reads how far the log is, how many entries there are, whether they have their numbers or not, and the types
// of the entries since a number.
//
// The number is read before the count. So where they are equal, every entry of an act that was acknowledged before is
// numbered: their number is in Neo4j's own books, which a numbering does not touch, while it takes entries out of one
// index and puts them into another.
const standing = `MATCH (h:LogHead {key: 'log'})
WITH h.seq AS seq, h.chain AS chain
CALL () { MATCH (c:Change) RETURN count(c) AS entries }
RETURN seq, chain, entries,
  CASE WHEN $p.seq > 0 AND seq > $p.seq AND seq - $p.seq <= $p.most THEN COLLECT { MATCH (c:Change) WHERE c.seq > $p.seq AND c.seq <= seq RETURN [c.type, c.op] } END,
  CASE WHEN $p.seq > 0 AND seq > $p.seq AND seq - $p.seq <= $p.most THEN head(COLLECT { MATCH (c:Change {seq: $p.seq}) RETURN c.chain }) END`

// standing reports whether what was read of types at a mark is right still, in one round trip, and how far the log is
// now; without a chain where that could not be read. Without a mark it only reads how far.
//
// It tells the context's Reading nothing of what was read: whoever gives what was kept does. It is certain. Entries whose
// number has come are looked at one by one, and rows are right only where none of them is missing: an index that lags
// behind shows a gap. What was committed and has no number yet gets it first, since what this or another process
// acknowledged must not be missed.
func (s *Store) standing(ctx context.Context, since mark, of []string) (now mark, right bool) {
	ctx = notedTypes(ctx, nil)
	for settled := false; ; settled = true {
		rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "log/standing", Text: standing, Params: params(map[string]any{"seq": since.seq, "most": mostSince})})
		if err != nil || len(rows) == 0 {
			return mark{}, false
		}
		row := rows[0]
		now.seq, _ = row[0].(int64)
		now.chain, _ = row[1].(string)
		if since == (mark{}) {
			return now, false
		}
		if row[2] != row[0] && !settled { // some have no number
			if s.sequencer.settle(ctx) != nil {
				return mark{}, false
			}
			continue
		}
		entries, _ := row[3].([]any)
		types, erased := changedIn(entries)
		if erased {
			s.keeper.forget()
		}
		return now, since.reaches(now, types, row[4], of)
	}
}

// Unchanged reports whether the versions that were read are those of now, and gives them with how far that is known. It
// is one short round trip, where Versions looks up each type; false is no more than that it could not be told.
func (s *Store) Unchanged(ctx context.Context, v Versions) (Versions, bool) {
	if pastOf(ctx) != nil || v.at.chain == "" {
		return v, false
	}
	types := slices.Sorted(maps.Keys(v.Seq))
	now, right := s.standing(ctx, v.at, types)
	if right {
		notedTypes(ctx, types)
		v.at = now
	}
	return v, right
}

// changedIn are the types of entries, [type, op] each, and whether somebody was erased by one of them.
func changedIn(entries []any) (types []string, erased bool) {
	types = make([]string, len(entries))
	for i, e := range entries {
		pair, _ := e.([]any)
		types[i], _ = pair[0].(string)
		erased = erased || pair[1] == opErased
	}
	return types, erased
}

// reaches reports whether nothing of the types has changed from one mark to another: types are those of the entries
// between, and chain is the digest at the first mark as the log has it now.
func (m mark) reaches(now mark, between []string, chain any, types []string) bool {
	switch {
	case m == now:
		return true
	case now.seq <= m.seq || int64(len(between)) != now.seq-m.seq || chain != m.chain:
		return false
	}
	return !slices.Contains(types, "") && !slices.ContainsFunc(between, func(t string) bool { return slices.Contains(types, t) })
}
