package store

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bole/graph/cypher"
)

// concerned finds the entries that may hold a key or the name of somebody who is erased.
const concerned = `MATCH (c:Change)
OPTIONAL MATCH (c)-[:VALUES]->(v:ChangeValues)
WITH c, v, coalesce(v.keys, []) + c.key AS named
WHERE any(k IN named WHERE k IN $p.keys OR k STARTS WITH '[' AND any(part IN split(k, '"') WHERE part IN $p.keys))
   OR any(text IN [v.before, v.after] WHERE any(part IN split(text, '"') WHERE part IN $p.keys))
   OR any(text IN named + [v.before, v.after] WHERE any(inside IN $p.escaped WHERE text CONTAINS inside))
   OR any(text IN [v.before, v.after, c.why, c.source] WHERE any(said IN $p.said WHERE text CONTAINS said))
RETURN elementId(c), properties(c), properties(v)`

// vouchedAtOnce is how many entries that were rewritten one entry vouches for.
const vouchedAtOnce = 500

// log rewrites the entries about the official. Each keeps its digest, by which the chain goes on; nothing can be found out
// from that by trying, since it is of the values' digest too, which goes. What the entries say now an entry of the erasure
// vouches for.
func (r *erasing) log() error {
	rows, err := r.tx.run(cypher.Statement{Text: concerned, Params: params(r.forms())})
	if err != nil {
		return fmt.Errorf("look for entries about an official: %w", err)
	}
	var written []any
	for _, row := range rows {
		change, _ := row[1].(map[string]any)
		kept, _ := row[2].(map[string]any)
		was := change["key"]
		some, err := r.entry(change, kept)
		if err != nil {
			return fmt.Errorf("rewrite the entry of %v: %w", was, err)
		}
		if some { // its number may be given to it meanwhile
			written = append(written, map[string]any{"id": row[0], "place": fmt.Sprintf("%v.%v", change["id"], change["n"]), "digest": digestOf(change), "values": kept,
				"change": map[string]any{"key": change["key"], "why": change["why"], "source": change["source"], "values": change["values"], "rewritten": true}})
		}
	}
	for part := range slices.Chunk(written, vouchedAtOnce) {
		if _, err := r.tx.Run(cypher.Statement{Text: "UNWIND $p.rows AS r\nMATCH (c:Change) WHERE elementId(c) = r.id\nSET c += r.change\nWITH c, r MATCH (c)-[:VALUES]->(v:ChangeValues)\nSET v = r.values",
			Params: params(map[string]any{"rows": part})}); err != nil {
			return fmt.Errorf("rewrite entries of the log: %w", err)
		}
		vouched := map[string]any{}
		for _, item := range part {
			row, _ := item.(map[string]any)
			vouched[fmt.Sprint(row["place"])] = row["digest"]
		}
		r.tx.Note(Entry{Op: opErased, Type: "Change", After: vouched})
	}
	r.entries = int64(len(written))
	return nil
}

// entry takes what is personal out of an entry, in place; it reports whether there was something.
func (r *erasing) entry(change, kept map[string]any) (bool, error) {
	typ, _ := change["type"].(string)
	key, _ := change["key"].(string)
	v := valuesOf(kept)
	was := v
	v.Keys = slices.Clone(v.Keys)
	renewed, theirs := r.rename(typ, key)
	for i, k := range v.Keys {
		v.Keys[i], _ = r.rename(typ, k)
	}
	if last, reused := r.until[nodeName{typ, key}]; reused {
		seq, _ := change["seq"].(int64)
		theirs = theirs || seq > 0 && seq <= last
	}
	whyWas, _ := change["why"].(string)
	sourceWas, _ := change["source"].(string)
	why, source := r.Asked(whyWas), r.said(sourceWas)
	if theirs { // what it said, and why
		v.Before, v.After, why = "", "", ""
	} else {
		for _, side := range []*string{&v.Before, &v.After} {
			text, err := r.values(typ, *side)
			if err != nil {
				return false, fmt.Errorf("read an entry of the log: %w", err)
			}
			*side = text
		}
	}
	same := slices.Equal(v.Keys, was.Keys) && v.Before == was.Before && v.After == was.After
	if same && renewed == key && why == whyWas && source == sourceWas {
		return false, nil
	}
	change["key"], change["why"], change["source"], change["rewritten"] = renewed, why, source, true
	if kept == nil {
		return true, nil
	}
	v.Salt = rand.Text()
	change["values"] = v.digest()
	clear(kept)
	maps.Copy(kept, map[string]any{"salt": v.Salt, "keys": v.Keys, "before": v.Before, "after": v.After})
	if v.Before != was.Before && v.Before == "" || theirs {
		kept["erased"] = FormatTime(r.tx.at)
	}
	return true, nil
}

