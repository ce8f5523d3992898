package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
)

// erasing is an official who is erased. What is personal of them goes from the graph and from the log; the rest stays under
// keys that lead back to nobody.
type erasing struct {
	tx         *Tx
	label, key string              // of the official
	names      []string            // what texts call them, the longest first
	word       *regexp.Regexp      // the key in a text that is sure to mean it; nil: none is
	instead    string              // what stands where a text called them
	belongs    []belonging         // what belongs to officials
	nodes      map[string][]value  // what is personal of nodes, by label
	edges      []*personalEdge     // what is personal of relationships
	texts      map[string][]beside // texts of nodes, by label
	shapes     []Shape             // of the rows that the log tells of

	keys    map[string]map[string]string // new keys, by label and old key
	old     map[string]bool              // the old ones, of whatever label
	until   map[nodeName]int64           // the last entry of what was taken back and whose key is somebody else's today
	cleared map[string][]string          // nodes of others whose texts called them, by label

	rows, valued, entries int64 // what became of it
}

// belonging is a label whose nodes belong to officials. Of those that belong to several only what is the erased one's alone
// counts as theirs.
type belonging struct {
	label, relation string
	shared          bool
}

// value is what stands in a property afterwards, nil for nothing, where there is something in another: itself, or the text
// that it follows from.
type value struct {
	property, where string
	set             any
}

// personalEdge is what of the relationships of a type is personal, and which of their properties hold keys of officials.
type personalEdge struct {
	Edge
	set  []value
	keys []string
}

// beside is what is written beside a text.
type beside struct {
	property string
	of       func(text string) map[string]any
}

// Erasure begins the erasure of an official, who is locked: texts call them by these names, and say instead afterwards.
// Shapes are those of the rows that the log tells of.
func (t *Tx) Erasure(label, key string, names []string, instead string, shapes []Shape) *erasing {
	r := &erasing{tx: t, label: label, key: key, names: called(names), instead: instead, shapes: shapes, nodes: map[string][]value{}, texts: map[string][]beside{},
		keys: map[string]map[string]string{}, old: map[string]bool{}, until: map[nodeName]int64{}, cleared: map[string][]string{}}
	if tells(key) {
		r.word = regexp.MustCompile(`\b` + regexp.QuoteMeta(key) + `\b`)
	}
	r.renew(label, key)
	return r
}

// Belongs says that nodes of a label belong to officials, each to one or, shared, to several.
func (r *erasing) Belongs(label, relation string, shared bool) {
	r.belongs = append(r.belongs, belonging{label, relation, shared})
}

// Node says what stands in a property of nodes afterwards, where there is something in another.
func (r *erasing) Node(label, property, where string, set any) {
	r.nodes[label] = append(r.nodes[label], value{property, where, set})
}

// Edge is Node for relationships.
func (r *erasing) Edge(e Edge, property, where string, set any) {
	x := r.edge(e)
	x.set = append(x.set, value{property, where, set})
}

// EdgeKey says that a property of relationships holds the key of an official.
func (r *erasing) EdgeKey(e Edge, property string) {
	x := r.edge(e)
	x.keys = append(x.keys, property)
}

func (r *erasing) edge(e Edge) *personalEdge {
	for _, x := range r.edges {
		if x.Type == e.Type && x.FromLabel == e.FromLabel && x.ToLabel == e.ToLabel {
			return x
		}
	}
	r.edges = append(r.edges, &personalEdge{Edge: e})
	return r.edges[len(r.edges)-1]
}

// Text says what is written beside a text of nodes.
func (r *erasing) Text(label, property string, of func(text string) map[string]any) {
	r.texts[label] = append(r.texts[label], beside{property, of})
}

// erasedMark is when an official was erased, on their node and on what is theirs.
const erasedMark = "erased"

// Do takes what is personal out of the graph and the log, and notes that.
func (r *erasing) Do() error {
	for _, step := range []func() error{r.alone, r.keep, r.gather, r.gone, r.goneShared, r.fromNodes, r.fromEdges, r.mentions, r.answers, r.log} {
		if err := step(); err != nil {
			return err
		}
	}
	r.note()
	return nil
}

