package acts

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/rows"
	"bole/internal/table"
)

// record is how rows of one table are recorded, corrected and withdrawn: a node, or a relationship with properties.
type record struct {
	*Acts
	table *table.Table
	typ   *mapping.Type // of the node, or of the relationship's properties
	as    string        // CaseSubject, in createCaseSubject
	shape store.Shape
	with  []nested // relationships that are recorded with a node
	steps map[*table.Column]map[string]mapping.Step
	end   *end // of relationships: the end they are recorded with
}

// nested is a field of an input with the rows that are recorded together with a node.
type nested struct {
	*record
	field string
	far   *table.Column // the key of the other end
}

// end is an end of a relationship.
type end struct {
	column *table.Column
	label  string
	node   *record
}

// derive reads from the schema what can be recorded, by mutation.
func (a *Acts) derive(tables []*table.Table) map[string]recording {
	out := map[string]recording{}
	by := map[string]*record{} // by table
	for _, t := range a.schema.Types() {
		if t.Writable == nil {
			continue
		}
		name := t.Def.Directives.ForName("table").Arguments.ForName("name").Value.Raw
		i := slices.IndexFunc(tables, func(t *table.Table) bool { return t.Name == name })
		r := &record{Acts: a, table: tables[i], typ: t, as: t.Writable.As, shape: rows.Shape(tables[i], rows.Whole), steps: map[*table.Column]map[string]mapping.Step{}}
		for _, c := range r.table.Columns {
			if steps := mapping.Steps(a.schema.SDL.Types[c.Type]); steps != nil {
				r.steps[c] = steps
			}
		}
		by[name] = r
		for verb, act := range map[string]func(asked) (store.Act, []mismatch, error){"create": r.create, "correct": r.correct, "withdraw": r.withdraw} {
			out[verb+r.as] = recording{r, act}
		}
	}
	for _, r := range by {
		if !r.table.IsEdge() {
			continue
		}
		for i, label := range []string{r.table.Edge.FromLabel, r.table.Edge.ToLabel} {
			if label == r.typ.Writable.With.Label && r.end == nil {
				r.end = &end{r.table.Columns[i], label, by[r.table.Columns[i].Refers]}
				r.end.node.with = append(r.end.node.with, nested{r, r.field(), r.table.Columns[1-i]})
			}
		}
	}
	return out
}

// field is the field of the node that a relationship is recorded with which lists it.
func (r *record) field() string {
	for _, f := range r.typ.Writable.With.Fields {
		if f.Relation != nil && f.Relation.Edge == r.typ {
			return f.Name
		}
	}
	return ""
}

// recording is a mutation that records, corrects or withdraws a row, and what it does when it is asked to.
type recording struct {
	*record
	act func(asked) (store.Act, []mismatch, error)
}

// Recording is the root field of such a mutation, or of several together.
func (a *Acts) Recording(mutation string) graph.Root {
	one, known := a.recordings[mutation]
	switch {
	case mutation == "batch":
		return a.batch
	case !known:
		return func(context.Context, graph.Query) (any, error) {
			return nil, fmt.Errorf("%s is not a mutation of any table", mutation)
		}
	}
	return func(ctx context.Context, q graph.Query) (any, error) {
		act, bad, err := one.act(of(q, mutation))
		if err == nil {
			err = refuse(bad)
		}
		if err != nil {
			return nil, err
		}
		done, err := a.store.Act(ctx, act)
		if err != nil {
			return nil, err
		}
		return one.answer(done.Answer), nil
	}
}

// row is one row on its way into the graph.
type row struct {
	*record
	tx     *store.Tx
	caller law.Caller
	at     ast.Path // of the input
	values map[string]any
	before map[string]any // what the row said; nil for a new one
}

func (r *record) create(ask asked) (store.Act, []mismatch, error) {
	act, err := ask.act()
	if err != nil {
		return act, nil, err
	}
	values, bad := r.read(ask, true)
	key, made := r.newKey(values)
	act.Touches = r.touches(values)
	act.Why = text(ask.input, "why")
	act.Do = func(tx *store.Tx) (string, error) {
		w := &row{record: r, tx: tx, caller: ask.caller, at: ask.at, values: values.row}
		if err := w.absent(key, made); err != nil {
			return "", err
		}
		return key, w.write(key, values.with)
	}
	return act, bad, nil
}

