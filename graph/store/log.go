package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bole/graph/cypher"
	"bole/graph/law"
)

// LogEntry is an entry of the log as it is read back.
type LogEntry struct {
	Seq                                       int64 // without gaps, in the order in which readers see them
	N                                         int64 // among those of its act
	At, By, Role, Act, Why, Source, Batch, ID string
	Entry
	Erased    bool // its values are gone, by an act of its own
	Rewritten bool // something of it went with an official who was erased
}

// Versions say how far the log was when something was read, for each type; 0 is a type that never changed. Under ""
// stands the whole log.
type Versions struct {
	Seq    map[string]int64
	secret string
	at     mark // how far the log was before
}

// Text is what callers may see of versions: equal for equal ones, and nothing can be told from it of how many
// changes there were.
func (v Versions) Text() string {
	parts := []string{v.secret}
	for _, t := range slices.Sorted(maps.Keys(v.Seq)) {
		parts = append(parts, t, strconv.FormatInt(v.Seq[t], 10))
	}
	return digest(parts...)[:24]
}

// Log tells the log itself from others, whatever is in it; nobody can find out by trying what it was made of.
func (v Versions) Log() string { return digest(v.secret)[:24] }

// changedSince finds a type that changed after the number given for it, numbered already or not.
//
// The head's lock makes it wait for a numbering under way: a commit reaches labels and indexes one after the other, so
// that for a moment an entry may be found by neither.
const changedSince = `MATCH (h:LogHead {key: 'log'})
SET h.lock = true
REMOVE h.lock
WITH h
UNWIND keys($p.types) AS t
WITH t, $p.types[t] AS seen
WHERE EXISTS { MATCH (c:Change) WHERE c.type = t AND c.seq > seen } OR EXISTS { MATCH (c:Unnumbered) WHERE c.type = t }
   OR t = '' AND (EXISTS { MATCH (c:Change) WHERE c.seq > seen } OR EXISTS { MATCH (:Unnumbered) })
RETURN t LIMIT 1`

// versions reports first whether entries wait for numbers: what does not wait then has its number afterwards. The
// order by both of the index's properties is what makes Neo4j read one entry of a type and not all.
const versions = `MATCH (h:LogHead {key: 'log'})
WITH h, h.seq AS seq, h.chain AS chain
WITH h, seq, chain, EXISTS { MATCH (:Unnumbered) } AS waiting
UNWIND $p.types AS t
RETURN waiting, h.secret, seq, chain, t, CASE t WHEN '' THEN h.seq ELSE head(COLLECT {
  MATCH (c:Change) WHERE c.type = t AND c.seq > 0 RETURN c.seq ORDER BY c.type DESC, c.seq DESC LIMIT 1 }) END`

// Versions reads the versions of types, or of the whole log when none is named. What this process committed before the
// call is in them; of others it may miss what is being numbered at this moment. Whoever keeps something computed reads them first and the facts afterwards.
func (s *Store) Versions(ctx context.Context, types ...string) (Versions, error) {
	if p := pastOf(ctx); p != nil {
		return p.versions(), nil
	}
	if len(types) == 0 {
		types = []string{""}
	}
	rows, err := s.settled(notedTypes(ctx, types), cypher.Statement{Name: "log/versions", Text: versions, Params: params(map[string]any{"types": types})})
	if err != nil {
		return Versions{}, fmt.Errorf("read the versions of the data: %w", err)
	}
	if len(rows) == 0 {
		return Versions{}, errors.New("read the versions of the data: the graph has no log; migrate it first")
	}
	v := Versions{Seq: make(map[string]int64, len(rows))}
	for _, row := range rows {
		v.secret, _ = row[1].(string)
		v.at.seq, _ = row[2].(int64)
		v.at.chain, _ = row[3].(string)
		t, _ := row[4].(string)
		v.Seq[t], _ = row[5].(int64)
	}
	return v, nil
}

// Changes reads at most limit entries after a number, in order. A reader that goes on from the last one it got
// misses none, however many write at once: numbers have no gaps, and where one shows, a commit is on its way into the
// index, entry by entry and in any order; what is behind the gap comes with the next call.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]LogEntry, error) {
	rows, err := s.settled(ctx, cypher.Statement{Name: "log/changes", Text: `WITH EXISTS { MATCH (:Unnumbered) } AS waiting
RETURN waiting, COLLECT {
  MATCH (c:Change) WHERE c.seq > $p.after
  WITH c ORDER BY c.seq LIMIT $p.limit
  OPTIONAL MATCH (c)-[:VALUES]->(v:ChangeValues)
  RETURN [properties(c), properties(v)] ORDER BY c.seq
}`, Params: params(map[string]any{"after": after, "limit": limit})})
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	var out []LogEntry
	list, _ := rows[0][1].([]any)
	for _, item := range list {
		pair, _ := item.([]any)
		c, err := changeOf(pair)
		if err != nil {
			return nil, err
		}
		if c.Seq != after+int64(len(out))+1 {
			break
		}
		out = append(out, c)
	}
	return out, nil
}

