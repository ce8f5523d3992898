package facts

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/store"
)

// Bounds of reading by change: beyond them all facts are read anew, which is quicker then.
const (
	mostEntries = 5000
	entriesRead = 1000
)

// Changes are the entries of the log about facts between two versions, in order; false where the log does not tell
// them all, or they are many.
func (f *Facts) Changes(ctx context.Context, from, to store.Versions) ([]store.LogEntry, bool, error) {
	after, until := int64(0), int64(0)
	for _, t := range f.types {
		after, until = max(after, from.Seq[t]), max(until, to.Seq[t])
		if to.Seq[t] < from.Seq[t] { // the log of another graph
			return nil, false, nil
		}
	}
	if after == 0 || until-after > mostEntries {
		return nil, false, nil
	}
	var out []store.LogEntry
	for at := after - 1; at < until; { // the first is the last one known: the log goes on from there
		entries, err := f.store.Changes(ctx, at, entriesRead)
		if err != nil {
			return nil, false, fmt.Errorf("read changed facts: %w", err)
		}
		if len(entries) == 0 || at == after-1 && !slices.Contains(f.types, entries[0].Type) {
			return nil, false, nil
		}
		for _, e := range entries {
			if at = e.Seq; e.Seq > after && slices.Contains(f.types, e.Type) {
				out = append(out, e)
			}
		}
	}
	return out, true, nil
}

// further are the ways from nodes that belong to nobody.
var further = map[string]string{"RecommendationRound": "-[:NOMINATED]->", "Position": "<-[:TO]-(:Appointment)-[:OF]->"}

// waysOf lead from nodes of a label to the officials of whose facts they are a part.
func waysOf(s *mapping.Schema) map[string]string {
	out := maps.Clone(further)
	for _, t := range s.Nodes() {
		if t.Via != nil {
			out[t.Label] = cypher.Arrow("", t.Via.Name, t.Via.Out)
		}
	}
	return out
}

// Theirs reports whether nodes of a label are a part of officials' facts.
func (f *Facts) Theirs(label string) bool { return f.ways[label] != "" }

// Owners are the officials of whose facts nodes are a part.
func (f *Facts) Owners(ctx context.Context, label string, keys []string) ([]string, error) {
	rows, err := f.store.Read(ctx, law.System, cypher.Statement{Name: "facts/owners", Text: "UNWIND $p.keys AS one\nMATCH (n:" + cypher.Quote(label) + " {key: one})" + f.ways[label] + "(c:Cadre)\nRETURN DISTINCT c.key",
		Params: map[string]any{"p": map[string]any{"keys": keys}}})
	if err != nil {
		return nil, fmt.Errorf("read whose facts have changed: %w", err)
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i], _ = row[0].(string)
	}
	return out, nil
}
