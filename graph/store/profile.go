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

// Profiled is a statement that was run with PROFILE, and what Neo4j says it did.
type Profiled struct {
	Statement cypher.Statement // its parameters are not for those who read profiles
	Rows      int64
	Took      time.Duration
	Hits      int64  // accesses of the database, of all operators
	Plan      string // Neo4j's table of operators, which holds no values of parameters
}

// Profiles gathers the profiles of the statements that are read under its context.
type Profiles struct {
	mu   sync.Mutex
	list []Profiled
}

type profilesKey struct{}

// WithProfiles gives a context under which each statement that is read runs with PROFILE. That takes longer.
func WithProfiles(ctx context.Context) (context.Context, *Profiles) {
	p := &Profiles{}
	return context.WithValue(ctx, profilesKey{}, p), p
}

// List is what was gathered so far, in the order in which statements ended.
func (p *Profiles) List() []Profiled {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Profiled(nil), p.list...)
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
	one := Profiled{Statement: st, Rows: summary.Profile().Records(), Took: time.Since(begun)}
	one.Plan, _ = summary.Profile().Arguments()["string-representation"].(string)
	if found := totalHits.FindStringSubmatch(one.Plan); found != nil {
		one.Hits, _ = strconv.ParseInt(found[1], 10, 64)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, one)
	return nil
}
