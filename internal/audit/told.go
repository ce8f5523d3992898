package audit

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
)

//go:embed open.cypher
var openSelections string

// told are the events that the person concerned is told of: not those of a selection that is open, nor those that
// show a node about them that is kept from them while it is pending, nor what the same reader looked at since, which
// would tell as much.
func (a *Audit) told(ctx context.Context, c graph.Caller, found []kept) ([]kept, error) {
	followed := map[string][]string{}
	for i := range found {
		for _, ref := range found[i].Followed {
			followed[ref.Type] = append(followed[ref.Type], ref.Key)
		}
	}
	open, err := a.openSelections(ctx, followed)
	if err != nil {
		return nil, err
	}
	pending, err := a.pending(ctx, c, followed)
	if err != nil {
		return nil, err
	}
	since := map[string]string{} // by reader: the first moment of an inquiry
	for i := range found {       // from the newest
		if holds(&found[i], pending) {
			since[found[i].reader()] = found[i].At
		}
	}
	return slices.DeleteFunc(found, func(k kept) bool {
		first, inquires := since[k.reader()]
		return holds(&k, open) || inquires && k.At >= first
	}), nil
}

func holds(k *kept, refs map[graph.Ref]bool) bool {
	return slices.ContainsFunc(k.Followed, func(r graph.Ref) bool { return refs[r] })
}

func (a *Audit) openSelections(ctx context.Context, followed map[string][]string) (map[graph.Ref]bool, error) {
	rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/open", Text: openSelections, Params: params(map[string]any{
		"vacancies": distinct(followed["Vacancy"]), "shortlists": distinct(followed["Shortlist"]), "today": a.options.Now().Format(time.DateOnly)})})
	if err != nil {
		return nil, fmt.Errorf("look for open selections: %w", err)
	}
	return refsOf(rows), nil
}

// pending are the nodes about the caller that are kept from them at this moment.
func (a *Audit) pending(ctx context.Context, c graph.Caller, followed map[string][]string) (map[graph.Ref]bool, error) {
	out := map[graph.Ref]bool{}
	for _, t := range a.schema().Nodes() {
		if len(followed[t.Name]) == 0 {
			continue
		}
		for _, state := range a.law.Rule(c, t, true).Except {
			mine := "n.cadreKey = $p.self"
			if t.Scope == mapping.Any {
				left, right := "<-", "-"
				if t.Via.Out {
					left, right = "-", "->"
				}
				mine = "EXISTS { MATCH (n)" + left + "[:" + cypher.Quote(t.Via.Name) + "]" + right + "(:" + cypher.Quote(a.schema().Owner().Label) + " {key: $p.self}) }"
			}
			rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/pending",
				Text: "UNWIND $p.keys AS k MATCH (n:" + cypher.Quote(t.Label) + " {key: k}) WHERE n." + cypher.Quote(state.Property) + " IN $p.values AND " + mine +
					" RETURN $p.type, k",
				Params: params(map[string]any{"keys": distinct(followed[t.Name]), "values": state.Values, "self": c.Self, "type": t.Name})})
			if err != nil {
				return nil, fmt.Errorf("look for what is pending: %w", err)
			}
			for ref := range refsOf(rows) {
				out[ref] = true
			}
		}
	}
	return out, nil
}

func refsOf(rows [][]any) map[graph.Ref]bool {
	out := make(map[graph.Ref]bool, len(rows))
	for _, row := range rows {
		typ, _ := row[0].(string)
		key, _ := row[1].(string)
		out[graph.Ref{Type: typ, Key: key}] = true
	}
	return out
}

func distinct(keys []string) []string { return slices.Compact(slices.Sorted(slices.Values(keys))) }
