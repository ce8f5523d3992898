// Package analyst runs statements that analysts write themselves: read-only, guarded by their words and their plan,
// for one role that may read every field.
package analyst

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/store"
)

// Bounds of an analyst's own statement; docs/limits.md names them.
const (
	analystRows    = 1000
	analystBytes   = 4 << 20
	analystTime    = 10 * time.Second
	analystsAtOnce = 2
)

// Analyst runs statements for one role.
type Analyst struct {
	store  *store.Store
	schema *mapping.Schema
	role   string        // "": nobody's statements are run
	slots  chan struct{} // statements under way
	log    *slog.Logger
}

// New allows Cypher to a role; "" is nobody. A statement can reach every property, so that only a role that may use
// every type and read every field can have it.
func New(l *law.Law, st *store.Store, role string, log *slog.Logger) (*Analyst, error) {
	a := &Analyst{store: st, schema: l.Schema(), role: role, slots: make(chan struct{}, analystsAtOnce), log: log}
	if role == "" {
		return a, nil
	}
	c := law.Caller{Role: role, Whole: true}
	for _, t := range l.Schema().Types() {
		if t.IsNode() && !l.Rule(c, t, false).All() {
			return nil, fmt.Errorf("the role %s may not see all of %s, and Cypher reads everything; allow it to a role that may read every field", role, t.Name)
		}
		for _, f := range t.Fields {
			if !law.May(c, f.Access) {
				return nil, fmt.Errorf("the role %s may not read %s.%s, and Cypher reads everything; allow it to a role that may read every field", role, t.Name, f.Name)
			}
		}
	}
	return a, nil
}

// Cypher answers cypher: an analyst's own statement.
func (a *Analyst) Cypher(ctx context.Context, q graph.Query) (any, error) {
	switch {
	case a.role == "":
		return nil, refusal.Newf(refusal.Forbidden, "Cypher of one's own is off here; an operator turns it on for one role with --cypher")
	case q.Caller.Role != a.role || !q.Caller.Whole:
		return nil, refusal.Newf(refusal.Forbidden, "Cypher of one's own is for the role %s with the whole graph in scope", a.role)
	}
	statement, _ := q.Args["statement"].(string)
	text, _ := q.Args["params"].(string)
	params, err := analystParams(text)
	if err != nil {
		return nil, err
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	default:
		return nil, refusal.Newf(refusal.Limit, "the limit of %d concurrent statements is reached; try again when one has ended", analystsAtOnce).Hit("cypher-at-once")
	}
	begun := time.Now()
	result, err := a.run(ctx, q.Caller, statement, params)
	rows := 0
	if result != nil {
		rows = len(result.rows)
	}
	a.log.LogAttrs(ctx, slog.LevelInfo, "cypher", slog.String("statement", withoutLiterals(statement)), slog.Int("rows", rows),
		slog.Duration("took", time.Since(begun)), slog.Bool("answered", err == nil))
	if err != nil {
		return nil, err
	}
	return result.object(), nil
}

func analystParams(text string) (map[string]any, error) {
	params := map[string]any{}
	if text == "" {
		return params, nil
	}
	if err := json.Unmarshal([]byte(text), &params); err != nil || params == nil {
		return nil, refusal.Newf(refusal.BadInput, "params is not a JSON object; give one member for each parameter")
	}
	for k, v := range params {
		params[k] = wholeNumbers(v)
	}
	return params, nil
}

// wholeNumbers makes numbers without a fraction integers, as LIMIT and lists of keys need them.
func wholeNumbers(v any) any {
	switch v := v.(type) {
	case float64:
		if n := int64(v); float64(n) == v {
			return n
		}
		return v
	case []any:
		for i := range v {
			v[i] = wholeNumbers(v[i])
		}
		return v
	case map[string]any:
		for k := range v {
			v[k] = wholeNumbers(v[k])
		}
		return v
	default:
		return v
	}
}

// run runs a statement after its words and its plan were looked at.
func (a *Analyst) run(ctx context.Context, c law.Caller, statement string, params map[string]any) (*result, error) {
	if err := guardText(statement); err != nil {
		return nil, err
	}
	own := cypher.Statement{Name: "cypher", Text: statement, Params: params}
	table, err := a.store.Explain(ctx, c, own, analystTime)
	if err != nil {
		return nil, told(err)
	}
	if err := guardPlan(table); err != nil {
		return nil, err
	}
	out := &result{schema: a.schema, nodes: map[string]any{}, linked: map[string]bool{}}
	if err := a.store.ReadGraph(ctx, c, own, analystTime, out); err != nil {
		return nil, told(err)
	}
	return out, nil
}

