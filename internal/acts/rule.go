package acts

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/table"
)

//go:embed rules
var ruleFiles embed.FS

// rule is what has to hold of a row: the schema names it in requires, and its statement for each type stands in
// rules/NAME-TYPE.cypher. The statement finds what it is broken by, whoever asks.
type rule struct {
	columns []string // it is asked when one of these changes
	day     string   // the column with the day that it is asked as of; "" is today
	refuse  func(w *row, found []any) error
}

var rules = map[string]rule{
	"EVIDENCE": {
		columns: []string{"state", "modes", "decidedOn", "tasks", "cases", "evaluations", "rounds", "talks"}, day: "decidedOn",
		refuse: func(w *row, found []any) error {
			return refusal.Of(refusal.Step, below(w.at, "modes"), "%s needs evidence that counts, and this rests on none; name tasks, cases, evaluations, rounds or talks that count, or leave the mode out", message.Names(textsOf(found[0])))
		},
	},
	"HEARD": {
		columns: []string{"state", "kind", "cadre", "decidedOn", "cases"}, day: "decidedOn",
		refuse: func(w *row, found []any) error {
			return refusal.Of(refusal.Step, below(w.at, "cases"), "%s", unheard(found, w.dayOf("decidedOn")))
		},
	},
	"OUTCOME_VERIFIED": {
		columns: []string{"task"},
		refuse: func(w *row, found []any) error {
			return refusal.Of(refusal.Step, below(w.at, "task"), "the outcome of %q is not verified, or it has no difficulty yet; correct the difficulty of the task itself", found[0])
		},
	},
}

// unheard says why a case cannot be held against somebody yet. The row is the case, how far it was verified, what was
// found about the person, when they were told, until when they may answer, and whether it is about them.
func unheard(found []any, on string) message.Text {
	verification, finding, told, until := found[1], found[2], found[3], found[4]
	notified, _ := told.(string)
	switch {
	case found[5] == false: // its key is not said: it may be out of scope
		return message.New("a case that this rests on is not about the official; take it out, or record the official among its subjects first")
	case verification != "VERIFIED" && verification != "PARTLY":
		return message.New("the case %q is %s; it can be taken further once it is checked and found true", found[0], verification)
	case verification == "PARTLY" && finding == nil:
		return message.New("the case %q was found true in part; record in the finding of its subject what was found about the official", found[0])
	case notified == "" || notified > on:
		return message.New("the official was not told of the case %q by %s; record notifiedOn of its subject, and let them answer", found[0], on)
	default:
		return message.New("of the case %q the official was told on %s and may answer until %s, and no answer to a statement of theirs is recorded by %s; wait until then, or answer their statement", found[0], told, until, on)
	}
}

// whole is the row as it is once it is written.
func (w *row) whole() map[string]any {
	out := maps.Clone(w.before)
	if out == nil {
		out = map[string]any{}
	}
	maps.Copy(out, w.values)
	return out
}

// dayOf is the day in a column of the row, today where there is none.
func (w *row) dayOf(column string) string {
	if day, ok := w.whole()[column].(string); ok && column != "" {
		return day
	}
	return w.today().Format(time.DateOnly)
}

// ruled refuses a schema that requires what no rule is for.
func (a *Acts) ruled() error {
	for _, r := range a.recordings {
		names := slices.Clone(r.typ.Writable.Requires)
		for _, steps := range r.steps {
			for _, step := range steps {
				names = append(names, step.Requires...)
			}
		}
		for _, steps := range r.steps {
			for _, step := range steps {
				if _, known := a.edges[r.shape.Label+" "+step.Then]; step.Then != "" && (!known || !slices.Contains(a.rules.Names(), ruleStatement(step.Then, r.typ.Name))) {
					return fmt.Errorf("%s draws %s, which is not a relationship with a table, or has no statement %s.cypher; give both", r.typ.Name, step.Then, ruleStatement(step.Then, r.typ.Name))
				}
			}
		}
		for _, name := range names {
			if statement := ruleStatement(name, r.typ.Name); rules[name].refuse == nil || !slices.Contains(a.rules.Names(), statement) {
				return fmt.Errorf("%s requires %s, for which there is no rule; write it in internal/acts/rule.go with its statement %s.cypher", r.typ.Name, name, statement)
			}
		}
	}
	return nil
}

