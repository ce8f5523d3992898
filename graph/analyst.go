package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"
)

// Bounds of an analyst's own statement; docs/limits.md names them.
const (
	analystRows    = 1000
	analystBytes   = 4 << 20
	analystTime    = 10 * time.Second
	analystsAtOnce = 2
)

// allowCypher sets the role whose statements are run. A statement can reach every property, so that only a role
// that may read every field can have it.
func (g *Graph) allowCypher(role string) error {
	if role == "" {
		return nil
	}
	for _, t := range g.mapping.types {
		for _, f := range t.order {
			if len(f.Access) > 0 && !slices.Contains(f.Access, role) {
				return fmt.Errorf("the role %s may not read %s.%s, and Cypher reads everything; allow it to a role that may read every field", role, t.Name, f.Name)
			}
		}
	}
	g.cypherRole = role
	g.analysts = make(chan struct{}, analystsAtOnce)
	return nil
}

// Cypher answers cypher: an analyst's own statement.
func (g *Graph) Cypher(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(args map[string]any) (any, error) {
		switch {
		case g.cypherRole == "":
			return nil, &Error{Code: CodeForbidden, Message: "Cypher of one's own is off here; an operator turns it on for one role with --cypher"}
		case r.Caller.Role != g.cypherRole || !r.Caller.Whole:
			return nil, &Error{Code: CodeForbidden, Message: "Cypher of one's own is for the role " + g.cypherRole + " with the whole graph in scope"}
		}
		statement, _ := args["statement"].(string)
		text, _ := args["params"].(string)
		params, err := analystParams(text)
		if err != nil {
			return nil, err
		}
		select {
		case g.analysts <- struct{}{}:
			defer func() { <-g.analysts }()
		default:
			return nil, &Error{Code: CodeLimit, Message: "as many statements as may are running; try again when one has ended"}
		}
		begun := time.Now()
		result, err := g.analyst(ctx, statement, params)
		rows := 0
		if result != nil {
			rows = len(result.rows)
		}
		g.log.LogAttrs(ctx, slog.LevelInfo, "cypher", slog.String("statement", withoutLiterals(statement)), slog.Int("rows", rows),
			slog.Duration("took", time.Since(begun)), slog.Bool("answered", err == nil))
		if err != nil {
			return nil, err
		}
		return result.object(), nil
	})
}

func analystParams(text string) (map[string]any, error) {
	params := map[string]any{}
	if text == "" {
		return params, nil
	}
	if err := json.Unmarshal([]byte(text), &params); err != nil || params == nil {
		return nil, &Error{Code: CodeBadInput, Message: "params is not a JSON object; give one member for each parameter"}
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

// analyst runs a statement after its words and its plan were looked at.
func (g *Graph) analyst(ctx context.Context, statement string, params map[string]any) (*analystResult, error) {
	if err := guardText(statement); err != nil {
		return nil, err
	}
	session := g.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead, BookmarkManager: g.bookmarks, FetchSize: 100})
	defer session.Close(ctx) //nolint:errcheck // what was read was read
	timeout := neo4j.WithTxTimeout(analystTime)
	planned, err := session.Run(ctx, "EXPLAIN "+statement, params, timeout)
	if err != nil {
		return nil, analystError(err)
	}
	summary, err := planned.Consume(ctx)
	if err != nil {
		return nil, analystError(err)
	}
	table := ""
	if p := summary.Plan(); p != nil {
		table, _ = p.Arguments()["string-representation"].(string)
	}
	if err := guardPlan(table); err != nil {
		return nil, err
	}
	answer, err := session.Run(ctx, statement, params, timeout)
	if err != nil {
		return nil, analystError(err)
	}
	return g.collect(ctx, answer)
}

// analystError tells an analyst what is wrong with their statement; of all other failures nothing of the database's
// own words goes out.
func analystError(err error) error {
	var server *neo4j.Neo4jError
	if errors.As(err, &server) && (server.Code == "Neo.ClientError.Statement.SyntaxError" || server.Code == "Neo.ClientError.Statement.ParameterMissing") {
		return &Error{Code: CodeBadInput, Message: "statement: " + server.Msg, Cause: err} // it speaks of the caller's text alone
	}
	if errors.As(err, &server) && server.Classification() == "ClientError" && server.Title() != "TransactionTimedOut" && server.Title() != "TransactionTimedOutClientConfiguration" {
		return &Error{Code: CodeBadInput, Message: "statement could not be run over the data: it compares, computes or converts values of the wrong type", Cause: err}
	}
	return databaseError(err)
}

