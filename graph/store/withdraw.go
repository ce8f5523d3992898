package store

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"bole/graph/cypher"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/graph/refusal"
)

const opWithdrawn = "WITHDRAWN"

// Withdraw takes back an import that is whole: what it made goes, and what it changed is again what it was before. It is
// refused where something was recorded later that builds on it. It returns how many rows were restored and taken away.
func (t *Tx) Withdraw(batch string, r Rowed, today time.Time) (restored, removed int, err error) {
	if err := t.whole(batch); err != nil {
		return 0, 0, err
	}
	back := restoring{tx: t, shapes: r.by(), upkeep: r.Upkeep, rows: earlier{}}
	first, err := t.ofBatch(batch, back.rows)
	if err != nil {
		return 0, 0, err
	}
	if err := back.lock(); err != nil {
		return 0, 0, err
	}
	if err := back.stands(batch, first); err != nil {
		return 0, 0, err
	}
	for _, rows := range back.rows {
		for _, w := range rows {
			if w.there {
				restored++
			} else {
				removed++
			}
		}
	}
	owners, err := back.restore()
	if err == nil {
		err = back.trees()
	}
	if err != nil {
		return 0, 0, err
	}
	if err := t.Upkeep(r.Upkeep, owners, today); err != nil {
		return 0, 0, err
	}
	for _, o := range r.Upkeep.Owned {
		keys := back.keys(o.Label, true)
		if len(keys) == 0 {
			continue
		}
		if err := t.Unowned(r.Upkeep, o.Label, keys...); err != nil {
			return 0, 0, err
		}
	}
	t.Note(Entry{Op: opWithdrawn, Type: "Batch", Key: batch})
	_, err = t.Run(cypher.Statement{Text: "MATCH (b:ImportBatch {key: $p.id}) SET b.state = $p.state, b.finishedAt = $p.at, b.vouch = null", Params: params(map[string]any{"id": batch, "state": opWithdrawn, "at": FormatTime(t.at)})})
	return restored, removed, err
}

// whole refuses an import that is not there, is not whole, or was the load of a whole graph. Two that take back one take
// turns here.
func (t *Tx) whole(batch string) error {
	rows, err := t.run(cypher.Statement{Text: "MATCH (b:ImportBatch {key: $p.id})\nSET b.lock = true\nREMOVE b.lock\nRETURN b.state, EXISTS { MATCH (c:Change {batch: $p.id}) WHERE c.op = $p.bulk }", Params: params(map[string]any{"id": batch, "bulk": opBulk})})
	switch {
	case err != nil:
		return err
	case len(rows) == 0:
		return refusal.Newf(refusal.BadID, "there is no import %q; give one that a change names", batch)
	case rows[0][0] == opWithdrawn:
		return refusal.Newf(refusal.Conflict, "the import %s has been taken back already", batch)
	case rows[0][0] != "WHOLE":
		return refusal.Newf(refusal.Conflict, "the import %s is not finished; finish it first", batch)
	case rows[0][1] == true:
		return refusal.Newf(refusal.Conflict, "the import %s loaded the whole graph, and the log does not tell its rows; load the graph anew instead", batch)
	}
	return nil
}

// ofBatch goes back over the entries of an import and returns the number of the first.
func (t *Tx) ofBatch(batch string, into earlier) (first int64, err error) {
	rows, err := t.run(cypher.Statement{Text: `MATCH (c:Change {batch: $p.batch}) WHERE c.seq > 0
WITH c ORDER BY c.seq DESC LIMIT $p.most
OPTIONAL MATCH (c)-[:VALUES]->(v:ChangeValues)
RETURN properties(c), properties(v) ORDER BY c.seq DESC`, Params: params(map[string]any{"batch": batch, "most": mostUndone + 1})})
	if err != nil {
		return 0, fmt.Errorf("read the entries of an import: %w", err)
	}
	count := 0
	for _, row := range rows {
		c, err := changeOf(row)
		if err != nil {
			return 0, err
		}
		first = c.Seq
		if count += max(1, len(c.Keys)); count > mostUndone {
			return 0, refusal.Newf(refusal.Limit, "the import has more than %d rows, the limit; restore a backup instead", mostUndone)
		}
		into.before(c)
		if c.Rewritten {
			return 0, refusal.Newf(refusal.NotKnown, "entries of the import have been erased from the log, so that nobody can tell what was there before")
		}
	}
	return first, nil
}

