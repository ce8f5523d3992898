package appraisal

import (
	"context"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/judge"
	"bole/internal/judge/adjustment"
	"bole/internal/judge/fact"
)

// movesAtOnce is how many moves a plan may have.
const movesAtOnce = 20

// Adjustment answers adjustment(moves, asOf).
func (a *Appraiser) Adjustment(ctx context.Context, q graph.Query) (any, error) {
	e, day, err := a.planned(ctx, q)
	if err != nil {
		return nil, err
	}
	p, err := a.proposal(e, day, q, "moves")
	if err != nil {
		return nil, err
	}
	return p.object(), nil
}

// AdjustmentChanges answers adjustmentChanges(before, after, asOf).
func (a *Appraiser) AdjustmentChanges(ctx context.Context, q graph.Query) (any, error) {
	e, day, err := a.planned(ctx, q)
	if err != nil {
		return nil, err
	}
	before, err := a.proposal(e, day, q, "before")
	if err != nil {
		return nil, err
	}
	after, err := a.proposal(e, day, q, "after")
	if err != nil {
		return nil, err
	}
	return graph.Object{Type: "AdjustmentChanges", Fields: map[string]any{"before": before.object(), "after": after.object(),
		"officials": before.officials(after), "posts": before.posts(after), "bodies": before.changed(after)}}, nil
}

func (a *Appraiser) planned(ctx context.Context, q graph.Query) (*edition, *judge.Day, error) {
	e, err := a.now(ctx)
	if err != nil {
		return nil, nil, err
	}
	day, err := a.on(e, textArg(q.Args, "asOf"))
	return e, day, err
}

// proposal is a plan for one caller.
type proposal struct {
	*Appraiser
	adjustment.Plan
	edition *edition
	day     *judge.Day
	caller  graph.Caller
	visible func(*fact.Dossier) bool
	name    string       // of the argument
	judged  []*selection // by move; nil for who only leaves
	moves   []any        // objects, by move
}

