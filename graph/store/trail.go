package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Trail is which entries of the log are about a node: those of its row, and those of relationships that it is an end of.
type Trail struct {
	Type, Key string
	From, To  []string // types of relationships that lead from the node, or to it
}

// trailMost is how many entries a trail holds at most.
const trailMost = 10_000

// Trail reads the entries about a node, in the order of the log; each names only what is about it. The first may be that
// of a whole load, which names nothing. It is false where there are more than a trail holds.
func (s *Store) Trail(ctx context.Context, t Trail) ([]LogEntry, bool, error) {
	key, err := json.Marshal(t.Key) // as it stands in keys of relationships, see edgeKey
	if err != nil {
		return nil, false, fmt.Errorf("look for a key of %d bytes: %w", len(t.Key), err)
	}
	var edges []any
	for _, typ := range t.From {
		edges = append(edges, map[string]any{"type": typ, "part": "[" + string(key) + ","})
	}
	for _, typ := range t.To {
		edges = append(edges, map[string]any{"type": typ, "part": "," + string(key)})
	}
	rows, err := s.settled(ctx, cypher.Statement{Name: "log/trail", Text: `WITH EXISTS { MATCH (:Unnumbered) } AS waiting
RETURN waiting, COLLECT {
  CALL () {
    MATCH (c:Change {type: $p.type, key: $p.key}) RETURN c
    UNION
    MATCH (c:Change {type: $p.type, key: ''})
    WHERE c.op IN ['BULK', 'ADOPTED'] OR c.op = 'CREATED' AND EXISTS { MATCH (c)-[:VALUES]->(v:ChangeValues) WHERE $p.key IN v.keys }
    RETURN c
    UNION
    UNWIND $p.edges AS e
    MATCH (c:Change {type: e.type}) WHERE c.key CONTAINS e.part RETURN c
    UNION
    UNWIND $p.edges AS e
    MATCH (c:Change {type: e.type, key: ''})-[:VALUES]->(v:ChangeValues) WHERE any(k IN v.keys WHERE k CONTAINS e.part) RETURN c
  }
  WITH c WHERE c.seq > 0
  WITH c ORDER BY c.seq LIMIT $p.most
  OPTIONAL MATCH (c)-[:VALUES]->(v:ChangeValues)
  RETURN [properties(c), properties(v)] ORDER BY c.seq
}`, Params: params(map[string]any{"type": t.Type, "key": t.Key, "edges": edges, "most": trailMost + 1})})
	if err != nil {
		return nil, false, fmt.Errorf("read the trail of a node: %w", err)
	}
	list, _ := rows[0][1].([]any)
	var out []LogEntry
	for _, item := range list {
		pair, _ := item.([]any)
		c, err := changeOf(pair)
		if err != nil {
			return nil, false, err
		}
		if c.Key == "" {
			c.Keys = slices.DeleteFunc(c.Keys, func(key string) bool { return !t.names(c.Type, key) })
		} else if !t.names(c.Type, c.Key) {
			continue
		}
		out = append(out, c)
	}
	return out, len(list) <= trailMost, nil
}

// names reports whether a key of the log is that of the node, or of a relationship that it is an end of.
func (t Trail) names(typ, key string) bool {
	if typ == t.Type {
		return key == t.Key
	}
	from, to, ok := Ends(key)
	return ok && (from == t.Key && slices.Contains(t.From, typ) || to == t.Key && slices.Contains(t.To, typ))
}

// Ends are the keys of both ends of a relationship, from its key in the log.
func Ends(key string) (from, to string, ok bool) {
	var parts []any
	if !strings.HasPrefix(key, "[") || json.Unmarshal([]byte(key), &parts) != nil || len(parts) < 2 {
		return "", "", false
	}
	from, _ = parts[0].(string)
	to, _ = parts[1].(string)
	return from, to, true
}

// Before is the number of the last entry that was recorded before or at a moment, or of one before it.
func (s *Store) Before(ctx context.Context, at time.Time) (int64, error) {
	rows, err := s.settled(ctx, cypher.Statement{Name: "log/before", Text: `WITH EXISTS { MATCH (:Unnumbered) } AS waiting
MATCH (h:LogHead {key: 'log'})
OPTIONAL MATCH (c:Change) WHERE c.at > $p.at AND c.seq > 0
WITH waiting, h, min(c.seq) AS next
RETURN waiting, coalesce(next - 1, h.seq)`, Params: params(map[string]any{"at": FormatTime(at)})})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	seq, _ := rows[0][1].(int64)
	return seq, nil
}

// Place names an entry of the log without telling its number, and NumberOf finds it again; false where there is none.
func (e LogEntry) Place() string { return fmt.Sprintf("%s.%d", e.ID, e.N) }

// NumberOf is the number of the entry at a place.
func (s *Store) NumberOf(ctx context.Context, place string) (int64, bool, error) {
	id, n, _ := strings.Cut(place, ".")
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "log/place", Text: "MATCH (c:Change {id: $p.id}) WHERE toString(c.n) = $p.n AND c.seq > 0 RETURN c.seq",
		Params: params(map[string]any{"id": id, "n": n})})
	if err != nil || len(rows) == 0 {
		return 0, false, err
	}
	seq, _ := rows[0][0].(int64)
	return seq, true, nil
}
