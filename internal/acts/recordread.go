package acts

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/table"
)

// values is an input as the rows of tables that it says.
type values struct {
	row  map[string]any
	with []together
}

// together is a relationship that is recorded with a node.
type together struct {
	nested
	at  ast.Path
	row map[string]any
}

// mismatch is what is wrong with one place of an input.
type mismatch struct {
	at ast.Path
	*table.Misfit
}

// read reads an input by the rules that hold for the rows of a dataset, and says what is wrong with it, place by place.
func (r *record) read(ask asked, fresh bool) (out values, bad []mismatch) {
	at, input := ask.at, ask.input
	out.row, bad = r.cells(input, at, fresh)
	for _, n := range r.with {
		list, _ := input[n.field].([]any)
		seen := map[string]bool{}
		for i, item := range list {
			in, _ := item.(map[string]any)
			here := below(at, n.field, i)
			cells, wrong := n.cells(in, here, fresh)
			far, _ := cells[n.far.Name].(string)
			if id := far + "\n" + n.rest(cells); seen[id] {
				wrong = append(wrong, mismatch{here, &table.Misfit{Problem: message.New("names what an item before it names"), Remedy: message.New("keep one of the two")}})
			} else {
				seen[id] = true
			}
			bad = append(bad, wrong...)
			out.with = append(out.with, together{n, here, cells})
		}
	}
	return out, bad
}

// rest tells relationships between the same two nodes apart.
func (r *record) rest(cells map[string]any) string {
	var parts []any
	for _, name := range r.table.Edge.Identity {
		parts = append(parts, cells[name])
	}
	b, err := json.Marshal(parts)
	if err != nil { // cells always marshal
		return ""
	}
	return string(b)
}

// cells reads the columns of one row. What is not given is absent, and stays as it is.
func (r *record) cells(input map[string]any, at ast.Path, fresh bool) (map[string]any, []mismatch) {
	out, wrong := map[string]any{}, map[string]bool{}
	if key, given := input["key"]; given && r.table.Column("key") == nil { // made of what the row belongs to, and no column
		out["key"] = key
	}
	var bad []mismatch
	for _, c := range r.table.Columns {
		v, given := input[c.Input()]
		if !given {
			if start := r.start(c); fresh && start != "" {
				out[c.Name] = start
			}
			continue
		}
		cell, _, m := c.JSON(asJSON(v))
		if m == nil && cell == nil && (c.Required || r.steps[c] != nil) {
			m = &table.Misfit{Problem: message.New("is empty"), Remedy: message.New("give a value, or leave it out for what stands there")}
		}
		if m != nil {
			wrong[c.Name], bad = true, append(bad, mismatch{below(at, c.Input()), m})
			continue
		}
		out[c.Name] = cell
	}
	if fresh {
		bad = append(bad, r.between(out, wrong, at)...)
		bad = append(bad, r.starting(out, at)...)
		r.needing(out, func(string) bool { return true }, func(c *table.Column, m *table.Misfit) {
			if !wrong[c.Name] {
				bad = append(bad, mismatch{below(at, c.Input()), m})
			}
		})
	}
	return out, bad
}

// between holds the columns of a whole row against each other.
func (r *record) between(values map[string]any, wrong map[string]bool, at ast.Path) (bad []mismatch) {
	r.table.Together(values, wrong, table.Header{}, func(column string, m *table.Misfit) {
		bad = append(bad, mismatch{below(at, r.table.Column(column).Input()), m})
	})
	if check := r.checks[r.table.Name]; check != nil {
		if column, m := check(values); m != nil && !wrong[column] {
			bad = append(bad, mismatch{below(at, r.table.Column(column).Input()), m})
		}
	}
	return bad
}

// asJSON is a coerced argument as encoding/json gives values to columns.
func asJSON(v any) any {
	switch v := v.(type) {
	case int64:
		return json.Number(strconv.FormatInt(v, 10))
	case float64:
		return json.Number(strconv.FormatFloat(v, 'g', -1, 64))
	default:
		return v
	}
}

// mostTold is how many places one refusal names.
const mostTold = 20

// refuse makes one error of all that is wrong: at the place of the first.
func refuse(bad []mismatch) error {
	if len(bad) == 0 {
		return nil
	}
	told := make(message.List, 0, mostTold)
	for _, m := range bad[:min(len(bad), mostTold)] {
		told = append(told, message.At(refusal.PathText(m.at), message.New("%s; %s", m.Problem, m.Remedy)))
	}
	first := bad[0]
	if len(bad) == 1 {
		return &refusal.Error{Code: refusal.BadInput, Path: slices.Clone(first.at), Text: told[0]}
	}
	return &refusal.Error{Code: refusal.BadInput, Path: slices.Clone(first.at), Text: message.New("%d places of the input are wrong: %s", len(bad), told)}
}