func (r *record) correct(ask asked) (store.Act, []mismatch, error) {
	return r.change(ask, func(w *row, key string) error {
		if err := w.merged(); err != nil {
			return err
		}
		return w.write(key, nil)
	})
}

func (r *record) withdraw(ask asked) (store.Act, []mismatch, error) {
	return r.change(ask, (*row).remove)
}

// change does something to a row that is there, from the version that the caller saw.
func (r *record) change(ask asked, do func(w *row, key string) error) (store.Act, []mismatch, error) {
	act, err := ask.act()
	if err != nil {
		return act, nil, err
	}
	values, bad := r.read(ask, false)
	if len(bad) > 0 {
		return act, bad, nil
	}
	if act.Why, err = ask.why(); err != nil {
		return act, nil, err
	}
	key, expected := r.key(values.row), version(ask.input)
	act.Touches = r.touches(values)
	act.Do = func(tx *store.Tx) (string, error) {
		w := &row{record: r, tx: tx, caller: ask.caller, at: ask.at, values: maps.Clone(values.row)}
		if err := w.seen(key, expected); err != nil {
			return "", err
		}
		return key, do(w, key)
	}
	return act, nil, nil
}

// answer gives the nodes that an act changed, from the answer that is kept of it.
func (r *record) answer(key string) graph.Object {
	fields := map[string]any{}
	if !r.table.IsEdge() {
		fields[mapping.FieldName(r.typ.Name)] = graph.Ref{Type: r.typ.Name, Key: key}
	} else {
		from, to, _ := strings.Cut(key, ";")
		for i, key := range []string{from, to} {
			c, label := r.table.Columns[i], []string{r.table.Edge.FromLabel, r.table.Edge.ToLabel}[i]
			fields[c.Name] = graph.Ref{Type: r.schema.Label(label).Name, Key: key}
		}
	}
	return graph.Object{Type: r.as + "Payload", Fields: fields}
}

// touches are the nodes that an input names, which are locked for it, by label.
func (r *record) touches(v values) map[string][]string {
	out := map[string][]string{}
	add := func(r *record, row map[string]any) {
		if key, ok := row["key"].(string); ok {
			out[r.shape.Label] = append(out[r.shape.Label], key)
		}
		for _, c := range r.table.Columns {
			if keys := rows.Keys(row, c); c.Refers != "" && len(keys) > 0 {
				label := r.tabled[c.Refers].Label
				out[label] = append(out[label], keys...)
			}
		}
	}
	add(r, v.row)
	for _, t := range v.with {
		add(t.record, t.row)
	}
	return out
}

// newKey gives a new row its key where it has none, and returns what the act answers.
func (r *record) newKey(v values) (key string, made bool) {
	if !r.table.IsEdge() && r.table.Column("key") != nil && v.row["key"] == nil {
		v.row["key"], made = strings.ToLower(rand.Text()), true
	}
	return r.key(v.row), made
}

// key is a node's key, or both ends of a relationship, which hold no semicolon.
func (r *record) key(values map[string]any) string {
	if key, ok := values["key"].(string); ok && !r.table.IsEdge() {
		return key
	}
	if r.table.IsEdge() {
		return fmt.Sprint(values[r.table.Columns[0].Name]) + ";" + fmt.Sprint(values[r.table.Columns[1].Name])
	}
	key, _ := rows.Identity(r.table, values)
	return key
}

func version(input map[string]any) int64 { v, _ := input["expectedVersion"].(int64); return v }

// why is the reason of a change; nothing recorded is changed without one.
func (w asked) why() (string, error) { return text(w.input, "why"), w.plainText("why", 2, 2000) }

func below(path ast.Path, steps ...any) ast.Path {
	for _, s := range steps {
		path = refusal.Below(path, s)
	}
	return path
}
