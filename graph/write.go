package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Shape is a table as the graph stores it. Properties and relationship types come from the product's own
// tables, never from a file.
type Shape struct {
	Label     string // node label; "" for a table of relationships
	Relations []Reference
	Edge      *Edge
}

// Reference is a column whose value names other nodes by key.
type Reference struct {
	Column string
	Type   string
	Out    bool
	Label  string // of the nodes named
	Keeps  bool   // the relationship carries the row's locator
}

// Edge is a table whose rows are relationships.
type Edge struct {
	Type                 string
	FromLabel, ToLabel   string
	FromColumn, ToColumn string
	Identity             []string // properties that tell relationships between the same nodes apart
}

// Change is one row to store: values of properties by name (nil clears), keys named by reference columns.
// What is absent stays as it is.
type Change struct {
	Key        string // of the node; for relationships of the node it starts from
	To         string // for relationships: key of the node it ends at
	Identity   map[string]any
	Properties map[string]any
	References map[string][]string
	Locator    any // of the reference that keeps one
}

// Outcome is what a write did to a row.
type Outcome uint8

// The outcomes of a write.
const (
	Unchanged Outcome = iota
	Created
	Updated
)

// Write stores a batch of rows of one table in one transaction and tells what became of each. Written twice,
// the second changes nothing. Rows written at the same time count as one version.
func (g *Graph) Write(ctx context.Context, s Shape, rows []Change, at time.Time) ([]Outcome, error) {
	session := g.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeWrite, BookmarkManager: g.bookmarks})
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the transaction's own outcome is what counts
	// ExecuteWrite repeats on deadlocks and lost leaders; upsert by key makes repeating harmless.
	out, err := session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		w := batch{ctx: ctx, tx: tx, at: FormatTime(at)}
		out, err := w.rows(s, rows)
		if err == nil && slices.ContainsFunc(out, func(o Outcome) bool { return o != Unchanged }) {
			_, err = w.run(countVersion, nil)
		}
		return out, err
	})
	if err != nil {
		return nil, databaseError(err)
	}
	o, ok := out.([]Outcome)
	if !ok {
		return nil, fmt.Errorf("a write gave %T", out)
	}
	return o, nil
}

type batch struct {
	ctx context.Context
	tx  neo4j.ManagedTransaction
	at  string
}

func (w batch) rows(s Shape, rows []Change) ([]Outcome, error) {
	if s.Edge != nil {
		return w.edges(*s.Edge, rows)
	}
	return w.nodes(s, rows)
}

func (w batch) run(text string, p map[string]any) ([]*neo4j.Record, error) {
	result, err := w.tx.Run(w.ctx, text, map[string]any{"p": p})
	if err != nil {
		return nil, err
	}
	return result.Collect(w.ctx)
}

// changedProperties is the condition that a row says something else than the node or relationship holds.
const changedProperties = `any(k IN keys(r.set) WHERE (n[k] IS NULL) <> (r.set[k] IS NULL) OR coalesce(n[k] <> r.set[k], false))`

// nodes writes rows of new nodes with plain CREATE, which is most of a first load, and brings the others up
// to date.
func (w batch) nodes(s Shape, rows []Change) ([]Outcome, error) {
	label := quoted(s.Label)
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.Key
	}
	records, err := w.run("UNWIND $p.keys AS k MATCH (n:"+label+" {key: k}) RETURN n.key", map[string]any{"keys": keys})
	if err != nil {
		return nil, fmt.Errorf("look up nodes of %s: %w", s.Label, err)
	}
	known := make(map[string]bool, len(records))
	for _, rec := range records {
		key, _ := rec.Values[0].(string)
		known[key] = true
	}
	var fresh, old []any
	done := make(map[string]Outcome, len(rows))
	for _, r := range rows {
		item := map[string]any{"key": r.Key, "set": r.Properties}
		if known[r.Key] {
			old = append(old, item)
			continue
		}
		fresh = append(fresh, item)
		done[r.Key] = Created
	}
	if err := w.create(label, fresh); err != nil {
		return nil, err
	}
	if len(old) > 0 {
		text := "UNWIND $p.rows AS r\nMATCH (n:" + label + " {key: r.key})\nWITH n, r WHERE " + changedProperties + "\nSET n += r.set\nRETURN r.key"
		if err := w.mark(text, old, done); err != nil {
			return nil, fmt.Errorf("write nodes of %s: %w", s.Label, err)
		}
	}
	for _, ref := range s.Relations {
		if err := w.references(label, ref, rows, done); err != nil {
			return nil, err
		}
	}
	return w.stamp(label, rows, done)
}

