package appraisal

import (
	"bole/graph"
	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// fitObject writes how someone's work fits a post.
func fitObject(f judge.Fit) graph.Object {
	wanted, tilts, rounds, led := []any{}, []any{}, []any{}, []any{}
	for _, w := range f.Wanted {
		roles := []any{}
		for _, r := range w.Roles {
			roles = append(roles, roleObject(r))
		}
		wanted = append(wanted, graph.Object{Type: "WantedWork", Fields: map[string]any{"category": w.Category, "weight": w.Weight, "roles": roles}})
	}
	for _, t := range f.Tilts {
		tilts = append(tilts, graph.Object{Type: "TiltWork", Fields: map[string]any{"kind": t.Kind, "succeeded": tasks(t.Tasks), "partly": tasks(t.Partly),
			"exposed": int64(t.Exposed)}})
	}
	for _, n := range f.Nominations {
		rounds = append(rounds, roundObject(&n))
	}
	for _, l := range f.Led {
		o := graph.Object{Type: "LedWork", Fields: map[string]any{"task": graph.Ref{Type: "Task", Key: l.Task.Key}, "difficulty": nil, "mitigated": l.Mitigated}}
		if l.DifficultyKnown {
			o.Fields["difficulty"] = int64(l.Difficulty)
		}
		led = append(led, o)
	}
	fields := map[string]any{"wanted": wanted, "tilts": tilts, "experience": nil, "nominations": rounds, "led": led}
	if x := f.Experience; x != nil {
		fields["experience"] = graph.Object{Type: "ExperienceMatch", Fields: map[string]any{"share": x.Share, "covered": anyOf(x.Covered), "missing": anyOf(x.Missing),
			"tasks": tasks(x.Tasks)}}
	}
	return graph.Object{Type: "CandidateFit", Fields: fields}
}

func roundObject(n *fact.Nomination) graph.Object {
	return graph.Object{Type: "RoundResult", Fields: map[string]any{"round": graph.Ref{Type: "RecommendationRound", Key: n.Round},
		"byLeader": truth(n.ByLeader), "outstanding": truth(n.Outstanding), "votes": whole(n.Votes), "electorate": whole(n.Electorate)}}
}

func roleObject(r judge.RoleWork) graph.Object {
	by := []any{}
	for difficulty, n := range r.ByDifficulty {
		if n == 0 {
			continue
		}
		o := graph.Object{Type: "DifficultyCount", Fields: map[string]any{"difficulty": nil, "count": int64(n)}}
		if difficulty > 0 {
			o.Fields["difficulty"] = int64(difficulty)
		}
		by = append(by, o)
	}
	return graph.Object{Type: "RoleWork", Fields: map[string]any{"role": r.Role, "count": int64(len(r.Tasks)), "byDifficulty": by, "tasks": tasks(r.Tasks)}}
}

// tasks are nodes by key.
func tasks(keys []string) []any {
	out := make([]any, len(keys))
	for i, k := range keys {
		out[i] = graph.Ref{Type: "Task", Key: k}
	}
	return out
}

func truth(b *bool) any {
	if b == nil {
		return nil
	}
	return *b
}

func whole(n *int) any {
	if n == nil {
		return nil
	}
	return int64(*n)
}