// proposal reads a plan from an argument and judges each move of it.
func (a *Appraiser) proposal(e *edition, day *judge.Day, q graph.Query, name string) (*proposal, error) {
	p := &proposal{Appraiser: a, edition: e, day: day, caller: q.Caller, visible: seen(q.Caller), name: name}
	path := refusal.Below(q.Path, name)
	items, _ := q.Args[name].([]any)
	if len(items) == 0 || len(items) > movesAtOnce {
		return nil, refusal.Of(refusal.BadInput, path, "has %d moves; give 1 to %d", len(items), movesAtOnce)
	}
	var moves []adjustment.Move
	at := map[string]int{}
	for i, item := range items {
		in, _ := item.(map[string]any)
		m, err := p.move(in, refusal.Below(path, i))
		if err != nil {
			return nil, err
		}
		if first, twice := at[m.Cadre.Key]; twice {
			return nil, refusal.Of(refusal.BadInput, refusal.Below(refusal.Below(path, i), "cadre"), "is the official of %s[%d] too; give each official one move", name, first)
		}
		at[m.Cadre.Key] = i
		moves = append(moves, m)
	}
	p.Plan = adjustment.Lay(day, moves)
	for i := range moves {
		if err := p.judge(i); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// move reads one move.
func (p *proposal) move(in map[string]any, path ast.Path) (adjustment.Move, error) {
	at := func(field string) ast.Path { return refusal.Below(path, field) }
	m := adjustment.Move{Cadre: p.edition.by[textArg(in, "cadre")], To: textArg(in, "to")}
	if m.Cadre == nil || !p.visible(m.Cadre) {
		return m, refusal.Of(refusal.BadInput, at("cadre"), "is the key of no official you see; give that of one you see")
	}
	var main, held []string
	for _, a := range p.day.Held(m.Cadre) {
		held = append(held, a.Position)
		if a.Main {
			main = append(main, a.Position)
		}
	}
	main, held = distinct(main), distinct(held)
	if in["to"] != nil && p.edition.facts.Positions[m.To] == nil {
		return m, refusal.Of(refusal.BadInput, at("to"), "is the key of no post; give that of a post, or leave it out for who only leaves")
	}
	if m.Leaves = main; in["leaves"] != nil {
		m.Leaves = textsArg(in, "leaves")
	}
	for i, key := range m.Leaves {
		if !slices.Contains(held, key) {
			return m, refusal.Of(refusal.BadInput, at("leaves"), "names a post that the official does not hold on the day; give keys of posts held then, or leave it out for the main ones")
		}
		if slices.Contains(m.Leaves[:i], key) {
			return m, refusal.Of(refusal.BadInput, at("leaves"), "names a post twice; give each once")
		}
	}
	switch {
	case slices.Contains(held, m.To):
		return m, refusal.Of(refusal.BadInput, at("to"), "is a post that the official holds on the day; give another one")
	case m.To == "" && len(m.Leaves) == 0:
		return m, refusal.Of(refusal.BadInput, at("to"), "is left out and no post is left, so that nothing moves; give a post to be taken up or left")
	}
	m.Beside = slices.ContainsFunc(main, func(key string) bool { return !slices.Contains(m.Leaves, key) })
	return m, nil
}

// judge holds a move to the conditions of its post, beside the other moves.
func (p *proposal) judge(i int) error {
	m := p.Moves[i]
	refs := func(keys []string) []any {
		out := make([]any, len(keys))
		for i, k := range keys {
			out[i] = graph.Ref{Type: "Position", Key: k}
		}
		return out
	}
	fields := map[string]any{"path": p.at(i), "cadre": graph.Ref{Type: "Cadre", Key: m.Cadre.Key}, "leaves": refs(m.Leaves), "to": nil, "eligibility": nil, "gates": []any{}}
	o := graph.Object{Type: "AdjustmentMove", Fields: fields}
	p.judged, p.moves = append(p.judged, nil), append(p.moves, o)
	if m.To == "" {
		return nil
	}
	ask := judge.Ask{Position: m.To}
	ask.Leaving, ask.Coming = p.Beside(i)
	s, err := p.conditions(p.edition, p.day, p.caller, p.visible, ask)
	if err != nil {
		return err
	}
	p.judged[i] = s
	fields["to"], fields["eligibility"] = graph.Ref{Type: "Position", Key: m.To}, string(s.opening.Verdict(m.Cadre))
	fields["gates"] = lazily(func() (any, error) {
		gates := []any{}
		for _, g := range s.opening.Gates(m.Cadre) {
			gates = append(gates, p.gateObject(s, m.Cadre, &g))
		}
		return gates, nil
	})
	return nil
}

// at is where a move stands.
func (p *proposal) at(i int) string { return fmt.Sprintf("%s[%d]", p.name, i) }

// taking are where moves name the posts to be taken up.
func (p *proposal) taking(moves ...int) []any {
	out := make([]any, len(moves))
	for n, i := range moves {
		out[n] = p.at(i) + ".to"
	}
	return out
}

func (p *proposal) objectsOf(moves []int) []any {
	out := make([]any, len(moves))
	for n, i := range moves {
		out[n] = p.moves[i]
	}
	return out
}

// object is the plan as it is answered. It is of an open selection, so that who is moved by it is not told who looked.
func (p *proposal) object() graph.Object {
	chains, posts := []any{}, []any{}
	for _, c := range p.Chains {
		vacant := []any{}
		for _, key := range c.Vacant {
			vacant = append(vacant, graph.Ref{Type: "Position", Key: key})
		}
		chains = append(chains, graph.Object{Type: "AdjustmentChain", Fields: map[string]any{"moves": p.objectsOf(c.Moves), "exchange": c.Exchange, "vacant": vacant}})
	}
	for i := range p.Posts {
		posts = append(posts, p.postObject(&p.Posts[i]))
	}
	bodies := func() (any, error) { return p.bodies(), nil } // when they are asked for: until then the answer is about none of their members
	return graph.Object{Type: "Adjustment", About: []graph.Ref{{Type: "Vacancy"}}, Fields: map[string]any{"asOf": p.day.AsOf(), "edition": p.rules.Version, "moves": p.moves,
		"chains": chains, "posts": posts, "bodies": lazily(bodies), "problems": lazily(func() (any, error) { return p.problems(), nil })}}
}

func (p *proposal) bodies() []any {
	bodies := []any{}
	for _, b := range p.Bodies {
		bodies = append(bodies, graph.Object{Type: "AdjustmentBody", Fields: map[string]any{"organization": graph.Ref{Type: "Organization", Key: b.Organization},
			"before": p.members(b.Before), "after": p.members(b.After)}})
	}
	return bodies
}

func (p *proposal) postObject(q *adjustment.Post) graph.Object {
	fields := map[string]any{"position": graph.Ref{Type: "Position", Key: q.Position.Key}, "approved": nil, "filled": int64(q.Filled), "undecided": int64(q.Undecided),
		"leaving": p.objectsOf(q.Leaving), "coming": p.objectsOf(q.Coming), "filledAfter": int64(q.After), "vacantAfter": nil, "overAfter": nil}
	if q.Known {
		fields["approved"], fields["vacantAfter"], fields["overAfter"] = int64(q.Approved), int64(max(0, q.Approved-q.After)), int64(max(0, q.After-q.Approved))
	}
	return graph.Object{Type: "AdjustmentPost", Fields: fields}
}

// members are those whom the caller sees; others leave no gap.
func (p *proposal) members(of []adjustment.Member) []any {
	out := []any{}
	for _, m := range of {
		if p.visible(m.Cadre) {
			out = append(out, graph.Object{Type: "AdjustmentMember", Fields: map[string]any{"cadre": graph.Ref{Type: "Cadre", Key: m.Cadre.Key},
				"position": graph.Ref{Type: "Position", Key: m.Position.Key}, "chief": m.Position.Chief, "moves": m.Moves, "undecided": !m.Sure}})
		}
	}
	return out
}

// problems are, move by move, conditions that are not met; then posts, by key; then bodies.
func (p *proposal) problems() []any {
	out := []any{}
	add := func(kind string, paths []any, position, organization any, rules ...any) {
		out = append(out, graph.Object{Type: "AdjustmentProblem", Fields: map[string]any{"kind": kind, "paths": paths, "position": position, "organization": organization,
			"rules": append([]any{}, rules...)}})
	}
	for i, s := range p.judged {
		if s == nil {
			continue
		}
		var rules []any
		for _, g := range s.opening.Gates(p.Moves[i].Cadre) {
			if o := p.ruleObjects[g.Rule]; g.Outcome == judge.Fail {
				rules = append(rules, o)
			}
		}
		if len(rules) > 0 {
			add("CONDITION_FAILED", p.taking(i), graph.Ref{Type: "Position", Key: p.Moves[i].To}, nil, rules...)
		}
	}
	for i := range p.Posts {
		q := &p.Posts[i]
		if len(q.Coming) == 0 {
			continue
		}
		over, open := q.Over()
		switch post := (graph.Ref{Type: "Position", Key: q.Position.Key}); {
		case over:
			add("OVER_HEADCOUNT", p.taking(q.Coming...), post, nil)
		case open:
			add("HEADCOUNT_UNKNOWN", p.taking(q.Coming...), post, nil)
		}
	}
	for _, b := range p.Bodies {
		var coming []int
		for i, m := range p.Moves {
			if q := p.edition.facts.Positions[m.To]; q != nil && q.Organization == b.Organization {
				coming = append(coming, i)
			}
		}
		if len(coming) > 1 {
			add("AVOIDANCE_BETWEEN", p.taking(coming...), nil, graph.Ref{Type: "Organization", Key: b.Organization})
		}
	}
	return out
}
