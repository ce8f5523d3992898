package appraisal

import (
	"sync"

	"bole/graph"
	"bole/graph/value"
	"bole/internal/judge"
)

// listed is a list as it is kept, for all who see the same of the same facts, with what is made of it when it is first
// asked for.
type listed struct {
	*judge.List
	digest        func() string
	places        func() map[string]int // by official
	eligibilities func() []any
	gateCounts    func() []any
}

// listPart names an entry of a list.
type listPart struct {
	list *judge.List
	at   int
}

// drawUp judges everyone the caller sees.
func (a *Appraiser) drawUp(s *selection) *listed {
	l := &listed{List: s.opening.Candidates(s.measured, s.visible)}
	l.digest = sync.OnceValue(l.List.Digest)
	l.places = sync.OnceValue(func() map[string]int {
		out := make(map[string]int, len(l.Entries))
		for i := range l.Entries {
			out[l.Entries[i].Dossier.Key] = i
		}
		return out
	})
	l.eligibilities = sync.OnceValue(l.countEligibilities)
	l.gateCounts = sync.OnceValue(func() []any { return a.countGates(s) })
	return l
}

// looked is someone looked at in full, as it is kept for whoever sees the same.
type looked struct {
	judge.Candidate
	gates, unknown *graph.Kept
}

// candidate is an entry in full. Those that were asked for last are kept: what is paged through is looked at again.
func (a *Appraiser) candidate(s *selection, i int) *looked {
	key := listPart{s.List, i}
	if c, ok := s.edition.full.Get(key); ok {
		return c
	}
	c := a.look(s, s.Entries[i])
	s.edition.full.Add(key, c)
	return c
}

// look builds an entry in full.
func (a *Appraiser) look(s *selection, of judge.Entry) *looked {
	entry := of
	entry.Measured = s.withItems(of.Measured, of.Dossier.Key)
	c := &looked{Candidate: s.Full(entry)}
	c.Measured = of.Measured // the items are in the evidence
	gates := func(wanted func(judge.Outcome) bool) *graph.Kept {
		return value.Keep(func() any {
			out := make([]any, 0, len(c.Gates))
			for i := range c.Gates {
				if g := &c.Gates[i]; wanted(g.Outcome) {
					out = append(out, a.gateObject(s, of.Dossier, g))
				}
			}
			return out
		})
	}
	c.gates, c.unknown = gates(func(judge.Outcome) bool { return true }), gates(func(o judge.Outcome) bool { return o == judge.Unknown })
	return c
}

var eligibilities = []judge.Verdict{judge.Eligible, judge.ToReview, judge.VerdictUnknown, judge.Failed}

func (l *listed) countEligibilities() []any {
	n := map[judge.Verdict]int{judge.Failed: l.Failed}
	for i := range l.Entries {
		n[l.Entries[i].Verdict]++
	}
	out := make([]any, 0, len(eligibilities))
	for _, v := range eligibilities {
		out = append(out, graph.Object{Type: "EligibilityCount", Fields: map[string]any{"eligibility": string(v), "count": int64(n[v])}})
	}
	return out
}

// countGates builds every gate of everyone the caller sees, which is the slow part of a list.
func (a *Appraiser) countGates(s *selection) []any {
	n := map[string]map[judge.Outcome]int{}
	var order []string
	for _, d := range s.lookedAt() {
		for _, g := range s.opening.Gates(d) {
			if n[g.Rule] == nil {
				n[g.Rule] = map[judge.Outcome]int{}
				order = append(order, g.Rule)
			}
			n[g.Rule][g.Outcome]++
		}
	}
	out := make([]any, 0, len(order))
	for _, rule := range order {
		of := n[rule]
		out = append(out, graph.Object{Type: "GateCount", Fields: map[string]any{"rule": a.ruleObjects[rule], "passed": int64(of[judge.Pass] + of[judge.NotApplicable]),
			"failed": int64(of[judge.Fail]), "unknown": int64(of[judge.Unknown]), "review": int64(of[judge.Review])}})
	}
	return out
}