// rename gives a key of the log with the new keys in it, and reports whether it is of the official or of what is theirs.
func (r *erasing) rename(typ, key string) (string, bool) {
	if renewed, ok := r.keys[typ][key]; ok {
		return renewed, true
	}
	if !strings.HasPrefix(key, "[") {
		return key, false
	}
	for _, s := range r.shapes {
		if s.Edge == nil || s.Edge.Type != typ {
			continue
		}
		var parts []any
		if json.Unmarshal([]byte(key), &parts) != nil || len(parts) < 2 {
			return key, false
		}
		theirs := false
		for i, label := range []string{s.Edge.FromLabel, s.Edge.ToLabel} {
			end, _ := parts[i].(string)
			if renewed, ok := r.keys[label][end]; ok {
				parts[i], theirs = renewed, true
			}
		}
		if !theirs {
			continue // relationships of one type may have several tables
		}
		b, err := json.Marshal(parts)
		if err != nil {
			return key, false
		}
		return string(b), true
	}
	return key, false
}

// values replaces keys and the name in one side of an entry about somebody else.
func (r *erasing) values(typ, side string) (string, error) {
	values, err := decode(side)
	if err != nil || values == nil {
		return side, err
	}
	labels, any := r.named(typ)
	changed := false
	for name, v := range values {
		label := labels[name]
		if any {
			label = r.label
		}
		if now, other := r.replaced(label, v); other {
			values[name], changed = now, true
		}
	}
	if set := r.unnamed(values, r.texts[typ]); len(set) > 0 {
		for name, v := range set {
			if _, there := values[name]; there {
				values[name], changed = v, true
			}
		}
	}
	if !changed {
		return side, nil
	}
	b, err := json.Marshal(values)
	return string(b), err
}

// named are the labels of the nodes whose keys stand in values of a type, by column; any says that every value may be the key
// of an official, where no table says what it is.
func (r *erasing) named(typ string) (labels map[string]string, any bool) {
	labels, any = map[string]string{"cadreKey": r.label}, true
	for _, s := range r.shapes {
		if s.Edge != nil && s.Edge.Type == typ {
			any = false
		}
		if s.Edge != nil || s.Label != typ {
			continue
		}
		any = false
		for _, ref := range s.Relations {
			labels[ref.Column] = ref.Label
		}
	}
	for _, e := range r.edges {
		for _, p := range e.keys {
			if e.Type == typ {
				labels[p] = r.label
			}
		}
	}
	return labels, any
}

// replaced gives a value with the new keys of a label in it, and the key where it stands in quotes in a text.
func (r *erasing) replaced(label string, v any) (any, bool) {
	switch v := v.(type) {
	case string:
		if renewed, ok := r.keys[label][v]; ok {
			return renewed, true
		}
		now := r.unquoted(v)
		return now, now != v
	case []any:
		changed := false
		for i := range v {
			if now, other := r.replaced(label, v[i]); other {
				v[i], changed = now, true
			}
		}
		return v, changed
	case map[string]any:
		changed := false
		for name := range v {
			if now, other := r.replaced(label, v[name]); other {
				v[name], changed = now, true
			}
		}
		return v, changed
	}
	return v, false
}