func ruleStatement(name, typ string) string { return "rules/" + name + "-" + typ }

// required refuses a row of which something that the schema requires does not hold.
func (w *row) required(key string) error {
	var names []string
	if w.typ.Writable != nil {
		names = w.typ.Writable.Requires
	}
	for c, steps := range w.steps {
		state, _ := w.whole()[c.Name].(string)
		names = append(slices.Clone(names), steps[state].Requires...)
	}
	for _, name := range names {
		r := rules[name]
		if w.before != nil && !slices.ContainsFunc(r.columns, w.changes) {
			continue
		}
		s, err := w.rules.Statement(ruleStatement(name, w.typ.Name), law.System, map[string]any{"key": key, "asOf": w.dayOf(r.day), "hearing": w.hearing})
		if err != nil {
			return err
		}
		found, err := w.tx.Aside(s)
		if err != nil {
			return fmt.Errorf("ask whether %s holds: %w", name, err)
		}
		if len(found) > 0 {
			return r.refuse(w, found[0])
		}
	}
	return nil
}

// drawn records what follows from a step once: relationships from the node, which its statement finds.
func (w *row) drawn(key string) error {
	for c, steps := range w.steps {
		state, _ := w.values[c.Name].(string)
		step := steps[state]
		if step.Then == "" || !w.changes(c.Name) {
			continue
		}
		s, err := w.rules.Statement(ruleStatement(step.Then, w.typ.Name), law.System, map[string]any{"key": key})
		if err != nil {
			return err
		}
		found, err := w.tx.Aside(s)
		if err != nil {
			return fmt.Errorf("draw %s: %w", step.Then, err)
		}
		if len(found) == 0 {
			return refusal.Of(refusal.Step, below(w.at, c.Input()), "%s would be for nobody; correct what it is drawn by", state)
		}
		list := make([]store.Row, len(found))
		for i, f := range found {
			to, _ := f[0].(string)
			properties, _ := f[1].(map[string]any)
			list[i] = store.Row{Key: key, To: to, Identity: map[string]any{}, Properties: properties}
		}
		if _, err := w.tx.Rows(w.edges[w.shape.Label+" "+step.Then], list); err != nil {
			return err
		}
	}
	return nil
}

// changes reports whether a column is given another value than the row has.
func (w *row) changes(column string) bool {
	v, given := w.values[column]
	return given && !same(v, w.before[column])
}

// same reports whether two values of a column are.
func same(a, b any) bool {
	x, isList := a.([]string)
	y, _ := b.([]string)
	if isList || y != nil {
		return slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y)))
	}
	return a == b
}

// needing refuses values that lack what is recorded with them: of columns and of states. Changed says whether a column
// is given another value; all are where the row is new.
func (r *record) needing(whole map[string]any, changed func(column string) bool, refused func(c *table.Column, m *table.Misfit)) {
	with := func(what string, c *table.Column, names []string) {
		for _, name := range names {
			other := r.input(name)
			if whole[other.Name] == nil && (changed(c.Name) || changed(other.Name)) {
				refused(other, &table.Misfit{Problem: message.New("is missing, and %s needs it", what), Remedy: message.New("give both, or neither")})
			}
		}
	}
	for _, c := range r.table.Columns {
		if whole[c.Name] == nil {
			continue
		}
		if state, ok := whole[c.Name].(string); ok && r.steps[c] != nil {
			with(state, c, r.steps[c][state].Needs)
		}
		f := r.typ.Field(c.Input())
		if f == nil || f.Needs() == nil {
			continue
		}
		n := f.Needs()
		with(c.Input(), c, n.With)
		if n.Field == "" || !changed(c.Name) {
			continue
		}
		if state, _ := whole[r.input(n.Field).Name].(string); !slices.Contains(n.In, state) {
			refused(c, &table.Misfit{Problem: message.New("is for rows whose %s is %s", n.Field, message.Names(n.In)), Remedy: message.New("leave it out")})
		}
	}
}

