package store

import (
	"context"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
)

const explain = "EXPLAIN "

// profiled is a statement that was run, and what Neo4j says it did.
type profiled struct {
	Statement cypher.Statement // its parameters are not for those who read profiles
	Rows      int64
	Took      time.Duration
	Hits      int64  // accesses of the database, of all operators
	Plan      string // Neo4j's table of operators, which holds no values of parameters
}

// Profiles gathers the profiles of the statements that are read under its context.
type Profiles struct {
	measured bool
	mu       sync.Mutex
	list     []profiled
}

type profilesKey struct{}

// WithProfiles gives a context under which each statement that is read leaves its plan. Measured ones run with PROFILE,
// which takes longer; of others the plan is asked for after they ran, and holds no accesses.
func WithProfiles(ctx context.Context, measured bool) (context.Context, *Profiles) {
	p := &Profiles{measured: measured}
	return context.WithValue(ctx, profilesKey{}, p), p
}

// List is what was gathered so far, in the order in which statements ended.
func (p *Profiles) List() []profiled {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]profiled(nil), p.list...)
}

func profilesOf(ctx context.Context) *Profiles {
	p, _ := ctx.Value(profilesKey{}).(*Profiles)
	return p
}

// totalHits is the table's last line. The driver's tree of operators loses branches (5.28.4), so that a sum over it
// would be too small.
var totalHits = regexp.MustCompile(`Total database accesses: (\d+)`)

// add takes the profile of a statement whose rows have been read.
func (p *Profiles) add(ctx context.Context, st cypher.Statement, begun time.Time, result neo4j.ResultWithContext) error {
	summary, err := result.Consume(ctx)
	if err != nil || summary.Profile() == nil {
		return err
	}
	one := profiled{Statement: st, Rows: summary.Profile().Records(), Took: time.Since(begun)}
	one.Plan, _ = summary.Profile().Arguments()["string-representation"].(string)
	if found := totalHits.FindStringSubmatch(one.Plan); found != nil {
		one.Hits, _ = strconv.ParseInt(found[1], 10, 64)
	}
	p.append(one)
	return nil
}

// explain asks for the plan of a statement whose rows have been read.
func (p *Profiles) explain(ctx context.Context, st cypher.Statement, begun time.Time, session neo4j.SessionWithContext, limit func(*neo4j.TransactionConfig)) error {
	one := profiled{Statement: st, Took: time.Since(begun)}
	result, err := session.Run(ctx, explain+st.Text, st.Params, limit, described(ctx, st.Name))
	if err != nil {
		return err
	}
	if one.Plan, err = planned(ctx, result); err == nil && one.Plan != "" {
		p.append(one)
	}
	return err
}

// planned is Neo4j's table of operators of a statement that was explained; "" where there is no plan. The driver's tree of
// operators has the last of several branches in the place of each (5.28.4), the table has all.
func planned(ctx context.Context, result neo4j.ResultWithContext) (table string, err error) {
	summary, err := result.Consume(ctx)
	if err == nil && summary.Plan() != nil {
		table, _ = summary.Plan().Arguments()["string-representation"].(string)
	}
	return table, err
}

func (p *Profiles) append(one profiled) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, one)
}
