package httpapi

import (
	"context"
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

// explained is what extensions.explain of an answer says of a statement.
type explained struct {
	Statement string   `json:"statement"`
	Text      string   `json:"text"`
	Starts    []start  `json:"starts"` // what finds nodes or relationships without others
	Plan      []string `json:"plan"`   // operators, from the result to where it begins, branches indented
}

// start is an operator that finds nodes or relationships from nothing.
type start struct {
	Kind     string `json:"kind"`
	Operator string `json:"operator"`
	On       string `json:"on"` // the index and what is looked for in it, or the label
}

// Kinds of starts, from what costs least.
const (
	startSeek    = "INDEX_SEEK" // rows that an index finds by a value
	startIndex   = "INDEX_SCAN" // a whole index, or a search through its texts
	startScan    = "SCAN"       // every node or relationship of a label, or of all
	startCount   = "COUNT"      // a number that Neo4j keeps
	startCalled  = "CALL"       // a procedure, as a full-text search
	startElement = "ID"         // nodes that are known
)

// mayLook refuses profiles to all but ADMIN with the whole graph in scope: what a statement touched counts nodes beyond
// the scope of who asks. Plans hold no such numbers, and are for those who write statements too.
func (a asked) mayLook(c graph.Caller) error {
	if a.profile && (c.Role != "ADMIN" || !c.Whole) {
		return refusal.Newf(graph.CodeForbidden, "extensions.profile is for the role ADMIN with the whole graph in scope; leave it out")
	}
	if a.explain && c.Role != "ADMIN" && c.Role != "ANALYST" {
		return refusal.Newf(graph.CodeForbidden, "extensions.explain is for the roles ANALYST and ADMIN; leave it out")
	}
	return nil
}

// look gives a context that gathers what the request asks to see of its statements, and what was gathered when they
// have run.
func (a asked) look(ctx context.Context) (context.Context, func() map[string]any) {
	var profiles *store.Profiles
	var plans *store.Plans
	if a.profile {
		ctx, profiles = store.WithProfiles(ctx)
	}
	if a.explain {
		ctx, plans = store.WithPlans(ctx)
	}
	return ctx, func() map[string]any {
		out := map[string]any{}
		if profiles != nil {
			out["profile"] = profilesOf(profiles)
		}
		if plans != nil {
			out["explain"] = plansOf(plans)
		}
		return out
	}
}

func profilesOf(p *store.Profiles) []profiled {
	out := []profiled{}
	for _, one := range p.List() {
		out = append(out, profiled{Statement: one.Statement.Name, Text: one.Statement.Text, Milliseconds: float64(one.Took.Microseconds()) / 1000,
			Rows: one.Rows, DatabaseHits: one.Hits, Plan: strings.Split(strings.TrimSpace(one.Plan), "\n")})
	}
	return out
}

func plansOf(p *store.Plans) []explained {
	out := []explained{}
	for _, one := range p.List() {
		e := explained{Statement: one.Statement.Name, Text: one.Statement.Text, Starts: []start{}}
		for _, o := range one.Operators {
			e.Plan = append(e.Plan, strings.TrimRight(strings.Repeat("  ", o.Depth)+o.Name+"  "+o.Details, " "))
			if kind := kindOf(o); kind != "" {
				e.Starts = append(e.Starts, start{kind, o.Name, o.Details})
			}
		}
		out = append(out, e)
	}
	return out
}

// kindOf is the kind of start that an operator of Neo4j is; "" for one that goes on from other rows.
func kindOf(o store.Operator) string {
	switch name := o.Name; {
	case strings.Contains(name, "ByElementIdSeek"), strings.Contains(name, "ByIdSeek"):
		return startElement
	case strings.Contains(name, "IndexSeek"):
		return startSeek
	case strings.Contains(name, "Index") && strings.Contains(name, "Scan"):
		return startIndex
	case strings.HasSuffix(name, "FromCountStore"):
		return startCount
	case strings.HasPrefix(name, "ProcedureCall"):
		return startCalled
	case strings.HasSuffix(name, "Scan"):
		return startScan
	}
	return ""
}