// Done says how many nodes are under new keys, and how many values and entries of the log were taken out or rewritten.
func (r *erasing) Done() (rows, values, entries int64) { return r.rows, r.valued, r.entries }

func newKey() string { return strings.ToLower(rand.Text()) }

// alone lets no import be taken back meanwhile: what it would restore was read before. Nor does any vouch for rows from here
// on: digests of what is erased go too, and relationships are rewritten without an entry for each.
func (r *erasing) alone() error {
	_, err := r.tx.run(cypher.Statement{Text: "MATCH (b:ImportBatch)\nSET b.lock = true\nREMOVE b.lock, b.vouch"})
	return err
}

// keep holds the key as taken, by a digest, so that no dataset brings the official back.
func (r *erasing) keep() error {
	digests, err := r.tx.keyDigests(r.label, []string{r.key})
	if err != nil {
		return err
	}
	_, err = r.tx.Run(cypher.Statement{Text: "MERGE (:ErasedKey {key: $p.key})", Params: params(map[string]any{"key": digests[0]})})
	return err
}

func (t *Tx) keyDigests(label string, keys []string) ([]string, error) {
	rows, err := t.run(logSecret)
	if err != nil {
		return nil, err
	}
	return digestsOf(rows, label, keys), nil
}

var logSecret = cypher.Statement{Name: "log/secret", Text: "MATCH (h:LogHead {key: 'log'}) RETURN h.secret"}

// digestsOf are what is kept of the keys of those who were erased; without the graph's secret nobody can try keys.
func digestsOf(rows [][]any, label string, keys []string) []string {
	secret := ""
	if len(rows) > 0 {
		secret, _ = rows[0][0].(string)
	}
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = digest(secret, label, key)
	}
	return out
}

// ErasedKeys gives those of the keys that were of somebody who was erased.
func (s *Store) ErasedKeys(ctx context.Context, label string, keys []string) ([]string, error) {
	rows, err := s.Read(ctx, law.System, logSecret)
	if err != nil {
		return nil, fmt.Errorf("look for keys that were erased: %w", err)
	}
	found, err := s.Read(ctx, law.System, cypher.Statement{Name: "erased", Text: "UNWIND range(0, size($p.digests) - 1) AS i\nMATCH (:ErasedKey {key: $p.digests[i]})\nRETURN i", Params: params(map[string]any{"digests": digestsOf(rows, label, keys)})})
	if err != nil {
		return nil, fmt.Errorf("look for keys that were erased: %w", err)
	}
	var out []string
	for _, row := range found {
		i, _ := row[0].(int64)
		out = append(out, keys[i])
	}
	return out, nil
}

// unerased refuses to make a node under the key of somebody who was erased.
func (t *Tx) unerased(label string, keys []string) error {
	digests, err := t.keyDigests(label, keys)
	if err != nil {
		return err
	}
	rows, err := t.run(cypher.Statement{Text: "UNWIND range(0, size($p.digests) - 1) AS i\nMATCH (:ErasedKey {key: $p.digests[i]})\nRETURN i LIMIT 1", Params: params(map[string]any{"digests": digests})})
	if err != nil || len(rows) == 0 {
		return err
	}
	i, _ := rows[0][0].(int64)
	return refusal.Newf(refusal.Conflict, "%q is the key of an official who was erased, and is not given again; leave them out, or take another key for somebody else", keys[i])
}

// gather gives new keys to what belongs to the official alone.
func (r *erasing) gather() error {
	owner := cypher.Quote(r.label)
	for _, b := range r.belongs {
		text := "MATCH (n:" + cypher.Quote(b.label) + ")-[:" + cypher.Quote(b.relation) + "]->(c:" + owner + " {key: $p.key})\n"
		if b.shared {
			text += "WHERE NOT EXISTS { MATCH (n)-[:" + cypher.Quote(b.relation) + "]->(o:" + owner + ") WHERE o <> c AND o." + erasedMark + " IS NULL }\n"
		}
		rows, err := r.tx.run(cypher.Statement{Text: text + "RETURN DISTINCT n.key", Params: params(map[string]any{"key": r.key})})
		if err != nil {
			return fmt.Errorf("list what belongs to an official: %w", err)
		}
		for _, row := range rows {
			key, _ := row[0].(string)
			r.renew(b.label, key)
		}
	}
	for _, keys := range r.keys {
		r.rows += int64(len(keys))
	}
	return nil
}