func (w batch) create(label string, rows []any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := w.run("UNWIND $p.rows AS r\nCREATE (n:"+label+" {key: r.key, version: 1, recordedAt: $p.at})\nSET n += r.set",
		map[string]any{"rows": rows, "at": w.at})
	if err != nil {
		return fmt.Errorf("create nodes of %s: %w", label, err)
	}
	return nil
}

// stamp sets recordedAt and counts up the version of what was changed.
func (w batch) stamp(label string, rows []Change, done map[string]Outcome) ([]Outcome, error) {
	out := make([]Outcome, len(rows))
	var keys []string
	for i, r := range rows {
		if out[i] = done[r.Key]; out[i] == Updated {
			keys = append(keys, r.Key)
		}
	}
	if len(keys) == 0 {
		return out, nil
	}
	_, err := w.run("UNWIND $p.keys AS k MATCH (n:"+label+" {key: k})\nWHERE n.recordedAt IS NULL OR n.recordedAt <> $p.at\n"+
		"SET n.version = n.version + 1, n.recordedAt = $p.at", map[string]any{"keys": keys, "at": w.at})
	if err != nil {
		return nil, fmt.Errorf("stamp nodes: %w", err)
	}
	return out, nil
}

// references makes the relationships of one column those that the rows name.
func (w batch) references(label string, ref Reference, rows []Change, done map[string]Outcome) error {
	var fresh, old []any
	for _, r := range rows {
		to, ok := r.References[ref.Column]
		switch {
		case !ok || len(to) == 0 && done[r.Key] == Created:
		case done[r.Key] == Created:
			for _, k := range to {
				fresh = append(fresh, map[string]any{"key": r.Key, "to": k, "locator": r.Locator})
			}
		default:
			old = append(old, map[string]any{"key": r.Key, "to": to, "set": map[string]any{"locator": r.Locator}})
		}
	}
	left, right := "-[x:", "]->"
	if !ref.Out {
		left, right = "<-[x:", "]-"
	}
	relation, far := quoted(ref.Type), quoted(ref.Label)
	if len(fresh) > 0 {
		text := "UNWIND $p.rows AS r\nMATCH (n:" + label + " {key: r.key})\nMATCH (m:" + far + " {key: r.to})\nCREATE (n)" + left + relation + right + "(m)"
		if ref.Keeps {
			text += "\nSET x.locator = r.locator"
		}
		if _, err := w.run(text, map[string]any{"rows": fresh}); err != nil {
			return fmt.Errorf("write %s of %s: %w", ref.Type, label, err)
		}
	}
	if len(old) == 0 {
		return nil
	}
	return w.rewire(label, ref, left+relation+right, far, old, done)
}

