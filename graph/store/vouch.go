package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Vouch is what an import that is whole says of the rows that it read: all of them are in the graph as they were read,
// where nobody else has written rows of their types since. It is kept with the import, and a later one that reads the
// same rows needs neither to write nor to compare them.
type Vouch struct {
	Since  int64                    `json:"since"`  // the number of the log's last entry before any of the rows was written or compared
	Day    string                   `json:"day"`    // of which the units are
	Tables map[string]*vouchedTable `json:"tables"` // by name
}

// vouchedTable is one table of a Vouch. Digests are by Salted, and different for the rows of different tables.
type vouchedTable struct {
	Type  string   `json:"type"`  // label of the nodes or type of the relationships
	From  string   `json:"from"`  // label of the nodes where relationships begin; "" of nodes
	Count int64    `json:"count"` // of all that the graph has of the type, from there
	Parts []string `json:"parts"` // digests of the rows, part by part
}

// Table adds a table with the digests of its rows, part by part.
func (v *Vouch) Table(name string, s Shape, parts []string) {
	if v.Tables == nil {
		v.Tables = map[string]*vouchedTable{}
	}
	t := &vouchedTable{Type: s.Label, Parts: parts}
	if e := s.Edge; e != nil {
		t.Type, t.From = e.Type, e.FromLabel
	}
	v.Tables[name] = t
}

// Salted gives hashes that nobody can repeat without the graph's secret: what is vouched for stays in the graph, and a
// part may be one official's row.
func (s *Store) Salted(ctx context.Context) (func() hash.Hash, error) {
	secret, err := s.logSecret(ctx)
	if err != nil {
		return nil, err
	}
	return salted(secret), nil
}

func salted(secret string) func() hash.Hash {
	return func() hash.Hash { return hmac.New(sha256.New, []byte(secret)) }
}

func (s *Store) logSecret(ctx context.Context) (string, error) {
	rows, err := s.Read(ctx, law.System, logSecret)
	if err != nil {
		return "", fmt.Errorf("read the log's secret: %w", err)
	}
	if len(rows) == 0 {
		return "", errNoLog
	}
	secret, _ := rows[0][0].(string)
	return secret, nil
}

var errNoLog = errors.New("the graph has no log; migrate it first")

// voucher is a batch that vouches for rows.
type voucher struct {
	batch string
	said  Vouch
}

// Known gives those of the parts read that imports which are whole vouch for at this moment, by digest, and whether one
// of them has kept the units of the day. It sets since when the new import vouches for its own.
//
// It is certain: an entry of the log that has no number yet counts as one that came since. What others write from here
// on comes after the import in any case.
func (l *Lease) Known(ctx context.Context, read *Vouch) (known map[string]bool, kept bool, err error) {
	if _, err := l.store.Versions(ctx); err != nil { // what was written before has its number then, and is not taken for new next time
		return nil, false, err
	}
	_, err = l.store.act(ctx, Act{Caller: law.System, Name: "knownRows", Lease: l, Do: func(tx *Tx) (string, error) {
		known, kept = map[string]bool{}, false
		vouchers, err := tx.vouchers(read)
		if err != nil {
			return "", err
		}
		for _, v := range vouchers {
			for _, t := range v.said.Tables {
				for _, part := range t.Parts {
					known[part] = true
				}
				kept = kept || v.said.Day == read.Day
			}
		}
		return "", nil
	}})
	return known, kept, err
}

// vouchers gives what is vouched for of the tables read. It writes nothing: it has the log's head, for which everybody
// waits, and must not wait for an import that is being taken back.
func (t *Tx) vouchers(read *Vouch) ([]voucher, error) {
	// As long as the head is locked, nothing is numbered: docs/decisions/0019-how-the-log-is-numbered.md.
	head, err := t.run(cypher.Statement{Text: "MATCH (h:LogHead {key: 'log'}) SET h.lock = true REMOVE h.lock RETURN h.seq"})
	if err != nil {
		return nil, err
	}
	if len(head) == 0 {
		return nil, errNoLog
	}
	read.Since, _ = head[0][0].(int64)
	all, err := t.vouching()
	if err != nil {
		return nil, err
	}
	standing, err := t.standing(all, read)
	if err != nil {
		return nil, err
	}
	var out []voucher
	for _, v := range all {
		valid := voucher{batch: v.batch, said: Vouch{Since: v.said.Since, Day: v.said.Day, Tables: map[string]*vouchedTable{}}}
		for name, table := range v.said.Tables {
			if read.Tables[name] != nil && standing[table.of(v.batch)] {
				valid.said.Tables[name] = table
			}
		}
		out = append(out, valid)
	}
	return out, nil
}

// vouching reads what all imports say of their rows.
func (t *Tx) vouching() ([]voucher, error) {
	rows, err := t.run(cypher.Statement{Text: "MATCH (b:ImportBatch {state: 'WHOLE'}) WHERE b.vouch IS NOT NULL RETURN b.key, b.vouch ORDER BY b.key"})
	if err != nil {
		return nil, fmt.Errorf("read what imports vouch for: %w", err)
	}
	out := make([]voucher, len(rows))
	for i, row := range rows {
		out[i].batch, _ = row[0].(string)
		text, _ := row[1].(string)
		if err := json.Unmarshal([]byte(text), &out[i].said); err != nil {
			return nil, fmt.Errorf("read what the import %s vouches for: %w", out[i].batch, err)
		}
	}
	return out, nil
}

