package acts

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/rows"
	"bole/internal/table"
)

// ask runs a statement under the law: the values of the caller's scope are $p.scope.
func (w *row) ask(text string, p map[string]any) ([][]any, error) {
	_, p["scope"] = w.caller.OwnScope()
	return w.tx.Aside(cypher.Statement{Text: text, Params: map[string]any{"p": p}})
}

// node is the record of the node whose version a change is made from: the row itself, or the end it is recorded with.
func (r *record) node() *record {
	if r.end != nil {
		return r.end.node
	}
	return r
}

// nodeKey is the key of that node.
func (w *row) nodeKey(key string) string {
	if w.end != nil {
		key, _ = w.values[w.end.column.Name].(string)
	}
	return key
}

// absent refuses a row that is there already; made says that its key was made for it.
func (w *row) absent(key string, made bool) error {
	if w.table.IsEdge() {
		if _, err := w.mine(w.nodeKey(key)); err != nil {
			return err
		}
		r, _ := rows.Of(w.table, w.values, rows.Whole)
		found, err := w.tx.Edge(*w.shape.Edge, r)
		if err == nil && found != nil {
			err = refusal.Of(refusal.Conflict, w.at, "it is recorded already; correct it instead")
		}
		return err
	}
	if made {
		w.tx.Fresh(w.shape.Label, key)
		return nil
	}
	found, err := w.tx.Lock(w.shape.Label, key)
	if err == nil && len(found) > 0 {
		err = refusal.Of(refusal.Conflict, w.at, "the key %q is taken; give another one, or none", key)
	}
	return err
}

// mine locks the node that a change is made to, gives its version, and refuses where the caller may not write it. Of a
// node out of scope nobody is told whether it is there.
func (w *row) mine(key string) (version int64, err error) {
	n := w.node()
	versions, err := w.tx.Lock(n.shape.Label, key)
	if err != nil {
		return 0, err
	}
	found, err := w.ask("MATCH (n:"+cypher.Quote(n.shape.Label)+" {key: $p.key}) WHERE "+w.law.Sees(w.caller, "n", n.typ)+" RETURN "+w.law.Writes(w.caller, "n", n.typ, false), map[string]any{"key": key})
	switch {
	case err != nil:
		return 0, err
	case len(found) == 0:
		field := "key"
		if w.end != nil {
			field = w.end.column.Input()
		}
		return 0, refusal.Of(refusal.BadID, below(w.at, field), "%q is not a key that you may see; give that of one you see", key)
	case found[0][0] != true:
		return 0, w.foreign()
	}
	return versions[key], nil
}

func (w *row) foreign() error {
	return refusal.Of(refusal.Forbidden, w.at, "it belongs to an organization or official outside the token's scope; ask somebody in whose scope it is")
}

// seen holds what is changed against the version that the caller saw, and reads what it says now.
func (w *row) seen(key string, expected int64) error {
	at, n := w.nodeKey(key), w.node()
	version, err := w.mine(at)
	if err != nil {
		return err
	}
	if err := w.read(key); err != nil {
		return err
	}
	if version == expected {
		return nil
	}
	place := below(w.at, "expectedVersion")
	by, when, err := w.tx.LastChange(n.shape.Label, at)
	switch {
	case err != nil:
		return err
	case by == "" || w.caller.Role == law.Subject: // the person concerned is not told who wrote about them
		return refusal.Of(refusal.Conflict, place, "is %d, and it is at version %d now; read it again", expected, version)
	}
	return refusal.Of(refusal.Conflict, place, "is %d, and it is at version %d now, last changed by %s at %s; read it again", expected, version, by, when)
}

// read reads the row as it is.
func (w *row) read(key string) error {
	if w.table.IsEdge() {
		r, _ := rows.Of(w.table, w.values, rows.Whole)
		found, err := w.tx.Edge(*w.shape.Edge, r)
		if err == nil && found == nil {
			err = refusal.Of(refusal.BadID, w.at, "there is no such %s; give what tells it from others as it stands there", message.Plain(w.as))
		}
		w.before = map[string]any{}
		for _, c := range w.table.Columns[2:] {
			w.before[c.Name] = native(found[c.Property])
		}
		return err
	}
	found, err := w.tx.Stored(w.shape, []string{key})
	if err != nil {
		return err
	}
	if found[key] == nil {
		return fmt.Errorf("read %s: it is not there", w.as)
	}
	w.before = map[string]any{}
	for _, c := range w.table.Columns {
		if slices.ContainsFunc(w.shape.Relations, func(ref store.Reference) bool { return ref.Column == c.Name }) {
			keys, _ := found[key][c.Name].([]string)
			switch {
			case len(keys) == 0:
			case c.List:
				w.before[c.Name] = keys
			default:
				w.before[c.Name] = keys[0]
			}
		} else if v := native(found[key][c.Property]); v != nil && c.Name != "locator" { // which stands on the way to the source
			w.before[c.Name] = v
		}
	}
	return nil
}

