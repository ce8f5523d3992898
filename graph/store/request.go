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

// Reading gathers the texts of the statements that are read under its context, so that one can tell what an answer was
// made from. It may be used by many goroutines at once.
type Reading struct {
	mu      sync.Mutex
	texts   map[string]bool
	foreign bool
}

type readingKey struct{}

// WithReading gives a context under which the texts of statements are gathered.
func WithReading(ctx context.Context) (context.Context, *Reading) {
	r := &Reading{texts: map[string]bool{}}
	return context.WithValue(ctx, readingKey{}, r), r
}

// Texts are the texts read so far, each once, in alphabetical order.
func (r *Reading) Texts() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.texts))
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
	if r, ok := ctx.Value(readingKey{}).(*Reading); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.foreign = true
	}
}

// noted tells the context's Reading, if there is one, of a statement.
func noted(ctx context.Context, st cypher.Statement) {
	if r, ok := ctx.Value(readingKey{}).(*Reading); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.texts[st.Text] = true
	}
}
