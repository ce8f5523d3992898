package graph

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/graph/render"
)

// Shown is whom the answer to an operation is about, for the audit: the officials whose records it shows a part of,
// whether the caller may see them all or not, and the nodes whose state decides what an official may learn of it.
type Shown struct {
	Officials []string // keys, in order
	Followed  []Ref    // in order; without a key: of no stored node
	Everyone  bool     // it may be about anybody
}

// Nobody reports whether the answer is about nobody, as pure figures are.
func (s Shown) Nobody() bool { return len(s.Officials) == 0 && !s.Everyone }

// shown gathers it over the root fields of an operation.
type shown struct {
	mu sync.Mutex
	render.Shown
}

func (s *shown) add(more render.Shown) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Officials == nil {
		s.Shown = more
		return
	}
	maps.Copy(s.Officials, more.Officials)
	maps.Copy(s.Followed, more.Followed)
	maps.Copy(s.Named, more.Named)
	s.Everyone = s.Everyone || more.Everyone
}

// Shown is whom the answers given since the last call are about. Nodes that stand in computed results without being
// selected are looked up, whoever asks.
func (g *Graph) Shown(ctx context.Context) (Shown, error) {
	o, _ := ctx.Value(operationKey{}).(*Operation)
	if o == nil {
		return Shown{}, errors.New("an answer was reached without a plan")
	}
	o.shown.mu.Lock()
	defer o.shown.mu.Unlock()
	s := o.shown.Shown
	o.shown.Shown = render.Shown{}
	out := Shown{Everyone: s.Everyone}
	err := g.settleShown(ctx, &out, s.Named, s.Officials, s.Followed)
	return out, err
}

// settleShown resolves nodes to whom they are about, beside officials and nodes that are known already.
func (g *Graph) settleShown(ctx context.Context, out *Shown, nodes map[Ref]bool, known map[string]bool, follow map[Ref]bool) error {
	officials, followed := map[string]bool{}, map[Ref]bool{}
	maps.Copy(officials, known)
	maps.Copy(followed, follow)
	named := map[*mapping.Type][]string{}
	for ref := range nodes {
		t := g.Schema().Type(ref.Type)
		if t.Followed() {
			followed[ref] = true
		}
		switch {
		case ref.Key == "" || !t.Owned():
		case t == g.Schema().Owner():
			officials[ref.Key] = true
		default:
			named[t] = append(named[t], ref.Key)
		}
	}
	for t, keys := range named {
		if err := g.ownersOf(ctx, t, keys, officials); err != nil {
			return err
		}
	}
	out.Officials, out.Followed = slices.Sorted(maps.Keys(officials)), slices.SortedFunc(maps.Keys(followed), Ref.Compare)
	return nil
}

// Named are the nodes that the inputs of a mutation name: whom it is about before it is done.
func (g *Graph) Named(ctx context.Context, op *ast.OperationDefinition, variables map[string]any) (Shown, error) {
	nodes := map[Ref]bool{}
	sdl := g.Schema().SDL
	for _, r := range plan.Requests(sdl, sdl.Mutation, op, variables, law.System, nil) {
		f := r.Field
		for _, def := range f.Definition.Arguments {
			g.named(sdl.Types[def.Type.Name()], f.ArgumentMap(variables)[def.Name], nodes)
		}
	}
	var out Shown
	err := g.settleShown(ctx, &out, nodes, nil, nil)
	return out, err
}

// named gathers the nodes that an input names, at any depth.
func (g *Graph) named(def *ast.Definition, v any, into map[Ref]bool) {
	if list, ok := v.([]any); ok {
		for _, item := range list {
			g.named(def, item, into)
		}
		return
	}
	in, ok := v.(map[string]any)
	if def == nil || !ok {
		return
	}
	for _, f := range def.Fields {
		d := f.Directives.ForName("names")
		if d == nil {
			g.named(g.Schema().SDL.Types[f.Type.Name()], in[f.Name], into)
			continue
		}
		keys, list := in[f.Name].([]any)
		if !list {
			keys = []any{in[f.Name]}
		}
		for _, k := range keys {
			if key, ok := k.(string); ok {
				into[Ref{Type: d.Arguments.ForName("type").Value.Raw, Key: key}] = true
			}
		}
	}
}

// ownersOf adds the owners of nodes.
func (g *Graph) ownersOf(ctx context.Context, t *mapping.Type, keys []string, into map[string]bool) error {
	owner := "n.cadreKey"
	if t.Scope == mapping.Any {
		owner = "[(n)" + cypher.Arrow("", t.Via.Name, t.Via.Out) + "(c:" + cypher.Quote(g.Schema().Owner().Label) + ") | c.key]"
	}
	rows, err := g.store.Read(ctx, law.System, cypher.Statement{Name: "owners", Text: "UNWIND $p.keys AS k MATCH (n:" + cypher.Quote(t.Label) + " {key: k}) RETURN " + owner,
		Params: map[string]any{"p": map[string]any{"keys": keys}}})
	if err != nil {
		return fmt.Errorf("look up whom nodes of %s are about: %w", t.Name, err)
	}
	for _, row := range rows {
		list, many := row[0].([]any)
		if !many {
			list = row[:1]
		}
		for _, v := range list {
			if key, ok := v.(string); ok && key != law.Everyone {
				into[key] = true
			}
		}
	}
	return nil
}
