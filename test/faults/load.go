package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// heavy is a question over several relations; light one that takes a few milliseconds.
const (
	heavy = `{ cadres(first: 50) { nodes { name tasks(first: 5) { edges { role node { title } } } } } }`
	light = `{ cadres(first: 1) { totalCount } }`
)

// load asks a question by several clients at once, again and again.
type load struct {
	stop func() []answer // ends it and gives all answers, in no order
}

func (p *process) load(ctx context.Context, clients int, document string) *load {
	return p.loadOf(ctx, clients, func(ctx context.Context) answer { return p.ask(ctx, document, nil) })
}

func (p *process) loadOf(ctx context.Context, clients int, ask func(context.Context) answer) *load {
	stopping := make(chan struct{})
	var mu sync.Mutex
	var all []answer
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for {
				select {
				case <-stopping:
					return
				case <-ctx.Done():
					return
				default:
				}
				a := ask(ctx)
				mu.Lock()
				all = append(all, a)
				mu.Unlock()
				if !a.good() {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	return &load{stop: func() []answer {
		close(stopping)
		wg.Wait()
		return all
	}}
}

// foreign are words of the database or its driver, which no user may see.
var foreign = regexp.MustCompile(`(?i)neo4j|bolt|127\.0\.0\.1|exception|connectivity|org\.|goroutine|dial tcp`)

// proper sees that every answer is whole or one of the refusals with these codes, that none was lost, that each 503 says
// when to come again, and that no foreign word is in them.
func proper(all []answer, codes ...string) error {
	by := tally(all)
	for _, a := range all {
		switch {
		case a.lost != nil:
			return fmt.Errorf("an answer was lost: %w; %v", a.lost, by)
		case a.status == 503 && a.again == "":
			return fmt.Errorf("a 503 without Retry-After: %s", a.body)
		case a.code != "" && !slices.Contains(codes, a.code):
			return fmt.Errorf("an answer with %s: %.300s; %v", a.code, a.body, by)
		case a.code != "" && foreign.MatchString(a.body):
			return fmt.Errorf("an answer holds words of the database: %s", a.body)
		}
	}
	return nil
}

// tally counts answers by their codes.
func tally(all []answer) string {
	by := map[string]int{}
	for _, a := range all {
		switch {
		case a.lost != nil:
			by["lost"]++
		case a.code == "":
			by["answered"]++
		default:
			by[a.code]++
		}
	}
	var out []string
	for _, code := range slices.Sorted(maps.Keys(by)) {
		out = append(out, fmt.Sprintf("%d %s", by[code], code))
	}
	return strings.Join(out, ", ")
}

// refused are the answers with a code, quickest first.
func refused(all []answer, code string) (took []time.Duration) {
	for _, a := range all {
		if a.code == code {
			took = append(took, a.took)
		}
	}
	slices.Sort(took)
	return took
}

// firstGood asks until an answer is good, and gives how long that took.
func (p *process) firstGood(ctx context.Context, document string) (time.Duration, error) {
	for begun := time.Now(); ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if p.ask(ctx, document, nil).good() {
			return time.Since(begun), nil
		}
	}
	return 0, errors.Join(errors.New("no good answer came"), ctx.Err())
}

// write saves a question under a key, as an acknowledged change.
func (p *process) write(ctx context.Context, key string) answer {
	return p.ask(ctx, `mutation($k: String!) { saveQuestion(input: {idempotencyKey: $k, name: $k, document: "{ __typename }"}) { id } }`, map[string]any{"k": key})
}

// writes saves questions by several clients, each until it is acknowledged or refused, and keeps the acknowledged keys.
type writes struct {
	mu   sync.Mutex
	keys []string
	load *load
}

func (p *process) writes(ctx context.Context, name string, clients int) *writes {
	w := &writes{}
	var n int
	w.load = p.loadOf(ctx, clients, func(ctx context.Context) answer {
		w.mu.Lock()
		n++
		key := fmt.Sprintf("%s-%d", name, n)
		w.mu.Unlock()
		a := p.write(ctx, key)
		if a.good() {
			w.mu.Lock()
			w.keys = append(w.keys, key)
			w.mu.Unlock()
		}
		return a
	})
	return w
}

// stored sees that each acknowledged question is there, and none of them twice.
func (s *stage) stored(ctx context.Context, name string, keys []string) error {
	if len(keys) == 0 {
		return errors.New("nothing was acknowledged, so that nothing was tried")
	}
	there := s.count(ctx, "MATCH (q:SavedQuestion) WHERE q.name STARTS WITH '"+name+"-' RETURN count(DISTINCT q.name)")
	twice := s.count(ctx, "MATCH (q:SavedQuestion) WHERE q.name STARTS WITH '"+name+"-' WITH q.name AS n, count(*) AS times WHERE times > 1 RETURN count(n)")
	quoted := "['" + strings.Join(keys, "','") + "']"
	missing := s.count(ctx, "UNWIND "+quoted+" AS k WITH k WHERE NOT EXISTS { MATCH (q:SavedQuestion) WHERE q.name = k } RETURN count(k)")
	s.note("%d acknowledged, %d there", len(keys), there)
	if missing != 0 || twice != 0 || there < 0 {
		return fmt.Errorf("of %d acknowledged changes %d are missing, and %d are there twice", len(keys), missing, twice)
	}
	return nil
}
