package graph

import (
	"context"
	"fmt"
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
	Column  string
	Type    string
	Out     bool
	Label   string // of the nodes named
	Locator string // column kept on the relationship, "" for none
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
}

// Tally counts what a write did to rows.
type Tally struct{ Created, Updated, Unchanged int }

// Add sums tallies.
func (t *Tally) Add(o Tally) {
	t.Created += o.Created
	t.Updated += o.Updated
	t.Unchanged += o.Unchanged
}

// Write stores a batch of rows of one table in one transaction. Written twice, the second changes nothing.
func (g *Graph) Write(ctx context.Context, s Shape, rows []Change, at time.Time) (Tally, error) {
	session := g.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeWrite, BookmarkManager: g.bookmarks})
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the transaction's own outcome is what counts
	// ExecuteWrite repeats on deadlocks and lost leaders; upsert by key makes repeating harmless.
	out, err := session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		w := batch{ctx: ctx, tx: tx, at: FormatTime(at)}
		if s.Edge != nil {
			return w.edges(*s.Edge, rows)
		}
		return w.nodes(s, rows)
	})
	if err != nil {
		return Tally{}, databaseError(err)
	}
	t, ok := out.(Tally)
	if !ok {
		return Tally{}, fmt.Errorf("a write gave %T", out)
	}
	return t, nil
}

type batch struct {
	ctx context.Context
	tx  neo4j.ManagedTransaction
	at  string
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

func (w batch) nodes(s Shape, rows []Change) (Tally, error) {
	items := make([]any, len(rows))
	for i, r := range rows {
		items[i] = map[string]any{"key": r.Key, "set": r.Properties}
	}
	label := quoted(s.Label)
	text := "UNWIND $p.rows AS r\nMERGE (n:" + label + " {key: r.key})\nON CREATE SET n.version = 0\n" +
		"WITH n, r, n.version = 0 AS created, " + changedProperties + " AS changed\n" +
		"FOREACH (x IN CASE WHEN changed THEN [1] ELSE [] END | SET n += r.set)\n" +
		"RETURN r.key, created, changed"
	records, err := w.run(text, map[string]any{"rows": items})
	if err != nil {
		return Tally{}, fmt.Errorf("write nodes of %s: %w", s.Label, err)
	}
	created, changed := map[string]bool{}, map[string]bool{}
	for _, rec := range records {
		key, _ := rec.Values[0].(string)
		if is, _ := rec.Values[1].(bool); is {
			created[key] = true
		}
		if is, _ := rec.Values[2].(bool); is {
			changed[key] = true
		}
	}
	for _, ref := range s.Relations {
		if err := w.references(label, ref, rows, changed); err != nil {
			return Tally{}, err
		}
	}
	return w.stamp(label, rows, created, changed)
}

// stamp sets recordedAt and counts up the version of what was created or changed.
func (w batch) stamp(label string, rows []Change, created, changed map[string]bool) (Tally, error) {
	var t Tally
	var keys []string
	for _, r := range rows {
		switch {
		case created[r.Key]:
			t.Created++
		case changed[r.Key]:
			t.Updated++
		default:
			t.Unchanged++
			continue
		}
		keys = append(keys, r.Key)
	}
	if len(keys) == 0 {
		return t, nil
	}
	_, err := w.run("UNWIND $p.keys AS k MATCH (n:"+label+" {key: k}) SET n.version = n.version + 1, n.recordedAt = $p.at",
		map[string]any{"keys": keys, "at": w.at})
	if err != nil {
		return t, fmt.Errorf("stamp nodes: %w", err)
	}
	return t, nil
}

// references makes the relationships of one column those that the rows name.
func (w batch) references(label string, ref Reference, rows []Change, changed map[string]bool) error {
	var items []any
	for _, r := range rows {
		if to, ok := r.References[ref.Column]; ok {
			locator, given := r.Properties[ref.Locator]
			items = append(items, map[string]any{"key": r.Key, "to": to, "locator": locator, "located": given})
		}
	}
	if len(items) == 0 {
		return nil
	}
	left, right := "-[x:", "]->"
	if !ref.Out {
		left, right = "<-[x:", "]-"
	}
	relation, far := quoted(ref.Type), quoted(ref.Label)
	text := "UNWIND $p.rows AS r\nMATCH (n:" + label + " {key: r.key})\n" +
		"OPTIONAL MATCH (n)" + left + relation + right + "(m:" + far + ")\n" +
		"WITH n, r, collect(x) AS xs, collect(m.key) AS has\n" +
		"WITH n, r, has, [i IN range(0, size(xs) - 1) WHERE NOT has[i] IN r.to | xs[i]] AS gone, [k IN r.to WHERE NOT k IN has] AS fresh\n" +
		"WHERE size(gone) > 0 OR size(fresh) > 0\n" +
		"FOREACH (x IN gone | DELETE x)\n" +
		"WITH n, r, fresh\n" +
		"CALL (n, fresh) {\n  UNWIND fresh AS k\n  MATCH (m:" + far + " {key: k})\n  CREATE (n)" + strings.Replace(left, "x:", ":", 1) + relation + right + "(m)\n  RETURN count(*) AS made\n}\n" +
		"RETURN r.key"
	records, err := w.run(text, map[string]any{"rows": items})
	if err != nil {
		return fmt.Errorf("write %s of %s: %w", ref.Type, label, err)
	}
	for _, rec := range records {
		if key, ok := rec.Values[0].(string); ok {
			changed[key] = true
		}
	}
	return nil
}

func (w batch) edges(e Edge, rows []Change) (Tally, error) {
	items := make([]any, len(rows))
	for i, r := range rows {
		items[i] = map[string]any{"from": r.Key, "to": r.To, "id": r.Identity, "set": r.Properties}
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
		"RETURN sum(CASE WHEN created THEN 1 ELSE 0 END), sum(CASE WHEN changed THEN 1 ELSE 0 END), count(*)"
	records, err := w.run(text, map[string]any{"rows": items})
	if err != nil {
		return Tally{}, fmt.Errorf("write %s: %w", e.Type, err)
	}
	made, _ := records[0].Values[0].(int64)
	updated, _ := records[0].Values[1].(int64)
	all, _ := records[0].Values[2].(int64)
	if int(all) != len(rows) {
		return Tally{}, fmt.Errorf("write %s: %d of %d rows name nodes that are not there", e.Type, len(rows)-int(all), len(rows))
	}
	return Tally{Created: int(made), Updated: int(updated), Unchanged: int(all - made - updated)}, nil
}

// quoted is a label, relationship type or property of the product's tables as Cypher takes it.
func quoted(name string) string {
	w := &writer{}
	return w.symbol(name).b.String()
}