// native is a stored value as rows have it.
func native(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	out := make([]string, 0, len(list))
	for _, item := range list {
		s, _ := item.(string)
		out = append(out, s)
	}
	return out
}

// merged holds what is corrected against what stays as it is.
func (w *row) merged() error {
	whole := maps.Clone(w.before)
	for name, v := range w.values {
		if slices.Contains(w.table.OneOf, name) && v != nil { // one of them replaces the others
			for _, other := range w.table.OneOf {
				delete(whole, other)
			}
		}
	}
	maps.Copy(whole, w.values)
	if w.values["locator"] != nil && w.values["source"] == nil && whole["source"] != nil && !w.table.IsEdge() {
		w.values["source"] = whole["source"] // the place in it stands on the way to it
	}
	bad := w.between(whole, map[string]bool{}, w.at)
	if err := refuse(bad); err != nil {
		return err
	}
	if err := w.stepped(); err != nil {
		return err
	}
	w.needing(whole, w.changes, func(c *table.Column, m *table.Misfit) { bad = append(bad, mismatch{below(w.at, c.Input()), m}) })
	if err := refuse(bad); err != nil {
		return err
	}
	return w.settled()
}

// write stores the row with what is recorded together with it, and refuses what the caller could not write.
func (w *row) write(key string, with []together) error {
	groups := [][]*row{{w}} // each of one table
	for i, t := range with {
		t.row[t.end.column.Name] = key
		one := &row{record: t.record, tx: w.tx, caller: w.caller, at: t.at, values: t.row}
		if last := len(groups) - 1; i > 0 && groups[last][0].record == t.record {
			groups[last] = append(groups[last], one)
		} else {
			groups = append(groups, []*row{one})
		}
	}
	owners := map[string]bool{}
	for _, group := range groups {
		if err := refers(group, key); err != nil {
			return err
		}
		for _, one := range group {
			one.owners(owners)
		}
	}
	if err := w.tree(key); err != nil {
		return err
	}
	if err := w.sequenced(key); err != nil {
		return err
	}
	changed := false
	for _, group := range groups {
		written := make([]store.Row, len(group))
		for i, one := range group {
			written[i], _ = rows.Of(one.table, one.values, rows.Whole)
		}
		outcomes, err := w.tx.Rows(group[0].shape, written)
		if err != nil {
			return err
		}
		changed = changed || slices.ContainsFunc(outcomes, func(o store.Outcome) bool { return o != store.Unchanged })
	}
	if err := w.settle(key, owners, changed); err != nil {
		return err
	}
	if err := w.drawn(key); err != nil {
		return err
	}
	return w.required(key)
}

// settle keeps what follows from a row, and refuses a row that the caller may not write as it is now.
func (w *row) settle(key string, owners map[string]bool, changed bool) error {
	at, n := w.nodeKey(key), w.node()
	holders, err := w.tx.Holders(n.shape.Label, at)
	if err != nil {
		return err
	}
	for _, key := range holders {
		owners[key] = true
	}
	if err := w.tx.Upkeep(w.upkeep, slices.Sorted(maps.Keys(owners)), w.today(), n.shape.Label); err != nil {
		return err
	}
	if err := w.tx.Unowned(w.upkeep, n.shape.Label, at); err != nil {
		return err
	}
	if w.end != nil && changed {
		if err := w.tx.Stamp(n.shape.Label, at); err != nil {
			return err
		}
	}
	may := w.law.Writes(w.caller, "n", n.typ, w.end == nil && w.before == nil)
	if may == "true" { // of the whole graph
		return nil
	}
	found, err := w.ask("MATCH (n:"+cypher.Quote(n.shape.Label)+" {key: $p.key}) WHERE "+may+" RETURN n.key", map[string]any{"key": at})
	if err == nil && len(found) == 0 {
		err = w.foreign()
	}
	return err
}

