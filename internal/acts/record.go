package acts

import (
	"context"
	"crypto/rand"
	"fmt"
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
func (a *Acts) derive(tables []*table.Table) map[string]graph.Root {
	out := map[string]graph.Root{}
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
		out["create"+r.as], out["correct"+r.as], out["withdraw"+r.as] = r.create, r.correct, r.withdraw
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

// Recording is the root field of a mutation that records, corrects or withdraws a row.
func (a *Acts) Recording(mutation string) graph.Root {
	if one := a.recordings[mutation]; one != nil {
		return one
	}
	return func(context.Context, graph.Query) (any, error) {
		return nil, fmt.Errorf("%s is not a mutation of any table", mutation)
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

func (r *record) create(ctx context.Context, q graph.Query) (any, error) {
	act, input, err := of(q, "create"+r.as)
	if err != nil {
		return nil, err
	}
	values, err := r.read(q, input, true)
	if err != nil {
		return nil, err
	}
	key := r.newKey(values)
	act.Why = text(input, "why")
	act.Do = func(tx *store.Tx) (string, error) {
		w := &row{record: r, tx: tx, caller: q.Caller, at: below(q.Path, "input"), values: values.row}
		if err := w.absent(key); err != nil {
			return "", err
		}
		return key, w.write(key, values.with)
	}
	return r.done(ctx, act)
}

func (r *record) correct(ctx context.Context, q graph.Query) (any, error) {
	return r.change(ctx, q, "correct", func(w *row, key string) error {
		if err := w.merged(); err != nil {
			return err
		}
		return w.write(key, nil)
	})
}

func (r *record) withdraw(ctx context.Context, q graph.Query) (any, error) {
	return r.change(ctx, q, "withdraw", (*row).remove)
}

// change does something to a row that is there, from the version that the caller saw.
func (r *record) change(ctx context.Context, q graph.Query, verb string, do func(w *row, key string) error) (any, error) {
	act, input, err := of(q, verb+r.as)
	if err != nil {
		return nil, err
	}
	values, err := r.read(q, input, false)
	if err != nil {
		return nil, err
	}
	if act.Why, err = reason(input); err != nil {
		return nil, err
	}
	key, expected := r.key(values.row), version(input)
	act.Do = func(tx *store.Tx) (string, error) {
		w := &row{record: r, tx: tx, caller: q.Caller, at: below(q.Path, "input"), values: values.row}
		if err := w.seen(key, expected); err != nil {
			return "", err
		}
		return key, do(w, key)
	}
	return r.done(ctx, act)
}

// done does the act and answers with the nodes that it changed.
func (r *record) done(ctx context.Context, act store.Act) (any, error) {
	did, err := r.store.Act(ctx, act)
	if err != nil {
		return nil, err
	}
	fields := map[string]any{}
	if !r.table.IsEdge() {
		fields[mapping.FieldName(r.typ.Name)] = graph.Ref{Type: r.typ.Name, Key: did.Answer}
	} else {
		from, to, _ := strings.Cut(did.Answer, ";")
		for i, key := range []string{from, to} {
			c, label := r.table.Columns[i], []string{r.table.Edge.FromLabel, r.table.Edge.ToLabel}[i]
			fields[c.Name] = graph.Ref{Type: r.schema.Label(label).Name, Key: key}
		}
	}
	return graph.Object{Type: r.as + "Payload", Fields: fields}, nil
}

// newKey gives a new row its key, and returns what the act answers.
func (r *record) newKey(v values) string {
	if !r.table.IsEdge() && r.table.Column("key") != nil && v.row["key"] == nil {
		v.row["key"] = strings.ToLower(rand.Text())
	}
	return r.key(v.row)
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

// reason is why something recorded is changed; nothing is without one.
func reason(input map[string]any) (string, error) {
	why := text(input, "why")
	return why, plainText("why", why, 2, 2000)
}

func below(path ast.Path, steps ...any) ast.Path {
	for _, s := range steps {
		path = refusal.Below(path, s)
	}
	return path
}
