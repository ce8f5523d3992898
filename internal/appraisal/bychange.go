package appraisal

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"bole/graph"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/judge/fact"
)

// mostTouched is of how many officials facts are read one by one; of more, all are read anew.
const mostTouched = 2000

// changing is where facts and what changed of them is read: *facts.Facts.
type changing interface {
	reading
	RowsOf(ctx context.Context, name string, keys []string, each func(row []any) error) error
	Changes(ctx context.Context, from, to store.Versions) ([]store.LogEntry, bool, error)
	Theirs(label string) bool
	Owners(ctx context.Context, label string, keys []string) ([]string, error)
}

// loadFrom reads the facts that changed since others were read, by the log; of an official whom a change touches all
// facts are read. It reads all facts where the log does not tell what changed, or too much did. What was known stays as
// it is. It begins anew when facts change meanwhile.
func loadFrom(ctx context.Context, from changing, known *fact.Facts, at store.Versions) (f *fact.Facts, v store.Versions, byChange bool, err error) {
	f, v = known, at
	for range 5 {
		to, err := from.Versions(ctx)
		if err != nil {
			return nil, v, false, err
		}
		if to.Text() == v.Text() {
			return f, v, true, nil
		}
		t, told, err := touchedBetween(ctx, from, f, v, to)
		if err != nil {
			return nil, v, false, err
		}
		if !told {
			f, v, err = load(ctx, from)
			return f, v, false, err
		}
		if f, err = t.read(ctx, from, f, to.Text()); err != nil {
			return nil, v, false, err
		}
		v = to // and what was read may be newer: then the next turn reads it again
	}
	return nil, v, false, refusal.Newf(graph.CodeUnavailable, "the data is being changed at this moment; try again in a minute")
}

// touched is what changes touch.
type touched struct {
	nodes       map[string]map[string]bool // keys by label
	cadres      map[string]bool
	evaluations map[string]bool // that may be of others than those whose decisions rest on them
}

// officialAt is the end of a relationship that is an official, where relationships are rows themselves.
var officialAt = map[string]int{"WORKED_ON": 0, "ABOUT": 1, "NOMINATED": 1}

// touchedBetween finds what changed; false where the log does not tell.
func touchedBetween(ctx context.Context, from changing, known *fact.Facts, at, to store.Versions) (*touched, bool, error) {
	entries, told, err := from.Changes(ctx, at, to)
	if err != nil || !told {
		return nil, false, err
	}
	t := &touched{nodes: map[string]map[string]bool{}, cadres: map[string]bool{}, evaluations: map[string]bool{}}
	for i := range entries {
		if !t.entry(from, &entries[i]) {
			return nil, false, nil
		}
	}
	t.known(known)
	for _, label := range slices.Sorted(maps.Keys(t.nodes)) {
		if !from.Theirs(label) {
			continue
		}
		owners, err := from.Owners(ctx, label, slices.Sorted(maps.Keys(t.nodes[label])))
		if err != nil {
			return nil, false, err
		}
		for _, key := range owners {
			t.cadres[key] = true
		}
	}
	return t, len(t.cadres) <= mostTouched, nil
}

// entry takes an entry in; false where it does not say what it touched.
func (t *touched) entry(from changing, e *store.LogEntry) bool {
	keys := e.Keys
	if e.Key != "" {
		keys = []string{e.Key}
	}
	switch e.Op {
	case "MOVED":
		if e.Type != "Cadre" { // the unit that scopes compare, which is no fact
			return true
		}
	case "CREATED", "CHANGED", "REMOVED", "COMPLETED", "CLEARED":
	default: // a load of everything, an erasure, which gives new keys
		return false
	}
	if len(keys) == 0 || e.Erased || e.Rewritten {
		return false
	}
	for _, key := range keys {
		switch end, edge := officialAt[e.Type]; {
		case edge:
			var parts []any
			if json.Unmarshal([]byte(key), &parts) != nil || len(parts) < 2 {
				return false
			}
			owner, ok := parts[end].(string)
			if !ok {
				return false
			}
			t.cadres[owner] = true
		case e.Type == "Cadre":
			t.cadres[key] = true
		case from.Theirs(e.Type) || e.Type == "Task" || small[e.Type] != "":
			t.node(e.Type, key)
		default:
			return false
		}
	}
	return true
}

func (t *touched) node(label, key string) {
	if t.nodes[label] == nil {
		t.nodes[label] = map[string]bool{}
	}
	t.nodes[label][key] = true
}

// small are the tables that are read whole when anything in them changes, by label.
var small = map[string]string{"Organization": "organizations", "Position": "positions", "Evaluator": "evaluators", "Vacancy": "vacancies", "Requirement": "vacancies"}

// known adds those whose facts held, until now, what changed.
func (t *touched) known(f *fact.Facts) {
	has := func(label, key string) bool { return t.nodes[label][key] }
	for _, d := range f.Cadres {
		if !t.cadres[d.Key] && holds(d, t.nodes, has) {
			t.cadres[d.Key] = true
		}
	}
	for key := range t.nodes["Evaluation"] {
		t.evaluations[key] = true
	}
}

