// Package loader is the benchmark's peer: plain gqlgen resolvers with a loader for each level, one query per
// level of the answer.
package loader

import (
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/vikstrous/dataloadgen"

	"bole/bench/raw"
)

// Resolver asks Neo4j.
type Resolver struct{ driver neo4j.DriverWithContext }

type loadersKey struct{}

// loaders live as long as one request.
type loaders struct {
	tasks       *dataloadgen.Loader[limited, []*WorkedOnTaskEdge]
	cases       *dataloadgen.Loader[limited, []*Case]
	evaluations *dataloadgen.Loader[limited, []*Evaluation]
}

type limited struct {
	key   string
	first int
}

// Handler serves the peer.
func Handler(d neo4j.DriverWithContext) http.Handler {
	r := &Resolver{d}
	srv := handler.New(NewExecutableSchema(Config{Resolvers: r}))
	srv.AddTransport(transport.POST{})
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		l := &loaders{
			tasks: dataloadgen.NewLoader(batch(d, `UNWIND $keys AS k MATCH (c:Cadre {key: k})
RETURN k, COLLECT { MATCH (c)-[w:WORKED_ON]->(t) WITH w, t ORDER BY t.key LIMIT $n RETURN [w.role, t.key, t.title, t.difficulty] }`, func(c []any) *WorkedOnTaskEdge {
				return &WorkedOnTaskEdge{Role: c[0].(string), Node: task(c[1:])}
			})),
			cases: dataloadgen.NewLoader(batch(d, `UNWIND $keys AS k MATCH (t:Task {key: k})
RETURN k, COLLECT { MATCH (t)<-[:AROSE_IN]-(x) WITH x ORDER BY x.key LIMIT $n RETURN [x.title, x.kind] }`, func(c []any) *Case {
				return &Case{Title: c[0].(string), Kind: c[1].(string)}
			})),
			evaluations: dataloadgen.NewLoader(batch(d, `UNWIND $keys AS k MATCH (t:Task {key: k})
RETURN k, COLLECT { MATCH (t)<-[:BASED_ON]-(x:Evaluation) WITH x ORDER BY x.key LIMIT $n RETURN [x.score] }`, func(c []any) *Evaluation {
				s, ok := c[0].(float64)
				if !ok {
					return &Evaluation{}
				}
				return &Evaluation{Score: &s}
			})),
		}
		srv.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), loadersKey{}, l)))
	})
}

func task(c []any) *Task {
	t := &Task{Key: c[0].(string), Title: c[1].(string)}
	if d, ok := c[2].(int64); ok {
		n := int(d)
		t.Difficulty = &n
	}
	return t
}

// batch is one query for all keys of a level; all of one level ask for the same number.
func batch[T any](d neo4j.DriverWithContext, text string, read func([]any) T) func(context.Context, []limited) ([][]T, []error) {
	return func(ctx context.Context, of []limited) ([][]T, []error) {
		keys := make([]string, len(of))
		for i, l := range of {
			keys[i] = l.key
		}
		records, err := raw.Run(ctx, d, text, map[string]any{"keys": keys, "n": of[0].first})
		if err != nil {
			return nil, []error{err}
		}
		found := map[string][]T{}
		for _, r := range records {
			rows, _ := r.Values[1].([]any)
			list := make([]T, 0, len(rows))
			for _, row := range rows {
				cells, _ := row.([]any)
				list = append(list, read(cells))
			}
			found[r.Values[0].(string)] = list
		}
		out := make([][]T, len(of))
		for i, l := range of {
			out[i] = found[l.key]
		}
		return out, nil
	}
}

func from(ctx context.Context) *loaders { return ctx.Value(loadersKey{}).(*loaders) }

func (r *cadreResolver) Tasks(ctx context.Context, obj *Cadre, first int) (*WorkedOnTaskConnection, error) {
	edges, err := from(ctx).tasks.Load(ctx, limited{obj.Key, first})
	if err != nil {
		return nil, err
	}
	c := &WorkedOnTaskConnection{Edges: edges}
	for _, e := range edges {
		c.Nodes = append(c.Nodes, e.Node)
	}
	return c, nil
}

