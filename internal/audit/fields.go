package audit

import (
	"context"
	"slices"
	"time"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
)

const (
	usualDays = 31  // of a list whose days are left out
	mostDays  = 366 // of any list
)

// Fields are the computed fields of this room.
func (a *Audit) Fields() graph.Fields { return graph.Fields{"Cadre.readBy": a.readBy} }

// Events answers auditEvents.
func (a *Audit) Events(ctx context.Context, q graph.Query) (any, error) {
	s, err := a.span(q.Args)
	if err != nil {
		return nil, err
	}
	sees, err := a.sees(ctx, q.Caller)
	if err != nil {
		return nil, err
	}
	kinds, limited := q.Args["kinds"].([]any)
	official, reader, purpose := text(q.Args, "cadre"), text(q.Args, "reader"), text(q.Args, "purpose")
	wants := func(k *kept) bool {
		return (!limited || slices.Contains(kinds, any(string(k.Kind)))) && (reader == "" || k.Name == reader) && (purpose == "" || k.Purpose == purpose) &&
			(official == "" || k.concerns(official)) && sees.any(k)
	}
	if official == "" {
		found, err := a.all(ctx, s, wants)
		return a.entries(found, sees), err
	}
	if !sees.official(official) { // as if nobody had asked
		return graph.Entries{}, nil
	}
	found, err := a.about(ctx, []string{official}, s, wants)
	return a.entries(found, sees), err
}

// readBy computes Cadre.readBy.
func (a *Audit) readBy(ctx context.Context, c graph.Caller, keys []string, args map[string]any) (map[string]any, error) {
	s, err := a.span(args)
	if err != nil {
		return nil, err
	}
	sees, err := a.sees(ctx, c)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	wants := func(*kept) bool { return true }
	if c.Role == law.Subject {
		if wants, err = a.told(ctx, c); err != nil {
			return nil, err
		}
	}
	all, err := a.about(ctx, keys, s, wants)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		found := slices.DeleteFunc(slices.Clone(all), func(k kept) bool { return !k.concerns(key) })
		if c.Role == law.Subject {
			found, err = a.closed(ctx, found)
		}
		if err != nil {
			return nil, err
		}
		out[key] = a.entries(found, sees)
	}
	return out, nil
}

// span reads the days of a list.
func (a *Audit) span(args map[string]any) (span, error) {
	if !a.options.On {
		return span{}, refusal.Newf(refusal.Forbidden, "no audit is kept here; an operator turns it on")
	}
	today := a.options.Now()
	to, err := day(args, "to", today)
	if err != nil {
		return span{}, err
	}
	from, err := day(args, "from", to.AddDate(0, 0, 1-usualDays))
	if err != nil {
		return span{}, err
	}
	if s := days(from, to); s.from.Before(s.to) && s.from.AddDate(0, 0, mostDays+1).After(s.to) {
		return s, nil
	}
	return span{}, refusal.Newf(refusal.BadInput, "from and to are not the first and the last of at most %d days; give others", mostDays)
}

func day(args map[string]any, name string, otherwise time.Time) (time.Time, error) {
	given := text(args, name)
	if given == "" {
		return otherwise, nil
	}
	d, err := time.ParseInLocation(time.DateOnly, given, time.Local)
	if err != nil {
		return d, refusal.Newf(refusal.BadInput, "%s must be a full date (YYYY-MM-DD)", name)
	}
	return d, nil
}

func text(args map[string]any, name string) string { s, _ := args[name].(string); return s }

// sight is which officials a caller sees.
type sight struct {
	whole bool
	self  bool // the person concerned
	keys  map[string]bool
}

func (a *Audit) sees(ctx context.Context, c graph.Caller) (sight, error) {
	if c.Whole || c.Self != "" {
		return sight{whole: c.Whole, self: c.Self != "", keys: map[string]bool{c.Self: true}}, nil
	}
	rows, err := a.store.Read(ctx, c, cypher.Statement{Name: "audit/officials", Text: "MATCH (c:" + cypher.Quote(a.schema().Owner().Label) + ") WHERE c.unit IN $p.units RETURN c.key",
		Params: params(map[string]any{"units": c.Units})})
	if err != nil {
		return sight{}, err
	}
	s := sight{keys: make(map[string]bool, len(rows))}
	for _, row := range rows {
		key, _ := row[0].(string)
		s.keys[key] = true
	}
	return s, nil
}

func (s sight) official(key string) bool { return s.whole || s.keys[key] }

// any reports whether an event is about somebody the caller sees. Who sees the whole graph sees what is about nobody too.
func (s sight) any(k *kept) bool {
	return s.whole || k.Everyone || slices.ContainsFunc(k.Officials, s.official)
}

func (a *Audit) entries(found []kept, sees sight) graph.Entries {
	out := make(graph.Entries, len(found))
	for i := range found {
		k := &found[i]
		out[i] = graph.Entry{Place: k.place(), Make: func() graph.Object { return object(k, sees, a.schema().Owner().Name) }}
	}
	return out
}

func object(k *kept, sees sight, owner string) graph.Object {
	officials := slices.DeleteFunc(slices.Clone(k.Officials), func(key string) bool { return !sees.official(key) })
	units := make([]any, len(k.Roots))
	for i, key := range k.Roots {
		units[i] = graph.Ref{Type: "Organization", Key: key}
	}
	fields := make([]any, len(k.Fields))
	for i, f := range k.Fields {
		fields[i] = f
	}
	by, operation, named := given(k.Name), given(k.Operation), fields
	if sees.self && k.Name == k.Subject { // no name, but the account
		by = nil
	}
	if sees.self && (k.Everyone || len(k.Officials) > 1) { // it may tell of the others
		operation, named = nil, []any{}
	}
	about := make([]graph.Ref, len(officials))
	for i, key := range officials {
		about[i] = graph.Ref{Type: owner, Key: key}
	}
	role := given(k.Role)
	if k.Role == law.System.Role {
		role = nil
	}
	return graph.Object{Type: "AuditEvent", About: about, Fields: map[string]any{"at": k.At, "kind": string(k.Kind), "by": by, "account": given(k.Subject), "issuer": given(k.Issuer),
		"role": role, "units": units, "purpose": given(k.Purpose), "operation": operation, "fields": named, "everyone": k.Everyone,
		"officialCount": int64(len(officials)), "request": given(k.Request), "replica": k.replica, "chain": k.chain, "number": k.number,
		"officials": func(args map[string]any) (any, error) {
			first, _ := args["first"].(int64)
			if first < 0 {
				return nil, refusal.Newf(refusal.BadInput, "first is negative; give at least 0")
			}
			list := make([]any, 0, first)
			for _, key := range officials[:min(int(first), len(officials))] {
				list = append(list, graph.Ref{Type: owner, Key: key})
			}
			return list, nil
		}}}
}

// given is a text, or null where there is none.
func given(s string) any {
	if s == "" {
		return nil
	}
	return s
}
