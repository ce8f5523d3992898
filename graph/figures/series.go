package figures

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/refusal"
)

// mostPoints is how many a series may have; docs/limits.md names it.
const mostPoints = 60

// Series answers statisticSeries(code, from, to, step, unit): the statistic as of each point, in one statement.
func (f *Figures) Series(ctx context.Context, q graph.Query) (any, error) {
	d, err := definitionOf(q.Args)
	if err != nil {
		return nil, err
	}
	days, err := points(q.Args)
	if err != nil {
		return nil, err
	}
	series := make([]*Statistic, len(days))
	asked := make([]any, len(days))
	for i, day := range days {
		series[i] = &Statistic{Definition: d, AsOf: day.Format(time.DateOnly), From: begin(d.Period, day)}
		asked[i] = map[string]any{"at": i, "asOf": series[i].AsOf, "from": series[i].From}
	}
	unit, _ := q.Args["unit"].(string)
	organization, rows, err := f.rows(ctx, d, q.Caller, unit, map[string]any{"points": asked}, f.askAtPoints)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		at, ok := r[0].(int64)
		if !ok || at < 0 || at >= int64(len(series)) {
			return nil, fmt.Errorf("statistic %s: a row of no point", d.Code)
		}
		if err := f.take(series[at], r[1:]); err != nil {
			return nil, err
		}
	}
	out := make([]any, len(series))
	for i, s := range series {
		s.Organization = organization
		out[i] = s.object(q.Caller)
	}
	return out, nil
}

// points are the last days of the steps from one day to another, and the last day itself.
func points(args map[string]any) ([]time.Time, error) {
	read := func(name string) (time.Time, error) {
		text, _ := args[name].(string)
		return wholeDay(name, text)
	}
	from, err := read("from")
	if err != nil {
		return nil, err
	}
	to, err := read("to")
	switch {
	case err != nil:
		return nil, err
	case from.After(to):
		return nil, refusal.Newf(refusal.BadInput, "from is after to; give the earlier day as from")
	}
	step, _ := args["step"].(string)
	var out []time.Time
	for end := endOf(step, from); ; end = endOf(step, end.AddDate(0, 0, 1)) {
		if len(out) == mostPoints {
			return nil, refusal.Newf(refusal.BadInput, "step makes more than %d points from %s to %s; take longer steps or a shorter time", mostPoints, args["from"], args["to"])
		}
		if !end.Before(to) {
			return append(out, to), nil
		}
		out = append(out, end)
	}
}

// endOf is the last day of the month, quarter or year of a day.
func endOf(step string, day time.Time) time.Time {
	month := day.Month()
	switch step {
	case "QUARTER":
		month += (3 - month%3) % 3
	case "YEAR":
		month = time.December
	}
	return time.Date(day.Year(), month+1, 0, 0, 0, 0, 0, time.UTC)
}

var (
	// ofPoint are what differs from point to point, where a statement names them.
	ofPoint = regexp.MustCompile(`\$p\.(asOf|from)\b`)
	// scoped is the scope of a subquery, which has to name the point as well.
	scoped = regexp.MustCompile(`CALL \((\w)`)
)

// askAtPoints asks a statistic's statement at each point.
func (f *Figures) askAtPoints(ctx context.Context, name string, c law.Caller, p map[string]any) ([][]any, error) {
	s, err := f.statement(name, c, p)
	if err != nil {
		return nil, err
	}
	text := ofPoint.ReplaceAllString(scoped.ReplaceAllString(s.Text, "CALL (point, $1"), "point.$1")
	s.Text = "UNWIND $p.points AS point\nCALL (point) {\n" + text + "\n}\nRETURN point.at, subject, evidence, counted, weight, part"
	return f.read(ctx, c, s)
}