// holds reports whether an official's facts have one of some nodes in them.
func holds(d *fact.Dossier, labels map[string]map[string]bool, has func(label, key string) bool) bool {
	if len(labels) == 0 {
		return false
	}
	return some(d.Educations, func(r *fact.Education) bool { return has("Education", r.Key) }) ||
		some(d.Appointments, func(r *fact.Appointment) bool { return has("Appointment", r.Key) || has("Position", r.Position) }) ||
		some(d.Ranks, func(r *fact.RankGrant) bool { return has("RankGrant", r.Key) }) ||
		some(d.Cases, func(r *fact.Involvement) bool { return has("Case", r.Key) }) ||
		some(d.Evaluations, func(r *fact.Evaluation) bool { return has("Evaluation", r.Key) }) ||
		some(d.Nominations, func(r *fact.Nomination) bool { return has("RecommendationRound", r.Round) }) ||
		some(d.Decisions, func(r *fact.Decision) bool { return has("Decision", r.Key) }) ||
		some(d.Sanctions, func(r *fact.Sanction) bool { return has("Sanction", r.Key) }) ||
		some(d.Rulings, func(r *fact.Ruling) bool { return has("ToleranceRuling", r.Key) }) ||
		some(d.Statements, func(r *fact.Statement) bool { return has("Statement", r.Key) }) ||
		some(d.Clearances, func(r *fact.Clearance) bool { return has("Clearance", r.Key) }) ||
		some(d.Talks, func(r *fact.Talk) bool { return has("Talk", r.Key) })
}

// some reports whether one of several is something.
func some[T any](of []T, is func(*T) bool) bool {
	for i := range of {
		if is(&of[i]) {
			return true
		}
	}
	return false
}

// read gives facts in which what was touched is read anew; the others stay, and are shared with those known.
func (t *touched) read(ctx context.Context, from changing, known *fact.Facts, version string) (*fact.Facts, error) {
	l := &loader{source: from, at: map[string]*fact.Dossier{}, known: map[string]string{}, facts: emptyFacts(version)}
	for _, table := range l.tables() {
		if table.name == others {
			t.rests(known, l.facts.Cadres)
		}
		each := func(values []any) error {
			table.row(row{values, l.known})
			return nil
		}
		var err error
		if slices.Contains(wholeTables, table.name) {
			if t.touches(table.name) {
				err = from.Rows(ctx, table.name, each)
			}
		} else if keys := t.keys(table.name); len(keys) > 0 {
			err = from.RowsOf(ctx, table.name, slices.Sorted(maps.Keys(keys)), each)
		}
		if err != nil {
			return nil, fmt.Errorf("load changed facts: %w", err)
		}
	}
	return t.join(known, l.facts), nil
}

const others = "evaluations-of-others"

// keys are those that a table is read of.
func (t *touched) keys(table string) map[string]bool {
	switch table {
	case "tasks":
		return t.nodes["Task"]
	case others:
		return t.evaluations
	default:
		return t.cadres
	}
}

// wholeTables are the tables whose rows are nobody's, and which are read whole.
var wholeTables = []string{"organizations", "positions", "evaluators", "vacancies"}

// touches reports whether anything in a table that is read whole has changed.
func (t *touched) touches(table string) bool {
	for label := range t.nodes {
		if small[label] == table {
			return true
		}
	}
	return false
}

// rests adds the evaluations that decisions rest on, of those who were touched, before and now.
func (t *touched) rests(before *fact.Facts, now []*fact.Dossier) {
	add := func(d *fact.Dossier) {
		for i := range d.Decisions {
			for _, key := range d.Decisions[i].Evaluations {
				t.evaluations[key] = true
			}
		}
	}
	for _, d := range before.Cadres {
		if t.cadres[d.Key] {
			add(d)
		}
	}
	for _, d := range now {
		add(d)
	}
}

// join puts what was read into facts that were known, which stay as they are.
func (t *touched) join(known, read *fact.Facts) *fact.Facts {
	f := *read
	f.Tasks, f.Evaluations = replaced(known.Tasks, t.nodes["Task"], read.Tasks), replaced(known.Evaluations, t.evaluations, read.Evaluations)
	if !t.touches("organizations") {
		f.Organizations = known.Organizations
	}
	if !t.touches("positions") {
		f.Positions = known.Positions
	}
	if !t.touches("evaluators") {
		f.Evaluators = known.Evaluators
	}
	if !t.touches("vacancies") {
		f.Vacancies = known.Vacancies
	}
	for _, d := range known.Cadres {
		if !t.cadres[d.Key] {
			f.Cadres = append(f.Cadres, d)
		}
	}
	slices.SortFunc(f.Cadres, func(a, b *fact.Dossier) int { return cmp.Compare(a.Key, b.Key) })
	return &f
}

// replaced are known values with those of some keys as they were read, or gone.
func replaced[T any](known map[string]T, keys map[string]bool, read map[string]T) map[string]T {
	if len(keys) == 0 {
		return known
	}
	out := maps.Clone(known)
	for key := range keys {
		delete(out, key)
	}
	maps.Copy(out, read)
	return out
}