// input is the column of a field.
func (r *record) input(field string) *table.Column {
	i := slices.IndexFunc(r.table.Columns, func(c *table.Column) bool { return c.Input() == field })
	return r.table.Columns[i]
}

// settled refuses a change of what stands since another column has a value, and that this value is taken away.
func (w *row) settled() error {
	for _, c := range w.table.Columns {
		f := w.typ.Field(c.Input())
		if f == nil || f.Settled() == nil || w.before[c.Name] == nil {
			continue
		}
		s := f.Settled()
		by := w.input(s.By)
		since, stands := w.before[by.Name].(string)
		switch {
		case stands && w.changes(c.Name) && s.RevisedBy == "":
			return refusal.Of(refusal.Step, below(w.at, c.Input()), "stands since %s is %s; leave it", by.Input(), since)
		case stands && w.changes(c.Name):
			return refusal.Of(refusal.Step, below(w.at, c.Input()), "stands as it was judged: %s is %s; leave it, and record what is thought now with create%s", by.Input(), since, s.RevisedBy)
		case stands && w.changes(by.Name) && w.values[by.Name] == nil:
			return refusal.Of(refusal.Step, below(w.at, by.Input()), "cannot be cleared: %s stands by it; correct the day instead", c.Input())
		}
	}
	return nil
}

// sequenced refuses a row that comes before what has to be there first, unless it says why.
func (w *row) sequenced(key string) error {
	for _, c := range w.table.Columns {
		f := w.typ.Field(c.Input())
		if f == nil || f.Sequence() == nil {
			continue
		}
		s, whole := f.Sequence(), w.whole()
		within := w.input(s.Within)
		if w.before != nil && !w.changes(c.Name) && !w.changes(within.Name) && !w.changes(w.input(s.Unless).Name) || whole[w.input(s.Unless).Name] != nil {
			continue
		}
		due, err := w.due(c, within, key, whole)
		if err != nil {
			return err
		}
		if len(due) > 0 {
			return refusal.Of(refusal.Step, below(w.at, c.Input()), "%s comes after %s, which %q lacks; record what is due first, or give the reason in %s", whole[c.Name], message.Names(due), whole[within.Name], s.Unless)
		}
	}
	return nil
}

// due are the values before the row's that no other row of the same node has.
func (w *row) due(c, within *table.Column, key string, whole map[string]any) ([]string, error) {
	r := within.Relation
	found, err := w.ask("MATCH (m:"+cypher.Quote(r.Label)+" {key: $p.within})"+cypher.Arrow("", r.Type, !r.Out)+"(n:"+cypher.Quote(w.shape.Label)+") WHERE n.key <> $p.key RETURN DISTINCT n."+cypher.Quote(c.Property),
		map[string]any{"within": whole[within.Name], "key": key})
	if err != nil {
		return nil, err
	}
	there := map[any]bool{}
	for _, row := range found {
		there[row[0]] = true
	}
	var out []string
	for _, v := range w.schema.SDL.Types[c.Type].EnumValues {
		if v.Name == whole[c.Name] {
			break
		}
		if !there[v.Name] {
			out = append(out, v.Name)
		}
	}
	return out, nil
}

func textsOf(v any) []string {
	list, _ := v.([]any)
	out := make([]string, 0, len(list))
	for _, item := range list {
		s, _ := item.(string)
		out = append(out, s)
	}
	return out
}
