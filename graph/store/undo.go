package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bole/graph/cypher"
	"bole/graph/law"
)

// was is what a row was before some entries of the log.
type was struct {
	there  bool
	whole  bool           // values are all that it was
	values map[string]any // else those that were others; by property, and by column for keys
	lost   bool           // what an entry changed has been erased: nobody knows what the row was
}

// earlier is what rows were before some entries of the log, by label or type of relationship, and by key.
type earlier map[string]map[string]*was

// before goes back over one entry; entries come from the newest on.
func (e earlier) before(c LogEntry) {
	keys := c.Keys
	if c.Key != "" {
		keys = []string{c.Key}
	}
	switch c.Op {
	case opCreated, opChanged, opRemoved:
	case opErased: // of rows: what they were before nobody is to know
		if c.Type == "Change" {
			return
		}
	default: // units and references that follow from rows, and what is no row
		return
	}
	rows := e[c.Type]
	if rows == nil {
		rows = map[string]*was{}
		e[c.Type] = rows
	}
	for _, key := range keys {
		row := rows[key]
		if row == nil {
			row = &was{}
			rows[key] = row
		}
		switch {
		case c.Op == opCreated:
			*row = was{}
			continue
		case c.Op == opErased:
			*row = was{lost: true}
		case c.Op == opRemoved:
			*row = was{values: c.Before, whole: true}
		default:
			values := maps.Clone(row.values) // an entry of several rows has one map
			if values == nil {
				values = map[string]any{}
			}
			maps.Copy(values, c.Before)
			row.values = values
		}
		row.there = true
		row.lost = row.lost || c.Erased
	}
}

// restoring brings rows back to what they were.
type restoring struct {
	tx     *Tx
	shapes map[string]Shape // by label or type of relationship
	upkeep Upkeep
	rows   earlier
}

// types are the labels, or else the types of relationships, that have rows to restore.
func (r *restoring) types(edges bool) []string {
	var out []string
	for _, t := range slices.Sorted(maps.Keys(r.rows)) {
		if (r.shape(t).Edge != nil) == edges {
			out = append(out, t)
		}
	}
	return out
}

// shape is how rows of a type are stored; what is of no table is a node without references.
func (r *restoring) shape(typ string) Shape {
	if s, ok := r.shapes[typ]; ok {
		return s
	}
	return Shape{Label: typ}
}

// keys are the rows of a type that were there, or else those that were not or are not known, in order.
func (r *restoring) keys(typ string, there bool) []string {
	var out []string
	for key, w := range r.rows[typ] {
		if (w.there && !w.lost) == there {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// restore writes what was there and takes away what was not: nodes before what leads to them, and what rows that stay
// name before nodes go, with which all that leads to them goes unseen. It notes what it does, and returns the owners
// whose nodes were touched.
func (r *restoring) restore() (owners []string, err error) {
	r.tx.back = true
	touched := map[string]bool{}
	if err := r.owners(touched); err != nil {
		return nil, err
	}
	steps := []struct {
		edges bool
		do    func(typ string) error
	}{{true, r.takeEdges}, {false, r.properties}, {false, r.references}, {false, r.takeNodes}, {true, r.edges}}
	for _, step := range steps {
		for _, typ := range r.types(step.edges) {
			if err := step.do(typ); err != nil {
				return nil, fmt.Errorf("restore %s: %w", typ, err)
			}
		}
	}
	if err := r.owners(touched); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(touched)), nil
}

// owners adds whose the nodes to be restored are at this moment.
func (r *restoring) owners(into map[string]bool) error {
	for key := range r.rows[r.upkeep.Owner] {
		into[key] = true
	}
	for label, rows := range r.rows {
		holders, err := r.tx.Holders(label, slices.Sorted(maps.Keys(rows))...)
		if err != nil {
			return err
		}
		for _, key := range holders {
			into[key] = true
		}
	}
	for _, o := range r.upkeep.Owned {
		keys := slices.Sorted(maps.Keys(r.rows[o.Label]))
		if len(keys) == 0 {
			continue
		}
		rows, err := r.tx.run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (:" + cypher.Quote(o.Label) + " {key: k})-[:" + cypher.Quote(o.Relation) + "]->(c:" + cypher.Quote(r.upkeep.Owner) + ")\nRETURN DISTINCT c.key",
			Params: params(map[string]any{"keys": keys})})
		if err != nil {
			return err
		}
		for _, row := range rows {
			key, _ := row[0].(string)
			into[key] = true
		}
	}
	return nil
}

