package webhooks

import (
	"context"
	"maps"
	"slices"
	"strings"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/plan"
)

// node names a node without saying anything of it: who may, asks for it.
type node struct {
	ID  string `json:"id"`
	Key string `json:"key"`
}

func nodeOf(typ, key string) node { return node{plan.GlobalID(typ, key), key} }

// say makes what an event says, for a hook's eyes at this moment, and whom it is about. It is errSkip where the event is
// not theirs to hear, or says nothing any more.
func (w *Webhooks) say(ctx context.Context, c graph.Caller, e event) (any, graph.Shown, error) {
	switch e.kind {
	case VacancyOpened:
		return w.vacancyOpened(ctx, c, e)
	case ShortlistChanged:
		return w.shortlistChanged(ctx, c, e)
	case AgendaDue:
		return w.agendaDue(ctx, c, e)
	}
	return nil, graph.Shown{}, errSkip // of another release
}

type vacancyOpened struct {
	Vacancy node `json:"vacancy"`
}

// A vacancy is of no person.
func (w *Webhooks) vacancyOpened(ctx context.Context, c graph.Caller, e event) (any, graph.Shown, error) {
	theirs, err := w.theirs(ctx, c, []string{e.subject})
	switch {
	case err != nil:
		return nil, graph.Shown{}, err
	case !theirs[e.subject]:
		return nil, graph.Shown{}, errSkip
	}
	return vacancyOpened{nodeOf("Vacancy", e.subject)}, graph.Shown{}, nil
}

type shortlistChanged struct {
	Shortlist node `json:"shortlist"`
	Vacancy   node `json:"vacancy"`
	Same      bool `json:"same"` // again as it was stored
}

func (w *Webhooks) shortlistChanged(ctx context.Context, c graph.Caller, e event) (any, graph.Shown, error) {
	drawn, err := w.Appraiser.Redraw(ctx, []string{e.subject})
	switch {
	case err != nil:
		return nil, graph.Shown{}, err
	case len(drawn) == 0 || !drawn[0].For(c):
		return nil, graph.Shown{}, errSkip
	}
	r := drawn[0]
	theirs, err := w.theirs(ctx, c, []string{r.Vacancy})
	switch {
	case err != nil:
		return nil, graph.Shown{}, err
	case !theirs[r.Vacancy]:
		return nil, graph.Shown{}, errSkip
	}
	shown := graph.Shown{Officials: slices.Sorted(slices.Values(r.Proposed)), Followed: []graph.Ref{{Type: "Shortlist", Key: r.Key}, {Type: "Vacancy", Key: r.Vacancy}}}
	return shortlistChanged{nodeOf("Shortlist", r.Key), nodeOf("Vacancy", r.Vacancy), r.Digest == r.Stored}, shown, nil
}

type agendaDue struct {
	From string       `json:"from"` // the first day that it holds: the one after the last agenda's
	On   string       `json:"on"`
	Due  []*dueCount  `json:"due"`
	Todo []*todoCount `json:"todo"`
}

type dueCount struct {
	Kind      string `json:"kind"`
	Count     int    `json:"count"`
	Undecided int    `json:"undecided"` // of these, that may be void
}

type todoCount struct {
	Code    string `json:"code"`
	Count   int    `json:"count"`
	Overdue int    `json:"overdue"` // of these
}

func (w *Webhooks) agendaDue(ctx context.Context, c graph.Caller, e event) (any, graph.Shown, error) {
	if !c.Whole && len(c.Units) == 0 {
		return nil, graph.Shown{}, errSkip
	}
	about := about{law: w.Law, officials: map[string]bool{}, followed: map[graph.Ref]bool{}}
	due, err := w.falling(ctx, c, e, about)
	if err != nil {
		return nil, graph.Shown{}, err
	}
	todo, err := w.waitingFor(ctx, c, e, about)
	if err != nil {
		return nil, graph.Shown{}, err
	}
	if len(due)+len(todo) == 0 {
		return nil, graph.Shown{}, errSkip
	}
	return agendaDue{From: e.from, On: e.subject, Due: due, Todo: todo}, about.shown(), nil
}

// falling counts what falls due from one day to another, by kind.
func (w *Webhooks) falling(ctx context.Context, c graph.Caller, e event, a about) ([]*dueCount, error) {
	answer, err := w.Figures.Agenda(ctx, graph.Query{Caller: c, Args: map[string]any{"from": e.from, "to": e.subject}})
	if err != nil {
		return nil, err
	}
	entries, _ := answer.(graph.Entries)
	out, by := []*dueCount{}, map[string]*dueCount{}
	for _, entry := range entries {
		// Of a day that is known to the month or year, the first day counts, so that it is told of once.
		on, _ := entry.Fields["on"].(string)
		if on += "-01-01"[max(0, min(len(on)-4, 6)):]; on < e.from || on > e.subject {
			continue
		}
		kind, _ := entry.Fields["kind"].(string)
		if by[kind] == nil {
			by[kind] = &dueCount{Kind: kind}
			out = append(out, by[kind])
		}
		by[kind].Count++
		if entry.Fields["undecided"] == true {
			by[kind].Undecided++
		}
		a.add(entry.Fields["cadre"])
		a.add(entry.Fields["subject"])
	}
	slices.SortFunc(out, func(a, b *dueCount) int { return strings.Compare(a.Kind, b.Kind) })
	return out, nil
}

// waitingFor counts what waits for the hook's role, by its code.
func (w *Webhooks) waitingFor(ctx context.Context, c graph.Caller, e event, a about) ([]*todoCount, error) {
	answer, err := w.Due.Todo(ctx, graph.Query{Caller: c, Args: map[string]any{"asOf": e.subject}})
	if err != nil {
		return nil, err
	}
	entries, _ := answer.(graph.Entries)
	out, by := []*todoCount{}, map[string]*todoCount{}
	for _, entry := range entries {
		if entry.Make != nil {
			entry.Object = entry.Make()
		}
		code, _ := entry.Fields["code"].(string)
		if by[code] == nil {
			by[code] = &todoCount{Code: code}
			out = append(out, by[code])
		}
		by[code].Count++
		if deadline, ok := entry.Fields["deadline"].(graph.Object); ok && deadline.Fields["overdue"] == true {
			by[code].Overdue++
		}
		a.add(entry.Fields["cadre"])
		a.add(entry.Fields["node"])
	}
	slices.SortFunc(out, func(a, b *todoCount) int { return strings.Compare(a.Code, b.Code) })
	return out, nil
}

// about gathers whom counts are of, for the audit.
type about struct {
	law       *law.Law
	officials map[string]bool
	followed  map[graph.Ref]bool
}

func (a about) add(v any) {
	ref, ok := v.(graph.Ref)
	if !ok {
		return
	}
	switch t := a.law.Schema().Type(ref.Type); {
	case t == a.law.Schema().Owner():
		a.officials[ref.Key] = true
	case t.Followed():
		a.followed[ref] = true
	}
}

func (a about) shown() graph.Shown {
	return graph.Shown{Officials: slices.Sorted(maps.Keys(a.officials)), Followed: slices.SortedFunc(maps.Keys(a.followed), graph.Ref.Compare)}
}
