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
   OR any(text IN [v.before, v.after] WHERE text CONTAINS $p.key)
   OR $p.name <> '' AND any(text IN [v.before, v.after, c.why, c.source] WHERE text CONTAINS $p.name)
RETURN elementId(c), properties(c), properties(v)`

// vouchedAtOnce is how many entries that were rewritten one entry vouches for.
const vouchedAtOnce = 500

// log rewrites the entries about the official. Each keeps its digest, by which the chain goes on; nothing can be found out
// from that by trying, since it is of the values' digest too, which goes. What the entries say now an entry of the erasure
// vouches for.
func (r *erasing) log() error {
	var keys []string
	for _, m := range r.keys {
		keys = slices.AppendSeq(keys, maps.Keys(m))
	}
	rows, err := r.tx.run(cypher.Statement{Text: concerned, Params: params(map[string]any{"keys": keys, "key": quoted(r.key), "name": r.name})})
	if err != nil {
		return fmt.Errorf("look for entries about an official: %w", err)
	}
	vouched := map[string]any{}
	flush := func() {
		if len(vouched) > 0 {
			r.tx.Note(Entry{Op: opErased, Type: "Change", After: vouched})
			vouched = map[string]any{}
		}
	}
	for _, row := range rows {
		change, _ := row[1].(map[string]any)
		kept, _ := row[2].(map[string]any)
		written, err := r.entry(change, kept)
		if err != nil {
			return err
		}
		if !written {
			continue
		}
		if _, err := r.tx.Run(cypher.Statement{Text: "MATCH (c:Change) WHERE elementId(c) = $p.id\nSET c = $p.change\nWITH c MATCH (c)-[:VALUES]->(v:ChangeValues)\nSET v = $p.values",
			Params: params(map[string]any{"id": row[0], "change": change, "values": kept})}); err != nil {
			return fmt.Errorf("rewrite an entry of the log: %w", err)
		}
		vouched[fmt.Sprintf("%v.%v", change["id"], change["n"])] = digestOf(change)
		r.done.Entries++
		if len(vouched) == vouchedAtOnce {
			flush()
		}
	}
	flush()
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
	why, source := r.said(change["why"]), r.said(change["source"])
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
	if same && renewed == key && why == change["why"] && source == change["source"] {
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

func (r *erasing) said(v any) string {
	s, _ := v.(string)
	if r.name != "" {
		s = strings.ReplaceAll(s, r.name, r.instead)
	}
	return s
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
		if q := quoted(r.key); strings.Contains(v, q) {
			return strings.ReplaceAll(v, q, quoted(r.instead)), true
		}
	case []any:
		changed := false
		for i := range v {
			if now, other := r.replaced(label, v[i]); other {
				v[i], changed = now, true
			}
		}
		return v, changed
	}
	return v, false
}
