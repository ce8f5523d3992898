// Package graph is the knowledge graph: it turns a selection into one Cypher statement, runs it, and writes
// the answer's JSON. All Cypher of the product lives here, and nothing else imports the driver. It knows
// neither HTTP nor the executor.
package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/vektah/gqlparser/v2/ast"
)

// Graph answers root fields from Neo4j. It is safe for concurrent use.
type Graph struct {
	mapping   *Mapping
	driver    neo4j.DriverWithContext
	bookmarks neo4j.BookmarkManager
	unseen    *unseen // nil: texts are not paced
	log       *slog.Logger

	hearing    int           // days after notice
	cypherRole string        // whose own statements are run; "": nobody's
	analysts   chan struct{} // statements under way
	statements atomic.Int64  // begun
}

// Open prepares the driver; it does not connect. Ping does.
func Open(s *ast.Schema, o Options) (*Graph, error) {
	m, err := NewMapping(s)
	if err != nil {
		return nil, err
	}
	d, err := openDriver(o)
	if err != nil {
		return nil, err
	}
	g := &Graph{mapping: m, driver: d, bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}), unseen: newUnseen(), log: o.Log, hearing: o.Hearing}
	if g.hearing == 0 {
		g.hearing = defaultHearing
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	if err := errors.Join(g.compute(o.Computed), g.allowCypher(o.CypherRole)); err != nil {
		return nil, errors.Join(err, d.Close(context.Background()))
	}
	if o.Unpaced {
		g.unseen = nil
	}
	return g, nil
}

// compute registers the computed fields of this room and of others.
func (g *Graph) compute(others func(*Graph) map[string]ComputeFunc) error {
	if others == nil {
		return g.mapping.register(nil)
	}
	return g.mapping.register(others(g))
}

// Close gives the driver's connections back.
func (g *Graph) Close(ctx context.Context) error { return g.driver.Close(ctx) }

// Mapping is the schema's mapping to the graph.
func (g *Graph) Mapping() *Mapping { return g.mapping }

// Ping asks Neo4j for a row; it fails with SERVICE_UNAVAILABLE at once when there is none to ask.
func (g *Graph) Ping(ctx context.Context) error {
	_, err := g.read(ctx, Statement{Text: "RETURN 1"})
	return err
}

// Answer answers a root field that is one object: a node by key or id, or a connection. Errors of single
// fields come beside the answer.
func (g *Graph) Answer(ctx context.Context, r Request) (Answer, []*Error, error) {
	path := ast.Path{ast.PathName(r.Field.Alias)}
	p := newPlanner(g.mapping, r)
	sets := []ast.SelectionSet{r.Selections}
	typ := r.Field.Definition.Type.Name()
	if t := g.mapping.connected(typ); t != nil {
		plan, shape, err := p.page(t, r.Field, sets, path)
		if err != nil {
			return nil, nil, err
		}
		return g.pageAnswer(ctx, plan, r.Caller, shape, path)
	}
	args, err := p.arguments(r.Field, path)
	if err != nil {
		return nil, nil, err
	}
	t, key := g.mapping.types[typ], ""
	if id, ok := args["id"].(string); ok {
		if t, key, err = g.byID(id, below(path, "id")); err != nil {
			return nil, nil, err
		}
	} else {
		key, _ = args["key"].(string)
	}
	found, errs, err := g.nodes(ctx, p, t, []string{key}, sets, func(string) ast.Path { return path })
	if err != nil {
		return nil, nil, err
	}
	return found[key], errs, nil
}