func (r *restoring) takeEdges(typ string) error {
	e := *r.shape(typ).Edge
	var items []any
	names := map[string]bool{}
	for _, key := range r.keys(typ, false) {
		row, err := edgeRow(e, key)
		if err != nil {
			return err
		}
		items, names[key] = append(items, edgeItem(row)), true
	}
	if len(items) == 0 {
		return nil
	}
	rows, err := r.tx.run(cypher.Statement{Text: "UNWIND $p.rows AS r\n" + edgePattern(e) + "\n" +
		"WITH a.key AS from, b.key AS to, x, properties(x) AS before\nDELETE x\nRETURN from, to, before", Params: params(map[string]any{"rows": items})})
	if err != nil {
		return err
	}
	for _, row := range rows {
		gone := Row{}
		gone.Key, _ = row[0].(string)
		gone.To, _ = row[1].(string)
		gone.Identity, _ = row[2].(map[string]any)
		r.tx.Note(Entry{Op: opRemoved, Type: e.Type, Key: edgeKey(e, gone), Before: gone.Identity})
	}
	return nil
}

func (r *restoring) takeNodes(typ string) error {
	keys := r.keys(typ, false)
	if len(keys) == 0 {
		return nil
	}
	s := r.shape(typ)
	found, err := r.tx.Stored(s, keys)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		r.tx.Note(Entry{Op: opRemoved, Type: typ, Key: key, Before: found[key]})
	}
	_, err = r.tx.run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (n:" + cypher.Quote(s.Label) + " {key: k})\nDETACH DELETE n", Params: params(map[string]any{"keys": keys})})
	return err
}

func (r *restoring) properties(typ string) error {
	s := r.shape(typ)
	keys := r.keys(typ, true)
	now, err := r.tx.Stored(s, keys)
	if err != nil {
		return err
	}
	var rows []Row
	for _, key := range keys {
		w := r.rows[typ][key]
		set := s.stored(w.values)
		for name := range now[key] {
			if _, known := set[name]; w.whole && !known && name != "version" && name != "recordedAt" {
				set[name] = nil
			}
		}
		for _, ref := range s.Relations {
			delete(set, ref.Column)
		}
		delete(set, "locator")
		rows = append(rows, Row{Key: key, Properties: set})
	}
	_, err = r.tx.Rows(Shape{Label: s.Label}, rows)
	return err
}

// references restores which nodes rows name. Where a place in a source is kept with one, both are restored together.
func (r *restoring) references(typ string) error {
	s := r.shape(typ)
	keys := r.keys(typ, true)
	if len(s.Relations) == 0 || len(keys) == 0 {
		return nil
	}
	now, err := r.tx.Stored(s, keys)
	if err != nil {
		return err
	}
	var rows []Row
	for _, key := range keys {
		row := Row{Key: key, References: map[string][]string{}}
		w := r.rows[typ][key]
		value := func(name string) (v any, other bool) {
			if v, other = w.values[name]; other || w.whole {
				return v, true
			}
			return now[key][name], false
		}
		for _, ref := range s.Relations {
			v, other := value(ref.Column)
			if ref.Keeps {
				var moved bool
				row.Locator, moved = value("locator")
				other = other || moved
			}
			if other {
				row.References[ref.Column] = texts(v)
			}
		}
		if len(row.References) > 0 {
			rows = append(rows, row)
		}
	}
	_, err = r.tx.Rows(s, rows)
	return err
}

