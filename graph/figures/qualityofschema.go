package figures

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/store"
)

// Rules whose statements follow from the schema.
const (
	requiredMissing      = "required-missing"
	doubledRelationships = "doubled-relationships"
	stateMissing         = "state-missing"
)

// missingValues looks for nodes that lack a value their type requires: the database cannot hold them to it.
func (f *Figures) missingValues(ctx context.Context, q qualityRule, c law.Caller) ([]qualityFinding, error) {
	return f.lacking(ctx, q, c, func(t *mapping.Type) (required []string) {
		for _, field := range t.Fields {
			if field.Def.Type.NonNull && field.Relation == nil && field.Name != "id" {
				required = append(required, field.Property)
			}
		}
		return required
	})
}

// missingStates looks for nodes of which nobody recorded how far they have come: no step leads on from there.
func (f *Figures) missingStates(ctx context.Context, q qualityRule, c law.Caller) ([]qualityFinding, error) {
	return f.lacking(ctx, q, c, func(t *mapping.Type) (states []string) {
		for _, field := range t.Waiting(f.law.Schema()) {
			if !field.Def.Type.NonNull { // required-missing has those
				states = append(states, field.Property)
			}
		}
		return states
	})
}

// lacking finds nodes that lack one of some properties of their type.
func (f *Figures) lacking(ctx context.Context, q qualityRule, c law.Caller, properties func(*mapping.Type) []string) ([]qualityFinding, error) {
	_, scope := c.OwnScope()
	var out []qualityFinding
	for _, t := range f.law.Schema().Nodes() {
		required := properties(t)
		if len(required) == 0 {
			continue
		}
		text := "MATCH (n:" + cypher.Quote(t.Label) + ") WHERE any(k IN $p.required WHERE n[k] IS NULL) AND (" + f.law.Sees(c, "n", t) +
			")\nRETURN n.key, [k IN $p.required WHERE n[k] IS NULL] ORDER BY n.key LIMIT $n"
		rows, err := f.store.Read(ctx, c, cypher.Statement{Name: "quality/" + q.Code, Text: text,
			Params: map[string]any{"n": maxFindings, "p": map[string]any{"required": required, "scope": scope}}})
		if err != nil {
			return nil, fmt.Errorf("look for what is missing of %s: %w", t.Name, err)
		}
		for _, row := range rows {
			key, _ := row[0].(string)
			names := make([]string, 0, 1)
			for _, name := range listOf(row[1]) {
				s, _ := name.(string)
				names = append(names, s)
			}
			out = append(out, q.found(graph.Ref{Type: t.Name, Key: key}, []any{strings.Join(names, ", ")}, nil))
		}
	}
	return out, nil
}

// Doubled finds relationships that stand more than once between the same two nodes, though nothing tells them apart, at
// most limit of those that the caller sees: no constraint can hold the database to it.
func (f *Figures) Doubled(ctx context.Context, c law.Caller, limit int) ([]store.Doubled, error) {
	var edges []store.Edge
	for _, p := range f.law.Schema().Pairs() {
		if slices.ContainsFunc(p.Fields, func(field *mapping.Field) bool { return law.Field(c, field, nil) == nil }) {
			edges = append(edges, store.Edge{Type: p.Name, FromLabel: p.From.Label, ToLabel: p.To.Label, Identity: p.Identity})
		}
	}
	_, scope := c.OwnScope()
	return f.store.Doubled(ctx, c, edges, func(v string) string { return f.law.SeesAny(c, v) }, scope, limit)
}

// doubled finds what Doubled does as findings of the rule.
func (f *Figures) doubled(ctx context.Context, q qualityRule, c law.Caller) ([]qualityFinding, error) {
	found, err := f.Doubled(ctx, c, maxFindings)
	if err != nil {
		return nil, err
	}
	out := make([]qualityFinding, len(found))
	for i, d := range found {
		subject := graph.Ref{Type: f.law.Schema().Label(d.Edge.FromLabel).Name, Key: d.From}
		far := graph.Ref{Type: f.law.Schema().Label(d.Edge.ToLabel).Name, Key: d.To}
		out[i] = q.found(subject, []any{d.Edge.Type, far.Type + " " + far.Key, strconv.FormatInt(d.Times, 10)}, []any{far})
	}
	return out, nil
}
