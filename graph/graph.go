// Package graph is the door to the knowledge graph: an operation's root fields are planned, their statements run, and
// the answer's JSON written. What a root field or a field computes comes from functions of other rooms. It knows
// neither HTTP nor the executor; docs/architecture.md draws the rooms behind it.
package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/render"
	"bole/graph/store"
	"bole/graph/value"
)

// What callers and computed fields speak in; the leaf packages say what each is.
type (
	Caller  = law.Caller
	Object  = value.Object
	Ref     = value.Ref
	Entries = value.Entries
	Entry   = value.Entry
	Listing = value.Listing
	Kept    = value.Kept
)

// ComputeFunc computes a field for all nodes with these keys at once; nodes it leaves out have null. Values are as in
// Object.
type ComputeFunc func(ctx context.Context, c Caller, keys []string, args map[string]any) (map[string]any, error)

// Fields are computed fields by type and name, such as Cadre.coworkers.
type Fields map[string]ComputeFunc

// Options of a graph; the zero value is right.
type Options struct {
	Limits      plan.Limits
	AnswerBytes int              // most bytes of all answers of a request; 0 is 32 MiB
	Unpaced     bool             // callers may bring any number of new kinds of questions at once; for tests that do
	Today       func() time.Time // the day that the graph is of; nil: the calendar's
	Log         *slog.Logger
}

const defaultAnswerBytes = 32 << 20

// Graph answers operations. It is safe for concurrent use.
type Graph struct {
	law     *law.Law
	store   *store.Store
	fields  Fields
	unseen  *unseen // nil: texts are not paced
	options Options
	plans   *lru.Cache[planKey, *planned]
	pinned  *lru.Cache[planKey, map[string]bool] // by plan without shape
}

// keptPlans is how many plans are kept.
const keptPlans = 2000

// New joins the law, the store and the computed fields of the other rooms. Every computed field of the schema has to
// have its function, and each function its field.
func New(l *law.Law, st *store.Store, o Options, rooms ...Fields) (*Graph, error) {
	if o.AnswerBytes == 0 {
		o.AnswerBytes = defaultAnswerBytes
	}
	if o.Today == nil {
		o.Today = time.Now
	}
	g := &Graph{law: l, store: st, options: o, fields: Fields{}}
	if !o.Unpaced {
		g.unseen = newUnseen()
	}
	var errs [2]error
	g.plans, errs[0] = lru.New[planKey, *planned](keptPlans)
	g.pinned, errs[1] = lru.New[planKey, map[string]bool](keptPlans)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("keep plans: %w", err)
	}
	for _, room := range rooms {
		for name, f := range room {
			if g.fields[name] != nil {
				return nil, fmt.Errorf("%s is computed by two rooms", name)
			}
			g.fields[name] = f
		}
	}
	return g, g.complete()
}

func (g *Graph) complete() error {
	var errs []error
	known := map[string]bool{}
	for _, t := range g.law.Schema().Types() {
		for _, fd := range t.Def.Fields {
			if c := t.Computed(fd.Name); c != nil {
				known[c.Name] = true
				if g.fields[c.Name] == nil {
					errs = append(errs, fmt.Errorf("%s: nothing computes it; give its function to graph.New", c.Name))
				}
			}
		}
	}
	for name := range g.fields {
		if !known[name] {
			errs = append(errs, fmt.Errorf("%s is computed and not in the schema; add it with @computed", name))
		}
	}
	return errors.Join(errs...)
}

// Schema is what the SDL says about the graph.
func (g *Graph) Schema() *mapping.Schema { return g.law.Schema() }

// Today is the day that the graph is of.
func (g *Graph) Today() time.Time { return g.options.Today() }

// Operation is an operation of one caller whose root fields are planned. It is answered once.
type Operation struct {
	*planned
	caller  Caller
	kept    bool // its plan was there
	binding plan.Binding
	today   string
	bytes   atomic.Int64 // written so far
	shown   shown
}

// planned is what requests with the same document, shape of variables and kind of scope share.
type planned struct {
	roots  map[string]*root // by response key
	rows   int64
	pinned map[string]bool
}

// root is a planned root field, or why it was refused.
type root struct {
	*plan.Root
	refused error
}

// Rows is how many rows the operation may bring at most, as the limit counts them.
func (o *Operation) Rows() int64 { return o.rows }

