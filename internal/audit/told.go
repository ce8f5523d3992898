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
)

//go:embed open.cypher
var openSelections string

// told gives the test of which events the person concerned is told of: not what was written and shown with it, since who
// reported a case, voted or evaluated never reaches them; not those that show a node about them that is kept from them
// while it is pending, nor what the same reader looked at since, which would tell as much. Since when that is does not
// depend on which days are asked for.
func (a *Audit) told(ctx context.Context, c graph.Caller) (func(*kept) bool, error) {
	pending, err := a.pending(ctx, c)
	if err != nil || len(pending) == 0 {
		return func(k *kept) bool { return k.Kind != Write }, err
	}
	since := map[string]string{} // by reader: the first moment of an inquiry
	all := span{time.UnixMilli(0), a.options.Now().AddDate(0, 0, 1)}
	inquiries, err := a.about(ctx, []string{c.Self}, all, func(k *kept) bool { return holds(k, pending) })
	if err != nil {
		return nil, err
	}
	for i := range inquiries { // from the newest
		since[inquiries[i].reader()] = inquiries[i].At
	}
	return func(k *kept) bool {
		first, inquires := since[k.reader()]
		return k.Kind != Write && (!inquires || k.At < first)
	}, nil
}

// closed leaves out the events that belong to a selection that is open.
func (a *Audit) closed(ctx context.Context, found []kept) ([]kept, error) {
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
	return slices.DeleteFunc(found, func(k kept) bool { return holds(&k, open) }), nil
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
func (a *Audit) pending(ctx context.Context, c graph.Caller) (map[graph.Ref]bool, error) {
	out := map[graph.Ref]bool{}
	for _, t := range a.schema().Nodes() {
		for _, state := range a.law.Rule(c, t, true).Except {
			match := "(n:" + cypher.Quote(t.Label) + " {key: $p.self})" // themself
			if t.Via != nil {
				match = "(:" + cypher.Quote(a.schema().Owner().Label) + " {key: $p.self})" + cypher.Arrow("", t.Via.Name, !t.Via.Out) + "(n:" + cypher.Quote(t.Label) + ")"
			}
			rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/pending",
				Text:   "MATCH " + match + " WHERE n." + cypher.Quote(state.Property) + " IN $p.values RETURN $p.type, n.key",
				Params: params(map[string]any{"values": state.Values, "self": c.Self, "type": t.Name})})
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
