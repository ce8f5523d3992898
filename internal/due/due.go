// Package due knows what is due and for whom: the days that rules give where none is recorded, who was told and heard,
// and what waits for somebody. Rules are data (deadlines.json, or a file of the operator), duties are data and statements (duties.json, duties),
// and the steps that wait stand in the schema.
package due

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"slices"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/figures"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/calendar"
	"bole/internal/datafile"
)

//go:embed duties views
var files embed.FS

//go:embed duties.json
var standardDuties []byte

// Due answers what is due. It is safe for concurrent use.
type Due struct {
	law      *law.Law
	store    *store.Store
	figures  *figures.Figures
	texts    *law.Templates
	calendar *calendar.Calendar
	hearing  int
	rules    []rule
	duties   []duty
}

// New reads the duties, and refuses rules and duties that do not fit the schema. Rules or a calendar that are nil are those that come with
// the product.
func New(l *law.Law, st *store.Store, f *figures.Figures, rules *Rules, days *calendar.Calendar) (*Due, error) {
	if rules == nil {
		rules = StandardRules()
	}
	if days == nil {
		days = calendar.Standard()
	}
	d := &Due{law: l, store: st, figures: f, calendar: days, hearing: f.Hearing(), rules: slices.Clone(rules.Rules)}
	var err error
	if d.texts, err = l.Templates(files, figures.Counting()); err != nil {
		return nil, err
	}
	if _, err := datafile.Decode(bytes.NewReader(standardDuties), "duties", &d.duties); err != nil {
		return nil, err
	}
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("the deadlines or duties do not fit the schema:\n%w", err)
	}
	return d, nil
}

// Fields are the computed fields of this room.
func (d *Due) Fields() graph.Fields {
	return graph.Fields{"Case.hearings": d.hearings, "Statement.deadline": d.statementDeadline}
}

// rows asks a statement, whose rows are one map each.
func (d *Due) rows(ctx context.Context, c law.Caller, name string, p map[string]any) ([]map[string]any, error) {
	p["hearing"] = d.hearing
	s, err := d.texts.Statement(name, c, p)
	if err != nil {
		return nil, err
	}
	return d.read(ctx, c, s)
}

func (d *Due) read(ctx context.Context, c law.Caller, s cypher.Statement) ([]map[string]any, error) {
	rows, err := d.store.Read(ctx, c, s)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", s.Name, err)
	}
	out := make([]map[string]any, len(rows))
	for i, row := range rows {
		out[i], _ = row[0].(map[string]any)
	}
	return out, nil
}

// ref reads [label, key] as a statement gives it; nil where it is none.
func (d *Due) ref(v any) any {
	pair, _ := v.([]any)
	if len(pair) != 2 {
		return nil
	}
	label, _ := pair[0].(string)
	key, _ := pair[1].(string)
	t := d.law.Schema().Label(label)
	if t == nil || key == "" {
		return nil
	}
	return graph.Ref{Type: t.Name, Key: key}
}

func text(v any) string { s, _ := v.(string); return s }

// wholeDay reads the argument asOf.
func wholeDay(args map[string]any) (string, error) {
	day := text(args["asOf"])
	if !exact(day) {
		return "", refusal.Newf(refusal.BadInput, "%s must be a full date (YYYY-MM-DD)", "asOf")
	}
	return day, nil
}

// hearings answers Case.hearings.
func (d *Due) hearings(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	asOf, err := wholeDay(args)
	if err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, c, "views/hearings", map[string]any{"keys": keys, "asOf": asOf})
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, row := range rows {
		heard, _ := row["heard"].(bool)
		fields := map[string]any{"cadre": d.ref(row["cadre"]), "notifiedOn": row["told"], "deadline": nil, "statements": d.refs(row["said"]), "heard": heard}
		if told := text(row["told"]); told != "" {
			fields["deadline"] = d.object(d.deadline("Involved.respondBy", text(row["day"]), told, ""), asOf, !heard)
		}
		list, _ := out[text(row["case"])].([]any)
		out[text(row["case"])] = append(list, graph.Object{Type: "Hearing", Fields: fields})
	}
	return out, nil
}

func (d *Due) refs(v any) []any {
	list, _ := v.([]any)
	out := make([]any, 0, len(list))
	for _, item := range list {
		out = append(out, d.ref(item))
	}
	return out
}

// statementDeadline answers Statement.deadline.
func (d *Due) statementDeadline(ctx context.Context, c law.Caller, keys []string, args map[string]any) (map[string]any, error) {
	asOf, err := wholeDay(args)
	if err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, c, "views/statements", map[string]any{"keys": keys})
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, row := range rows {
		open, _ := row["open"].(bool)
		if o := d.object(d.deadline("Statement.dueOn", text(row["day"]), text(row["from"]), text(row["when"])), asOf, open); o != nil {
			out[text(row["statement"])] = o
		}
	}
	return out, nil
}
