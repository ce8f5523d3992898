package store

import (
	"context"
	"strings"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
)

const explain = "EXPLAIN "

// Planned is a statement that was run, and how Neo4j goes about it.
type Planned struct {
	Statement cypher.Statement // its parameters are not for those who read plans
	Operators []Operator       // from the result to where it begins
}

// Operator is a step of a plan. How many rows Neo4j expects of it is left out: that is told by counts of all nodes,
// whoever may see them.
type Operator struct {
	Depth         int // how many branches it stands in
	Name, Details string
}

// Plans gathers the plans of the statements that are read under its context.
type Plans struct {
	mu   sync.Mutex
	list []Planned
}

type plansKey struct{}

// WithPlans gives a context under which Neo4j says of each statement that is read how it goes about it. The statements
// run as always, and each takes one more round trip.
func WithPlans(ctx context.Context) (context.Context, *Plans) {
	p := &Plans{}
	return context.WithValue(ctx, plansKey{}, p), p
}

// List is what was gathered so far, in the order in which statements ended.
func (p *Plans) List() []Planned {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Planned(nil), p.list...)
}

func plansOf(ctx context.Context) *Plans {
	p, _ := ctx.Value(plansKey{}).(*Plans)
	return p
}

// looked reports whether somebody looks at what statements do, so that each has to run.
func looked(ctx context.Context) bool { return profilesOf(ctx) != nil || plansOf(ctx) != nil }

// add asks for the plan of a statement whose rows have been read.
func (p *Plans) add(ctx context.Context, st cypher.Statement, session neo4j.SessionWithContext, limit func(*neo4j.TransactionConfig)) error {
	result, err := session.Run(ctx, explain+st.Text, st.Params, limit, described(ctx, st.Name))
	if err != nil {
		return err
	}
	summary, err := result.Consume(ctx)
	if err != nil || summary.Plan() == nil {
		return err
	}
	drawn, _ := summary.Plan().Arguments()["string-representation"].(string)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, Planned{st, operatorsOf(drawn)})
	return nil
}

// operatorsOf reads Neo4j's table of operators, whose columns are Operator, Id, Details and others. The driver's tree of
// them has the second of two branches twice and the first not at all (5.28.4).
func operatorsOf(drawn string) []Operator {
	var out []Operator
	var borders []int
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
		cell := func(i int) string { return strings.TrimSpace(string(cells[borders[i]+1 : borders[i+1]])) }
		branches, name, begins := strings.Cut(cell(0), "+")
		switch {
		case begins:
			out = append(out, Operator{strings.Count(branches, "|"), name, cell(2)})
		case len(out) > 0: // Details go on
			last := &out[len(out)-1]
			last.Details = strings.TrimSpace(last.Details + " " + cell(2))
		}
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
