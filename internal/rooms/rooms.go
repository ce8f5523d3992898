// Package rooms joins the rooms of the product: what is built from what, in order. Programs and tests open the same.
package rooms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/analyst"
	"bole/graph/figures"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/store"
	"bole/graph/walks"
	"bole/internal/acts"
	"bole/internal/appraisal"
	"bole/internal/audit"
	"bole/internal/due"
	"bole/internal/facts"
	"bole/internal/history"
	"bole/internal/imports"
	"bole/internal/judge"
	"bole/internal/population"
	"bole/internal/rows"
	"bole/internal/table"
	"bole/internal/vocabulary"
	"bole/internal/webhooks"
)

// Options of all rooms; the zero value is right but for where Neo4j is.
type Options struct {
	Store      store.Options
	Graph      graph.Options
	Appraisal  appraisal.Options
	Audit      audit.Options // the zero value keeps none
	Webhooks   webhooks.Options
	CypherRole string       // may run statements of its own; "" is nobody
	Deadlines  *due.Rules   // nil: those that come with the product
	Hearing    int          // days after notice in which one may answer where no date was set; 0 is 30
	Log        *slog.Logger // nil: none
}

// Rooms are all rooms behind the HTTP door and the commands.
type Rooms struct {
	Schema    *mapping.Schema
	Law       *law.Law
	Store     *store.Store
	Facts     *facts.Facts
	Figures   *figures.Figures
	Walks     *walks.Walks
	Analyst   *analyst.Analyst
	Acts      *acts.Acts
	Due       *due.Due
	History   *history.History
	Appraiser *appraisal.Appraiser
	Audit     *audit.Audit
	Imports   *imports.Imports
	Webhooks  *webhooks.Webhooks
	Terms     *vocabulary.Vocabulary
	Graph     *graph.Graph

	rules *judge.RuleBook
	reads *reads
}

// Open builds the rooms. It does not connect; Store.Ping does.
func Open(sdl *ast.Schema, o Options) (r *Rooms, err error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Store.Log, o.Audit.Log, o.Graph.Log, o.Appraisal.Log, o.Appraisal.Hearing = o.Log, o.Log, o.Log, o.Log, o.Hearing
	r = &Rooms{}
	if r.Schema, err = mapping.Read(sdl); err != nil {
		return nil, err
	}
	tables, err := table.Tables(r.Schema)
	if err != nil {
		return nil, fmt.Errorf("read the schema's tables:\n%w", err)
	}
	r.Terms = vocabulary.New(sdl, tables)
	r.reads = newReads(r.Schema, tables)
	r.Law = law.New(r.Schema)
	o.Store.TypesRead = func(text string) ([]string, bool) { return r.TypesRead([]string{text}) }
	if r.Store, err = store.Open(o.Store); err != nil {
		return nil, err
	}
	opened := r.Store // what is returned with an error is no room
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.Close(context.Background()))
		}
	}()
	if r.Facts, err = facts.New(r.Schema, r.Store); err != nil {
		return nil, err
	}
	if r.Figures, err = figures.New(r.Law, r.Store, o.Hearing); err != nil {
		return nil, err
	}
	if r.Walks, err = walks.New(r.Law, r.Store); err != nil {
		return nil, err
	}
	if r.Analyst, err = analyst.New(r.Law, r.Store, o.CypherRole, o.Log); err != nil {
		return nil, err
	}
	if o.Appraisal.Rules == nil {
		o.Appraisal.Rules = judge.StandardRules()
	}
	r.rules = o.Appraisal.Rules
	if r.Acts, err = acts.New(r.Law, r.Store, tables, rows.Checks(r.rules), r.Figures.Hearing(), o.Graph.Today); err != nil {
		return nil, err
	}
	r.History = history.New(r.Law, r.Store, tables)
	r.Appraiser = appraisal.New(r.Facts, population.New(r.Store, o.Log), r.Figures, r.Acts, o.Appraisal)
	if r.Due, err = due.New(r.Law, r.Store, r.Figures, o.Deadlines, o.Appraisal.Calendar); err != nil {
		return nil, err
	}
	r.Audit = audit.New(r.Law, r.Store, o.Audit)
	r.Imports = imports.New(r.Dataset(), o.Log)
	if r.Graph, err = graph.New(r.Law, r.Store, o.Graph, r.Figures.Fields(), r.Appraiser.Fields(), r.Due.Fields(), r.Audit.Fields()); err != nil {
		return nil, err
	}
	o.Webhooks.Today = r.Graph.Today
	r.Webhooks = webhooks.New(webhooks.Rooms{Law: r.Law, Store: r.Store, Graph: r.Graph, History: r.History, Appraiser: r.Appraiser, Figures: r.Figures, Due: r.Due, Audit: r.Audit, Log: o.Log}, o.Webhooks)
	return r, nil
}

// Close gives the connections back.
func (r *Rooms) Close(ctx context.Context) error {
	r.Imports.Close()
	r.Audit.Close()
	return r.Store.Close(ctx)
}
