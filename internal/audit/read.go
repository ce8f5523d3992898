package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
)

// foundMost is how many events one list may have.
const foundMost = 10_000

// span is when events happened: from the first moment of a day to the last of another, in the time of the server.
type span struct{ from, to time.Time }

// days is the span from the beginning of one day to the end of another.
func days(first, last time.Time) span {
	begin := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.Local) }
	return span{begin(first), begin(last).AddDate(0, 0, 1)}
}

// contains reports whether a moment is in the span.
func (s span) contains(at string) bool { return at >= moment(s.from) && at < moment(s.to) }

// reading gathers events from the groups and blocks of all processes.
type reading struct {
	*Audit
	span  span
	wants func(*kept) bool
	marks []string        // one of which stands in each line that is wanted, so that others need not be parsed; nil: there are none
	seen  map[string]bool // places: what is packed meanwhile may be met twice
	found []kept
}

// about gives the events about one or several officials that are wanted, from the newest.
func (a *Audit) about(ctx context.Context, officials []string, s span, wants func(*kept) bool) ([]kept, error) {
	r := &reading{Audit: a, span: s, seen: map[string]bool{}, wants: func(k *kept) bool {
		return slices.ContainsFunc(officials, k.concerns) && wants(k)
	}, marks: []string{`"everyone":true`}}
	for _, official := range officials {
		mark, err := json.Marshal(official)
		if err != nil {
			return nil, fmt.Errorf("look for a key of %d bytes: %w", len(official), err)
		}
		r.marks = append(r.marks, string(mark))
	}
	if err := r.groups(ctx); err != nil {
		return nil, err
	}
	if err := r.stream(ctx, "audit/recent", "MATCH (g:AuditRecent) WHERE g.lastAt >= $p.from AND g.firstAt < $p.to", map[string]any{}); err != nil {
		return nil, err
	}
	rows, err := a.store.Read(ctx, law.System, cypher.Statement{Name: "audit/days", Text: `MATCH (d:AuditDay)
WHERE d.official IN $p.officials AND d.day >= $p.from AND d.day <= $p.to
UNWIND d.blocks AS b
RETURN DISTINCT b`, Params: params(map[string]any{"officials": append(slices.Clone(officials), everyone), "from": s.from.UTC().Format(time.DateOnly), "to": s.to.UTC().Format(time.DateOnly)})})
	if err != nil {
		return nil, fmt.Errorf("look for days of the audit: %w", err)
	}
	for part := range slices.Chunk(rows, 100) {
		keys := make([]any, len(part))
		for i, row := range part {
			keys[i] = row[0]
		}
		if err := r.stream(ctx, "audit/blocks", "MATCH (g:AuditBlock) WHERE g.key IN $p.keys AND g.lastAt >= $p.from AND g.firstAt < $p.to", map[string]any{"keys": keys}); err != nil {
			return nil, err
		}
	}
	return r.sorted(), nil
}

// all gives the events that are wanted, from the newest.
func (a *Audit) all(ctx context.Context, s span, wants func(*kept) bool) ([]kept, error) {
	r := &reading{Audit: a, span: s, wants: wants, seen: map[string]bool{}}
	if err := r.groups(ctx); err != nil {
		return nil, err
	}
	if err := r.stream(ctx, "audit/span", "MATCH (g:AuditBlock) WHERE g.lastAt >= $p.from AND g.firstAt < $p.to", map[string]any{}); err != nil {
		return nil, err
	}
	return r.sorted(), nil
}

// groups reads what is not packed yet, first: what is packed from then on is found in its block as well.
func (r *reading) groups(ctx context.Context) error {
	return r.stream(ctx, "audit/fresh", "MATCH (g:AuditGroup) WHERE g.lastAt >= $p.from AND g.firstAt < $p.to", map[string]any{})
}

func (r *reading) stream(ctx context.Context, name, match string, p map[string]any) error {
	p["from"], p["to"] = moment(r.span.from), moment(r.span.to)
	err := r.store.Stream(ctx, law.System, cypher.Statement{Name: name, Text: match + "\nRETURN g.chain, g.replica, g.from, g.events", Params: params(p)}, func(row []any) error {
		chain, _ := row[0].(string)
		replica, _ := row[1].(string)
		number, _ := row[2].(int64)
		lines, _ := row[3].(string)
		for line := range strings.Lines(lines) {
			k := kept{chain: chain, replica: replica, number: number}
			number++
			if r.marks != nil && !slices.ContainsFunc(r.marks, func(mark string) bool { return strings.Contains(line, mark) }) {
				continue
			}
			if err := json.Unmarshal([]byte(line), &k.Event); err != nil { // verify tells of it; the others are read all the same
				r.options.Log.Error("an event of the audit cannot be read", "chain", chain, "number", k.number)
				continue
			}
			if !r.span.contains(k.At) || !r.wants(&k) || r.seen[k.place()] {
				continue
			}
			if len(r.found) == foundMost {
				return refusal.Newf(refusal.Limit, "more than %d events match; ask for fewer days, or narrow them", foundMost)
			}
			r.seen[k.place()] = true
			r.found = append(r.found, k)
		}
		return nil
	})
	return err
}

func (r *reading) sorted() []kept {
	slices.SortFunc(r.found, func(a, b kept) int { return strings.Compare(a.place(), b.place()) })
	return r.found
}