// settled reads a statement whose first column reports whether entries wait for their numbers, and again when they
// have them. While a numbering is under way an entry may show as neither waiting nor numbered.
func (s *Store) settled(ctx context.Context, st cypher.Statement) ([][]any, error) {
	before := s.sequencer.passes.Load()
	rows, err := s.Read(ctx, law.System, st)
	quiet := before%2 == 0 && s.sequencer.passes.Load() == before
	if err != nil || len(rows) == 0 || quiet && rows[0][0] != true {
		return rows, err
	}
	if err := s.sequencer.settle(ctx); err != nil {
		return nil, err
	}
	return s.Read(ctx, law.System, st)
}

func changeOf(pair []any) (LogEntry, error) {
	change, _ := pair[0].(map[string]any)
	kept, _ := pair[1].(map[string]any)
	text := func(name string) string { t, _ := change[name].(string); return t }
	c := LogEntry{At: text("at"), By: text("by"), Role: text("role"), Act: text("act"), Why: text("why"), Source: text("source"), Batch: text("batch"), ID: text("id"),
		Entry: Entry{Op: text("op"), Type: text("type"), Key: text("key")}}
	c.Seq, _ = change["seq"].(int64)
	c.N, _ = change["n"].(int64)
	_, c.Erased = kept["erased"]
	c.Rewritten, _ = change["rewritten"].(bool)
	v := valuesOf(kept)
	c.Keys = v.Keys
	var errs [2]error
	c.Before, errs[0] = decode(v.Before)
	c.After, errs[1] = decode(v.After)
	if err := cmp.Or(errs[0], errs[1]); err != nil {
		return LogEntry{}, fmt.Errorf("read entry %d of the log: %w", c.Seq, err)
	}
	return c, nil
}

func valuesOf(kept map[string]any) values {
	var v values
	v.Salt, _ = kept["salt"].(string)
	v.Before, _ = kept["before"].(string)
	v.After, _ = kept["after"].(string)
	keys, _ := kept["keys"].([]any)
	for _, k := range keys {
		key, _ := k.(string)
		v.Keys = append(v.Keys, key)
	}
	return v
}

// decode gives the values of one side of an entry; whole numbers come as int64.
func decode(text string) (map[string]any, error) {
	if text == "" {
		return nil, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var out map[string]any
	if err := d.Decode(&out); err != nil {
		return nil, err
	}
	for k, v := range out {
		out[k] = number(v)
	}
	return out, nil
}

func number(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case []any:
		for i := range v {
			v[i] = number(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = number(v[k])
		}
	}
	return v
}

// verified is what a check of the log found.
type verified struct {
	Entries, Erased int64
	// Broken is the number of the first entry that was changed, moved or taken out since it was written; 0 when the
	// log is whole. One more than Entries means that the end is missing.
	Broken int64
}

// rewritten is what an entry that an erasure rewrote says now.
type rewritten struct {
	seq    int64
	digest string
}

// Verify computes the chain of digests anew from what is stored.
func (s *Store) Verify(ctx context.Context) (v verified, err error) {
	for range 2 { // what another process is numbering may look like a gap, once
		if err := s.sequencer.settle(ctx); err != nil {
			return verified{}, err
		}
		if v, err = s.verify(ctx); err != nil || v.Broken == 0 {
			break
		}
	}
	return v, err
}

func (s *Store) verify(ctx context.Context) (verified, error) {
	head, err := s.Read(ctx, law.System, cypher.Statement{Name: "log/head", Text: "MATCH (h:LogHead {key: 'log'}) RETURN h.seq, h.chain"})
	if err != nil || len(head) == 0 {
		return verified{}, cmp.Or(err, errNoLog)
	}
	var out verified
	chain, found, vouched := "", map[string]rewritten{}, map[string]any{}
	err = s.Stream(ctx, law.System, cypher.Statement{Name: "log/verify", Text: `MATCH (c:Change) WHERE c.seq > 0 AND c.seq <= $p.head
WITH c ORDER BY c.seq
OPTIONAL MATCH (c)-[:VALUES]->(v:ChangeValues)
RETURN properties(c), properties(v) ORDER BY c.seq`, Params: params(map[string]any{"head": head[0][0]})}, func(row []any) error {
		change, _ := row[0].(map[string]any)
		kept, _ := row[1].(map[string]any)
		if change["op"] == opErased && change["type"] == "Change" {
			after, err := decode(valuesOf(kept).After)
			if err != nil {
				return err
			}
			maps.Copy(vouched, after)
		}
		if out.Broken > 0 {
			return nil
		}
		out.Entries++
		if _, erased := kept["erased"]; erased {
			out.Erased++
		}
		own := digestOf(change)
		if change["rewritten"] == true { // the chain goes on with what it was; what it is now the erasure's own entry says
			found[fmt.Sprintf("%v.%v", change["id"], change["n"])] = rewritten{out.Entries, own}
			own, _ = change["digest"].(string)
		}
		chain = digest(chain, own)
		whole := kept == nil && change["values"] == "" || kept != nil && change["values"] == valuesOf(kept).digest()
		if change["seq"] != out.Entries || change["digest"] != own || change["chain"] != chain || !whole {
			out.Broken = out.Entries
		}
		return nil
	})
	if err != nil {
		return verified{}, fmt.Errorf("verify the log: %w", err)
	}
	for place, r := range found {
		if vouched[place] != r.digest && (out.Broken == 0 || r.seq < out.Broken) {
			out.Broken = r.seq
		}
	}
	if out.Broken == 0 && (head[0][0] != out.Entries || head[0][1] != chain) {
		out.Broken = out.Entries + 1
	}
	return out, nil
}
