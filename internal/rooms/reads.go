package rooms

import (
	"maps"
	"regexp"
	"slices"

	"bole/graph/mapping"
	"bole/internal/table"
)

// reads tells from a statement's text on which types of the log its answer depends. It knows the types whose rows are
// facts of tables: each change of one is logged under the label or relationship type of its row.
type reads struct{ types map[string][]string } // by label or relationship type, what it depends on

func newReads(s *mapping.Schema, tables []*table.Table) *reads {
	r := &reads{types: map[string][]string{}}
	edges := map[string]string{}
	for _, t := range tables {
		if t.IsEdge() {
			edges[t.Edge.Type] = t.Edge.Type
		} else {
			r.types[t.Label] = []string{t.Label}
		}
	}
	// Nodes behind a relationship often stand without their label, and a relationship without a table belongs to the row
	// of a node at one of its ends.
	ends, unknown := map[string][]string{}, map[string]bool{}
	for _, p := range s.Pairs() {
		if edges[p.Name] != "" {
			ends[p.Name] = append(ends[p.Name], edges[p.Name])
		}
		for _, t := range []*mapping.Type{p.From, p.To} {
			ends[p.Name] = append(ends[p.Name], t.Label)
			unknown[p.Name] = unknown[p.Name] || r.types[t.Label] == nil
		}
	}
	for name, types := range ends {
		if !unknown[name] {
			slices.Sort(types)
			r.types[name] = slices.Compact(types)
		}
	}
	return r
}

var (
	// schemaWord is a label or a relationship type where it stands in a pattern: :Task, [:OF|IN], (n:A|B).
	schemaWord = regexp.MustCompile(`[:|&!%(]\s*([A-Z]\w*)`)
	// anything are patterns that say nothing of what they match: other quoting, relationships of any type, nodes of any
	// label that no relationship leads to, procedures.
	anything = regexp.MustCompile("`|--|-\\[\\s*\\w*\\s*[*{\\]]|MATCH\\s*\\(\\s*\\w*\\s*(?:\\{|\\)\\s*[^-<\\s]|\\)\\s*$)|\\bCALL\\s+\\w")
)

// unlogged are labels of what is written past the log: the audit, how far imports and webhooks are, and what keeps acts apart.
var unlogged = regexp.MustCompile(`[:|&!%(]\s*(Audit\w*|IdempotencyKey|ImportJob|Lease\w*|Webhook\w*)`)

// cypherWords stand where a label could.
var cypherWords = map[string]bool{"CASE": true, "COUNT": true, "COLLECT": true, "EXISTS": true, "NOT": true, "NULL": true, "MATCH": true, "DISTINCT": true}

// of are the types that a text depends on; false where that cannot be told, so that it depends on the whole log.
func (r *reads) of(text string) ([]string, bool) {
	if anything.MatchString(text) {
		return nil, false
	}
	found := map[string]bool{}
	for _, m := range schemaWord.FindAllStringSubmatch(text, -1) {
		types := r.types[m[1]]
		if types == nil && !cypherWords[m[1]] {
			return nil, false
		}
		for _, t := range types {
			found[t] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), len(found) > 0
}

// TypesRead are the types of the log, in alphabetical order, on which the answers of statements depend, and those that
// are known; "" is the whole log, where a text does not tell, as one that reads the log itself. It is false where an
// answer depends on what is not in the log.
func (r *Rooms) TypesRead(texts []string, known ...string) ([]string, bool) {
	found, whole := map[string]bool{}, slices.Contains(known, "")
	for _, t := range known {
		found[t] = true
	}
	for _, text := range texts {
		if unlogged.MatchString(text) {
			return nil, false
		}
		types, ok := r.reads.of(text)
		whole = whole || !ok
		for _, t := range types {
			found[t] = true
		}
	}
	if whole || len(found) == 0 {
		return []string{""}, true
	}
	return slices.Sorted(maps.Keys(found)), true
}
