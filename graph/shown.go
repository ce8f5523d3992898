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

// Shown is whom the answers given so far are about. Nodes that stand in computed results without being selected are
// looked up, whoever asks.
func (g *Graph) Shown(ctx context.Context) (Shown, error) {
	o, _ := ctx.Value(operationKey{}).(*Operation)
	if o == nil {
		return Shown{}, errors.New("an answer was reached without a plan")
	}
	o.shown.mu.Lock()
	defer o.shown.mu.Unlock()
	s := o.shown.Shown
	officials, followed := maps.Clone(s.Officials), maps.Clone(s.Followed)
	named := map[*mapping.Type][]string{}
	for ref := range s.Named {
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
			return Shown{}, err
		}
	}
	return Shown{Officials: slices.Sorted(maps.Keys(officials)), Everyone: s.Everyone,
		Followed: slices.SortedFunc(maps.Keys(followed), Ref.Compare)}, nil
}

// Named are the nodes that the inputs of a mutation name: whom it is about before it is done.
func (g *Graph) Named(op *ast.OperationDefinition, variables map[string]any) Shown {
	var out Shown
	sdl := g.Schema().SDL
	for _, r := range plan.Requests(sdl, sdl.Mutation, op, variables, law.System, nil) {
		f := r.Field
		for _, def := range f.Definition.Arguments {
			in, _ := f.ArgumentMap(variables)[def.Name].(map[string]any)
			if input := sdl.Types[def.Type.Name()]; input != nil && in != nil {
				g.named(input, in, &out)
			}
		}
	}
	slices.Sort(out.Officials)
	slices.SortFunc(out.Followed, Ref.Compare)
	return out
}

func (g *Graph) named(def *ast.Definition, in map[string]any, into *Shown) {
	for _, f := range def.Fields {
		d := f.Directives.ForName("names")
		key, ok := in[f.Name].(string)
		if d == nil || !ok {
			continue
		}
		if typ := d.Arguments.ForName("type").Value.Raw; typ == g.Schema().Owner().Name {
			into.Officials = append(into.Officials, key)
		} else {
			into.Followed = append(into.Followed, Ref{Type: typ, Key: key})
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
