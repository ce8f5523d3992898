package store

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"bole/graph/cypher"
	"bole/graph/law"
)

// Node is a node as a statement of ReadGraph returns it.
type Node struct {
	ID         string // of this database, for telling nodes of one answer apart; not for callers
	Labels     []string
	Properties map[string]any
}

// Relationship is a relationship as a statement of ReadGraph returns it; Start and End are the IDs of nodes.
type Relationship struct {
	ID, Type, Start, End string
	Properties           map[string]any
}

// Path is a path as a statement of ReadGraph returns it.
type Path struct {
	Nodes         []Node
	Relationships []Relationship
}

// receiver receives what ReadGraph reads: the columns first, then each row. Row returns false when it has enough.
type receiver interface {
	Columns(names []string)
	Row(values []any) (more bool, err error)
}

// graphRows is how many rows of ReadGraph are on their way at a time.
const graphRows = 100

// Explain is the plan of a statement as Neo4j's text table, one operator a line. "" where there is no plan.
func (s *Store) Explain(ctx context.Context, caller law.Caller, st cypher.Statement, limit time.Duration) (table string, err error) {
	begun := time.Now()
	defer func() { s.done(ctx, caller, cypher.Statement{Name: "explain"}, begun, 0, err) }()
	st.Text = explain + st.Text
	err = s.read(ctx, st, neo4j.WithTxTimeout(limit), graphRows, func(result neo4j.ResultWithContext) (err error) {
		table, err = planned(ctx, result)
		return err
	})
	return table, err
}

// ReadGraph reads the rows of a statement that may return anything: nodes, relationships and paths come as this
// package's, times, durations and points as texts. The server ends it after limit.
func (s *Store) ReadGraph(ctx context.Context, caller law.Caller, st cypher.Statement, limit time.Duration, to receiver) (err error) {
	begun, n := time.Now(), 0
	defer func() { s.done(ctx, caller, cypher.Statement{Name: st.Name}, begun, n, err) }() // the text is an analyst's, with values in it
	notedForeign(ctx)
	var stopped error
	err = s.read(ctx, st, neo4j.WithTxTimeout(limit), graphRows, func(result neo4j.ResultWithContext) error {
		columns, err := result.Keys()
		if err != nil {
			return err
		}
		to.Columns(columns)
		for more := true; more && result.Next(ctx); n++ {
			if more, stopped = to.Row(plainList(result.Record().Values)); stopped != nil {
				return nil //nolint:nilerr // it is given back below, as it is
			}
		}
		return result.Err()
	})
	if stopped != nil {
		return stopped
	}
	return err
}

// plain is a value without the driver's types.
func plain(v any) any {
	switch v := v.(type) {
	case nil, bool, int64, float64, string:
		return v
	case []any:
		return plainList(v)
	case map[string]any:
		return plainMap(v)
	case dbtype.Node:
		return plainNode(v)
	case dbtype.Relationship:
		return plainRelationship(v)
	case dbtype.Path:
		p := Path{Nodes: make([]Node, len(v.Nodes)), Relationships: make([]Relationship, len(v.Relationships))}
		for i, n := range v.Nodes {
			p.Nodes[i] = plainNode(n)
		}
		for i, r := range v.Relationships {
			p.Relationships[i] = plainRelationship(r)
		}
		return p
	default:
		return fmt.Sprint(v)
	}
}

func plainList(list []any) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = plain(v)
	}
	return out
}

func plainMap(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = plain(v)
	}
	return out
}

func plainNode(n dbtype.Node) Node {
	return Node{ID: n.ElementId, Labels: n.Labels, Properties: plainMap(n.Props)}
}

func plainRelationship(r dbtype.Relationship) Relationship {
	return Relationship{ID: r.ElementId, Type: r.Type, Start: r.StartElementId, End: r.EndElementId, Properties: plainMap(r.Props)}
}
