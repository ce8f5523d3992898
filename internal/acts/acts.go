// Package acts is what people change: facts they record, questions they save and shortlists they decide on. Each change is data for one
// act of the store: done once for its key, with its entry in the log, whole or not at all.
package acts

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/figures"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/rows"
	"bole/internal/table"
)

// Acts changes what belongs to people. It is safe for concurrent use.
type Acts struct {
	store      *store.Store
	schema     *mapping.Schema
	law        *law.Law
	today      func() time.Time // the day that the graph is of
	checks     map[string]table.Check
	upkeep     store.Upkeep
	tabled     map[string]*mapping.Type // types of nodes by their table
	recordings map[string]recording     // by mutation
	rules      *law.Templates           // what has to hold of rows
	edges      map[string]store.Shape   // of relationships, by the label that they lead from and their type
	hearing    int                      // days after notice in which one may answer where no date was set
	rowed      store.Rowed
}

// New gives the acts on a store; tables are the schema's, and checks hold by table.
func New(l *law.Law, st *store.Store, tables []*table.Table, checks map[string]table.Check, hearing int, today func() time.Time) (*Acts, error) {
	if today == nil {
		today = time.Now
	}
	a := &Acts{store: st, schema: l.Schema(), law: l, today: today, checks: checks, upkeep: rows.Upkeep(l.Schema()), tabled: map[string]*mapping.Type{}, rowed: rows.All(l.Schema(), tables), hearing: hearing, edges: map[string]store.Shape{}}
	for _, t := range a.schema.Nodes() {
		if d := t.Def.Directives.ForName("table"); d != nil {
			a.tabled[d.Arguments.ForName("name").Value.Raw] = t
		}
	}
	a.recordings = a.derive(tables)
	for _, s := range a.rowed.Shapes {
		if e := s.Edge; e != nil {
			a.edges[e.FromLabel+" "+e.Type] = s
		}
	}
	var err error
	if a.rules, err = l.Templates(ruleFiles, figures.Counting()); err != nil {
		return nil, err
	}
	return a, a.ruled()
}

// asked is one thing that a caller wants changed.
type asked struct {
	caller law.Caller
	name   string   // of the mutation
	at     ast.Path // of the input
	input  map[string]any
}

// of is what a mutation with one input asks.
func of(q graph.Query, name string) asked {
	input, _ := q.Args["input"].(map[string]any)
	return asked{q.Caller, name, below(q.Path, "input"), input}
}

// act is the act of it: its name and its input say what it is.
func (w asked) act() (store.Act, error) {
	input, err := json.Marshal(w.input)
	if err != nil {
		return store.Act{}, fmt.Errorf("%s: %w", w.name, err)
	}
	return store.Act{Caller: w.caller, Name: w.name, Key: text(w.input, "idempotencyKey"), Input: string(input), Place: w.at}, nil
}

// prepared does an act unless it was done before; prepare judges it and says what it does.
func (a *Acts) prepared(ctx context.Context, act store.Act, prepare func(*store.Act) error) (answer string, err error) {
	done, known, err := a.store.Done(ctx, act)
	if err != nil || known {
		return done.Answer, err
	}
	if err := prepare(&act); err != nil {
		return "", err
	}
	done, err = a.store.Act(ctx, act)
	return done.Answer, err
}

// plainText refuses control characters, and texts that are too short or too long.
func (w asked) plainText(name string, least, most int) error {
	s := text(w.input, name)
	n := utf8.RuneCountInString(strings.TrimSpace(s))
	if n < least || n > most || strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) >= 0 {
		return refusal.Of(refusal.BadInput, below(w.at, name), "must be %d to %d characters long, without control characters", least, most)
	}
	return nil
}

func text(input map[string]any, name string) string { s, _ := input[name].(string); return s }
