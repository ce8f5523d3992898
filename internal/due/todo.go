package due

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/graph/value"
)

// duty is something that waits for somebody and is no step. It is data: duties.json, with its statement under its code.
type duty struct {
	Code     string   `json:"code"`
	Title    string   `json:"title"`
	Sentence string   `json:"sentence"`
	Roles    []string `json:"roles"`
	Field    string   `json:"field"` // whose rules give the day where none is recorded; "" where there are none
}

// wait is a state that waits for its next step.
type wait struct {
	duty

	typ   *mapping.Type
	field *mapping.Field
	due   string // the field with the day; "" where there is none
	state string
	steps map[string]mapping.Step // by the state they lead to
}

// item is what waits, before it is an answer.
type item struct {
	duty
	node, cadre any
	steps       []any
	deadline    *deadline
}

// soon is how far ahead a day shows that a fact names, such as the end of a sanction's effect.
const soon = 30

// mostWaiting is how many nodes in one state todo holds, those with the first days.
const mostWaiting = 2000

// Todo answers todo(asOf).
func (d *Due) Todo(ctx context.Context, q graph.Query) (any, error) {
	asOf, err := wholeDay(q.Args)
	if err != nil {
		return nil, err
	}
	items, err := d.waiting(ctx, q.Caller)
	if err != nil {
		return nil, err
	}
	more, err := d.owed(ctx, q.Caller, asOf)
	if err != nil {
		return nil, err
	}
	out := make(graph.Entries, 0, len(items)+len(more))
	for _, it := range append(items, more...) {
		on := "9999" // those without a day come last
		if it.deadline != nil && it.deadline.on != "" {
			on = it.deadline.on
		}
		out = append(out, graph.Entry{Place: fmt.Sprintf("%s %s %s %s", on, it.Code, it.node, it.cadre), Make: func() graph.Object { return d.todoItem(it, asOf) }})
	}
	slices.SortFunc(out, value.ComparePlaces)
	return out, nil
}

func (d *Due) todoItem(it item, asOf string) graph.Object {
	return graph.Object{Type: "TodoItem", Fields: map[string]any{"code": it.Code, "title": it.Title, "sentence": message.Phrase(it.Sentence), "node": it.node, "cadre": it.cadre,
		"steps": it.steps, "deadline": d.object(it.deadline, asOf, true)}}
}

// waits are the states of the schema that wait for a role.
func (d *Due) waits(role string) []wait {
	var out []wait
	s := d.law.Schema()
	for _, t := range s.Nodes() {
		for _, f := range t.Waiting(s) {
			enum := s.SDL.Types[f.Def.Type.Name()]
			steps := mapping.Steps(enum)
			for _, v := range enum.EnumValues {
				if !slices.Contains(steps[v.Name].Waits, role) {
					continue
				}
				of, _ := mapping.Described(t.Def.Description)
				title, sentence := mapping.Described(v.Description)
				w := wait{duty: duty{Code: t.Name + "." + f.Name + "." + v.Name, Title: of + "：" + title, Sentence: sentence}, typ: t, field: f, due: steps[v.Name].Due, state: v.Name, steps: map[string]mapping.Step{}}
				for to, step := range steps {
					if slices.Contains(step.From, v.Name) {
						w.steps[to] = step
					}
				}
				out = append(out, w)
			}
		}
	}
	return out
}

// waiting are the nodes in states that wait for the caller, who may take a step from there.
func (d *Due) waiting(ctx context.Context, c law.Caller) ([]item, error) {
	waits := d.waits(c.Role)
	if len(waits) == 0 {
		return nil, nil
	}
	_, scope := c.OwnScope()
	p := map[string]any{"scope": scope, "me": c.Owner(), "most": mostWaiting}
	parts := make([]string, len(waits))
	for i, w := range waits {
		p[fmt.Sprint("s", i)] = w.state
		parts[i] = d.statement(c, w, i)
	}
	rows, err := d.read(ctx, c, cypher.Statement{Name: "todo", Text: strings.Join(parts, "\nUNION ALL\n"), Params: map[string]any{"p": p}})
	if err != nil {
		return nil, err
	}
	out := make([]item, 0, len(rows))
	for _, row := range rows {
		i, _ := row["wait"].(int64)
		w := waits[i]
		mine, _ := row["mine"].(bool)
		if steps := d.steps(c, w, mine); len(steps) > 0 {
			out = append(out, item{duty: w.duty, node: d.ref(row["node"]), cadre: d.ref(row["cadre"]), steps: steps, deadline: d.deadline(w.typ.Name+"."+w.due, text(row["day"]), text(row["from"]), text(row["when"]))})
		}
	}
	return out, nil
}

