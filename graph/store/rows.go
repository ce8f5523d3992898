package store

import (
	"fmt"
	"slices"
	"strings"

	"bole/graph/cypher"
	"bole/graph/refusal"
)

// Rows stores rows of one table, notes what it did and reports what became of each row. Written twice, the second
// changes nothing and notes nothing. New rows are noted together, by key; changed ones each with the values before.
func (t *Tx) Rows(s Shape, rows []Row) ([]Outcome, error) {
	w := &writing{tx: t, at: t.stamp, done: make(map[string]Outcome, len(rows)), changes: map[string]*Entry{}}
	if s.Edge != nil {
		return w.edges(*s.Edge, rows)
	}
	return w.nodes(s, rows)
}

// writing is one table's rows on their way into the graph.
type writing struct {
	tx        *Tx
	at        string
	done      map[string]Outcome // by key
	changes   map[string]*Entry  // of rows that were there before, by key
	completed []string           // keys of rows that this import made before, and that got references now
}

// run does not count as a change that has to be noted: what is locked may stay as it is, and what is changed is noted
// here.
func (w *writing) run(text string, p map[string]any) ([][]any, error) {
	return w.tx.run(cypher.Statement{Text: text, Params: params(p)})
}

// differs is the condition that a row says something else than the node or relationship holds.
const differs = `any(k IN keys(r.set) WHERE (n[k] IS NULL) <> (r.set[k] IS NULL) OR coalesce(n[k] <> r.set[k], false))`

// nodes writes rows of new nodes with plain CREATE, which is most of a first load, and brings the others up
// to date.
func (w *writing) nodes(s Shape, rows []Row) ([]Outcome, error) {
	label := cypher.Quote(s.Label)
	known, err := w.known(s.Label, rows)
	if err != nil {
		return nil, err
	}
	var fresh, old []any
	var made []string
	for _, r := range rows {
		item := map[string]any{"key": r.Key, "set": r.Properties}
		if known[r.Key] {
			old = append(old, item)
			continue
		}
		fresh, made = append(fresh, item), append(made, r.Key)
		w.done[r.Key] = Created
	}
	if s.Erasable && len(made) > 0 {
		if err := w.tx.unerased(s.Label, made); err != nil {
			return nil, err
		}
	}
	if err := w.create(label, fresh); err != nil {
		return nil, err
	}
	if w.tx.act.Batch == "" { // an import keeps no list of all that it makes
		for _, key := range made {
			w.tx.found(s.Label, key, true)
		}
	}
	if err := w.update(label, old, rows); err != nil {
		return nil, err
	}
	for _, ref := range s.Relations {
		if err := w.references(label, ref, rows); err != nil {
			return nil, err
		}
	}
	w.tx.noteKeys(opCreated, s.Label, made)
	w.tx.noteKeys(opCompleted, s.Label, w.completed)
	return w.stamp(s.Label, rows)
}

// known are the keys of rows whose nodes are there. What the act has locked is known already.
func (w *writing) known(label string, rows []Row) (map[string]bool, error) {
	known := make(map[string]bool, len(rows))
	var ask []string
	for _, r := range rows {
		there, sure := w.tx.there[nodeName{label, r.Key}]
		if known[r.Key] = there; !sure {
			ask = append(ask, r.Key)
		}
	}
	if len(ask) == 0 {
		return known, nil
	}
	found, err := w.run("UNWIND $p.keys AS k MATCH (n:"+cypher.Quote(label)+" {key: k}) RETURN n.key", map[string]any{"keys": ask})
	if err != nil {
		return nil, fmt.Errorf("look up nodes of %s: %w", label, err)
	}
	for _, row := range found {
		key, _ := row[0].(string)
		known[key] = true
	}
	return known, nil
}

func (w *writing) create(label string, rows []any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := w.run("UNWIND $p.rows AS r\nCREATE (n:"+label+" {key: r.key, version: 1, recordedAt: $p.at})\nSET n += r.set",
		map[string]any{"rows": rows, "at": w.at})
	if err != nil {
		return fmt.Errorf("create nodes of %s: %w", label, err)
	}
	return nil
}

