package walks

import (
	"context"

	"bole/graph/law"
	"bole/graph/plan"
)

// What the tests hold to the naive walks and searches.
const (
	MaxPathLength = maxPathLength
	MaxPaths      = maxPaths
	SearchProbe   = searchProbe
	MaxOrdered    = maxOrdered
)

var IsWord = isWord

// ParseSearch reads a text as a search does.
func ParseSearch(text string) error {
	_, err := parseSearch(text)
	return err
}

// SearchAs reads a text and gives what searches by it for one entry.
func SearchAs(g *Walks, c law.Caller, text string) (lucene string, page func(context.Context) error, err error) {
	q, err := parseSearch(text)
	if err != nil {
		return "", nil, err
	}
	s := &search{Walks: g, caller: c, query: q, window: plan.Window{Size: 1}}
	if err := s.begin(nil, nil); err != nil {
		return "", nil, err
	}
	for _, t := range s.types {
		lucene += q.lucene(t.fields)
	}
	return lucene, func(ctx context.Context) error { _, err := s.page(ctx); return err }, nil
}

// ByShare has the neighbours of every node asked for as those of hubs are.
func ByShare(g *Walks) { g.hub = -1 }
