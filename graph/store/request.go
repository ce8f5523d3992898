package store

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
)

type requestKey struct{}

// WithRequest gives a context that carries the id of the request that statements belong to. Neo4j shows it beside them
// (SHOW TRANSACTIONS, its query log), and observers are told of it.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

func requestOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// described is what Neo4j shows of a transaction: what is asked, for which request. Neither says anything of whom.
func described(ctx context.Context, name string) func(*neo4j.TransactionConfig) {
	meta := map[string]any{"app": "bole"}
	if name != "" {
		meta["statement"] = name
	}
	if id := requestOf(ctx); id != "" {
		meta["request"] = id
	}
	return neo4j.WithTxMetadata(meta)
}

// Reading gathers what is read under its context, so that one can tell what an answer was made from. It may be used by
// many goroutines at once.
type Reading struct {
	mu      sync.Mutex
	texts   map[string]bool
	types   map[string]bool
	stands  []func() bool
	foreign bool
}

type readingKey struct{}

// WithReading gives a context under which what is read is gathered.
func WithReading(ctx context.Context) (context.Context, *Reading) {
	r := &Reading{texts: map[string]bool{}, types: map[string]bool{}}
	return context.WithValue(ctx, readingKey{}, r), r
}

func readingOf(ctx context.Context) *Reading {
	r, _ := ctx.Value(readingKey{}).(*Reading)
	return r
}

// Texts are the texts of statements that were read so far, each once, in alphabetical order.
func (r *Reading) Texts() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.texts))
}

// Types are those of the log whose versions were asked for, since something was made of them earlier; "" is the whole
// log.
func (r *Reading) Types() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.types))
}

// Stands reports whether all else is as it was that was told by RestsOn so far. It may be asked again and again.
func (r *Reading) Stands() func() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	of := slices.Clone(r.stands)
	return func() bool { return !slices.ContainsFunc(of, func(stands func() bool) bool { return !stands() }) }
}

// RestsOn tells the context's Reading, if there is one, of something beside the log that an answer rests on: it is right
// for as long as that stands.
func (s *Store) RestsOn(ctx context.Context, stands func() bool) {
	if r := readingOf(ctx); r != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.stands = append(r.stands, stands)
	}
}

// notedTypes tells the context's Reading, if there is one, of types whose versions are read, and gives the context to
// read them under: of the log itself nothing else is told.
func notedTypes(ctx context.Context, types []string) context.Context {
	r := readingOf(ctx)
	if r == nil {
		return ctx
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range types {
		r.types[t] = true
	}
	return context.WithValue(ctx, readingKey{}, (*Reading)(nil))
}

// Foreign reports whether a statement was among them that an analyst wrote, which may read anything and need not answer
// twice alike.
func (r *Reading) Foreign() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.foreign
}

// notedForeign tells the context's Reading, if there is one, of an analyst's statement.
func notedForeign(ctx context.Context) {
	if r := readingOf(ctx); r != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.foreign = true
	}
}

// noted tells the context's Reading, if there is one, of a statement.
func noted(ctx context.Context, st cypher.Statement) {
	if r := readingOf(ctx); r != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.texts[st.Text] = true
	}
}