// analystResult is a table, with the graph that is in it.
type analystResult struct {
	g         *Graph
	columns   []string
	rows      []any
	truncated bool
	nodes     map[string]any // element id → global id
	objects   []any
	links     []dbtype.Relationship
	linked    map[string]bool
}

func (g *Graph) collect(ctx context.Context, answer neo4j.ResultWithContext) (*analystResult, error) {
	out := &analystResult{g: g, nodes: map[string]any{}, linked: map[string]bool{}}
	var err error
	if out.columns, err = answer.Keys(); err != nil {
		return nil, analystError(err)
	}
	size := 0
	for answer.Next(ctx) {
		row := make([]any, len(out.columns))
		for i, v := range answer.Record().Values {
			b, err := json.Marshal(out.value(v))
			if err != nil {
				return nil, fmt.Errorf("write a value of a statement: %w", err)
			}
			size += len(b)
			row[i] = json.RawMessage(b)
		}
		if len(out.rows) == analystRows || size > analystBytes {
			out.truncated = true
			break
		}
		out.rows = append(out.rows, row)
	}
	if err := answer.Err(); err != nil {
		return nil, analystError(err)
	}
	return out, nil
}

// value is a value as JSON, and notes the nodes and relationships in it. Nodes of labels that are not the graph's
// are null.
func (r *analystResult) value(v any) any {
	switch v := v.(type) {
	case dbtype.Node:
		return r.node(v)
	case dbtype.Relationship:
		return r.relationship(v)
	case dbtype.Path:
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
	case nil, bool, int64, string:
		return v
	case float64:
		if v != v || v-v != 0 { // JSON has neither
			return fmt.Sprint(v)
		}
		return v
	default:
		return fmt.Sprint(v)
	}
}

func (r *analystResult) node(n dbtype.Node) any {
	var t *Type
	for _, label := range n.Labels {
		if t = r.g.mapping.labels[label]; t != nil {
			break
		}
	}
	key, _ := n.Props["key"].(string)
	if t == nil || key == "" {
		return nil
	}
	id := globalID(t.Name, key)
	if _, known := r.nodes[n.ElementId]; !known {
		r.nodes[n.ElementId] = id
		label, _ := n.Props["title"].(string)
		if name, ok := n.Props["name"].(string); ok && label == "" {
			label = name
		}
		if label == "" {
			label = key
		}
		r.objects = append(r.objects, Object{Type: "GraphNode", Fields: map[string]any{"id": id, "type": t.Name, "key": key, "label": label,
			"depth": int64(0), "truncated": false, "node": Ref{Type: t.Name, Key: key}}})
	}
	return map[string]any{"id": id, "type": t.Name, "properties": r.value(n.Props)}
}

func (r *analystResult) relationship(l dbtype.Relationship) any {
	if !r.linked[l.ElementId] {
		r.linked[l.ElementId] = true
		r.links = append(r.links, l)
	}
	return map[string]any{"type": l.Type, "properties": r.value(l.Props)}
}

func (r *analystResult) object() Object {
	columns := make([]any, len(r.columns))
	for i, c := range r.columns {
		columns[i] = c
	}
	var edges []any
	types := r.g.mapping.Schema.Types["RelationshipType"]
	for i, l := range r.links {
		from, to := r.nodes[l.StartElementId], r.nodes[l.EndElementId]
		if from == nil || to == nil || types.EnumValues.ForName(l.Type) == nil {
			continue
		}
		var list []any
		for _, name := range sortedKeys(l.Props) {
			list = append(list, Object{Type: "GraphProperty", Fields: map[string]any{"name": name, "value": fmt.Sprint(l.Props[name])}})
		}
		edges = append(edges, Object{Type: "GraphEdge", Fields: map[string]any{"id": fmt.Sprintf("e%d", i), "source": from, "target": to, "type": l.Type, "properties": list}})
	}
	return Object{Type: "CypherResult", Fields: map[string]any{"columns": columns, "rows": r.rows, "truncated": r.truncated, "nodes": r.objects, "edges": edges}}
}
