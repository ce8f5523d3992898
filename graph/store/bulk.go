package store

import (
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"time"
)

// bulkNode is a node that a bulk import writes among its own: what the log holds afterwards.
type bulkNode struct {
	Label      string
	Properties map[string]any // texts and int64
}

// BulkLog gives the nodes with which a graph that was written as a file has its log: an entry for each type with
// the number of its nodes or relationships, the whole batch, and the log's head. A graph without them has no versions.
func BulkLog(b Batch, at time.Time, rows map[string]int64) []bulkNode {
	now, id, chain := FormatTime(at), strings.ToLower(rand.Text()), ""
	var out []bulkNode
	var all int64
	for i, t := range slices.Sorted(maps.Keys(rows)) {
		all += rows[t]
		// It has no values that could be erased; "" stands for their digest.
		change := map[string]any{"id": id, "n": int64(i), "at": now, "by": b.By, "owner": "", "role": "SYSTEM", "act": "importBulk", "type": t, "key": "",
			"op": opBulk, "why": "", "source": b.Source, "batch": b.ID, "values": ""}
		change["digest"] = digestOf(change)
		chain = digest(chain, digestOf(change))
		change["seq"], change["chain"] = int64(i)+1, chain
		out = append(out, bulkNode{"Change", change})
	}
	return append(out,
		bulkNode{"ImportBatch", map[string]any{"key": b.ID, "by": b.By, "source": b.Source, "begunAt": now, "finishedAt": now, "state": "WHOLE", "rows": all}},
		bulkNode{"LogHead", map[string]any{"key": "log", "seq": int64(len(rows)), "chain": chain, "secret": rand.Text()}})
}