func (r *cadreConnectionResolver) TotalCount(ctx context.Context, obj *CadreConnection) (int, error) {
	return obj.TotalCount, nil
}

func (r *queryResolver) Cadre(ctx context.Context, key string) (*Cadre, error) {
	records, err := raw.Run(ctx, r.driver, `MATCH (c:Cadre {key: $key}) RETURN c.name`, map[string]any{"key": key})
	if err != nil || len(records) == 0 {
		return nil, err
	}
	return &Cadre{Key: key, Name: records[0].Values[0].(string)}, nil
}

func (r *queryResolver) Cadres(ctx context.Context, first int, after *string, category *string) (*CadreConnection, error) {
	if category != nil {
		records, err := raw.Run(ctx, r.driver, raw.LedTotal, map[string]any{"category": *category})
		if err != nil {
			return nil, err
		}
		n, _ := records[0].Values[1].(int64)
		return &CadreConnection{Nodes: cadres(records[0].Values[0]), TotalCount: int(n), PageInfo: &PageInfo{}}, nil
	}
	name, key := raw.Place(*after)
	records, err := raw.Run(ctx, r.driver, raw.Page, map[string]any{"name": name, "key": key, "n": first + 1})
	if err != nil {
		return nil, err
	}
	c := &CadreConnection{Nodes: cadres(records[0].Values[0]), PageInfo: &PageInfo{}}
	if len(c.Nodes) > first {
		c.Nodes, c.PageInfo.HasNextPage = c.Nodes[:first], true
	}
	if len(c.Nodes) > 0 {
		last := c.Nodes[len(c.Nodes)-1]
		end := last.Name + "|" + last.Key
		c.PageInfo.EndCursor = &end
	}
	return c, nil
}

func cadres(v any) []*Cadre {
	rows, _ := v.([]any)
	out := make([]*Cadre, 0, len(rows))
	for _, r := range rows {
		c, _ := r.([]any)
		out = append(out, &Cadre{Key: c[0].(string), Name: c[1].(string)})
	}
	return out
}

func (r *queryResolver) Tasks(ctx context.Context, first int, category string) (*TaskConnection, error) {
	records, err := raw.Run(ctx, r.driver, raw.Hardest, map[string]any{"category": category})
	if err != nil {
		return nil, err
	}
	c := &TaskConnection{}
	rows, _ := records[0].Values[0].([]any)
	for _, row := range rows {
		cells, _ := row.([]any)
		c.Nodes = append(c.Nodes, task(cells))
	}
	return c, nil
}

func (r *taskResolver) Cases(ctx context.Context, obj *Task, first int) (*CaseConnection, error) {
	list, err := from(ctx).cases.Load(ctx, limited{obj.Key, first})
	return &CaseConnection{Nodes: list}, err
}

func (r *taskResolver) Evaluations(ctx context.Context, obj *Task, first int) (*EvaluationConnection, error) {
	list, err := from(ctx).evaluations.Load(ctx, limited{obj.Key, first})
	return &EvaluationConnection{Nodes: list}, err
}

// Cadre returns the resolver of Cadre's fields.
func (r *Resolver) Cadre() CadreResolver { return &cadreResolver{r} }

// CadreConnection returns the resolver of its fields.
func (r *Resolver) CadreConnection() CadreConnectionResolver { return &cadreConnectionResolver{r} }

// Query returns the resolver of root fields.
func (r *Resolver) Query() QueryResolver { return &queryResolver{r} }

// Task returns the resolver of Task's fields.
func (r *Resolver) Task() TaskResolver { return &taskResolver{r} }

type (
	cadreResolver           struct{ *Resolver }
	cadreConnectionResolver struct{ *Resolver }
	queryResolver           struct{ *Resolver }
	taskResolver            struct{ *Resolver }
)
