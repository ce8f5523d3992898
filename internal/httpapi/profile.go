package httpapi

import (
	"strings"

	"bole/graph"
	"bole/graph/refusal"
	"bole/graph/store"
)

// profiled is what extensions.profile of an answer says of a statement.
type profiled struct {
	Statement    string   `json:"statement"` // the root field or name
	Text         string   `json:"text"`
	Milliseconds float64  `json:"milliseconds"`
	Rows         int64    `json:"rows"`
	DatabaseHits int64    `json:"databaseHits"`
	Plan         []string `json:"plan"` // Neo4j's table of operators, line by line
}

// mayProfile refuses profiles to all but ADMIN with the whole graph in scope: what a statement touched counts nodes
// beyond the scope of who asks.
func mayProfile(c graph.Caller) error {
	if c.Role == "ADMIN" && c.Whole {
		return nil
	}
	return refusal.Newf(graph.CodeForbidden, "extensions.profile is for the role ADMIN with the whole graph in scope; leave it out")
}

func profilesOf(p *store.Profiles) []profiled {
	out := []profiled{}
	for _, one := range p.List() {
		out = append(out, profiled{Statement: one.Statement.Name, Text: one.Statement.Text, Milliseconds: float64(one.Took.Microseconds()) / 1000,
			Rows: one.Rows, DatabaseHits: one.Hits, Plan: strings.Split(strings.TrimSpace(one.Plan), "\n")})
	}
	return out
}
