// Package population keeps the hyperparameters of work records: what everyone shares, which takes long to find, is
// found once for a deployment and stands in the graph for ever. A record follows from the facts and one set of them, and
// names it. docs/decisions/0050-found-once.md.
package population

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/judge/record"
)

// Small is the number of scores below which a set is found wherever it is asked for, from the scores themselves: that
// takes a second or two, a single review may tell, and there is nothing to keep.
const Small = 5000

// method counts what changes in how sets are found. Those of another one are kept and not used.
const method = 1

// A Set of hyperparameters with what it was found from. It does not change.
type Set struct {
	Key      string   // of what was found: equal sets have equal keys
	Day      string   // as of which it was found
	Evidence Evidence // that it was found from
	Version  string   // of the facts
	FoundAt  string
	Found    record.Population

	number int64 // in the order in which sets were kept
}

// NewSet gives a set its key.
func NewSet(day string, from Evidence, version string, found record.Population) (*Set, error) {
	text, err := json.Marshal(found)
	if err != nil {
		return nil, fmt.Errorf("name hyperparameters: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", method, text))
	return &Set{Key: hex.EncodeToString(sum[:12]), Day: day, Evidence: from, Version: version, Found: found}, nil
}

// choose gives the set that holds for evidence as of a day, by rule:
//   - one that was found from the same evidence, of whatever day;
//   - else the last that was found for the day, as long as the evidence has not moved;
//   - else another is due. Until it is there the last for the day serves, or the last for an earlier day from which the
//     evidence has not moved; where there is neither, nil.
func choose(sets []*Set, day string, from Evidence) (set *Set, due bool) {
	var own, earlier *Set
	for _, s := range sets {
		switch {
		case s.Evidence.Digest == from.Digest:
			return s, false // the first of them: what is found from the same evidence is the same
		case s.Day == day:
			own = s
		case s.Day < day && !from.Moved(s.Evidence) && (earlier == nil || s.Day >= earlier.Day):
			earlier = s
		}
	}
	switch {
	case own != nil:
		return own, from.Moved(own.Evidence)
	default:
		return earlier, true
	}
}

// Sets are those of the graph, as far as they have been read. It is safe for concurrent use.
type Sets struct {
	store *store.Store
	log   *slog.Logger

	mu   sync.Mutex
	sets []*Set // in the order in which they were kept
}

// New reads nothing yet.
func New(st *store.Store, log *slog.Logger) *Sets {
	return &Sets{store: st, log: log}
}

// Choose gives the set that holds for evidence as of a day, and whether another is due; nil: there is none yet.
func (s *Sets) Choose(day string, from Evidence) (set *Set, due bool) {
	return choose(s.all(), day, from)
}

// Nearest gives the set that comes nearest to a day for which none holds yet: the last of the latest earlier day, else of
// the earliest later one; nil where there is none at all.
func (s *Sets) Nearest(day string) *Set { return nearest(s.all(), day) }

func nearest(sets []*Set, day string) (set *Set) {
	for _, s := range sets {
		switch {
		case set == nil, s.Day <= day && (set.Day > day || s.Day >= set.Day), s.Day > day && set.Day > day && s.Day <= set.Day:
			set = s
		}
	}
	return set
}

// Known is a set by its key; nil where it is not there.
func (s *Sets) Known(key string) *Set {
	for _, set := range s.all() {
		if set.Key == key {
			return set
		}
	}
	return nil
}

// Len is how many there are; it grows with each.
func (s *Sets) Len() int { return len(s.all()) }

func (s *Sets) all() []*Set {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sets
}

