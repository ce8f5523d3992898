package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
)

// Viewer answers viewer: who asks, and what is theirs.
func (g *Graph) Viewer(ctx context.Context, q Query) (any, error) {
	c := q.Caller
	fields := map[string]any{"name": nil, "role": c.Role, "roles": g.held(c), "whole": c.Whole, "units": []any{}, "self": nil, "purpose": nil,
		"today": g.Today().Format(time.DateOnly), "forbidden": g.forbidden(c)}
	if c.Name != "" {
		fields["name"] = c.Name
	}
	if c.Purpose != "" {
		fields["purpose"] = c.Purpose
	}
	if c.Self != "" {
		fields["self"] = Ref{Type: g.Schema().Owner().Name, Key: c.Self}
	}
	if len(c.Roots) > 0 {
		rows, err := g.store.Read(ctx, law.System, cypher.Statement{Name: "viewer", Text: "MATCH (o:Organization) WHERE o.key IN $p.roots RETURN o.key ORDER BY o.key",
			Params: map[string]any{"p": map[string]any{"roots": c.Roots}}})
		if err != nil {
			return nil, fmt.Errorf("read the organizations in scope: %w", err)
		}
		units := make([]any, 0, len(rows))
		for _, row := range rows {
			key, _ := row[0].(string)
			units = append(units, Ref{Type: "Organization", Key: key})
		}
		fields["units"] = units
	}
	return Object{Type: "Viewer", Fields: fields}, nil
}

// held are the roles of a caller's token.
func (g *Graph) held(c Caller) []any {
	var out []any
	for _, v := range g.Schema().SDL.Types["Role"].EnumValues {
		if v.Name == c.Role || slices.Contains(c.Roles, v.Name) {
			out = append(out, v.Name)
		}
	}
	return out
}

// forbidden are the fields that a caller may not use, wherever they stand, in the order of their names.
func (g *Graph) forbidden(c Caller) []any {
	sdl := g.Schema().SDL
	var out []string
	for name, def := range sdl.Types {
		if def.BuiltIn || def.Kind != ast.Object && def.Kind != ast.Interface {
			continue
		}
		t := g.Schema().Type(name)
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") { // of introspection
				continue
			}
			allowed := law.May(c, mapping.Roles(f.Directives)) && law.May(c, mapping.Roles(sdl.Types[f.Type.Name()].Directives))
			if t != nil && t.Field(f.Name) != nil {
				allowed = allowed && law.Field(c, t.Field(f.Name), nil) == nil
			}
			if !allowed {
				out = append(out, name+"."+f.Name)
			}
		}
	}
	slices.Sort(out)
	list := make([]any, len(out))
	for i, name := range out {
		list[i] = name
	}
	return list
}