// update sets the properties of nodes that were there before.
func (w *writing) update(label string, items []any, rows []Row) error {
	if len(items) == 0 {
		return nil
	}
	changed, err := w.run("UNWIND $p.rows AS r\nMATCH (n:"+label+" {key: r.key})\nWITH n, r WHERE "+differs+
		"\nWITH n, r, properties(n) AS before\nSET n += r.set\nRETURN r.key, before", map[string]any{"rows": items})
	if err != nil {
		return fmt.Errorf("write nodes of %s: %w", label, err)
	}
	set := make(map[string]map[string]any, len(rows))
	for _, r := range rows {
		set[r.Key] = r.Properties
	}
	for _, row := range changed {
		key, _ := row[0].(string)
		before, _ := row[1].(map[string]any)
		if err := w.living(before[erasedMark]); err != nil {
			return err
		}
		w.changed(key, before, set[key])
	}
	return nil
}

// living refuses what is recorded about somebody who was erased: at is when that was, nil for everybody else.
func (w *writing) living(at any) error {
	if at == nil || w.tx.back {
		return nil
	}
	return refusal.Newf(refusal.Conflict, "it is about an official who was erased, of whom nothing is recorded any more; leave it out")
}

// changed keeps for the log what a row changed: those of its values that are not what was there.
func (w *writing) changed(key string, before, after map[string]any) {
	if w.done[key] == Unchanged {
		w.done[key] = Updated
	}
	e := w.changes[key]
	if e == nil {
		e = &Entry{Op: opChanged, Key: key, Before: map[string]any{}, After: map[string]any{}}
		w.changes[key] = e
	}
	for k, v := range after {
		if equal(before[k], v) {
			continue
		}
		if _, known := e.Before[k]; !known { // as it was before the act, whatever it was in between
			e.Before[k] = before[k]
		}
		e.After[k] = v
	}
}

// equal compares a stored value with a given one; lists come from the graph as []any.
func equal(a, b any) bool {
	return fmt.Sprintf("%v", a) == fmt.Sprintf("%v", b) && (a == nil) == (b == nil)
}

// stamp sets recordedAt, counts up the version of what was changed, and notes each change. A whole import is one version.
func (w *writing) stamp(label string, rows []Row) ([]Outcome, error) {
	out := make([]Outcome, len(rows))
	var keys []string
	for i, r := range rows {
		if out[i] = w.done[r.Key]; out[i] == Updated {
			keys = append(keys, r.Key)
		}
	}
	if len(keys) == 0 {
		return out, nil
	}
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		if e := w.changes[key]; e != nil {
			e.Type = label
			w.tx.Note(*e)
		}
	}
	_, err := w.run("UNWIND $p.keys AS k MATCH (n:"+cypher.Quote(label)+" {key: k})\nWHERE NOT $p.import OR n.recordedAt IS NULL OR n.recordedAt <> $p.at\n"+
		"SET n.version = coalesce(n.version, 0) + 1, n.recordedAt = $p.at", map[string]any{"keys": keys, "at": w.at, "import": w.tx.act.Batch != ""})
	if err != nil {
		return nil, fmt.Errorf("stamp nodes: %w", err)
	}
	return out, nil
}

