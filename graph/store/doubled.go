package store

import (
	"context"
	"fmt"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Doubled are relationships of one kind between the same two nodes that nothing tells apart.
type Doubled struct {
	Edge     Edge
	From, To string // keys
	Times    int64
	Alike    bool // in all that they hold: which of them stays makes no difference
}

// Doubled finds doubled relationships of these kinds between nodes that the caller sees, at most limit of them, by kind
// and the keys of both ends. What the caller sees is a condition on a variable, with the scope that it compares.
func (s *Store) Doubled(ctx context.Context, c law.Caller, edges []Edge, sees func(variable string) string, scope []string, limit int) ([]Doubled, error) {
	kinds, identity := make(map[string]Edge, len(edges)), make(map[string]any, len(edges))
	for _, e := range edges {
		kind := e.FromLabel + " " + e.Type + " " + e.ToLabel
		kinds[kind], identity[kind] = e, append([]string{}, e.Identity...)
	}
	p := map[string]any{"identity": identity, "scope": scope}
	// Node by node, so that what is counted is never more than one node's relationships.
	rows, err := s.Read(ctx, c, cypher.Statement{Name: "doubled", Params: map[string]any{"p": p, "n": limit}, Text: `MATCH (n)
CALL (n) {
  MATCH (n)-[x]->(m)
  WITH m, x, labels(n)[0] + ' ' + type(x) + ' ' + labels(m)[0] AS kind
  WITH m, kind, [k IN $p.identity[kind] | x[k]] AS apart, collect(x) AS xs
  WHERE size(xs) > 1 AND $p.identity[kind] IS NOT NULL
  RETURN m, kind, size(xs) AS times, all(x IN tail(xs) WHERE properties(x) = properties(xs[0])) AS alike
}
WITH n, m, kind, times, alike WHERE (` + sees("n") + ") AND (" + sees("m") + `)
RETURN kind, n.key, m.key, times, alike ORDER BY kind, n.key, m.key, times LIMIT $n`})
	if err != nil {
		return nil, fmt.Errorf("look for doubled relationships: %w", err)
	}
	out := make([]Doubled, len(rows))
	for i, row := range rows {
		d := &out[i]
		kind, _ := row[0].(string)
		d.Edge = kinds[kind]
		d.From, _ = row[1].(string)
		d.To, _ = row[2].(string)
		d.Times, _ = row[3].(int64)
		d.Alike = row[4] == true
	}
	return out, nil
}

// undoubledAtOnce is how many nodes one act looks at.
const undoubledAtOnce = 1000

// Undouble removes all but one of the relationships found that are alike, and notes how often each stood.
func (l *Lease) Undouble(ctx context.Context, caller law.Caller, found []Doubled) error {
	from := map[string][]string{} // by kind, the keys of those with something to remove
	var edges []Edge
	for _, d := range found {
		if !d.Alike {
			continue
		}
		kind := doubledText(d.Edge)
		if from[kind] == nil {
			edges = append(edges, d.Edge)
		}
		from[kind] = append(from[kind], d.From)
	}
	for _, e := range edges {
		for part := range slices.Chunk(slices.Compact(from[doubledText(e)]), undoubledAtOnce) {
			_, err := l.store.act(ctx, Act{Caller: caller, Name: "repair", Lease: l, Do: func(tx *Tx) (string, error) { return "", tx.undouble(e, part) }})
			if err != nil {
				return fmt.Errorf("remove doubled %s: %w", e.Type, err)
			}
		}
	}
	return nil
}

func (t *Tx) undouble(e Edge, from []string) error {
	if _, err := t.Lock(e.FromLabel, from...); err != nil {
		return err
	}
	rows, err := t.Run(cypher.Statement{Text: doubledText(e), Params: params(map[string]any{"keys": from})})
	for _, row := range rows {
		var r Row
		r.Key, _ = row[0].(string)
		r.To, _ = row[1].(string)
		r.Identity, _ = row[3].(map[string]any)
		t.Note(Entry{Op: opRemoved, Type: e.Type, Key: edgeKey(e, r), Before: map[string]any{"times": row[2]}, After: map[string]any{"times": int64(1)}})
	}
	return err
}

// doubledText leaves one of the doubled relationships of a kind that are alike.
func doubledText(e Edge) string {
	apart := ""
	for i, p := range e.Identity {
		apart += fmt.Sprintf(", x.%s AS i%d", cypher.Quote(p), i)
	}
	return "MATCH (a:" + cypher.Quote(e.FromLabel) + ")-[x:" + cypher.Quote(e.Type) + "]->(b:" + cypher.Quote(e.ToLabel) + ") WHERE a.key IN $p.keys\n" +
		"WITH a, b" + apart + ", collect(x) AS xs WHERE size(xs) > 1 AND all(x IN tail(xs) WHERE properties(x) = properties(xs[0]))\n" +
		"WITH a, b, xs, size(xs) AS times, properties(xs[0]) AS kept\n" +
		"FOREACH (x IN tail(xs) | DELETE x)\nRETURN a.key, b.key, times, kept"
}
