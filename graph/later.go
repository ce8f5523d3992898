package graph

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/vektah/gqlparser/v2/ast"
)

// fetcher is what an answer waits for while it is written.
type fetcher interface {
	fetch(ctx context.Context, g *Graph) error
}

// later is a further statement for lists below one node of the plan, which would make the first statement
// too long to plan: the nodes' keys go in, rows by key come out.
type later struct {
	planner *planner
	block   *Lookup
	object  *objectShape // of the nodes themselves, where they stand in a computed result
	wanted  map[string]bool
	rows    map[string][]any // of all keys asked for; nil where nothing came
}

// deferred plans a relation into a further statement. The column it takes is the node's key.
func (p *planner) deferred(t *Type, f *Field, v Name, sel *selected, row *Row, path ast.Path, out fieldShape) (fieldShape, error) {
	l := p.later[v]
	if l == nil || l.planner.blocks >= maxBlocks {
		sub := newPlanner(p.mapping, p.request)
		sub.cost = p.cost
		b := &Lookup{Var: sub.fresh(), Label: t.Label, Keys: sub.param([]string(nil)), Row: &Row{}}
		sub.top = b.Var
		b.Where = sub.visible(b.Var, t, nil)
		b.Row.prop(b.Var, "key")
		l = &later{planner: sub, block: b, wanted: map[string]bool{}, rows: map[string][]any{}}
		p.later[v] = l
	}
	c, err := l.planner.relation(t, f, l.block.Var, sel, l.block.Row, path)
	p.rows = max(p.rows, l.planner.rows)
	out.write, out.list, out.later, out.col = kindLater, c, l, row.prop(v, "key")
	return out, err
}

// fetch runs the statement for the keys that were wanted since.
func (l *later) fetch(ctx context.Context, g *Graph) error {
	keys := make([]string, 0, len(l.wanted))
	for k := range l.wanted {
		keys = append(keys, k)
	}
	plan := l.planner.plan(l.block)
	plan.Params[l.block.Keys-1] = keys
	records, err := g.ask(ctx, plan, l.planner.caller)
	if err != nil {
		return err
	}
	found, err := byKey(records)
	if err != nil {
		return err
	}
	for _, k := range keys {
		l.rows[k] = found[k]
	}
	clear(l.wanted)
	return nil
}

// byKey are a lookup's rows by the key in their first column.
func byKey(records []*neo4j.Record) (map[string][]any, error) {
	if len(records) != 1 {
		return nil, fmt.Errorf("a lookup came as %d rows", len(records))
	}
	rows, _ := records[0].Values[0].([]any)
	out := make(map[string][]any, len(rows))
	for _, row := range rows {
		cells, _ := row.([]any)
		key, _ := cells[0].(string)
		out[key] = cells
	}
	return out, nil
}

// settle writes until nothing is waited for, and fetches in between. write returns what its answers wait for.
func (g *Graph) settle(ctx context.Context, write func() map[fetcher]bool) error {
	for {
		waiting := write()
		if len(waiting) == 0 {
			return nil
		}
		for l := range waiting {
			if err := l.fetch(ctx, g); err != nil {
				return err
			}
		}
	}
}