// references makes the relationships of one column those that the rows name.
func (w *writing) references(label string, ref Reference, rows []Row) error {
	var fresh, old []any
	for _, r := range rows {
		to, ok := r.References[ref.Column]
		switch {
		case !ok || len(to) == 0 && w.done[r.Key] == Created:
		case w.done[r.Key] == Created:
			for _, k := range to {
				fresh = append(fresh, map[string]any{"key": r.Key, "to": k, "locator": r.Locator})
			}
		default:
			old = append(old, map[string]any{"key": r.Key, "to": to, "set": map[string]any{"locator": r.Locator}})
		}
	}
	arrow, far := cypher.Arrow("x", ref.Type, ref.Out), cypher.Quote(ref.Label)
	if len(fresh) > 0 {
		text := "UNWIND $p.rows AS r\nMATCH (n:" + label + " {key: r.key})\nMATCH (m:" + far + " {key: r.to})\nCREATE (n)" + arrow + "(m)"
		if ref.Keeps {
			text += "\nSET x.locator = r.locator"
		}
		led, err := w.run(text+"\nRETURN max(m."+erasedMark+")", map[string]any{"rows": fresh})
		if err == nil {
			err = w.living(led[0][0])
		}
		if err != nil {
			return fmt.Errorf("write %s of %s: %w", ref.Type, label, err)
		}
	}
	if len(old) == 0 {
		return nil
	}
	return w.rewire(label, ref, arrow, far, old)
}

// rewire brings the relationships of nodes that were there before up to date; pattern binds x. The node's lock comes
// first: two that rewire it at once take turns, and nothing is made twice.
func (w *writing) rewire(label string, ref Reference, pattern, far string, items []any) error {
	match := "UNWIND $p.rows AS r\nMATCH (n:" + label + " {key: r.key})\n"
	place := "null" // where the row stands in what is named no longer
	if ref.Keeps {
		place = "head([i IN range(0, size(xs) - 1) WHERE NOT has[i] IN r.to | xs[i].locator])"
	}
	text := match + "SET n.lock = true\nREMOVE n.lock\nWITH n, r\n" +
		"OPTIONAL MATCH (n)" + pattern + "(m:" + far + ")\n" +
		"WITH n, r, collect(x) AS xs, collect(m.key) AS has\n" +
		"WITH n, r, has, [i IN range(0, size(xs) - 1) WHERE NOT has[i] IN r.to | xs[i]] AS gone, [k IN r.to WHERE NOT k IN has] AS fresh, " + place + " AS place\n" +
		"WHERE size(gone) > 0 OR size(fresh) > 0\n" +
		"FOREACH (x IN gone | DELETE x)\n" +
		"WITH n, r, has, fresh, place, size(gone) = 0 AND $p.import AND n.version = 1 AND n.recordedAt = $p.at AS new\n" +
		"CALL (n, fresh) {\n  UNWIND fresh AS k\n  MATCH (m:" + far + " {key: k})\n  CREATE (n)" + pattern + "(m)\n  RETURN max(m." + erasedMark + ") AS erased\n}\n" +
		"RETURN r.key, has, r.to, new, place, erased"
	changed, err := w.run(text, map[string]any{"rows": items, "at": w.at, "import": w.tx.act.Batch != ""})
	if err != nil {
		return fmt.Errorf("write %s of %s: %w", ref.Type, label, err)
	}
	for _, row := range changed {
		key, _ := row[0].(string)
		if err := w.living(row[5]); err != nil {
			return err
		}
		if row[3] == true && w.changes[key] == nil {
			w.done[key] = Updated
			w.completed = append(w.completed, key)
			continue
		}
		w.changed(key, map[string]any{ref.Column: row[1]}, map[string]any{ref.Column: row[2]})
		if row[4] != nil {
			w.changes[key].Before["locator"], w.changes[key].After["locator"] = row[4], nil
		}
	}
	if !ref.Keeps {
		return nil
	}
	text = match + "MATCH (n)" + strings.Replace(pattern, "x:", "y:", 1) + "(:" + far + ")\n" +
		"WITH r, y AS n WHERE " + differs + "\nWITH r, n, n.locator AS before\nSET n += r.set\nRETURN r.key, before, r.set.locator"
	if changed, err = w.run(text, map[string]any{"rows": items}); err != nil {
		return fmt.Errorf("write the locator on %s of %s: %w", ref.Type, label, err)
	}
	for _, row := range changed {
		key, _ := row[0].(string)
		w.changed(key, map[string]any{"locator": row[1]}, map[string]any{"locator": row[2]})
	}
	return nil
}
