package store

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bole/graph/cypher"
)

// What an entry says was done, Entry.Op.
const (
	opCreated = "CREATED"
	opChanged = "CHANGED"
	opRemoved = "REMOVED"

	opCompleted = "COMPLETED" // rows created before by the same import got references that point forward
	opMoved     = "MOVED"     // the unit, which follows appointments
	opBulk      = "BULK"      // rows of a type, by a bulk import of an earlier version
	opErased    = "ERASED"
	opCleared   = "CLEARED" // texts called somebody who was erased by name
	opBegun     = "BEGUN"
	opFinished  = "FINISHED"
	opAdopted   = "ADOPTED" // a graph from before the log
)

// Entry is what an act did to one node or relationship, or, in an import, to a bounded number of new ones.
type Entry struct {
	Op   string // opCreated and so on
	Type string // the label, or the type of relationships
	Key  string // "" when Keys names several
	Keys []string
	// Before and After are the values that changed, by property; nil where there was none.
	Before, After map[string]any
}

// newActID is an id for an attempt of an act: in the order of time, so that entries of one millisecond are numbered in the
// order in which their acts began, and random behind that.
func newActID() string {
	const inOrder = "0123456789abcdefghijklmnopqrstuv"
	begun := binary.BigEndian.AppendUint64(nil, uint64(time.Now().UnixNano()))
	return base32.NewEncoding(inOrder).WithPadding(base32.NoPadding).EncodeToString(begun) + strings.ToLower(rand.Text()[:13])
}

// Note adds entries to the log of the act. They are written with it, or not at all.
func (t *Tx) Note(entries ...Entry) { t.entries = append(t.entries, entries...) }

// meta are an entry's properties that stay for ever, in the order in which they are digested. What is about a
// person's life stands in values.
var meta = []string{"id", "n", "at", "by", "owner", "role", "act", "type", "key", "op", "why", "source", "batch", "values"}

// values is what of an entry can be erased: its digest stays in the entry, and the salt, which goes with it, keeps
// anybody from finding out by trying what it was of.
type values struct {
	Salt   string   `json:"salt"`
	Keys   []string `json:"keys"`
	Before string   `json:"before"`
	After  string   `json:"after"`
}

func (v values) digest() string {
	return digest(append([]string{v.Salt, v.Before, v.After}, v.Keys...)...)
}

// record writes the answer under the act's key, and its entries, still without numbers.
func (t *Tx) record(answer string) error {
	rows, err := t.rows()
	if err != nil {
		return err
	}
	_, err = t.run(cypher.Statement{Text: `OPTIONAL MATCH (k:IdempotencyKey {key: $p.key})
SET k.answer = $p.answer
WITH count(*) AS one
UNWIND $p.entries AS e
CREATE (c:Change:Unnumbered)-[:VALUES]->(v:ChangeValues)
SET c = e.change, v = e.values`, Params: params(map[string]any{"key": t.key, "answer": answer, "entries": rows})})
	if err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	t.noted += len(rows)
	return nil
}

func (t *Tx) rows() ([]any, error) {
	a, out := t.act, make([]any, len(t.entries))
	by := cmp.Or(a.Caller.Name, a.Caller.Subject)
	// The moment is one at which what the act changed is locked: of two acts on a node the later one has the later moment.
	at := t.moment
	if at == "" {
		at = FormatTime(t.store.now())
	}
	for i, e := range t.entries {
		t.erased = t.erased || e.Op == opErased
		v := values{Salt: rand.Text(), Keys: e.Keys}
		for _, side := range []struct {
			text   *string
			values map[string]any
		}{{&v.Before, e.Before}, {&v.After, e.After}} {
			if side.values == nil {
				continue
			}
			text, err := json.Marshal(side.values)
			if err != nil {
				return nil, fmt.Errorf("note a change of %s: %w", e.Type, err)
			}
			*side.text = string(text)
		}
		change := map[string]any{"id": t.id, "n": int64(t.noted + i), "at": at, "by": by, "owner": a.Caller.Owner(), "role": a.Caller.Role, "act": a.Name,
			"type": e.Type, "key": e.Key, "op": e.Op, "why": a.Why, "source": a.Source, "batch": a.Batch, "values": v.digest()}
		change["digest"] = digestOf(change)
		out[i] = map[string]any{"change": change, "values": map[string]any{"salt": v.Salt, "keys": v.Keys, "before": v.Before, "after": v.After}}
	}
	return out, nil
}

// digestOf is the digest of an entry, from its properties as they are stored.
func digestOf(change map[string]any) string {
	parts := make([]string, 0, 2*len(meta))
	for _, name := range meta {
		parts = append(parts, name, fmt.Sprint(change[name]))
	}
	return digest(parts...)
}

// digest tells lists of texts apart, also those that are equal when joined.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// keysPerEntry bounds an entry that names many.
const keysPerEntry = 1000

// noteKeys notes many nodes or relationships of one type in entries of bounded size.
func (t *Tx) noteKeys(op, typ string, keys []string) {
	if len(keys) == 1 { // one alone is found by its key
		t.Note(Entry{Op: op, Type: typ, Key: keys[0]})
		return
	}
	for part := range slices.Chunk(keys, keysPerEntry) {
		t.Note(Entry{Op: op, Type: typ, Keys: part})
	}
}
