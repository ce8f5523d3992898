package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bole/graph/cypher"
)

// edges stores rows that are relationships. The node they start from is locked first, so that of two that write the
// same relationship at once the second finds it.
func (w *writing) edges(e Edge, rows []Row) ([]Outcome, error) {
	from := make([]string, len(rows))
	items := make([]any, len(rows))
	for i, r := range rows {
		from[i] = r.Key
		items[i] = map[string]any{"i": i, "from": r.Key, "to": r.To, "id": r.Identity, "set": r.Properties}
	}
	held := func(key string) bool { return w.tx.there[nodeName{e.FromLabel, key}] }
	if from = slices.DeleteFunc(from, held); len(from) > 0 {
		if _, err := w.tx.Lock(e.FromLabel, from...); err != nil {
			return nil, err
		}
	}
	written, err := w.run(edgeText(e), map[string]any{"rows": items})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", e.Type, err)
	}
	if len(written) != len(rows) {
		return nil, fmt.Errorf("write %s: %d of %d rows name nodes that are not there", e.Type, len(rows)-len(written), len(rows))
	}
	out := make([]Outcome, len(rows))
	var made []string
	for _, row := range written {
		i, _ := row[0].(int64)
		o, _ := row[1].(int64)
		out[i] = Outcome(o)
		key := edgeKey(e, rows[i])
		if out[i] != Unchanged {
			if err := w.living(row[3]); err != nil {
				return nil, err
			}
		}
		switch out[i] {
		case Created:
			made = append(made, key)
		case Updated:
			before, _ := row[2].(map[string]any)
			w.changed(key, before, rows[i].Properties)
			w.changes[key].Type = e.Type
			w.tx.Note(*w.changes[key])
			delete(w.changes, key)
		}
	}
	if w.tx.act.Batch == "" { // what people record is found by its key
		for _, key := range made {
			w.tx.Note(Entry{Op: opCreated, Type: e.Type, Key: key})
		}
		return out, nil
	}
	w.tx.noteKeys(opCreated, e.Type, made)
	return out, nil
}

// edgeSame is the condition that a relationship x is the one that row r says.
func edgeSame(e Edge) string {
	match := make([]string, 0, len(e.Identity))
	for _, p := range e.Identity {
		q := cypher.Quote(p)
		match = append(match, "(x."+q+" = r.id."+q+" OR x."+q+" IS NULL AND r.id."+q+" IS NULL)")
	}
	if len(match) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(match, " AND ")
}

func edgeText(e Edge) string {
	relation := cypher.Quote(e.Type)
	return "UNWIND $p.rows AS r\nMATCH (a:" + cypher.Quote(e.FromLabel) + " {key: r.from})\nMATCH (b:" + cypher.Quote(e.ToLabel) + " {key: r.to})\n" +
		"CALL (a, b, r) {\n  OPTIONAL MATCH (a)-[x:" + relation + "]->(b)" + edgeSame(e) + "\n  RETURN head(collect(x)) AS n\n}\n" +
		"WITH a, b, r, n, n IS NULL AS created, n IS NOT NULL AND " + differs + " AS changed, properties(n) AS before\n" +
		"FOREACH (x IN CASE WHEN created THEN [1] ELSE [] END | CREATE (a)-[y:" + relation + "]->(b) SET y = r.id SET y += r.set)\n" +
		"FOREACH (x IN CASE WHEN changed THEN [n] ELSE [] END | SET x += r.set)\n" +
		"RETURN r.i, CASE WHEN created THEN 1 WHEN changed THEN 2 ELSE 0 END, CASE WHEN changed THEN before END, coalesce(a." + erasedMark + ", b." + erasedMark + ")"
}

// edgeKey names a relationship in the log: both ends, and what tells it from others between them, as a JSON list.
func edgeKey(e Edge, r Row) string {
	parts := []any{r.Key, r.To}
	for _, p := range e.Identity {
		parts = append(parts, r.Identity[p])
	}
	b, err := json.Marshal(parts)
	if err != nil { // values of a table's cells always marshal
		return r.Key + " " + r.To
	}
	return string(b)
}
