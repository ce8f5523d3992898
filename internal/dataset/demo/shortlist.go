package demo

import (
	"context"
	"encoding/json"
	"fmt"
)

// Organizer is who draws up the demo's shortlists.
const Organizer = "演示组织员"

// Shortlists draws up a shortlist for each vacancy of the demo that was filled and records a choice from it, through
// the API, as a person would: ask runs an operation for an organizer of that name. Again it changes nothing.
func Shortlists(ctx context.Context, ask func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error)) error {
	for i := 2; i < vacancyCount; i += 3 {
		vacancy := vacancyKey(i)
		list, err := mutate(ctx, ask, `mutation($input: CreateShortlistInput!) { createShortlist(input: $input) { key version
  proposes(first: 100, orderBy: [{place: ASC}]) { edges { eligibility node { key } } } } }`, map[string]any{
			"idempotencyKey": "demo-list-" + vacancy, "vacancy": vacancy, "asOf": AsOf, "size": 30})
		if err != nil {
			return fmt.Errorf("draw up a shortlist for %s: %w", vacancy, err)
		}
		for _, e := range list.Proposes.Edges {
			if e.Eligibility != "ELIGIBLE" {
				continue
			}
			_, err := mutate(ctx, ask, `mutation($input: ChooseCandidateInput!) { chooseCandidate(input: $input) { key version proposes(first: 0) { edges { eligibility } } } }`, map[string]any{
				"idempotencyKey": "demo-choice-" + vacancy, "shortlist": list.Key, "expectedVersion": 1, "cadre": e.Node.Key, "asOf": AsOf,
				"reason": "演示：经集体讨论，依据承担事项的实绩与岗位需要"})
			if err != nil {
				return fmt.Errorf("choose for %s: %w", vacancy, err)
			}
			break
		}
	}
	return nil
}

// shortlist is what the mutations answer.
type shortlist struct {
	Key      string
	Version  int
	Proposes struct {
		Edges []struct {
			Eligibility string
			Node        struct{ Key string }
		}
	}
}

func mutate(ctx context.Context, ask func(context.Context, string, map[string]any) (json.RawMessage, error), query string, input map[string]any) (shortlist, error) {
	data, err := ask(ctx, query, map[string]any{"input": input})
	if err != nil {
		return shortlist{}, err
	}
	var answer map[string]shortlist
	if err := json.Unmarshal(data, &answer); err != nil {
		return shortlist{}, fmt.Errorf("read the answer: %w", err)
	}
	for _, s := range answer {
		return s, nil
	}
	return shortlist{}, fmt.Errorf("the answer is empty")
}