// told tells an analyst what is wrong with their statement; of all other failures nothing of the database's own words
// goes out.
func told(err error) error {
	var refused *refusal.Error // such as of one that an administrator has ended, which Neo4j calls the client's error
	var server *store.ServerError
	if errors.As(err, &refused) || !errors.As(err, &server) || !strings.Contains(server.Code, "ClientError") {
		return err
	}
	if strings.HasSuffix(server.Code, "Statement.SyntaxError") || strings.HasSuffix(server.Code, "Statement.ParameterMissing") {
		return refusal.Newf(refusal.BadInput, "statement: %s", server.Message).Because(err) // it speaks of the caller's text alone
	}
	return refusal.Newf(refusal.BadInput, "statement could not be run over the data: it compares, computes or converts values of the wrong type").Because(err)
}

// result is a table, with the graph that is in it.
type result struct {
	schema    *mapping.Schema
	columns   []string
	rows      []any
	size      int
	truncated bool
	nodes     map[string]any // by the store's id, global id
	objects   []any
	about     []graph.Ref // the nodes that stand in it
	links     []store.Relationship
	linked    map[string]bool
	loose     bool // values stand in it of which nobody can say whom they are about
}

// Columns takes the names of the columns.
func (r *result) Columns(names []string) { r.columns = names }

// Row takes a row, and reports whether there is room for more.
func (r *result) Row(values []any) (bool, error) {
	row := make([]any, len(r.columns))
	for i, v := range values {
		b, err := json.Marshal(r.value(v))
		if err != nil {
			return false, fmt.Errorf("write a value of a statement: %w", err)
		}
		r.size += len(b)
		row[i] = json.RawMessage(b)
	}
	if len(r.rows) == analystRows || r.size > analystBytes {
		r.truncated = true
		return false, nil
	}
	r.rows = append(r.rows, row)
	return true, nil
}

// value is a value as JSON, and notes the nodes and relationships in it. Nodes of labels that are not the graph's
// are null.
func (r *result) value(v any) any {
	switch v := v.(type) {
	case store.Node:
		return r.node(v)
	case store.Relationship:
		return r.relationship(v)
	case store.Path:
		nodes, links := []any{}, []any{}
		for _, n := range v.Nodes {
			nodes = append(nodes, r.node(n))
		}
		for _, l := range v.Relationships {
			links = append(links, r.relationship(l))
		}
		return map[string]any{"nodes": nodes, "relationships": links}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.value(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = r.value(x)
		}
		return out
	case nil:
		return nil
	case string, bool, int64:
		r.loose = true
		return v
	case float64:
		r.loose = true
		if v != v || v-v != 0 { // JSON has neither
			return fmt.Sprint(v)
		}
		return v
	default:
		r.loose = true
		return fmt.Sprint(v)
	}
}

func (r *result) node(n store.Node) any {
	var t *mapping.Type
	for _, label := range n.Labels {
		if t = r.schema.Label(label); t != nil {
			break
		}
	}
	key, _ := n.Properties["key"].(string)
	if t == nil || key == "" {
		return nil
	}
	id := plan.GlobalID(t.Name, key)
	if _, known := r.nodes[n.ID]; !known {
		r.nodes[n.ID] = id
		ref := graph.Ref{Type: t.Name, Key: key}
		r.about = append(r.about, ref)
		r.objects = append(r.objects, graph.Object{Type: "GraphNode", Fields: map[string]any{"id": id, "type": t.Name, "key": key, "label": ref,
			"depth": int64(0), "truncated": false, "node": ref}})
	}
	return map[string]any{"id": id, "type": t.Name, "properties": r.properties(n.Properties)}
}

func (r *result) relationship(l store.Relationship) any {
	if !r.linked[l.ID] {
		r.linked[l.ID] = true
		r.links = append(r.links, l)
	}
	return map[string]any{"type": l.Type, "properties": r.properties(l.Properties)}
}

// properties are those of a node or relationship, which says itself whom it is about.
func (r *result) properties(of map[string]any) any {
	loose := r.loose
	v := r.value(of)
	r.loose = loose
	return v
}

func (r *result) object() graph.Object {
	columns := make([]any, len(r.columns))
	for i, c := range r.columns {
		columns[i] = c
	}
	var edges []any
	types := r.schema.SDL.Types["RelationshipType"]
	for i, l := range r.links {
		from, to := r.nodes[l.Start], r.nodes[l.End]
		if from == nil || to == nil { // whose it is nothing says
			r.loose = true
			continue
		}
		if types.EnumValues.ForName(l.Type) == nil {
			continue
		}
		var list []any
		for _, name := range slices.Sorted(maps.Keys(l.Properties)) {
			list = append(list, graph.Object{Type: "GraphProperty", Fields: map[string]any{"name": name, "value": fmt.Sprint(l.Properties[name])}})
		}
		edges = append(edges, graph.Object{Type: "GraphEdge", Fields: map[string]any{"id": fmt.Sprintf("e%d", i), "source": from, "target": to, "type": l.Type, "properties": list}})
	}
	return graph.Object{Type: "CypherResult", About: r.about, Everyone: r.loose, Fields: map[string]any{"columns": columns, "rows": r.rows, "truncated": r.truncated, "nodes": r.objects, "edges": edges}}
}