// Goes reports whether anything is done or answered: not all root fields were refused.
func (o *Operation) Goes() bool {
	for _, r := range o.roots {
		if r.refused == nil {
			return true
		}
	}
	return false
}

// Kept reports whether the plan is one that was made for an operation like it before.
func (o *Operation) Kept() bool { return o.kept }

// Prepare plans an operation for a caller, or takes the plan that requests like it have. A root field that is refused
// is null in the answer, and the others are answered; what the request asks in all is refused whole.
func (g *Graph) Prepare(op *ast.OperationDefinition, variables map[string]any, c Caller) (*Operation, error) {
	out := &Operation{caller: c}
	key := planKey{op: op, role: c.Role, kind: g.law.Kind(c)}
	pinned, known := g.pinned.Get(key)
	if !known {
		pinned = map[string]bool{}
	}
	var shared bool
	key.shape, out.binding, shared = plan.ShapeOf(g.law, op, variables, c, pinned)
	out.today = g.options.Today().Format(time.DateOnly)
	out.binding = out.binding.On(out.today)
	if shared && known {
		if p, ok := g.plans.Get(key); ok {
			out.planned, out.kept = p, true
			return out, nil
		}
	}
	out.planned = g.plan(op, variables, c, shared)
	if most := g.options.Limits.OrDefaults().Rows; len(out.roots) > 1 && out.rows > most {
		return nil, refusal.Newf(refusal.Limit, "the request brings the estimated rows to %d, the limit for all its root fields is %d; ask in several requests or for smaller pages", out.rows, most).Hit("BOLE_MAX_ROWS")
	}
	if shared {
		g.keep(key, op, variables, c, out.planned)
	}
	return out, nil
}

// keep keeps a plan for the requests that can share it.
func (g *Graph) keep(key planKey, op *ast.OperationDefinition, variables map[string]any, c Caller, p *planned) {
	for _, r := range p.roots {
		if r.refused != nil {
			return // the refusal may quote a value
		}
	}
	shape, _, ok := plan.ShapeOf(g.law, op, variables, c, p.pinned)
	if !ok {
		return
	}
	key.shape = ""
	g.pinned.Add(key, p.pinned)
	key.shape = shape
	g.plans.Add(key, p)
}

func (g *Graph) plan(op *ast.OperationDefinition, variables map[string]any, c Caller, shared bool) *planned {
	out := &planned{roots: map[string]*root{}}
	if shared {
		out.pinned = map[string]bool{}
	}
	sdl := g.law.Schema().SDL
	parent := sdl.Query
	switch op.Operation {
	case ast.Mutation:
		parent = sdl.Mutation
	case ast.Subscription:
		parent = sdl.Subscription
	}
	for _, r := range plan.Requests(sdl, parent, op, variables, c, out.pinned) {
		p, err := r.Plan(g.law, parent, g.options.Limits)
		out.roots[r.Field.Alias] = &root{p, err}
		if err == nil {
			out.rows += p.Rows
		}
	}
	return out
}

// planKey is what a plan depends on.
type planKey struct {
	op         *ast.OperationDefinition
	role, kind string
	shape      string
}

type operationKey struct{}

// With returns a context that carries the operation to its resolvers.
func With(ctx context.Context, o *Operation) context.Context {
	return context.WithValue(ctx, operationKey{}, o)
}

// rootOf is the planned root field with a response key of the context's operation.
func rootOf(ctx context.Context, key string) (*Operation, *plan.Root, error) {
	o, _ := ctx.Value(operationKey{}).(*Operation)
	if o == nil || o.roots[key] == nil {
		return nil, nil, fmt.Errorf("root field %s was reached without a plan", key)
	}
	r := o.roots[key]
	return o, r.Root, r.refused
}

