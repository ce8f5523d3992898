package acts

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/table"
)

// start is the state in which a row is recorded where none is given; "" where there are several.
func (r *record) start(c *table.Column) string {
	var out []string
	for _, v := range r.ordered(c) {
		if r.steps[c][v].Start {
			out = append(out, v)
		}
	}
	if len(out) != 1 {
		return ""
	}
	return out[0]
}

// ordered are the states of a column in the order of the schema.
func (r *record) ordered(c *table.Column) []string {
	var out []string
	if len(r.steps[c]) > 0 {
		for _, v := range r.schema.SDL.Types[c.Type].EnumValues {
			out = append(out, v.Name)
		}
	}
	return out
}

// starting refuses states that a row cannot be recorded in.
func (r *record) starting(values map[string]any, at ast.Path) (bad []mismatch) {
	for _, c := range r.table.Columns {
		state, given := values[c.Name].(string)
		if !given || r.steps[c] == nil || r.steps[c][state].Start {
			continue
		}
		starts := message.List{}
		for _, v := range r.ordered(c) {
			if r.steps[c][v].Start {
				starts = append(starts, message.Plain(v))
			}
		}
		bad = append(bad, mismatch{below(at, c.Input()), &table.Misfit{Problem: message.New("%s is a state that steps lead to", state), Remedy: message.New("record it as %s, and let the steps follow", starts)}})
	}
	return bad
}

// stepped refuses steps that do not lead on from the state that stands there, or that are not for the caller. It says
// which are.
func (w *row) stepped() error {
	for _, c := range w.table.Columns {
		to, given := w.values[c.Name].(string)
		from, _ := w.before[c.Name].(string)
		if !given || w.steps[c] == nil || to == from {
			continue
		}
		if from == "" { // a row from before there were steps
			from = w.start(c)
		}
		step := w.steps[c][to]
		if to != from && !slices.Contains(step.From, from) {
			return refusal.Of(refusal.Step, below(w.at, c.Input()), "cannot go from %s to %s; from %[1]s lead: %[3]s", from, to, w.leading(c, from))
		}
		if !law.May(w.caller, step.Roles) {
			return refusal.Of(refusal.Step, below(w.at, c.Input()), "%s is not for the role %s; the steps from %s are: %s", to, w.caller.Role, from, w.leading(c, from))
		}
		if err := w.apart(c, to, step); err != nil {
			return err
		}
	}
	return nil
}

// apart refuses a step to who recorded the row.
func (w *row) apart(c *table.Column, to string, step mapping.Step) error {
	if !step.Apart {
		return nil
	}
	creator, err := w.tx.Creator(w.shape.Label, w.key(w.before))
	if err != nil {
		return err
	}
	if creator != "" && creator == w.caller.Owner() {
		return refusal.Of(refusal.Step, below(w.at, c.Input()), "%s is never for who recorded it; somebody else has to take the step", to)
	}
	return nil
}

// leading are the steps from a state with who may take them.
func (w *row) leading(c *table.Column, from string) message.List {
	out := message.List{}
	for _, v := range w.ordered(c) {
		step := w.steps[c][v]
		if !slices.Contains(step.From, from) {
			continue
		}
		roles := step.Roles
		if len(roles) == 0 {
			roles = []string{"*"}
		}
		text := message.New("%s by %s", v, message.Names(roles))
		if step.Apart {
			text = message.New("%s by %s other than who recorded it", v, message.Names(roles))
		}
		out = append(out, text)
	}
	return out
}