func (r *erasing) renew(label, key string) {
	if r.keys[label] == nil {
		r.keys[label] = map[string]string{}
	}
	r.keys[label][key] = newKey()
	r.old[key] = true
}

// gone finds what belonged to the official and was taken back, of which the log tells.
func (r *erasing) gone() error {
	rows, err := r.tx.run(cypher.Statement{Text: "MATCH (c:Change {op: $p.op})-[:VALUES]->(v:ChangeValues) WHERE v.before CONTAINS $p.owner\nRETURN c.type, c.key, max(c.seq)",
		Params: params(map[string]any{"op": opRemoved, "owner": `"cadreKey":` + quoted(r.key)})})
	if err != nil {
		return fmt.Errorf("look for what was taken back: %w", err)
	}
	for _, row := range rows {
		label, _ := row[0].(string)
		key, _ := row[1].(string)
		last, _ := row[2].(int64)
		if err := r.lost(label, key, last); err != nil {
			return err
		}
	}
	return nil
}

// goneShared finds what may belong to several, was the official's alone, and was taken back.
func (r *erasing) goneShared() error {
	for _, b := range r.belongs {
		if !b.shared {
			continue
		}
		rows, err := r.tx.run(cypher.Statement{Text: "MATCH (x:Change {type: $p.relation}) WHERE x.op = $p.op AND x.key CONTAINS $p.end RETURN x.key, x.id",
			Params: params(map[string]any{"relation": b.relation, "op": opRemoved, "end": "," + quoted(r.key)})})
		if err != nil {
			return fmt.Errorf("look for what was taken back: %w", err)
		}
		for _, row := range rows {
			edge, _ := row[0].(string)
			if from, to, ok := Ends(edge); ok && to == r.key {
				if err := r.goneWith(b, from, row[1]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// goneWith is goneShared for one that may have been taken back by an act.
func (r *erasing) goneWith(b belonging, key string, act any) error {
	rows, err := r.tx.run(cypher.Statement{Text: `MATCH (c:Change {type: $p.label, key: $p.key}) WHERE c.op = $p.op AND c.id = $p.act
RETURN c.seq, COLLECT { MATCH (x:Change {id: $p.act}) WHERE x.type = $p.relation AND x.op = $p.op RETURN x.key }`,
		Params: params(map[string]any{"label": b.label, "key": key, "relation": b.relation, "op": opRemoved, "act": act})})
	if err != nil || len(rows) == 0 {
		return err
	}
	var others []string
	for _, edge := range texts(rows[0][1]) {
		if from, to, ok := Ends(edge); ok && from == key && to != r.key {
			others = append(others, to)
		}
	}
	living, err := r.tx.run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (o:" + cypher.Quote(r.label) + " {key: k}) WHERE o." + erasedMark + " IS NULL\nRETURN k LIMIT 1", Params: params(map[string]any{"keys": others})})
	if err != nil || len(living) > 0 {
		return err
	}
	last, _ := rows[0][0].(int64)
	return r.lost(b.label, key, last)
}

// lost takes something that was taken back for the official's, up to an entry of the log: its key may be somebody else's
// today.
func (r *erasing) lost(label, key string, last int64) error {
	if r.keys[label][key] != "" {
		return nil
	}
	there, err := r.tx.run(cypher.Statement{Text: "MATCH (n:" + cypher.Quote(label) + " {key: $p.key}) RETURN n.key", Params: params(map[string]any{"key": key})})
	switch {
	case err != nil:
		return err
	case len(there) == 0:
		r.renew(label, key)
	default:
		r.until[nodeName{label, key}] = max(last, r.until[nodeName{label, key}])
	}
	return nil
}

// quoted is a text as it stands in values of the log.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil { // texts always marshal
		return s
	}
	return string(b)
}

// nodes takes what is personal out of the nodes, and gives them their new keys.
func (r *erasing) fromNodes() error {
	for _, label := range slices.Sorted(maps.Keys(r.keys)) {
		var items []any
		for _, old := range slices.Sorted(maps.Keys(r.keys[label])) {
			items = append(items, map[string]any{"old": old, "new": r.keys[label][old]})
		}
		sets, count, values := setting("n", r.nodes[label])
		p := map[string]any{"rows": items, "owner": r.keys[r.label][r.key], "values": values, "at": FormatTime(r.tx.at)}
		rows, err := r.tx.Run(cypher.Statement{Text: "UNWIND $p.rows AS r\nMATCH (n:" + cypher.Quote(label) + " {key: r.old})\nWITH n, r, properties(n) AS was\n" +
			"SET n.key = r.new, n.version = coalesce(n.version, 0) + 1, n." + erasedMark + " = $p.at, n.cadreKey = CASE WHEN was.cadreKey IS NULL THEN null ELSE $p.owner END" + sets +
			"\nRETURN sum(" + count + ")", Params: params(p)})
		if err != nil {
			return fmt.Errorf("erase nodes of %s: %w", label, err)
		}
		n, _ := rows[0][0].(int64)
		r.valued += n
	}
	return nil
}

// setting is what puts values into properties of something whose properties were was, and how many stood there.
func setting(of string, set []value) (sets, count string, values []any) {
	count = "0"
	for i, v := range set {
		where := "was." + cypher.Quote(v.where)
		sets += fmt.Sprintf(", %s.%s = CASE WHEN %s IS NULL THEN null ELSE $p.values[%d] END", of, cypher.Quote(v.property), where, i)
		if v.property == v.where {
			count += " + CASE WHEN " + where + " IS NULL THEN 0 ELSE 1 END"
		}
		values = append(values, v.set)
	}
	return sets, count, values
}

// edges takes what is personal out of relationships with the official, or with what is theirs.
func (r *erasing) fromEdges() error {
	for _, e := range r.edges {
		if sets, count, values := setting("x", e.set); len(e.set) > 0 {
			end, label := "a", e.FromLabel
			if e.ToLabel == r.label || r.keys[e.FromLabel] == nil {
				end, label = "b", e.ToLabel
			}
			keys := slices.Sorted(maps.Values(r.keys[label]))
			rows, err := r.tx.Run(cypher.Statement{Text: "UNWIND $p.keys AS k\nMATCH (a:" + cypher.Quote(e.FromLabel) + ")-[x:" + cypher.Quote(e.Type) + "]->(b:" + cypher.Quote(e.ToLabel) + ") WHERE " + end + ".key = k\n" +
				"WITH x, properties(x) AS was\nSET " + strings.TrimPrefix(sets, ", ") + "\nRETURN sum(" + count + ")", Params: params(map[string]any{"keys": keys, "values": values})})
			if err != nil {
				return fmt.Errorf("erase relationships %s: %w", e.Type, err)
			}
			n, _ := rows[0][0].(int64)
			r.valued += n
		}
		for _, p := range e.keys {
			if _, err := r.tx.Run(cypher.Statement{Text: "MATCH ()-[x:" + cypher.Quote(e.Type) + "]->() WHERE x." + cypher.Quote(p) + " = $p.old SET x." + cypher.Quote(p) + " = $p.new",
				Params: params(map[string]any{"old": r.key, "new": r.keys[r.label][r.key]})}); err != nil {
				return fmt.Errorf("replace a key on relationships %s: %w", e.Type, err)
			}
		}
	}
	return nil
}

// note writes down what was done, without a value that was erased.
func (r *erasing) note() {
	for _, label := range slices.Sorted(maps.Keys(r.keys)) {
		for part := range slices.Chunk(slices.Sorted(maps.Values(r.keys[label])), keysPerEntry) {
			e := Entry{Op: opErased, Type: label, Keys: part}
			if label == r.label {
				e = Entry{Op: opErased, Type: label, Key: part[0], After: map[string]any{"rows": r.rows, "values": r.valued, "entries": r.entries}}
			}
			r.tx.Note(e)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(r.cleared)) {
		keys := slices.Sorted(slices.Values(r.cleared[label]))
		r.tx.noteKeys(opCleared, label, slices.Compact(keys))
	}
}