// Answer answers a root field that is one object: a node by key or id, or a connection. Errors of single fields come
// beside the answer.
func (g *Graph) Answer(ctx context.Context, key string) (Answer, []*Error, error) {
	o, r, err := rootOf(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	if r.Page != nil {
		return g.page(ctx, o, r)
	}
	answers, errs, err := g.nodes(ctx, o, r)
	if err != nil {
		return nil, nil, err
	}
	return answers[0], errs, nil
}

// Answers answers nodes(ids): one entry each, null where there is nothing the caller may see.
func (g *Graph) Answers(ctx context.Context, key string) ([]Answer, []*Error, error) {
	o, r, err := rootOf(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	return g.nodes(ctx, o, r)
}

func (g *Graph) page(ctx context.Context, o *Operation, r *plan.Root) (Answer, []*Error, error) {
	rows, err := g.ask(ctx, o.caller, r.Page.Plan.Statement(o.binding))
	if err != nil {
		return nil, nil, err
	}
	if len(rows) != 1 {
		return nil, nil, fmt.Errorf("a page came as %d rows", len(rows))
	}
	var figures []any // the row of aggregates and groups, where they were asked
	if len(rows[0]) > 2 {
		figures, _ = rows[0][2].([]any)
	}
	var answer Answer
	errs, err := g.settle(ctx, o, r, func(s *render.State) ([]*Error, error) {
		b, errs := s.Connection(r.Page.Shape, rows[0][0], rows[0][1], figures, r.Path)
		answer = b
		return errs, nil
	})
	return answer, errs, err
}

func (g *Graph) nodes(ctx context.Context, o *Operation, r *plan.Root) ([]Answer, []*Error, error) {
	answers := make([]Answer, len(r.Nodes.Places))
	errs, err := g.settle(ctx, o, r, func(s *render.State) ([]*Error, error) {
		var all []*Error
		for i, place := range r.Nodes.Places {
			path := r.Path
			if r.Nodes.List {
				path = below(path, i)
			}
			b, errs := s.Node(r.Nodes.Types[place.Type], place.Key(o.binding), path)
			answers[i], all = b, append(all, errs...)
		}
		return all, nil
	})
	return answers, errs, err
}

// settle writes the answer of one root field until nothing is waited for, and fetches in between. write returns the
// errors of single fields.
func (g *Graph) settle(ctx context.Context, o *Operation, r *plan.Root, write func(*render.State) ([]*Error, error)) ([]*Error, error) {
	left := max(1, g.options.AnswerBytes-int(o.bytes.Load()))
	s := render.NewState(o.binding, message.Spoken(ctx), left)
	for {
		s.Begin()
		errs, err := write(s)
		if err != nil {
			return nil, err
		}
		if s.Over() {
			return nil, g.tooLarge(r)
		}
		nodes, values := s.WantedNodes(), s.WantedValues()
		if len(nodes)+len(values) == 0 {
			o.bytes.Add(int64(s.Written()))
			o.shown.add(s.Shown())
			return errs, nil
		}
		for l, keys := range nodes {
			found, err := g.rows(ctx, o, l, keys)
			if err != nil {
				return nil, err
			}
			s.GiveNodes(l, keys, found)
		}
		for c, keys := range values {
			by, err := g.fields[c.Name](ctx, o.caller, keys, o.binding.Args(c.Args))
			s.GiveValues(c, keys, by, err) // on an error null where the field stands; the rest of the answer is right
		}
	}
}

func (g *Graph) tooLarge(r *plan.Root) error {
	return &TooLarge{refusal.Of(refusal.Limit, r.Path, "makes the answer larger than %d bytes, the limit; ask for fewer rows, fields or aliases at a time, or export the list", g.options.AnswerBytes).Hit("BOLE_MAX_ANSWER")}
}

// TooLarge refuses the whole answer of a request: a part of it would be taken for all.
type TooLarge struct{ refused *Error }

func (t *TooLarge) Error() string { return t.refused.Error() }

// Unwrap gives the refusal.
func (t *TooLarge) Unwrap() error { return t.refused }

// rows asks a further statement for nodes and gives its rows by key, which stands first.
func (g *Graph) rows(ctx context.Context, o *Operation, l *plan.Later, keys []string) (map[string][]any, error) {
	rows, err := g.ask(ctx, o.caller, l.Statement(keys, o.binding))
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("a lookup came as %d rows", len(rows))
	}
	list, _ := rows[0][0].([]any)
	out := make(map[string][]any, len(list))
	for _, row := range list {
		cells, _ := row.([]any)
		key, _ := cells[0].(string)
		out[key] = cells
	}
	return out, nil
}

// ask runs a derived statement for a caller.
func (g *Graph) ask(ctx context.Context, c Caller, s cypher.Statement) ([][]any, error) {
	if g.unseen != nil {
		if err := g.unseen.admit(s.Text, c); err != nil {
			return nil, err
		}
	}
	return g.store.Read(ctx, c, s)
}
