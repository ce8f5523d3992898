package dataset

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/rows"
)

// bulkNotes are what an import of files notes in the log: the same entries as one row by row.
type bulkNotes struct {
	log       *store.BulkLog
	upkeep    store.Upkeep
	table     *Table // whose rows are read now
	made      []string
	given     int        // rows of the table that say something of references which point forward
	forward   [][]string // keys of those that have some, for each such column
	completed []func()   // notes that come after all rows
	owners    []string
	theirs    map[string]map[string]int64 // label → owner → nodes
	everyones map[string]int64            // label → nodes that belong to nobody alone
}

func newBulkNotes(batch store.Batch, u store.Upkeep) *bulkNotes {
	n := &bulkNotes{log: &store.BulkLog{Batch: batch}, upkeep: u, theirs: map[string]map[string]int64{}, everyones: map[string]int64{}}
	for _, o := range u.Owned {
		n.theirs[o.Label] = map[string]int64{}
	}
	return n
}

// row notes a row; those of a table come one after the other.
func (n *bulkNotes) row(t *Table, r row) {
	if n.table != t {
		n.end()
		n.table = t
	}
	stored, _ := rows.Of(t.Table, r.values, rows.First)
	key := strings.Clone(t.shape.KeyOf(stored)) // the record's whole text would stay with a part of it
	if n.made = append(n.made, key); len(n.made) == loadBatch {
		n.create()
	}
	if t.Owner != nil {
		n.owned(t, r, key)
	}
	if t.Defers() {
		n.later(t, r, key)
	}
}

func (n *bulkNotes) owned(t *Table, r row, key string) {
	owner := strings.Clone(r.text(t.Owner.Name))
	switch {
	case t.shape.Label == n.upkeep.Owner:
		n.owners = append(n.owners, key)
	case n.theirs[t.shape.Label] == nil: // relationships
	case owner != "":
		n.theirs[t.shape.Label][owner]++
	case slices.Contains(t.OneOf, t.Owner.Name):
		n.everyones[t.shape.Label]++
	}
}

func (n *bulkNotes) later(t *Table, r row, key string) {
	stored, any := rows.Of(t.Table, r.values, rows.Later)
	if !any {
		return
	}
	columns := rows.Shape(t.Table, rows.Later).Relations
	if n.forward == nil {
		n.forward = make([][]string, len(columns))
	}
	for i, ref := range columns {
		if len(stored.References[ref.Column]) > 0 {
			n.forward[i] = append(n.forward[i], key)
		}
	}
	if n.given++; n.given == loadBatch {
		n.complete()
	}
}

func (n *bulkNotes) create() {
	n.log.Created(n.table.loggedAs(), n.made)
	n.made = nil
}

func (n *bulkNotes) complete() {
	typ, keys := n.table.loggedAs(), slices.Concat(n.forward...)
	n.completed = append(n.completed, func() { n.log.Completed(typ, keys) })
	n.given, n.forward = 0, nil
}

// end notes what is left of a table.
func (n *bulkNotes) end() {
	if n.table == nil {
		return
	}
	n.create()
	if n.given > 0 {
		n.complete()
	}
}

// loggedAs is what the log calls the table's rows.
func (t *Table) loggedAs() string {
	if e := t.shape.Edge; e != nil {
		return e.Type
	}
	return t.shape.Label
}

// log writes the import's entries among its nodes: a graph without them would have no versions.
func (b *bulk) log(ctx context.Context, g Graph, vouch *store.Vouch, all map[string]int, now time.Time) error {
	n := b.noted
	n.end()
	for _, note := range n.completed {
		note()
	}
	n.log.Moved(n.upkeep, n.owners, n.theirs, n.everyones)
	for name, t := range vouch.Tables {
		t.Count = int64(all[name])
	}
	n.log.Batch.Vouch = vouch
	nodes, err := n.log.Nodes(now)
	if err != nil {
		return err
	}
	if g.Store != nil {
		carried, empty, err := g.Store.Carried(ctx)
		switch {
		case err != nil:
			return err
		case !empty: // minutes after the first look, and Neo4j listens
			return message.Errorf("somebody has written to the graph since the import began, and it would be lost; import again, row by row")
		}
		nodes = append(nodes, carried...)
	}
	for _, step := range g.Steps {
		if err := b.system("Migration", "", map[string]any{"key": step, "recordedAt": b.at}); err != nil {
			return err
		}
	}
	for _, node := range nodes {
		if err := b.system(node.Label, node.ID, node.Properties); err != nil {
			return err
		}
	}
	return nil
}

// system writes a node of what the system keeps about itself. The values of an entry have its id.
func (b *bulk) system(label, id string, properties map[string]any) error {
	names := slices.Sorted(maps.Keys(properties))
	header, line := make([]string, 0, 1+len(names)), []byte(nil)
	if id != "" {
		header, line = append(header, ":ID("+label+")"), append(appendQuoted(line, id), ',')
	}
	for i, name := range names {
		kind, v := ":string", properties[name]
		switch list := v.(type) {
		case int64:
			kind = ":long"
		case float64:
			kind = ":double"
		case bool:
			kind = ":boolean"
		case []byte:
			kind = ":byte[]"
		case []string:
			if kind = ":string[]"; len(list) == 0 {
				v = nil
			}
		}
		header = append(header, name+kind)
		if i > 0 {
			line = append(line, ',')
		}
		line = b.appendValue(line, v)
	}
	file, err := b.open(strings.Join(header, ",")+" "+label, header, label, "")
	if err == nil {
		err = file.write(append(line, '\n'))
	}
	if err != nil || label != "ChangeValues" {
		return err
	}
	if file, err = b.open("VALUES", []string{":START_ID(Change)", ":END_ID(ChangeValues)"}, "", "VALUES"); err != nil {
		return err
	}
	return file.write(append(appendQuoted(append(appendQuoted(nil, id), ','), id), '\n'))
}
