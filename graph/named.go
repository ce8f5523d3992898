package graph

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"path"
	"strings"
	"text/template"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

//go:embed statistics/*.cypher statistics/*.json quality/*.cypher quality/*.json views/*.cypher views/*.json facts/*.cypher
var statements embed.FS

// named are the hand-written statements, by path without ending and by the property a caller's scope compares:
// unit, cadreKey, or none for the whole graph. Only our own fragments enter their text; values are parameters.
var named = load()

func load() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, dir := range []string{"statistics", "quality", "views", "facts"} {
		files, err := statements.ReadDir(dir)
		if err != nil {
			panic("graph: " + err.Error())
		}
		for _, f := range files {
			name, ok := strings.CutSuffix(path.Join(dir, f.Name()), ".cypher")
			if !ok {
				continue
			}
			b, err := statements.ReadFile(name + ".cypher")
			if err != nil {
				panic("graph: " + err.Error())
			}
			out[name] = map[string]string{}
			for _, scope := range []string{"", "unit", "cadreKey"} {
				out[name][scope] = expanded(name, string(b), scope)
			}
		}
	}
	return out
}

func expanded(name, text, scope string) string {
	t, err := template.New(name).Funcs(fragments(scope)).Parse(text)
	if err != nil {
		panic("graph: " + err.Error())
	}
	var b bytes.Buffer
	if err := t.Execute(&b, nil); err != nil {
		panic("graph: " + err.Error())
	}
	return b.String()
}

// defaultHearing is how many days after notice one may answer where no date was set, unless an operator says
// otherwise.
const defaultHearing = 30

// askNamed runs a hand-written statement for a caller.
func (g *Graph) askNamed(ctx context.Context, name string, c Caller, p map[string]any) ([]*neo4j.Record, error) {
	return g.askLimited(ctx, name, c, p, 0)
}

// askLimited is askNamed for statements that end in LIMIT $n.
func (g *Graph) askLimited(ctx context.Context, name string, c Caller, p map[string]any, n int) ([]*neo4j.Record, error) {
	property, values := c.OwnScope()
	p["scope"], p["hearing"] = values, g.hearing
	records, err := g.read(ctx, Statement{Text: named[name][property], Params: map[string]any{"p": p, "n": n}})
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", name, err)
	}
	return records, nil
}

// refOf reads [label, key] as a statement gives it.
func (g *Graph) refOf(v any) (Ref, bool) {
	pair, _ := v.([]any)
	if len(pair) != 2 {
		return Ref{}, false
	}
	label, _ := pair[0].(string)
	key, _ := pair[1].(string)
	t := g.mapping.labels[label]
	if t == nil {
		return Ref{}, false
	}
	return Ref{Type: t.Name, Key: key}, true
}

// refsOf reads a list of [label, key], each once.
func (g *Graph) refsOf(v any) []any {
	items, _ := v.([]any)
	out := make([]any, 0, len(items))
	seen := map[Ref]bool{}
	for _, item := range items {
		if r, ok := g.refOf(item); ok && !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}

// Prepare has the statements of statistics and views planned, for callers with and without units: the first to
// ask would wait up to a second for each. Plans live as long as the server keeps them.
func (g *Graph) Prepare(ctx context.Context) error {
	for name, texts := range named {
		if strings.HasPrefix(name, "quality/") || strings.HasPrefix(name, "facts/") {
			continue // these are rare, and a plan's time is little beside theirs
		}
		for _, scope := range []string{"", "unit"} {
			p := map[string]any{"p": map[string]any{"scope": []string{}, "hearing": g.hearing}}
			if _, err := g.read(ctx, Statement{Text: "EXPLAIN " + texts[scope], Params: p}); err != nil {
				return fmt.Errorf("plan %s: %w", name, err)
			}
		}
	}
	return nil
}