// Answers answers nodes(ids): one entry each, null where there is nothing the caller may see.
func (g *Graph) Answers(ctx context.Context, r Request) ([]Answer, []*Error, error) {
	path := ast.Path{ast.PathName(r.Field.Alias)}
	args, err := newPlanner(g.mapping, r).arguments(r.Field, path)
	if err != nil {
		return nil, nil, err
	}
	ids, _ := args["ids"].([]any)
	if len(ids) > maxFirst {
		return nil, nil, refuse(CodeBadInput, below(path, "ids"), "has %d entries; ask for at most %d at a time", len(ids), maxFirst)
	}
	keys := map[*Type][]string{}
	var order []*Type
	at := map[*Type]map[string]int{}
	places := make([]func(map[*Type]map[string]Answer) Answer, len(ids))
	for i, id := range ids {
		text, _ := id.(string)
		t, key, err := g.byID(text, below(below(path, "ids"), i))
		if err != nil {
			return nil, nil, err
		}
		if at[t] == nil {
			at[t] = map[string]int{}
			order = append(order, t)
		}
		if _, seen := at[t][key]; !seen {
			at[t][key] = i
			keys[t] = append(keys[t], key)
		}
		places[i] = func(found map[*Type]map[string]Answer) Answer { return found[t][key] }
	}
	found := map[*Type]map[string]Answer{}
	var errs []*Error
	for _, t := range order {
		answers, more, err := g.nodes(ctx, newPlanner(g.mapping, r), t, keys[t], []ast.SelectionSet{r.Selections},
			func(key string) ast.Path { return below(path, at[t][key]) })
		if err != nil {
			return nil, nil, err
		}
		found[t], errs = answers, append(errs, more...)
	}
	out := make([]Answer, len(ids))
	for i, place := range places {
		out[i] = place(found)
	}
	return out, errs, nil
}

func (g *Graph) byID(id string, path ast.Path) (*Type, string, error) {
	name, key, ok := splitID(id)
	t := g.mapping.types[name]
	if !ok || t == nil || !t.IsNode() {
		return nil, "", refuse(CodeBadID, path, "is no id; give one from an id field, unchanged")
	}
	return t, key, nil
}

func (g *Graph) nodes(ctx context.Context, p *planner, t *Type, keys []string, sets []ast.SelectionSet,
	path func(key string) ast.Path) (map[string]Answer, []*Error, error) {
	plan, shape, err := p.lookup(t, keys, sets, path(keys[0]))
	if err != nil {
		return nil, nil, err
	}
	records, err := g.ask(ctx, plan, p.caller)
	if err != nil {
		return nil, nil, err
	}
	rows, err := byKey(records)
	if err != nil {
		return nil, nil, err
	}
	var out map[string]Answer
	var errs []*Error
	err = g.settle(ctx, func() map[fetcher]bool {
		out, errs = make(map[string]Answer, len(rows)), nil
		waiting := map[fetcher]bool{}
		for _, key := range keys {
			if rows[key] == nil {
				continue
			}
			r := &renderer{path: path(key), waiting: waiting}
			if r.object(shape, rows[key], nil) {
				out[key] = r.b
			}
			errs = append(errs, r.errors...)
		}
		return waiting
	})
	return out, errs, err
}

// ask runs a plan for a caller.
func (g *Graph) ask(ctx context.Context, p *Plan, c Caller) ([]*neo4j.Record, error) {
	s := statement(p)
	if g.unseen != nil {
		if err := g.unseen.admit(s.Text, c); err != nil {
			return nil, err
		}
	}
	return g.read(ctx, s)
}

func (g *Graph) pageAnswer(ctx context.Context, plan *Plan, caller Caller, shape *connectionShape, path ast.Path) (Answer, []*Error, error) {
	records, err := g.ask(ctx, plan, caller)
	if err != nil {
		return nil, nil, err
	}
	if len(records) != 1 {
		return nil, nil, fmt.Errorf("a page came as %d rows", len(records))
	}
	var answer Answer
	var errs []*Error
	err = g.settle(ctx, func() map[fetcher]bool {
		r := &renderer{path: path, waiting: map[fetcher]bool{}}
		answer = nil
		if r.connection(shape, records[0].Values[0], records[0].Values[1], figuresOf(records[0].Values)) {
			answer = r.b
		}
		errs = r.errors
		return r.waiting
	})
	return answer, errs, err
}

// figuresOf is the row of aggregates and groups behind a page and its length; nil where none were asked.
func figuresOf(values []any) []any {
	if len(values) < 3 {
		return nil
	}
	row, _ := values[2].([]any)
	return row
}

// connected is the node type a connection type lists, nil for other types.
func (m *Mapping) connected(typ string) *Type {
	stem, ok := strings.CutSuffix(typ, "Connection")
	if !ok {
		return nil
	}
	return m.types[stem]
}