// lock makes others who change the rows wait. What an import made and is not there any more is none of its rows: somebody
// took it back already.
func (r *restoring) lock() error {
	nodes := map[string][]string{}
	for typ, rows := range r.rows {
		e := r.shape(typ).Edge
		if e == nil {
			nodes[r.shape(typ).Label] = append(nodes[r.shape(typ).Label], slices.Collect(maps.Keys(rows))...)
			continue
		}
		for key := range rows {
			row, err := edgeRow(*e, key)
			if err != nil {
				return err
			}
			nodes[e.FromLabel] = append(nodes[e.FromLabel], row.Key)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(nodes)) {
		slices.Sort(nodes[label])
		if _, err := r.tx.Lock(label, slices.Compact(nodes[label])...); err != nil {
			return err
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(r.rows)) {
		there, err := r.tx.thereOf(r.shape(typ), r.keys(typ, false))
		if err != nil {
			return err
		}
		maps.DeleteFunc(r.rows[typ], func(key string, w *was) bool { return !w.there && !there[key] })
	}
	return nil
}

// thereOf gives those of the keys of the log whose rows are there.
func (t *Tx) thereOf(s Shape, keys []string) (map[string]bool, error) {
	text := "UNWIND $p.rows AS r\nMATCH (n:" + cypher.Quote(s.Label) + " {key: r.key})"
	if s.Edge != nil {
		text = "UNWIND $p.rows AS r\n" + edgePattern(*s.Edge)
	}
	items := make([]any, 0, len(keys))
	for _, key := range keys {
		item := map[string]any{}
		if s.Edge != nil {
			row, err := edgeRow(*s.Edge, key)
			if err != nil {
				return nil, err
			}
			item = edgeItem(row)
		}
		item["key"] = key
		items = append(items, item)
	}
	out := map[string]bool{}
	if len(items) == 0 {
		return out, nil
	}
	rows, err := t.run(cypher.Statement{Text: text + "\nRETURN r.key", Params: params(map[string]any{"rows": items})})
	if err != nil {
		return nil, fmt.Errorf("look for the rows of an import: %w", err)
	}
	for _, row := range rows {
		key, _ := row[0].(string)
		out[key] = true
	}
	return out, nil
}

// stands refuses to go back where something was recorded later that builds on the rows as they are, or where what they
// were leads to nodes that are not there any more.
func (r *restoring) stands(batch string, first int64) error {
	later, err := r.later(batch, first)
	if err == nil && len(later) == 0 {
		later, err = r.leaned()
	}
	if err != nil {
		return err
	}
	if len(later) > 0 {
		return refusal.Newf(refusal.Conflict, "what was recorded later builds on it: %s; correct or withdraw these first", shortened(later))
	}
	gone, err := r.gone()
	if err != nil {
		return err
	}
	if len(gone) > 0 {
		return refusal.Newf(refusal.Conflict, "what rows named before the import is not there any more: %s; record these again under their keys first", shortened(gone))
	}
	return nil
}

// later are the rows of an import that something else changed since it began. Imports that were taken back changed
// nothing in the end: neither what they did counts, nor its being undone.
func (r *restoring) later(batch string, first int64) (out []string, err error) {
	undone, err := r.tx.run(cypher.Statement{Text: "MATCH (c:Change {type: 'Batch'}) WHERE c.op = $p.op RETURN collect(c.key), collect(c.id)", Params: params(map[string]any{"op": opWithdrawn})})
	if err != nil {
		return nil, fmt.Errorf("look for imports that were taken back: %w", err)
	}
	for _, typ := range slices.Sorted(maps.Keys(r.rows)) {
		keys := slices.Sorted(maps.Keys(r.rows[typ]))
		rows, err := r.tx.run(cypher.Statement{Text: `CALL () {
  UNWIND $p.keys AS k
  MATCH (c:Change {type: $p.type, key: k})
  RETURN k, c
  UNION ALL
  MATCH (c:Change {type: $p.type, key: ''})-[:VALUES]->(v:ChangeValues)
  UNWIND v.keys AS k
  WITH k, c WHERE k IN $p.keys
  RETURN k, c
}
WITH k, c WHERE c.batch <> $p.batch AND c.op IN $p.ops AND coalesce(c.seq, $p.first) >= $p.first AND NOT c.batch IN $p.undone AND NOT c.id IN $p.undoing
RETURN DISTINCT k ORDER BY k`, Params: params(map[string]any{"type": typ, "keys": keys, "batch": batch, "first": first, "ops": []string{opCreated, opChanged, opRemoved, opErased, opCleared},
			"undone": undone[0][0], "undoing": undone[0][1]})})
		if err != nil {
			return nil, fmt.Errorf("look for later changes: %w", err)
		}
		for _, row := range rows {
			out = append(out, fmt.Sprintf("%s %v", typ, row[0]))
		}
	}
	return out, nil
}

// gone are the nodes that rows named before an import and that are not there any more, with the rows.
func (r *restoring) gone() (out []string, err error) {
	for _, typ := range r.types(false) {
		for _, ref := range r.shape(typ).Relations {
			named := map[string][]string{} // by key, the rows that name it
			for _, key := range r.keys(typ, true) {
				for _, k := range texts(r.rows[typ][key].values[ref.Column]) {
					named[k] = append(named[k], key)
				}
			}
			there, err := r.tx.thereOf(Shape{Label: ref.Label}, slices.Sorted(maps.Keys(named)))
			if err != nil {
				return nil, err
			}
			for k, rows := range named {
				for _, key := range rows {
					if !there[k] {
						out = append(out, fmt.Sprintf("%s %s (%s %s)", typ, key, ref.Label, k))
					}
				}
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// trees refuses to restore parents that have become parts of their own parts.
func (r *restoring) trees() error {
	for _, typ := range r.types(false) {
		s := r.shape(typ)
		for _, ref := range s.Relations {
			keys := r.keys(typ, true)
			if ref.Type != mapping.PartOf || ref.Label != s.Label || !ref.Out || len(keys) == 0 {
				continue
			}
			rows, err := r.tx.run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (n:" + cypher.Quote(s.Label) + " {key: k})\nWHERE EXISTS { MATCH (n)-[:" + cypher.Quote(ref.Type) + "*1..]->(n) }\nRETURN k ORDER BY k",
				Params: params(map[string]any{"keys": keys})})
			if err != nil {
				return fmt.Errorf("look for circles: %w", err)
			}
			var round []string
			for _, row := range rows {
				round = append(round, fmt.Sprintf("%s %v", typ, row[0]))
			}
			if len(round) > 0 {
				return refusal.Newf(refusal.Conflict, "with the parents of before these would be parts of themselves: %s; correct the parents of what is below them first", shortened(round))
			}
		}
	}
	return nil
}

// leaned are the relationships that lead to nodes which an import made and that are not its own.
func (r *restoring) leaned() (out []string, err error) {
	for _, typ := range r.types(false) {
		keys := r.keys(typ, false)
		if len(keys) == 0 {
			continue
		}
		rows, err := r.tx.run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (n:" + cypher.Quote(typ) + " {key: k})-[x]-(m) WHERE type(x) <> '" + servesIn + "'\n" +
			"RETURN k, type(x), startNode(x) = n, labels(m)[0], m.key, properties(x)", Params: params(map[string]any{"keys": keys})})
		if err != nil {
			return nil, fmt.Errorf("look for what leads to the rows of an import: %w", err)
		}
		for _, row := range rows {
			if far := r.builds(typ, row); far != "" {
				out = append(out, far)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// builds names what a relationship of a node that goes belongs to, where that stays; "" where it goes too.
func (r *restoring) builds(label string, row []any) string {
	key, _ := row[0].(string)
	typ, _ := row[1].(string)
	out, _ := row[2].(bool)
	far, _ := row[3].(string)
	farKey, _ := row[4].(string)
	ends := [2]string{label, far}
	if !out {
		ends = [2]string{far, label}
	}
	// References of nodes may have the type of a table's relationships, between other nodes.
	if e := r.shape(typ).Edge; e != nil && ends == [2]string{e.FromLabel, e.ToLabel} {
		id, _ := row[5].(map[string]any)
		edge := Row{Key: key, To: farKey, Identity: id}
		if !out {
			edge.Key, edge.To = farKey, key
		}
		if w := r.rows[typ][edgeKey(*e, edge)]; w != nil && !w.there {
			return ""
		}
		return typ + " " + edge.Key + ";" + edge.To
	}
	for _, ref := range r.shape(label).Relations {
		if ref.Type == typ && ref.Out == out && ref.Label == far {
			return ""
		}
	}
	w := r.rows[far][farKey]
	if w == nil {
		return far + " " + farKey
	}
	for _, ref := range r.shape(far).Relations {
		if _, before := w.values[ref.Column]; ref.Type == typ && ref.Out != out && ref.Label == label && (before || !w.there) {
			return ""
		}
	}
	return far + " " + farKey
}

// shortened is the beginning of a list, with how many there are more.
func shortened(all []string) message.List {
	const most = 20
	var out message.List
	for _, s := range all[:min(most, len(all))] {
		out = append(out, message.Plain(s))
	}
	if n := len(all) - most; n > 0 {
		out = append(out, message.New("%d more", n))
	}
	return out
}