// vouches writes what an import says of its rows.
func (t *Tx) vouches(v voucher) error {
	var said any
	if len(v.said.Tables) > 0 {
		text, err := v.said.text()
		if err != nil {
			return err
		}
		said = text
	}
	_, err := t.run(cypher.Statement{Text: "MATCH (b:ImportBatch {key: $p.id}) SET b.vouch = $p.said", Params: params(map[string]any{"id": v.batch, "said": said})})
	return err
}

// text is a vouch as the graph stores it.
func (v Vouch) text() (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("keep what an import vouches for: %w", err)
	}
	return string(b), nil
}

// vouchedType is a type for whose rows an import vouches while the graph has so many of it.
type vouchedType struct {
	batch, typ, from string
	count            int64
}

func (t *vouchedTable) of(batch string) vouchedType {
	return vouchedType{batch, t.Type, t.From, t.Count}
}

// writtenSince finds, for imports and types, entries of anybody else since. A unit that moved is no change of a row. The
// order of both of the index's properties makes Neo4j read one type's entries alone.
const writtenSince = `UNWIND $p.asked AS a
RETURN a.i, EXISTS { MATCH (c:Change) WHERE c.type = a.type AND c.seq > a.since AND coalesce(c.batch, '') <> a.batch AND c.op <> $p.moved }
  OR EXISTS { MATCH (c:Unnumbered) WHERE c.type = a.type AND coalesce(c.batch, '') <> a.batch AND c.op <> $p.moved }`

// standing finds for which of the types asked for imports still vouch. Beside the log it looks at how many nodes or
// relationships there are, which Neo4j has counted: what other tools took away shows there.
func (t *Tx) standing(all []voucher, read *Vouch) (map[vouchedType]bool, error) {
	types := map[vouchedType]int64{} // since when
	for _, v := range all {
		for name, table := range v.said.Tables {
			if read.Tables[name] != nil {
				types[table.of(v.batch)] = v.said.Since
			}
		}
	}
	if len(types) == 0 {
		return nil, nil
	}
	counts, err := t.counts(read)
	if err != nil {
		return nil, err
	}
	asked := make([]vouchedType, 0, len(types))
	var items []any
	for v, since := range types {
		if counts[counted{v.typ, v.from}] == v.count {
			items = append(items, map[string]any{"i": len(asked), "type": v.typ, "since": since, "batch": v.batch})
			asked = append(asked, v)
		}
	}
	rows, err := t.run(cypher.Statement{Text: writtenSince, Params: params(map[string]any{"asked": items, "moved": opMoved})})
	if err != nil {
		return nil, fmt.Errorf("look for what was written since an import: %w", err)
	}
	out := map[vouchedType]bool{}
	for _, row := range rows {
		i, _ := row[0].(int64)
		out[asked[i]] = row[1] == false
	}
	return out, nil
}

// counted is what is counted: nodes with a label, or relationships of a type from nodes with a label.
type counted struct{ typ, from string }

// counts are how many nodes or relationships of the types read there are. Relationships are counted from one end alone:
// that number Neo4j has at hand.
func (t *Tx) counts(read *Vouch) (map[counted]int64, error) {
	texts := map[string]bool{}
	for _, table := range read.Tables {
		pattern := "(n:" + cypher.Quote(table.Type) + ")"
		if table.From != "" {
			pattern = "(:" + cypher.Quote(table.From) + ")-[n:" + cypher.Quote(table.Type) + "]->()"
		}
		texts["MATCH "+pattern+" RETURN '"+table.Type+"' AS type, '"+table.From+"' AS origin, count(n) AS n"] = true
	}
	rows, err := t.run(cypher.Statement{Text: strings.Join(slices.Sorted(maps.Keys(texts)), "\nUNION ALL\n")})
	if err != nil {
		return nil, fmt.Errorf("count what there is of each type: %w", err)
	}
	out := make(map[counted]int64, len(rows))
	for _, row := range rows {
		var of counted
		of.typ, _ = row[0].(string)
		of.from, _ = row[1].(string)
		out[of], _ = row[2].(int64)
	}
	return out, nil
}

// vouchFor writes what an import that ends says of its rows. What others say of the same rows goes: this one says it from
// now on. So does what others say of its tables and cannot count any more.
func (t *Tx) vouchFor(batch Batch) error {
	said := batch.Vouch
	if said == nil || len(said.Tables) == 0 {
		return nil
	}
	counts, err := t.counts(said)
	if err != nil {
		return err
	}
	all, err := t.vouching()
	if err != nil {
		return err
	}
	standing, err := t.standing(all, said)
	if err != nil {
		return err
	}
	for _, v := range all {
		before := len(v.said.Tables)
		maps.DeleteFunc(v.said.Tables, func(name string, table *vouchedTable) bool {
			mine := said.Tables[name]
			return mine != nil && (slices.Equal(mine.Parts, table.Parts) || !standing[table.of(v.batch)])
		})
		if len(v.said.Tables) == before {
			continue
		}
		if err := t.vouches(v); err != nil {
			return err
		}
	}
	for _, table := range said.Tables {
		table.Count = counts[counted{table.Type, table.From}]
	}
	return t.vouches(voucher{batch.ID, *said})
}
