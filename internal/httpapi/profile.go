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
	if !a.profile && !a.explain {
		return ctx, func() map[string]any { return map[string]any{} }
	}
	ctx, profiles := store.WithProfiles(ctx, a.profile)
	return ctx, func() map[string]any {
		out := map[string]any{}
		if a.profile {
			out["profile"] = profilesOf(profiles)
		}
		if a.explain {
			out["explain"] = plansOf(profiles)
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

func plansOf(p *store.Profiles) []explained {
	out := []explained{}
	for _, one := range p.List() {
		e := explained{Statement: one.Statement.Name, Text: one.Statement.Text, Starts: []start{}, Plan: []string{}}
		for _, o := range operatorsOf(one.Plan) {
			e.Plan = append(e.Plan, strings.TrimRight(strings.Repeat("  ", o.depth)+o.name+"  "+o.details, " "))
			if kind := o.kind(); kind != "" {
				e.Starts = append(e.Starts, start{kind, o.name, o.details})
			}
		}
		out = append(out, e)
	}
	return out
}

// operator is a step of a plan. How many rows Neo4j expects of it is left out: that is told by counts of all nodes,
// whoever may see them.
type operator struct {
	depth         int // how many branches it stands in
	name, details string
}

// goOn adds a further line of details. A line that fills its column was cut wherever it was full, within a word too; the
// others end with an item.
func (o *operator) goOn(full bool, line string) {
	if !full || strings.HasSuffix(o.details, ",") {
		o.details, line = o.details+" ", strings.TrimLeft(line, " ")
	}
	o.details = strings.TrimSpace(o.details + line)
}

// kind is the kind of start that an operator of Neo4j is; "" for one that goes on from other rows.
func (o operator) kind() string {
	switch {
	case strings.Contains(o.name, "ByElementIdSeek"), strings.Contains(o.name, "ByIdSeek"):
		return startElement
	case strings.Contains(o.name, "IndexSeek"):
		return startSeek
	case strings.Contains(o.name, "Index") && strings.Contains(o.name, "Scan"):
		return startIndex
	case strings.HasSuffix(o.name, "FromCountStore"):
		return startCount
	case strings.HasPrefix(o.name, "ProcedureCall"):
		return startCalled
	case strings.HasSuffix(o.name, "Scan"):
		return startScan
	}
	return ""
}

// operatorsOf reads Neo4j's table of operators, whose columns are Operator, Id, Details and others.
func operatorsOf(drawn string) []operator {
	var out []operator
	var borders []int
	full := false // the last line of details
	for line := range strings.Lines(drawn) {
		cells := []rune(line)
		if borders == nil {
			if line[0] == '+' {
				borders = bordersOf(cells)
			}
			continue
		}
		if len(borders) < 4 || len(cells) <= borders[3] || cells[borders[1]] != '|' {
			continue // between two operators, or after the table
		}
		cell := func(i int) string { return string(cells[borders[i]+2 : borders[i+1]-1]) } // within a blank on each side
		branches, name, begins := strings.Cut(cell(0), "+")
		details := cell(2)
		switch {
		case begins:
			out = append(out, operator{strings.Count(branches, "|"), strings.TrimSpace(name), strings.TrimSpace(details)})
		case len(out) > 0:
			out[len(out)-1].goOn(full, details)
		}
		full = !strings.HasSuffix(details, " ")
	}
	return out
}

func bordersOf(line []rune) []int {
	var out []int
	for i, r := range line {
		if r == '+' {
			out = append(out, i)
		}
	}
	return out
}