// owners gathers the officials whose nodes the row is one of, before and after.
func (w *row) owners(into map[string]bool) {
	c := w.table.Owner
	if c == nil {
		return
	}
	for _, values := range []map[string]any{w.before, w.values} {
		if key, ok := values[c.Name].(string); ok {
			into[key] = true
		}
	}
}

// refers refuses keys of nodes that are not there, or not for the caller, in rows of one table: nobody is told which. The
// nodes are locked, so that nobody takes them away meanwhile.
func refers(group []*row, own string) error {
	w := group[0]
	var bad []mismatch
	for _, c := range w.table.Columns {
		if c.Refers == "" || w.end != nil && c == w.end.column && w.values[c.Name] == own {
			continue
		}
		var keys []string
		for _, one := range group {
			keys = append(keys, rows.Keys(one.values, c)...)
		}
		if len(keys) == 0 {
			continue
		}
		typ := w.tabled[c.Refers]
		found, err := w.ask("UNWIND $p.keys AS k WITH DISTINCT k ORDER BY k\nMATCH (m:"+cypher.Quote(typ.Label)+" {key: k}) WHERE "+w.law.Sees(w.caller, "m", typ)+
			"\nSET m.lock = true\nREMOVE m.lock\nRETURN m.key", map[string]any{"keys": keys})
		if err != nil {
			return err
		}
		there := map[any]bool{}
		for _, row := range found {
			there[row[0]] = true
		}
		for _, one := range group {
			bad = append(bad, one.missing(c, there)...)
		}
	}
	return refuse(bad)
}

// missing are the places where a column names none of the nodes that are there for the caller.
func (w *row) missing(c *table.Column, there map[any]bool) (bad []mismatch) {
	for i, key := range rows.Keys(w.values, c) {
		if there[key] {
			continue
		}
		at := below(w.at, c.Input())
		if c.List {
			at = below(at, i)
		}
		bad = append(bad, mismatch{at, &table.Misfit{Problem: message.New("%q is not a key of %s that you may see", key, w.tabled[c.Refers].Name), Remedy: message.New("correct it, or record that one first")}})
	}
	return bad
}

// tree refuses a parent that the row is an ancestor of. All above it are locked, so that of two that move at once the
// second sees where the first went.
func (w *row) tree(key string) error {
	c := w.table.Parent()
	if c == nil {
		return nil
	}
	parent, _ := w.values[c.Name].(string)
	if parent == "" {
		return nil
	}
	label := cypher.Quote(w.shape.Label)
	above := cypher.Word("MATCH (:" + label + " {key: $p.key})-[:PART_OF*0..]->(a:" + label + ")\n")
	found, err := w.ask(string(above)+"WITH DISTINCT a ORDER BY a.key\nSET a.lock = true\nREMOVE a.lock\nRETURN count(a)", map[string]any{"key": parent})
	if err == nil {
		found, err = w.ask(string(above)+"WITH a WHERE a.key = $p.own RETURN a.key", map[string]any{"key": parent, "own": key})
	}
	if err == nil && len(found) > 0 {
		err = refuse([]mismatch{{below(w.at, c.Input()), &table.Misfit{Problem: message.New("%q is a part of %q", parent, key), Remedy: message.New("give one that is not below it")}}})
	}
	return err
}

// here says what a refusal without a place is about: one input of a batch, or the only one.
func (w *row) here(err error) error {
	e, ok := errors.AsType[*refusal.Error](err)
	if !ok || len(e.Path) > 0 {
		return err
	}
	told := *e
	told.Path, told.Text = slices.Clone(w.at), message.At(refusal.PathText(w.at), e.Text)
	return &told
}

// remove takes the row away.
func (w *row) remove(key string) error {
	owners := map[string]bool{}
	w.owners(owners)
	if w.table.IsEdge() {
		if err := refers([]*row{w}, w.nodeKey(key)); err != nil { // either end may be out of scope
			return err
		}
		r, _ := rows.Of(w.table, w.values, rows.Whole)
		if _, err := w.tx.RemoveEdge(*w.shape.Edge, r); err != nil {
			return err
		}
		return w.settle(key, owners, true)
	}
	with := make([]store.Edge, 0, len(w.with))
	for _, n := range w.with {
		with = append(with, *n.shape.Edge)
	}
	if err := w.tx.Remove(w.shape, key, with); err != nil {
		return w.here(err)
	}
	if w.typ == w.schema.Owner() {
		return nil
	}
	return w.tx.Upkeep(w.upkeep, slices.Sorted(maps.Keys(owners)), w.today(), w.shape.Label)
}