func (r *restoring) edges(typ string) error {
	s := r.shape(typ)
	var rows []Row
	for _, key := range r.keys(typ, true) {
		row, err := edgeRow(*s.Edge, key)
		if err != nil {
			return err
		}
		w := r.rows[typ][key]
		row.Properties = s.stored(w.values)
		if w.whole {
			now, err := r.tx.Edge(*s.Edge, row)
			if err != nil {
				return err
			}
			for name := range now {
				if _, known := w.values[name]; !known {
					row.Properties[name] = nil
				}
			}
		}
		for _, p := range s.Edge.Identity {
			delete(row.Properties, p)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := r.tx.Rows(s, rows)
	return err
}

// edgeRow is the relationship that a key of the log names.
func edgeRow(e Edge, key string) (Row, error) {
	var parts []any
	if err := json.Unmarshal([]byte(key), &parts); err != nil || len(parts) != 2+len(e.Identity) {
		return Row{}, cmp.Or(err, fmt.Errorf("%s is not the key of a relationship %s", key, e.Type))
	}
	row := Row{Identity: map[string]any{}}
	row.Key, _ = parts[0].(string)
	row.To, _ = parts[1].(string)
	for i, p := range e.Identity {
		row.Identity[p] = parts[2+i]
	}
	return row, nil
}

// stored gives values of the log back the types that they are stored with: JSON has one kind of number.
func (s Shape) stored(values map[string]any) map[string]any {
	out := maps.Clone(values)
	if out == nil {
		out = map[string]any{}
	}
	for _, name := range s.Floats {
		if n, whole := out[name].(int64); whole {
			out[name] = float64(n)
		}
	}
	return out
}

// Stored reads rows of nodes as they are, by key: their properties, and by column the keys of the nodes they name.
func (t *Tx) Stored(s Shape, keys []string) (map[string]map[string]any, error) {
	rows, err := t.run(storedStatement(s, keys))
	if err != nil {
		return nil, fmt.Errorf("read rows of %s: %w", s.Label, err)
	}
	return storedRows(s, rows), nil
}

// Stored is Tx.Stored outside an act, of relationships too: their properties, by their keys in the log.
func (s *Store) Stored(ctx context.Context, shape Shape, keys []string) (map[string]map[string]any, error) {
	st := storedStatement(shape, keys)
	if shape.Edge != nil {
		items := make([]any, 0, len(keys))
		for _, key := range keys {
			row, err := edgeRow(*shape.Edge, key)
			if err != nil {
				return nil, err
			}
			item := edgeItem(row)
			item["key"] = key
			items = append(items, item)
		}
		st = cypher.Statement{Name: "rows", Text: "UNWIND $p.rows AS r\n" + edgePattern(*shape.Edge) + "\nRETURN r.key, properties(x), [], null", Params: params(map[string]any{"rows": items})}
	}
	rows, err := s.Read(ctx, law.System, st)
	if err != nil {
		return nil, fmt.Errorf("read rows of %s: %w", shape.Label, err)
	}
	return storedRows(shape, rows), nil
}

func storedStatement(s Shape, keys []string) cypher.Statement {
	read, places := make([]string, len(s.Relations)), "null"
	for i, ref := range s.Relations {
		pattern := cypher.Arrow("x", ref.Type, ref.Out) + "(m:" + cypher.Quote(ref.Label) + ")"
		read[i] = "COLLECT { MATCH (n)" + pattern + " RETURN m.key ORDER BY m.key }"
		if ref.Keeps {
			places = "head([(n)" + pattern + " | x.locator])"
		}
	}
	return cypher.Statement{Name: "rows", Text: "UNWIND $p.keys AS k\nMATCH (n:" + cypher.Quote(s.Label) + " {key: k})\nRETURN k, properties(n), [" + strings.Join(read, ", ") + "], " + places,
		Params: params(map[string]any{"keys": keys})}
}

func storedRows(s Shape, rows [][]any) map[string]map[string]any {
	out := make(map[string]map[string]any, len(rows))
	for _, row := range rows {
		key, _ := row[0].(string)
		values, _ := row[1].(map[string]any)
		named, _ := row[2].([]any)
		for i, ref := range s.Relations {
			if keys := texts(named[i]); len(keys) > 0 {
				values[ref.Column] = keys
			}
		}
		if row[3] != nil {
			values["locator"] = row[3]
		}
		out[key] = values
	}
	return out
}

// texts are the texts of a list.
func texts(v any) []string {
	if list, ok := v.([]string); ok {
		return list
	}
	list, _ := v.([]any)
	out := make([]string, 0, len(list))
	for _, item := range list {
		s, _ := item.(string)
		out = append(out, s)
	}
	return out
}
