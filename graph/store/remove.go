package store

import (
	"fmt"
	"strings"

	"bole/graph/cypher"
	"bole/graph/message"
	"bole/graph/refusal"
)

// servesIn leads from an owner to the organization whose unit is theirs; see home.cypher.
const servesIn = "SERVES_IN"

// Remove takes a node away that is a row of a table, with what the row says and the relationships recorded with it. It
// is refused where anything else refers to the node. All of it stays in the log.
func (t *Tx) Remove(s Shape, key string, with []Edge) error {
	label := cypher.Quote(s.Label)
	if err := t.unreferred(s, key, with); err != nil {
		return err
	}
	found, err := t.Stored(s, []string{key})
	if err != nil {
		return err
	}
	t.Note(Entry{Op: opRemoved, Type: s.Label, Key: key, Before: found[key]})
	for _, e := range with {
		if err := t.removeWith(e, s.Label, key); err != nil {
			return err
		}
	}
	if _, err := t.Run(cypher.Statement{Text: "MATCH (n:" + label + " {key: $p.key}) DETACH DELETE n", Params: params(map[string]any{"key": key})}); err != nil {
		return fmt.Errorf("take a node away: %w", err)
	}
	t.found(s.Label, key, false)
	return nil
}

// unreferred refuses where something refers to a node that is no part of its own row.
func (t *Tx) unreferred(s Shape, key string, with []Edge) error {
	own := []string{"type(x) = '" + servesIn + "'"}
	part := func(typ string, out bool, label string) {
		end := "endNode(x)"
		if out {
			end = "startNode(x)"
		}
		own = append(own, fmt.Sprintf("x:%s AND %s = n AND m:%s", cypher.Quote(typ), end, cypher.Quote(label)))
	}
	for _, ref := range s.Relations {
		part(ref.Type, ref.Out, ref.Label)
	}
	for _, e := range with {
		if e.FromLabel == s.Label {
			part(e.Type, true, e.ToLabel)
		} else {
			part(e.Type, false, e.FromLabel)
		}
	}
	rows, err := t.run(cypher.Statement{Text: "MATCH (n:" + cypher.Quote(s.Label) + " {key: $p.key})-[x]-(m)\nWHERE NOT (" + strings.Join(own, " OR ") + ")\nRETURN labels(m)[0] AS label, count(*) AS n ORDER BY label",
		Params: params(map[string]any{"key": key})})
	if err != nil {
		return fmt.Errorf("look for what refers to a node: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	if !t.act.Caller.Whole { // what refers to it may be out of scope
		return refusal.Newf(refusal.Conflict, "other nodes refer to it; correct or withdraw these first")
	}
	var list message.List
	for _, row := range rows {
		list = append(list, message.Plain(fmt.Sprintf("%v (%v)", row[0], row[1])))
	}
	return refusal.Newf(refusal.Conflict, "other nodes refer to it: %s; correct or withdraw these first", list)
}

// removeWith notes the relationships of one kind that go with a node.
func (t *Tx) removeWith(e Edge, label, key string) error {
	end := "a"
	if e.FromLabel != label {
		end = "b"
	}
	rows, err := t.run(cypher.Statement{Text: "MATCH (a:" + cypher.Quote(e.FromLabel) + ")-[x:" + cypher.Quote(e.Type) + "]->(b:" + cypher.Quote(e.ToLabel) + ") WHERE " + end + ".key = $p.key\n" +
		"RETURN a.key, b.key, properties(x)", Params: params(map[string]any{"key": key})})
	if err != nil {
		return fmt.Errorf("read relationships that are taken away: %w", err)
	}
	for _, row := range rows {
		r := Row{}
		r.Key, _ = row[0].(string)
		r.To, _ = row[1].(string)
		r.Identity, _ = row[2].(map[string]any)
		t.Note(Entry{Op: opRemoved, Type: e.Type, Key: edgeKey(e, r), Before: r.Identity})
	}
	return nil
}

// RemoveEdge takes a relationship away that is a row of a table; false where there is none.
func (t *Tx) RemoveEdge(e Edge, r Row) (bool, error) {
	before, err := t.Edge(e, r)
	if err != nil || before == nil {
		return false, err
	}
	t.Note(Entry{Op: opRemoved, Type: e.Type, Key: edgeKey(e, r), Before: before})
	_, err = t.Run(cypher.Statement{Text: edgeMatch(e) + "DELETE x", Params: params(map[string]any{"r": edgeItem(r)})})
	return true, err
}

// Edge reads the properties of a relationship that is a row of a table; nil where there is none.
func (t *Tx) Edge(e Edge, r Row) (map[string]any, error) {
	rows, err := t.run(cypher.Statement{Text: edgeMatch(e) + "RETURN properties(x)", Params: params(map[string]any{"r": edgeItem(r)})})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	properties, _ := rows[0][0].(map[string]any)
	return properties, nil
}

func edgeMatch(e Edge) string {
	return "WITH $p.r AS r\n" + edgePattern(e) + "\nWITH x LIMIT 1\n"
}

// edgePattern finds the relationship x from a to b that row r says.
func edgePattern(e Edge) string {
	return "MATCH (a:" + cypher.Quote(e.FromLabel) + " {key: r.from})-[x:" + cypher.Quote(e.Type) + "]->(b:" + cypher.Quote(e.ToLabel) + " {key: r.to})" + edgeSame(e)
}

func edgeItem(r Row) map[string]any {
	return map[string]any{"from": r.Key, "to": r.To, "id": r.Identity, "set": r.Properties}
}

// Stamp counts up the version of a node that something belonging to it has changed, once in an act.
func (t *Tx) Stamp(label, key string) error {
	_, err := t.run(cypher.Statement{Text: "MATCH (n:" + cypher.Quote(label) + " {key: $p.key})\nSET n.version = coalesce(n.version, 0) + 1, n.recordedAt = $p.at",
		Params: params(map[string]any{"key": key, "at": t.stamp})})
	return err
}

// LastChange says who changed a node last, and when; "" where the log does not name it alone.
func (t *Tx) LastChange(label, key string) (by, at string, err error) {
	rows, err := t.run(cypher.Statement{Text: "MATCH (c:Change {type: $p.type, key: $p.key}) RETURN c.by, c.at ORDER BY c.at DESC LIMIT 1",
		Params: params(map[string]any{"type": label, "key": key})})
	if err != nil || len(rows) == 0 {
		return "", "", err
	}
	by, _ = rows[0][0].(string)
	at, _ = rows[0][1].(string)
	return by, at, nil
}

// Creator is who recorded a node, as law.Caller's Owner; "" where it came with an import of several.
func (t *Tx) Creator(label, key string) (owner string, err error) {
	rows, err := t.run(cypher.Statement{Text: "MATCH (c:Change {type: $p.type, key: $p.key}) WHERE c.op = '" + opCreated + "' RETURN c.owner ORDER BY c.at LIMIT 1",
		Params: params(map[string]any{"type": label, "key": key})})
	if err != nil || len(rows) == 0 {
		return "", err
	}
	owner, _ = rows[0][0].(string)
	return owner, nil
}