// Read takes over what other replicas have kept meanwhile.
func (s *Sets) Read(ctx context.Context) error {
	last := int64(0)
	for _, set := range s.all() {
		last = max(last, set.number)
	}
	rows, err := s.store.Read(ctx, law.System, cypher.Statement{Name: "population", Text: `MATCH (s:RecordPopulation) WHERE s.method = $p.method AND s.number > $p.last
RETURN s.key, s.day, s.evidence, s.version, s.foundAt, s.found, s.number ORDER BY s.number`, Params: map[string]any{"p": map[string]any{"method": int64(method), "last": last}}})
	if err != nil {
		return fmt.Errorf("read what records share: %w", err)
	}
	var more []*Set
	for _, row := range rows {
		set, err := setOf(row)
		if err != nil {
			return err
		}
		more = append(more, set)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, set := range more {
		if !slices.ContainsFunc(s.sets, func(old *Set) bool { return old.number == set.number }) {
			s.sets = append(s.sets[:len(s.sets):len(s.sets)], set)
		}
	}
	return nil
}

func setOf(row []any) (*Set, error) {
	s := &Set{}
	var evidence, found string
	for i, to := range []*string{&s.Key, &s.Day, &evidence, &s.Version, &s.FoundAt, &found} {
		*to, _ = row[i].(string)
	}
	s.number, _ = row[6].(int64)
	if err := errors.Join(json.Unmarshal([]byte(evidence), &s.Evidence), json.Unmarshal([]byte(found), &s.Found)); err != nil {
		return nil, fmt.Errorf("read what records share, %s: %w", s.Key, err)
	}
	return s, nil
}

// lease is what the replica holds that searches, and askAgain how often others look whether it has found something.
const (
	lease    = "records"
	askAgain = time.Second
)

// Find gives a set for evidence as of a day, where another is due. One replica searches at a time; the others wait for
// what it keeps. What cannot be kept, since nothing can be written, serves this replica alone.
func (s *Sets) Find(ctx context.Context, day string, from Evidence, version string, search func(context.Context) (record.Population, error)) (*Set, error) {
	held, set, err := s.turn(ctx, day, from)
	if err != nil || set != nil {
		return set, err
	}
	if held != nil {
		defer held.Release(ctx)
	}
	found, err := search(ctx)
	if err != nil {
		return nil, err
	}
	if set, err = NewSet(day, from, version, found); err != nil {
		return nil, err
	}
	if held != nil {
		if err := s.keep(ctx, held, set); err != nil {
			s.log.Warn("what work records share was found and could not be kept", "cause", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sets = append(s.sets[:len(s.sets):len(s.sets)], set)
	return set, nil
}

// turn waits until this replica may search, or until none is due any more. The lease is nil where nothing can be
// written.
func (s *Sets) turn(ctx context.Context, day string, from Evidence) (*store.Lease, *Set, error) {
	for {
		held, err := s.store.Lease(ctx, lease, "the search for what work records share")
		refused, ok := errors.AsType[*refusal.Error](err)
		busy := ok && refused.Code == refusal.Conflict
		if err != nil && !busy {
			s.log.Warn("what work records share is searched for and will not be kept", "cause", err)
			return nil, nil, nil
		}
		if err := s.Read(ctx); err != nil {
			s.log.Warn("what work records share could not be read", "cause", err)
		}
		set, due := s.Choose(day, from)
		switch {
		case !due && held != nil:
			held.Release(ctx)
			return nil, set, nil
		case !due:
			return nil, set, nil
		case held != nil:
			return held, nil, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(askAgain):
		}
	}
}

// keep writes a set behind those that are there.
func (s *Sets) keep(ctx context.Context, held *store.Lease, set *Set) error {
	evidence, err := json.Marshal(set.Evidence)
	if err != nil {
		return fmt.Errorf("keep what records share: %w", err)
	}
	found, err := json.Marshal(set.Found)
	if err != nil {
		return fmt.Errorf("keep what records share: %w", err)
	}
	_, err = s.store.Act(ctx, store.Act{Caller: law.System, Name: "keepPopulation", Lease: held, Do: func(tx *store.Tx) (string, error) {
		set.FoundAt = store.FormatTime(tx.At())
		rows, err := tx.Aside(cypher.Statement{Text: `OPTIONAL MATCH (o:RecordPopulation)
WITH coalesce(max(o.number), 0) + 1 AS number
CREATE (:RecordPopulation {number: number, method: $p.method, key: $p.key, day: $p.day, evidence: $p.evidence, version: $p.version, foundAt: $p.at, found: $p.found})
RETURN number`, Params: map[string]any{"p": map[string]any{"method": int64(method), "key": set.Key, "day": set.Day, "evidence": string(evidence), "version": set.Version,
			"at": set.FoundAt, "found": string(found)}}})
		if err == nil {
			set.number, _ = rows[0][0].(int64)
		}
		return "", err
	}})
	return err
}