// statement finds the nodes in one state that the caller may write.
func (d *Due) statement(c law.Caller, w wait, i int) string {
	property := func(field string) string {
		if f := w.typ.Field(field); f != nil && f.Property != "" {
			return "n." + cypher.Quote(f.Property)
		}
		return "null"
	}
	from, when := "", ""
	for _, r := range d.rules {
		if r.Field == w.typ.Name+"."+w.due {
			if from = r.From; r.When != nil {
				when = r.When.Field
			}
		}
	}
	cadre := "null"
	if w.typ.Scope == mapping.Own {
		cadre = "CASE WHEN n.cadreKey IS NOT NULL THEN ['" + d.law.Schema().Owner().Label + "', n.cadreKey] END"
	}
	first := "n.key"
	if day := property(w.due); day != "null" {
		first = day + ", n.key"
	}
	return fmt.Sprintf("MATCH (n:%s) WHERE n.%s = $p.s%d AND %s\nWITH n ORDER BY %[9]s LIMIT $p.most\nRETURN {wait: %[3]d, node: [labels(n)[0], n.key], cadre: %[5]s, day: %s, from: %s, when: %s, mine: EXISTS { MATCH (x:Change {type: labels(n)[0], key: n.key}) WHERE x.op = 'CREATED' AND x.owner = $p.me }} AS row",
		cypher.Quote(w.typ.Label), cypher.Quote(w.field.Property), i, d.law.Writes(c, "n", w.typ, false), cadre, property(w.due), property(from), property(when), first)
}

// steps are those that the caller may take; some are never for who recorded the node.
func (d *Due) steps(c law.Caller, w wait, mine bool) []any {
	var out []any
	for _, v := range d.law.Schema().SDL.Types[w.field.Def.Type.Name()].EnumValues {
		step, leads := w.steps[v.Name]
		if !leads || !law.May(c, step.Roles) || step.Apart && mine {
			continue
		}
		title, _ := mapping.Described(v.Description)
		out = append(out, graph.Object{Type: "TodoStep", Fields: map[string]any{"state": v.Name, "title": title}})
	}
	return out
}

// owed are the duties of the caller.
func (d *Due) owed(ctx context.Context, c law.Caller, asOf string) ([]item, error) {
	day, err := time.Parse(time.DateOnly, asOf)
	if err != nil {
		return nil, fmt.Errorf("read the day: %w", err)
	}
	var out []item
	for _, y := range d.duties {
		if !slices.Contains(y.Roles, c.Role) {
			continue
		}
		if y.Code == campaign {
			left, err := d.left(ctx, c, y, asOf)
			if err != nil {
				return nil, err
			}
			out = append(out, left...)
			continue
		}
		rows, err := d.rows(ctx, c, "duties/"+y.Code, map[string]any{"asOf": asOf, "soon": day.AddDate(0, 0, soon).Format(time.DateOnly), "yearAgo": day.AddDate(-1, 0, 0).Format(time.DateOnly)})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			out = append(out, item{duty: y, node: d.ref(row["node"]), cadre: d.ref(row["cadre"]), steps: []any{}, deadline: d.deadline(y.Field, text(row["day"]), text(row["from"]), text(row["when"]))})
		}
	}
	return out, nil
}

// campaign is the duty that campaigns leave; who it is left with is counted where coverage is.
const campaign = "CAMPAIGN"

// left are the officials with whom the campaigns of the caller's scope are still to be done.
func (d *Due) left(ctx context.Context, c law.Caller, y duty, asOf string) ([]item, error) {
	covered, err := d.figures.Coverage(ctx, c, nil, asOf)
	if err != nil {
		return nil, err
	}
	var out []item
	for _, v := range covered {
		if v.Writes && len(v.Evidence) == 0 {
			out = append(out, item{duty: y, node: graph.Ref{Type: "Campaign", Key: v.Campaign}, cadre: v.Cadre, steps: []any{}, deadline: d.deadline("", v.EndsOn, "", "")})
		}
	}
	return out, nil
}
