package appraisal

import (
	"context"
	"fmt"

	"bole/graph"
	"bole/internal/judge"
)

// leastNominations is how many nominations a round has to have for the agreement of its halves to be told.
const leastNominations = 5

// RoundAgreements answers roundAgreements(kind, from, to).
func (a *Appraiser) RoundAgreements(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	e, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	kind, from, to, visible := textArg(args, "kind"), textArg(args, "from"), textArg(args, "to"), seen(q.Caller)
	rounds := map[string]*judge.Agreement{}
	for _, d := range e.facts.Cadres {
		for i := range d.Nominations {
			n := &d.Nominations[i]
			if n.Kind != kind || n.HeldOn < from || n.HeldOn > to || !visible(d) {
				continue
			}
			if rounds[n.Round] == nil {
				rounds[n.Round] = &judge.Agreement{}
			}
			rounds[n.Round].Add(n.ByLeader, n.Outstanding)
		}
	}
	out := graph.Entries{}
	for key, g := range rounds {
		if g.Known() >= leastNominations {
			out = append(out, graph.Entry{Place: fmt.Sprintf("%.6f %s", 1-g.Disagreement(), key), Object: agreementObject(key, g)})
		}
	}
	sortEntries(out)
	return out, nil
}

func agreementObject(key string, g *judge.Agreement) graph.Object {
	return graph.Object{Type: "RoundAgreement", Fields: map[string]any{"round": graph.Ref{Type: "RecommendationRound", Key: key}, "both": int64(g.Both),
		"namedOnly": int64(g.First), "outstandingOnly": int64(g.Second), "neither": int64(g.Neither), "unknown": int64(g.Unknown),
		"disagreement": g.Disagreement(), "kappa": number(g.Kappa())}}
}