// rewire brings the relationships of nodes that were there before up to date; pattern binds x.
func (w batch) rewire(label string, ref Reference, pattern, far string, items []any, done map[string]Outcome) error {
	match := "UNWIND $p.rows AS r\nMATCH (n:" + label + " {key: r.key})\n"
	text := match +
		"OPTIONAL MATCH (n)" + pattern + "(m:" + far + ")\n" +
		"WITH n, r, collect(x) AS xs, collect(m.key) AS has\n" +
		"WITH n, r, [i IN range(0, size(xs) - 1) WHERE NOT has[i] IN r.to | xs[i]] AS gone, [k IN r.to WHERE NOT k IN has] AS fresh\n" +
		"WHERE size(gone) > 0 OR size(fresh) > 0\n" +
		"FOREACH (x IN gone | DELETE x)\n" +
		"WITH n, r, fresh\n" +
		"CALL (n, fresh) {\n  UNWIND fresh AS k\n  MATCH (m:" + far + " {key: k})\n  CREATE (n)" + pattern + "(m)\n  RETURN count(*) AS made\n}\n" +
		"RETURN r.key"
	if err := w.mark(text, items, done); err != nil {
		return fmt.Errorf("write %s of %s: %w", ref.Type, label, err)
	}
	if !ref.Keeps {
		return nil
	}
	text = match + "MATCH (n)" + strings.Replace(pattern, "x:", "y:", 1) + "(:" + far + ")\n" +
		"WITH r, y AS n WHERE " + changedProperties + "\nSET n += r.set\nRETURN r.key"
	if err := w.mark(text, items, done); err != nil {
		return fmt.Errorf("write the locator on %s of %s: %w", ref.Type, label, err)
	}
	return nil
}

// mark runs a statement that returns the keys of the nodes it changed.
func (w batch) mark(text string, items []any, done map[string]Outcome) error {
	records, err := w.run(text, map[string]any{"rows": items})
	if err != nil {
		return err
	}
	for _, rec := range records {
		if key, ok := rec.Values[0].(string); ok && done[key] == Unchanged {
			done[key] = Updated
		}
	}
	return nil
}

func (w batch) edges(e Edge, rows []Change) ([]Outcome, error) {
	items := make([]any, len(rows))
	for i, r := range rows {
		items[i] = map[string]any{"i": i, "from": r.Key, "to": r.To, "id": r.Identity, "set": r.Properties}
	}
	match := make([]string, 0, len(e.Identity))
	for _, p := range e.Identity {
		q := quoted(p)
		match = append(match, "(x."+q+" = r.id."+q+" OR x."+q+" IS NULL AND r.id."+q+" IS NULL)")
	}
	same := ""
	if len(match) > 0 {
		same = " WHERE " + strings.Join(match, " AND ")
	}
	relation := quoted(e.Type)
	text := "UNWIND $p.rows AS r\nMATCH (a:" + quoted(e.FromLabel) + " {key: r.from})\nMATCH (b:" + quoted(e.ToLabel) + " {key: r.to})\n" +
		"CALL (a, b, r) {\n  OPTIONAL MATCH (a)-[x:" + relation + "]->(b)" + same + "\n  RETURN head(collect(x)) AS n\n}\n" +
		"WITH a, b, r, n, n IS NULL AS created, n IS NOT NULL AND " + changedProperties + " AS changed\n" +
		"FOREACH (x IN CASE WHEN created THEN [1] ELSE [] END | CREATE (a)-[y:" + relation + "]->(b) SET y = r.id SET y += r.set)\n" +
		"FOREACH (x IN CASE WHEN changed THEN [n] ELSE [] END | SET x += r.set)\n" +
		"RETURN r.i, CASE WHEN created THEN 1 WHEN changed THEN 2 ELSE 0 END"
	records, err := w.run(text, map[string]any{"rows": items})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", e.Type, err)
	}
	if len(records) != len(rows) {
		return nil, fmt.Errorf("write %s: %d of %d rows name nodes that are not there", e.Type, len(rows)-len(records), len(rows))
	}
	out := make([]Outcome, len(rows))
	for _, rec := range records {
		i, _ := rec.Values[0].(int64)
		o, _ := rec.Values[1].(int64)
		out[i] = Outcome(o)
	}
	return out, nil
}

// quoted is a label, relationship type or property of the product's tables as Cypher takes it.
func quoted(name string) string {
	w := &writer{}
	return w.symbol(name).b.String()
}
